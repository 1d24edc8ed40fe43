"""Removes what is beside the pixels of a file: EXIF, profile, texts.

Damage to these can keep Pillow from opening the file.
"""

from __future__ import annotations

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_TRANSPARENCY = b"tRNS"
_SCAN = b"\xda"
_COMMENT = 0xFE
_BESIDE = range(0xE0, 0xF0)
"""The marks of segments that belong to programs."""


def bare(raw: bytes) -> bytes | None:
    """Return a PNG or JPEG with its pixels alone; None for any other format."""
    if raw.startswith(_PNG):
        return _bare_png(raw)
    return _bare_jpeg(raw) if raw.startswith(_JPEG) else None


def _bare_png(raw: bytes) -> bytes:
    kept, place = [_PNG], len(_PNG)
    while place < len(raw):
        name = raw[place + 4 : place + 8]
        end = place + 12 + int.from_bytes(raw[place : place + 4])
        if name[:1].isupper() or name == _TRANSPARENCY:  # what a reader needs has a capital
            kept.append(raw[place:end])
        place = end
    return b"".join(kept)


def _bare_jpeg(raw: bytes) -> bytes:
    kept, place = [_JPEG], len(_JPEG)
    while raw[place : place + 1] == b"\xff" and raw[place + 1 : place + 2] not in (b"", _SCAN):
        mark = raw[place + 1]
        end = place + 2 + int.from_bytes(raw[place + 2 : place + 4])
        if mark not in _BESIDE and mark != _COMMENT:
            kept.append(raw[place:end])
        place = end
    return b"".join([*kept, raw[place:]])
