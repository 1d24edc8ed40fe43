"""Keeps the versions of a project's label scheme: reads them from the store, and adds new versions.

It knows neither tasks nor items. Callers choose the names of new labels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise
from typing import Any

from loopwidgets.errors import InputError
from loopwidgets.labels.scheme import LIST_KEY, NEW, Label, LabelScheme, made_name
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.store import ProjectRow, Store

LabelListener = Callable[[Sequence[Label]], None]


def share_little(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Return whether two lists of labels are likely to belong to two questions.

    They do where neither contains the other, and both share fewer than half of all labels.
    """
    return not (one <= other or one >= other) and 2 * len(one & other) < len(one | other)


class Schemes:
    """The versions of one project's label scheme.

    Parameters
    ----------
    store
        The store of the versions.
    project
        The project's row in the store.
    """

    def __init__(self, store: Store, project: ProjectRow) -> None:
        self._store = store
        self._project = project
        self._versions: dict[int, LabelScheme] = {}
        self._listeners: list[LabelListener] = []
        self.look()

    @property
    def latest(self) -> LabelScheme:
        """The latest version that was read."""
        return self._versions[max(self._versions)]

    def every_label(self) -> set[str]:
        """Return the names of the labels in all versions."""
        return {label.name for scheme in self._versions.values() for label in scheme.labels}

    def meant(self, name: str) -> Label | None:
        """Return the label that a cell means by a name; None for a new name.

        This is the label with this name, in use or not; else the label that had the name last, before it was
        renamed.
        """
        for number in sorted(self._versions, reverse=True):
            label = self._versions[number].by_name(name)
            if label is not None:
                return self.latest.by_id(label.id)
        return None

    def at(self, version: int) -> LabelScheme:
        """Return the labels of a version; raise an `InputError` for an unknown version."""
        if version not in self._versions:
            self.look()
        if version not in self._versions:
            raise InputError(f"scheme_version: this project has no version {version}")
        return self._versions[version]

    def first_with(self, labels: Sequence[str], after: int) -> LabelScheme:
        """Return the first version after ``after`` that has labels of these ids, else the latest.

        The result never changes later, so an answer that is sent twice means the same both times.
        """
        later = (self._versions[number] for number in sorted(self._versions) if number > after)
        has_all = (one for one in later if all(label in one.places for label in labels))
        return next(has_all, self.latest)

    @uninterrupted()
    def look(self) -> None:
        """Read the versions that others added."""
        last = max(self._versions, default=0)
        before = set(self.latest.places) if self._versions else set()
        for number, labels in self._store.schemes(self._project.id, after=last):
            self._versions[number] = LabelScheme.from_json(labels, number)
        if last and max(self._versions) > last:
            self._tell([label for label in self.latest.active if label.id not in before])

    @uninterrupted()
    def grow(self, grown: Callable[[LabelScheme], LabelScheme]) -> None:
        """Add a version to the store, unless the latest version has all wanted labels.

        Parameters
        ----------
        grown
            A function that takes the latest version and returns the next, or the same if nothing is missing.
            It is called again if somebody else added a version meanwhile.

        Raises
        ------
        SplitError
            If the project was split since it was read.
        """
        while True:
            before = self.latest
            after = grown(before)
            if after is before:
                return
            if self._store.add_scheme(self._project, after.version, after.to_json()):
                self._versions[after.version] = after
                known = {label.id for label in before.active}
                self._tell([label for label in after.active if label.id not in known])
                return
            self.look()

    @property
    def replaced(self) -> list[tuple[Label, Label]]:
        """The labels that are not in use any more, each with the label in its place that is; latest first.

        They may have been renamed. A person decides: `rename`, or `keep_apart`.
        """
        successors: dict[str, str] = {}
        found: list[tuple[Label, Label]] = []
        versions = [self._versions[number] for number in sorted(self._versions)]
        for before, after in reversed([*pairwise(versions)]):
            if before.labels == after.labels:  # decided: kept apart
                break
            for old, new in before.replaced_in(after):
                successors[old.id] = successors.get(new.id, new.id)
                label, now = (self.latest.by_id(each) for each in (old.id, successors[old.id]))
                if label and now and label.retired and not now.retired:
                    found.append((label, now))
        return found

    def rename(self, label: Label, name: str, value: Any = None) -> None:
        """Give a label another name; see `LabelScheme.renamed`."""

        def renamed(scheme: LabelScheme) -> LabelScheme:
            now = scheme.by_id(label.id)
            if now is None or (now.name == name and now.value == value):
                return scheme
            return scheme.renamed(now, name, value)

        self.grow(renamed)

    def keep_apart(self) -> None:
        """Add a version with the same labels: none of them was renamed, and `replaced` is empty."""
        self.grow(lambda scheme: LabelScheme(scheme.labels, scheme.version + 1))

    def add(self, label: Label) -> str:
        """Add a label, unless its name is known; return the name. See `Project.add_label`."""
        name = made_name(label.name)
        there = self.latest.made(name)
        if there is not None and not there.retired:
            return there.name
        if label.key in (LIST_KEY, *self.latest.own_keys().values()):
            raise InputError(f"label {name!r}: key {label.key!r} is taken already")
        new = replace(label, name=name, id=NEW + name)

        def grown(scheme: LabelScheme) -> LabelScheme:
            known = scheme.made(name) is not None
            return scheme.with_names([name]) if known else scheme.with_labels([new])

        self.grow(grown)
        there = self.latest.made(name)
        return name if there is None else there.name

    def listen(self, listener: LabelListener) -> Callable[[], None]:
        """Call ``listener`` with any new labels when labels change; returns a function that stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _tell(self, labels: Sequence[Label]) -> None:
        for listener in tuple(self._listeners):
            listener(labels)
