"""Draws figures of the model beside the person: its quality, the mirror, simulations.

Frames in, figures out, in the look of ``figure_style.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator, PercentFormatter, StrMethodFormatter

from loopwidgets.errors import InputError, nearest
from loopwidgets.labels.colors import color_of
from loopwidgets.loop.evaluation.estimates import FEWEST
from loopwidgets.results import figure_style

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = {"macro_f1": "Macro-F1", "accuracy": "Accuracy"}
_MOST_LABELS = 9
"""Labels whose leanings are drawn: those that were chosen most."""
_MOST_BARS = 5
_MOST_BANDS = 4
"""The most lines with a band that a reader can distinguish."""
_ACROSS = 3


def loop_curve(rounds: pd.DataFrame, *, measure: str = "accuracy") -> Figure:
    """Draw the model's score over the number of labels, with intervals.

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

    Raises
    ------
    InputError
        If the frame lacks a column.
    """
    if measure not in _MEASURES:
        raise InputError(
            f"measure: expected one of {list(_MEASURES)}, got {measure!r}.{nearest(measure, _MEASURES)}"
        )
    numbers = [f"{name}{end}" for name in (measure, "foretold") for end in ("", "_low", "_high")]
    missing = sorted({"n_labels", "audited", *numbers} - set(rounds.columns))
    if missing:
        raise InputError(
            f"rounds: expected w.loop.rounds, got a table without the columns {missing}"
        )
    figure = figure_style.NotebookFigure(figsize=(5.4, 3.2))
    ax = figure.add_subplot()
    ax.set_title(
        f"{_MEASURES[measure]} of the model", loc="left", fontsize=10, color=figure_style.INK
    )
    if rounds.empty:
        figure_style.say(ax, "No round yet: the model has not learned")
        return figure
    table = rounds.sort_values("n_labels", kind="stable")
    audited = int(table["audited"].iloc[-1])
    waiting = f"{audited:,} of {FEWEST} audited answers so far: the score is drawn from {FEWEST} on"
    foretold = _band(ax, table, "foretold", label="guesses before your answers", light=True)
    scored = _band(ax, table, measure, label="audited answers", light=False)
    if not (scored or foretold):
        figure_style.say(ax, waiting)
        return figure
    if not scored:
        ax.text(
            0,
            1.01,
            waiting,
            transform=ax.transAxes,
            fontsize=8,
            color=figure_style.INK,
            va="bottom",
        )
        ax.set_title(
            ax.get_title(loc="left"), loc="left", fontsize=10, color=figure_style.INK, pad=18
        )
    ax.set_xlabel("labels", loc="left", fontsize=8)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:.2f}"))
    ax.set_ylim(top=min(1.02, ax.get_ylim()[1]))
    figure_style.legend(ax)
    figure_style.calm(ax, grid="y")
    return figure


def mirror_figure(
    leanings: pd.DataFrame,
    drift: pd.DataFrame,
    agreement: pd.DataFrame,
    *,
    names: Sequence[str],
    colors: Sequence[tuple[str, str]] | None = None,
    nothing: str = "",
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
    """
    pairs = [color_of(place) for place in range(len(names))] if colors is None else colors
    drawn = dict(zip(names, map(figure_style.color, pairs, range(len(names))), strict=True))
    if nothing:
        figure = figure_style.NotebookFigure(figsize=(5.4, 1.6))
        figure_style.say(figure.add_subplot(), nothing)
        return figure
    often = (drift["share"] * drift["n"]).groupby(drift["label"]).sum()
    leaning = _most(names, set(leanings["label"]), often)
    bars = int(min(_MOST_BARS, leanings["label"].value_counts().max())) if leaning else 0
    rows = -(-len(leaning) // _ACROSS)
    above = rows * (0.55 + 0.2 * bars)
    figure = figure_style.NotebookFigure(figsize=(9, above + 2.6))
    below: FigureBase = figure
    if leaning:
        halves = figure.subfigures(2, 1, squeeze=False, height_ratios=(above, 2.6))
        top, below = halves.ravel()
        grid = top.subplots(rows, _ACROSS, squeeze=False).ravel()
        for ax, name in zip(grid, leaning, strict=False):
            _leanings(ax, leanings[leanings["label"] == name], name, drawn[name], bars)
        for ax in grid[: len(leaning)]:
            ax.set_xlim(0, 1.7 * float(leanings["weight"].max()))  # room for the counts
        for ax in grid[len(leaning) :]:
            ax.set_axis_off()
    shares, agreed = below.subplots(1, 2)
    shares.set_title(
        "How often you chose each label", loc="left", fontsize=10, color=figure_style.INK
    )
    agreed.set_title(
        "How often the model guesses your answer", loc="left", fontsize=10, color=figure_style.INK
    )
    told = _most(names, set(drift["label"]), often)
    for name in told:
        part = drift[drift["label"] == name]
        _over_parts(
            shares, part, drawn[name], label=figure_style.short(name), band=len(told) <= _MOST_BANDS
        )
    if len(agreement):
        _over_parts(agreed, agreement, figure_style.ACCENT, label="", band=True)
    for ax in (shares, agreed):
        _finish_parts(ax, agreement)
    if told:
        shares.legend(
            frameon=False,
            labelcolor=figure_style.INK,
            loc="upper left",
            bbox_to_anchor=(1, 1.05),
            prop=FontProperties(size=8, family=figure_style.as_written()["fontfamily"]),
        )
    return figure


def _band(ax: Axes, table: pd.DataFrame, name: str, *, label: str, light: bool) -> bool:
    """Draw a score over labels with its interval; tell whether there is any."""
    score = table[[name, f"{name}_low", f"{name}_high"]].astype(float)
    known = score.notna().all(axis=1).to_numpy()
    if not known.any():
        return False
    n_labels = table["n_labels"].to_numpy(dtype=float)[known]
    value, low, high = score.to_numpy()[known].T
    color = figure_style.INK if light else figure_style.ACCENT
    ax.fill_between(n_labels, low, high, color=color, alpha=0.1 if light else 0.18, linewidth=0)
    width, alpha = (1.1, 0.7) if light else (1.8, 1.0)
    dot = "o" if len(value) == 1 else None
    ax.plot(
        n_labels, value, color=color, linewidth=width, alpha=alpha, label=label, marker=dot, ms=4.5
    )
    if len(value) == 1:
        ax.vlines(n_labels, low, high, color=color, linewidth=width, alpha=alpha)
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
    ax.bar_label(drawn, counts, padding=3, fontsize=7, color=figure_style.INK)
    ax.set_yticks(
        places, [figure_style.short(what, 22) for what in top["what"]], **figure_style.as_written()
    )
    ax.set_ylim(bars - 0.5, -0.5)
    ax.set_xticks([])
    ax.set_title(
        figure_style.short(name),
        loc="left",
        fontsize=9,
        color=figure_style.INK,
        **figure_style.as_written(),
    )
    figure_style.calm(ax, grid=None).spines["bottom"].set_visible(False)


def _over_parts(ax: Axes, table: pd.DataFrame, color: str, *, label: str, band: bool) -> None:
    parts, value = table["part"].to_numpy(dtype=float), table["share"].to_numpy(dtype=float)
    low, high = (table[name].to_numpy(dtype=float) for name in ("low", "high"))
    if band:
        ax.fill_between(parts, low, high, color=color, alpha=0.15, linewidth=0)
    ax.plot(parts, value, color=color, linewidth=1.8, marker="o", ms=3.5, label=label)


def _finish_parts(ax: Axes, agreement: pd.DataFrame) -> None:
    if agreement.empty:
        figure_style.say(ax, "Too few answers to tell")
        return
    ax.set_xticks(agreement["part"].to_numpy(dtype=float))
    ax.set_xlabel("successive parts of your answers", loc="left", fontsize=8)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    low, high = ax.get_ylim()
    ax.set_ylim(max(0.0, low), min(1.02, high))
    figure_style.calm(ax, grid="y")


def learning_curves(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    measure: str = "macro_f1",
    against: str | None = None,
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

    Returns
    -------
    matplotlib.axes.Axes
        With a band for each strategy: the likely range of the mean (95 %, by Student's t).

    Raises
    ------
    InputError
        If the frame lacks a column, or the strategy.
    """
    missing = sorted({"strategy", "seed", "n_labels", measure} - set(frame.columns))
    if missing or measure not in _MEASURES:
        raise InputError(
            f"frame: expected the table of simulate(), got a table without the columns {missing}"
            if measure in _MEASURES
            else f"measure: expected one of {list(_MEASURES)}, got {measure!r}.{nearest(measure, _MEASURES)}"
        )
    from scipy.special import stdtrit

    ax = figure_style.axes(ax, (5.4, 3.2))
    title = f"{_MEASURES[measure]} on held-out items"
    if against is not None:
        frame, title = (
            _gained(frame, measure, against),
            f"{title}, above {figure_style.short(against)}",
        )
        ax.axhline(0, color=figure_style.INK, linewidth=0.8)
    for place, (name, runs) in enumerate(frame.groupby("strategy", sort=False)):
        color = figure_style.color(color_of(place), place)
        of_n = runs.groupby("n_labels")[measure]
        mean, count = of_n.mean(), of_n.count()
        half = (
            of_n.std().fillna(0)
            / np.sqrt(count)
            * [float(stdtrit(n - 1, 0.975)) if n > 1 else 0.0 for n in count]
        )
        ax.fill_between(mean.index, mean - half, mean + half, color=color, alpha=0.15, linewidth=0)
        ax.plot(mean.index, mean, color=color, linewidth=1.8, label=figure_style.short(str(name)))
    ax.set_title(title, loc="left", fontsize=10, color=figure_style.INK)
    ax.set_xlabel("labels", loc="left", fontsize=8)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:.2f}"))
    figure_style.legend(ax)
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
