"""Labels of a project's data that are likely wrong: asked about first, and listed.

What is likely wrong is judged in ``label_errors.py``; here it is joined with a project's items and answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError
from loopwidgets.queue.queue import ANSWERED, OUTSIDE
from loopwidgets.results.tables import answers_of
from loopwidgets.review.label_errors import (
    checked_probabilities,
    suspect,
    told,
    warn_if_out_of_order,
)

if TYPE_CHECKING:
    from loopwidgets.project import Project


def suspects_of(project: Project, pred_probs: Any) -> pd.DataFrame:
    """Ask about likely label errors first, and return them; see `Project.suspects`."""
    items = project.need_data()
    if project.initial is None:
        raise InputError(
            "suspects: there are no labels to review: give their column as initial='…' in lw.annotate"
        )
    if project.task.multiple:
        raise InputError("suspects: can only judge one label an item, and this project has several")
    names = list(project.scheme.names)
    of_rows = checked_probabilities(pred_probs, items.index, names)
    of_items = of_rows[items.keys.first]
    given = _given(project, names)
    known = np.flatnonzero(given >= 0)
    if len(known) == 0:
        raise InputError(f"suspects: the column {project.initial.column!r} holds no label")
    warn_if_out_of_order(given[known], of_items[known], names)
    suspicion = suspect(given[known], of_items[known])
    priorities = np.full(len(items), -np.inf)
    priorities[known] = suspicion.priority
    project.ask_first(priorities)
    table = told(suspicion, given[known], of_items[known], names)
    to_ask = ~np.isin(project.tally.statuses[known], (ANSWERED, OUTSIDE))
    other = suspicion.suggested != given[known]
    chosen = np.flatnonzero(to_ask & (other | suspicion.likely))
    chosen = chosen[np.argsort(-suspicion.priority[chosen], kind="stable")]
    return _on_rows(project, table.iloc[chosen], known[chosen])


def _given(project: Project, names: list[str]) -> Codes:
    """Return which label each item has: what the annotator said, else what the data holds; -1 for none."""
    items, initial = project.need_data(), project.initial
    place = {name: number for number, name in enumerate(names)}
    given = np.full(len(items), -1, dtype=np.int64)
    if initial is not None:
        numbers = np.array([*(place.get(name, -1) for name in initial.names), -1])
        given = numbers[initial.codes]
    answers = answers_of(project)
    answers = answers[answers["status"] == "answered"]
    said = [place.get(label, -1) for label in answers["label"]]
    given[items.keys.codes_of(answers["item"].tolist())] = said
    return given


def _on_rows(project: Project, table: pd.DataFrame, codes: Codes) -> pd.DataFrame:
    """Spread a table of items, in its order, over the rows of the data that they stand for."""
    items = project.need_data()
    rank = np.full(len(items), -1, dtype=np.int64)
    rank[codes] = np.arange(len(codes))
    ranks = rank[items.codes]
    rows = np.flatnonzero(ranks >= 0)
    rows = rows[np.argsort(ranks[rows], kind="stable")]
    spread = table.iloc[ranks[rows]]
    return spread.set_axis(items.index[rows], axis=0)
