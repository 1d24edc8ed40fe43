"""How it stands with a running loop: what a widget or a person is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loopwidgets.loop.evaluation.estimates import Estimate

Doing = Literal["preparing", "waiting", "training", "paused", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopState:
    """How it stands with the model.

    Parameters
    ----------
    round
        The last one that ended; 0 before the first.
    learned
        Answers that the model learned from.
    doing
        What goes on now.
    done
        How far that is, from 0 to 1; None where it can't be told.
    next_in
        Answers until the next round; None where none is to come.
    audited
        Answers that tell how good the model is.
    set_apart
        How many such answers there can be, of the items that chance set apart for it; None before the first
        round.
    accuracy, macro_f1
        From these; None where they are too few: see `loopwidgets.loop.evaluation.evaluation.Round`.
    foretold
        How often the model's guess before an answer was the answer; None where there was none.
    advice
        On whether to go on, in a sentence.
    problem
        What is wrong, and what would help; empty for nothing.
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
