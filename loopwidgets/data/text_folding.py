"""Folds texts as people compare them: case, accents, width and white space make no difference.

It knows no items; ``core/search.py`` searches.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

LONGEST_PREVIEW = 120
"""Characters of a preview, by which a person recognizes an item in a list."""


def folded(text: str) -> str:
    """Return a text so that two texts become equal if a person takes them for the same.

    Case, accents, and Arabic or Hebrew vowel points make no difference. Nor do compatible forms (``ﬁ`` and
    ``fi``) or the amount of white space. Signs that make another letter (``が`` and ``か``) do.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text)
    return " ".join(_accents().sub("", apart).casefold().split())


def preview(text: str) -> str:
    """Return the beginning of a text on a single line, to recognize the text by."""
    line = " ".join(text[: 4 * LONGEST_PREVIEW].split())
    if len(line) <= LONGEST_PREVIEW:
        return line
    return f"{line[: LONGEST_PREVIEW - 1].rstrip()}…"


_NUKTA, _FIRST_POINT = 7, 10
"""Combining classes: the dot under Indic letters, and the first of the vowel points and accents."""


@cache
def _accents() -> re.Pattern[str]:
    """Return a pattern that finds the marks that a search ignores."""
    marks = [
        chr(code)
        for code in range(0x300, 0x20000)
        if (kind := unicodedata.combining(chr(code))) >= _FIRST_POINT or kind == _NUKTA
    ]
    return re.compile(f"[{''.join(marks)}]+")
