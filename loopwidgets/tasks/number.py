"""Defines the task of answering with a number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.labels.colors import color_of
from loopwidgets.labels.scheme import LabelScheme
from loopwidgets.tasks.task import Choice, Task, finite_number

_MOST_BINS = 20
_TIDY = (1, 2, 5)


@names_its_arguments
class Number(Task):
    """Answer with a number, typed or set with the arrow keys.

    Parameters
    ----------
    min, max
        The smallest and the largest number; None for no limit.
    step
        Numbers are whole multiples of the step, counted from ``min``, or from 0 without ``min``. None allows
        any number.
    unit
        The unit behind the field, such as ``"cm"``.
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Raises
    ------
    InputError
        If the limits or the step can't be used.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.Number(min=0, max=100, step=0.5, unit="cm")
    Number(min=0, max=100, step=0.5, unit='cm')
    """

    kind: ClassVar[str] = "number"
    distribution_title: ClassVar[str] = "Numbers"
    changeable: ClassVar[frozenset[str]] = frozenset({"unit"})

    def __init__(
        self,
        *,
        min: float | None = None,  # noqa: A002 - as pandas, numpy and HTML call it
        max: float | None = None,  # noqa: A002
        step: float | None = None,
        unit: str = "",
        question: str | None = None,
        guidelines: str | None = "",
    ) -> None:
        for name, number in (("min", min), ("max", max), ("step", step)):
            if number is not None and finite_number(number) is None:
                raise InputError(f"{name}: expected a finite number, got {number!r}")
        if step is not None and step <= 0:
            raise InputError(f"step: expected a number above 0, got {step!r}")
        if min is not None and max is not None and not min < max:
            raise InputError(f"max: expected a number above min={min!r}, got {max!r}")
        if not isinstance(unit, str):
            raise InputError(f"unit: expected a text, got {unit!r}")
        self.min, self.max, self.step = map(finite_number, (min, max, step))
        self.unit = unit.strip()
        self.ask(question, "Which number is it?", guidelines)

    @property
    def is_whole(self) -> bool:
        """True if every answer is a whole number."""
        parts = [self.step, self.min or 0]
        return self.step is not None and all(isinstance(part, int) for part in parts)

    @property
    def dtypes(self) -> Mapping[str, Any]:  # type: ignore[override]
        """The dtype of the answers: whole numbers, or any numbers."""
        return {"label": "Int64" if self.is_whole else "Float64"}

    def check(self, value: Any, scheme: LabelScheme) -> float:
        """Return a number within the limits, as an int where it is whole."""
        number = finite_number(value)
        if number is None:
            raise InputError(f"value: expected a number, got {value!r}")
        if (self.min is not None and number < self.min) or (
            self.max is not None and number > self.max
        ):
            raise InputError(f"value: expected a number {self._limits()}, got {value!r}")
        if self.step is not None and not self._is_on_step(number):
            start = f" from {self.min}" if self.min else ""
            raise InputError(
                f"value: expected a number in steps of {self.step}{start}, got {value!r}"
            )
        return number

    def say(self, value: Any, scheme: LabelScheme) -> str:
        """Return the number with its unit."""
        return f"{value} {self.unit}".strip()

    def counted(self, value: Any) -> tuple[str, ...]:
        """Return the place of a number's range, in the same way as ``frontend/src/tasks/bins.ts``."""
        return () if value is None else (str(self._place_of(value)),)

    def names_in(self, told: Any) -> tuple[str, ...]:
        """Return the range of a number."""
        number = finite_number(told)
        return () if number is None else (self._named(self._place_of(number)),)

    def bins(
        self, scheme: LabelScheme, counts: Mapping[str, int], language: str = "en"
    ) -> list[Choice]:
        """Return the ranges from the lowest to the highest that holds an answer."""
        places = sorted(int(each) for each, count in counts.items() if count > 0)
        return [
            Choice(
                id=str(place),
                name=self._named(place),
                title=self._named(place),
                color=color_of(0),
            )
            for place in places
        ]

    def sought(self, value: Any, scheme: LabelScheme, argument: str) -> str:
        """Return the number to look for."""
        number = finite_number(value)
        if number is None:
            raise InputError(f"{argument}: expected a number, got {value!r}")
        return str(number)

    def matches(self, value: Any, sought: str) -> bool:
        """Return whether a number is the number that is looked for."""
        try:
            return value is not None and float(value) == float(sought)
        except ValueError:
            return False

    def part_of_json(self, sought: str) -> str:
        """Return nothing: a number can be written in several ways."""
        return ""

    @property
    def title(self) -> str:
        """The task in the names of projects."""
        if self.min is None and self.max is None:
            return self.kind
        return f"{self.kind} {self._limits()}"

    def _limits(self) -> str:
        if self.min is None:
            return f"up to {self.max}"
        return f"from {self.min}" + ("" if self.max is None else f" to {self.max}")

    def _is_on_step(self, number: float) -> bool:
        away = Fraction(str(number)) - Fraction(str(self.min or 0))
        return (away / Fraction(str(self.step))).denominator == 1

    def _size(self) -> float | None:
        """Return how wide each range is; None on a scale without two ends, whose ranges grow."""
        if self.min is None or self.max is None:
            return None
        width = _width((self.max - self.min) / _MOST_BINS)
        return self.step if self.step is not None and self.step >= width else width

    def _place_of(self, number: float) -> int:
        size = self._size()
        if size is None:
            far, place, end = abs(number), 0, 1.0
            while far >= end:
                place += 1
                end = _end_of(place)
            return -1 - place if number < 0 else place
        low, high = self.min or 0, self.max or 0
        places = (number - low) / size
        if size == self.step:
            return math.floor(places + 0.5)
        return min(math.floor(places), math.ceil((high - low) / size) - 1)

    def _named(self, place: int) -> str:
        """Return the ends of the range at a place, in words."""
        size = self._size()
        if size is None:
            at = -1 - place if place < 0 else place
            low, high = 0.0 if at == 0 else _end_of(at - 1), _end_of(at)
            low, high = (-high, -low) if place < 0 else (low, high)
        else:
            low = (self.min or 0) + place * size
            high = low if size == self.step else min(low + size, self.max or 0)
        return f"{low:.12g}" if low == high else f"{low:.12g} to {high:.12g}"


def _width(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, … and their tenths that is not below ``least``."""
    power = 1.0
    while power < least:
        power *= 10
    while power / 10 >= least * (1 - 1e-9):
        power /= 10
    tidy = (each * power / 10 for each in _TIDY)
    return next((each for each in tidy if each >= least * (1 - 1e-9)), power)


def _end_of(place: int) -> float:
    """Return the end of the range at a place, on a scale without two ends: 1, 2, 5, 10, 20 and so on."""
    return float(_TIDY[place % 3] * 10 ** (place // 3))
