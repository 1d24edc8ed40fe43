"""Copies events from one project of a store into another; the events of the first stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from loopwidgets.store import schema
from loopwidgets.store.log import Store

_AT_ONCE = 500


def copy_events(store: Store, places: Sequence[int], project_id: int) -> None:
    """Copy events with all that they hold, and bring the current answers of the target up to date.

    Parameters
    ----------
    store
        Holds both projects.
    places
        The events' places in the log. An event that the target has already is left out.
    project_id
        The target.
    """
    with store.transaction() as connection:
        for start in range(0, len(places), _AT_ONCE):
            chosen = schema.events.c.seq.in_(places[start : start + _AT_ONCE])
            _copy_rows(store, connection, schema.events, chosen, project_id)
            from_events = sa.select(schema.events.c.project_id, schema.events.c.item_key)
            here = sa.tuple_(schema.items.c.project_id, schema.items.c.key)
            of_them = here.in_(from_events.where(chosen))
            _copy_rows(store, connection, schema.items, of_them, project_id)
    store.rebuild(project_id)


def _copy_rows(
    store: Store,
    connection: sa.Connection,
    table: sa.Table,
    chosen: sa.ColumnElement[bool],
    project_id: int,
) -> None:
    """Copy rows into another project, in their order; those that are there already stay."""
    names = [column.name for column in table.columns if column.name not in ("seq", "project_id")]
    columns: list[Any] = [table.c[name] for name in names]
    query = sa.select(sa.literal(project_id), *columns).where(chosen)
    if "seq" in table.c:
        query = query.order_by(table.c.seq)
    insert = store._insert(table).from_select(["project_id", *names], query)  # noqa: SLF001
    connection.execute(insert.on_conflict_do_nothing())
