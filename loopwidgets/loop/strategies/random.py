"""Ask at random: what every other strategy has to beat."""

from __future__ import annotations

import numpy as np

from loopwidgets.data.keys import Codes
from loopwidgets.loop.strategies.strategy import Pool


class Chance:
    """Each item is as likely as any other."""

    name: str = "random"

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return places drawn without putting back."""
        return pool.rng.choice(len(pool), count, replace=False).astype(np.int64)
