"""Uses strategies of scikit-activeml as they are."""

from __future__ import annotations

import inspect
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from loopwidgets.data.keys import Codes
from loopwidgets.errors import InputError, MissingDependencyError, listed
from loopwidgets.loop.features.features import Features
from loopwidgets.loop.learner import ChosenLabels, fresh
from loopwidgets.loop.strategies.random import Chance
from loopwidgets.loop.strategies.strategy import Pool


class OfActiveml:
    """Hands a pool to a strategy object of scikit-activeml's single-annotator pool kind.

    Parameters
    ----------
    strategy
        With ``query(X, y, …)``, such as ``skactiveml.pool.UncertaintySampling()``.

    Raises
    ------
    InputError
        If it needs something that a loop lacks.
    """

    def __init__(self, strategy: Any) -> None:
        _check(strategy)
        self.name = type(strategy).__name__
        self._strategy = strategy

    def choose(self, pool: Pool, count: int) -> Codes:
        """Return the strategy's choice; a random choice while it needs a model and there is none."""
        wanted = inspect.signature(self._strategy.query).parameters
        models = [name for name in wanted if name in _MODELS]
        if models and pool.pred_probs is None:
            return Chance().choose(pool, count)
        rows = np.vstack([_rows(pool.labeled), _rows(pool.features)])
        given: dict[str, Any] = {
            "X": rows,
            "y": np.concatenate([_classes(pool.answers), np.full(len(pool), np.nan)]),
            "candidates": np.arange(len(pool.labeled), len(rows)),
            "batch_size": count,
        }
        given = {name: value for name, value in given.items() if name in wanted}
        if set(models) <= _GUESSING:
            with suppress(Exception):  # most need no more of a model than its guesses
                known = _known(pool, rows[len(pool.labeled) :])
                unfitted = {name: False for name in wanted if name.startswith("fit_")}
                return self._query(given, dict.fromkeys(models, known) | unfitted, pool)
        return self._query(
            given, {name: _learning(pool, given["y"], name) for name in models}, pool
        )

    def _query(self, given: dict[str, Any], models: dict[str, Any], pool: Pool) -> Codes:
        chosen = np.asarray(self._strategy.query(**given, **models), dtype=np.int64)
        return chosen - len(pool.labeled)


_GUESSING = {"clf", "estimator"}
_MODELS = _GUESSING | {"ensemble", "discriminator"}
_GIVEN = _MODELS | {"X", "y"}


def _check(strategy: Any) -> None:
    """Raise `InputError` for a strategy that needs something that a loop lacks, such as a regressor."""
    parameters = inspect.signature(strategy.query).parameters.values()
    missing = [
        one.name for one in parameters if one.default is one.empty and one.name not in _GIVEN
    ]
    if missing:
        raise InputError(
            f"strategy: {type(strategy).__name__}.query needs {listed(missing)[1:-1]}, which the loop "
            "does not have"
        )


def _rows(features: Features) -> npt.NDArray[np.float64]:
    """Return features in a form that such a strategy can hold: sparse features as the items' places."""
    narrow = features.places if sp.issparse(features.matrix) else features.matrix
    return np.asarray(narrow, dtype=np.float64)


def _classes(answers: Codes | ChosenLabels) -> npt.NDArray[np.float64]:
    """Return the class of each answer: where several labels may be chosen, each set of them is a class.

    References
    ----------
    M. R. Boutell et al., "Learning multi-label scene classification", *Pattern Recognition* 37 (2004).
    """
    if answers.ndim == 2 and len(answers):
        _, answers = np.unique(answers, axis=0, return_inverse=True)
    return np.asarray(answers, dtype=np.float64).reshape(len(answers))


def _known(pool: Pool, rows: npt.NDArray[np.float64]) -> Any:
    """Return a classifier of scikit-activeml that returns our model's probabilities for each row."""
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


def _learning(pool: Pool, answers: npt.NDArray[np.float64], role: str) -> Any:
    """Return our model as a classifier that scikit-activeml fits; five copies for a committee."""
    from skactiveml.classifier import SklearnClassifier
    from sklearn.ensemble import BaggingClassifier

    model = fresh(pool.model)
    if role == "ensemble":
        model = BaggingClassifier(model, 5, random_state=int(pool.rng.integers(2**31)))
    return SklearnClassifier(model, classes=np.unique(answers[~np.isnan(answers)]))
