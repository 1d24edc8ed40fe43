"""The store, the same in a file, in memory and in a real PostgreSQL."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from loopwidgets.errors import InputError, StoreBusyError, StoreError, StoreFullError
from loopwidgets.store import (
    Event,
    Store,
    filesystem,
    new_event_id,
    now,
    open_store,
    queries,
    schema,
)
from loopwidgets.store import sqlite as sqlite_store
from loopwidgets.store.acts import done_before, last_acts
from loopwidgets.store.fold import fold, living
from loopwidgets.store.memory import MemoryStore
from loopwidgets.store.sqlite import SqliteStore

LABELS = [{"id": "p", "name": "pest"}, {"id": "h", "name": "helper"}]


@pytest.fixture(params=["file", "memory", "postgres"])
def store(request, tmp_path) -> Store:
    if request.param == "file":
        made = SqliteStore(tmp_path / "labels.db")
    elif request.param == "memory":
        made = MemoryStore()
    else:
        made = open_store(request.getfixturevalue("postgres_url"))
    yield made
    made.close()


def begin(store, name="field notes"):
    row = store.add_project(
        name, task={"kind": "classification"}, shown={"columns": ["text"]}, given=[], labels=LABELS
    )
    return row.id, store.annotator("asha").id


def event(annotator, key="k", value="p", **more):
    at = now()
    parts = {"kind": "answer", "status": "answered", "submitted_at": at, "received_at": at, **more}
    return Event(id=new_event_id(), item_key=key, annotator=annotator, value=value, **parts)


def test_an_event_is_there_after_it_was_appended(store):
    project, asha = begin(store)
    sent = event(asha, extra={"later": [1, "two"]}, suggestion={"p": 0.6})
    (recorded,) = store.append(project, [sent], {"k": ["row", 7]})
    assert recorded.new
    assert store.event(project, sent.id) == sent
    assert store.current_of(project, asha, "k").value == "p"
    assert store.index_values(project) == {"k": ["row", 7]}


def test_a_replayed_event_changes_nothing(store):
    project, asha = begin(store)
    sent = event(asha)
    store.append(project, [sent])
    (again,) = store.append(project, [replace(sent, received_at=now(), client_seq=9)])
    assert not again.new
    assert again.after.value == "p"
    assert len(store.events(project)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"value": "h"},
        {"kind": "skip"},
        {"item_key": "l"},
        {"supersedes": "e0"},
        {"value": {"a": True}},
        {"annotator": "birsa"},
    ],
)
def test_an_id_that_was_used_for_something_else_is_refused_and_nothing_is_written(store, other):
    project, asha = begin(store)
    sent = event(asha)
    store.append(project, [sent])
    if "annotator" in other:
        other = {"annotator": store.annotator("birsa").id}
    with pytest.raises(InputError, match=f"id: .*{next(iter(other))}"):
        store.append(project, [event(asha, "m"), replace(sent, **other)])
    assert [row["id"] for row in store.events(project)] == [sent.id]
    assert store.current_of(project, asha, "m").status == "open"


def test_values_that_differ_in_kind_alone_are_other_values(store):
    project, asha = begin(store)
    sent = event(asha, value={"boxes": [1, {"sure": 1}]})
    store.append(project, [sent])
    store.append(project, [replace(sent, value={"boxes": [1, {"sure": 1}]})])
    with pytest.raises(InputError, match="differs in value"):
        store.append(project, [replace(sent, value={"boxes": [1, {"sure": True}]})])


def test_events_of_two_projects_may_have_one_id_and_know_nothing_of_each_other(store):
    first, asha = begin(store)
    second, _ = begin(store, "another")
    one = event(asha, extra={"initial": "p"})
    other = replace(one, value="h", extra={"initial": "h"})
    store.append(first, [one])
    (recorded,) = store.append(second, [other])
    assert recorded.new
    assert [store.event(project, one.id).value for project in (first, second)] == ["p", "h"]
    assert [store.reviewed(project, asha) for project in (first, second)] == [
        {"k": "p"},
        {"k": "h"},
    ]
    store.append(second, [event(asha, value=None, kind="retract", supersedes=one.id)])
    assert [
        [act.id for act in last_acts(store, project, asha, None, 9)] for project in (first, second)
    ] == [[one.id], []]
    assert store.current_of(first, asha, "k").value == "p"
    assert store.current_of(second, asha, "k").status == "open"


def test_a_retraction_takes_back_nothing_of_another_item_or_person(store):
    project, asha = begin(store)
    birsa = store.annotator("birsa").id
    acts = [event(asha, "k"), event(birsa, "k")]
    store.append(
        project, [event(asha, "l", None, kind="retract", supersedes=one.id) for one in acts]
    )
    store.append(project, acts)
    rows = [{name: row[name] for name in row if name != "seq"} for row in store.events(project)]
    assert [one.id for one in living(Event(**row) for row in rows)] == [one.id for one in acts]
    assert [one.id for one in last_acts(store, project, asha, None, 9)] == [acts[0].id]
    assert store.current_of(project, asha, "k").value == "p"


def test_the_last_acts_that_stand_are_found_behind_any_number_that_do_not(store):
    project, asha = begin(store)
    first = event(asha)
    acts = [event(asha, f"k{n % 3}", client_id="page") for n in range(60)]
    undone = [event(asha, one.item_key, None, kind="retract", supersedes=one.id) for one in acts]
    store.append(project, [first, *acts, *undone])
    assert last_acts(store, project, asha, None, 2) == [first]
    twice = [
        event(asha, one.item_key, None, kind="retract", supersedes=one.id) for one in undone[:4]
    ]
    thrice = [
        event(asha, one.item_key, None, kind="retract", supersedes=one.id) for one in twice[:2]
    ]
    store.append(project, [*twice, *thrice])
    assert [one.id for one in last_acts(store, project, asha, None, 3)] == [
        *(acts[3].id, acts[2].id),
        first.id,
    ]
    assert [one.id for one in last_acts(store, project, asha, ["page"], 1)] == [acts[3].id]


def much_said(asha, count):
    """Changes, undo and redo of one item, as a client makes them."""
    tip, events = None, []
    for number in range(count):
        sent = event(asha, value="ph"[number % 2], supersedes=tip)
        if number % 5 == 4:
            sent = event(asha, value=None, kind="retract", status=None, supersedes=events[-1].id)
        elif number % 7 == 6:
            sent = event(asha, value=f"note {number}", kind="note", status=None)
        events.append(sent)
        tip = sent.id if sent.kind == "answer" else tip
    return events


def test_what_stands_of_an_item_is_the_same_however_its_log_was_followed(store):
    project, asha = begin(store)
    for sent in much_said(asha, 130):
        (recorded,) = store.append(project, [sent])
        assert recorded.after == fold(store.events_of(project, asha, "k"))
        assert recorded.after == store.current_of(project, asha, "k")


def test_a_write_that_fails_leaves_nothing_behind_in_what_is_held_of_an_item(store):
    project, asha = begin(store)
    store.append(project, much_said(asha, 60))
    before = store.current_of(project, asha, "k")
    lost = event(asha, value="h", supersedes=before.answer_tip)
    with pytest.raises(InputError):
        store.append(project, [lost, replace(lost, value="p")])
    (recorded,) = store.append(project, [event(asha, value=True, kind="flag", status=None)])
    assert recorded.after == fold(store.events_of(project, asha, "k"))
    assert recorded.after.answer_tip == before.answer_tip


def test_what_another_kernel_says_of_an_item_with_many_events_is_seen(tmp_path):
    one, other = (SqliteStore(tmp_path / "labels.db") for _ in range(2))
    project, asha = begin(one)
    one.append(project, much_said(asha, 60))
    for number, sent in enumerate(much_said(asha, 40)):
        (recorded,) = (other, one)[number % 2].append(project, [sent])
        assert recorded.after == fold(one.events_of(project, asha, "k"))


def test_what_one_person_touched_since_a_place_in_the_log_is_told(store):
    project, asha = begin(store)
    other, _ = begin(store, "another")
    birsa = store.annotator("birsa").id
    (first,) = store.append(project, [event(asha, "a")])
    assert first.seq == queries.newest(store)
    store.append(project, [event(asha, "c"), event(asha, "b"), event(asha, "c"), event(birsa, "d")])
    store.append(other, [event(asha, "e")])
    came = queries.touched(store, project, asha, first.seq)
    assert list(came.values()) == ["c", "b", "c"]
    assert min(came) == first.seq + 1
    assert queries.touched(store, project, asha, queries.newest(store)) == {}
    (again,) = store.append(project, [first.event])
    assert again.seq is None


def test_two_people_may_answer_the_same_item(store):
    project, asha = begin(store)
    birsa = store.annotator("birsa").id
    store.append(project, [event(asha, value="p"), event(birsa, value="h")])
    values = dict(store.current(project, ("annotator", "value")))
    assert values == {asha: "p", birsa: "h"}


def test_a_failing_event_takes_the_whole_batch_back(store):
    project, asha = begin(store)
    good = event(asha)
    bad = replace(event(asha, key="other"), annotator="nobody")
    with pytest.raises(StoreError):
        store.append(project, [good, bad])
    assert store.events(project) == []


@pytest.mark.parametrize(
    "text", ["\0", "\ud800 alone", "नमस्ते 🐛 \u202e", "'; DROP TABLE lw_events;--"]
)
def test_any_text_survives_in_values_and_never_breaks_the_store(store, text):
    project, asha = begin(store)
    store.append(project, [event(asha, kind="note", status=None, value=text)])
    ((value,),) = {(row["value"],) for row in store.events(project)}
    assert value == text
    assert store.current_of(project, asha, "k").note == schema.storable(text)


def test_annotators_of_one_name_in_one_store_are_one_and_ids_are_random(store, tmp_path):
    first = store.annotator("asha")
    assert store.annotator("asha") == first
    elsewhere = SqliteStore(tmp_path / "other.db")
    assert elsewhere.annotator("asha").id != first.id


def test_an_account_goes_on_to_mean_the_person_who_named_themselves(store):
    person = store.annotator("jovyan", login=True)
    store.name_annotator(person.id, "asha")
    assert store.annotator("jovyan", login=True).id == person.id
    assert store.annotator("jovyan", login=True).name == "asha"
    assert store.annotator("asha").id == person.id


def test_a_name_that_someone_else_has_is_refused(store):
    store.annotator("asha")
    person = store.annotator("root", login=True)
    with pytest.raises(InputError, match="asha"):
        store.name_annotator(person.id, "asha")


def test_schemes_keep_every_version(store):
    project, _ = begin(store)
    store.add_scheme(store.projects()[0], 2, [*LABELS, {"id": "n", "name": "harmless"}])
    assert [(version, len(labels)) for version, labels in store.schemes(project)] == [
        (1, 2),
        (2, 3),
    ]


def test_current_answers_can_be_thrown_away_and_rebuilt(store):
    project, asha = begin(store)
    first = event(asha)
    store.append(project, [first, event(asha, key="other", value="h")])
    store.append(
        project, [event(asha, kind="retract", status=None, supersedes=first.id, value=None)]
    )
    columns = [column.name for column in schema.current.c]
    before = sorted(store.current(project, columns))
    store.rebuild(project)
    assert sorted(store.current(project, columns)) == before


def test_what_was_done_is_listed_the_latest_first(store):
    project, asha = begin(store)
    keys = [f"k{n}" for n in range(5)]
    for key in keys:
        store.append(project, [event(asha, key=key)])
    assert done_before(store, project, asha, None, 3) == ["k4", "k3", "k2"]
    assert done_before(store, project, asha, "k2", 9) == ["k1", "k0"]


def test_what_was_done_at_one_time_is_listed_in_pages_each_item_once(store):
    project, asha = begin(store)
    at = now()
    keys = [f"k{n}" for n in range(500)]
    store.append(project, [event(asha, key=key, submitted_at=at) for key in keys])
    listed, before = [], None
    while page := done_before(store, project, asha, before, 60):
        listed += page
        before = page[-1]
    assert len(listed) == 500
    assert set(listed) == set(keys)


def test_what_was_done_before_an_item_that_was_taken_back_is_listed(store):
    project, asha = begin(store)
    sent = [event(asha, key=f"k{n}") for n in range(5)]
    store.append(project, sent)
    back = event(asha, key="k3", kind="retract", status=None, value=None, supersedes=sent[3].id)
    store.append(project, [back])
    assert done_before(store, project, asha, "k3", 9) == ["k2", "k1", "k0"]
    assert done_before(store, project, asha, "never done", 9) == ["k4", "k2", "k1", "k0"]


def test_threads_that_write_at_once_lose_nothing(store):
    project, asha = begin(store)

    def write(thread):
        for number in range(25):
            store.append(project, [event(asha, key=f"{thread}-{number}")])
            store.current_of(project, asha, f"{thread}-{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert len(store.events(project)) == 100


def test_two_clients_that_answer_one_item_at_once_both_stand(store):
    project, asha = begin(store)
    barrier = threading.Barrier(4)

    def write(value):
        barrier.wait()
        store.append(project, [event(asha, value=value)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, "phph"))
    assert store.current_of(project, asha, "k").heads == 4
    assert len(store.conflicts(project)) == 4


# --- A file ----------------------------------------------------------------------------------------


def pragmas(store):
    """Ask every connection of the pool, and new ones beyond it."""
    held = [store.engine.raw_connection() for _ in range(6)]
    try:
        return {
            tuple(
                connection.driver_connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous")
            )
            for connection in held
        }
    finally:
        for connection in held:
            connection.close()


def test_every_connection_is_wal_and_full(tmp_path):
    assert pragmas(SqliteStore(tmp_path / "labels.db")) == {("wal", 2)}


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs", "lustre"])
def test_a_network_file_system_falls_back_to_delete_and_says_so(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(filesystem, "kind_of", lambda _path: kind)
    store = SqliteStore(tmp_path / "labels.db")
    assert pragmas(store) == {("delete", 2)}
    assert kind in store.notice
    assert "one computer at a time" in store.notice


def test_a_file_system_on_which_wal_fails_falls_back_to_delete(tmp_path, monkeypatch):
    monkeypatch.setattr(filesystem, "wal_works", lambda _folder: False)
    store = SqliteStore(tmp_path / "labels.db")
    assert pragmas(store) == {("delete", 2)}
    assert "write-ahead log" in store.notice


def test_on_a_network_file_system_a_second_computer_is_refused_until_the_first_is_quiet(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(filesystem, "kind_of", lambda _path: "nfs")
    path = tmp_path / "labels.db"
    monkeypatch.setattr(sqlite_store.socket, "gethostname", lambda: "one")
    first = SqliteStore(path)
    begin(first)
    monkeypatch.setattr(sqlite_store.socket, "gethostname", lambda: "two")
    with pytest.raises(StoreBusyError, match="'one'"):
        SqliteStore(path).annotator("birsa")
    monkeypatch.setattr(sqlite_store, "LEASE_SECONDS", -1.0)
    assert SqliteStore(path).annotator("birsa").name == "birsa"


def test_mounts_are_read_as_the_kernel_writes_them():
    table = (
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "40 22 0:50 / /home rw,nosuid shared:1 - nfs4 server:/home rw\n"
        "41 40 0:51 / /home/a\\040b rw - fuse.sshfs host: rw\n"
        "42 22 0:52 / /home/donn\u00e9es rw - nfs4 server:/donn\u00e9es rw\n"
    )
    mounts = filesystem._linux_mounts(table)
    assert filesystem._longest(Path("/var/data"), mounts) == "ext4"
    assert filesystem._longest(Path("/home/asha"), mounts) == "nfs4"
    assert filesystem._longest(Path("/home/a b/c"), mounts) == "fuse.sshfs"
    mounts = [("/home", "ext4"), *mounts[2:]]
    assert filesystem._longest(Path("/home/donn\u00e9es/x"), mounts) == "nfs4"
    assert [filesystem.is_network(k) for k in ("ext4", "nfs4", "fuse.sshfs")] == [False, True, True]
    listing = "map -hosts on /net (autofs, nosuid)\n//u@h/share on /Volumes/share (smbfs, nodev)\n"
    assert ("/Volumes/share", "smbfs") in filesystem._bsd_mounts(listing)


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path):
    store = SqliteStore(tmp_path / "labels.db")
    project, asha = begin(store)
    limit_pages(store, grow=0)
    written = 0
    with pytest.raises(StoreFullError, match="Make room"):
        for number in range(2000):
            store.append(project, [event(asha, key=f"k{number}", kind="note", value="x" * 500)])
            written += 1
    assert len(store.events(project)) == written
    limit_pages(store, grow=100_000)
    store.append(project, [event(asha, key="after")])
    assert len(store.events(project)) == written + 1


def limit_pages(store, grow):
    """Set `max_page_count` on every connection there will be."""

    def limit(raw, *_):
        (pages,) = raw.execute("PRAGMA page_count").fetchone()
        raw.execute(f"PRAGMA max_page_count={pages + grow}")

    store.engine.dispose()
    sa.event.listen(store.engine, "connect", limit)


def test_a_store_held_by_another_program_is_said_after_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_store, "BUSY_SECONDS", 0.05)
    store = SqliteStore(tmp_path / "labels.db")
    project, asha = begin(store)
    other = sqlite3.connect(tmp_path / "labels.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusyError, match="another program"):
        store.append(project, [event(asha)])
    other.execute("ROLLBACK")
    other.close()
    store.append(project, [event(asha)])
    assert len(store.events(project)) == 1


def test_two_processes_on_one_file_see_each_other(tmp_path):
    one, two = SqliteStore(tmp_path / "labels.db"), SqliteStore(tmp_path / "labels.db")
    project, asha = begin(one)
    one.append(project, [event(asha)])
    two.append(project, [event(asha, key="other")])
    assert len(one.events(project)) == 2


def test_closing_leaves_everything_in_the_one_file(tmp_path):
    store = SqliteStore(tmp_path / "labels.db")
    project, asha = begin(store)
    store.append(project, [event(asha)])
    store.close()
    alone = tmp_path / "alone.db"
    alone.write_bytes((tmp_path / "labels.db").read_bytes())
    assert len(SqliteStore(alone).events(project)) == 1


def test_when_idle_the_log_is_folded_into_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_store, "IDLE_SECONDS", 0.01)
    store = SqliteStore(tmp_path / "labels.db")
    project, asha = begin(store)
    folded = threading.Event()
    checkpoint = store.checkpoint
    store.checkpoint = lambda: (checkpoint(), folded.set())
    store.append(project, [event(asha)])
    assert folded.wait(10)
    assert (tmp_path / "labels.db-wal").stat().st_size == 0


def test_while_writes_go_on_the_file_alone_is_brought_up_to_date(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_store, "IDLE_SECONDS", 0.5)
    monkeypatch.setattr(sqlite_store, "STEADY_SECONDS", 0.5)
    store = SqliteStore(tmp_path / "labels.db")
    project, asha = begin(store)
    with store.transaction() as connection:  # SQLite's own folding, after about 200 answers, is off
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
    until, held = time.monotonic() + 30, 0
    while held == 0 and time.monotonic() < until:
        store.append(project, [event(asha, key="the same")])
        shutil.copy(tmp_path / "labels.db", tmp_path / "alone.db")
        with suppress(sqlite3.Error), closing(sqlite3.connect(tmp_path / "alone.db")) as alone:
            (held,) = alone.execute("SELECT count(*) FROM lw_events").fetchone()
    assert held > 0


def test_folding_while_writes_go_on_waits_for_no_write(tmp_path):
    store = SqliteStore(tmp_path / "labels.db")
    project, asha = begin(store)
    store.append(project, [event(asha)])
    with store.transaction():
        folding = threading.Thread(target=store._fold, args=["PASSIVE"])
        folding.start()
        folding.join(30)
        assert not folding.is_alive()
        shutil.copy(tmp_path / "labels.db", tmp_path / "alone.db")
    assert len(SqliteStore(tmp_path / "alone.db").events(project)) == 1


def test_a_store_that_was_deleted_while_in_use_is_not_written_into_the_void(tmp_path):
    store = SqliteStore(tmp_path / "labels.db")
    project, asha = begin(store)
    (tmp_path / "labels.db").unlink()
    with pytest.raises(StoreError, match="moved, replaced or deleted"):
        store.append(project, [event(asha)])


def test_the_same_path_gives_the_same_store_and_a_deleted_one_a_new_one(tmp_path):
    first = open_store(tmp_path / "labels.db")
    assert open_store(str(tmp_path / "labels.db")) is first
    first.close()
    (tmp_path / "labels.db").unlink()
    assert open_store(tmp_path / "labels.db") is not first


def test_a_copy_has_a_store_id_of_its_own(tmp_path):
    store = SqliteStore(tmp_path / "labels.db")
    project, asha = begin(store)
    store.append(project, [event(asha)])
    store.copy_to(tmp_path / "copy.db")
    copy = SqliteStore(tmp_path / "copy.db")
    assert copy.id != store.id
    assert len(copy.events(project)) == 1


def test_a_store_of_the_first_release_is_read(tmp_path):
    fixture = Path(__file__).parent / "fixtures" / "store-0.1.db"
    copy = tmp_path / "old.db"
    copy.write_bytes(fixture.read_bytes())
    store = SqliteStore(copy)
    (row,) = store.projects()
    assert row.name == "note: classification"
    assert len(store.events(row.id)) == 6
    assert list(store.annotators().values()) == ["asha"]


def test_a_store_of_the_first_release_is_brought_up_to_date_after_a_backup(tmp_path):
    fixture = Path(__file__).parent / "fixtures" / "store-0.1.db"
    copy = tmp_path / "old.db"
    copy.write_bytes(fixture.read_bytes())
    store = SqliteStore(copy)
    (backup,) = tmp_path.glob("old.db.format1-*")
    assert f"{backup.name} is a copy from before the update" in store.notice
    (row,) = store.projects()
    (asha,) = store.annotators()
    store.add_round(row.id, asha, 1, {"learned": 1})
    assert store.rounds(row.id, asha) == [(1, {"learned": 1})]
    store.close()
    with closing(sqlite3.connect(copy)) as raw:
        query = "SELECT value FROM lw_meta WHERE name = 'schema_version'"
        assert raw.execute(query).fetchone() == (str(schema.SCHEMA_VERSION),)
    with (
        closing(sqlite3.connect(backup)) as kept,
        closing(sqlite3.connect(fixture)) as first,
    ):
        assert [*kept.iterdump()] == [*first.iterdump()]
    assert SqliteStore(copy).notice == ""


def test_another_older_store_in_its_place_gets_a_backup_of_its_own(tmp_path):
    fixture = Path(__file__).parent / "fixtures" / "store-0.1.db"
    for name in ("first", "second"):
        for file in tmp_path.glob("old.db*"):
            if ".format" not in file.name:
                file.unlink()
        (tmp_path / "old.db").write_bytes(fixture.read_bytes())
        with closing(sqlite3.connect(tmp_path / "old.db")) as raw:
            raw.execute("UPDATE lw_meta SET value = ? WHERE name = 'store_id'", (name * 4,))
            raw.commit()
        SqliteStore(tmp_path / "old.db").close()
    assert len([*tmp_path.glob("old.db.format1-*")]) == 2


def test_several_processes_may_open_an_older_store_at_once(tmp_path):
    fixture = Path(__file__).parent / "fixtures" / "store-0.1.db"
    script = (
        "import sys; from pathlib import Path; from loopwidgets.store.sqlite import SqliteStore\n"
        "sys.stdin.readline()\n"
        "print(len(SqliteStore(Path(sys.argv[1])).events(1)))"
    )
    for number in range(3):
        path = tmp_path / f"old{number}.db"
        path.write_bytes(fixture.read_bytes())
        command = [sys.executable, "-c", script, str(path)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        opening = [subprocess.Popen(command, text=True, **pipes) for _ in range(4)]
        time.sleep(1.5)  # all are at the line that waits
        for process in opening:
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in opening:
            out, told = process.communicate(timeout=60)
            assert (out.strip(), told) == ("6", "")
        (backup,) = tmp_path.glob(f"old{number}.db.format1-*")
        with closing(sqlite3.connect(backup)) as kept:
            query = "SELECT value FROM lw_meta WHERE name = 'schema_version'"
            assert kept.execute(query).fetchone() == ("1",)


def test_a_store_of_a_newer_release_is_refused_unharmed(tmp_path):
    path = tmp_path / "labels.db"
    store = SqliteStore(path)
    store.close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE lw_meta SET value = '99' WHERE name = 'schema_version'")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_store_in_memory_that_nobody_holds_closes_its_connection():
    store = MemoryStore()
    with store.transaction(writes=False) as connection:
        raw = connection.connection.driver_connection
    del store, connection
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        raw.execute("SELECT 1")


def test_a_store_on_a_server_that_nobody_holds_closes_its_connection(postgres_url):
    store = open_store(postgres_url)
    with store.transaction(writes=False) as connection:
        raw = connection.connection.driver_connection
    del store, connection
    gc.collect()
    assert raw.closed


def test_a_missing_driver_names_the_command(monkeypatch):
    from loopwidgets.errors import MissingDependencyError
    from loopwidgets.store import postgres

    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'loopwidgets\[postgres\]'"):
        postgres.PostgresStore("postgresql://localhost/x")


def test_a_database_that_cannot_be_reached_is_said_without_its_password():
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://u:secret@127.0.0.1:1/x")
    assert "can't be reached" in str(caught.value)
    assert "secret" not in str(caught.value)
