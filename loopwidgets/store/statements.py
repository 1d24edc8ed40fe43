"""The statements that every label runs, made once: making one costs more than running it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from loopwidgets.store import schema
from loopwidgets.store.event import Event
from loopwidgets.store.fold import Current

EVENT_FIELDS = tuple(entry.name for entry in fields(Event))
EVENT_COLUMNS = tuple(schema.events.c[name] for name in EVENT_FIELDS)
CURRENT_FIELDS = tuple(entry.name for entry in fields(Current))


class Statements:
    """What is run to record an event, with ``of_project``, ``of_annotator`` and ``of_item`` to fill in.

    Parameters
    ----------
    insert
        The database's own ``insert``, which knows conflicts.
    """

    def __init__(self, insert: Callable[[sa.Table], Any]) -> None:
        events, current = schema.events, schema.current
        of_project: sa.BindParameter[int] = sa.bindparam("of_project")
        of_annotator: sa.BindParameter[str] = sa.bindparam("of_annotator")
        of_item: sa.BindParameter[str] = sa.bindparam("of_item")
        names = ["project_id", *EVENT_FIELDS]
        self.add_event = (
            insert(events)
            .values({name: sa.bindparam(name) for name in names})
            .on_conflict_do_nothing(index_elements=["id"])
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
        self.events_of = sa.select(*EVENT_COLUMNS).where(
            events.c.project_id == of_project,
            events.c.item_key == of_item,
            events.c.annotator == of_annotator,
        )
        self.current_of = sa.select(*(current.c[name] for name in CURRENT_FIELDS)).where(
            current.c.project_id == of_project,
            current.c.annotator == of_annotator,
            current.c.item_key == of_item,
        )
        place = sa.bindparam("place", type_=sa.Text)
        self.lock = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(place, 0)))
