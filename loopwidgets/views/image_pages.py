"""Tells the pages of an image from the frames of an animation, and from other pictures in its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PIL import Image as Pillow

_ANIMATED = ("GIF", "PNG", "WEBP", "AVIF", "FLI")
_PAGED = ("TIFF", "DCX")
"""The formats of pages. In any other format (MPO, PSD, …) the picture that opens is the photograph."""

_KIND = 254
_SMALLER, _MASK = 1, 4
"""Bits of the tag `_KIND` in TIFF: the picture is a smaller copy of another picture, or a mask."""


def is_animated(image: Pillow.Image) -> bool:
    """Return whether an image is the first of several frames that follow each other in time."""
    return image.format in _ANIMATED and image.tell() == 0 and _frames_in(image) > 1


@contextmanager
def opened_at(image: Pillow.Image, page: int) -> Iterator[tuple[int, int]]:
    """Turn an image to a page; yield the page and the number of pages.

    Afterwards the image is at its first page, as before. A page beyond the last is the last. An image that
    the caller turned shows that page, and has no others.
    """
    if image.tell() > 0:
        yield 0, 1
        return
    pages = _pages_of(image)
    page = min(page, len(pages) - 1)
    try:
        if len(pages) > 1:
            image.seek(pages[page])
        yield page, len(pages)
    finally:
        with suppress(Exception):
            image.seek(0)


def _pages_of(image: Pillow.Image) -> list[int]:
    """Return the places of an image's pages in its file."""
    count = _frames_in(image) if image.format in _PAGED else 1
    return [place for place in range(count) if count == 1 or _is_page(image, place)] or [0]


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
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception:  # noqa: BLE001 - the first picture may be good
        return 1
