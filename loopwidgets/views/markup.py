"""Shows a column of texts with markup. The page removes all that could run or reach outside of the item."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from loopwidgets.errors import InputError
from loopwidgets.lib.missing import is_missing
from loopwidgets.views.captioned import CaptionedView
from loopwidgets.views.view import Payload, readable, sendable

LONGEST = 1_000_000
"""The most characters of a source that are sent to the browser; a longer source is cut."""

_UNREAD = frozenset({"script", "style", "template", "title", "noscript"})
_APART = frozenset(
    [
        *(
            "address",
            "article",
            "blockquote",
            "br",
            "dd",
            "div",
            "dt",
            "figcaption",
            "footer",
            "h1",
        ),
        *(
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "p",
            "pre",
            "section",
            "td",
            "th",
            "tr",
        ),
    ]
)


class MarkupView(CaptionedView):
    """The way to show a column of texts with markup."""

    def __init__(
        self, column: str | None = None, *, caption: str | Sequence[str] | None = None
    ) -> None:
        super().__init__(column, caption)

    def check(self, shown: Sequence[Any]) -> None:
        """Raise for several columns; the message offers the caption for the others."""
        if len(shown) != 1:
            raise InputError(
                f"show: {type(self).__name__} shows one column, got {list(shown)}; for the others above it: "
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
        """Return ``{"source": text, "caption": text}``; the page removes what could do harm."""
        (value,) = shown
        source, problem = sent_source(value)
        return Payload({"source": source, "caption": sendable(self.caption_of(row))}, problem)

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the source, and the caption after it."""
        text = self.text_in(readable(shown[0]))
        return f"{text}\n{self.caption_of(row)}" if self.caption else text

    def text_in(self, source: str) -> str:
        """Return the text of a source, as people look for it."""
        return source


def sent_source(value: Any) -> tuple[str, str]:
    """Return a source in the form that is sent, and the problem with it, if any."""
    if is_missing(value):
        return "", "This item is empty: there is no text in it."
    text = readable(value)
    if len(text) > LONGEST:
        problem = (
            f"This text is too long to show whole: {len(text):,} characters. This is its beginning."
        )
        return sendable(text[: LONGEST // 10]), problem
    if not text.strip():
        return text, "This text is empty." if not text else "This text is only white space."
    return sendable(text), ""


def text_in_html(source: str) -> str:
    """Return the text that HTML shows, with a line break for each block."""
    reader = _TextCollector()
    try:
        reader.feed(source)
        reader.close()
    except Exception:  # noqa: BLE001 - whatever the parser does, the item can be found
        return html.unescape(re.sub(r"<[^<>]*>", " ", source))
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _TextCollector(HTMLParser):
    """Collects the text of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in _UNREAD
        if tag in _APART:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unread = max(0, self._unread - (tag in _UNREAD))
        if tag in _APART:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(re.sub(r"\s", " ", data))
