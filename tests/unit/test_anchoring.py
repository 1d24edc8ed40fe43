"""Whether seeing a suggestion sways answers: found where it does, not found where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from loopwidgets.loop.evaluation.anchoring import FEWEST, anchoring


def people(n, *, follow, right=0.8, accuracy=0.7, blind=0.2, seed=0):
    """Simulate a person who takes over a suggestion with probability ``follow`` when it is seen."""
    rng = np.random.default_rng(seed)
    truth, guess = rng.integers(4, size=n), rng.integers(4, size=n)
    guess = np.where(rng.random(n) < accuracy, truth, guess)
    own = np.where(rng.random(n) < right, truth, rng.integers(4, size=n))
    seen = rng.random(n) >= blind
    said = np.where(seen & (rng.random(n) < follow), guess, own)
    return said == guess, seen


def test_one_who_follows_suggestions_is_found_out():
    found = [anchoring(*people(600, follow=0.5, seed=seed)).is_found for seed in range(100)]
    assert np.mean(found) > 0.95


def test_one_who_does_not_is_seldom_accused():
    accused = [anchoring(*people(600, follow=0.0, seed=seed)).is_found for seed in range(400)]
    assert np.mean(accused) < 0.05


@pytest.mark.parametrize("follow", [0.0, 0.2, 0.6])
def test_the_interval_holds_the_true_shift_as_often_as_it_says(follow):
    big = anchoring(*people(2_000_000, follow=follow, seed=99)).shift.value
    held = [
        (one := anchoring(*people(400, follow=follow, seed=seed)).shift).low <= big <= one.high
        for seed in range(400)
    ]
    assert 0.92 <= np.mean(held) <= 0.985


def test_too_few_answers_tell_nothing_and_say_so():
    agrees, seen = people(60, follow=0.9)
    found = anchoring(agrees, seen)
    assert np.isnan(found.shift.value)
    assert not found.is_found
    assert str(found).startswith("Too few answers to tell:")
    assert f"{FEWEST} of each are needed" in str(found)


def test_one_who_goes_against_suggestions_is_told_so():
    agrees = np.array([True] * 40 + [False] * 60 + [True] * 72 + [False] * 28)
    found = anchoring(agrees, np.arange(200) < 100)
    assert found.shift.high < 0
    assert not found.is_found
    assert str(found).endswith("Seeing it moves your answers away from it.")


def test_it_is_told_in_a_sentence():
    agrees = np.array([True] * 90 + [False] * 10 + [True] * 24 + [False] * 16)
    seen = np.arange(140) < 100
    found = anchoring(agrees, seen)
    assert "in 90% of the items where you see its suggestion, and in 60% where you do not" in str(
        found
    )
    assert str(found).endswith("Seeing it sways your answers.")
    assert (round(found.shift.low, 3), round(found.shift.high, 3)) == (
        0.145,
        0.46,
    )  # by hand from Wilson's intervals


def test_the_last_line_of_a_cell_shows_the_sentence_too():
    agrees, seen = np.arange(100) % 2 == 0, np.arange(100) % 3 == 0
    assert repr(anchoring(agrees, seen)) == str(anchoring(agrees, seen))
    assert repr(anchoring(agrees, seen).blind) == "Estimate(50% (38% to 62%, from 66))"
