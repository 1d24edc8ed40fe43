"""Replaying a labeled set: the numbers are those of an honest experiment."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_wine
from sklearn.linear_model import LogisticRegression

import loopwidgets as lw

WINE = load_wine()
SCALED = (WINE.data - WINE.data.mean(axis=0)) / WINE.data.std(axis=0)


def replayed(**options):
    return lw.loop.simulate(SCALED, WINE.target, **{"budget": 40, "seeds": 2, **options})


def test_each_strategy_and_seed_has_a_row_a_batch():
    frame = replayed()
    assert list(frame.columns) == ["strategy", "seed", "n_labels", "accuracy", "macro_f1"]
    assert (
        frame.groupby(["strategy", "seed"])["n_labels"].apply(list).tolist()
        == [[10, 20, 30, 40]] * 4
    )
    assert frame["strategy"].unique().tolist() == ["default", "random"]
    assert frame[["accuracy", "macro_f1"]].to_numpy().min() >= 0
    assert frame.loc[frame["n_labels"] == 40, "accuracy"].min() > 0.8


def test_it_can_be_repeated():
    pd.testing.assert_frame_equal(replayed(), replayed())


def test_strategies_without_a_model_yet_begin_with_the_same_items():
    frame = replayed(strategies=["random", "margin", "entropy"])
    first = frame[frame["n_labels"] == 10].pivot_table(
        index="seed", columns="strategy", values="accuracy"
    )
    assert (first["random"] == first["margin"]).all()
    assert (first["random"] == first["entropy"]).all()


def test_nothing_that_is_held_out_is_ever_asked():
    seen = []

    class Watching(LogisticRegression):
        def fit(self, X, y):
            seen.append({tuple(row) for row in np.asarray(X).tolist()})
            return super().fit(X, y)

        def predict_proba(self, X):
            if len(X) < 60:
                assert not seen[-1] & {tuple(row) for row in np.asarray(X).tolist()}
            return super().predict_proba(X)

    replayed(model=Watching(), strategies=["margin"], budget=60)
    assert max(map(len, seen)) == 60


def test_it_ends_where_the_items_end():
    frame = replayed(budget=10_000, batch=50, strategies=["random"], seeds=1)
    assert frame["n_labels"].tolist() == [50, 100, 125]


def test_texts_are_replayed_with_nothing_said_of_them():
    texts = ["aphids on the bean", "a wasp in the maize", "rain on the roof"] * 20
    frame = lw.loop.simulate(
        pd.DataFrame({"text": texts, "label": ["pest", "helper", "neither"] * 20}),
        "label",
        budget=20,
        seeds=1,
    )
    assert frame.loc[frame["n_labels"] == 20, "accuracy"].min() == 1


def test_two_strategies_of_one_name_are_told_apart():
    frame = replayed(strategies=[lambda p, f: p[:, 0], lambda p, f: p[:, 1]], seeds=1)
    assert frame["strategy"].unique().tolist() == ["<lambda> 1", "<lambda> 2"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"strategies": []}, "strategies: expected at least one"),
        ({"strategies": ["margn"]}, "Did you mean 'margin'"),
        ({"budget": 0}, "budget: expected a whole number from 1, got 0"),
        ({"batch": True}, "batch: expected a whole number from 1, got True"),
        ({"test_size": 1.5}, "test_size: expected a share between 0 and 1, got 1.5"),
        ({"model": "forest"}, "model: str has no fit"),
        ({"features": np.eye(3)}, "features: expected a row for each of 178 items"),
    ],
)
def test_what_can_t_be_replayed_is_refused_by_name(options, message):
    with pytest.raises(lw.InputError, match=message):
        replayed(**options)


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(
        lw.InputError, match="labels: expected a label for each of 178 items, got 5"
    ):
        lw.loop.simulate(SCALED, WINE.target[:5])
    with pytest.raises(lw.InputError, match="labels: expected at least two different labels"):
        lw.loop.simulate(["a", "b", "c"], ["x", "x", "x"])
    with pytest.raises(lw.InputError, match="labels: 1 of 3 are missing"):
        lw.loop.simulate(["a", "b", "c"], ["x", None, "y"])
    with pytest.raises(lw.InputError, match="labels: expected a single label for each item"):
        lw.loop.simulate(["a", "b"], [["x", "y"], ["x"]])
    with pytest.raises(lw.InputError, match="labels: 'kind' is no column"):
        lw.loop.simulate(pd.DataFrame({"text": ["a", "b"]}), "kind")
    with pytest.raises(TypeError, match=r"no argument 'seed'\. Did you mean 'seeds'"):
        lw.loop.simulate(["a", "b"], ["x", "y"], seed=3)


def test_learning_curves_have_a_line_and_a_band_for_each_strategy():
    frame = replayed()
    ax = lw.loop.plot_simulation(frame)
    assert [line.get_label() for line in ax.get_lines()] == ["default", "random"]
    means = frame[frame["strategy"] == "default"].groupby("n_labels")["macro_f1"].mean()
    assert ax.get_lines()[0].get_ydata() == pytest.approx(means.to_numpy())
    assert len(ax.collections) == 2
    assert "Accuracy" in lw.loop.plot_simulation(frame, measure="accuracy").get_title(loc="left")
    with pytest.raises(lw.InputError, match="measure: expected one of"):
        lw.loop.plot_simulation(frame, measure="f1")
    with pytest.raises(lw.InputError, match="frame: expected the table of simulate"):
        lw.loop.plot_simulation(frame.drop(columns="seed"))


def test_what_one_strategy_gains_over_another_is_drawn_seed_by_seed():
    frame = replayed()
    ax = lw.loop.plot_simulation(frame, against="random")
    (line,) = [one for one in ax.get_lines() if one.get_label() == "default"]
    runs = frame.pivot_table(index="n_labels", columns=["strategy", "seed"], values="macro_f1")
    gained = (runs["default"] - runs["random"]).mean(axis=1)
    assert line.get_ydata() == pytest.approx(gained.to_numpy())
    assert "above random" in ax.get_title(loc="left")
    with pytest.raises(lw.InputError, match="Did you mean 'random'"):
        lw.loop.plot_simulation(frame, against="randm")


def test_without_its_libraries_the_loop_says_how_to_get_them(monkeypatch):
    _ = lw.loop
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "loopwidgets.loop")
    monkeypatch.delattr(lw, "loop", raising=False)
    with pytest.raises(
        ImportError, match=r"scikit-learn is not installed: pip install 'loopwidgets\[loop\]'"
    ):
        _ = lw.loop


def test_the_loop_is_offered_by_name():
    assert "loop" in dir(lw)
    with pytest.raises(AttributeError, match=r"Did you mean 'loop'"):
        _ = lw.lop


def test_a_function_that_makes_features_never_sees_the_labels():
    frame = pd.DataFrame({"number": np.arange(90.0), "label": np.arange(90) // 45})
    seen = []

    def features(items):
        seen.append(items)
        return np.array(items)[:, None]

    lw.loop.simulate(frame, "label", features=features, budget=10, seeds=1)
    assert seen == [list(range(90))]


def test_labels_on_another_index_are_refused():
    texts = pd.Series([f"text {n}" for n in range(40)])
    labels = pd.Series([n % 2 for n in range(40)]).sample(frac=1, random_state=0)
    with pytest.raises(lw.InputError, match="labels: expected the items' own index"):
        lw.loop.simulate(texts, labels, budget=10, seeds=1)
    lw.loop.simulate(texts, labels.to_numpy(), budget=10, seeds=1)
