"""Query strategies: what each asks first, and what all of them keep to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

import loopwidgets as lw
from loopwidgets.loop.features.features import features_of
from loopwidgets.loop.reasons import why_of
from loopwidgets.loop.strategies import STRATEGIES, Pool, strategy_of
from loopwidgets.loop.strategies.robust import covers
from loopwidgets.loop.strategies.scored import apart, highest
from loopwidgets.loop.suggestions import Proposal


def pool_of(rows, answers=(0, 1), probs=None, labeled=None, seed=0):
    rows = np.asarray(rows, dtype=float)
    labeled = rows[: len(answers)] if labeled is None else np.asarray(labeled, dtype=float)
    return Pool(
        features=features_of(rows, len(rows)),
        pred_probs=None if probs is None else np.asarray(probs, dtype=float),
        labeled=features_of(labeled, len(labeled)),
        answers=np.asarray(answers, dtype=np.int64),
        model=LogisticRegression(),
        rng=np.random.default_rng(seed),
    )


def cold(rows, **options):
    """Return a pool before the first answer."""
    return pool_of(rows, answers=(), labeled=np.empty((0, np.shape(rows)[1])), **options)


PROBS = [[0.9, 0.1, 0.0], [0.45, 0.45, 0.1], [0.4, 0.3, 0.3], [0.6, 0.2, 0.2], [0.5, 0.49, 0.01]]
ROWS = np.eye(5)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("margin", [1, 4, 2, 3, 0]),
        ("entropy", [2, 3, 1, 4, 0]),
        ("least_confident", [2, 1, 4, 3, 0]),
    ],
)
def test_scores_ask_first_where_the_model_knows_least(name, expected):
    assert STRATEGIES[name].choose(pool_of(ROWS, probs=PROBS), 5).tolist() == expected


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("has_model", [False, True])
def test_every_strategy_names_so_many_places_each_once(name, has_model):
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(80, 5))
    if has_model:
        answers = rng.integers(3, size=60)
        pool = pool_of(
            rows, answers, probs=rng.dirichlet([1, 1, 1], 80), labeled=rng.normal(size=(60, 5))
        )
    else:
        pool = cold(rows)
    for count in (1, 10, 80):
        chosen = STRATEGIES[name].choose(pool, count)
        assert chosen.dtype == np.int64
        assert len(chosen) == count
        assert len(set(chosen.tolist())) == count
        assert set(chosen.tolist()) <= set(range(80))


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_same_lots_give_the_same_choice(name):
    rng = np.random.default_rng(2)
    rows, probs = rng.normal(size=(60, 4)), rng.dirichlet([1, 1], 60)
    one, other = (
        STRATEGIES[name].choose(pool_of(rows, [0, 1, 0, 1], probs=probs, seed=5), 10) for _ in "ab"
    )
    assert one.tolist() == other.tolist()


@pytest.mark.parametrize("name", STRATEGIES)
def test_items_that_are_all_the_same_stop_nothing(name):
    rows = np.ones((30, 3))
    chosen = STRATEGIES[name].choose(pool_of(rows, probs=np.full((30, 2), 0.5)), 10)
    assert len(set(chosen.tolist())) == 10


def test_near_duplicates_are_not_asked_in_a_row():
    rows = np.array([[1, 0], [1, 0.001], [1, 0.002], [0, 1], [0.7, 0.7]])
    probs = [[0.5, 0.5], [0.51, 0.49], [0.52, 0.48], [0.6, 0.4], [0.7, 0.3]]
    assert STRATEGIES["margin"].choose(pool_of(rows, probs=probs), 3).tolist() == [0, 3, 4]
    assert STRATEGIES["margin"].choose(pool_of(rows, probs=probs), 5).tolist() == [0, 3, 4, 1, 2]


def test_diverse_asks_for_what_is_farthest_from_all_answers():
    rows = np.array([[0.0, 0], [0.1, 0], [5, 0], [5.1, 0], [0, 9]])
    pool = pool_of(rows, [0], labeled=[[0, 0]])
    assert STRATEGIES["diverse"].choose(pool, 2).tolist() == [4, 3]


def test_typical_asks_the_middle_of_each_cluster_the_largest_first():
    rng = np.random.default_rng(3)
    rows = np.concatenate([rng.normal(0, 0.1, (40, 2)), rng.normal(5, 0.1, (20, 2)), [[20, 20]]])
    chosen = STRATEGIES["typical"].choose(cold(rows), 3)
    assert [0 if place < 40 else 1 if place < 60 else 2 for place in chosen] == [0, 1, 2]
    assert np.linalg.norm(rows[chosen[0]]) < 0.1


def test_typical_leaves_out_clusters_that_an_answer_covers():
    rng = np.random.default_rng(4)
    rows = np.concatenate([rng.normal(0, 0.1, (40, 2)), rng.normal(5, 0.1, (20, 2))])
    chosen = STRATEGIES["typical"].choose(pool_of(rows, [0], labeled=[[0, 0]]), 1)
    assert chosen[0] >= 40


def test_a_committee_asks_where_its_members_disagree():
    labeled = np.concatenate([np.full((10, 1), -1.0), np.full((10, 1), 1.0)])
    labeled += np.random.default_rng(0).normal(0, 0.6, labeled.shape)
    rows = np.linspace(-4, 4, 41)[:, None]
    pool = pool_of(rows, [0] * 10 + [1] * 10, probs=np.full((41, 2), 0.5), labeled=labeled)
    chosen = STRATEGIES["committee"].choose(pool, 5)
    assert (np.abs(rows[chosen]) < 2.5).all()


def answered(rows, answers, *, probs):
    """A pool after such answers, given to places of their own."""
    rng = np.random.default_rng(len(answers))
    return pool_of(
        rows, answers, probs=probs, labeled=rng.normal(size=(len(answers), rows.shape[1]))
    )


def doubtful(*counts):
    """Tell which items that the default asks next are doubtful, after so many answers of each label."""
    rows = np.random.default_rng(5).normal(size=(300, 4))
    probs = np.zeros((300, len(counts)))
    probs[:, :2] = [0.99, 0.01]
    probs[7:27, :2] = 0.5
    answers = np.repeat(np.arange(len(counts)), counts)
    chosen = STRATEGIES["default"].choose(answered(rows, answers, probs=probs), 9)
    return (chosen >= 7) & (chosen < 27)


def test_the_default_ends_with_doubts():
    assert doubtful(45, 45).sum() <= 2
    assert doubtful(60, 60).all()


@pytest.mark.parametrize(
    "counts",
    [(36, 4), (1, 19), (3, 34, 3), (27, 3, 27), (20, 20, 0)],
    ids=["a tenth", "a single answer", "two rare", "beside two", "not found yet"],
)
def test_the_default_looks_for_a_label_that_is_rare_and_goes_on_covering(counts):
    found = doubtful(*counts)
    is_third = (sum(counts) + np.arange(1, 10)) % 3 == 0
    assert found[~is_third].all()
    assert found[is_third].sum() <= 1


@pytest.mark.parametrize(
    "counts",
    [(16, 16, 16, 16, 16, 3), (10,) * 9 + (0,), (40, 50), (19, 19), (9, 3)],
    ids=["many labels", "many, one not found", "nearly even", "even", "few answers"],
)
def test_the_default_covers_the_data_where_no_label_is_rare_or_many_are_to_be_found(counts):
    assert doubtful(*counts).sum() <= 2


def test_where_several_labels_may_be_chosen_rare_labels_are_looked_for_too():
    answers = np.zeros((40, 2), dtype=bool)
    answers[:4, 0] = answers[2:6, 1] = True
    assert covers(answers, 2, 6).tolist() == [False, True, False, False, True, False]
    answers[:20] = True
    assert covers(answers, 2, 6).all()  # each label is chosen as often as not
    assert not covers(np.tile(answers, (3, 1)), 2, 6).any()


def test_each_third_item_covers_the_data_also_where_the_model_learns_after_each_answer():
    turns = [covers(np.repeat([0, 1], [more, 4]), 2, 1)[0] for more in range(36, 42)]
    assert sum(turns) == 2


def test_however_few_items_are_left_each_is_asked_once():
    rows = np.random.default_rng(9).normal(size=(7, 4))
    pool = answered(rows, np.repeat([0, 1], [36, 4]), probs=np.full((7, 2), 0.5))
    for count in range(1, 8):
        chosen = STRATEGIES["default"].choose(pool, count)
        assert len(set(chosen.tolist())) == count


def test_a_digit_against_the_rest_is_learned_as_fast_as_by_margin():
    digits = load_digits()
    frame = lw.loop.simulate(
        digits.data,
        np.where(digits.target == 6, "six", "another"),
        strategies=["default", "margin"],
        budget=100,
        seeds=2,
    )
    f1 = frame[frame["n_labels"] == 100].groupby("strategy")["macro_f1"].mean()
    assert f1["default"] >= f1["margin"] - 0.01


def test_the_default_covers_the_data_but_not_what_is_odd():
    rng = np.random.default_rng(6)
    crowd, far = rng.normal(0, 0.2, (300, 2)), rng.normal(0, 0.2, (40, 2)) + 5
    odd = rng.uniform(20, 60, (12, 2)) * rng.choice([-1, 1], (12, 2))
    rows = np.concatenate([crowd, far, odd])
    pool = pool_of(rows, np.zeros(30, int), probs=None, labeled=crowd[:30])
    chosen = STRATEGIES["default"].choose(pool, 5)
    assert 300 <= chosen[0] < 340
    assert (chosen < 340).all()
    assert (STRATEGIES["diverse"].choose(pool, 5)[:3] >= 340).all()


def test_of_embeddings_the_default_asks_the_middles_of_clusters_that_no_answer_covers():
    rng = np.random.default_rng(8)
    towards = np.eye(120)[:4]
    clusters = np.repeat(towards, 50, axis=0) + rng.normal(0, 0.05, (200, 120))
    odd = rng.normal(size=(12, 120))
    whole = features_of(np.concatenate([clusters, odd]), 212)
    pool = replace(pool_of(ROWS, [0]), features=whole, labeled=whole[np.array([0])])
    chosen = STRATEGIES["default"].choose(pool, 3)
    assert sorted(chosen // 50) == [1, 2, 3]
    places = whole.places[:200].reshape(4, 50, -1)
    far = np.linalg.norm(places - places.mean(axis=1, keepdims=True), axis=2)
    middles = (far <= np.quantile(far, 0.1, axis=1, keepdims=True)).ravel()
    assert middles[chosen].all()
    assert not middles[STRATEGIES["diverse"].choose(pool, 3)].any()


def test_why_the_default_asks_follows_what_it_does():
    sure = Proposal(labels=("a",), confidence=0.9, likeliest=(("a", 0.9), ("b", 0.1)), round=3)
    for covering, why in ((True, "diverse"), (False, "doubt")):
        assert why_of("default", sure, explored=False, covering=covering) == why
    assert why_of("default", None, explored=False, covering=False) == "diverse"
    assert why_of("default", sure, explored=True, covering=False) == "explore"
    assert why_of("margin", sure, explored=False, covering=False) == "margin"
    assert why_of("margin", None, explored=False, covering=False) == "random"


def test_a_function_is_a_strategy():
    chosen = strategy_of(lambda pred_probs, features: features[:, 1]).choose(
        pool_of([[1, 2], [1, 9], [3, 1]], probs=[[1, 0]] * 3), 2
    )
    assert chosen.tolist() == [1, 0]


def test_a_function_gets_features_as_they_were_given():
    kinds = []

    def score(pred_probs, features):
        kinds.append(type(features))
        return pred_probs[:, 0]

    rows = sp.csr_matrix(np.eye(4))
    pool = Pool(
        features=features_of(rows, 4),
        pred_probs=np.full((4, 2), 0.5),
        labeled=features_of(rows[:2], 2),
        answers=np.array([0, 1]),
        model=None,
        rng=np.random.default_rng(0),
    )
    strategy_of(score).choose(pool, 2)
    assert kinds == [sp.csr_matrix]


def test_scores_that_do_not_fit_are_refused_by_name():
    def wrong(pred_probs, features):
        return pred_probs

    with pytest.raises(
        lw.InputError, match=r"wrong gave scores of shape \(5, 3\), expected \(5,\)"
    ):
        strategy_of(wrong).choose(pool_of(ROWS, probs=PROBS), 2)


def test_a_score_that_is_nan_comes_last():
    chosen = strategy_of(lambda p, f: [np.nan, 1, 2, np.nan, 3]).choose(
        pool_of(ROWS, probs=PROBS), 3
    )
    assert chosen.tolist() == [4, 2, 1]


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(lw.InputError, match=r"got 'margins'\. Did you mean 'margin'"):
        strategy_of("margins")
    with pytest.raises(lw.InputError, match="expected a name, a function or a strategy of"):
        strategy_of(7)


@pytest.mark.parametrize(
    "name",
    [
        "BatchBALD",
        "ContrastiveAL",
        "CoreSet",
        "DiscriminativeAL",
        "DropQuery",
        "GreedyBALD",
        "MonteCarloEER",
        "QueryByCommittee",
        "RandomSampling",
        "TypiClust",
        "UncertaintySampling",
    ],
)
def test_strategies_of_scikit_activeml_are_used_as_they_are(name):
    module = pytest.importorskip("skactiveml.pool")
    rng = np.random.default_rng(6)
    rows, labeled = rng.normal(size=(40, 3)), rng.normal(size=(12, 3))
    answers = np.arange(12) % 2
    strategy = strategy_of(getattr(module, name)(random_state=0))
    assert strategy.name == name
    chosen = strategy.choose(
        pool_of(rows, answers, probs=rng.dirichlet([1, 1], 40), labeled=labeled), 5
    )
    assert len(set(chosen.tolist())) == 5
    assert set(chosen.tolist()) <= set(range(40))


def test_a_strategy_that_looks_for_what_is_unlike_the_answers_gets_a_model_that_learns():
    skactiveml = pytest.importorskip("skactiveml.pool")
    rng = np.random.default_rng(7)
    rows = np.concatenate([rng.normal(size=(20, 2)), rng.normal(size=(20, 2)) + 8])
    labeled = rng.normal(size=(12, 2))
    pool = pool_of(rows, np.arange(12) % 2, probs=np.full((40, 2), 0.5), labeled=labeled)
    chosen = strategy_of(skactiveml.DiscriminativeAL(random_state=0)).choose(pool, 5)
    assert (chosen >= 20).all()


def test_a_strategy_of_scikit_activeml_that_wants_what_a_loop_has_not_is_refused():
    skactiveml = pytest.importorskip("skactiveml.pool")
    with pytest.raises(lw.InputError, match=r"GreedySamplingTarget\.query needs 'reg'"):
        strategy_of(skactiveml.GreedySamplingTarget())


def test_highest_breaks_ties_by_lot():
    first = {int(highest(np.zeros(50), 1, np.random.default_rng(seed))[0]) for seed in range(30)}
    assert len(first) > 10


def test_apart_looks_past_what_has_no_direction():
    assert apart(np.zeros((4, 2), dtype=np.float32), 3).tolist() == [0, 1, 2]
