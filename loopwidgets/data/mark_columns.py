"""Reads labels from columns of marks: a column for each label, with 1 where a row has it and 0 where not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError

_NO, _YES, _GAP = 0, 1, -1


def marked(
    column_of: Callable[[Any], pd.Series],
    columns: Sequence[Any],
    names: Sequence[str | None],
    *,
    several: bool,
) -> tuple[Codes, list[Any]]:
    """Return the number of each row's labels (-1: nothing is known), and the different labels.

    Parameters
    ----------
    column_of
        Returns a column of the data.
    columns, names
        The columns, and the name of the label of each.
    several
        True if a row may have several labels; the labels are tuples of names then, sorted. A row of zeros has
        none of them: an empty tuple.

    Raises
    ------
    InputError
        If a column holds anything but 0, 1, True, False and gaps, or a row has too many labels.
    """
    marks = np.stack([_marks_in(column_of(column), column) for column in columns], axis=1)
    distinct, rows = np.unique(marks, axis=0, return_inverse=True)
    rows = rows.reshape(-1).astype(np.int64)
    numbers: dict[tuple[Any, ...], int] = {}
    of_pattern = []
    for number, pattern in enumerate(distinct):
        chosen = tuple(
            sorted(
                (name for name, mark in zip(names, pattern, strict=True) if mark == _YES), key=str
            )
        )
        if len(chosen) > 1 and not several:
            row = int((rows == number).argmax())
            raise InputError(
                f"initial: row {row} has {len(chosen)} labels ({', '.join(map(repr, chosen))}); "
                "multiple=True allows several"
            )
        is_known = bool(chosen) or (several and bool((pattern == _NO).all()))
        value = chosen if several else chosen[:1]
        of_pattern.append(numbers.setdefault(value, len(numbers)) if is_known else -1)
    values = [value if several else value[0] for value in numbers]
    return np.array(of_pattern, dtype=np.int64)[rows], values


def _marks_in(column: pd.Series, name: Any) -> Codes:
    """Return 1, 0 or -1 (a gap) for each row."""
    try:
        rows, values = pd.factorize(column)
    except TypeError as error:
        raise InputError(f"initial: expected 0 and 1 in the column {name!r}, got lists") from error
    marks = []
    for value in list(values):
        if not isinstance(value, int | float | np.bool_ | np.number) or value not in (0, 1):
            raise InputError(
                f"initial: expected 0 and 1 in the column {name!r}, got {value!r}. Several columns have a "
                "mark for a label each; a single column with names is initial='…'"
            )
        marks.append(_YES if value else _NO)
    return np.array([*marks, _GAP], dtype=np.int64)[rows]
