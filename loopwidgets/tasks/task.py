"""Defines the base class of tasks. A new task is a file with a `Task`, and a line in ``tasks/__init__.py``.

A task checks, counts and words values. It knows neither items nor the store.
"""

from __future__ import annotations

import inspect
import json
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from loopwidgets.errors import InputError, check_text, listed, nearest
from loopwidgets.labels.scheme import Label, LabelScheme
from loopwidgets.tasks.spread import Spread

_NO_KEYS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice of the annotator, or a bar of a distribution.

    Parameters
    ----------
    id
        The id in values and counts.
    name, title
        The name in code, and the title for people in their language.
    color
        A CSS color for light pages and another for dark pages.
    key
        The key that makes the choice; empty for none.
    description
        Advice on when to make the choice.
    """

    id: str
    name: str
    title: str
    color: tuple[str, str]
    key: str = ""
    description: str = ""


def choice_of(
    label: Label, color: tuple[str, str], language: str, keys: Mapping[str, str] = _NO_KEYS
) -> Choice:
    """Return a label as a choice."""
    return Choice(
        id=label.id,
        name=label.name,
        title=label.title_in(language),
        key=keys.get(label.id, ""),
        color=color,
        description=label.description,
    )


class Task(ABC):
    """The question about each item.

    A value is JSON. Values with choices have the ids of the choices; people see and write names.
    Each argument of a task is an option: an attribute, and a part of the stored form.
    """

    kind: ClassVar[str]
    """The name of the front end's component in ``frontend/src/tasks``."""
    dtypes: ClassVar[Mapping[str, Any]] = {"label": object}
    """The columns that a value fills, with pandas dtypes; in tables `ordered` goes before these."""
    parts: ClassVar[Mapping[str, Any]] = {}
    """The columns beside ``label`` that `explode` fills, with pandas dtypes."""
    distribution_title: ClassVar[str] = "Class distribution"
    """The title above the plot of the distribution."""
    scheme_fields: ClassVar[tuple[str, ...]] = ()
    """The parts that are a versioned label scheme; empty for a task without labels."""
    changeable: ClassVar[frozenset[str]] = frozenset()
    """The options that may change within a project; any other option makes another task."""

    of_labels: ClassVar[bool] = False
    """True if a value is a label, or several labels, and nothing more."""

    surfaces: ClassVar[frozenset[str]] = frozenset()
    """The surfaces of views that the task marks places on; empty for a task about whole items."""

    compares: ClassVar[bool] = False
    """True if a value names columns of the item, which are then shown side by side."""

    structured: ClassVar[bool] = False
    """True if a value is a list or a mapping, which a column of the data may hold as JSON."""

    takes_any_json: ClassVar[bool] = False
    """True if any JSON may be a value: then values in the data are not taken for names of labels."""

    labels: tuple[Label, ...] = ()
    """The labels in the call, for a task whose choices are a label scheme."""
    question: str
    guidelines: str = ""
    multiple: bool = False
    """True if a value may have several choices."""
    allow_new: bool = False
    """True if annotators may add labels."""

    _usual_question = ""

    def ask(self, question: Any, usual: str, guidelines: Any) -> None:
        """Set the guidelines and the question, or the usual question where the caller gave none."""
        for name, text in (("question", question), ("guidelines", guidelines)):
            if text is not None:
                check_text(text, name)
        self.question = (question or "").strip() or usual
        self.guidelines = guidelines or ""
        self._usual_question = usual

    def about(self, columns: Sequence[Any]) -> Task:
        """Return the task about items that show these columns; an `InputError` if it can't ask about them."""
        return self

    # --- Values ------------------------------------------------------------------------------------

    @abstractmethod
    def check(self, value: Any, scheme: LabelScheme) -> Any:
        """Return a stored value in its canonical form; raise an `InputError` for an invalid value."""

    def from_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Return the stored form of a user's value in code; raise an `InputError` if it does not fit."""
        return self.check(value, scheme)

    def to_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Return the form of a stored value for users, as in tables; None for None."""
        return value

    def same(self, one: Any, other: Any) -> bool:
        """Return whether two values in a user's form are the same answer."""
        return bool(one == other)

    def say(self, value: Any, scheme: LabelScheme) -> str:
        """Return a stored value in words."""
        return str(self.to_user(value, scheme))

    def columns(self, value: Any, scheme: LabelScheme) -> dict[str, Any]:
        """Return the columns of `dtypes` for a stored value."""
        return {"label": self.to_user(value, scheme)}

    def explode(self, value: Any, scheme: LabelScheme) -> list[dict[str, Any]]:
        """Return a row for each part of a stored value, such as a label or a mark.

        A row has a ``label`` in a user's form, and the columns of `parts`.
        """
        told = self.to_user(value, scheme)
        parts = told if isinstance(told, list | tuple) else () if told is None else (told,)
        return [{"label": part} for part in parts]

    def beneath(self, rows: Sequence[Mapping[str, Any]]) -> list[Spread]:
        """Return what is drawn beneath the distribution; ``rows`` are those of `explode` for all answers."""
        return []

    def ordered(self, scheme: LabelScheme) -> list[Any] | None:
        """Return all answers in a user's form, in order, for an ordered category; None for no such list."""
        return None

    def named(self, value: Any) -> str | None:
        """Return the name of the choice that a user's value means; None for a value that has no name."""
        return value if isinstance(value, str) else None

    def own_of(self, choice: Choice, scheme: LabelScheme) -> Any:
        """Return a choice as the user writes it."""
        return choice.name

    @property
    def learnable(self) -> bool:
        """True if a model can learn to guess the answers."""
        return False

    # --- Choices and counts ------------------------------------------------------------------------

    def choices(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the present choices, in order; an empty list for a task without choices."""
        return []

    def retired(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the choices in earlier answers that can't be chosen any more."""
        return []

    def name_of(self, choice: str | None, scheme: LabelScheme) -> str | None:
        """Return the name of a choice by its id; None for an id that the task does not know."""
        label = None if choice is None else scheme.by_id(choice)
        if label is not None:
            return label.name
        return next((each.name for each in self.choices(scheme) if each.id == choice), None)

    def labels_in(self, value: Any) -> tuple[str, ...]:
        """Return the ids of scheme labels in a stored value, each once."""
        return ()

    def grown(self, values: Sequence[Any], scheme: LabelScheme) -> LabelScheme:
        """Return the scheme with the new labels in values; the same scheme, if there are none."""
        return scheme

    def counted(self, value: Any) -> tuple[str, ...]:
        """Return the ids that a stored value counts under; an id that counts several times is repeated."""
        return self.labels_in(value)

    def bins(
        self,
        scheme: LabelScheme,
        counts: Mapping[str, int],
        language: str = "en",
    ) -> list[Choice]:
        """Return the bars of the distribution, in order. ``counts`` has the ids of `counted`."""
        return self.choices(scheme, language)

    def names_in(self, told: Any) -> tuple[Any, ...]:
        """Return the names of the bins of an answer in a user's form, for plots."""
        return () if told is None else (told,)

    def repeatable(self, value: Any) -> str | None:
        """Return an answer that the page offers again and counts by itself; None for any other."""
        return None

    def sought(self, value: Any, scheme: LabelScheme, argument: str) -> str:
        """Return the id that `matches` needs to find answers with a user's value.

        Raises
        ------
        InputError
            If there is no such choice. The message names ``argument``.
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
        """Return a text that the JSON of every matching answer contains; empty if there is no such text."""
        return json.dumps(sought, ensure_ascii=False)[1:-1]

    def matches(self, value: Any, sought: str) -> bool:
        """Return whether a stored value has the sought id."""
        return sought in self.counted(value)

    # --- The task itself ---------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The task in the names of projects."""
        return self.kind

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds whose components the front end needs: its own, and those of tasks in it."""
        return (self.kind,)

    @property
    def own_question(self) -> str:
        """The caller's question; empty where the task asks its usual question."""
        return "" if self.question == self._usual_question else self.question

    def __repr__(self) -> str:
        usual = inspect.signature(type(self)).parameters
        given = (
            f"{name}={value!r}"
            for name, value in self.options().items()
            if value not in (None, "", usual[name].default)
        )
        return f"{type(self).__name__}({', '.join(given)})"

    def identity(self) -> dict[str, Any]:
        """Return the parts of `to_json`, without the question, that make another task if they differ."""
        return {
            "kind": self.kind,
            **{name: v for name, v in self.options().items() if name not in self.changeable},
        }

    def options(self) -> dict[str, Any]:
        """Return the task's own options in the form for the store and the page."""
        names = inspect.signature(type(self)).parameters
        return {name: getattr(self, name) for name in names if name not in _OF_EVERY_TASK}

    def to_json(self) -> dict[str, Any]:
        """Return the stored form of the task, without the labels."""
        return {
            "kind": self.kind,
            "question": self.question,
            "guidelines": self.guidelines,
            **self.options(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], labels: Sequence[Label]) -> Task:
        """Return a task from its stored form, with the labels in use."""
        return cls(labels, **stored) if cls.scheme_fields else cls(**stored)  # type: ignore[call-arg]


_OF_EVERY_TASK = {"labels", "question", "guidelines"}
"""The arguments that are stored in their own way."""


def finite_number(value: Any) -> float | None:
    """Return a number as an int if it is whole, else as a float; None for anything but a finite number."""
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
"""The largest whole number up to which floats, and numbers in JavaScript, are exact."""
