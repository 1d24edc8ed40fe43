"""Finds the project that a call without a name goes on with, and names new projects.

Two calls ask the same when they share a label, and their columns, task, question and column under review
agree. Nothing here opens a project or changes a store.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from loopwidgets.core import notices
from loopwidgets.core.notices import in_one_line
from loopwidgets.errors import InputError
from loopwidgets.labels.versions import Schemes, share_little
from loopwidgets.store import ProjectRow, Store, queries
from loopwidgets.store.catalog import SPLIT_PARTS
from loopwidgets.tasks import Task

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The parts of a call that identify a project.

    Parameters
    ----------
    columns
        The columns that are shown, as the store keeps them.
    title
        The same columns in words.
    task
        The task, with the labels of the call.
    initial
        The column of labels under review; empty where there is none.
    """

    columns: Sequence[str]
    title: str
    task: Task
    initial: str = ""

    @property
    def plain_name(self) -> str:
        """The name without question and review; until 0.1 every project without a name was called so."""
        return f"{self.title}: {self.task.title}"

    @property
    def name(self) -> str:
        """The name of a new project; everyone who makes the same call gets the same name."""
        asked = in_one_line(self.task.own_question)
        review = f"review of {in_one_line(self.initial)}" if self.initial else ""
        parts = [part for part in (asked, review) if part]
        return f"{in_one_line(self.title)}: {', '.join(parts) or self.task.title}"

    @property
    def module(self) -> str:
        """The module of a guest's class, which is not in its name; else empty."""
        return str(self.task.to_json().get("module") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The project that a call means.

    Parameters
    ----------
    row
        The project's row in the store; None for a new project.
    name
        The project's name.
    notice
        A sentence for the person where another choice was possible; else empty.
    question
        The project's question, where it replaces the call's; else empty.
    """

    row: ProjectRow | None
    name: str
    notice: str = ""
    question: str = ""


def match(store: Store, call: Call) -> Match:
    """Return the project that a call without a name goes on with, or the name of a new project."""
    rows = store.projects()
    here = [row for row in rows if row.shown.get("columns") == list(call.columns)]
    alike = [row for row in here if not _differing(row, call)]
    shared = {row.id: _shared(store, row, call) for row in alike}
    used = {row.id: queries.has_answers(store, row.id) for row in here}
    # The project that the person may have meant comes first.
    alike.sort(key=lambda row: (used[row.id], _closeness(row, call), shared[row.id]), reverse=True)
    others = [row for row in here if row not in alike and used[row.id]]

    def new_beside(name: str, rows: Sequence[ProjectRow]) -> str:
        if others and not any(used[row.id] for row in rows):
            return _beside_other_tasks(name, others, call)
        return notices.beside(name, rows)

    sharing = [row for row in alike if shared[row.id] > 0 and _may_be_joined(row, call)]
    sharing.sort(key=lambda row: (used[row.id], shared[row.id]), reverse=True)
    same = [row for row in sharing if is_same(row.task.get("question"), call.task.question)]
    reviews = {row.id: _review_of(store, row) for row in sharing}
    exact = [row for row in same if reviews[row.id] == call.initial]
    if exact:
        row = exact[0]
        beside = [each for each in alike if each is not row and used[each.id]]
        notice = "" if used[row.id] else new_beside(row.name, beside)
        call_is_bare = not (call.task.labels or call.task.own_question or call.initial)
        says_nothing = call_is_bare and bool(call.task.scheme_fields)
        fits, *fit_as_well = [not _labels_differ(store, each, call) for each in exact]
        if says_nothing or any(fit_as_well) or not (fits or notice):
            return _joined(store, row, call)
        return Match(row=row, name=row.name, notice=notice)
    possible = (call.initial, None) if call.initial else ("",)
    fitting = [row for row in sharing if reviews[row.id] in possible]
    unclear = [row for row in same if row in fitting]
    if not unclear and (not call.task.own_question or store.read_only):
        unclear = [row for row in fitting if row.shown.get("unasked")][:1] or fitting
    if len(unclear) > 1:
        unclear = [row for row in unclear if used[row.id]] or unclear
    if len(unclear) == 1 or (unclear and store.read_only):
        return _joined(store, unclear[0], call)
    name = name_beside(call, rows)
    return Match(row=None, name=name, notice=new_beside(name, alike))


def remembered(
    store: Store, row: ProjectRow | None, call: Call, *, given_name: str
) -> dict[str, Any]:
    """Return the parts of a call to store, so that a later call finds the project again.

    Parameters
    ----------
    store, row, call
        The call, and the project that it goes on with; None for a new project.
    given_name
        The name in the call; empty where the call has none.
    """
    unasked = not (call.task.own_question or given_name)
    if row is None:
        is_named = given_name not in ("", call.name)
        return {"initial": call.initial, "named": is_named, "unasked": unasked}
    kept: dict[str, Any] = {
        **{part: row.shown[part] for part in SPLIT_PARTS if part in row.shown},
        "named": _is_named(row, call),
        "unasked": unasked or bool(row.shown.get("unasked")),
        "before_questions": notices.may_hold_two_questions(row),
    }
    if _review_of(store, row) is not None:
        kept["initial"] = call.initial
    return kept


def _joined(store: Store, row: ProjectRow, call: Call) -> Match:
    """Go on with a project that the call does not name clearly, with a notice.

    A call without a question asks the project's. In a read-only store every call does.
    """
    keeps = not call.task.own_question or store.read_only
    question = str(row.task.get("question") or "") if keeps else ""
    notice = notices.joined(row, read_only=bool(store.read_only))
    return Match(row=row, name=row.name, notice=notice, question=question)


def _beside_other_tasks(name: str, rows: Sequence[ProjectRow], call: Call) -> str:
    """Return a notice that names projects of other tasks on the same columns.

    The person can go on with a project that differs only in ``multiple``.
    """
    near = [row for row in rows if _differing(row, call) == ["multiple"]]
    if not near:
        return notices.beside_other_tasks(name, rows)
    near.sort(key=lambda row: _closeness(row, call), reverse=True)
    return notices.beside(name, near, switch=f"multiple={not call.task.multiple}")


def is_same(one: Any, other: Any) -> bool:
    """Return whether two questions differ at most in case and white space."""
    return _plain(one) == _plain(other)


def _plain(question: Any) -> str:
    text = unicodedata.normalize("NFC", str(question or ""))
    return " ".join(text.casefold().split())


def _closeness(row: ProjectRow, call: Call) -> float:
    """Return the likeness of a project's question or name to the call's, from 0 to 1."""
    pairs = ((row.task.get("question"), call.task.question), (row.name, call.name))
    return max(
        SequenceMatcher(None, _plain(one)[:200], _plain(other)[:200]).ratio()
        for one, other in pairs
    )


def _differing(row: ProjectRow, call: Call) -> list[str]:
    """Return the parts that differ between a project's task and a call's."""
    return [part for part, value in call.task.identity().items() if row.task.get(part) != value]


def _may_be_joined(row: ProjectRow, call: Call) -> bool:
    """Return whether a call without a name may go on with a project of its sort of task."""
    return not (_is_named(row, call) or _is_from_elsewhere(row, call))


def _is_from_elsewhere(row: ProjectRow, call: Call) -> bool:
    """Return whether a guest's class is known to be another class of the same name."""
    module = row.task.get("module")
    return bool(module and call.module and module != call.module)


def _is_named(row: ProjectRow, call: Call) -> bool:
    return bool(row.shown.get("named", row.name != call.plain_name))


def _review_of(store: Store, row: ProjectRow) -> str | None:
    """Return the column under review; None where an earlier version did not store the column's name."""
    initial = row.shown.get("initial")
    if initial is not None:
        return str(initial)
    return None if queries.has_reviews(store, row.id) else ""


def _shared(store: Store, row: ProjectRow, call: Call) -> float:
    """Return how well labels agree: 0 where no label is shared; the labels in use count most."""
    given = {label.name for label in call.task.labels}
    schemes = Schemes(store, row)
    known, in_use = schemes.every_label(), set(schemes.latest.names)
    if not given or not known:
        return 1.0
    together = len(given & known) / len(given | known)
    return together + len(given & in_use) / len(given | in_use) if together else 0.0


def _labels_differ(store: Store, row: ProjectRow, call: Call) -> bool:
    """Return whether a call's labels share little with the labels in use.

    These are the labels of the version of the last answer, if there is any.
    """
    given = {label.name for label in call.task.labels}
    schemes = Schemes(store, row)
    if not given or (schemes.latest.version == 1 and given == set(schemes.latest.names)):
        return False
    held = set(schemes.latest.names)
    with suppress(InputError):  # a missing version: other code refuses such a store
        if (version := queries.last_answered_version(store, row.id)) is not None:
            held = set(schemes.at(version).names)
    if call.task.allow_new:  # some labels may have been added while labeling
        return not (given >= held or 2 * len(given & held) > len(given))
    return share_little(given, held)


def name_beside(call: Call, rows: Sequence[ProjectRow]) -> str:
    """Return a name for a new project that no other project of the store has."""
    taken = {row.name: row for row in rows}
    return next(name for name in _names(call, taken.get(call.name)) if name not in taken)


def _names(call: Call, first: ProjectRow | None) -> Iterator[str]:
    """Yield names, the plainest first; ``first`` is the project that has the plainest name, if any."""
    name = call.name
    yield name
    if first is not None and _is_from_elsewhere(first, call):
        name = f"{name} ({call.module})"
    elif call.task.labels:
        names = [label.name for label in call.task.labels]
        shown = ", ".join(map(in_one_line, names[:_MOST_NAMED]))
        name = f"{name} ({shown}{', …' if len(names) > _MOST_NAMED else ''})"
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1
