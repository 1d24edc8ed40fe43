"""Finds where a model's guesses and a person's answers differ, and which answers look like mistakes.

Functions of answers and guesses; they can't know who is right.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.data.keys import Codes
from loopwidgets.errors import MissingDependencyError
from loopwidgets.loop.evaluation.estimates import Truths, share
from loopwidgets.review.label_errors import suspect

Floats = npt.NDArray[np.float64]

DIFFERENCES = ("yours", "models", "n", "share")
DOUBTED = ("item", "label", "suggested", "confidence", "at")


class Question:
    """A question with its answers and guesses: which label fits, or whether this label fits.

    Parameters
    ----------
    names
        Shape (n_answers,): names of all possible answers.
    given
        Shape (n,): the number of each answer.
    pred_probs
        Shape (n, n_answers): guesses that did not learn from the answer.
    judged
        Shape (n,): True where the two can be compared.
    """

    def __init__(self, names: list[str], given: Codes, pred_probs: Floats, judged: Truths) -> None:
        self.names = np.array(names, dtype=object)
        self.rows = np.flatnonzero(judged)
        self.given = given[self.rows]
        sums = pred_probs[self.rows].sum(axis=1, keepdims=True)
        self.pred_probs = pred_probs[self.rows] / np.where(sums > 0, sums, 1)
        self.guessed: Codes = self.pred_probs.argmax(axis=1)

    @property
    def is_beyond_chance(self) -> bool:
        """True if guesses agree with answers more often than guesses shuffled among the items."""
        if not len(self.rows):
            return False
        shares = [
            np.bincount(codes, minlength=len(self.names)) / len(codes)
            for codes in (self.given, self.guessed)
        ]
        return share(self.given == self.guessed).low > float(shares[0] @ shares[1])


def yes_or_no(name: str, chosen: Truths, probs: Floats, judged: Truths) -> Question:
    """Return the question whether this label fits, where several may be chosen."""
    both = np.column_stack([1 - probs, probs])
    return Question([f"not {name}", name], chosen.astype(np.int64), both, judged)


def differences(question: Question) -> pd.DataFrame:
    """Return how often the guess differs from the answer, for each pair: columns `DIFFERENCES`."""
    many = len(question.names)
    pairs, n = np.unique(question.given * many + question.guessed, return_counts=True)
    yours, models = np.divmod(pairs, many)
    differs = yours != models
    yours, models, n = yours[differs], models[differs], n[differs]
    of_yours = np.bincount(question.given, minlength=many)[yours]
    columns = (question.names[yours], question.names[models], n, n / of_yours)
    return pd.DataFrame(dict(zip(DIFFERENCES, columns, strict=True)))


def doubted(question: Question, keys: Sequence[str], times: pd.Series) -> pd.DataFrame:
    """Return answers that are likely mistakes: columns `DOUBTED`; none if guesses are no better than chance.

    Parameters
    ----------
    keys, times
        Shape (n,): the items' keys, and the times of the answers.

    References
    ----------
    C. Northcutt, L. Jiang and I. Chuang, "Confident Learning", *JAIR* 70 (2021).
    """
    given, probs = question.given, question.pred_probs
    places = (
        np.flatnonzero(_unlikely(question)) if question.is_beyond_chance else np.zeros(0, np.int64)
    )
    rows = question.rows[places]
    columns = (
        pd.Series([keys[row] for row in rows], dtype=object),
        pd.Series(question.names[given[places]], dtype=object),
        pd.Series(question.names[question.guessed[places]], dtype=object),
        probs[places, given[places]],
        times.iloc[rows].reset_index(drop=True),
    )
    return pd.DataFrame(dict(zip(DOUBTED, columns, strict=True)))


def _unlikely(question: Question) -> Truths:
    """Return the answers that confident learning takes for mistakes; without cleanlab all that differ."""
    differs = question.given != question.guessed
    try:
        likely = suspect(question.given, question.pred_probs).likely
    except MissingDependencyError:
        return np.asarray(differs)
    return np.asarray(likely & differs)
