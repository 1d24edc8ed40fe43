"""What the page and the kernel tell each other of the model beside the person; a part of ``protocol.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Doing = Literal["preparing", "waiting", "training", "paused", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSuggestion:
    """What a model proposes for an item: labels by id, and how probable it finds them, from 0 to 1.

    One label; where several may be chosen any number, and then ``confidence`` is that of the least probable.
    ``round`` is the training round that it is from; 0 for what was not trained here.
    """

    labels: list[str]
    confidence: float
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEstimate:
    """A share with its interval, all from 0 to 1, and from how many answers it is."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLoop:
    """How it stands with the model.

    ``round`` is the last one that ended, 0 before the first; ``learned`` the answers that it learned from.
    ``doing`` is what goes on now, with ``done`` as far as that can be told, from 0 to 1. ``next_in`` is the
    number of answers until the next round; null where none is to come. ``audited`` of ``audit_needed``
    answers tell how good the model is: ``accuracy`` and ``macro_f1`` are null before. There can be
    ``set_apart`` of them; null before that is known. ``foretold`` is how
    often its guess before an answer was the answer. ``advice`` is on whether to go on; ``problem`` says what
    is wrong and what would help. Both are sentences, or empty.
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
    """The person has the model stop learning, or go on; told to every page by `LoopChanged`."""

    type: Literal["steer"] = "steer"
    client: str
    pause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopChanged:
    """Something about the model changed. Sent to every page."""

    type: Literal["loop"] = "loop"
    loop: ShownLoop
