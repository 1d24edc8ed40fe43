"""Knows files of images by their names and their first bytes, and what reads the rarer formats."""

from __future__ import annotations

import re
from importlib.util import find_spec

from loopwidgets.images.svg import is_svg

SUFFIXES = tuple(
    re.findall(
        r"\.\w+",
        ".apng .avif .bmp .dib .gif .heic .heif .hif .j2k .jfif .jp2 .jpe .jpeg .jpf .jpg .jpx .pbm .pgm "
        ".png .pnm .ppm .svg .tga .tif .tiff .webp",
    )
)
"""The endings of images."""

_BEGINNINGS = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",  # TIFF
    b"MM\0*",
    b"\0\0\0\x0cjP  \r\n\x87\n",  # JPEG 2000
    b"\xff\x4f\xff\x51",
)
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF = {b"avif", b"avis"}


def begins_like_an_image(raw: bytes) -> bool:
    """Return whether bytes begin like an image of a format that can be recognized so."""
    return (
        raw.startswith(_BEGINNINGS)
        or (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP")
        or (raw[:2] == b"BM" and int.from_bytes(raw[2:6], "little") == len(raw))
        or bool(_brands(raw) & (_HEIF | _AVIF))
        or (b"svg" in raw[:1000].lower() and is_svg(raw))
    )


def register_rare(raw: bytes) -> None:
    """Have Pillow read these bytes, if they need a library beside it, and that is installed."""
    if _is_heif(raw) and find_spec("pillow_heif"):
        from pillow_heif import register_heif_opener

        register_heif_opener()


def missing_reader(raw: bytes) -> str:
    """Return a sentence about the library that would read these bytes, or an empty text."""
    if _is_heif(raw) and not find_spec("pillow_heif"):
        return "This is a HEIC image, which needs pillow-heif: pip install pillow-heif"
    if _brands(raw) & _AVIF and not _reads("AVIF"):
        return "This is an AVIF image, which this Pillow can't read: pip install --upgrade pillow"
    return ""


def _reads(name: str) -> bool:
    from PIL import Image

    Image.init()
    return name in Image.OPEN


def _is_heif(raw: bytes) -> bool:
    brands = _brands(raw)
    return bool(brands & _HEIF) and not brands & _AVIF


def _brands(raw: bytes) -> set[bytes]:
    """Return the formats that a file of the HEIF family declares; none for other files."""
    if raw[4:8] != b"ftyp":
        return set()
    length = min(int.from_bytes(raw[:4], "big"), 256)
    return {raw[8:12], *(raw[at : at + 4] for at in range(16, length, 4))}
