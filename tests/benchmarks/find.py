"""How soon a search tells what it found among many texts, and what an acknowledgement costs meanwhile."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

import loopwidgets as lw
from tests.benchmarks.acts import Person
from tests.benchmarks.kernel import LABELS
from tests.benchmarks.report import Line, median, p95, spread

PAUSE = 0.02
"""Seconds between two answers, in which the search runs; a processor that was idle takes longer."""


def lines(home: Path, *, many: int, labels: int) -> Iterator[Line]:
    """Search ``many`` short texts, answering all the time."""
    texts = [f"short text {number}: a note from the field" for number in range(many)]
    widget = lw.annotate(
        pd.DataFrame({"text": texts}), "text", labels=LABELS, store=home / "find.db"
    )
    person = Person(widget)
    quiet = []
    for _ in range(labels):
        quiet.append(person.answer())
        time.sleep(PAUSE)
    seeker = Seeker(person)
    firsts, wholes, during = [], [], []
    while len(during) < labels:
        search = seeker.look(text=f"Text {many - 7}: a NOTE")
        while not search.ended.is_set():
            during.append(person.answer())
            time.sleep(PAUSE)
        firsts.append((search.first - search.began) * 1000)
        wholes.append((search.last - search.began) * 1000)
        assert search.total == 1
    often = seeker.look(text="note from")
    assert often.ended.wait(120)
    assert often.total == many
    best = 1.2 * median(quiet) + 1
    what = f"finding among {many:,} texts"
    yield Line(
        name=f"{what}: first of many that fit",
        measured=f"{(often.first - often.began) * 1000:.0f} ms",
    )
    yield Line(
        name=f"{what}: the only one, while answering",
        measured=f"{median(firsts):.0f} ms, all read after {median(wholes):.0f}",
    )
    yield Line(name=f"{what}: ack before (reference)", measured=spread(quiet))
    yield Line(
        name=f"{what}: ack meanwhile",
        measured=spread(during),
        budget=f"{best:.1f} ms, p95 10",
        holds=median(during) <= best and p95(during) <= 10,
    )


@dataclass(slots=True)
class Look:
    """One search: when it began, when its first items came, when all was read."""

    began: float
    first: float = 0.0
    last: float = 0.0
    total: int = 0
    ended: threading.Event = field(default_factory=threading.Event)


class Seeker:
    """Asks a widget to find, beside a person who answers."""

    def __init__(self, person: Person) -> None:
        self._widget = person.widget
        self._looks: dict[str, Look] = {}
        self._caught = person.widget.send
        person.widget.send = self._catch

    def look(self, **query: Any) -> Look:
        """Begin to look for something."""
        name = str(uuid.uuid4())
        self._looks[name] = Look(time.perf_counter())
        message = {"type": "find", "request": name, "client": "bench", "search": name}
        self._widget._handle_custom_msg(
            {**message, "query": query, "count": 3, "instead": None}, []
        )
        return self._looks[name]

    def _catch(self, content: dict[str, Any], buffers: object = None) -> None:
        look = self._looks.get(content.get("search", ""))
        if look is None:
            self._caught(content, buffers)
            return
        now = time.perf_counter()
        look.first = look.first or now
        look.last, look.total = now, content["total"]
        if content["complete"]:
            look.ended.set()
