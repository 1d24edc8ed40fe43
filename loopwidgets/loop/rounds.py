"""Runs a round: the model learns from the answers, guesses open items, and a strategy orders them.

It runs wherever it is called, mostly in a process of its own. It knows no project and no store.
"""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes
from loopwidgets.errors import LoopwidgetsError
from loopwidgets.loop.features.features import Features
from loopwidgets.loop.features.kept import Kept
from loopwidgets.loop.learner import ChosenLabels, Floats, Learner, NothingToLearnError
from loopwidgets.loop.strategies import Pool, QueryStrategy

TOP = 5
"""Labels that are kept of each item, where a single label is chosen; else as many as fit."""
CHUNK = 20_000
"""Items that are scored at a stretch."""
_MOST_CELLS = 20_000_000
_MOST_CANDIDATES = 200_000
"""The most items that a strategy sees, drawn by lot: the best of them are as good as the best of all."""

Top = npt.NDArray[np.int16]
Chances = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """The input of a round.

    Parameters
    ----------
    features
        The place where the features of all items are kept.
    candidates
        Items that may be asked about.
    others
        Further items that are guessed, but not asked about for the model's sake.
    labeled, answers
        The items to learn from, and their answers. Shape (n,): the number of each item's label. Or (n,
        n_labels): True where a label was chosen.
    n_labels
        How many labels there are.
    model, strategy
        The model, not fitted; the strategy that chooses items.
    count
        The number of items to put in order; the others follow as they come.
    seed
        Seed of everything that is drawn by lot.
    """

    features: Kept
    candidates: Codes
    others: Codes
    labeled: Codes
    answers: Codes | ChosenLabels
    n_labels: int
    model: Any
    strategy: QueryStrategy
    count: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """The result of a round.

    Parameters
    ----------
    order
        Candidates, in the order in which to ask.
    guessed
        Items that were guessed; none while the answers do not tell two labels apart.
    labels, chances
        Shape (n_guessed, at most `TOP`): their most probable labels, and how probable these are.
    unsure
        The mean probability that a candidate's guess is wrong, as a share of its value by chance. 0 where
        the model is sure of all; NaN without guesses.
    seconds
        How long the round took.
    problem
        The reason why chance chose and not the strategy; empty if the strategy chose.
    """

    order: Codes
    guessed: Codes
    labels: Top
    chances: Chances
    unsure: float
    seconds: float
    problem: str


def run(job: Job) -> Outcome:
    """Learn, guess and choose."""
    from threadpoolctl import threadpool_limits

    began = time.perf_counter()
    features = job.features.load()
    with warnings.catch_warnings(), threadpool_limits(limits=1):  # type: ignore[no-untyped-call]
        warnings.simplefilter("ignore")  # models that did not converge: nobody could act on it here
        learner = _taught(job, features)
        guessed = np.concatenate([job.candidates, job.others])
        if learner is None:
            guessed = guessed[:0]
        labels, chances = _guesses(learner, features.matrix, guessed, _width(job, len(guessed)))
        order, problem = _order(job, features, learner)
    n_candidates = len(job.candidates)
    unsure = float("nan")
    if len(guessed) and n_candidates:
        unsure = _unsure(chances[:n_candidates], job)
    return Outcome(
        order=order,
        guessed=guessed,
        labels=labels,
        chances=chances,
        unsure=unsure,
        seconds=time.perf_counter() - began,
        problem=problem,
    )


def _taught(job: Job, features: Features) -> Learner | None:
    if len(job.labeled) == 0:
        return None
    try:
        return Learner(job.model, job.n_labels).fit(features.matrix[job.labeled], job.answers)
    except NothingToLearnError:
        return None


def _guesses(learner: Learner | None, matrix: Any, codes: Codes, width: int) -> tuple[Top, Chances]:
    from joblib import Parallel, delayed

    if learner is None or len(codes) == 0:
        return np.zeros((0, width), np.int16), np.zeros((0, width), np.float32)
    starts = range(0, len(codes), CHUNK)
    parts = Parallel()(
        delayed(_likeliest)(learner, matrix[codes[start : start + CHUNK]], width)
        for start in starts
    )
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _width(job: Job, n_guessed: int) -> int:
    """Return how many labels of each item are kept."""
    if job.answers.ndim == 1:
        return min(TOP, job.n_labels)
    return min(job.n_labels, max(TOP, _MOST_CELLS // max(n_guessed, 1)))


def _likeliest(learner: Learner, rows: Any, width: int) -> tuple[Top, Chances]:
    chances = learner.pred_probs(rows)
    labels = np.argsort(-chances, axis=1, kind="stable")[:, :width]
    return labels.astype(np.int16), np.take_along_axis(chances, labels, axis=1).astype(np.float32)


def _unsure(chances: Chances, job: Job) -> float:
    if job.answers.ndim == 1:
        right, by_chance = chances[:, 0], 1 / job.n_labels
    else:  # right about each label; those that were not kept are the least probable
        right, by_chance = np.maximum(chances, 1 - chances).prod(axis=1), 0.5**job.n_labels
    wrong = float(np.mean(1 - right, dtype=np.float64))
    return wrong / (1 - by_chance) if by_chance < 1 else 0.0


def _order(job: Job, features: Features, learner: Learner | None) -> tuple[Codes, str]:
    """Return the candidates in the strategy's order, or in random order together with the reason."""
    rng = np.random.default_rng(job.seed)
    most = max(job.count, min(_MOST_CANDIDATES, _MOST_CELLS // max(job.n_labels, 1)))
    drawn = rng.permutation(job.candidates)
    seen = np.sort(drawn[:most])
    if len(seen) == 0:
        return seen, ""
    probabilities = None if learner is None else learner.pred_probs(features.matrix[seen])
    if job.answers.ndim == 2 and probabilities is not None:
        probabilities = _least_sure(probabilities)
    pool = Pool(
        features=features[seen],
        pred_probs=probabilities,
        labeled=features[job.labeled],
        answers=job.answers,
        model=job.model,
        rng=rng,
    )
    try:
        first = seen[job.strategy.choose(pool, min(job.count, len(seen)))]
    except Exception as error:  # noqa: BLE001 - what was learned is not lost for it
        told = str(error)
        if not isinstance(error, LoopwidgetsError):
            told = f"strategy: {job.strategy.name} raised {type(error).__name__}: {error}"
        return drawn, f"{told.rstrip('.')}. Items come in random order until it can choose."
    return np.concatenate([first, drawn[~np.isin(drawn, first)]]), ""


def _least_sure(chances: Floats) -> Floats:
    """Return the probability of the label that the model is least sure of, and 1 minus it: shape (n, 2)."""
    nearest = np.abs(chances - 0.5).argmin(axis=1)
    one = chances[np.arange(len(chances)), nearest]
    return np.column_stack([one, 1 - one])
