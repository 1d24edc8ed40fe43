"""Defines the task of marking parts of recordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.tasks.marks import Marks
from loopwidgets.tasks.spread import Lengths, Spread, by_name
from loopwidgets.tasks.task import finite_number


@names_its_arguments
class Segments(Marks):
    """Mark parts of a recording, each with a label.

    A value is a list of ``{"label": …, "start": …, "end": …}`` in seconds from the beginning, in the order of
    the recording. Segments may overlap. An empty list means that the person heard nothing to mark.

    Parameters
    ----------
    labels
        The labels of segments, as for `Classification`; a single label is enough.
    reaction
        The seconds that are taken off where a key is pressed while the recording plays: people press a little
        after they hear. From 0 to 2.
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Raises
    ------
    InputError
        If the labels or the reaction can't be used.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.Segments(["speech", "music"])
    Segments(['speech', 'music'])
    """

    kind: ClassVar[str] = "segments"
    surfaces: ClassVar[frozenset[str]] = frozenset({"clock"})
    changeable: ClassVar[frozenset[str]] = frozenset({"reaction"})
    parts: ClassVar[Mapping[str, Any]] = {"start": "float64", "end": "float64"}
    distribution_title: ClassVar[str] = "Segments by label"
    mark: ClassVar[str] = "segment"

    def __init__(
        self,
        labels: Any,
        *,
        reaction: float = 0.0,
        question: str | None = None,
        guidelines: str | None = "",
    ) -> None:
        seconds = finite_number(reaction)
        if seconds is None or not 0 <= seconds <= 2:
            raise InputError(f"reaction: expected seconds from 0 to 2, got {reaction!r}")
        self.reaction = seconds
        self._begin(labels, question, "Which parts do you mark?", guidelines)

    def check_place(self, mark: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return ``{"start", "end"}`` in seconds."""
        start, end = finite_number(mark.get("start")), finite_number(mark.get("end"))
        if start is None or end is None or not 0 <= start < end:
            raise InputError(
                f"{where}: expected 0 <= start < end in seconds, got start={mark.get('start')!r}, "
                f"end={mark.get('end')!r}"
            )
        return {"start": start, "end": end}

    def in_order(self, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the segments in the order of the recording."""
        return sorted(marks, key=lambda mark: (mark["start"], mark["end"], mark["label"]))

    def _own_options(self) -> dict[str, Any]:
        return {"reaction": self.reaction} if self.reaction else {}

    def beneath(self, rows: Sequence[Mapping[str, Any]]) -> list[Spread]:
        """Return the lengths of segments."""
        lengths = by_name(rows, lambda row: row["end"] - row["start"])
        return [Lengths(title="Lengths of segments", unit="seconds", by_name=lengths)]
