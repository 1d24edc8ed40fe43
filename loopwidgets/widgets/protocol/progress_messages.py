"""Declares the messages of the progress widget, apart from those in ``messages.py``.

The kernel's side is a single trait, so that a reloaded page has the last state at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """A page shows the widget, and will for some while; the page repeats this as long as it does."""

    type: Literal["looking"] = "looking"
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBin:
    """A bar of the distribution. ``color`` is a CSS color for light pages, and another for dark pages."""

    name: str
    title: str
    color: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWork:
    """The work of an annotator, or of all together. ``by_bin`` is in the order of the bins.

    ``others`` counts answers in bins that are not shown. ``retired`` counts those with choices that are no
    longer offered.
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

    ``per_hour`` is null for a stretch that is too short; ``hours_left`` is null where it is unknown.
    """

    begun: str
    ended: str
    answered: int
    steps: list[int]
    per_hour: float | None
    hours_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProgress:
    """Everything that the progress widget shows. ``people`` is empty for one person's work.

    With many bins, ``bins`` are the fullest, and ``others`` is the number of bins that are not shown.
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
