"""Connects to a database with the store's tables: transactions, and the errors that people see.

``catalog.py`` and ``store.py`` know the contents of the tables. The files ``sqlite.py`` and ``postgres.py``
open the databases.
"""

from __future__ import annotations

import threading
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import clear_frames
from typing import Any

import sqlalchemy as sa

from loopwidgets.errors import StoreError
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.store import schema
from loopwidgets.store.event import now
from loopwidgets.store.foreign import version_of
from loopwidgets.store.migrations import migrate


class Database(ABC):
    """The tables of a store.

    Parameters
    ----------
    engine
        The engine of the database with the tables; missing tables are made.
    where
        The name of the place in messages.
    durable
        True if commits outlive this process.
    """

    read_only = ""
    """The reason why nothing can be written, with advice; empty for a writable database."""

    def __init__(self, engine: sa.Engine, *, where: str, durable: bool = True) -> None:
        self.engine = engine
        self.where = where
        self.durable = durable
        self.notice = ""
        self._writing = threading.RLock()
        with self.transaction() as connection:
            self._prepare(connection)
            self.id = self._meta(connection)["store_id"]

    @property
    def place(self) -> str:
        """The place of the database. It stays the same if another database takes that place."""
        return str(self.engine.url) if self.durable else f"memory {id(self.engine)}"

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[sa.Connection]:
        """Give a connection inside one transaction, committed on disk when the block ends.

        Raises
        ------
        StoreError
            If the database fails. The message is the store's own.
        """
        with uninterrupted(), self._turn(writes=writes):
            try:
                with self.engine.begin() as connection:
                    self._begin(connection, writes=writes)
                    yield connection
            except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
                raise self.explain(error) from error
            except KeyboardInterrupt as error:
                clear_frames(
                    error.__traceback__
                )  # a cursor in them would keep the transaction open
                raise

    @contextmanager
    def _turn(self, *, writes: bool) -> Iterator[None]:
        """Let a single thread write at a time; a busy database would make the others sleep."""
        if not writes:
            yield
            return
        with self._writing:
            yield

    @staticmethod
    @abstractmethod
    def _insert(table: sa.Table) -> Any:
        """Return the database's own ``INSERT``, which can handle conflicts."""

    @staticmethod
    @abstractmethod
    def _begin(connection: sa.Connection, *, writes: bool) -> None:
        """Begin the transaction in the database, where the driver does not begin it."""

    def explain(self, error: Exception) -> StoreError:
        """Return a database error as a `StoreError` with advice."""
        return StoreError(f"{self.where}: {getattr(error, 'orig', None) or error}")

    def close(self) -> None:
        """Close the database; the store opens it again when needed."""
        self.engine.dispose()

    def _prepare(self, connection: sa.Connection) -> None:
        """Make missing tables, and update old tables; raise for tables of a newer version."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7566071)")
        if not sa.inspect(connection).has_table(schema.meta.name):
            schema.metadata.create_all(connection)
            facts = {
                "store_id": str(uuid.uuid4()),
                "schema_version": str(schema.SCHEMA_VERSION),
                "created_at": now(),
            }
            rows = [{"name": name, "value": value} for name, value in facts.items()]
            connection.execute(schema.meta.insert(), rows)
        version = version_of(self._meta(connection), self.where)
        self.refuse_newer(version, self.where)
        if version < schema.SCHEMA_VERSION:
            migrate(connection, version)

    @staticmethod
    def refuse_newer(version: int, where: str) -> None:
        """Raise for tables that a newer version of this package made."""
        if version > schema.SCHEMA_VERSION:
            raise StoreError(
                f"{where} was written by a newer version of loopwidgets (format {version}; this version "
                f"reads up to {schema.SCHEMA_VERSION}): upgrade with pip install -U loopwidgets. It was "
                "not touched."
            )

    def _meta(self, connection: sa.Connection) -> dict[str, str]:
        rows = connection.execute(sa.select(schema.meta.c.name, schema.meta.c.value))
        return {row.name: row.value for row in rows}
