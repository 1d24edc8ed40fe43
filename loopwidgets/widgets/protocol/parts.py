"""Declares the parts of the messages in ``messages.py``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from loopwidgets.widgets.protocol.loop_messages import ShownSuggestion

Json: TypeAlias = Any
"""None, bool, int, float, str, or lists and string-keyed mappings of them; in payloads also bytes."""

Kind = Literal["answer", "skip", "flag", "note", "dispute", "retract"]
Status = Literal["open", "answered", "skipped"]
Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChoice:
    """Something that can be chosen. ``color`` is a CSS color for light pages, and another for dark pages.

    ``key`` may be empty where there are many. ``added``: it was added while labeling, and fits every item.
    """

    id: str
    name: str
    title: str
    key: str
    color: tuple[str, str]
    description: str
    added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedChoice:
    """A choice that the cell does not offer any more, and the new choice in its place: perhaps its new name.

    ``old`` and ``new`` are their names; ``new_id`` is the id of ``new``. So many ``answers`` hold ``old``.
    """

    old: str
    new: str
    new_id: str
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTask:
    """The task. ``kind`` names the component in ``frontend/src/tasks``; ``options`` are the task's own."""

    kind: str
    question: str
    guidelines: str
    options: dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStore:
    """The place of the labels. ``notice`` is a sentence for the person, or empty."""

    where: str
    durable: bool
    read_only: bool
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """An annotator's answers to an item, as the store has them.

    Each ``*_tip`` is the id of the event that a new event of that kind supersedes.
    """

    status: Status = "open"
    value: Json = None
    flagged: bool = False
    note: str = ""
    dispute: Json = None
    answer_tip: str | None = None
    flag_tip: str | None = None
    note_tip: str | None = None
    dispute_tip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """An item ready to be shown. ``view`` names the component in ``frontend/src/views``.

    ``number`` is the item's place in the data, from 1. ``problem`` describes the fault of a bad item, which
    is then shown as a card; empty for a good item. ``initial`` is the answer that the item had in the data,
    to be kept or changed; null where there is none. ``preview`` is a line to recognize the item by in a
    list; empty for an item without text.

    ``choices`` are those that the item may get, by id, beside those that were added; null for all.
    ``suggestion`` is a model's; null where it has none, or where it is held back. ``reason`` explains why
    the item is asked about now, or is empty.
    """

    key: str
    number: int
    view: str
    payload: Json
    preview: str
    problem: str
    initial: Json
    choices: list[str] | None
    suggestion: ShownSuggestion | None = None
    reason: str = ""
    state: ItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Progress over the items that are present. ``total`` is null where there is no end.

    ``by_value`` counts answers by the task's ids, without zeros. ``commonest`` counts answers that were
    given at least twice, of a task that counts them by themselves.
    """

    total: int | None
    answered: int
    skipped: int
    flagged: int
    by_value: dict[str, int]
    commonest: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEvent:
    """One act of the person, with the id that the browser made for it.

    Times are ISO 8601 in UTC. ``box`` names store, project and annotator: an event for another box is
    refused.
    """

    id: str
    box: str
    item_key: str
    kind: Kind
    value: Json
    client_seq: int
    supersedes: str | None
    started_at: str
    submitted_at: str
    active_seconds: float
    scheme_version: int
    language: str
    suggestion: Json = None
    extra: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acked:
    """An event that is on disk, and the present state of its item."""

    event: str
    key: str
    state: ItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAct:
    """An act that can be taken back. ``before`` is its item's state without it and without later acts."""

    event: str
    kind: Kind
    value: Json
    started_at: str
    active_seconds: float
    suggestion: Json
    before: ItemState
    item: ShownItem
