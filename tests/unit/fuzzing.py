"""Messages as no page of ours would send them, the same for the same seed, and what has to hold after them.

A round has projects of its own and ends with a look at all that they hold.
"""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

import loopwidgets as lw
from loopwidgets.errors import LoopwidgetsError
from loopwidgets.project import Project
from loopwidgets.store import fold, schema
from loopwidgets.store.item_log import ItemLog
from loopwidgets.store.memory import MemoryStore
from loopwidgets.tasks import Guest
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.annotation.replies import Reception
from loopwidgets.widgets.protocol import codec, messages
from loopwidgets.widgets.protocol.addresses import box_of

ROUND = 1_000
"""Inputs of a round."""
AT = "2026-01-01T00:00:00.000Z"
TEXTS = pd.DataFrame(
    {
        "text": [f"short text {number}" for number in range(12)],
        "guess": ["pest", "helper", None] * 4,
    }
)
UNEXPECTED = re.compile(r"[A-Z]\w*(Error|Exception|Interrupt)\b: ")


def nested(depth: int, *, objects: bool = False) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"x": value} if objects else [value]
    return value


ODD = (
    *(None, True, False, 0, -1, 1, 2, 1.5, -0.0, 1e308, 5e-324, float("nan"), float("inf")),
    *(float("-inf"), 2**31, 2**53, -(2**53), 2**63, 2**64, 10**308, 10**309, 10**400, 10**5_000),
    *(
        "",
        " ",
        "x",
        "=",
        "=new",
        "= new ",
        "pest",
        "\0",
        "a\0b",
        "\ud800",
        "a\udfffb",
        "\ud83d\ude00",
    ),
    *(
        "x" * 199,
        "x" * 200,
        "x" * 201,
        "x" * 10_001,
        "é" * 300,
        "\u202eab",
        "'; DROP TABLE lw_events; --",
    ),
    *("%s%s%n", "{0}", "../../x", "NaN", "null", "0", "#3", "2026-01-01T00:00:00.000Z", "e\u0301"),
    *(
        [],
        {},
        [[]],
        [{}],
        [None],
        {"x": None},
        {"": ""},
        {"\ud800": 1},
        {1: 2},
        {None: 1},
        [1, "2", 3.0],
    ),
    *(
        {"label": None, "reason": ""},
        {"label": "x", "reason": 1},
        {"initial": "pest"},
        {"$bytes": 0},
    ),
    *(nested(31), nested(32), nested(33), nested(5_000), nested(31, objects=True)),
    *(nested(33, objects=True), nested(5_000, objects=True), b"bytes", (1, 2), {1, 2}, object()),
    *(
        ["x"] * 300,
        list(range(300)),
        {str(n): n for n in range(300)},
        "x" * 100_001,
        "x" * 1_000_001,
    ),
)
KINDS = (
    "answer",
    "answer",
    "answer",
    "skip",
    "flag",
    "note",
    "dispute",
    "retract",
    "retract",
    "retract",
)


class Unexpected(logging.Handler):
    """Collects what was logged as an error: what failed in a way that nobody thought of."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@dataclass
class Round:
    """Some hundred inputs for two projects of one store, from one seed."""

    seed: str
    random: random.Random = field(init=False)
    desks: list[Desk] = field(default_factory=list)
    doors: list[Reception] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    acked: int = 0
    refused: int = 0
    _number: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        store = MemoryStore()
        for name in ("one", "two"):
            project = self.opened(store, name, self.random.randrange(6))
            self.desks.append(Desk(project, self.told.append))
            self.doors.append(Reception(self.desks[-1]))

    @staticmethod
    def opened(store: MemoryStore, name: str, kind: int) -> Project:
        labels = ["pest", "helper", "harmless"]
        options: dict[str, Any] = {"store": store, "project": name, "annotator": "asha"}
        if kind == 0:
            return Project.from_data(TEXTS, "text", labels, multiple=True, **options)
        if kind == 1:
            return Project.from_data(TEXTS, "text", labels, allow_new=True, **options)
        if kind == 2:
            task = lw.Classification(labels, multiple=True, allow_new=True)
            return Project.from_data(TEXTS, "text", task=task, **options)
        if kind == 3:
            return Project.from_data(TEXTS, "text", task=Guest(labels, name="Boxes"), **options)
        if kind == 4:
            few = lambda text: labels[:2] if text.endswith("1") else labels  # noqa: E731
            return Project.from_data(
                TEXTS, "text", labels, initial="guess", labels_for=few, **options
            )
        return Project.from_data(TEXTS, "text", labels, **options)

    # --- What is sent --------------------------------------------------------------------------------

    def inputs(self, count: int) -> Iterator[tuple[int, Any]]:
        for _ in range(count):
            place = self.random.randrange(2)
            chance = self.random.random()
            message = self.events(place) if chance < 0.85 else self.request()
            if chance > 0.98:
                message = self.odd()
            elif self.random.random() < 0.15:
                message = self.spoiled(message)
            yield place, message

    def odd(self) -> Any:
        return self.random.choice(ODD)

    def spoiled(self, message: dict[Any, Any]) -> dict[Any, Any]:
        """Return a message with a field that is odd, missing or of nobody's."""
        message = dict(message)
        name = self.random.choice([*message])
        match self.random.randrange(4):
            case 0:
                del message[name]
            case 1:
                message[self.random.choice(["more", "", "\ud800", 7, None])] = self.odd()
            case _:
                message[name] = self.odd()
        return message

    def events(self, place: int) -> dict[str, Any]:
        events = [self.event(place) for _ in range(self.random.choice([1, 1, 1, 1, 3]))]
        key = self.key(place) if self.random.random() < 0.5 else None
        client = self.random.choice(["page", "page", "tab"])
        return {"type": "events", "client": client, "events": events, "shown": key, "moves": 9}

    def event(self, place: int) -> Any:
        chance = self.random.random()
        if self.sent and chance < 0.1:  # once more, or once more with something else in it
            again = self.random.choice(self.sent)
            return again if chance < 0.05 else self.spoiled(again)
        project = self.desks[place].project
        kind = self.random.choice(KINDS)
        event = {
            "id": self.new_id(),
            "box": box_of(project),
            "item_key": self.key(place),
            "kind": kind,
            "value": self.value(project, kind),
            "client_seq": self._number,
            "supersedes": self.target(kind),
            "started_at": AT,
            "submitted_at": f"2026-01-01T00:{self.random.randrange(60):02}:00Z",
            "active_seconds": self.random.random() * 100,
            "scheme_version": self.random.choice([1, 1, 1, 1, 2, project.scheme.version]),
            "language": self.random.choice(["en", "hi-IN", ""]),
        }
        if self.random.random() < 0.2:
            event["suggestion"] = self.random.choice([None, {"labels": ["x"]}, self.odd()])
            event["extra"] = self.random.choice(
                [{}, {"initial": event["value"]}, {"x": self.odd()}]
            )
        if self.random.random() < 0.35:
            event = self.spoiled(event)
        self.sent.append(event)
        return event

    def new_id(self) -> str:
        """Return an id; at times that of an event which was named before it came."""
        self._number += 1
        if self.ids and self.random.random() < 0.15:
            return self.random.choice(self.ids)
        self.ids.append(f"e{self._number}")
        return self.ids[-1]

    def target(self, kind: str) -> str | None:
        if kind != "retract" and self.random.random() < 0.4:
            return None
        if self.random.random() < 0.1:
            self.ids.append(f"later{self._number}")
            return self.ids[-1]
        return self.random.choice(self.ids[-12:] if self.random.random() < 0.6 else self.ids)

    def key(self, place: int) -> str:
        keys = self.desks[place].project.need_data()
        some = 3 if self.random.random() < 0.7 else len(keys)
        return keys.key_of(self.random.randrange(some)) if self.random.random() < 0.97 else "gone"

    def value(self, project: Project, kind: str) -> Any:
        if self.random.random() < 0.08:
            return self.odd()
        if kind == "flag":
            return self.random.random() < 0.5
        if kind == "note":
            return self.random.choice(["", "look", "\ud800", "a\0b"])
        labels = [label.id for label in project.scheme.labels] or ["pest"]
        if kind == "dispute":
            return self.random.choice([None, {"label": labels[0], "reason": "no\ud800"}])
        if kind != "answer":
            return None
        if isinstance(project.task, Guest):
            return self.random.choice(
                [{"label": "bee", "box": [1, 2]}, ["a", "b"], 3, [[1, 2, "x"]]]
            )
        made = f"={self.random.choice(['bee', 'Bee', 'wasp', 'ant'])}"
        chosen = self.random.choice([*labels, made])
        return [chosen, self.random.choice(labels)] if project.task.multiple else chosen

    def request(self) -> dict[str, Any]:
        """Return a message of any other kind, with fields of the right types and some that are odd."""
        keys = [self.key(0) for _ in range(self.random.randrange(4))]
        page = {"request": f"r{self._number}", "client": "page"}
        number = self.random.choice([0, 1, 5, -3, 10_000, 2**53 - 1])
        query = {"text": self.random.choice(["", "text", "#2", "7", '"x"']), "status": "open"}
        find = {"search": self.random.choice("abc"), "count": number}
        forms: list[dict[str, Any]] = [
            {"type": "hello", **page, "protocol": messages.PROTOCOL, "language": "en"},
            {"type": "more", **page, "have": keys, "count": number},
            {"type": "earlier", **page, "before": self.key(0), "count": number, "light": True},
            {"type": "get", **page, "keys": keys, "whole": False},
            {"type": "recall", **page, "clients": ["page", "tab"]},
            {"type": "shown", "client": "page", "key": self.key(0), "moves": number},
            {"type": "find_more", **page, **find, "start": number},
            {"type": "steer", "client": "page", "pause": True},
        ]
        if self.random.random() < 0.05:  # these cost more
            forms = [
                {"type": "find", **page, **find, "query": query, "instead": None},
                {"type": "hand_in", **page},
                {"type": "name", **page, "name": self.random.choice(["Asha", "", "x" * 300])},
            ]
        return self.random.choice(forms)

    # --- What has to hold ----------------------------------------------------------------------------

    def send(self, place: int, message: Any) -> None:
        """Send a message and see that each event in it was answered, for good."""
        answers = [*self.doors[place].replies(message)]
        answered = set()
        for answer in answers:
            content, _ = codec.split(codec.write(answer))
            text = json.dumps(content, allow_nan=False, ensure_ascii=False)
            text.encode()
            assert not UNEXPECTED.search(str(getattr(answer, "reason", ""))[:80]), answer
            if isinstance(answer, messages.Ack):
                answered |= {one.event for one in answer.acked}
                self.acked += len(answer.acked)
            elif isinstance(answer, messages.Refused):
                assert not answer.retry, answer
                answered.add(answer.event)
                self.refused += 1
        events = message.get("events") if isinstance(message, dict) else None
        named = (
            [one.get("id") for one in events or () if isinstance(one, dict)]
            if isinstance(events, list)
            else []
        )
        assert {name for name in named if isinstance(name, str)} <= answered

    def act(self) -> None:
        """Do something in code, as a cell would."""
        project = self.random.choice(self.desks).project
        try:
            match self.random.randrange(5):
                case 0:
                    project.undo()
                case 1:
                    project.redo()
                case 2:
                    project.skip()
                case 3:
                    project.flag(item=project.items.key_of(0))
                case _:
                    name = self.random.choice(project.scheme.names)
                    project.answer(name, item=project.items.key_of(self.random.randrange(3)))
        except LoopwidgetsError:
            pass  # nothing is left, or not for this item

    def look(self) -> None:
        """See that the log of each project folds, to what is held of it, and can be taken back."""
        for desk in self.desks:
            desk.finding.searches.close()
            self._look_at(desk.project)

    def _look_at(self, project: Project) -> None:
        store, place = project.store, (project.row.id, project.annotator.id)
        by_item: dict[str, list[Any]] = {}
        for row in store.events(project.row.id):
            by_item.setdefault(row["item_key"], [])
        for key in by_item:
            events = store.events_of(*place, key)
            state = store.current_of(*place, key)
            assert fold(events) == state
            self.random.shuffle(events)
            assert fold(events) == ItemLog(events).current() == state
        columns = [column.name for column in schema.current.c]
        before = sorted(store.current(project.row.id, columns), key=str)
        store.rebuild(project.row.id)
        assert sorted(store.current(project.row.id, columns), key=str) == before
        tally = project.tally
        for key in by_item:
            code, state = project.items.code_of(key), store.current_of(*place, key)
            if code is not None:
                assert (tally.statuses[code], tally.flagged[code]) == (
                    ("open", "answered", "skipped").index(state.status),
                    state.flagged,
                )
        assert project.labels["status"].tolist().count("answered") == tally.answered
        for table in (project.events, project.annotations, project.conflicts, project.disputes):
            assert table.columns.is_unique
        str(project.progress)
        self._take_back(project)

    def _take_back(self, project: Project) -> None:
        for _ in range(2):
            before = {one.id for one in project.said()}
            key = project.undo()
            gone = before - {one.id for one in project.said()}
            assert len(gone) == (0 if key is None else 1), (key, gone)
        project.redo()
        project.reset(sure=True)
        assert project.said() == []
        assert project.labels.empty
        assert project.undo() is None
        told = project.progress
        assert (told.answered, told.skipped, told.flagged) == (0, 0, 0)
        item = project.items.key_of(0)
        project.answer(project.scheme.names[0] if project.scheme.names else "x", item=item)
        assert project.state_of(item).status == "answered"


def run(count: int, seed: str, *, first: int = 0) -> dict[str, int]:
    """Send so many inputs, in rounds, each from a seed of its own; what was acked and refused."""
    told = {"inputs": 0, "rounds": 0, "acked": 0, "refused": 0}
    seen = Unexpected()
    logger = logging.getLogger("loopwidgets")
    was = logger.level, logger.propagate
    logger.addHandler(seen)
    logger.propagate = False
    try:
        for number in range(first, first + -(-count // ROUND)):
            one = Round(f"{seed}/{number}")
            sent = 0
            try:
                for place, message in one.inputs(ROUND):
                    sent += 1
                    if one.random.random() < 0.04:
                        one.act()
                    one.send(place, message)
                    assert not seen.records, seen.records[0].exc_info
                one.look()
            except BaseException as error:
                error.add_note(f"in round {number} of seed {seed!r}, after {sent} inputs")
                raise
            told["inputs"] += ROUND
            told["rounds"] += 1
            told["acked"] += one.acked
            told["refused"] += one.refused
    finally:
        logger.removeHandler(seen)
        logger.setLevel(was[0])
        logger.propagate = was[1]
    return told
