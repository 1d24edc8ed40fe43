"""Splits a project that holds the answers to two questions into two projects.

Nothing is deleted: the answers are copied into a project of their own and taken back in the first.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from loopwidgets.core.matching import Call, name_beside
from loopwidgets.core.project_state import ProjectState, open_on
from loopwidgets.errors import InputError, StoreError, nearest
from loopwidgets.labels.scheme import FEWEST, Label, LabelScheme, read_labels
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.store import Event, ProjectRow, new_event_id, now
from loopwidgets.store.catalog import SPLIT_AT, SPLIT_FROM
from loopwidgets.store.event import RETRACT
from loopwidgets.store.fold import living
from loopwidgets.store.splitting import OvertakenError, Split, shut_out, split_off
from loopwidgets.tasks import read_task

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

    def has(self, event: Event, names: Collection[str]) -> bool:
        """Tell whether an act that these labels stood for goes into the new project."""
        at = pd.Timestamp(event.submitted_at)
        if (self.since is not None and at < self.since) or (
            self.until is not None and at >= self.until
        ):
            return False
        return self.labels is None or (bool(names) and set(names) <= set(self.labels))


def split(
    project: ProjectState,
    *,
    labels: Sequence[str] | None,
    since: Any,
    until: Any,
    question: str | None,
    stays: str | None,
    initial: str | None,
    name: str | None,
) -> str:
    """Split a project and return the name of the new one; see `Project.split`."""
    store = project.store
    if store.read_only:
        raise StoreError(f"split: {store.read_only}")

    def plan() -> Split:
        chosen = _chosen(project, labels, since, until)
        asked = {"question": question, "stays": stays, "initial": initial, "name": name}
        return _plan(project, chosen, **asked)

    made = plan()
    try:
        _carry_out(project, made)
    except OvertakenError:
        shut_out(store, project.row.id)  # who answers without a rest
        made = plan()
        _carry_out(project, made)
    return made.name


@uninterrupted()
def _carry_out(project: ProjectState, made: Split) -> None:
    """Split the project, and tell all that is open on it in this process."""
    split_off(project.store, made)
    for opened in open_on(project.store, project.row.id):
        opened.schemes.look()
        opened.look_elsewhere()
        opened.tell_of_queue("split")


def _log_of(project: ProjectState) -> dict[int, Event]:
    """Return every event of everyone by its place in the log."""
    rows = project.store.events(project.row.id)
    return {row.pop("seq"): Event(**row) for row in map(dict, rows)}


def _without_split_off(events: Mapping[int, Event]) -> dict[int, Event]:
    """Return the events without those that were split off before, and what took them back."""
    gone = {event.supersedes for event in events.values() if event.client_id == _CLIENT}
    return {
        place: event
        for place, event in events.items()
        if event.id not in gone and event.client_id != _CLIENT
    }


def _chosen(project: ProjectState, labels: Any, since: Any, until: Any) -> Chosen:
    if labels is None and since is None and until is None:
        raise InputError(
            "split: expected labels=, since= or until=, which tell the two questions apart; "
            "project.stretches() lists when which labels were answered. Nothing was changed"
        )
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
    expected = f"{argument}: expected a time such as '2026-03-01 14:30' (UTC), got {given!r}"
    if not isinstance(given, str | datetime):
        raise InputError(expected)
    try:
        time = pd.Timestamp(given)
    except ValueError as error:
        raise InputError(expected) from error
    return time.tz_localize("UTC") if time.tzinfo is None else time.tz_convert("UTC")


def _moved(project: ProjectState, events: Mapping[int, Event], chosen: Chosen) -> dict[int, Event]:
    """Return the chosen events with the retractions that name them, by place."""
    answered: dict[tuple[str, str], set[str]] = {}
    for event in events.values():
        if event.kind == "answer":
            place = (event.annotator, event.item_key)
            answered.setdefault(place, set()).update(_names(project, event))
    moved = {}
    for number, event in events.items():
        names: Collection[str] = _names(project, event)
        if event.kind != "answer":  # goes with the answers to its item, if there are any
            names = answered.get((event.annotator, event.item_key), names)
        if event.kind != RETRACT and chosen.has(event, names):
            moved[number] = event
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


def _names(project: ProjectState, event: Event) -> set[str]:
    """Return the names of the labels in an answer; of any other act, those that the person saw."""
    scheme = project.schemes.at(event.scheme_version)
    if event.kind != "answer":
        return set(scheme.names)
    labels = [scheme.by_id(label) for label in project.task.labels_in(event.value)]
    return {label.name for label in labels if label is not None}


def _plan(
    project: ProjectState,
    chosen: Chosen,
    *,
    question: str | None,
    stays: str | None,
    initial: str | None,
    name: str | None,
) -> Split:
    """Return what the two projects become; the new one gets every version of the labels."""
    store = project.store
    log, versions = _log_of(project), store.schemes(project.row.id)
    row = next(row for row in store.projects() if row.id == project.row.id)
    project.schemes.look()
    events = _without_split_off(log)
    moved = _moved(project, events, chosen)
    if not living(moved.values()):
        raise InputError("split: no answer fits; nothing was changed")
    if len(moved) == len(events):
        raise InputError("split: every answer fits, so nothing would stay; nothing was changed")
    scheme = project.schemes.latest
    asked = str(row.task.get("question") or "") if question is None else question
    labels, rest = list(scheme.active), list(scheme.active)
    if chosen.labels is not None:
        known = {label.name: label for label in scheme.labels}
        of_new = [replace(known[each], retired=False) for each in chosen.labels]
        labels = of_new if len(of_new) >= FEWEST else labels
        of_rest = _labels_before(project, chosen.labels)
        rest = of_rest if len(of_rest) >= FEWEST else rest
    shown = {**row.shown, SPLIT_FROM: row.mark}
    of_new_project = {**shown, "named": name is not None}
    of_new_project.pop(SPLIT_AT, None)
    if initial is not None:
        of_new_project["initial"] = initial
    called = name or _name_of(project, asked, labels, of_new_project)
    return Split(
        source=row.id,
        name=called,
        task={**row.task, "question": asked},
        shown=of_new_project,
        given=_as_given(labels),
        versions=[*versions, *_changed(scheme, labels)],
        places=list(moved),
        retractions=_retractions([*moved.values()], called),
        rest={
            "task": _task_of_rest(project, row, question, stays),
            "given": _as_given(rest),
            "shown": {**shown, SPLIT_AT: now()},
        },
        rest_versions=_changed(scheme, rest),
        seen=(len(log), len(versions)),
    )


def _name_of(
    project: ProjectState, asked: str, labels: Sequence[Label], shown: dict[str, Any]
) -> str:
    """Return the name that the call with the new project's question and labels would give it."""
    task = copy.copy(project.task)
    task.question, task.labels = asked, tuple(labels)
    columns = project.row.shown["columns"]
    initial = str(shown.get("initial") or "")
    call = Call(columns=columns, title=" + ".join(columns), task=task, initial=initial)
    return name_beside(call, [each.name for each in project.store.projects()])


def _changed(scheme: LabelScheme, labels: Sequence[Label]) -> list[tuple[int, Any]]:
    """Return the version with these labels, if it is another."""
    if [label.id for label in labels] == [label.id for label in scheme.active]:
        return []
    after = scheme.changed_to(labels)
    return [(after.version, after.to_json())]


def _retractions(moved: Sequence[Event], name: str) -> list[Event]:
    """Return what takes back in the first project all that stands in the new one."""
    at = now()
    return [
        Event(
            id=new_event_id(),
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


def _task_of_rest(
    project: ProjectState, row: ProjectRow, question: str | None, stays: str | None
) -> dict[str, Any]:
    """Return the first project's task, with the question of the answers that stay."""
    task = dict(row.task)
    if stays is not None:
        task["question"] = stays
    elif question is not None and question == task.get("question"):
        usual = {part: value for part, value in task.items() if part != "question"}
        task["question"] = read_task(usual, project.schemes.latest.active).question
    return task


def _labels_before(project: ProjectState, gone: Collection[str]) -> list[Label]:
    """Return the labels of the last version without those that left, else what is left of the latest."""
    latest = project.schemes.latest
    for version in range(latest.version, 0, -1):
        scheme = project.schemes.at(version)
        if not set(gone) & set(scheme.names):
            return list(scheme.active)
    return [label for label in latest.active if label.name not in gone]


def _as_given(labels: Sequence[Label]) -> list[dict[str, Any]]:
    return [replace(label, id="", slot=0).to_json() for label in labels]


def stretches(project: ProjectState, pause: Any) -> pd.DataFrame:
    """Return when which labels were answered; see `Project.stretches`."""
    try:
        longest = pd.Timedelta(pause)
    except (TypeError, ValueError) as error:
        raise InputError(f"pause: expected a time such as '10min', got {pause!r}") from error
    people = project.store.annotators()
    answers = [
        event for event in _without_split_off(_log_of(project)).values() if event.kind == "answer"
    ]
    rows = [
        {
            "first_at": pd.Timestamp(stretch[0].submitted_at),
            "last_at": pd.Timestamp(stretch[-1].submitted_at),
            "answers": len(stretch),
            "annotators": sorted({people[event.annotator] for event in stretch}),
            "labels": list(project.schemes.at(stretch[0].scheme_version).names),
        }
        for stretch in _in_stretches(project, answers, longest)
    ]
    return pd.DataFrame(rows, columns=["first_at", "last_at", "answers", "annotators", "labels"])


def _in_stretches(
    project: ProjectState, answers: Sequence[Event], pause: pd.Timedelta
) -> Iterator[list[Event]]:
    stretch: list[Event] = []
    for event in sorted(answers, key=lambda each: each.submitted_at):
        if stretch:
            before = stretch[-1]
            rest = pd.Timestamp(event.submitted_at) - pd.Timestamp(before.submitted_at)
            versions = {before.scheme_version, event.scheme_version}
            names = {project.schemes.at(version).names for version in versions}
            if rest > pause or len(names) > 1:
                yield stretch
                stretch = []
        stretch.append(event)
    if stretch:
        yield stretch
