"""Words the notices about the project that a call goes on with, or starts.

Names are cut where they are only mentioned, and whole where the person has to write them into the cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from loopwidgets.errors import listed
from loopwidgets.store import ProjectRow

LONGEST_PART = 60
_LONGEST_MENTION = 40
_MOST_NAMED = 3


def in_one_line(text: str, longest: int = LONGEST_PART) -> str:
    """Return a text in one line. A long text is cut to its beginning and end."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return f"{line[: longest - 21]}…{line[-20:]}"


def joined(row: ProjectRow, *, read_only: bool) -> str:
    """Return the notice where the call is not clear enough, or the store is read-only."""
    if read_only:
        return (
            f"This shows the project {_short(row)!r}: the store can only be read, so a new project "
            f"can't be started."
        )
    return f"This goes on with the project {_short(row)!r}. Write project='…' to start another."


def beside(name: str, rows: Sequence[ProjectRow], *, switch: str = "") -> str:
    """Return the notice for a person who may have meant another project; the closest comes first.

    Parameters
    ----------
    name
        Name of the new project.
    rows
        The other projects.
    switch
        The further argument that goes on with the closest project, such as ``"multiple=True"``.
    """
    if not rows:
        return ""
    closest, held = rows[0], _listed(rows)
    there = "there"
    if _short(closest) != closest.name:  # the name is whole in the line to paste
        held = "another" if len(rows) == 1 else f"{len(rows)} others"
        there = "there" if len(rows) == 1 else "with the closest"
    written = ", ".join(part for part in (switch, f"project={closest.name!r}") if part)
    hint = ""
    if may_hold_two_questions(closest):
        hint = (
            " If it holds the answers to both questions, project.split() takes them apart: "
            "see docs/projects.md."
        )
    return f"{_new(name)} The store also holds {held}: write {written} to go on {there}.{hint}"


def beside_other_tasks(name: str, rows: Sequence[ProjectRow]) -> str:
    """Return the notice where only projects of other tasks show the same columns."""
    return f"{_new(name)} The store also holds {_listed(rows)}, of another task." if rows else ""


def renamed(names: Sequence[tuple[str, str]], answers: int) -> str:
    """Return the notice after labels were renamed; the old name and the new name of each."""
    count = "1 answer was" if answers == 1 else f"{answers:,} answers were"
    back = "; ".join(f"w.rename_label({new!r}, {old!r})" for old, new in names)
    return f"{count} renamed with the labels. To take it back: {back}"


def may_hold_two_questions(row: ProjectRow) -> bool:
    """Return whether a project was stored by a version that kept only its last question."""
    return bool(row.shown.get("before_questions", "named" not in row.shown))


def _listed(rows: Sequence[ProjectRow]) -> str:
    return listed([_short(row) for row in rows], _MOST_NAMED)[1:-1]


def _new(name: str) -> str:
    return f"This is a new project, {in_one_line(name, _LONGEST_MENTION)!r}."


def _short(row: ProjectRow) -> str:
    return in_one_line(row.name, _LONGEST_MENTION)
