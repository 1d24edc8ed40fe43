"""Counts items by status and label in memory, so that every label costs the same time.

A tally is derived from the store's current answers. It writes nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from loopwidgets.data.items import Items
from loopwidgets.queue.queue import ANSWERED, OUTSIDE, SKIPPED, STATUSES, Statuses
from loopwidgets.store import Current, Standing, Store
from loopwidgets.store.acts import done_before
from loopwidgets.tasks import Choice, Task

_MOST_REPEATED = 5


@dataclass(frozen=True, slots=True, repr=False)
class Progress:
    """The progress of one annotator, over the items in the data.

    ``total``, ``remaining``, ``rows`` and ``hours_left`` are None, None, None and NaN while an iterator may
    give more items. ``rows`` is the number of rows that show these items; equal rows are a single item.

    ``seconds_per_item`` is the median active time of the last 100 answers. ``hours_left`` is the remaining
    time at that pace. Both are NaN before the first answer.
    """

    total: int | None
    answered: int
    skipped: int
    flagged: int
    remaining: int | None
    by_label: dict[str, int]
    seconds_per_item: float
    hours_left: float
    rows: int | None = None

    def __repr__(self) -> str:
        return f"Progress({self})"

    def __str__(self) -> str:
        """Return the progress in a line."""
        of = "" if self.total is None else f" of {self._items()}"
        said = f"{self.answered:,}{of} answered, {self.skipped:,} skipped, {self.flagged:,} flagged"
        if math.isnan(self.seconds_per_item):  # nobody looked at an item: all was answered in code
            return said
        said = f"{said}; {self.seconds_per_item:.1f} s an item"
        if math.isnan(self.hours_left):
            return said
        return f"{said}, {timedelta(seconds=round(self.hours_left * 3600))} left at this pace"

    def _items(self) -> str:
        """Return the number of items; where rows repeat, also the number of rows."""
        if self.total is None or self.rows is None or self.rows == self.total:
            return f"{self.total:,}"
        return f"{self.total:,} items ({self.rows:,} rows, {self.rows - self.total:,} repeated)"


_CountedAs = tuple[tuple[str, ...], str | None]


def most_chosen(
    choices: Sequence[Choice], by_value: Mapping[str, int], most: int
) -> tuple[list[Choice], int]:
    """Return the choices whose counts are shown, and how often the others were chosen together.

    Up to ``most`` choices are all shown, in their order. Beyond that, the most chosen ones are shown.
    """
    if len(choices) <= most:
        return list(choices), 0
    chosen = [choice for choice in choices if by_value.get(choice.id, 0) > 0]
    top = sorted(chosen, key=lambda choice: -by_value[choice.id])[:most]
    shown = {choice.id for choice in top}
    return top, sum(by_value[choice.id] for choice in chosen if choice.id not in shown)


def read_standings(store: Store, project_id: int, annotator: str, items: Items) -> list[Standing]:
    """Return the items' statuses in the store; the keys for look-ups are made at the same time."""
    last = done_before(store, project_id, annotator, None, 1)
    if not last:
        return store.standings(project_id, annotator)
    with ThreadPoolExecutor(1) as aside:
        coming = aside.submit(store.standings, project_id, annotator)
        items.keys.codes_of(last)
        return coming.result()


def repeated(counts: Counter[str]) -> dict[str, int]:
    """Return the commonest answers that were given at least twice, the most common first."""
    return {text: n for text, n in counts.most_common(_MOST_REPEATED) if n > 1}


class Tally:
    """Statuses, flags and counts of one annotator, over the items in the data.

    Parameters
    ----------
    n_items
        The number of items.
    task
        Gives the ids that a value counts under.
    sample
        Shape (n_items,): True for the items that count. All items count when None.
    """

    def __init__(
        self, n_items: int, task: Task, sample: npt.NDArray[np.bool_] | None = None
    ) -> None:
        self.statuses: Statuses = np.zeros(n_items, dtype=np.int8)
        self._outside = None if sample is None else ~sample
        if self._outside is not None:
            self.statuses[self._outside] = OUTSIDE
        self.total = n_items if sample is None else int(np.count_nonzero(sample))
        self.flagged: npt.NDArray[np.bool_] = np.zeros(n_items, dtype=bool)
        self.by_value: Counter[str] = Counter()
        self.by_text: Counter[str] = Counter()
        """The answers that the task counts by themselves."""
        self._repeated: Counter[str] = Counter()
        # The counted values of each item, as its place in a list. Other kernels on the same store may have
        # changed an item since, and only what was counted may be subtracted again.
        self._counted = np.zeros(n_items, dtype=np.int32)
        self._kinds: dict[_CountedAs, int] = {((), None): 0}
        self._kind_at: list[_CountedAs] = [((), None)]
        self.answered = 0
        self.skipped = 0
        self.n_flagged = 0
        self.elsewhere = 0
        """The number of items with answers, skips, flags or notes that are not in the data."""
        self._task = task

    def resume(self, items: Items, standings: Sequence[Standing]) -> None:
        """Count the items of the store that are in the data."""
        self.elsewhere = 0
        for alike in standings:
            codes = items.keys.codes_of(alike.keys)
            codes = codes[codes >= 0]
            if alike.status != "open" or alike.flagged:
                self.elsewhere += len(alike.keys) - len(codes)
            if self._outside is not None:
                codes = codes[~self._outside[codes]]
            self.statuses[codes] = STATUSES[alike.status]
            self.flagged[codes] = alike.flagged
            if alike.status == "answered":
                kind = self._kind_of(alike.value)
                self._counted[codes] = self._kinds[kind]
                self._add(kind, len(codes))
        self._count()

    def renew(self, items: Items, standings: Sequence[Standing]) -> None:
        """Count the items of the store again, in the same arrays."""
        self.statuses[:] = 0
        if self._outside is not None:
            self.statuses[self._outside] = OUTSIDE
        self.flagged[:] = False
        self._counted[:] = 0
        self._forget()
        self.resume(items, standings)

    def grow(self, items: Items, standings: Sequence[Standing]) -> None:
        """Count new items, which come after the others."""
        n_items = len(items)
        self.statuses = np.zeros(n_items, dtype=np.int8)
        self.flagged = np.zeros(n_items, dtype=bool)
        self._counted = np.zeros(n_items, dtype=np.int32)
        self._forget()
        self.total = n_items
        self.resume(items, standings)

    def _count(self) -> None:
        self.answered = int(np.count_nonzero(self.statuses == ANSWERED))
        self.skipped = int(np.count_nonzero(self.statuses == SKIPPED))
        self.n_flagged = int(np.count_nonzero(self.flagged))

    def follow(self, code: int, after: Current) -> None:
        """Count the new state of one item."""
        if self._outside is not None and self._outside[code]:
            return
        status, kind = STATUSES[after.status], self._kind_of(after.value)
        self.answered += int(status == ANSWERED) - int(self.statuses[code] == ANSWERED)
        self.skipped += int(status == SKIPPED) - int(self.statuses[code] == SKIPPED)
        self.n_flagged += int(after.flagged) - int(self.flagged[code])
        self._add(self._kind_at[self._counted[code]], -1)
        self._add(kind, 1)
        self.statuses[code] = status
        self.flagged[code] = after.flagged
        self._counted[code] = self._kinds[kind]

    def commonest(self) -> dict[str, int]:
        """Return the commonest answers that were given at least twice, the most common first."""
        return repeated(self._repeated)

    def _forget(self) -> None:
        for counts in (self.by_value, self.by_text, self._repeated):
            counts.clear()

    def _add(self, kind: _CountedAs, count: int) -> None:
        ids, text = kind
        for each in ids:
            self.by_value[each] += count
        if text is not None:
            self.by_text[text] += count
            self._repeated[text] = self.by_text[text]
            if self.by_text[text] < 2:  # only a few are looked through after each answer
                del self._repeated[text]
            if not self.by_text[text]:
                del self.by_text[text]

    def _kind_of(self, value: Any) -> _CountedAs:
        """Return what a value counts under: ids, and itself. It gets a place in the list of kinds."""
        kind = (tuple(self._task.counted(value)), self._task.repeatable(value))
        if kind not in self._kinds:
            self._kinds[kind] = len(self._kind_at)
            self._kind_at.append(kind)
        return kind
