"""Defines the task of putting several columns in order."""

from __future__ import annotations

from typing import Any, ClassVar

from loopwidgets.errors import InputError, listed, names_its_arguments
from loopwidgets.labels.scheme import LabelScheme
from loopwidgets.tasks.sides import Sides


@names_its_arguments
class Ranking(Sides):
    """Put two or more columns in order, the best first.

    A value has the name of each column once. In tables it is a tuple. The widget shows the columns side by
    side, without their names. Their order differs from item to item and is stored with each answer.

    Parameters
    ----------
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.Ranking()
    Ranking()
    """

    kind: ClassVar[str] = "ranking"
    structured: ClassVar[bool] = True
    distribution_title: ClassVar[str] = "Ranked first"

    def __init__(self, *, question: str | None = None, guidelines: str | None = "") -> None:
        self.ask(question, "In which order, the best first?", guidelines)

    def check(self, value: Any, scheme: LabelScheme) -> list[str]:
        """Return the names of all columns, the best first."""
        names = list(value) if isinstance(value, list | tuple) else None
        if names is None or sorted(map(str, names)) != sorted(self.sides):
            own = [self._own_side(name) for name in self.sides]
            raise InputError(
                f"value: expected each of {listed(own)} once, the best first, got {value!r}"
            )
        return [str(name) for name in names]

    def from_user(self, value: Any, scheme: LabelScheme) -> list[str]:
        """Return the names of all columns; takes the columns as the data has them."""
        if not isinstance(value, list | tuple):
            return self.check(value, scheme)
        return self.check([self._side(each) or each for each in value], scheme)

    def to_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Return a tuple of the columns, the best first; None for None."""
        return None if value is None else tuple(map(self._own_side, value))

    def say(self, value: Any, scheme: LabelScheme) -> str:
        """Return the names of the columns, the best first."""
        return " > ".join(map(str, value)) if isinstance(value, list) else str(value)

    def counted(self, value: Any) -> tuple[str, ...]:
        """Return the name of the best column."""
        return (str(value[0]),) if isinstance(value, list) and value else ()

    def names_in(self, told: Any) -> tuple[Any, ...]:
        """Return the name of the best column."""
        return (self._side(told[0]) or told[0],) if told else ()
