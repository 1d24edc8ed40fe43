"""What a page can still take back after it was loaded again: its last acts, and what stood before each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from loopwidgets.project import Project
from loopwidgets.store import Current, Event, new_event_id
from loopwidgets.store.acts import last_acts
from loopwidgets.store.event import RETRACT
from loopwidgets.store.item_log import ItemLog

AT_ONCE = 20
"""So many acts are told; the page asks again when it has taken these back."""
_MOST_CLIENTS = 20


def past_acts(project: Project, clients: Sequence[str]) -> list[tuple[Event, Current]]:
    """Return the last acts of some pages that stand, the latest first.

    Parameters
    ----------
    project
        With its data; acts on items that it does not have any more are left out.
    clients
        Ids of the pages. Acts of other pages are never told: nobody takes back what another tab said.

    Returns
    -------
    list of (Event, Current)
        Each act with its item's state once this one, and those before it in the list, are taken back.
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
