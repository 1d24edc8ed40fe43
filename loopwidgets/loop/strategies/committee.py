"""Asks where models that saw different answers disagree."""

from __future__ import annotations

import warnings

import numpy as np

from loopwidgets.data.keys import Codes
from loopwidgets.loop.features.features import Matrix
from loopwidgets.loop.learner import Learner, NothingToLearnError
from loopwidgets.loop.strategies.entropy import entropy
from loopwidgets.loop.strategies.random import Chance
from loopwidgets.loop.strategies.scored import Scored
from loopwidgets.loop.strategies.strategy import Floats, Pool

MEMBERS = 5


class Committee:
    """Trains five models, each on answers drawn with replacement; their disagreement is the score.

    The score is the entropy of their mean probabilities minus their mean entropy.

    References
    ----------
    H. S. Seung, M. Opper and H. Sompolinsky, "Query by committee", *COLT* (1992); A. McCallum and K. Nigam,
    "Employing EM and pool-based active learning for text classification", *ICML* (1998).
    """

    name: str = "committee"

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return the places on which the models disagree most."""
        if pool.pred_probs is None:
            return Chance().choose(pool, count)
        votes = []
        several = pool.answers.ndim == 2
        labels = pool.answers.shape[1] if several else int(pool.answers.max()) + 1
        doubt = _of_each if several else entropy
        for _ in range(MEMBERS):
            drawn = pool.rng.integers(len(pool.answers), size=len(pool.answers))
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    member = Learner(pool.model, labels).fit(
                        pool.labeled.matrix[drawn], pool.answers[drawn]
                    )
            except NothingToLearnError:  # all of one label were drawn
                continue
            votes.append(member.pred_probs(pool.features.matrix))
        if not votes:
            return Chance().choose(pool, count)
        together = doubt(np.mean(votes, axis=0), pool.features.matrix)
        alone = np.mean([doubt(vote, pool.features.matrix) for vote in votes], axis=0)
        return Scored(self.name, lambda _probs, _features: together - alone).choose(pool, count)


def _of_each(pred_probs: Floats, features: Matrix) -> Floats:
    """Return the sum of the labels' entropies, where each label is chosen or not, whatever the others are."""
    return entropy(pred_probs, features) + entropy(1 - pred_probs, features)
