"""Draws figures from a project's tables: frames in, figures out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import numpy as np
import numpy.typing as npt
from dateutil.tz import tzlocal
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from loopwidgets.errors import InputError
from loopwidgets.results import figure_style

if TYPE_CHECKING:
    import pandas as pd

_LEAST_SPAN = timedelta(minutes=2)
"""The shortest time span of the axis; fewer minutes of answers are in its middle."""
_LETTER = 0.066
"""Width of a letter at 8 points, in inches."""
_TICK = 0.8
"""Room for a time of day below the axis, in inches."""
_MOST_BARS = 20
"""The most labels that a reader can tell apart at a glance."""


def overview(
    labels: pd.DataFrame,
    *,
    names: Sequence[str],
    colors: Sequence[tuple[str, str]],
    total: int | None,
    title: str = "Class distribution",
) -> Figure:
    """Draw answers over time and their distribution side by side.

    Parameters
    ----------
    labels
        As `loopwidgets.Project.labels` gives them.
    names, colors
        Names and colors of the bars, in order; shape (n_bars,) each. A color is a pair: for light and for
        dark pages.
    title
        Above the distribution.
    total
        The number of items, or None.
    """
    bars = min(len(names), _MOST_BARS)
    figure = figure_style.NotebookFigure(figsize=(9, max(2.6, 1.3 + 0.32 * bars)))
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    progress(labels, ax=left, total=total)
    distribution(labels, ax=right, names=names, colors=colors, title=title)
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
        The number of items, or None; it is written beside the number of answers.
    """
    ax = figure_style.axes(ax, (5.4, 2.8))
    times = labels.loc[labels["status"] == "answered", "at"].dropna().sort_values()
    ax.set_title("Answers over time", loc="left", fontsize=10, color=figure_style.INK)
    if times.empty:
        return figure_style.say(ax, "No answers yet")
    moments = times.dt.tz_convert(None).to_numpy()
    moments = np.concatenate([moments[:1], moments])  # before the first there were none
    count = np.arange(len(moments))
    ax.fill_between(moments, count, step="post", color=figure_style.ACCENT, alpha=0.15, linewidth=0)
    ax.step(moments, count, where="post", color=figure_style.ACCENT, linewidth=1.8)
    span = times.iloc[-1] - times.iloc[0]
    if span < _LEAST_SPAN:
        around = (_LEAST_SPAN - span) / 2
        ax.set_xlim(moments[0] - np.timedelta64(around), moments[-1] + np.timedelta64(around))
    ax.plot(moments[-1:], count[-1:], "o", color=figure_style.ACCENT, markersize=4.5)
    ax.annotate(
        f"{len(times):,}" + (f" of {total:,}" if total else ""),
        (moments[-1], count[-1]),
        xytext=(-6, 4),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=9,
        color=figure_style.INK,
    )
    here = tzlocal()
    most = min(6, max(3, int(figure_style.width(ax) / _TICK)))
    # With fewer than five ticks, some spans can't have two: then one tick is enough.
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
    return figure_style.calm(ax, grid="y")


def distribution(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    by: str | None = None,
    names: Sequence[str],
    colors: Sequence[tuple[str, str]],
    title: str = "Class distribution",
) -> Axes:
    """Draw how often each answer was given.

    Parameters
    ----------
    table
        As `loopwidgets.Project.labels` or ``annotations`` give it.
    ax
        Where to draw; a new figure when not given.
    by
        A column to split each bar by, such as ``"annotator"``.
    names, colors
        Names and colors of the labels, in order; shape (n_labels,) each. A color is a pair: for light and
        for dark pages. Labels that occur only in the table, because they are no longer in use, come last.
        With more than 20 labels the most frequent are drawn, and the others together.
    title
        Above the plot.

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
    drawn = [
        *map(figure_style.color, colors, range(len(colors))),
        *[figure_style.INK] * len(retired),
    ]
    per_label = max(0.32, 0.17 * len(groups) + 0.1)
    if len(names) > _MOST_BARS:
        answered, names, drawn = _most_frequent(answered, names, drawn)
    ax = figure_style.axes(ax, (3.8 if by is None else 5, max(2.2, 1.0 + per_label * len(names))))
    ax.set_title(title, loc="left", fontsize=10, color=figure_style.INK)
    if answered.empty:
        return figure_style.say(ax, "No answers yet")
    if not names:
        return figure_style.say(ax, "No labels to count")
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
        texts = [
            f"{n:,}" if group is None else f"{n:,}  {figure_style.short(str(group), 16)}"
            for n in counts
        ]
        longest_text = max(longest_text, *map(len, texts))
        ax.bar_label(
            bars, texts, padding=4, fontsize=8, color=figure_style.INK, **figure_style.as_written()
        )
    ax.set_yticks(places, [figure_style.short(name) for name in names], **figure_style.as_written())
    ax.set_ylim(len(names) - 0.5, -0.5)
    room = min(0.6, (_LETTER * longest_text + 0.15) / figure_style.width(ax))
    ax.set_xlim(0, max(1, longest) / (1 - room))
    ax.set_xticks([])  # the numbers stand at the bars
    figure_style.calm(ax, grid=None).spines["bottom"].set_visible(False)
    return ax


def _a_label_a_row(answered: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each label of an answer; as objects, since pyarrow can't hold every name as text."""
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
    """Return the most frequent labels, the most frequent first, then the others together."""
    counts = _counts(answered, names)
    places = np.argsort(-counts, kind="stable")[: _MOST_BARS - 1]
    top = [names[place] for place in places if counts[place]]
    rest = f"{len(names) - len(top):,} others"
    together = answered["label"].where(answered["label"].isin(top), rest)
    kept = [colors[place] for place in places if counts[place]]
    return answered.assign(label=together), [*top, rest], [*kept, figure_style.INK]
