"""Replays a labeled set as if it were labeled now, to see if choosing items would have paid.

No person, project or store takes part; the strategies, features and model are those of the loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loopwidgets.data.keys import Codes
from loopwidgets.data.shapes import as_frame
from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.loop.defaults import default_model
from loopwidgets.loop.evaluation.estimates import macro_f1
from loopwidgets.loop.features.default import default_features
from loopwidgets.loop.features.features import Features, features_of, made_by
from loopwidgets.loop.features.inputs import HeldColumns
from loopwidgets.loop.features.source import shown_to_user
from loopwidgets.loop.learner import Learner, NothingToLearnError, check_model
from loopwidgets.loop.strategies import Pool, QueryStrategy, strategy_of


@dataclass(frozen=True, slots=True)
class Score:
    """The model's score after some answers, on items that were held out."""

    n_labels: int
    accuracy: float
    macro_f1: float


@names_its_arguments
def simulate(
    items: Any,
    labels: Any,
    *,
    strategies: Sequence[Any] = ("default", "random"),
    budget: int = 500,
    batch: int = 10,
    seeds: int = 5,
    test_size: float = 0.3,
    features: Any = None,
    model: Any = None,
) -> pd.DataFrame:
    """Replay a labeled set: return the model's score over the number of labels, for each strategy.

    For each seed a share of the items is held out, the same for every strategy. The others are asked about
    in batches, beginning with none. After each batch the model is scored on the held-out items.

    Parameters
    ----------
    items
        As `loopwidgets.annotate` takes them: texts, rows, images; or an array of features, shape
        (n_items, n_features).
    labels
        Shape (n_items,): the label of each; a column's name where ``items`` is a DataFrame.
    strategies
        Names, functions ``pred_probs, features -> scores``, or objects of scikit-activeml.
    budget
        The number of labels to ask for; fewer if there are not so many items.
    batch
        The number of labels between two rounds of training.
    seeds
        The number of repetitions, each with another share held out.
    test_size
        The share that is held out.
    features
        Shape (n_items, n_features), or a function of the items that returns it; by default the features
        that fit the items. They are made of all items together, as in labeling, where all items are there
        from the beginning.
    model
        With ``fit`` and ``predict_proba``; by default the model that fits the features.

    Returns
    -------
    pandas.DataFrame
        Columns ``strategy, seed, n_labels, accuracy, macro_f1``, the last two on the held-out share.

    Raises
    ------
    InputError
        If there are fewer than two labels, or too few items.
    """
    from joblib import Parallel, delayed

    frame, answers = _labeled(items, labels)
    _check_numbers(budget, batch, seeds, test_size)
    if isinstance(strategies, str):
        raise InputError(f"strategies: expected a list of strategies, got {strategies!r}")
    chosen = [strategy_of(one) for one in strategies]
    if not chosen:
        raise InputError("strategies: expected at least one strategy, got none")
    numbers, _ = pd.factorize(answers, sort=True)
    if numbers.max(initial=0) < 1:
        raise InputError("labels: expected at least two different labels")
    if not 1 <= round(test_size * len(frame)) < len(frame):
        raise InputError(
            f"test_size: {test_size!r} of {len(frame):,} items leaves none to hold out, or none to ask about"
        )
    made = _features(frame, features, items)
    learner = default_model(made) if model is None else model
    check_model(learner)
    names = [one.name for one in chosen]
    if len(set(names)) < len(names):
        names = [f"{name} {place + 1}" for place, name in enumerate(names)]
    runs = [(place, seed) for place in range(len(chosen)) for seed in range(seeds)]
    scores = Parallel()(
        delayed(_run)(made, numbers, chosen[place], learner, seed, test_size, budget, batch)
        for place, seed in runs
    )
    return pd.DataFrame(
        [
            (names[place], seed, score.n_labels, score.accuracy, score.macro_f1)
            for (place, seed), found in zip(runs, scores, strict=True)
            for score in found
        ],
        columns=["strategy", "seed", "n_labels", "accuracy", "macro_f1"],
    )


def _run(  # noqa: PLR0917 - called by joblib
    features: Features,
    answers: Codes,
    strategy: QueryStrategy,
    model: Any,
    seed: int,
    test_size: float,
    budget: int,
    batch: int,
) -> list[Score]:
    drawn = np.random.default_rng([seed, 0]).permutation(len(answers))
    held_out = round(test_size * len(answers))
    pool, test = np.sort(drawn[held_out:]), np.sort(drawn[:held_out])
    return list(
        replay(
            features,
            answers,
            pool,
            test,
            strategy=strategy,
            model=model,
            seed=seed,
            budget=budget,
            batch=batch,
        )
    )


def replay(
    features: Features,
    answers: Codes,
    pool: Codes,
    test: Codes,
    *,
    strategy: QueryStrategy,
    model: Any,
    seed: int,
    budget: int = 500,
    batch: int = 10,
) -> Iterator[Score]:
    """Ask about items of a pool in batches, and yield the model's score on the test items after each.

    Parameters
    ----------
    features
        Features of all items.
    answers
        Shape (n_items,): the number of each item's label, from 0.
    pool, test
        The items that may be asked about, and those that are never asked about.
    seed
        Seed of everything that is drawn by lot.
    """
    rng = np.random.default_rng([seed, 1])
    n_labels = int(answers.max()) + 1
    learner: Learner | None = None
    asked = np.empty(0, dtype=np.int64)
    left = pool
    while len(asked) < min(budget, len(pool)):
        open_features = features[left]
        chosen = strategy.choose(
            Pool(
                features=open_features,
                pred_probs=None if learner is None else learner.pred_probs(open_features.matrix),
                labeled=features[asked],
                answers=answers[asked],
                model=model,
                rng=rng,
            ),
            min(batch, len(left), budget - len(asked)),
        )
        asked = np.concatenate([asked, left[chosen]])
        left = np.delete(left, chosen)
        guesses: npt.NDArray[Any] = np.full(len(test), answers[asked[0]])
        try:
            learner = Learner(model, n_labels).fit(features.matrix[asked], answers[asked])
            guesses = learner.pred_probs(features.matrix[test]).argmax(axis=1)
        except NothingToLearnError:
            learner = None
        right = answers[test]
        yield Score(len(asked), float(np.mean(guesses == right)), macro_f1(right, guesses))


def _labeled(items: Any, labels: Any) -> tuple[pd.DataFrame, npt.NDArray[Any]]:
    """Return the items that have a label, and the labels."""
    frame = as_frame(list(items) if isinstance(items, np.ndarray) and items.ndim > 1 else items)
    if isinstance(labels, str):
        if labels not in frame.columns:
            raise InputError(f"labels: {labels!r} is no column of the items")
        found = frame[labels]
        frame = frame.drop(columns=labels)
    else:
        found = pd.Series(labels)
        if len(found) == len(frame) and not _is_alike(labels, items):
            raise InputError(
                "labels: expected the items' own index, in the same order; sort them alike, or give "
                "labels.to_numpy() to go by position"
            )
        found = found.reset_index(drop=True)
    if len(found) != len(frame):
        raise InputError(
            f"labels: expected a label for each of {len(frame):,} items, got {len(found):,}"
        )
    has_one = found.notna().to_numpy()
    if not has_one.all():
        raise InputError(
            f"labels: {int((~has_one).sum()):,} of {len(frame):,} are missing; leave those items out"
        )
    if found.map(lambda label: isinstance(label, list | tuple | set | np.ndarray)).any():
        raise InputError(
            "labels: expected a single label for each item; items with several labels can't be replayed"
        )
    return frame, found.to_numpy()


def _features(frame: pd.DataFrame, given: Any, items: Any) -> Features:
    if given is None and isinstance(items, np.ndarray) and items.ndim == 2:
        return features_of(items, len(frame))
    if given is None:
        return default_features(HeldColumns(frame))
    if callable(given):
        return made_by(given, shown_to_user(frame), len(frame))
    if not _is_alike(given, items) and len(given) == len(frame):
        raise InputError(
            "features: expected the items' own index, in the same order; sort them alike, or give "
            "features.to_numpy() to go by position"
        )
    return features_of(given, len(frame))


def _is_alike(given: Any, items: Any) -> bool:
    """Tell whether rows match items by position: both have the same index, or either has none."""
    tables = (pd.DataFrame, pd.Series)
    if not isinstance(given, tables) or not isinstance(items, tables):
        return True
    return bool(given.index.equals(items.index))


def _check_numbers(budget: int, batch: int, seeds: int, test_size: float) -> None:
    for name, number in (("budget", budget), ("batch", batch), ("seeds", seeds)):
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
            raise InputError(f"{name}: expected a whole number from 1, got {number!r}")
    if (
        isinstance(test_size, bool)
        or not isinstance(test_size, int | float | np.number)
        or not 0 < test_size < 1
    ):
        raise InputError(f"test_size: expected a share between 0 and 1, got {test_size!r}")
