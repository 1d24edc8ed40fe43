"""Defines the protocol of views. A new kind of item needs only a file with a new view.

A view turns an item into a payload for the browser. It draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import pandas as pd


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


class View(Protocol):
    """The way to show an item."""

    kind: ClassVar[str]
    """The name of the front end's component in ``frontend/src/views``."""

    column: Any
    """The shown column or columns; None for the columns of ``show``."""

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the view reads in addition to the shown columns."""
        ...

    def check(self, shown: Sequence[Any]) -> None:
        """Take note of the shown columns; raise an `InputError` if the view can't show them."""
        ...

    def payload(
        self, shown: tuple[Any, ...], row: Mapping[str, Any], *, whole: bool = False
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
        """
        ...

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the text of an item. People find the item by it, and recognize it by its beginning."""
        ...


def is_missing(value: Any) -> bool:
    """Return whether a value is None, NaN, NaT or NA; an array never is."""
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
