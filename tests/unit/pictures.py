"""Pictures for tests, whose four colors show how they lie; with orientations, EXIF and color profiles."""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import Image as Pillow
from PIL import PngImagePlugin, features

KINDS = ["JPEG", "PNG", "WEBP", "TIFF", *(["AVIF"] if features.check("avif") else [])]
"""The formats with an orientation."""

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 220), (250, 250, 250)
CORNERS = (RED, GREEN, BLUE, WHITE)
"""The colors of an upright picture, row by row."""

_STORED = {
    1: lambda array: array,
    2: lambda array: array[:, ::-1],
    3: lambda array: array[::-1, ::-1],
    4: lambda array: array[::-1],
    5: lambda array: array.transpose(1, 0, 2),
    6: np.rot90,
    7: lambda array: array[::-1, ::-1].transpose(1, 0, 2),
    8: lambda array: np.rot90(array, -1),
}
"""How the pixels of an upright picture are stored in a file with each orientation."""


def four_colors(width: int = 80, height: int = 40) -> Pillow.Image:
    """Return an upright picture: a color in each corner."""
    array = np.empty((height, width, 3), dtype=np.uint8)
    for color, rows, columns in zip(CORNERS, (0, 0, 1, 1), (0, 1, 0, 1), strict=True):
        halves = [slice(0, None), slice(0, None)]
        halves[0] = slice(height // 2, None) if rows else slice(0, height // 2)
        halves[1] = slice(width // 2, None) if columns else slice(0, width // 2)
        array[halves[0], halves[1]] = color
    return Pillow.fromarray(array)


def stored(orientation: int, width: int = 80, height: int = 40) -> Pillow.Image:
    """Return the pixels that are upright once they are turned by this orientation."""
    array = _STORED[orientation](np.asarray(four_colors(width, height)))
    return Pillow.fromarray(np.ascontiguousarray(array))


def corners(image: Pillow.Image) -> list[tuple[int, ...]]:
    """Return the color in the middle of each quarter, row by row."""
    image = image.convert("RGB")
    places = [(x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]
    return [image.getpixel((int(x * image.width), int(y * image.height))) for x, y in places]


def exif_with(orientation: int) -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def xmp_with(orientation: int, quote: str = '"') -> bytes:
    said = f"tiff:Orientation={quote}{orientation}{quote}"
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" {said}/></rdf:RDF></x:xmpmeta>'
    ).encode()


def encoded(image: Pillow.Image, kind: str = "PNG", **options: object) -> bytes:
    raw = io.BytesIO()
    image.save(raw, kind, **options)
    return raw.getvalue()


def turned(kind: str, told: str, orientation: int, width: int = 80, height: int = 40) -> bytes:
    """Return a file that is upright once it is turned as its EXIF (or XMP, or both) tells."""
    exif, xmp = exif_with(orientation), xmp_with(orientation)
    options: dict[str, object] = {}
    if "exif" in told:
        options |= {"tiffinfo": {0x0112: orientation}} if kind == "TIFF" else {"exif": exif}
    if "xmp" in told and kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        options["pnginfo"] = text
    elif "xmp" in told and kind == "TIFF":
        options["tiffinfo"] = {700: xmp, **options.get("tiffinfo", {})}  # type: ignore[dict-item]
    elif "xmp" in told and kind != "JPEG":
        options["xmp"] = xmp
    if kind in ("JPEG", "WEBP", "AVIF"):
        options["quality"] = 92
    if kind == "AVIF":
        options["speed"] = 10
    file = encoded(stored(orientation, width, height), kind, **options)
    if "xmp" in told and kind == "JPEG":
        packet = b"http://ns.adobe.com/xap/1.0/\0" + xmp
        return file[:2] + b"\xff\xe1" + struct.pack(">H", len(packet) + 2) + packet + file[2:]
    return file


# --- Damaged EXIF ---------------------------------------------------------------------------------

HEAD = b"Exif\0\0"


def block(*entries: bytes, count: int | None = None, following: int = 0, order: str = "<") -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    number = len(entries) if count is None else count
    body = (
        struct.pack(order + "H", number) + b"".join(entries) + struct.pack(order + "I", following)
    )
    return HEAD + mark + struct.pack(order + "I", 8) + body


def entry(tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack("<HHII", tag, kind, count, value)


TURNED = entry(0x0112, 3, 1, 6)
DAMAGED = {
    "nothing": b"",
    "only its name": HEAD,
    "no mark of the byte order": HEAD + b"XX*\0" + bytes(20),
    "cut off in its head": block(TURNED)[:10],
    "cut off before its entries": block(TURNED)[:15],
    "cut off in an entry": block(TURNED)[:22],
    "no end": block(TURNED)[:-4],
    "more entries than there are": block(TURNED, count=9000),
    "a directory beyond its end": HEAD + b"II*\0" + struct.pack("<I", 99_999),
    "a directory that leads to itself": block(TURNED, following=8),
    "an orientation of 0": block(entry(0x0112, 3, 1, 0)),
    "an orientation of 9": block(entry(0x0112, 3, 1, 9)),
    "an orientation in words": block(entry(0x0112, 2, 4, int.from_bytes(b"six\0", "little"))),
    "an orientation in 32 bits": block(entry(0x0112, 4, 1, 6)),
    "an orientation in 8 bits": block(entry(0x0112, 1, 1, 6)),
    "two orientations in one": block(entry(0x0112, 3, 2, 6)),
    "an orientation elsewhere": block(entry(0x0112, 3, 900, 70_000)),
    "an orientation of an unknown kind": block(entry(0x0112, 77, 1, 6)),
    "an orientation that is a fraction by zero": block(entry(0x0112, 5, 1, 26)) + bytes(8),
    "other details beyond its end": block(TURNED, entry(0x8769, 4, 1, 77_777)),
    "details that are themselves": block(TURNED, entry(0x8769, 4, 1, 8)),
    "places that are words": block(TURNED, entry(0x8825, 2, 4, 0x20202020)),
    "noise": HEAD + bytes((37 * place) % 251 for place in range(400)),
    "its name twice": HEAD + block(TURNED),
    "the other byte order": block(struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0), order=">"),
}
"""EXIF that is damaged or odd, in many ways."""


# --- Color profiles -------------------------------------------------------------------------------


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _gamma(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"


def _profile(colors: bytes, space: bytes, tags: dict[bytes, bytes], kind: bytes = b"mntr") -> bytes:
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78)
    right = b"text\0\0\0\0none\0\0\0\0"
    all_tags = {b"desc": text, b"cprt": right, b"wtpt": _xyz(0.9642, 1, 0.8249), **tags}
    table, body = b"", b""
    start = 128 + 4 + 12 * len(all_tags)
    for name, data in all_tags.items():
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = start + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02400000, kind, colors, space)
    head += bytes(12) + b"acsp" + bytes(28)
    head += _fixed(0.9642) + _fixed(1) + _fixed(0.8249)
    head += bytes(128 - len(head))
    return head + struct.pack(">I", len(all_tags)) + table + body


def wide_gamut() -> bytes:
    """Return the profile of Adobe RGB (1998), which has greens that sRGB lacks."""
    tags = {
        b"rXYZ": _xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": _xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": _xyz(0.14919, 0.06322, 0.74457),
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _gamma(563 / 256))
    return _profile(b"RGB ", b"XYZ ", tags)


def linear_gray() -> bytes:
    """Return a profile of grays whose values are amounts of light."""
    return _profile(b"GRAY", b"XYZ ", {b"kTRC": _gamma(1)})


def gray_inks() -> bytes:
    """Return a profile in which each ink prints the same gray, and two of them print black."""
    ramp = bytes(range(256))
    light = (255, 128, 0, 0, 0)  # of none, one, two … inks
    nodes = b"".join(bytes([light[node.bit_count()], 128, 128]) for node in range(16))
    one = [65536 if place % 4 == 0 else 0 for place in range(9)]
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + struct.pack(">9i", *one)
    return _profile(b"CMYK", b"Lab ", {b"A2B0": table + 4 * ramp + nodes + 3 * ramp}, b"prtr")
