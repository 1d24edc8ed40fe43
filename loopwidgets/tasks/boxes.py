"""Defines the task of drawing boxes on images."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.tasks.marks import Marks
from loopwidgets.tasks.spread import Areas, Lengths, Spread, by_name
from loopwidgets.tasks.task import finite_number

_SIDES = ("x", "y", "width", "height")


@names_its_arguments
class Boxes(Marks):
    """Draw boxes on an image, each with a label.

    A value is a list of ``{"label": …, "x": …, "y": …, "width": …, "height": …}`` in pixels of the image as
    ``PIL.ImageOps.exif_transpose`` returns it, from its corner at the top left. An empty list means that the
    person found nothing.

    Parameters
    ----------
    labels
        The labels of boxes, as for `Classification`; a single label is enough.
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Raises
    ------
    InputError
        If the labels can't be used.

    References
    ----------
    The four outermost points of an object make a box as good as a drag, in a fifth of the time: Papadopoulos
    et al., "Extreme clicking for efficient object annotation", ICCV 2017.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.Boxes(["pest", "plant"])
    Boxes(['pest', 'plant'])
    """

    kind: ClassVar[str] = "boxes"
    surfaces: ClassVar[frozenset[str]] = frozenset({"picture"})
    distribution_title: ClassVar[str] = "Boxes by label"
    mark: ClassVar[str] = "box"
    parts: ClassVar[Mapping[str, Any]] = dict.fromkeys(_SIDES, "float64")

    def __init__(
        self, labels: Any, *, question: str | None = None, guidelines: str | None = ""
    ) -> None:
        self._begin(labels, question, "Where are they?", guidelines)

    def check_place(self, mark: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return ``{"x", "y", "width", "height"}`` in pixels, with a width and a height above 0."""
        place = {name: finite_number(mark.get(name)) for name in _SIDES}
        for name, number in place.items():
            if number is None or (name in ("width", "height") and number <= 0):
                more = " above 0" if name in ("width", "height") else ""
                raise InputError(
                    f"{where}: {name}: expected a number{more}, got {mark.get(name)!r}"
                )
        return place

    def beneath(self, rows: Sequence[Mapping[str, Any]]) -> list[Spread]:
        """Return where boxes lie, and their sizes."""
        places = [(row["x"], row["y"], row["width"], row["height"]) for row in rows]
        sizes = by_name(rows, lambda row: math.sqrt(row["width"] * row["height"]))
        return [
            Areas(title="Where boxes lie", boxes=places),
            Lengths(title="Sizes of boxes", unit="pixels, as the side of a square", by_name=sizes),
        ]
