"""Describes the state of a running loop, for a widget or a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loopwidgets.loop.evaluation.estimates import Estimate

Doing = Literal["preparing", "waiting", "training", "paused", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopState:
    """The state of the loop.

    Parameters
    ----------
    round
        The last round that ended; 0 before the first.
    learned
        The number of answers that the model learned from.
    doing
        The present activity.
    done
        Its progress, from 0 to 1; None where it is unknown.
    next_in
        The number of answers until the next round; None where none is to come.
    audited
        The number of answers that measure the model.
    set_apart
        The most such answers there can be, of the items that chance set apart; None before the first round.
    accuracy, macro_f1
        From these answers; None where they are too few: see `loopwidgets.loop.evaluation.evaluation.Round`.
    foretold
        How often the model's guess before an answer was right; None where there was no guess.
    advice
        A sentence: go on or stop.
    problem
        A sentence on what is wrong and what would help; empty if nothing is.
    """

    round: int = 0
    learned: int = 0
    doing: Doing = "preparing"
    done: float | None = None
    next_in: int | None = None
    audited: int = 0
    set_apart: int | None = None
    accuracy: Estimate | None = None
    macro_f1: Estimate | None = None
    foretold: Estimate | None = None
    advice: str = ""
    problem: str = ""
