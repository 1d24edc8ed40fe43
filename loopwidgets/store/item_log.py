"""Updates the current state of one item event by event, at the same cost after ten or ten thousand events.

`loopwidgets.store.fold` defines the current state; the result here is the same.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from loopwidgets.store.event import FACETS, RETRACT, Event, Facet
from loopwidgets.store.fold import Current, dead_in, shown

LONG = 20
"""The fewest events of a log that is kept; a shorter log is read each time."""
MANY = 100
"""The number of events above which the state is computed once, at the end."""
MOST = 100_000
"""The most events in all kept logs, at a few hundred bytes each."""


class ItemLog:
    """Events of one item and one annotator, in any order, each once.

    Parameters
    ----------
    events
        The events to begin with.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._events = {event.id: event for event in events}
        self._named: set[str | None] = set()
        """Every id that an event names, with ids of events that did not arrive yet."""
        self._taken_back: Counter[str] = Counter()
        """The number of live retractions that name an event, by id."""
        self._followers: Counter[str] = Counter()
        """The number of live events that directly follow a live event in its facet, by id."""
        self._heads: dict[Facet, list[tuple[str, str]]] = {}
        """Time of receipt and id of each live event without live followers; the last of them shows."""
        self._living: dict[Facet, list[tuple[str, str]]] = {}
        """Time of receipt and id of each live event. In a circle of followers, all of them stand."""
        self._ways: dict[Facet, dict[str, str | None]] = {}
        """For each facet, the id at the end of the path from a skipped event, by id."""
        self._begin_anew()

    def __len__(self) -> int:
        return len(self._events)

    def extend(self, events: Sequence[Event]) -> None:
        """Add several events. For many events the state is computed once, at the end."""
        if len(events) > MANY:
            self._events |= {event.id: event for event in events if event.id not in self._events}
            self._begin_anew()
            return
        for event in events:
            self.add(event)

    def add(self, event: Event) -> None:
        """Add one more event."""
        if event.id in self._events:
            return
        self._events[event.id] = event
        if event.id in self._named:
            self._begin_anew()  # the event may change any other event
            return
        self._named.add(event.supersedes)
        if event.kind == RETRACT:
            self._take_back(event)
        elif event.kind in FACETS:
            facet, key = FACETS[event.kind], (event.received_at, event.id)
            insort(self._heads.setdefault(facet, []), key)
            insort(self._living.setdefault(facet, []), key)
            self._follow(facet, self._nearest(facet, event.supersedes), 1)

    def tips(self) -> dict[Facet, Event]:
        """Return the event that shows in each facet."""
        return {facet: self._events[keys[-1][1]] for facet, keys in self._standing()}

    @property
    def most(self) -> int:
        """The largest number of events that stand beside each other in one facet."""
        return max((len(keys) for _, keys in self._standing()), default=0)

    def current(self) -> Current:
        """Return the current state."""
        return shown(self.tips(), self.most)

    def _standing(self) -> Iterator[tuple[Facet, list[tuple[str, str]]]]:
        for facet, living in self._living.items():
            if living:
                yield facet, self._heads[facet] or living

    # --- All of it -----------------------------------------------------------------------------------

    def _begin_anew(self) -> None:
        events = self._events
        self._named = {event.supersedes for event in events.values()}
        dead = dead_in(events.values())
        self._taken_back = Counter(
            event.supersedes
            for event in events.values()
            if event.kind == RETRACT and event.supersedes and event.id not in dead
        )
        self._find_heads()

    def _find_heads(self) -> None:
        live = [
            (FACETS[event.kind], event)
            for event in self._events.values()
            if event.kind in FACETS and not self._taken_back[event.id]
        ]
        self._ways = {facet: {} for facet, _ in live}
        nearest = [self._nearest(facet, event.supersedes) for facet, event in live]
        self._followers = Counter(near for near in nearest if near is not None)
        self._living, self._heads = {facet: [] for facet, _ in live}, {}
        for facet, event in live:
            self._living[facet].append((event.received_at, event.id))
        for facet, keys in self._living.items():
            keys.sort()
            self._heads[facet] = [key for key in keys if not self._followers[key[1]]]

    # --- One more ------------------------------------------------------------------------------------

    def _take_back(self, retraction: Event) -> None:
        """Apply a live retraction, and follow its effect from each retraction to the event that it names.

        Retractions in a circle name nothing outside the circle, so the walk goes round it at most once.
        """
        step, lives, passed = retraction, True, set()
        while step.kind == RETRACT and step.supersedes and step.id not in passed:
            passed.add(step.id)
            target, before = step.supersedes, self._taken_back[step.supersedes]
            self._taken_back[target] += 1 if lives else -1
            changed = (before == 0) != (self._taken_back[target] == 0)
            if not changed or target not in self._events:
                return
            step, lives = self._events[target], not lives
        if step.kind not in FACETS:
            return
        if lives:
            self._find_heads()  # an event that came back may stand between any others
        else:
            self._fall(FACETS[step.kind], step)

    def _fall(self, facet: Facet, event: Event) -> None:
        """Attach the followers of a dead event to the event before it."""
        followers = self._followers.pop(event.id, 0)
        _leave(self._living[facet], event)
        if not followers:
            _leave(self._heads[facet], event)
        self._follow(facet, self._nearest(facet, event.supersedes), followers - 1)

    def _follow(self, facet: Facet, followed: str | None, more: int) -> None:
        """Add ``more`` followers to an event. An event stands exactly while it has no followers."""
        if followed is None or not more:
            return
        before = self._followers[followed]
        self._followers[followed] += more
        event = self._events[followed]
        if not before:
            _leave(self._heads[facet], event)
        elif not self._followers[followed]:
            insort(self._heads[facet], (event.received_at, event.id))

    def _nearest(self, facet: Facet, step: str | None) -> str | None:
        """Return the nearest live event of a facet, from an id on; a walked path is shortened for later."""
        ways = self._ways.setdefault(facet, {})
        passed: set[str] = set()
        while step in self._events and not self._is_live(facet, self._events[step]):
            if step in passed:  # a circle without a live event
                step = None
                break
            passed.add(step)
            step = ways.get(step, self._events[step].supersedes)
        ways.update(dict.fromkeys(passed, step))
        return step if step in self._events else None

    def _is_live(self, facet: Facet, event: Event) -> bool:
        return FACETS.get(event.kind) == facet and not self._taken_back[event.id]


class KeptLogs:
    """The logs of items with many events, as far as the logs were read."""

    def __init__(self) -> None:
        self._logs: OrderedDict[tuple[Any, ...], tuple[ItemLog, int]] = OrderedDict()

    def get(self, place: Mapping[str, Any]) -> tuple[ItemLog, int]:
        """Return the log of an item and the place of its last event, or an empty log and 0."""
        return self._logs.pop(tuple(place.values()), None) or (ItemLog(), 0)

    def keep(self, place: Mapping[str, Any], log: ItemLog, last: int) -> None:
        """Keep a log if it is long, and drop the least recently used logs if there are too many."""
        if len(log) < LONG:
            return
        self._logs[tuple(place.values())] = (log, last)
        while len(self._logs) > 1 and sum(len(log) for log, _ in self._logs.values()) > MOST:
            self._logs.popitem(last=False)

    def clear(self) -> None:
        """Drop all logs."""
        self._logs.clear()


def _leave(keys: list[tuple[str, str]], event: Event) -> None:
    del keys[bisect_left(keys, (event.received_at, event.id))]
