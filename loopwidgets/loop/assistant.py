"""What stands beside the person: it listens to a project, proposes, remembers who saw what, and works on.

A trainer and a proposer are ones; what they do in the background is their own.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TimeIsOver
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from loopwidgets.errors import InputError, LoopwidgetsError
from loopwidgets.loop.evaluation import guess_log
from loopwidgets.loop.evaluation.evaluation import Judge
from loopwidgets.loop.reasons import sentence
from loopwidgets.loop.sampling import drawn, lots
from loopwidgets.loop.settings import Loop
from loopwidgets.loop.state import LoopState
from loopwidgets.loop.suggestions import Guesses, Lot, Proposal, Sent, remark
from loopwidgets.loop.worker import Worker

if TYPE_CHECKING:
    from loopwidgets.data.keys import Codes
    from loopwidgets.labels.scheme import Label
    from loopwidgets.loop.features.features import Features
    from loopwidgets.project import Project
    from loopwidgets.store import Event, Recorded

_logger = logging.getLogger(__name__)

AHEAD = 60
"""Items that are put in order, or proposed for, at a time: more than are asked about before the next time."""
FOUND = "found"
"""Why an item that was set apart is there before its turn: the person went to it, so it audits nothing."""
_IDLE = 60.0
_LOOK = 0.2
"""Seconds between two looks at whether what runs is to be given up."""

Hearer = Callable[[LoopState], None]


class TooLongError(LoopwidgetsError):
    """What ran in the background was given up."""


class ProcessEndedError(LoopwidgetsError):
    """The process in which it ran is gone."""


class Companion(ABC):
    """Works in the background, as long as it is open.

    Parameters
    ----------
    project
        With its data.
    settings
        What the user said.
    worker
        Where its work is done.
    """

    def __init__(self, project: Project, settings: Loop, worker: Worker) -> None:
        if project.is_reading:
            raise InputError(
                "loop: an iterator's items come one by one; a list of them can be learned from"
            )
        items = project.need_data()
        self.project = project
        self.settings = settings
        self.state = LoopState()
        self.guesses: Guesses | None = None
        self.judge = Judge(project)
        self.doubted: set[str] = set()
        """Keys of the items whose answers were last told to be doubted."""
        seed, numbers = project.row.seed, items.keys.numbers()
        self._audit_lots = lots(numbers, seed, "audit")
        # Others are blind to other items: else what is odd about these would seem to be what the seeing does.
        self._blind = lots(numbers, f"{seed} {project.annotator.name}", "blind") < settings.blind
        self._explored = np.argsort(lots(numbers, seed, "explore"), kind="stable")
        self._set_apart = drawn(self._audit_lots, settings.audit)
        self._sent = Sent()
        self._hearers: list[Hearer] = []
        self._worker = worker
        self._changed = threading.Event()
        self._lock = threading.Lock()
        self._answers = 0
        self._failed_at: int | None = None
        self._paused = False
        self._closed = False
        self._stops = [
            project.listen(_listener(self)),
            project.remark_with(_remarker(self)),
            project.schemes.listen(_relabeler(self)),
        ]

    def begin(self) -> None:
        """Begin to work, on a thread of its own."""
        thread = threading.Thread(
            target=_work,
            args=(weakref.ref(self), self._changed),
            name="loopwidgets-loop",
            daemon=True,
        )
        thread.start()

    # --- What is proposed --------------------------------------------------------------------------

    def lot_of(self, code: int) -> Lot:
        """Return whether an item's suggestion may be seen, as chance has it."""
        if self._set_apart[code]:
            return "audit"
        return "blind" if self._blind[code] else "open"

    def proposal_of(self, code: int) -> Proposal | None:
        """Return what the model makes of an item now."""
        return None if self.guesses is None else self.guesses.of(code)

    def send(
        self, key: str, code: int, titles: dict[str, str], offered: Collection[str] | None = None
    ) -> tuple[Proposal | None, str]:
        """Return the suggestion and the reason to show with an open item, and remember what was held back.

        Parameters
        ----------
        key, code
            Of the item.
        titles
            Of the labels, by id, as the person sees them.
        offered
            Ids of the labels that the item may get; all, where None. A guess beyond them is no guess, whether
            chance would have it seen or held back: else the two could not be compared.
        """
        guess, lot = self.proposal_of(code), self.lot_of(code)
        may = titles.keys() if offered is None else titles.keys() & set(offered)
        proposal = guess if guess is not None and may >= set(guess.labels) else None
        why = self.why(code, guess)
        if lot == "audit":
            why = lot if key in self.project.next_items(AHEAD, patience=0.0) else FOUND
        self._sent.remember(key, proposal, why)
        if lot != "open":
            return None, ""
        return proposal, sentence(why, guess, titles)

    def features_of(self, codes: Codes) -> Features | None:  # noqa: ARG002
        """Return what a model sees of items; None where none is trained, or it is not made yet."""
        return None

    @abstractmethod
    def why(self, code: int, proposal: Proposal | None) -> str:
        """Return why an item is asked about, as the log keeps it."""

    def remark(self, event: Event) -> dict[str, Any]:
        """Return what the log is to tell of the model beside an answer or a skip."""
        code = self.project.need_data().code_of(event.item_key)
        if code is None or event.kind not in ("answer", "skip"):
            return {}
        lot = self.lot_of(code)
        proposal, why = self._sent.take(event.item_key)
        if (
            lot == "audit"
            and not why
            and event.item_key in self.project.next_items(1, patience=0.0)
        ):
            why = lot  # in a script nothing is sent before it is answered
        told = remark(lot, proposal, why)
        if event.item_key in self.doubted:
            told["doubted"] = True
        return {guess_log.MARK: told}

    # --- What a person or a widget does ---------------------------------------------------------------

    def listen(self, hearer: Hearer) -> Callable[[], None]:
        """Call a function with each new state, on another thread; returns how to stop that."""
        self._hearers.append(hearer)
        return lambda: self._hearers.remove(hearer) if hearer in self._hearers else None

    def pause(self) -> None:
        """Let the model learn nothing more until `resume`; what it proposed so far stays."""
        self._paused = True
        self._worker.cancel()
        self._tell(doing="paused", next_in=None)

    def resume(self) -> None:
        """Go on learning; what was answered meanwhile is learned from."""
        self._paused = False
        self._tell(doing="waiting", problem="")
        self._changed.set()

    def close(self) -> None:
        """End it: its process, its thread, and what it listens to."""
        self._closed = True
        self._changed.set()
        for stop in self._stops:
            stop()
        self._worker.close()

    def hear(self, done: Sequence[Recorded]) -> None:
        """Take note of answers, and of answers taken back."""
        for recorded in done:
            if recorded.new and recorded.before.answer_tip != recorded.after.answer_tip:
                with self._lock:
                    self._answers += 1
                self.judge.hear(recorded)
        with self._lock:  # told to no one: a message with each answer would make every page draw
            if self.state.doing in ("waiting", "failed"):
                self.state = replace(self.state, next_in=self.left())
        self._changed.set()

    def relabel(self) -> None:
        """Take note that the labels changed: all is to be learned anew."""
        with self._lock:
            self._answers += self.settings.every
        self._changed.set()

    @property
    def rests(self) -> bool:
        """Whether nothing goes on, and nothing is due."""
        doing = self.state.doing
        return (
            self._closed
            or doing in ("paused", "failed")
            or (doing == "waiting" and self.left() != 0)
        )

    # --- In the background -------------------------------------------------------------------------

    @abstractmethod
    def work(self) -> None:
        """Do what is due, if anything is."""

    @abstractmethod
    def left(self) -> int | None:
        """Return how many answers there are until something is due; None where nothing is to come."""

    def step(self) -> None:
        """Do what is due; called again and again on a thread of its own."""
        waits = self._failed_at is not None and self.left() != 0
        if self._closed or self._paused or waits:
            return
        begun = self._answers
        try:
            self.work()
            self._failed_at = None
        except CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 - whatever a model does, the labeling goes on
            if not (self._closed or self._paused):
                self._fail(error, begun)

    def _run(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        look: Callable[[], object] = lambda: None,
    ) -> Any:
        """Run something in the background, and wait; give it up when it takes too long.

        ``look`` is called now and then meanwhile.
        """
        future: Future[Any] = self._worker.submit(function, *arguments)
        until = time.monotonic() + self.settings.time_limit
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeIsOver:
                if future.done():
                    raise
            except BrokenProcessPool as error:
                self._worker.cancel()
                raise ProcessEndedError(
                    "The process in which the model learned ended, as it does when the memory is full. A "
                    "model or features that take less help; the next round begins in a new process."
                ) from error
            look()
            if self._closed or self._paused:
                self._give_up(future)
                raise CancelledError
            if time.monotonic() > until:
                has_begun = not self._give_up(future)
                raise TooLongError(
                    f"The model took more than {self.settings.time_limit:g} seconds and was given up. "
                    + (
                        "A quicker one helps, or a larger time_limit= in lw.Loop."
                        if has_begun
                        else "It runs in a thread of the kernel, which can't be ended, and is called again "
                        "once it has: restarting the kernel ends it."
                    )
                )

    def _give_up(self, future: Future[Any]) -> bool:
        """End what runs, as far as it can be ended; returns whether it had not begun."""
        had_not_begun = future.cancel()
        self._worker.cancel()
        return had_not_begun

    def _fail(self, error: BaseException, begun: int) -> None:
        """Say what is wrong; some answers later it is tried again."""
        problem = str(error)
        if not isinstance(error, LoopwidgetsError):
            problem = f"The model could not learn: it raised {type(error).__name__}: {error}"
        _logger.warning("%s", problem)
        self._failed_at = begun
        self._tell(doing="failed", problem=problem, next_in=self.left())

    def _tell(self, **changes: Any) -> None:
        with self._lock:
            state = replace(self.state, **changes)
            changed, self.state = state != self.state, state
        if changed:
            for hearer in tuple(self._hearers):
                with suppress(Exception):
                    hearer(state)


def _work(held: weakref.ref[Companion], changed: threading.Event) -> None:
    """Work for a companion as long as it is there, without keeping it alive."""
    while True:
        companion = held()
        if companion is None or companion._closed:  # noqa: SLF001
            return
        changed.clear()
        companion.step()
        del companion
        changed.wait(timeout=_IDLE)


def _listener(companion: Companion) -> Callable[[Sequence[Recorded]], None]:
    held = weakref.ref(companion)

    def listen(done: Sequence[Recorded]) -> None:
        if (alive := held()) is not None:
            alive.hear(done)

    return listen


def _remarker(companion: Companion) -> Callable[[Event], dict[str, Any]]:
    held = weakref.ref(companion)
    return lambda event: {} if (alive := held()) is None else alive.remark(event)


def _relabeler(companion: Companion) -> Callable[[Sequence[Label]], None]:
    held = weakref.ref(companion)

    def relabel(_labels: Sequence[Label]) -> None:
        if (alive := held()) is not None:
            alive.relabel()

    return relabel
