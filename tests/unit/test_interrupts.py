"""Ctrl-C at any moment: the cell can be run again, and no lock, transaction or half-open project is left."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest

from loopwidgets.lib.interrupts import uninterrupted

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
