"""Shows a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.lib.missing import is_missing
from loopwidgets.views.captioned import CaptionedView
from loopwidgets.views.view import Payload, in_lines, readable, sendable

LONGEST = 1_000_000
"""The most characters of a text that are sent to the browser; a longer text is cut."""
MOST_MARKS = 2_000
"""The most matches that are marked in a text: more would slow the page down, and help nobody."""


@names_its_arguments
class Text(CaptionedView):
    """Show a text in any script. Line breaks are kept, and long texts scroll.

    A line breaks where `str.splitlines` breaks it, and each line has its own direction.

    Parameters
    ----------
    column
        The column of the text; the column of ``show`` when not given.
    caption
        A column, or a list of columns, to show in a short line above the text, such as its source.
    highlight
        A regular expression. The first 2,000 matches in a text are marked.

    Raises
    ------
    InputError
        If ``highlight`` is no regular expression.
    """

    kind: ClassVar[str] = "text"
    surface: ClassVar[str] = "text"

    def __init__(
        self,
        column: str | None = None,
        *,
        caption: str | Sequence[str] | None = None,
        highlight: str | re.Pattern[str] | None = None,
    ) -> None:
        super().__init__(column, caption)
        if isinstance(getattr(highlight, "pattern", highlight), bytes):
            raise InputError(f"highlight: expected a text, not bytes, got {highlight!r}")
        try:
            self.highlight = re.compile(highlight) if highlight else None
        except (re.error, TypeError) as error:
            raise InputError(
                f"highlight: expected a regular expression, got {highlight!r}: {error}"
            ) from error

    def check(self, shown: Sequence[Any]) -> None:
        """Raise for several columns; the message offers the caption for the others."""
        if len(shown) != 1:
            raise InputError(
                f"show: a text is one column, got {list(shown)}; for the others above it: "
                f"{self.captioned(shown)}"
            )

    def payload(
        self,
        shown: tuple[Any, ...],
        row: Mapping[str, Any],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Payload:
        """Return ``{"segments": [[text, matched]], "caption": text}``."""
        caption = sendable(self.caption_of(row))
        (value,) = shown
        if is_missing(value):
            content = {"segments": [], "caption": caption}
            return Payload(content, "This item is empty: there is no text in it.")
        text = value if isinstance(value, str) else readable(value)
        problem = ""
        if len(text) > LONGEST:
            problem = (
                f"This text is too long to show whole: {len(text):,} characters. "
                f"This is its beginning."
            )
            text = text[: LONGEST // 10]
        elif _has_unsendable(text):
            problem = (
                "Some of its characters are no text (NUL or half a pair): they are shown as �."
            )
        elif not text.strip():
            problem = "This text is empty." if not text else "This text is only white space."
        segments = [[sendable(part), int(marked)] for part, marked in self._split(text)]
        return Payload({"segments": segments, "caption": caption}, problem)

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the text, and the caption after it."""
        (value,) = shown
        text = value if isinstance(value, str) else readable(value)
        return f"{text}\n{self.caption_of(row)}" if self.caption else text

    def _split(self, text: str) -> list[tuple[str, bool]]:
        lines = in_lines(text)
        if self.highlight is None:
            return [(lines, False)] if lines else []
        parts: list[tuple[str, bool]] = []
        end = 0
        found = (match for match in self.highlight.finditer(text) if match.group())
        for match in islice(found, MOST_MARKS):
            if match.start() > end:
                parts.append((lines[end : match.start()], False))
            parts.append((lines[match.start() : match.end()], True))
            end = match.end()
        if end < len(text):
            parts.append((lines[end:], False))
        return parts


def _has_unsendable(text: str) -> bool:
    """Return whether the text has a character that can't be sent: NUL, or half of a surrogate pair."""
    return sendable(text) != text
