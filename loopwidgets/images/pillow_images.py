"""Finds the file behind a Pillow image, so that an image that was opened is not loaded before it is shown.

Pillow loads the pixels of an image when it is asked for almost anything, and keeps them.
"""

from __future__ import annotations

import io
import sys
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

if TYPE_CHECKING:
    from PIL.Image import Image

_TURNING = ("TIFF", "DCX", "GIF")
"""Formats in which counting the pictures turns the image, which loses what was drawn on it."""

_reading = threading.Lock()
"""Held while a caller's open file is read: it has a single place."""


class Opened(NamedTuple):
    """The file that an image shows."""

    raw: bytes
    frame: int


def is_pillow(value: Any) -> TypeGuard[Image]:
    """Return whether a value is a Pillow image; neither loads it, nor imports Pillow."""
    pillow = sys.modules.get("PIL.Image")
    return pillow is not None and isinstance(value, pillow.Image)


def frame_of(image: Image) -> int:
    """Return the place of the picture in its file that an image is turned to; 0 is the first."""
    try:
        return max(0, int(image.tell()))
    except Exception:  # noqa: BLE001 - it came from another process, and has no file
        return 0


def is_closed(image: Image) -> bool:
    """Return whether an image was closed before it was loaded."""
    file = getattr(image, "fp", None)
    return not _is_loaded(image) and (file is None or file.closed)


def file_of(image: Image) -> Opened | None:
    """Return the file that an image was opened from by its path; None if the image shows anything else.

    A loaded image is compared with its file, because it may have been drawn on. Its own file's key is
    therefore the same before and after it was loaded.
    """
    if not getattr(image, "filename", ""):
        return None
    try:
        file = Opened(_path_of(image).read_bytes(), frame_of(image))
        return file if _shows(image, file) else None
    except Exception:  # noqa: BLE001 - a file that is gone or was rewritten, and all that Pillow raises
        return None


def shown(image: Image) -> Image | bytes:
    """Return the file of an image, or an image like it that can be loaded: the caller's stays as it is.

    An image that the caller turned to a page, or drew on, is that picture alone.
    """
    if _is_loaded(image) and image.format not in _TURNING:
        return image
    file = file_of(image) or open_file_of(image)
    if file is None:
        return image.copy() if _is_loaded(image) else image
    return _opened(file) if file.frame else file.raw


def apart(image: Image) -> Image:
    """Return an image like this that can be loaded: the caller's stays as it is."""
    held = None if _is_loaded(image) else open_file_of(image)
    return image if held is None else _opened(held)


def as_path(image: Image) -> Image | bytes | str:
    """Return an image in the form in which another process gets it: its path where that is enough."""
    if _is_loaded(image):
        return image
    file = file_of(image)
    return shown(image) if file is None or file.frame else str(_path_of(image).absolute())


def open_file_of(image: Image) -> Opened | None:
    """Return the file that an image holds open, such as bytes in memory; None if it shows anything else."""
    # Once it is loaded, Pillow keeps only the file of several pictures, by another name.
    held: Any = getattr(image, "_fp" if _is_loaded(image) else "fp", None)
    try:
        with _reading:
            place = held.tell()
            held.seek(0)
            raw = held.read()
            held.seek(place)
        file = Opened(raw, frame_of(image))
        return file if _shows(image, file) else None
    except Exception:  # noqa: BLE001 - it is closed, or not made for this
        return None


def _opened(file: Opened) -> Image:
    from PIL import Image as Pillow

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Pillow.open(io.BytesIO(file.raw))
        if file.frame:
            image.seek(file.frame)
    return image


def _shows(image: Image, file: Opened) -> bool:
    """Return whether an image is as its file; an image that is not loaded can't differ in its pixels."""
    other = _opened(file)
    is_loaded = _is_loaded(image)
    if is_loaded:
        other.load()
    if (image.size, image.mode) != (other.size, other.mode):
        return False
    return not is_loaded or (
        image.getpalette() == other.getpalette() and image.tobytes() == other.tobytes()
    )


def _path_of(image: Any) -> Path:
    return Path(image.filename if isinstance(image.filename, str) else image.filename.decode())


def _is_loaded(image: Image) -> bool:
    """Return whether an image holds its pixels: not if it was only opened, or closed since."""
    if getattr(image, "tile", None):
        return False
    held = vars(image).get("_im", vars(image).get("im"))
    return held is not None and type(held).__name__ != "DeferredError"
