"""Defines the base class of tasks that mark places in an item, `Marks`: a value is a list of marks.

Each mark is a dict with the id of its label, and its place in the item's own coordinates. An empty list is an
answer: nothing is there.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, listed, nearest
from loopwidgets.labels.scheme import LabelScheme, read_labels
from loopwidgets.labels.values import name_of
from loopwidgets.tasks.task import Choice, Task, choice_of

MOST_MARKS = 100_000
"""The most marks on an item."""


class Marks(Task):
    """Mark places in each item, each with a label.

    Parameters
    ----------
    labels
        The labels of marks, as for `Classification`; a single label is enough.
    question, usual
        The caller's question, and the task's own.
    guidelines
        How to decide, as plain text.
    """

    scheme_fields: ClassVar[tuple[str, ...]] = ("labels",)
    dtypes: ClassVar[Mapping[str, Any]] = {"label": object}
    distribution_title: ClassVar[str] = "Marks by label"
    mark: ClassVar[str] = "mark"
    """A mark in words, such as ``span``."""

    def _begin(self, labels: Any, question: str | None, usual: str, guidelines: str | None) -> None:
        self.labels = read_labels(labels, fewest=1)
        self._own = {label.name: label.own for label in self.labels}
        self.ask(question, usual, guidelines)

    # --- A mark: the part that differs -----------------------------------------------------------------

    @abstractmethod
    def check_place(self, mark: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Return the place of a mark, without its label, in canonical form.

        Parameters
        ----------
        mark
            A mark from the browser or from code.
        where
            The number of the mark, for errors.

        Raises
        ------
        InputError
            If it has no such place.
        """

    def in_order(self, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the marks of a value in canonical order; as they were made, if the order has a meaning."""
        return marks

    # --- Values ----------------------------------------------------------------------------------------

    def check(self, value: Any, scheme: LabelScheme) -> list[dict[str, Any]]:
        """Return a list of marks in canonical form, with the ids of labels."""
        return self._read(value, lambda label, where: _known(label, scheme, where))

    def from_user(self, value: Any, scheme: LabelScheme) -> list[dict[str, Any]]:
        """Return a list of marks that have the names of labels in canonical form."""
        return self._read(value, lambda label, where: self._id_of(label, scheme, where))

    def to_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Return the marks with the names of their labels; None for None."""
        if value is None:
            return None
        return [{"label": self._own_of(mark["label"], scheme), **_place(mark)} for mark in value]

    def explode(self, value: Any, scheme: LabelScheme) -> list[dict[str, Any]]:
        """Return a row for each mark, with its label and its place."""
        return list(self.to_user(value, scheme) or ())

    def same(self, one: Any, other: Any) -> bool:
        """Return whether two lists have the same marks."""
        return bool(list(one) == list(other))

    def say(self, value: Any, scheme: LabelScheme) -> str:
        """Return how many marks of each label there are, in words."""
        names = Counter(self.name_of(label, scheme) or label for label in self.counted(value))
        return ", ".join(f"{count} {name}" for name, count in names.items())

    def labels_in(self, value: Any) -> tuple[str, ...]:
        """Return the ids of the labels in a stored value, each once."""
        return tuple(dict.fromkeys(self.counted(value)))

    def counted(self, value: Any) -> tuple[str, ...]:
        """Return the id of each mark's label."""
        marks = value if isinstance(value, list) else []
        labels = (mark.get("label") for mark in marks if isinstance(mark, Mapping))
        return tuple(label for label in labels if isinstance(label, str))

    def names_in(self, told: Any) -> tuple[str, ...]:
        """Return the name of each mark's label."""
        names = (name_of(mark["label"]) for mark in told or ())
        return tuple(name for name in names if name is not None)

    # --- Labels ----------------------------------------------------------------------------------------

    def named(self, value: Any) -> str | None:
        """Return the name of the label that a caller's value means."""
        return name_of(value)

    def own_of(self, choice: Choice, scheme: LabelScheme) -> Any:
        """Return the caller's own value of a label."""
        return self._own_of(choice.id, scheme)

    def choices(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the labels in use."""
        keys, colors = scheme.keys(), scheme.colors()
        return [choice_of(label, colors[label.id], language, keys) for label in scheme.active]

    def retired(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the labels that are not in use any more."""
        colors = scheme.colors()
        return [choice_of(label, colors[label.id], language) for label in scheme.retired]

    def __repr__(self) -> str:
        parts = [listed([label.own for label in self.labels])]
        parts += [f"{name}={value!r}" for name, value in self._own_options().items()]
        return f"{type(self).__name__}({', '.join(parts)})"

    def _own_options(self) -> dict[str, Any]:
        """Return the options that the caller gave, other than the labels."""
        return {}

    def _read(self, value: Any, label_of: Any) -> list[dict[str, Any]]:
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise InputError(f"value: expected a list of {self.mark}s, got {value!r}")
        if len(value) > MOST_MARKS:
            raise InputError(
                f"value: expected at most {MOST_MARKS:,} {self.mark}s, got {len(value):,}"
            )
        marks = []
        for number, mark in enumerate(value):
            where = f"value: {self.mark} {number}"
            if not isinstance(mark, Mapping) or "label" not in mark:
                raise InputError(f"{where}: expected a dict with a label, got {mark!r}")
            marks.append({"label": label_of(mark["label"], where), **self.check_place(mark, where)})
        return self.in_order(marks)

    def _id_of(self, value: Any, scheme: LabelScheme, where: str) -> str:
        name = self.named(value)
        label = None if name is None else scheme.by_name(name)
        if label is None or label.retired:
            own = [self._own_of(each.id, scheme) for each in scheme.active]
            hint = nearest(value, scheme.names)
            raise InputError(
                f"{where}: expected one of {listed(own)} as label, got {value!r}.{hint}"
            )
        return label.id

    def _own_of(self, label_id: Any, scheme: LabelScheme) -> Any:
        label = scheme.by_id(label_id) if isinstance(label_id, str) else None
        return self._own.get(label.name, label.own) if label else str(label_id)


def _place(mark: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in mark.items() if name != "label"}


def _known(value: Any, scheme: LabelScheme, where: str) -> str:
    label = scheme.by_id(value) if isinstance(value, str) else None
    if label is None:
        raise InputError(f"{where}: expected a label of this project, got {value!r}")
    return label.id
