"""Figures from a project's tables: frames in, figures out.

Built with `matplotlib.figure.Figure` alone: pyplot keeps a global state that other threads draw into.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import matplotlib as mpl
import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
from dateutil.tz import tzlocal
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from loopwidgets.colors import color_of
from loopwidgets.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

_INK = "#757a84"
"""Text and lines: readable on white and on black alike, as the figure is transparent."""
_FAINT = "#8a919c55"
_ACCENT = "#3b82d9"
_LEAST_SPAN = timedelta(minutes=2)
"""A single answer is drawn in the middle of so much time."""
_MEASURES = {"macro_f1": "Macro-F1", "accuracy": "Accuracy"}
_LETTER = 0.066
"""Width of a letter at 8 points, in inches."""
_TICK = 0.8
"""Room for a time of day below the axis, in inches."""
_MOST_BARS = 20
"""As many labels as can be told apart at a look."""
_FALLBACKS = (
    "Noto Sans Devanagari",
    "Nirmala UI",
    "Kohinoor Devanagari",
    "Lohit Devanagari",
    "Mangal",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Noto Sans SC",
    "PingFang SC",
    "Hiragino Sans",
    "Microsoft YaHei",
    "Malgun Gothic",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Leelawadee UI",
    "Noto Sans",
    "Arial Unicode MS",
)
"""Fonts with the letters that matplotlib's own font lacks, as Linux, macOS and Windows call them."""


class NotebookFigure(Figure):
    """A figure that a notebook shows by itself, on light and on dark pages alike."""

    def __init__(self, **options: Any) -> None:
        super().__init__(layout="constrained", **options)
        FigureCanvasAgg(self)
        self.patch.set_alpha(0)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        return _png(self)


class NotebookAxes(Axes):
    """Axes with a figure of their own, which a notebook shows when they are a cell's last line."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        return _png(cast("Figure", self.figure))


def _png(figure: Figure) -> tuple[bytes, dict[str, int]]:
    """Return a figure at twice its size, for sharp screens, and the size at which to show it."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=figure.dpi * 2, transparent=True)
    width, height = (int(n * figure.dpi) for n in figure.get_size_inches())
    return file.getvalue(), {"width": width, "height": height}


def overview(
    labels: pd.DataFrame,
    *,
    names: Sequence[str],
    colors: Sequence[tuple[str, str]],
    total: int | None,
) -> Figure:
    """Draw labels over time and the class distribution side by side.

    Parameters
    ----------
    labels
        As `loopwidgets.Project.labels` gives them.
    names, colors
        Of the labels, in order; shape (n_labels,) each. A color is a pair: for light and for dark pages.
    total
        How many items there are, or None.
    """
    bars = min(len(names), _MOST_BARS)
    figure = NotebookFigure(figsize=(9, max(2.6, 1.3 + 0.32 * bars)))
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    progress(labels, ax=left, total=total)
    distribution(labels, ax=right, names=names, colors=colors)
    return figure


def progress(labels: pd.DataFrame, *, ax: Axes | None = None, total: int | None = None) -> Axes:
    """Draw the number of answers over time.

    Parameters
    ----------
    labels
        As `loopwidgets.Project.labels` gives them.
    ax
        Where to draw; a new figure when not given.
    total
        How many items there are, or None: written beside the number of answers.
    """
    ax = _axes(ax, (5.4, 2.8))
    times = labels.loc[labels["status"] == "answered", "at"].sort_values()
    ax.set_title("Answers over time", loc="left", fontsize=10, color=_INK)
    if times.empty:
        return _say(ax, "No answers yet")
    count = np.arange(1, len(times) + 1)
    moments = times.dt.tz_convert(None).to_numpy()
    ax.fill_between(moments, count, step="post", color=_ACCENT, alpha=0.15, linewidth=0)
    ax.step(moments, count, where="post", color=_ACCENT, linewidth=1.8)
    span = times.iloc[-1] - times.iloc[0]
    if span < _LEAST_SPAN:
        around = (_LEAST_SPAN - span) / 2
        ax.set_xlim(moments[0] - np.timedelta64(around), moments[-1] + np.timedelta64(around))
    ax.plot(moments[-1:], count[-1:], "o", color=_ACCENT, markersize=4.5)
    ax.annotate(
        f"{len(times):,}" + (f" of {total:,}" if total else ""),
        (moments[-1], count[-1]),
        xytext=(-6, 4),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=9,
        color=_INK,
    )
    here = tzlocal()
    most = min(6, max(3, int(_width(ax) / _TICK)))
    # With fewer than five ticks, two at least can't be had at every span: then one is enough.
    locator = mdates.AutoDateLocator(tz=here, minticks=1 if most < 5 else 2, maxticks=most)
    ax.xaxis.set_major_locator(locator)
    dates = mdates.ConciseDateFormatter(locator, tz=here)
    dates.formats[-1], dates.offset_formats[-1] = "%H:%M:%S", dates.offset_formats[-2]
    ax.xaxis.set_major_formatter(dates)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_ylim(0, max(1.18 * len(times), 2))
    zone = times.iloc[-1].astimezone(here).tzname()
    ax.set_xlabel(f"time ({zone})", loc="left", fontsize=8)  # the day stands on the right
    return _calm(ax, grid="y")


def distribution(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    by: str | None = None,
    names: Sequence[str],
    colors: Sequence[tuple[str, str]],
) -> Axes:
    """Draw how often each label was chosen.

    Parameters
    ----------
    table
        As `loopwidgets.Project.labels` or ``annotations`` give it.
    ax
        Where to draw; a new figure when not given.
    by
        A column to split each bar by, such as ``"annotator"``.
    names, colors
        Of the labels, in order; shape (n_labels,) each. A color is a pair: for light and for dark pages.
        Labels that are in the table alone, as they are not in use any more, stand below. Of more than 20
        labels the most frequent are drawn, and the others together.

    Raises
    ------
    InputError
        If there is no column ``by``.
    """
    if by is not None and by not in table.columns:
        raise InputError(f"by: expected a column of {list(table.columns)}, got {by!r}")
    answered = _a_label_a_row(table[table["status"] == "answered"])
    groups = [None] if by is None else sorted(answered[by].dropna().unique())
    retired = [name for name in answered["label"].dropna().unique() if name not in names]
    names = [*names, *retired]
    drawn = [*map(_color, colors, range(len(colors))), *[_INK] * len(retired)]
    per_label = max(0.32, 0.17 * len(groups) + 0.1)
    if len(names) > _MOST_BARS:
        answered, names, drawn = _most_frequent(answered, names, drawn)
    ax = _axes(ax, (3.8 if by is None else 5, max(2.2, 1.0 + per_label * len(names))))
    ax.set_title("Class distribution", loc="left", fontsize=10, color=_INK)
    if answered.empty:
        return _say(ax, "No answers yet")
    if not names:
        return _say(ax, "No labels to count")
    places = np.arange(len(names))
    height = (0.62 if by is None else 0.8) / max(1, len(groups))
    longest_text = 1
    longest = 0
    for nth, group in enumerate(groups):
        chosen = answered if group is None else answered[answered[by] == group]
        counts = _counts(chosen, names)
        longest = max(longest, int(counts.max(initial=0)))
        offset = (nth - (len(groups) - 1) / 2) * height
        bars = ax.barh(places + offset, counts, height=height * 0.9, color=drawn)
        for bar in bars:
            bar.set_alpha(1 - 0.55 * nth / max(1, len(groups)))
        texts = [f"{n:,}" if group is None else f"{n:,}  {_short(str(group), 16)}" for n in counts]
        longest_text = max(longest_text, *map(len, texts))
        ax.bar_label(bars, texts, padding=4, fontsize=8, color=_INK, **_as_written())
    ax.set_yticks(places, [_short(name) for name in names], **_as_written())
    ax.set_ylim(len(names) - 0.5, -0.5)
    room = min(0.6, (_LETTER * longest_text + 0.15) / _width(ax))
    ax.set_xlim(0, max(1, longest) / (1 - room))
    ax.set_xticks([])  # the numbers stand at the bars
    _calm(ax, grid=None).spines["bottom"].set_visible(False)
    return ax


def learning_curves(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    measure: str = "macro_f1",
    against: str | None = None,
) -> Axes:
    """Draw how good a model was after so many labels: a line for each strategy, the mean over the seeds.

    Parameters
    ----------
    frame
        As `loopwidgets.loop.simulate` returns it.
    ax
        Where to draw; a new figure when not given.
    measure
        ``"macro_f1"`` or ``"accuracy"``.
    against
        A strategy: then what the others gained over it is drawn, seed by seed. All have the same items held
        out, so that this tells more than how their own curves lie.

    Returns
    -------
    matplotlib.axes.Axes
        With a band for each strategy: where the mean is likely to be (95 %, by Student's t).

    Raises
    ------
    InputError
        If the frame has not these columns, or not this strategy.
    """
    missing = sorted({"strategy", "seed", "n_labels", measure} - set(frame.columns))
    if missing or measure not in _MEASURES:
        raise InputError(
            f"frame: expected what simulate() returns, without {missing}"
            if measure in _MEASURES
            else f"measure: expected one of {list(_MEASURES)}, got {measure!r}.{nearest(measure, _MEASURES)}"
        )
    from scipy.special import stdtrit

    ax = _axes(ax, (5.4, 3.2))
    title = f"{_MEASURES[measure]} on held-out items"
    if against is not None:
        frame, title = _gained(frame, measure, against), f"{title}, above {_short(against)}"
        ax.axhline(0, color=_INK, linewidth=0.8)
    for place, (name, runs) in enumerate(frame.groupby("strategy", sort=False)):
        color = _color(color_of(place), place)
        of_n = runs.groupby("n_labels")[measure]
        mean, count = of_n.mean(), of_n.count()
        half = (
            of_n.std().fillna(0)
            / np.sqrt(count)
            * [float(stdtrit(n - 1, 0.975)) if n > 1 else 0.0 for n in count]
        )
        ax.fill_between(mean.index, mean - half, mean + half, color=color, alpha=0.15, linewidth=0)
        ax.plot(mean.index, mean, color=color, linewidth=1.8, label=_short(str(name)))
    ax.set_title(title, loc="left", fontsize=10, color=_INK)
    ax.set_xlabel("labels", loc="left", fontsize=8)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:.2f}"))
    ax.legend(frameon=False, fontsize=8, labelcolor=_INK, loc="lower right")
    return _calm(ax, grid="y")


def _gained(frame: pd.DataFrame, measure: str, against: str) -> pd.DataFrame:
    """Return the rows of the other strategies, with what they are above one with the same seed."""
    names = list(frame["strategy"].unique())
    if against not in names or len(names) < 2:
        raise InputError(
            f"against: expected one of several strategies {names}, got {against!r}.{nearest(against, names)}"
        )
    is_one, place = frame["strategy"] == against, ["seed", "n_labels"]
    its = frame[is_one].set_index(place)[measure]
    others = frame[~is_one].set_index(place)
    return others.assign(**{measure: others[measure] - its.reindex(others.index)}).reset_index()


def _a_label_a_row(answered: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each label of an answer; as objects, for not every name is a text of pyarrow's."""
    from pandas import Series

    labels = [
        ([*one] or [None]) if isinstance(one, list | tuple) else [one] for one in answered["label"]
    ]
    rows = np.repeat(np.arange(len(labels)), [len(some) for some in labels])
    spread = answered.iloc[rows].reset_index(drop=True)
    return spread.assign(label=Series([*chain(*labels)], dtype=object))


def _counts(answered: pd.DataFrame, names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return how often each of these labels was chosen."""
    counts = Counter(answered["label"])
    return np.array([counts[name] for name in names], dtype=np.int64)


def _most_frequent(
    answered: pd.DataFrame, names: Sequence[str], colors: Sequence[str]
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Return the most frequent labels, the most frequent first, and behind them the others as one."""
    counts = _counts(answered, names)
    places = np.argsort(-counts, kind="stable")[: _MOST_BARS - 1]
    top = [names[place] for place in places if counts[place]]
    rest = f"{len(names) - len(top):,} others"
    together = answered["label"].where(answered["label"].isin(top), rest)
    kept = [colors[place] for place in places if counts[place]]
    return answered.assign(label=together), [*top, rest], [*kept, _INK]


def _axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    if ax is None:
        return NotebookFigure(figsize=size).add_subplot(axes_class=NotebookAxes)
    if not isinstance(ax, Axes):
        raise InputError(f"ax: expected matplotlib axes, or nothing for a new figure, got {ax!r}")
    return ax


def _width(ax: Axes) -> float:
    """Return how wide axes are, in inches."""
    return float(ax.get_window_extent().width / ax.figure.dpi)


def _say(ax: Axes, text: str) -> Axes:
    ax.text(0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes, color=_INK)
    ax.set_xticks([])
    ax.set_yticks([])
    _calm(ax, grid=None).spines[:].set_visible(False)
    return ax


def _calm(ax: Axes, *, grid: str | None) -> Axes:
    ax.patch.set_alpha(0)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(_FAINT)
    ax.tick_params(colors=_INK, labelsize=8, length=0)
    ax.xaxis.label.set_color(_INK)
    ax.xaxis.get_offset_text().set(color=_INK, fontsize=8)
    ax.set_axisbelow(True)
    if grid is not None:
        ax.grid(axis=grid, color=_FAINT, linewidth=0.8)  # type: ignore[arg-type]
    return ax


def _short(name: str, most: int = 24) -> str:
    """Return a name as one line of letters that can be drawn."""
    line = " ".join(name.split())
    line = "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in line)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _as_written() -> dict[str, Any]:
    """Return how names are drawn: no ``$`` starts a formula, and every script finds its font."""
    return {"parse_math": False, "fontfamily": [*mpl.rcParams["font.family"], *_known_fallbacks()]}


@cache
def _known_fallbacks() -> tuple[str, ...]:
    known = set(fontManager.get_font_names())
    return tuple(name for name in _FALLBACKS if name in known)


def _color(pair: tuple[str, str], place: int) -> str:
    """Return what can be seen on light and on dark pages: between the color for the one and the other."""
    try:
        light, dark = (np.array(_rgb(css)) for css in pair)
    except ValueError:  # one that CSS knows and matplotlib does not
        return _color(color_of(place), place)
    return to_hex((0.7 * light + 0.3 * dark).tolist())


def _rgb(css: str) -> tuple[float, ...]:
    parts = re.fullmatch(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\b.*\)", css)
    return tuple(min(255, int(part)) / 255 for part in parts.groups()) if parts else to_rgb(css)
