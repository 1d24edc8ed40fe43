"""Asks for the items with the highest score, but no two in a row that are nearly the same.

The score is a function of probabilities and features; each named score has a file.
"""

from __future__ import annotations

import numpy as np

from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError
from loopwidgets.loop.features.features import Places
from loopwidgets.loop.strategies.random import Chance
from loopwidgets.loop.strategies.strategy import Floats, Pool, Score

_SPREAD_OVER = 4
"""So many times the items that are wanted compete for their places."""
_ALIKE = 0.95
"""Cosine from which two items are nearly the same."""


class Scored:
    """Chooses the highest scores first; at random while there is no model.

    Parameters
    ----------
    name
        The strategy's name.
    score
        ``pred_probs, features -> scores``, shape (n_items,): the higher, the sooner.
    """

    def __init__(self, name: str, score: Score) -> None:
        self.name = name
        self._score = score

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return the places with the highest scores; near-duplicates are left out while others are left.

        Raises
        ------
        InputError
            If the function gives no score for each item.
        """
        if pool.pred_probs is None:
            return Chance().choose(pool, count)
        scores = np.asarray(self._score(pool.pred_probs, pool.features.matrix), dtype=np.float64)
        if scores.shape != (len(pool),):
            raise InputError(
                f"strategy: {self.name} gave scores of shape {scores.shape}, expected {(len(pool),)}"
            )
        scores = np.where(np.isnan(scores), -np.inf, scores)
        candidates = highest(scores, min(_SPREAD_OVER * count, len(pool)), pool.rng)
        return candidates[apart(pool.features.places[candidates], count)]


def highest(scores: Floats, count: int, rng: np.random.Generator) -> Codes:
    """Return the places of the highest scores, the highest first; equal scores in an order drawn by lot."""
    drawn = rng.permutation(len(scores))
    shuffled = scores[drawn]
    found = np.arange(len(scores))
    if count < len(scores):
        found = np.argpartition(-shuffled, count - 1)[:count]
    return drawn[found[np.argsort(-shuffled[found], kind="stable")]].astype(np.int64)


@np.errstate(invalid="ignore")  # OpenBLAS may raise it over finite numbers: numpy/numpy#24067
def apart(rows: Places, count: int) -> Codes:
    """Return ``count`` rows in order; rows nearly the same as an earlier row are passed over.

    Where too few are left, the rows that were passed over follow.
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    taken: list[int] = []
    passed: list[int] = []
    for place, row in enumerate(unit):
        if len(taken) == count:
            break
        alike = len(taken) > 0 and float(np.max(unit[taken] @ row)) > _ALIKE
        (passed if alike else taken).append(place)
    return np.array([*taken, *passed][:count], dtype=np.int64)
