"""Offers the labels that an item may get, and refuses others as answers.

``data/allowed_labels.py`` reads what the cell allows; here it meets a project's labels and answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopwidgets.data.allowed_labels import ALL, Subset
from loopwidgets.errors import InputError, listed
from loopwidgets.labels.scheme import LabelScheme
from loopwidgets.store import Event

if TYPE_CHECKING:
    from loopwidgets.project import Project


def subset_at(project: Project, code: int | None) -> Subset:
    """Return what the cell says of the item at a place."""
    if project.subsets is None or code is None:
        return ALL
    return project.subsets.of(project.need_data(), code, project.scheme)


def offered(project: Project, key: str) -> list[str] | None:
    """Return the labels that an item may get, by id in the scheme's order; None for all of them.

    Among them the label that it had in the data. What was added while labeling fits every item, and is not
    listed.
    """
    if project.subsets is None:
        return None
    names = subset_at(project, project.need_data().code_of(key)).names
    if names is None:
        return None
    scheme = project.scheme
    labels = [scheme.by_name(name) for name in names]
    ids = {label.id for label in labels if label is not None and not label.retired}
    ids.update(project.task.labels_in(project.initial_of(key)))
    return sorted(ids, key=scheme.places.__getitem__)


def check(project: Project, event: Event, labels: Sequence[str], scheme: LabelScheme) -> None:
    """Refuse a label that the item may not get, unless this person said so of it before."""
    may = offered(project, event.item_key)
    if may is None:
        return
    known = {label: scheme.by_id(label) for label in (*labels, *may)}
    names = {label: there.name if there else label for label, there in known.items()}
    outside = [
        label for label in labels if label not in may and names[label] in project.given_names
    ]
    if not outside:
        return
    place = (project.row.id, project.annotator.id, event.item_key)
    before = [one.value for one in project.store.events_of(*place) if one.kind == "answer"]
    said = {label for value in before for label in project.task.labels_in(value)}
    for label in outside:
        if label not in said:
            raise InputError(
                f"value: {names[label]!r} is no label of this item, which may get "
                f"{listed([names[one] for one in may])}"
            )
