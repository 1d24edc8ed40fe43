"""Describes what is drawn beneath the counts of labels: how long marks are, and where they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loopwidgets.labels.values import name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """The lengths or sizes of marks, by the name of their label.

    Parameters
    ----------
    title
        Above the plot.
    unit
        The unit of a length, such as ``characters``.
    by_name
        The lengths of each label's marks, by the label's name.
    """

    title: str
    unit: str
    by_name: Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """The places of marks in images.

    Parameters
    ----------
    title
        Above the plot.
    boxes
        Left, top, width and height of each mark, in pixels; a point has no width and no height.
    """

    title: str
    boxes: Sequence[tuple[float, float, float, float]]


Spread = Lengths | Areas


def by_name(
    rows: Iterable[Mapping[str, Any]], length_of: Callable[[Mapping[str, Any]], float]
) -> dict[str, list[float]]:
    """Return the length of each row's mark, by the name of its label."""
    found: dict[str, list[float]] = {}
    for row in rows:
        found.setdefault(name_of(row["label"]) or str(row["label"]), []).append(length_of(row))
    return found
