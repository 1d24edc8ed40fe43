"""Declares every message between the browser and the kernel, with its fields.

``codec.py`` reads and checks them; nothing here sends anything. `loopwidgets.widgets.protocol.typescript`
makes the TypeScript types in ``frontend/src/kernel/protocol.ts`` from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from loopwidgets.widgets.protocol.loop_messages import LoopChanged, ShownLoop, Steer
from loopwidgets.widgets.protocol.parts import (
    Acked,
    Counts,
    ItemState,
    Json,
    Kind,
    Level,
    PastAct,
    ReplacedChoice,
    SentEvent,
    ShownChoice,
    ShownItem,
    ShownStore,
    ShownTask,
    Status,
)
from loopwidgets.widgets.protocol.search_messages import Counted, Find, FindMore, Found

# Its parts belong to the protocol.
__all__ = [
    "Acked",
    "Counted",
    "Counts",
    "Find",
    "FindMore",
    "Found",
    "ItemState",
    "Json",
    "Kind",
    "Level",
    "LoopChanged",
    "PastAct",
    "ReplacedChoice",
    "SentEvent",
    "ShownChoice",
    "ShownItem",
    "ShownStore",
    "ShownTask",
    "Status",
    "Steer",
]

PROTOCOL = 3
"""Raised when a message changes its meaning; a browser with another number is asked to reload."""


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

    ``shown`` is the key of the item that is then in front of the person. It does not count if code moved on
    since the ``moves`` that the page last received.
    """

    type: Literal["events"] = "events"
    client: str
    events: list[SentEvent]
    shown: str | None
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """Asks for up to ``count`` items of the queue that are not in ``have``; answered by `FetchedItems`."""

    type: Literal["more"] = "more"
    request: str
    client: str
    have: list[str]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Asks for up to ``count`` items done before the item ``before`` (null: the latest), newest first.

    Answered by `FetchedItems`; with ``light`` without payloads, for a list.
    """

    type: Literal["earlier"] = "earlier"
    request: str
    client: str
    before: str | None
    count: int
    light: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Get:
    """Asks for these items; ``whole`` in full, where the page has a smaller version.

    ``detail`` is the part of an item that the person turned to, in the words of its view. Answered by
    `FetchedItems` as soon as one of them is here, with those that are here. With ``again``, files that could
    not be fetched are tried again. With ``light`` the answer comes at once, without payloads.
    """

    type: Literal["get"] = "get"
    request: str
    client: str
    keys: list[str]
    whole: bool
    again: bool = False
    light: bool = False
    detail: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Tells which item is in front of the person, after they went back or forward.

    ``moves`` as in `Events`.
    """

    type: Literal["shown"] = "shown"
    client: str
    key: str | None
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The name that the person entered, or empty to stay unnamed; answered by `Named`."""

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
class Rename:
    """The person's word on the replaced choices of the `Welcome` with this version of the scheme.

    With ``keep`` they were renamed, and the new choices have the answers of the old ones. Else they are other
    choices. A `Welcome` follows, or a `Notice` if it was not possible.
    """

    type: Literal["rename"] = "rename"
    client: str
    scheme_version: int
    keep: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Asks for the last valid acts of these pages, for undo after a reload; answered by `Recalled`."""

    type: Literal["recall"] = "recall"
    request: str
    client: str
    clients: list[str]


# --- From the kernel -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Everything that a page needs to begin; also, once, the widget's initial state.

    ``items`` are the first of the queue; ``recent`` are the last that were done, oldest first. ``retired``
    are choices of earlier answers that are not offered any more. ``origin`` is the same while store,
    project and annotator have the same names, even if the store is another. ``former`` is the box that
    answers went to before the project was split, or empty.

    ``replaced`` are choices that were perhaps renamed. ``paste`` is the line that makes the cell agree with
    the store's label scheme, or empty. ``heading`` is
    the project's name where the question alone is not enough, or empty. ``notice`` is a sentence about
    which project this is, or empty.

    ``visit`` is the item that code wants to be looked at first, if any. ``loop`` is null where no model
    learns. ``moves`` counts the acts in code so far. ``rows`` is the number of rows that show the items: more
    than there are items, where rows repeat; null where there is no end. ``may_rename`` is false where the
    cell has the annotator's name.
    """

    type: Literal["welcome"] = "welcome"
    request: str | None
    to: str | None
    protocol: int
    box: str
    origin: str
    former: str
    project: str
    heading: str
    notice: str
    annotator: str
    ask_name: bool
    may_rename: bool
    store: ShownStore
    task: ShownTask
    choices: list[ShownChoice]
    retired: list[ShownChoice]
    replaced: list[ReplacedChoice]
    scheme_version: int
    paste: str
    counts: Counts
    rows: int | None
    items: list[ShownItem]
    recent: list[ShownItem]
    exhausted: bool
    visit: ShownItem | None
    loop: ShownLoop | None
    moves: int


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
class FetchedItems:
    """Items asked for. ``exhausted``: there are no others of this kind now."""

    type: Literal["items"] = "items"
    request: str
    to: str
    items: list[ShownItem]
    exhausted: bool
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Code wants this item to be looked at now."""

    type: Literal["visit"] = "visit"
    item: ShownItem
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something was done in code. ``kind`` names it; ``retracted`` is the event undone, if any.

    A page that shows ``item`` after an answer or a skip goes on as after a key; after an undo every page
    goes to ``item``.
    """

    type: Literal["changed"] = "changed"
    kind: Kind
    event: str
    retracted: str | None
    item: ShownItem
    counts: Counts
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """Acts of a page that was reloaded, the latest first; none, when all were taken back."""

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
class ChoicesAdded:
    """Choices came into use, here or elsewhere; they come after the others. Sent to every page."""

    type: Literal["choices_added"] = "choices_added"
    choices: list[ShownChoice]
    scheme_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered:
    """The queue has another order: the page asks again for all but the next two items."""

    type: Literal["reordered"] = "reordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The widget was closed: because a newer widget works on the same project, or by hand."""

    type: Literal["replaced"] = "replaced"
    by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedOver:
    """All was taken back in code: a page forgets its items, and sends `Hello` anew."""

    type: Literal["started_over"] = "started_over"


FromBrowser: TypeAlias = (
    Hello
    | Events
    | More
    | Earlier
    | Get
    | Recall
    | Shown
    | Find
    | FindMore
    | Name
    | Rename
    | HandIn
    | Steer
)
FromKernel: TypeAlias = (
    Welcome
    | Ack
    | Refused
    | FetchedItems
    | Found
    | Counted
    | Visit
    | Changed
    | Recalled
    | Named
    | HandedIn
    | Notice
    | Failed
    | ChoicesAdded
    | LoopChanged
    | Reordered
    | Replaced
    | StartedOver
)
