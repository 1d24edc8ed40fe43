"""Groups the arguments of a call that opens a project over data."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from loopwidgets.data.allowed_labels import LabelsFor
from loopwidgets.data.items import Duplicates
from loopwidgets.errors import refuse_unknown
from loopwidgets.lib.habits import ARGUMENTS
from loopwidgets.queue.order import Order
from loopwidgets.store import Store
from loopwidgets.tasks import Task
from loopwidgets.views import View


@dataclass(frozen=True, slots=True, kw_only=True)
class DataOptions:
    """The options for reading the data and for the order of its items."""

    show: str | Sequence[str] | None = None
    view: View | None = None
    key: str | None = None
    order: Order = "given"
    sample: float | None = None
    duplicates: Duplicates = "share"
    initial: Any = None
    labels_for: LabelsFor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOptions:
    """The options for the question: a task, or the parts of a classification."""

    labels: Iterable[Any] | None = None
    task: Task | None = None
    question: str | None = None
    multiple: bool = False
    guidelines: str = ""
    allow_new: bool = False
    visible: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOptions:
    """The options for the place of the answers and their annotator."""

    store: str | os.PathLike[str] | Store | None = None
    project: str | None = None
    annotator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All arguments of a call beside the data; see `loopwidgets.annotate` for their meaning."""

    data: DataOptions = field(default_factory=DataOptions)
    task: TaskOptions = field(default_factory=TaskOptions)
    store: StoreOptions = field(default_factory=StoreOptions)

    @classmethod
    def of_call(cls, caller: str, arguments: Mapping[str, Any]) -> Options:
        """Sort the arguments of a call into their groups.

        Parameters
        ----------
        caller
            Name of the function that was called, for the error.
        arguments
            The arguments by name. Missing arguments have their defaults.

        Raises
        ------
        TypeError
            If an argument is unknown. The message offers the nearest name.
        """
        groups = {"data": DataOptions, "task": TaskOptions, "store": StoreOptions}
        group_of = {each.name: name for name, group in groups.items() for each in fields(group)}
        refuse_unknown(caller, arguments, group_of, ARGUMENTS)
        sorted_into: dict[str, dict[str, Any]] = {name: {} for name in groups}
        for name, value in arguments.items():
            sorted_into[group_of[name]][name] = value
        return cls(**{name: group(**sorted_into[name]) for name, group in groups.items()})
