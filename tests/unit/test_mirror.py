"""The mirror: what is planted in answers is found and told; where nothing is, nothing is told."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from loopwidgets.errors import InputError
from loopwidgets.loop.evaluation.cross_validation import held_out_probs
from loopwidgets.loop.evaluation.drift import drift
from loopwidgets.loop.features.features import features_of
from loopwidgets.loop.features.texts import text_features
from loopwidgets.loop.mirror.mirror import FEWEST, mirror

NAMES = ["pest", "helper", "harmless"]
ENGLISH = [["aphids", "weevil", "holes"], ["ladybird", "lacewing", "bee"], ["moss", "dew", "stone"]]
HINDI = [["कीड़ा", "पत्तियाँ", "छेद"], ["मधुमक्खी", "तितली", "मित्र"], ["पत्थर", "ओस", "मिट्टी"]]
COMMON = {
    "en": [f"word{n}" for n in range(60)],
    "hi": ["है", "और", "में", "पर", "यह", "वह", "के", "का", "की"],
}


def times(n):
    return [
        f"2026-03-01T{10 + at // 3600}:{at // 60 % 60:02}:{at % 60:02}+00:00"
        for at in range(0, 7 * n, 7)
    ]


def keys(n):
    return [f"item-{at}" for at in range(n)]


def planted_texts(truth, words, common, rng):
    return [
        " ".join(
            rng.permutation([*rng.choice(common, 5), *rng.choice(words[label], 2, replace=False)])
        )
        for label in truth
    ]


def points(truth, rng, apart=3.0):
    """Return features in which labels lie apart."""
    middles = apart * np.eye(int(truth.max()) + 1, 6)
    return features_of(middles[truth] + rng.normal(size=(len(truth), 6)), len(truth))


def told(features, answers, *, names=NAMES, **options):
    n = len(answers)
    given = {"items": keys(n), "at": times(n), "model": LogisticRegression(), **options}
    return mirror(features, answers, names=names, **given)


def plain(n=200, seed=0, **options):
    rng = np.random.default_rng(seed)
    truth = rng.integers(3, size=n)
    return told(points(truth, rng), truth, **options)


# --- What it leans on -------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "common"), [(ENGLISH, COMMON["en"]), (HINDI, COMMON["hi"])])
def test_the_words_that_were_planted_are_found_for_each_label_and_no_others(words, common):
    rng = np.random.default_rng(1)
    truth = rng.integers(3, size=150)
    texts = planted_texts(truth, words, common, rng)
    found = told(text_features(texts), truth, shown=texts, model=None)
    for label, planted in zip(NAMES, words, strict=True):
        of_label = found.leanings[found.leanings["label"] == label]
        assert set(of_label["what"]) == {text.lower() for text in planted}
        assert of_label["weight"].is_monotonic_decreasing
        assert (of_label["n"] == of_label["with_label"]).all()
        assert f"{label}: {of_label['what'].iloc[0]}" in str(found)


def test_rows_are_told_by_values_of_their_columns():
    rng = np.random.default_rng(3)
    truth = rng.integers(2, size=150)
    frame = pd.DataFrame(
        {
            "length": np.where(truth, 8.0, 2.0) + rng.normal(size=150),
            "color": np.where(rng.random(150) < 0.9, np.where(truth, "red", "green"), None),
            "found": pd.to_datetime("2026-01-01")
            + pd.to_timedelta(truth * 90 + rng.integers(9, size=150), "D"),
            "striped": rng.random(150) < 0.5,
            "noise": rng.normal(size=150),
            "note": [f"seen near the {'pond' if one else 'barn'} today" for one in truth],
        }
    )
    found = told(points(truth, rng), truth, names=["pest", "helper"], shown=frame)
    of_pest = set(found.leanings.loc[found.leanings["label"] == "pest", "what"])
    of_helper = set(found.leanings.loc[found.leanings["label"] == "helper", "what"])
    assert {"color = green", "note: barn"} <= of_pest
    assert {"color = red", "note: pond"} <= of_helper
    assert any(what.startswith("length ≤ ") for what in of_pest)
    assert any(what.startswith("length > ") for what in of_helper)
    assert any(what.startswith("found ≤ 2026-01-0") for what in of_pest)
    assert not any("noise" in what or "striped" in what for what in of_pest | of_helper)
    assert "Values of columns" in str(found)


def test_of_what_has_no_words_nothing_is_told_and_that_is_said():
    found = plain()
    assert found.leanings.empty
    assert "can't be put into words" in str(found)


def test_rows_and_texts_that_hold_nothing_are_no_error():
    assert plain(shown=[""] * 200).leanings.empty
    assert plain(shown=pd.DataFrame({"x": [None] * 200})).leanings.empty
    assert plain(shown=pd.DataFrame(index=range(200))).leanings.empty
    assert "No words go with a label" in str(plain(shown=["same"] * 200))


# --- Where it and you differ, and what it doubts ----------------------------------------------------


def with_mistakes(n=400, seed=4, share_of=0.06):
    rng = np.random.default_rng(seed)
    truth = rng.integers(3, size=n)
    wrong = np.sort(rng.choice(n, round(share_of * n), replace=False))
    answers = truth.copy()
    answers[wrong] = (truth[wrong] + 1) % 3
    return points(truth, rng, apart=4.0), truth, answers, wrong


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_answers_that_are_wrong_are_doubted_and_few_others(seed):
    features, truth, answers, wrong = with_mistakes(seed=seed)
    found = told(features, answers)
    planted, doubted = {f"item-{at}" for at in wrong}, found.doubted["item"].tolist()
    hits = planted & set(doubted)
    assert len(hits) / len(doubted) >= 0.8
    assert len(hits) / len(planted) >= 0.8
    assert found.doubted["confidence"].is_monotonic_increasing
    for row in found.doubted.head(10).itertuples():
        at = int(row.item.removeprefix("item-"))
        assert row.label == NAMES[answers[at]]
        assert row.suggested == NAMES[truth[at]]
        assert row.at == pd.Timestamp(times(400)[at])


def test_without_cleanlab_all_that_differ_are_doubted(monkeypatch):
    monkeypatch.setitem(sys.modules, "cleanlab.filter", None)
    features, _, answers, wrong = with_mistakes()
    found = told(features, answers)
    assert len(found.doubted) == found.differences["n"].sum()
    assert {f"item-{at}" for at in wrong} <= set(found.doubted["item"])


def test_differences_count_what_was_said_and_guessed():
    features, _, answers, _ = with_mistakes()
    found = told(features, answers)
    probs, judged = held_out_probs(features, answers, 3, LogisticRegression())
    guessed = probs.argmax(axis=1)
    assert judged.all()
    for row in found.differences.itertuples():
        one, other = NAMES.index(row.yours), NAMES.index(row.models)
        assert row.n == np.sum((answers == one) & (guessed == other))
        assert row.share == pytest.approx(row.n / np.sum(answers == one))
    assert found.differences["n"].is_monotonic_decreasing
    assert found.agreed.value == pytest.approx(1 - found.differences["n"].sum() / 400)


def test_a_model_that_knows_nothing_doubts_nothing():
    rng = np.random.default_rng(7)
    doubts = 0
    for _ in range(40):
        noise = features_of(rng.normal(size=(80, 4)), 80)
        found = told(noise, rng.integers(3, size=80))
        doubts += len(found.doubted) > 0
        assert found.beyond_chance or "doubts no answer" in str(found)
    assert doubts <= 4


def test_a_label_that_was_answered_once_is_no_difference():
    rng = np.random.default_rng(8)
    answers = np.array([0, 1] * 30 + [2])
    found = told(points(answers, rng, apart=6.0), answers)
    assert "harmless" not in set(found.differences["yours"]) | set(found.doubted["label"])
    assert found.agreed.n == 60


def test_one_other_answer_among_equal_ones_is_no_error():
    rng = np.random.default_rng(9)
    answers = np.array([0] * 30 + [1])
    found = told(points(answers, rng), answers)
    assert found.agreed.n == 30
    assert found.doubted.empty
    assert str(found)


def test_where_several_labels_may_be_chosen_each_is_told_for_itself():
    rng = np.random.default_rng(10)
    truth = rng.random((300, 3)) < [0.5, 0.4, 0.2]
    features = features_of(5 * truth + rng.normal(size=(300, 3)), 300)
    texts = [
        " ".join(
            [*rng.choice(COMMON["en"], 4), *(ENGLISH[label][0] for label in np.flatnonzero(row))]
        )
        for row in truth
    ]
    answers = truth.copy()
    left_out = np.flatnonzero(truth[:, 0])[:6]
    put_in = np.flatnonzero(~truth[:, 1])[:6]
    answers[left_out, 0], answers[put_in, 1] = False, True
    found = told(features, answers, shown=texts)
    doubted = set(
        zip(found.doubted["item"], found.doubted["label"], found.doubted["suggested"], strict=True)
    )
    planted = {(f"item-{at}", "not pest", "pest") for at in left_out}
    planted |= {(f"item-{at}", "helper", "not helper") for at in put_in}
    assert len(planted & doubted) >= 0.7 * len(planted)
    assert len(planted & doubted) >= 0.6 * len(doubted)
    assert [found.leanings[found.leanings["label"] == name]["what"].iloc[0] for name in NAMES] == [
        "aphids",
        "ladybird",
        "moss",
    ]
    assert (
        (found.differences["yours"] == "not pest") & (found.differences["models"] == "pest")
    ).any()
    assert found.drift.groupby("part")["share"].sum().between(0.8, 1.5).all()


def test_several_labels_of_which_some_are_never_or_always_chosen():
    rng = np.random.default_rng(11)
    answers = np.column_stack([np.arange(60) % 2 == 0, np.ones(60, bool), np.zeros(60, bool)])
    answers[0, 2] = True
    found = told(points(np.arange(60) % 2, rng), answers)
    assert "harmless" not in set(found.differences["yours"])
    assert "\nThere are too few" not in str(found)
    assert found.agreed.n == 59


def test_folds_hold_each_label_as_evenly_as_can_be():
    seen = []

    class Spy(LogisticRegression):
        def fit(self, X, y, sample_weight=None):
            seen.append(np.bincount(y, minlength=3).tolist())
            return super().fit(X, y)

    answers = np.repeat([0, 1, 2], [50, 25, 5])
    held_out_probs(points(answers, np.random.default_rng(0)), answers, 3, Spy())
    assert seen == [[40, 20, 4]] * 5
    seen.clear()
    many = np.repeat(answers, 60)
    held_out_probs(points(many, np.random.default_rng(0)), many, 3, Spy())
    assert np.ptp(seen, axis=0).max() <= 1
    assert np.abs(np.array(seen) - [1250, 625, 125]).max() <= 1


# --- How answers change over time -------------------------------------------------------------------


def drifted(chosen, agrees=None):
    n = len(chosen)
    right = np.ones(n, dtype=bool) if agrees is None else agrees
    at = pd.Series(pd.to_datetime(times(n), utc=True))
    return drift(chosen, right, np.ones(n, dtype=bool), at, NAMES)


def test_where_nothing_changes_a_sentence_is_told_no_more_often_than_one_time_in_twenty():
    alarms = 0
    for seed in range(600):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(50, 400))
        answers = np.eye(3, dtype=bool)[rng.choice(3, n, p=[0.6, 0.3, 0.1])]
        alarms += len(drifted(answers, rng.random(n) < 0.8).sentences) > 0
    assert alarms / 600 <= 0.05 + 1.64 * np.sqrt(0.05 * 0.95 / 600)


def test_a_mirror_of_steady_answers_tells_of_a_change_no_more_often_either():
    alarms = sum(len(plain(120, seed).changes) > 0 for seed in range(100))
    assert alarms <= 8


def test_a_label_that_is_chosen_ever_more_often_is_told():
    rng = np.random.default_rng(12)
    late = np.arange(300) > 150
    answers = np.where(rng.random(300) < np.where(late, 0.6, 0.2), 0, rng.integers(1, 3, size=300))
    found = told(points(answers, rng), answers)
    assert any(sentence.startswith("You chose pest in") for sentence in found.changes)
    of_pest = found.drift[found.drift["label"] == "pest"]
    assert of_pest["part"].tolist() == [1, 2, 3, 4, 5]
    assert of_pest["n"].tolist() == [60] * 5
    assert of_pest["share"].iloc[0] < 0.35
    assert of_pest["share"].iloc[-1] > 0.45
    assert (of_pest["low"] < of_pest["share"]).all()
    assert (of_pest["share"] < of_pest["high"]).all()
    assert of_pest["begun"].iloc[0] == pd.Timestamp(times(1)[0])


def test_answers_that_get_worse_are_told_as_tiredness_perhaps():
    rng = np.random.default_rng(13)
    truth = rng.integers(3, size=300)
    tired = (np.arange(300) > 200) & (rng.random(300) < 0.5)
    answers = np.where(tired, rng.integers(3, size=300), truth)
    found = told(points(truth, rng, apart=5.0), answers)
    assert any("you were tired" in sentence for sentence in found.changes)
    assert found.agreement["share"].iloc[0] > 0.9
    assert found.agreement["share"].iloc[-1] < 0.8


def test_it_goes_by_when_answers_were_given_not_by_how_they_come():
    rng = np.random.default_rng(14)
    answers = np.repeat([0, 1, 2], [60, 60, 30])
    drawn = rng.permutation(150)
    at = np.array(times(150))
    ordered = told(points(answers, np.random.default_rng(0)), answers)
    mixed = told(points(answers, np.random.default_rng(0))[drawn], answers[drawn], at=at[drawn])
    pd.testing.assert_frame_equal(ordered.drift, mixed.drift)


@pytest.mark.parametrize(("n", "parts"), [(39, 0), (40, 2), (99, 4), (100, 5), (900, 5)])
def test_parts_hold_twenty_answers_at_least_and_are_five_at_most(n, parts):
    found = plain(n)
    assert len(found.agreement) == parts
    if parts == 0:
        assert "too few answers to tell what changes" in str(found)


def test_what_is_too_rare_to_test_makes_no_sentence():
    chosen = np.zeros((100, 3), dtype=bool)
    chosen[:, 0] = True
    chosen[-4:] = [False, True, False]
    found = drifted(chosen)
    assert found.sentences == ()
    assert found.n_tested == 0


def test_of_two_labels_one_sentence_is_told():
    answers = np.eye(3, dtype=bool)[np.repeat([0, 1], 100)]
    assert len(drifted(answers).sentences) == 1


# --- As a whole -------------------------------------------------------------------------------------


def test_it_says_for_whom_it_is():
    assert str(plain()).startswith(
        "This shows you what the model learned from your 200 answers. It does not judge you."
    )


@pytest.mark.parametrize("n", [0, 1, FEWEST - 1])
def test_of_too_few_answers_nothing_is_told_and_that_is_said(n):
    found = plain(n) if n else told(features_of(np.zeros((0, 2)), 0), np.zeros(0, dtype=np.int64))
    assert found.doubted.empty
    assert found.leanings.empty
    assert found.drift.empty
    assert np.isnan(found.agreed.value)
    assert "needs at least 20 answers" in str(found)
    assert list(found.doubted.columns) == [
        "item",
        "preview",
        "label",
        "suggested",
        "confidence",
        "at",
    ]
    assert found.plot()._repr_png_()


def test_labels_that_were_never_chosen_change_nothing_however_many_there_are():
    names = [*NAMES, *(f"never {n}" for n in range(20_000))]
    assert str(plain()) == str(plain(names=names))
    features, _, answers, _ = with_mistakes()
    apart = told(features, 7_000 * answers + 3, names=[str(n) for n in range(20_000)])
    assert apart.doubted["item"].tolist() == told(features, answers).doubted["item"].tolist()
    assert set(apart.doubted["label"]) == {"3", "7003", "14003"}


def test_of_one_label_only_nothing_is_told_and_that_is_said():
    same = np.zeros(50, dtype=np.int64)
    assert "nothing to compare" in str(told(points(same, np.random.default_rng(0)), same))


def test_the_same_answers_give_the_same_mirror():
    features, _, answers, _ = with_mistakes()
    one, other = told(features, answers, seed=3), told(features, answers, seed=3)
    assert str(one) == str(other)
    for name in ("leanings", "differences", "doubted", "drift", "agreement"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"items": ["a"]}, "items: expected a value for each of 200 answers, got 1"),
        ({"at": times(3)}, "at: expected a value for each"),
        ({"shown": ["a"]}, "shown: expected a value for each"),
        ({"names": ["pest", "helper"]}, "answers: expected numbers from 0 to 1, got 0 to 2"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(options, message):
    with pytest.raises(InputError, match=message):
        plain(**options)


def test_a_table_of_answers_has_a_column_for_each_label():
    with pytest.raises(InputError, match="a column for each of 3 labels, got 2"):
        told(features_of(np.zeros((30, 2)), 30), np.zeros((30, 2), dtype=bool))


# --- In a notebook ----------------------------------------------------------------------------------


def test_in_a_notebook_it_is_a_headline_three_tables_and_the_figure():
    rng = np.random.default_rng(1)
    features, truth, answers, _ = with_mistakes()
    texts = planted_texts(truth, ENGLISH, COMMON["en"], rng)
    found = told(features, answers, shown=texts)
    html = found._repr_html_()
    assert f"<h3>The model guesses {found.agreed.value:.0%} of your answers</h3>" in html
    assert [part.partition("<")[0] for part in html.split("<h4>")[1:]] == [
        "Words behind your labels",
        "Where you and the model differ",
        "Possible mistakes",
        "Changes over time",
    ]
    assert html.count("<table>") == 3
    assert html.count("<img") == 1
    assert html.count("<tr>") <= 3 + 3 + 5 + 5
    assert f"and {len(found.doubted) - 5:,} more, see .doubted" in html
    assert "aphids (" in html
    assert found.doubted["confidence"].iloc[0] < 0.005
    assert "under 1%</td>" in html
    assert "(it gives yours under 1%)" in str(found)
    assert "gives yours 0%" not in str(found)


def test_everything_of_the_person_s_is_escaped_in_a_notebook():
    attack = "<img src=x onerror=alert(1)>"
    rng = np.random.default_rng(4)
    features, truth, answers, _ = with_mistakes()
    shown = pd.DataFrame({attack: np.where(truth == 0, attack, "b"), "c": rng.normal(size=400)})
    names, previews = [attack, "$x$", "c"], [f"{attack} half a character: \ud800"] * 400
    found = told(features, answers, names=names, shown=shown, previews=previews)
    html = found._repr_html_()
    assert "&lt;img src=x onerror" in html
    assert "<img src=x" not in html
    assert 'class="mathjax_ignore tex2jax_ignore"' in html
    assert html.encode()
    assert str(found).encode()


def test_an_empty_mirror_says_why_in_a_notebook():
    html = plain(5)._repr_html_()
    assert "<h3>The mirror needs at least 20 answers.</h3>" in html
    assert "<table" not in html
    assert "nan" not in html


def test_where_no_answer_could_be_guessed_the_headline_has_no_number():
    answers = np.arange(30)
    found = told(features_of(np.eye(30), 30), answers, names=[str(n) for n in range(30)])
    assert np.isnan(found.agreed.value)
    assert "<h3>The model can&#x27;t guess your answers yet</h3>" in found._repr_html_()


def test_its_last_line_in_a_terminal_is_the_account():
    found = plain()
    assert repr(found) == str(found)
    assert "DataFrame" not in repr(found)
