"""Stores that can't be used, those that are only read, and what is said of them."""

import hashlib
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.project import Project
from loopwidgets.store import filesystem
from loopwidgets.store import sqlite as sqlite_store
from tests.processes import as_if_in_a_new_process

LABELS = ["pest", "helper"]


def start(data=None, show="text", labels=LABELS, **options):
    data = pd.DataFrame({"text": ["a", "b", "c"]}) if data is None else data
    return Project.from_data(data, show, labels, **{"store": "labels.db", **options})


def fingerprints():
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path().iterdir()}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is Unicode")
def test_a_folder_may_have_a_name_that_is_no_utf_8():
    folder = os.fsdecode(b"caf\xe9")
    os.mkdir(folder)  # noqa: PTH102
    start(store=f"{folder}/labels.db", annotator="asha").answer("pest")
    as_if_in_a_new_process()
    assert len(Project.open(f"{folder}/labels.db").labels) == 1


def test_a_folder_is_no_store():
    Path("labels").mkdir()
    with pytest.raises(lw.StoreError, match="store: labels is a folder; expected a file such as"):
        start(store="labels")


def test_a_store_in_a_folder_that_is_not_there_names_the_folder():
    with pytest.raises(lw.StoreError, match=r"there is no folder .*nowhere; make it first"):
        start(store="nowhere/labels.db")


def test_a_store_that_can_t_be_made_says_so(monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(lw.StoreError, match=r"store: labels.db can't be written; choose another"):
        start()


def test_a_store_that_can_t_be_written_is_looked_at_and_takes_nothing(monkeypatch):
    project = start(annotator="asha")
    project.answer("pest")
    kept = project.labels
    project.close()
    before = fingerprints()["labels.db"]
    with monkeypatch.context() as locked:
        locked.setattr(os, "access", lambda path, mode: mode != os.W_OK)
        project = start(labels=[*LABELS, "visitor"])
        assert project.store.notice.startswith(
            "labels.db can only be read: check the file's rights"
        )
        assert project.annotator.name == "asha"
        assert (project.paste, list(project.scheme.names)) == ("", LABELS)
        for act in [
            lambda: project.answer("pest"),
            project.skip,
            project.undo,
            lambda: project.add_label("visitor"),
        ]:
            with pytest.raises(lw.StoreError, match="can only be read: check the file's rights"):
                act()
        pd.testing.assert_frame_equal(project.labels, kept)
        assert (project.progress.answered, project.progress.skipped) == (1, 0)
        with pytest.raises(lw.StoreError, match="can only be read"):
            start(project="another")
        with pytest.raises(lw.StoreError, match=r"^loop: labels\.db can only be read"):
            lw.annotate(
                pd.DataFrame({"text": list("abc")}),
                "text",
                LABELS,
                store="labels.db",
                loop=lw.Loop(),
            )
        assert fingerprints()["labels.db"] == before
    project = start(annotator="asha")
    project.answer("helper")
    assert project.labels["label"].tolist() == ["pest", "helper"]


def test_a_store_that_can_t_be_written_can_be_read(monkeypatch):
    project = start(annotator="asha")
    project.answer("pest")
    project.close()
    as_if_in_a_new_process()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    before = fingerprints()["labels.db"]
    with pytest.warns(UserWarning, match="none of 'ravi'"):
        assert Project.open("labels.db", annotator="ravi").labels.empty
    project = Project.open("labels.db")
    assert project.labels["label"].tolist() == ["pest"]
    assert lw.projects("labels.db")["answered"].tolist() == [1]
    with pytest.raises(lw.StoreError, match=r"labels\.db can only be read"):
        project.add_label("eater")
    with closing(sqlite3.connect("other.db")) as other:
        other.execute("CREATE TABLE diary (day)")
    with pytest.raises(lw.StoreError, match="the database of another program"):
        Project.open("other.db")
    assert fingerprints()["labels.db"] == before


def test_what_is_closed_in_memory_goes_on(monkeypatch):
    project = start(store=":memory:")
    project.answer("pest")
    project.close()
    project.answer("helper")
    assert project.labels["label"].tolist() == ["pest", "helper"]
    assert start(store=":memory:", project="another").labels.empty
    project = start(annotator="asha")
    project.answer("pest")
    project.close()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    project = start(annotator="asha")
    project.close()
    assert project.labels["label"].tolist() == ["pest"]
    with pytest.raises(lw.StoreError, match="can only be read"):
        project.reset()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", r"store: labels\.db is empty; choose another file"),
        (b"\x93\xfa\x01" * 7000, r"labels\.db is damaged or no store of loopwidgets"),
    ],
)
def test_what_can_only_be_read_and_is_no_store_says_so(monkeypatch, content, said):
    Path("labels.db").write_bytes(content)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(lw.StoreError, match=said):
        start()


def test_a_copy_without_what_was_written_beside_it_says_what_is_missing(monkeypatch):
    start().answer("pest")
    Path("copy.db").write_bytes(Path("labels.db").read_bytes())
    Path("copy.db-wal").write_bytes(Path("labels.db-wal").read_bytes())
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    real = sqlite3.connect

    def refuse(place, **options):
        if "copy.db?mode=ro" in str(place):
            raise sqlite3.OperationalError("unable to open database file")
        return real(place, **options)

    monkeypatch.setattr(sqlite3, "connect", refuse)
    with pytest.raises(lw.StoreError, match=r"can't be read here .* names begin with 'copy\.db'"):
        start(store="copy.db")


def test_on_a_network_file_system_another_computer_reads_while_one_writes(monkeypatch):
    monkeypatch.setattr(filesystem, "kind_of", lambda _path: "nfs4")
    monkeypatch.setattr(sqlite_store.socket, "gethostname", lambda: "one")
    start(annotator="asha").answer("pest")
    as_if_in_a_new_process()
    monkeypatch.setattr(sqlite_store.socket, "gethostname", lambda: "two")
    before = fingerprints()
    assert lw.projects("labels.db")["answered"].tolist() == [1]
    project = Project.open("labels.db")
    assert project.labels["label"].tolist() == ["pest"]
    with pytest.raises(lw.StoreError, match="can only be read: it is being written from"):
        project.reset(sure=True)
    assert fingerprints() == before
    with pytest.raises(lw.StoreError, match="being written from the computer 'one'"):
        start(annotator="ravi")


@pytest.mark.parametrize("content", [b"\x93\xfa\x01" * 7000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_of_garbage_is_refused_and_not_touched(content):
    Path("labels.db").write_bytes(content)
    with pytest.raises(lw.StoreError, match=r"labels.db is damaged or no store of loopwidgets"):
        start()
    assert Path("labels.db").read_bytes() == content


def test_a_store_cut_short_is_refused_and_not_touched():
    project = start(pd.DataFrame({"text": [str(n) for n in range(100)]}))
    for _ in range(100):
        project.answer("pest")
    project.close()
    as_if_in_a_new_process()
    content = Path("labels.db").read_bytes()
    content = content[: len(content) // 3]
    Path("cut.db").write_bytes(content)
    with pytest.raises(lw.StoreError, match=r"cut.db is damaged or no store of loopwidgets"):
        start(store="cut.db")
    assert Path("cut.db").read_bytes() == content


def test_another_program_s_database_is_refused_and_not_touched():
    with closing(sqlite3.connect("birds.db")) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
        connection.commit()
    before = fingerprints()
    with pytest.raises(
        lw.StoreError, match=r"birds.db is the database of another program.*'birds'"
    ):
        start(store="birds.db")
    assert fingerprints() == before


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_a_store_of_a_newer_version_is_refused_and_not_touched(mode):
    project = start()
    project.answer("pest")
    project.close()
    del project
    as_if_in_a_new_process()
    with closing(sqlite3.connect("labels.db")) as connection:
        connection.execute("UPDATE lw_meta SET value = '99' WHERE name = 'schema_version'")
        connection.commit()
        connection.execute(f"PRAGMA journal_mode={mode}")
    content = Path("labels.db").read_bytes()
    with pytest.raises(
        lw.StoreError, match=r"newer version.*format 99.*pip install -U loopwidgets"
    ):
        start()
    assert Path("labels.db").read_bytes() == content


def test_a_url_of_sqlite_means_the_file_that_it_names():
    start(store="sqlite:///labels.db").answer("pest")
    assert [path.name for path in Path().glob("*.db")] == ["labels.db"]
    assert start().progress.answered == 1
    assert len(lw.projects("sqlite:///labels.db")) == 1
    with pytest.raises(lw.InputError, match=r"there is no file 'other\.db'"):
        lw.projects("sqlite:///other.db")


def test_a_url_of_another_kind_of_database_is_refused():
    with pytest.raises(lw.InputError, match=r"got mysql://"):
        start(store="mysql://localhost/labels")


def test_only_a_store_that_is_there_can_be_read():
    for read in (lw.projects, Project.open):
        with pytest.raises(lw.InputError, match=r"store: there is no file 'nothing.db'"):
            read("nothing.db")
    assert not Path("nothing.db").exists()


def test_a_project_that_is_not_there_names_the_nearest():
    start(project="beetles")
    with pytest.raises(lw.InputError, match=r"got 'beetels'\. Did you mean 'beetles'"):
        Project.open("labels.db", "beetels")


def test_of_several_projects_one_has_to_be_named():
    start(project="beetles")
    start(project="ants")
    with pytest.raises(lw.InputError, match=r"name one of \['beetles', 'ants'\]"):
        Project.open("labels.db")


def test_whoever_reads_gets_the_answers_of_the_only_one_who_labeled():
    start(annotator="asha").answer("pest")
    assert Project.open("labels.db").labels["annotator"].tolist() == ["asha"]


def test_of_several_who_labeled_one_has_to_be_named():
    for person in ("asha", "meera"):
        start(annotator=person).answer("pest")
    with pytest.warns(UserWarning, match=r"answers of \['asha', 'meera'\], but none of"):
        assert Project.open("labels.db").labels.empty
    with pytest.warns(UserWarning, match=r"none of 'lata'"):
        Project.open("labels.db", annotator="lata")
    assert len(Project.open("labels.db", annotator="meera").labels) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda project: project.answer("pest"),
        lambda project: project.skip(),
        lambda project: project.flag(),
        lambda project: project.note("x"),
        lambda project: project.note("x", item="k"),
        lambda project: project.next_items(3),
        lambda project: project.find("x"),
        lambda project: project.to_frame(),
    ],
)
def test_a_project_without_its_data_says_so_when_something_is_to_be_done(act):
    start(annotator="asha").answer("pest")
    as_if_in_a_new_process()
    with pytest.raises(lw.InputError, match="was opened without its data"):
        act(Project.open("labels.db"))


def test_a_project_without_its_data_counts_all_that_was_said():
    project = start(annotator="asha")
    project.flag()
    project.answer("pest")
    project.skip()
    as_if_in_a_new_process()
    opened = Project.open("labels.db")
    progress = opened.progress
    assert (progress.answered, progress.skipped, progress.flagged) == (1, 1, 1)
    assert progress.by_label == {"pest": 1, "helper": 0}
    assert opened.total is None
    assert (progress.total, progress.remaining) == (None, None)
    assert str(progress).startswith("1 answered, 1 skipped, 1 flagged")


def test_a_copy_of_an_open_store_is_read_for_itself():
    project = start()
    project.answer("pest")
    project.store.checkpoint()
    Path("backup.db").write_bytes(Path("labels.db").read_bytes())
    project.answer("helper")
    copy = Project.open("backup.db")
    assert copy.store.where.endswith("backup.db")
    assert copy.labels["label"].tolist() == ["pest"]
    assert Project.open("labels.db").labels["label"].tolist() == ["pest", "helper"]


@pytest.mark.parametrize("annotator", [None, "typo"])
def test_reading_writes_nobody_into_a_store(annotator):
    for who in ("asha", "binod"):
        start(annotator=who).answer("pest")
    as_if_in_a_new_process()
    with pytest.warns(UserWarning, match=r"of \['asha', 'binod'\]"):
        project = Project.open("labels.db", annotator=annotator)
    assert project.labels.empty
    assert sorted(project.store.annotators().values()) == ["asha", "binod"]
    assert project.annotations["annotator"].tolist() == ["asha", "binod"]
