"""Guesses answers with models that did not learn from them: each is guessed from the others."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes
from loopwidgets.loop.features.features import Features
from loopwidgets.loop.learner import ChosenLabels, Learner, NothingToLearnError

Floats = npt.NDArray[np.float64]

FOLDS = 5
MOST = 2000
"""Answers that each model learns from, at most: more would take minutes, and change little."""


def held_out_probs(
    features: Features, answers: Codes | ChosenLabels, n_labels: int, model: Any, *, seed: int = 0
) -> tuple[Floats, ChosenLabels]:
    """Guess each answer with a model that learned from others, by stratified cross-validation.

    Parameters
    ----------
    features
        Features of the n answered items.
    answers
        Shape (n,): the number of each item's label. Or (n, n_labels): True where a label was chosen.
    n_labels
        How many labels there are.
    model
        With ``fit`` and ``predict_proba``; a copy of it is fitted `FOLDS` times.
    seed
        Seed of the folds.

    Returns
    -------
    pred_probs
        Shape (n, n_labels), in the order of the labels.
    judged
        Shape of ``answers``: True where the label was also among the answers that the model learned from. A
        label that was answered once can't be guessed; that is no difference of opinion.

    References
    ----------
    M. Stone, "Cross-validatory choice and assessment of statistical predictions", *JRSS B* 36 (1974).
    """
    ranked = _ranked(answers, np.random.default_rng(seed))
    fold_of = np.arange(len(ranked)) % FOLDS
    pred_probs = np.zeros((len(answers), n_labels))
    judged = np.zeros(answers.shape, dtype=bool)
    for fold in range(FOLDS):
        test, train = ranked[fold_of == fold], ranked[fold_of != fold]
        if len(train) > MOST:
            train = train[np.linspace(0, len(train) - 1, MOST).astype(np.int64)]
        seen, asked = answers[train], answers[test]
        try:
            learner = Learner(model, n_labels).fit(features.matrix[train], seen)
            pred_probs[test] = learner.pred_probs(features.matrix[test])
        except NothingToLearnError:  # only one answer to learn from: its guess
            pred_probs[test] = np.arange(n_labels) == seen[0] if seen.ndim == 1 else seen[0]
        if seen.ndim == 1:
            judged[test] = np.isin(asked, seen)
        else:
            judged[test] = np.where(asked, seen.any(axis=0), ~seen.all(axis=0))
    return pred_probs, judged


def _ranked(answers: Codes | ChosenLabels, rng: np.random.Generator) -> Codes:
    """Return answers in an order in which every part, taken at even steps, has each label as often.

    Answers with the same label are in a row, by lot. Where several may be chosen, the rarest label decides.
    """
    drawn = rng.permutation(len(answers))
    by = answers[:, np.newaxis] if answers.ndim == 1 else answers
    rarest_last = np.argsort(-by.sum(axis=0), kind="stable")
    return np.asarray(drawn[np.lexsort(by[drawn][:, rarest_last].T)])
