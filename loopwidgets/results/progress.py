"""Counts the work of annotators: reads the store once, then follows it event by event.

It counts and measures the pace; ``widgets/progress`` shows the result.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from loopwidgets.store import Current, Recorded, queries

if TYPE_CHECKING:
    from loopwidgets.core.project_state import ProjectState

PAUSE = 600.0
"""After so many seconds without an answer a new stretch of work begins."""

REMEMBERED = 2000
"""The number of an annotator's last answers that are read for the stretch."""

_MANY = 1_000_000_000
_TEN = 18
"""Times are counted by their first characters: to ten seconds."""


@dataclass(slots=True)
class Work:
    """The work of an annotator. ``tens`` counts answers by the ten seconds in which they were given."""

    answered: int = 0
    skipped: int = 0
    flagged: int = 0
    by_value: Counter[str] = field(default_factory=Counter)
    tens: Counter[str] = field(default_factory=Counter)
    known_from: str = ""
    """Answers before these ten seconds were not read."""

    def add(self, state: Current, values: Sequence[str], times: int) -> None:
        """Count an item's state so many times; -1 takes it back."""
        self.flagged += times * state.flagged
        self.skipped += times * (state.status == "skipped")
        if state.status != "answered":
            return
        self.answered += times
        for value in values:
            self.by_value[value] += times
        if state.submitted_at[:_TEN] >= self.known_from:
            self.tens[state.submitted_at[:_TEN]] += times


@dataclass(frozen=True, slots=True)
class Stretch:
    """The last stretch of work without a long pause.

    ``steps`` are the numbers of answers after each equal part of it.
    """

    begun: datetime
    ended: datetime
    answered: int
    steps: tuple[int, ...]

    @property
    def seconds(self) -> float:
        """The length of the stretch."""
        return (self.ended - self.begun).total_seconds()

    @property
    def per_hour(self) -> float | None:
        """Answers an hour; None for a stretch that is too short."""
        if self.answered < 5 or self.seconds < 60:
            return None
        return self.answered / self.seconds * 3600


class Works:
    """The work in a project, by its own annotator or by everyone.

    Parameters
    ----------
    project
        The project whose store is counted.
    everyone
        True to count the others in the store too; else only the project's own annotator.
    """

    def __init__(self, project: ProjectState, *, everyone: bool) -> None:
        self.project = project
        self.everyone = everyone
        self.by_annotator: dict[str, Work] = {}
        self.names: dict[str, str] = {}
        self._heard: Counter[str] = Counter()
        self._doubted: set[str] = set()
        self._lock = threading.RLock()
        self._seen, self._late = queries.newest(project.store), Counter[str]()
        self._arrived()
        self._read(None if everyone else [project.annotator.id])

    def follow(self, done: Sequence[Recorded]) -> None:
        """Take in events that were recorded through this project."""
        counted = self.project.task.counted
        with self._lock:
            for recorded in done:
                if recorded.new:
                    work = self.by_annotator.setdefault(recorded.event.annotator, Work())
                    work.add(recorded.before, counted(recorded.before.value), -1)
                    work.add(recorded.after, counted(recorded.after.value), 1)
                    self._heard[recorded.event.annotator] += 1

    def look(self) -> bool:
        """Take in events that came into the store by other ways; True if there were any.

        It costs two looks at the end of the log while nothing came. An annotator is counted anew if the log
        has other events than this project recorded. For one thread at a time; labels never wait for it.
        """
        if not self.everyone:
            return False
        came = self._arrived()
        with self._lock:
            heard, self._heard = self._heard, Counter()
        changed = {one for one in {*came, *heard} if came[one] != heard[one]} | self._doubted
        if changed:
            self._read(changed)
            # Events that were recorded meanwhile may have been read, heard of, or both.
            store, project_id = self.project.store, self.project.row.id
            meanwhile, _ = queries.arrived(store, project_id, self._seen, self._seen + _MANY)
            self._doubted = changed & {*meanwhile}
        return bool(changed)

    def _arrived(self) -> Counter[str]:
        """Return how many events of each annotator came into the log since the last time."""
        store, last = self.project.store, queries.newest(self.project.store)
        after = max(0, self._seen - queries.LATE)
        came, late = queries.arrived(store, self.project.row.id, after, last, late=queries.LATE)
        came.subtract(self._late)
        self._seen, self._late = last, late
        return came

    def all(self) -> Work:
        """Return the sum over everyone who is counted."""
        with self._lock:
            total = Work(known_from=max([w.known_from for w in self.by_annotator.values()] or [""]))
            for work in self.by_annotator.values():
                total.answered += work.answered
                total.skipped += work.skipped
                total.flagged += work.flagged
                total.by_value.update(work.by_value)
                total.tens.update(work.tens)
            return total

    def stretch(self) -> Stretch | None:
        """Return the last stretch of work; None before the first answer."""
        total = self.all()
        return stretch_of({t: n for t, n in total.tens.items() if n > 0 and t >= total.known_from})

    def _read(self, annotators: Collection[str] | None) -> None:
        store, project_id = self.project.store, self.project.row.id
        works: dict[str, Work] = {one: Work() for one in annotators or ()}
        for alike in queries.counted(store, project_id, annotators):
            work = works.setdefault(alike.annotator, Work())
            work.flagged += alike.items * bool(alike.flagged)
            work.skipped += alike.items * (alike.status == "skipped")
            if alike.status == "answered":
                work.answered += alike.items
                for value in self.project.task.counted(alike.value):
                    work.by_value[value] += alike.items
        for one, work in works.items():
            times = queries.last_answers(store, project_id, one, REMEMBERED)
            work.tens.update(time[:_TEN] for time in times)
            if len(times) == REMEMBERED:
                work.known_from = times[-1][:_TEN]
        names = store.annotators()
        with self._lock:
            self.by_annotator.update(works)
            self.names = names


def work_of(project: ProjectState) -> Work:
    """Return the work of a project's annotator: on the present items, or on all without the data."""
    if project.items is None:
        return Works(project, everyone=False).all()
    tally = project.tally
    return Work(tally.answered, tally.skipped, tally.n_flagged, Counter(tally.by_value))


def stretch_of(tens: dict[str, int], parts: int = 48) -> Stretch | None:
    """Return the last stretch of answers, counted by the ten seconds in which they were given."""
    counts = sorted(((_moment(ten), count) for ten, count in tens.items()), reverse=True)
    if not counts:
        return None
    ended = begun = counts[0][0]
    inside = []
    for moment, count in counts:
        if begun - moment > PAUSE:
            break
        begun = moment
        inside.append((moment, count))
    end = ended + 10
    steps = [0] * parts
    for moment, count in inside:
        steps[min(parts - 1, int((moment - begun) / (end - begun) * parts))] += count
    for place in range(1, parts):
        steps[place] += steps[place - 1]
    return Stretch(
        datetime.fromtimestamp(begun, UTC),
        datetime.fromtimestamp(end, UTC),
        sum(count for _, count in inside),
        tuple(steps),
    )


def _moment(ten: str) -> float:
    return datetime.fromisoformat(f"{ten}0+00:00").timestamp()
