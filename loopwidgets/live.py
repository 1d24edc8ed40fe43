"""``column=``: each answer also stands in the user's own frame.

The frame belongs to the user, who may be working on it in another thread: so what was answered is noted, and
written by `LiveColumn.apply` when the caller knows that no cell is running.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.errors import InputError
from loopwidgets.items import Items
from loopwidgets.project import Project
from loopwidgets.store import Recorded


class LiveColumn:
    """Keeps a column of a frame in step with a project's answers.

    Parameters
    ----------
    project
        With its data.
    frame
        The frame that was given, of as many rows as the data has.
    column
        Made if it is not there. What stands in it stays for rows that are not answered.

    Raises
    ------
    InputError
        If ``column`` is no name, or is one of the columns that are shown.
    """

    def __init__(self, project: Project, frame: pd.DataFrame, column: str) -> None:
        if column in _items(project).shown:
            raise InputError(f"column: {column!r} is what is shown; the answers need another column")
        self._project = project
        self._frame = frame
        self._index = frame.index
        self._column = column
        self._waiting: set[str] = set()
        self._lock = threading.Lock()
        if column not in frame.columns:
            frame[column] = pd.Series([None] * len(frame), index=frame.index, dtype=object)
        elif frame[column].dtype != object:
            frame[column] = frame[column].astype(object)
        self._fill()

    def note(self, done: Sequence[Recorded]) -> None:
        """Take note of answers; from any thread."""
        with self._lock:
            self._waiting |= {
                recorded.event.item_key
                for recorded in done
                if (recorded.before.status, recorded.before.value)
                != (recorded.after.status, recorded.after.value)
            }

    def apply(self) -> None:
        """Write what was answered since; where the frame was changed meanwhile, warn and leave it alone."""
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        if not waiting:
            return
        if not self._frame.index.equals(self._index) or self._column not in self._frame.columns:
            warnings.warn(
                f"The frame was changed since annotate(): its column {self._column!r} is not written any "
                f"more. w.labels has every answer.",
                stacklevel=2,
            )
            return
        items, place = _items(self._project), self._place()
        for key in waiting:
            code = items.code_of(key)
            if code is None:
                continue
            state = self._project.state_of(key)
            value = self._worded(state.value) if state.status == "answered" else None
            for row in np.flatnonzero(items.codes == code).tolist():
                self._frame.iat[row, place] = value

    def _fill(self) -> None:
        """Write what was answered before."""
        project, items, place = self._project, _items(self._project), self._place()
        values = self._frame.iloc[:, place].to_numpy(dtype=object, copy=True)
        for alike in project.store.standings(project.row.id, project.annotator.id):
            if alike.status != "answered":
                continue
            codes = items.keys.codes_of(alike.keys)
            word = self._worded(alike.value)
            for row in np.flatnonzero(np.isin(items.codes, codes[codes >= 0])).tolist():
                values[row] = word
        self._frame[self._column] = pd.Series(values, index=self._frame.index, dtype=object)

    def _worded(self, value: Any) -> Any:
        return self._project.task.to_user(value, self._project.scheme)

    def _place(self) -> int:
        place = self._frame.columns.get_loc(self._column)
        if not isinstance(place, int):
            raise InputError(f"column: several columns are named {self._column!r}; rename one")
        return place


def _items(project: Project) -> Items:
    if project.items is None:
        raise InputError("column: the project was opened without its data")
    return project.items
