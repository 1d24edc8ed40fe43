"""A store or a hand-in that someone sends is opened, or refused with a sentence; nothing of it is run."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import warnings
from contextlib import closing

import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.errors import LoopwidgetsError, StoreError
from loopwidgets.store import schema

DATA = pd.DataFrame({"text": ["a weevil", "a bee", "a moth", "a wasp"]})
SCRIPT = "</style><script>alert(1)</script>"
DEEP = "[" * 100_000 + "]" * 100_000
ODD_JSON = ["{", "null", '"x"', "[[]]", "{}", DEEP, b"\xff\xfe\x00", 5]
JSON = [
    *ODD_JSON,
    *["", "0", "1e999", "1" * 5000, "[]", "[null]", 1.5],
    *['{"kind":[]}', '{"kind":"os.system"}', '{"kind":"classification","multiple":{}}'],
    '{"kind":"classification","question":[]}',
    '{"kind":"classification","_check":"x"}',
    '{"columns":5,"key":[],"duplicates":{}}',
    '{"columns":[{}],"key":null}',
    f'[{{"id":"a","name":"a","color":"{SCRIPT}"}}]',
    '[{"id":"a","name":"a","slot":1e400}]',
    '[{"id":["a"],"name":"a"}]',
    '[{"id":"a","name":{}}]',
    '[{"id":"a","name":"a","__class__":"os.system"}]',
    '{"__reduce__":["os.system",["touch witness"]]}',
]
"""For what is read as projects and labels; elsewhere any JSON may stand."""
OTHER = ["", SCRIPT, b"\xff\xfe\x00", -1, 2**63 - 1, "9999-99-99T99:99"]
COLUMNS = [column for table in schema.metadata.tables.values() for column in table.columns]


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    file = tmp_path_factory.mktemp("honest") / "labels.db"
    project = lw.Project.from_data(DATA, labels=["pest", "helper"], store=file, annotator="asha")
    project.answer("pest")
    project.skip()
    project.answer("helper")
    project.close()
    project.store.close()
    return file


@pytest.fixture
def sent(honest, tmp_path):
    """Return a way to make a copy of the store in which something was done."""

    def send(*statements, number=0):
        file = tmp_path / f"sent{number}.db"
        shutil.copy(honest, file)
        with closing(sqlite3.connect(file)) as raw:
            for statement in statements:
                raw.execute(*statement)
            raw.commit()
        return file

    return send


def annotated(file):
    widget = lw.annotate(DATA, "text", labels=["pest", "helper"], store=file, annotator="asha")
    try:
        return [widget.labels, widget.events, widget.progress, widget.hand_in(), repr(widget)]
    finally:
        widget.close()


def opened(file):
    project = lw.Project.open(file)
    return [project.labels, project.events, project.annotations, project.progress, repr(project)]


LOOKS = {
    "projects": lw.projects,
    "open": opened,
    "annotate": annotated,
    "plot": lambda file: lw.Project.open(file).plot(),
}


def refused(file, *looks):
    """Look at a store in several ways; return what it was refused with. No other error leaves."""
    told = []
    for look in looks or LOOKS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                LOOKS[look](file)
            except LoopwidgetsError as error:
                told.append(str(error))
    return told


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_whatever_stands_in_a_store_it_opens_or_is_refused(sent, column):
    values = ODD_JSON if isinstance(column.type, schema.JsonText) else OTHER
    if column.table in (schema.projects, schema.schemes) and values is ODD_JSON:
        values = JSON
    statement = f"UPDATE {column.table.name} SET {column.name} = ?"
    for number, value in enumerate(values):
        try:
            file = sent((statement, (value,)), number=number)
        except sqlite3.IntegrityError:  # the database itself keeps it out
            continue
        refused(file, *(LOOKS if number % 4 == 0 else ["projects", "open", "annotate"]))


def test_an_honest_copy_is_refused_by_nothing(sent):
    assert refused(sent()) == []


ACTING = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON lw_events BEGIN DELETE FROM lw_current; END",
    "trigger in capitals": "CREATE TRIGGER T AFTER INSERT ON LW_EVENTS BEGIN SELECT 1; END",
    "view": "CREATE VIEW lw_current AS SELECT * FROM was",
    "view of all": "CREATE VIEW lw_meta AS SELECT 'schema_version' AS name, '2' AS value",
    "virtual": "CREATE VIRTUAL TABLE lw_rounds USING fts5(told)",
}


@pytest.mark.parametrize("statement", ACTING.values(), ids=ACTING)
def test_a_store_with_tables_that_act_is_refused_unharmed(sent, statement):
    before = []
    for name in ("lw_current", "lw_meta", "lw_rounds"):
        if f" {name} " in statement and "ON" not in statement:
            before = [(f"ALTER TABLE {name} RENAME TO was",)]
    if "VIRTUAL" in statement:
        before = [("ALTER TABLE lw_rounds RENAME TO was",)]
    file = sent(*before, (statement,))
    content = file.read_bytes()
    told = refused(file)
    assert len(told) == len(LOOKS)
    assert all("that acts on its answers" in one for one in told)
    assert file.read_bytes() == content


def test_a_view_of_ones_own_may_stay(sent):
    file = sent(("CREATE VIEW mine AS SELECT * FROM lw_current",))
    assert refused(file) == []


def test_a_read_only_store_with_a_trigger_is_refused_as_well(sent, monkeypatch):
    file = sent((ACTING["trigger"],))
    monkeypatch.setattr("loopwidgets.store.sqlite.may_write", lambda path: False)
    told = refused(file, "projects", "open")
    assert len(told) == 2
    assert all("that acts on its answers" in one for one in told)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE lw_meta SET value = 'x' WHERE name = 'schema_version'", "its format is 'x'"),
        ("UPDATE lw_meta SET value = '0' WHERE name = 'schema_version'", "its format is '0'"),
        ("DELETE FROM lw_meta WHERE name = 'store_id'", "it has no id"),
        ("DELETE FROM lw_schemes", "a project has no labels"),
        ("UPDATE lw_projects SET task = '[]'", "its project 'text: classification' can't be read"),
        ("UPDATE lw_schemes SET labels = '[5]'", "its labels can't be read"),
        ("UPDATE lw_annotators SET name = x'ff'", "the name of an annotator can't be read"),
        ("UPDATE lw_projects SET shown = '{'", "holds what is no JSON"),
        ("ALTER TABLE lw_events DROP COLUMN extra", "no such column"),
    ],
)
def test_what_is_wrong_with_a_store_is_said(sent, statement, message):
    with pytest.raises(StoreError, match=message):
        annotated(sent((statement,)))


def test_a_label_that_would_be_a_script_is_refused(sent):
    file = sent(
        ("UPDATE lw_schemes SET labels = ?", (f'[{{"id":"a","name":"a","color":"{SCRIPT}"}}]',))
    )
    with pytest.raises(StoreError, match="color: expected a CSS color"):
        lw.Project.open(file)


def test_a_hostile_hand_in_is_opened_or_refused(sent, tmp_path):
    """What was changed in a store is handed in as it is; whoever collects it opens it or is told."""
    widget = lw.annotate(DATA, "text", labels=["pest", "helper"], store=sent(), annotator="asha")
    handed_in = widget.hand_in()
    widget.close()
    assert refused(handed_in) == []
    file = shutil.copy(handed_in, tmp_path / "changed.db")
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("UPDATE lw_events SET value = ?", (DEEP,))
        raw.execute("UPDATE lw_current SET value = '{\"__reduce__\":[]}', submitted_at = 'x'")
        raw.commit()
    refused(file, "projects", "open", "plot")
    file = shutil.copy(handed_in, tmp_path / "acting.db")
    with closing(sqlite3.connect(file)) as raw:
        raw.execute(ACTING["trigger"])
        raw.commit()
    assert len(refused(file, "projects", "open", "plot")) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_in_the_place_of_a_store_is_refused_in_time(tmp_path):
    os.mkfifo(tmp_path / "labels.db")
    script = "import loopwidgets as lw; lw.Project.open('labels.db')"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert "labels.db is no plain file" in done.stderr
