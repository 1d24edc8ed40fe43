"""Who wants to know of answers: the functions that a user gave to a widget, and a column of their frame."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pandas as pd

from loopwidgets.core.counts import Progress
from loopwidgets.project import Project
from loopwidgets.results.live_column import LiveColumn
from loopwidgets.store import Recorded
from loopwidgets.widgets.callbacks import Answer, Callbacks
from loopwidgets.widgets.cells import has_cells

_ANSWER, _FINISH = "on_answer", "on_finish"


class Watchers:
    """Tells functions, and a column, what a project's annotator says.

    Parameters
    ----------
    project
        With its data.
    tell
        Called with a sentence when a function raised, or runs very long.
    live
        A column of the user's frame that is kept in step with the answers. Acts in code, on the thread that
        made this, are written at once; all else between cells, or at once where there are none.
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
        """Call a function after each answer, skip, and undo of one; returns how to stop that."""
        return self._callbacks.add(_ANSWER, callback)

    def on_finish(self, callback: Callable[[Progress], object]) -> Callable[[], None]:
        """Call a function when nothing is left to ask, or is now; returns how to stop that."""
        stop = self._callbacks.add(_FINISH, callback)
        self._was_finished = self._is_finished()
        if self._was_finished:
            self._callbacks.call_one(_FINISH, callback, self._project.progress)
        return stop

    def hear(self, done: Sequence[Recorded]) -> None:
        """Take in what was recorded."""
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
