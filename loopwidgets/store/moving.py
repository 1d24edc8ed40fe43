"""Moves events into a project of their own, in a single transaction: all events, or none.

The events of the first project stay in the log; retractions take them back there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from loopwidgets.errors import InputError, StoreError
from loopwidgets.store import schema
from loopwidgets.store.catalog import SPLIT_AT, seed_of
from loopwidgets.store.event import Event, now
from loopwidgets.store.store import Store

_AT_ONCE = 500
Versions = Sequence[tuple[int, Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The plan to split a project into two.

    Parameters
    ----------
    source
        The project that is split.
    name, task, shown, given, versions
        The new project, with the versions of its labels.
    places
        Places in the log of the events that move.
    retractions
        The events that take back, in the source, the events that moved.
    rest, rest_versions
        New values of the source's row, and versions that are added to its labels.
    seen
        The numbers of events and of versions of labels in the source at the time of planning.
    """

    source: int
    name: str
    task: Mapping[str, Any]
    shown: Mapping[str, Any]
    given: Sequence[Any]
    versions: Versions
    places: Sequence[int]
    retractions: Sequence[Event]
    rest: Mapping[str, Any]
    rest_versions: Versions
    seen: tuple[int, int]


class OvertakenError(StoreError):
    """Others wrote into the project after its split was planned."""


def split_off(store: Store, split: Split) -> None:
    """Make the new project.

    Raises
    ------
    InputError
        If there is a project of that name.
    OvertakenError
        If others wrote into the project meanwhile.
    StoreError
        If the store could not be written. Nothing was changed.
    """
    projects = schema.projects
    with store.transaction() as connection:
        _let_nobody_answer(connection)
        # From here on nobody can add labels. Objects opened before can record nothing more.
        connection.execute(
            projects.update()
            .where(projects.c.id == split.source)
            .values(**split.rest, created_at=split.rest["shown"][SPLIT_AT])
        )
        if _held(connection, split.source) != split.seen:
            raise OvertakenError(
                f"split: other people are answering in {store.where}. Nothing was changed; try again "
                "when they pause"
            )
        row = {part: getattr(split, part) for part in ("name", "task", "shown", "given")}
        made = connection.execute(
            store._insert(projects)  # noqa: SLF001
            .values(**row, seed=seed_of(split.name), created_at=now())
            .on_conflict_do_nothing(index_elements=["name"])
            .returning(projects.c.id)
        ).scalar()
        if made is None:
            raise InputError(f"name: {store.where} holds a project {split.name!r} already")
        _add_versions(connection, made, split.versions)
        for start in range(0, len(split.places), _AT_ONCE):
            _copy(store, connection, split.places[start : start + _AT_ONCE], made)
        taken_back = [{"project_id": split.source, **asdict(one)} for one in split.retractions]
        connection.execute(schema.events.insert(), taken_back)
        _add_versions(connection, split.source, split.rest_versions)
        for project_id in (made, split.source):
            store.refold(connection, project_id)


def shut_out(store: Store, project_id: int) -> None:
    """Let objects of a project that were opened before record nothing more."""
    table = schema.projects
    with store.transaction() as connection:
        _let_nobody_answer(connection)
        connection.execute(table.update().where(table.c.id == project_id).values(created_at=now()))


def _let_nobody_answer(connection: sa.Connection) -> None:
    """Wait for answers that are being written, and block other answers until the transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite lets one write at a time
        connection.exec_driver_sql(f"LOCK TABLE {schema.events.name} IN SHARE ROW EXCLUSIVE MODE")


def _held(connection: sa.Connection, project_id: int) -> tuple[int, int]:
    """Return the numbers of events and of versions of labels in a project."""
    events, schemes = (
        connection.execute(
            sa.select(sa.func.count()).select_from(table).where(table.c.project_id == project_id)
        ).scalar_one()
        for table in (schema.events, schema.schemes)
    )
    return events, schemes


def _add_versions(connection: sa.Connection, project_id: int, versions: Versions) -> None:
    for version, labels in versions:
        row = {"project_id": project_id, "version": version, "labels": labels}
        connection.execute(schema.schemes.insert().values(**row, created_at=now()))


def _copy(store: Store, connection: sa.Connection, places: Sequence[int], made: int) -> None:
    """Copy events and their items into another project."""
    chosen = schema.events.c.seq.in_(places)
    items = sa.tuple_(schema.items.c.project_id, schema.items.c.key)
    of_events = sa.select(schema.events.c.project_id, schema.events.c.item_key).where(chosen)
    for table, condition in ((schema.events, chosen), (schema.items, items.in_(of_events))):
        columns: list[Any] = [c for c in table.c if c.name not in ("seq", "project_id")]
        names = [column.name for column in columns]
        query = sa.select(sa.literal(made), *columns).where(condition)
        if table is schema.events:
            query = query.order_by(table.c.seq)
        insert = store._insert(table).from_select(["project_id", *names], query)  # noqa: SLF001
        connection.execute(insert.on_conflict_do_nothing())
