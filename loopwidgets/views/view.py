"""What every view has in common: the seam behind which a new kind of item is one file.

A view turns an item into what travels to the browser; it draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import pandas as pd


@dataclass(frozen=True, slots=True)
class Payload:
    """An item as it travels.

    Parameters
    ----------
    content
        For the front end's component: JSON, in which bytes may stand as well.
    problem
        What is wrong with the item, in a sentence; empty for a good one.
    """

    content: Any
    problem: str = ""


class View(Protocol):
    """How an item is shown."""

    kind: ClassVar[str]
    """Names the front end's component in ``frontend/src/views``."""

    column: Any
    """What it shows: a column, a list of columns, or None for what ``show`` names."""

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the view reads beside those that are shown."""
        ...

    def check(self, shown: Sequence[Any]) -> None:
        """Take note of the columns that are shown; `InputError` if the view can't show them."""
        ...

    def payload(
        self, shown: tuple[Any, ...], row: Mapping[str, Any], *, whole: bool = False
    ) -> Payload:
        """Turn an item into what travels.

        Parameters
        ----------
        shown
            The values of the columns that ``show`` names.
        row
            The values of `columns`, by name.
        whole
            Whether it is asked for in full, where what travels at first is smaller.
        """
        ...

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return what can be read in an item: by it the item is found, and by its beginning recognized."""
        ...


def is_missing(value: Any) -> bool:
    """Tell whether a value is None, NaN, NaT or NA; an array never is."""
    missing = pd.isna(value)
    return isinstance(missing, bool) and missing


def readable(value: Any) -> str:
    """Return a value as text; a missing one as none."""
    return "" if is_missing(value) else str(value)


def sendable(text: str) -> str:
    """Return the text as a message can carry it: what Unicode does not allow becomes U+FFFD."""
    text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
