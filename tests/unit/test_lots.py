"""Which items chance sets apart, and how they are spread among what is asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from loopwidgets.loop.sampling import drawn, interleaved, lots

SEED = "0123456789abcdef0123456789abcdef"
NUMBERS = np.random.default_rng(7).integers(0, 2**63, size=20_000).astype(np.uint64)


@pytest.mark.parametrize("purpose", ["audit", "blind", "explore"])
def test_lots_are_uniform(purpose):
    found = lots(NUMBERS, SEED, purpose)
    assert found.min() >= 0
    assert found.max() < 1
    assert kstest(found, "uniform").pvalue > 0.001


def test_lots_for_two_purposes_have_nothing_to_do_with_each_other():
    one, other = lots(NUMBERS, SEED, "audit"), lots(NUMBERS, SEED, "blind")
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.03


def test_a_lot_depends_on_the_item_and_the_seed_alone():
    whole = lots(NUMBERS, SEED, "audit")
    assert np.array_equal(lots(NUMBERS[5:50][::-1], SEED, "audit"), whole[5:50][::-1])
    assert not np.array_equal(lots(NUMBERS, "f" * 32, "audit"), whole)


def spread(audit=0.1, explore=0.1, asked=0, audits=None):
    n = 200
    chosen = np.arange(n)
    apart = np.arange(n, n + n // 9)
    explored = np.random.default_rng(0).permutation(chosen)
    order, by_chance = interleaved(
        chosen,
        apart,
        explored,
        audit=audit,
        explore=explore,
        asked=asked,
        audits=int(asked * audit) if audits is None else audits,
        explorations=int(asked * explore),
    )
    return order, apart, by_chance


def test_audited_items_are_spread_over_all_that_is_asked():
    order, apart, _ = spread()
    is_apart = np.isin(order, apart)
    assert [int(is_apart[:n].sum()) for n in (10, 20, 50, 100, 200)] == [1, 2, 5, 10, 20]


def test_the_pattern_goes_on_after_what_was_asked_before():
    order, apart, _ = spread(asked=95)
    assert np.flatnonzero(np.isin(order[:20], apart)).tolist() == [4, 14]


def test_an_audit_that_was_not_asked_in_its_turn_is_asked_first():
    order, apart, _ = spread(asked=95, audits=8)
    assert np.flatnonzero(np.isin(order[:20], apart)).tolist() == [0, 4, 14]


def test_an_audit_that_was_asked_too_early_is_not_asked_again():
    order, apart, _ = spread(asked=95, audits=10)
    assert np.flatnonzero(np.isin(order[:20], apart)).tolist() == [14]


def test_who_never_audited_does_not_begin_with_a_hundred():
    order, apart, _ = spread(asked=1000, audits=0)
    assert np.flatnonzero(np.isin(order[:30], apart)).tolist() == [0, 1, 9, 19, 29]


def test_the_shares_hold_though_each_round_brings_another_order():
    rng = np.random.default_rng(3)
    left = np.arange(2000)
    asked: list[int] = []
    by_chance: set[int] = set()
    while len(asked) < 600:
        is_apart = left >= 1800
        order, drawn = interleaved(
            left[~is_apart],
            left[is_apart],
            rng.permutation(left[~is_apart]),
            audit=0.1,
            explore=0.1,
            asked=len(asked),
            audits=sum(one >= 1800 for one in asked),
            explorations=len(by_chance),
        )
        given = order[: rng.integers(1, 14)].tolist()
        asked += given
        by_chance |= set(drawn.tolist()) & set(given)
        left = np.setdiff1d(left, given)
    assert abs(sum(one >= 1800 for one in asked) - len(asked) / 10) <= 1
    assert abs(len(by_chance) - len(asked) / 10) <= 1


def test_a_share_is_explored_in_the_order_of_its_lots():
    order, _, by_chance = spread(audit=0.0, explore=0.25)
    drawn = np.random.default_rng(0).permutation(200)
    assert np.flatnonzero(np.isin(order[:40], by_chance)).tolist() == list(range(3, 40, 4))
    assert by_chance[:5].tolist() == drawn[:5].tolist()


def test_without_shares_the_order_is_the_strategy_s():
    order, apart, _ = spread(audit=0.0, explore=0.0)
    assert order.tolist() == [*range(200), *apart.tolist()]


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.integers(0, 40), st.integers(0, 12)),
    st.sampled_from([0.0, 0.1, 0.5, 1.0]),
    st.sampled_from([0.0, 0.1, 0.5]),
    st.tuples(st.integers(0, 100), st.integers(0, 100)),
    st.integers(0, 60),
)
def test_every_item_comes_once(counts, audit, explore, before, ahead):
    n, n_audited = counts
    asked, audits = before
    chosen, apart = np.arange(n), np.arange(n, n + n_audited)
    explored = np.random.default_rng(n).permutation(chosen)
    order, _ = interleaved(
        chosen,
        apart,
        explored,
        audit=audit,
        explore=explore,
        asked=asked,
        audits=audits,
        explorations=audits,
        ahead=ahead,
    )
    assert sorted(order.tolist()) == list(range(n + n_audited))


@pytest.mark.parametrize(("share", "n"), [(0.1, 15), (0.0, 0), (0.999, 150)])
def test_of_few_items_a_share_is_drawn_as_exactly_as_can_be(share, n):
    of_items = np.random.default_rng(0).random(150)
    found = drawn(of_items, share)
    assert found.sum() == n
    assert n in (0, 150) or of_items[found].max() < of_items[~found].min()
