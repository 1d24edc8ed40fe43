"""Whether choosing what to ask pays: labeled sets replayed, our default beside chance and others' strategies.

All strategies have the same features, the same model and the same held-out items. The others' get half of
the seeds, and are compared to the default on those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from joblib import Parallel, delayed
from sklearn import datasets

from loopwidgets.loop.defaults import default_model
from loopwidgets.loop.features.embeddings import at_hand, embeddings, meanings
from loopwidgets.loop.features.features import Features, features_of
from loopwidgets.loop.features.texts import text_features
from loopwidgets.loop.simulate import replay
from loopwidgets.loop.strategies import strategy_of
from tests.benchmarks.report import Line

POINTS = (50, 100, 200, 300, 500)
BATCH = 10
SEEDS = 20
WORST = -0.02
"""How much macro-F1 the default may lose against chance, on the mean of the seeds, at any point."""
TREC, EMBEDDED, ALONE = "TREC", "TREC, sentence embeddings", "TREC, sentence embeddings alone"
WANTED = {
    TREC: (0.49, 0.63, 0.68, 0.74, 0.79),
    EMBEDDED: (0.52, 0.65, 0.71, 0.79, 0.83),
}
OTHERS = ("UncertaintySampling", "TypiClust", "CoreSet")
"""Of scikit-activeml: margin sampling, typical clusters, core sets."""

Curve = dict[int, tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Set:
    """A labeled set; ``pool`` and ``test`` where the split is given, else drawn by seed."""

    features: Features
    answers: npt.NDArray[np.int64]
    names: tuple[str, ...]
    pool: npt.NDArray[np.int64] | None = None
    test: npt.NDArray[np.int64] | None = None


def lines(trec: Path | None, seeds: int = SEEDS) -> Iterator[Line]:
    """Macro-F1 and accuracy by number of labels, and the budgets that hold for them."""
    sets = {**({} if trec is None else trec_sets(trec)), **scikit_learn_sets()}
    means: dict[str, list[float]] = {}
    fewer = (seeds + 1) // 2
    if trec is None:
        yield Line(name=TREC, measured="not measured: no --trec FOLDER")
    elif EMBEDDED not in sets:
        yield Line(
            name=EMBEDDED, measured="not measured: no model for sentence-transformers is at hand"
        )
    for name, one in sets.items():
        curves: dict[str, list[Curve]] = {}
        for strategy in ("default", "random", *(OTHERS if name != ALONE else ())):
            runs = replayed(one, strategy, fewer if strategy in OTHERS else seeds)
            curves[strategy] = runs
            points = [point for point in POINTS if point in runs[0]]
            f1, accuracy = (_means(runs, points, place) for place in (0, 1))
            if name != ALONE:
                means.setdefault(strategy, []).extend(_means(runs[:fewer], points, 0))
            wanted = WANTED.get(name, ()) if strategy == "default" else ()
            at = ", ".join(map(str, points))
            yield Line(
                name=f"{name}, macro-F1 at {at} labels, {len(runs)} seeds: {strategy}",
                measured=f"{_row(f1)} (accuracy {_row(accuracy)})",
                budget=f"≥ {_row(wanted)}" if wanted else "",
                holds=all(value >= best for value, best in zip(f1, wanted, strict=False))
                if wanted
                else None,
            )
        gains = [
            float(np.mean([a[p][0] - b[p][0] for a, b in zip(*_pair(curves), strict=True)]))
            for p in points
        ]
        yield Line(
            name=f"{name}, default less random, paired",
            measured=" ".join(f"{gain:+.3f}" for gain in gains),
            budget=f"≥ {WORST}",
            holds=min(gains) >= WORST,
        )
    averages = {strategy: float(np.mean(values)) for strategy, values in means.items()}
    best = max(OTHERS, key=averages.__getitem__)
    yield Line(
        name=f"mean of all points and sets, {fewer} seeds: default",
        measured=f"{averages['default']:.4f}",
        budget=f"≥ {averages[best]:.4f} ({best})",
        holds=averages["default"] >= averages[best],
    )


def replayed(one: Set, strategy: str, seeds: int, budget: int = POINTS[-1]) -> list[Curve]:
    """Return macro-F1 and accuracy by number of labels, for each seed."""
    runs = (delayed(_curve)(one, strategy, seed, budget) for seed in range(seeds))
    return list(Parallel(n_jobs=-1)(runs))


def _curve(one: Set, strategy: str, seed: int, budget: int) -> Curve:
    pool, test = one.pool, one.test
    if pool is None or test is None:
        drawn = np.random.default_rng([seed, 0]).permutation(len(one.answers))
        held_out = round(0.3 * len(drawn))
        pool, test = np.sort(drawn[held_out:]), np.sort(drawn[:held_out])
    scores = replay(
        one.features,
        one.answers,
        pool,
        test,
        strategy=strategy_of(_made(strategy, seed)),
        model=default_model(one.features),
        seed=seed,
        budget=budget,
        batch=BATCH,
    )
    return {score.n_labels: (score.macro_f1, score.accuracy) for score in scores}


def _made(strategy: str, seed: int) -> Any:
    if strategy not in OTHERS:
        return strategy
    from skactiveml import pool

    options: Mapping[str, Any] = (
        {"method": "margin_sampling"} if strategy == "UncertaintySampling" else {}
    )
    return getattr(pool, strategy)(random_state=seed, **options)


def trec_sets(folder: Path) -> dict[str, Set]:
    """Return TREC with each kind of features that this machine can make."""
    model = at_hand()
    makers: dict[str, Callable[[list[str]], Features]] = {TREC: text_features}
    if model is not None:
        makers[EMBEDDED] = partial(meanings, name=model)
        makers[ALONE] = partial(embeddings, name=model)
    return {name: trec_set(folder, maker) for name, maker in makers.items()}


def trec_set(folder: Path, maker: Callable[[list[str]], Features] = text_features) -> Set:
    """Read ``trec_train.tsv``, the pool, and ``trec_test.tsv``."""
    parts = [
        pd.read_csv(
            folder / f"trec_{part}.tsv", sep="\t", header=None, names=["label", "text"], quoting=3
        )
        for part in ("train", "test")
    ]
    whole = pd.concat(parts, ignore_index=True)
    answers, names = pd.factorize(whole["label"], sort=True)
    return Set(
        features=maker(whole["text"].tolist()),
        answers=answers.astype(np.int64),
        names=tuple(names),
        pool=np.arange(len(parts[0])),
        test=np.arange(len(parts[0]), len(whole)),
    )


def scikit_learn_sets() -> dict[str, Set]:
    """Return digits, wine and breast cancer."""
    loaded = {
        "digits": datasets.load_digits(),
        "wine": datasets.load_wine(),
        "breast cancer": datasets.load_breast_cancer(),
    }
    return {
        name: Set(
            features_of(found.data, len(found.data)),
            found.target.astype(np.int64),
            tuple(map(str, found.target_names)),
        )
        for name, found in loaded.items()
    }


def _means(runs: list[Curve], points: list[int], place: int) -> list[float]:
    """Return the mean of macro-F1 (0) or accuracy (1) at each number of labels."""
    return [float(np.mean([run[point][place] for run in runs])) for point in points]


def _pair(curves: Mapping[str, list[Curve]]) -> tuple[list[Curve], list[Curve]]:
    return curves["default"], curves["random"]


def _row(values: Any) -> str:
    return " ".join(f"{value:.3f}" for value in values)
