"""The seam of tasks: a new kind of question is one file with a `Task`, and one line in ``tasks/__init__.py``.

A task checks, counts and words values; it knows neither items nor the store.
"""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from loopwidgets.errors import InputError, check_text, listed, nearest
from loopwidgets.labels.scheme import Label, LabelScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that can be chosen, or a bar of a distribution.

    Parameters
    ----------
    id
        As values and counts name it.
    name, title
        In code, and for people in their language.
    color
        A CSS color for light pages and one for dark ones.
    key
        The key that chooses it; empty for none.
    description
        When to choose it.
    """

    id: str
    name: str
    title: str
    color: tuple[str, str]
    key: str = ""
    description: str = ""


class Task(ABC):
    """What is asked about each item.

    A value is JSON. One that names choices names them by id; people see and write names.
    """

    kind: ClassVar[str]
    """Names the front end's component in ``frontend/src/tasks``."""
    dtypes: ClassVar[Mapping[str, Any]] = {"label": object}
    """The columns that a value fills in tables, with their pandas dtypes."""
    distribution_title: ClassVar[str] = "Class distribution"
    """Above the plot of the distribution."""
    scheme_fields: ClassVar[tuple[str, ...]] = ()
    """The parts that are a label scheme, with versions in the store; none for a task without labels."""
    offers_earlier: ClassVar[bool] = False
    """Whether the page gets the commonest earlier answers, to offer them."""
    requires: ClassVar[str] = "none"
    """The surface that it needs of a view: ``"none"``, ``"text"``, ``"image"``, ``"time"`` or ``"pair"``."""

    labels: tuple[Label, ...] = ()
    """The labels that the call gave, for a task whose choices are a label scheme."""
    question: str
    guidelines: str = ""
    multiple: bool = False
    """Whether a value is several choices."""
    allow_new: bool = False
    """Whether annotators may add labels."""

    _usual_question = ""

    def ask(self, question: Any, usual: str, guidelines: Any) -> None:
        """Take the question, or the usual one where the caller gave none, and the guidelines."""
        for name, text in (("question", question), ("guidelines", guidelines)):
            if text is not None:
                check_text(text, name)
        self.question = (question or "").strip() or usual
        self.guidelines = guidelines or ""
        self._usual_question = usual

    # --- Values ------------------------------------------------------------------------------------

    @abstractmethod
    def check(self, value: Any, scheme: LabelScheme) -> Any:
        """Return a stored value in its canonical form; raise `InputError` if it is none."""

    @abstractmethod
    def from_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Return the stored value for what a user writes in code; raise `InputError` if it does not fit."""

    def to_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Return what a user reads in a table for a stored value; None for None."""
        return value

    def same(self, one: Any, other: Any) -> bool:
        """Tell whether two values in a user's form are the same answer."""
        return bool(one == other)

    def say(self, value: Any, scheme: LabelScheme) -> str:
        """Return a stored value in words."""
        return str(self.to_user(value, scheme))

    def columns(self, value: Any, scheme: LabelScheme) -> dict[str, Any]:
        """Return what a stored value fills into the columns of `dtypes`."""
        return {"label": self.to_user(value, scheme)}

    def explode(self, value: Any, scheme: LabelScheme) -> list[dict[str, Any]]:
        """Return a stored value as rows for analysis: one for each of its parts."""
        return [self.columns(value, scheme)]

    def target(self, value: Any) -> str | None:
        """Return the class that a model may learn from a stored value; None where there is none."""
        return None

    @property
    def learnable(self) -> bool:
        """Whether a model can learn to guess the answers."""
        return False

    # --- Choices and counts ------------------------------------------------------------------------

    def choices(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return what can be chosen now, in order; nothing for a task without choices."""
        return []

    def retired(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return choices that stand in earlier answers and can't be chosen any more."""
        return []

    def labels_in(self, value: Any) -> tuple[str, ...]:
        """Return the ids of scheme labels in a stored value, each once."""
        return ()

    def grown(self, values: Sequence[Any], scheme: LabelScheme) -> LabelScheme:
        """Return the scheme with the labels that values bring along; itself, where they bring none."""
        return scheme

    def counted(self, value: Any) -> tuple[str, ...]:
        """Return the ids that a stored value counts under, with repetitions where it counts several times."""
        return self.labels_in(value)

    def bins(
        self,
        scheme: LabelScheme,
        counts: Mapping[str, int],
        language: str = "en",
    ) -> list[Choice]:
        """Return the bars of the distribution, in order, for counts by the ids of `counted`."""
        return self.choices(scheme, language)

    def names_in(self, told: Any) -> tuple[Any, ...]:
        """Return the names of the bins of an answer in a user's form, for plots."""
        return () if told is None else (told,)

    def sought(self, value: Any, scheme: LabelScheme, argument: str) -> str:
        """Return the id by which `matches` finds answers, for what a user looks for.

        Raises
        ------
        InputError
            Names ``argument``, if there is no such choice.
        """
        choices = [*self.choices(scheme), *self.retired(scheme)]
        for choice in choices:
            if choice.name == value:
                return choice.id
        names = [choice.name for choice in choices]
        if not names:
            raise InputError(
                f"{argument}: {self.title} has no labels to choose from, got {value!r}"
            )
        raise InputError(
            f"{argument}: expected one of {listed(names)}, got {value!r}.{nearest(value, names)}"
        )

    def part_of_json(self, sought: str) -> str:
        """Return what the JSON of every answer contains that `matches`; empty where that can't be told."""
        return json.dumps(sought, ensure_ascii=False)[1:-1]

    def matches(self, value: Any, sought: str) -> bool:
        """Tell whether a stored value has what is looked for."""
        return sought in self.counted(value)

    # --- The task itself ---------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The task in the names of projects."""
        return self.kind

    @property
    def own_question(self) -> str:
        """The question that the caller gave; empty where the task's usual one is asked."""
        return "" if self.question == self._usual_question else self.question

    def identity(self) -> dict[str, Any]:
        """Return the parts of `to_json` that make another task when they differ, beside the question."""
        return {"kind": self.kind, **self.options()}

    def options(self) -> dict[str, Any]:
        """Return the task's own options, as the store keeps them and the page gets them."""
        return {}

    def to_json(self) -> dict[str, Any]:
        """Return what the store keeps of the task, beside the labels."""
        return {
            "kind": self.kind,
            "question": self.question,
            "guidelines": self.guidelines,
            **self.options(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], labels: Sequence[Label]) -> Task:
        """Return a task as the store kept it; ``labels`` are those in use."""
        return cls(labels, **stored) if cls.scheme_fields else cls(**stored)  # type: ignore[call-arg]


def finite_number(value: Any) -> float | None:
    """Return a number as an int where it is whole, else as a float; None for what is no finite number."""
    if isinstance(value, bool) or not hasattr(value, "__float__") or isinstance(value, str):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < _MOST_EXACT else number


def whole_number(value: Any) -> int | None:
    """Return a whole number as an int; None for anything else."""
    number = finite_number(value)
    return number if isinstance(number, int) else None


_MOST_EXACT = 2**53
"""Up to here every whole number is a float, and a number in JavaScript."""
