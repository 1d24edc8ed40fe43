"""Decides which item comes next.

A queue orders items (their codes). It knows neither the look of an item, nor the store of answers, nor a
model. A model with a better order passes its scores.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes

OPEN, ANSWERED, SKIPPED, OUTSIDE = 0, 1, 2, 3
"""An item's status; items outside of the sample are never asked about, and not counted."""

STATUSES = {"open": OPEN, "answered": ANSWERED, "skipped": SKIPPED}

Statuses = npt.NDArray[np.int8]
Numbers = npt.NDArray[np.uint64]

_BLOCK = 4096


class Queue:
    """Yields open items in order, then, once, the skipped items.

    Parameters
    ----------
    statuses
        Shape (n_items,): `OPEN`, `ANSWERED`, `SKIPPED` or `OUTSIDE`. Held, not copied: the code that
        records an answer changes it, and then calls `reopened` or `skipped_again`.
    sequence
        Shape (n_items,): the items in the order in which they are asked; None for the given order.
    """

    def __init__(self, statuses: Statuses, sequence: Codes | None = None) -> None:
        self._statuses = statuses
        self._order: Codes | None = None
        self._places: Codes | None = None
        self._cursor = 0
        if sequence is not None:
            self.reorder(sequence)
        self._had_second_chance: set[int] = set()

    def next(self, count: int, *, without: Collection[int] = ()) -> list[int]:
        """Return up to ``count`` items to ask about, in order.

        Parameters
        ----------
        count
            The most items to return.
        without
            Items that are already in front of the person.
        """
        found = self._scan(OPEN, self._advance(), count, without)
        if len(found) < count:
            without = {*without, *self._had_second_chance}
            found += self._scan(SKIPPED, 0, count - len(found), without)
        return found

    def reopened(self, code: int) -> None:
        """Take note that an item is open again."""
        place = code if self._places is None else int(self._places[code])
        self._cursor = min(self._cursor, place)
        self._had_second_chance.discard(code)

    def start_again(self) -> None:
        """Take note that any item may be open again."""
        self._cursor = 0
        self._had_second_chance.clear()

    def skipped_again(self, code: int) -> None:
        """Take note that an item was skipped at its second chance: it does not come a third time."""
        self._had_second_chance.add(code)

    def reorder(self, sequence: Codes) -> None:
        """Ask in another order from now on; shape (n_items,), as in the beginning."""
        self._order = sequence
        self._places = np.empty_like(sequence)
        self._places[sequence] = np.arange(len(sequence))
        self._cursor = 0

    def sequence(self) -> Codes:
        """Return the items in the order in which they are asked; shape (n_items,)."""
        return self._block(0, len(self._statuses))

    def grow(self, statuses: Statuses) -> None:
        """Take in new items behind the others; the queue must have the given order."""
        self._statuses = statuses

    def _advance(self) -> int:
        """Move the cursor behind settled items, so that the work for a label does not grow."""
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

    def _block(self, start: int, length: int = _BLOCK) -> Codes:
        end = min(start + length, len(self._statuses))
        if self._order is None:
            return np.arange(start, end, dtype=np.int64)
        return self._order[start:end]


def shuffled(numbers: Numbers, seed: str) -> Codes:
    """Return the items in an order that is the same each time.

    Parameters
    ----------
    numbers
        Shape (n_items,): a number for each item that depends on its key alone.
    seed
        The project's seed. With the item's number it alone decides, so that new rows do not change the
        order of the others.
    """
    return np.argsort(scrambled(numbers, seed), kind="stable").astype(np.int64)


def by_priority(scores: npt.NDArray[np.float64]) -> Codes:
    """Return the items with the highest score first; equal scores in the given order."""
    return np.argsort(-scores, kind="stable").astype(np.int64)


def sampled(numbers: Numbers, seed: str, count: int) -> npt.NDArray[np.bool_]:
    """Return the items of a random sample: the same items for everyone who works on the project.

    An item that is in the sample stays in a larger sample.
    """
    chosen = np.zeros(len(numbers), dtype=bool)
    chosen[shuffled(~numbers, seed)[:count]] = True
    return chosen


def scrambled(numbers: Numbers, seed: str) -> Numbers:
    """Return the numbers scrambled with the seed (the finalizer of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        mixed = numbers ^ np.uint64(int(seed[:16] or "0", 16))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
