"""Puts task, labels, item states and past acts into the messages that a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from loopwidgets.core.matching import is_same
from loopwidgets.core.notices import in_one_line
from loopwidgets.project import Project
from loopwidgets.store import Current, Event, new_event_id
from loopwidgets.store.acts import last_acts
from loopwidgets.store.event import RETRACT
from loopwidgets.store.item_log import ItemLog
from loopwidgets.tasks import Choice
from loopwidgets.views.view import in_lines
from loopwidgets.widgets.protocol import messages

MOST_AT_ONCE = 200
"""The most items in a message."""


def shown_state(current: Current) -> messages.ItemState:
    """Return an annotator's state of an item, in the protocol's words."""
    return messages.ItemState(
        status=current.status,  # type: ignore[arg-type]
        value=current.value,
        flagged=current.flagged,
        note=current.note,
        dispute=current.dispute,
        answer_tip=current.answer_tip,
        flag_tip=current.flag_tip,
        note_tip=current.note_tip,
        dispute_tip=current.dispute_tip,
    )


def is_pending(item: messages.ShownItem) -> bool:
    """Return whether an item is without content, because a file that it shows is being fetched."""
    return item.payload is None and not item.problem


def acked_elsewhere(project: Project, keys: Sequence[str], counts: messages.Counts) -> messages.Ack:
    """Return a message with the state of these items for every page: an `Ack` without a client."""
    states = {key: project.state_of(key) for key in keys}
    return messages.Ack(
        client="",
        acked=[
            messages.Acked(
                event=state.answer_tip or state.flag_tip or "", key=key, state=shown_state(state)
            )
            for key, state in states.items()
        ],
        counts=counts,
    )


def heading_of(project: Project) -> str:
    """Return the project's name; empty where the question alone is enough.

    The question is enough if the name is only columns and question, and no other project asks the same.
    """
    question = project.task.own_question
    if not question or not project.name.endswith(f": {in_one_line(question)}"):
        return project.name
    for row in project.store.projects():
        if row.id == project.row.id and row.shown.get("named", True):
            return project.name
        if row.id != project.row.id and is_same(row.task.get("question"), question):
            return project.name
    return ""


def shown_task(project: Project) -> messages.ShownTask:
    """Return the task, ready to be shown, with the commonest answers where it offers them."""
    task = project.task
    earlier = [text for text, _ in project.tally.by_text.most_common(_MOST_OFFERED)]
    return messages.ShownTask(
        kind=task.kind,
        question=task.question,
        guidelines=in_lines(task.guidelines),
        options={**task.options(), **({"earlier": earlier} if earlier else {})},
    )


def shown_choices(project: Project, choices: Iterable[Choice]) -> list[messages.ShownChoice]:
    """Return choices, ready to be shown."""
    return [
        messages.ShownChoice(
            id=choice.id,
            name=choice.name,
            title=choice.title,
            key=choice.key,
            color=choice.color,
            description=in_lines(choice.description),
            added=choice.id not in project.given,
        )
        for choice in choices
    ]


AT_ONCE = 20
"""The number of acts in a reply; the page asks again when it has taken these back."""
_MOST_CLIENTS = 20
_MOST_OFFERED = 20
"""The number of earlier answers that are offered while the person types."""


def past_acts(project: Project, clients: Sequence[str]) -> list[tuple[Event, Current]]:
    """Return the last valid acts of some pages, the latest first.

    Parameters
    ----------
    project
        With its data; acts on items that it does not have any more are left out.
    clients
        Ids of the pages. Acts of other pages are left out: nobody undoes another tab's answers.

    Returns
    -------
    list of (Event, Current)
        Each act, with its item's state once this act, and those before it in the list, are taken back.
    """
    place = (project.row.id, project.annotator.id)
    acts = last_acts(project.store, *place, clients[:_MOST_CLIENTS], AT_ONCE)
    said: dict[str, ItemLog] = {}
    told = []
    for act in acts:
        key = act.item_key
        if not project.has(key):
            continue
        if key not in said:
            said[key] = ItemLog(project.store.events_of(*place, key))
        retraction = replace(act, id=new_event_id(), kind=RETRACT, value=None, supersedes=act.id)
        said[key].add(retraction)
        told.append((act, said[key].current()))
    return told
