"""The question and its labels as the person sees them: in their language, with their keys and colors."""

from __future__ import annotations

from collections.abc import Iterable

from loopwidgets.core.matching import in_one_line
from loopwidgets.labels.scheme import MOST_BUTTONS, Label
from loopwidgets.project import Project
from loopwidgets.tasks import Task
from loopwidgets.widgets.protocol import messages


def heading_of(project: Project) -> str:
    """Return the project's name; nothing, where it is no more than the columns and the question."""
    question = in_one_line(project.task.own_question)
    return "" if question and project.name.endswith(f": {question}") else project.name


def shown_task(task: Task) -> messages.ShownTask:
    """Return the task, ready to be shown."""
    return messages.ShownTask(
        kind=task.kind,
        question=task.question,
        multiple=task.multiple,
        guidelines=task.guidelines,
        allow_new=task.allow_new,
    )


def shown_labels(
    project: Project, language: str, labels: Iterable[Label] | None = None
) -> list[messages.ShownLabel]:
    """Return labels in use, ready to be shown: all of them, or some.

    Where there are many, digits belong to the labels that were used last: then only some have keys of their
    own.
    """
    scheme, task = project.scheme, project.task
    is_long = task.allow_new or len(scheme.active) > MOST_BUTTONS
    keys = scheme.own_keys() if is_long else scheme.keys()
    colors = scheme.colors()
    return [
        messages.ShownLabel(
            id=label.id,
            name=label.name,
            title=label.title_in(language),
            key=keys.get(label.id, ""),
            color=colors[label.id],
            description=label.description,
            added=label.name not in project.given_names,
        )
        for label in (scheme.active if labels is None else labels)
    ]
