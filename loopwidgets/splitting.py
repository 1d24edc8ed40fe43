"""Splits a project that holds the answers to two questions into two projects.

Nothing is deleted: the answers are copied into a project of their own and taken back in the first.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from loopwidgets.errors import InputError, StoreError, nearest
from loopwidgets.matching import Call, name_beside
from loopwidgets.opening import open_by_name
from loopwidgets.scheme import FEWEST, Label, LabelScheme, read_labels
from loopwidgets.store import Event, ProjectRow, now
from loopwidgets.store.copying import copy_events
from loopwidgets.store.event import RETRACT
from loopwidgets.store.fold import living
from loopwidgets.tasks import Task, read_task

if TYPE_CHECKING:
    from loopwidgets.project import Project

_PAUSE = pd.Timedelta(minutes=10)
_MOST_LISTED = 12
_CLIENT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The events that go into the new project; all of it has to hold.

    Parameters
    ----------
    labels
        Names of labels: answers with them, and acts by someone who saw no other labels. None for any.
    since, until
        When the act was done: from the first time on, and before the second. None for any.
    """

    labels: Collection[str] | None
    since: pd.Timestamp | None
    until: pd.Timestamp | None

    def has(self, event: Event, scheme: LabelScheme, task: Task) -> bool:
        """Tell whether an event that is no retraction goes into the new project."""
        at = pd.Timestamp(event.submitted_at)
        if (self.since is not None and at < self.since) or (
            self.until is not None and at >= self.until
        ):
            return False
        if self.labels is None:
            return True
        if event.kind == "answer":
            named = [scheme.by_id(label) for label in task.labels_in(event.value)]
            names = {label.name for label in named if label is not None}
        else:
            names = set(scheme.names)
        return bool(names) and names <= set(self.labels)


def split(
    project: Project,
    *,
    labels: Sequence[str] | None,
    since: Any,
    until: Any,
    question: str | None,
    stays: str | None,
    initial: str | None,
    name: str | None,
) -> Project:
    """Split a project; see `Project.split`."""
    store = project.store
    if store.read_only:
        raise StoreError(f"split: {store.read_only}")
    events = _events_of(project)
    chosen = _chosen(project, labels, since, until)
    if chosen is None:
        raise InputError(
            f"split: expected labels=, since= or until=, which tell the two questions apart. "
            f"The answers came in these stretches:\n{_stretches(project, events)}"
        )
    moved = _moved(project, events, chosen)
    if not living(moved.values()):
        raise InputError("split: no answer fits; nothing was changed")
    if len(moved) == len(events):
        raise InputError("split: every answer fits, so nothing would stay; nothing was changed")
    made = _new_row(project, chosen, question=question, initial=initial, name=name)
    copy_events(store, list(moved), made.id)
    _take_back(project, [*moved.values()], made.name)
    _settle(project, chosen, question=question, stays=stays)
    project.look_elsewhere()
    return open_by_name(store, made.name, annotator=project.annotator.name)


def _events_of(project: Project) -> dict[int, Event]:
    """Return every event of everyone by its place in the log, without those that were split off before."""
    rows = project.store.events(project.row.id)
    events = {row.pop("seq"): Event(**row) for row in map(dict, rows)}
    gone = {event.supersedes for event in events.values() if event.client_id == _CLIENT}
    return {
        place: event
        for place, event in events.items()
        if event.id not in gone and event.client_id != _CLIENT
    }


def _chosen(project: Project, labels: Any, since: Any, until: Any) -> Chosen | None:
    if labels is None and since is None and until is None:
        return None
    names = None if labels is None else [label.name for label in read_labels(labels, fewest=1)]
    known = project.schemes.every_label()
    for name in names or ():
        if name not in known:
            raise InputError(
                f"labels: expected labels of this project, got {name!r}.{nearest(name, known)}"
            )
    return Chosen(labels=names, since=_time(since, "since"), until=_time(until, "until"))


def _time(given: Any, argument: str) -> pd.Timestamp | None:
    if given is None:
        return None
    try:
        time = pd.Timestamp(given)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{argument}: expected a time such as '2026-03-01 14:30' (UTC), got {given!r}"
        ) from error
    return time.tz_localize("UTC") if time.tzinfo is None else time.tz_convert("UTC")


def _moved(project: Project, events: Mapping[int, Event], chosen: Chosen) -> dict[int, Event]:
    """Return the chosen events with the retractions that name them, by place."""
    task = project.task
    moved = {
        place: event
        for place, event in events.items()
        if event.kind != RETRACT
        and chosen.has(event, project.schemes.at(event.scheme_version), task)
    }
    ids = {event.id for event in moved.values()}
    more = True
    while more:  # a retraction can be retracted as well
        retractions = {
            place: event
            for place, event in events.items()
            if event.kind == RETRACT and event.supersedes in ids and event.id not in ids
        }
        moved |= retractions
        ids |= {event.id for event in retractions.values()}
        more = bool(retractions)
    return dict(sorted(moved.items()))


def _new_row(
    project: Project, chosen: Chosen, *, question: str | None, initial: str | None, name: str | None
) -> ProjectRow:
    """Make the new project with every version of the labels, so that each answer keeps its own."""
    store, row = project.store, project.row
    scheme = project.schemes.latest
    known = {label.name: label for label in scheme.labels}
    labels = scheme.active
    if chosen.labels is not None and len(chosen.labels) >= FEWEST:
        labels = tuple(replace(known[each], retired=False) for each in chosen.labels)
    task = copy.copy(project.task)
    task.question, task.labels = question or str(row.task.get("question") or ""), labels
    shown = {**row.shown, "named": name is not None}
    if initial is not None:
        shown["initial"] = initial
    call = Call(
        columns=row.shown["columns"],
        title=" + ".join(row.shown["columns"]),
        task=task,
        initial=str(shown.get("initial") or ""),
    )
    taken = [each.name for each in store.projects()]
    if name is not None and name in taken:
        raise InputError(f"name: {store.where} holds a project {name!r} already")
    versions = store.schemes(row.id)
    made = store.add_project(
        name_beside(call, taken) if name is None else name,
        task={**row.task, "question": task.question},
        shown=shown,
        given=_as_given(labels),
        labels=versions[0][1],
    )
    for version, version_labels in versions[1:]:
        store.add_scheme(made.id, version, version_labels)
    if [label.id for label in labels] != [label.id for label in scheme.active]:
        after = scheme.changed_to(labels)
        store.add_scheme(made.id, after.version, after.to_json())
    return made


def _take_back(project: Project, moved: Sequence[Event], name: str) -> None:
    """Take back in the first project what stands in the new one."""
    at = now()
    retractions = [
        Event(
            id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{event.id} {name}")),
            item_key=event.item_key,
            annotator=event.annotator,
            kind=RETRACT,
            supersedes=event.id,
            client_id=_CLIENT,
            client_seq=number,
            started_at=at,
            submitted_at=at,
            received_at=at,
            scheme_version=event.scheme_version,
            extra={"split_into": name},
        )
        for number, event in enumerate(living(moved))
    ]
    project.store.append(project.row.id, retractions)


def _settle(project: Project, chosen: Chosen, *, question: str | None, stays: str | None) -> None:
    """Give the first project the question and the labels of the answers that stayed."""
    store, row = project.store, project.row
    if stays is not None:
        task = {**row.task, "question": stays}
    elif question is not None and question == row.task.get("question"):
        usual = {part: value for part, value in row.task.items() if part != "question"}
        task = {**row.task, "question": read_task(usual, project.schemes.latest.active).question}
    else:
        task = dict(row.task)
    store.update_project(row.id, task=task)
    if chosen.labels is None:
        return
    kept = _labels_before(project, chosen.labels)
    if len(kept) >= FEWEST:
        project.schemes.grow(lambda latest: latest.changed_to(kept))
        store.update_project(row.id, given=_as_given(kept))


def _labels_before(project: Project, gone: Collection[str]) -> list[Label]:
    """Return the labels of the last version without those that left, else what is left of the latest."""
    latest = project.schemes.latest
    for version in range(latest.version, 0, -1):
        scheme = project.schemes.at(version)
        if not set(gone) & set(scheme.names):
            return list(scheme.active)
    return [label for label in latest.active if label.name not in gone]


def _as_given(labels: Sequence[Label]) -> list[dict[str, Any]]:
    return [replace(label, id="", slot=0).to_json() for label in labels]


def _stretches(project: Project, events: Mapping[int, Event]) -> str:
    """Return the answers in stretches of the same labels without a long pause, in words."""
    lines = []
    for stretch in _in_stretches(project, [e for e in events.values() if e.kind == "answer"]):
        names = project.schemes.at(stretch[0].scheme_version).names
        first, last = stretch[0].submitted_at, stretch[-1].submitted_at
        lines.append(
            f"  {first[:19]} to {last[:19]}: {len(stretch):,} with the labels {list(names)}"
        )
    more = [f"  … and {len(lines) - _MOST_LISTED} more"] if len(lines) > _MOST_LISTED else []
    return "\n".join([*lines[:_MOST_LISTED], *more])


def _in_stretches(project: Project, answers: Sequence[Event]) -> Iterator[list[Event]]:
    stretch: list[Event] = []
    for event in sorted(answers, key=lambda each: each.submitted_at):
        if stretch:
            before = stretch[-1]
            pause = pd.Timestamp(event.submitted_at) - pd.Timestamp(before.submitted_at)
            versions = (before.scheme_version, event.scheme_version)
            names = {project.schemes.at(version).names for version in versions}
            if pause > _PAUSE or len(names) > 1:
                yield stretch
                stretch = []
        stretch.append(event)
    if stretch:
        yield stretch
