"""Checks every event before it is recorded: its form, its value and its labels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from loopwidgets.data.keys import LONGEST_KEY
from loopwidgets.errors import InputError, listed
from loopwidgets.labels.scheme import LabelScheme
from loopwidgets.lib.plain_json import MOST_EXACT, check_plain
from loopwidgets.store.event import FACETS, RETRACT, Event
from loopwidgets.store.schema import storable
from loopwidgets.tasks import Task

LONGEST_ID = 200
"""The most characters of the ids of events and pages."""
ONE_WEEK = 7 * 86_400
"""A week in seconds; nobody spends so long on an item."""

LONGEST_NOTE = 100_000
"""The most characters of a note, or of the reason of a dispute."""


def check_forms(events: Iterable[Event]) -> None:
    """Check the form of each event."""
    for event in events:
        _check_form(event)


def _check_form(event: Event) -> None:
    """Raise for an event that no database can hold, or that could be mistaken for another event.

    Raises
    ------
    InputError
        If a field can't be stored. The message names the field.
    """
    _check_name("kind", event.kind)
    _check_name("id", event.id)
    _check_name("item_key", event.item_key, LONGEST_KEY)
    _check_name("client_id", event.client_id)
    if event.supersedes is not None:
        _check_name("supersedes", event.supersedes)
        if event.supersedes == event.id:
            raise InputError("supersedes: an event can't take its own place")
    if not isinstance(event.language, str) or len(event.language) > LONGEST_ID:
        raise InputError(f"language: expected a text of at most {LONGEST_ID} characters")
    for name in ("client_seq", "scheme_version"):
        number = getattr(event, name)
        if type(number) is not int or abs(number) > MOST_EXACT:
            raise InputError(f"{name}: expected a whole number up to {MOST_EXACT}")
    seconds = event.active_seconds
    if type(seconds) not in (int, float) or not 0 <= seconds <= ONE_WEEK:
        raise InputError(f"active_seconds: expected a number from 0 to {ONE_WEEK}")
    check_plain(event.suggestion, "suggestion")
    check_plain(event.extra, "extra")
    if not isinstance(event.extra, dict):
        raise InputError("extra: expected an object")


def _check_name(name: str, text: Any, longest: int = LONGEST_ID) -> None:
    if not isinstance(text, str) or not 0 < len(text) <= longest or storable(text) != text:
        raise InputError(
            f"{name}: expected a text of 1 to {longest} characters, none of them NUL or half a character, "
            f"got {repr(text[:80]) if isinstance(text, str) else type(text).__name__}"
        )


def check(event: Event, task: Task, scheme: LabelScheme) -> tuple[Any, str | None]:
    """Return an event's value in canonical form, and its status.

    Parameters
    ----------
    event
        The event as it came.
    task
        The task, which checks answers.
    scheme
        The labels in the version that the event names.

    Raises
    ------
    InputError
        If the event has an invalid value. The message names the field.
    """
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
    if event.kind == "note":
        if not _is_short_text(value):
            raise InputError(f"value: a note is a text of at most {LONGEST_NOTE} characters")
        return storable(value), None
    if event.kind == "dispute":
        _check_dispute(value, task, scheme)
    return value, None


def check_offered(
    labels: Sequence[str],
    may: Sequence[str],
    scheme: LabelScheme,
    given: Collection[str],
    before: Callable[[], Collection[str]],
) -> None:
    """Raise for labels that an item may not get, unless this person gave them to the item before.

    Parameters
    ----------
    labels
        Ids of the labels in an answer.
    may
        Ids of the labels that the item may get.
    scheme
        The labels of the answer's version.
    given
        Ids of the labels in the cell; other labels fit every item.
    before
        Returns the labels in this person's earlier answers to the item; called only where it matters.
    """
    known = {label: scheme.by_id(label) for label in (*labels, *may)}
    names = {label: there.name if there else label for label, there in known.items()}
    outside = [label for label in labels if label not in may and label in given]
    held = before() if outside else ()
    for label in outside:
        if label not in held:
            raise InputError(
                f"value: {names[label]!r} is no label of this item, which may get "
                f"{listed([names[each] for each in may])}"
            )


def labels_named(event: Event, task: Task) -> tuple[str, ...]:
    """Return the ids of the labels that an event names."""
    if event.kind == "answer":
        return tuple(label for label in task.labels_in(event.value) if isinstance(label, str))
    named = event.value.get("label") if isinstance(event.value, dict) else None
    return (named,) if isinstance(named, str) else ()


def _check_reviewed(initial: Any, task: Task, scheme: LabelScheme) -> None:
    """Raise for an answer to an initial value that is no label."""
    if initial is not None:
        task.check(initial, scheme)


def _check_dispute(value: Any, task: Task, scheme: LabelScheme) -> None:
    if value is None:
        return
    if not isinstance(value, dict) or set(value) != {"label", "reason"}:
        raise InputError("value: a dispute names a label (or none) and a reason")
    label, reason = value["label"], value["reason"]
    if label is not None and (not isinstance(label, str) or task.name_of(label, scheme) is None):
        raise InputError(f"value: expected a label of this project, got {label!r}")
    if not _is_short_text(reason):
        raise InputError(f"value: a reason is a text of at most {LONGEST_NOTE} characters")


def _is_short_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NOTE
