"""Moves the leftover log of an earlier file aside, and finds out whether a file or a log is in use.

Nothing is deleted and nothing replayed: only that log has the last answers to the earlier file.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
import uuid
from contextlib import closing, suppress
from pathlib import Path

from loopwidgets.errors import StoreError
from loopwidgets.store import lineage

_PATIENCE = 2.0  # seconds, to a program that opens or closes the file

_TAKE_THE_LOCK = """
import fcntl, sys
with open(sys.argv[1], "r+b") as index:
    fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
"""


def put_aside(path: Path, where: str) -> str | None:
    """Move the log beside a file aside, if no program has the file or the log open.

    Parameters
    ----------
    path
        The file, which the log does not belong to.
    where
        The file's name in messages.

    Returns
    -------
    str or None
        A notice. None if the log could not be moved, or a program may be using the file or the log.
    """
    log = lineage.log_of(path)
    aside = log.with_name(f"{log.name}.of-earlier-file-{uuid.uuid4().hex[:8]}")
    if not path.exists() or path.stat().st_size == 0:
        is_moved = _move(log, aside)
    else:
        is_moved = _move_locked(path, log, aside)
    if not is_moved:
        return None
    return (
        f"{log.name} belongs to an earlier file in the place of {where}. It is kept as {aside.name}, "
        "because it holds the last answers of the earlier file. To restore them, put that file and this "
        f"log into another folder, as {path.name} and {log.name}."
    )


def refuse_to_lose(path: Path, where: str) -> list[str]:
    """Move a log without a file aside, and return a notice. SQLite would delete such a log.

    Raises
    ------
    StoreError
        If a program has the log open.
    """
    if lineage.is_log_empty(path):
        return []
    notice = put_aside(path, where)
    if notice is None:
        raise StoreError(
            f"{where} was moved or deleted while a program had it open. The program's last answers are in "
            f"{lineage.log_of(path).name}. Put it back, or shut down every kernel and program that has it "
            "open and run the cell again. Nothing was changed."
        )
    return [notice]


def is_in_use(path: Path) -> bool:
    """Return whether any program, this process included, has a file without a log open."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=0)) as raw:
            raw.isolation_level = None
            _lock(raw)
            return False
    except sqlite3.Error as error:
        return "locked" in str(error)


def refuse_a_file_whose_log_is_gone(path: Path, where: str) -> None:
    """Raise if a program has a file open whose log was deleted: a new log would hide that program's answers.

    Raises
    ------
    StoreError
        If the file is still in use after a short wait for programs that just open or close it.
    """
    log = lineage.log_of(path)
    until = time.monotonic() + _PATIENCE
    while not log.exists() and is_in_use(path):
        if time.monotonic() > until:
            raise StoreError(
                f"{where} is open in another kernel or program, whose last answers are in {log.name}, "
                "which was deleted. Answer one more item there to save them, or shut it down. Then run "
                "the cell again. Nothing was changed."
            )
        time.sleep(0.02)


def _lock(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA locking_mode=EXCLUSIVE")  # fails if any program has the file open
    raw.execute("BEGIN EXCLUSIVE")
    raw.execute("PRAGMA schema_version").fetchone()


def _move_locked(path: Path, log: Path, aside: Path) -> bool:
    # Under another name SQLite looks for no log, but the locks are still the file's.
    name = path.with_name(f"{path.name}.{aside.name[-8:]}")
    try:
        name.hardlink_to(path)
    except OSError:  # the file system has no links
        return False
    try:
        with closing(sqlite3.connect(name, timeout=0)) as raw:
            raw.isolation_level = None
            _lock(raw)
            return _move(log, aside)
    except sqlite3.Error:
        return False
    finally:
        name.unlink()


def _move(log: Path, aside: Path) -> bool:
    """Move a log that no program uses with any file; return whether it was moved."""
    index = log.with_name(f"{log.name.removesuffix('-wal')}-shm")
    if index.exists() and not _is_unused(index):
        return False
    try:
        log.rename(aside)  # fails on Windows while it is open
    except OSError:
        return False
    with suppress(OSError):
        index.unlink()
    return True


def _is_unused(index: Path) -> bool:
    """Return whether no process has the log open. A process that has it open locks the log's index.

    Another process makes this check: closing the index in this process would release its locks.
    """
    if sys.platform == "win32":
        return True
    command = [sys.executable, "-I", "-S", "-c", _TAKE_THE_LOCK]
    try:
        asked = subprocess.run([*command, str(index)], check=False, capture_output=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
    return asked.returncode == 0
