"""Defines the base class of tasks that compare the columns of an item, `Sides`. Each column is a side.

A value names sides by the names of their columns. `lw.Compare` shows the sides next to each other.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Self

from loopwidgets.errors import InputError, listed
from loopwidgets.labels.colors import color_of
from loopwidgets.labels.scheme import Label, LabelScheme
from loopwidgets.tasks.task import Choice, Task

MOST_SIDES = 10
"""The most sides of an item: each has a digit as its key."""


class Sides(Task):
    """Compare the columns of each item."""

    compares: ClassVar[bool] = True
    answers: ClassVar[frozenset[str]] = frozenset()
    """The answers that are no side; no column may have such a name."""

    sides: tuple[str, ...] = ()
    """The names of the sides, in the order of the call; empty until the data is known."""
    own_names: Mapping[str, Any] = MappingProxyType({})
    """The columns as the data has them, by their names."""

    def about(self, columns: Sequence[Any]) -> Self:
        """Return the task about items with these columns.

        Raises
        ------
        InputError
            If there are too few or too many columns, or a column has the name of an answer.
        """
        names = [str(column) for column in columns]
        if not 2 <= len(names) <= MOST_SIDES:
            raise InputError(
                f"show: lw.{type(self).__name__} compares 2 to {MOST_SIDES} columns, got {listed(names)}"
            )
        if taken := sorted(self.answers.intersection(names)):
            raise InputError(
                f"show: {taken[0]!r} is an answer of lw.{type(self).__name__}; give the column another name"
            )
        made = copy.copy(self)
        made.sides = tuple(names)
        made.own_names = dict(zip(names, columns, strict=True))
        return made

    def choices(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the sides, in the order of the columns. Their keys depend on the item."""
        return [
            Choice(id=name, name=name, title=name, color=color_of(place))
            for place, name in enumerate(self.sides)
        ]

    def own_of(self, choice: Choice, scheme: LabelScheme) -> Any:
        """Return the column of a side as the data has it."""
        return self._own_side(choice.id)

    def sought(self, value: Any, scheme: LabelScheme, argument: str) -> str:
        """Return the name of the side to look for."""
        return super().sought(self._side(value) or value, scheme, argument)

    def options(self) -> dict[str, Any]:
        """Return the options, and the sides in an order that does not depend on the call."""
        return {**super().options(), "sides": sorted(self.sides)}

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self._given().items())
        return f"{type(self).__name__}({given})"

    def _given(self) -> dict[str, Any]:
        """Return the options that differ from the usual ones."""
        return {}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], labels: Sequence[Label]) -> Self:
        """Return a task from its stored form."""
        parts = dict(stored)
        sides = parts.pop("sides", ())
        task = cls(**parts)
        return task.about(sides) if sides else task

    def _side(self, value: Any) -> str | None:
        """Return the name of the side that a user's value means; None for no side."""
        if isinstance(value, str) and value in self.sides:
            return value
        try:
            return next((name for name, own in self.own_names.items() if own == value), None)
        except (TypeError, ValueError):  # an array compares to many truths
            return None

    def _own_side(self, name: Any) -> Any:
        return self.own_names.get(name, name) if isinstance(name, str) else name
