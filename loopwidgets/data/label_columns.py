"""Reads a column of label names, checks it, and puts its values on items.

``initial_labels.py`` and ``allowed_labels.py`` know what the names mean there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.data.items import Items, as_frame, check_column
from loopwidgets.data.keys import Codes
from loopwidgets.data.parquet.parquet_rows import ParquetRows
from loopwidgets.errors import InputError, listed, nearest

_SHOWN = 5
"""So many unknown names are listed in an error."""

AS_TEXT = "Write .astype(str) to turn numbers into names."


def frame_with(data: Any, column: Any, argument: str) -> pd.DataFrame | ParquetRows:
    """Return the data as a frame, or a `ParquetRows`; `InputError` if it lacks the column of names."""
    if isinstance(data, Iterator):
        raise InputError(f"{argument}: an iterator has no column of labels; give a DataFrame")
    frame = as_frame(data)
    check_column(frame, column, argument)
    return data if isinstance(data, ParquetRows) else frame


def factorized(
    column: pd.Series, name: Any, argument: str, *, several: bool
) -> tuple[Codes, list[Any]]:
    """Return the number of each row's value (-1: none), and the different values.

    With ``several`` a value is a tuple of names, sorted.
    """
    given = column
    if several:
        given = pd.Series([names_in_row(value, name, argument) for value in column], dtype=object)
    try:
        rows, values = pd.factorize(given)
    except TypeError as error:
        raise InputError(
            f"{argument}: expected one name in each row of {name!r}; multiple=True takes lists of names"
        ) from error
    return rows.astype(np.int64), list(values)


def names_in_row(value: Any, column: Any, argument: str) -> tuple[Any, ...] | None:
    """Return the names in a row of the column, each once and sorted; None where there are none."""
    names = as_names(value)
    if names is NotImplemented:
        raise InputError(
            f"{argument}: expected a list of names in each row of {column!r}, got {value!r} "
            f"({type(value).__name__})"
        )
    return tuple(sorted({*names}, key=str)) or None if names is not None else None


def as_names(value: Any) -> Any:
    """Return a name or several as a list; None for a missing value, NotImplemented for all else."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple | set | frozenset | np.ndarray | pd.Index | pd.Series):
        return list(value)
    missing = not isinstance(value, Mapping) and pd.isna(value) is True
    return None if missing else NotImplemented


def counts_of(rows: Codes, values: Sequence[Any]) -> list[int]:
    """Return how many rows have each of the values."""
    return [int(count) for count in np.bincount(rows[rows >= 0], minlength=len(values))]


def check_known(
    rows: Codes, values: Sequence[Any], column: Any, argument: str, labels: Collection[str]
) -> None:
    """Refuse names that are no labels."""
    unknown: dict[Any, int] = {}
    known = set(labels)
    for value, count in zip(values, counts_of(rows, values), strict=True):
        for name in value if isinstance(value, tuple) else (value,):
            if not isinstance(name, str) or name not in known:
                unknown[name] = unknown.get(name, 0) + count
    if not unknown:
        return
    often = sorted(unknown, key=lambda name: -unknown[name])
    said = ", ".join(f"{name!r} ({unknown[name]})" for name in often[:_SHOWN])
    more = f" and {len(often) - _SHOWN} more" if len(often) > _SHOWN else ""
    hint = nearest(often[0], labels)
    if not isinstance(often[0], str):
        hint = f" {AS_TEXT}"
    raise InputError(
        f"{argument}: expected labels ({listed([*labels])[1:-1]}) or nothing in the column {column!r}, "
        f"got (with their number of rows) {said}{more}.{hint}"
    )


def of_items(
    rows: Codes, values: Sequence[Any], items: Items, argument: str, *, what: str
) -> Codes:
    """Return the value of each item; equal rows are a single item and may not contradict each other."""
    of_item = np.full(len(items), -1, dtype=np.int64)
    named = np.flatnonzero(rows >= 0)
    # Backwards, so that the first of several rows stays.
    of_item[items.codes[named[::-1]]] = rows[named[::-1]]
    against = named[rows[named] != of_item[items.codes[named]]]
    if len(against) == 0:
        return of_item
    row = int(against[0])
    other = int(named[items.codes[named] == items.codes[row]][0])
    count = len(np.unique(items.codes[against]))
    raise InputError(
        f"{argument}: {count} {'item has' if count == 1 else 'items have'} several {what} in equal rows, "
        f"such as {values[rows[other]]!r} in row {other} and {values[rows[row]]!r} in row {row}: "
        f"duplicates='ask' asks about each row"
    )
