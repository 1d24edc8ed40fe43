"""What can go wrong, as exceptions that name the argument, what came, and what would do.

What a misspelt name deserves is worded here as well.
"""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

Kind = TypeVar("Kind", bound=type)


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


def refuse_unknown(caller: str, names: Iterable[str], parameters: Collection[str]) -> None:
    """Raise a TypeError that offers the nearest name for an argument that there is not."""
    for name in names:
        if name not in parameters:
            raise TypeError(f"{caller}() has no argument {name!r}.{nearest(name, parameters)}")


def names_its_arguments(kind: Kind) -> Kind:
    """Have a class offer the nearest name for a misspelt argument; for what users make themselves."""
    init = kind.__init__  # type: ignore[misc]
    taken = inspect.signature(init).parameters.values()
    parameters = [one.name for one in taken if one.kind is not one.VAR_POSITIONAL][1:]

    @functools.wraps(init)
    def checked(self: Any, *values: Any, **options: Any) -> None:
        refuse_unknown(kind.__name__, options, parameters)
        init(self, *values, **options)

    kind.__init__ = checked  # type: ignore[misc]
    return kind
