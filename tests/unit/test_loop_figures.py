"""Figures of the model beside the person: what they show, and what they say where there is nothing."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.text import Text
from sklearn.linear_model import LogisticRegression

from loopwidgets.errors import InputError
from loopwidgets.loop.features.features import features_of
from loopwidgets.loop.loop_plots import learning_curves, loop_curve
from loopwidgets.loop.mirror.mirror import mirror
from loopwidgets.results import figure_style

NAMES = ["pest", "helper", "harmless"]
COMMON = [f"word{n}" for n in range(60)]


def mirrored(features, answers, names, texts):
    n = len(answers)
    return mirror(
        features,
        answers,
        names=names,
        items=[f"item-{at}" for at in range(n)],
        at=pd.date_range("2026-03-01", periods=n, freq="7s", tz="UTC"),
        shown=texts,
        model=LogisticRegression(),
    )


def seen(*, words=True):
    """Return the mirror of 150 answers."""
    rng = np.random.default_rng(15)
    truth = rng.integers(3, size=150)
    features = features_of(3 * np.eye(3)[truth] + rng.normal(size=(150, 3)), 150)
    texts = [f"{rng.choice(COMMON)} {('aphids', 'ladybird', 'moss')[label]}" for label in truth]
    return mirrored(features, truth, NAMES, texts if words else None)


def texts_of(figure):
    return [
        text
        for ax in figure.axes
        for text in [*(one.get_text() for one in ax.texts), ax.get_title(loc="left")]
    ]


def rounds(audited, score, foretold=0.6):
    n = len(audited)
    table = pd.DataFrame(
        {"round": range(1, n + 1), "n_labels": np.arange(1, n + 1) * 50, "audited": audited}
    )
    for name, value in (("accuracy", score), ("macro_f1", score), ("foretold", foretold)):
        table[name] = value
        table[f"{name}_low"], table[f"{name}_high"] = table[name] - 0.1, table[name] + 0.1
    return table


def test_the_mirror_is_drawn_with_text_that_can_be_printed():
    figure = seen().plot()
    titles = texts_of(figure)
    assert set(NAMES) <= set(titles)
    assert {"How often you chose each label", "How often the model guesses your answer"} <= set(
        titles
    )
    assert to_hex(imread(io.BytesIO(figure._repr_png_()[0]))[0, 0]) == "#ffffff"
    for text in figure.findobj(Text):
        assert to_hex(text.get_color()) == figure_style.INK[0] or not text.get_text().strip(), text


def test_all_shares_are_percents_of_one_scale():
    figure = seen().plot()
    figure.draw_without_rendering()
    for ax in figure.axes[-2:]:
        assert [tick.get_text() for tick in ax.get_yticklabels()] == PERCENTS
    assert loop_curve(rounds([60, 70], 0.7)).axes[0].get_ylim()[0] == 0


def test_intervals_of_labels_are_beside_each_other():
    shares = seen().plot().axes[-2]
    begun = [lines.get_segments()[0][0][0] for lines in shares.collections]
    assert len(set(begun)) == 3
    assert np.abs(np.array(begun) - 1).max() < 0.1


def test_a_label_keeps_the_color_that_it_has():
    figure = seen().plot(
        colors=[("#ff0000", "#ff0000"), ("#00ff00", "#00ff00"), ("#0000ff", "#0000ff")]
    )
    drawn = next(ax for ax in figure.axes if ax.get_title(loc="left") == "helper")
    assert drawn.patches[0].get_facecolor()[:3] == to_rgb("#00ff00")


def test_of_many_labels_those_chosen_most_are_drawn():
    rng = np.random.default_rng(16)
    truth = np.concatenate([np.repeat(np.arange(14), 20), np.full(30, 13)])
    texts = [f"w{label} {rng.choice(COMMON)}" for label in truth]
    names = [f"label {n}" for n in range(14)]
    features = features_of(np.eye(14)[truth] * 4 + rng.normal(size=(len(truth), 14)), len(truth))
    found = mirrored(features, truth, names, texts)
    drawn = [text for text in texts_of(found.plot()) if text.startswith("label ")]
    assert len(drawn) == 9
    assert "label 13" in drawn
    assert "and 4 more, see .leanings" in str(found)


def test_without_words_drift_is_drawn_alone():
    assert texts_of(seen(words=False).plot()) == [
        "How often you chose each label",
        "How often the model guesses your answer",
    ]


PERCENTS = ["0%", "20%", "40%", "60%", "80%", "100%"]


def test_the_curve_has_a_band_for_the_test_and_one_for_guesses():
    ax = loop_curve(rounds([40, 60, 80], [np.nan, 0.7, 0.8])).axes[0]
    strong = next(line for line in ax.lines if "80 test answers" in line.get_label())
    assert strong.get_xdata().tolist() == [100, 150]
    assert strong.get_ydata().tolist() == [0.7, 0.8]
    light = next(line for line in ax.lines if line.get_label() == "right before you answered")
    assert light.get_linewidth() < strong.get_linewidth()
    assert len(ax.collections) == 2


def test_the_curve_says_what_it_shows_and_in_one_unit():
    figure = loop_curve(rounds([60, 70], 0.7))
    (ax,) = figure.axes
    figure.draw_without_rendering()
    assert ax.get_title(loc="left") == "How often the model agrees with you"
    assert ax.get_xlabel() == "answers that the model learned from"
    assert [tick.get_text() for tick in ax.get_yticklabels()] == PERCENTS


@pytest.mark.parametrize("size", [(2.5, 2), (5.4, 3.2), (9, 3)])
@pytest.mark.parametrize("score", [np.nan, 0.7])
def test_title_and_legend_are_above_the_curve_and_clear_of_each_other(size, score):
    figure = loop_curve(rounds([60, 70], score), figsize=size)
    (ax,) = figure.axes
    figure.draw_without_rendering()
    title, legend = ax._left_title.get_window_extent(), ax.get_legend().get_window_extent()
    assert ax.bbox.y1 <= legend.y0 + 1
    assert legend.y1 <= title.y0 + 1


def test_a_curve_of_nothing_says_why():
    nothing = np.nan
    assert "No round yet" in texts_of(loop_curve(rounds([], []).iloc[:0]))[0]
    waiting = "not measurable yet: 31 of 50 test answers"
    assert texts_of(loop_curve(rounds([31], nothing, nothing)))[0] == waiting
    legend = loop_curve(rounds([31], nothing, 0.6)).axes[0].get_legend()
    assert waiting in [text.get_text() for text in legend.get_texts()]
    assert loop_curve(rounds([60], 0.7))._repr_png_()


def test_a_curve_has_the_size_and_the_place_that_the_user_gives():
    assert loop_curve(rounds([60], 0.7), figsize=(7, 2)).get_size_inches().tolist() == [7, 2]
    ax = Figure().subplots()
    assert loop_curve(rounds([60], 0.7), ax=ax) is ax
    with pytest.raises(InputError, match="figsize: the axes in ax="):
        loop_curve(rounds([60], 0.7), ax=ax, figsize=(7, 2))
    assert seen().plot(figsize=(7, 5)).get_size_inches().tolist() == [7, 5]
    with pytest.raises(InputError, match="figsize: expected a width and a height"):
        seen().plot(figsize=7)


@pytest.mark.filterwarnings("error")
def test_names_in_a_legend_are_as_they_are_written():
    odd = ["$\\foo$", "_private", "two\nlines"]
    rng = np.random.default_rng(15)
    truth = rng.integers(3, size=150)
    features = features_of(3 * np.eye(3)[truth] + rng.normal(size=(150, 3)), 150)
    figure = mirrored(features, truth, odd, None).plot()
    figure._repr_png_()
    names = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert names == ["$\\foo$", "_private", "two lines"]


def test_a_curve_knows_its_measures_and_columns():
    assert (
        loop_curve(rounds([60, 70], 0.7), measure="macro_f1")
        .axes[0]
        .get_title(loc="left")
        .endswith("(macro-F1)")
    )
    with pytest.raises(InputError, match="Did you mean 'accuracy'"):
        loop_curve(rounds([60], 0.7), measure="acuracy")
    with pytest.raises(InputError, match="without the columns \\['audited'\\]"):
        loop_curve(rounds([60], 0.7).drop(columns="audited"))


@pytest.mark.parametrize(
    ("against", "title", "ticks"),
    [
        (None, "Macro-F1 on held-out items", {"50%", "60%"}),
        ("random", "Macro-F1 on held-out items, in percentage points above random", {"0", "10"}),
    ],
)
def test_simulations_are_in_percent(against, title, ticks):
    frame = pd.DataFrame(
        [
            {"strategy": name, "seed": seed, "n_labels": n, "macro_f1": 0.5 + gain + n / 1000}
            for name, gain in (("default", 0.1), ("random", 0.0))
            for seed in range(3)
            for n in (10, 100)
        ]
    )
    ax = learning_curves(frame, against=against, figsize=(6, 4))
    ax.figure.draw_without_rendering()
    assert ax.get_title(loc="left") == title
    assert ticks <= {text.get_text() for text in ax.get_yticklabels()}
    assert ax.figure.get_size_inches().tolist() == [6, 4]
