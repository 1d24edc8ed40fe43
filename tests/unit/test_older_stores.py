"""Stores of earlier formats open, and all that is in them goes on."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

import loopwidgets as lw
from loopwidgets.loop import trainer
from loopwidgets.project import Project
from loopwidgets.store import open_store, schema
from loopwidgets.store.sqlite import SqliteStore
from tests.unit.loops import wait

FORMAT_2 = Path(__file__).parent / "fixtures" / "store-0.1-format2.db"
NOTES = pd.DataFrame({"note": [f"note {number}" for number in range(8)]})
INSECTS = ["pest", "helper", "harmless"]


@pytest.fixture
def older(tmp_path):
    """Return a store of format 2: two projects, two annotators, all kinds of acts, two versions of labels."""
    copy = tmp_path / "old.db"
    copy.write_bytes(FORMAT_2.read_bytes())
    return copy


def insects(file, annotator="asha"):
    return Project.from_data(
        NOTES, "note", INSECTS, store=file, project="insects", annotator=annotator
    )


def rows(file, table):
    with closing(sqlite3.connect(file)) as raw:
        return raw.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()


def test_everything_is_there_after_a_store_of_the_second_format_was_brought_up_to_date(older):
    tables = [table.name for table in schema.metadata.sorted_tables if table.name != "lw_meta"]
    before = {table: rows(older, table) for table in tables}
    store = SqliteStore(older)
    assert "old.db.format2-" in store.notice
    store.close()
    assert {table: rows(older, table) for table in tables} == before
    (backup,) = older.parent.glob("old.db.format2-*")
    assert {table: rows(backup, table) for table in tables} == before
    with closing(sqlite3.connect(older)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    assert store.rounds(1, next(iter(store.annotators()))) == [
        (1, {"learned": 3, "accuracy": None}),
        (2, {"learned": 4, "accuracy": 0.5}),
    ]


def test_its_tables_are_those_of_a_new_store(older, tmp_path):
    SqliteStore(older).close()
    SqliteStore(tmp_path / "new.db").close()
    tables = []
    for file in (older, tmp_path / "new.db"):
        with closing(sqlite3.connect(file)) as raw:
            made = raw.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        tables.append([(kind, name, " ".join((sql or "").split())) for kind, name, sql in made])
    assert tables[0] == tables[1]


def test_a_store_of_the_second_format_is_resumed_and_what_was_done_in_it_is_undone(older):
    project = insects(older)
    key = project.items.key_of
    told = project.progress
    assert (told.answered, told.skipped, told.flagged) == (2, 1, 1)
    assert project.labels["label"].tolist()[:2] == ["helper", "helper"]
    assert (project.scheme.version, project.current()) == (2, key(3))
    assert project.undo() == key(0)  # the answer that was redone
    assert project.state_of(key(0)).value == project.scheme.by_name("pest").id
    assert project.redo() == key(0)
    project.answer("harmless", item=key(1))
    assert project.labels["label"].tolist()[:2] == ["helper", "harmless"]
    assert insects(older, "birsa").progress.by_label == {"pest": 1, "helper": 0, "harmless": 1}
    manners = Project.open(older, "manners", annotator="asha")
    assert manners.labels["label"].tolist() == ["rude", "polite"]
    assert project.reset(sure=True) == 8
    assert project.labels.empty
    assert manners.labels["label"].tolist() == ["rude", "polite"]


def test_a_file_of_the_second_format_that_can_only_be_read_is_read(older):
    from loopwidgets.store.memory import ReadOnlyStore

    before = older.read_bytes()
    project = Project.open(ReadOnlyStore(older), "manners", annotator="asha")
    assert project.labels["label"].tolist() == ["rude", "polite"]
    assert older.read_bytes() == before


def test_a_database_of_the_second_format_is_brought_up_to_date(postgres_url):
    pytest.importorskip("psycopg")
    project = lw.Project.from_data(NOTES, "note", INSECTS, store=postgres_url, annotator="asha")
    project.answer("pest")
    with project.store.transaction() as connection:
        for statement in (
            "DROP INDEX lw_events_id",
            "ALTER TABLE lw_events ADD CONSTRAINT lw_events_id UNIQUE (id)",
            "DROP INDEX lw_events_of_item",
            "CREATE INDEX lw_events_of_item ON lw_events (project_id, item_key, annotator)",
            "DROP INDEX lw_events_retracted",
            "UPDATE lw_meta SET value = '2' WHERE name = 'schema_version'",
        ):
            connection.exec_driver_sql(statement)
    project.close()
    del project
    store = type(open_store(postgres_url))(postgres_url)
    tables = sa.inspect(store.engine)
    assert tables.get_unique_constraints("lw_events") == []
    indexes = {index["name"]: index for index in tables.get_indexes("lw_events")}
    assert indexes["lw_events_id"]["unique"]
    columns = {name: index["column_names"] for name, index in indexes.items()}
    assert columns["lw_events_id"] == ["project_id", "id"]
    assert columns["lw_events_of_item"] == ["project_id", "item_key", "annotator", "seq"]
    assert "lw_events_retracted" in columns
    again = lw.Project.from_data(NOTES, "note", INSECTS, store=store, annotator="asha")
    assert again.undo() == again.items.key_of(0)


@pytest.fixture
def before_tasks(tmp_path):
    """Return a store of the version that had labels alone: four projects' worth of acts, two annotators."""
    copy = tmp_path / "labels.db"
    copy.write_bytes((FORMAT_2.parent / "store-0.1-schema3.db").read_bytes())
    return copy


def of_labels_alone(file, question, *, labels=("pest", "helper", "harmless"), **options):
    data = pd.DataFrame(
        {"text": [f"note {number}" for number in range(8)], "given": ["pest", "helper"] * 4}
    )
    return lw.annotate(
        data, "text", [*labels], store=file, annotator="asha", question=question, **options
    )


def test_a_store_from_before_there_were_other_tasks_goes_on(before_tasks):
    w = of_labels_alone(before_tasks, "What is it?")
    assert w.project.name == "text: What is it?"
    assert w.progress.by_label == {"pest": 2, "helper": 1, "harmless": 1}
    assert w.labels["label"].dropna().tolist() == ["pest", "helper", "pest", "harmless"]
    assert (w.progress.skipped, w.progress.flagged) == (1, 1)
    assert w.find(label="harmless")["label"].tolist() == ["harmless"]
    assert w.project.disputes["disputed"].tolist() == ["helper"]
    assert set(w.annotations["annotator"]) == {"asha", "ben"}
    assert w.undo()
    assert w.progress.by_label["harmless"] == 0
    assert w.redo()
    w.answer("pest")
    assert w.progress.by_label == {"pest": 3, "helper": 1, "harmless": 1}


def test_its_reviews_and_its_answers_of_several_labels_go_on(before_tasks):
    several = of_labels_alone(
        before_tasks, "Which are there?", labels=("pest", "helper"), multiple=True
    )
    assert several.labels["label"].tolist() == [("pest", "helper")]
    several.answer(["helper"])
    assert several.progress.by_label == {"pest": 1, "helper": 2}
    review = of_labels_alone(
        before_tasks, "Is it right?", labels=("pest", "helper"), initial="given"
    )
    assert review.changes["label"].tolist() == ["helper"]
    assert review.corrected["given"].tolist()[:2] == ["helper", "helper"]


def test_features_from_before_are_left_alone_and_made_anew(before_tasks, monkeypatch):
    home = Path(f"{before_tasks}.features")
    shutil.copytree(FORMAT_2.parent / "store-0.1-schema3.db.features", home)
    earlier = bytes_of(home)
    doing = []
    tell = trainer.Trainer._tell

    def listen(self, **news):
        doing.append(news.get("doing"))
        tell(self, **news)

    monkeypatch.setattr(trainer.Trainer, "_tell", listen)
    w = of_labels_alone(before_tasks, "What is it?", loop=lw.Loop())
    wait(lambda: w.loop.state.round == 1)
    w.close()
    assert "preparing" in doing  # the widget shows "reading the items"
    assert len(list(home.iterdir())) == 2
    assert earlier.items() <= bytes_of(home).items()


def bytes_of(folder):
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
