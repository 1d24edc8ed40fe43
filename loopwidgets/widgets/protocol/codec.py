"""Reads and checks messages that arrive, and writes messages that leave.

``messages.py`` declares the messages; nothing here knows their meaning.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, Union

from loopwidgets.core.validation import LONGEST_ID
from loopwidgets.data.keys import LONGEST_KEY
from loopwidgets.errors import InputError
from loopwidgets.lib.plain_json import LONGEST_TEXT, MOST_EXACT, check_plain, is_finite
from loopwidgets.views.view import sendable
from loopwidgets.widgets.protocol import messages
from loopwidgets.widgets.protocol.progress_messages import ShownProgress

LIMITS = {"text": LONGEST_TEXT, "list": 10_000, "key": LONGEST_KEY, "id": LONGEST_ID}
"""Limits on messages from the browser: longest text, item key and identifier (characters), and list."""
_LONGEST_REASON = 500
_FIELD = re.compile(r"(\w+)(?:\[\d+\])?$")
_LONG = {"name": "text"} | dict.fromkeys(
    ("item_key", "shown", "have", "before", "keys", "key"), "key"
)


class MessageError(ValueError):
    """A message from the browser that breaks the protocol; the text names the field and the reason."""


def read(message: object) -> messages.FromBrowser:
    """Turn the content of a comm message into a message of the protocol.

    Parameters
    ----------
    message
        The content of a comm message, of any shape.

    Raises
    ------
    MessageError
        If it is not a message of the protocol; nothing is guessed.
    """
    return typing.cast(
        messages.FromBrowser, read_as(typing.get_args(messages.FromBrowser), message)
    )


def read_as(kinds: Sequence[type], message: object) -> Any:
    """Turn the content of a comm message into a message of one of these kinds; see `read`."""
    if not isinstance(message, Mapping):
        raise MessageError(f"message: expected an object, got {type(message).__name__}")
    known = _by_tag(tuple(kinds))
    tag = message.get("type")
    kind = known.get(tag) if isinstance(tag, str) else None
    if kind is None:
        raise MessageError(f"type: expected one of {sorted(known)}, got {_named(tag)}")
    return _read_object(kind, message, kind.__name__.lower())


def write(message: messages.FromKernel | ShownProgress) -> dict[str, Any]:
    """Turn a message into content that a comm can send."""
    return _write(message)  # type: ignore[no-any-return]


def split(content: Any) -> tuple[Any, list[bytes]]:
    """Take the bytes out of the result of `write`, since a comm sends them beside the JSON.

    In place of bytes there is ``{"$bytes": place}``, which the front end turns back.
    """
    buffers: list[bytes] = []

    def without(value: Any) -> Any:
        if isinstance(value, bytes):
            buffers.append(value)
            return {"$bytes": len(buffers) - 1}
        if isinstance(value, list):
            return [without(entry) for entry in value]
        if isinstance(value, dict):
            return {key: without(entry) for key, entry in value.items()}
        return value

    return without(content), buffers


def cut(reason: str) -> str:
    """Return a sentence in the form that is shown: a long answer in it is cut."""
    return reason if len(reason) <= _LONGEST_REASON else f"{reason[:_LONGEST_REASON]}…"


def weight(content: Any) -> int:
    """Return about how many bytes a value takes on its way."""
    if isinstance(content, bytes | str):
        return len(content)
    if isinstance(content, list | tuple):
        return 8 + sum(map(weight, content))
    if isinstance(content, dict):
        return 8 + sum(len(str(key)) + weight(entry) for key, entry in content.items())
    return 8


@cache
def _by_tag(kinds: tuple[type, ...]) -> dict[str, type]:
    """Return kinds of messages by their ``type``."""
    return {
        str(next(f.default for f in dataclasses.fields(kind) if f.name == "type")): kind
        for kind in kinds
    }


@cache
def _fields_of(kind: type) -> tuple[dataclasses.Field[Any], ...]:
    """Return the fields of a dataclass; none for any other type."""
    return dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()


def _write(value: Any) -> Any:
    if isinstance(value, str):
        return sendable(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    kind: type = type(value)
    if named := _fields_of(kind):
        return {f.name: _write(getattr(value, f.name)) for f in named}
    if isinstance(value, list | tuple):
        return [_write(entry) for entry in value]
    if isinstance(value, dict):
        return {sendable(str(key)): _write(entry) for key, entry in value.items()}
    return value


@cache
def hints_of(kind: type) -> dict[str, Any]:
    """Return the types of a message's fields."""
    return typing.get_type_hints(kind)


@cache
def _taken_apart(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a type's origin and its arguments."""
    return typing.get_origin(hint), typing.get_args(hint)


def _read_object(kind: type, raw: object, where: str) -> Any:
    if not isinstance(raw, Mapping):
        raise MessageError(f"{where}: expected an object, got {type(raw).__name__}")
    hints = hints_of(kind)
    unknown = [name for name in raw if name not in hints]
    if unknown:
        raise MessageError(f"{where}: unknown field {_named(unknown[0])}")
    values = {}
    for entry in _fields_of(kind):
        if entry.name in raw:
            values[entry.name] = _read_value(
                hints[entry.name], raw[entry.name], f"{where}.{entry.name}"
            )
        elif entry.default is dataclasses.MISSING and entry.default_factory is dataclasses.MISSING:
            raise MessageError(f"{where}.{entry.name}: missing")
    return kind(**values)


def _read_value(hint: Any, raw: Any, where: str) -> Any:  # noqa: C901 - one branch a type
    if hint is Any:
        return _read_json(raw, where)
    origin, arguments = _taken_apart(hint)
    if origin is None and not _fields_of(hint):
        return _read_plain(hint, raw, where)
    if origin is Literal:
        if isinstance(raw, str) and raw in arguments:
            return raw
        raise MessageError(f"{where}: expected one of {list(arguments)}, got {_named(raw)}")
    if origin in (Union, types.UnionType):
        if raw is None and type(None) in arguments:
            return None
        (inner,) = (a for a in arguments if a is not type(None))
        return _read_value(inner, raw, where)
    if origin is list:
        if not isinstance(raw, list) or len(raw) > LIMITS["list"]:
            raise MessageError(f"{where}: expected a list of at most {LIMITS['list']}")
        return [
            _read_value(arguments[0], entry, f"{where}[{place}]") for place, entry in enumerate(raw)
        ]
    if origin is dict:
        if not isinstance(raw, dict):
            raise MessageError(f"{where}: expected an object, got {type(raw).__name__}")
        return _read_json(raw, where)
    return _read_object(typing.cast(type, hint), raw, where)


def _read_plain(hint: Any, raw: Any, where: str) -> Any:
    if hint is float and isinstance(raw, int | float) and not isinstance(raw, bool):
        if not is_finite(raw):
            raise MessageError(f"{where}: expected a finite number")
        return float(raw)
    if hint is int and isinstance(raw, int) and abs(raw) > MOST_EXACT:
        raise MessageError(f"{where}: expected a number that JavaScript counts to")
    if not isinstance(raw, hint) or (hint is int and isinstance(raw, bool)):
        raise MessageError(f"{where}: expected {hint.__name__}, got {type(raw).__name__}")
    if hint is str and len(raw) > LIMITS["id"]:  # the smallest limit
        field = _FIELD.search(where)
        longest = LIMITS[_LONG.get(field[1] if field else "", "id")]
        if len(raw) > longest:
            raise MessageError(f"{where}: at most {longest} characters, got {len(raw)}")
    return raw


def _read_json(raw: Any, where: str) -> Any:
    try:
        check_plain(raw, where)
    except InputError as error:
        raise MessageError(str(error)) from error
    return raw


def _named(raw: object) -> str:
    """Return a received value for an error; only its type unless it is a text, for it may be of any size."""
    return repr(raw[:80]) if isinstance(raw, str) else f"a {type(raw).__name__}"
