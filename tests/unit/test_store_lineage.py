"""A file that is overwritten, replaced or put beside another's log: two databases are never mixed."""

from __future__ import annotations

import gc
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import weakref
from contextlib import closing
from pathlib import Path

import pytest

from loopwidgets.errors import StoreError
from loopwidgets.store import Event, leftover, lineage, new_event_id, now, open_store
from loopwidgets.store import sqlite as sqlite_store
from loopwidgets.store.lineage import Lineage
from loopwidgets.store.memory import ReadOnlyStore
from loopwidgets.store.sqlite import SqliteStore

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open file can't be replaced")

LABELS = [{"id": "p", "name": "pest"}]
SHOWN = {"columns": ["text"]}
PATH, LOG = Path("labels.db"), Path("labels.db-wal")


def opened(path=PATH, *, answers=0, who="asha"):
    store = SqliteStore(Path(path))
    store.add_project(
        "notes", task={"kind": "classification"}, shown=SHOWN, given=[], labels=LABELS
    )
    answer(store, answers, who=who)
    return store


def answer(store, count=1, *, who="asha"):
    """Answer items, each in a transaction of its own, and return how many answers there are."""
    person, at = store.annotator(who).id, now()
    for _ in range(count):
        key = new_event_id()
        parts = {"kind": "answer", "status": "answered", "submitted_at": at, "received_at": at}
        event = Event(id=new_event_id(), item_key=key, annotator=person, value="p", **parts)
        store.append(1, [event])
    return len(store.events(1))


def copy_over(source, target=PATH):
    """Write one file into another, as `cp` does: in another process, for closing a file drops its locks."""
    subprocess.run(["cp", str(source), str(target)], check=True)


def answers_in(path):
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchone() is None
        return raw.execute("SELECT count(*) FROM lw_events").fetchone()[0]


def another():
    """Make a store of someone else's."""
    opened("another.db", answers=40, who="binod").close()
    return Path("another.db")


def copied(store, name="earlier.db"):
    """Copy a store's file as it is now, with all that it holds in it."""
    store.checkpoint()
    copy_over(PATH, name)
    return Path(name)


def image(folder, file, log=LOG):
    """Lay a file and a log into a folder, as they are left behind by a process that was killed."""
    Path(folder).mkdir()
    copy_over(file, Path(folder) / PATH)
    copy_over(log, Path(folder) / LOG)
    return Path(folder) / PATH


@pytest.mark.parametrize("is_folded", [False, True], ids=["log", "folded"])
@pytest.mark.parametrize("whose", ["another", "earlier"])
def test_a_file_overwritten_while_in_use_is_noticed_and_left_as_it_is(whose, is_folded):
    store = opened(answers=20)
    source = another() if whose == "another" else copied(store)
    answer(store, 100)
    store.checkpoint()
    answer(store, 100)
    if is_folded:
        store.checkpoint()
    copy_over(source)
    for act in (answer, lambda store: store.projects(), lambda store: store.copy_to(Path("c.db"))):
        with pytest.raises(StoreError, match=r"labels\.db was overwritten .* run the cell again"):
            act(store)
    store.checkpoint()
    store.close()
    del store
    gc.collect()
    assert PATH.read_bytes() == source.read_bytes()
    assert answer(open_store(PATH)) == (41 if whose == "another" else 21)
    assert len(logs_put_aside()) == (0 if is_folded else 1)


def logs_put_aside():
    return list(Path().glob("**/labels.db-wal.of-earlier-file-*"))


RERUN = """
from tests.unit.test_store_lineage import *
store = open_store(PATH)
print(answer(store), store.notice)
"""


def in_another_process(script):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("process", ["same", "new"])
@pytest.mark.parametrize("whose", ["another", "earlier"])
def test_the_cell_that_is_run_again_goes_on_with_the_file_that_is_there_now(whose, process):
    opened(answers=20).close()
    store = open_store(PATH)
    source = another() if whose == "another" else copied(store)
    shutil.copy(source, "source.db")
    answer(store, 2)
    store.checkpoint()
    answer(store, 3)
    copy_over(PATH, "before.db")
    log = LOG.read_bytes()
    copy_over(source)
    with pytest.raises(StoreError, match=r"run the cell again to go on with the new file"):
        answer(store)
    held = answers_in("source.db")
    if process == "same":
        again = open_store(PATH)
        assert (answer(again), again.notice.count("kept as labels.db-wal.of-")) == (held + 1, 1)
        with pytest.raises(StoreError, match="was overwritten"):
            answer(store)
        assert answer(again) == held + 2
        again.close()
    else:
        store.close()
        out = in_another_process(RERUN).stdout
        assert out.startswith(f"{held + 1} labels.db-wal belongs to an earlier file")
    (aside,) = logs_put_aside()
    assert aside.read_bytes() == log
    assert answers_in(PATH) == held + (2 if process == "same" else 1)
    assert answers_in(image("back", "before.db", aside)) == 25  # none of the answers is lost


def test_a_log_that_another_process_has_open_stays_where_it_is():
    store = opened(answers=20)
    store.checkpoint()
    answer(store, 3)
    source = another()
    copy_over(source)
    log = LOG.read_bytes()
    refused = in_another_process(RERUN)
    assert "Shut down every kernel and program that has the file open" in refused.stderr
    assert (PATH.read_bytes(), LOG.read_bytes()) == (source.read_bytes(), log)
    assert sorted(path.name for path in Path().iterdir()) == [
        "another.db",
        "labels.db",
        "labels.db-shm",
        "labels.db-wal",
    ]
    store.close()
    assert in_another_process(RERUN).stdout.startswith("41 ")


@pytest.mark.parametrize("way", ["moved", "replaced"])
def test_a_log_of_a_file_that_is_elsewhere_now_stays_while_another_process_writes_it(way):
    store = opened(answers=20)
    store.checkpoint()
    answer(store, 3)
    PATH.rename("moved.db")
    if way == "replaced":
        another().rename(PATH)
    log = LOG.read_bytes()
    refused = in_another_process(RERUN)
    assert "hut down every kernel and program that has it open" in refused.stderr.replace(
        "the file open", "it open"
    )
    assert LOG.read_bytes() == log
    Path("moved.db").rename(PATH)
    assert answer(store) == 24


def test_the_log_of_a_file_that_was_moved_away_is_kept_when_a_new_one_is_begun():
    opened(answers=20).close()
    store = open_store(PATH)
    answer(store, 3)
    PATH.rename("moved.db")
    with pytest.raises(StoreError, match="moved, replaced or deleted"):
        answer(store)
    new = open_store(PATH)
    assert "kept as labels.db-wal.of-earlier-file-" in new.notice
    (aside,) = logs_put_aside()
    assert answers_in(image("back", "moved.db", aside)) == 23


def test_where_files_have_one_name_only_a_log_of_another_is_refused(monkeypatch):
    def no_links(_path, _target):
        raise OSError

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    store = opened(answers=20)
    store.checkpoint()
    answer(store, 3)
    copy_over(another())
    store.close()
    with pytest.raises(StoreError, match=r"move labels\.db-wal and labels\.db-shm away"):
        open_store(PATH)
    LOG.rename("away")
    Path("labels.db-shm").unlink()
    assert answer(open_store(PATH)) == 41


@pytest.mark.parametrize(
    "end", ["del store; import gc; gc.collect()", "pass"], ids=["let go", "exit"]
)
def test_a_process_that_ends_folds_nothing_into_a_file_that_is_another_now(end):
    script = (
        "import sys; from pathlib import Path\n"
        "from tests.unit.test_store_lineage import answer, opened\n"
        "store = opened(answers=200); store.checkpoint(); answer(store, 20)\n"
        f"print('ready', flush=True); sys.stdin.readline(); {end}\n"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen([sys.executable, "-c", script], env=environment, **pipes)
    assert process.stdout.readline() == "ready\n"
    source = another()
    copy_over(source)
    process.communicate("go\n", timeout=60)
    assert process.returncode == 0
    assert PATH.read_bytes() == source.read_bytes()
    assert LOG.stat().st_size > 0


def test_a_store_that_nobody_holds_any_more_leaves_one_whole_file_and_nothing_open():
    opened(answers=20).close()
    store = SqliteStore(PATH)
    assert len(store.events(1)) == 20
    store._idle.cancel()
    store._idle.join()
    held = weakref.ref(store)
    del store
    gc.collect()
    assert held() is None
    assert [path.name for path in Path().iterdir()] == ["labels.db"]


def test_a_file_overwritten_with_what_it_was_is_no_other_one():
    store = opened(answers=20)
    kept = copied(store)
    answer(store, 20)
    copy_over(kept)
    assert answer(store) == 41
    store.close()
    assert answers_in(PATH) == 41


@pytest.mark.parametrize("is_folded", [False, True], ids=["log", "folded"])
def test_an_overwritten_file_that_is_put_back_is_written_again(is_folded, monkeypatch):
    # A busy machine would fold the log meanwhile.
    monkeypatch.setattr(sqlite_store, "IDLE_SECONDS", 600)
    store = opened(answers=200)
    kept = copied(store)
    if not is_folded:
        answer(store, 20)
    copy_over(another())
    with pytest.raises(StoreError, match="was overwritten"):
        answer(store)
    copy_over(kept)
    assert answer(store) == (201 if is_folded else 221)
    store.close()
    assert answers_in(PATH) == (201 if is_folded else 221)


def test_a_copy_that_was_labeled_elsewhere_and_is_put_back_over_the_open_file_is_another():
    store = opened(answers=20)
    elsewhere = copied(store)
    answer(store, 5)
    store.checkpoint()
    other = SqliteStore(elsewhere)
    answer(other, 50)
    other.close()
    copy_over(elsewhere)
    with pytest.raises(StoreError, match="was overwritten"):
        answer(store)


@pytest.fixture
def before_marks(monkeypatch):
    """Write as the version before did, which left no marks."""
    monkeypatch.setattr(lineage.Watch, "check", lambda _watch, _execute, *, writes: None)


@pytest.mark.parametrize("count", [3, 200])
@pytest.mark.parametrize("whose", ["another", "earlier"])
def test_a_log_left_beside_another_file_is_not_replayed_into_it(whose, count):
    check_that_a_log_is_not_replayed(whose, count)


@pytest.mark.parametrize("whose", ["another", "earlier"])
@pytest.mark.usefixtures("before_marks")
def test_a_log_of_the_version_before_is_not_replayed_into_another_file(whose):
    check_that_a_log_is_not_replayed(whose, 200)


def check_that_a_log_is_not_replayed(whose, count):
    store = opened(answers=count)
    earlier = copied(store)
    answer(store, count)
    store.checkpoint()
    answer(store, 3)
    source = earlier if whose == "earlier" else another()
    path = image("left", source)
    before = [path.read_bytes(), Path("left/labels.db-wal").read_bytes()]
    with pytest.raises(StoreError, match=r"do not belong together: .* away to use the file as it"):
        ReadOnlyStore(path)
    assert before == [path.read_bytes(), Path("left/labels.db-wal").read_bytes()]
    assert answer(SqliteStore(path)) == answers_in(source) + 1
    (aside,) = logs_put_aside()
    assert aside.read_bytes() == before[1]


def test_a_log_that_belongs_to_its_file_is_replayed():
    check_that_a_log_is_replayed()


@pytest.mark.usefixtures("before_marks")
def test_a_log_of_the_version_before_is_replayed():
    check_that_a_log_is_replayed()


def check_that_a_log_is_replayed():
    store = opened(answers=20)
    store.checkpoint()
    assert answer(store, 20) == 40
    assert answer(SqliteStore(image("killed", PATH))) == 41
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
    assert answer(SqliteStore(image("killed after folding", PATH))) == 41
    answer(store, 20)
    assert answer(SqliteStore(image("killed later", PATH))) == 61


def test_a_log_of_which_nothing_was_folded_yet_is_replayed_on_the_new_file():
    opened(answers=20)
    assert answer(SqliteStore(image("killed", PATH))) == 21


def test_a_file_put_in_the_place_of_one_that_is_open_is_not_mixed_with_its_log():
    store = open_store(PATH)
    opened(answers=200)
    store.checkpoint()
    answer(store, 20)
    PATH.rename("moved.db")
    another().rename(PATH)
    with pytest.raises(StoreError, match="moved, replaced or deleted"):
        answer(store)
    assert answer(open_store(PATH)) == 41
    (aside,) = logs_put_aside()
    aside.rename("moved.db-wal")
    assert answers_in("moved.db") == 220


def test_two_who_write_and_fold_in_turn_take_each_other_for_no_overwriting():
    one, two = opened(), SqliteStore(PATH)
    for number in range(3 * lineage._KEPT):
        writer, folder = (one, two) if number % 3 else (two, one)
        answer(writer, 1 + number % 2)
        if number % 5 < 2:
            folder.checkpoint()
    for _ in range(2 * lineage._KEPT):  # one of them looks away for long
        answer(one)
        one.checkpoint()
    PATH.touch()
    PATH.chmod(0o600)
    assert answer(two) == answer(one) - 1
    for store in (one, two):
        store.close()
    assert answers_in(PATH) == 3 * lineage._KEPT * 3 // 2 + 2 * lineage._KEPT + 2


HASTY = """
import random, sys, time
from tests.unit.test_store_lineage import *
sqlite_store.IDLE_SECONDS = sqlite_store.STEADY_SECONDS = 0.02
who, count = sys.argv[1], int(sys.argv[2])
chance = random.Random(who)
store = SqliteStore(PATH)
for _ in range(count):
    answer(store, who=who)
    x = chance.random()
    if x < 0.05: time.sleep(0.1)  # long enough to be idle
    elif x < 0.1: store.checkpoint()
    elif x < 0.15: store.close()
"""


@pytest.mark.parametrize("count", [40, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.timeout(1800)
def test_four_processes_that_write_and_fold_all_the_time_take_each_other_for_no_overwriting(count):
    opened().close()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", HASTY, who, str(count)],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in "abcd"
    ]
    for process in processes:
        _, told = process.communicate()
        assert process.returncode == 0, told
    assert answers_in(PATH) == 4 * count


def test_a_log_that_is_folded_at_this_moment_is_taken_for_no_overwriting():
    """While it is folded the file is torn, and can't be read without the log."""
    store, is_done = opened(), threading.Event()

    def fold():
        while not is_done.is_set():
            store._fold("PASSIVE")

    folding = threading.Thread(target=fold)
    folding.start()
    try:
        assert answer(store, 300) == 300
    finally:
        is_done.set()
        folding.join()


def test_a_log_whose_folding_was_cut_off_is_replayed(monkeypatch):
    monkeypatch.setattr(lineage, "_PATIENCE", 0.1)
    store = opened(answers=50)
    path = image("killed", PATH)
    store.checkpoint()
    with path.open("r+b") as file:  # its first page only is there, as it is written first
        file.write(PATH.read_bytes()[:4096])
    assert answer(SqliteStore(path)) == 51


def test_a_write_that_fails_leaves_no_mark_behind():
    store = opened(answers=3)
    store.checkpoint()
    for _ in range(3):
        with pytest.raises(RuntimeError), store.transaction():
            raise RuntimeError
    assert answer(store) == 4


def test_without_a_log_the_file_is_watched_as_well(monkeypatch):
    monkeypatch.setattr(sqlite_store.filesystem, "wal_works", lambda _folder: False)
    monkeypatch.setattr(SqliteStore, "_try_wal", lambda _store: False)
    store = opened(answers=20)
    earlier = copied(store)
    answer(store, 20)
    for source in (earlier, another()):
        copy_over(source)
        with pytest.raises(StoreError, match="was overwritten"):
            answer(store)
        assert PATH.read_bytes() == source.read_bytes()


def test_other_ways_of_writing_a_path_are_the_same_store():
    store = open_store(PATH)
    Path("folder").mkdir()
    Path("folder/link.db").symlink_to(PATH.resolve())
    for way in ("./folder/../labels.db", PATH.resolve(), "folder/link.db", "sqlite:///labels.db"):
        assert open_store(way) is store


def test_a_second_name_for_one_file_is_refused_for_it_would_have_a_log_of_its_own():
    opened(answers=3).close()
    os.link(PATH, "name.db")
    for name in (PATH, "name.db"):
        with pytest.raises(StoreError, match=r"has a second name .* make a copy and use the copy"):
            SqliteStore(Path(name))
    Path("name.db").unlink()
    assert answer(SqliteStore(PATH)) == 4


def test_marks_are_read_as_they_are_written_and_anything_else_is_none():
    marks = Lineage()
    for begins in (True, False, True, False, False):
        marks = marks.after_a_write(into_a_new_log=begins)
    assert [number for _, number in marks.marks] == [2, 5]
    assert Lineage.read(str(marks)) == marks
    assert Lineage.read("nothing: of, the:kind") == Lineage()


def test_marks_tell_which_state_came_from_which():
    earlier = Lineage((("a", 3), ("b", 7)))
    later = Lineage((("a", 3), ("b", 9), ("c", 12)))
    assert later.follows(earlier.last)
    assert not earlier.follows(later.last)
    assert not later.follows(("d", 8))
    assert later.is_above(Lineage((("a", 3), ("b", 9))))
    assert later.is_above(Lineage((("a", 3), ("b", 9), ("c", 10))))
    assert not later.is_above(earlier)
    assert not later.is_above(Lineage())
    assert Lineage((("a", 3),)).is_above(Lineage())


# --- A log that is deleted or replaced while it is open ---------------------------------------------------

INDEX = Path("labels.db-shm")

GOES_ON_AND_IS_KILLED = """
import os, signal, sys
from tests.unit.test_store_lineage import *
store = opened(answers=5)
for name in sys.argv[1].split(): os.remove(name)
print(answer(store, 25), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def run(script, *arguments):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("names", ["labels.db-wal", "labels.db-shm", "labels.db-wal labels.db-shm"])
def test_every_answer_is_on_disk_after_the_log_was_deleted_and_the_kernel_killed(names):
    done = run(GOES_ON_AND_IS_KILLED, names)
    assert done.stdout == "30\n", done.stderr
    assert len(SqliteStore(PATH).events(1)) == 30
    assert answers_in(PATH) == 30


@pytest.mark.parametrize("how", ["read", "fold", "close", "copy"])
def test_a_deleted_log_is_noticed_and_saved_by_all_that_looks_at_the_store(how, monkeypatch):
    monkeypatch.setattr(sqlite_store, "IDLE_SECONDS", 600)
    store = opened(answers=5)
    LOG.unlink()
    INDEX.unlink()
    if how == "copy":
        store.copy_to(Path("copy.db"))
        assert answers_in("copy.db") == 5
    else:
        {"read": lambda: store.events(1), "fold": store.checkpoint, "close": store.close}[how]()
    copy_over(PATH, "alone.db")
    assert answers_in("alone.db") == 5
    assert answer(store) == 6
    assert answer(SqliteStore(PATH)) == 7
    assert answer(store) == 8


def test_a_log_that_is_deleted_between_a_write_and_its_end_takes_no_answer_with_it(monkeypatch):
    store = opened(answers=5)
    mark = lineage.Watch.wrote

    def wrote(watch, what):
        mark(watch, what)
        LOG.unlink()
        monkeypatch.setattr(lineage.Watch, "wrote", mark)

    monkeypatch.setattr(lineage.Watch, "wrote", wrote)
    assert answer(store) == 6
    copy_over(PATH, "alone.db")
    assert answers_in("alone.db") == 6


def test_a_deleted_log_waits_for_who_reads_and_for_nobody_else():
    store = opened(answers=5)
    is_reading, may_end = threading.Event(), threading.Event()

    def read():
        with store.transaction(writes=False):
            is_reading.set()
            may_end.wait(60)

    reader = threading.Thread(target=read)
    reader.start()
    is_reading.wait(60)
    LOG.unlink()
    threading.Timer(0.3, may_end.set).start()
    assert answer(store) == 6
    reader.join()
    store.close()
    assert answers_in(PATH) == 6


def test_a_log_that_is_put_back_is_gone_on_with(monkeypatch):
    monkeypatch.setattr(sqlite_store, "IDLE_SECONDS", 600)
    store = opened(answers=5)
    LOG.rename("away")
    Path("away").rename(LOG)
    assert answer(store) == 6
    store.close()
    assert answers_in(PATH) == 6


OPENS = """
from tests.unit.test_store_lineage import *
store = SqliteStore(PATH)
print(answer(store, 3, who="binod"), flush=True)
"""

OPENS_WITHOUT_A_LOOK = (
    """
from loopwidgets.store import leftover
leftover.refuse_a_file_whose_log_is_gone = lambda *_: None
"""
    + OPENS
)


def test_a_kernel_does_not_begin_another_log_while_one_has_a_deleted_one_open(monkeypatch):
    monkeypatch.setattr(sqlite_store, "IDLE_SECONDS", 600)
    store = opened(answers=5)
    LOG.unlink()
    INDEX.unlink()
    refused = run(OPENS)
    assert "labels.db-wal, which was deleted" in refused.stderr
    assert not LOG.exists()
    assert answer(store) == 6
    assert run(OPENS).stdout == "9\n"
    assert answer(store) == 10


@pytest.mark.parametrize("stays", [True, False], ids=["open", "closed"])
@pytest.mark.parametrize("names", ["wal and shm", "shm"])
def test_nothing_is_put_on_top_of_a_log_that_another_program_began(stays, names, monkeypatch):
    monkeypatch.setattr(sqlite_store, "IDLE_SECONDS", 600)
    opened(answers=20).close()
    store = SqliteStore(PATH)
    answer(store, 5)
    if names == "wal and shm":
        LOG.unlink()
    INDEX.unlink()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    script = OPENS_WITHOUT_A_LOOK + "import sys; sys.stdin.readline()"
    other = subprocess.Popen([sys.executable, "-c", script], env=environment, **pipes)
    theirs = 23 if names == "wal and shm" else 28
    assert other.stdout.readline() == f"{theirs}\n"
    if not stays:
        other.communicate("\n")
    before = [path.read_bytes() for path in (PATH, LOG) if path.exists()]
    for act in (answer, lambda store: store.events(1), answer):
        with pytest.raises(StoreError, match=r"labels\.db-wal was .* Shut down every other kernel"):
            act(store)
    assert before == [path.read_bytes() for path in (PATH, LOG) if path.exists()]
    kept = [answers_in(path) for path in Path().glob("labels.db.of-lost-log-*")]
    assert kept == (
        [25] if names == "wal and shm" else []
    )  # else the other one has them in its log
    store.close()
    if stays:
        other.communicate("\n")
    assert answers_in(PATH) == theirs
    assert answer(open_store(PATH)) == theirs + 1


def test_two_kernels_whose_log_was_deleted_lose_nothing_and_go_on_in_one(monkeypatch):
    monkeypatch.setattr(sqlite_store, "IDLE_SECONDS", 600)
    store = opened(answers=5)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    script = OPENS + (
        "import sys\n"
        "for line in sys.stdin:\n"
        "    try: print(answer(store, who='binod'), flush=True)\n"
        "    except StoreError as error: print(error, flush=True)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", script], env=environment, **pipes)
    assert other.stdout.readline() == "8\n"
    LOG.unlink()
    INDEX.unlink()
    with pytest.raises(StoreError, match=r"All answers are saved .* another kernel"):
        answer(store)
    other.stdin.write("\n")
    other.stdin.flush()
    assert other.stdout.readline() == "9\n"
    assert answer(store) == 10
    other.communicate()
    store.close()
    assert answers_in(PATH) == 10


def test_an_emptied_log_is_noticed_and_nothing_is_acknowledged(monkeypatch):
    monkeypatch.setattr(sqlite_store, "IDLE_SECONDS", 600)
    opened(answers=20).close()
    store = SqliteStore(PATH)
    answer(store, 5)
    os.truncate(LOG, 0)
    with pytest.raises(StoreError, match=r"labels\.db-wal was emptied while labels\.db was in use"):
        answer(store)
    store.close()
    assert answer(open_store(PATH)) == 21


def test_the_look_for_who_has_a_file_open_leaves_it_as_it_is():
    opened(answers=5).close()
    before = (PATH.read_bytes(), PATH.stat().st_mtime_ns, list(Path().iterdir()))
    assert not leftover.is_in_use(PATH.resolve())
    assert before == (PATH.read_bytes(), PATH.stat().st_mtime_ns, list(Path().iterdir()))
    store = SqliteStore(PATH)
    LOG.unlink()
    assert leftover.is_in_use(PATH.resolve())
    assert len(store.events(1)) == 5


WRITES_ON = """
import sys
from tests.unit.test_store_lineage import *
sqlite_store.IDLE_SECONDS = sqlite_store.STEADY_SECONDS = 0.05
store = SqliteStore(PATH)
person = store.annotator("asha").id
while True:
    parts = {"kind": "answer", "status": "answered", "submitted_at": now(), "received_at": now()}
    event = Event(id=new_event_id(), item_key=new_event_id(), annotator=person, value="p", **parts)
    while True:
        try:
            store.append(1, [event])
            break
        except StoreError:  # at the moment at which it was deleted: as a page, send it again
            continue
    print(event.id, flush=True)
"""


@pytest.mark.parametrize("rounds", [8, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.timeout(1800)
def test_whenever_the_log_is_deleted_all_that_is_acknowledged_afterwards_is_on_disk(rounds):
    opened().close()
    chance = random.Random(5)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    acked = []

    def wait_until(is_so):
        until = time.monotonic() + 60
        while not is_so():
            assert time.monotonic() < until
            time.sleep(0.001)

    for _ in range(rounds):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITES_ON], env=environment, stdout=subprocess.PIPE, text=True
        )
        reader = threading.Thread(target=acked.extend, args=[writer.stdout])
        reader.start()
        try:
            for _ in range(5):
                more = len(acked) + chance.randrange(1, 40)
                wait_until(lambda more=more: len(acked) >= more)
                for path in chance.choice([[LOG], [INDEX], [LOG, INDEX]]):
                    path.unlink(missing_ok=True)  # it may be about to be made
                wait_until(lambda: LOG.exists() and INDEX.exists())  # it was noticed
        finally:
            writer.kill()
            writer.wait()
            reader.join()
    with closing(sqlite3.connect(PATH)) as raw:
        stored = {row[0] for row in raw.execute("SELECT id FROM lw_events")}
    assert {line.strip() for line in acked} <= stored
    assert answers_in(PATH) == len(stored)
