"""Whether what an event says can be said: the door through which every answer comes in."""

from __future__ import annotations

from typing import Any

from loopwidgets.errors import InputError
from loopwidgets.scheme import LabelScheme
from loopwidgets.store.event import FACETS, RETRACT, Event
from loopwidgets.tasks import Task

LONGEST_NOTE = 100_000
"""Characters of a note, or of the reason of a dispute."""


def check(event: Event, task: Task, scheme: LabelScheme) -> tuple[Any, str | None]:
    """Return an event's value in canonical form, and its status.

    Parameters
    ----------
    event
        As it came.
    task
        Checks answers.
    scheme
        The labels as they were in the version that the event names.

    Raises
    ------
    InputError
        If the event says what can't be said; names the field.
    """
    if not event.item_key:
        raise InputError("item_key: expected an item's key, got nothing")
    value = event.value
    if event.kind == "answer":
        _check_reviewed(event.extra.get("initial"), task, scheme)
        return task.check(value, scheme), "answered"
    if event.kind == "skip":
        return None, "skipped"
    if event.kind == RETRACT:
        if not event.supersedes:
            raise InputError("supersedes: a retraction names the event that it takes back")
        return None, None
    if event.kind not in FACETS:
        raise InputError(f"kind: {event.kind!r} is not known")
    if event.kind == "flag" and not isinstance(value, bool):
        raise InputError(f"value: a flag is true or false, got {value!r}")
    if event.kind == "note" and not _is_short_text(value):
        raise InputError(f"value: a note is a text of at most {LONGEST_NOTE} characters")
    if event.kind == "dispute":
        _check_dispute(value, scheme)
    return value, None


def labels_named(event: Event, task: Task) -> tuple[str, ...]:
    """Return the ids of the labels that an event names."""
    if event.kind == "answer":
        return tuple(label for label in task.labels_in(event.value) if isinstance(label, str))
    named = event.value.get("label") if isinstance(event.value, dict) else None
    return (named,) if isinstance(named, str) else ()


def _check_reviewed(initial: Any, task: Task, scheme: LabelScheme) -> None:
    """Refuse an answer that was given to what is no label."""
    if initial is not None:
        task.check(initial, scheme)


def _check_dispute(value: Any, scheme: LabelScheme) -> None:
    if value is None:
        return
    if not isinstance(value, dict) or set(value) != {"label", "reason"}:
        raise InputError("value: a dispute names a label (or none) and a reason")
    label, reason = value["label"], value["reason"]
    if label is not None and (not isinstance(label, str) or scheme.by_id(label) is None):
        raise InputError(f"value: expected a label of this project, got {label!r}")
    if not _is_short_text(reason):
        raise InputError(f"value: a reason is a text of at most {LONGEST_NOTE} characters")


def _is_short_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NOTE
