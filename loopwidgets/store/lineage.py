"""Checks that a file and its log belong together, and that an open file was not replaced.

SQLite replays any log that lies beside a file, and folds its own log into any file in that place. So each
write leaves a mark in the database: the log that it went into, and its number among all writes. The last
marks show the order of states. Nothing here records an answer.
"""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from loopwidgets.errors import StoreBusyError, StoreError
from loopwidgets.store import schema

WRITTEN = "written"
"""The name of the marks among the facts of a store."""

_KEPT = 32
"""The number of kept marks. Each log has a mark, and logs begin every few seconds at most."""

_PATIENCE = 5.0  # seconds, to a log of a few thousand pages on a slow disk

_FACTS = (  # from a single page, which is always consistent
    f"SELECT name, value FROM {schema.meta.name} NOT INDEXED "  # noqa: S608
    f"WHERE name IN ('store_id', '{WRITTEN}')"
)
_NEWEST = f"SELECT seq, id FROM {schema.events.name} ORDER BY seq DESC LIMIT 1"  # noqa: S608
_MARK = (
    f"INSERT INTO {schema.meta.name} (name, value) VALUES ('{WRITTEN}', ?) "  # noqa: S608
    f"ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


class LogOfAnotherError(StoreError):
    """The log beside a file was not begun on that file."""


Mark: TypeAlias = tuple[str, int]
"""The name of a log, and the number of the last write in it."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The last marks of one state of a store, in order."""

    marks: tuple[Mark, ...] = ()

    @classmethod
    def read(cls, text: str) -> Lineage:
        """Return the marks in a text; no marks, if the text holds something else."""
        entries = [entry.partition(":") for entry in text.split()]
        try:
            return cls(tuple((log, int(number)) for log, _, number in entries))
        except ValueError:
            return cls()

    def __str__(self) -> str:
        return " ".join(f"{log}:{number}" for log, number in self.marks)

    @property
    def last(self) -> Mark | None:
        """The mark of the last write."""
        return self.marks[-1] if self.marks else None

    def after_a_write(self, *, into_a_new_log: bool) -> Lineage:
        """Return the marks after one more write."""
        number = self.marks[-1][1] + 1 if self.marks else 1
        if into_a_new_log or not self.marks:
            return Lineage((*self.marks, (uuid.uuid4().hex[:8], number))[-_KEPT:])
        return Lineage((*self.marks[:-1], (self.marks[-1][0], number)))

    def follows(self, mark: Mark | None) -> bool:
        """Return whether this state came from an earlier state; True if the marks don't reach back so far."""
        if mark is None or any(log == mark[0] and last >= mark[1] for log, last in self.marks):
            return True
        return len(self.marks) == _KEPT and self.marks[0][1] > mark[1]

    def is_above(self, file: Lineage) -> bool:
        """Return whether the log of this state was begun on that state of the file, or is partly in it."""
        before = self.marks[-2] if len(self.marks) > 1 else None
        if self.last is None or file.last is None:
            return file.last == before
        return file.last == before or file.last[0] == self.last[0]


@dataclass(frozen=True, slots=True)
class Facts:
    """The id of a database and its last marks; the id is empty where it has no tables yet."""

    id: str = ""
    lineage: Lineage = Lineage()
    newest: Any = None
    """The last event, if it was read."""


def _facts_of(execute: Callable[[str], Any]) -> Facts:
    facts: dict[str, str] = dict(execute(_FACTS))
    return Facts(facts["store_id"], Lineage.read(facts.get(WRITTEN, "")))


def _newest_in(execute: Callable[[str], Any]) -> Any:
    return next(iter(execute(_NEWEST)), None)


def _facts_of_file_alone(path: Path) -> Facts:
    """Read a file without the log beside it.

    Until a log is folded in completely, the file is inconsistent. So only a few of its pages are read.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as raw:
                raw.execute("PRAGMA writable_schema=ON")  # even if the file is cut short
                if not raw.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    return Facts()
                facts = _facts_of(raw.execute)
                with suppress(sqlite3.DatabaseError):
                    return replace(facts, newest=_newest_in(raw.execute))
                return facts
        except (sqlite3.Error, KeyError) as error:
            if "not a database" in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def refuse_a_log_of_another(path: Path, raw: sqlite3.Connection, where: str) -> None:
    """Raise if the log beside a file was not begun on it.

    Parameters
    ----------
    path
        The file.
    raw
        A connection that reads the file together with the log.
    where
        The file's name in messages.

    Raises
    ------
    LogOfAnotherError
        If the marks show that the log was begun on another file.
    """
    if is_log_empty(path):
        return
    log = log_of(path)
    foreign = LogOfAnotherError(
        f"{where} and {log.name} beside it do not belong together: the file was replaced, and the log of "
        "the earlier file was left. Nothing was changed. Shut down every kernel and program that has the "
        f"file open. Then run the cell again. If this message comes again, move {log.name} and "
        f"{path.name}-shm away to use the file as it is. To keep the last answers in the log, put the "
        "earlier file back."
    )
    try:
        raw.execute("BEGIN")  # from here on nobody folds away what is read now
        together = replace(_facts_of(raw.execute), newest=_newest_in(raw.execute))
    except (sqlite3.DatabaseError, KeyError) as error:
        is_kept_from_reading = any(word in str(error) for word in ("locked", "unable", "readonly"))
        with suppress(sqlite3.Error, KeyError):
            if not is_kept_from_reading and _facts_of_file_alone(path).id:
                raise foreign from error
        return  # further reads will raise the error
    try:
        alone = _facts_of_file_alone(path)
    except (sqlite3.Error, KeyError):
        return  # a fold was interrupted; the log still has everything
    if not _fit(together, alone, raw):
        raise foreign
    raw.execute("ROLLBACK")


def _fit(together: Facts, alone: Facts, raw: sqlite3.Connection) -> bool:
    if (together.id, together.lineage) != (alone.id, alone.lineage):
        return alone.id in ("", together.id) and together.lineage.is_above(alone.lineage)
    if together.newest == alone.newest:  # all is folded already
        return True
    try:  # the log is of the version before, which left no marks
        is_sound = raw.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        return is_sound and raw.execute("PRAGMA foreign_key_check").fetchone() is None
    except sqlite3.DatabaseError:
        return False


Fate: TypeAlias = Literal["ours", "gone", "another", "emptied"]
"""The fate of the open log: it is still beside the file, it was deleted, replaced or emptied."""


class Watch:
    """Notices before each write that an open file was overwritten, or its open log deleted or replaced.

    Writes into a deleted log would be lost at the end of the process.

    Parameters
    ----------
    path
        The file.
    where
        The file's name in messages.
    has_log
        True if there is a write-ahead log; else each transaction reads the file itself.
    execute
        Runs a statement in a transaction on the file.
    """

    def __init__(
        self, path: Path, where: str, execute: Callable[[str], Any], *, has_log: bool
    ) -> None:
        self.path, self.where, self._has_log = path, where, has_log
        facts = _facts_of(execute)
        self._id, self._seen = facts.id, facts.lineage.last
        self._inode = (_stamp_of(path) or ())[:2]
        self._beside = (f"{path}-wal", f"{path}-shm")
        self._log: tuple[Any, ...] | None = None
        """The identity of the open log and of its index; None before a connection has them open."""
        self._log_size = 0
        self._stamp: tuple[int, ...] | None = None
        self._folded: Mark | None = None if has_log else self._seen
        """The last write that was seen in the file without its log."""
        self._learn_log()

    def is_in_place(self) -> bool:
        """Return whether the opened file is still in its place; its contents don't matter."""
        return (_stamp_of(self.path) or ())[:2] == self._inode

    def check(self, execute: Callable[..., Any], *, writes: bool) -> Mark | None:
        """Check the file in a transaction, and mark a write in it; return the mark.

        Raises
        ------
        StoreError
            If the file holds another database.
        """
        if self._log is None:
            self._learn_log()
        stamp, seen = _stamp_of(self.path), self._seen
        has_changed = self._has_log and stamp != self._stamp
        if not writes and not has_changed:
            return None
        if (
            writes and self.log_fate() == "emptied"
        ):  # from here on nobody folds, so the log's present size counts
            raise StoreBusyError(f"{self.where}: its log was emptied; try again")
        alone = self._alone() if has_changed else None
        try:
            together = _facts_of(execute)
        except KeyError as error:
            raise self._overwritten() from error
        now = together.lineage
        # A log may have been folded until here; from here on no log is folded.
        if together.id != self._id or not now.follows(seen):
            raise self._overwritten()
        if alone and not (self._leads_to(now, alone) or self._leads_to(now, self._alone())):
            if self.log_fate() == "ours":
                raise self._overwritten()
            raise StoreBusyError(f"{self.where}: its log was deleted; try again")
        if alone:
            self._stamp, self._folded = stamp, alone.lineage.last
        if not writes:
            return None
        after = now.after_a_write(into_a_new_log=now.last == self._folded)
        execute(_MARK, (str(after),))
        return after.last

    def _leads_to(self, now: Lineage, alone: Facts) -> bool:
        if is_log_empty(self.path):
            return now.last == alone.lineage.last
        return now.is_above(alone.lineage)

    # --- The log -----------------------------------------------------------------------------------

    def _learn_log(self) -> None:
        log, index = (_stamp_of(name) for name in self._beside)
        if self._has_log:  # () stands for a missing file, and equals no later file
            self._log = (log[:2] if log else (), index[:2] if index else ())
            self._log_size = log[2] if log else 0

    def forget_log(self) -> None:
        """Take note that no connection is open any more; the next connection may begin another log."""
        self._log = None

    def log_fate(self) -> Fate:
        """Return the fate of the open log; costs two looks at the folder."""
        ours, size_before = self._log, self._log_size  # other threads change them meanwhile
        if ours is None:
            return "ours"
        log, index = (_stamp_of(name) for name in self._beside)
        now = (log and log[:2], index and index[:2])
        size = log[2] if log else 0
        if now != ours:
            # Nobody writes into an empty log without an index: a program that opens it makes an index too.
            is_another = (size and now[0] != ours[0]) or (index and now[1] != ours[1])
            return "another" if is_another else "gone"
        if size < size_before and not self.is_all_in_the_file():
            return "emptied"
        self._log_size = size
        return "ours"

    def is_all_in_the_file(self) -> bool:
        """Return whether the file without its log holds all writes of this process."""
        return self._seen is None or self._alone().lineage.follows(self._seen)

    def may_be_folded(self, execute: Callable[..., Any]) -> bool:
        """Return, in a transaction, whether the open log was begun on the present file."""
        fate = self.log_fate()
        if fate == "ours":
            self.check(execute, writes=False)
        elif fate == "gone":
            together, alone = _facts_of(execute), self._alone()
            is_later = together.id == self._id and together.lineage.follows(self._seen)
            return is_later and together.lineage.is_above(alone.lineage)
        return fate == "ours"

    def folded(self) -> None:
        """Take note of the last write in the file, after the log was folded into it."""
        self._folded = self._alone().lineage.last

    def wrote(self, mark: Mark | None) -> None:
        """Take note of a write that is on disk."""
        if mark is not None:
            self._seen = mark

    def _alone(self) -> Facts:
        folded = self._folded  # other threads take note of more meanwhile
        try:
            alone = _facts_of_file_alone(self.path)
        except (sqlite3.Error, KeyError) as error:
            if folded is None:  # the file was never complete so far
                return Facts()
            raise self._overwritten() from error
        if alone.id not in ("", self._id) or not alone.lineage.follows(folded):
            raise self._overwritten()
        return alone

    def _overwritten(self) -> StoreError:
        return StoreError(
            f"{self.where} was overwritten with another file while it was in use. Put the earlier file "
            "back to save the last answers there, or run the cell again to go on with the new file. "
            "Nothing was written into the new file."
        )


@contextmanager
def unfolded(path: Path) -> Iterator[None]:
    """Keep the log as it is while this block closes connections: SQLite finds the file renamed."""
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")
    with suppress(OSError):
        path.rename(aside)
    try:
        yield
    finally:
        with suppress(OSError):
            aside.rename(path)


def log_of(path: Path) -> Path:
    """Return the path of a file's log."""
    return Path(f"{path}-wal")


def is_log_empty(path: Path) -> bool:
    """Return whether the log beside a file has no write in it."""
    stamp = _stamp_of(log_of(path))  # in one look: others may delete it meanwhile
    return stamp is None or stamp[2] == 0


def _stamp_of(path: Path | str) -> tuple[int, ...] | None:
    try:
        stat = os.stat(path)  # noqa: PTH116 - with each label
    except OSError:
        return None
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
