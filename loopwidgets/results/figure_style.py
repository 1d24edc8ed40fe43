"""Styles every figure: for light and dark pages, in any script, shown in a notebook without pyplot.

It uses `matplotlib.figure.Figure` alone: pyplot keeps a global state that other threads draw into.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache
from typing import Any, cast

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from loopwidgets.errors import InputError
from loopwidgets.labels.colors import color_of

INK = "#757a84"
"""Text and lines: readable on white and on black alike, as the figure is transparent."""
FAINT = "#8a919c55"
ACCENT = "#3b82d9"
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


def axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """Return the user's axes, or those of a new figure of this size, in inches."""
    if ax is None:
        return NotebookFigure(figsize=size).add_subplot(axes_class=NotebookAxes)
    if not isinstance(ax, Axes):
        raise InputError(f"ax: expected matplotlib axes, or nothing for a new figure, got {ax!r}")
    return ax


def width(ax: Axes) -> float:
    """Return the width of axes, in inches."""
    return float(ax.get_window_extent().width / ax.figure.dpi)


def say(ax: Axes, text: str) -> Axes:
    """Write the reason why there is nothing to draw."""
    ax.text(0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes, color=INK)
    ax.set_xticks([])
    ax.set_yticks([])
    calm(ax, grid=None).spines[:].set_visible(False)
    return ax


def calm(ax: Axes, *, grid: str | None) -> Axes:
    """Draw the surroundings of the data faintly: two spines, and a grid along one axis or none."""
    ax.patch.set_alpha(0)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(FAINT)
    ax.tick_params(colors=INK, labelsize=8, length=0)
    ax.xaxis.label.set_color(INK)
    ax.xaxis.get_offset_text().set(color=INK, fontsize=8)
    ax.set_axisbelow(True)
    if grid is not None:
        ax.grid(axis=grid, color=FAINT, linewidth=0.8)  # type: ignore[arg-type]
    return ax


def legend(ax: Axes) -> None:
    """Draw the legend below the axes, where no line runs through its words."""
    ax.legend(
        frameon=False,
        fontsize=8,
        labelcolor=INK,
        loc="upper right",
        bbox_to_anchor=(1, -0.07),
        borderaxespad=0,
        ncols=2,
    )


def short(name: str, most: int = 24) -> str:
    """Return a name as a single line of letters that can be drawn."""
    line = " ".join(name.split())
    line = "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in line)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def as_written() -> dict[str, Any]:
    """Return the style for names: no ``$`` starts a formula, and every script finds its font."""
    return {"parse_math": False, "fontfamily": [*mpl.rcParams["font.family"], *_known_fallbacks()]}


@cache
def _known_fallbacks() -> tuple[str, ...]:
    known = set(fontManager.get_font_names())
    return tuple(name for name in _FALLBACKS if name in known)


def color(pair: tuple[str, str], place: int) -> str:
    """Return a color that shows on light and on dark pages: between the colors for each."""
    try:
        light, dark = (np.array(_rgb(css)) for css in pair)
    except ValueError:  # a color that CSS knows and matplotlib does not
        return color(color_of(place), place)
    return to_hex((0.7 * light + 0.3 * dark).tolist())


def _rgb(css: str) -> tuple[float, ...]:
    parts = re.fullmatch(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\b.*\)", css)
    return tuple(min(255, int(part)) / 255 for part in parts.groups()) if parts else to_rgb(css)
