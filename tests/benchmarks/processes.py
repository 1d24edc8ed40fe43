"""Python source run in a fresh process: what it reports, and how much memory it took on the way.

It knows nothing of what is measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

CHECKOUT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000

_GATE = """
import json, sys

def gate():
    print("gate", flush=True)
    sys.stdin.readline()

def report(**values):
    print(json.dumps(values), flush=True)

"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a process reported, and megabytes of memory at its peak above its first gate."""

    report: dict[str, Any]
    megabytes: float


def run(source: str, *, cwd: Path | None = None) -> Outcome:
    """Run source that calls ``gate()`` where measuring begins and ends, and ``report(**values)`` once.

    Memory is sampled from outside every 2 ms between the two gates, so that it is also seen while the
    process runs native code.
    """
    with subprocess.Popen(
        [sys.executable, "-c", _GATE + source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=cwd or CHECKOUT,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        seen = psutil.Process(process.pid)
        reported: dict[str, Any] = {}
        base = peak = 0
        sampling: threading.Event | None = None

        def sample(stop: threading.Event) -> None:
            nonlocal peak
            while not stop.wait(0.002):
                peak = max(peak, seen.memory_info().rss)

        thread = None
        for line in process.stdout:
            if line.strip() != "gate":
                reported = json.loads(line)
                continue
            if sampling is None:
                base = peak = seen.memory_info().rss
                sampling = threading.Event()
                thread = threading.Thread(target=sample, args=[sampling])
                thread.start()
            else:
                sampling.set()
            process.stdin.write("\n")
            process.stdin.flush()
        if sampling is not None and thread is not None:
            sampling.set()
            thread.join()
    if process.returncode != 0:
        raise RuntimeError(f"the measured process ended with {process.returncode}")
    return Outcome(reported, (peak - base) / MEGABYTE)
