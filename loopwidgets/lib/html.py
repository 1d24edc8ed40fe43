"""Writes HTML for a notebook's output: people's words are escaped, and no "$" in them is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

NO_TEX = "mathjax_ignore tex2jax_ignore"
"""Names are shown as they are: a "$" in them is no formula."""

_LEFT = ' style="text-align:left;padding:2px 16px 2px 0"'


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of texts, each in its own direction."""
    head = "".join(f'<th scope="col"{_LEFT}>{escape(name)}</th>' for name in columns)
    body = ["".join(f'<td dir="auto"{_LEFT}>{escape(text)}</td>' for text in row) for row in rows]
    lines = "".join(f"<tr>{cells}</tr>" for cells in body)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
