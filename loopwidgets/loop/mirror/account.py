"""Writes an account: a text to print, or HTML for a notebook.

Both have the same sentences and the same first rows of each table. It knows words, not what they are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from loopwidgets.lib.html import NO_TEX, table

MOST = 5
"""The most rows of a part by default; a table with all rows is elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A part of an account: sentences, and a short table.

    Parameters
    ----------
    heading
        Above the part, in HTML.
    sentences
        The part in words.
    columns, rows
        A short table below them, all in words.
    line
        Puts a row into words, with ``{0}`` for its first column.
    whole
        The name of the table that has all rows.
    most
        The most rows that are shown.
    """

    heading: str
    sentences: Sequence[str]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    line: str = ""
    whole: str = ""
    most: int = MOST

    @property
    def _more(self) -> list[str]:
        left = len(self.rows) - self.most
        return [f"and {left:,} more, see .{self.whole}"] if left > 0 else []

    def as_text(self) -> str:
        """Return the part to print."""
        lines = [*(self.line.format(*row) for row in self.rows[: self.most]), *self._more]
        return "\n".join([*self.sentences, *(f"  {line}" for line in lines)])

    def as_html(self) -> str:
        """Return the part for a notebook."""
        shown = table(self.columns, self.rows[: self.most]) if self.rows else ""
        above, below = (
            "".join(f"<p>{escape(words)}</p>" for words in some)
            for some in (self.sentences, self._more)
        )
        return f"<h4>{escape(self.heading)}</h4>{above}{shown}{below}"


def as_html(headline: str, sentence: str, parts: Sequence[Paragraph], figure: str) -> str:
    """Return an account for a notebook: a headline, its parts, and a figure that is HTML already."""
    told = "".join(part.as_html() for part in parts)
    return f'<div class="{NO_TEX}"><h3>{escape(headline)}</h3><p>{escape(sentence)}</p>{told}{figure}</div>'
