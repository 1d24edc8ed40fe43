"""Finds the project that a call goes on with where the call names none, and names a new project.

Two calls ask the same when their columns, their task, their question and the column under review agree, and
they share a label. Nothing here opens a project or changes a store.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from loopwidgets.errors import listed
from loopwidgets.labels.versions import Schemes
from loopwidgets.store import ProjectRow, Store, queries
from loopwidgets.store.catalog import SPLIT_PARTS
from loopwidgets.tasks import Task

_LONGEST_QUESTION = 60
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """All of a call that tells projects apart.

    Parameters
    ----------
    columns
        The columns that are shown, as the store keeps them.
    title
        The same columns in words.
    task
        With the labels of the call.
    initial
        The column of labels under review; empty where there is none.
    """

    columns: Sequence[str]
    title: str
    task: Task
    initial: str = ""

    @property
    def plain_name(self) -> str:
        """The name without question and review; until 0.1 every project without a name had this one."""
        return f"{self.title}: {self.task.title}"

    @property
    def name(self) -> str:
        """The name of a new project: the same for everyone who makes the same call."""
        asked = in_one_line(self.task.own_question)
        review = f"review of {self.initial}" if self.initial else ""
        parts = [part for part in (asked, review) if part]
        return f"{self.title}: {', '.join(parts) or self.task.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The project that a call means.

    Parameters
    ----------
    row
        As the store has it; None for a new project.
    name
        The project's name.
    notice
        A sentence for the person where another choice was possible; else empty.
    question
        What the project asks, where the call has no question of its own; else empty.
    """

    row: ProjectRow | None
    name: str
    notice: str = ""
    question: str = ""


def match(store: Store, call: Call) -> Match:
    """Return the project that a call without a name goes on with, or the name of a new project."""
    alike = [row for row in store.projects() if _is_alike(row, call)]
    beside = [row for row in alike if not _is_named(row, call)]
    shared = {row.id: _shared(store, row, call) for row in alike}
    used = {row.id: queries.has_answers(store, row.id) for row in alike}
    # The project that the person may have meant comes first.
    alike.sort(key=lambda row: (used[row.id], _closeness(row, call), shared[row.id]), reverse=True)
    sharing = [row for row in beside if shared[row.id] > 0]
    sharing.sort(key=lambda row: (used[row.id], shared[row.id]), reverse=True)
    same = [row for row in sharing if _is_same(row.task.get("question"), call.task.question)]
    reviews = {row.id: _review_of(store, row) for row in sharing}
    exact = [row for row in same if reviews[row.id] == call.initial]
    if exact:
        if len(exact) > 1 or not (call.task.labels or call.task.own_question or call.initial):
            return _joined(exact[0], call)  # the call does not tell which of them it means
        others = [row for row in alike if row is not exact[0] and used[row.id]]
        notice = "" if used[exact[0].id] else _beside(exact[0].name, others)
        return Match(row=exact[0], name=exact[0].name, notice=notice)
    possible = (call.initial, None) if call.initial else ("",)
    fitting = [row for row in sharing if reviews[row.id] in possible]
    unclear = [row for row in same if row in fitting]
    if not unclear and (not call.task.own_question or store.read_only):
        unclear = fitting
    if len(unclear) > 1:
        unclear = [row for row in unclear if used[row.id]] or unclear
    if len(unclear) == 1 or (unclear and store.read_only):
        return _joined(unclear[0], call)
    name = name_beside(call, [row.name for row in store.projects()])
    return Match(row=None, name=name, notice=_beside(name, alike))


def remembered(
    store: Store, row: ProjectRow | None, call: Call, *, is_named: bool
) -> dict[str, Any]:
    """Return what the store keeps of a call, so that a later one finds the project again."""
    if row is None:
        return {"initial": call.initial, "named": is_named}
    kept = {part: row.shown[part] for part in SPLIT_PARTS if part in row.shown}
    kept["named"] = _is_named(row, call)
    if _review_of(store, row) is not None:
        kept["initial"] = call.initial
    return kept


def _joined(row: ProjectRow, call: Call) -> Match:
    notice = f"This goes on with the project {row.name!r}. Write project='…' to start another."
    question = "" if call.task.own_question else str(row.task.get("question") or "")
    return Match(row=row, name=row.name, notice=notice, question=question)


def _beside(name: str, rows: Sequence[ProjectRow]) -> str:
    """Return what a person reads who may have meant another project; the closest comes first."""
    if not rows:
        return ""
    names = listed([row.name for row in rows], _MOST_NAMED)[1:-1]
    return (
        f"This is a new project, {name!r}. The store also holds {names}: "
        f"write project={rows[0].name!r} to go on there."
    )


def _is_same(one: Any, other: Any) -> bool:
    """Tell whether two questions differ at most in case and white space."""
    return _plain(one) == _plain(other)


def _plain(question: Any) -> str:
    text = unicodedata.normalize("NFC", str(question or ""))
    return " ".join(text.casefold().split())


def _closeness(row: ProjectRow, call: Call) -> float:
    """Return how much a project's question or name is like the call's, from 0 to 1."""
    pairs = ((row.task.get("question"), call.task.question), (row.name, call.name))
    return max(
        SequenceMatcher(None, _plain(one)[:200], _plain(other)[:200]).ratio()
        for one, other in pairs
    )


def _is_alike(row: ProjectRow, call: Call) -> bool:
    """Tell whether a project has a call's columns and sort of task."""
    alike = all(row.task.get(part) == value for part, value in call.task.identity().items())
    return alike and row.shown.get("columns") == list(call.columns)


def _is_named(row: ProjectRow, call: Call) -> bool:
    return bool(row.shown.get("named", row.name != call.plain_name))


def _review_of(store: Store, row: ProjectRow) -> str | None:
    """Return the column under review; None where an earlier version reviewed and did not keep the column."""
    initial = row.shown.get("initial")
    if initial is not None:
        return str(initial)
    return None if queries.has_reviews(store, row.id) else ""


def _shared(store: Store, row: ProjectRow, call: Call) -> float:
    """Return how well labels agree: 0 where none is shared; the labels in use count most."""
    given = {label.name for label in call.task.labels}
    schemes = Schemes(store, row)
    known, in_use = schemes.every_label(), set(schemes.latest.names)
    if not given or not known:
        return 1.0
    together = len(given & known) / len(given | known)
    return together + len(given & in_use) / len(given | in_use) if together else 0.0


def name_beside(call: Call, taken: Iterable[str]) -> str:
    """Return a name for a new project that no other project of the store has."""
    used = set(taken)
    return next(name for name in _names(call) if name not in used)


def _names(call: Call) -> Iterator[str]:
    yield call.name
    name = call.name
    if call.task.labels:
        names = [label.name for label in call.task.labels]
        shown = ", ".join(map(in_one_line, names[:_MOST_NAMED]))
        name = f"{name} ({shown}{', …' if len(names) > _MOST_NAMED else ''})"
        yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1


def in_one_line(text: str) -> str:
    """Return a text as it stands in a project's name: in one line, and of a long one beginning and end."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_QUESTION:
        return line
    return f"{line[: _LONGEST_QUESTION - 21]}…{line[-20:]}"
