"""Reads the ``order=`` and ``sample=`` of a caller, and turns them into what the queue takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.data.items import Items, has_all
from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError, nearest
from loopwidgets.lib.habits import ORDERS
from loopwidgets.queue.queue import by_priority, sampled, shuffled

Order: TypeAlias = (
    Literal["given", "shuffled"] | pd.Series | Sequence[float] | Callable[[pd.DataFrame], Any]
)

_NAMED = ("given", "shuffled")


def check_order(order: Any, *, in_files: bool = False) -> None:
    """Raise an `InputError` if this is no order, or an order that data in files can't have."""
    if in_files and callable(order):
        raise InputError(
            "order: a function needs the whole data, but Parquet files are read in pieces; give an array "
            "of priorities, one for each row"
        )
    if order is None or isinstance(order, str | bool | int | float | dict | set | bytes):
        if isinstance(order, str) and order in _NAMED:
            return
        raise InputError(
            f"order: expected 'given', 'shuffled', or a priority for each row (numbers, or a function of the "
            f"data that returns them), got {order!r}.{_hint(order)}"
        )


def _hint(order: Any) -> str:
    """Return the right way to write what is no order, as a sentence."""
    if not isinstance(order, str):
        return ""
    right = ORDERS.get(order.lower())
    if right is not None:
        return f" Write {right}."
    return (
        nearest(order, _NAMED) or f" For the priorities in a column, write order=data[{order!r}]."
    )


def priorities_of(order: Any, items: Items) -> npt.NDArray[np.float64] | None:
    """Return the priority of each item, shape (n_items,); None where the order has a name.

    Raises
    ------
    InputError
        If priorities are not a number for each row of the data.
    """
    if isinstance(order, str):
        return None
    given = _called(order, items) if callable(order) else order
    if isinstance(given, pd.Series) and not given.index.equals(items.index):
        if not has_all(given.index, items.index):
            raise InputError(
                "order: expected priorities on the data's own index; some of its rows are missing, or "
                "come twice. An array goes by position: order=priorities.to_numpy()"
            )
        given = given.reindex(items.index)
    try:
        scores = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"order: expected numbers, got {type(given).__name__}: {error}") from error
    if scores.shape != (items.n_rows,):
        raise InputError(
            f"order: expected one priority for each of the {items.n_rows} rows, got {scores.shape}"
        )
    missing = np.flatnonzero(np.isnan(scores))
    if len(missing):
        raise InputError(
            f"order: {len(missing)} priorities are NaN, the first in row {missing[0]}; give each row a "
            f"number (-inf for the last)"
        )
    return scores[items.keys.first]


def _called(order: Callable[[pd.DataFrame], Any], items: Items) -> Any:
    try:
        return order(items.frame)
    except Exception as error:
        raise InputError(f"order: the function raised {type(error).__name__}: {error}") from error


def sequence_of(
    order: Any, priorities: npt.NDArray[np.float64] | None, items: Items, seed: str
) -> Codes | None:
    """Return the items in the order in which they are asked; None for the given order."""
    if priorities is not None:
        return by_priority(priorities)
    return shuffled(items.keys.numbers(), seed) if order == "shuffled" else None


def check_sample(sample: Any) -> None:
    """Raise an `InputError` if this is neither a number of items nor a share of them."""
    if sample is None:
        return
    is_number = isinstance(sample, int | float | np.number) and not isinstance(sample, bool)
    if is_number and ((float(sample).is_integer() and sample >= 1) or 0 < sample < 1):
        return
    raise InputError(
        f"sample: expected how many items (1 or more), or a share of them (between 0 and 1), got {sample!r}"
    )


def sample_of(sample: float | None, items: Items, seed: str) -> npt.NDArray[np.bool_] | None:
    """Return the items that are asked about; None for all."""
    if sample is None:
        return None
    count = max(1, round(sample * len(items))) if sample < 1 else int(sample)
    return None if count >= len(items) else sampled(items.keys.numbers(), seed, count)
