"""Labels that the data holds already: shown as the present answers of items, never counted as answers.

They are read and checked here; what a person says to them is an answer like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.errors import InputError, nearest
from loopwidgets.items import Items, as_frame, check_column
from loopwidgets.keys import Codes
from loopwidgets.scheme import MOST_BUTTONS

_SHOWN = 5
"""So many unknown names are listed in an error."""


class Initial:
    """The label that each item had in the data.

    Parameters
    ----------
    items
        What is asked about; their frame holds the column.
    column
        Holds a label's name in each row, or with ``multiple`` a list of names; nothing where it is missing.
    labels
        Names of the labels there are.
    multiple
        Whether an item may have several.

    Raises
    ------
    InputError
        If the column holds what is no label, or equal items have different ones.
    """

    def __init__(
        self, items: Items, column: Any, labels: Sequence[str], *, multiple: bool = False
    ) -> None:
        rows, values = _factorized(items.frame[column], column, multiple=multiple)
        _check_known(rows, values, column, labels)
        self.column = column
        self.names = values
        """The different labels, or tuples of labels."""
        self.codes = _of_items(rows, values, items)
        """Shape (n_items,): which of these an item has; -1 for none."""


def frame_with(data: Any, column: Any) -> pd.DataFrame:
    """Return the data as a frame with the column of labels to review; `InputError` if it has none."""
    if isinstance(data, Iterator):
        raise InputError("initial: an iterator has no column of labels; give a DataFrame")
    frame = as_frame(data)
    check_column(frame, column, "initial")
    return frame


def showable(frame: pd.DataFrame, show: Any, initial: Any) -> pd.DataFrame:
    """Return what an item may show: where no one says what, the labels to review are no part of it."""
    return frame if initial is None or show is not None else frame.drop(columns=[initial])


def names_in(frame: pd.DataFrame, column: Any, *, multiple: bool = False) -> list[str]:
    """Return the names that a column of labels holds, the most frequent first.

    Raises
    ------
    InputError
        If they are no names, or more than there can be labels.
    """
    rows, values = _factorized(frame[column], column, multiple=multiple)
    counts: dict[Any, int] = {}
    for value, count in zip(values, _counts(rows, values), strict=True):
        for name in value if isinstance(value, tuple) else (value,):
            counts[name] = counts.get(name, 0) + count
    odd = next((name for name in counts if not isinstance(name, str)), None)
    if odd is not None:
        raise InputError(
            f"initial: expected names in the column {column!r}, got {odd!r} ({type(odd).__name__}). "
            f"{_AS_TEXT}"
        )
    if len(counts) > MOST_BUTTONS:
        raise InputError(
            f"initial: the column {column!r} holds {len(counts)} different names, and there can be "
            f"{MOST_BUTTONS} labels: give those that may be chosen as labels=[…]"
        )
    return sorted(counts, key=lambda name: (-counts[name], name))


_AS_TEXT = "A column of numbers becomes one of names with .astype(str)."


def _factorized(column: pd.Series, name: Any, *, multiple: bool) -> tuple[Codes, list[Any]]:
    """Return which of the different values each row has (-1: none), and these values."""
    given = column
    if multiple:
        several = [_several(value, name) for value in column]
        given = pd.Series(several, dtype=object)
    try:
        rows, values = pd.factorize(given)
    except TypeError as error:
        raise InputError(
            f"initial: expected one name in each row of {name!r}; multiple=True takes lists of names"
        ) from error
    return rows.astype(np.int64), list(values)


def _several(value: Any, column: Any) -> tuple[Any, ...] | None:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return tuple(sorted({*value}, key=str)) or None
    if pd.isna(value):
        return None
    raise InputError(
        f"initial: expected a list of names in each row of {column!r}, got {value!r} "
        f"({type(value).__name__})"
    )


def _counts(rows: Codes, values: Sequence[Any]) -> list[int]:
    return [int(count) for count in np.bincount(rows[rows >= 0], minlength=len(values))]


def _check_known(rows: Codes, values: Sequence[Any], column: Any, labels: Sequence[str]) -> None:
    unknown: dict[Any, int] = {}
    for value, count in zip(values, _counts(rows, values), strict=True):
        for name in value if isinstance(value, tuple) else (value,):
            if not isinstance(name, str) or name not in labels:
                unknown[name] = unknown.get(name, 0) + count
    if not unknown:
        return
    often = sorted(unknown, key=lambda name: -unknown[name])
    listed = ", ".join(f"{name!r} ({unknown[name]})" for name in often[:_SHOWN])
    more = f" and {len(often) - _SHOWN} more" if len(often) > _SHOWN else ""
    hint = nearest(often[0], labels)
    if not isinstance(often[0], str):
        hint = f" {_AS_TEXT}"
    raise InputError(
        f"initial: expected labels ({', '.join(map(repr, labels))}) or nothing in the column {column!r}, "
        f"got, with how many rows, {listed}{more}.{hint}"
    )


def _of_items(rows: Codes, values: Sequence[Any], items: Items) -> Codes:
    """Return the label of each item; equal rows are one item and may not contradict each other."""
    of_item = np.full(len(items), -1, dtype=np.int64)
    labeled = np.flatnonzero(rows >= 0)
    # Backwards, so that the first of several rows stays.
    of_item[items.codes[labeled[::-1]]] = rows[labeled[::-1]]
    against = labeled[rows[labeled] != of_item[items.codes[labeled]]]
    if len(against) == 0:
        return of_item
    row = int(against[0])
    other = int(labeled[items.codes[labeled] == items.codes[row]][0])
    count = len(np.unique(items.codes[against]))
    raise InputError(
        f"initial: {count} {'item has' if count == 1 else 'items have'} several labels in equal rows, "
        f"such as {values[rows[other]]!r} in row {other} and {values[rows[row]]!r} in row {row}: "
        f"duplicates='ask' asks about each row"
    )
