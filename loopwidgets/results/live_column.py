"""`LiveColumn` writes answers into a column of the user's own frame."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.core.project_state import ProjectState
from loopwidgets.data.keys import Codes
from loopwidgets.data.label_columns import as_names
from loopwidgets.errors import InputError, StoreError, reason, warn
from loopwidgets.labels.scheme import LabelScheme
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.results.column_values import (
    Objects,
    holds,
    holds_numbers,
    holds_texts,
    in_dtype,
    objects_in,
    replaced,
)
from loopwidgets.results.row_positions import GONE, ChangedError, Places, column_of, places_of
from loopwidgets.tasks import Task

_alive: weakref.WeakSet[LiveColumn] = weakref.WeakSet()


class LiveColumn:
    """Keeps a column of a frame in step with an annotator's answers.

    Changes are noted at once and written by `write`. Call it on the thread that runs the user's code: no
    other thread may touch a frame while a cell works on it.

    Parameters
    ----------
    project
        With data made from ``frame``.
    frame
        The user's own frame. Rows are found by position; with ``key=`` by key, even after rows moved or
        were removed.
    column
        Made if it is missing. Rows without an answer keep their value. The column keeps its dtype where
        that can hold labels.

    Raises
    ------
    InputError
        If ``frame`` is no DataFrame, or the column can't hold labels.
    """

    def __init__(self, project: ProjectState, frame: Any, column: Any) -> None:
        if not isinstance(frame, pd.DataFrame):
            library = type(frame).__module__.partition(".")[0]
            named = "" if library == "builtins" else f" of {library}"
            raise InputError(
                f"column: expected a DataFrame of pandas as data, got {type(frame).__name__}{named}; "
                "w.to_frame() has the answers beside the data"
            )
        if isinstance(column, bool) or not isinstance(column, str | tuple | int):
            raise InputError(f"column: expected the name of a column, got {column!r}")
        items = project.need_data()
        if column in items.shown:
            raise InputError(f"column: {column!r} is shown in the items; choose another name")
        if column == items.key_column:
            raise InputError(f"column: {column!r} holds the keys; choose another name")
        self._project = project
        self._items = items
        self._frame = frame
        self._column = column
        self._places = Places(items, frame)
        self._pending: set[str] = set()
        self._lock = threading.Lock()
        self._stopped = False
        self._warned_of_keys = False
        self._heard_elsewhere = 0
        count = len(places_of(frame, column))
        if count > 1:
            raise InputError(f"column: the data has several columns {column!r}")
        if count == 0:
            kind = project.task.dtypes["label"]
            nothing = pd.Series(np.full(len(frame), None), index=frame.index, dtype=kind)
            frame.insert(frame.shape[1], column, nothing)
        held = column_of(frame, column)
        earlier = next((one for one in tuple(_alive) if one.keeps(frame, column)), None)
        given_back = None if earlier is None else earlier.without_answers(held)
        held = held if given_back is None else given_back
        _check_holds_answers(held, column, project.task, project.scheme)
        self._dtype = held.dtype
        self._wider: Any = None
        """The dtype that the column got because its own could not hold labels."""
        self._before = objects_in(held)
        """Values of the rows of the data before they were answered."""
        self._written: Objects = np.full(items.n_rows, None)
        """Labels in the rows of the data; None where there is none."""
        self._n_written = 0
        rows, labels = self._rows_of(self._all_labels())
        if given_back is None:
            self._forget_own(rows, labels)
        if earlier is not None:
            earlier.stop()
        self._put(held, rows, labels, rows)
        _alive.add(self)

    def note(self, key: str) -> None:
        """Take note that the answer to an item changed."""
        with self._lock:
            self._pending.add(key)

    def note_all(self) -> None:
        """Take note that the labels of all answers may have changed."""
        keys = self._all_labels()
        with self._lock:
            self._pending.update(keys)

    @uninterrupted()
    def write(self) -> None:
        """Write the noted changes; warn, once, if their rows can't be found any more."""
        project = self._project
        with project.lock:  # before any lock of ours: the caller of note may hold it
            project.look_elsewhere()
            keys = self._noted()
            if not keys or self._stopped:
                return
            try:
                states = {key: project.state_of(key) for key in keys}
            except StoreError:  # a busy store: the next time
                with self._lock:
                    self._pending |= keys
                return
            labels = {
                key: project.task.to_user(state.value, project.scheme)
                if state.status == "answered"
                else None
                for key, state in states.items()
            }
            rows, values = self._rows_of(labels)
            try:
                held = column_of(self._frame, self._column)
                places = self._places.of(rows)
                self._put(held, rows, values, places)
            except Exception as error:  # noqa: BLE001 - whatever a frame does, answers are recorded
                self.stop()
                self._warn_of(error)
                return
            self._warn_of_keys(rows[places == GONE])

    def stop(self) -> None:
        """Write nothing any more."""
        self._stopped = True
        _alive.discard(self)

    def keeps(self, frame: pd.DataFrame, column: Any) -> bool:
        """Tell whether it keeps this column of this frame."""
        return self._frame is frame and self._column == column

    def without_answers(self, held: pd.Series) -> pd.Series | None:
        """Return the column as it was before answers came; None if their rows can't be found any more.

        A value that somebody wrote over an answer stays.
        """
        rows = np.flatnonzero(~_missing(self._written))
        with suppress(ChangedError, InputError):
            places = self._places.of(rows)
            now = objects_in(held.iloc[places])
            is_own = map(_is, now, self._written[rows])
            own = (places != GONE) & np.fromiter(is_own, dtype=bool, count=len(rows))
            return self._narrowed(replaced(held, places[own], self._before[rows[own]]))
        return None

    def _noted(self) -> set[str]:
        elsewhere = self._project.elsewhere
        with self._lock:
            keys, self._pending = self._pending, set()
            if elsewhere is not None:
                keys.update(elsewhere.changed[self._heard_elsewhere :])
                self._heard_elsewhere = len(elsewhere.changed)
        return keys

    def _warn_of(self, error: Exception) -> None:
        why = str(error) if isinstance(error, ChangedError) else reason(error)
        hint = (
            "" if self._items.key_column else " With key= it may be sorted and filtered in place."
        )
        warn(
            f"column: the frame has changed since annotate() ({why}), so answers are not written into "
            f"{self._column!r} any more. w.labels has them all.{hint}"
        )

    def _warn_of_keys(self, lost: Codes) -> None:
        """Warn, once, about rows whose keys are gone, unless rows were removed or added."""
        if not len(lost) or self._warned_of_keys or not self._places.has_as_many_rows():
            return
        self._warned_of_keys = True
        key = self._items.key_of(int(self._items.codes[lost[0]]))
        warn(
            f"column: no row has the key {key!r} in {self._items.key_column!r} any more, so answers to such "
            f"items are not written into {self._column!r}. w.labels has them all."
        )

    # --- The first time ----------------------------------------------------------------------------

    def _forget_own(self, rows: Codes, labels: Objects) -> None:
        """Ignore answers that an earlier process wrote into the column: they are not its own values."""
        is_own = map(_is, self._before[rows], labels)
        own = rows[np.fromiter(is_own, dtype=bool, count=len(rows))]
        gaps = self._before[pd.isna(pd.Series(self._before, dtype=object)).to_numpy()]
        initially = self._labels_reviewed()
        for row in own.tolist():
            key = self._items.key_of(int(self._items.codes[row]))
            self._before[row] = initially.get(key, gaps[0] if len(gaps) else None)

    def _labels_reviewed(self) -> Mapping[str, Any]:
        """Return the reviewed labels as the column held them, if it is the column of ``initial=``."""
        project = self._project
        if project.initial is None or project.initial.column != self._column:
            return {}
        initially = project.store.reviewed(project.row.id, project.annotator.id)
        told = {key: project.task.to_user(one, project.scheme) for key, one in initially.items()}
        return {key: list(one) if isinstance(one, tuple) else one for key, one in told.items()}

    def _all_labels(self) -> dict[str, Any]:
        project = self._project
        rows = project.store.current(
            project.row.id, ("item_key", "status", "value"), annotator=project.annotator.id
        )
        return {
            key: project.task.to_user(value, project.scheme)
            for key, status, value in rows
            if status == "answered"
        }

    # --- Each time ---------------------------------------------------------------------------------

    def _rows_of(self, labels: Mapping[str, Any]) -> tuple[Codes, Objects]:
        """Return the rows of these items in the data, and the label of each."""
        items, keys = self._items, list(labels)
        codes = items.keys.codes_of(keys)
        place = np.full(len(items), -1, dtype=np.int64)
        place[codes[codes >= 0]] = np.flatnonzero(codes >= 0)
        of_row = place[items.codes]
        rows = np.flatnonzero(of_row >= 0)
        values: Objects = np.empty(len(rows), dtype=object)
        for at, which in enumerate(of_row[rows].tolist()):
            values[at] = labels[keys[which]]
        return rows, values

    def _put(self, held: pd.Series, rows: Codes, labels: Objects, places: Codes) -> None:
        """Put labels into rows of the data, by their present places; None restores the earlier value."""
        there = places != GONE
        rows, labels, places = rows[there], labels[there], places[there]
        opened = _missing(labels)
        self._n_written += int(_missing(self._written[rows]).sum()) - int(opened.sum())
        self._written[rows] = labels
        values = np.where(opened, self._before[rows], labels)
        column: Any = replaced(held, places, values)
        if column.dtype != held.dtype:
            self._wider = column.dtype
        if self._n_written == 0:
            column = self._narrowed(column)
        self._frame.isetitem(int(places_of(self._frame, self._column)[0]), column)

    def _narrowed(self, column: pd.Series) -> pd.Series:
        """Return the column in the dtype that it had before labels came, if possible."""
        return in_dtype(column, self._dtype) if column.dtype == self._wider else column


def _check_holds_answers(held: pd.Series, name: Any, task: Task, scheme: LabelScheme) -> None:
    """Refuse a column whose dtype can't hold answers; a column without values may become objects."""
    if held.dtype == object or not held.notna().any():
        return
    if task.multiple:
        raise InputError(
            f"column: {name!r} holds {held.dtype}, and several labels are a tuple; choose another name, "
            f"or convert it first: data[{name!r}].astype(object)"
        )
    wanted = task.dtypes["label"]
    what, values = "labels", task.ordered(scheme) or []
    if wanted in ("Int64", "Float64", "boolean"):
        is_of_numbers = wanted != "boolean" and holds_numbers(held, whole=wanted == "Int64")
        fits, what = is_of_numbers or (bool(values) and holds(held, values)), "such values"
        more = f"convert it first: data[{name!r}].astype({wanted!r})"
    elif all(type(value) is str for value in values):
        fits = holds_texts(held)
        more = f'convert it first: data[{name!r}].astype("string")'
    else:
        fits = holds(held, values)
        more = f"convert it first: data[{name!r}].astype(object)"
    if not fits:
        raise InputError(
            f"column: {name!r} holds {held.dtype}, no {what}; choose another name, or {more}"
        )


def _missing(labels: Objects) -> npt.NDArray[np.bool_]:
    return np.fromiter((label is None for label in labels), dtype=bool, count=len(labels))


def _is(held: Any, label: Any) -> bool:
    """Tell whether a value is a label, as written here or as read back from a file."""
    if isinstance(label, tuple):
        names = as_names(held)
        return isinstance(names, list) and names == list(label)
    numbers = isinstance(label, int | float) and isinstance(held, int | float | np.number)
    try:
        return (numbers or type(held) is type(label)) and bool(held == label)
    except (TypeError, ValueError):
        return False
