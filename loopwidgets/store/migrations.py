"""Updates the tables of an older store to today's, one version at a time.

The store's file is copied first; see `loopwidgets.store.sqlite`.
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
    """Make an event's id unique only within its project, and index an item's last events."""
    events = schema.events
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE lw_events DROP CONSTRAINT lw_events_id")
        connection.exec_driver_sql("DROP INDEX lw_events_of_item")
    else:  # SQLite can't change constraints: the table is rebuilt, with each event in its place
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
"""The steps by the version that they begin with. Each step ends with the next version."""


def migrate(connection: sa.Connection, version: int) -> None:
    """Update tables from a version to the version of `schema`, in the transaction of the connection."""
    for step in range(version, schema.SCHEMA_VERSION):
        STEPS[step](connection)
    facts = schema.meta
    connection.execute(
        facts.update()
        .where(facts.c.name == "schema_version")
        .values(value=str(schema.SCHEMA_VERSION))
    )


def back_up(path: Path, copy: Path, backup: Path, *, version: int) -> None:
    """Copy an SQLite file of a version as it is. Another process never sees half a backup.

    Parameters
    ----------
    path
        The file.
    copy
        The path of a temporary copy, which may be left there.
    backup
        The path of the backup. No backup is made where another process was quicker and made its own.
    version
        The version of the file when it was checked.
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
