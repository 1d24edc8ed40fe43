"""How many wrong labels are asked about first: scikit-learn's digits, 3 % of whose labels are changed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from loopwidgets.project import Project
from loopwidgets.store.memory import MemoryStore
from tests.benchmarks.report import Line

SEEDS = 10
SHARE = 0.03
FOLDS = 5
PRECISION, RECALL = 0.83, 0.98
"""What plain self-confidence reaches; ours may not fall below it."""


def lines() -> Iterator[Line]:
    """Precision among as many as were changed, recall among twice as many; means of the seeds."""
    plain, ours = np.mean([_found(seed) for seed in range(SEEDS)], axis=0)
    what = f"wrong labels among digits ({SHARE:.0%}), {SEEDS} seeds"
    yield Line(
        name=f"{what}: self-confidence",
        measured=_said(*plain),
        budget=_said(PRECISION, RECALL),
        holds=bool(plain[0] >= PRECISION and plain[1] >= RECALL),
    )
    yield Line(
        name=f"{what}: loopwidgets",
        measured=_said(*ours),
        budget=f"> {plain[0]:.4f}, ≥ {plain[1]:.4f}",
        holds=bool(ours[0] > plain[0] and ours[1] >= plain[1]),
    )


def _said(precision: float, recall: float) -> str:
    return f"precision {precision:.4f}, recall {recall:.4f}"


def _found(seed: int) -> tuple[tuple[float, float], tuple[float, float]]:
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    pixels, true = load_digits(return_X_y=True)
    labels, wrong = _changed(true, seed)
    model = LogisticRegression(max_iter=200)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    read = cross_val_predict(model, pixels / 16, labels, cv=folds, method="predict_proba")
    plain = np.argsort(read[np.arange(len(labels)), labels], kind="stable")
    return _judged(plain, wrong), _judged(_asked(labels, read), wrong)


def _changed(true: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return labels of which a share is another one, and which these are."""
    random = np.random.default_rng(seed)
    at = random.choice(len(true), round(SHARE * len(true)), replace=False)
    labels, wrong = true.copy(), np.zeros(len(true), dtype=bool)
    labels[at] = (true[at] + random.integers(1, 10, len(at))) % 10
    wrong[at] = True
    return labels, wrong


def _asked(labels: np.ndarray, read: np.ndarray) -> np.ndarray:
    """Return the rows in the order in which a project asks about them."""
    data = pd.DataFrame({"image": [f"image {row}" for row in range(len(labels))]})
    data["label"] = labels.astype(str)
    names = [str(digit) for digit in range(10)]
    project = Project.from_data(data, "image", names, initial="label", store=MemoryStore())
    project.suspects(read)
    items = project.need_data()
    keys = project.next_items(len(labels))
    return items.keys.first[items.keys.codes_of(keys)]


def _judged(order: np.ndarray, wrong: np.ndarray) -> tuple[float, float]:
    count = int(wrong.sum())
    return float(wrong[order[:count]].mean()), float(wrong[order[: 2 * count]].sum() / count)
