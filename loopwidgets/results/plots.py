"""Draws figures from a project's tables: frames in, figures out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from loopwidgets.errors import InputError
from loopwidgets.results import figure_style
from loopwidgets.results.figure_style import ACCENT, FAINT, INK, SOFT, Pair
from loopwidgets.results.progress import PAUSE

if TYPE_CHECKING:
    import pandas as pd

_UNITS = (("hours", 3600), ("minutes", 60), ("seconds", 1))
"""The units of the time axis, and their seconds. At least two of a unit are drawn in it."""
_NO_TIME = 10.0
"""The time axis where all was answered at once, in seconds."""
_TICK = 0.6
"""Room for a number below the axis, in inches."""
_MOST_PAUSES = 30
"""The most pauses that are drawn: more lines would look like a grid."""
_TALL = 8
"""With more bars, the answers over time are not as high as the distribution."""
_MOST_BARS = 20
"""The most labels that a reader can tell apart at a glance."""


def overview(
    labels: pd.DataFrame,
    *,
    names: Sequence[str],
    colors: Sequence[Pair],
    total: int | None,
    title: str = "Class distribution",
    figsize: Any = None,
    ax: Any = None,
) -> Any:
    """Draw answers over time and their distribution side by side.

    Parameters
    ----------
    labels
        As `loopwidgets.Project.labels` gives them.
    names, colors
        Names and colors of the bars, in order; shape (n_bars,) each. A color is a pair: for light and for
        dark pages.
    total
        The number of items, or None.
    title
        Above the distribution.
    figsize
        Width and height of the new figure, in inches.
    ax
        Two axes, for the answers over time and for the distribution. A single axes has the answers over time
        alone. A new figure when not given.

    Returns
    -------
    matplotlib.figure.Figure or matplotlib.axes.Axes
        The new figure, or ``ax``.
    """
    if ax is None:
        bars = min(len(names), _MOST_BARS)
        figure = figure_style.figure(figsize, (9, max(2.6, 1.3 + 0.32 * bars)))
        drawn_on = figure.subplots(1, 2, width_ratios=(3, 2))
        if figsize is None and bars > _TALL:
            drawn_on[0].set_box_aspect(0.6)
            drawn_on[0].set_anchor("N")
    else:
        drawn_on = _given(ax)
        figure_style.axes(drawn_on[0], figsize, (9, 3))  # checks them
    progress(labels, ax=drawn_on[0], total=total)
    for right in drawn_on[1:]:
        distribution(labels, ax=right, names=names, colors=colors, title=title)
    return figure if ax is None else ax


def _given(ax: Any) -> list[Any]:
    """Return the axes that the user gives: a single axes, or two in any kind of list."""
    axes = list(np.ravel(np.array(ax, dtype=object)))
    if len(axes) not in (1, 2) or not all(isinstance(one, Axes) for one in axes):
        raise InputError(
            "ax: expected matplotlib axes for the answers over time, or two axes, for these and for the "
            f"distribution, got {ax!r}"
        )
    return axes


def progress(
    labels: pd.DataFrame, *, ax: Axes | None = None, total: int | None = None, figsize: Any = None
) -> Axes:
    """Draw the number of answers over the time at work.

    An item takes the seconds for which it was looked at. If nobody looked at it, because code answered, it
    takes the time since the item before. Longer pauses take no time; thin lines mark them.

    Parameters
    ----------
    labels
        As `loopwidgets.Project.labels` gives them.
    ax
        Where to draw; a new figure when not given.
    total
        The number of items, or None; it is written beside the number of answers.
    figsize
        Width and height of the new figure, in inches.
    """
    ax = figure_style.axes(ax, figsize, (5.4, 2.8))
    figure_style.title(ax, "Answers over time")
    work = labels[labels["status"].isin(["answered", "skipped"]) & labels["at"].notna()]
    work = work.sort_values("at", kind="stable")
    answered = (work["status"] == "answered").to_numpy()
    if not answered.any():
        return figure_style.say(ax, "No answers yet")
    elapsed, pauses = _elapsed(work)
    unit, seconds = next(
        (name, of) for name, of in _UNITS if elapsed[-1] >= 2 * of or name == "seconds"
    )
    times = np.concatenate([[0], elapsed[answered]]) / seconds
    count = np.arange(len(times))
    accent = figure_style.on(ax, ACCENT)
    longest = (elapsed[-1] or _NO_TIME) / seconds
    if len(pauses) <= _MOST_PAUSES:
        for pause in pauses / seconds:
            ax.axvline(pause, color=figure_style.on(ax, FAINT), linewidth=0.8, zorder=0)
    ax.fill_between(times, count, step="post", color=accent, alpha=0.15, linewidth=0)
    ax.step(times, count, where="post", color=accent, linewidth=1.8)
    ax.plot(times[-1:], count[-1:], "o", color=accent, markersize=4.5, clip_on=False)
    is_late = times[-1] > longest / 2
    ax.annotate(
        f"{count[-1]:,}" + (f" of {total:,}" if total else ""),
        (times[-1], count[-1]),
        xytext=(-6 if is_late else 6, 4),
        textcoords="offset points",
        ha="right" if is_late else "left",
        va="bottom",
        fontsize=9,
        color=figure_style.on(ax, INK),
    )
    most = min(6, max(2, int(figure_style.width(ax) / _TICK)))
    ax.xaxis.set_major_locator(MaxNLocator(most, steps=[1, 2, 3, 5, 10]))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.6g}"))
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_xlim(0, longest)
    ax.set_ylim(0, max(1.18 * count[-1], 2))
    ax.set_xlabel(f"{unit} of work, {_days(work['at'])}", loc="left", wrap=True)
    return figure_style.calm(ax, grid="y")


def _elapsed(work: pd.DataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the seconds of work until each row, in the order of time, and until each pause."""
    since = work["at"].diff().dt.total_seconds().fillna(0).to_numpy(dtype=np.float64)
    looked = work["seconds"].fillna(0).to_numpy(dtype=np.float64)
    is_pause = since > PAUSE
    took = np.where(looked > 0, looked, np.where(is_pause, 0, since))
    elapsed = np.cumsum(took)
    return elapsed, (elapsed - took)[is_pause]


def _days(times: pd.Series) -> str:
    """Return the days of the work here in words, as short as can be; the times are in order."""
    first, last = (
        datetime.fromtimestamp(times.iloc[place].timestamp(), UTC).astimezone() for place in (0, -1)
    )
    begin = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        begin += f" {first:%b}"
    if first.year != last.year:
        begin += f" {first.year}"
    end = f"{last.day} {last:%b} {last.year}"
    return end if first.date() == last.date() else f"{begin} to {end}"


def distribution(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    by: str | None = None,
    names: Sequence[str],
    colors: Sequence[Pair],
    title: str = "Class distribution",
    figsize: Any = None,
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
    figsize
        Width and height of the new figure, in inches.

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
    pairs = [*colors, *[SOFT] * len(retired)]
    per_label = max(0.32, 0.17 * len(groups) + 0.1)
    if len(names) > _MOST_BARS:
        answered, names, pairs = _most_frequent(answered, names, pairs)
    usual = (3.8 if by is None else 5, max(2.2, 1.0 + per_label * len(names)))
    ax = figure_style.axes(ax, figsize, usual)
    figure_style.title(ax, title)
    if answered.empty:
        return figure_style.say(ax, "No answers yet")
    if not names:
        return figure_style.say(ax, "No labels to count")
    drawn = [figure_style.color(ax, pair, place) for place, pair in enumerate(pairs)]
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
            bars,
            texts,
            padding=4,
            fontsize=8,
            color=figure_style.on(ax, INK),
            **figure_style.as_written(*texts),
        )
    ax.set_yticks(places, figure_style.shorts(names), **figure_style.as_written(*names))
    ax.set_ylim(len(names) - 0.5, -0.5)
    room = min(0.6, (figure_style.LETTER * longest_text + 0.15) / figure_style.width(ax))
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
    answered: pd.DataFrame, names: Sequence[str], colors: Sequence[Pair]
) -> tuple[pd.DataFrame, list[str], list[Pair]]:
    """Return the most frequent labels, the most frequent first, then the others together."""
    counts = _counts(answered, names)
    places = np.argsort(-counts, kind="stable")[: _MOST_BARS - 1]
    top = [names[place] for place in places if counts[place]]
    rest = f"{len(names) - len(top):,} others"
    together = answered["label"].where(answered["label"].isin(top), rest)
    kept = [colors[place] for place in places if counts[place]]
    return answered.assign(label=together), [*top, rest], [*kept, SOFT]
