"""What a round costs: to learn from 500 answers, to score a large pool with kept features, and to choose."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import psutil

from loopwidgets.loop.rounds import Job, keep, run
from loopwidgets.loop.starting import default_model
from loopwidgets.loop.strategies import strategy_of
from loopwidgets.loop.texts import text_features
from loopwidgets.loop.worker import Worker
from tests.benchmarks.report import Line

LABELED = 500
SECONDS = {100_000: 5.0, 1_000_000: 40.0}
MOST = 2_000
"""MB in the worker's process, of a million texts."""
_WORDS = 20_000
_LABELS = 6


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
    rng = np.random.default_rng(0)
    answers = rng.integers(_LABELS, size=LABELED)
    features = text_features(_Texts(count))
    file = home / f"features-{count}"
    keep(features, file)
    model = default_model(features)
    del features
    job = Job(
        features=file,
        candidates=np.arange(LABELED, count),
        others=np.zeros(0, dtype=np.int64),
        labeled=np.arange(LABELED),
        answers=answers,
        n_labels=_LABELS,
        model=model,
        strategy=strategy_of("default"),
        count=60,
        seed=0,
    )
    worker = Worker()
    try:
        worker.submit(
            time.sleep, 0
        ).result()  # a process that is there, as it is in the second round
        with _Peak(worker.pids[0]) as peak:
            began = time.perf_counter()
            worker.submit(run, job).result()
            seconds = time.perf_counter() - began
    finally:
        worker.close()
    return seconds, peak.megabytes


class _Texts:
    """Short texts that are made when they are read: twelve words each, rare ones seldom."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> list[str]:
        start, stop, _ = part.indices(self._count)
        rng = np.random.default_rng(start)
        words = np.minimum(rng.zipf(1.3, size=(stop - start, 12)), _WORDS)
        return [" ".join(f"w{word}" for word in row) for row in words.tolist()]


class _Peak:
    """The most memory that a process took meanwhile, in MB, what lies in files included."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
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
            self.megabytes = max(self.megabytes, self._process.memory_info().rss / 1e6)
