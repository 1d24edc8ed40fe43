"""What the progress widget and its page tell each other; a part of ``protocol.py``, told apart.

The kernel's side is one trait, so that a page that is loaded again has the last state at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """A page shows the widget, and goes on for some while; told again and again as long as it does."""

    type: Literal["looking"] = "looking"
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBin:
    """A bar of the distribution. ``color`` is a CSS color for light and one for dark pages."""

    name: str
    title: str
    color: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWork:
    """What one annotator has done, or all together. ``by_bin`` is in the order of the bins.

    ``others`` counts answers in bins that are not shown, ``retired`` those with choices that are no longer
    asked for.
    """

    annotator: str
    own: bool
    answered: int
    skipped: int
    flagged: int
    by_bin: list[int]
    others: int
    retired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStretch:
    """The last stretch of work. ``steps`` are the answers after each equal part of it; times are in UTC.

    ``per_hour`` is null where it is too short to tell; ``hours_left`` where that can't be told.
    """

    begun: str
    ended: str
    answered: int
    steps: list[int]
    per_hour: float | None
    hours_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProgress:
    """All that the progress widget shows. ``people`` is empty for one's own work.

    Of many bins ``bins`` are the fullest, and ``others`` is how many are not shown.
    """

    project: str
    everyone: bool
    total: int | None
    bins: list[CountedBin]
    others: int
    all: ShownWork
    people: list[ShownWork]
    stretch: ShownStretch | None
    at: str
