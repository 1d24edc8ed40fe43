"""Keeps the events. `open_store` returns the same store each time for a path or a URL."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from weakref import WeakValueDictionary

from loopwidgets.errors import InputError, StoreBusyError
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.store.catalog import AnnotatorRow, ProjectRow
from loopwidgets.store.event import Event, new_event_id, now, read_time
from loopwidgets.store.fold import Current, fold
from loopwidgets.store.store import Recorded, Standing, Store

DEFAULT = "loopwidgets.db"
MEMORY = ":memory:"
_SQLITE = "sqlite:///"

__all__ = [
    "DEFAULT",
    "MEMORY",
    "AnnotatorRow",
    "Current",
    "Event",
    "ProjectRow",
    "Recorded",
    "Standing",
    "Store",
    "fold",
    "new_event_id",
    "now",
    "open_store",
    "place_of",
    "read_time",
]

_open: WeakValueDictionary[str, Store] = WeakValueDictionary()
_memory: dict[str, Store] = {}
_opening = threading.Lock()


def open_store(
    where: str | os.PathLike[str] | Store | None = None, *, only_reads: bool = False
) -> Store:
    """Return the store at a place; a new store is made when there is none.

    Parameters
    ----------
    where
        Path of an SQLite file or an ``sqlite:///`` URL, a PostgreSQL URL, ``":memory:"`` for a store that
        ends with the process, or None for ``loopwidgets.db`` in the working folder.
    only_reads
        True if the caller will write nothing. A file that another computer writes at the moment is then read
        as it is, and a handed-in file is not changed. A write-protected file is always read so.

    Raises
    ------
    InputError
        If ``where`` is none of these.
    StoreError
        If the store can't be opened. The message gives the reason.
    """
    with uninterrupted():
        from loopwidgets.store.memory import MemoryStore
    if isinstance(where, Store):
        return where
    text = place_of(where)
    with _opening:
        if text == MEMORY:
            if MEMORY not in _memory:
                _memory[MEMORY] = MemoryStore()
            return _memory[MEMORY]
        if text.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
            with uninterrupted():
                from loopwidgets.store.postgres import PostgresStore
            known = _open.get(text)
            store: Store = known or PostgresStore(text.replace("postgres://", "postgresql://", 1))
            _open[text] = store
            return store
        if "://" in text:
            raise InputError(
                f"store: expected a file or a postgresql:// URL, got {text.partition('://')[0]}://"
            )
        return _file(text, only_reads=only_reads)


def _file(text: str, *, only_reads: bool) -> Store:
    """Return the store in a file. An open store is reused if the file is still the same."""
    with uninterrupted():
        from loopwidgets.store.memory import ReadOnlyStore, is_handed_in
        from loopwidgets.store.sqlite import SqliteStore, may_write
    try:
        path = Path(text).expanduser().resolve()
    except RuntimeError as error:  # ~somebody
        raise InputError(f"store: there is no home folder for {text!r}") from error
    if path.is_file() and not may_write(path):
        return ReadOnlyStore(path)
    held = _open.get(str(path))
    if isinstance(held, SqliteStore):
        if held.is_intact():
            return held
        held.close()
    elif only_reads and path.is_file() and is_handed_in(path):
        return ReadOnlyStore(
            path,
            helps="it was handed in; use lw.annotate(data, …, store=…) to write into it",
        )
    try:
        store = SqliteStore(path)
    except StoreBusyError:
        if not only_reads:
            raise
        # On a network file system another computer may write now. Its earlier writes can still be read.
        return ReadOnlyStore(
            path, helps="it is being written from elsewhere; use lw.annotate(data, …) later"
        )
    _open[str(path)] = store
    return store


def place_of(where: str | os.PathLike[str] | None) -> str:
    """Return a place in its normal form: a path, a URL of a server, or ``":memory:"``.

    Raises
    ------
    InputError
        If ``where`` can be none of these.
    """
    if where is None:
        return DEFAULT
    if not isinstance(where, str | os.PathLike) or not str(where):
        raise InputError(f"store: expected a path, a URL or ':memory:', got {where!r}")
    text = str(where)
    if "\0" in text:
        raise InputError(f"store: a path can't hold a NUL character, got {text!r}")
    try:
        os.fsencode(text)
    except UnicodeEncodeError as error:
        raise InputError(f"store: a path can't hold half a character, got {text!r}") from error
    if text.startswith(_SQLITE):
        return text.removeprefix(_SQLITE) or MEMORY
    return text
