"""Turns images into bytes that browsers show: from a file's bytes, from Pillow or from an array.

``image_sources.py`` finds them. This is loaded with the first `loopwidgets.Image`, because Pillow takes a
while to load.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from loopwidgets.images.image_bare import bare
from loopwidgets.images.image_colors import in_srgb, plain
from loopwidgets.images.image_formats import missing_reader, register_rare
from loopwidgets.images.image_pages import is_animated, turned_to
from loopwidgets.images.image_sources import AwayError, BadImageError, found
from loopwidgets.images.image_stretch import Stretched, Window, stretched
from loopwidgets.images.image_upright import is_upright_in_browsers, upright, upright_size
from loopwidgets.images.pillow_images import is_closed
from loopwidgets.images.svg import is_svg, read_svg

WIDEST = 2048
"""The largest width and height in pixels to send at first; zooming in fetches the whole image."""

LARGEST_WHOLE = 40_000_000
"""The most pixels of an image that is sent whole; a larger image is scaled down to so many."""

HEAVIEST = 4_000_000
"""The most bytes of a file that is sent unchanged."""

_SHOWN_BY_BROWSERS = {
    "JPEG": b"\xff\xd9",
    "MPO": b"\xff\xd9",
    "PNG": b"IEND",
    "WEBP": b"",
    "GIF": b";",
}
"""The formats that are sent unchanged, and the ends of complete files.

A WebP file has its length instead. MPO is JPEG with further pictures behind the photograph.
"""

_DEEP = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")
"""The modes with more than 8 bits."""

_NODATA = 42113
"""The tag of a TIFF that holds the value of pixels without a value."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The form in which an image is wanted.

    Parameters
    ----------
    whole
        True for full resolution.
    page
        The page, from 0.
    window
        The values to show as black and as white; None for the values that nearly all pixels have.
    """

    whole: bool = False
    page: int = 0
    window: Window | None = None


def encode(value: Any, wish: Wish) -> tuple[dict[str, Any], str]:
    """Return the ``image``, its ``mime``, its size and more, and the problem with it, if any.

    ``image`` is None if there is no image that can be shown. Then ``away`` is true if its address could not
    be read: another try may succeed.
    """
    try:
        with _problems_in_words():
            here = found(value)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Pillow warns of large and of damaged files
                return _encode(here, wish)
    except AwayError as error:
        return {"image": None, "away": True}, str(error)
    except BadImageError as error:
        return {"image": None}, str(error)


def picture_in(sent: bytes) -> Pillow.Image:
    """Return the picture in the bytes that `encode` made as browsers show it: upright, in RGB."""
    picture, _ = upright(Pillow.open(io.BytesIO(sent)))
    return in_srgb(plain(picture)).convert("RGB")


@contextmanager
def _problems_in_words() -> Iterator[None]:
    try:
        yield
    except BadImageError:
        raise
    except UnidentifiedImageError:
        raise BadImageError("This is no image that can be read.") from None
    except Pillow.DecompressionBombError:
        raise BadImageError("This image is too large to be opened: make it smaller.") from None
    except Exception as error:  # Pillow raises anything for damaged files
        words = str(error) or type(error).__name__
        raise BadImageError(f"This image is damaged: {words}.") from error


def _encode(value: Any, wish: Wish) -> tuple[dict[str, Any], str]:
    if isinstance(value, bytes):
        return _from_bytes(value, wish)
    if isinstance(value, Pillow.Image):
        return _from_pillow(value, wish)
    return _from_array(value, wish), ""


def _from_bytes(raw: bytes, wish: Wish) -> tuple[dict[str, Any], str]:
    if not raw:
        raise BadImageError("This image is empty: 0 bytes.")
    if is_svg(raw):
        drawing, *size = read_svg(raw)
        return _picture(drawing, "image/svg+xml", *size), ""
    image, raw = _opened(raw)
    if _travels_as_it_is(image, raw, whole=wish.whole):
        mime = "jpeg" if image.format == "MPO" else str(image.format).lower()
        return _picture(raw, f"image/{mime}", *upright_size(image)), ""
    return _recoded(image, wish, room=None if wish.whole else WIDEST)


def _opened(raw: bytes) -> tuple[Pillow.Image, bytes]:
    """Return an image and its file: without what is beside its pixels, if it can't be opened with it."""
    register_rare(raw)
    try:
        return Pillow.open(io.BytesIO(raw)), raw
    except Exception:
        if missing := missing_reader(raw):
            raise BadImageError(missing) from None
        pixels = bare(raw)
        if pixels is None:
            raise
        return Pillow.open(io.BytesIO(pixels)), pixels


def _travels_as_it_is(image: Pillow.Image, raw: bytes, *, whole: bool) -> bool:
    """Return whether a browser shows the file properly: it is small, complete, upright and not animated."""
    end = _SHOWN_BY_BROWSERS.get(str(image.format))
    if end is None or end not in raw[-32:] or image.mode in ("CMYK", *_DEEP):
        return False
    if image.format == "WEBP" and len(raw) < 8 + int.from_bytes(raw[4:8], "little"):
        return False
    if is_animated(image) or not is_upright_in_browsers(image):
        return False
    if not _is_whole(raw):
        return False
    if whole:
        return image.width * image.height <= LARGEST_WHOLE
    return max(image.size) <= WIDEST and len(raw) <= HEAVIEST


def _is_whole(raw: bytes) -> bool:
    """Return False if what is beside the pixels is damaged; raise if the pixels are."""
    try:
        Pillow.open(io.BytesIO(raw)).verify()
    except Exception:
        pixels = bare(raw)
        if pixels is None:
            raise
        Pillow.open(io.BytesIO(pixels)).verify()
        return False
    return True


def _from_pillow(image: Pillow.Image, wish: Wish) -> tuple[dict[str, Any], str]:
    try:
        return _recoded(image, wish)
    except Exception:
        if is_closed(image):
            raise BadImageError(
                "This image was closed before it was shown: give its path, or leave it open."
            ) from None
        raise


def _recoded(
    image: Pillow.Image, wish: Wish, *, room: int | None = None
) -> tuple[dict[str, Any], str]:
    """Return an image in a form for browsers: upright, in 8 bits of sRGB, and no larger than necessary."""
    if 0 in image.size:
        raise BadImageError(f"This image is empty: {image.width} by {image.height} pixels.")
    page, pages = turned_to(image, wish.page)
    nodata = _nodata_of(image)
    picture, size = upright(image, room)
    deep = None
    if picture.mode in _DEEP:
        deep = _stretched(np.asarray(picture), wish, nodata)
        picture = Pillow.fromarray(deep.pixels)
    content = _sent(picture, size, wish) | _told(deep) | {"page": page, "pages": pages}
    problem = "This image is animated: its first frame is shown." if is_animated(image) else ""
    return content, problem


def _nodata_of(image: Pillow.Image) -> float | None:
    """Return the value of pixels without a value, if the file declares it."""
    try:
        return float(image.tag_v2[_NODATA].strip(" \0"))  # type: ignore[attr-defined]
    except (AttributeError, KeyError, ValueError):
        return None


def _from_array(value: Any, wish: Wish) -> dict[str, Any]:
    array = _numbers(value)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 2, 3, 4):
        raise BadImageError(
            f"This array makes no image: expected the shape (height, width) or (height, width, "
            f"channels) with 1 to 4 channels, got {array.shape}."
        )
    if array.size == 0:
        raise BadImageError(f"This image is empty: an array of shape {array.shape}.")
    if array.dtype.kind not in "buif":
        raise BadImageError(
            f"This array makes no image: expected numbers, got dtype {array.dtype}."
        )
    made = _stretched(array, wish)
    picture = Pillow.fromarray(made.pixels)
    return _sent(picture, picture.size, wish) | _told(made)


def _numbers(value: Any) -> npt.NDArray[Any]:
    """Return an array; NaN stands for what is masked."""
    if not isinstance(value, np.ma.MaskedArray) or value.dtype.kind not in "iuf":
        return np.asarray(value)
    wide = np.asarray(value.data, np.result_type(value.dtype, np.float32))
    return np.where(np.ma.getmaskarray(value), np.nan, wide)


def _stretched(array: npt.NDArray[Any], wish: Wish, nodata: float | None = None) -> Stretched:
    try:
        return stretched(array, nodata=nodata, window=wish.window)
    except ValueError as error:
        raise BadImageError(f"This image is empty: {error}.") from error


def _told(made: Stretched | None) -> dict[str, Any]:
    """Return the words and values of a stretched image for the page."""
    if made is None:
        return {}
    window = None if made.window is None else {"shown": made.window, "all": made.limits}
    return {"note": made.words, "window": window}


def _sent(picture: Pillow.Image, size: tuple[int, int], wish: Wish) -> dict[str, Any]:
    """Return a picture as the file that is sent; ``size`` is its full size."""
    fitting = plain(picture)
    limit = _limit(size, whole=wish.whole)
    if max(fitting.size) > limit:
        fitting = fitting.copy()
        fitting.thumbnail((limit, limit))
    bare = in_srgb(fitting).copy()
    bare.info = {}  # its orientation, profile and texts are no longer true, or private
    raw = io.BytesIO()
    if bare.mode == "RGBA" or max(bare.size) <= 256:
        bare.save(raw, "PNG", compress_level=1)
        mime = "image/png"
    else:
        bare.save(raw, "JPEG", quality=90)
        mime = "image/jpeg"
    scaled = max(bare.size) < max(size)
    return _picture(raw.getvalue(), mime, *size) | {"scaled": scaled}


def _limit(size: tuple[int, int], *, whole: bool) -> int:
    if not whole:
        return WIDEST
    excess = size[0] * size[1] / LARGEST_WHOLE
    return max(size) if excess <= 1 else int(max(size) / excess**0.5)


def _picture(raw: bytes, mime: str, width: int, height: int) -> dict[str, Any]:
    return {"image": raw, "mime": mime, "width": width, "height": height, "scaled": False}
