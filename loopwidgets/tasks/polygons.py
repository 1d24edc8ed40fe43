"""Defines the task of drawing outlines on images."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.tasks.marks import Marks
from loopwidgets.tasks.spread import Areas, Lengths, Spread, by_name
from loopwidgets.tasks.task import finite_number

_FEWEST = 3


@names_its_arguments
class Polygons(Marks):
    """Draw outlines on an image, each with a label.

    A value is a list of ``{"label": …, "points": [[x, y], …], "holes": [[[x, y], …], …]}`` in pixels of the
    image as ``PIL.ImageOps.exif_transpose`` returns it. An empty list means that the person found nothing.

    Parameters
    ----------
    labels
        The labels of outlines, as for `Classification`; a single label is enough.
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Raises
    ------
    InputError
        If the labels can't be used.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.Polygons(["leaf"])
    Polygons(['leaf'])
    """

    kind: ClassVar[str] = "polygons"
    surfaces: ClassVar[frozenset[str]] = frozenset({"picture"})
    distribution_title: ClassVar[str] = "Outlines by label"
    mark: ClassVar[str] = "outline"
    parts: ClassVar[Mapping[str, Any]] = {"points": object, "holes": object}

    def __init__(
        self, labels: Any, *, question: str | None = None, guidelines: str | None = ""
    ) -> None:
        self._begin(labels, question, "What is their outline?", guidelines)

    def check_place(self, mark: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return ``{"points", "holes"}``: rings of at least three points in pixels."""
        holes = mark.get("holes") or []
        if not isinstance(holes, list | tuple):
            raise InputError(f"{where}: holes: expected a list of rings, got {holes!r}")
        return {
            "points": _ring(mark.get("points"), f"{where}: points"),
            "holes": [_ring(ring, f"{where}: holes") for ring in holes],
        }

    def beneath(self, rows: Sequence[Mapping[str, Any]]) -> list[Spread]:
        """Return where outlines lie, and their sizes."""
        sizes = by_name(rows, lambda row: math.sqrt(_area(row)))
        return [
            Areas(
                title="Where outlines lie",
                boxes=[_around(row["points"]) for row in rows],
            ),
            Lengths(
                title="Sizes of outlines", unit="pixels, as the side of a square", by_name=sizes
            ),
        ]


def _around(ring: Sequence[Sequence[float]]) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the box around a ring."""
    xs, ys = zip(*ring, strict=True)
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def _area(row: Mapping[str, Any]) -> float:
    """Return the area inside an outline, without its holes."""
    return max(0.0, _area_in(row["points"]) - sum(map(_area_in, row["holes"])))


def _area_in(ring: Sequence[Sequence[float]]) -> float:
    """Return the area inside a ring of points."""
    closed = [*ring, ring[0]]
    return abs(sum(x * y2 - x2 * y for (x, y), (x2, y2) in pairwise(closed))) / 2


def _ring(given: Any, where: str) -> list[list[float]]:
    ring = given.tolist() if hasattr(given, "tolist") else given
    if not isinstance(ring, list | tuple) or len(ring) < _FEWEST:
        raise InputError(f"{where}: expected at least {_FEWEST} points [x, y], got {given!r}")
    return [_point(point, where) for point in ring]


def _point(given: Any, where: str) -> list[float]:
    pair = list(given) if isinstance(given, list | tuple) else []
    numbers = [number for number in map(finite_number, pair) if number is not None]
    if len(pair) != 2 or len(numbers) != 2:
        raise InputError(f"{where}: expected a point [x, y], got {given!r}")
    return numbers
