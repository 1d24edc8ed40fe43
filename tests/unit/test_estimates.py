"""How good a model is: numbers whose intervals hold what they say."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score

from loopwidgets.loop.evaluation.estimates import macro_f1, resampled, share, too_few


def test_wilson_s_interval_is_that_of_the_books():
    found = share(np.array([True] * 8 + [False] * 2))
    assert (found.value, found.n) == (0.8, 10)
    assert (round(found.low, 4), round(found.high, 4)) == (0.4902, 0.9433)


def test_it_stays_within_0_and_1():
    assert 0.999 < share(np.ones(30, dtype=bool)).high <= 1
    assert 0 <= share(np.zeros(30, dtype=bool)).low < 0.001
    assert np.isnan(share(np.array([], dtype=bool)).value)


@pytest.mark.parametrize("truth", [0.6, 0.85, 0.97])
@pytest.mark.parametrize("n", [50, 200])
def test_the_interval_holds_the_truth_as_often_as_it_says(truth, n):
    rng = np.random.default_rng(int(100 * truth) + n)
    held = [(one := share(rng.random(n) < truth)).low <= truth <= one.high for _ in range(2000)]
    assert 0.925 <= np.mean(held) <= 0.985


def test_macro_f1_is_that_of_scikit_learn():
    rng = np.random.default_rng(3)
    for _ in range(20):
        answers, guesses = rng.integers(5, size=(2, 40))
        assert macro_f1(answers, guesses) == pytest.approx(
            f1_score(answers, guesses, average="macro")
        )


def test_macro_f1_of_several_labels_an_item_is_that_of_scikit_learn():
    rng = np.random.default_rng(4)
    answers, guesses = rng.random((2, 60, 4)) < 0.4
    assert macro_f1(answers, guesses) == pytest.approx(f1_score(answers, guesses, average="macro"))


def test_a_resampled_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    big = rng.integers(3, size=200_000)
    guessed = np.where(rng.random(200_000) < 0.75, big, rng.integers(3, size=200_000))
    truth = macro_f1(big, guessed)
    held = []
    for seed in range(120):
        drawn = rng.integers(200_000, size=120)
        one = resampled(macro_f1, big[drawn], guessed[drawn], seed=seed)
        held.append(one.low <= truth <= one.high)
    assert 0.88 <= np.mean(held) <= 0.99


def test_an_estimate_reads_as_a_sentence():
    assert str(share(np.array([True] * 80 + [False] * 20))) == "80% (71% to 87%, from 100)"
    assert str(too_few(31)) == "too few to tell (31 so far)"
