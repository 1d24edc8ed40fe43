"""Reads the last acts of a person: acts that stand, for undo, and items that are done, for the history."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from loopwidgets.store import schema
from loopwidgets.store.database import Database
from loopwidgets.store.event import FACETS, Event
from loopwidgets.store.fold import dead_in
from loopwidgets.store.statements import EVENT_COLUMNS, LIGHT_FIELDS, event_of, light_event_of


def events_by(database: Database, project_id: int, annotator: str) -> list[Event]:
    """Return every event of one annotator, in the order of arrival."""
    table = schema.events
    query = sa.select(*EVENT_COLUMNS).where(
        table.c.project_id == project_id, table.c.annotator == annotator
    )
    with database.transaction(writes=False) as connection:
        return [event_of(row) for row in connection.execute(query.order_by(table.c.seq))]


def last_acts(
    database: Database,
    project_id: int,
    annotator: str,
    clients: Sequence[str] | None,
    count: int,
) -> list[Event]:
    """Return the last acts that were not taken back, from these clients or from all, the latest first."""
    table, by, by_its = schema.events, schema.events.alias(), schema.events.alias()
    is_named = sa.exists().where(_takes_back(by, table))
    # True for nearly all acts that a retraction names. The other acts need all events of their item.
    is_surely_dead = sa.exists().where(
        _takes_back(by, table), ~sa.exists().where(_takes_back(by_its, by))
    )
    query = (
        sa.select(table.c.seq, is_named, *EVENT_COLUMNS)
        .where(
            table.c.project_id == project_id,
            table.c.annotator == annotator,
            sa.true() if clients is None else table.c.client_id.in_(clients),
            table.c.kind.in_(FACETS),
            ~is_surely_dead,
        )
        .order_by(table.c.seq.desc())
        .limit(count)
    )
    acts: list[Event] = []
    dead: dict[str, set[str]] = {}
    with database.transaction(writes=False) as connection:
        more = query
        while len(acts) < count:
            rows = connection.execute(more).all()
            for _, named, *row in rows:
                event = event_of(row)
                if named and event.item_key not in dead:
                    dead[event.item_key] = _dead_of(connection, project_id, event)
                if not named or event.id not in dead[event.item_key]:
                    acts.append(event)
            if len(rows) < count:
                break
            more = query.where(table.c.seq < rows[-1].seq)
    return acts[:count]


def done_before(
    database: Database, project_id: int, annotator: str, before: str | None, count: int
) -> list[str]:
    """Return keys of answered or skipped items, the latest first.

    Parameters
    ----------
    database
        The store.
    project_id, annotator
        The project, and the annotator of the items.
    before
        Return only items that come after this item in that order, even if this item was taken back since.
        With None, or an item that was never done, return the latest items.
    count
        The largest number of keys.
    """
    table = schema.current
    query = sa.select(table.c.item_key).where(
        table.c.project_id == project_id,
        table.c.annotator == annotator,
        table.c.status != "open",
    )
    order = (table.c.submitted_at, table.c.item_key)  # times alone may be equal
    query = query.order_by(*(column.desc() for column in order)).limit(count)
    with database.transaction(writes=False) as connection:
        at = None if before is None else _done_at(connection, project_id, annotator, before)
        if at is not None:
            query = query.where(sa.tuple_(*order) < sa.tuple_(at, schema.storable(str(before))))
        return list(connection.execute(query).scalars())


def _done_at(
    connection: sa.Connection, project_id: int, annotator: str, item_key: str
) -> str | None:
    """Return the time when an item was last done; None if it never was."""
    done = [kind for kind, facet in FACETS.items() if facet == "answer"]
    for table, is_done in (
        (schema.current, schema.current.c.status != "open"),
        (schema.events, schema.events.c.kind.in_(done)),
    ):
        query = sa.select(sa.func.max(table.c.submitted_at)).where(
            table.c.project_id == project_id,
            table.c.annotator == annotator,
            table.c.item_key == item_key,
            is_done,
        )
        at: str | None = connection.execute(query).scalar()
        if at is not None:
            return at
    return None


def _dead_of(connection: sa.Connection, project_id: int, event: Event) -> set[str]:
    """Return the ids of the events of the same annotator and item that were taken back."""
    table = schema.events
    query = sa.select(table.c.seq, *(table.c[name] for name in LIGHT_FIELDS)).where(
        table.c.project_id == project_id,
        table.c.item_key == event.item_key,
        table.c.annotator == event.annotator,
    )
    return dead_in(map(light_event_of, connection.execute(query)))


def _takes_back(retraction: sa.FromClause, event: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that an event is a retraction of another event; it has an index."""
    alike = [
        retraction.c[name] == event.c[name] for name in ("project_id", "item_key", "annotator")
    ]
    return sa.and_(schema.is_retraction(retraction), retraction.c.supersedes == event.c.id, *alike)
