"""A store with many answers in it, written in bulk; not how answers are written otherwise.

The rows are copies of one that the library wrote itself, so they follow its tables.
"""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import loopwidgets as lw
from loopwidgets.store import schema

BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


def fill(project: lw.Project, file: Path, count: int) -> None:
    """Answer the first ``count`` items of a project; its objects must be made anew to see it."""
    project.answer(project.scheme.names[0], item=_key(project, 0))
    project.close()
    with sqlite3.connect(file, isolation_level=None) as connection:
        event, tip = _row(connection, schema.events.name), _row(connection, schema.current.name)
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        for start in range(1, count, 10_000):
            made = [
                (str(uuid.UUID(int=number)), _key(project, number), _time(number))
                for number in range(start, min(start + 10_000, count))
            ]
            _copy(
                connection,
                schema.events.name,
                {name: value for name, value in event.items() if name != "seq"},
                [{"id": i, "item_key": k, "submitted_at": t} for i, k, t in made],
            )
            _copy(
                connection,
                schema.current.name,
                tip,
                [{"answer_tip": i, "item_key": k, "submitted_at": t} for i, k, t in made],
            )
            _copy(
                connection,
                schema.items.name,
                _row(connection, schema.items.name),
                [{"key": k} for _, k, _ in made],
            )
        connection.execute("COMMIT")
    connection.close()


def _copy(
    connection: sqlite3.Connection,
    table: str,
    row: dict[str, object],
    changes: list[dict[str, str]],
) -> None:
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    connection.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({places})", [row | change for change in changes]
    )


def _row(connection: sqlite3.Connection, table: str) -> dict[str, object]:
    cursor = connection.execute(f"SELECT * FROM {table} LIMIT 1")
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchone(), strict=True))


def _key(project: lw.Project, number: int) -> str:
    assert project.items is not None
    return project.items.key_of(number)


def _time(number: int) -> str:
    return (BEGAN + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
