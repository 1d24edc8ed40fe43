"""Writes one file to send: a project's answers by one person, and nothing else from the store."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tempfile
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from loopwidgets.errors import InputError, StoreError
from loopwidgets.store import foreign, schema
from loopwidgets.store.event import now
from loopwidgets.store.memory import MemoryStore
from loopwidgets.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from loopwidgets.core.project_state import ProjectState

_LONGEST = 100
"""Bytes of a name: a file system takes 255 in all, and a letter can have four."""
_TOLD = ("store_id", "schema_version", "created_at")
"""Facts of the store that go along; others, such as the name of the computer, are private."""


def hand_in(project: ProjectState, folder: str | os.PathLike[str] | None = None) -> Path:
    """Write the file; see `Project.hand_in`."""
    store = project.store
    if not isinstance(store, SqliteStore | MemoryStore):
        raise InputError(
            f"hand_in: the answers are in {store.where} already and can be collected there"
        )
    if not isinstance(folder, str | os.PathLike | None):
        raise InputError(f"folder: expected a folder's path, got {folder!r}")
    place = Path.cwd() if folder is None else Path(folder).expanduser()
    if not place.is_dir():
        raise InputError(f"folder: there is no folder {str(place)!r}")
    name = _file_name(project)
    try:
        with tempfile.TemporaryDirectory(prefix=".handing-in-", dir=place) as draft:
            unfinished = Path(draft) / f"{name}.db"
            store.copy_to(unfinished)
            _keep(unfinished, project.row.id, project.annotator.id)
            return _put(unfinished, place, name)
    except (sqlite3.Error, OSError) as error:
        said = getattr(error, "strerror", None) or error
        raise StoreError(
            f"{name}.db could not be written: {said}; w.hand_in(folder=…) writes it elsewhere"
        ) from error


def _file_name(project: ProjectState) -> str:
    """Return a name that no other person, project or store has: two names can look alike as files."""
    whose = f"{project.store.id}/{project.row.id}/{project.annotator.id}"
    mark = hashlib.sha256(whose.encode()).hexdigest()[:8]
    return f"{_plain(project.name)}-{_plain(project.annotator.name)}-{mark}"


def _put(made: Path, folder: Path, name: str) -> Path:
    """Move a file into a folder. It replaces only an earlier hand-in whose answers it all holds."""
    number = 1
    while True:
        path = folder / (f"{name}.db" if number == 1 else f"{name}-{number}.db")
        number += 1
        if os.path.lexists(path):
            if path.is_file() and _holds(made, path):
                made.replace(path)
                return path
            continue
        try:
            os.link(made, path)
        except FileExistsError:
            continue  # another program was faster
        except OSError:  # a file system without links
            made.replace(path)
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
            (schema.HANDED_IN, now()),
        )
        copy.execute("COMMIT")
        copy.execute("VACUUM")


def _holds(made: Path, earlier: Path) -> bool:
    """Tell whether a file is an earlier hand-in, with no answer that the new file lacks."""
    try:
        with closing(sqlite3.connect(f"{earlier.resolve().as_uri()}?mode=ro", uri=True)) as old:
            foreign.refuse_what_acts(old, earlier.name)  # its tables could be views without end
            query = f"SELECT 1 FROM {schema.meta.name} WHERE name = ?"  # noqa: S608
            if old.execute(query, (schema.HANDED_IN,)).fetchone() is None:
                return False
            with closing(sqlite3.connect(made)) as new:
                return _ids(old) <= _ids(new)
    except (sqlite3.Error, StoreError):
        return False


def _ids(file: sqlite3.Connection) -> set[str]:
    """Return the ids of the people and events in a file."""
    query = f"SELECT id FROM {schema.events.name} UNION SELECT id FROM {schema.annotators.name}"  # noqa: S608
    return {row[0] for row in file.execute(query)}


def _plain(name: str) -> str:
    """Return a name that every file system takes, in any script: letters, vowel signs and digits."""
    kept = (
        c if unicodedata.category(c)[0] in "LMN" else "-"
        for c in unicodedata.normalize("NFC", name)
    )
    short = re.sub("-+", "-", "".join(kept)).strip("-").encode()[:_LONGEST].decode(errors="ignore")
    return short or "labels"
