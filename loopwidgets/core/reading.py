"""Reads the data of a call: its items, their view, and the labels that the data has already.

Nothing here opens a store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.core.options import DataOptions, TaskOptions
from loopwidgets.data.allowed_labels import Subsets, check_labels_for
from loopwidgets.data.initial_labels import Initial, labels_in, showable
from loopwidgets.data.items import Items, columns_of
from loopwidgets.data.iterators import Growth, stream_of
from loopwidgets.data.label_columns import frame_with, several_columns
from loopwidgets.data.parquet.parquet_rows import ParquetRows
from loopwidgets.data.paths import opened
from loopwidgets.data.shapes import as_frame, has_rows
from loopwidgets.errors import InputError
from loopwidgets.lib.habits import labels_hint, show_hint
from loopwidgets.queue.order import check_order, check_sample, priorities_of
from loopwidgets.tasks import Classification, Task
from loopwidgets.views import Compare, View, settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Data that was read, and the task that asks about it.

    Parameters
    ----------
    items
        The items to ask about.
    view
        The view that shows an item.
    task
        The task of the call.
    options
        The options of the call.
    priorities
        Shape (n_items,): the item with the highest priority comes first. None keeps the order in ``options``.
    initial
        The labels in the data, if they are under review.
    subsets
        The labels that each item may get, where not all labels fit all items.
    growth
        The source of further items, if the data has no end yet.
    """

    items: Items
    view: View
    task: Task
    options: DataOptions
    priorities: npt.NDArray[np.float64] | None
    initial: Initial | None
    subsets: Subsets | None
    growth: Growth | None


def read(data: Any, options: DataOptions, asked: TaskOptions) -> Reading:
    """Read the data of a call.

    Raises
    ------
    InputError
        If the data, or an argument about it, can't be used.
    """
    data = opened(data)
    pool = data if isinstance(data, ParquetRows) else None
    labels, initial, labels_for = asked.labels, options.initial, options.labels_for
    if initial is not None:
        data = frame_with(data, initial, "initial")
        if labels is None and asked.task is None:
            labels = labels_in(data, initial, multiple=asked.multiple)
    _check_guesses(labels, asked.task, options.show, getattr(data, "columns", ()))
    task = _task(labels, asked)
    check_labels_for(labels_for)
    if labels_for is not None and not task.of_labels:
        why = (
            f"only lw.Classification offers some labels for an item, and this is {task.title}"
            if task.scheme_fields
            else f"{task.title} has no labels to choose from"
        )
        raise InputError(f"labels_for: {why}; leave it out")
    if labels_for is not None and not callable(labels_for):
        data = frame_with(data, labels_for, "labels_for")
    check_order(options.order, in_files=pool is not None)
    check_sample(options.sample)
    stream = stream_of(data, options.order, options.sample)
    values = data if stream is None else stream.values()
    frame = as_frame(values)
    unshown = [*(several_columns(initial, frame.columns) or [initial])]
    unshown += [] if callable(labels_for) else [labels_for]
    if pool is not None:
        unshown += pool.index_columns
    columns, view = _shown(showable(frame, options.show, unshown), options, pool, task)
    task = task.about(columns)
    _check_surface(task, view)
    beside = view.columns()
    if pool is not None and _jumps(options):
        pool.warn_if_slow([*columns, *(column for column in beside if column in frame.columns)])

    items = _itemizer(columns, beside, options)(frame if pool is None else pool)
    return Reading(
        items=items,
        view=view,
        task=task,
        options=options,
        priorities=priorities_of(options.order, items),
        initial=None if initial is None else Initial(items, initial, task),
        subsets=None
        if labels_for is None
        else Subsets(items, labels_for, task, of_rows=has_rows(values)),
        growth=None if stream is None else Growth(stream, _itemizer(columns, beside, options)),
    )


def _check_guesses(labels: Any, task: Any, show: Any, columns: Iterable[Any]) -> None:
    """Raise for labels that are a column, or columns that are the labels."""
    hint = ""
    if isinstance(labels, str):
        hint = labels_hint(labels, columns)
    elif labels is None and task is None:
        hint = show_hint(show, columns)
    if hint:
        got = "nothing" if labels is None else repr(labels)
        raise InputError(
            f'labels: expected a list of names such as ["pest", "helper"], got {got}. {hint}'
        )


def _jumps(options: DataOptions) -> bool:
    """Return whether items are asked in another order than they are stored in."""
    return (
        not isinstance(options.order, str) or options.order != "given" or options.sample is not None
    )


def _itemizer(
    columns: tuple[Any, ...], beside: tuple[str, ...], options: DataOptions
) -> Callable[[Any], Items]:
    """Return the function that turns a frame, or files, into items."""

    def itemize(data: Any) -> Items:
        return Items(data, columns, key=options.key, duplicates=options.duplicates, beside=beside)

    return itemize


def _task(labels: Any, asked: TaskOptions) -> Task:
    options = {
        "question": asked.question,
        "multiple": asked.multiple,
        "guidelines": asked.guidelines,
        "allow_new": asked.allow_new,
        "visible": asked.visible,
    }
    task = asked.task
    if task is None:
        return Classification(labels, **options)  # type: ignore[arg-type]
    if not isinstance(task, Task):
        raise InputError(f"task: expected a task such as lw.Classification(…), got {task!r}")
    given = {"labels": labels, **options}
    twice = [
        name
        for name, value in given.items()
        if not (value is None or value is False or (isinstance(value, str) and not value))
    ]
    if twice:
        raise InputError(f"{twice[0]} is already set in task={task!r}; remove it here")
    return task


def _shown(
    frame: pd.DataFrame, options: DataOptions, pool: ParquetRows | None, task: Task
) -> tuple[tuple[Any, ...], View]:
    """Return the columns that an item shows, and their view: the given view, else a view that fits."""
    show, view = options.show, options.view
    if view is not None and not isinstance(view, View):
        raise InputError(f"view: expected a view such as lw.Text(…), got {view!r}")
    column = getattr(view, "column", None)
    if show is not None and column is not None and show != column:
        raise InputError(f"show: the view shows {column!r} already; got {show!r} as well")
    given = column if show is None else show
    names = columns_of(frame, given, all_of_them=view is not None and view.item_form == "row")
    sides = task.compares or isinstance(view, Compare)
    if view is None or sides:
        from_files = pool is not None and (sides or len(names) == 1)
        held = [pool.beginning(name) if pool and from_files else frame[name] for name in names]
        view = settled(view, held, compares=task.compares)
    view.check(names)
    return names, view


def _check_surface(task: Task, view: View) -> None:
    """Raise for a task that marks places which the view can't show."""
    if task.surfaces and view.surface not in task.surfaces:
        needed = " or ".join(sorted(_SURFACES[name] for name in task.surfaces))
        raise InputError(
            f"task: {task.title} marks places in {needed}, and the items are shown by "
            f"lw.{type(view).__name__}. Name the column in show=, or choose another view="
        )


_SURFACES = {"text": "a text", "picture": "an image", "clock": "a recording"}
