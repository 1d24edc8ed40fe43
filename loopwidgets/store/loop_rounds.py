"""Stores the training rounds of the model, and reads the events that mention it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from loopwidgets.store import schema
from loopwidgets.store.database import Database
from loopwidgets.store.event import RETRACT, Event
from loopwidgets.store.statements import EVENT_COLUMNS


class Rounds(Database):
    """The training rounds of a store. The log itself has only the suggestions that a person saw."""

    def add_round(
        self, project_id: int, annotator: str, number: int, told: Mapping[str, Any]
    ) -> None:
        """Store the result of a round, as JSON. A stored round of the same number is not changed."""
        row = {"project_id": project_id, "annotator": annotator, "number": number, "told": told}
        with self.transaction() as connection:
            connection.execute(self._insert(schema.rounds).values(row).on_conflict_do_nothing())

    def rounds(self, project_id: int, annotator: str) -> list[tuple[int, dict[str, Any]]]:
        """Return the number and the result of each round, the first round first."""
        table = schema.rounds
        query = sa.select(table.c.number, table.c.told).where(
            table.c.project_id == project_id, table.c.annotator == annotator
        )
        with self.transaction(writes=False) as connection:
            rows = connection.execute(query.order_by(table.c.number))
            return [(row.number, row.told) for row in rows]

    def events_that_tell(self, project_id: int, annotator: str, name: str) -> list[Event]:
        """Return an annotator's events with ``name`` in their ``extra``, and all retractions."""
        table = schema.events
        tells = sa.type_coerce(table.c.extra, sa.Text).contains(f'"{name}":', autoescape=True)
        query = (
            sa.select(*EVENT_COLUMNS)
            .where(
                table.c.project_id == project_id,
                table.c.annotator == annotator,
                sa.or_(tells, table.c.kind == RETRACT),
            )
            .order_by(table.c.seq)
        )
        with self.transaction(writes=False) as connection:
            return [Event(**row) for row in connection.execute(query).mappings()]
