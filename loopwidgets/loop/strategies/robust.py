"""The default: first what is unlike all answers and yet not odd, then what the model hesitates over.

What was tried before it stands in ``docs/loop.md``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loopwidgets.data.keys import Codes
from loopwidgets.loop.features.features import Places
from loopwidgets.loop.strategies.diverse import Diverse
from loopwidgets.loop.strategies.margin import margin
from loopwidgets.loop.strategies.scored import Scored
from loopwidgets.loop.strategies.strategy import Pool
from loopwidgets.loop.strategies.typical import Typical, nearest_to_mean, sampled

COLD = 100
"""Answers before which the model's doubts are not asked about: they are mostly its ignorance."""
_LONELY = 0.2
"""Share of the items, those farthest from their neighbours, that are no place to look for labels in."""
_LONELY_EMBEDDED = 0.1
"""The same of embeddings, whose clusters are pulled less by what is odd than their borders are."""
_NEIGHBOURS = 10
_COMPARED = 5_000
"""Items among which neighbours are looked for; of more, a sample."""


class Robust:
    """Cover the data to its borders, then ask at the borders between labels.

    What is farthest from all answers has the labels that are still missing, and also what fits nowhere: of
    the items that are far from all others none is asked about before there is a model that hesitates. The
    borders of embeddings hold what is odd: there the middles of clusters are asked about that have no answer.
    """

    name: str = "default"

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return places by the number of answers: those that cover the data, then doubtful ones."""
        if pool.pred_probs is not None and len(pool.labeled) >= COLD:
            return Scored("margin", margin).choose(pool, count)
        embedded = pool.features.embedded
        cover = Typical(nearest_to_mean) if embedded else Diverse()
        seen, rows = sampled(pool)
        near = seen[_in_company(rows, _LONELY_EMBEDDED if embedded else _LONELY, pool.rng)]
        if len(near) < count:
            return cover.choose(pool, count)
        within = replace(pool, features=pool.features[near], pred_probs=None)
        return near[cover.choose(within, count)]


def _in_company(rows: Places, lonely: float, rng: np.random.Generator) -> Codes:
    """Return all rows but those farthest from their neighbours."""
    from sklearn.neighbors import NearestNeighbors

    others = rows
    if len(rows) > _COMPARED:
        others = rows[rng.choice(len(rows), _COMPARED, replace=False)]
    many = min(_NEIGHBOURS + 1, len(others))
    distances, _ = NearestNeighbors(n_neighbors=many).fit(others).kneighbors(rows)
    alone = distances.mean(axis=1)
    return np.flatnonzero(alone <= np.quantile(alone, 1 - lonely))
