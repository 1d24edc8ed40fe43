"""What ``import loopwidgets`` costs beside pandas, and what it must not load.

Of some runs the quickest counts: what else the machine does meanwhile can only add.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from tests.benchmarks import processes
from tests.benchmarks.report import Line

RUNS = 5
SECONDS = 0.6
NEVER = ("sklearn", "scipy", "psycopg", "matplotlib")
"""Not loaded by a first widget either."""
UNWANTED = (*NEVER, "sqlite3", "IPython")
"""Not loaded by the import alone."""


class _Budget(TypedDict):
    budget: str
    holds: bool


_TIMED = """
import time
import pandas
began = time.perf_counter()
{statement}
seconds = time.perf_counter() - began
report(seconds=seconds, loaded=[name for name in {unwanted} if name in sys.modules])
"""

_PANDAS = """
import time
began = time.perf_counter()
import pandas
report(seconds=time.perf_counter() - began, loaded=[])
"""

_FIRST_USE = """import loopwidgets as lw
lw.annotate(["a", "b"], labels=["x", "y"], store=":memory:")"""


def lines() -> Iterator[Line]:
    pandas, _ = _measure(_PANDAS)
    yield Line(name="import pandas (reference)", measured=f"{pandas:.2f} s")
    seconds, loaded = _measure(_source("import loopwidgets"))
    yield Line(
        name="import loopwidgets, beyond pandas", measured=f"{seconds:.2f} s", **_within(seconds)
    )
    yield _free_of(UNWANTED, loaded)
    seconds, loaded = _measure(_source("import loopwidgets; loopwidgets.AnnotationWidget"))
    yield Line(
        name="  with all that a widget needs", measured=f"{seconds:.2f} s", **_within(seconds)
    )
    _, loaded = _measure(_source(_FIRST_USE))
    yield _free_of(NEVER, loaded)


def _within(seconds: float) -> _Budget:
    return {"budget": f"{SECONDS} s", "holds": seconds <= SECONDS}


def _free_of(unwanted: tuple[str, ...], loaded: list[str]) -> Line:
    found = [name for name in loaded if name in unwanted]
    return Line(
        name=f"  loads none of {', '.join(unwanted)}",
        measured=", ".join(found) or "none",
        budget="none",
        holds=not found,
    )


def _source(statement: str) -> str:
    return _TIMED.format(statement=statement, unwanted=UNWANTED)


def _measure(source: str) -> tuple[float, list[str]]:
    reports = [processes.run(source).report for _ in range(RUNS)]
    return min(report["seconds"] for report in reports), reports[0]["loaded"]
