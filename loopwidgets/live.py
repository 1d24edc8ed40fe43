"""`LiveColumn`: answers written into a column of the user's own frame."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.errors import InputError
from loopwidgets.project import Project


class LiveColumn:
    """Keeps a column of a frame in step with an annotator's answers, between cells.

    Answers are taken note of at once and written by `write`, which belongs on the thread that runs the user's
    code: no other thread may touch a frame while a cell works on it.

    Parameters
    ----------
    project
        With data made from ``frame``.
    frame
        The user's own.
    column
        Made when it is not there. What it holds in rows that are not answered stays.

    Raises
    ------
    InputError
        If ``frame`` is no DataFrame, or the column can't hold labels.
    """

    def __init__(self, project: Project, frame: Any, column: Any) -> None:
        if not isinstance(frame, pd.DataFrame):
            raise InputError(
                f"column: only a DataFrame has one, the data is a {type(frame).__name__}"
            )
        items = project.need_data()
        if column in items.shown:
            raise InputError(f"column: {column!r} is what the items show; choose another name")
        if isinstance(column, bool) or not isinstance(column, str | tuple | int):
            raise InputError(f"column: expected the name of a column, got {column!r}")
        self._project = project
        self._frame = frame
        self._column = column
        self._index = frame.index
        self._before = self._values_before()
        self._pending: set[str] = set()
        self._lock = threading.Lock()
        self._stopped = False
        self._heard_elsewhere = 0
        self._is_made = False
        labels = self._all_labels()
        self._forget_own(labels)
        self._write(labels)

    def note(self, key: str) -> None:
        """Take note that the answer to an item changed."""
        with self._lock:
            self._pending.add(key)

    def write(self) -> None:
        """Write what was taken note of."""
        project = self._project
        project.look_elsewhere()
        with self._lock:
            keys, self._pending = self._pending, set()
            if project.elsewhere is not None:
                came = project.elsewhere.changed[self._heard_elsewhere :]
                self._heard_elsewhere += len(came)
                keys.update(key for key in came if project.has(key))
        if not keys or self._stopped:
            return
        states = {key: project.state_of(key) for key in keys}
        self._write(
            {
                key: project.task.to_user(state.value, project.scheme)
                if state.status == "answered"
                else None
                for key, state in states.items()
            }
        )

    def _values_before(self) -> np.ndarray[Any, Any]:
        """Return what the column held, as objects; nothing, where it was not there."""
        if self._column not in self._frame.columns:
            return np.full(len(self._frame), None, dtype=object)
        held = self._frame[self._column]
        if not isinstance(held, pd.Series):
            raise InputError(f"column: the data has several columns {self._column!r}")
        of_text = pd.api.types.is_object_dtype(held) or pd.api.types.is_string_dtype(held)
        if not of_text and held.notna().any():
            raise InputError(
                f"column: {self._column!r} holds {held.dtype}, no labels; choose another name"
            )
        return held.astype(object).to_numpy(dtype=object, copy=True)

    def _forget_own(self, labels: dict[str, Any]) -> None:
        """Take what an earlier run of the cell wrote for what was not there before."""
        for row, label in self._rows_of(labels):
            if self._before[row] == label:
                self._before[row] = None

    def _rows_of(self, labels: dict[str, Any]) -> Iterator[tuple[int, Any]]:
        """Yield each row that these items stand for, with its label."""
        items = self._project.need_data()
        keys = list(labels)
        codes = items.keys.codes_of(keys)
        place = np.full(len(items), -1, dtype=np.int64)
        place[codes[codes >= 0]] = np.flatnonzero(codes >= 0)
        of_row = place[items.codes]
        for row in np.flatnonzero(of_row >= 0):
            yield int(row), labels[keys[of_row[row]]]

    def _all_labels(self) -> dict[str, Any]:
        project = self._project
        rows = project.store.current(
            project.row.id, ("item_key", "status", "value"), annotator=project.annotator.id
        )
        return {
            key: project.task.to_user(value, project.scheme)
            for key, status, value in rows
            if status == "answered" and project.has(key)
        }

    def _write(self, labels: dict[str, Any]) -> None:
        """Put labels into the rows of their items; None brings back what was there before."""
        frame = self._frame
        if not self._is_as_it_was():
            self._stopped = True
            warnings.warn(
                f"column: the frame has changed since annotate(), so answers are not written into "
                f"{self._column!r} any more. w.labels has them all.",
                UserWarning,
                stacklevel=2,
            )
            return
        values = self._before.copy()
        if self._is_made:
            values = frame[self._column].astype(object).to_numpy(dtype=object, copy=True)
        for row, label in self._rows_of(labels):
            values[row] = self._before[row] if label is None else label
        frame[self._column] = pd.Series(values, index=frame.index, dtype=object)
        self._is_made = True

    def _is_as_it_was(self) -> bool:
        """Tell whether the rows are those of the call, and the column is still there."""
        frame = self._frame
        if self._is_made and self._column not in frame.columns:
            return False
        return frame.index is self._index or frame.index.equals(self._index)
