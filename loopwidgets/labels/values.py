"""Turns the values that a caller uses as labels into names, and lists of them into an order.

A caller may use texts, numbers, booleans or members of an Enum. The store and the page know names only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import Enum, EnumType
from typing import Any

from loopwidgets.errors import InputError, listed

AN_EXAMPLE = 'a list of names such as ["pest", "helper"]'


def plain(value: Any) -> Any:
    """Return a value without its library: numbers of numpy become Python's, and whole floats integers."""
    if isinstance(value, Enum):
        return value
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)  # a gap in the column makes floats of integers
    return value


def name_of(value: Any) -> str | None:
    """Return the name of a value that can be a label; None for any other value, such as a gap.

    The name of a member of an Enum is its value if that is a text, else its name.
    """
    value = plain(value)
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name
    if isinstance(value, str | bool | int):
        return str(value)
    return repr(value) if isinstance(value, float) and math.isfinite(value) else None


def is_meant(value: Any, own: Any) -> bool:
    """Return whether a caller's value means the label with this value: True and 1, or an Enum's own value."""
    value = plain(value)
    forms = (own.value, own.name) if isinstance(own, Enum) else (own,)
    if _is_number(value):
        return any(_is_number(form) and form == value for form in forms)
    return isinstance(value, str) and value in forms


def values_in_order(labels: Any) -> tuple[list[Any], str]:
    """Return the different values of what a caller gave as labels, and a sentence about a choice made here.

    Lists keep their order, categories and Enums have their own, and numbers ascend. Texts that repeat in a
    column or an array come by their number, the most frequent first. Gaps in these are left out.

    Raises
    ------
    InputError
        If the labels are not a list of values.
    """
    if isinstance(labels, EnumType):
        return list(labels), ""
    if isinstance(labels, set | frozenset):
        return _sorted(labels), ""
    if hasattr(labels, "columns"):  # a frame would give its columns
        raise InputError(
            f"labels: expected {AN_EXAMPLE}, got a {type(labels).__name__}. Write data['column'] to "
            "take the values of a column"
        )
    if hasattr(labels, "dtype"):
        return _in_column(labels)
    if isinstance(labels, str | bytes | bytearray | Mapping) or not isinstance(labels, Iterable):
        raise InputError(f"labels: expected {AN_EXAMPLE}, got {labels!r}")
    return list(labels), ""


def _in_column(labels: Any) -> tuple[list[Any], str]:
    """Return the different values of a column or an array, in order."""
    import pandas as pd

    if getattr(labels, "ndim", 1) != 1:
        raise InputError(
            f"labels: expected {AN_EXAMPLE}, got an array of shape {tuple(labels.shape)}"
        )
    is_of_pandas = isinstance(labels, pd.Series | pd.Index | pd.api.extensions.ExtensionArray)
    column = pd.Series(
        labels if is_of_pandas else list(labels), dtype=None if is_of_pandas else object
    )
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.categories.tolist(), ""
    held = [plain(value) for value in column.dropna().tolist()]
    counts: dict[Any, int] = {}
    try:
        for value in held:
            counts[value] = counts.get(value, 0) + 1
    except TypeError:  # lists: the reader of the labels refuses them
        return held, ""
    values = list(counts)
    if values and all(map(_is_number, values)):
        values.sort()
    elif len(values) < len(held):
        values.sort(key=lambda value: (-counts[value], str(value)))
    if len(values) == len(held):
        return values, ""
    return values, (
        f"labels: took the {len(values):,} different values of {len(held):,}: "
        f"{listed(values)[1:-1]}. Give them as a list to choose the order."
    )


def _sorted(values: Iterable[Any]) -> list[Any]:
    """Return values of a set in an order that is the same each time."""
    held = list(values)
    kinds = {type(value) for value in held}
    if len(kinds) == 1 and isinstance(held[0], Enum):
        return [member for member in type(held[0]) if member in values]
    if all(map(_is_number, held)):
        return sorted(held)
    return sorted(held, key=str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, Enum)
