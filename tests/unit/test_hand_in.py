"""What is handed in: one whole file, with one project and one person, and a name that says so."""

import errno
import re
import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import loopwidgets as lw
from loopwidgets.project import Project
from loopwidgets.store import filesystem, sqlite
from loopwidgets.store.postgres import PostgresStore
from tests.processes import as_if_in_a_new_process

TEXTS = ["aphid", "bee", "mite"]
NAMED = re.compile(r"field-notes-asha-[0-9a-f]{8}\.db")


def start(**options):
    given = {"store": "labels.db", "annotator": "asha", "project": "field notes", **options}
    return Project.from_data(TEXTS, None, ["pest", "helper"], **given)


def rows(path, table):
    with closing(sqlite3.connect(path)) as file:
        return file.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_the_file_holds_this_persons_answers_to_this_project_and_no_others(own_folder):
    mine = start()
    mine.answer("pest")
    mine.answer("helper")
    mine.undo()
    mine.note("at dusk")
    start(annotator="birsa").answer("helper")
    start(project="another").answer("pest")
    path = mine.hand_in()
    assert path.parent == own_folder
    assert NAMED.fullmatch(path.name)
    tables = ("lw_projects", "lw_annotators", "lw_schemes")
    assert [rows(path, table) for table in tables] == [1, 1, 1]
    (handed_in,) = lw.projects(path).itertuples()
    assert (handed_in.Index, handed_in.answered, handed_in.annotators) == ("field notes", 1, 1)
    opened = Project.open(path)
    assert opened.annotator.name == "asha"
    assert opened.labels["label"].astype(object).fillna("").tolist() == ["pest", ""]
    assert list(opened.labels["note"]) == ["", "at dusk"]
    assert list(opened.events["kind"]) == list(
        mine.events["kind"][mine.events["annotator"] == "asha"]
    )
    assert opened.store.id != mine.store.id
    content = path.read_bytes()
    assert b"birsa" not in content, "deleted rows are not left in free pages"
    assert b"another" not in content
    opened.close()
    assert [*own_folder.glob("field-notes*")] == [path]


@pytest.mark.parametrize("kind", ["ext4", "nfs4"])
def test_nothing_else_stands_in_the_bytes_of_the_file(monkeypatch, kind, own_folder):
    monkeypatch.setattr(filesystem, "kind_of", lambda _path: kind)
    monkeypatch.setattr(sqlite.socket, "gethostname", lambda: "computer-of-asha")
    monkeypatch.setenv("JUPYTERHUB_USER", "s1234567")
    mine, theirs = (
        [{"id": f"row of {who} {n}", "text": f"{who} saw {n}"} for n in range(50)] for who in "ab"
    )
    for project, who, labels in [
        ("field notes", "birsa", ["pest", "helper"]),
        ("project of others", "birsa", ["secret", "open"]),
        ("project of others", None, ["secret", "open"]),
    ]:
        options = {"store": "labels.db", "key": "id", "annotator": who, "project": project}
        other = Project.from_data(theirs, "text", labels, **options)
        for _ in range(50):
            other.note(f"{who} was here", item=other.answer(labels[0]))
    options = {"store": "labels.db", "key": "id", "project": "field notes"}
    project = Project.from_data(mine, "text", ["pest", "helper"], **options)
    project.name_annotator("asha")
    for _ in range(50):
        project.answer("pest")
    content = project.hand_in().read_bytes()
    others = [
        "birsa",
        "was here",
        "row of b",
        "project of others",
        "secret",
        'open"',
        "b saw",
        "a saw",
    ]
    machine = [
        "computer-of-asha",
        socket.gethostname(),
        "s1234567",
        str(Path.home()),
        str(own_folder),
    ]
    assert [word for word in [*others, *machine] if word.encode() in content] == []
    assert b"row of a" in content
    with closing(sqlite3.connect(project.hand_in())) as file:
        facts = {name for (name,) in file.execute("SELECT name FROM lw_meta")}
    assert facts == {"store_id", "schema_version", "created_at", "handed_in"}


def test_nothing_changes_in_the_store_and_labeling_goes_on():
    project = start()
    project.answer("pest")
    before = rows("labels.db", "lw_events")
    project.hand_in()
    project.answer("helper")
    assert rows("labels.db", "lw_events") == before + 1


def test_handing_in_again_replaces_the_file():
    project = start()
    project.answer("pest")
    first = project.hand_in()
    project.answer("helper")
    assert project.hand_in() == first
    assert lw.projects(first)["answered"].tolist() == [2]


def test_the_account_name_stays_here(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "s1234567")
    project = start(annotator=None)
    project.name_annotator("Asha")
    project.answer("pest")
    path = project.hand_in()
    assert path.name.startswith("field-notes-Asha-")
    assert b"s1234567" not in path.read_bytes()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("खेत", "खेत-asha-"),
        ("a/b: c?", "a-b-c-asha-"),
        ("../..", "labels-asha-"),
        ("खेत " * 60, "खेत-खेत-"),
    ],
)
def test_names_become_file_names_in_any_script(name, file, own_folder):
    project = start(project=name)
    project.answer("pest")
    path = project.hand_in()
    assert path.parent == own_folder
    assert path.name.startswith(file)


def test_a_store_in_memory_can_be_handed_in():
    project = start(store=":memory:")
    project.answer("pest")
    assert lw.projects(project.hand_in())["answered"].tolist() == [1]


@pytest.mark.parametrize("there", ["my diary", ""])
def test_another_file_of_that_name_is_left_alone(there, own_folder):
    project = start()
    project.answer("pest")
    (own_folder / "out").mkdir()
    other = own_folder / "out" / project.hand_in().name
    other.write_text(there)
    path = project.hand_in("out")
    assert other.read_text() == there
    assert path.name == f"{other.stem}-2.db"
    project.answer("helper")
    assert project.hand_in("out") == path, "one's own earlier file is found again"
    assert lw.projects(path)["answered"].tolist() == [2]


def test_a_store_that_is_called_like_the_file_is_never_overwritten(own_folder):
    project = start()
    project.answer("pest")
    path = project.hand_in()
    project.close()
    Path("labels.db").replace(path)
    project = start(store=str(path))
    assert project.hand_in().name == f"{path.stem}-2.db"
    project.answer("helper")
    assert project.progress.answered == 2


def test_two_people_whose_names_look_alike_as_files_hand_in_two_files(own_folder):
    out = own_folder / "out"
    out.mkdir()
    for number, annotator in enumerate(["ana.li@x.org", "ana-li@x.org", "ana li@x.org"]):
        project = start(store=f"store{number}.db", annotator=annotator)
        project.answer("pest")
        project.hand_in("out")
    people = {Project.open(file).annotator.name for file in out.iterdir()}
    assert people == {"ana.li@x.org", "ana-li@x.org", "ana li@x.org"}


@pytest.mark.parametrize("names", [("a/b", "a b"), ("A", "a"), ("खेत" * 50 + "1", "खेत" * 50 + "2")])
def test_two_projects_whose_names_look_alike_as_files_hand_in_two_files(names, own_folder):
    out = own_folder / "out"
    out.mkdir()
    for name in names:
        project = start(project=name)
        project.answer("pest")
        project.hand_in("out")
    assert {Project.open(file).name for file in out.iterdir()} == set(names)


def test_forty_people_of_one_account_hand_in_forty_files(own_folder, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "jovyan")
    out = own_folder / "out"
    out.mkdir()
    for number in range(40):
        home = own_folder / str(number)
        home.mkdir()
        project = start(store=str(home / "labels.db"), annotator=None)
        project.answer("pest")
        project.hand_in("out")
        project.close()
    assert len([*out.iterdir()]) == 40


def test_people_who_went_on_from_copies_of_one_file_hand_in_beside_each_other(own_folder):
    """The copies have the same project and annotator: only what was answered tells them apart."""
    out = own_folder / "out"
    out.mkdir()
    first = start()
    first.answer("pest")
    first.close()
    shutil.copy("labels.db", "copy.db")
    kept = []
    for store, label in [("labels.db", "pest"), ("copy.db", "helper")]:
        project = start(store=store)
        project.answer(label)
        kept.append(project.hand_in("out"))
        project.close()
    assert len(set(kept)) == 2
    answers = [Project.open(file).labels["label"].tolist() for file in kept]
    assert answers == [["pest", "pest"], ["pest", "helper"]]


def test_a_file_of_that_name_whose_tables_have_no_end_is_left_alone(own_folder):
    project = start()
    project.answer("pest")
    path = project.hand_in()
    path.unlink()
    with closing(sqlite3.connect(path)) as planted:
        planted.execute("CREATE VIEW lw_meta AS SELECT 'handed_in' AS name, 'x' AS value")
        planted.execute("CREATE VIEW lw_annotators AS SELECT 'x' AS id")
        planted.execute(
            "CREATE VIEW lw_events AS WITH RECURSIVE n(id) AS "
            "(SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n"
        )
        planted.commit()
    before = path.read_bytes()
    assert project.hand_in().name == f"{path.stem}-2.db"
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_named():
    with pytest.raises(lw.InputError, match="folder: there is no folder 'nowhere'"):
        start().hand_in("nowhere")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(own_folder, monkeypatch):
    project = start()
    project.answer("pest")
    monkeypatch.setattr("loopwidgets.results.hand_in._keep", raises)
    with pytest.raises(lw.StoreError, match="could not be written: disk is full"):
        project.hand_in()
    assert [file.name for file in own_folder.iterdir() if file.suffix == ".db"] == ["labels.db"]
    assert not [*own_folder.glob(".handing-in*")]


def test_where_nothing_can_be_written_it_says_what_to_do(own_folder, monkeypatch):
    project = start()
    project.answer("pest")

    def refuse(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as locked:
        locked.setattr("tempfile.mkdtemp", refuse)
        with pytest.raises(
            lw.StoreError,
            match=r"db could not be written: Read-only file system; w.hand_in\(folder=…\) writes",
        ):
            project.hand_in()
    (own_folder / "elsewhere").mkdir()
    assert project.hand_in("elsewhere").exists()


def raises(*_):
    raise sqlite3.OperationalError("disk is full")


def test_what_is_in_postgresql_need_not_be_handed_in(monkeypatch):
    project = start()
    monkeypatch.setattr(project, "store", object.__new__(PostgresStore))
    project.store.where = "the team's database"
    with pytest.raises(lw.InputError, match="the answers are in the team's database already"):
        project.hand_in()


def test_a_file_that_was_handed_in_is_not_changed_by_reading_it():
    project = start()
    project.answer("pest")
    path = project.hand_in()
    project.close()
    before = (path.read_bytes(), path.stat().st_mtime_ns, sorted(Path().iterdir()))
    opened = Project.open(path)
    assert opened.labels["label"].tolist() == ["pest"]
    assert len(opened.events) == len(opened.annotations) == 1
    assert lw.projects(path)["answered"].tolist() == [1]
    assert sorted(Path().iterdir()) == before[2]
    with pytest.raises(lw.StoreError, match=r"it was handed in; use lw\.annotate"):
        opened.reset(sure=True)
    opened.close()
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(Path().iterdir())) == before


def test_a_file_that_was_handed_in_and_is_labeled_in_again_is_read_as_it_is_now():
    project = start()
    project.answer("pest")
    path = project.hand_in()
    again = start(store=path)
    again.answer("helper")
    assert Project.open(path).labels["label"].tolist() == ["pest", "helper"]
    again.close()
    as_if_in_a_new_process()
    assert Project.open(path).labels["label"].tolist() == ["pest", "helper"]
