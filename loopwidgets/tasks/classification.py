"""Choose one label for the whole item, or several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from loopwidgets.errors import InputError, nearest
from loopwidgets.scheme import Label, LabelScheme, read_labels


class Classification:
    """Choose one label for the whole item, or several.

    Parameters
    ----------
    labels
        From 2 to 10 names or `Label` objects, in the order of the buttons.
    multiple
        Whether several may be chosen; then keys toggle and Enter confirms.
    question
        What the person is asked, above the item.
    guidelines
        How to decide, as plain text; the widget shows it when asked.

    Raises
    ------
    InputError
        If the labels can't be used: too few, too many, two of one name or key.
    """

    kind: ClassVar[str] = "classification"

    def __init__(
        self,
        labels: Iterable[str | Label],
        *,
        multiple: bool = False,
        question: str | None = None,
        guidelines: str | None = "",
    ) -> None:
        if not isinstance(multiple, bool):
            raise InputError(f"multiple: expected True or False, got {multiple!r}")
        for name, text in (("question", question), ("guidelines", guidelines)):
            if text is not None and not isinstance(text, str):
                raise InputError(f"{name}: expected a text, got {type(text).__name__}")
        self.labels = read_labels(labels)
        self.multiple = multiple
        self.question = question or ("Which labels fit?" if multiple else "Which label fits?")
        self.guidelines = guidelines or ""

    def __repr__(self) -> str:
        several = ", multiple=True" if self.multiple else ""
        return f"Classification({[label.name for label in self.labels]}{several})"

    @property
    def title(self) -> str:
        """What stands in the names of projects."""
        return self.kind + (" (several)" if self.multiple else "")

    def check(self, value: Any, scheme: LabelScheme) -> Any:
        """Return the label's id, or with ``multiple`` the chosen ids in the scheme's order."""
        if not self.multiple:
            if not isinstance(value, str) or scheme.by_id(value) is None:
                raise InputError(f"value: expected a label of this project, got {value!r}")
            return value
        if not isinstance(value, list) or not value:
            raise InputError(f"value: expected a list of at least one label, got {value!r}")
        unknown = [v for v in value if not isinstance(v, str) or scheme.by_id(v) is None]
        if unknown:
            raise InputError(f"value: expected labels of this project, got {unknown[0]!r}")
        return [label.id for label in scheme.labels if label.id in value]

    def from_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Turn a label's name, or with ``multiple`` several, into ids."""
        if not self.multiple:
            return self._id_of(value, scheme)
        names = [value] if isinstance(value, str) else list(value)
        return self.check([self._id_of(name, scheme) for name in names], scheme)

    def to_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Turn an id into the label's name, or with ``multiple`` into a tuple of names."""
        if value is None:
            return None
        if self.multiple:
            return tuple(self._name_of(entry, scheme) for entry in value)
        return self._name_of(value, scheme)

    def labels_in(self, value: Any) -> tuple[str, ...]:
        """Return the ids of the labels in a stored value."""
        if value is None:
            return ()
        return tuple(value) if isinstance(value, list) else (value,)

    def names_in(self, told: Any) -> tuple[str, ...]:
        """Return the names of the labels in what `to_user` told."""
        return self.labels_in(list(told) if isinstance(told, tuple) else told)

    def to_json(self) -> dict[str, Any]:
        """Return what the store keeps of the task, beside the labels."""
        return {
            "kind": self.kind,
            "multiple": self.multiple,
            "question": self.question,
            "guidelines": self.guidelines,
        }

    def _id_of(self, name: Any, scheme: LabelScheme) -> str:
        label = scheme.by_name(name) if isinstance(name, str) else None
        if label is None or label.retired:
            hint = nearest(name, scheme.names)
            raise InputError(f"value: expected one of {list(scheme.names)}, got {name!r}.{hint}")
        return label.id

    def _name_of(self, label_id: str, scheme: LabelScheme) -> str:
        label = scheme.by_id(label_id)
        return label.name if label else label_id
