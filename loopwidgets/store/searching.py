"""Which items something was said of, read a page at a time: each its own short reading, no one waits for it.

What an answer means is the business of whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from loopwidgets.store import schema
from loopwidgets.store.database import Database

_PAGE = 4096
_VALUE = sa.type_coerce(schema.current.c.value, sa.Text)


def kept_where(
    database: Database, project_id: int, annotator: str, condition: str
) -> Iterator[list[str]]:
    """Yield the keys of items that are ``noted`` or ``disputed`` by an annotator."""
    table = schema.current
    holds = {"noted": table.c.note != "", "disputed": table.c.dispute.is_not(None)}[condition]
    for rows in _pages(database, project_id, annotator, holds):
        yield [key for key, _ in rows]


def answered_with(
    database: Database, project_id: int, annotator: str, part: str
) -> Iterator[list[tuple[str, str]]]:
    """Yield keys and values, as JSON, of answers whose JSON has ``part`` somewhere in it."""
    holds = sa.and_(schema.current.c.status == "answered", _VALUE.contains(part, autoescape=True))
    yield from _pages(database, project_id, annotator, holds)


def _pages(
    database: Database, project_id: int, annotator: str, holds: sa.ColumnElement[bool]
) -> Iterator[list[tuple[str, Any]]]:
    table = schema.current
    query = (
        sa.select(table.c.item_key, _VALUE)
        .where(table.c.project_id == project_id, table.c.annotator == annotator, holds)
        .order_by(table.c.item_key)
        .limit(_PAGE)
    )
    last: str | None = None
    while True:
        more = query if last is None else query.where(table.c.item_key > last)
        with database.transaction(writes=False) as connection:
            rows = [(key, value) for key, value in connection.execute(more)]
        yield rows
        if len(rows) < _PAGE:
            return
        last = rows[-1][0]
