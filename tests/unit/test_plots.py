"""Figures: what they show, on which pages, and what they leave alone."""

import base64
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
from matplotlib import rc_context
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.patches import Rectangle
from matplotlib.style import library
from matplotlib.text import Text

from loopwidgets import InputError, Project
from loopwidgets.labels.colors import PALETTE, color_of
from loopwidgets.results import figure_style, plots

NAMES = ["pest", "helper", "harmless"]
COLORS = list(PALETTE[:3])
WHITE, BLACK = "#ffffff", "#111317"


def table(
    labels, status="answered", *, annotator="asha", seconds=60.0, looked=0.0, at="2024-05-01 10:00"
):
    """Return answers so many seconds apart, each looked at for so long; 0 for answers in code."""
    at = pd.Timestamp(at, tz="UTC")
    return pd.DataFrame(
        {
            "label": pd.Series(labels, dtype=object),
            "status": status,
            "annotator": pd.Series([annotator] * len(labels), dtype=object),
            "seconds": float(looked),
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
@pytest.mark.parametrize("seconds", [0, 1, 61, 119, 179, 7199, 86_399, 260_000, 7_000_000])
@pytest.mark.filterwarnings("error")
def test_times_are_clear_of_each_other_however_long_the_work_and_narrow_the_axes(width, seconds):
    figure = Figure(figsize=(width, 2.5), layout="constrained")
    ax = plots.progress(table(["pest"] * 3, looked=seconds / 3), ax=figure.subplots())
    figure.draw_without_rendering()
    ticks = [tick.get_window_extent() for tick in ax.get_xticklabels() if tick.get_text()]
    assert ticks
    assert all(one.x1 < other.x0 for one, other in itertools.pairwise(ticks))
    for text in (*ax.texts, ax.xaxis.label, ax.title):
        assert text.get_window_extent().x1 <= figure.bbox.width + 1


def test_a_figure_shows_itself_at_twice_the_size_for_sharp_screens():
    figure = plots.overview(table(["pest"]), names=NAMES, colors=COLORS, total=3)
    content, size = figure._repr_png_()
    height, width, _ = imread(io.BytesIO(content)).shape
    assert (width, height) == (2 * size["width"], 2 * size["height"])


def texts_in(figure):
    return [text for text in figure.findobj(Text) if text.get_text().strip()]


def every_figure():
    given = pd.concat([table(["pest", "helper"]), table(["weed"], annotator="ben")])
    yield plots.overview(given, names=NAMES, colors=COLORS, total=5)
    yield plots.overview(table([]), names=NAMES, colors=COLORS, total=5)
    yield distribution(given, by="annotator").figure


@pytest.mark.parametrize(("style", "page"), [("default", WHITE), ("dark_background", "#000000")])
def test_a_figure_has_the_user_s_background_and_text_that_can_be_printed_on_it(style, page):
    with rc_context(library.get(style, {})):
        for figure in every_figure():
            assert to_hex(figure.get_facecolor()) == page
            assert to_hex(png_of(figure)[0, 0]) == page, "it is not see-through"
            for text in texts_in(figure):
                assert contrast(text.get_color(), page) >= 7, text
            for bar in figure.findobj(Rectangle):
                if bar not in (figure.patch, *(ax.patch for ax in figure.axes)):
                    assert contrast(bar.get_facecolor()[:3], page) >= 3


def test_in_axes_of_a_dark_figure_text_is_light():
    dark = Figure(facecolor="#101418")
    for ax in (dark.add_subplot(121), dark.subfigures().add_subplot()):
        plots.progress(table(["pest"]), ax=ax)
        assert contrast(ax.title.get_color(), "#101418") < 7, "it has no text"
        assert contrast(ax._left_title.get_color(), "#101418") >= 7


def test_labels_have_the_colors_of_the_widget():
    ax = distribution(["pest"])
    assert [to_hex(bar.get_facecolor()) for bar in ax.containers[0]] == [pair[0] for pair in COLORS]


def test_a_figure_is_an_image_with_its_titles_for_those_who_can_not_see_it():
    figure = plots.overview(
        table(["pest"]), names=NAMES, colors=COLORS, total=3, title='"><script>'
    )
    data, metadata = figure._repr_mimebundle_(include=None, exclude=None)
    image = base64.b64decode(data["image/png"])
    assert imread(io.BytesIO(image)).shape[1] == 2 * metadata["image/png"]["width"]
    assert 'alt="Answers over time; &quot;&gt;&lt;script&gt;"' in data["text/html"]
    assert data["image/png"] in data["text/html"]


def test_a_dark_page_turns_a_white_figure_dark_and_leaves_a_dark_figure():
    white = plots.overview(table(["pest"]), names=NAMES, colors=COLORS, total=3)
    with rc_context(library["dark_background"]):
        black = plots.overview(table(["pest"]), names=NAMES, colors=COLORS, total=3)
    assert 'class="loopwidgets-figure-light"' in white._repr_mimebundle_()[0]["text/html"]
    assert 'class="loopwidgets-figure-dark"' in black._repr_mimebundle_()[0]["text/html"]


# --- Size and place ---------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    project = Project.from_data(["a", "b"], labels=["pest", "helper"], store=tmp_path / "labels.db")
    project.answer("pest")
    return project


@pytest.mark.parametrize("draw", ["plot", "plot_progress", "plot_distribution"])
def test_a_figure_has_the_size_that_the_user_asks_for(project, draw):
    drawn = getattr(project, draw)(figsize=(7, 2))
    figure = drawn if isinstance(drawn, Figure) else drawn.figure
    assert figure.get_size_inches().tolist() == [7, 2]


@pytest.mark.parametrize(
    "size", [7, "7x2", (7,), (7, 0), (7, -1), (float("nan"), 2), (7, 1e9), (7, None)]
)
@pytest.mark.parametrize("draw", ["plot", "plot_progress", "plot_distribution"])
def test_a_size_that_is_none_is_refused(project, draw, size):
    with pytest.raises(
        InputError, match="figsize: expected a width and a height in inches, such as"
    ):
        getattr(project, draw)(figsize=size)


def test_an_overview_is_drawn_into_two_axes_or_its_first_half_into_one(project):
    pair = Figure().subplots(1, 2)
    assert project.plot(ax=pair) is pair
    assert [ax.get_title(loc="left") for ax in pair] == ["Answers over time", "Class distribution"]
    single = Figure().subplots()
    assert project.plot(ax=single) is single
    assert single.get_title(loc="left") == "Answers over time"


@pytest.mark.parametrize("ax", ["left", 3, [], Figure().subplots(1, 3)])
def test_other_axes_are_refused(project, ax):
    with pytest.raises(
        InputError, match="ax: expected matplotlib axes for the answers over time, or two"
    ):
        project.plot(ax=ax)


@pytest.mark.parametrize("draw", ["plot", "plot_progress", "plot_distribution"])
def test_a_size_for_axes_that_have_one_is_refused(project, draw):
    with pytest.raises(
        InputError, match="figsize: the axes in ax= belong to a figure with its own size"
    ):
        getattr(project, draw)(ax=Figure().subplots(), figsize=(3, 2))


def test_a_misspelt_size_gets_the_right_name(project):
    with pytest.raises(TypeError, match="figsize"):
        project.plot(fig_size=(3, 2))


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
    assert ax.lines[-2].get_ydata().tolist() == [0, 1, 2, 3]
    assert texts_of(ax) == ["3 of 1,000"]


def test_without_a_total_the_number_of_answers_stands_alone():
    assert texts_of(plots.progress(table(["pest"] * 1200), total=None)) == ["1,200"]


def test_skipped_items_are_no_answers():
    given = pd.concat([table(["pest"]), table([None, None], status="skipped")])
    assert texts_of(plots.progress(given, total=5)) == ["1 of 5"]


def test_no_answers_say_so():
    for ax in (plots.progress(table([]), total=5), distribution([])):
        assert texts_of(ax) == ["No answers yet"]


def times_of(ax):
    """Return the drawn times of answers, in the unit of the axis; and the unit with the days."""
    return np.round(ax.lines[-2].get_xdata()[1:], 3).tolist(), ax.get_xlabel()


def test_an_item_takes_the_time_for_which_it_was_looked_at():
    ax = plots.progress(table(["pest"] * 3, seconds=300, looked=20))
    assert times_of(ax) == ([20, 40, 60], "seconds of work, 1 May 2024")


def test_where_code_answered_an_item_takes_the_time_since_the_last():
    ax = plots.progress(table(["pest"] * 4))
    assert times_of(ax) == ([0, 1, 2, 3], "minutes of work, 1 May 2024")


def test_a_session_of_two_minutes_days_after_the_first_is_no_vertical_line():
    first = table(["pest"] * 30, seconds=4, looked=4)
    later = table(["pest"] * 30, seconds=4, looked=4, at="2024-05-04 09:00")
    ax = plots.progress(pd.concat([first, later]), total=100)
    times, label = times_of(ax)
    assert (times[29], times[-1]) == (2, 4)
    assert label == "minutes of work, 1 to 4 May 2024"
    assert [line.get_xdata()[0] for line in ax.lines[:-2]] == [2], "a thin line marks the pause"


def test_skipped_items_take_time_too():
    given = pd.concat(
        [
            table([None] * 3, status="skipped", looked=30),
            table(["pest"], looked=30, at="2024-05-01 11:00"),
        ]
    )
    assert times_of(plots.progress(given)) == ([2], "minutes of work, 1 May 2024")


def test_a_coffee_of_an_hour_is_no_work():
    given = pd.concat([table(["pest"]), table(["pest"], at="2024-05-01 11:00")])
    assert times_of(plots.progress(given))[0] == [0, 0]


def test_long_work_is_drawn_in_hours_and_pauses_do_not_become_a_grid():
    days = pd.date_range("2023-12-30 08:00", periods=60, tz="UTC")
    given = pd.concat([table(["pest"] * 9, looked=60, at=day.tz_localize(None)) for day in days])
    ax = plots.progress(given)
    assert times_of(ax)[0][-1] == 9
    assert ax.get_xlabel() == "hours of work, 30 Dec 2023 to 27 Feb 2024"
    assert len(ax.lines) == 2


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone can't be set here")
def test_days_are_days_in_local_time(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        given = table(["pest"] * 30, at="2024-04-30 20:00")
        assert times_of(plots.progress(given))[1] == "minutes of work, 1 May 2024"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_single_answer_is_drawn_in_seconds_not_in_years():
    assert plots.progress(table(["pest"]), total=5).get_xlim() == (0, 10)
    assert plots.progress(table(["pest"], looked=3), total=5).get_xlim() == (0, 3)


def test_answers_are_drawn_in_the_order_of_time_however_the_table_is_sorted():
    ax = plots.progress(table(["pest"] * 5).iloc[[3, 1, 4, 0, 2]], total=5)
    assert times_of(ax)[0] == [0, 1, 2, 3, 4]


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
        ("hsl(10 50% 50%)", PALETTE[1][0]),
        ("currentColor", PALETTE[1][0]),
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


def test_names_that_begin_alike_can_be_told_apart():
    names = [f"a name that begins like others, number {n}" for n in range(12)]
    drawn = names_of(
        distribution(table(names), names=names, colors=[color_of(n) for n in range(12)])
    )
    assert len(set(drawn)) == 12
    assert drawn[:2] == ["a name that…rs, number 0", "a name that…rs, number 1"]


def test_a_script_of_its_own_finds_its_font(monkeypatch):
    known = ["DejaVu Sans", "Noto Sans Ol Chiki", "Noto Sans Tamil", "Noto Sans Han"]
    monkeypatch.setattr(figure_style.fontManager, "get_font_names", lambda: known)
    figure_style._fonts_of.cache_clear()
    try:
        assert figure_style.as_written("ᱯᱟᱱᱛᱮ", "é")["fontfamily"][-1] == "Noto Sans Ol Chiki"
        assert "Noto Sans Ol Chiki" not in figure_style.as_written("pest")["fontfamily"]
    finally:
        figure_style._fonts_of.cache_clear()


def test_beside_many_labels_the_answers_over_time_are_not_drawn_tall():
    names = [f"label {n}" for n in range(20)]
    colors = [color_of(n) for n in range(20)]
    figure = plots.overview(table(names), names=names, colors=colors, total=30)
    figure.draw_without_rendering()
    left, right = (ax.get_position() for ax in figure.axes)
    assert left.height < 0.6 * right.height
    assert left.y1 == pytest.approx(right.y1, abs=0.02)
