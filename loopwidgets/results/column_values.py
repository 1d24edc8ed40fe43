"""Puts other values into some rows of a column, and keeps its dtype where that can hold them.

Nothing here knows what the values mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.data.keys import Codes

_LISTS = ("list<", "large_list<")
_NESTED = (*_LISTS, "dictionary<")
"""Types of Arrow, by the beginnings of their names."""

Objects = npt.NDArray[np.object_]


def objects_in(column: pd.Series) -> Objects:
    """Return a copy of a column's values, each unchanged: gaps stay NA, NaN or None."""
    return column.to_numpy(dtype=object, copy=True)


def holds_texts(column: pd.Series) -> bool:
    """Tell whether a column's dtype is for texts, text or categorical, as far as it holds any values."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        used = column.array.remove_unused_categories().categories
        return all(isinstance(one, str) for one in used)
    return _is_of_texts(column.dtype)


def holds_numbers(column: pd.Series, *, whole: bool) -> bool:
    """Tell whether a column's dtype is for numbers; for ``whole`` numbers an integer dtype will do."""
    dtype = column.dtype
    if pd.api.types.is_integer_dtype(dtype):
        return whole
    return bool(pd.api.types.is_float_dtype(dtype))


def in_order(values: Sequence[Any], known: Sequence[Any], index: pd.Index) -> pd.Series:
    """Return values as an ordered category. Known values come first, also those that do not occur."""
    code_of: dict[Any, int] = {value: code for code, value in enumerate(dict.fromkeys(known))}
    codes = [
        -1 if value is None or value != value else code_of.setdefault(value, len(code_of))  # noqa: PLR0124 - NaN
        for value in values
    ]
    column = pd.Categorical.from_codes(codes, categories=_index_of(list(code_of)), ordered=True)
    return pd.Series(column, index=index)


def _index_of(values: list[Any]) -> pd.Index:
    """Return values as an index, each as it is: members of an Enum do not become numbers or texts."""
    as_they_are = pd.Index(_objects(values), dtype=object, tupleize_cols=False)
    if any(isinstance(value, Enum) for value in values):
        return as_they_are
    with suppress(UnicodeError, TypeError, ValueError):  # pyarrow's texts hold no half characters
        inferred: pd.Index = pd.Index(values, tupleize_cols=False)
        return inferred
    return as_they_are


def holds(column: pd.Series, values: Sequence[Any]) -> bool:
    """Tell whether a column's dtype can hold these values."""
    return _can_hold(column.dtype, _objects(values))


def replaced(column: pd.Series, rows: Codes, values: Sequence[Any] | Objects) -> pd.Series:
    """Return a copy of a column with other values in some rows, by position.

    A categorical gets the categories that it lacks. Where the dtype can't hold the values, the copy has the
    dtype object.
    """
    if len(rows) == 0:
        return column.copy()
    given = _objects(values)
    if _can_hold(column.dtype, given):
        with suppress(TypeError, ValueError, OverflowError):
            return pd.Series(_array(column, rows, given), index=column.index, name=column.name)
    objects = objects_in(column)
    objects[rows] = given
    return pd.Series(objects, index=column.index, name=column.name, dtype=object)


def _objects(values: Sequence[Any] | Objects) -> Objects:
    held: Objects = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):  # all at once, numpy would take lists apart
        held[place] = value
    return held


def _array(column: pd.Series, rows: Codes, values: Objects) -> Any:
    """Return an array of the column's dtype with other values in some rows."""
    dtype = column.dtype
    if _arrow_type(dtype).startswith(_NESTED):  # pandas can't set values in these
        objects = objects_in(column)
        objects[rows] = values
        return pd.array(objects.tolist(), dtype=dtype)
    array: Any = column.array.copy()
    if pd.api.types.is_numeric_dtype(dtype):
        values = pd.array(values.tolist(), dtype=dtype)
    if isinstance(dtype, pd.CategoricalDtype):
        known = set(array.categories)
        named = [one for one in dict.fromkeys(values) if not _is_missing(one)]
        array = array.add_categories([one for one in named if one not in known])
    array[rows] = values
    return array


def in_dtype(column: pd.Series, dtype: Any) -> pd.Series:
    """Return a column in another dtype if every value stays the same, else unchanged."""
    values = column.dropna()
    if isinstance(dtype, pd.CategoricalDtype):
        fits = bool(values.isin(dtype.categories).all())
    else:
        fits = len(values) == 0 or (_is_of_texts(dtype) and _can_hold(dtype, objects_in(values)))
    if fits:
        with suppress(TypeError, ValueError):
            return column.astype(dtype)
    return column


def _can_hold(dtype: Any, values: Objects) -> bool:
    if isinstance(dtype, pd.CategoricalDtype):
        kinds = {*map(type, dtype.categories.tolist())}
        return all(_is_text(one) or type(one) in kinds or _is_missing(one) for one in values)
    if _is_of_texts(dtype):
        return all(_is_text(one) or _is_missing(one) for one in values)
    if pd.api.types.is_bool_dtype(dtype):
        return all(isinstance(one, bool | np.bool_) for one in values if not _is_gap(one, dtype))
    if pd.api.types.is_numeric_dtype(dtype):
        return _can_hold_numbers(dtype, values)
    is_of_lists = _arrow_type(dtype).startswith(_LISTS)
    return is_of_lists and all(isinstance(one, list) or _is_missing(one) for one in values)


def _can_hold_numbers(dtype: Any, values: Objects) -> bool:
    """Tell whether a dtype holds these numbers exactly."""
    has_gaps = isinstance(dtype, pd.api.extensions.ExtensionDtype) or dtype.kind == "f"
    whole = pd.api.types.is_integer_dtype(dtype)
    if not all(_fits(value, whole=whole, has_gaps=has_gaps) for value in values):
        return False
    if not whole:
        return True
    most = np.iinfo(getattr(dtype, "numpy_dtype", dtype))
    return all(most.min <= value <= most.max for value in values if not _is_missing(value))


def _fits(value: Any, *, whole: bool, has_gaps: bool) -> bool:
    if _is_missing(value):
        return has_gaps
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return False
    return not whole or float(value).is_integer()


def _is_of_texts(dtype: Any) -> bool:
    arrow = _arrow_type(dtype).removeprefix("dictionary<values=")
    return isinstance(dtype, pd.StringDtype) or arrow.startswith(("string", "large_string"))


def _arrow_type(dtype: Any) -> str:
    """Return the name of the type in Arrow; empty for dtypes of pandas' own."""
    return str(getattr(dtype, "pyarrow_dtype", ""))


def _is_text(value: Any) -> bool:
    """Tell whether a value is a text that a dtype for texts leaves as it is."""
    return isinstance(value, str) and not isinstance(value, Enum)


def _is_gap(value: Any, dtype: Any) -> bool:
    """Tell whether a value is missing, and the dtype can hold gaps."""
    return isinstance(dtype, pd.api.extensions.ExtensionDtype) and _is_missing(value)


def _is_missing(value: Any) -> bool:
    return value is None or pd.isna(value) is True
