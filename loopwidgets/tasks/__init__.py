"""What is asked: one file a task, one line of registration here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from loopwidgets.errors import StoreError
from loopwidgets.labels.scheme import Label
from loopwidgets.tasks.classification import Classification
from loopwidgets.tasks.guest import Guest
from loopwidgets.tasks.task import Choice, Task

TASKS: dict[str, type[Classification | Guest]] = {
    Classification.kind: Classification,
    Guest.kind: Guest,
}

__all__ = ["TASKS", "Choice", "Classification", "Guest", "Task", "read_task"]


def read_task(stored: Mapping[str, Any], labels: Iterable[Label]) -> Task:
    """Return a task as the store kept it.

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
        return TASKS[kind](labels, **parts)
    except TypeError as error:
        raise StoreError(f"the project's task can't be read: {error}") from error
