"""Whether a million items, or events, cost what they may: time, memory, and the price of one label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import loopwidgets as lw
from tests.benchmarks import filled, processes
from tests.benchmarks.acts import Person
from tests.benchmarks.kernel import LABELS
from tests.benchmarks.report import Line, median

SMALL = 1_000
RATIO = 1.5
OPENINGS = 3

_TEXTS = 'frame = pd.DataFrame({{"text": [f"short text {{number}}" for number in range({count})]}})'
_RECORDS = """
frame = pd.DataFrame({{
    "title": [f"short title {{number}}" for number in range({count})],
    "shop": [f"shop {{number % 200}}" for number in range({count})],
    "price": [number * 0.37 for number in range({count})],
    "rating": [number % 5 for number in range({count})],
    "sold": pd.Timestamp("2026-01-01") + pd.to_timedelta(range({count}), unit="min"),
}})
lw.Record
"""

_FRAME = """
import time
import pandas as pd
import loopwidgets as lw

lw.AnnotationWidget
{frame}
gate()
began = time.perf_counter()
{statement}
seconds = time.perf_counter() - began
gate()
report(seconds=seconds)
"""

_ANNOTATE_RECORDS = (
    'w = lw.annotate(frame, view=lw.Record(), labels={labels}, store={store!r}, annotator="bench")'
)
_ANNOTATE = 'w = lw.annotate(frame, "text", labels={labels}, store={store!r}, annotator="bench")'


def beginning(home: Path, *, count: int) -> Iterator[Line]:
    """`annotate` on a frame of ``count`` short texts, in a fresh process, the first call there."""
    yield _begun(f"annotate() on {count:,} short texts", _TEXTS, _ANNOTATE, home, count)


def beginning_records(home: Path, *, count: int) -> Iterator[Line]:
    """The same on ``count`` rows of five columns, all of them shown."""
    name = f"annotate() on {count:,} rows with Record"
    yield _begun(name, _RECORDS, _ANNOTATE_RECORDS, home, count)


def _begun(name: str, frame: str, statement: str, home: Path, count: int) -> Line:
    statement = statement.format(labels=LABELS, store=str(home / "beginning.db"))
    outcome = _measured(frame, statement, count)
    seconds = outcome.report["seconds"]
    return Line(
        name=name,
        measured=f"{seconds:.2f} s, {outcome.megabytes:.0f} MB above the frame",
        budget="1.5 s, 250 MB",
        holds=seconds <= 1.5 and outcome.megabytes <= 250,
    )


def _measured(frame: str, statement: str, count: int) -> processes.Outcome:
    source = _FRAME.format(frame=frame.format(count=count), statement=statement)
    return processes.run(source)


def opening(home: Path, *, count: int) -> Iterator[Line]:
    """A project with ``count`` events, opened in fresh processes: with its data, and by name alone.

    The quickest of some runs: what else the machine does meanwhile can only add.
    """
    file = home / "opening.db"
    filled.fill(_widget(count, file).project, file, count)
    ways = {
        "resuming with its data": _ANNOTATE.format(labels=LABELS, store=str(file)),
        "opening by name": f"p = lw.Project.open({str(file)!r}, annotator='bench')",
    }
    for way, statement in ways.items():
        seconds = min(
            _measured(_TEXTS, statement, count).report["seconds"] for _ in range(OPENINGS)
        )
        yield Line(
            name=f"a project with {count:,} events: {way}",
            measured=f"{seconds:.2f} s",
            budget="3 s",
            holds=seconds <= 3,
        )


def one_label_among_items(home: Path, *, many: int, labels: int) -> Iterator[Line]:
    """The cost of one label in a project of few items and in one of many, in turn."""
    few = Person(_widget(SMALL + labels, home / "few_items.db"))
    crowd = Person(_widget(many, home / "many_items.db"))
    yield _compared(f"one label among {SMALL:,} and {many:,} items", few, crowd, labels)


def one_label_among_events(home: Path, *, many: int, labels: int) -> Iterator[Line]:
    """The cost of one label after few events and after many, in turn."""
    people = []
    for name, count in (("few", SMALL), ("many", many)):
        file = home / f"{name}_events.db"
        project = _widget(count + labels, file).project
        filled.fill(project, file, count)
        del project
        people.append(Person(_widget(count + labels, file)))
    few, crowd = people
    yield _compared(f"one label after {SMALL:,} and {many:,} events", few, crowd, labels)


def _compared(name: str, few: Person, many: Person, labels: int) -> Line:
    costs: tuple[list[float], list[float]] = ([], [])
    for _ in range(labels):
        costs[0].append(few.answer())
        costs[1].append(many.answer())
    less, more = (median(each[labels // 10 :]) for each in costs)
    return Line(
        name=name,
        measured=f"{less:.2f} and {more:.2f} ms: × {more / less:.2f}",
        budget=f"× {RATIO}",
        holds=more / less <= RATIO,
    )


def _widget(count: int, file: Path) -> lw.AnnotationWidget:
    frame = pd.DataFrame({"text": [f"short text {number}" for number in range(count)]})
    return lw.annotate(frame, "text", labels=LABELS, store=file, annotator="bench")
