"""Reads a column of label names, checks it, and puts its values on items.

``initial_labels.py`` and ``allowed_labels.py`` know what the names mean there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.data.items import Items, check_column
from loopwidgets.data.keys import Codes
from loopwidgets.data.parquet.parquet_rows import ParquetRows
from loopwidgets.data.shapes import as_frame
from loopwidgets.data.written_lists import parsed
from loopwidgets.errors import InputError, listed, nearest
from loopwidgets.labels.scheme import Label
from loopwidgets.labels.values import name_of, plain

_SHOWN = 5
"""So many unknown names are listed in an error."""


def frame_with(data: Any, column: Any, argument: str) -> pd.DataFrame | ParquetRows:
    """Return the data as a frame, or a `ParquetRows`; `InputError` if it lacks the column of names."""
    if isinstance(data, Iterator):
        raise InputError(f"{argument}: an iterator has no column of labels; give a DataFrame")
    if hasattr(column, "dtype") and not isinstance(column, pd.Index):
        raise InputError(
            f"{argument}: expected the name of a column, got a {type(column).__name__}. Write "
            f"lw.annotate(data.assign(given=…), …, {argument}='given')"
        )
    frame = as_frame(data)
    for each in several_columns(column, frame.columns) or [column]:
        check_column(frame, each, argument)
    return data if isinstance(data, ParquetRows) else frame


def several_columns(column: Any, columns: Iterable[Any]) -> list[Any] | None:
    """Return the columns, where a caller names a column for each label; None for a single column."""
    if isinstance(column, tuple) and column in list(columns):
        return None  # the name of a column that has several levels
    named = list(column) if isinstance(column, list | tuple | pd.Index) else []
    return named if len(named) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReader:
    """Reads the names of labels in the values of a column.

    Parameters
    ----------
    column, argument
        The column and the argument that names it, for errors.
    several
        True if a value may have several labels.
    known
        Names of the labels; empty while they are not known. Spaces around a name make no difference.
    named
        Returns the name of the label that a value means.
    blank_is_gap
        True if an empty text means nothing; with ``several`` it is an empty list else.
    """

    column: Any
    argument: str
    several: bool
    known: Collection[str] = frozenset()
    named: Callable[[Any], str | None] = name_of
    blank_is_gap: bool = False

    def read(self, value: Any) -> Any:
        """Return the name in a value, or with ``several`` a tuple of names, sorted; None for a gap."""
        if not self.several:
            is_blank = self.blank_is_gap and isinstance(value, str) and not value.strip()
            return None if is_blank else self.name(value)
        entries = self.entries(value)
        if entries is None:
            return None
        try:
            names = {self.name(entry) for entry in entries} - {None}
        except TypeError as error:  # lists in lists
            raise self._no_list(value) from error
        return tuple(sorted(names, key=str))

    def name(self, value: Any) -> Any:
        """Return the name that a value means; None for an empty text, and the value itself for no label."""
        name = self.named(value)
        if name is None or name in self.known:
            return value if name is None else name
        bare = name.strip()
        if bare and self.known and bare not in self.known:
            return plain(value)
        return bare or None

    def entries(self, value: Any) -> list[Any] | None:
        """Return the labels in a value, each as it is there; None for a gap.

        Raises
        ------
        InputError
            If the value is no list of names.
        """
        if isinstance(value, str):
            found = parsed(value, self.known)
            if found is not None:
                return found[0]
            if value.strip():
                return [value]
            return None if self.blank_is_gap else []
        entries: list[Any] | None = as_names(value)
        if entries is NotImplemented:
            raise self._no_list(value)
        return entries

    def _no_list(self, value: Any) -> InputError:
        return InputError(
            f"{self.argument}: expected a list of names in each row of {self.column!r}, got {value!r} "
            f"({type(value).__name__})"
        )


def factorized(column: pd.Series, read: NameReader) -> tuple[Codes, list[Any]]:
    """Return the number of each row's value (-1: none), and the different values, as they are read.

    An empty list is the value ``()`` with several labels.
    """
    try:
        rows, values = pd.factorize(column)
    except (TypeError, NotImplementedError) as error:  # lists, also of Arrow
        if not read.several:
            raise InputError(
                f"{read.argument}: expected one name in each row of {read.column!r}; multiple=True takes "
                "lists of names"
            ) from error
        of_rows = [read.read(value) for value in column]
        return _numbered(np.arange(len(of_rows), dtype=np.int64), of_rows)
    return _numbered(rows.astype(np.int64), [read.read(value) for value in list(values)])


def _numbered(rows: Codes, values: Sequence[Any]) -> tuple[Codes, list[Any]]:
    """Return the rows' numbers where equal values have one number, and None has -1."""
    number: dict[Any, int] = {}
    of_value = [-1 if value is None else number.setdefault(value, len(number)) for value in values]
    return np.array([*of_value, -1], dtype=np.int64)[rows], list(number)


def as_names(value: Any) -> Any:
    """Return a name or several as a list; None for a missing value, NotImplemented for all else."""
    if name_of(value) is not None:
        return [value]
    if isinstance(value, list | tuple | set | frozenset | np.ndarray | pd.Index | pd.Series):
        return list(value)
    missing = not isinstance(value, Mapping) and pd.isna(value) is True
    return None if missing else NotImplemented


def counts_of(rows: Codes, values: Sequence[Any]) -> list[int]:
    """Return how many rows have each of the values."""
    return [int(count) for count in np.bincount(rows[rows >= 0], minlength=len(values))]


def check_known(
    rows: Codes, values: Sequence[Any], column: Any, argument: str, labels: Sequence[Label]
) -> None:
    """Refuse names that are no labels."""
    unknown: dict[Any, int] = {}
    known = {label.name for label in labels}
    for value, count in zip(values, counts_of(rows, values), strict=True):
        for name in value if isinstance(value, tuple) else (value,):
            if not isinstance(name, str) or name not in known:
                unknown[name] = unknown.get(name, 0) + count
    if not unknown:
        return
    often = sorted(unknown, key=lambda name: -unknown[name])
    said = ", ".join(f"{name!r} ({unknown[name]})" for name in often[:_SHOWN])
    more = f" and {len(often) - _SHOWN} more" if len(often) > _SHOWN else ""
    raise InputError(
        f"{argument}: expected labels ({listed([label.own for label in labels])[1:-1]}) or nothing in the "
        f"column {column!r}, got (with their number of rows) {said}{more}.{nearest(often[0], known)}"
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
