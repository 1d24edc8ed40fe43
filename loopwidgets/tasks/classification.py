"""Defines the task of choosing one label, or several, for the whole item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError, listed, names_its_arguments, nearest
from loopwidgets.labels.scheme import (
    FEWEST,
    LIST_KEY,
    MOST_BUTTONS,
    MOST_VISIBLE,
    NEW,
    Label,
    LabelScheme,
    made_name,
    read_labels,
)
from loopwidgets.labels.values import is_meant, name_of
from loopwidgets.tasks.task import Choice, Task, choice_of


@names_its_arguments
class Classification(Task):
    """Choose one label for the whole item, or several.

    Parameters
    ----------
    labels
        From 2 to 10,000 names or `Label` objects, in the order of the buttons. Numbers, booleans, an Enum, a
        column or a mapping of names to titles work too; answers have the same values. With more than ten
        labels you type to search; the ten that you used last keep their buttons. ``visible`` changes the ten.
    multiple
        True lets you choose several labels; keys then toggle labels and Enter confirms. None of the labels is
        an answer as well: the empty list.
    question
        The question above the item.
    guidelines
        How to decide, as plain text. The widget shows the guidelines on request.
    allow_new
        True lets you add labels while labeling; the list may then be empty at first.
    visible
        The number of labels that stay in sight, from 1 to 30; 10 when not given. Up to so many labels are
        buttons that never move; of more labels, so many that you used last.

    Raises
    ------
    InputError
        If there are too few or too many labels, or two labels share a name or key.
    """

    kind: ClassVar[str] = "classification"
    scheme_fields: ClassVar[tuple[str, ...]] = ("labels",)
    of_labels: ClassVar[bool] = True
    changeable: ClassVar[frozenset[str]] = frozenset({"allow_new", "visible"})

    def __init__(
        self,
        labels: Iterable[Any],
        *,
        multiple: bool = False,
        question: str | None = None,
        guidelines: str | None = "",
        allow_new: bool = False,
        visible: int | None = None,
    ) -> None:
        for name, chosen in (("multiple", multiple), ("allow_new", allow_new)):
            if not isinstance(chosen, bool):
                raise InputError(f"{name}: expected True or False, got {chosen!r}")
        _check_visible(visible)
        self.labels = read_labels(labels, fewest=0 if allow_new else FEWEST)
        self._own = {label.name: label.own for label in self.labels}
        self.visible = visible
        self._most_buttons = visible or MOST_BUTTONS
        if allow_new or len(self.labels) > self._most_buttons:
            _check_list_key(self.labels, self._most_buttons)
        self.multiple = multiple
        self.allow_new = allow_new
        self.ask(question, "Which labels fit?" if multiple else "Which label fits?", guidelines)

    def __repr__(self) -> str:
        several = ", multiple=True" if self.multiple else ""
        new = ", allow_new=True" if self.allow_new else ""
        return f"Classification({listed([label.own for label in self.labels])}{several}{new})"

    @property
    def title(self) -> str:
        """The task in the names of projects."""
        return self.kind + (" (several)" if self.multiple else "")

    def check(self, value: Any, scheme: LabelScheme) -> Any:
        """Return the label's id, or with ``multiple`` the chosen ids in the scheme's order."""
        if not self.multiple:
            return _known(value, scheme)
        if not isinstance(value, list):
            raise InputError(f"value: expected a list of labels, got {value!r}")
        return sorted({_known(entry, scheme) for entry in value}, key=scheme.places.__getitem__)

    def from_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Turn a label's name, or with ``multiple`` several, into ids."""
        if not self.multiple:
            return self._id_of(value, scheme)
        names = value if name_of(value) is None else [value]
        if not isinstance(names, Iterable):
            raise InputError(f"value: expected names of labels, got {value!r}")
        return self.check([self._id_of(name, scheme) for name in names], scheme)

    def to_user(self, value: Any, scheme: LabelScheme) -> Any:
        """Turn an id into the caller's own value of the label, or with ``multiple`` into a tuple of these."""
        if value is None:
            return None
        if self.multiple:
            return tuple(self._own_of(entry, scheme) for entry in self.labels_in(value))
        return self._own_of(value, scheme)

    def say(self, value: Any, scheme: LabelScheme) -> str:
        """Return the names of the labels."""
        return ", ".join(self.name_of(entry, scheme) or entry for entry in self.labels_in(value))

    @property
    def dtypes(self) -> Mapping[str, Any]:  # type: ignore[override]
        """A column of a user's frame holds the labels' values; several labels are a tuple."""
        kinds = set() if self.multiple else {type(label.own) for label in self.labels}
        of_numbers = {int: "Int64", float: "Float64", bool: "boolean"}
        if kinds == {int, float}:
            return {"label": "Float64"}
        return {"label": of_numbers.get(kinds.pop(), object) if len(kinds) == 1 else object}

    def ordered(self, scheme: LabelScheme) -> list[Any] | None:
        """Return the labels' values in their order; None with ``multiple``."""
        if self.multiple:
            return None
        return [self._own_of(label.id, scheme) for label in scheme.active]

    def own_of(self, choice: Choice, scheme: LabelScheme) -> Any:
        """Return the caller's own value of a label."""
        return self._own_of(choice.id, scheme)

    def named(self, value: Any) -> str | None:
        """Return the name of the label that a caller's value means; None for a value without a name."""
        name = name_of(value)
        if name is not None and name not in self._own:
            meant = (label.name for label in self.labels if is_meant(value, label.own))
            return next(meant, name)
        return name

    def grown(self, values: Sequence[Any], scheme: LabelScheme) -> LabelScheme:
        """Return the scheme with the person's new labels; the same scheme, where there can be none."""
        if not self.allow_new:
            return scheme
        made = [label for value in values for label in self.labels_in(value) if _is_made(label)]
        return scheme.with_names([made_name(label.removeprefix(NEW)) for label in made])

    def labels_in(self, value: Any) -> tuple[str, ...]:
        """Return the ids of the labels in a stored value."""
        if value is None:
            return ()
        entries = value if isinstance(value, list) else [value]
        return tuple(entry for entry in entries if isinstance(entry, str))

    def names_in(self, told: Any) -> tuple[str, ...]:
        """Return the names of the labels in a result of `to_user`."""
        names = map(self.named, told if isinstance(told, list | tuple) else (told,))
        return tuple(name for name in names if name is not None)

    def sought(self, value: Any, scheme: LabelScheme, argument: str) -> str:
        """Return the id of the label that a caller's value means."""
        name = self.named(value)
        return super().sought(value if name is None else name, scheme, argument)

    def same(self, one: Any, other: Any) -> bool:
        """Return whether two answers have the same labels, in any order."""
        return set(one) == set(other) if isinstance(one, tuple) else bool(one == other)

    def choices(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the labels in use.

        With many labels the digits belong to the labels used last. Only some labels then have their own keys.
        """
        is_long = self.allow_new or len(scheme.active) > self._most_buttons
        keys = scheme.own_keys() if is_long else scheme.keys()
        colors = scheme.colors()
        return [choice_of(label, colors[label.id], language, keys) for label in scheme.active]

    def retired(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the labels that are not in use any more."""
        colors = scheme.colors()
        return [choice_of(label, colors[label.id], language) for label in scheme.retired]

    @property
    def learnable(self) -> bool:
        """True: a model can learn to guess the answers."""
        return True

    def _id_of(self, value: Any, scheme: LabelScheme) -> str:
        name = self.named(value)
        label = None if name is None else scheme.by_name(name)
        if label is None or label.retired:
            hint = nearest(value, scheme.names)
            more = " project.add_label(…) adds a label." if self.allow_new else ""
            own = [self._own_of(each.id, scheme) for each in scheme.active]
            raise InputError(f"value: expected one of {listed(own)}, got {value!r}.{hint}{more}")
        return label.id

    def _own_of(self, label_id: str, scheme: LabelScheme) -> Any:
        if isinstance(label_id, list | dict):  # no answer of ours
            return str(label_id)
        label = scheme.by_id(label_id)
        return self._own.get(label.name, label.own) if label else label_id


def _known(value: Any, scheme: LabelScheme) -> str:
    """Return a label's id. A label that was made twice has the id that is in the scheme."""
    label = scheme.by_id(value) if isinstance(value, str) else None
    if label is None and _is_made(value):
        label = scheme.like(made_name(value.removeprefix(NEW)))
    if label is None:
        raise InputError(f"value: expected a label of this project, got {value!r}")
    return label.id


def _is_made(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(NEW)


def _check_visible(visible: Any) -> None:
    is_number = isinstance(visible, int) and not isinstance(visible, bool)
    if visible is not None and not (is_number and 1 <= visible <= MOST_VISIBLE):
        raise InputError(
            f"visible: expected the number of labels that stay in sight, from 1 to {MOST_VISIBLE}, "
            f"got {visible!r}"
        )


def _check_list_key(labels: Iterable[Label], most_buttons: int) -> None:
    for label in labels:
        if label.key == LIST_KEY:
            raise InputError(
                f"label {label.name!r}: key {LIST_KEY!r} already opens the list of labels, which comes "
                f"with allow_new=True or more than {most_buttons} labels"
            )
