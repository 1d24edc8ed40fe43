"""Defines the exceptions. Their messages name the argument, its value and the values that work.

The hint for a misspelt name is worded here as well.
"""

from __future__ import annotations

import difflib
import functools
import inspect
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import FrameType
from typing import Any, TypeVar, cast

Public = TypeVar("Public", bound=Callable[..., Any])

NOTHING: Mapping[str, str] = {}


class LoopwidgetsError(Exception):
    """The base of every error that this package raises on purpose."""


class InputError(LoopwidgetsError, ValueError):
    """An argument, or a message from the browser, that can't be used."""


class SplitError(InputError):
    """The project was split after it was opened. Objects opened before the split record nothing more."""

    def __init__(self) -> None:
        super().__init__("This project was split: run this cell again.")


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


def reason(error: BaseException) -> str:
    """Return the message of an exception. The type comes first unless the error is this package's own."""
    return str(error) if isinstance(error, LoopwidgetsError) else f"{type(error).__name__}: {error}"


def check_text(text: Any, argument: str) -> None:
    """Raise an `InputError` for an argument that is no text."""
    if not isinstance(text, str):
        raise InputError(f"{argument}: expected a text, got {text!r}")


def nearest(name: object, known: Iterable[object]) -> str:
    """Return `` Did you mean 'x'?`` for the known name closest to ``name``, or an empty string."""
    close = difflib.get_close_matches(str(name), [str(entry) for entry in known], n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""


def listed(names: Sequence[object], most: int = 12) -> str:
    """Return names as a list in a message. A long list is cut to its first names and the total."""
    if len(names) <= most:
        return str(list(names))
    first = ", ".join(map(repr, names[:most]))
    return f"[{first}, … {len(names):,} in all]"


def refuse_unknown(
    caller: str,
    names: Iterable[str],
    parameters: Collection[str],
    instead: Mapping[str, str] = NOTHING,
) -> None:
    """Raise a TypeError for an unknown argument; the message offers the right way, or the nearest name."""
    for name in names:
        if name not in parameters:
            right = instead.get(name)
            hint = nearest(name, parameters) if right is None else f" Write {right}."
            raise TypeError(f"{caller}() has no argument {name!r}.{hint}")


def warn(text: str) -> None:
    """Warn, and name the line of the caller's own code, past all frames of this package."""
    frame, level = inspect.currentframe(), 1
    while frame is not None and _is_ours(frame):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, stacklevel=level)


def _is_ours(frame: FrameType) -> bool:
    name: str = frame.f_globals.get("__name__", "")
    return name.partition(".")[0] == __name__.partition(".")[0]


def offers(instead: Mapping[str, str]) -> Callable[[Public], Public]:
    """Return `names_its_arguments` for a function that knows the right way for guesses by habit."""
    return lambda function: _checked(function, function.__name__, instead)


def names_its_arguments(what: Public) -> Public:
    """Make a function, or a class's public methods, offer the nearest name for a misspelt argument."""
    if not isinstance(what, type):
        return _checked(what, what.__name__)
    for name, member in [*vars(what).items()]:
        if name == "__init__":
            setattr(what, name, _checked(member, what.__name__))
        elif not name.startswith("_") and inspect.isfunction(member):
            setattr(what, name, _checked(member, name))
        elif not name.startswith("_") and isinstance(member, classmethod):
            called = _checked(member.__func__, f"{what.__name__}.{name}")
            setattr(what, name, classmethod(called))
    return what


def _checked(function: Public, caller: str, instead: Mapping[str, str] = NOTHING) -> Public:
    taken = inspect.signature(function).parameters.values()
    if any(one.kind is one.VAR_KEYWORD for one in taken):
        return function
    parameters = {one.name for one in taken if one.kind is not one.VAR_POSITIONAL} - {"self", "cls"}
    by_name = [one.name for one in taken if one.kind is one.KEYWORD_ONLY]
    any_number = any(one.kind is one.VAR_POSITIONAL for one in taken)
    most = len(taken) - len(by_name)

    @functools.wraps(function)
    def checked(*values: Any, **options: Any) -> Any:
        if not options.keys() <= parameters:
            refuse_unknown(caller, options, parameters, instead)
        if by_name and len(values) > most and not any_number:
            names = ", ".join(f"{name}=" for name in by_name)
            raise TypeError(f"{caller}() got too many values; write these by name: {names}")
        return function(*values, **options)

    return cast("Public", checked)
