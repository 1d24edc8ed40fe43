"""Finds the kind of file system of a path, to choose whether SQLite can use its write-ahead log (WAL) there.

WAL needs memory shared between processes. Network file systems lack it, and some fail only at the first
write. Nothing here opens a store.
"""

from __future__ import annotations

import ctypes
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

NETWORK_KINDS = frozenset(
    [
        *[
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afpfs",
            "webdav",
            "davfs",
        ],
        *["9p", "v9fs", "virtiofs", "lustre", "ceph", "gpfs", "beegfs", "glusterfs", "afs"],
        *["ncpfs", "ocfs2", "orangefs", "panfs"],
    ]
)


def kind_of(path: Path) -> str:
    """Return the name of the file system that holds ``path``, such as ``"ext4"``; empty if unknown."""
    folder = path.resolve().parent
    if sys.platform == "win32":
        return _windows_kind(folder)
    try:
        if sys.platform == "linux":
            table = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
            return _longest(folder, _linux_mounts(table))
        listing = subprocess.run(
            ["/sbin/mount"], capture_output=True, text=True, check=True, timeout=5
        )
        return _longest(folder, _bsd_mounts(listing.stdout))
    except (OSError, subprocess.SubprocessError):
        return ""


def is_network(kind: str) -> bool:
    """Return whether a kind of file system is reached over a network, or through FUSE."""
    return kind in NETWORK_KINDS or kind == "fuse" or kind.startswith("fuse.")


def wal_works(folder: Path) -> bool:
    """Try SQLite's write-ahead log with two connections on a throwaway file; return whether it works."""
    try:
        with tempfile.TemporaryDirectory(prefix=".loopwidgets-", dir=folder) as trial:
            file = Path(trial) / "trial.db"
            with closing(sqlite3.connect(file)) as one, closing(sqlite3.connect(file)) as other:
                (mode,) = one.execute("PRAGMA journal_mode=WAL").fetchone()
                one.execute("CREATE TABLE trial (n INTEGER)")
                one.commit()
                other.execute("INSERT INTO trial VALUES (1)")
                other.commit()
                return bool(mode == "wal" and one.execute("SELECT n FROM trial").fetchone() == (1,))
    except (sqlite3.Error, OSError):
        return False


def _longest(folder: Path, mounts: list[tuple[str, str]]) -> str:
    parents = {str(folder), *(str(parent) for parent in folder.parents)}
    fitting = [(len(point), kind) for point, kind in mounts if point in parents]
    # A later mount hides an earlier mount on the same point: max keeps the first of equals.
    return max(reversed(fitting), default=(0, ""), key=lambda entry: entry[0])[1]


def _linux_mounts(table: str) -> list[tuple[str, str]]:
    mounts = []
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) > 4 and after:
            point = re.sub(
                r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4]
            )  # a space: \040
            mounts.append((point, after.split()[0].lower()))
    return mounts


def _bsd_mounts(listing: str) -> list[tuple[str, str]]:
    mounts = []
    for line in listing.splitlines():
        _, _, rest = line.partition(" on ")
        point, _, options = rest.rpartition(" (")
        if point:
            mounts.append((point, options.split(",")[0].rstrip(")").strip().lower()))
    return mounts


def _windows_kind(folder: Path) -> str:
    if str(folder).startswith("\\\\"):
        return "cifs"
    remote = 4  # DRIVE_REMOTE
    drive = os.path.splitdrive(folder)[0] + "\\"
    windll = getattr(ctypes, "windll", None)
    return "cifs" if windll and windll.kernel32.GetDriveTypeW(drive) == remote else "ntfs"
