"""Computes the current state from all events of one item and one annotator: a pure function of their set.

The order of arrival plays no part, so replaying, reordering and merging end in the same state.
``docs/way-of-an-answer.md``, "Events and the current answer", explains the rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from loopwidgets.store.event import FACETS, RETRACT, Event, Facet

STATUSES = ("open", "answered", "skipped")
"""The status of an item for one annotator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The current answer, flag, note and dispute of one annotator for one item.

    ``heads`` is the largest number of events that stand beside each other in one facet; more than
    1 is a conflict. Each ``*_tip`` is the id of the event that shows, or None.
    """

    status: str = "open"
    value: Any = None
    flagged: bool = False
    note: str = ""
    dispute: Any = None
    answer_tip: str | None = None
    flag_tip: str | None = None
    note_tip: str | None = None
    dispute_tip: str | None = None
    submitted_at: str = ""
    active_seconds: float = 0.0
    scheme_version: int = 0
    heads: int = 0


def heads(events: Iterable[Event]) -> dict[Facet, list[Event]]:
    """Return the events that stand in each facet; the event that shows comes first.

    Parameters
    ----------
    events
        Events of one item and one annotator, in any order.
    """
    by_id = {event.id: event for event in events}
    dead = dead_in(by_id.values())
    standing: dict[Facet, list[Event]] = {}
    for event in by_id.values():
        if event.kind in FACETS and event.id not in dead:
            standing.setdefault(FACETS[event.kind], []).append(event)
    for facet, live in standing.items():
        followed = _ancestors(live, by_id)
        last = [event for event in live if event.id not in followed] or live
        standing[facet] = sorted(last, key=lambda e: (e.received_at, e.id), reverse=True)
    return standing


def living(events: Iterable[Event]) -> list[Event]:
    """Return the events that no living retraction names, without the retractions.

    Parameters
    ----------
    events
        Events of one project, of any items and annotators.
    """
    places: dict[tuple[str, str], list[Event]] = {}
    every = list({event.id: event for event in events}.values())
    for event in every:
        places.setdefault((event.annotator, event.item_key), []).append(event)
    dead = {place: dead_in(there) for place, there in places.items()}
    return [
        event
        for event in every
        if event.kind != RETRACT and event.id not in dead[event.annotator, event.item_key]
    ]


def fold(events: Iterable[Event]) -> Current:
    """Return the current state after all of these events of one item and one annotator."""
    standing = heads(events)
    most = max((len(events) for events in standing.values()), default=0)
    return shown({facet: events[0] for facet, events in standing.items()}, most)


def shown(tips: Mapping[Facet, Event], most: int) -> Current:
    """Return the current state of an item for one annotator.

    Parameters
    ----------
    tips
        The event that shows in each facet.
    most
        The largest number of events that stand beside each other in one facet.
    """
    if not tips:
        return Current()
    answer, flag, note, dispute = (
        tips.get(facet) for facet in ("answer", "flag", "note", "dispute")
    )
    latest = answer or max((e for e in (flag, note, dispute) if e), key=lambda e: e.submitted_at)
    return Current(
        status=(answer.status or "answered") if answer else "open",
        value=answer.value if answer else None,
        flagged=bool(flag and flag.value),
        note=str(note.value or "") if note else "",
        dispute=dispute.value if dispute else None,
        answer_tip=answer.id if answer else None,
        flag_tip=flag.id if flag else None,
        note_tip=note.id if note else None,
        dispute_tip=dispute.id if dispute else None,
        submitted_at=latest.submitted_at,
        active_seconds=answer.active_seconds if answer else 0.0,
        scheme_version=latest.scheme_version,
        heads=most,
    )


def dead_in(events: Iterable[Event]) -> set[str]:
    """Return the ids of events that a live retraction names, for one item and one annotator.

    A retraction lives when no live retraction names it. Circles of retractions, each of which names the next,
    stay undecided. They name nothing else, so they take back nothing.
    """
    names = {
        event.id: event.supersedes
        for event in events
        if event.kind == RETRACT and event.supersedes and event.supersedes != event.id
    }
    undecided = Counter(names.values())  # retractions of each event that may still turn out to live
    dead: set[str] = set()
    decided = [(retraction, True) for retraction in names if retraction not in undecided]
    while decided:
        retraction, lives = decided.pop()
        target = names[retraction]
        if target in dead:
            continue
        undecided[target] -= 1
        if lives:
            dead.add(target)
        if target in names and (lives or not undecided[target]):
            decided.append((target, not lives))
    return dead


def _ancestors(events: Iterable[Event], by_id: Mapping[str, Event]) -> set[str]:
    """Return the ids on the chains of ``supersedes``, with dead events and retractions."""
    found: set[str] = set()
    for event in events:
        step = event.supersedes
        while step and step not in found:
            found.add(step)
            step = by_id[step].supersedes if step in by_id else None
    return found
