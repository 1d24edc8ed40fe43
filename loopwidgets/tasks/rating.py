"""Defines the task of rating each item on a scale of whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.labels.colors import color_of
from loopwidgets.labels.scheme import Label, LabelScheme
from loopwidgets.tasks.task import Choice, Task, whole_number

_MOST_STEPS = 11
"""As many as from 0 to 10."""


@names_its_arguments
class Rating(Task):
    """Rate each item on a scale of whole numbers; one key answers.

    Parameters
    ----------
    lowest, highest
        The ends of the scale: from 2 to 11 steps. The key of a step is its last digit, and ``x`` for 10 on a
        scale from 0. For a negative step the person types the sign first.
    labels
        Words for the two ends, such as ``("poor", "excellent")``, or a word for each step.
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Raises
    ------
    InputError
        If the scale or the words can't be used.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.Rating(1, 5, labels=("poor", "excellent"))
    Rating(1, 5, labels=('poor', 'excellent'))
    """

    kind: ClassVar[str] = "rating"
    dtypes: ClassVar[Mapping[str, Any]] = {"label": "Int64"}
    distribution_title: ClassVar[str] = "Ratings"
    changeable: ClassVar[frozenset[str]] = frozenset({"words"})

    def __init__(
        self,
        lowest: int = 1,
        highest: int = 5,
        *,
        labels: Sequence[str] = (),
        question: str | None = None,
        guidelines: str | None = "",
    ) -> None:
        for name, end in (("lowest", lowest), ("highest", highest)):
            if whole_number(end) is None:
                raise InputError(f"{name}: expected a whole number, got {end!r}")
        self.lowest, self.highest = int(lowest), int(highest)
        steps = self.highest - self.lowest + 1
        if not 2 <= steps <= _MOST_STEPS:
            raise InputError(
                f"highest: expected a scale of 2 to {_MOST_STEPS} steps, got {steps} "
                f"(from {lowest} to {highest})"
            )
        if isinstance(labels, str) or not all(isinstance(word, str) for word in labels):
            raise InputError(f"labels: expected texts in a list or tuple, got {labels!r}")
        if len(labels) not in (0, 2, steps):
            raise InputError(
                f"labels: expected words for the two ends, or for all {steps} steps, got {len(labels)}"
            )
        self.words = tuple(labels)
        self.ask(question, "How do you rate it?", guidelines)

    def __repr__(self) -> str:
        words = f", labels={self.words!r}" if self.words else ""
        return f"Rating({self.lowest}, {self.highest}{words})"

    @property
    def title(self) -> str:
        """The task in the names of projects."""
        return f"rating {self.lowest} to {self.highest}"

    def check(self, value: Any, scheme: LabelScheme) -> int:
        """Return a step as an int."""
        number = whole_number(value)
        if number is None or not self.lowest <= number <= self.highest:
            raise InputError(
                f"value: expected a whole number from {self.lowest} to {self.highest}, got {value!r}"
            )
        return number

    def from_user(self, value: Any, scheme: LabelScheme) -> int:
        """Return a step as an int; takes a number or a word."""
        for choice in self.choices(scheme):
            if isinstance(value, str) and value in (choice.name, self._word(int(choice.id))):
                return int(choice.id)
        return self.check(value, scheme)

    def choices(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the steps, from the lowest to the highest."""
        return [
            Choice(
                id=str(step),
                name=str(step),
                title=f"{step}, {self._word(step)}" if self._word(step) else str(step),
                key=self._key_of(step),
                color=color_of(5),
            )
            for step in range(self.lowest, self.highest + 1)
        ]

    def counted(self, value: Any) -> tuple[str, ...]:
        """Return the step."""
        return () if value is None else (str(value),)

    def names_in(self, told: Any) -> tuple[str, ...]:
        """Return the step."""
        return self.counted(whole_number(told))

    def sought(self, value: Any, scheme: LabelScheme, argument: str) -> str:
        """Return the step to look for, given as a number or a word."""
        try:
            return str(self.from_user(value, scheme))
        except InputError as error:
            raise InputError(f"{argument}{str(error).removeprefix('value')}") from error

    def options(self) -> dict[str, Any]:
        """Return the scale and its words."""
        return {**super().options(), "words": list(self.words)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], labels: Sequence[Label]) -> Rating:
        """Return a task from its stored form."""
        parts = dict(stored)
        return cls(labels=parts.pop("words"), **parts)

    def _key_of(self, step: int) -> str:
        """Return the last digit of a step, if no lower step has it. A negative step has no key of its own."""
        if step < 0:
            return ""
        lowest = max(0, self.lowest)
        if step - lowest < 10:
            return str(step % 10)
        return "x" if step == 10 else ""

    def _word(self, step: int) -> str:
        if len(self.words) == 2:
            return {self.lowest: self.words[0], self.highest: self.words[1]}.get(step, "")
        return self.words[step - self.lowest] if self.words else ""
