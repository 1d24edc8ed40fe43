"""Tells the pages of an image from the frames of an animation, and from other pictures in its file."""

from __future__ import annotations

from PIL import Image as Pillow

from loopwidgets.images.pillow_images import frame_of

_ANIMATED = ("GIF", "PNG", "WEBP", "AVIF", "FLI")
_PAGED = ("TIFF", "DCX")
"""The formats of pages. In any other format (MPO, PSD, …) the picture that opens is the photograph."""

_KIND = 254
_SMALLER, _MASK = 1, 4
"""Bits of the tag `_KIND` in TIFF: the picture is a smaller copy of another picture, or a mask."""


def is_animated(image: Pillow.Image) -> bool:
    """Return whether an image is the first of several frames that follow each other in time."""
    return image.format in _ANIMATED and _frames_in(image) > 1


def turned_to(image: Pillow.Image, page: int) -> tuple[int, int]:
    """Turn an opened image to a page; return the page and the number of pages.

    A page beyond the last is the last. An image that was turned before to a later picture has that page
    alone.
    """
    count = _frames_in(image) if image.format in _PAGED else 1
    if count == 1:
        return 0, 1
    pages = [place for place in range(count) if _is_page(image, place)] or [0]
    page = min(page, len(pages) - 1)
    image.seek(pages[page])
    return page, len(pages)


def _is_page(image: Pillow.Image, place: int) -> bool:
    if image.format != "TIFF":
        return True
    try:
        image.seek(place)
        kind = image.tag_v2.get(_KIND, 0)  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001 - a damaged page says so when a person turns to it
        return True
    return not (isinstance(kind, int) and kind & (_SMALLER | _MASK))


def _frames_in(image: Pillow.Image) -> int:
    if frame_of(image):
        return 1
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception:  # noqa: BLE001 - the first picture may be good
        return 1
