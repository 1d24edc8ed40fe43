"""Which items chance sets apart, and how they are spread among what is asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from loopwidgets.loop.lots import interleaved, lots

SEED = "0123456789abcdef0123456789abcdef"
NUMBERS = np.random.default_rng(7).integers(0, 2**63, size=20_000).astype(np.uint64)


@pytest.mark.parametrize("purpose", ["audit", "blind", "explore"])
def test_lots_are_uniform(purpose):
    drawn = lots(NUMBERS, SEED, purpose)
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert kstest(drawn, "uniform").pvalue > 0.001


def test_lots_for_two_purposes_have_nothing_to_do_with_each_other():
    one, other = lots(NUMBERS, SEED, "audit"), lots(NUMBERS, SEED, "blind")
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.03


def test_a_lot_depends_on_the_item_and_the_seed_alone():
    whole = lots(NUMBERS, SEED, "audit")
    assert np.array_equal(lots(NUMBERS[5:50][::-1], SEED, "audit"), whole[5:50][::-1])
    assert not np.array_equal(lots(NUMBERS, "f" * 32, "audit"), whole)


def spread(n=200, audit=0.1, explore=0.1, asked=0, audited=None):
    chosen = np.arange(n)
    apart = np.arange(n, n + n // 9) if audited is None else audited
    explored = np.random.default_rng(0).permutation(chosen)
    return interleaved(chosen, apart, explored, audit=audit, explore=explore, asked=asked), apart


def test_audited_items_are_spread_over_all_that_is_asked():
    order, apart = spread()
    is_apart = np.isin(order, apart)
    assert [int(is_apart[:n].sum()) for n in (10, 20, 50, 100, 200)] == [1, 2, 5, 10, 20]


def test_the_pattern_goes_on_after_what_was_asked_before():
    order, apart = spread(asked=95)
    assert np.flatnonzero(np.isin(order[:20], apart)).tolist() == [4, 14]


def test_a_share_is_explored_in_the_order_of_its_lots():
    order, _ = spread(audit=0.0, explore=0.25)
    jumps = np.flatnonzero(np.diff(order[:40]) != 1)
    assert len(jumps) > 10


def test_without_shares_the_order_is_the_strategy_s():
    order, apart = spread(audit=0.0, explore=0.0)
    assert order.tolist() == [*range(200), *apart.tolist()]


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(0, 40), st.integers(0, 12)),
    st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    st.sampled_from([0.0, 0.1, 0.5]),
    st.integers(0, 100),
    st.integers(0, 60),
)
def test_every_item_comes_once(counts, audit, explore, asked, ahead):
    n, n_audited = counts
    chosen, apart = np.arange(n), np.arange(n, n + n_audited)
    explored = np.random.default_rng(n).permutation(chosen)
    order = interleaved(
        chosen, apart, explored, audit=audit, explore=explore, asked=asked, ahead=ahead
    )
    assert sorted(order.tolist()) == list(range(n + n_audited))
