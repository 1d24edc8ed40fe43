"""What a round costs: to learn from 500 answers, to score a large pool with kept features, and to choose."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

import numpy as np
import psutil

from loopwidgets import Project
from loopwidgets.loop import Loop, RunningLoop
from loopwidgets.loop.worker import Worker
from tests.benchmarks.report import Line

LABELED = 500
SECONDS = {100_000: 5.0, 1_000_000: 40.0}
MOST = 2_000
"""MB in the worker's process, of a million texts."""
_WORDS = 20_000
_CHUNK = 20_000
_EVERY = 10
_LABELS = ["a", "b", "c", "d", "e", "f"]


def lines(home: Path, *, many: int) -> Iterator[Line]:
    """A round on a pool of 100,000 short texts, and of ``many``."""
    for count in sorted({100_000, many}):
        seconds, megabytes = _round(home, count)
        most = SECONDS.get(count, 5.0)
        is_large = count == max(SECONDS)
        yield Line(
            name=f"a round on {LABELED} labels and a pool of {count:,} short texts, features kept",
            measured=f"{seconds:.1f} s, {megabytes:.0f} MB",
            budget=f"{most:g} s" + (f", {MOST:,} MB" if is_large else ""),
            holds=seconds <= most and (not is_large or megabytes <= MOST),
        )


def _round(home: Path, count: int) -> tuple[float, float]:
    """Return how long the second round of a loop takes, and the memory of its process.

    From the answer that makes it due until items are taken from the new order; the kernel's own part,
    and what is sent to and fro, included.
    """
    project = Project.from_data(
        _texts(count), labels=_LABELS, store=home / f"{count}.db", annotator="bench"
    )
    rng = np.random.default_rng(0)
    labels = [_LABELS[place] for place in rng.integers(len(_LABELS), size=LABELED + _EVERY)]
    for label in labels[:LABELED]:
        project.answer(label)
    running = RunningLoop(project, Loop(every=_EVERY))
    try:
        _wait_for(running, 1)
        with _Peak(running.companion._worker) as peak:
            for label in labels[LABELED:]:
                began = time.perf_counter()
                project.answer(label)
            _wait_for(running, 2)
            seconds = time.perf_counter() - began
    finally:
        running.close()
    return seconds, peak.megabytes


def _wait_for(running: RunningLoop, number: int) -> None:
    """Wait until a round has ended."""
    while running.state.round < number:
        if running.state.problem:
            raise RuntimeError(running.state.problem)
        time.sleep(0.005)


def _texts(count: int) -> list[str]:
    """Return short texts: twelve words each, rare ones seldom, and no two the same."""
    texts: list[str] = []
    while len(texts) < count:
        rng = np.random.default_rng(len(texts))
        words = np.minimum(rng.zipf(1.3, size=(min(_CHUNK, count - len(texts)), 12)), _WORDS)
        texts += [
            " ".join(f"w{word}" for word in row) + f" n{number}"
            for number, row in enumerate(words.tolist(), len(texts))
        ]
    return texts


class _Peak:
    """The most memory that a worker's process took meanwhile, in MB, what lies in files included.

    One that has grown much is replaced between two rounds.
    """

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.megabytes = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.02):
            for pid in self._worker.pids:
                with suppress(psutil.NoSuchProcess):
                    taken = psutil.Process(pid).memory_info().rss / 1e6
                    self.megabytes = max(self.megabytes, taken)
