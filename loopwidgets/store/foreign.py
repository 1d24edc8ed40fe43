"""Refuses databases that only look like a store: with triggers, views or rows that this package never wrote.

A store may come from someone else. It is read as data, and its rows are checked when they are read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from loopwidgets.errors import StoreError
from loopwidgets.store import schema


def refuse_what_acts(raw: sqlite3.Connection, where: str) -> None:
    """Raise for a database with triggers, or with views or virtual tables in place of our tables.

    A trigger could change or delete answers while others are recorded. A view or virtual table could show
    answers that nobody recorded. A store has neither; the user's own views under other names may stay.
    """
    ours = {name.lower() for name in schema.metadata.tables}
    for kind, name, table, made_by in raw.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
    ):
        of_ours = str(table).lower() in ours
        is_virtual = "VIRTUAL" in str(made_by).upper().split()[:2]
        if of_ours and (kind in ("trigger", "view") or is_virtual):
            raise StoreError(
                f"store: {where} was changed by another program: it has a "
                f"{'virtual table' if is_virtual else kind} {str(name)!r} that acts on its answers. It "
                "was not touched; choose another file."
            )


def version_of(facts: Mapping[str, Any], where: str) -> int:
    """Return the version of the tables, as stored in them."""
    version = str(facts.get("schema_version"))
    if not (version.isascii() and version.isdigit() and int(version[:9]) > 0):
        raise damaged(where, f"its format is {version[:20]!r}")
    if not isinstance(facts.get("store_id"), str):
        raise damaged(where, "it has no id")
    return int(version[:9])


def check_project(row: Any, where: str) -> None:
    """Raise for a project that no version of this package could have written."""
    fits = (
        type(row.id) is int
        and isinstance(row.name, str)
        and isinstance(row.seed, str)
        and isinstance(row.created_at, str)
        and isinstance(row.task, dict)
        and isinstance(row.task.get("kind"), str)
        and isinstance(row.given, list)
        and all(isinstance(entry, dict) and "name" in entry for entry in row.given)
        and isinstance(row.shown, dict)
        and isinstance(row.shown.get("columns"), list)
        and all(isinstance(column, str) for column in row.shown["columns"])
    )
    if not fits:
        raise damaged(where, f"its project {str(row.name)[:80]!r} can't be read")


def check_scheme(version: Any, labels: Any, where: str) -> None:
    """Raise for a version of labels that no version of this package could have written."""
    fits = (
        type(version) is int
        and version > 0
        and isinstance(labels, list)
        and all(
            isinstance(label, dict)
            and isinstance(label.get("id"), str)
            and type(label.get("slot", 0)) is int
            and type(label.get("retired", False)) is bool
            for label in labels
        )
    )
    if not fits:
        raise damaged(where, "its labels can't be read")


def check_annotator(row: Any, where: str) -> None:
    """Raise for a person without a name."""
    if not (isinstance(row.id, str) and isinstance(row.name, str)):
        raise damaged(where, f"the name of an annotator can't be read ({str(row.name)[:80]!r})")


def damaged(where: str, why: str) -> StoreError:
    """Return the error for a store with data that this package never wrote."""
    return StoreError(
        f"store: {where} is damaged, or was changed by another program: {why}. Choose another file."
    )
