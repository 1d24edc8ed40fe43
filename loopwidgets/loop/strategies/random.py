"""Asks at random: every other strategy has to beat it."""

from __future__ import annotations

import numpy as np

from loopwidgets.data.keys import Codes
from loopwidgets.loop.strategies.strategy import Pool


class Chance:
    """Chooses each item with the same probability."""

    name: str = "random"

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return places drawn without replacement."""
        return pool.rng.choice(len(pool), count, replace=False).astype(np.int64)
