"""What the log tells of the model: what it had guessed before each answer, and who had seen that.

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
"""Under this name an event's ``extra`` holds what the model had made of the item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An answer that the model had guessed before.

    Parameters
    ----------
    key
        Of the item.
    lot
        Whether its suggestion might be seen.
    seen
        Whether it was.
    agrees
        Whether the answer is what the model had guessed.
    """

    key: str
    lot: Lot
    seen: bool
    agrees: bool


def marked(project: Project) -> list[Event]:
    """Return the annotator's answers beside which the log tells of the model, in the order of arrival."""
    rows = project.store.events_that_tell(project.row.id, project.annotator.id, MARK)
    return [one for one in living(rows) if mark(one)]


def drawn_keys(project: Project) -> tuple[set[str], set[str]]:
    """Return the keys of the items that were answered because chance drew them: to audit, and to explore."""
    told = [(event.item_key, mark(event)) for event in marked(project) if event.kind == "answer"]
    audited = {key for key, said in told if said.get("why") == "audit"}
    return audited, {key for key, said in told if said.get("why") == "explore"} - audited


def considered_keys(project: Project) -> set[str]:
    """Return the keys of the items whose answer was given in knowledge of the model's doubt."""
    latest = {event.item_key: event for event in marked(project) if event.kind == "answer"}
    return {key for key, event in latest.items() if mark(event).get("doubted")}


def trial_of(event: Event, labels: tuple[str, ...]) -> Trial | None:
    """Return what an answer tells of the guess before it; None where there was none.

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
    """Compare answers given in sight of a suggestion with those for which chance held it back."""
    told = [
        one for one in trials(project) if one.lot != "audit" and one.seen == (one.lot == "open")
    ]
    return anchoring(
        np.array([one.agrees for one in told], dtype=bool),
        np.array([one.seen for one in told], dtype=bool),
    )


def mark(event: Event) -> dict[str, Any]:
    """Return what the log tells beside an event; empty for nothing."""
    told = event.extra.get(MARK) if isinstance(event.extra, dict) else None
    return told if isinstance(told, dict) else {}


def _are_labels(told: Any) -> bool:
    some = isinstance(told, list | tuple) and len(told) > 0
    return some and all(isinstance(label, str) for label in told)
