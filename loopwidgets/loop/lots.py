"""Which items chance sets apart: to audit the model, to ask without its suggestion, to explore.

A lot depends on the project's seed and the item's key alone: new rows, another machine or a restart change
nothing of it. What is done with the items is the business of others.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from loopwidgets.keys import Codes
from loopwidgets.queues import Numbers, scrambled

Lots = npt.NDArray[np.float64]
Purpose = Literal["audit", "blind", "explore"]

_OF: dict[Purpose, int] = {
    "audit": 0x9E3779B97F4A7C15,
    "blind": 0xD1B54A32D192ED03,
    "explore": 0x8CB92BA72F3D8DD7,
}


def lots(numbers: Numbers, seed: str, purpose: Purpose) -> Lots:
    """Draw a lot for each item: shape (n_items,), uniform from 0 to 1, independent between purposes.

    Parameters
    ----------
    numbers
        Shape (n_items,): a number for each item that depends on its key alone.
    seed
        Of the project.
    purpose
        What the lot is drawn for.
    """
    return scrambled(numbers ^ np.uint64(_OF[purpose]), seed) / 2.0**64


def interleaved(
    chosen: Codes,
    audited: Codes,
    explored: Codes,
    *,
    audit: float,
    explore: float,
    asked: int,
    ahead: int = 1000,
) -> Codes:
    """Return what to ask, in order: mostly what was chosen, with audited and explored items spread among it.

    Parameters
    ----------
    chosen
        Items in the order of the strategy.
    audited
        Items set apart, in the order of their lots; none of them is in ``chosen``.
    explored
        Items of ``chosen`` in the order of their lots; the first ``ahead`` are enough.
    audit, explore
        Shares of all that is asked.
    asked
        How many were asked before: the pattern goes on from there.
    ahead
        How far they are spread; the next round makes another order long before.

    Returns
    -------
    numpy.ndarray
        Every item of ``chosen`` and ``audited`` once.
    """
    sources = [iter(items.tolist()) for items in (chosen, audited, explored)]
    head: dict[int, None] = {}
    for place in range(asked, asked + min(ahead, len(chosen) + len(audited))):
        turn = _turn(place, audit, explore)
        for source in (sources[turn], *sources):  # whoever has none left gives up the turn
            item = next((item for item in source if item not in head), None)
            if item is not None:
                head[item] = None
                break
    first = np.fromiter(head, dtype=np.int64, count=len(head))
    rest = np.concatenate([chosen, audited])
    return np.concatenate([first, rest[~np.isin(rest, first)]])


def _turn(place: int, audit: float, explore: float) -> int:
    """Return whose turn it is: 0 the strategy's, 1 the audit's, 2 exploration's."""
    if int((place + 1) * audit) > int(place * audit):
        return 1
    # Half a step aside, so that the two seldom want the same turn.
    if int((place + 1) * explore + 0.5) > int(place * explore + 0.5):
        return 2
    return 0
