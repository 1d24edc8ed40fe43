"""When more labels would change little: what is foretold is near what comes."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from loopwidgets.loop.evaluation.stopping import Advice, agreement, expected_gain


def test_agreement_is_cohen_s_kappa():
    rng = np.random.default_rng(0)
    before = rng.integers(4, size=300)
    after = np.where(rng.random(300) < 0.8, before, rng.integers(4, size=300))
    assert agreement(before, after) == pytest.approx(cohen_kappa_score(before, after))
    assert agreement(before, before) == 1
    assert np.isnan(agreement(np.zeros(5, dtype=np.int64), np.zeros(5, dtype=np.int64)))
    assert np.isnan(agreement(np.array([], dtype=np.int64), np.array([], dtype=np.int64)))


@pytest.mark.parametrize(("loss", "rate"), [(1.0, 0.4), (3.0, 0.8)])
def test_the_gain_of_the_next_labels_is_foretold(loss, rate):
    counts = np.arange(10, 310, 10)
    rng = np.random.default_rng(1)
    curve = 0.9 - loss * counts**-rate
    foretold = expected_gain(counts.tolist(), (curve + rng.normal(0, 0.005, len(counts))).tolist())
    assert foretold == pytest.approx(loss * (300**-rate - 400**-rate), abs=0.006)


def test_too_few_rounds_foretell_nothing():
    assert np.isnan(expected_gain([10, 20, 30], [0.4, 0.5, 0.6]))
    assert np.isnan(expected_gain([10, 20, 30, 40], [0.4, float("nan"), 0.6, 0.7]))


def test_the_advice_is_plain():
    assert (
        str(Advice(float("nan"), 0.5, float("nan")))
        == "Too early to tell whether more labels would help."
    )
    settled = Advice(0.995, 0.1, 0.001)
    assert settled.may_stop
    assert str(settled) == (
        "The model has settled over the last 3 rounds. You could stop here; the next 100 labels are likely "
        "to add 0.1%."
    )
    assert str(Advice(0.8, 0.4, 0.03)) == (
        "The model is still changing. More labels will help; the next 100 labels are likely to add 3.0%."
    )
    assert not Advice(0.995, 0.1, 0.04).may_stop


@pytest.mark.parametrize(
    ("advice", "words"),
    [
        (Advice(float("nan"), 0.1, 0.001), "Too early to tell"),
        (Advice(0.995, 0.1, 0.04), "but more labels still help; the next 100"),
        (
            Advice(0.995, 0.7, 0.001),
            "it is unsure of the open items (70% on average). More labels will help; the next 100",
        ),
        (
            Advice(0.995, 0.1, float("nan")),
            "too few tested answers show how good it is.",
        ),
        (
            Advice(0.995, 0.1, 0.001, ("spam", 1)),
            "only 1 answer is spam. More labels will help; the next 100",
        ),
        (Advice(0.995, 0.1, 0.001, ("spam", 4)), "only 4 answers are spam. More labels will help"),
    ],
)
def test_a_model_that_may_know_little_is_no_reason_to_stop(advice, words):
    assert not advice.may_stop
    assert words in str(advice)
