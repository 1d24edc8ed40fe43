"""Labels as the person sees them: in their language, with their keys and colors."""

from __future__ import annotations

from collections.abc import Iterable

from loopwidgets.project import Project
from loopwidgets.scheme import MOST_BUTTONS, Label
from loopwidgets.widgets import protocol


def shown_labels(
    project: Project, language: str, labels: Iterable[Label] | None = None
) -> list[protocol.ShownLabel]:
    """Return labels in use, ready to be shown: all of them, or some.

    Where there are many, digits belong to the labels that were used last: then only some have keys of their
    own.
    """
    scheme, task = project.scheme, project.task
    is_long = task.allow_new or len(scheme.active) > MOST_BUTTONS
    keys = scheme.own_keys() if is_long else scheme.keys()
    colors = scheme.colors()
    return [
        protocol.ShownLabel(
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
