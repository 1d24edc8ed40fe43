"""Calls a user's functions after an answer: on a thread of their own, so that labeling never waits."""

from __future__ import annotations

import logging
import queue
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from loopwidgets.core.counts import Progress
from loopwidgets.errors import InputError
from loopwidgets.lib.cells import has_cells
from loopwidgets.project import Project
from loopwidgets.results.live_column import LiveColumn
from loopwidgets.store import Recorded

LONG = 10.0
"""Seconds after which a callback that still runs is reported."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The state of an item after an answer, a skip, or an undo of either.

    Parameters
    ----------
    item
        The item's key.
    index
        The item's row in the data, as a value of the data's index. It is the first row, where equal rows
        share an answer.
    status
        ``"answered"``, ``"skipped"``, or ``"open"`` after an undo.
    label
        The label's name, a tuple of names where several may be chosen; None when not answered.
    annotator
        Name of the annotator.
    seconds
        How long the person looked at the item.
    at
        The time, in UTC.
    """

    item: str
    index: Any
    status: str
    label: Any
    annotator: str
    seconds: float
    at: pd.Timestamp


class Callbacks:
    """Calls functions one after the other, in order, on a single thread.

    Parameters
    ----------
    tell
        Called with a sentence when a function raised, or runs very long.
    """

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._functions: dict[str, list[Callable[[Any], object]]] = {}
        self._waiting: queue.SimpleQueue[tuple[str, Callable[[Any], object], Any] | None] = (
            queue.SimpleQueue()
        )
        self._thread: threading.Thread | None = None

    def add(self, event: str, function: Callable[[Any], object]) -> Callable[[], None]:
        """Call ``function`` with the arguments of `call` for this event; returns a function that stops this.

        Raises
        ------
        InputError
            If it is not callable.
        """
        if not callable(function):
            raise InputError(f"callback: expected a function, got {function!r}")
        functions = self._functions.setdefault(event, [])
        functions.append(function)
        return lambda: functions.remove(function) if function in functions else None

    def has(self, event: str) -> bool:
        """Tell whether an event has any functions."""
        return bool(self._functions.get(event))

    def call(self, event: str, value: Any) -> None:
        """Have an event's functions called, and return at once."""
        for function in self._functions.get(event, ()):
            self.call_one(event, function, value)

    def call_one(self, event: str, function: Callable[[Any], object], value: Any) -> None:
        """Have a single function called, and return at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="loopwidgets", daemon=True)
            self._thread.start()
        self._waiting.put((event, function, value))

    def close(self) -> None:
        """Call nothing any more; waiting calls are dropped."""
        self._functions.clear()
        if self._thread is not None:
            self._waiting.put(None)

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None:
            event, function, value = job
            if function not in self._functions.get(event, ()):
                continue
            watch = threading.Timer(LONG, self._tell_of_long, (event,))
            watch.daemon = True
            watch.start()
            try:
                function(value)
            except Exception as error:
                _logger.exception("A callback of %s raised", event)
                self._tell(f"{event}: {_in_words(error)}. Labeling goes on.")
            watch.cancel()

    def _tell_of_long(self, event: str) -> None:
        waiting = self._waiting.qsize()
        others = f", and {waiting} more wait for it" if waiting else ""
        self._tell(
            f"{event}: the callback has been running for {LONG:.0f} s{others}. Labeling goes on."
        )


def _in_words(error: Exception) -> str:
    """Return an error with the line that raised it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    line = f" in {last.name}, line {last.lineno}: {last.line}" if last.line else ""
    return f"{type(error).__name__}: {error}{line}"


_ANSWER, _FINISH = "on_answer", "on_finish"


class Watchers:
    """Passes the acts of a project's annotator to functions, and to a column.

    Parameters
    ----------
    project
        With its data.
    tell
        Called with a sentence when a function raised, or runs very long.
    live
        A column of the user's frame that is kept in step with the answers. Acts in code, on the thread that
        made this, are written at once. All others are written between cells, or at once where there are
        none.
    """

    def __init__(
        self, project: Project, tell: Callable[[str], object], live: LiveColumn | None
    ) -> None:
        self._project = project
        self._live = live
        self._callbacks = Callbacks(tell)
        self._was_finished = False
        self._thread = threading.get_ident()
        self.close = self._callbacks.close

    def on_answer(self, callback: Callable[[Answer], object]) -> Callable[[], None]:
        """Call a function after each answer, skip, and undo of either; returns a function that stops this."""
        return self._callbacks.add(_ANSWER, callback)

    def on_finish(self, callback: Callable[[Progress], object]) -> Callable[[], None]:
        """Call a function when nothing is left to ask, or is now; returns a function that stops this."""
        stop = self._callbacks.add(_FINISH, callback)
        self._was_finished = self._is_finished()
        if self._was_finished:
            self._callbacks.call_one(_FINISH, callback, self._project.progress)
        return stop

    def hear(self, done: Sequence[Recorded]) -> None:
        """Take in recorded events."""
        changed = [one for one in done if one.new and one.before.answer_tip != one.after.answer_tip]
        for recorded in changed:
            if self._live is not None:
                self._live.note(recorded.event.item_key)
            if self._callbacks.has(_ANSWER):
                self._callbacks.call(_ANSWER, _answer_of(self._project, recorded))
        if changed or not done:
            self._write_if_safe(changed)
        if self._callbacks.has(_FINISH):
            finished = self._is_finished()
            if finished and not self._was_finished:
                self._callbacks.call(_FINISH, self._project.progress)
            self._was_finished = finished

    def relabeled(self) -> None:
        """Take in that a label has another name."""
        if self._live is not None:
            self._live.note_all()
        if threading.get_ident() == self._thread or not has_cells():
            self.write_column()

    def write_column(self) -> None:
        """Write the answers since the last time into the user's frame."""
        if self._live is not None:
            self._live.write()

    def _write_if_safe(self, changed: Sequence[Recorded]) -> None:
        """Write the column now unless a cell may be at work on the frame."""
        is_in_cell = threading.get_ident() == self._thread and any(
            self._project.is_own_act(one.event) for one in changed
        )
        if is_in_cell or not has_cells():
            self.write_column()

    def _is_finished(self) -> bool:
        project = self._project
        return not project.is_reading and not project.next_items(1, patience=0.0)


def _answer_of(project: Project, recorded: Recorded) -> Answer:
    items, after, key = project.need_data(), recorded.after, recorded.event.item_key
    code = items.code_of(key)
    answered = after.status == "answered"
    return Answer(
        item=key,
        index=None if code is None else items.index[int(items.keys.first[code])],
        status=after.status,
        label=project.task.to_user(after.value, project.scheme) if answered else None,
        annotator=project.annotator.name,
        seconds=recorded.event.active_seconds,
        at=pd.Timestamp(recorded.event.submitted_at),
    )
