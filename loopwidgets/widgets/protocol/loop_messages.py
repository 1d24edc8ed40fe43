"""Declares the messages about the model beside the person; a part of ``messages.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Doing = Literal["preparing", "waiting", "training", "paused", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSuggestion:
    """A model's proposal for an item: labels by id, and how probable it finds them, from 0 to 1.

    A single label; any number where several may be chosen, and then ``confidence`` is that of the least
    probable. ``round`` is its training round; 0 for a proposal that was not trained here.
    """

    labels: list[str]
    confidence: float
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEstimate:
    """A share with its interval, all from 0 to 1, and the number of answers behind it."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLoop:
    """The state of the model.

    ``round`` is the last round that ended, 0 before the first; ``learned`` is the number of answers that it
    learned from. ``doing`` is the present activity, with ``done`` as its progress, from 0 to 1, if known.
    ``next_in`` is the number of answers until the next round; null where none is to come.

    ``audited`` of ``audit_needed`` answers measure the model: ``accuracy`` and ``macro_f1`` are null
    before. There can be ``set_apart`` of them; null before that is known. ``foretold`` is how often its
    guess before an answer was right.

    ``advice`` is to go on or to stop. ``problem`` names a problem and a remedy. Both are sentences, or
    empty.
    """

    round: int
    learned: int
    doing: Doing
    done: float | None
    next_in: int | None
    audited: int
    audit_needed: int
    set_apart: int | None
    accuracy: ShownEstimate | None
    macro_f1: ShownEstimate | None
    foretold: ShownEstimate | None
    advice: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Steer:
    """The person makes the model stop learning, or go on; every page gets a `LoopChanged`."""

    type: Literal["steer"] = "steer"
    client: str
    pause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopChanged:
    """Something about the model changed. Sent to every page."""

    type: Literal["loop"] = "loop"
    loop: ShownLoop
