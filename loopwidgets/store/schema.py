"""Defines the tables of a store; they are the same in SQLite and PostgreSQL.

Nothing here reads or writes them. Values are JSON in text columns, so that every character that a person
types survives in both databases. Times are ISO 8601 text in UTC, which sorts in the order of time.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    Float,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    literal_column,
)

from loopwidgets.errors import StoreError
from loopwidgets.store.event import RETRACT

SCHEMA_VERSION = 3
"""The version of the tables. An older store is migrated; a newer store is refused and not changed."""

HANDED_IN = "handed_in"
"""The name of the fact that marks a handed-in file, among the facts of a store."""

metadata = MetaData()


class JsonText(TypeDecorator[Any]):
    """JSON in a text column, readable where possible, and escaped where a database would refuse it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the JSON text of a value; None stays NULL."""
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return the value of a JSON text."""
        return None if value is None else from_json(value)


class SafeText(TypeDecorator[str]):
    """Text that people type. Lone surrogates and NUL, which no database takes, become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text in a form that every database can keep."""
        return None if value is None else storable(value)


def to_json(value: Any) -> str:
    """Return compact JSON that both databases accept."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text


def from_json(text: str) -> Any:
    """Return the value of a JSON text from a store.

    Raises
    ------
    StoreError
        If the text is no JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise StoreError(f"The store is damaged: it holds what is no JSON ({error}).") from error


def storable(text: str) -> str:
    """Return the text with U+FFFD for each character that no database takes."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "�")


_Serial = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "lw_meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

projects = Table(
    "lw_projects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", SafeText, nullable=False, unique=True),
    Column("task", JsonText, nullable=False),
    Column("given", JsonText, nullable=False),
    Column("shown", JsonText, nullable=False),
    Column("seed", Text, nullable=False),
    Column("created_at", Text, nullable=False),
)

schemes = Table(
    "lw_schemes",
    metadata,
    Column("project_id", ForeignKey(projects.c.id), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("labels", JsonText, nullable=False),
    Column("created_at", Text, nullable=False),
)

annotators = Table(
    "lw_annotators",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", SafeText, nullable=False, unique=True),
    Column("login", SafeText, unique=True),
    Column("asked", Boolean, nullable=False),
    Column("created_at", Text, nullable=False),
)

items = Table(
    "lw_items",
    metadata,
    Column("project_id", ForeignKey(projects.c.id), primary_key=True),
    Column("key", SafeText, primary_key=True),
    Column("index_value", JsonText),
    sqlite_with_rowid=False,
)

events = Table(
    "lw_events",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("project_id", ForeignKey(projects.c.id), nullable=False),
    Column("item_key", SafeText, nullable=False),
    Column("annotator", ForeignKey(annotators.c.id), nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", JsonText),
    Column("status", Text),
    Column("client_id", SafeText, nullable=False),
    Column("client_seq", BigInteger, nullable=False),
    Column("supersedes", Text),
    Column("started_at", Text, nullable=False),
    Column("submitted_at", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("active_seconds", Float, nullable=False),
    Column("scheme_version", Integer, nullable=False),
    Column("language", SafeText, nullable=False),
    Column("suggestion", JsonText),
    Column("content_hash", Text, nullable=False),
    Column("extra", JsonText, nullable=False),
    Index("lw_events_id", "project_id", "id", unique=True),
    Index("lw_events_of_item", "project_id", "item_key", "annotator", "seq"),
)


def is_retraction(table: FromClause) -> ColumnElement[bool]:
    """Return the condition of the index of retractions, written out so that SQLite uses the index."""
    return table.c.kind == literal_column(f"'{RETRACT}'")


Index(
    "lw_events_retracted",
    *(events.c[name] for name in ("project_id", "supersedes", "item_key", "annotator")),
    sqlite_where=is_retraction(events),
    postgresql_where=is_retraction(events),
)

current = Table(
    "lw_current",
    metadata,
    Column("project_id", ForeignKey(projects.c.id), primary_key=True),
    Column("annotator", ForeignKey(annotators.c.id), primary_key=True),
    Column("item_key", SafeText, primary_key=True),
    Column("status", Text, nullable=False),
    Column("value", JsonText),
    Column("flagged", Boolean, nullable=False),
    Column("note", SafeText, nullable=False),
    Column("dispute", JsonText),
    Column("answer_tip", Text),
    Column("flag_tip", Text),
    Column("note_tip", Text),
    Column("dispute_tip", Text),
    Column("submitted_at", Text, nullable=False),
    Column("active_seconds", Float, nullable=False),
    Column("scheme_version", Integer, nullable=False),
    Column("heads", Integer, nullable=False),
    Index("lw_current_by_time", "project_id", "annotator", "submitted_at"),
    sqlite_with_rowid=False,
)

rounds = Table(
    "lw_rounds",
    metadata,
    Column("project_id", ForeignKey(projects.c.id), primary_key=True),
    Column("annotator", ForeignKey(annotators.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("told", JsonText, nullable=False),
    sqlite_with_rowid=False,
)
