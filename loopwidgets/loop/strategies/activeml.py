"""Strategies of scikit-activeml, as they are."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from loopwidgets.errors import InputError, MissingDependencyError
from loopwidgets.keys import Codes
from loopwidgets.loop.features import Features
from loopwidgets.loop.learner import Chosen
from loopwidgets.loop.strategies.base import Pool
from loopwidgets.loop.strategies.chance import Chance


class OfActiveml:
    """Hands a pool to a strategy object of scikit-activeml's single-annotator pool kind.

    Parameters
    ----------
    strategy
        With ``query(X, y, …)``, such as ``skactiveml.pool.UncertaintySampling()``.
    """

    def __init__(self, strategy: Any) -> None:
        self.name = type(strategy).__name__
        self._strategy = strategy

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return what the strategy chooses; at random as long as it needs a model and there is none.

        Raises
        ------
        InputError
            If it wants what a pool has not.
        """
        given = self._given(pool, count)
        if given is None:
            return Chance().choose(pool, count)
        chosen = np.asarray(self._strategy.query(**given), dtype=np.int64)
        return chosen - len(pool.labeled)

    def _given(self, pool: Pool, count: int) -> dict[str, Any] | None:
        rows = np.vstack([_rows(pool.labeled), _rows(pool.features)])
        answers = np.concatenate([_classes(pool.answers), np.full(len(pool), np.nan)])
        wanted = inspect.signature(self._strategy.query).parameters
        given: dict[str, Any] = {
            "X": rows,
            "y": answers,
            "candidates": np.arange(len(pool.labeled), len(rows)),
            "batch_size": count,
        }
        for name, parameter in wanted.items():
            if name in _MODELS:
                if pool.pred_probs is None:
                    return None
                given[name] = _known(pool, rows[len(pool.labeled) :])
            elif name.startswith("fit_"):
                given[name] = False
            elif name not in given and parameter.default is parameter.empty:
                raise InputError(
                    f"strategy: {self.name}.query wants {name!r}, which the loop has not"
                )
        return {name: value for name, value in given.items() if name in wanted}


_MODELS = ("clf", "estimator", "discriminator")


def _rows(features: Features) -> npt.NDArray[np.float64]:
    """Return features as such a strategy can hold them: where they are sparse, by where items lie."""
    narrow = features.places if sp.issparse(features.matrix) else features.matrix
    return np.asarray(narrow, dtype=np.float64)


def _classes(answers: Codes | Chosen) -> npt.NDArray[np.float64]:
    """Return the class of each answer: where several labels may be chosen, each set of them is one.

    References
    ----------
    M. R. Boutell et al., "Learning multi-label scene classification", *Pattern Recognition* 37 (2004).
    """
    if answers.ndim == 2 and len(answers):
        _, answers = np.unique(answers, axis=0, return_inverse=True)
    return np.asarray(answers, dtype=np.float64).reshape(len(answers))


def _known(pool: Pool, rows: npt.NDArray[np.float64]) -> Any:
    """Return a classifier of scikit-activeml's that says of each row what our model said of it."""
    try:
        from skactiveml.base import SkactivemlClassifier
    except ImportError as error:
        raise MissingDependencyError("scikit-activeml", "loop") from error
    said = dict(zip(map(bytes, rows), np.asarray(pool.pred_probs), strict=True))

    class Known(SkactivemlClassifier):
        def fit(self, *_: Any, **__: Any) -> Any:
            return self

        def predict_proba(self, X: Any, **_: Any) -> Any:  # noqa: N803
            return np.array([said[bytes(row)] for row in X])

    made: Any = Known
    known = made(classes=list(range(len(said[bytes(rows[0])]))))
    known.classes_ = np.arange(len(known.classes))
    return known
