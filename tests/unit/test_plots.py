"""Figures: what they show, on which pages, and what they leave alone."""

import io
import itertools
import logging
import subprocess
import sys
import time
import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread

from loopwidgets import InputError, Project
from loopwidgets.labels.colors import PALETTE, color_of
from loopwidgets.results import figure_style, plots

NAMES = ["pest", "helper", "harmless"]
COLORS = list(PALETTE[:3])
WHITE, BLACK = "#ffffff", "#111317"


def table(labels, status="answered", annotator="asha", seconds=60.0):
    at = pd.Timestamp("2024-05-01 10:00", tz="UTC")
    return pd.DataFrame(
        {
            "label": pd.Series(labels, dtype=object),
            "status": status,
            "annotator": pd.Series([annotator] * len(labels), dtype=object),
            "at": at + pd.to_timedelta(np.arange(len(labels)) * seconds, unit="s"),
        }
    )


def distribution(labels, *, names=NAMES, colors=COLORS, **options):
    given = labels if isinstance(labels, pd.DataFrame) else table(labels)
    return plots.distribution(given, names=names, colors=colors, **options)


def png_of(figure):
    content, _ = figure._repr_png_()
    return imread(io.BytesIO(content))


def texts_of(ax):
    return [text.get_text() for text in ax.texts]


def drawn_without_a_word(figure, caplog):
    """Draw, and return what was warned of or logged."""
    with warnings.catch_warnings(record=True) as warned, caplog.at_level(logging.WARNING):
        warnings.simplefilter("always")
        png_of(figure)
    return [str(entry.message) for entry in warned] + caplog.messages


def contrast(one, other):
    def luminance(color):
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)
        ]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone can't be set here")
def test_the_time_axis_is_in_local_time(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        ax = plots.progress(table(["pest"] * 30, seconds=600.0))
        ax.figure.draw_without_rendering()
        hours = {label.get_text() for label in ax.get_xticklabels()}
        assert ax.get_xlabel() == "time (IST)"
        assert {"16:00", "20:00"} <= hours, "10:00 to 14:50 of UTC"
    finally:
        monkeypatch.undo()
        time.tzset()


# --- Figures ----------------------------------------------------------------------------------------


def test_pyplot_is_left_alone():
    code = (
        "import sys, pandas as pd, loopwidgets as lw\n"
        "p = lw.Project.from_data(['a', 'b'], labels=['pest', 'helper'], store=':memory:')\n"
        "p.answer('pest'); p.plot()._repr_png_(); p.plot_distribution(by='annotator')\n"
        "assert 'matplotlib.pyplot' not in sys.modules, 'pyplot'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("draw", ["plot_progress", "plot_distribution"])
def test_axes_of_their_own_show_their_figure_and_given_ones_stay_as_they_are(draw, tmp_path):
    project = Project.from_data(["a", "b"], labels=["pest", "helper"], store=tmp_path / "labels.db")
    project.answer("pest")
    content, size = getattr(project, draw)()._repr_png_()
    assert imread(io.BytesIO(content)).shape[1] == 2 * size["width"]
    given = Figure().subplots()
    assert getattr(project, draw)(ax=given) is given
    assert not hasattr(given, "_repr_png_")


@pytest.mark.parametrize("width", [1.8, 2.6, 3.5, 5, 9])
@pytest.mark.parametrize("seconds", [1, 61, 119, 179, 7199, 86_399, 260_000, 7_000_000, 90_000_000])
@pytest.mark.filterwarnings("error")
def test_times_stand_clear_of_each_other_however_long_the_work_and_narrow_the_axes(width, seconds):
    figure = Figure(figsize=(width, 2.5), layout="constrained")
    ax = plots.progress(table(["pest"] * 3, seconds=seconds / 2), ax=figure.subplots())
    figure.draw_without_rendering()
    ticks = [tick.get_window_extent() for tick in ax.get_xticklabels() if tick.get_text()]
    assert ticks
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(ticks))
    day = ax.xaxis.get_offset_text()
    if day.get_text():
        assert ax.xaxis.label.get_window_extent().x1 < day.get_window_extent().x0


def test_a_figure_shows_itself_at_twice_the_size_for_sharp_screens():
    figure = plots.overview(table(["pest"]), names=NAMES, colors=COLORS, total=3)
    content, size = figure._repr_png_()
    height, width, _ = imread(io.BytesIO(content)).shape
    assert (width, height) == (2 * size["width"], 2 * size["height"])


def test_the_page_shows_through_a_figure():
    figure = plots.overview(table(["pest"]), names=NAMES, colors=COLORS, total=3)
    assert (png_of(figure)[:, :, 3] == 0).mean() > 0.5


@pytest.mark.parametrize("page", [WHITE, BLACK])
def test_texts_and_bars_can_be_seen_on_light_and_on_dark_pages(page):
    assert contrast(figure_style.INK, page) > 4
    for place, (light, _) in enumerate(PALETTE):
        assert contrast(figure_style.color(light, place), page) > 3


@pytest.mark.parametrize("n_labels", [2, 10])
@pytest.mark.parametrize("answers", [0, 1, 500])
def test_nothing_of_an_overview_is_cut_off_or_drawn_over_something_else(n_labels, answers):
    names = [f"a rather long name of a label {n}"[-n * 4 - 3 :] for n in range(n_labels)]
    given = table([names[n % n_labels] for n in range(answers)])
    colors = [light for light, _ in PALETTE[:n_labels]]
    figure = plots.overview(given, names=names, colors=colors, total=1_000_000)
    figure.draw_without_rendering()
    width, height = figure.bbox.size
    for ax in figure.axes:
        boxes = [
            text.get_window_extent().padded(-1.5)  # boxes hold air around the letters
            for text in (*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels(), ax.title)
            if text.get_text() and text.get_visible()
        ]
        assert all(
            b.x0 > -1 and b.x1 < width + 1 and b.y0 > -1 and b.y1 < height + 1 for b in boxes
        )
        overlaps = [
            (one, other)
            for place, one in enumerate(boxes)
            for other in boxes[:place]
            if one.overlaps(other)
        ]
        assert overlaps == []


# --- Progress ---------------------------------------------------------------------------------------


def test_answers_add_up_over_time():
    ax = plots.progress(table(["pest", "helper", "pest"]), total=1000)
    assert ax.lines[0].get_ydata().tolist() == [0, 1, 2, 3]
    assert texts_of(ax) == ["3 of 1,000"]


def test_without_a_total_the_number_of_answers_stands_alone():
    assert texts_of(plots.progress(table(["pest"] * 1200), total=None)) == ["1,200"]


def test_skipped_items_are_no_answers():
    given = pd.concat([table(["pest"]), table([None, None], status="skipped")])
    assert texts_of(plots.progress(given, total=5)) == ["1 of 5"]


def test_no_answers_say_so():
    for ax in (plots.progress(table([]), total=5), distribution([])):
        assert texts_of(ax) == ["No answers yet"]


def test_a_single_answer_is_drawn_in_minutes_not_in_years():
    ax = plots.progress(table(["pest"]), total=5)
    low, high = ax.get_xlim()  # in days
    assert (high - low) * 24 * 60 == pytest.approx(2, abs=0.1)


def test_answers_are_drawn_in_the_order_of_time_however_the_table_is_sorted():
    ax = plots.progress(table(["pest"] * 5).iloc[[3, 1, 4, 0, 2]], total=5)
    times = ax.lines[0].get_xdata()[1:]  # they rise from none
    assert (np.diff(times).astype(float) > 0).all()


def test_a_figure_of_the_caller_s_is_drawn_into():
    left, right = Figure().subplots(1, 2)
    assert plots.progress(table(["pest"]), ax=left, total=5) is left
    assert distribution(["pest"], ax=right) is right


# --- Distribution -----------------------------------------------------------------------------------


def bars_of(ax):
    return [[int(bar.get_width()) for bar in group] for group in ax.containers]


def names_of(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def test_each_label_has_a_bar_with_its_count():
    ax = distribution(["pest", "harmless", "pest"])
    assert (names_of(ax), bars_of(ax), texts_of(ax)) == (NAMES, [[2, 0, 1]], ["2", "0", "1"])


def test_the_first_label_is_on_top():
    bottom, top = distribution(["pest"]).get_ylim()
    assert bottom > top


def test_where_several_labels_were_chosen_each_counts():
    ax = distribution([("pest", "helper"), ("pest",)])
    assert bars_of(ax) == [[2, 1, 0]]


def test_a_label_that_is_not_in_use_any_more_stands_below():
    ax = distribution(["pest", "weed", "weed"])
    assert (names_of(ax), bars_of(ax)) == ([*NAMES, "weed"], [[1, 0, 0, 2]])


@pytest.mark.parametrize("people", [["asha", "ben"], ["asha", "ben", "chitra"]])
def test_bars_can_be_split_by_annotator(people):
    given = pd.concat([table(["pest"] * (n + 1), annotator=who) for n, who in enumerate(people)])
    ax = distribution(given, by="annotator")
    assert bars_of(ax) == [[n + 1, 0, 0] for n in range(len(people))]
    first = [texts_of(ax)[n * len(NAMES)] for n in range(len(people))]
    assert first == [f"{n + 1}  {who}" for n, who in enumerate(people)]
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for place, a in enumerate(boxes) for b in boxes[:place])
    assert max(box.x1 for box in boxes) <= ax.figure.bbox.width


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(InputError, match=r"by: expected a column of .*, got 'who'"):
        distribution(["pest"], by="who")


@pytest.mark.parametrize(
    ("given", "drawn"),
    [
        ("teal", "#008080"),
        ("#123456", "#123456"),
        ("#12345678", "#123456"),
        ("rgb(1, 2, 3)", "#010203"),
        ("rgb(1 2 300 / 50%)", "#0102ff"),
        ("rgba(1,2,3,.5)", "#010203"),
        ("hsl(10 50% 50%)", figure_style.color(PALETTE[1], 1)),
        ("currentColor", figure_style.color(PALETTE[1], 1)),
    ],
)
def test_every_css_color_can_be_drawn_if_need_be_as_one_of_the_palette(given, drawn):
    ax = distribution(["pest"], colors=[COLORS[0], (given, given), COLORS[2]])
    assert to_hex(ax.containers[0][1].get_facecolor()) == drawn


# --- Names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("cost $5 and $6", "cost $5 and $6"),
        ("$\\foo$", "$\\foo$"),
        ("two\nlines", "two lines"),
        ("a\ud800\0b", "a\ufffd\ufffdb"),
        ("a name that is much too long to be drawn", "a name that is much too…"),
    ],
)
def test_a_name_is_drawn_as_it_is_written_on_one_line(name, drawn, caplog):
    given = pd.concat([table([name], annotator=name), table(["pest"])])
    for by in (None, "annotator"):
        ax = distribution(given, names=[name, "pest"], colors=COLORS[:2], by=by)
        assert names_of(ax) == [drawn, "pest"]
        assert drawn_without_a_word(ax.figure, caplog) == []


def test_letters_that_the_usual_font_lacks_are_drawn_in_one_that_has_them(monkeypatch, caplog):
    circled = "a\u20dd"  # in matplotlib's STIXGeneral, not in its DejaVu Sans
    monkeypatch.setattr(figure_style, "_FALLBACKS", ("No Such Font", "STIXGeneral"))
    figure_style._known_fallbacks.cache_clear()
    try:
        given = pd.concat([table([circled], annotator=circled), table(["pest"])])
        for by in (None, "annotator"):
            ax = distribution(given, names=[circled, "pest"], colors=COLORS[:2], by=by)
            assert drawn_without_a_word(ax.figure, caplog) == []
    finally:
        figure_style._known_fallbacks.cache_clear()


def test_only_fonts_that_are_there_are_asked_for(caplog):
    family = figure_style.as_written()["fontfamily"]
    assert [name for name in family[1:] if name in figure_style._FALLBACKS] == family[1:]
    assert drawn_without_a_word(distribution(["pest"]).figure, caplog) == []


@pytest.mark.parametrize("name", ["कीट", "益虫", "حشرة"])
@pytest.mark.filterwarnings("ignore:Glyph .* missing:UserWarning")
def test_names_in_any_script_are_drawn(name):
    figure = distribution([name], names=[name, "pest"], colors=COLORS[:2]).figure
    assert png_of(figure)[:, :, 3].any()


def test_of_many_labels_the_most_frequent_are_drawn_and_the_others_together(caplog):
    names = [f"label {number}" for number in range(200)]
    chosen = [name for number, name in enumerate(names[:40]) for _ in range(40 - number)]
    ax = distribution(table(chosen), names=names, colors=[color_of(n) for n in range(200)])
    drawn = [label.get_text() for label in ax.get_yticklabels()]
    assert drawn == [*names[:19], "181 others"]
    assert texts_of(ax)[:2] == ["40", "39"]
    assert texts_of(ax)[-1] == str(sum(range(1, 22)))
    assert ax.figure.get_size_inches()[1] < 9
    assert drawn_without_a_word(ax.figure, caplog) == []


def test_many_labels_are_drawn_by_annotator_too():
    names = [f"label {number}" for number in range(200)]
    both = pd.concat([table(names[:30]), table(names[10:50], annotator="ben")])
    ax = distribution(both, names=names, colors=[("teal", "teal")] * 200, by="annotator")
    drawn = [label.get_text() for label in ax.get_yticklabels()]
    assert drawn[:2] == ["label 10", "label 11"]
    assert drawn[-1] == "181 others"
