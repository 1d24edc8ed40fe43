"""Holds what each row of the data shows, and numbers that quickly find rows that may be equal.

Nothing here knows keys. Where no quick number exists, it returns None.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Rows: TypeAlias = npt.NDArray[np.int64]
Numbers: TypeAlias = npt.NDArray[np.uint64]

_BLOCK = 65_536
_ODD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


class Contents:
    """The contents of all rows: a value each, or a tuple where several columns are shown.

    Parameters
    ----------
    columns
        The columns that are shown, all of the same length. They must not change any more.
    """

    def __init__(self, columns: Sequence[pd.Series]) -> None:
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns[0])

    def row(self, row: int) -> tuple[Any, ...]:
        """Return the values that a row shows, one for each column."""
        return tuple(column.array[row] for column in self._columns)

    def several(self, rows: Rows) -> Iterator[tuple[Any, ...]]:
        """Yield the values that these rows show, read together."""
        return zip(*(column.iloc[rows].tolist() for column in self._columns), strict=True)

    def at(self, row: int) -> Any:
        """Return the content of a row."""
        values = self.row(row)
        return values[0] if len(values) == 1 else values

    def values(self, rows: Rows | None = None) -> Iterator[Any]:
        """Yield the contents of these rows, or of all; a million texts are never copied at once."""
        columns = self._columns if rows is None else [column.iloc[rows] for column in self._columns]
        for start in range(0, len(columns[0]), _BLOCK):
            blocks = [column.iloc[start : start + _BLOCK].tolist() for column in columns]
            yield from blocks[0] if len(blocks) == 1 else zip(*blocks, strict=True)

    def numbers(self) -> Numbers | None:
        """Return a number for each row: the same for equal rows, and seldom for others.

        The numbers differ from process to process. None where a column holds values without such a number.
        """
        mixed = np.zeros(len(self), dtype=np.uint64)
        for column in self._columns:
            numbers = _numbers_of(column)
            if numbers is None:
                return None
            mixed = (mixed ^ numbers) * _ODD
            mixed ^= mixed >> _HALF
        return mixed


def _numbers_of(column: pd.Series) -> Numbers | None:
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        of_categories = _numbers_of(pd.Series(dtype.categories))
        if of_categories is None:
            return None
        return np.append(of_categories, np.uint64(0))[column.cat.codes.to_numpy()]
    if isinstance(dtype, pd.StringDtype) or (
        pd.api.types.is_object_dtype(dtype)
        and pd.api.types.infer_dtype(column, skipna=True) == "string"
    ):
        return _numbers_of_texts(column)
    if not isinstance(dtype, np.dtype):
        return None
    if dtype.kind in "iub":
        return column.to_numpy().astype(np.uint64)
    if dtype.kind == "f":
        values = column.to_numpy(dtype=np.float64)
        return np.where(np.isnan(values), np.nan, values + 0.0).view(np.uint64)  # -0 equals 0
    if dtype.kind == "M":
        return column.to_numpy().view(np.uint64)
    return None


def _numbers_of_texts(column: pd.Series) -> Numbers:
    if column.hasnans:
        column = column.where(column.notna(), "")
    numbers = np.empty(len(column), dtype=np.int64)
    for start in range(0, len(column), _BLOCK):
        block = column.iloc[start : start + _BLOCK].tolist()
        numbers[start : start + len(block)] = np.fromiter(map(hash, block), np.int64, len(block))
    return numbers.view(np.uint64)
