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


def file_of(image: Image) -> Opened | None:
    """Return the file that an image was opened from by its path; None if the image shows anything else.

    A loaded image is compared with its file, because it may have been drawn on. Its own file's key is
    therefore the same before and after it was loaded.
    """
    if not getattr(image, "filename", ""):
        return None
    try:
        file = Opened(_path_of(image).read_bytes(), _frame_of(image))
        if _is_loaded(image):
            return file if _is_same(image, _opened(file)) else None
        shown = _opened(file)
        is_whole = (shown.size, shown.mode) == (image.size, image.mode)
    except Exception:  # noqa: BLE001 - a file that is gone or was rewritten, and all that Pillow raises
        return None
    return file if is_whole else None


def shown(image: Image) -> Image | bytes:
    """Return the file of an image, or an image like it that can be loaded: the caller's stays as it is.

    If the caller turned to a page, it is that page alone.
    """
    if _is_loaded(image):
        return _page(image) if _frame_of(image) else image
    file = file_of(image) or open_file_of(image)
    if file is None:
        return image
    return _page(_opened(file)) if file.frame else file.raw


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
    """Return the file that an image holds open, such as bytes in memory; None if it holds none."""
    file: Any = getattr(image, "fp", None)
    try:
        with _reading:
            place = file.tell()
            file.seek(0)
            raw = file.read()
            file.seek(place)
        opened = Opened(raw, _frame_of(image))
        like = _opened(opened)
    except Exception:  # noqa: BLE001 - it is closed, or not made for this
        return None
    return opened if (like.size, like.mode) == (image.size, image.mode) else None


def _opened(file: Opened) -> Image:
    from PIL import Image as Pillow

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Pillow.open(io.BytesIO(file.raw))
        if file.frame:
            image.seek(file.frame)
    return image


def _page(image: Image) -> Image:
    """Return the page of an image that is in front, alone and upright."""
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)


def _path_of(image: Any) -> Path:
    return Path(image.filename if isinstance(image.filename, str) else image.filename.decode())


def _frame_of(image: Image) -> int:
    return int(image.tell())


def _is_loaded(image: Image) -> bool:
    """Return whether an image holds its pixels: not if it was only opened, or closed since."""
    if getattr(image, "tile", None):
        return False
    held = vars(image).get("_im", vars(image).get("im"))
    return held is not None and type(held).__name__ != "DeferredError"


def _is_same(image: Image, file: Image) -> bool:
    file.load()
    return (
        (image.size, image.mode) == (file.size, file.mode)
        and image.getpalette() == file.getpalette()
        and image.tobytes() == file.tobytes()
    )
