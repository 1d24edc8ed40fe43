"""Collects an annotator's answers in the form that a model takes: items, and the numbers of their labels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes
from loopwidgets.loop.learner import ChosenLabels
from loopwidgets.queue.queue import OPEN

if TYPE_CHECKING:
    from loopwidgets.project import Project


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taught:
    """A project's answers and open items, for a round.

    Parameters
    ----------
    label_ids
        Ids of the labels in use, in order: number i is the label at i.
    labeled, answers
        The items to learn from, and their answers. Shape (n,): the number of each item's label. Or (n,
        n_labels), where several may be chosen: True where a label was chosen.
    audited, audit_answers
        The same for items that are never learned from.
    open, open_audit
        The items to be asked about: those that a strategy may choose from, and those set apart.
    """

    label_ids: tuple[str, ...]
    labeled: Codes
    answers: Codes | ChosenLabels
    audited: Codes
    audit_answers: Codes | ChosenLabels
    open: Codes
    open_audit: Codes


def taught(project: Project, set_apart: npt.NDArray[np.bool_], audited: Collection[int]) -> Taught:
    """Read a project's answers and open items.

    Parameters
    ----------
    project
        With its data.
    set_apart
        Shape (n_items,): items that chance chose to audit the model.
    audited
        The items among these that were asked about to audit the model.
    """
    items, statuses, _ = project.standing()
    ids = tuple(label.id for label in project.scheme.active)
    number = {label: place for place, label in enumerate(ids)}
    multiple = bool(project.task.multiple)
    codes: list[Codes] = []
    answers: list[Codes | ChosenLabels] = []
    for alike in project.store.standings(project.row.id, project.annotator.id):
        if alike.status != "answered":
            continue
        chosen = [number[label] for label in project.task.labels_in(alike.value) if label in number]
        if not chosen and not multiple:
            continue  # a label that is no longer in use teaches nothing
        found = items.keys.codes_of(alike.keys)
        found = found[found >= 0]
        codes.append(found)
        if multiple:
            row = np.zeros(len(ids), dtype=bool)
            row[chosen] = True
            answers.append(np.tile(row, (len(found), 1)))
        else:
            answers.append(np.full(len(found), chosen[0], dtype=np.int64))
    empty: Codes | ChosenLabels = (
        np.zeros((0, len(ids)), dtype=bool) if multiple else np.zeros(0, dtype=np.int64)
    )
    all_codes = np.concatenate([np.zeros(0, dtype=np.int64), *codes])
    all_answers = np.concatenate([empty, *answers])
    # In the data's order: another order in the store must change no model.
    sequence = np.argsort(all_codes, kind="stable")
    all_codes, all_answers = all_codes[sequence], all_answers[sequence]
    to_audit = np.isin(all_codes, np.fromiter(audited, dtype=np.int64, count=len(audited)))
    waiting = np.flatnonzero(statuses == OPEN)
    return Taught(
        label_ids=ids,
        labeled=all_codes[~to_audit],
        answers=all_answers[~to_audit],
        audited=all_codes[to_audit],
        audit_answers=all_answers[to_audit],
        open=waiting[~set_apart[waiting]],
        open_audit=waiting[set_apart[waiting]],
    )
