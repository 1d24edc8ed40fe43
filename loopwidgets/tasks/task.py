"""What every task has in common: the seam behind which a new kind of question is one file.

A task checks and words values; it knows neither items nor the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from loopwidgets.labels.scheme import Label, LabelScheme


class Task(Protocol):
    """What is asked of the person.

    A value travels as JSON that names labels by id; people see and write names.
    """

    kind: ClassVar[str]
    """Names the front end's component in ``frontend/src/tasks``."""

    labels: tuple[Label, ...]
    question: str
    guidelines: str
    multiple: bool
    allow_new: bool
    """Whether the person may add labels."""

    @property
    def title(self) -> str:
        """What stands in the names of projects."""
        ...

    def check(self, value: Any, scheme: LabelScheme) -> Any:
        """Return a stored value in its canonical form; raise `InputError` if it is none."""
        ...

    def from_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Turn what a user writes in code (names) into a stored value (ids)."""
        ...

    def to_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Turn a stored value (ids) into what a user reads in a table (names)."""
        ...

    def grown(self, values: Sequence[Any], scheme: LabelScheme) -> LabelScheme:
        """Return the scheme with the new labels that values bring along; itself, where they bring none."""
        ...

    def labels_in(self, value: Any) -> tuple[str, ...]:
        """Return the ids of the labels in a stored value, each once, for counting."""
        ...

    def names_in(self, told: Any) -> tuple[str, ...]:
        """Return the names of the labels in what `to_user` told, each once, for figures."""
        ...

    @property
    def own_question(self) -> str:
        """The question that the caller gave; empty where the task's usual one is asked."""
        ...

    def identity(self) -> dict[str, Any]:
        """Return the parts of `to_json` that make another task when they differ, beside the question."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Return what the store keeps of the task, beside the labels."""
        ...
