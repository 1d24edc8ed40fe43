"""Defines the task of marking words in texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar, Literal

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.tasks.marks import Marks
from loopwidgets.tasks.spread import Lengths, Spread, by_name
from loopwidgets.tasks.task import whole_number

SNAPS = ("word", "letter")


@names_its_arguments
class Spans(Marks):
    """Mark spans of a text, each with a label.

    A value is a list of ``{"label": …, "start": …, "end": …}``. ``start`` and ``end`` count characters as
    Python does: ``text[start:end]`` is the marked text. Spans are in the order of the text. An empty list
    means that the person found nothing to mark.

    Parameters
    ----------
    labels
        The labels of spans, as for `Classification`; a single label is enough.
    overlapping
        True if spans may overlap.
    snap
        ``"word"`` marks whole words at first, ``"letter"`` any letters. The person can switch.
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Raises
    ------
    InputError
        If the labels or an option can't be used.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.Spans(["pest", "plant"])
    Spans(['pest', 'plant'])
    """

    kind: ClassVar[str] = "spans"
    surfaces: ClassVar[frozenset[str]] = frozenset({"text"})
    changeable: ClassVar[frozenset[str]] = frozenset({"snap"})
    parts: ClassVar[Mapping[str, Any]] = {"start": "int64", "end": "int64"}
    distribution_title: ClassVar[str] = "Spans by label"
    mark: ClassVar[str] = "span"

    def __init__(
        self,
        labels: Any,
        *,
        overlapping: bool = False,
        snap: Literal["word", "letter"] = "word",
        question: str | None = None,
        guidelines: str | None = "",
    ) -> None:
        if not isinstance(overlapping, bool):
            raise InputError(f"overlapping: expected True or False, got {overlapping!r}")
        if snap not in SNAPS:
            raise InputError(f"snap: expected one of {list(SNAPS)}, got {snap!r}")
        self.overlapping = overlapping
        self.snap = snap
        self._begin(labels, question, "Which words do you mark?", guidelines)

    def check_place(self, mark: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return ``{"start": int, "end": int}``."""
        start, end = whole_number(mark.get("start")), whole_number(mark.get("end"))
        if start is None or end is None or not 0 <= start < end:
            raise InputError(
                f"{where}: expected 0 <= start < end in characters, got start={mark.get('start')!r}, "
                f"end={mark.get('end')!r}"
            )
        return {"start": start, "end": end}

    def in_order(self, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the spans in the order of the text, each once; raise where they may not overlap and do."""
        ordered = sorted(marks, key=lambda mark: (mark["start"], mark["end"], mark["label"]))
        distinct = [
            mark for mark, before in zip(ordered, [None, *ordered], strict=False) if mark != before
        ]
        for before, after in () if self.overlapping else pairwise(distinct):
            if after["start"] < before["end"]:
                raise InputError(
                    f"value: the spans {before['start']} to {before['end']} and {after['start']} to "
                    f"{after['end']} overlap; lw.Spans(…, overlapping=True) allows it"
                )
        return distinct

    def beneath(self, rows: Sequence[Mapping[str, Any]]) -> list[Spread]:
        """Return the lengths of spans."""
        lengths = by_name(rows, lambda row: row["end"] - row["start"])
        return [Lengths(title="Lengths of spans", unit="characters", by_name=lengths)]

    def _own_options(self) -> dict[str, Any]:
        options = {"overlapping": self.overlapping, "snap": self.snap}
        return {name: value for name, value in options.items() if value not in (False, "word")}
