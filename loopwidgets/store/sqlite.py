"""Keeps a store in an SQLite file.

The settings of every connection are read back, and a setting that did not take effect is an error.
"""

from __future__ import annotations

import atexit
import os
import socket
import sqlite3
import sys
import threading
import time
import uuid
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from loopwidgets.errors import StoreBusyError, StoreError, StoreFullError
from loopwidgets.lib.gone import when_gone
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.store import filesystem, foreign, leftover, lineage, schema
from loopwidgets.store.migrations import back_up
from loopwidgets.store.release import let_go, raw_of
from loopwidgets.store.store import Store

BUSY_SECONDS = 5.0
"""Seconds that a write waits for another program before it fails."""

LEASE_SECONDS = 120.0
"""Seconds after its last write in which no other host may write on a network file system."""

IDLE_SECONDS = 5.0
"""Seconds without a write after which the log is folded into the main file."""

STEADY_SECONDS = 30.0
"""Seconds between folds while writes go on. A copy of the file alone can lack the writes of this time."""

_PAGES = 8000  # pages of log, after many writes in code; the write that reaches them folds the log

_FULL = 2  # PRAGMA synchronous


class OfSqlite(Store):
    """The common part of stores in files and in memory. It begins transactions; the driver begins none."""

    @staticmethod
    def _insert(table: sa.Table) -> Any:
        return insert(table)

    @staticmethod
    def _begin(connection: sa.Connection, *, writes: bool) -> None:
        # Takes the write lock at once: a transaction that reads first could not wait for the lock later.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class SqliteStore(OfSqlite):
    """A store in a file, with WAL where it works, else with a rollback journal and a single writing host.

    Parameters
    ----------
    path
        The file; a missing file is made.

    Raises
    ------
    StoreError
        If the file can't be made, is no store, is damaged, or belongs to a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        where = short(self.path)
        if self.path.is_dir():
            raise StoreError(f"store: {where} is a folder; expected a file such as 'labels.db'")
        if self.path.exists() and not self.path.is_file():  # a pipe would be waited for
            raise StoreError(f"store: {where} is no plain file; choose another")
        if not self.path.parent.is_dir():
            raise StoreError(f"store: there is no folder {self.path.parent}; make it first")
        if self.path.exists() and self.path.stat().st_nlink > 1:
            raise StoreError(
                f"store: {where} has a second name (a hard link), so two programs could lose each other's "
                "answers; make a copy and use the copy"
            )
        self._version, self._was = schema.SCHEMA_VERSION, ""
        kind = filesystem.kind_of(self.path)
        self._shared = filesystem.is_network(kind)
        if not may_write(self.path):
            raise StoreError(
                f"store: {where} can't be written; choose another place with store='…'"
            )
        notices = [*self._refuse_what_is_not_ours(where), *self._back_up_what_is_older(where)]
        self.journal_mode = "delete" if self._shared or not self._try_wal() else "wal"
        self._host = socket.gethostname()
        self._watch: lineage.Watch | None = None
        self._last_write = self._last_fold = 0.0
        self._idle: threading.Timer | None = None
        self._lost = ""
        """A message that the log was replaced, so nothing can be written, with the place of the answers."""
        engine = sa.create_engine(
            sa.URL.create("sqlite+pysqlite", database=str(self.path)),
            connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
            poolclass=sa.pool.QueuePool,
            pool_size=4,
            max_overflow=16,
        )
        held = weakref.ref(self)  # a strong reference would keep the store alive
        sa.event.listen(engine, "do_connect", lambda *_: _refuse_another_log(held))
        sa.event.listen(engine, "connect", lambda raw, _: _set_up(held, raw))
        try:
            super().__init__(engine, where=where)
        except BaseException:  # an interrupt too
            engine.dispose()
            raise
        self._fold("PASSIVE")  # a log that was left behind, perhaps in the middle of this
        with self.transaction(writes=False) as connection:
            self._watch = lineage.Watch(
                self.path, where, raw_of(connection).execute, has_log=self.journal_mode == "wal"
            )
        when_gone(self, partial(let_go, engine, self._watch))
        _open.add(self)
        if self.journal_mode == "delete":
            network = f" ({kind})" if kind else ""
            notices.append(
                f"{where} is on a network file system{network}: label from one computer at a time."
                if self._shared
                else f"{where}: the file system has no write-ahead log; a slower way of saving is used."
            )
        self.notice = " ".join(notices)

    def _try_wal(self) -> bool:
        return self.path.exists() or filesystem.wal_works(self.path.parent)

    def set_up(self, raw: sqlite3.Connection) -> None:
        """Set up a new connection to write safely, or raise a `StoreError`."""
        raw.isolation_level = None  # transactions are begun in `_begin`, not by the driver
        (mode,) = raw.execute(f"PRAGMA journal_mode={self.journal_mode.upper()}").fetchone()
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute(f"PRAGMA wal_autocheckpoint={_PAGES}")
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute("PRAGMA trusted_schema=OFF")
        if sys.platform == "darwin":
            raw.execute("PRAGMA fullfsync=ON")
        (synchronous,) = raw.execute("PRAGMA synchronous").fetchone()
        if mode == "delete" and self.journal_mode == "wal":
            self.journal_mode = "delete"  # SQLite found out by itself that WAL can't be had here
        if mode != self.journal_mode or synchronous != _FULL:
            raise StoreError(
                f"{short(self.path)}: answers could not be made safe "
                f"(journal_mode={mode}, synchronous={synchronous})"
            )

    @contextmanager
    def transaction(self, *, writes: bool = True) -> Iterator[sa.Connection]:
        """Give a connection inside one transaction; see `Database.transaction`."""
        if not self.is_in_place():
            raise StoreError(
                f"{self.where} was moved, replaced or deleted while it was in use. Put it back to save "
                "the last answers there, or run the cell again to save them in a new file"
            )
        mark, watch = None, self._watch
        if watch is not None and watch.log_fate() != "ours":
            self._go_on_with_another_log(watch)
        with super().transaction(writes=writes) as connection:
            if watch is not None:
                mark = self._checked(watch, connection, writes=writes)
            if writes and self._shared:
                self._take_lease(connection)
            yield connection
        if writes:
            if watch is not None:
                watch.wrote(mark)
                if watch.log_fate() != "ours":  # the log went away during this write
                    self._go_on_with_another_log(watch)
            self._last_write = time.monotonic()
            self._fold_when_idle()

    def _checked(
        self, watch: lineage.Watch, connection: sa.Connection, *, writes: bool
    ) -> lineage.Mark | None:
        try:  # past SQLAlchemy, which would double what it costs
            return watch.check(raw_of(connection).execute, writes=writes)
        except sqlite3.Error as error:
            raise self.explain(error) from error

    def is_in_place(self) -> bool:
        """Return whether the opened file is still in its place."""
        return self._watch is None or self._watch.is_in_place()

    def is_intact(self) -> bool:
        """Return whether the opened file is still in its place, and was not overwritten with another."""
        try:
            with self.transaction(writes=False):
                return True
        except StoreError:
            return False

    def _take_lease(self, connection: sa.Connection) -> None:
        if not sa.inspect(connection).has_table(schema.meta.name):
            return
        facts = self._meta(connection)
        host, _, at = facts.get("writing_host", "").rpartition("@")
        age = time.time() - float(at or 0)
        if host not in ("", self._host) and age < LEASE_SECONDS:
            raise StoreBusyError(
                f"{self.where} is being written from the computer {host!r}; it is on a network file "
                "system, where only one computer may write. Stop there, or wait "
                f"{LEASE_SECONDS - age:.0f} s."
            )
        statement = self._insert(schema.meta).values(
            name="writing_host", value=f"{self._host}@{time.time():.0f}"
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["name"], set_={"value": statement.excluded.value}
            )
        )

    def _refuse_what_is_not_ours(self, where: str) -> list[str]:
        """Check a file before anything is written to it; return notices about it."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return leftover.refuse_to_lose(self.path, where)
        if not self._shared:
            leftover.refuse_a_file_whose_log_is_gone(self.path, where)
        beside = [Path(f"{self.path}{suffix}") for suffix in ("-wal", "-shm")]
        made_by_looking = [file for file in beside if not file.exists()]
        try:
            try:
                self._look_at(where)
            except lineage.LogOfAnotherError:
                if self._shared or not (notice := leftover.put_aside(self.path, where)):
                    raise
                self._look_at(where)
                return [notice]
        except StoreError:
            for file in made_by_looking:
                file.unlink(missing_ok=True)
            raise
        return []

    def _back_up_what_is_older(self, where: str) -> list[str]:
        """Copy a file before its old tables are updated; return notices about the copy."""
        if self._version == schema.SCHEMA_VERSION:
            return []
        backup = self.path.with_name(f"{self.path.name}.format{self._version}-{self._was[:8]}")
        if not backup.exists():
            copy = backup.with_name(f"{backup.name}.{uuid.uuid4().hex[:8]}")
            try:
                back_up(self.path, copy, backup, version=self._version)
            except sqlite3.Error as error:
                self.where = where
                raise self.explain(error) from error
            finally:
                copy.unlink(missing_ok=True)
        return [f"{where} had an older format: {backup.name} is a copy from before the update."]

    def _look_at(self, where: str) -> None:
        try:
            with closing(
                sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
            ) as raw:
                lineage.refuse_a_log_of_another(self.path, raw, where)
                foreign.refuse_what_acts(raw, where)
                query = "SELECT name FROM sqlite_master WHERE type = 'table'"
                tables = {name for (name,) in raw.execute(query)}
                if schema.meta.name in tables:
                    facts = dict(raw.execute(f"SELECT name, value FROM {schema.meta.name}"))  # noqa: S608
                    self._version, self._was = foreign.version_of(facts, where), facts["store_id"]
                    self.refuse_newer(self._version, where)
        except sqlite3.Error as error:
            self.where = where
            raise self.explain(error) from error
        if tables and schema.meta.name not in tables:
            raise StoreError(
                f"store: {where} is the database of another program (it has a table {min(tables)!r}); "
                "choose another file"
            )

    def explain(self, error: Exception) -> StoreError:
        """Return a database error as a `StoreError` with advice."""
        said = str(getattr(error, "orig", None) or error)
        if "full" in said or "disk I/O error" in said:
            helps = "Make room" if "full" in said else "Check that the disk works and has room"
            return StoreFullError(
                f"{self.where} could not be written: {said}. {helps}; saving then goes on by itself."
            )
        if "locked" in said or "busy" in said:
            return StoreBusyError(
                f"{self.where} is held by another program (waited {BUSY_SECONDS:.0f} s): close it there."
            )
        if "not a database" in said or "malformed" in said:
            return StoreError(
                f"{self.where} is damaged or no store of loopwidgets ({said}): move it away, or choose "
                "another file with store='…'. It was not touched."
            )
        if "readonly" in said or "unable to open" in said:
            return StoreError(
                f"store: {self.where} can't be written ({said}): check its rights, or choose another place "
                f"with store='…'"
            )
        return super().explain(error)

    # --- One file holds everything ------------------------------------------------------------------

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, so that the file alone holds every answer."""
        with self._writing:
            self._fold("TRUNCATE")

    def _fold(self, how: str) -> bool:
        """Fold the log; return whether all of it was folded. A reader at the same moment prevents that."""
        if self.journal_mode != "wal" or not self.is_intact():
            return False
        with suppress(sa.exc.DBAPIError, sqlite3.Error, StoreError):
            raw = self.engine.raw_connection()
            try:
                is_whole = fold(raw.cursor(), how)
            finally:
                raw.close()
            if self._watch is not None:
                self._watch.folded()
            return is_whole
        return False

    # --- A log that was deleted or replaced while it was open ---------------------------------------

    @uninterrupted()
    def _go_on_with_another_log(self, watch: lineage.Watch) -> None:
        """Save the contents of the open log, and begin another log.

        Raises
        ------
        StoreError
            If another program began a new log already, or still has the deleted log open.
        """
        with self._writing:
            fate = watch.log_fate()
            if fate == "ours":  # another thread was quicker
                return
            self._wait_for_readers()
            if self.engine.pool.checkedin() > 0:  # type: ignore[attr-defined]
                if fate != "gone" or not self._save_lost_log(watch):
                    self._lost = self._lost or self._in_words(watch, fate)
                    raise StoreError(self._lost)
                self.engine.dispose()
            if fate == "gone" and leftover.is_in_use(self.path):
                raise StoreBusyError(
                    f"{lineage.log_of(self.path).name} was deleted while {self.where} was in use. All "
                    f"answers are saved in {self.where}, but another kernel or program still has the "
                    "deleted log open. Answer one more item there, or shut it down; saving here then "
                    "goes on by itself."
                )
            watch.forget_log()
            self._lost = ""

    def _wait_for_readers(self) -> None:
        """Wait until no thread reads; new readers wait for this thread."""
        until = time.monotonic() + BUSY_SECONDS
        while self.engine.pool.checkedout() > 0:  # type: ignore[attr-defined]
            if time.monotonic() > until:
                raise StoreBusyError(f"{self.where} is being read: try again in a moment.")
            time.sleep(0.01)

    def _save_lost_log(self, watch: lineage.Watch) -> bool:
        """Fold a deleted but still open log into the file; return whether the file holds all of it."""
        with suppress(sqlite3.Error, StoreError):
            raw = self.engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute("BEGIN")
                may_be_folded = watch.may_be_folded(
                    cursor.execute
                )  # the file may have been replaced
                cursor.execute("ROLLBACK")
                if not may_be_folded:
                    return False
                until = time.monotonic() + BUSY_SECONDS
                while not fold(cursor, "TRUNCATE") and time.monotonic() < until:
                    time.sleep(0.01)
            finally:
                raw.close()
            watch.folded()
            return watch.is_all_in_the_file()
        return False

    def _in_words(self, watch: lineage.Watch, fate: lineage.Fate) -> str:
        log = lineage.log_of(self.path).name
        what = {"emptied": "emptied", "gone": "deleted"}.get(fate, "replaced by another")
        return (
            f"{log} was {what} while {self.where} was in use. {self._keep_answers(watch)} This kernel "
            "writes nothing more. Shut down every other kernel and program that has the file open. Then "
            f"run the cell again to go on with {self.where} as it is."
        )

    def _keep_answers(self, watch: lineage.Watch) -> str:
        """Save this process's view of the store in a separate file; return a sentence with its name."""
        with suppress(StoreError):
            if watch.is_all_in_the_file():
                return f"All answers that this kernel saved are in {self.where}."
        kept = self.path.with_name(f"{self.path.name}.of-lost-log-{uuid.uuid4().hex[:8]}")
        try:
            copy_database(self.engine, kept)
            with closing(sqlite3.connect(kept)) as copy:
                copy.execute(
                    "REINDEX"
                )  # what another program folded into the file stands below the log
                is_sound = copy.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
                is_sound = is_sound and copy.execute("PRAGMA foreign_key_check").fetchone() is None
        except (sqlite3.Error, sa.exc.DBAPIError, OSError):
            is_sound = False
        if not is_sound:
            kept.unlink(missing_ok=True)
            return "The last answers that this kernel saved could not be kept."
        return f"All answers that this kernel saved are kept in {kept.name}, a store of its own."

    def _fold_when_idle(self) -> None:
        if self.journal_mode == "wal" and self._idle is None:
            self._idle = threading.Timer(IDLE_SECONDS, self._on_idle)
            self._idle.daemon = True
            self._idle.start()

    def _on_idle(self) -> None:
        self._idle = None
        moment = time.monotonic()
        if moment - self._last_write >= IDLE_SECONDS:
            self.checkpoint()
            return
        # Folds while labels go on coming in; a log that is folded only in part leaves the file inconsistent.
        if moment - self._last_fold >= STEADY_SECONDS and any(
            self._fold("PASSIVE") for _ in range(20)
        ):
            self._last_fold = moment
        self._fold_when_idle()

    def copy_to(self, path: Path) -> None:
        """Write a copy with a store id of its own, by SQLite's backup: safe while labels come in."""
        with self.transaction(writes=False):  # fails if the file was replaced
            copy_database(self.engine, path)

    def close(self) -> None:
        """Fold the log into the file, and close the file."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        self.checkpoint()
        if self._watch is not None:
            let_go(self.engine, self._watch)


def fold(cursor: Any, how: str) -> bool:
    """Fold the log into the file; return whether all of it was folded."""
    cursor.execute("PRAGMA busy_timeout=100")  # labels wait while it waits for readers
    cursor.execute(f"PRAGMA wal_checkpoint({how})")
    _, pages, folded = cursor.fetchone() or (0, 0, -1)
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")
    return bool(pages == folded)


def may_write(path: Path) -> bool:
    """Return whether a file, and its journal beside it, may be written or made."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _set_up(held: weakref.ref[SqliteStore], raw: sqlite3.Connection) -> None:
    store = held()
    if store is not None:
        try:
            store.set_up(raw)
        finally:
            _refuse_another_log(held)


def _refuse_another_log(held: weakref.ref[SqliteStore]) -> None:
    """Raise if a new connection would use another log than the open connections, whose log was deleted."""
    store = held()
    watch = None if store is None else store._watch  # noqa: SLF001
    if watch is not None and watch.log_fate() in ("gone", "another"):
        raise StoreBusyError(f"{watch.where}: its log was deleted or replaced; try again")


_open: weakref.WeakSet[SqliteStore] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    """Leave complete files behind: fold the logs at the end of the process."""
    for store in list(_open):
        with suppress(sa.exc.SQLAlchemyError, StoreError, OSError):
            store.close()


def copy_database(engine: sa.Engine, path: Path) -> None:
    """Write a copy with a store id of its own, by SQLite's backup."""
    raw = engine.raw_connection()
    try:
        with closing(sqlite3.connect(path)) as target:
            raw.driver_connection.backup(target)  # type: ignore[union-attr]
            target.execute(
                f"UPDATE {schema.meta.name} SET value = ? WHERE name = 'store_id'",  # noqa: S608
                (str(uuid.uuid4()),),
            )
            target.commit()
    finally:
        raw.close()


def short(path: Path) -> str:
    """Return a path for messages: relative to the working folder, where the path is inside it."""
    try:
        return str(path.relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)
