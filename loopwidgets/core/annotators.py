"""Finds the annotator who labels, or whose answers are read: from the call, JupyterHub or the login."""

from __future__ import annotations

import getpass
import os
from typing import Any

from loopwidgets.errors import InputError, warn
from loopwidgets.store import AnnotatorRow, ProjectRow, Store

GENERIC_NAMES = frozenset({"jovyan", "root", "student", "user", "ubuntu", "admin", ""})
"""Shared account names. A person with such a name is asked once for their own name."""

_EXAMPLES = {"project": "second look", "annotator": "asha", "name": "second look"}


def given_name(value: Any, argument: str) -> str:
    """Return the name in an argument; empty where the argument has none."""
    if value is None:
        return ""
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{argument}: expected a name, got {value!r}")
    return value.strip()


def refuse_placeholder(name: str, argument: str) -> None:
    """Raise for a name of dots, which is a placeholder in our own messages and no real name."""
    if name in ("…", "..."):
        raise InputError(
            f"{argument}: expected a name of your own in place of {name!r}, "
            f"such as {argument}={_EXAMPLES[argument]!r}"
        )


def who_labels(store: Store, row: ProjectRow | None, given: str | None) -> AnnotatorRow:
    """Return who labels or looks: the annotator named in the call, else the JupyterHub user or the login."""
    if store.read_only and row is not None:
        return who_reads(store, row, given)
    named = given_name(given, "annotator")
    if named:
        known = store.find_annotator(named)
        if known is None:
            refuse_placeholder(named, "annotator")
        return known or store.annotator(named)
    return store.annotator(_login(), login=True)


def _login() -> str:
    try:
        return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "user"


def who_reads(store: Store, row: ProjectRow, given: str | None) -> AnnotatorRow:
    """Return the annotator whose answers are read.

    This is the name in the call, else the person who reads. Where that person has no answers and only one
    annotator labeled, it is that annotator.
    """
    people = store.annotators()
    active = store.active_annotators(row.id)
    named = given_name(given, "annotator")
    name = named or _login()
    # A person who only reads is not written into the store.
    person = store.find_annotator(name, login=not named) or AnnotatorRow("", name, asked=True)
    if person.id in active or not active:
        return person
    names = sorted(people[who] for who in active if who in people)
    if given is None and len(names) == 1:
        return store.annotator(names[0])
    warn(
        f"{row.name!r} in {store.where} holds answers of {names}, but none of {person.name!r}. Write "
        "annotator='…' to see theirs."
    )
    return person


def may_rename(store: Store, annotator: AnnotatorRow) -> bool:
    """Return False if the cell has this annotator's name: under another they would not be found."""
    if store.read_only:
        return False
    account = store.find_annotator(_login(), login=True)
    return account is not None and account.id == annotator.id


def check_may_rename(store: Store, annotator: AnnotatorRow) -> None:
    """Raise an `InputError` if the cell has this annotator's name."""
    if not may_rename(store, annotator):
        raise InputError(
            f"The cell has the name {annotator.name!r}. Change annotator= there to answer as another person."
        )


def should_ask_name(annotator: AnnotatorRow) -> bool:
    """Return whether a person has only an account's name, and was not asked for another yet."""
    return annotator.name.casefold() in GENERIC_NAMES and not annotator.asked
