"""Reads labels that the data holds already: items show them as present answers; they are never counted.

They are read and checked here. A person's reply to such a label is an answer like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.data.items import Items
from loopwidgets.data.keys import Codes
from loopwidgets.data.label_columns import (
    NameReader,
    check_known,
    counts_of,
    factorized,
    of_items,
    several_columns,
)
from loopwidgets.data.mark_columns import marked
from loopwidgets.data.parquet.parquet_rows import ParquetRows
from loopwidgets.errors import InputError
from loopwidgets.labels.scheme import MOST_LABELS, NO_LABELS, LabelScheme
from loopwidgets.labels.values import name_of, plain
from loopwidgets.labels.versions import Schemes
from loopwidgets.lib.missing import is_missing
from loopwidgets.tasks import Task

_ARGUMENT = "initial"


class Initial:
    """The label that each item had in the data.

    Parameters
    ----------
    items
        The project's items; their frame holds the column.
    column
        Holds a label in each row, or a list of labels with ``multiple``; any JSON for a third-party widget. A
        missing value means no label, and an empty list none of them. Several columns have a mark, 0 or 1, for
        a label each.
    task
        Checks the values.

    Raises
    ------
    InputError
        If the column holds something that is no label, or equal items have different labels.
    """

    def __init__(self, items: Items, column: Any, task: Task) -> None:
        self.column = column
        self.columns = several_columns(column, items.columns)
        """The columns of marks, where there is a column for each label; else None."""
        if self.columns is not None:
            names = [task.named(each) for each in self.columns]
            rows, values = marked(items.column, self.columns, names, several=task.multiple)
            check_known(rows, values, column, _ARGUMENT, task.labels)
        elif task.takes_any_json:
            rows, values = _any_json(items.column(column), column, task)
        elif task.structured or (task.scheme_fields and not task.of_labels):
            rows, values = _structured(items.column(column), column, task)
        elif task.of_labels:
            read = NameReader(
                column=column,
                argument=_ARGUMENT,
                several=task.multiple,
                known={label.name for label in task.labels},
                named=task.named,
                blank_is_gap=True,
            )
            rows, values = factorized(items.column(column), read)
            check_known(rows, values, column, _ARGUMENT, task.labels)
        else:
            as_it_is = NameReader(
                column=column,
                argument=_ARGUMENT,
                several=False,
                named=_no_name,
                blank_is_gap=True,
            )
            rows, values = factorized(items.column(column), as_it_is)
            _check_fitting(rows, values, column, task)
        self.names = values
        """The different labels, or tuples of labels, by name."""
        self.codes = of_items(rows, values, items, _ARGUMENT, what="labels")
        """Shape (n_items,): the number of the item's label among these; -1 for none."""
        self._values: list[Any] = []
        self._matches: Callable[[Any, str], bool] = lambda _value, _sought: False

    @property
    def labels(self) -> set[Any]:
        """The labels in the column."""
        return {name for value in self.names for name in _names_in(value)}

    def read(self, task: Task, schemes: Schemes) -> None:
        """Take the column's names as labels of the project."""
        values = self.names if task.takes_any_json else [_now(each, schemes) for each in self.names]
        self._values = [task.from_user(value, schemes.latest) for value in values]
        self._matches = task.matches

    def value(self, code: int) -> Any:
        """Return the initial label of the item at a place, as a stored value; None where it had none."""
        place = int(self.codes[code])
        return None if place < 0 else self._values[place]

    def matching(self, sought: str) -> npt.NDArray[np.bool_]:
        """Return which items have an initial label that fits the search; shape (n_items,)."""
        matches = [n for n, value in enumerate(self._values) if self._matches(value, sought)]
        return np.isin(self.codes, matches)


def _names_in(value: Any) -> tuple[Any, ...]:
    """Return the names of labels in a value of the column: a name, a tuple of names, or marks."""
    if isinstance(value, list):
        return tuple(mark["label"] for mark in value if isinstance(mark, dict) and "label" in mark)
    return value if isinstance(value, tuple) else (value,)


def _now(value: Any, schemes: Schemes) -> Any:
    """Return a name, or several, as they are now: a label may have been renamed since the data was made."""
    if isinstance(value, tuple):
        return tuple(_now(name, schemes) for name in value)
    if isinstance(value, list) and all(
        isinstance(mark, dict) and "label" in mark for mark in value
    ):
        return [{**mark, "label": _now(mark["label"], schemes)} for mark in value]
    label = schemes.meant(value) if isinstance(value, str) else None
    return value if label is None else label.name


def _no_name(_value: Any) -> None:
    """Name no value: the task reads it as it is."""


def _structured(held: pd.Series, column: Any, task: Task) -> tuple[Codes, list[Any]]:
    """Return the number of each row's value (-1: none), and the different values in a user's form."""
    scheme = LabelScheme.from_given(task.labels)

    def read(given: Any) -> Any:
        if isinstance(given, str):
            with suppress(ValueError):  # else the task reads the text, or refuses it
                given = json.loads(given)
        return task.to_user(task.from_user(given, scheme), scheme)

    blank = held.map(lambda value: isinstance(value, str) and not value.strip())
    return _read_one_by_one(held.mask(blank.astype(bool), None), column, read)


def _any_json(held: pd.Series, column: Any, task: Task) -> tuple[Codes, list[Any]]:
    """Return the number of each row's value (-1: none), and the different values, as JSON."""
    return _read_one_by_one(held, column, lambda given: task.from_user(given, NO_LABELS))


def _read_one_by_one(
    held: pd.Series, column: Any, read: Callable[[Any], Any]
) -> tuple[Codes, list[Any]]:
    numbers: dict[str, int] = {}
    values: list[Any] = []
    rows = np.full(len(held), -1, dtype=np.int64)
    for row, given in enumerate(held):
        if is_missing(given):
            continue
        try:
            value = read(given)
        except InputError as error:
            raise _misfit(row, column, error) from error
        text = json.dumps(value, sort_keys=True)
        if text not in numbers:
            numbers[text] = len(values)
            values.append(value)
        rows[row] = numbers[text]
    return rows, values


def _misfit(row: int, column: Any, error: InputError) -> InputError:
    why = str(error).removeprefix("value: ")
    return InputError(f"{_ARGUMENT}: row {row} of {column!r}: {why}")


def _check_fitting(rows: Codes, values: Sequence[Any], column: Any, task: Task) -> None:
    """Refuse values that are no answer to the task."""
    for place, value in enumerate(values):
        try:
            task.from_user(value, NO_LABELS)
        except InputError as error:
            row = int(np.flatnonzero(rows == place)[0])
            raise _misfit(row, column, error) from error


def showable(frame: pd.DataFrame, show: Any, columns: Sequence[Any]) -> pd.DataFrame:
    """Return the columns that an item may show: without ``show``, columns of labels are left out."""
    unshown = [column for column in columns if column is not None]
    return frame if show is not None or not unshown else frame.drop(columns=unshown)


def labels_in(
    data: pd.DataFrame | ParquetRows, column: Any, *, multiple: bool = False
) -> list[Any]:
    """Return the labels in a column: numbers ascending, else the most frequent first.

    Where each label has a column of marks, the labels are the names of these columns.

    Raises
    ------
    InputError
        If the values are no names, or there are more of them than a project can have labels.
    """
    head = data.head if isinstance(data, ParquetRows) else data
    columns = several_columns(column, head.columns)
    if columns is not None:
        return columns
    held = data.column(column) if isinstance(data, ParquetRows) else data[column]
    own: dict[str, Any] = {}

    def named(value: Any) -> str | None:
        """Return a value's name, and note the value that has it."""
        name = name_of(value)
        if name is not None:
            own.setdefault(name.strip(), plain(value))
        return name

    read = NameReader(column=column, argument=_ARGUMENT, several=multiple, named=named)
    rows, values = factorized(held, read)
    counts: dict[Any, int] = {}
    for value, count in zip(values, counts_of(rows, values), strict=True):
        for name in value if isinstance(value, tuple) else (value,):
            counts[name] = counts.get(name, 0) + count
    odd = next((name for name in counts if not isinstance(name, str)), None)
    if odd is not None:
        raise InputError(
            f"initial: expected names in the column {column!r}, got {odd!r} ({type(odd).__name__})"
        )
    if len(counts) > MOST_LABELS:
        raise InputError(
            f"initial: the column {column!r} holds {len(counts):,} different names, expected at most "
            f"{MOST_LABELS:,}; name the labels to choose from in labels=[…]"
        )
    labels = [(name, own[name]) for name in counts]
    if all(isinstance(value, int | float) for _, value in labels):
        return sorted(value for _, value in labels)
    labels.sort(key=lambda label: (-counts[label[0]], label[0]))
    return [name if isinstance(value, str) else value for name, value in labels]
