"""Defines the task of choosing the best of several columns."""

from __future__ import annotations

from typing import Any, ClassVar

from loopwidgets.errors import InputError, listed, names_its_arguments, nearest
from loopwidgets.labels.colors import color_of
from loopwidgets.labels.scheme import LabelScheme
from loopwidgets.tasks.sides import Sides
from loopwidgets.tasks.task import Choice

TIE, BOTH_BAD = "tie", "both_bad"


@names_its_arguments
class Comparison(Sides):
    """Choose the best of two or more columns; one key answers.

    A value is the name of the best column, ``"tie"`` or ``"both_bad"``. The widget shows the columns side by
    side, without their names. Their order differs from item to item and is stored with each answer.

    Parameters
    ----------
    tie
        True if none may be better than the others; the key is ``t``.
    both_bad
        True if all of them may be bad; the key is ``b``.
    question
        The question above the item.
    guidelines
        How to decide, as plain text; the widget shows it on request.

    Raises
    ------
    InputError
        If an option can't be used.

    Examples
    --------
    >>> import loopwidgets as lw
    >>> lw.Comparison(both_bad=True)
    Comparison(both_bad=True)
    """

    kind: ClassVar[str] = "comparison"
    distribution_title: ClassVar[str] = "Chosen as best"
    changeable: ClassVar[frozenset[str]] = frozenset({"tie", "both_bad"})
    answers: ClassVar[frozenset[str]] = frozenset({TIE, BOTH_BAD})

    def __init__(
        self,
        *,
        tie: bool = True,
        both_bad: bool = False,
        question: str | None = None,
        guidelines: str | None = "",
    ) -> None:
        for name, chosen in (("tie", tie), ("both_bad", both_bad)):
            if not isinstance(chosen, bool):
                raise InputError(f"{name}: expected True or False, got {chosen!r}")
        self.tie = tie
        self.both_bad = both_bad
        self.ask(question, "Which is better?", guidelines)

    def check(self, value: Any, scheme: LabelScheme) -> str:
        """Return the name of a column, ``"tie"`` or ``"both_bad"``."""
        allowed = [*self.sides, *self._others()]
        if isinstance(value, str) and value in allowed:
            return value
        own = [self._own_side(name) for name in allowed]
        hint = nearest(value, allowed)
        if isinstance(value, str) and value in self.answers:
            hint = f" lw.Comparison({value}=True) allows it."
        raise InputError(f"value: expected one of {listed(own)}, got {value!r}.{hint}")

    def from_user(self, value: Any, scheme: LabelScheme) -> str:
        """Return the name of a column, ``"tie"`` or ``"both_bad"``; takes the column as the data has it."""
        return self.check(self._side(value) or value, scheme)

    def to_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Return the column as the data has it, ``"tie"`` or ``"both_bad"``."""
        return self._own_side(value)

    def say(self, value: Any, scheme: LabelScheme) -> str:
        """Return the name of the best column, or the words for none."""
        return self._words(str(value))

    def counted(self, value: Any) -> tuple[str, ...]:
        """Return the name of the best column, ``"tie"`` or ``"both_bad"``."""
        return (value,) if isinstance(value, str) else ()

    def names_in(self, told: Any) -> tuple[Any, ...]:
        """Return the name of the best column, ``"tie"`` or ``"both_bad"``."""
        return () if told is None else (self._side(told) or told,)

    def choices(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the sides, and the other answers that are allowed."""
        return [*super().choices(scheme, language), *map(self._other, self._others())]

    def retired(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the other answers that were allowed before, perhaps."""
        return [self._other(name) for name in (TIE, BOTH_BAD) if name not in self._others()]

    def _others(self) -> list[str]:
        allowed = {TIE: self.tie, BOTH_BAD: self.both_bad}
        return [name for name, is_allowed in allowed.items() if is_allowed]

    def _other(self, name: str) -> Choice:
        place = len(self.sides) + (name == BOTH_BAD)
        return Choice(
            id=name, name=name, title=self._words(name), color=color_of(place), key=_KEYS[name]
        )

    def _words(self, name: str) -> str:
        bad = "Both bad" if len(self.sides) <= 2 else "All bad"
        return {TIE: "Tie", BOTH_BAD: bad}.get(name, name)

    def _given(self) -> dict[str, Any]:
        options = {"tie": self.tie, "both_bad": self.both_bad}
        return {name: on for name, on in options.items() if on != (name == TIE)}


_KEYS = {TIE: "t", BOTH_BAD: "b"}
