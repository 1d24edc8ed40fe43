"""Styles every figure: dark on a light page and light on a dark page, in any script, without pyplot.

A figure has the background that the user set for matplotlib, which is white by default. So it can be printed
as it is. It uses `matplotlib.figure.Figure` alone: pyplot keeps a global state that other threads draw into.
"""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from html import escape
from itertools import chain
from typing import Any, cast

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager

from loopwidgets.errors import InputError
from loopwidgets.labels.colors import color_of

Pair = tuple[str, str]
"""A color for light pages, and the same for dark pages."""

INK: Pair = ("#24292f", "#e6e9ee")
"""Text, dark enough to print."""
SOFT: Pair = ("#57606a", "#a6adb8")
"""Lines beside the strongest line, and the names of ticks."""
FAINT: Pair = ("#d4d8de", "#3b414b")
"""Grids and spines."""
ACCENT: Pair = ("#1d6fd1", "#60a5fa")

LETTER = 0.066
"""Width of a letter at 8 points, in inches."""
_ROW = 12.5
"""Height of a row of the legend, in points."""
_MOST_INCHES = 100
_LONGEST = 24
"""The most letters of a name."""
_DARK_PAGES = (
    "<style>"
    ":is([data-jp-theme-light='false'],.vscode-dark,.vscode-high-contrast:not(.vscode-high-contrast-light)) "
    ".loopwidgets-figure-light"
    "{filter:invert(1) hue-rotate(180deg);mix-blend-mode:screen}"
    "</style>"
)
"""Turns a white figure dark on a dark page; the hues stay. Without these rules it stays white."""
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
    """A figure that a notebook shows by itself, on light and on dark pages."""

    def __init__(self, **options: Any) -> None:
        super().__init__(layout="constrained", **options)
        FigureCanvasAgg(self)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return _bundle(self)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        return _png(self)


class NotebookAxes(Axes):
    """Axes with a figure of their own, which a notebook shows when they are a cell's last line."""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return _bundle(cast("Figure", self.figure))

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        return _png(cast("Figure", self.figure))


def as_html(figure: Figure) -> str:
    """Return a figure as an image in HTML, which turns dark on a dark page."""
    return _html(figure, *_png(figure))


def _bundle(figure: Figure) -> tuple[dict[str, str], dict[str, Any]]:
    image, size = _png(figure)
    data = {
        "image/png": base64.b64encode(image).decode(),
        "text/html": _html(figure, image, size),
    }
    return data, {"image/png": size}


def _html(figure: Figure, image: bytes, size: dict[str, int]) -> str:
    titles = filter(None, (ax.get_title(loc="left") for ax in figure.axes))
    page = "dark" if _is_dark(figure) else "light"
    alt = escape("; ".join(titles))
    return (
        f'{_DARK_PAGES}<img class="loopwidgets-figure-{page}" alt="{alt}" '
        f'width="{size["width"]}" height="{size["height"]}" '
        f'src="data:image/png;base64,{base64.b64encode(image).decode()}">'
    )


def _png(figure: Figure) -> tuple[bytes, dict[str, int]]:
    """Return a figure at twice its size, for sharp screens, and the size at which to show it."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=figure.dpi * 2)
    width, height = (int(n * figure.dpi) for n in figure.get_size_inches())
    return file.getvalue(), {"width": width, "height": height}


def figure(figsize: Any, usual: tuple[float, float]) -> NotebookFigure:
    """Return a new figure of the size that the user asks for, or else of its usual size, in inches."""
    try:
        width, height = (float(inches) for inches in (usual if figsize is None else figsize))
        fits = 0 < width <= _MOST_INCHES and 0 < height <= _MOST_INCHES
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise InputError(
            f"figsize: expected a width and a height in inches, such as {usual}, got {figsize!r}"
        )
    return NotebookFigure(figsize=(width, height))


def axes(ax: Any, figsize: Any, usual: tuple[float, float]) -> Axes:
    """Return the user's axes, or those of a new figure."""
    if ax is None:
        return figure(figsize, usual).add_subplot(axes_class=NotebookAxes)
    if not isinstance(ax, Axes):
        raise InputError(f"ax: expected matplotlib axes, or nothing for a new figure, got {ax!r}")
    if figsize is not None:
        raise InputError(
            "figsize: the axes in ax= belong to a figure with its own size; give one of the two"
        )
    return ax


def width(ax: Axes) -> float:
    """Return the width of axes, in inches."""
    return float(ax.get_window_extent().width / ax.figure.dpi)


def title(ax: Axes, text: str, *, above: float = 6, **options: Any) -> None:
    """Write the title, so many points above the axes."""
    options = {"fontsize": 10, "wrap": True, "parse_math": False, **options}
    ax.set_title(text, loc="left", color=on(ax, INK), pad=above, **options)


def say(ax: Axes, text: str) -> Axes:
    """Write the reason why there is nothing to draw."""
    ax.text(
        0.5,
        0.5,
        text,
        ha="center",
        va="center",
        transform=ax.transAxes,
        color=on(ax, INK),
        fontsize=9,
    )
    ax.set_xticks([])
    ax.set_yticks([])
    calm(ax, grid=None).spines[:].set_visible(False)
    return ax


def calm(ax: Axes, *, grid: str | None) -> Axes:
    """Draw the surroundings of the data faintly: two spines, and a grid along one axis or none."""
    ax.patch.set_alpha(0)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(on(ax, FAINT))
    ax.tick_params(colors=on(ax, INK), labelsize=8, length=0)
    ax.xaxis.label.set(color=on(ax, INK), fontsize=8)
    ax.yaxis.label.set(color=on(ax, INK), fontsize=8)
    ax.set_axisbelow(True)
    if grid is not None:
        ax.grid(axis=grid, color=on(ax, FAINT), linewidth=0.8)  # type: ignore[arg-type]
    return ax


def legend(ax: Axes, text: str) -> None:
    """Write the title, and below it the legend: above the axes, where it hides no line."""
    names = _named(ax)
    longest = max(map(len, names.values()), default=0)
    columns = max(1, min(len(names), int(width(ax) / (LETTER * longest + 0.5))))
    title(ax, text, above=5 + _ROW * -(-len(names) // columns))
    names_of_lines(
        ax,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        borderaxespad=0.2,
        borderpad=0,
        labelspacing=0.3,
        handlelength=1.6,
        ncols=columns,
    )


def names_of_lines(ax: Axes, **options: Any) -> None:
    """Draw a legend in which no name is a formula, and none is left out for its first letter."""
    names = _named(ax)
    legend = ax.legend(
        [*names],
        ["" for _ in names],
        frameon=False,
        labelcolor=on(ax, INK),
        prop=FontProperties(size=8, family=as_written(*names.values())["fontfamily"]),
        **options,
    )
    for text, name in zip(legend.get_texts(), names.values(), strict=True):
        text.set(text=name, parse_math=False)


def _named(ax: Axes) -> dict[Any, str]:
    """Return the lines that have a name."""
    names = {line: str(line.get_label()) for line in ax.lines}
    return {line: name for line, name in names.items() if not name.startswith("_child")}


def short(name: str, most: int = _LONGEST) -> str:
    """Return a name as a single line of letters that can be drawn."""
    line = _drawable(name)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def shorts(names: Sequence[str]) -> list[str]:
    """Return names in short; those that would look alike keep their ends in place of their middles."""
    cut = [short(name) for name in names]
    alike = {name for name, count in Counter(cut).items() if count > 1}
    half = _LONGEST // 2
    return [
        f"{line[: half - 1].rstrip()}…{line[-half:].lstrip()}"
        if one in alike and len(line := _drawable(name)) > _LONGEST
        else one
        for name, one in zip(names, cut, strict=True)
    ]


def _drawable(name: str) -> str:
    line = " ".join(name.split())
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in line)


def as_written(*names: str) -> dict[str, Any]:
    """Return the style for names: no ``$`` starts a formula, and every script finds its font."""
    families = [
        *mpl.rcParams["font.family"],
        *_known_fallbacks(),
        *_fonts_of(frozenset(chain(*names))),
    ]
    return {"parse_math": False, "fontfamily": [*dict.fromkeys(families)]}


@cache
def _known_fallbacks() -> tuple[str, ...]:
    known = set(fontManager.get_font_names())
    return tuple(name for name in _FALLBACKS if name in known)


@cache
def _fonts_of(characters: frozenset[str]) -> list[str]:
    """Return the Noto fonts for the scripts of these characters, as far as they are installed."""
    named = (unicodedata.name(one, "") for one in characters if one > "\u02ff")
    scripts = {
        re.split(r" (?:LETTER|VOWEL|SIGN|CHARACTER|DIGIT|SYLLABLE)\b", name)[0] for name in named
    }
    return sorted({f"Noto Sans {one.title()}" for one in scripts} & {*fontManager.get_font_names()})


def on(ax: Axes, pair: Pair) -> str:
    """Return the color of a pair that suits the background of these axes."""
    return pair[_is_dark(ax.figure)]


def color(ax: Axes, pair: Pair, place: int) -> str:
    """Return the color of a label that suits the background of these axes."""
    try:
        return to_hex(_rgb(on(ax, pair)))
    except ValueError:  # a color that CSS knows and matplotlib does not
        return on(ax, color_of(place))


def _is_dark(figure: Any) -> bool:
    """Return True if white is easier to read on the background than black; parts of a figure have its own."""
    red, green, blue, alpha = to_rgba(figure.figure.get_facecolor())
    linear = [
        (c / 12.92) if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    light = float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
    return alpha > 0 and light < 0.18  # between white and black, by the contrast of WCAG


def _rgb(css: str) -> tuple[float, float, float]:
    parts = re.fullmatch(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\b.*\)", css)
    if parts is None:
        return to_rgb(css)
    red, green, blue = (min(255, int(part)) / 255 for part in parts.groups())
    return red, green, blue
