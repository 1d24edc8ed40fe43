"""Turns pictures upright, so that the size and the pixels of an image come from the same picture.

The orientation is in EXIF, or else in XMP. All browsers read EXIF in JPEG, some in other formats, and none
reads XMP. Pillow turns TIFF by itself.
"""

from __future__ import annotations

import io
import re
import warnings

from PIL import Image as Pillow
from PIL import JpegImagePlugin, TiffImagePlugin, TiffTags

_TAG = 0x0112
_HEAD = b"Exif\0\0"
_IN_XMP = re.compile(rb"""tiff:Orientation(?:\s*=\s*["']|>)\s*([1-8])\b""")
_TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
_SIDEWAYS = 5
"""From this orientation on, width and height change places."""


def upright(image: Pillow.Image, room: int | None = None) -> tuple[Pillow.Image, tuple[int, int]]:
    """Return the loaded picture as it is meant to be seen, and its full size.

    Parameters
    ----------
    image
        An image that may not be loaded yet.
    room
        The pixels, in each direction, that are needed. A JPEG may then be loaded in a smaller size, which
        changes ``image``.
    """
    stored = image.size
    is_smaller = room is not None and image.draft(None, (room, room)) is not None
    before = _in_exif(image)
    image.load()
    is_turned = before is not None and _in_exif(image) is None
    orientation = 1 if is_turned else orientation_of(image)
    if orientation > 1:
        image = image.transpose(_TURNS[orientation])
    if not is_smaller:
        return image, image.size
    return image, stored[::-1] if orientation >= _SIDEWAYS else stored


def upright_size(image: Pillow.Image) -> tuple[int, int]:
    """Return the size of the upright picture, without loading it."""
    return image.size[::-1] if orientation_of(image) >= _SIDEWAYS else image.size


def orientation_of(image: Pillow.Image) -> int:
    """Return how the pixels of an image lie, from 1 to 8 as in EXIF; 1 is upright."""
    return _in_exif(image) or _in_xmp(image) or 1


def is_upright_in_browsers(image: Pillow.Image) -> bool:
    """Return whether all browsers show the image's file as `upright` does, without doubt."""
    orientation = orientation_of(image)
    exif = image.info.get("exif")
    if not exif:
        return orientation == 1
    is_heeded = orientation == 1 or isinstance(image, JpegImagePlugin.JpegImageFile)
    return is_heeded and _read_strictly(exif) == orientation


def _read_strictly(exif: bytes) -> int | None:
    """Return the orientation in EXIF as the strictest reader finds it; None if anything is damaged or odd."""
    exif = exif.removeprefix(_HEAD)
    if _HEAD in exif:
        return None
    file = io.BytesIO(exif)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            directory = TiffImagePlugin.ImageFileDirectory_v2(file.read(8))
            file.seek(directory.next)
            directory.load(file)
            found = directory.get(_TAG, 1)
    except Exception:  # noqa: BLE001 - a damaged block can raise anything
        return None
    is_short = directory.tagtype.get(_TAG, TiffTags.SHORT) == TiffTags.SHORT
    return found if is_short and found in range(1, 9) else None


def _in_exif(image: Pillow.Image) -> int | None:
    try:
        found = image.getexif().get(_TAG)
    except Exception:  # noqa: BLE001 - a damaged block can raise anything
        return None
    return next((each for each in range(1, 9) if found == each), None)


def _in_xmp(image: Pillow.Image) -> int | None:
    for name in ("xmp", "XML:com.adobe.xmp"):
        told = image.info.get(name, b"")
        told = told.encode() if isinstance(told, str) else told
        found = _IN_XMP.search(told) if isinstance(told, bytes) else None
        if found:
            return int(found[1])
    return None
