"""Keeps a store in a PostgreSQL database, for teams."""

from __future__ import annotations

import importlib.util
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from loopwidgets.errors import InputError, MissingDependencyError, StoreError, StoreFullError
from loopwidgets.lib.gone import when_gone
from loopwidgets.store.store import Store


class PostgresStore(Store):
    """A store in a database that several people share.

    Parameters
    ----------
    url
        A URL such as ``postgresql://user@host/database``.

    Raises
    ------
    MissingDependencyError
        If psycopg 3 is not installed.
    StoreError
        If the server can't be reached, or refuses the connection.
    """

    def __init__(self, url: str) -> None:
        if importlib.util.find_spec("psycopg") is None:
            raise MissingDependencyError("psycopg", "postgres")
        try:
            address = sa.make_url(url).set(drivername="postgresql+psycopg")
        except sa.exc.ArgumentError as error:
            raise InputError(
                f"store: expected a URL such as 'postgresql://user@host/database', got {url!r}"
            ) from error
        where = address.set(drivername="postgresql", password=None).render_as_string()
        engine = sa.create_engine(address, pool_pre_ping=True)
        when_gone(self, engine.dispose)
        super().__init__(engine, where=where)

    @staticmethod
    def _insert(table: sa.Table) -> Any:
        return insert(table)

    @staticmethod
    def _begin(connection: sa.Connection, *, writes: bool) -> None:
        """Do nothing: psycopg begins a transaction with the first statement."""

    def explain(self, error: Exception) -> StoreError:
        """Return a database error as a `StoreError` with advice."""
        said = str(getattr(error, "orig", None) or error).strip()
        if "No space left" in said or "disk full" in said.lower():
            return StoreFullError(f"{self.where} could not be written: {said}")
        if "connection" in said.lower():
            return StoreError(f"{self.where} can't be reached: {said}")
        return super().explain(error)
