"""Closes an SQLite file. Its log is folded into it, and never into another file in its place."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlalchemy as sa

from loopwidgets.errors import StoreError
from loopwidgets.store import lineage


def raw_of(connection: sa.Connection) -> sqlite3.Connection:
    """Return the driver's own connection."""
    raw: Any = connection.connection.driver_connection
    return raw  # type: ignore[no-any-return]


def let_go(engine: sa.Engine, watch: lineage.Watch) -> None:
    """Close all connections. SQLite folds the log with the last of them, but never into another file."""
    if not watch.is_in_place() or not engine.pool.checkedin() or _may_be_folded(engine, watch):  # type: ignore[attr-defined]
        engine.dispose()
    else:
        with lineage.unfolded(watch.path):
            engine.dispose()
    watch.forget_log()


def _may_be_folded(engine: sa.Engine, watch: lineage.Watch) -> bool:
    """Return whether the open log belongs to the present file."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            return watch.may_be_folded(raw_of(connection).execute)
    except (StoreError, sa.exc.DBAPIError, sqlite3.Error):
        return False
