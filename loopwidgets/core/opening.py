"""Which project a call means: its store, its name, annotator and label scheme, and whether all that fits.

Nothing here records an answer or shows one.
"""

from __future__ import annotations

import copy
import inspect
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import pandas as pd

from loopwidgets.core.annotators import given_name, who_labels, who_reads
from loopwidgets.core.compatibility import (
    are_apart,
    check_fit,
    warn_if_keys_differ,
    warn_of_other_data,
)
from loopwidgets.core.matching import Call, Match, match, remembered
from loopwidgets.data.allowed_labels import LabelsFor, Subsets, check_labels_for, has_rows
from loopwidgets.data.initial_labels import Initial, names_in, showable
from loopwidgets.data.items import Duplicates, Items, as_frame, columns_of
from loopwidgets.data.iterators import Growth, stream_of
from loopwidgets.data.label_columns import frame_with
from loopwidgets.data.parquet.files import pool_of
from loopwidgets.data.parquet.rows import Pool
from loopwidgets.errors import InputError, names_its_arguments, nearest, refuse_unknown
from loopwidgets.labels.scheme import Label, LabelScheme
from loopwidgets.labels.versions import Schemes
from loopwidgets.project import Project
from loopwidgets.queue.order import (
    Order,
    check_order,
    check_sample,
    priorities_of,
    sample_of,
    sequence_of,
)
from loopwidgets.store import MEMORY, AnnotatorRow, ProjectRow, Store, open_store, place_of
from loopwidgets.tasks import TASKS, Classification, Task, read_task
from loopwidgets.views import VIEWS, View, fitting

_open: WeakValueDictionary[tuple[str, int, str], Project] = WeakValueDictionary()
_opening = threading.RLock()


def project_from_data(
    data: Any,
    show: str | Sequence[str] | None = None,
    labels: Iterable[str | Label] | None = None,
    *,
    task: Task | None = None,
    view: View | None = None,
    store: str | os.PathLike[str] | Store | None = None,
    project: str | None = None,
    annotator: str | None = None,
    key: str | None = None,
    order: Order = "given",
    sample: float | None = None,
    duplicates: Duplicates = "share",
    question: str | None = None,
    multiple: bool = False,
    guidelines: str = "",
    initial: Any = None,
    allow_new: bool = False,
    labels_for: LabelsFor | None = None,
) -> Project:
    """Start or resume a project over data; see `loopwidgets.annotate` for the arguments."""
    pool = pool_of(data)
    data = data if pool is None else pool
    if initial is not None:
        data = frame_with(data, initial, "initial")
        if labels is None and task is None:
            labels = names_in(data, initial, multiple=multiple)
    task = _task(
        labels,
        task,
        question=question,
        multiple=multiple,
        guidelines=guidelines,
        allow_new=allow_new,
    )
    check_labels_for(labels_for)
    if labels_for is not None and not callable(labels_for):
        data = frame_with(data, labels_for, "labels_for")
    check_order(order, in_files=pool is not None)
    check_sample(sample)
    stream = stream_of(data, order, sample)
    values = data if stream is None else stream.values()
    frame = as_frame(values)
    unshown = [column for column in (initial, labels_for) if not callable(column)]
    if pool is not None:
        unshown += pool.index_columns
    columns, view = _shown(showable(frame, show, unshown), show, view, pool)
    beside = view.columns()
    if pool is not None and (not isinstance(order, str) or order != "given" or sample is not None):
        pool.warn_if_slow([*columns, *(column for column in beside if column in frame.columns)])

    def itemize(data: Any) -> Items:
        return Items(data, columns, key=key, duplicates=duplicates, beside=beside)

    items = itemize(frame if pool is None else pool)
    names = [label.name for label in task.labels]
    held_before = (
        None if initial is None else Initial(items, initial, names, multiple=task.multiple)
    )
    subsets = (
        None if labels_for is None else Subsets(items, labels_for, names, of_rows=has_rows(values))
    )
    priorities = priorities_of(order, items)
    given_name(annotator, "annotator")
    named = given_name(project, "project")
    opened = open_store(store)
    with _opening:
        call = Call(
            columns=[str(column) for column in items.shown],
            title=" + ".join(map(_column_name, items.shown)),
            task=task,
            initial="" if initial is None else _column_name(initial),
        )
        found = _found(opened, call, named)
        task, row = _asking(task, found.question), found.row
        person = who_labels(opened, row, annotator)
        shown = {"columns": call.columns, "key": key, "duplicates": duplicates} | remembered(
            opened, row, call, is_named=named not in ("", call.name)
        )
        differ = False
        if row is None:
            row = _new_project(opened, found.name, task, shown)
        else:
            check_fit(opened, row, task, items, person)
            differ = warn_if_keys_differ(row, shown, items)
        paste = _bring_scheme_up_to_date(opened, row, task, shown)
        held, apart = _project(opened, row, task, person, items, paste=paste, notice=found.notice)
        held.take(
            items,
            view,
            task=task,
            sequence=sequence_of(order, priorities, items, row.seed),
            sample=sample_of(sample, items, row.seed),
            growth=None if stream is None else Growth(stream, itemize),
            initial=held_before,
            subsets=subsets,
        )
        if stream is None and not differ:
            warn_of_other_data(held, apart=apart)
        return held


def check_options(caller: str, options: Mapping[str, Any]) -> None:
    """Raise a TypeError that offers the nearest name for an argument that there is not."""
    refuse_unknown(caller, options, inspect.signature(project_from_data).parameters)


def open_by_name(
    store: str | os.PathLike[str] | Store | None, name: str | None, *, annotator: str | None
) -> Project:
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
        if held is not None and held.store is opened:  # a copy of a file has its id
            return held
        task = read_task(row.task, Schemes(opened, row.id).latest.active)
        return Project(opened, row, task=task, annotator=person)


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
        By name; columns ``task, question, labels, annotators, answered, last_at``.

    Raises
    ------
    InputError
        If there is no such file.
    """
    opened = open_store(_existing(store), only_reads=True)
    rows = []
    for row in opened.projects():
        labels = Schemes(opened, row.id).latest.names
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


def _task(labels: Any, task: Task | None, **options: Any) -> Task:
    if task is None:
        return Classification(labels, **options)
    if not isinstance(task, tuple(TASKS.values())):
        raise InputError(f"task: expected a task such as lw.Classification(…), got {task!r}")
    given = {"labels": labels, **options}
    twice = [
        name
        for name, value in given.items()
        if not (value is None or value is False or (isinstance(value, str) and not value))
    ]
    if twice:
        raise InputError(f"{twice[0]}: stands in task={task!r} already; give it there alone")
    return task


def _found(store: Store, call: Call, named: str) -> Match:
    """Return the project that is named, else the one that asks the same."""
    return Match(row=store.project(named), name=named) if named else match(store, call)


def _asking(task: Task, question: str) -> Task:
    """Return the task with a project's question, where the call has none of its own."""
    if not question or question == task.question:
        return task
    asking = copy.copy(task)
    asking.question = question
    return asking


def _shown(
    frame: pd.DataFrame, show: Any, view: View | None, pool: Pool | None
) -> tuple[tuple[Any, ...], View]:
    """Return the columns that an item shows, and how: the view that is given, else one that fits."""
    if view is not None and (isinstance(view, type) or getattr(view, "kind", None) not in VIEWS):
        raise InputError(f"view: expected a view such as lw.Text(…), got {view!r}")
    column = getattr(view, "column", None)
    if show is not None and column is not None and show != column:
        raise InputError(f"show: the view shows {column!r} already; got {show!r} as well")
    given = column if show is None else show
    names = columns_of(frame, given, all_of_them=getattr(view, "kind", "") == "record")
    if view is None:
        if pool is None or len(names) > 1:
            view = fitting([frame[name] for name in names])
        else:
            view = fitting([pool.beginning(names[0])])
    view.check(names)
    return names, view


def _column_name(column: Any) -> str:
    return " / ".join(map(str, column)) if isinstance(column, tuple) else str(column)


def _existing(
    store: str | os.PathLike[str] | Store | None,
) -> str | os.PathLike[str] | Store | None:
    """Refuse to make a file where someone only wants to read."""
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
    """Make a new version where the cell's labels changed; return the line to paste where they lag.

    Of a store that can only be read the labels stay those that it holds.
    """
    if store.read_only:
        return ""
    schemes = Schemes(store, row.id)
    given, before = _given(task), list(row.given)

    def changed(latest: LabelScheme) -> LabelScheme:
        agrees = [label.to_json() for label in _without_ids(latest)] == given
        return (
            latest if before == given or agrees else latest.changed_to(_wanted(task, row, latest))
        )

    schemes.grow(changed)
    store.update_project(row.id, given=given, task=task.to_json(), shown=shown)
    names = list(schemes.latest.names)
    lags = names != [label.name for label in task.labels] and not task.allow_new
    written = ", ".join(label.as_written() for label in schemes.latest.active)
    return f"labels=[{written}]" if lags else ""


def _wanted(task: Task, row: ProjectRow, latest: LabelScheme) -> list[Label]:
    """Return the labels of the cell, and those that were added while labeling, where that is allowed."""
    if not task.allow_new:
        return list(task.labels)
    known = {entry["name"] for entry in row.given} | {label.name for label in task.labels}
    return [*task.labels, *(label for label in latest.active if label.name not in known)]


def _without_ids(scheme: LabelScheme) -> list[Label]:
    return [replace(label, id="") for label in scheme.active]


def _project(
    store: Store,
    row: ProjectRow,
    task: Task,
    annotator: AnnotatorRow,
    items: Items,
    *,
    paste: str,
    notice: str,
) -> tuple[Project, bool]:
    """Return the project that is open already in this process, or a new one.

    One that is open on other data stays with it, so that what was made of it goes on being true: then the
    new one is of data that stands apart.
    """
    place = (store.id, row.id, annotator.id)
    project = _open.get(place)
    if project is not None and project.store is not store:  # a copy of its file
        project = None
    apart = bool(project and project.items is not None and are_apart(project.items, items))
    if project is None or apart:
        project = _open[place] = Project(store, row, task=task, annotator=annotator)
    project.paste, project.notice = paste, notice
    return project, apart
