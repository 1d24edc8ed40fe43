"""Draws items by chance: to audit the model, to ask without its suggestion, to explore.

A lot depends on a seed and the item's key alone: new rows, another machine or a restart do not change it.
Other modules use the items.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from loopwidgets.data.keys import Codes
from loopwidgets.queue.queue import Numbers, scrambled

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
        Seed of the project, or of the annotator.
    purpose
        The purpose of the lot.
    """
    return scrambled(numbers ^ np.uint64(_OF[purpose]), seed) / 2.0**64


def drawn(of_items: Lots, share: float) -> npt.NDArray[np.bool_]:
    """Return True for the share of items with the lowest lots, so that few items get their share as well.

    New items change no lot, though they may move the border.

    Parameters
    ----------
    of_items
        Shape (n_items,).
    share
        From 0 to 1.
    """
    is_drawn = np.zeros(len(of_items), dtype=bool)
    is_drawn[np.argsort(of_items, kind="stable")[: round(share * len(of_items))]] = True
    return is_drawn


_MOST_OWED = 2
"""Turns that the audit or exploration can be behind: with more, chance would be asked many times on end."""


def interleaved(
    chosen: Codes,
    audited: Codes,
    explored: Codes,
    *,
    audit: float,
    explore: float,
    asked: int,
    audits: int,
    explorations: int,
    ahead: int = 1000,
) -> tuple[Codes, Codes]:
    """Return the order of items: mostly the strategy's, with audited and explored items spread among them.

    Rounds end while people answer, and each brings another order. The shares still hold over all questions,
    because items that missed their turn are asked first.

    Parameters
    ----------
    chosen
        Items in the order of the strategy.
    audited
        Items set apart, in the order of their lots; none of them is in ``chosen``.
    explored
        Items that are not set apart, in the order of their lots.
    audit, explore
        Shares of all questions.
    asked
        The number of earlier questions.
    audits, explorations
        How many of those were audited and explored.
    ahead
        How far they are spread; the next round makes another order long before.

    Returns
    -------
    order : numpy.ndarray
        Every item of ``chosen`` and ``audited`` once, and the explored items that were drawn.
    by_chance : numpy.ndarray
        The items that exploration drew in their place.
    """
    shares, done = (audit, explore), [audits, explorations]
    for which, share in enumerate(shares):
        due = int(asked * share)
        done[which] = min(max(done[which], due - _MOST_OWED), due + _MOST_OWED)
    sources = [iter(items.tolist()) for items in (audited, explored, chosen)]
    head: dict[int, None] = {}
    by_chance = []
    for place in range(asked + 1, asked + 1 + min(ahead, len(chosen) + len(audited))):
        owed = (which for which in (0, 1) if done[which] < int(place * shares[which]))
        turn = next(owed, 2)
        # A kind without items left gives up its turn.
        for source in (sources[turn], *reversed(sources)):
            item = next((item for item in source if item not in head), None)
            if item is not None:
                head[item] = None
                if source is sources[1]:
                    by_chance.append(item)
                break
        if turn < 2:
            done[turn] += 1
    first = np.fromiter(head, dtype=np.int64, count=len(head))
    rest = np.concatenate([chosen, audited])
    order = np.concatenate([first, rest[~np.isin(rest, first)]])
    return order, np.array(by_chance, dtype=np.int64)
