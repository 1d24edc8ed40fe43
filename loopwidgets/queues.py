"""Which item comes next.

A queue orders items (their codes); it knows neither what an item looks like nor who stores the answers, and
it knows no model: where one has a better order, it hands in scores.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import numpy as np
import numpy.typing as npt

from loopwidgets.errors import InputError, nearest
from loopwidgets.keys import Codes

Order = Literal["given", "shuffled"]
ORDERS = ("given", "shuffled")

OPEN, ANSWERED, SKIPPED = 0, 1, 2
Statuses = npt.NDArray[np.int8]

_BLOCK = 4096


class Queue:
    """Open items in order, then, once, those that were skipped.

    Parameters
    ----------
    statuses
        Shape (n_items,): `OPEN`, `ANSWERED` or `SKIPPED`. Held, not copied: whoever records an
        answer changes it, and says so to `reopened` or `skipped_again`.
    order
        ``"given"`` or ``"shuffled"``.
    numbers
        Shape (n_items,): a number for each item that depends on its key alone; needed to shuffle.
    seed
        Of the project; with the item's number it alone decides the shuffled order, so that new rows do
        not change the order of the others.

    Raises
    ------
    InputError
        If the order is not known.
    """

    def __init__(
        self,
        statuses: Statuses,
        *,
        order: Order = "given",
        numbers: npt.NDArray[np.uint64] | None = None,
        seed: str = "",
    ) -> None:
        if order not in ORDERS:
            hint = nearest(order, ORDERS)
            raise InputError(f"order: expected one of {list(ORDERS)}, got {order!r}.{hint}")
        self._statuses = statuses
        self._order: Codes | None = None
        self._places: Codes | None = None
        if order == "shuffled":
            if numbers is None:
                raise InputError("order: 'shuffled' needs the items' numbers")
            self._order = np.argsort(_mixed(numbers, seed), kind="stable").astype(np.int64)
            self._places = np.empty_like(self._order)
            self._places[self._order] = np.arange(len(self._order))
        self._cursor = 0
        self._had_second_chance: set[int] = set()

    def next(self, count: int, *, without: Collection[int] = ()) -> list[int]:
        """Return up to ``count`` items to ask about, in order.

        Parameters
        ----------
        count
            At most so many.
        without
            Items that are already in front of the person.
        """
        found = self._scan(OPEN, self._advance(), count, without)
        if len(found) < count:
            without = {*without, *self._had_second_chance}
            found += self._scan(SKIPPED, 0, count - len(found), without)
        return found

    def skipped(self, count: int, *, without: Collection[int] = ()) -> list[int]:
        """Return up to ``count`` skipped items, in order, however often they were skipped."""
        return self._scan(SKIPPED, 0, count, without)

    def reopened(self, code: int) -> None:
        """Take note that an item is open again."""
        place = code if self._places is None else int(self._places[code])
        self._cursor = min(self._cursor, place)
        self._had_second_chance.discard(code)

    def skipped_again(self, code: int) -> None:
        """Take note that an item was skipped at its second chance: it does not come a third time."""
        self._had_second_chance.add(code)

    def _advance(self) -> int:
        """Move the cursor behind what is settled, so that the work of a label does not grow."""
        total = len(self._statuses)
        while self._cursor < total:
            block = self._block(self._cursor)
            still_open = np.flatnonzero(self._statuses[block] == OPEN)
            if len(still_open):
                self._cursor += int(still_open[0])
                break
            self._cursor += len(block)
        return self._cursor

    def _scan(self, status: int, start: int, count: int, without: Collection[int]) -> list[int]:
        found: list[int] = []
        while start < len(self._statuses) and len(found) < count:
            block = self._block(start)
            fitting = block[self._statuses[block] == status]
            found += [int(code) for code in fitting[: count + len(without)] if code not in without]
            start += len(block)
        return found[:count]

    def _block(self, start: int) -> Codes:
        end = min(start + _BLOCK, len(self._statuses))
        if self._order is None:
            return np.arange(start, end, dtype=np.int64)
        return self._order[start:end]


def _mixed(numbers: npt.NDArray[np.uint64], seed: str) -> npt.NDArray[np.uint64]:
    """Return the numbers scrambled with the seed (the finalizer of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        mixed = numbers ^ np.uint64(int(seed[:16] or "0", 16))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
