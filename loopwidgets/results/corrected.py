"""Puts a person's answers into the labels that the data has, each in the form in which the data has it.

A column may hold names, the caller's own values, lists, or texts with lists; or there is a column of marks
for each label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from loopwidgets.data.keys import Codes
from loopwidgets.data.label_columns import as_names
from loopwidgets.data.written_lists import Form, parsed
from loopwidgets.errors import InputError
from loopwidgets.labels.values import name_of
from loopwidgets.results.column_values import replaced
from loopwidgets.results.tables import answers_of, answers_of_rows

if TYPE_CHECKING:
    from loopwidgets.core.project_state import ProjectState
    from loopwidgets.tasks import Task


def corrected_of(project: ProjectState) -> pd.DataFrame:
    """Return the data with the reviewed labels as an annotator corrected them; see `Project.corrected`."""
    items, initial = project.items, project.initial
    if items is None:
        raise InputError(
            "corrected: the project was opened without its data; lw.annotate(data, …, initial='…') has it"
        )
    if initial is None:
        raise InputError(
            "corrected: there are no labels to correct: give their column as initial='…' in lw.annotate; "
            "w.to_frame() has the answers beside the data"
        )
    table = answers_of(project)
    table = table[table["status"] == "answered"]
    answers = answers_of_rows(items, table)
    rows = np.flatnonzero(answers >= 0)
    labels = table["label"].tolist()
    chosen = [labels[answer] for answer in answers[rows].tolist()]
    frame = items.frame.copy()
    if initial.columns is not None:
        return _marked(frame, initial.columns, rows, chosen, project.task)
    place = list(frame.columns).index(initial.column)
    held = frame.iloc[:, place]
    before = held.iloc[rows].tolist()
    task = project.task
    write = _Lists(held, task).write if task.multiple else _singly(held, task)
    values = [write(one, label) for one, label in zip(before, chosen, strict=True)]
    column: Any = replaced(held, rows, values)
    frame.isetitem(place, column)
    return frame


def _singly(held: pd.Series, task: Task) -> Callable[[Any, Any], Any]:
    """Return the function that writes a label as the column has it: 1.0 for 1, or its name in a text."""
    own: dict[str | None, Any] = {}
    distinct = [value for value in _different(held) if name_of(value) is not None]
    for value in distinct:
        name = task.named(value)
        if name is not None and not isinstance(value, str):
            own.setdefault(name, value)
    of_texts = bool(distinct) and all(type(value) is str for value in distinct)

    def write(_before: Any, label: Any) -> Any:
        name = task.named(label)
        return name if of_texts and name is not None else own.get(name, label)

    return write


class _Lists:
    """Writes several labels in the kind of list, or of text, that other rows of the column have."""

    def __init__(self, held: pd.Series, task: Task) -> None:
        self._named = task.named
        self._known = [label.name for label in task.labels]
        self._form: Form | None = None
        self._like: Any = None
        self._own: dict[str | None, Any] = {}
        self._of_texts = False
        for value in _different(held):
            entries, form = self._read(value)
            self._form = self._form or form
            if entries and self._like is None and form is None and name_of(value) is None:
                self._like = value
            for entry in entries:
                self._of_texts |= type(entry) is str
                if not isinstance(entry, str):
                    self._own.setdefault(task.named(entry), entry)

    def write(self, before: Any, labels: Any) -> Any:
        """Return labels as the column has them; the value before where it has the same labels."""
        if not isinstance(labels, tuple):
            return labels
        names = [self._named(label) for label in labels]
        entries, _ = self._read(before)
        if entries and {*map(self._named, entries)} == {*names}:
            return before
        values = [
            self._own.get(name, name if self._of_texts else label)
            for name, label in zip(names, labels, strict=True)
        ]
        if self._form is not None:
            return self._form.write(values)
        if isinstance(self._like, np.ndarray):
            return np.array(values, dtype=object)
        kind = type(self._like)
        return kind(values) if kind in (tuple, set, frozenset) else values

    def _read(self, value: Any) -> tuple[list[Any], Form | None]:
        """Return the labels in a value as they are there, and the form of a text with a list."""
        found = parsed(value, self._known) if isinstance(value, str) else None
        if found is not None:
            return found
        entries = as_names(value)
        return (entries if isinstance(entries, list) else []), None


def _different(held: pd.Series) -> Sequence[Any]:
    """Return the different values of a column; all of them, where they are lists."""
    try:
        return list(held.dropna().unique())
    except (TypeError, ValueError, NotImplementedError):
        return held.tolist()


def _marked(
    frame: pd.DataFrame, columns: Sequence[Any], rows: Codes, chosen: Sequence[Any], task: Task
) -> pd.DataFrame:
    """Write marks into a column for each label. A label without a column gets a column at the end."""
    names = [set(task.names_in(label)) for label in chosen]
    of_label = {task.named(column): column for column in columns}
    for name in sorted({name for some in names for name in some} - {*of_label}, key=str):
        frame[name] = 0
        of_label[name] = name
    for name, column in of_label.items():
        place = list(frame.columns).index(column)
        held = frame.iloc[:, place]
        is_truth = pd.api.types.is_bool_dtype(held.dtype)
        marks = [bool(name in some) if is_truth else int(name in some) for some in names]
        written: Any = replaced(held, rows, marks)
        frame.isetitem(place, written)
    return frame
