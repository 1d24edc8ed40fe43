"""Defines the task of setting points on images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.tasks.marks import Marks
from loopwidgets.tasks.spread import Areas, Spread
from loopwidgets.tasks.task import finite_number


@names_its_arguments
class Keypoints(Marks):
    """Set points on an image, each with a label.

    A value is a list of ``{"label": …, "x": …, "y": …, "visible": …}`` in pixels of the image as
    ``PIL.ImageOps.exif_transpose`` returns it. ``visible`` is False for a point that something hides. An
    empty list means that the person found nothing.

    Parameters
    ----------
    labels
        The labels of points, as for `Classification`; a single label is enough.
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
    >>> lw.Keypoints(["head", "tail"])
    Keypoints(['head', 'tail'])
    """

    kind: ClassVar[str] = "keypoints"
    surfaces: ClassVar[frozenset[str]] = frozenset({"picture"})
    distribution_title: ClassVar[str] = "Points by label"
    mark: ClassVar[str] = "point"
    parts: ClassVar[Mapping[str, Any]] = {"x": "float64", "y": "float64", "visible": "bool"}

    def __init__(
        self, labels: Any, *, question: str | None = None, guidelines: str | None = ""
    ) -> None:
        self._begin(labels, question, "Where are these points?", guidelines)

    def check_place(self, mark: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return ``{"x", "y", "visible"}``, in pixels."""
        place = {name: finite_number(mark.get(name)) for name in ("x", "y")}
        for name, number in place.items():
            if number is None:
                raise InputError(f"{where}: {name}: expected a number, got {mark.get(name)!r}")
        visible = mark.get("visible", True)
        if not isinstance(visible, bool):
            raise InputError(f"{where}: visible: expected True or False, got {visible!r}")
        return {**place, "visible": visible}

    def beneath(self, rows: Sequence[Mapping[str, Any]]) -> list[Spread]:
        """Return where points lie."""
        places = [(row["x"], row["y"], 0.0, 0.0) for row in rows]
        return [Areas(title="Where points lie", boxes=places)]
