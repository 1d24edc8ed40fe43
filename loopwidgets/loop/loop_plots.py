"""Draws figures of the model beside the person: its quality, the mirror, simulations.

Frames in, figures out, in the look of ``figure_style.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase
from matplotlib.ticker import MaxNLocator, PercentFormatter, StrMethodFormatter

from loopwidgets.errors import InputError, nearest
from loopwidgets.labels.colors import color_of
from loopwidgets.loop.evaluation.estimates import FEWEST
from loopwidgets.results import figure_style
from loopwidgets.results.figure_style import ACCENT, INK, SOFT, Pair

if TYPE_CHECKING:
    import pandas as pd

_AGREES = {
    "accuracy": "How often the model agrees with you",
    "macro_f1": "How well the model agrees with you, rare labels too (macro-F1)",
}
_MEASURES = {"macro_f1": "Macro-F1", "accuracy": "Accuracy"}
_MOST_LABELS = 9
"""Labels whose leanings are drawn: those that were chosen most."""
_MOST_BARS = 5
_ACROSS = 3
_HOW_TO_READ = "“7 of 8” means: of 8 items with this word or value, 7 have the label."
_APART = 0.06
"""The distance between the intervals of neighboring labels, in parts."""


def loop_curve(
    rounds: pd.DataFrame, *, measure: str = "accuracy", figsize: Any = None, ax: Axes | None = None
) -> Any:
    """Draw how often the model agrees with the person over the number of answers, in percent.

    The strong line is from answers that chance chose and the model never learned from. The light line is
    how often the model's guess was right before the answer. Its items are harder, since the model chose
    them itself.

    Parameters
    ----------
    rounds
        A row for each round, with ``n_labels``, ``audited``, and ``accuracy``, ``macro_f1`` and
        ``foretold``, each also with ``_low`` and ``_high``. NaN where there are too few answers.
    measure
        ``"accuracy"`` or ``"macro_f1"``: the measure of the strong line.
    figsize
        Width and height of the new figure, in inches.
    ax
        Where to draw; a new figure when not given.

    Returns
    -------
    matplotlib.figure.Figure or matplotlib.axes.Axes
        The new figure, or ``ax``.

    Raises
    ------
    InputError
        If the frame lacks a column.
    """
    _check_measure(measure)
    numbers = [f"{name}{end}" for name in (measure, "foretold") for end in ("", "_low", "_high")]
    missing = sorted({"n_labels", "audited", *numbers} - set(rounds.columns))
    if missing:
        raise InputError(
            f"rounds: expected w.loop.rounds, got a table without the columns {missing}"
        )
    axes = figure_style.axes(ax, figsize, (5.4, 3.2))
    _curve(axes, rounds.sort_values("n_labels", kind="stable"), measure)
    return axes.figure if ax is None else ax


def _curve(ax: Axes, rounds: pd.DataFrame, measure: str) -> None:
    figure_style.title(ax, _AGREES[measure])
    if rounds.empty:
        figure_style.say(ax, "No round yet: the model has not learned")
        return
    audited = int(rounds["audited"].iloc[-1])
    waiting = f"not measurable yet: {audited:,} of {FEWEST} test answers"
    foretold = _band(ax, rounds, "foretold", label="right before you answered", light=True)
    scored = _band(
        ax, rounds, measure, label=f"{audited:,} test answers, chosen at random", light=False
    )
    if not (scored or foretold):
        figure_style.say(ax, waiting)
        return
    if not scored:
        ax.plot([], [], color=figure_style.on(ax, ACCENT), linewidth=1.8, label=waiting)
    ax.set_xlabel("answers that the model learned from", loc="left")
    ax.set_xlim(0, 1.03 * float(rounds["n_labels"].iloc[-1]))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    _percent(ax)
    figure_style.legend(ax, _AGREES[measure])
    figure_style.calm(ax, grid="y")


def _percent(ax: Axes) -> None:
    """Draw all of 0 to 100 %, so that figures can be compared."""
    ax.set_ylim(0, 1.02)
    ax.set_yticks(np.arange(6) / 5)
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def _check_measure(measure: str) -> None:
    if measure not in _MEASURES:
        raise InputError(
            f"measure: expected one of {list(_MEASURES)}, got {measure!r}.{nearest(measure, _MEASURES)}"
        )


def mirror_figure(
    leanings: pd.DataFrame,
    drift: pd.DataFrame,
    agreement: pd.DataFrame,
    *,
    names: Sequence[str],
    colors: Sequence[Pair] | None = None,
    nothing: str = "",
    figsize: Any = None,
) -> Figure:
    """Draw the model's leanings for each label, and how answers change over time.

    Parameters
    ----------
    leanings, drift, agreement
        As `loopwidgets.loop.mirror.mirror.Mirror` has them.
    names, colors
        Names and colors of the labels, in order; shape (n_labels,) each. A color is a pair: for light and
        for dark pages.
    nothing
        The reason why nothing is drawn; else empty.
    figsize
        Width and height of the figure, in inches.
    """
    if nothing:
        figure = figure_style.figure(figsize, (5.4, 1.6))
        figure_style.say(figure.add_subplot(), nothing)
        return figure
    pairs = [color_of(place) for place in range(len(names))] if colors is None else colors
    numbers = {name: place for place, name in enumerate(names)}

    def color_in(ax: Axes, name: str) -> str:
        return figure_style.color(ax, pairs[numbers[name]], numbers[name])

    often = (drift["share"] * drift["n"]).groupby(drift["label"]).sum()
    leaning = _most(names, set(leanings["label"]), often)
    bars = int(min(_MOST_BARS, leanings["label"].value_counts().max())) if leaning else 0
    rows = -(-len(leaning) // _ACROSS)
    above = rows * (0.55 + 0.2 * bars) + 0.3
    figure = figure_style.figure(figsize, (9, above + 2.6))
    below: FigureBase = figure
    if leaning:
        halves = figure.subfigures(2, 1, squeeze=False, height_ratios=(above, 2.6))
        top, below = halves.ravel()
        grid = top.subplots(rows, _ACROSS, squeeze=False).ravel()
        for ax, name in zip(grid, leaning, strict=False):
            _leanings(ax, leanings[leanings["label"] == name], name, color_in(ax, name), bars)
        for ax in grid[: len(leaning)]:
            ax.set_xlim(0, 1.7 * float(leanings["weight"].max()))  # room for the counts
        for ax in grid[len(leaning) :]:
            ax.set_axis_off()
        ink = figure_style.on(grid[0], INK)
        top.supxlabel(_HOW_TO_READ, x=0.01, ha="left", fontsize=8, color=ink)
    shares, agreed = below.subplots(1, 2)
    figure_style.title(shares, "How often you chose each label")
    figure_style.title(agreed, "How often the model guesses your answer")
    told = _most(names, set(drift["label"]), often)
    _shares(shares, drift, told, [color_in(shares, name) for name in told])
    if len(agreement):
        _over_parts(agreed, agreement, figure_style.on(agreed, ACCENT))
    for ax in (shares, agreed):
        _finish_parts(ax, agreement)
    return figure


def _shares(ax: Axes, drift: pd.DataFrame, names: Sequence[str], colors: Sequence[str]) -> None:
    """Draw how often each label was chosen, with the names beside the axes."""
    if not names:
        return
    lines = zip(names, figure_style.shorts(names), colors, strict=True)
    for place, (name, short, color) in enumerate(lines):
        aside = _APART * (place - (len(names) - 1) / 2)
        _over_parts(ax, drift[drift["label"] == name], color, aside, label=short)
    figure_style.names_of_lines(ax, loc="upper left", bbox_to_anchor=(1, 1.05))


def _band(ax: Axes, table: pd.DataFrame, name: str, *, label: str, light: bool) -> bool:
    """Draw a score over labels with its interval; tell whether there is any."""
    score = table[[name, f"{name}_low", f"{name}_high"]].astype(float)
    known = score.notna().all(axis=1).to_numpy()
    if not known.any():
        return False
    n_labels = table["n_labels"].to_numpy(dtype=float)[known]
    value, low, high = score.to_numpy()[known].T
    color = figure_style.on(ax, SOFT if light else ACCENT)
    ax.fill_between(n_labels, low, high, color=color, alpha=0.1 if light else 0.18, linewidth=0)
    width = 1.1 if light else 1.8
    dot = "o" if len(value) == 1 else None
    ax.plot(n_labels, value, color=color, linewidth=width, label=label, marker=dot, ms=4.5)
    if len(value) == 1:
        ax.vlines(n_labels, low, high, color=color, linewidth=width)
    return True


def _most(names: Sequence[str], among: Collection[str], often: pd.Series) -> list[str]:
    """Return labels in their order; if there are many, those that were chosen most."""
    found = [name for name in names if name in among]
    top = sorted(found, key=lambda name: -float(often.get(name, 0)))[:_MOST_LABELS]
    return [name for name in found if name in top]


def _leanings(ax: Axes, table: pd.DataFrame, name: str, color: str, bars: int) -> None:
    top = table.head(_MOST_BARS)
    places = np.arange(len(top))
    drawn = ax.barh(places, top["weight"], height=0.62, color=color)
    counts = [f"{of:,} of {n:,}" for of, n in zip(top["with_label"], top["n"], strict=True)]
    ax.bar_label(drawn, counts, padding=3, fontsize=7, color=figure_style.on(ax, INK))
    ax.set_yticks(
        places,
        [figure_style.short(what, 22) for what in top["what"]],
        **figure_style.as_written(*top["what"]),
    )
    ax.set_ylim(bars - 0.5, -0.5)
    ax.set_xticks([])
    figure_style.title(ax, figure_style.short(name), **figure_style.as_written(name))
    figure_style.calm(ax, grid=None).spines["bottom"].set_visible(False)


def _over_parts(
    ax: Axes, table: pd.DataFrame, color: str, aside: float = 0.0, *, label: str = ""
) -> None:
    """Draw a line over the parts, and its interval at each part; a little aside, so that all are seen."""
    parts = table["part"].to_numpy(dtype=float) + aside
    value, low, high = (table[name].to_numpy(dtype=float) for name in ("share", "low", "high"))
    ax.vlines(parts, low, high, color=color, linewidth=1.2, alpha=0.6)
    ax.plot(parts, value, color=color, linewidth=1.8, marker="o", ms=3.5, label=label)


def _finish_parts(ax: Axes, agreement: pd.DataFrame) -> None:
    if agreement.empty:
        figure_style.say(ax, "Too few answers to tell")
        return
    ax.set_xticks(agreement["part"].to_numpy(dtype=float))
    ax.set_xlabel("successive parts of your answers", loc="left")
    _percent(ax)
    figure_style.calm(ax, grid="y")


def learning_curves(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    measure: str = "macro_f1",
    against: str | None = None,
    figsize: Any = None,
) -> Axes:
    """Draw a model's score over the number of labels: a line for each strategy, the mean over the seeds.

    Parameters
    ----------
    frame
        As `loopwidgets.loop.simulate` returns it.
    ax
        Where to draw; a new figure when not given.
    measure
        ``"macro_f1"`` or ``"accuracy"``.
    against
        The name of a strategy. Each line is then the gain over this strategy, seed by seed. All strategies
        have the same items held out, so the gain is more exact than their own curves.
    figsize
        Width and height of the new figure, in inches.

    Returns
    -------
    matplotlib.axes.Axes
        With a band for each strategy: the likely range of the mean (95 %, by Student's t).

    Raises
    ------
    InputError
        If the frame lacks a column, or the strategy.
    """
    _check_measure(measure)
    missing = sorted({"strategy", "seed", "n_labels", measure} - set(frame.columns))
    if missing:
        raise InputError(
            f"frame: expected the table of simulate(), got a table without the columns {missing}"
        )
    from scipy.special import stdtrit

    ax = figure_style.axes(ax, figsize, (5.4, 3.2))
    title, unit = f"{_MEASURES[measure]} on held-out items", "%"
    if against is not None:
        frame, unit = _gained(frame, measure, against), ""
        title = f"{title}, in percentage points above {figure_style.short(against)}"
        ax.axhline(0, color=figure_style.on(ax, INK), linewidth=0.8)
    for place, (name, runs) in enumerate(frame.groupby("strategy", sort=False)):
        color = figure_style.color(ax, color_of(place), place)
        of_n = runs.groupby("n_labels")[measure]
        mean, count = of_n.mean(), of_n.count()
        half = (
            of_n.std().fillna(0)
            / np.sqrt(count)
            * [float(stdtrit(n - 1, 0.975)) if n > 1 else 0.0 for n in count]
        )
        ax.fill_between(mean.index, mean - half, mean + half, color=color, alpha=0.15, linewidth=0)
        ax.plot(mean.index, mean, color=color, linewidth=1.8, label=figure_style.short(str(name)))
    ax.set_xlabel("labels", loc="left")
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=unit))
    figure_style.legend(ax, title)
    return figure_style.calm(ax, grid="y")


def _gained(frame: pd.DataFrame, measure: str, against: str) -> pd.DataFrame:
    """Return the rows of the other strategies, as the gain over the strategy's row with the same seed."""
    names = list(frame["strategy"].unique())
    if against not in names or len(names) < 2:
        raise InputError(
            f"against: expected one of several strategies {names}, got {against!r}.{nearest(against, names)}"
        )
    is_one, place = frame["strategy"] == against, ["seed", "n_labels"]
    its = frame[is_one].set_index(place)[measure]
    others = frame[~is_one].set_index(place)
    return others.assign(**{measure: others[measure] - its.reindex(others.index)}).reset_index()
