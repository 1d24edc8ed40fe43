"""How the tables of an older store become those of today, one version at a time.

Whoever opens the store copies it first; see `loopwidgets.store.sqlite`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from loopwidgets.store import schema


def _remember_rounds(connection: sa.Connection) -> None:
    schema.rounds.create(connection, checkfirst=True)


def _tell_events_of_projects_apart(connection: sa.Connection) -> None:
    """Let an event's id be its own in its project alone, and have an item's last events at hand."""
    events = schema.events
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE lw_events DROP CONSTRAINT lw_events_id")
        connection.exec_driver_sql("DROP INDEX lw_events_of_item")
    else:  # SQLite changes no constraint: the table is made anew, each event in its place
        connection.exec_driver_sql("ALTER TABLE lw_events RENAME TO lw_events_before")
        connection.execute(sa.schema.CreateTable(events))
        names = ", ".join(events.c.keys())
        connection.exec_driver_sql(
            f"INSERT INTO lw_events ({names}) SELECT {names} FROM lw_events_before ORDER BY seq"  # noqa: S608
        )
        connection.exec_driver_sql("DROP TABLE lw_events_before")
    for index in events.indexes:
        index.create(connection)


STEPS: dict[int, Callable[[sa.Connection], None]] = {
    1: _remember_rounds,
    2: _tell_events_of_projects_apart,
}
"""By the version that a step begins with; it ends with the next."""


def migrate(connection: sa.Connection, version: int) -> None:
    """Bring tables of a version to that of `schema`, in the transaction of the connection."""
    for step in range(version, schema.SCHEMA_VERSION):
        STEPS[step](connection)
    facts = schema.meta
    connection.execute(
        facts.update()
        .where(facts.c.name == "schema_version")
        .values(value=str(schema.SCHEMA_VERSION))
    )


def back_up(path: Path, copy: Path, backup: Path, *, version: int) -> None:
    """Copy an SQLite file of a version as it is, in one step: another process never sees half a backup.

    Parameters
    ----------
    path
        The file.
    copy
        Where it is copied first; may be left there.
    backup
        Where the copy goes. It is left out where another process was quicker, which made its own backup.
    version
        Of the file when it was looked at.
    """
    with (
        closing(sqlite3.connect(path, timeout=5.0)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        query = f"SELECT value FROM {schema.meta.name} WHERE name = 'schema_version'"  # noqa: S608
        (now,) = target.execute(query).fetchone()
    if int(now) == version:
        copy.replace(backup)
