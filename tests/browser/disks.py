"""Disks that a test can fill and empty again while a widget's store is on them."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Self

import pytest

from tests.browser.fault_bench import Bench


class MountedDisk:
    """A file system in memory, filled with another file; SQLite keeps 4 MB of log before it tidies up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.options = f"store={str(folder / 'loopwidgets.db')!r}"

    def __enter__(self) -> Self:
        self.folder.mkdir()
        if sys.platform != "linux" or shutil.which("mount") is None:
            pytest.skip("no file system can be mounted here")
        if not self.mount("size=16m"):
            pytest.skip("mounting a file system is not allowed here")
        return self

    def mount(self, options: str) -> bool:
        """Mount it, or ``remount`` it with other options; tell whether that could be done."""
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=False)

    def store(self, bench: Bench) -> Path:
        return self.folder / "loopwidgets.db"

    def fill(self, bench: Bench) -> None:
        other = (self.folder / "something else").open("wb", buffering=0)
        with other, contextlib.suppress(OSError):
            while True:
                other.write(b"0" * 4096)

    def make_room(self, bench: Bench) -> None:
        (self.folder / "something else").unlink()


class LimitedStore:
    """A store that may not grow, by a setting of SQLite: what a full disk looks like to it."""

    options = ""

    def __init__(self, folder: Path) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def store(self, bench: Bench) -> Path:
        return bench.store

    def fill(self, bench: Bench) -> None:
        bench.notebook.execute(LIMIT.format(pages=1))

    def make_room(self, bench: Bench) -> None:
        bench.notebook.execute(LIMIT.format(pages=1_000_000))


DISKS = {"mounted": MountedDisk, "limited": LimitedStore}

LIMIT = """
import sqlalchemy as sa
if "pages" not in globals():
    @sa.event.listens_for(w.project.store.engine, "checkout")
    def limit(raw, *_):
        raw.execute(f"PRAGMA max_page_count={{pages}}")
pages = {pages}
"""
