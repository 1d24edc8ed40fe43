"""Reads from the log what the model had guessed before each answer, and who had seen the guess.

Functions of a project that read and never write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from loopwidgets.loop.evaluation.anchoring import Anchoring, anchoring
from loopwidgets.loop.suggestions import Lot
from loopwidgets.store.event import Event
from loopwidgets.store.fold import living

if TYPE_CHECKING:
    from loopwidgets.project import Project

MARK = "loop"
"""The name in an event's ``extra`` under which the model's guess is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An answer to an item that the model had guessed before.

    Parameters
    ----------
    key
        The item's key.
    lot
        The item's lot, by which its suggestion may be seen or is held back.
    seen
        True if the suggestion was seen.
    agrees
        True if the answer matches the model's guess.
    """

    key: str
    lot: Lot
    seen: bool
    agrees: bool


def marked(project: Project) -> list[Event]:
    """Return the annotator's answers for which the log has a note on the model, in the order of arrival."""
    rows = project.store.events_that_tell(project.row.id, project.annotator.id, MARK)
    return [one for one in living(rows) if mark(one)]


def drawn_keys(project: Project) -> tuple[set[str], set[str]]:
    """Return the keys of the answered items that chance had drawn: to audit, and to explore."""
    told = [(event.item_key, mark(event)) for event in marked(project) if event.kind == "answer"]
    audited = {key for key, said in told if said.get("why") == "audit"}
    return audited, {key for key, said in told if said.get("why") == "explore"} - audited


def considered_keys(project: Project) -> set[str]:
    """Return the keys of the items that were answered while the person knew of the model's doubt."""
    latest = {event.item_key: event for event in marked(project) if event.kind == "answer"}
    return {key for key, event in latest.items() if mark(event).get("doubted")}


def trial_of(event: Event, labels: tuple[str, ...]) -> Trial | None:
    """Return the answer with the guess before it; None where there was no guess.

    Parameters
    ----------
    event
        An answer.
    labels
        Ids of the labels that it holds.
    """
    told = mark(event)
    guess: Any = told.get("guess")
    if event.kind != "answer" or not _are_labels(guess):
        return None
    return Trial(
        key=event.item_key,
        lot=told.get("lot", "open"),
        seen=event.suggestion is not None,
        agrees=set(labels) == set(guess),
    )


def trials(project: Project) -> list[Trial]:
    """Return the first answers to items that the model had guessed, in the order of arrival."""
    found: dict[str, Trial] = {}
    for event in marked(project):
        trial = trial_of(event, project.task.labels_in(event.value))
        if trial is not None:
            found.setdefault(trial.key, trial)
    return list(found.values())


def anchoring_of(project: Project) -> Anchoring:
    """Compare answers given in sight of a suggestion with answers for which chance held it back."""
    told = [
        one for one in trials(project) if one.lot != "audit" and one.seen == (one.lot == "open")
    ]
    return anchoring(
        np.array([one.agrees for one in told], dtype=bool),
        np.array([one.seen for one in told], dtype=bool),
    )


def mark(event: Event) -> dict[str, Any]:
    """Return the log's note on an event; empty where there is none."""
    told = event.extra.get(MARK) if isinstance(event.extra, dict) else None
    return told if isinstance(told, dict) else {}


def _are_labels(told: Any) -> bool:
    some = isinstance(told, list | tuple) and len(told) > 0
    return some and all(isinstance(label, str) for label in told)
