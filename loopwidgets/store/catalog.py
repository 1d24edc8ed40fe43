"""Lists the contents of a store: projects, the versions of their label schemes, and annotators."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from loopwidgets.errors import InputError, SplitError
from loopwidgets.store import schema
from loopwidgets.store.database import Database
from loopwidgets.store.event import now
from loopwidgets.store.foreign import check_annotator, check_project, check_scheme, damaged

SPLIT_AT, SPLIT_FROM = "split_at", "split_from"
SPLIT_PARTS = (SPLIT_AT, SPLIT_FROM)
"""Parts of ``shown``: the time of a split, and the mark of the project before the split."""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """The row of a project in the store."""

    id: int
    name: str
    task: Mapping[str, Any]
    given: Sequence[Any]
    shown: Mapping[str, Any]
    seed: str
    created_at: str
    """The time when the project was made, or last split."""

    @property
    def mark(self) -> str:
        """A text that identifies the project in its store; it changes when the project is split."""
        at = self.shown.get(SPLIT_AT)
        return str(self.id) if at is None else f"{self.id}~{at}"


@dataclass(frozen=True, slots=True)
class AnnotatorRow:
    """The row of a person in the store; ``asked`` is true once the person was asked for a name."""

    id: str
    name: str
    asked: bool


class Directory(Database):
    """The part of a store with projects, label schemes and annotators."""

    def projects(self) -> list[ProjectRow]:
        """Return every project, oldest first."""
        table = schema.projects
        columns = [table.c[entry.name] for entry in fields(ProjectRow)]
        with self.transaction(writes=False) as connection:
            rows = connection.execute(sa.select(*columns).order_by(table.c.id))
            found = [ProjectRow(*row) for row in rows]
        for project in found:
            check_project(project, self.where)
        return found

    def project(self, name: str) -> ProjectRow | None:
        """Return the project with this name, or None."""
        return next((row for row in self.projects() if row.name == schema.storable(name)), None)

    def add_project(
        self,
        name: str,
        *,
        task: Mapping[str, Any],
        shown: Mapping[str, Any],
        given: Sequence[Mapping[str, Any]],
        labels: Sequence[Mapping[str, Any]],
    ) -> ProjectRow:
        """Make a project with the first version of its label scheme, or return the existing project.

        Parameters
        ----------
        name
            The name of the project; unique in the store.
        task, shown
            JSON: the task, and the columns that are shown.
        given, labels
            JSON: the labels of the cell, and the scheme that was made of them.
        """
        table = schema.projects
        row = {
            "name": name,
            "task": task,
            "given": given,
            "shown": shown,
            "seed": seed_of(name),
            "created_at": now(),
        }
        with self.transaction() as connection:
            made = connection.execute(
                self._insert(table)
                .values(row)
                .on_conflict_do_nothing(index_elements=["name"])
                .returning(table.c.id)
            ).scalar()
            if made is not None:
                self._add_scheme(connection, made, 1, labels)
        project = self.project(name)
        assert project is not None  # noqa: S101 - just written
        return project

    def update_project(self, project: ProjectRow, **values: Any) -> None:
        """Change the stored parts of the cell in a project: ``given``, ``task`` or ``shown``.

        Raises
        ------
        SplitError
            If the project was split since it was read.
        """
        with self.transaction() as connection:
            _refuse_if_split(connection, project)
            table = schema.projects
            connection.execute(table.update().where(table.c.id == project.id).values(**values))

    def is_split(self, project: ProjectRow) -> bool:
        """Return whether a project was split since it was read."""
        with self.transaction(writes=False) as connection:
            return connection.execute(_created_at(project.id)).scalar() != project.created_at

    def schemes(self, project_id: int, *, after: int = 0) -> list[tuple[int, list[dict[str, Any]]]]:
        """Return the versions of a project's labels after ``after`` (0: all), the earliest first."""
        table = schema.schemes
        query = sa.select(table.c.version, table.c.labels).where(
            table.c.project_id == project_id, table.c.version > after
        )
        with self.transaction(writes=False) as connection:
            rows = connection.execute(query.order_by(table.c.version))
            found = [(version, labels) for version, labels in rows]
        for version, labels in found:
            check_scheme(version, labels, self.where)
        if not (found or after):
            raise damaged(self.where, "a project has no labels")
        return found

    def add_scheme(
        self, project: ProjectRow, version: int, labels: Sequence[Mapping[str, Any]]
    ) -> bool:
        """Add a version of a project's labels; return False if another version came first.

        Raises
        ------
        SplitError
            If the project was split since it was read.
        """
        with self.transaction() as connection:
            _refuse_if_split(connection, project)
            return self._add_scheme(connection, project.id, version, labels)

    def _add_scheme(
        self,
        connection: sa.Connection,
        project_id: int,
        version: int,
        labels: Sequence[Mapping[str, Any]],
    ) -> bool:
        table = schema.schemes
        added = connection.execute(
            self._insert(table)
            .values(project_id=project_id, version=version, labels=labels, created_at=now())
            .on_conflict_do_nothing(index_elements=["project_id", "version"])
            .returning(table.c.version)
        )
        return added.scalar() is not None

    def annotator(self, name: str, *, login: bool = False) -> AnnotatorRow:
        """Return the annotator with this name, made with a random id the first time.

        Parameters
        ----------
        name
            The annotator's name; with ``login``, the name of their account. The account's name still
            finds the annotator after they chose another name.
        login
            True if ``name`` is the name of an account.
        """
        known = self.find_annotator(name, login=login)
        if known is not None:
            return known
        row = {
            "id": uuid.uuid4().hex,
            "name": name,
            "login": name if login else None,
            "asked": False,
            "created_at": now(),
        }
        with self.transaction() as connection:
            connection.execute(self._insert(schema.annotators).values(row).on_conflict_do_nothing())
            return AnnotatorRow(*connection.execute(_known_as(name, login=login)).one())

    def find_annotator(self, name: str, *, login: bool = False) -> AnnotatorRow | None:
        """Return the annotator with this name, as `annotator` does, or None. No annotator is added."""
        with self.transaction(writes=False) as connection:
            known = connection.execute(_known_as(name, login=login)).first()
        if known is None:
            return None
        check_annotator(known, self.where)
        return AnnotatorRow(*known)

    def name_annotator(self, annotator: str, name: str) -> None:
        """Give an annotator the name that they chose; an empty name keeps the present name.

        Raises
        ------
        InputError
            If someone else has the name. Two people with the same name are never merged.
        """
        table = schema.annotators
        values = {"asked": True, "name": name} if name else {"asked": True}
        with self.transaction() as connection:
            taken = sa.select(table.c.id).where(table.c.name == schema.storable(name))
            if name and connection.execute(taken).scalar() not in (None, annotator):
                raise InputError(
                    f"{name!r} has labeled here before. If that is you, write "
                    f"annotator={name!r} in the cell; else choose another name."
                )
            connection.execute(table.update().where(table.c.id == annotator).values(**values))

    def annotators(self) -> dict[str, str]:
        """Return the name of each annotator by id."""
        table = schema.annotators
        with self.transaction(writes=False) as connection:
            rows = connection.execute(sa.select(table.c.id, table.c.name)).all()
        for row in rows:
            check_annotator(row, self.where)
        return {row.id: row.name for row in rows}


def seed_of(name: str) -> str:
    """Return a project's seed. People with separate stores get the same sample from it."""
    return hashlib.sha256(schema.storable(name).encode()).hexdigest()[:32]


def _created_at(project_id: int) -> sa.Select[Any]:
    table = schema.projects
    return sa.select(table.c.created_at).where(table.c.id == project_id)


def _refuse_if_split(connection: sa.Connection, project: ProjectRow) -> None:
    """Raise if a project was split; else nobody can split it before the transaction ends."""
    query = _created_at(project.id).with_for_update(read=True)
    if connection.execute(query).scalar() != project.created_at:
        raise SplitError


def _known_as(name: str, *, login: bool) -> sa.Select[Any]:
    table = schema.annotators
    query = sa.select(*(table.c[entry.name] for entry in fields(AnnotatorRow)))
    called = table.c.name == schema.storable(name)
    if not login:
        return query.where(called)
    account = table.c.login == schema.storable(name)
    return query.where(called | account).order_by(account.desc())
