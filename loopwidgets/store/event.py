"""Defines the event, the only thing that a store keeps for ever. A written event never changes."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from loopwidgets.errors import InputError

Facet = Literal["answer", "flag", "note", "dispute"]

FACETS: dict[str, Facet] = {
    "answer": "answer",
    "skip": "answer",
    "flag": "flag",
    "note": "note",
    "dispute": "dispute",
}
"""The facet of an annotation for each kind of event. A retraction has the facet of its target."""

RETRACT = "retract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act of one annotator on one item.

    Parameters
    ----------
    id
        Made where the act was done, and unique in its project. The same event a second time changes nothing;
        a different event with the same id is refused.
    item_key, annotator
        The item's key, and the id of the annotator.
    kind
        The kind of act. A kind that this version does not know is kept and changes no answer.
    value
        JSON: the task's form of the answer, true or false for a flag, a text for a note.
    status
        ``"answered"`` or ``"skipped"`` for the two kinds that settle an item, else None.
    client_id, client_seq
        The page or process that the event came from, and the event's number there.
    supersedes
        Id of the event that this event replaces or takes back.
    started_at, submitted_at, received_at
        ISO 8601 in UTC with microseconds: when the item was shown, when the act was done, and when
        the store received it.
    active_seconds
        Time that the person spent on the item, pauses left out.
    scheme_version
        The version of the label scheme that the person saw.
    language
        The language of the interface, as a BCP 47 code.
    suggestion
        JSON: a model's proposal that the person had seen, or None.
    content_hash
        Digest of the shown content.
    extra
        JSON: additions of later versions.
    """

    id: str
    item_key: str
    annotator: str
    kind: str
    value: Any = None
    status: str | None = None
    client_id: str = ""
    client_seq: int = 0
    supersedes: str | None = None
    started_at: str = ""
    submitted_at: str = ""
    received_at: str = ""
    active_seconds: float = 0.0
    scheme_version: int = 1
    language: str = ""
    suggestion: Any = None
    content_hash: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def new_event_id() -> str:
    """Return an id that no other event has."""
    return str(uuid.uuid4())


def refuse_other(there: Event, event: Event) -> None:
    """Raise if two events of a project with the same id differ; pass if they are the same event.

    Raises
    ------
    InputError
        If the events differ in annotator, item or act.
    """
    parts = ("annotator", "item_key", "kind", "supersedes")
    differ = [name for name in parts if getattr(there, name) != getattr(event, name)]
    if _text_of_value(there) != _text_of_value(event):
        differ.append("value")
    if differ:
        raise InputError(
            f"id: expected a new id for a new event; the recorded event {event.id!r} differs in "
            f"{', '.join(differ)}"
        )


def _text_of_value(event: Event) -> str:
    return json.dumps(event.value, sort_keys=True)


def now() -> str:
    """Return the present time in the form of events."""
    return _text_of(datetime.now(UTC))


def read_time(text: str, name: str) -> str:
    """Return an ISO 8601 time in the form of events.

    Raises
    ------
    InputError
        If ``text`` is no such time, or has no time zone.
    """
    try:
        moment = datetime.fromisoformat(text)
        aware = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError, TypeError):
        aware = None
    if aware is None:
        raise InputError(f"{name}: expected an ISO 8601 time in UTC, got {text!r}")
    return _text_of(aware)


def _text_of(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
