"""Whether the default finds a rare label: a class of a set against the rest, for each class in turn.

The default is compared with margin and with chance, whichever is better for the class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.benchmarks.loop import TREC, Set, replayed, scikit_learn_sets, trec_set
from tests.benchmarks.report import Line

POINTS = (50, 100, 200)
WORST = -0.01
"""How much macro-F1 the default may lose against the better strategy, on the mean of the classes."""
STRATEGIES = ("default", "margin", "random")


def lines(trec: Path | None, seeds: int) -> Iterator[Line]:
    """Macro-F1 by number of labels for each class, and the budget that holds for their mean."""
    sets = {"digits": scikit_learn_sets()["digits"]}
    if trec is None:
        yield Line(name=f"a class of {TREC}", measured="not measured: no --trec FOLDER")
    else:
        sets[TREC] = trec_set(trec)
    at = ", ".join(map(str, POINTS))
    for name, whole in sets.items():
        losses = []
        for number, label in enumerate(whole.names):
            one = against_the_rest(whole, number)
            f1 = {strategy: _means(one, strategy, seeds) for strategy in STRATEGIES}
            for strategy, means in f1.items():
                yield Line(
                    name=f"{name}, {label} ({one.answers.mean():.0%}) against the rest, macro-F1 at "
                    f"{at} labels, {seeds} seeds: {strategy}",
                    measured=" ".join(f"{mean:.3f}" for mean in means),
                )
            losses.append(f1["default"] - np.maximum(f1["margin"], f1["random"]))
        means = np.mean(losses, axis=0)
        yield Line(
            name=f"{name}, a class against the rest, default less the better, mean of classes",
            measured=" ".join(f"{mean:+.3f}" for mean in means),
            budget=f"≥ {WORST}",
            holds=bool(means.min() >= WORST),
        )


def against_the_rest(whole: Set, number: int) -> Set:
    """Return the set with two labels: 1 for a class, 0 for all others."""
    answers = (whole.answers == number).astype(np.int64)
    return replace(whole, answers=answers, names=("rest", whole.names[number]))


def _means(one: Set, strategy: str, seeds: int) -> npt.NDArray[np.float64]:
    runs = replayed(one, strategy, seeds, budget=POINTS[-1])
    return np.array([np.mean([run[point][0] for run in runs]) for point in POINTS])
