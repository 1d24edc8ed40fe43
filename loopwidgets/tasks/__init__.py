"""Registers the tasks, the kinds of questions: each task is a file, and a line here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from loopwidgets.errors import StoreError
from loopwidgets.labels.scheme import Label
from loopwidgets.tasks.boxes import Boxes as Boxes
from loopwidgets.tasks.classification import Classification as Classification
from loopwidgets.tasks.comparison import Comparison as Comparison
from loopwidgets.tasks.free_text import FreeText as FreeText
from loopwidgets.tasks.guest import Guest as Guest
from loopwidgets.tasks.keypoints import Keypoints as Keypoints
from loopwidgets.tasks.number import Number as Number
from loopwidgets.tasks.polygons import Polygons as Polygons
from loopwidgets.tasks.ranking import Ranking as Ranking
from loopwidgets.tasks.rating import Rating as Rating
from loopwidgets.tasks.segments import Segments as Segments
from loopwidgets.tasks.spans import Spans as Spans
from loopwidgets.tasks.task import Choice as Choice
from loopwidgets.tasks.task import Task as Task
from loopwidgets.tasks.tree import Tree as Tree

TASKS: dict[str, type[Task]] = {
    each.kind: each
    for each in tuple(globals().values())
    if isinstance(each, type) and issubclass(each, Task) and each is not Task
}
"""The tasks by kind, which is their name in the store and on the page."""

PUBLIC = [task.__name__ for task in TASKS.values() if task is not Guest]
"""The names of the tasks that users make. An ``__all__`` that is computed would hide their types."""


def read_task(stored: Mapping[str, Any], labels: Iterable[Label]) -> Task:
    """Return a task from its stored form.

    Raises
    ------
    StoreError
        If this version of the package has no such task.
    """
    parts = dict(stored)
    kind = parts.pop("kind", None)
    if kind not in TASKS:
        raise StoreError(f"the project's task is {kind!r}, which this version does not know")
    try:
        return TASKS[kind].from_json(parts, tuple(labels))
    except (TypeError, KeyError) as error:
        raise StoreError(f"the project's task can't be read: {error}") from error
