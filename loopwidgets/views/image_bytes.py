"""Turns images into bytes that browsers show: from a file's bytes, from Pillow or from an array.

``image_sources.py`` finds them. This is loaded with the first `loopwidgets.Image`, because Pillow takes a
while to load.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from loopwidgets.views.image_formats import missing_reader, register_rare
from loopwidgets.views.image_sources import AwayError, found
from loopwidgets.views.image_sources import BadImageError as _BadImageError
from loopwidgets.views.svg import is_svg, read_svg

WIDEST = 2048
"""The largest width and height in pixels to send at first; zooming in fetches the whole image."""

LARGEST_WHOLE = 40_000_000
"""The most pixels of an image that is sent whole; a larger image is scaled down to so many."""

HEAVIEST = 4_000_000
"""The most bytes of a file that is sent unchanged."""

_SHOWN_BY_BROWSERS = {"JPEG": b"\xff\xd9", "PNG": b"IEND", "WEBP": b"", "GIF": b";"}
"""The formats that are sent unchanged, and the ends of complete files.

A WebP file has its length instead.
"""


def encode(value: Any, *, whole: bool) -> tuple[dict[str, Any], str]:
    """Return the ``image``, its ``mime`` and size, and the problem with it, if any.

    ``image`` is None if there is no image that can be shown. Then ``away`` is true if its address could not
    be read: another try may succeed.
    """
    try:
        return _encode(found(value), whole=whole)
    except AwayError as error:
        return {"image": None, "away": True}, str(error)
    except _BadImageError as error:
        return {"image": None}, str(error)


def _encode(value: Any, *, whole: bool) -> tuple[dict[str, Any], str]:
    if isinstance(value, bytes):
        return _from_bytes(value, whole=whole)
    if isinstance(value, Pillow.Image):
        return _recoded(value, whole=whole)
    pixels, problem = _pixels(np.asarray(value))
    picture, other = _recoded(Pillow.fromarray(pixels), whole=whole)
    return picture, problem or other


def _from_bytes(raw: bytes, *, whole: bool) -> tuple[dict[str, Any], str]:
    if not raw:
        raise _BadImageError("This image is empty: 0 bytes.")
    try:
        if is_svg(raw):
            drawing, *size = read_svg(raw)
            return _picture(drawing, "image/svg+xml", *size), ""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            register_rare(raw)
            image = Pillow.open(io.BytesIO(raw))
            if _travels_as_it_is(image, raw, whole=whole):
                width, height = _upright_size(image)
                return _picture(raw, f"image/{str(image.format).lower()}", width, height), ""
            return _recoded(image, whole=whole)
    except UnidentifiedImageError:
        raise _BadImageError(missing_reader(raw) or "This is no image that can be read.") from None
    except Pillow.DecompressionBombError:
        raise _BadImageError("This image is too large to be opened: make it smaller.") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise _BadImageError(f"This image is damaged: {error}.") from error


def _travels_as_it_is(image: Pillow.Image, raw: bytes, *, whole: bool) -> bool:
    """Return whether a browser shows the file properly: it is small, complete and not animated."""
    end = _SHOWN_BY_BROWSERS.get(str(image.format))
    if end is None or image.mode in ("CMYK", "I", "I;16", "I;16B", "F"):
        return False
    if getattr(image, "n_frames", 1) > 1 or end not in raw[-32:]:
        return False
    if image.format == "WEBP" and len(raw) < 8 + int.from_bytes(raw[4:8], "little"):
        return False
    Pillow.open(io.BytesIO(raw)).verify()
    if whole:
        return image.width * image.height <= LARGEST_WHOLE
    return max(image.size) <= WIDEST and len(raw) <= HEAVIEST


def _upright_size(image: Pillow.Image) -> tuple[int, int]:
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else (image.width, image.height)


def _recoded(image: Pillow.Image, *, whole: bool) -> tuple[dict[str, Any], str]:
    """Return an image in a form for browsers: upright, in 8 bits, and no larger than necessary."""
    if 0 in image.size:
        raise _BadImageError(f"This image is empty: {image.width} by {image.height} pixels.")
    problem = ""
    if getattr(image, "n_frames", 1) > 1:
        problem = "This image is animated: its first frame is shown."
        image.seek(0)
    original = _upright_size(image)
    if not whole:
        image.draft(None, (WIDEST, WIDEST))  # a JPEG is read at the size that is needed
    upright = ImageOps.exif_transpose(image)
    fitting = _in_eight_bits(upright)
    limit = _limit(original, whole=whole)
    if max(fitting.size) > limit:
        fitting.thumbnail((limit, limit))
    raw = io.BytesIO()
    if "A" in fitting.mode or max(fitting.size) <= 256:
        fitting.save(raw, "PNG", compress_level=1)
        mime = "image/png"
    else:
        fitting.save(raw, "JPEG", quality=90)
        mime = "image/jpeg"
    picture = _picture(raw.getvalue(), mime, *original)
    picture["scaled"] = max(fitting.size) < max(original)
    return picture, problem


def _limit(size: tuple[int, int], *, whole: bool) -> int:
    if not whole:
        return WIDEST
    excess = size[0] * size[1] / LARGEST_WHOLE
    return max(size) if excess <= 1 else int(max(size) / excess**0.5)


def _in_eight_bits(image: Pillow.Image) -> Pillow.Image:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        pixels, _ = _pixels(np.asarray(image))
        return Pillow.fromarray(pixels)
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("L", "RGB", "RGBA", "LA"):
        return image.copy() if image.mode != "LA" else image.convert("RGBA")
    if image.mode in ("PA", "La", "RGBa"):
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def _pixels(array: npt.NDArray[Any]) -> tuple[npt.NDArray[np.uint8], str]:
    """Return an array in the form for Pillow, and the problem with it, if any."""
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 2, 3, 4):
        raise _BadImageError(
            f"This array makes no image: expected the shape (height, width) or (height, width, "
            f"channels) with 1 to 4 channels, got {array.shape}."
        )
    if array.size == 0:
        raise _BadImageError(f"This image is empty: an array of shape {array.shape}.")
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array), ""
    if array.dtype == bool:
        return array.astype(np.uint8) * 255, ""
    if not np.issubdtype(array.dtype, np.integer) and not np.issubdtype(array.dtype, np.floating):
        raise _BadImageError(
            f"This array makes no image: expected numbers, got dtype {array.dtype}."
        )
    values = array.astype(np.float64)
    finite = np.isfinite(values)
    if not finite.any():
        raise _BadImageError("This image is empty: not one of its values is a number.")
    problem = "" if finite.all() else "Some of this image's values are no numbers: shown as black."
    low, high = float(values[finite].min()), float(values[finite].max())
    if np.issubdtype(array.dtype, np.floating) and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    values = np.where(finite, (values - low) / ((high - low) or 1.0), 0.0)
    return np.rint(values * 255).astype(np.uint8), problem


def _picture(raw: bytes, mime: str, width: int, height: int) -> dict[str, Any]:
    return {"image": raw, "mime": mime, "width": width, "height": height, "scaled": False}
