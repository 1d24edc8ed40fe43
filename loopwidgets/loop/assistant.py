"""Runs beside the person: listens to a project, proposes labels, remembers who saw them, and works on.

`Companion` is the base of the trainer and the proposer, which do different work in the background.
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
"""Items that are ordered, or get a proposal, at a time: more than are asked about before the next time."""
FOUND = "found"
"""The reason for an item that was set apart but came early: a person went there. It audits nothing."""
_IDLE = 60.0
_LOOK = 0.2
"""Seconds between two checks if the running work is to be given up."""

Hearer = Callable[[LoopState], None]


class TooLongError(LoopwidgetsError):
    """Background work took too long and was given up."""


class ProcessEndedError(LoopwidgetsError):
    """The process of the background work is gone."""


class Companion(ABC):
    """Works in the background while it is open.

    Parameters
    ----------
    project
        With its data.
    settings
        The user's settings.
    worker
        Runs its work.
    """

    def __init__(self, project: Project, settings: Loop, worker: Worker) -> None:
        if project.is_reading:
            raise InputError("loop: a model can't learn from an iterator; give a list of its items")
        items = project.need_data()
        self.project = project
        self.settings = settings
        self.state = LoopState()
        self.guesses: Guesses | None = None
        self.judge = Judge(project)
        self.doubted: set[str] = set()
        """Keys of the items whose answers were doubted last."""
        seed, numbers = project.row.seed, items.keys.numbers()
        self._audit_lots = lots(numbers, seed, "audit")
        # Each annotator is blind to other items: else odd items would look like an effect of seeing.
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

    # --- Proposals ---------------------------------------------------------------------------------

    def lot_of(self, code: int) -> Lot:
        """Return an item's lot: ``"open"`` if its suggestion may be seen, else ``"audit"`` or ``"blind"``."""
        if self._set_apart[code]:
            return "audit"
        return "blind" if self._blind[code] else "open"

    def proposal_of(self, code: int) -> Proposal | None:
        """Return the model's present proposal for an item."""
        return None if self.guesses is None else self.guesses.of(code)

    def send(
        self, key: str, code: int, titles: dict[str, str], offered: Collection[str] | None = None
    ) -> tuple[Proposal | None, str]:
        """Return the suggestion and the reason to show with an open item; remembers both, shown or held back.

        Parameters
        ----------
        key, code
            The item's key and code.
        titles
            Titles of the labels, by id, as the person sees them.
        offered
            Ids of the labels that the item may get; None for all. A guess with other labels counts as no
            guess, in every lot: else the lots could not be compared.
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
        """Return the model's features of items; None where no model is trained, or they are not made yet."""
        return None

    @abstractmethod
    def why(self, code: int, proposal: Proposal | None) -> str:
        """Return the reason why an item is asked about, as the log keeps it."""

    def remark(self, event: Event) -> dict[str, Any]:
        """Return the note on the model that the log keeps with an answer or a skip."""
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

    # --- Acts of a person or a widget -----------------------------------------------------------------

    def listen(self, hearer: Hearer) -> Callable[[], None]:
        """Call a function with each new state, on another thread; returns a function that stops this."""
        self._hearers.append(hearer)
        return lambda: self._hearers.remove(hearer) if hearer in self._hearers else None

    def pause(self) -> None:
        """Stop learning until `resume`; earlier proposals stay."""
        self._paused = True
        self._worker.cancel()
        self._tell(doing="paused", next_in=None)

    def resume(self) -> None:
        """Go on learning, also from answers given meanwhile."""
        self._paused = False
        self._tell(doing="waiting", problem="")
        self._changed.set()

    def close(self) -> None:
        """End its process, its thread and its listeners."""
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
        with self._lock:  # not sent to pages: a message with each answer would make every page draw
            if self.state.doing in ("waiting", "failed"):
                self.state = replace(self.state, next_in=self.left())
        self._changed.set()

    def relabel(self) -> None:
        """Take note that the labels changed: everything is learned anew."""
        with self._lock:
            self._answers += self.settings.every
        self._changed.set()

    @property
    def rests(self) -> bool:
        """True if nothing is running, and nothing is due."""
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
        """Return how many answers are left until something is due; None where nothing is to come."""

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
        """Run a function in the background, and wait; give it up when it takes too long.

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
                    "The model's process ended, probably because the memory is full. Use a smaller model "
                    "or fewer features. The next round begins in a new process."
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
                        "Use a faster model, or a larger time_limit= in lw.Loop."
                        if has_begun
                        else "It runs in a thread of the kernel, which can't be stopped, and is called "
                        "again when it ends. Restart the kernel to end it now."
                    )
                )

    def _give_up(self, future: Future[Any]) -> bool:
        """End the running work, as far as it can be ended; returns True if it had not begun."""
        had_not_begun = future.cancel()
        self._worker.cancel()
        return had_not_begun

    def _fail(self, error: BaseException, begun: int) -> None:
        """Show what is wrong; some answers later it is tried again."""
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
    """Work for a companion while it exists, without keeping it alive."""
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
