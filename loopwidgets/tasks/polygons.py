"""Defines the task of drawing outlines on images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.tasks.marks import Marks
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
