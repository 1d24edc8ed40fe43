"""Finds what each label goes with in the answers, beyond chance: a model that sees it can lean on it.

A function of answers and of the items' traits; no model takes part.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.loop.features.traits import FEWEST, Traits
from loopwidgets.loop.learner import ChosenLabels

Floats = npt.NDArray[np.float64]

MOST = 10
"""The most leanings of each label."""
_PRIOR = 10.0
"""The weight of the prior, in items, on either side of a comparison."""
_FALSE = 0.05
"""The share of the listed traits that may be chance."""
COLUMNS = ("label", "what", "weight", "n", "with_label")


def leanings(traits: Traits, chosen: ChosenLabels, names: Sequence[str]) -> pd.DataFrame:
    """Return the traits by which each label's items differ from all others, the strongest first.

    The weight is the log-odds-ratio with an informative prior, divided by its standard error (Monroe et
    al.). It measures how much likelier an item with the label holds the trait than another item. The prior
    is the usual rate among all answers. It keeps rare traits from looking strong, and gives a weight to
    traits that a side never holds. An item counts once, however often it holds a word, since answers are
    given to items, not to words. So their Dirichlet is a Beta here.

    The coefficients of a sparse model would be worse. When two words go together, a sparse model keeps
    either by chance, and may switch when it is fitted again. The weight here needs no fit and no tuning,
    and a person can check each number by counting.

    A trait is listed if Fisher's exact test (one-sided) finds it. About one in twenty of all listed traits
    may be chance (Benjamini and Hochberg). Among traits that mean nearly the same, the strongest is listed.
    Traits against a label are left out: they speak for the other labels.

    Parameters
    ----------
    traits
        The traits of the n answered items.
    chosen
        Shape (n, n_labels): True where a label was chosen.
    names
        Shape (n_labels,): names of the labels.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``what``, ``weight`` (standard errors), ``n`` (answered items that hold it), and
        ``with_label`` (how many of these have the label). At most `MOST` rows for each label, in the order
        of the labels.

    References
    ----------
    B. L. Monroe, M. P. Colaresi and K. M. Quinn, "Fightin' Words: lexical feature selection and evaluation
    for identifying the content of political conflict", *Political Analysis* 16 (2008); Y. Benjamini and Y.
    Hochberg, "Controlling the false discovery rate", *JRSS B* 57 (1995).
    """
    from scipy.stats import (  # type: ignore[attr-defined]
        false_discovery_control,
        hypergeom,
    )

    n_items = len(chosen)
    of_label = chosen.sum(axis=0).astype(np.float64)[:, np.newaxis]
    holding = np.asarray(traits.held.sum(axis=0), dtype=np.float64).reshape(1, -1)
    both = np.asarray((traits.held.T @ chosen.astype(np.float64)).T)
    tested = np.flatnonzero((of_label[:, 0] >= FEWEST) & (of_label[:, 0] < n_items))
    weights = np.zeros(both.shape)
    told: list[tuple[int, int]] = []
    if len(tested) and traits.names:
        chance = hypergeom.sf(both[tested] - 1, n_items, holding, of_label[tested])
        expected = false_discovery_control(np.clip(chance.ravel(), 0, 1)).reshape(chance.shape)
        weights[tested] = _weights(both[tested], of_label[tested], holding, n_items)
        for label, false in zip(tested.tolist(), expected, strict=True):
            found = np.flatnonzero(false <= _FALSE)
            told += [(label, place) for place in _strongest(found, weights[label], traits)]
    labels, places = np.array(told, dtype=np.int64).reshape(-1, 2).T
    columns = (
        np.array(names, dtype=object)[labels],
        np.array(traits.names, dtype=object)[places],
        weights[labels, places],
        holding[0, places].astype(np.int64),
        both[labels, places].astype(np.int64),
    )
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def _weights(both: Floats, of_label: Floats, holding: Floats, n_items: int) -> Floats:
    """Return log-odds-ratios with an informative prior, in standard errors: shape (n_labels, n_traits)."""
    usual = _PRIOR * holding / n_items
    with_it, without = both + usual, of_label - both + _PRIOR - usual
    others = n_items - of_label
    others_with = holding - both + usual
    others_without = others - (holding - both) + _PRIOR - usual
    ratio = np.log(with_it) - np.log(without) - np.log(others_with) + np.log(others_without)
    variance = 1 / with_it + 1 / without + 1 / others_with + 1 / others_without
    return np.asarray(ratio / np.sqrt(variance))


def _strongest(found: npt.NDArray[np.int64], weights: Floats, traits: Traits) -> list[int]:
    """Return the strongest traits, without those that mean nearly the same as a stronger trait."""
    told: list[int] = []
    about: set[str] = set()
    for place in found[np.argsort(-weights[found], kind="stable")].tolist():
        if len(told) == MOST:
            break
        if about.isdisjoint(traits.about[place]):
            told.append(place)
            about |= traits.about[place]
    return told
