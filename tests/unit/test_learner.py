"""Whatever has fit and predict_proba learns, and says what it thinks in the order of the labels."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

import loopwidgets as lw
from loopwidgets.loop.learner import Learner, NothingToLearnError, check_model
from loopwidgets.loop.models import WideLogistic

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(120, 4))
ANSWERS = (ROWS[:, 0] > 0).astype(np.int64) + (ROWS[:, 1] > 0.5)


def test_probabilities_stand_in_the_order_of_the_labels():
    learner = Learner(LogisticRegression(), 4).fit(ROWS, ANSWERS)
    probs = learner.pred_probs(ROWS)
    assert probs.shape == (120, 4)
    assert (probs[:, 3] == 0).all()
    assert np.allclose(probs.sum(axis=1), 1)
    assert np.mean(probs.argmax(axis=1) == ANSWERS) > 0.8


class Backwards(LogisticRegression):
    """Has its classes in another order."""

    def fit(self, X, y):
        super().fit(X, y)
        self.coef_, self.intercept_ = self.coef_[::-1], self.intercept_[::-1]
        self.classes_ = self.classes_[::-1]
        return self


def test_classes_out_of_order_are_put_in_order():
    straight = Learner(LogisticRegression(), 3).fit(ROWS, ANSWERS).pred_probs(ROWS)
    assert np.allclose(Learner(Backwards(), 3).fit(ROWS, ANSWERS).pred_probs(ROWS), straight)


def test_several_labels_an_item_have_a_model_each():
    chosen = np.column_stack(
        [ROWS[:, 0] > 0, ROWS[:, 1] > 0, np.zeros(120, bool), np.ones(120, bool)]
    )
    probs = (
        Learner(RandomForestClassifier(20, random_state=0), 4).fit(ROWS, chosen).pred_probs(ROWS)
    )
    assert ((probs[:, :2] > 0.5) == chosen[:, :2]).mean() > 0.95
    assert (probs[:, 2] == 0).all()
    assert (probs[:, 3] == 1).all()


def test_answers_that_are_all_the_same_teach_nothing():
    with pytest.raises(NothingToLearnError):
        Learner(LogisticRegression(), 2).fit(ROWS, np.zeros(120, dtype=np.int64))
    with pytest.raises(NothingToLearnError):
        Learner(LogisticRegression(), 2).fit(ROWS, np.ones((120, 2), dtype=bool))


def test_the_model_that_was_given_is_never_fitted_itself():
    model = LogisticRegression()
    Learner(model, 3).fit(ROWS, ANSWERS)
    assert not hasattr(model, "classes_")


def test_a_model_without_probabilities_is_refused_in_a_sentence():
    with pytest.raises(lw.InputError, match="LinearSVC has no predict_proba; expected fit and"):
        from sklearn.svm import LinearSVC

        check_model(LinearSVC())
    with pytest.raises(lw.InputError, match="str has no fit and no predict_proba"):
        check_model("forest")


class OfNan(LogisticRegression):
    """Knows no number."""

    def predict_proba(self, X):
        return super().predict_proba(X) * np.nan


def test_probabilities_that_are_none_are_refused():
    with pytest.raises(lw.InputError, match="predict_proba gave values that are no probabilities"):
        Learner(OfNan(), 3).fit(ROWS, ANSWERS).pred_probs(ROWS)


@pytest.mark.parametrize("kind", ["array", "sparse"])
@pytest.mark.parametrize("labels", [2, 3])
def test_wide_features_give_what_logistic_regression_gives(kind, labels):
    rows = RNG.normal(size=(60, 300)) * (RNG.random((60, 300)) < 0.2)
    answers = RNG.integers(labels, size=60)
    plain = LogisticRegression(C=5, max_iter=2000, tol=1e-8).fit(rows, answers)
    given = sp.csr_matrix(rows) if kind == "sparse" else rows
    ours = WideLogistic(C=5, balance=0).fit(given, answers)
    assert ours.coef_.shape == (labels, 300)
    assert np.allclose(ours.predict_proba(given), plain.predict_proba(rows), atol=5e-3)
    assert np.array_equal(ours.predict(given), plain.predict(rows))


def test_rare_labels_count_more_with_balance():
    rows = np.concatenate([RNG.normal(0, 1, size=(190, 2)), RNG.normal(1, 1, size=(10, 2))])
    answers = np.array([0] * 190 + [1] * 10)
    rare = [
        WideLogistic(balance=b).fit(rows, answers).predict_proba(rows)[:, 1].mean()
        for b in (0, 0.5, 1)
    ]
    assert rare == sorted(rare)
    assert rare[2] > 2 * rare[0]


def test_rows_that_are_empty_teach_the_share_of_the_labels():
    rows = sp.csr_matrix((30, 100))
    probs = WideLogistic(balance=0).fit(rows, np.array([0] * 20 + [1] * 10)).predict_proba(rows)
    assert np.allclose(probs[:, 0], 2 / 3, atol=0.01)
