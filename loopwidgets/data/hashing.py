"""Turns equal contents into equal bytes, on every machine and with every pandas, and makes their digests.

Nothing here knows what a row, a key or a frame is.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.errors import InputError
from loopwidgets.images import pillow_images
from loopwidgets.images.image_sources import is_image_dict

DIGEST = 16
"""Bytes of a digest."""


def canonical(value: Any) -> bytes:  # noqa: C901, PLR0912 - one branch a type
    """Return bytes that are equal for equal values, on every machine and with every pandas.

    Parameters
    ----------
    value
        Text, number, time, path, bytes, array, a missing value, or lists and mappings of them.

    Raises
    ------
    InputError
        If the value has no stable content; a ``key=`` column is the way out.
    """
    plain = _PLAIN.get(type(value))  # nearly all values are plain, so they are checked first
    if plain is not None:
        return plain(value)
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, np.bool_):
        return _of_truth(bool(value))
    if isinstance(value, int | np.integer):
        return _of_integer(int(value))
    if isinstance(value, float | np.floating):
        return _of_number(float(value))
    if value is None or value is pd.NaT or value is pd.NA:
        return b"n"
    if isinstance(value, bytes | bytearray | memoryview):
        return b"y" + bytes(value)
    if isinstance(value, datetime | date | time):
        return b"t" + value.isoformat().encode()
    if isinstance(value, PurePath):
        return _of_text(value.as_posix())
    if isinstance(value, np.ndarray):
        head = f"a{value.dtype.str}{value.shape}".encode()
        return head + (
            _joined(value.tolist())
            if value.dtype == object
            else np.ascontiguousarray(value).tobytes()
        )
    if pillow_images.is_pillow(value):
        return _of_picture(value)
    if hasattr(value, "__array_interface__"):
        return b"p" + str(getattr(value, "mode", "")).encode() + canonical(np.asarray(value))
    if isinstance(value, Mapping):
        if is_image_dict(value):  # its path differs from machine to machine
            return canonical(value["path"] if value["bytes"] is None else value["bytes"])
        pairs = sorted((canonical(k), canonical(v)) for k, v in value.items())
        return b"d" + b"".join(_sized(k) + _sized(v) for k, v in pairs)
    if isinstance(value, set | frozenset):
        return b"e" + b"".join(_sized(part) for part in sorted(map(canonical, value)))
    if isinstance(value, list | tuple | pd.Series):
        return b"l" + _joined(value)
    if isinstance(value, Decimal):
        text = f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
        return b"i%d" % int(text) if text.lstrip("-").isdigit() else b"m" + text.encode()
    return b"o" + _printed(value).encode("utf-8", "surrogatepass")


def _of_picture(image: Any) -> bytes:
    """Return the bytes of an image's file, so that it need not be loaded; else its pixels."""
    file = pillow_images.file_of(image)
    if file is not None:
        return b"g%d:" % file.frame + file.raw
    try:
        like = pillow_images.apart(image)
        like.load()  # numpy would make an array of objects of an image that an older Pillow can't load
        pixels = np.asarray(like)
    except Exception:  # noqa: BLE001 - it was closed or cut off, and all that Pillow raises: a card is shown
        held = pillow_images.open_file_of(image)
        if held is not None:
            return b"y" + held.raw
        return b"p%r" % ((image.mode, image.size, str(getattr(image, "filename", ""))),)
    return b"p" + str(image.mode).encode() + canonical(pixels)


def _printed(value: Any) -> str:
    nothing = InputError(
        f"show: items of type {type(value).__name__} have no content that identifies them; name a column "
        "of stable keys with key='…'"
    )
    try:
        text = str(value)
    except Exception as error:
        raise nothing from error
    if is_address(text):
        raise nothing
    return text


def is_address(text: str) -> bool:
    """Tell whether an object's text is its address in memory, which does not identify its content."""
    return re.search(r" at 0x[0-9a-fA-F]+", text) is not None


def _of_text(text: str) -> bytes:
    return b"s" + text.encode("utf-8", "surrogatepass")


def _of_truth(truth: bool) -> bytes:  # noqa: FBT001
    return b"b1" if truth else b"b0"


def _of_integer(number: int) -> bytes:
    return b"i%d" % number


def _of_number(number: float) -> bytes:
    if math.isnan(number):
        return b"n"
    return b"i%d" % int(number) if number.is_integer() else b"f" + repr(number).encode()


_PLAIN: dict[type, Callable[[Any], bytes]] = {
    str: _of_text,
    bool: _of_truth,
    int: _of_integer,
    float: _of_number,
}


def _joined(values: Iterable[Any]) -> bytes:
    return b"".join(_sized(canonical(entry)) for entry in values)


def _sized(part: bytes) -> bytes:
    return b"%d:" % len(part) + part


def digest(raw: bytes) -> bytes:
    """Return `DIGEST` bytes that tell these bytes apart from all others."""
    return hashlib.blake2s(raw, digest_size=DIGEST).digest()


def content_digest(content: Any) -> bytes:
    """Return the digest of an item's content."""
    return digest(canonical(content))


def content_digests(contents: Iterable[Any]) -> Iterator[bytes]:
    """Yield `content_digest` of each content; texts, which are the most common, take a short cut."""
    begun = hashlib.blake2s(_of_text(""), digest_size=DIGEST)
    for content in contents:
        if type(content) is str:
            state = begun.copy()  # half the price of a new one
            state.update(content.encode("utf-8", "surrogatepass"))
            yield state.digest()
        else:
            yield content_digest(content)


def content_hash(content: Any) -> str:
    """Return the digest of an item's content, as 32 hexadecimal digits."""
    return content_digest(content).hex()
