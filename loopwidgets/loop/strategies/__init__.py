"""Finds query strategies by name; each has a file, and a line here."""

from __future__ import annotations

from typing import Any

from loopwidgets.errors import InputError, listed, nearest
from loopwidgets.loop.strategies.activeml import OfActiveml
from loopwidgets.loop.strategies.committee import Committee
from loopwidgets.loop.strategies.diverse import Diverse
from loopwidgets.loop.strategies.entropy import entropy
from loopwidgets.loop.strategies.least_confident import least_confident
from loopwidgets.loop.strategies.margin import margin
from loopwidgets.loop.strategies.random import Chance
from loopwidgets.loop.strategies.robust import Robust
from loopwidgets.loop.strategies.scored import Scored
from loopwidgets.loop.strategies.strategy import Pool, QueryStrategy
from loopwidgets.loop.strategies.typical import Typical

__all__ = ["STRATEGIES", "Pool", "QueryStrategy", "strategy_of"]

STRATEGIES: dict[str, QueryStrategy] = {
    "default": Robust(),
    "random": Chance(),
    "margin": Scored("margin", margin),
    "entropy": Scored("entropy", entropy),
    "least_confident": Scored("least_confident", least_confident),
    "diverse": Diverse(),
    "typical": Typical(),
    "committee": Committee(),
}


def strategy_of(given: Any) -> QueryStrategy:
    """Return the strategy that a user means.

    Parameters
    ----------
    given
        A name; a function ``pred_probs, features -> scores``, the highest asked first; a strategy object of
        scikit-activeml; or an object with ``choose``, as ``strategy.py`` describes.

    Raises
    ------
    InputError
        If it is none of these.
    """
    if isinstance(given, str):
        if given not in STRATEGIES:
            names = list(STRATEGIES)
            raise InputError(
                f"strategy: expected one of {listed(names)}, got {given!r}.{nearest(given, names)}"
            )
        return STRATEGIES[given]
    if callable(getattr(given, "choose", None)):
        found: QueryStrategy = given
        return found
    if callable(getattr(given, "query", None)):
        return OfActiveml(given)
    if callable(given):
        return Scored(getattr(given, "__name__", type(given).__name__), given)
    raise InputError(
        f"strategy: expected a name, a function or a strategy of scikit-activeml, got {given!r}"
    )
