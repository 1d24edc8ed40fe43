"""Asks for the items farthest from all answers, so that no corner of the data stays unseen."""

from __future__ import annotations

import numpy as np

from loopwidgets.data.keys import Codes
from loopwidgets.loop.features.features import Places
from loopwidgets.loop.strategies.strategy import Pool
from loopwidgets.loop.strategies.typical import sampled


class Diverse:
    """Chooses one item after the other, each the farthest from those before it (greedy k-center).

    References
    ----------
    O. Sener and S. Savarese, "Active learning for convolutional neural networks: a core-set approach",
    *ICLR* (2018).
    """

    name: str = "diverse"

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return places, each the farthest from all answers and from those before it."""
        seen, rows = sampled(pool)
        squares = np.einsum("ij,ij->i", rows, rows)
        nearest = np.full(len(rows), np.inf)
        for one in pool.labeled.places:
            nearest = np.minimum(nearest, _distances(rows, squares, one))
        chosen: list[int] = []
        for _ in range(count):
            farthest = np.flatnonzero(nearest == nearest.max())
            place = int(pool.rng.choice(farthest)) if np.isinf(nearest.max()) else int(farthest[0])
            chosen.append(place)
            nearest = np.minimum(nearest, _distances(rows, squares, rows[place]))
            nearest[chosen] = -1.0
        return seen[np.array(chosen, dtype=np.int64)]


@np.errstate(invalid="ignore")  # OpenBLAS may raise it over finite numbers: numpy/numpy#24067
def _distances(rows: Places, squares: Places, one: Places) -> Places:
    """Return the squared distance of each row to a single row."""
    return np.asarray(squares - 2 * rows @ one + one @ one)
