"""How fast the machine is at the moment: one that is shared may run at half its speed for minutes.

Seconds that a budget names are read beside it. The middle of many runs, not the quickest: a machine that is
held back may be itself for some milliseconds, now and then.
"""

from __future__ import annotations

import time

from tests.benchmarks.report import Line, spread

ADDITIONS = 200_000
RUNS = 101


def line() -> Line:
    return Line(
        name=f"(the machine: {ADDITIONS:,} additions in Python)",
        measured=spread([_milliseconds() for _ in range(RUNS)]),
    )


def _milliseconds() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(ADDITIONS):
        total += number
    return 1_000 * (time.perf_counter() - began)
