"""Reads labels that the data holds already: items show them as present answers; they are never counted.

They are read and checked here. A person's reply to such a label is an answer like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.data.items import Items
from loopwidgets.data.keys import Codes
from loopwidgets.data.label_columns import AS_TEXT, check_known, counts_of, factorized, of_items
from loopwidgets.data.parquet.parquet_rows import ParquetRows
from loopwidgets.errors import InputError
from loopwidgets.labels.scheme import MOST_LABELS, NO_LABELS, LabelScheme
from loopwidgets.tasks import Task

_ARGUMENT = "initial"


class Initial:
    """The label that each item had in the data.

    Parameters
    ----------
    items
        The project's items; their frame holds the column.
    column
        Holds a label's name in each row, or a list of names with ``multiple``. A missing value means no
        label.
    task
        Checks the values.

    Raises
    ------
    InputError
        If the column holds something that is no label, or equal items have different labels.
    """

    def __init__(self, items: Items, column: Any, task: Task) -> None:
        rows, values = factorized(items.column(column), column, _ARGUMENT, several=task.multiple)
        if task.scheme_fields:
            check_known(rows, values, column, _ARGUMENT, [label.name for label in task.labels])
        else:
            _check_fitting(rows, values, column, task)
        self.column = column
        self.names = values
        """The different labels, or tuples of labels."""
        self.codes = of_items(rows, values, items, _ARGUMENT, what="labels")
        """Shape (n_items,): the number of the item's label among these; -1 for none."""
        self._values: list[Any] = []
        self._matches: Callable[[Any, str], bool] = lambda _value, _sought: False

    def read(self, task: Task, scheme: LabelScheme) -> None:
        """Take the column's names as labels of this scheme."""
        self._values = [task.from_user(value, scheme) for value in self.names]
        self._matches = task.matches

    def value(self, code: int) -> Any:
        """Return the initial label of the item at a place, as a stored value; None where it had none."""
        place = int(self.codes[code])
        return None if place < 0 else self._values[place]

    def matching(self, sought: str) -> npt.NDArray[np.bool_]:
        """Return which items have an initial label that fits the search; shape (n_items,)."""
        matches = [n for n, value in enumerate(self._values) if self._matches(value, sought)]
        return np.isin(self.codes, matches)


def _check_fitting(rows: Codes, values: Sequence[Any], column: Any, task: Task) -> None:
    """Refuse values that are no answer to the task."""
    for place, value in enumerate(values):
        try:
            task.from_user(value, NO_LABELS)
        except InputError as error:
            row = int(np.flatnonzero(rows == place)[0])
            why = str(error).removeprefix("value: ")
            raise InputError(f"{_ARGUMENT}: row {row} of {column!r}: {why}") from error


def showable(frame: pd.DataFrame, show: Any, columns: Sequence[Any]) -> pd.DataFrame:
    """Return the columns that an item may show: without ``show``, columns of labels are left out."""
    unshown = [column for column in columns if column is not None]
    return frame if show is not None or not unshown else frame.drop(columns=unshown)


def names_in(data: pd.DataFrame | ParquetRows, column: Any, *, multiple: bool = False) -> list[str]:
    """Return the names that a column of labels holds, the most frequent first.

    Raises
    ------
    InputError
        If the values are no names, or there are more of them than a project can have labels.
    """
    held = data.column(column) if isinstance(data, ParquetRows) else data[column]
    rows, values = factorized(held, column, _ARGUMENT, several=multiple)
    counts: dict[Any, int] = {}
    for value, count in zip(values, counts_of(rows, values), strict=True):
        for name in value if isinstance(value, tuple) else (value,):
            counts[name] = counts.get(name, 0) + count
    odd = next((name for name in counts if not isinstance(name, str)), None)
    if odd is not None:
        raise InputError(
            f"initial: expected names in the column {column!r}, got {odd!r} ({type(odd).__name__}). "
            f"{AS_TEXT}"
        )
    if len(counts) > MOST_LABELS:
        raise InputError(
            f"initial: the column {column!r} holds {len(counts):,} different names, expected at most "
            f"{MOST_LABELS:,}; name the labels to choose from in labels=[…]"
        )
    return sorted(counts, key=lambda name: (-counts[name], name))
