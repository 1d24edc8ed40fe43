"""What stands, given all events of one item and one annotator: a pure function of their set.

The order of arrival plays no part, so replaying, reordering and merging end in the same state. The rule
is told in ``docs/architecture.md``, "Events and the current answer".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from loopwidgets.store.event import FACETS, RETRACT, Event, Facet

STATUSES = ("open", "answered", "skipped")
"""How an item stands with one annotator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """What one annotator says of one item now.

    ``heads`` is the largest number of events that stand beside each other in one facet: more than
    1 is a conflict. Each ``*_tip`` is the event that shows, or None.
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
    """Return what stands in each facet, the one that shows first.

    Parameters
    ----------
    events
        Events of one item and one annotator, in any order.
    """
    by_id = {event.id: event for event in events}
    dead = _dead(by_id)
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
    """Return the events that no living retraction names, retractions left out.

    Parameters
    ----------
    events
        Of any items and annotators.
    """
    by_id = {event.id: event for event in events}
    dead = _dead(by_id)
    return [e for e in by_id.values() if e.kind != RETRACT and e.id not in dead]


def fold(events: Iterable[Event]) -> Current:
    """Return what stands after all of these events of one item and one annotator."""
    standing = heads(events)
    if not standing:
        return Current()
    answer = next(iter(standing.get("answer", ())), None)
    flag = next(iter(standing.get("flag", ())), None)
    note = next(iter(standing.get("note", ())), None)
    dispute = next(iter(standing.get("dispute", ())), None)
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
        heads=max(len(events) for events in standing.values()),
    )


def _dead(by_id: Mapping[str, Event]) -> set[str]:
    """Return the ids of events that a live retraction names."""
    retractions: dict[str, list[str]] = {}
    for event in by_id.values():
        if event.kind == RETRACT and event.supersedes and event.supersedes != event.id:
            retractions.setdefault(event.supersedes, []).append(event.id)
    verdicts: dict[str, bool] = {}

    def is_dead(event_id: str, asked: frozenset[str]) -> bool:
        if event_id not in verdicts:
            by = [r for r in retractions.get(event_id, ()) if r not in asked]
            verdicts[event_id] = any(not is_dead(r, asked | {r}) for r in by)
        return verdicts[event_id]

    return {event_id for event_id in by_id if is_dead(event_id, frozenset({event_id}))}


def _ancestors(events: Iterable[Event], by_id: Mapping[str, Event]) -> set[str]:
    """Return the ids that the chains of ``supersedes`` lead to, dead ones and retractions included."""
    found: set[str] = set()
    for event in events:
        step = event.supersedes
        while step and step not in found:
            found.add(step)
            step = by_id[step].supersedes if step in by_id else None
    return found
