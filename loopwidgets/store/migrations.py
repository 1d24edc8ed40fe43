"""How the tables of an older store become those of today, one version at a time.

Whoever opens the store copies it first; see `loopwidgets.store.sqlite`.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from loopwidgets.store import schema


def _remember_rounds(connection: sa.Connection) -> None:
    schema.rounds.create(connection, checkfirst=True)


STEPS: dict[int, Callable[[sa.Connection], None]] = {1: _remember_rounds}
"""By the version that a step begins with; it ends with the next."""


def migrate(connection: sa.Connection, version: int) -> None:
    """Bring tables of a version to that of `schema`, in the transaction of the connection."""
    for step in range(version, schema.SCHEMA_VERSION):
        STEPS[step](connection)
    facts = schema.meta
    connection.execute(
        facts.update()
        .where(facts.c.name == "schema_version")
        .values(value=str(schema.SCHEMA_VERSION))
    )
