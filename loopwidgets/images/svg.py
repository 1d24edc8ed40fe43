"""Recognizes SVG files among images, and checks their size and that they can be drawn.

Nothing here draws SVG. The browser draws it as an image, in which no script runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

HEAVIEST = 10_000_000
"""The most bytes of a drawing that is sent to the browser."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_BEGINNING = re.compile(
    rb"^(\xef\xbb\xbf)?\s*<(svg|[a-z]+:svg|\?xml|!DOCTYPE\s+svg|!--)", re.IGNORECASE
)
_WIDE_BEGINNINGS = (b"\xff\xfe<\0", b"\xfe\xff\0<")
"""The first bytes of XML in UTF-16."""

_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}
_LENGTH = re.compile(r"\s*([^a-z%]+(?:e[+-]?\d+)?)\s*([a-z]*)\s*", re.IGNORECASE)
_LONGEST = 50
_LARGEST = 1e6
_UNSIZED = (300.0, 150.0)
"""The width and height that browsers give to a drawing without a size."""


def is_svg(raw: bytes) -> bool:
    """Return whether these bytes begin like an SVG file."""
    return _BEGINNING.match(raw[:200]) is not None or raw.startswith(_WIDE_BEGINNINGS)


def read_svg(raw: bytes) -> tuple[bytes, int, int]:
    """Return an SVG in UTF-8, with its width and height in pixels.

    Raises
    ------
    ValueError
        If the SVG can't be drawn. The message gives the reason.
    """
    if len(raw) > HEAVIEST:
        raise ValueError(
            f"{len(raw) / 1e6:.0f} MB of SVG, expected at most {HEAVIEST / 1e6:.0f} MB"
        )
    root: list[tuple[str, dict[str, str]]] = []
    encoding = "utf-8"

    def begun(name: str, attributes: dict[str, str]) -> None:
        if not root:
            root.append((name, attributes))

    def declared(_version: str, given: str | None, _standalone: int) -> None:
        nonlocal encoding
        encoding = given or encoding

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begun
    parser.XmlDeclHandler = declared
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(str(error)) from error
    name, attributes = root[0]
    if name != f"{_NAMESPACE} svg":
        if name.rpartition(" ")[2] == "svg":
            raise ValueError(f'its first tag lacks xmlns="{_NAMESPACE}"')
        raise ValueError(f"expected SVG, got <{name.rpartition(' ')[2]}>")
    if raw.startswith(_WIDE_BEGINNINGS):
        encoding = "utf-16"
    width, height = _size(attributes)
    return raw.decode(encoding).encode(), max(1, round(width)), max(1, round(height))


def _size(attributes: Mapping[str, str]) -> tuple[float, float]:
    """Return width and height in pixels; a missing size follows from the view box."""
    width, height = _length(attributes.get("width", "")), _length(attributes.get("height", ""))
    if width and height:
        return width, height
    box = [_number(part) for part in re.split(r"[\s,]+", attributes.get("viewBox", "").strip())]
    if len(box) != 4 or not box[2] or not box[3]:
        return width or _UNSIZED[0], height or _UNSIZED[1]
    if width or height:
        return width or height * box[2] / box[3], height or width * box[3] / box[2]
    return box[2], box[3]


def _length(text: str) -> float:
    """Return a length in pixels; 0 for a length that depends on the page, or for no length."""
    found = _LENGTH.fullmatch(text) if len(text) <= _LONGEST else None
    return _number(found[1]) * _PIXELS.get(found[2].lower(), 0) if found else 0.0


def _number(text: str) -> float:
    """Return a number that can be a width; 0 for any other text."""
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0 < number <= _LARGEST else 0.0
