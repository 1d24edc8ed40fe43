"""Moves a log aside that an earlier file left, and finds out who has a file or a log open.

Nothing is deleted and nothing replayed: the last answers to the earlier file are in that log alone.
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
    """Move the log beside a file aside, if nobody has either of them open.

    Parameters
    ----------
    path
        The file, which the log does not belong to.
    where
        How it is called when it is shown to a person.

    Returns
    -------
    str or None
        A notice; None where it could not be done, or not be found out whether somebody uses them.
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
        f"{log.name} was left by an earlier file in the place of {where}. It is kept as {aside.name}, with "
        f"the last answers to the earlier file in it. To have them back, lay that file and this log side by "
        f"side in another folder, as {path.name} and {log.name}."
    )


def refuse_to_lose(path: Path, where: str) -> list[str]:
    """Move a log aside that has no file any more, and return a notice; SQLite would delete it.

    Raises
    ------
    StoreError
        If somebody has it open.
    """
    if lineage.is_log_empty(path):
        return []
    notice = put_aside(path, where)
    if notice is None:
        raise StoreError(
            f"{where} was moved or deleted while a program had it open, whose last answers are in "
            f"{lineage.log_of(path).name}. Put it back, or shut down every kernel and program that has it "
            f"open and run the cell again. Nothing was changed."
        )
    return [notice]


def is_in_use(path: Path) -> bool:
    """Tell whether anyone has a file without a log beside it open, also in this process."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=0)) as raw:
            raw.isolation_level = None
            _lock(raw)
            return False
    except sqlite3.Error as error:
        return "locked" in str(error)


def refuse_a_file_whose_log_is_gone(path: Path, where: str) -> None:
    """Raise if a program has a file open whose log was deleted: to begin another one would hide its answers.

    Raises
    ------
    StoreError
        If so. A program that opens or closes the file at this moment is waited for.
    """
    log = lineage.log_of(path)
    until = time.monotonic() + _PATIENCE
    while not log.exists() and is_in_use(path):
        if time.monotonic() > until:
            raise StoreError(
                f"{where} is open in another kernel or program, and {log.name} was deleted, which holds its "
                f"last answers. Answer one more item there, which saves them, or shut it down. Then run the "
                f"cell again. Nothing was changed."
            )
        time.sleep(0.02)


def _lock(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA locking_mode=EXCLUSIVE")  # all who have it open stand against it
    raw.execute("BEGIN EXCLUSIVE")
    raw.execute("PRAGMA schema_version").fetchone()


def _move_locked(path: Path, log: Path, aside: Path) -> bool:
    # Under another name SQLite looks for no log, but its locks are those of the file.
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
    """Move a log that nobody uses, whichever file it is used with."""
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
    """Tell whether no process has the log open, which each shows by a lock on its index.

    Asked in another process: to close the index in this one would let go of the locks that it holds.
    """
    if sys.platform == "win32":
        return True
    command = [sys.executable, "-I", "-S", "-c", _TAKE_THE_LOCK]
    try:
        asked = subprocess.run([*command, str(index)], check=False, capture_output=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
    return asked.returncode == 0
