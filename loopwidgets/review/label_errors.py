"""Finds labels of the data that are likely wrong, by a model's probabilities, and the reasons.

A function of labels and probabilities: it trains nothing, asks no one and orders no queue. cleanlab makes
the judgment; the extra ``quality`` installs it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.core.project_state import ProjectState
from loopwidgets.data.items import has_all
from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError, MissingDependencyError, listed, nearest, warn
from loopwidgets.labels.values import name_of
from loopwidgets.queue.queue import ANSWERED, OUTSIDE
from loopwidgets.results.column_values import in_order
from loopwidgets.results.tables import answers_of

Floats = npt.NDArray[np.float64]

_ROUNDING = 0.01
"""A row's sum may differ from 1 by so much: probabilities are often stored with few digits."""
_NAMED = "pd.DataFrame(pred_probs, index=data.index, columns=model.classes_) names the columns."
_FEW = 20
"""The fewest labels for a check of the order of the columns."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The suspicion of each label, shape (n_labels,) each.

    ``score`` is from 0 (surely right) to 1 (surely wrong). ``likely`` is True where confident learning
    finds an error. ``suggested`` is the most probable label. Labels with a higher ``priority`` are asked
    first.
    """

    score: Floats
    likely: npt.NDArray[np.bool_]
    suggested: Codes
    priority: Floats


def suspect(given: Codes, pred_probs: Floats) -> Suspicion:
    """Judge labels by the probabilities of a model that never saw them.

    Errors that confident learning finds come first. Each part is ordered by self-confidence: the
    probability of the label itself.

    Parameters
    ----------
    given
        Shape (n_labels,): each label's column of ``pred_probs``.
    pred_probs
        Probabilities out of sample, as `checked_probabilities` returns them.

    Raises
    ------
    MissingDependencyError
        If cleanlab is not installed.

    References
    ----------
    C. Northcutt, L. Jiang and I. Chuang, "Confident Learning", *JAIR* 70 (2021).
    """
    try:
        from cleanlab.filter import find_label_issues
        from cleanlab.rank import get_self_confidence_for_each_label
    except ImportError as error:
        raise MissingDependencyError("cleanlab", "quality") from error
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # about labels that no row has: the caller can't change that
        likely = find_label_issues(given, pred_probs, filter_by="confident_learning", n_jobs=1)
    score = 1 - get_self_confidence_for_each_label(given, pred_probs)
    return Suspicion(
        score=score,
        likely=np.asarray(likely, dtype=bool),
        suggested=pred_probs.argmax(axis=1).astype(np.int64),
        priority=score + likely,
    )


def checked_probabilities(
    pred_probs: Any,
    index: pd.Index,
    labels: Sequence[str],
    named: Callable[[Any], str | None] = name_of,
) -> Floats:
    """Return probabilities as an array of shape (n_rows, n_labels), in the order of the labels.

    Parameters
    ----------
    pred_probs
        Such an array, or a DataFrame on the data's index with the labels' names as columns.
    index
        The data's index.
    labels
        Names of the labels, in order.
    named
        Returns the name of the label that a column means.

    Raises
    ------
    InputError
        If it has another shape, names other labels or rows, or holds no probabilities.
    """
    if isinstance(pred_probs, pd.DataFrame):
        pred_probs = _in_order(pred_probs, index, labels, named)
    try:
        read = np.asarray(pred_probs, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"pred_probs: expected an array of numbers, got {type(pred_probs).__name__}"
        ) from error
    expected = (len(index), len(labels))
    if read.shape != expected:
        raise InputError(
            f"pred_probs: expected shape {expected}, a row for each row of the data and a column for each "
            f"of {listed(labels)}, got {read.shape}. {_NAMED}"
        )
    _check_rows(np.any(np.isnan(read), axis=1), "hold NaN")
    _check_rows(np.any((read < 0) | (read > 1), axis=1), "hold numbers below 0 or above 1")
    sums: Floats = np.sum(read, axis=1)
    _check_rows(np.abs(sums - 1) > _ROUNDING, "do not sum to 1")
    return np.divide(read, sums[:, np.newaxis])


def _in_order(
    frame: pd.DataFrame,
    index: pd.Index,
    labels: Sequence[str],
    named: Callable[[Any], str | None],
) -> pd.DataFrame:
    columns: list[Any] = list(frame.columns)
    names = [named(column) for column in columns]
    missing = [label for label in labels if label not in names]
    others = [column for column, name in zip(columns, names, strict=True) if name not in labels]
    if missing and columns and columns == list(range(len(columns))):
        raise InputError(
            f"pred_probs: expected the labels {listed(labels)} as columns, got the numbers {columns[0]} to "
            f"{columns[-1]}. {_NAMED}"
        )
    if missing or others or len(columns) > len(labels):
        lacks = f"; no column for {listed(missing)[1:-1]}" if missing else ""
        more = f"; no label for {listed(others)[1:-1]}" if others else ""
        hint = nearest(missing[0], map(str, others)) if missing else ""
        zero = (
            f" pred_probs[{missing[0]!r}] = 0 adds a label that the model does not know."
            if missing and not (others or hint)
            else ""
        )
        raise InputError(
            f"pred_probs: expected the labels {listed(labels)} as columns, got {listed(columns)}"
            f"{lacks}{more}.{hint}{zero}"
        )
    if not frame.index.equals(index):
        if not (index.is_unique and has_all(frame.index, index)):
            raise InputError(
                "pred_probs: expected the data's own index; some of its rows are missing, or come twice. An "
                "array goes by position: pred_probs[labels].to_numpy(), with the labels in their order"
            )
        frame = frame.reindex(index)
    return frame.iloc[:, [names.index(label) for label in labels]]


def _check_rows(wrong: Any, what: str) -> None:
    rows = np.flatnonzero(wrong)
    if len(rows):
        raise InputError(f"pred_probs: {len(rows)} rows {what}, the first is row {rows[0]}")


def warn_if_out_of_order(given: Codes, pred_probs: Floats, labels: Sequence[str]) -> None:
    """Warn if labels and model agree less than by chance: the columns are probably in another order."""
    agreement = float(np.mean(pred_probs.argmax(axis=1) == given))
    if len(given) >= _FEW and agreement < 1 / len(labels):
        warn(
            f"pred_probs: the most probable label is the given label in only {agreement:.0%} of the rows. "
            f"Are the columns in the order of {list(labels)}? A DataFrame with names as columns needs no "
            "order."
        )


def told(
    suspicion: Suspicion, given: Codes, pred_probs: Floats, labels: Sequence[str]
) -> pd.DataFrame:
    """Return the suspicion as a table of names and words, a row for each label; see `Project.suspects`."""
    rows = np.arange(len(given))
    names = np.array(labels, dtype=object)
    own, other = pred_probs[rows, given], pred_probs[rows, suspicion.suggested]
    reasons = [
        f"labeled {names[one]} ({before:.0%}), looks like {names[two]} ({after:.0%})"
        for one, before, two, after in zip(given, own, suspicion.suggested, other, strict=True)
    ]
    return pd.DataFrame(
        {
            "initial": names[given],
            "suggested": names[suspicion.suggested],
            "score": suspicion.score,
            "likely": suspicion.likely,
            "reason": pd.Series(reasons, dtype=object),
        }
    )


def suspects_of(project: ProjectState, pred_probs: Any) -> pd.DataFrame:
    """Ask about likely label errors first, and return them; see `Project.suspects`."""
    items = project.need_data()
    if project.initial is None:
        raise InputError(
            "suspects: there are no labels to review: give their column as initial='…' in lw.annotate"
        )
    if project.task.multiple or not project.task.of_labels:
        raise InputError(
            "suspects: expected a single label for each item, and this project allows several"
        )
    names = list(project.scheme.names)
    of_rows = checked_probabilities(pred_probs, items.index, names, project.task.named)
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
    table = table.iloc[chosen].copy()
    own = project.task.ordered(project.scheme) or names
    for column in ("initial", "suggested"):
        values = [own[names.index(name)] for name in table[column]]
        table[column] = in_order(values, own, table.index)
    return _on_rows(project, table, known[chosen])


def _given(project: ProjectState, names: list[str]) -> Codes:
    """Return the label of each item: the annotator's answer, else the data's label; -1 for none."""
    items, initial = project.need_data(), project.initial
    place = {name: number for number, name in enumerate(names)}
    given = np.full(len(items), -1, dtype=np.int64)
    if initial is not None:
        numbers = np.array([*(place.get(name, -1) for name in initial.names), -1])
        given = numbers[initial.codes]
    answers = answers_of(project)
    answers = answers[answers["status"] == "answered"]
    said = [place.get(project.task.named(label) or "", -1) for label in answers["label"]]
    given[items.keys.codes_of(answers["item"].tolist())] = said
    return given


def _on_rows(project: ProjectState, table: pd.DataFrame, codes: Codes) -> pd.DataFrame:
    """Spread a table of items, in its order, over their rows of the data."""
    items = project.need_data()
    rank = np.full(len(items), -1, dtype=np.int64)
    rank[codes] = np.arange(len(codes))
    ranks = rank[items.codes]
    rows = np.flatnonzero(ranks >= 0)
    rows = rows[np.argsort(ranks[rows], kind="stable")]
    spread = table.iloc[ranks[rows]]
    return spread.set_axis(items.index[rows], axis=0)
