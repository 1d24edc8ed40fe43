"""The kernel's part of a label, beside the bare commit that it can't be faster than."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import loopwidgets as lw
from tests.benchmarks.acts import Person
from tests.benchmarks.report import Line, median, p95, spread

LABELS = ["pest", "helper", "harmless"]


def lines(home: Path, *, count: int) -> Iterator[Line]:
    """Answer ``count`` items, a bare commit after each, so that the disk is alike for both."""
    frame = pd.DataFrame({"text": [f"short text {number}" for number in range(count + 50)]})
    person = Person(lw.annotate(frame, "text", labels=LABELS, store=home / "kernel.db"))
    bare = BareCommit(home / "bare.db")
    answers, commits = [], []
    for number in range(count + 20):
        answers.append(person.answer())
        commits.append(bare.write(number))
    answers, commits = answers[20:], commits[20:]
    yield Line(name="a bare SQLite commit (reference)", measured=spread(commits))
    yield Line(
        name="in the kernel: message in, committed, ack out",
        measured=spread(answers),
        budget="2 ms, p95 10",
        holds=median(answers) <= 2 and p95(answers) <= 10,
    )


class BareCommit:
    """One row inserted and committed with ``synchronous=FULL`` in WAL mode, and nothing else."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("CREATE TABLE events (number INTEGER PRIMARY KEY, body TEXT)")

    def write(self, number: int) -> float:
        began = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO events VALUES (?, ?)", (number, "x" * 400))
        self._connection.execute("COMMIT")
        return (time.perf_counter() - began) * 1000
