"""Defines `Store`: the event log and the tables that are derived from it, in any SQL database.

``sqlite.py`` and ``postgres.py`` open the database; the task interprets the answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa

from loopwidgets.errors import SplitError
from loopwidgets.store import schema
from loopwidgets.store.catalog import Directory
from loopwidgets.store.event import Event, refuse_other
from loopwidgets.store.fold import STATUSES, Current, fold, heads, shown
from loopwidgets.store.item_log import ItemLog, KeptLogs
from loopwidgets.store.loop_rounds import Rounds
from loopwidgets.store.statements import (
    CURRENT_FIELDS,
    EVENT_COLUMNS,
    EVENT_FIELDS,
    Statements,
    event_of,
    light_event_of,
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The result of recording an event: whether it was new, and its item's state before and after."""

    event: Event
    new: bool
    before: Current
    after: Current
    seq: int | None = None
    """The event's place in the log, if the event was new."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Items with the same status, value and flag."""

    status: str
    value: Any
    flagged: bool
    keys: Sequence[str]


class Store(Directory, Rounds):
    """The event log of one or more projects, with everything else in a store.

    `loopwidgets.store.open_store` makes it. It is safe to use from several threads, and several processes may
    use the same database.

    Parameters
    ----------
    engine
        The engine of the database with the tables; missing tables are made.
    where
        The name of the place in messages.
    durable
        True if commits outlive this process.
    """

    def __init__(self, engine: sa.Engine, *, where: str, durable: bool = True) -> None:
        super().__init__(engine, where=where, durable=durable)
        self._statements = Statements(self._insert)
        self._kept = KeptLogs()

    # --- Writing ----------------------------------------------------------------------------------

    def append(
        self,
        project_id: int,
        events: Sequence[Event],
        index_values: Mapping[str, Any] | None = None,
        made_at: str | None = None,
    ) -> list[Recorded]:
        """Write each event once, and update the current answers. Both are on disk when this returns.

        Parameters
        ----------
        project_id
            The project that they belong to.
        events
            The events in the order in which they were done. An event that is there already changes nothing.
        index_values
            For each item key, JSON that names the item's rows in the data.
        made_at
            The time when the project was made, as the caller read it; None skips the check for a split.

        Returns
        -------
        list of Recorded
            A result for each event, in order.

        Raises
        ------
        InputError
            If an event has the id of a different event of the project. No event was written.
        SplitError
            If the project was split after ``made_at``. No event was written.
        StoreError
            If the events could not be written. No event was written.
        """
        try:
            with self.transaction() as connection:
                return [
                    self._append(connection, project_id, event, index_values or {}, made_at)
                    for event in events
                ]
        except BaseException:
            self._kept.clear()  # the kept logs have events that were not written
            raise

    def _append(
        self,
        connection: sa.Connection,
        project_id: int,
        event: Event,
        index_values: Mapping[str, Any],
        made_at: str | None = None,
    ) -> Recorded:
        place = {
            "of_project": project_id,
            "of_annotator": event.annotator,
            "of_item": event.item_key,
        }
        if connection.dialect.name == "postgresql":
            # Two clients may answer the same item at once: the second waits and sees the first.
            connection.execute(self._statements.lock, {"place": "|".join(map(str, place.values()))})
        known = self._current_of(connection, place)
        before = known or Current()
        row = {name: getattr(event, name) for name in EVENT_FIELDS}
        project = {"project_id": project_id, "made_at": made_at}
        written = connection.execute(self._statements.add_event, {**project, **row})
        seq = written.scalar()
        if seq is None:
            there = connection.execute(
                self._statements.event, {"of_project": project_id, "of_event": event.id}
            ).first()
            if there is None:
                raise SplitError
            refuse_other(event_of(there), event)
            return Recorded(event, new=False, before=before, after=before)
        if event.item_key in index_values and before.heads == 0:
            item = {"key": event.item_key, "index_value": index_values[event.item_key]}
            connection.execute(self._statements.add_item, {"project_id": project_id, **item})
        # An item without a row has no earlier events.
        after = fold([event]) if known is None else self._follow(connection, place, before, event)
        self._put_current(connection, place, after)
        return Recorded(event, new=True, before=before, after=after, seq=seq)

    def _follow(
        self, connection: sa.Connection, place: Mapping[str, Any], before: Current, event: Event
    ) -> Current:
        """Return the current state after a new event, for an item with earlier events."""
        log = self._log_of(connection, place)
        tips = log.tips()
        values = {
            before.answer_tip: before.value,
            before.flag_tip: before.flagged,
            before.note_tip: before.note,
            before.dispute_tip: before.dispute,
            event.id: event.value,
        }
        unknown = [tip.id for tip in tips.values() if tip.id not in values]
        if unknown:
            wanted = {"of_project": place["of_project"], "of_events": unknown}
            values |= {
                row[0]: row[1] for row in connection.execute(self._statements.values_of, wanted)
            }
        return shown(
            {facet: replace(tip, value=values[tip.id]) for facet, tip in tips.items()}, log.most
        )

    def _log_of(self, connection: sa.Connection, place: Mapping[str, Any]) -> ItemLog:
        """Return an item's present log. If an earlier log is kept, only the newer events are read."""
        log, last = self._kept.get(place)
        came = connection.execute(self._statements.light_events_of, {**place, "last": last}).all()
        if last and (not came or came[0].seq != last):  # another log took its place
            self._kept.clear()
            return self._log_of(connection, place)
        log.extend([light_event_of(row) for row in came])
        self._kept.keep(place, log, came[-1].seq)
        return log

    def _put_current(
        self, connection: sa.Connection, place: Mapping[str, Any], state: Current
    ) -> None:
        row = {name: getattr(state, name) for name in CURRENT_FIELDS}
        row["project_id"], row["annotator"], row["item_key"] = place.values()
        connection.execute(self._statements.put_current, row)

    def rebuild(self, project_id: int) -> None:
        """Rebuild the table of current answers from the log alone."""
        with self.transaction() as connection:
            self.refold(connection, project_id)

    def refold(self, connection: sa.Connection, project_id: int) -> None:
        """Rebuild a project's current answers within a transaction."""
        table = schema.events
        query = sa.select(*EVENT_COLUMNS).where(table.c.project_id == project_id)
        of_place: dict[tuple[str, str], list[Event]] = {}
        for event in map(event_of, connection.execute(query.order_by(table.c.seq))):
            of_place.setdefault((event.annotator, event.item_key), []).append(event)
        connection.execute(schema.current.delete().where(schema.current.c.project_id == project_id))
        rows = []
        for (annotator, key), events in of_place.items():
            state = fold(events)
            row = {name: getattr(state, name) for name in CURRENT_FIELDS}
            place = {"project_id": project_id, "annotator": annotator, "item_key": key}
            rows.append({**row, **place})
        if rows:
            connection.execute(self._statements.put_current, rows)

    # --- Reading -----------------------------------------------------------------------------------

    def _events_of(self, connection: sa.Connection, place: Mapping[str, Any]) -> list[Event]:
        rows = connection.execute(self._statements.events_of, place)
        return [event_of(row) for row in rows]

    def _current_of(self, connection: sa.Connection, place: Mapping[str, Any]) -> Current | None:
        row = connection.execute(self._statements.current_of, place).first()
        return None if row is None else Current(**dict(zip(CURRENT_FIELDS, row, strict=True)))

    def current_of(self, project_id: int, annotator: str, item_key: str) -> Current:
        """Return one annotator's current state of one item."""
        place = {"of_project": project_id, "of_annotator": annotator, "of_item": item_key}
        with self.transaction(writes=False) as connection:
            return self._current_of(connection, place) or Current()

    def events_of(self, project_id: int, annotator: str, item_key: str) -> list[Event]:
        """Return every event of one item and one annotator."""
        place = {"of_project": project_id, "of_annotator": annotator, "of_item": item_key}
        with self.transaction(writes=False) as connection:
            return self._events_of(connection, place)

    def event(self, project_id: int, event_id: str) -> Event | None:
        """Return one event of a project by id, or None."""
        wanted = {"of_project": project_id, "of_event": event_id}
        with self.transaction(writes=False) as connection:
            row = connection.execute(self._statements.event, wanted).first()
        return None if row is None else event_of(row)

    def active_annotators(self, project_id: int) -> set[str]:
        """Return the ids of the annotators with current answers."""
        table = schema.current
        query = sa.select(table.c.annotator).where(table.c.project_id == project_id).distinct()
        with self.transaction(writes=False) as connection:
            return set(connection.execute(query).scalars())

    def current(
        self, project_id: int, columns: Sequence[str], *, annotator: str | None = None
    ) -> list[tuple[Any, ...]]:
        """Return columns of the current answers in the order of time, for one annotator or for everyone.

        Parameters
        ----------
        project_id
            The project.
        columns
            Names of columns of the table ``current``.
        annotator
            An annotator's id, or None for everyone's.
        """
        table = schema.current
        query = sa.select(*(table.c[name] for name in columns)).where(
            table.c.project_id == project_id
        )
        if annotator is not None:
            query = query.where(table.c.annotator == annotator)
        with self.transaction(writes=False) as connection:
            ordered = query.order_by(table.c.submitted_at, table.c.item_key)
            return [tuple(row) for row in connection.execute(ordered)]

    def standings(self, project_id: int, annotator: str) -> list[Standing]:
        """Return one annotator's items, grouped by status, value and flag.

        The database gathers the keys: a million separate rows would take three times as long. It sorts by
        the value alone, because sorting is most of its work. It separates statuses and flags while gathering.
        """
        table = schema.current
        postgres = self.engine.dialect.name == "postgresql"
        gather = sa.func.json_agg if postgres else sa.func.json_group_array
        alike = [(status, flagged) for status in STATUSES for flagged in (False, True)]
        keys = [
            sa.cast(
                gather(table.c.item_key).filter(
                    table.c.status == status, table.c.flagged.is_(flagged)
                ),
                sa.Text,
            )
            for status, flagged in alike
        ]
        value = sa.type_coerce(table.c.value, sa.Text)
        query = (
            sa.select(value, *keys)
            .where(table.c.project_id == project_id, table.c.annotator == annotator)
            .group_by(value)
        )
        with self.transaction(writes=False) as connection:
            return [
                Standing(status, None if value is None else schema.from_json(value), flagged, keys)
                for value, *gathered in connection.execute(query)
                for (status, flagged), text in zip(alike, gathered, strict=True)
                if (keys := json.loads(text or "[]"))
            ]

    def reviewed(self, project_id: int, annotator: str) -> dict[str, Any]:
        """Return the initial labels that one annotator's answers reviewed, by item key."""
        table, events = schema.current, schema.events
        query = (
            sa.select(table.c.item_key, events.c.extra)
            .join(
                events,
                sa.and_(
                    events.c.project_id == table.c.project_id, events.c.id == table.c.answer_tip
                ),
            )
            .where(
                table.c.project_id == project_id,
                table.c.annotator == annotator,
                table.c.status == "answered",
                sa.type_coerce(events.c.extra, sa.Text) != "{}",
            )
        )
        with self.transaction(writes=False) as connection:
            rows = [
                (row.item_key, row.extra.get("initial"))
                for row in connection.execute(query)
                if isinstance(row.extra, dict)
            ]
        return {key: initial for key, initial in rows if initial is not None}

    def last_seconds(self, project_id: int, annotator: str, count: int) -> list[float]:
        """Return the active seconds of one annotator's last answers, without answers given in code."""
        table = schema.current
        query = (
            sa.select(table.c.active_seconds)
            .where(
                table.c.project_id == project_id,
                table.c.annotator == annotator,
                table.c.status == "answered",
                table.c.active_seconds > 0,
            )
            .order_by(table.c.submitted_at.desc(), table.c.item_key.desc())
            .limit(count)
        )
        with self.transaction(writes=False) as connection:
            return [float(seconds) for seconds in connection.execute(query).scalars()]

    def events(
        self, project_id: int, *, after: int = 0, annotator: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the whole log of a project as rows, in the order of arrival."""
        table = schema.events
        query = sa.select(table.c.seq, *EVENT_COLUMNS).where(
            table.c.project_id == project_id, table.c.seq > after
        )
        if annotator is not None:
            query = query.where(table.c.annotator == annotator)
        with self.transaction(writes=False) as connection:
            return [dict(row) for row in connection.execute(query.order_by(table.c.seq)).mappings()]

    def index_values(self, project_id: int) -> dict[str, Any]:
        """Return the rows of each item key in the data, as they were at the time of labeling."""
        table = schema.items
        query = sa.select(table.c.key, table.c.index_value).where(table.c.project_id == project_id)
        with self.transaction(writes=False) as connection:
            return {row.key: row.index_value for row in connection.execute(query)}

    def conflicts(self, project_id: int) -> list[dict[str, Any]]:
        """Return the events that stand beside each other because two pages gave different answers."""
        table = schema.current
        query = sa.select(table.c.annotator, table.c.item_key).where(
            table.c.project_id == project_id, table.c.heads > 1
        )
        rows = []
        with self.transaction(writes=False) as connection:
            for annotator, key in connection.execute(query).all():
                place = {"of_project": project_id, "of_annotator": annotator, "of_item": key}
                standing = heads(self._events_of(connection, place))
                for facet, events in standing.items():
                    rows += [
                        {"facet": facet, "shows": event is events[0], **asdict(event)}
                        for event in events
                        if len(events) > 1
                    ]
        return rows
