"""Texts as people compare them: whatever their case, accents, width and white space.

It knows no items; who looks for what is told in ``core/search.py``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

LONGEST_PREVIEW = 120
"""Characters by which an item is recognized in a list."""


def folded(text: str) -> str:
    """Return a text so that two that a person takes for the same are equal.

    Case, accents and Arabic or Hebrew vowel points, compatible forms (``ﬁ`` and ``fi``) and how much
    white space there is make no difference; signs that make another letter (``が`` and ``か``) do.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text)
    return " ".join(_accents().sub("", apart).casefold().split())


def preview(text: str) -> str:
    """Return the beginning of a text on one line, to recognize it by."""
    line = " ".join(text[: 4 * LONGEST_PREVIEW].split())
    if len(line) <= LONGEST_PREVIEW:
        return line
    return f"{line[: LONGEST_PREVIEW - 1].rstrip()}…"


_NUKTA, _FIRST_POINT = 7, 10
"""Combining classes: the dot under Indic letters, and the first of the vowel points and accents."""


@cache
def _accents() -> re.Pattern[str]:
    """Return what finds the marks that a search looks past."""
    marks = [
        chr(code)
        for code in range(0x300, 0x20000)
        if (kind := unicodedata.combining(chr(code))) >= _FIRST_POINT or kind == _NUKTA
    ]
    return re.compile(f"[{''.join(marks)}]+")
