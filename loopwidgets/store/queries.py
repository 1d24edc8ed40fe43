"""Reads counts and pages of answers from a store. Each query has its own short transaction.

The caller interprets the answers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from loopwidgets.store import schema
from loopwidgets.store.database import Database


@dataclass(frozen=True, slots=True)
class ItemCount:
    """The number of items of one annotator with the same status, value and flag."""

    annotator: str
    status: str
    value: Any
    flagged: bool
    items: int


def counted(
    database: Database, project_id: int, annotators: Collection[str] | None = None
) -> list[ItemCount]:
    """Return the counts of alike items by annotator, for these annotators; for everyone when None."""
    table = schema.current
    alike = (
        table.c.annotator,
        table.c.status,
        sa.type_coerce(table.c.value, sa.Text),
        table.c.flagged,
    )
    query = (
        sa.select(*alike, sa.func.count()).where(table.c.project_id == project_id).group_by(*alike)
    )
    if annotators is not None:
        query = query.where(table.c.annotator.in_(annotators))
    with database.transaction(writes=False) as connection:
        return [
            ItemCount(
                annotator, status, None if value is None else json.loads(value), flagged, items
            )
            for annotator, status, value, flagged, items in connection.execute(query)
        ]


def last_answers(database: Database, project_id: int, annotator: str, count: int) -> list[str]:
    """Return the times of one annotator's last answers, the latest first."""
    table = schema.current
    query = (
        sa.select(table.c.submitted_at)
        .where(
            table.c.project_id == project_id,
            table.c.annotator == annotator,
            table.c.status == "answered",
        )
        .order_by(table.c.submitted_at.desc())
        .limit(count)
    )
    with database.transaction(writes=False) as connection:
        return list(connection.execute(query).scalars())


def has_answers(database: Database, project_id: int) -> bool:
    """Return whether any annotator answered or skipped an item of a project."""
    table = schema.current
    query = sa.select(table.c.item_key).where(
        table.c.project_id == project_id, table.c.status != "open"
    )
    with database.transaction(writes=False) as connection:
        return connection.execute(query.limit(1)).first() is not None


def last_answered_version(database: Database, project_id: int) -> int | None:
    """Return the version of the labels at the last current answer; None where there is no answer."""
    table = schema.current
    people = sa.select(schema.annotators.c.id)
    last = (
        sa.select(table.c.submitted_at, table.c.scheme_version)
        .where(
            table.c.project_id == project_id,
            table.c.annotator == sa.bindparam("who"),
            table.c.status == "answered",
        )
        .order_by(table.c.submitted_at.desc())
        .limit(1)
    )
    with database.transaction(writes=False) as connection:  # one step into an index for each person
        found = [
            connection.execute(last, {"who": who}).first()
            for who in connection.execute(people).scalars().all()
        ]
    return max((row for row in found if row), default=(None, None), key=lambda row: str(row[0]))[1]


def has_reviews(database: Database, project_id: int) -> bool:
    """Return whether any answer of a project reviewed a label in the data."""
    table = schema.events
    given = sa.type_coerce(table.c.extra, sa.Text).like('%"initial":%')
    query = sa.select(table.c.seq).where(table.c.project_id == project_id, given).limit(1)
    with database.transaction(writes=False) as connection:
        return connection.execute(query).first() is not None


LATE = 1000
"""The number of last places in the log at which an event may still appear. Where several processes write at
once, the first to take a place may be the last to commit."""


def late(database: Database) -> int:
    """Return how many places before the last an event may still appear; 0 for SQLite's single writer."""
    return 0 if database.engine.dialect.name == "sqlite" else LATE


def newest(database: Database) -> int:
    """Return the place of the last event in the log, of any project; 0 in an empty log.

    This is the cheapest query: one step into an index.
    """
    with database.transaction(writes=False) as connection:
        return int(connection.execute(sa.select(sa.func.max(schema.events.c.seq))).scalar() or 0)


def arrived(
    database: Database, project_id: int, after: int, until: int, *, late: int = 0
) -> tuple[Counter[str], Counter[str]]:
    """Return each annotator's number of events after one place in the log, up to another place.

    The second counter has the number of these events at the last ``late`` places.
    """
    table = schema.events
    is_late = sa.case((table.c.seq > until - late, 1), else_=0)
    query = (
        sa.select(table.c.annotator, sa.func.count(), sa.func.sum(is_late))
        .where(table.c.seq > after, table.c.seq <= until, _in_project(project_id))
        .group_by(table.c.annotator)
    )
    with database.transaction(writes=False) as connection:
        rows = connection.execute(query).all()
    return Counter({row[0]: row[1] for row in rows}), Counter({row[0]: int(row[2]) for row in rows})


def touched(database: Database, project_id: int, annotator: str, after: int) -> dict[int, str]:
    """Return the item keys of an annotator's events after a place in the log, by the events' places."""
    table = schema.events
    query = (
        sa.select(table.c.seq, table.c.item_key)
        .where(table.c.seq > after, _in_project(project_id), table.c.annotator == annotator)
        .order_by(table.c.seq)
    )
    with database.transaction(writes=False) as connection:
        return {row.seq: row.item_key for row in connection.execute(query)}


def _in_project(project_id: int) -> sa.ColumnElement[bool]:
    """Return the condition, written so that SQLite uses the index of places: only the log's end is read."""
    return schema.events.c.project_id + 0 == project_id


_PAGE = 4096
_VALUE = sa.type_coerce(schema.current.c.value, sa.Text)


def kept_where(
    database: Database, project_id: int, annotator: str, condition: str
) -> Iterator[list[str]]:
    """Yield pages of keys of the items that an annotator ``noted`` or ``disputed``."""
    table = schema.current
    holds = {"noted": table.c.note != "", "disputed": table.c.dispute.is_not(None)}[condition]
    for rows in _pages(database, project_id, annotator, holds):
        yield [key for key, _ in rows]


def answered_with(
    database: Database, project_id: int, annotator: str, part: str
) -> Iterator[list[tuple[str, str]]]:
    """Yield pages of keys and JSON values of the answers whose JSON contains ``part``."""
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
