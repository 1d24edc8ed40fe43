"""Keeps stores in memory: a store that ends with the process, and the copy of a read-only file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from loopwidgets.errors import StoreError
from loopwidgets.lib.gone import when_gone
from loopwidgets.store import foreign, schema
from loopwidgets.store.catalog import AnnotatorRow
from loopwidgets.store.lineage import refuse_a_log_of_another
from loopwidgets.store.sqlite import BUSY_SECONDS, OfSqlite, copy_database, short


class MemoryStore(OfSqlite):
    """A store that ends with the process: a single connection, for a single thread at a time."""

    def __init__(self, *, where: str = "memory", durable: bool = False) -> None:
        engine = sa.create_engine(
            "sqlite+pysqlite://",
            connect_args={"check_same_thread": False},
            poolclass=sa.pool.StaticPool,
        )
        sa.event.listen(engine, "connect", _leave_transactions)
        when_gone(self, engine.dispose)
        self._fill(engine)
        super().__init__(engine, where=where, durable=durable)

    def _fill(self, engine: sa.Engine) -> None:
        """Fill the database with its first contents."""

    @contextmanager
    def _turn(self, *, writes: bool) -> Iterator[None]:  # noqa: ARG002
        with self._writing:
            yield

    def copy_to(self, path: Path) -> None:
        """Write a copy with a store id of its own."""
        with self._writing:
            copy_database(self.engine, path)

    def close(self) -> None:
        """Close nothing: the contents exist only here, and end with the store."""


class ReadOnlyStore(MemoryStore):
    """A copy in memory of a file that may not be written; nothing in the copy can be changed.

    Parameters
    ----------
    path
        The file.
    helps
        Advice for a person who wants to write into the file all the same.

    Raises
    ------
    StoreError
        If the file can't be read, or is no store.
    """

    def __init__(self, path: Path, *, helps: str = "check the file's rights, or copy it") -> None:
        self._path = path.resolve()
        self._sealed = False
        super().__init__(where=short(self._path), durable=True)
        self._sealed = True
        self.read_only = f"{self.where} can only be read: {helps}"
        self.notice = f"{self.read_only}. You can look at the answers."

    @property
    def place(self) -> str:
        """The place of the file. It stays the same if the file becomes writable again."""
        return str(sa.URL.create("sqlite+pysqlite", database=str(self._path)))

    def _fill(self, engine: sa.Engine) -> None:
        raw = engine.raw_connection()
        try:
            with closing(_to_read(self._path)) as source:
                foreign.refuse_what_acts(source, short(self._path))
                query = "SELECT count(*) FROM sqlite_master WHERE name = ?"
                if not source.execute(query, (schema.meta.name,)).fetchone()[0]:
                    what = (
                        "the database of another program" if self._path.stat().st_size else "empty"
                    )
                    raise StoreError(f"store: {short(self._path)} is {what}; choose another file")
                source.backup(raw.driver_connection)  # type: ignore[arg-type]
        except sqlite3.Error as error:
            raise _not_read(self._path, error) from error
        finally:
            raw.close()

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[sa.Connection]:
        """Give a connection inside one transaction; see `Database.transaction`."""
        if writes and self._sealed:
            raise StoreError(self.read_only)
        with super().transaction(writes=writes) as connection:
            yield connection

    def annotator(self, name: str, *, login: bool = False) -> AnnotatorRow:
        """Return the annotator with this name. A person who only reads is added to this copy alone."""
        with self._writing:
            self._sealed = False
            try:
                return super().annotator(name, login=login)
            finally:
                self._sealed = True


def is_handed_in(path: Path) -> bool:
    """Return whether a file was handed in and nobody labels in it. It can be read without any writes.

    Another process may write into any other file at any time. SQLite makes a log and an index beside such a
    file even to read it.
    """
    if any(Path(f"{path}{suffix}").exists() for suffix in ("-wal", "-journal")):
        return False
    query = f"SELECT 1 FROM {schema.meta.name} WHERE name = ?"  # noqa: S608
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as raw:
            if raw.execute(query, (schema.HANDED_IN,)).fetchone() is None:
                return False
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as raw:
            return bool(raw.execute("PRAGMA journal_mode").fetchone() == ("delete",))
    except sqlite3.Error:
        return False


def _to_read(path: Path) -> sqlite3.Connection:
    """Open a file to read it, even where no file may be made beside it."""
    raw = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        refuse_a_log_of_another(path, raw, short(path))
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        raw.close()
        log = Path(f"{path}-wal")
        if log.exists() and log.stat().st_size > 0:
            raise  # the answers in the log would be missing
        return sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)
    except StoreError:
        raw.close()
        raise
    return raw


def _not_read(path: Path, error: sqlite3.Error) -> StoreError:
    """Return the error for a file that could not be read, with advice."""
    where = short(path)
    if "unable to open" in str(error):  # the log needs an index, which can't be made here
        return StoreError(
            f"{where} can't be read here ({error}): copy it to a folder where you may write, with the "
            f"files beside it whose names begin with {path.name!r}"
        )
    if isinstance(error, sqlite3.OperationalError):
        return StoreError(f"{where} can't be read now: {error}")
    return StoreError(
        f"{where} is damaged or no store of loopwidgets ({error}): choose another file with store='…'"
    )


def _leave_transactions(raw: sqlite3.Connection, record: object) -> None:  # noqa: ARG001
    raw.isolation_level = None
    raw.execute("PRAGMA foreign_keys=ON")
