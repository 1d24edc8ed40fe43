"""Defines the task of a third-party widget: any JSON is an answer, and is stored unchanged.

It has no front end of its own: the third-party widget is its front end.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from loopwidgets.errors import InputError
from loopwidgets.labels.scheme import Label, LabelScheme, read_labels
from loopwidgets.lib.plain_json import DEEPEST, check_plain
from loopwidgets.tasks.task import Choice, Task, choice_of


class Guest(Task):
    """The question that a third-party widget asks.

    Parameters
    ----------
    labels
        The known classes of the widget; any number, or none. Values hold their names, so a label's name is
        its id. A new class in an answer is added.
    name
        Name of the widget, such as ``"BoxAnnotator"``. It is part of the project's name.
    module
        The module of the widget's class: two classes with the same name are two tasks. Empty if unknown.
    classes
        True if a bare text in a value is the name of a class. Otherwise it is a text that somebody wrote.
    question, guidelines, multiple
        As in every task; the widget asks in its own way.
    """

    kind: ClassVar[str] = "guest"
    scheme_fields: ClassVar[tuple[str, ...]] = ("labels",)
    takes_any_json: ClassVar[bool] = True
    changeable: ClassVar[frozenset[str]] = frozenset({"module", "classes", "multiple"})
    parts: ClassVar[Mapping[str, Any]] = {"value": object}

    def __init__(
        self,
        labels: Iterable[str | Label] | None = None,
        *,
        name: str = "guest",
        module: str = "",
        classes: bool = True,
        question: str = "",
        guidelines: str = "",
        multiple: bool = False,
    ) -> None:
        given = () if labels is None else read_labels(labels, fewest=0, most=None)
        self.labels = tuple(_named(label) for label in given)
        self.name = name
        self.module = module
        self.classes = classes
        self.question = question
        self.guidelines = guidelines
        self.multiple = multiple
        self.allow_new = True

    def __repr__(self) -> str:
        return f"Guest({[label.name for label in self.labels]}, name={self.name!r})"

    @property
    def title(self) -> str:
        """The task in the names of projects."""
        return self.name

    def check(self, value: Any, scheme: LabelScheme) -> Any:
        """Return a value as plain JSON; raise an `InputError` if it can't be JSON."""
        if value is None:
            raise InputError("value: expected an answer, got None, which is a skip")
        made = plain(value)
        check_plain(made, "value")
        return made

    def grown(self, values: Sequence[Any], scheme: LabelScheme) -> LabelScheme:
        """Return the scheme with the new classes in values."""
        known = {label.id for label in scheme.active}
        names = dict.fromkeys(name for value in values for name in self.labels_in(value))
        return scheme.with_labels([Label(name, id=name) for name in names if name not in known])

    def labels_in(self, value: Any) -> tuple[str, ...]:
        """Return the classes in a value, each once.

        A class is a text, a text in a list, the third entry of ``(start, end, class)``, or the value of
        ``"label"``.
        """
        entries = value if isinstance(value, list | tuple) else [value]
        return tuple(dict.fromkeys(name for entry in entries for name in self._in(entry)))

    def explode(self, value: Any, scheme: LabelScheme) -> list[dict[str, Any]]:
        """Return a row for each entry of a value: its class, if it has one, and the entry itself."""
        entries = value if isinstance(value, list) else [] if value is None else [value]
        return [{"label": next(self._in(entry), None), "value": entry} for entry in entries]

    def names_in(self, told: Any) -> tuple[str, ...]:
        """Return the classes in a value: their names are their ids."""
        return self.labels_in(told)

    def _in(self, entry: Any) -> Iterator[str]:
        name: Any = None
        if isinstance(entry, str) and self.classes:
            name = entry
        elif isinstance(entry, Mapping):
            name = entry.get("label")
        elif isinstance(entry, list | tuple) and [*map(type, entry)] == [int, int, str]:
            name = entry[2]
        if isinstance(name, str) and name.strip():
            yield name

    def choices(self, scheme: LabelScheme, language: str = "en") -> list[Choice]:
        """Return the known classes."""
        colors = scheme.colors()
        return [choice_of(label, colors[label.id], language) for label in scheme.active]


def plain(value: Any, depth: int = 0) -> Any:
    """Return a copy of a value as plain JSON; raise an `InputError` for anything that JSON can't hold."""
    if depth > DEEPEST:
        raise InputError(
            f"value: nested too deeply: at most {DEEPEST} lists and mappings in each other"
        )
    if hasattr(value, "tolist") and hasattr(value, "dtype"):  # a numpy value
        value = value.tolist()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(f"value: expected finite numbers, got {value!r} in it")
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(entry, depth + 1) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry, depth + 1) for entry in value]
    raise InputError(
        "value: expected values that JSON can hold (texts, numbers, lists, mappings), got "
        f"{type(value).__name__} in it"
    )


def _named(label: Label) -> Label:
    from dataclasses import replace

    return replace(label, id=label.name)
