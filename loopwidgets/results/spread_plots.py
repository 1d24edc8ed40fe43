"""Draws how long marks are and where they lie, beneath the counts of their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, PowerNorm, to_rgba
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, StrMethodFormatter

from loopwidgets.results import figure_style, plots
from loopwidgets.results.figure_style import ACCENT, FAINT, INK, SOFT, NotebookAxes, Pair
from loopwidgets.tasks.spread import Areas, Lengths, Spread

if TYPE_CHECKING:
    import pandas as pd

_WIDTH = 4.2
"""The width of a figure, in inches."""
_ROW = 0.3
"""The height of a label's row, in inches."""
_MOST_ROWS = 20
"""The most labels that a reader can tell apart at a glance."""
_CELLS = 72
"""The number of cells along the longer side of a heat map."""
_WIDE = 30
"""Lengths that differ by more than this factor are drawn on a logarithmic scale."""
_FAINTEST = 0.08
"""The opacity of a place with hardly a mark, among many."""
_NARROWEST = 0.5
"""The shorter side of a heat map, as a part of its longer side."""


def counts_and_spreads(
    table: pd.DataFrame,
    beneath: Sequence[Spread],
    *,
    names: Sequence[str],
    colors: Sequence[Pair],
    title: str,
    figsize: Any = None,
) -> Axes:
    """Draw how often each answer was given, and beneath it how long marks are and where they lie.

    Parameters
    ----------
    table, names, colors, title
        As for `loopwidgets.results.plots.distribution`.
    beneath
        As a task returns it; plots without any mark are left out.
    figsize
        Width and height of the new figure, in inches.

    Returns
    -------
    matplotlib.axes.Axes
        The axes of the counts.
    """
    drawn = [spread for spread in beneath if _has_marks(spread)]
    if not drawn:
        return plots.distribution(table, names=names, colors=colors, title=title, figsize=figsize)
    heights = [max(1.5, 0.7 + 0.32 * min(len(names), _MOST_ROWS)), *map(_height, drawn)]
    figure = figure_style.figure(figsize, (_WIDTH, sum(heights)))
    grid = figure.add_gridspec(len(heights), 1, height_ratios=heights)
    first = figure.add_subplot(grid[0], axes_class=NotebookAxes)
    plots.distribution(table, ax=first, names=names, colors=colors, title=title)
    color_of = dict(zip(names, colors, strict=True))
    for place, spread in enumerate(drawn, start=1):
        ax = figure.add_subplot(grid[place])
        if isinstance(spread, Lengths):
            lengths(ax, spread, color_of)
        else:
            places(ax, spread)
    return first


def _has_marks(spread: Spread) -> bool:
    return bool(spread.by_name if isinstance(spread, Lengths) else spread.boxes)


def _height(spread: Spread) -> float:
    """Return the height of a plot, in inches."""
    if isinstance(spread, Lengths):
        return 0.9 + _ROW * min(len(spread.by_name), _MOST_ROWS)
    _, _, width, height = _extent(np.array(spread.boxes, dtype=np.float64))
    return 0.7 + min(3.6, max(1.2, (_WIDTH - 0.6) * height / width))


def lengths(ax: Axes, spread: Lengths, color_of: dict[str, Pair]) -> Axes:
    """Draw the shortest, the middle half, the median and the longest mark of each label.

    Parameters
    ----------
    ax
        Where to draw.
    spread
        The lengths by label. The 20 labels with the most marks are drawn.
    color_of
        The colors of labels by name, in order; labels without a color come last.
    """
    figure_style.title(ax, f"{spread.title}, in {spread.unit}")
    often = sorted(spread.by_name, key=lambda name: -len(spread.by_name[name]))[:_MOST_ROWS]
    order = [*color_of, *often]
    names = sorted(often, key=order.index)
    for row, name in enumerate(names):
        shown = figure_style.color(ax, color_of.get(name, SOFT), row)
        least, low, median, high, most = np.quantile(spread.by_name[name], (0, 0.25, 0.5, 0.75, 1))
        ax.plot((least, most), (row, row), color=shown, linewidth=1.2, alpha=0.7)
        ax.plot(
            (low, high), (row, row), color=shown, linewidth=7, alpha=0.55, solid_capstyle="butt"
        )
        ax.plot(median, row, "o", color=shown, markersize=5.5)
    ax.set_yticks(range(len(names)), figure_style.shorts(names), **figure_style.as_written(*names))
    ax.set_ylim(len(names) - 0.4, -0.6)
    shortest = min(min(spread.by_name[name]) for name in names)
    longest = max(max(spread.by_name[name]) for name in names)
    if shortest > 0 and longest / shortest > _WIDE:
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(numticks=6))
        ax.xaxis.set_minor_locator(NullLocator())
    else:
        ax.set_xlim(0, (longest or 1) * 1.06)
        ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.6g}"))
    figure_style.calm(ax, grid="x")
    ax.set_xlabel("line: all; bar: the middle half; dot: median", loc="left", wrap=True)
    return ax


def places(ax: Axes, spread: Areas) -> Axes:
    """Draw how many marks cover each place, with the origin at the top left as in an image."""
    figure_style.title(ax, spread.title)
    boxes = np.array(spread.boxes, dtype=np.float64)
    covered, extent = _covered(boxes)
    most = int(covered.max())
    red, green, blue, _ = to_rgba(figure_style.on(ax, ACCENT))
    shades = LinearSegmentedColormap.from_list(
        "places", [(red, green, blue, _FAINTEST), (red, green, blue, 1.0)]
    )
    seen = np.ma.masked_equal(covered, 0)
    even = PowerNorm(0.5, vmin=0, vmax=most)
    ax.imshow(seen, cmap=shades, norm=even, extent=extent, interpolation="nearest")
    ax.set_anchor("NW")
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_locator(MaxNLocator(4))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:,.6g}"))
    figure_style.calm(ax, grid=None).spines[:].set(visible=True, color=figure_style.on(ax, FAINT))
    ax.set_xlabel(f"pixels; at most {most:,} in a place", loc="left", wrap=True)
    ax.xaxis.label.set_color(figure_style.on(ax, INK))
    return ax


def _extent(boxes: npt.NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the part of the images that has marks, with the corner."""
    left, top = (min(0.0, float(boxes[:, side].min())) for side in (0, 1))
    width = float((boxes[:, 0] + boxes[:, 2]).max()) - left
    height = float((boxes[:, 1] + boxes[:, 3]).max()) - top
    shortest = max(1.0, _NARROWEST * max(width, height))
    return left, top, max(width, shortest), max(height, shortest)


def _covered(
    boxes: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.int64], tuple[float, float, float, float]]:
    """Return how many boxes cover each cell, and the sides of the map: left, right, bottom, top."""
    left, top, width, height = _extent(boxes)
    cell = max(width, height) / _CELLS
    across, down = (max(1, int(np.ceil(side / cell - 1e-9))) for side in (width, height))
    starts = np.floor((boxes[:, :2] - (left, top)) / cell).astype(np.int64)
    starts = np.clip(starts, 0, (across - 1, down - 1))
    ends = np.ceil((boxes[:, :2] + boxes[:, 2:] - (left, top)) / cell - 1e-9).astype(np.int64)
    ends = np.clip(ends, starts + 1, (across, down))
    steps = np.zeros((down + 1, across + 1), dtype=np.int64)
    for (column, row), step in (
        ((starts[:, 0], starts[:, 1]), 1),
        ((ends[:, 0], starts[:, 1]), -1),
        ((starts[:, 0], ends[:, 1]), -1),
        ((ends[:, 0], ends[:, 1]), 1),
    ):
        np.add.at(steps, (row, column), step)
    covered = steps.cumsum(axis=0).cumsum(axis=1)[:-1, :-1]
    return covered, (left, left + across * cell, top + down * cell, top)
