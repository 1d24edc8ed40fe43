"""Who saw which answer: what a page's outbox took, what the network carried, and what is on disk.

It looks at the widget from outside: at the browser's storage, at websocket frames, at the store's file.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, WebSocket

SCRIPT = Path(__file__).with_name("witness.js")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of all answers; the tests want naught of everything but the first three."""

    made: int
    acked: int
    on_disk: int
    acked_and_lost: int
    kept_and_lost: int
    recorded_twice: int
    from_nowhere: int
    undelivered: int
    """In the browser's outbox when all should have arrived."""

    def assert_clean(self, *, made: int = 1, heard_all: bool = True) -> None:
        """Assert that nothing was lost or doubled, and that there was something to lose.

        Without ``heard_all`` pages died before they could tell of what they had sent.
        """
        assert self.made >= made, f"too few answers to prove anything: {self}"
        assert self.acked >= made // 2, f"too few acknowledgements to prove anything: {self}"
        wrong = (
            self.acked_and_lost,
            self.kept_and_lost,
            self.recorded_twice,
            self.undelivered,
            self.from_nowhere if heard_all else 0,
        )
        assert not any(wrong), str(self)


@dataclass(kw_only=True)  # no slots: Playwright leaves marks on whose methods it calls
class Witness:
    """Follows every page of a browser profile; make it before the first page opens.

    A page tells at once, and what it told outlives it.
    """

    context: BrowserContext
    made: dict[str, float] = field(default_factory=dict)
    """When each event was handed to the outbox, in seconds as `time.time` has them."""
    kept: set[str] = field(default_factory=set)
    """In the outbox: the transaction has completed."""
    sent: list[dict[str, Any]] = field(default_factory=list)
    """Messages with events, as they went out."""
    acked: set[str] = field(default_factory=set)
    """Acknowledged by the kernel: the answer has reached the browser."""

    def __post_init__(self) -> None:
        self.context.expose_function("__witness", self._told)
        self.context.add_init_script(path=SCRIPT)
        self.context.on("page", lambda page: page.on("websocket", self._follow))

    @property
    def in_flight(self) -> set[str]:
        """Made, and not acknowledged yet."""
        return self.made.keys() - self.acked

    def were_in_flight(self, at: float) -> int:
        """How many events had been made at that time, and are not acknowledged even now."""
        return sum(self.made[event] < at for event in self.in_flight)

    def outbox(self, page: Page) -> set[str]:
        """Ids of the events that wait in the browser's storage."""
        return set(page.evaluate("() => window.outbox.ids()"))

    def judge(self, file: Path, page: Page) -> Verdict:
        """Compare all that was seen with what the store's file holds."""
        with closing(sqlite3.connect(file, timeout=10)) as store:
            rows = store.execute("SELECT id, client_id, client_seq FROM lw_events").fetchall()
            heads = store.execute("SELECT count(*) FROM lw_current WHERE heads > 1").fetchone()[0]
        ids = Counter(event for event, _, _ in rows)
        acts = Counter(tuple(act) for _, *act in rows)
        return Verdict(
            made=len(self.made),
            acked=len(self.acked),
            on_disk=len(ids),
            acked_and_lost=len(self.acked - ids.keys()),
            kept_and_lost=len(self.kept - ids.keys()),
            recorded_twice=ids.total() - len(ids) + acts.total() - len(acts) + heads,
            from_nowhere=len(ids.keys() - self.made.keys()),
            undelivered=len(self.outbox(page)),
        )

    def _told(self, what: str, event: str, at: float) -> None:
        if what == "kept":
            self.kept.add(event)
        else:
            self.made.setdefault(event, at)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: bytes | str) -> None:
        message = message_in(frame)
        if message.get("type") == "events":
            self.sent.append(message)
            for event in message["events"]:
                self.made.setdefault(event["id"], time.time())

    def _received(self, frame: bytes | str) -> None:
        message = message_in(frame)
        if message.get("type") == "ack":
            self.acked |= {one["event"] for one in message["acked"]}


def message_in(frame: bytes | str) -> dict[str, Any]:
    """Return the widget's message inside a frame of a kernel's websocket; empty if there is none.

    The frame is of Jupyter's protocol v1: places of the parts, then the parts.
    """
    if isinstance(frame, str) or b'"custom"' not in frame:
        return {}
    count = int.from_bytes(frame[:8], "little")
    places = [int.from_bytes(frame[8 * n : 8 * n + 8], "little") for n in range(1, count + 1)]
    parts = [frame[start:end] for start, end in pairwise(places)]
    data = json.loads(parts[4]).get("data", {})
    return dict(data.get("content") or {}) if data.get("method") == "custom" else {}
