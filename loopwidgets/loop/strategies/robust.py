"""The default: first what is typical, then mostly what the model hesitates over.

What was tried before it stands in ``docs/loop.md``.
"""

from __future__ import annotations

import numpy as np

from loopwidgets.keys import Codes
from loopwidgets.loop.strategies.base import Pool
from loopwidgets.loop.strategies.margin import margin
from loopwidgets.loop.strategies.scored import Scored
from loopwidgets.loop.strategies.typical import Typical

COLD = 50
"""Answers before which the model's doubts are not asked about: they are mostly its ignorance."""
_STILL_TYPICAL = 0.2
"""Share of what is asked later that goes on covering what no answer is near to."""


class Robust:
    """Cover the data, then ask at the borders between labels without ceasing to cover it."""

    name: str = "default"

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return typical places and places that the model hesitates over, by turns."""
        typical = Typical().choose(pool, count)
        if pool.pred_probs is None or len(pool.labeled) < COLD:
            return typical
        doubted = Scored("margin", margin).choose(pool, count)
        return by_turns(doubted, typical, 1 - _STILL_TYPICAL)[:count]


def by_turns(first: Codes, second: Codes, share: float) -> Codes:
    """Return the places of both, each once: of any beginning about ``share`` from the first."""
    order = np.empty(len(first) + len(second), dtype=np.int64)
    ranks = np.concatenate(
        [
            (np.arange(len(first)) + 0.5) / max(share, 1e-9),
            (np.arange(len(second)) + 0.5) / max(1 - share, 1e-9),
        ]
    )
    order = np.concatenate([first, second])[np.argsort(ranks, kind="stable")]
    _, at = np.unique(order, return_index=True)
    return order[np.sort(at)]
