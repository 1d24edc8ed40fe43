"""The trainer: it listens to a project, has rounds run in the background, and brings back what they gave.

What a round does stands in ``rounds.py``; where it runs, in ``worker.py``.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TimeIsOver
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from loopwidgets.errors import InputError
from loopwidgets.loop import logbook
from loopwidgets.loop.judging import Judge, Round
from loopwidgets.loop.lots import interleaved, lots
from loopwidgets.loop.reasons import sentence, why_of
from loopwidgets.loop.rounds import Job, Outcome, load, run
from loopwidgets.loop.settings import Loop
from loopwidgets.loop.sources import Source, source_of
from loopwidgets.loop.starting import default_model
from loopwidgets.loop.state import LoopState
from loopwidgets.loop.suggestions import Guesses, Lot, Proposal, Sent, remark
from loopwidgets.loop.taught import Taught, taught
from loopwidgets.loop.worker import Worker, carrier

if TYPE_CHECKING:
    from loopwidgets.project import Project
    from loopwidgets.scheme import Label
    from loopwidgets.store import Event, Recorded

_logger = logging.getLogger(__name__)

AHEAD = 60
"""Items that a strategy puts in order: more than are asked about before the next round."""
_LOOK = 0.2
"""Seconds between two looks at whether a round is to be given up."""

Hearer = Callable[[LoopState], None]


class Trainer:
    """Trains, guesses and orders in the background, as long as it is open.

    Parameters
    ----------
    project
        With its data.
    settings
        What the user said.
    """

    def __init__(self, project: Project, settings: Loop) -> None:
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
        self._source: Source = source_of(settings.features, project, project.view)
        seed, numbers = project.row.seed, items.keys.numbers()
        self._audit_lots = lots(numbers, seed, "audit")
        self._blind = lots(numbers, seed, "blind") < settings.blind
        self._explored = np.argsort(lots(numbers, seed, "explore"), kind="stable")
        self._set_apart = self._audit_lots < settings.audit
        self._by_chance: set[int] = set()
        self._sent = Sent()
        self._hearers: list[Hearer] = []
        self._worker = Worker(carrier())
        self._changed = threading.Event()
        self._lock = threading.Lock()
        self._answers = 0
        self._answers_then = -1
        self._model: Any = settings.model
        self._paused = False
        self._closed = False
        self._stop_listening = project.listen(_listener(self))
        self._stop_remarks = project.remark_with(_remarker(self))
        self._stop_labels = project.schemes.listen(_relabeler(self))
        self._thread = threading.Thread(
            target=_work,
            args=(weakref.ref(self), self._changed),
            name="loopwidgets-loop",
            daemon=True,
        )
        self._thread.start()

    # --- What is proposed --------------------------------------------------------------------------

    def lot_of(self, code: int) -> Lot:
        """Return whether an item's suggestion may be seen, as chance has it."""
        if self._set_apart[code]:
            return "audit"
        return "blind" if self._blind[code] else "open"

    def proposal_of(self, code: int) -> Proposal | None:
        """Return what the model makes of an item now."""
        return None if self.guesses is None else self.guesses.of(code)

    def send(self, key: str, code: int, titles: dict[str, str]) -> tuple[Proposal | None, str]:
        """Return the suggestion and the reason to show with an open item, and remember what was held back.

        Parameters
        ----------
        key, code
            Of the item.
        titles
            Of the labels, by id, as the person sees them.
        """
        proposal, lot = self.proposal_of(code), self.lot_of(code)
        why = self._why(code, proposal, lot)
        self._sent.remember(key, proposal, why)
        if lot != "open":
            return None, ""
        return proposal, sentence(why, proposal, titles)

    def _why(self, code: int, proposal: Proposal | None, lot: Lot) -> str:
        if lot == "audit":
            return "audit"
        if self._answers_then < 0:
            return ""
        return why_of(self.settings.strategy.name, proposal, explored=code in self._by_chance)

    def remark(self, event: Event) -> dict[str, Any]:
        """Return what the log is to tell of the model beside an answer or a skip."""
        code = self.project.need_data().code_of(event.item_key)
        if code is None or event.kind not in ("answer", "skip"):
            return {}
        proposal, why = self._sent.take(event.item_key)
        return {logbook.MARK: remark(self.lot_of(code), proposal, why)}

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
        self._stop_listening()
        self._stop_remarks()
        self._stop_labels()
        self._worker.close()

    def hear(self, done: Sequence[Recorded]) -> None:
        """Take note of answers, and of answers taken back."""
        for recorded in done:
            if recorded.new and recorded.before.answer_tip != recorded.after.answer_tip:
                self._answers += 1
                self.judge.hear(recorded)
        if self.state.doing == "waiting" and not self._paused:
            self._tell(next_in=self._left())
        self._changed.set()

    def relabel(self) -> None:
        """Take note that the labels changed: all is to be learned anew."""
        self._answers += self.settings.every
        self._changed.set()

    # --- Rounds ------------------------------------------------------------------------------------

    def step(self) -> None:
        """Do what is due; called again and again on the loop's own thread."""
        if self._closed or self._paused:
            return
        try:
            if self._model is None or not self._source.is_kept:
                self._prepare()
            elif self._is_due():
                self._train()
        except InputError as error:
            self._fail(str(error))
        except CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 - whatever a model does, the labeling goes on
            if not (self._closed or self._paused):
                self._fail(f"{type(error).__name__}: {error}")

    def _is_due(self) -> bool:
        return self._answers_then < 0 or self._answers - self._answers_then >= self.settings.every

    def _left(self) -> int | None:
        if self._answers_then < 0:
            return None
        return max(0, self.settings.every - (self._answers - self._answers_then))

    def _prepare(self) -> None:
        self._tell(doing="preparing")
        if not self._source.is_kept:
            self._run(self._source.prepare)
        if self._model is None:
            self._model = default_model(load(self._source.file))
        self._changed.set()

    def _train(self) -> None:
        then = self._answers
        standing = taught(self.project, self._set_apart, self.judge.audited)
        self._tell(doing="training", next_in=None)
        number = self.judge.n_rounds + 1
        outcome: Outcome = self._run(
            run,
            Job(
                features=self._source.file,
                candidates=standing.open,
                others=self._others(standing),
                labeled=standing.labeled,
                answers=standing.answers,
                n_labels=len(standing.label_ids),
                model=self._model,
                strategy=self.settings.strategy,
                count=min(AHEAD, len(standing.open)),
                seed=number,
            ),
        )
        if self._closed:
            return
        self._answers_then = then
        self._bring(standing, outcome, number)

    def _others(self, standing: Taught) -> Any:
        """Return what is guessed and not chosen from: what is audited, and what rounds are compared on."""
        others = [standing.open_audit, standing.audited, self.judge.compared]
        return np.setdiff1d(np.concatenate(others), standing.open)

    def _bring(self, standing: Taught, outcome: Outcome, number: int) -> None:
        """Bring a round's order and guesses to where the next items are taken from."""
        multiple = bool(self.project.task.multiple)
        guesses = None
        if len(outcome.guessed):
            guesses = Guesses(
                outcome.guessed,
                outcome.labels,
                outcome.chances,
                standing.label_ids,
                multiple,
                number,
            )
        is_open = np.zeros(len(self._audit_lots), dtype=bool)
        is_open[standing.open] = True
        explored = self._explored[is_open[self._explored]][:AHEAD]
        audited = standing.open_audit[
            np.argsort(self._audit_lots[standing.open_audit], kind="stable")
        ]
        order = interleaved(
            outcome.order,
            audited,
            explored,
            audit=self.settings.audit,
            explore=self.settings.explore,
            asked=len(standing.labeled) + len(standing.audited),
        )
        sequence = np.concatenate([order, np.setdiff1d(np.arange(len(is_open)), order)])
        first = outcome.order[:AHEAD].tolist()
        self._by_chance = set(explored.tolist()) - set(first)
        self.guesses = guesses
        self.project.ask_in_order(sequence)
        told = self.judge.judge(number, standing, outcome, guesses)
        self._say(told)

    def _say(self, told: Round) -> None:
        self._tell(
            doing="paused" if self._paused else "waiting",
            round=told.round,
            learned=told.n_labels,
            next_in=self._left(),
            audited=told.audited,
            accuracy=told.accuracy,
            macro_f1=told.macro_f1,
            foretold=told.foretold,
            advice=told.advice,
            problem="",
        )

    def _run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run something in the background, and wait; give it up when it takes too long."""
        future: Future[Any] = self._worker.submit(function, *arguments)
        until = time.monotonic() + self.settings.time_limit
        while True:
            try:
                return future.result(timeout=_LOOK)
            except TimeIsOver:
                if future.done():
                    raise
            if self._closed or self._paused:
                self._worker.cancel()
                raise CancelledError
            if time.monotonic() > until:
                self._worker.cancel()
                raise InputError(
                    f"The model took more than {self.settings.time_limit:g} seconds and was given up. A "
                    f"quicker model helps, or a larger time_limit= in lw.Loop."
                )

    def _fail(self, problem: str) -> None:
        """Say what is wrong; the next answers bring another try."""
        _logger.warning("The model could not learn: %s", problem)
        self._answers_then = max(self._answers_then, self._answers)
        self._tell(doing="failed", problem=problem, next_in=self._left())

    def _tell(self, **changes: Any) -> None:
        with self._lock:
            state = replace(self.state, **changes)
            changed, self.state = state != self.state, state
        if changed:
            for hearer in tuple(self._hearers):
                with suppress(Exception):
                    hearer(state)


def _work(held: weakref.ref[Trainer], changed: threading.Event) -> None:
    """Work for a trainer as long as it is there, without keeping it alive."""
    while True:
        trainer = held()
        if trainer is None or trainer._closed:  # noqa: SLF001
            return
        changed.clear()
        trainer.step()
        del trainer
        changed.wait(timeout=60)


def _listener(trainer: Trainer) -> Callable[[Sequence[Recorded]], None]:
    held = weakref.ref(trainer)

    def listen(done: Sequence[Recorded]) -> None:
        if (alive := held()) is not None:
            alive.hear(done)

    return listen


def _remarker(trainer: Trainer) -> Callable[[Event], dict[str, Any]]:
    held = weakref.ref(trainer)
    return lambda event: {} if (alive := held()) is None else alive.remark(event)


def _relabeler(trainer: Trainer) -> Callable[[Sequence[Label]], None]:
    held = weakref.ref(trainer)

    def relabel(_labels: Sequence[Label]) -> None:
        if (alive := held()) is not None:
            alive.relabel()

    return relabel
