"""Finds the image in a value: in a file, at an address, in a dict, in a data URI, in a Pillow image.

``image_bytes.py`` makes of it what a browser shows.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from loopwidgets.images.fetched import FetchFailure, fetched
from loopwidgets.images.image_formats import SUFFIXES, begins_like_an_image
from loopwidgets.images.pillow_images import is_pillow, shown
from loopwidgets.lib.missing import is_missing

_ADDRESS = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://\S[^\r\n]*", re.IGNORECASE)
_DATA = re.compile(r"data:image/[\w.+-]+", re.IGNORECASE)
_LONGEST_NAME = 4_096
"""The most characters of a path or an address. A longer text names no image."""


class BadImageError(Exception):
    """The problem with an image, in a sentence for the person."""


class AwayError(BadImageError):
    """The image is at an address that could not be read; another try may succeed."""


# --- Recognizing -----------------------------------------------------------------------------------


def is_image(value: Any) -> bool:
    """Return whether a value is, or names, an image; nothing is read or loaded."""
    if isinstance(value, bytes | bytearray | memoryview) or is_pillow(value):
        return True
    if isinstance(value, Mapping):
        return is_image_dict(value)
    if isinstance(value, str | os.PathLike):
        return _names_image(value)
    return hasattr(value, "__array_interface__") and getattr(value, "ndim", 0) in (2, 3)


def is_image_dict(value: Any) -> bool:
    """Return whether a value is a dict of ``bytes`` and ``path``, as Hugging Face's datasets keep images."""
    if not isinstance(value, Mapping) or not {"bytes"} <= value.keys() <= {"bytes", "path"}:
        return False
    raw, path = value["bytes"], value.get("path")
    if isinstance(raw, bytes | bytearray | memoryview):
        return path is None or isinstance(path, str)
    return raw is None and isinstance(path, str)


def is_data_uri(text: str) -> bool:
    """Return whether a text is an image itself, as in a web page."""
    return _DATA.match(text) is not None


def stands_in_a_cell(value: Any) -> bool:
    """Return whether a value of a row is an image for certain: a file that is there, bytes of an image."""
    if is_pillow(value):
        return True
    if is_image_dict(value):
        return value["bytes"] is None or begins_like_an_image(bytes(value["bytes"]))
    if isinstance(value, bytes | bytearray | memoryview):
        return begins_like_an_image(bytes(value))
    if isinstance(value, str | os.PathLike):
        if not _names_image(value):
            return False
        text = os.fspath(value)
        if text.startswith(("//", "\\\\")):  # on Windows another computer, which would be asked
            return False
        return is_data_uri(text) or address_of(text) is not None or _is_file(text)
    return (
        getattr(value, "dtype", None) == "uint8"
        and hasattr(value, "__array_interface__")
        and (
            (value.ndim == 2 and min(value.shape) >= 8)
            or (value.ndim == 3 and value.shape[2] in (3, 4) and 0 not in value.shape)
        )
    )


def _names_image(value: str | os.PathLike[Any]) -> bool:
    text = os.fspath(value)
    if not isinstance(text, str):
        return False
    if is_data_uri(text):
        return True
    if len(text) > _LONGEST_NAME or "\n" in text:
        return False
    return text.lower().endswith(SUFFIXES) or (
        address_of(text) is not None and urlsplit(text).path.lower().endswith(SUFFIXES)
    )


def _is_file(path: str) -> bool:
    try:
        return _path_of(path).expanduser().is_file()
    except (OSError, ValueError, RuntimeError):
        return False


# --- Naming ----------------------------------------------------------------------------------------


def address_of(value: Any) -> str | None:
    """Return the address to fetch before the image can be shown; None for an image that is here."""
    if is_image_dict(value) and value["bytes"] is None:
        value = value["path"]
    if isinstance(value, str) and len(value) <= _LONGEST_NAME and _ADDRESS.fullmatch(value.strip()):
        return value.strip()
    return None


def name_of(value: Any) -> str:
    """Return the name of an image's file; empty for an image without a name."""
    if is_image_dict(value):
        value = value.get("path") or ""
    if is_pillow(value):
        value = getattr(value, "filename", "")
    if not isinstance(value, str | os.PathLike):
        return ""
    text = str(value)
    if is_data_uri(text):
        return ""
    if address_of(text) is None:
        return _path_of(text).name
    try:
        return unquote(PurePosixPath(urlsplit(text).path).name)
    except ValueError:
        return ""


# --- Reading ---------------------------------------------------------------------------------------


def found(value: Any) -> Any:
    """Return the bytes of an image's file, or a Pillow image or an array, as it is in memory.

    A file at an address is fetched now, unless it is here.

    Raises
    ------
    BadImageError
        If the value is no image, or can't be read. The message is a sentence for the person.
    AwayError
        If its address could not be read.
    """
    if is_missing(value):
        raise BadImageError("This item is empty: there is no image in it.")
    if is_pillow(value):
        return shown(value)
    if is_image_dict(value):
        value = value["path"] if value["bytes"] is None else value["bytes"]
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, str) and value[:5].lower() == "data:":
        return _from_data_uri(value)
    address = address_of(value)
    if address is not None:
        file = fetched.get(address) or fetched.wait(
            address
        )  # a failure is tried again when asked for
        if isinstance(file, FetchFailure):
            raise AwayError(file.reason)
        return file
    if isinstance(value, str | os.PathLike):
        return _read(os.fspath(value))
    if hasattr(value, "__array__") or hasattr(value, "__array_interface__"):
        return value
    raise BadImageError(
        f"This is no image: expected a path, an address, bytes, a Pillow image or an array, got "
        f"{type(value).__name__}."
    )


def _from_data_uri(text: str) -> bytes:
    head, comma, body = text.partition(",")
    if not comma:
        raise BadImageError("This data URI can't be read: it has no comma before its data.")
    raw = unquote_to_bytes(body)
    if not head.lower().rstrip().endswith(";base64"):
        return raw
    try:
        raw = b"".join(raw.split()).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        return base64.b64decode(raw + b"=" * (-len(raw) % 4), validate=True)
    except binascii.Error as error:
        raise BadImageError(f"This data URI can't be read: {error}.") from error


def _path_of(path: str) -> Path:
    if path[:8].lower() == "file:///":
        from urllib.request import url2pathname  # loads the libraries of the web

        path = url2pathname(urlsplit(path).path)
    return Path(path)


def _read(shown_path: str | bytes) -> bytes:
    path = os.fsdecode(shown_path)
    file = _path_of(path).expanduser()
    try:
        if file.exists() and not (file.is_file() or file.is_dir()):  # a pipe would be waited for
            raise BadImageError(f"{path!r} is no plain file.")
        return file.read_bytes()
    except FileNotFoundError:
        raise BadImageError(f"There is no file {path!r} in {Path.cwd()}.") from None
    except IsADirectoryError:
        raise BadImageError(f"{path!r} is a folder, not an image.") from None
    except (OSError, ValueError) as error:
        if file.is_dir():
            raise BadImageError(f"{path!r} is a folder, not an image.") from None
        raise BadImageError(f"{path!r} can't be read: {error}.") from error
