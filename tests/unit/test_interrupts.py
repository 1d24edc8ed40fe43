"""Ctrl-C at any moment: the cell can be run again, and no lock, transaction or half-open project is left."""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import ipywidgets
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.core import actions
from loopwidgets.errors import StoreBusyError
from loopwidgets.lib.interrupts import uninterrupted
from loopwidgets.results import live_column
from loopwidgets.store import Store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process can't interrupt itself")

PERSON = """
import os, random, signal, sys, threading, time
import pandas as pd
import loopwidgets as lw
from loopwidgets import store as stores
from loopwidgets.core import opening
from loopwidgets.store import Event, new_event_id, now

what, rounds = sys.argv[1], int(sys.argv[2])
chance = random.Random(7)
many = {"annotate": 100_000, "labels": 3_000, "acts": 1_100 + 4 * rounds}[what]
frame = pd.DataFrame({"text": [f"note {n}" for n in range(many)]})

def start():
    return lw.annotate(frame, "text", labels=["pest", "helper"], store="labels.db", annotator="asha")

w = start()
w.project.record([
    Event(id=new_event_id(), item_key=w.project.items.key_of(code), annotator=w.project.annotator.id,
          kind="answer", value=w.project.scheme.active[0].id, client_id="person", started_at=now(),
          submitted_at=now())
    for code in range(1000)
])

def act():
    project = w.project
    project.answer("pest"), project.undo(), project.redo(), project.flag(), project.note("x")

acts = {"annotate": start, "labels": lambda: w.labels, "acts": act}[what]
kept = []  # a notebook keeps the last traceback

def seconds_of(function):
    began = time.perf_counter()
    function()
    return time.perf_counter() - began

def interrupt(function, seconds):
    try:
        timer = threading.Timer(chance.uniform(0, seconds), os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        try:
            function()
            timer.join()
            time.sleep(0.001)
        except KeyboardInterrupt as error:
            kept[:] = [error]
            return True
    except KeyboardInterrupt:
        pass
    return False

def elsewhere(function):
    "Run on another thread: a lock that the main one holds does not hold it up."
    came = []
    thread = threading.Thread(target=lambda: came.append(function()), daemon=True)
    thread.start()
    thread.join(60)
    if not came:
        print("stuck, or failed", flush=True)
        os._exit(1)
    return came[0]

acts()
lasts, hits = min(seconds_of(acts) for _ in range(3)), 0
for _ in range(rounds):
    if what == "annotate":
        w = None
        kept.clear()
        opening._open.clear()
        stores._open.clear()
    hits += interrupt(acts, lasts)
    w = elsewhere(start) if what == "annotate" else w
    elsewhere(lambda: w.project.answer("helper"))
    w.project.answer("pest")
    stored = w.project.store.current(w.project.row.id, ("status",))
    held = w.project.progress
    assert held.answered == sum(status == "answered" for (status,) in stored)
    assert len(w.labels) == len(stored)
    until = time.monotonic() + 30
    while w.project.store.engine.pool.checkedout() > 0:  # by who folds the log, for a moment
        assert time.monotonic() < until
        time.sleep(0.001)
print("interrupted", hits)
"""


@pytest.mark.parametrize(
    ("what", "rounds"),
    [
        ("acts", 60),
        ("labels", 30),
        ("annotate", 15),
        pytest.param("acts", 2000, marks=pytest.mark.slow),
        pytest.param("labels", 500, marks=pytest.mark.slow),
        pytest.param("annotate", 300, marks=pytest.mark.slow),
    ],
)
@pytest.mark.timeout(1800)
def test_after_an_interrupt_at_any_moment_all_goes_on(what, rounds):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", PERSON, what, str(rounds)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert int(done.stdout.split()[-1]) > 0, "on a busy machine many interrupts come too late"
    with closing(sqlite3.connect("labels.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchone() is None


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_waits_for_the_end_of_what_is_half_done():
    done = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():
        interrupt()
        with uninterrupted():
            interrupt_from_a_thread_that_ends()
            done.append("inner")
        done.append("outer")
    assert done == ["inner", "outer"]
    with pytest.raises(KeyboardInterrupt):
        interrupt()


def interrupt_from_a_thread_that_ends() -> None:
    """Nothing is held back on other threads, which are never interrupted."""

    def run():
        with uninterrupted():
            pass

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_a_second_interrupt_breaks_into_it():
    done = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():
        interrupt()
        interrupt()
        time.sleep(10)
        done.append("never")
    assert done == []


def test_an_error_in_what_is_half_done_comes_out():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), uninterrupted():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is before


# --- An act is one step: an interrupt right after it was written leaves all of it done ------------------


@pytest.fixture
def interrupted_after(monkeypatch):
    """Return a function that has Ctrl-C come once, right after a method of the store has written."""

    def once(method, *, call=1):
        calls, write = itertools.count(1), getattr(Store, method)

        def write_and_interrupt(*arguments, **options):
            done = write(*arguments, **options)
            if next(calls) == call:
                interrupt()
            return done

        monkeypatch.setattr(Store, method, write_and_interrupt)

    return once


def label(**options):
    return lw.annotate(TEXTS, labels=["pest", "helper"], store="labels.db", **options)


def said(w):
    return w.labels["label"].tolist()


TEXTS = [f"note {number}" for number in range(6)]


@pytest.mark.parametrize("act", ["answer", "skip"])
def test_after_an_interrupted_answer_or_skip_the_next_item_is_asked(act, interrupted_after):
    w = label()
    interrupted_after("append")
    with pytest.raises(KeyboardInterrupt):
        w.answer("pest") if act == "answer" else w.skip()
    w.answer("helper")
    assert said(w)[-1] == "helper"
    assert len(w.labels) == 2
    assert w.undo() == w.project.items.key_of(1)
    assert w.undo() == w.project.items.key_of(0)


def test_an_interrupted_undo_can_be_redone(interrupted_after):
    w = label()
    key = w.answer("pest")
    w.answer("helper")
    interrupted_after("append")
    with pytest.raises(KeyboardInterrupt):
        w.undo()
    assert w.project.current() == w.project.items.key_of(1)
    assert w.redo() == w.project.items.key_of(1)
    assert said(w) == ["pest", "helper"]
    assert w.undo() != key


def test_after_an_interrupted_redo_the_next_item_is_asked_and_nothing_is_redone_twice(
    interrupted_after,
):
    w = label()
    w.answer("pest")
    w.undo()
    interrupted_after("append")
    with pytest.raises(KeyboardInterrupt):
        w.redo()
    assert w.redo() is None
    w.answer("helper")
    assert said(w) == ["pest", "helper"]


def test_a_reset_that_is_interrupted_between_two_batches_begins_anew_with_what_is_open(
    interrupted_after, monkeypatch
):
    monkeypatch.setattr(actions, "_AT_ONCE", 2)
    w = label()
    for _ in range(4):
        w.answer("pest")
    told = []
    w.project.listen_to_queue(told.append)
    interrupted_after("append")
    with pytest.raises(KeyboardInterrupt):
        w.reset(sure=True)
    assert told == ["started_over"]
    left = said(w)
    assert len(left) == 2
    w.answer("helper")
    assert sorted(said(w)) == ["helper", *left]
    assert w.reset(sure=True) == 3


def test_an_act_that_the_store_does_not_take_leaves_the_item_and_what_can_be_redone(monkeypatch):
    w = label()
    w.answer("pest")
    w.answer("helper")
    w.undo()

    def busy(*_, **__):
        raise StoreBusyError("busy")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "append", busy)
        for act in (w.undo, w.redo):
            with pytest.raises(StoreBusyError):
                act()
    assert w.project.current() == w.project.items.key_of(1)
    assert w.redo() == w.project.items.key_of(1)
    assert said(w) == ["pest", "helper"]


def test_a_column_that_is_interrupted_while_it_is_written_holds_the_answers(monkeypatch):
    frame = pd.DataFrame({"text": TEXTS})
    w = lw.annotate(frame, "text", labels=["pest", "helper"], store="labels.db", column="label")
    find = live_column.Places.of

    def find_interrupted(places, rows):
        monkeypatch.setattr(live_column.Places, "of", find)
        interrupt()
        return find(places, rows)

    monkeypatch.setattr(live_column.Places, "of", find_interrupted)
    with pytest.raises(KeyboardInterrupt):
        w.answer("pest")
    w.answer("helper")
    assert frame["label"].tolist()[:2] == ["pest", "helper"]


def test_a_label_and_a_name_whose_writing_was_interrupted_are_in_use(interrupted_after):
    w = label()
    told = []
    w.project.schemes.listen(lambda labels: told.extend(label.name for label in labels))
    interrupted_after("add_scheme")
    with pytest.raises(KeyboardInterrupt):
        w.add_label("harmless")
    assert (w.project.scheme.names[-1], told) == ("harmless", ["harmless"])
    interrupted_after("name_annotator")
    with pytest.raises(KeyboardInterrupt):
        w.project.name_annotator("asha li")
    assert w.project.annotator.name == "asha li"


class Asking(ipywidgets.VBox):
    """Follows the contract of a guest, and can be interrupted while it shows an item."""

    shown: list[str] | None = None
    is_interrupted = False

    def display(self, item):
        self.shown = [*(self.shown or []), item]
        if self.is_interrupted:
            self.is_interrupted = False
            interrupt()

    def on_submit(self, function):
        self.submit = function


def test_anothers_widget_shows_what_it_asks_about_after_an_interrupted_answer(interrupted_after):
    guest = Asking()
    w = lw.annotate(TEXTS, widget=guest, labels=["pest", "helper"], store="labels.db")
    interrupted_after("append")
    with pytest.raises(KeyboardInterrupt):
        w.answer("pest")
    assert guest.shown[-1] == TEXTS[1]
    guest.submit("helper")
    assert said(w) == ["pest", "helper"]


@pytest.mark.parametrize("act", ["submit", "go_to"])
def test_anothers_widget_that_is_interrupted_while_it_shows_an_item_asks_about_that(act):
    guest = Asking()
    w = lw.annotate(TEXTS, widget=guest, labels=["pest", "helper"], store="labels.db")
    guest.is_interrupted = True
    with pytest.raises(KeyboardInterrupt):
        guest.submit("pest") if act == "submit" else w.go_to(2)
    assert (guest.shown[-1], w.project.current()) == (TEXTS[1], w.project.items.key_of(1))
    assert w._place.layout.display is None
    guest.submit("helper")
    assert w.labels["label"].tolist()[-1] == "helper"


def test_an_interrupt_gets_through_while_an_iterator_is_waited_for():
    is_over = threading.Event()

    def texts():
        yield "a weevil"
        is_over.wait(60)

    w = lw.annotate(texts(), labels=["pest", "helper"], store="labels.db")
    w.answer("pest")
    threading.Timer(0.2, interrupt).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        w.answer("helper")
    assert time.monotonic() - began < 5
    is_over.set()
    assert said(w) == ["pest"]


FIRST_CELL = """
import os, signal, sys
import pandas as pd
import loopwidgets as lw

frame = pd.DataFrame({"text": ["a weevil", "a bee"], "seen": [b"RIFF1", b"RIFF2"]})
frame[["text"]].to_parquet("notes.parquet")
data, options = {
    "text": lambda: (frame, {"show": "text"}),
    "image": lambda: (frame, {"show": "seen"}),
    "rows": lambda: (frame, {"view": lw.Record()}),
    "file": lambda: ("notes.parquet", {"show": "text"}),
    "loop": lambda: (frame, {"show": "text", "loop": lw.Loop()}),
    "memory": lambda: (frame, {"show": "text", "store": ":memory:"}),
}[sys.argv[1]]()
options = {"store": "labels.db", "labels": ["pest", "helper"], "annotator": "asha"} | options
at = sys.argv[2]

class Interrupting:
    "Interrupts where a module is about to be imported, or notes where that would break into an import."

    def find_spec(self, name, path=None, target=None):
        if name == at:
            os.kill(os.getpid(), signal.SIGINT)
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            unguarded.append(name)

def start():
    return lw.annotate(data, **options)

unguarded = []
sys.meta_path.insert(0, Interrupting())
try:
    w = start()
    interrupted = False
except KeyboardInterrupt:
    interrupted = True
seen = {name.partition(".")[0] for name in unguarded}
at = ""
w = start()
w.answer("pest")
print(interrupted, len(w.labels), *sorted(seen & {"loopwidgets", "sqlalchemy", "pyarrow", "anywidget"}))
"""


def first_cell(data, at=""):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", FIRST_CELL, data, at]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    return done.stdout.split()


@pytest.mark.parametrize(
    "at",
    ["sqlalchemy.engine.base", "sqlalchemy.pool", "sqlalchemy.sql.schema", "anywidget.widget"],
)
def test_after_an_interrupt_while_libraries_are_loaded_the_cell_can_be_run_again(at):
    assert first_cell("text", at) == ["True", "1"]


@pytest.mark.parametrize("data", ["text", "image", "rows", "file", "loop", "memory"])
def test_no_interrupt_breaks_into_the_import_of_a_library(data):
    assert first_cell(data) == ["False", "1"]
