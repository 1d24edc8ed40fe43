"""Makes the statements that every label runs, once: to make a statement costs more than to run it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from loopwidgets.store import schema
from loopwidgets.store.event import Event
from loopwidgets.store.fold import Current

EVENT_FIELDS = tuple(entry.name for entry in fields(Event))
EVENT_COLUMNS = tuple(schema.events.c[name] for name in EVENT_FIELDS)
LIGHT_FIELDS = (
    *("id", "item_key", "annotator", "kind", "status", "supersedes"),
    *("submitted_at", "received_at", "active_seconds", "scheme_version"),
)
"""The fields that decide which events stand. Values are read only of the events that stand."""
CURRENT_FIELDS = tuple(entry.name for entry in fields(Current))


def event_of(row: Sequence[Any]) -> Event:
    """Return the event with these `EVENT_COLUMNS`."""
    return Event(**dict(zip(EVENT_FIELDS, row, strict=True)))


def light_event_of(row: Sequence[Any]) -> Event:
    """Return an event with its `LIGHT_FIELDS` only, which follow its place in the log."""
    return Event(**dict(zip(LIGHT_FIELDS, row[1:], strict=True)))


class Statements:
    """The statements that record an event. Parameters: ``of_project``, ``of_annotator`` and ``of_item``.

    Parameters
    ----------
    insert
        The database's own ``insert``, which can handle conflicts.
    """

    def __init__(self, insert: Callable[[sa.Table], Any]) -> None:
        events, current = schema.events, schema.current
        of_project: sa.BindParameter[int] = sa.bindparam("of_project")
        of_annotator: sa.BindParameter[str] = sa.bindparam("of_annotator")
        of_item: sa.BindParameter[str] = sa.bindparam("of_item")
        names = ["project_id", *EVENT_FIELDS]
        made_at = sa.bindparam("made_at", type_=sa.Text)
        # Adds nothing to a project that was split meanwhile. The check costs no statement of its own.
        of_event = sa.select(
            *(sa.bindparam(name, type_=events.c[name].type).label(name) for name in names)
        ).where(
            sa.exists().where(
                schema.projects.c.id == sa.bindparam("project_id", type_=sa.Integer),
                sa.or_(made_at.is_(None), schema.projects.c.created_at == made_at),
            )
        )
        self.add_event = (
            insert(events)
            .from_select(names, of_event)
            .on_conflict_do_nothing(index_elements=["project_id", "id"])
            .returning(events.c.seq)
        )
        self.add_item = (
            insert(schema.items)
            .values({n: sa.bindparam(n) for n in ("project_id", "key", "index_value")})
            .on_conflict_do_nothing(index_elements=["project_id", "key"])
        )
        key = ["project_id", "annotator", "item_key"]
        put = insert(current).values({n: sa.bindparam(n) for n in [*key, *CURRENT_FIELDS]})
        self.put_current = put.on_conflict_do_update(
            index_elements=key, set_={name: put.excluded[name] for name in CURRENT_FIELDS}
        )
        of_place = sa.and_(
            events.c.project_id == of_project,
            events.c.item_key == of_item,
            events.c.annotator == of_annotator,
        )
        self.events_of = sa.select(*EVENT_COLUMNS).where(of_place)
        self.light_events_of = (
            sa.select(events.c.seq, *(events.c[name] for name in LIGHT_FIELDS))
            .where(of_place, events.c.seq >= sa.bindparam("last"))
            .order_by(events.c.seq)
        )
        self.event = sa.select(*EVENT_COLUMNS).where(
            events.c.project_id == of_project, events.c.id == sa.bindparam("of_event")
        )
        self.values_of = sa.select(events.c.id, events.c.value).where(
            events.c.project_id == of_project,
            events.c.id.in_(sa.bindparam("of_events", expanding=True)),
        )
        self.current_of = sa.select(*(current.c[name] for name in CURRENT_FIELDS)).where(
            current.c.project_id == of_project,
            current.c.annotator == of_annotator,
            current.c.item_key == of_item,
        )
        place = sa.bindparam("place", type_=sa.Text)
        self.lock = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(place, 0)))
