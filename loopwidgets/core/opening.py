"""Opens the project that a call means: finds the project in its store, and joins it with the data.

A call takes three steps: ``reading.py`` reads the data, `_place` opens the store, and `_join` brings both
together. Nothing here records an answer or shows one.
"""

from __future__ import annotations

import copy
import os
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

import pandas as pd

from loopwidgets.core.annotators import (
    given_name,
    refuse_placeholder,
    who_labels,
    who_reads,
)
from loopwidgets.core.compatibility import (
    are_apart,
    check_fit,
    warn_if_keys_differ,
    warn_of_other_data,
)
from loopwidgets.core.matching import Call, Match, match, remembered
from loopwidgets.core.options import Options, StoreOptions
from loopwidgets.core.project_state import ProjectState
from loopwidgets.core.reading import Reading, read
from loopwidgets.data.items import Items
from loopwidgets.errors import InputError, names_its_arguments, nearest, warn
from loopwidgets.labels.scheme import Label, LabelScheme
from loopwidgets.labels.versions import Schemes
from loopwidgets.lib.cells import has_cells
from loopwidgets.queue.order import sample_of, sequence_of
from loopwidgets.store import MEMORY, AnnotatorRow, ProjectRow, Store, open_store, place_of
from loopwidgets.tasks import Task, read_task

P = TypeVar("P", bound=ProjectState)

_open: WeakValueDictionary[tuple[str, int, str], ProjectState] = WeakValueDictionary()
_opening = threading.RLock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The store, project and annotator that the answers of a call go to.

    Parameters
    ----------
    store, row
        The project in its store.
    task
        The project's task.
    annotator
        The person who labels.
    keys_differ
        True if items had other keys before.
    paste
        The line to paste into the cell, where the cell's labels lag behind the project's; else empty.
    notice
        A sentence for the person where another project could have been meant; else empty.
    """

    store: Store
    row: ProjectRow
    task: Task
    annotator: AnnotatorRow
    keys_differ: bool
    paste: str
    notice: str


def project_from_data(cls: type[P], data: Any, options: Options) -> P:
    """Start or resume a project over data; see `loopwidgets.annotate` for the arguments.

    Parameters
    ----------
    cls
        The class of a new project.
    data, options
        The data and the options of the call.
    """
    reading = read(data, options.data, options.task)
    given_name(options.store.annotator, "annotator")
    given_name(options.store.project, "project")
    store = open_store(options.store.store)
    with _opening:
        return _join(cls, reading, _place(store, reading, options.store))


def _place(store: Store, reading: Reading, options: StoreOptions) -> Place:
    """Find the project that the call means, or make a new project."""
    named = given_name(options.project, "project")
    items, initial = reading.items, reading.options.initial
    if reading.initial is not None and reading.initial.columns is not None:
        initial = reading.initial.columns
    call = Call(
        columns=[str(column) for column in items.shown],
        title=" + ".join(map(_column_name, items.shown)),
        task=reading.task,
        initial="" if initial is None else _column_name(initial),
    )
    found = _named(store, named) if named else match(store, call)
    task, row = _asking(reading.task, found.question), found.row
    annotator = who_labels(store, row, options.annotator)
    shown = {
        "columns": call.columns,
        "key": reading.options.key,
        "duplicates": reading.options.duplicates,
    } | remembered(store, row, call, given_name=named)
    keys_differ = False
    if row is None:
        row = _new_project(store, found.name, task, shown)
    else:
        check_fit(store, row, task, items, annotator)
        keys_differ = warn_if_keys_differ(row, shown, items)
    return Place(
        store=store,
        row=row,
        task=task,
        annotator=annotator,
        keys_differ=keys_differ,
        paste=_bring_scheme_up_to_date(store, row, task, shown),
        notice=found.notice,
    )


def _join(cls: type[P], reading: Reading, place: Place) -> P:
    """Give the data to the project."""
    options, items, row = reading.options, reading.items, place.row
    held, apart = _held(cls, place, items)
    held.take(
        items,
        reading.view,
        task=place.task,
        sequence=sequence_of(options.order, reading.priorities, items, row.seed),
        sample=sample_of(options.sample, items, row.seed),
        growth=reading.growth,
        initial=reading.initial,
        subsets=reading.subsets,
    )
    if reading.growth is None and not place.keys_differ:
        warn_of_other_data(held.store, held.row, held.annotator, held.tally, apart=apart)
    return held


def open_by_name(
    cls: type[P],
    store: str | os.PathLike[str] | Store | None,
    name: str | None,
    *,
    annotator: str | None,
) -> P:
    """Open a project of a store without its data; see `Project.open`."""
    opened = open_store(_existing(store), only_reads=True)
    rows = opened.projects()
    names = [row.name for row in rows]
    if not rows:
        raise InputError(f"store: {opened.where} holds no project yet")
    if name is None:
        if len(rows) > 1:
            raise InputError(f"name: {opened.where} holds several projects, name one of {names}")
        name = names[0]
    if name not in names:
        raise InputError(f"name: {opened.where} holds {names}, got {name!r}.{nearest(name, names)}")
    row = rows[names.index(name)]
    with _opening:
        person = who_reads(opened, row, annotator)
        held = _open.get((opened.id, row.id, person.id))
        if held is not None and _is_same(held, opened, row):
            return cast("P", held)
        task = read_task(row.task, Schemes(opened, row).latest.active)
        return cls(opened, row, task=task, annotator=person)


@names_its_arguments
def projects(store: str | os.PathLike[str] | Store | None = None) -> pd.DataFrame:
    """List the projects of a store.

    Parameters
    ----------
    store
        Path, URL or store; ``loopwidgets.db`` in the working folder when not given.

    Returns
    -------
    pandas.DataFrame
        One row for each project, by name. Columns ``task, question, labels, annotators, answered, last_at``.

    Raises
    ------
    InputError
        If there is no such file.
    """
    opened = open_store(_existing(store), only_reads=True)
    rows = []
    for row in opened.projects():
        labels = Schemes(opened, row).latest.names
        answers = opened.current(row.id, ("annotator", "status", "submitted_at"))
        rows.append(
            {
                "project": row.name,
                "task": row.task["kind"],
                "question": str(row.task.get("question") or ""),
                "labels": list(labels),
                "annotators": len({annotator for annotator, _, _ in answers}),
                "answered": sum(status == "answered" for _, status, _ in answers),
                "last_at": pd.to_datetime(answers[-1][2], errors="coerce") if answers else pd.NaT,
            }
        )
    columns = ["project", "task", "question", "labels", "annotators", "answered", "last_at"]
    return pd.DataFrame(rows, columns=columns).set_index("project")


# --- The parts of a call ---------------------------------------------------------------------------


def _named(store: Store, name: str) -> Match:
    """Return the project of this name. In a read-only store it keeps its question."""
    row = store.project(name)
    if row is None:
        refuse_placeholder(name, "project")
    question = str(row.task.get("question") or "") if row and store.read_only else ""
    return Match(row=row, name=name, question=question)


def _asking(task: Task, question: str) -> Task:
    """Return the task with a project's question, where the question differs."""
    if not question or question == task.question:
        return task
    asking = copy.copy(task)
    asking.question = question
    return asking


def _column_name(column: Any) -> str:
    if isinstance(column, list):
        return " + ".join(map(_column_name, column))
    return " / ".join(map(str, column)) if isinstance(column, tuple) else str(column)


def _existing(
    store: str | os.PathLike[str] | Store | None,
) -> str | os.PathLike[str] | Store | None:
    """Return the place of a store; raise where its file is missing, as reading makes no file."""
    if isinstance(store, Store):
        return store
    place = place_of(store)
    if "://" in place or place == MEMORY:
        return store
    path = Path(place).expanduser()
    if not path.exists():
        raise InputError(f"store: there is no file {str(path)!r} in {Path.cwd()}")
    return store


def _new_project(store: Store, name: str, task: Task, shown: dict[str, Any]) -> ProjectRow:
    scheme = LabelScheme.from_given(task.labels)
    return store.add_project(
        name, task=task.to_json(), shown=shown, given=_given(task), labels=scheme.to_json()
    )


def _given(task: Task) -> list[dict[str, Any]]:
    return [replace(label, id="", slot=0).to_json() for label in task.labels]


def _bring_scheme_up_to_date(
    store: Store, row: ProjectRow, task: Task, shown: dict[str, Any]
) -> str:
    """Add a new version where the cell's labels changed; return the line to paste where they lag.

    In a read-only store the labels stay as they are.
    """
    if store.read_only:
        return ""
    schemes = Schemes(store, row)
    given, before = _given(task), list(row.given)

    def changed(latest: LabelScheme) -> LabelScheme:
        agrees = [label.to_json() for label in _without_ids(latest)] == given
        return (
            latest if before == given or agrees else latest.changed_to(_wanted(task, row, schemes))
        )

    schemes.grow(changed)
    store.update_project(row, given=given, task=task.to_json(), shown=shown)
    names = list(schemes.latest.names)
    lags = names != [label.name for label in task.labels] and not task.allow_new
    written = ", ".join(label.as_written() for label in schemes.latest.active)
    return f"labels=[{written}]" if lags else ""


def _wanted(task: Task, row: ProjectRow, schemes: Schemes) -> list[Label]:
    """Return the cell's labels and, with ``allow_new``, the labels that were added while labeling.

    A name that the cell had before, and whose label was renamed since, means that label.
    """
    names = {label.name for label in task.labels}
    before = {name for each in row.given if isinstance(name := each.get("name"), str)}
    meant = {name: label for name in names | before if (label := schemes.meant(name)) is not None}

    def wanted(label: Label) -> Label:
        now = meant.get(label.name) if label.name in before else None
        if now is None or now.retired or now.name in names:
            return label
        return replace(label, name=now.name, value=now.value)

    labels = [wanted(label) for label in task.labels]
    if not task.allow_new:
        return labels
    known = {label.id for label in meant.values()}
    return [*labels, *(label for label in schemes.latest.active if label.id not in known)]


def _is_same(held: ProjectState, store: Store, row: ProjectRow) -> bool:
    """Return whether an open project is this project: not in a copy of the file, nor from before a split."""
    return held.store is store and held.row.created_at == row.created_at


def _without_ids(scheme: LabelScheme) -> list[Label]:
    return [replace(label, id="") for label in scheme.active]


def _held(cls: type[P], place: Place, items: Items) -> tuple[P, bool]:
    """Return the project that is open in this process already, or a new project object.

    A project that is open on other data keeps that data, so its widgets and tables stay right. The call then
    gets a new object, and the second value returned is True.
    """
    store, row, annotator = place.store, place.row, place.annotator
    key = (store.id, row.id, annotator.id)
    project = _open.get(key)
    if project is not None and not _is_same(project, store, row):
        project = None
    apart = bool(project and project.items is not None and are_apart(project.items, items))
    if project is None or apart:
        project = _open[key] = cls(store, row, task=place.task, annotator=annotator)
    project.paste, project.notice = place.paste, place.notice
    if place.notice and not has_cells():  # no widget will show it
        warn(place.notice)
    return cast("P", project), apart
