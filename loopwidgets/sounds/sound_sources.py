"""Finds the recording in a value: in a file, at an address, in bytes, in an array with its rate.

``sound_payload.py`` makes of it what a browser plays.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from loopwidgets.images.fetched import FetchFailure, fetched
from loopwidgets.images.image_sources import address_of
from loopwidgets.lib.missing import is_missing
from loopwidgets.sounds.sound_formats import SUFFIXES, format_of

_LONGEST_NAME = 4_096


class BadSoundError(Exception):
    """The problem with a recording, in a sentence for the person."""


class SoundAwayError(BadSoundError):
    """The recording is at an address that could not be read; another try may succeed."""


@dataclass(frozen=True, slots=True)
class ArraySound:
    """Samples in memory, and how many there are in a second."""

    samples: Any
    rate: int


def is_sound(value: Any) -> bool:
    """Return whether a value is, or names, a recording; nothing is read or loaded."""
    if isinstance(value, bytes | bytearray | memoryview):
        return format_of(bytes(value[:64])) is not None
    if isinstance(value, Mapping):
        if "array" in value:
            return "sampling_rate" in value
        if not {"bytes"} <= value.keys() <= {"bytes", "path"}:
            return False
        return is_sound(value["path"] if value["bytes"] is None else value["bytes"])
    if isinstance(value, str | os.PathLike):
        return _names_sound(os.fspath(value))
    return _pair(value) is not None


def _names_sound(text: Any) -> bool:
    if not isinstance(text, str) or len(text) > _LONGEST_NAME or "\n" in text:
        return False
    if text.lower().endswith(SUFFIXES):
        return True
    try:
        return address_of(text) is not None and urlsplit(text).path.lower().endswith(SUFFIXES)
    except ValueError:
        return False


def _pair(value: Any) -> ArraySound | None:
    """Return an array and its rate, in either order; None for any other value."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        return None
    for samples, rate in (value, value[::-1]):
        is_array = hasattr(samples, "__array__") and getattr(samples, "ndim", 0) in (1, 2)
        is_number = (
            not isinstance(rate, bool) and hasattr(rate, "__int__") and not getattr(rate, "ndim", 0)
        )
        if is_array and is_number and rate == int(rate):
            return ArraySound(samples, int(rate))
    return None


def found(value: Any, rate: int | None) -> bytes | Path | ArraySound:
    """Return the bytes of a recording, the path of its file, or its samples.

    A file at an address is fetched now, unless it is here.

    Parameters
    ----------
    value
        The value of a cell.
    rate
        The rate of an array that comes without its rate.

    Raises
    ------
    BadSoundError
        If the value is no recording. The message is a sentence for the person.
    SoundAwayError
        If its address could not be read.
    """
    if is_missing(value):
        raise BadSoundError("This item is empty: there is no recording in it.")
    if isinstance(value, Mapping):
        value = _in_dict(value)
    pair = _pair(value)
    if pair is not None:
        return pair
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, str | os.PathLike):
        return _at(os.fspath(value))
    if hasattr(value, "__array__") and getattr(value, "ndim", 0) in (1, 2):
        if rate is None:
            raise BadSoundError(
                "This array comes without its rate: put (array, rate) into the cell, or write "
                "lw.Audio(rate=16000)."
            )
        return ArraySound(value, rate)
    raise BadSoundError(
        "This is no recording: expected a path, an address, bytes or (array, rate), got "
        f"{type(value).__name__}."
    )


def _in_dict(value: Mapping[str, Any]) -> Any:
    """Return what Hugging Face's datasets keep in a dict: samples with their rate, bytes, or a path."""
    if "array" in value and "sampling_rate" in value:
        return (value["array"], value["sampling_rate"])
    raw = value.get("bytes")
    return value.get("path") if raw is None else raw


def _at(place: str | bytes) -> bytes | Path:
    text = os.fsdecode(place)
    address = address_of(text)
    if address is not None:
        file = fetched.get(address) or fetched.wait(address)
        if isinstance(file, FetchFailure):
            raise SoundAwayError(file.reason.replace("not an image", "no recording"))
        return file
    if text[:8].lower() == "file:///":
        from urllib.request import url2pathname  # loads the libraries of the web

        text = url2pathname(urlsplit(text).path)
    try:
        path = Path(text).expanduser()
        if path.is_file():
            return path
        if path.is_dir():
            raise BadSoundError(f"{text!r} is a folder, not a recording.")
        if path.exists():  # a pipe would be waited for
            raise BadSoundError(f"{text!r} is no plain file.")
    except (OSError, ValueError, RuntimeError) as error:
        raise BadSoundError(f"{text!r} can't be read: {error}.") from error
    raise BadSoundError(f"There is no file {text!r} in {Path.cwd()}.")
