"""Figures from a project's tables: frames in, figures out.

Built with `matplotlib.figure.Figure` alone: pyplot keeps a global state that other threads draw into.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.dates as mdates
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from loopwidgets.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_INK = "#7c828d"
"""Text and lines: readable on white and on black alike, as the figure is transparent."""
_FAINT = "#8a919c55"
_ACCENT = "#3b82d9"


class NotebookFigure(Figure):
    """A figure that a notebook shows by itself, on light and on dark pages alike."""

    def __init__(self, **options: Any) -> None:
        super().__init__(layout="constrained", **options)
        FigureCanvasAgg(self)
        self.patch.set_alpha(0)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        scale = 2
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=self.dpi * scale, transparent=True)
        width, height = (int(n * self.dpi) for n in self.get_size_inches())
        return file.getvalue(), {"width": width, "height": height}


def overview(
    labels: pd.DataFrame, *, names: Sequence[str], colors: Sequence[str], total: int | None
) -> Figure:
    """Draw labels over time and the class distribution side by side.

    Parameters
    ----------
    labels
        As `loopwidgets.Project.labels` gives them.
    names, colors
        Of the labels, in order; shape (n_labels,) each.
    total
        How many items there are, or None.
    """
    figure = NotebookFigure(figsize=(9, max(2.6, 1.3 + 0.32 * len(names))))
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
        How many items there are: drawn as a line when some are answered.
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
    locator = mdates.AutoDateLocator(minticks=3, maxticks=6)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.set_ylim(0, max(1.18 * len(times), 2))
    ax.set_xlabel("time (UTC)", fontsize=8)
    return _calm(ax, grid="y")


def distribution(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    by: str | None = None,
    names: Sequence[str],
    colors: Sequence[str],
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
        Of the labels, in order; shape (n_labels,) each.
    """
    ax = _axes(ax, (3.8, max(2.2, 1.0 + 0.32 * len(names))))
    ax.set_title("Class distribution", loc="left", fontsize=10, color=_INK)
    if by is not None and by not in table.columns:
        raise InputError(f"by: expected a column of {list(table.columns)}, got {by!r}")
    answered = table[table["status"] == "answered"].explode("label")
    groups = [None] if by is None else sorted(answered[by].dropna().unique())
    if answered.empty:
        return _say(ax, "No answers yet")
    places = np.arange(len(names))
    height = 0.62 / max(1, len(groups))
    longest = 0
    for nth, group in enumerate(groups):
        chosen = answered if group is None else answered[answered[by] == group]
        counts = chosen["label"].value_counts().reindex(list(names), fill_value=0).to_numpy()
        longest = max(longest, int(counts.max(initial=0)))
        offset = (nth - (len(groups) - 1) / 2) * height
        bars = ax.barh(places + offset, counts, height=height * 0.92, color=list(colors))
        for bar in bars:
            bar.set_alpha(1 - 0.55 * nth / max(1, len(groups)))
        texts = [f"{n:,}" if group is None else f"{n:,}  {group}" for n in counts]
        ax.bar_label(bars, texts, padding=4, fontsize=8, color=_INK)
    ax.set_yticks(places, [_short(name) for name in names])
    ax.invert_yaxis()
    ax.set_xlim(0, max(1, longest) * (1.18 if by is None else 1.45))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    return _calm(ax, grid="x")


def _axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    return NotebookFigure(figsize=size).subplots() if ax is None else ax


def _say(ax: Axes, text: str) -> Axes:
    ax.text(0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes, color=_INK)
    ax.set_xticks([])
    ax.set_yticks([])
    return _calm(ax, grid=None)


def _calm(ax: Axes, *, grid: str | None) -> Axes:
    ax.patch.set_alpha(0)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(_FAINT)
    ax.tick_params(colors=_INK, labelsize=8, length=0)
    ax.xaxis.label.set_color(_INK)
    ax.xaxis.get_offset_text().set_color(_INK)
    ax.set_axisbelow(True)
    if grid is not None:
        ax.grid(axis=grid, color=_FAINT, linewidth=0.8)  # type: ignore[arg-type]
    return ax


def _short(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"
