"""Splits a project that holds the answers to two questions into two projects.

Nothing is deleted: the answers are copied into a project of their own and taken back in the first.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from loopwidgets.core.annotators import refuse_placeholder
from loopwidgets.core.matching import Call, name_beside
from loopwidgets.core.project_state import ProjectState, open_on
from loopwidgets.core.two_lists import Names, Side, TwoLists
from loopwidgets.errors import InputError, StoreError, listed, nearest, warn
from loopwidgets.labels.scheme import FEWEST, Label, LabelScheme, read_labels
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.store import Event, ProjectRow, new_event_id, now
from loopwidgets.store.catalog import SPLIT_AT, SPLIT_FROM
from loopwidgets.store.event import RETRACT, read_time
from loopwidgets.store.fold import living
from loopwidgets.store.foreign import damaged
from loopwidgets.store.moving import OvertakenError, Split, shut_out, split_off
from loopwidgets.tasks import read_task

_CLIENT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The conditions for an event to move into the new project; all of them have to hold.

    Parameters
    ----------
    labels
        Names of the labels of the question that moves. None for any.
    since, until
        The time of the act: from the first time on, and before the second. None for any.
    """

    labels: Collection[str] | None
    since: pd.Timestamp | None
    until: pd.Timestamp | None

    @property
    def has_time(self) -> bool:
        """True if a time was chosen."""
        return not (self.since is None and self.until is None)

    def is_in_time(self, at: pd.Timestamp) -> bool:
        """Return whether the time of an act lies between the chosen times."""
        return not (
            (self.since is not None and at < self.since)
            or (self.until is not None and at >= self.until)
        )


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
    if name is not None:
        refuse_placeholder(name.strip(), "name")

    def plan() -> tuple[Split, str]:
        chosen = _chosen(project, labels, since, until)
        asked = {"question": question, "stays": stays, "initial": initial, "name": name}
        return _plan(project, chosen, **asked)

    made, doubt = plan()
    try:
        _carry_out(project, made)
    except OvertakenError:
        shut_out(store, project.row.id)  # annotators who keep answering
        made, doubt = plan()
        _carry_out(project, made)
    if doubt:
        warn(f"split: {doubt}")
    return made.name


@uninterrupted()
def _carry_out(project: ProjectState, made: Split) -> None:
    """Split the project, and update every open object of it in this process."""
    split_off(project.store, made)
    for opened in open_on(project.store, project.row.id):
        opened.schemes.look()
        opened.look_elsewhere()
        opened.tell_of_queue("split")


def _doubt(project: ProjectState, unclear: Sequence[Event]) -> str:
    """Return a warning about answers that stay because their question is not clear."""
    if not unclear:
        return ""
    names = sorted(frozenset[str]().union(*(_names(project, event) for event in unclear)))
    how_many = "1 answer stays" if len(unclear) == 1 else f"{len(unclear):,} answers stay"
    return (
        f"{how_many} in {project.row.name!r}, because the labels shown then fit both questions "
        f"({listed(names)[1:-1]}). Add since= or until= to split by the label alone within that time; "
        "project.stretches() lists the times."
    )


def _log_of(project: ProjectState) -> dict[int, Event]:
    """Return the events of all annotators by their places in the log."""
    rows = project.store.events(project.row.id)
    return {row.pop("seq"): Event(**row) for row in map(dict, rows)}


def _without_split_off(events: Mapping[int, Event]) -> dict[int, Event]:
    """Return the events without those that an earlier split moved, and without their retractions."""
    gone = {event.supersedes for event in events.values() if event.client_id == _CLIENT}
    return {
        place: event
        for place, event in events.items()
        if event.id not in gone and event.client_id != _CLIENT
    }


def _chosen(project: ProjectState, labels: Any, since: Any, until: Any) -> Chosen:
    if labels is None and since is None and until is None:
        raise InputError(
            "split: expected labels=, since= or until= to separate the two questions; "
            "project.stretches() lists the times of each label. Nothing was changed"
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
    expected = (
        f"{argument}: expected a time such as '2026-03-01 14:30' (ISO 8601, in UTC) or a datetime, "
        f"got {given!r}"
    )
    if not isinstance(given, str | datetime | np.datetime64):
        raise InputError(expected)
    try:
        time = pd.Timestamp(datetime.fromisoformat(given) if isinstance(given, str) else given)
        time = time.tz_localize("UTC") if time.tzinfo is None else time.tz_convert("UTC")
    except (ValueError, OverflowError) as error:
        raise InputError(expected) from error
    if pd.isna(time):
        raise InputError(expected)
    return time


def _at(project: ProjectState, event: Event) -> pd.Timestamp:
    """Return the time of an act."""
    try:
        return pd.Timestamp(read_time(event.submitted_at, "submitted_at"))
    except InputError as error:
        shown = str(event.submitted_at)[:40]
        why = f"the time of an answer can't be read ({shown!r})"
        raise damaged(project.store.where, why) from error


def _seen(project: ProjectState, event: Event) -> LabelScheme:
    """Return the labels that the person saw."""
    try:
        return project.schemes.at(event.scheme_version)
    except InputError as error:
        why = f"it has no version {str(event.scheme_version)[:20]} of the labels"
        raise damaged(project.store.where, why) from error


def _moved(
    project: ProjectState,
    events: Mapping[int, Event],
    chosen: Chosen,
    lists: TwoLists | None,
) -> tuple[dict[int, Event], set[str]]:
    """Return the chosen events with their retractions, by place, and the ids of unclear answers."""
    sides = None if lists is None else _sides(project, events, chosen, lists)
    moved, unclear = {}, set()
    for number, event in events.items():
        if event.kind == RETRACT or (
            chosen.has_time and not chosen.is_in_time(_at(project, event))
        ):
            continue
        side = "moves" if sides is None else sides[number]
        if side == "moves":
            moved[number] = event
        elif side == "unclear" and event.kind == "answer":
            unclear.add(event.id)
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
    return dict(sorted(moved.items())), unclear


def _lists(project: ProjectState, events: Mapping[int, Event], chosen: Chosen) -> TwoLists | None:
    """Return the lists of labels that answers were given under; None if the split goes by time alone."""
    if chosen.labels is None:
        return None
    answered = {event.scheme_version: event for event in events.values() if event.kind == "answer"}
    return TwoLists(
        chosen.labels, [frozenset(_seen(project, event).names) for event in answered.values()]
    )


def _sides(
    project: ProjectState, events: Mapping[int, Event], chosen: Chosen, lists: TwoLists
) -> dict[int, Side]:
    """Return the question of each act, by its place in the log."""
    labels = frozenset(chosen.labels or ())
    answers = {place: event for place, event in events.items() if event.kind == "answer"}
    seen: dict[int, Names] = {}
    for event in events.values():
        if event.scheme_version not in seen:
            seen[event.scheme_version] = frozenset(_seen(project, event).names)
    sides: dict[int, Side] = {}
    of_item: dict[tuple[str, str], set[Side]] = {}
    for place, event in answers.items():
        names = _names(project, event)
        side = lists.side_of_answer(names, seen[event.scheme_version])
        if side == "unclear" and chosen.has_time:  # the label and the time decide
            side = "moves" if names <= labels else "stays"
        sides[place] = side
        of_item.setdefault((event.annotator, event.item_key), set()).add(side)
    for place, event in events.items():
        if place in answers or event.kind == RETRACT:
            continue
        names = seen[event.scheme_version]
        side = lists.side_of_list(names)
        if side == "unclear":  # goes with the answers to its item, if there are any
            with_it = of_item.get((event.annotator, event.item_key))
            moves = names <= labels if with_it is None else with_it == {"moves"}
            side = "moves" if moves else "stays"
        sides[place] = side
    return sides


def _names(project: ProjectState, event: Event) -> Names:
    """Return the names of the labels in an answer."""
    scheme = _seen(project, event)
    labels = [scheme.by_id(label) for label in project.task.labels_in(event.value)]
    return frozenset(label.name for label in labels if label is not None)


def _labels_of_both(
    project: ProjectState, chosen: Chosen, lists: TwoLists | None
) -> tuple[list[Label], list[Label]]:
    """Return the last list of labels of the question that moves, and of the question that stays."""
    active = list(project.schemes.latest.active)
    if chosen.labels is None or lists is None:
        return active, active
    known = {label.name: label for label in project.schemes.latest.labels}
    last: dict[Side, list[Label]] = {
        "moves": [replace(known[name], retired=False) for name in chosen.labels],
        "stays": [label for label in active if label.name not in chosen.labels],
    }
    for version in range(1, project.schemes.latest.version + 1):
        scheme = project.schemes.at(version)
        side = lists.side_of_list(frozenset(scheme.names))
        if side != "unclear":
            last[side] = list(scheme.active)
    moving, staying = (
        labels if len(labels) >= FEWEST else active for labels in (last["moves"], last["stays"])
    )
    return moving, staying


def _plan(
    project: ProjectState,
    chosen: Chosen,
    *,
    question: str | None,
    stays: str | None,
    initial: str | None,
    name: str | None,
) -> tuple[Split, str]:
    """Return the plan of the split, and a warning about unclear answers.

    The new project gets every version of the labels.
    """
    store = project.store
    log, versions = _log_of(project), store.schemes(project.row.id)
    row = next(row for row in store.projects() if row.id == project.row.id)
    project.schemes.look()
    events = _without_split_off(log)
    lists = _lists(project, events, chosen)
    moved, unclear = _moved(project, events, chosen, lists)
    doubt = _doubt(project, [event for event in living(events.values()) if event.id in unclear])
    if not living(moved.values()):
        raise InputError(f"split: no answer fits; nothing was changed. {doubt}".strip())
    if len(moved) == len(events):
        raise InputError("split: every answer fits, so nothing would stay; nothing was changed")
    scheme = project.schemes.latest
    asked = str(row.task.get("question") or "") if question is None else question
    labels, rest = _labels_of_both(project, chosen, lists)
    shown = {**row.shown, SPLIT_FROM: row.mark, "before_questions": False}
    of_new_project = {**shown, "named": name is not None, "unasked": False}
    of_new_project.pop(SPLIT_AT, None)
    if initial is not None:
        of_new_project["initial"] = initial
    called = name or _name_of(project, asked, labels, of_new_project)
    made = Split(
        source=row.id,
        name=called,
        task={**row.task, "question": asked},
        shown=of_new_project,
        given=_as_given(labels),
        versions=[*versions, *_changed(scheme, labels)],
        places=list(moved),
        retractions=_retractions([*moved.values()], called),
        rest={
            "task": _task_of_rest(row, question, stays, labels=scheme.active),
            "given": _as_given(rest),
            "shown": {**shown, SPLIT_AT: now()},
        },
        rest_versions=_changed(scheme, rest),
        seen=(len(log), len(versions)),
    )
    return made, doubt


def _name_of(
    project: ProjectState, asked: str, labels: Sequence[Label], shown: dict[str, Any]
) -> str:
    """Return the name that a call with the new project's question and labels would make."""
    task = copy.copy(project.task)
    task.question, task.labels = asked, tuple(labels)
    columns = project.row.shown["columns"]
    initial = str(shown.get("initial") or "")
    call = Call(columns=columns, title=" + ".join(columns), task=task, initial=initial)
    return name_beside(call, project.store.projects())


def _changed(scheme: LabelScheme, labels: Sequence[Label]) -> list[tuple[int, Any]]:
    """Return a new version with these labels, if they differ from the labels in use."""
    if [label.id for label in labels] == [label.id for label in scheme.active]:
        return []
    after = scheme.changed_to(labels)
    return [(after.version, after.to_json())]


def _retractions(moved: Sequence[Event], name: str) -> list[Event]:
    """Return the retractions that take back, in the first project, all events that stand in the new one."""
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
    row: ProjectRow, question: str | None, stays: str | None, *, labels: Sequence[Label]
) -> dict[str, Any]:
    """Return the first project's task, with the question of the answers that stay."""
    task = dict(row.task)
    if stays is not None:
        task["question"] = stays
    elif question is not None and question == task.get("question"):
        usual = {part: value for part, value in task.items() if part != "question"}
        task["question"] = read_task(usual, labels).question
    return task


def _as_given(labels: Sequence[Label]) -> list[dict[str, Any]]:
    return [replace(label, id="", slot=0).to_json() for label in labels]


def stretches(project: ProjectState, pause: Any) -> pd.DataFrame:
    """List the stretches of time with their labels; see `Project.stretches`."""
    longest = _pause(pause)
    people = project.store.annotators()
    answers = sorted(
        (
            (_at(project, event), event)
            for event in _without_split_off(_log_of(project)).values()
            if event.kind == "answer"
        ),
        key=itemgetter(0),
    )
    rows = [
        {
            "first_at": stretch[0][0],
            "last_at": stretch[-1][0],
            "answers": len(stretch),
            "annotators": sorted({people.get(event.annotator, "") for _, event in stretch}),
            "labels": list(_seen(project, stretch[0][1]).names),
        }
        for stretch in _in_stretches(project, answers, longest)
    ]
    return pd.DataFrame(rows, columns=["first_at", "last_at", "answers", "annotators", "labels"])


def _pause(given: Any) -> pd.Timedelta:
    expected = f"pause: expected a time such as '10min' or a timedelta, got {given!r}"
    has_unit = isinstance(given, str) and any(sign.isalpha() or sign == ":" for sign in given)
    if not has_unit and not isinstance(given, timedelta | np.timedelta64):
        raise InputError(expected)
    try:
        pause = pd.Timedelta(given)
    except (ValueError, OverflowError) as error:
        raise InputError(expected) from error
    if pd.isna(pause) or pause < pd.Timedelta(0):
        raise InputError(expected)
    return pause


def _in_stretches(
    project: ProjectState, answers: Sequence[tuple[pd.Timestamp, Event]], pause: pd.Timedelta
) -> Iterator[list[tuple[pd.Timestamp, Event]]]:
    stretch: list[tuple[pd.Timestamp, Event]] = []
    for at, event in answers:
        if stretch:
            before_at, before = stretch[-1]
            is_other = before.scheme_version != event.scheme_version and (
                _seen(project, before).names != _seen(project, event).names
            )
            if at - before_at > pause or is_other:
                yield stretch
                stretch = []
        stretch.append((at, event))
    if stretch:
        yield stretch
