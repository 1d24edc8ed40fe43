"""What can go wrong, as exceptions that name the argument, what came, and what would do.

Nothing is raised here; `nearest` and `listed` only word what a misspelt name deserves.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class LoopwidgetsError(Exception):
    """The base of every error that this package raises on purpose."""


class InputError(LoopwidgetsError, ValueError):
    """An argument, or a message from the browser, that can't be used."""


class StoreError(LoopwidgetsError):
    """The store can't be opened, read or written."""


class StoreBusyError(StoreError):
    """Another program holds the store; the same act may succeed later."""


class StoreFullError(StoreError):
    """There is no room left where the store is; the same act may succeed later."""


class MissingDependencyError(LoopwidgetsError, ImportError):
    """A library that an optional part needs is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is not installed: pip install 'loopwidgets[{extra}]'")


def nearest(name: object, known: Iterable[object]) -> str:
    """Return `` Did you mean 'x'?`` for the known name closest to ``name``, or an empty string."""
    close = difflib.get_close_matches(str(name), [str(entry) for entry in known], n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""


def listed(names: Sequence[object], most: int = 12) -> str:
    """Return names as a list in a message; of many, the first and how many there are."""
    if len(names) <= most:
        return str(list(names))
    first = ", ".join(map(repr, names[:most]))
    return f"[{first}, … {len(names):,} in all]"
