"""Defines the base class of views. A new view is a file with a `View`, and a line in ``views/__init__.py``.

A view turns an item into a payload for the browser. It draws nothing. ``import loopwidgets`` loads each file
of a view, which therefore imports numpy, pandas and Pillow only where it needs them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from loopwidgets.errors import InputError

ItemForm = Literal["text", "image", "row"]


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

    column: Any = None
    """The shown column or columns; None for the columns of ``show``."""

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the view reads in addition to the shown columns."""
        return ()

    @abstractmethod
    def check(self, shown: Sequence[Any]) -> None:
        """Take note of the shown columns; raise an `InputError` if the view can't show them."""

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


class CaptionedView(View):
    """The way to show a column, with a short line above it from another column."""

    def __init__(self, column: str | None, caption: str | None) -> None:
        if isinstance(caption, list | dict | set):
            raise InputError(f"caption: expected one column, got {caption!r}")
        self.column = column
        self.caption = caption

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({self.column!r})" if self.column else f"{type(self).__name__}()"
        )

    def columns(self) -> tuple[str, ...]:
        """Return the caption's column, if any."""
        return () if self.caption is None else (self.caption,)

    def caption_of(self, row: Mapping[str, Any]) -> str:
        """Return the caption of an item; empty for none."""
        return "" if self.caption is None else readable(row[self.caption])


def is_missing(value: Any) -> bool:
    """Return whether a value is None, NaN, NaT or NA; an array never is."""
    if value is None or isinstance(value, str):
        return value is None
    import pandas as pd

    missing = pd.isna(value)
    return isinstance(missing, bool) and missing


def readable(value: Any) -> str:
    """Return a value as text; a missing value as an empty text."""
    return "" if is_missing(value) else str(value)


def sendable(text: str) -> str:
    """Return the text in a form that can be sent: characters that Unicode forbids become U+FFFD."""
    text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
