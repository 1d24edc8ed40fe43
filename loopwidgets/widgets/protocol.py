"""Every message between the browser and the kernel, and its fields.

How one is read and checked is told in ``wire.py``; nothing here sends anything. The TypeScript types in
``frontend/src/protocol.ts`` are made from it by `loopwidgets.widgets.typescript`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

PROTOCOL = 1
"""Raised when a message changes its meaning; a browser with another number is asked to reload."""

Json: TypeAlias = Any
"""None, bool, int, float, str, or lists and string-keyed mappings of them; in payloads also bytes."""

Kind = Literal["answer", "skip", "flag", "note", "dispute", "retract"]
Status = Literal["open", "answered", "skipped"]
Which = Literal["queue", "skipped", "flagged"]
Level = Literal["info", "warning", "error"]


# --- What messages are made of ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLabel:
    """A label as the person sees it. ``color`` is a CSS color for light and one for dark pages."""

    id: str
    name: str
    title: str
    key: str
    color: tuple[str, str]
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTask:
    """What is asked. ``kind`` names the front end's component in ``frontend/src/tasks``."""

    kind: str
    question: str
    multiple: bool
    guidelines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStore:
    """Where the labels are. ``notice`` is a sentence for the person, or empty."""

    where: str
    durable: bool
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """What one annotator has said of one item, as the store sees it.

    Each ``*_tip`` is the id of the event that a new one of that kind supersedes.
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

    ``number`` is the item's place in the data, from 1. ``problem`` says what is wrong with a bad
    item, which is then shown as a card; empty for a good one. ``initial`` is the label that the item had
    in the data, to be kept or changed; null where there is none.
    """

    key: str
    number: int
    view: str
    payload: Json
    problem: str
    initial: Json
    state: ItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Progress over the items that are present. ``total`` is null where there is no end."""

    total: int | None
    answered: int
    skipped: int
    flagged: int
    by_label: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEvent:
    """One act of the person, with the id that the browser made for it.

    Times are ISO 8601 in UTC. ``box`` names store, project and annotator: an event for another
    one is refused.
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
    """An event that is on disk, and what its item looks like now."""

    event: str
    key: str
    state: ItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAct:
    """An act that can be taken back. ``before`` is its item's state without it and those made after it."""

    event: str
    kind: Kind
    value: Json
    started_at: str
    active_seconds: float
    before: ItemState
    item: ShownItem


# --- From the browser ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The first message of a page; answered by `Welcome`."""

    type: Literal["hello"] = "hello"
    request: str
    client: str
    protocol: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Acts of the person, in order; each is answered by `Ack` or `Refused`.

    ``shown`` is the key of the item that is in front of the person after them.
    """

    type: Literal["events"] = "events"
    client: str
    events: list[SentEvent]
    shown: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """Asks for up to ``count`` items that are not in ``have``; answered by `Items`."""

    type: Literal["more"] = "more"
    request: str
    client: str
    which: Which
    have: list[str]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Asks for up to ``count`` items done before the item ``before`` (null: the latest), newest first.

    Answered by `Items` with ``which`` null.
    """

    type: Literal["earlier"] = "earlier"
    request: str
    client: str
    before: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Get:
    """Asks for these items; ``whole`` in full, where what travels at first is smaller.

    Answered by `Items` with ``which`` null.
    """

    type: Literal["get"] = "get"
    request: str
    client: str
    keys: list[str]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Tells which item is in front of the person, after they went back or forward."""

    type: Literal["shown"] = "shown"
    client: str
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name that the person gave themselves, or empty to stay unnamed; answered by `Named`."""

    type: Literal["name"] = "name"
    request: str
    client: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """Asks for one file to send; answered by `HandedIn`."""

    type: Literal["hand_in"] = "hand_in"
    request: str
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Asks for the last acts of these pages that stand, for undo after a reload; answered by `Recalled`."""

    type: Literal["recall"] = "recall"
    request: str
    client: str
    clients: list[str]


# --- From the kernel -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """All that a page needs to begin; also, once, the widget's initial state.

    ``items`` are the first of the queue; ``recent`` the last ones done, oldest first. ``paste`` is
    the line that makes the cell agree with the store's label scheme, or empty.
    """

    type: Literal["welcome"] = "welcome"
    request: str | None
    to: str | None
    protocol: int
    box: str
    project: str
    annotator: str
    ask_name: bool
    store: ShownStore
    task: ShownTask
    labels: list[ShownLabel]
    scheme_version: int
    paste: str
    counts: Counts
    items: list[ShownItem]
    recent: list[ShownItem]
    exhausted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """These events are on disk. Sent to every page of the widget."""

    type: Literal["ack"] = "ack"
    client: str
    acked: list[Acked]
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An event that changed nothing. With ``retry`` the browser keeps it and tries again later."""

    type: Literal["refused"] = "refused"
    client: str
    event: str
    reason: str
    retry: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Items asked for. ``exhausted``: there are no others of this kind now."""

    type: Literal["items"] = "items"
    request: str
    to: str
    which: Which | None
    items: list[ShownItem]
    exhausted: bool
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something was done in code. ``kind`` tells what; ``retracted`` is the event undone, if any.

    A page that shows ``item`` after an answer or a skip goes on as after a key; after an undo every page
    goes to ``item``.
    """

    type: Literal["changed"] = "changed"
    kind: Kind
    event: str
    retracted: str | None
    item: ShownItem
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """Acts of a page that is here again, the latest first; none, when all were taken back."""

    type: Literal["recalled"] = "recalled"
    request: str
    to: str
    acts: list[PastAct]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The annotator's name now. ``box`` may have changed with it."""

    type: Literal["named"] = "named"
    request: str
    to: str
    annotator: str
    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """The file to send is made. ``where`` is its path as the kernel's working folder sees it."""

    type: Literal["handed_in"] = "handed_in"
    request: str
    to: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence for the person, shown until it is closed or replaced; empty takes it away."""

    type: Literal["notice"] = "notice"
    level: Level
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A request that could not be answered, and why."""

    type: Literal["failed"] = "failed"
    request: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered:
    """The queue has another order: what is ahead is to be asked for again, but for the next two items."""

    type: Literal["reordered"] = "reordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The widget was closed because a newer one works on the same project."""

    type: Literal["replaced"] = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedOver:
    """All was taken back in code: a page forgets what it holds, and says hello anew."""

    type: Literal["started_over"] = "started_over"


FromBrowser: TypeAlias = Hello | Events | More | Earlier | Get | Recall | Shown | Name | HandIn
FromKernel: TypeAlias = (
    Welcome
    | Ack
    | Refused
    | Items
    | Changed
    | Recalled
    | Named
    | HandedIn
    | Notice
    | Failed
    | Reordered
    | Replaced
    | StartedOver
)
