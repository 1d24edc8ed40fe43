"""What every view has in common: the seam behind which a new kind of item is one file.

A view turns an item into what travels to the browser; it draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Payload:
    """An item as it travels.

    Parameters
    ----------
    content
        JSON for the front end's component.
    problem
        What is wrong with the item, in a sentence; empty for a good one.
    """

    content: Any
    problem: str = ""


class View(Protocol):
    """How an item is shown."""

    kind: ClassVar[str]
    """Names the front end's component in ``frontend/src/views``."""

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the view reads beside those that are shown."""
        ...

    def payload(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> Payload:
        """Turn an item into what travels.

        Parameters
        ----------
        shown
            The values of the columns that ``show`` names.
        row
            The values of `columns`, by name.
        """
        ...
