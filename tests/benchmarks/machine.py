"""How fast the machine is at the moment: one that is shared may run at half its speed for minutes.

Seconds that a budget names are read beside it.
"""

from __future__ import annotations

import time

from tests.benchmarks.report import Line

ADDITIONS = 200_000
RUNS = 7


def line() -> Line:
    return Line(
        name=f"(the machine: {ADDITIONS:,} additions in Python)", measured=f"{_quickest():.1f} ms"
    )


def _quickest() -> float:
    return min(_milliseconds() for _ in range(RUNS))


def _milliseconds() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(ADDITIONS):
        total += number
    return 1_000 * (time.perf_counter() - began)
