"""One file to send: a project's answers by one person, and nothing else that the store holds."""

from __future__ import annotations

import os
import re
import sqlite3
import unicodedata
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from loopwidgets.errors import InputError, StoreError
from loopwidgets.store import schema
from loopwidgets.store.event import now
from loopwidgets.store.memory import MemoryStore
from loopwidgets.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from loopwidgets.project import Project

_MARK = "handed_in"
_TOLD = ("store_id", "schema_version", "created_at")
"""Facts of the store that go along; others, such as the computer that writes it, are nobody's business."""


def hand_in(project: Project, folder: str | os.PathLike[str] | None = None) -> Path:
    """Write the file; see `Project.hand_in`."""
    store = project.store
    if not isinstance(store, SqliteStore | MemoryStore):
        raise InputError(
            f"hand_in: the answers are in {store.where} already; whoever collects them reads them there"
        )
    if not isinstance(folder, str | os.PathLike | None):
        raise InputError(f"folder: expected a folder's path, got {folder!r}")
    place = Path.cwd() if folder is None else Path(folder).expanduser()
    if not place.is_dir():
        raise InputError(f"folder: there is no folder {str(place)!r}")
    path = place / f"{_plain(project.name)}-{_plain(project.annotator.name)}.db"
    if path.exists() and not _was_handed_in(path):
        raise InputError(
            f"folder: there is a file {path.name!r} already, which was not made by handing in; "
            f"name another folder"
        )
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        store.copy_to(unfinished)
        _keep(unfinished, project.row.id, project.annotator.id)
        unfinished.replace(path)
    except (sqlite3.Error, OSError) as error:
        said = getattr(error, "strerror", None) or error
        raise StoreError(
            f"{path.name} could not be written: {said}; w.hand_in(folder=…) writes it elsewhere"
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return path


def _keep(path: Path, project: int, annotator: str) -> None:
    """Leave one project and one person in a copy, in one file without a log beside it."""
    of_others = "project_id <> ? OR annotator <> ?"
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("BEGIN")
        for table in (schema.events, schema.current, schema.rounds):
            copy.execute(f"DELETE FROM {table.name} WHERE {of_others}", (project, annotator))  # noqa: S608
        copy.execute(
            f"DELETE FROM {schema.items.name} WHERE project_id <> ? OR key NOT IN "  # noqa: S608
            f"(SELECT item_key FROM {schema.events.name})",
            (project,),
        )
        copy.execute(f"DELETE FROM {schema.schemes.name} WHERE project_id <> ?", (project,))  # noqa: S608
        copy.execute(f"DELETE FROM {schema.projects.name} WHERE id <> ?", (project,))  # noqa: S608
        copy.execute(f"DELETE FROM {schema.annotators.name} WHERE id <> ?", (annotator,))  # noqa: S608
        copy.execute(f"UPDATE {schema.annotators.name} SET login = NULL")  # noqa: S608
        copy.execute(f"DELETE FROM {schema.meta.name} WHERE name NOT IN (?, ?, ?)", _TOLD)  # noqa: S608
        copy.execute(
            f"INSERT OR REPLACE INTO {schema.meta.name} (name, value) VALUES (?, ?)",  # noqa: S608
            (_MARK, now()),
        )
        copy.execute("COMMIT")
        copy.execute("VACUUM")


def _was_handed_in(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as other:
            query = f"SELECT 1 FROM {schema.meta.name} WHERE name = ?"  # noqa: S608
            return other.execute(query, (_MARK,)).fetchone() is not None
    except sqlite3.Error:
        return False


def _plain(name: str) -> str:
    """Return a name as every file system takes it, in any script: letters, vowel signs and digits."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else "-" for c in name)
    return re.sub("-+", "-", "".join(kept)).strip("-")[:60] or "labels"
