"""Defines the base class of views. A new view is a file with a `View`, and a line in ``views/__init__.py``.

A view turns an item into a payload for the browser. It draws nothing. ``import loopwidgets`` loads each file
of a view, which therefore imports numpy, pandas and Pillow only where it needs them.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from loopwidgets.lib.missing import is_missing

ItemForm = Literal["text", "image", "sound", "row"]


@dataclass(frozen=True, slots=True)
class Payload:
    """An item in the form that is sent to the browser.

    Parameters
    ----------
    content
        The content for the front end's component: JSON, which may also contain bytes.
    problem
        The problem with the item, in a sentence; empty for a good item.
    """

    content: Any
    problem: str = ""


class View(ABC):
    """The way to show an item."""

    kind: ClassVar[str]
    """The name of the front end's component in ``frontend/src/views``."""
    item_form: ClassVar[ItemForm] = "text"
    """The form in which a model sees an item. All columns of a row are shown by default."""

    surface: ClassVar[str] = ""
    """The coordinates in which a task can mark places: ``text``, ``picture`` or ``clock``; empty for none."""

    column: Any = None
    """The shown column or columns; None for the columns of ``show``."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds whose components the front end needs: its own, and those of views in it."""
        return (self.kind,)

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the view reads in addition to the shown columns."""
        return ()

    @abstractmethod
    def check(self, shown: Sequence[Any]) -> None:
        """Take note of the shown columns; raise an `InputError` if the view can't show them."""

    def addresses(self, shown: tuple[Any, ...]) -> tuple[str, ...]:
        """Return the addresses whose files the payload shows; they are fetched before `payload` is called.

        Parameters
        ----------
        shown
            The values of the columns of ``show``.
        """
        return ()

    @abstractmethod
    def payload(
        self,
        shown: tuple[Any, ...],
        row: Mapping[str, Any],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Payload:
        """Turn an item into its payload for the browser.

        Parameters
        ----------
        shown
            The values of the columns of ``show``.
        row
            The values of `columns`, by name.
        whole
            True asks for the full item, where a smaller form is sent at first.
        detail
            The part of the item that the person turned to, in the words of the view's own front end. It comes
            from the browser, so it may be anything.
        """

    @abstractmethod
    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the text of an item. People find the item by it, and recognize it by its beginning."""


def readable(value: Any) -> str:
    """Return a value as text; a missing value as an empty text, and a list of words joined by spaces."""
    if is_missing(value):
        return ""
    words = value.tolist() if getattr(value, "ndim", 0) == 1 else value
    if isinstance(words, list | tuple) and all(isinstance(word, str) for word in words):
        return " ".join(words)
    return str(value)


_BREAK = re.compile(r"\r(?!\n)|[\v\f\x1c-\x1e\x85\u2028\u2029]")


def in_lines(text: str) -> str:
    """Return the text with a line feed for each line break of `str.splitlines` that browsers do not draw.

    The length stays the same: a carriage return before a line feed is kept, and drawn as one break with it.
    """
    return _BREAK.sub("\n", text)


def sendable(text: str) -> str:
    """Return the text in a form that can be sent: characters that Unicode forbids become U+FFFD."""
    text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
