"""Acts of a person, sent to a widget in this process as the browser would send them.

No browser and no server: what is timed is the kernel's part, from message in to acknowledgement out.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import loopwidgets as lw
from loopwidgets.widgets.protocol.messages import PROTOCOL


@dataclass(slots=True)
class Person:
    """Answers the items of a widget one after the other, in the order of its queue."""

    widget: lw.AnnotationWidget
    welcome: dict[str, Any] = field(init=False)
    _sent: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    _ahead: list[str] = field(default_factory=list)
    _client: str = "bench"
    _seq: int = 0

    def __post_init__(self) -> None:
        self.widget.send = self._catch
        hello = {"type": "hello", "request": "1", "client": self._client, "language": "en"}
        self._say({**hello, "protocol": PROTOCOL})
        self.welcome = self._find("welcome")[1]

    def answer(self) -> float:
        """Answer the next item; milliseconds until its acknowledgement was sent."""
        if not self._ahead:
            self._ahead = self.widget.project.next_items(200)[::-1]
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        self._seq += 1
        label = self.welcome["choices"][self._seq % len(self.welcome["choices"])]["id"]
        event = {
            "id": str(uuid.uuid4()),
            "box": self.welcome["box"],
            "item_key": self._ahead.pop(),
            "kind": "answer",
            "value": label,
            "client_seq": self._seq,
            "supersedes": None,
            "started_at": now,
            "submitted_at": now,
            "active_seconds": 1.0,
            "scheme_version": self.welcome["scheme_version"],
            "language": "en",
        }
        shown = self._ahead[-1] if self._ahead else None
        message = {
            "type": "events",
            "client": self._client,
            "events": [event],
            "shown": shown,
            "moves": 0,
        }
        began = time.perf_counter()
        self._say(message)
        at, ack = self._find("ack")
        assert ack["acked"][0]["event"] == event["id"]
        return (at - began) * 1000

    def _say(self, message: dict[str, Any]) -> None:
        self._sent.clear()
        self.widget._handle_custom_msg(message, [])

    def _catch(self, content: dict[str, Any], buffers: object = None) -> None:
        self._sent.append((time.perf_counter(), content))

    def _find(self, kind: str) -> tuple[float, dict[str, Any]]:
        for at, content in self._sent:
            if content["type"] == kind:
                return at, content
        raise AssertionError(f"expected {kind!r}, the widget sent {self._sent}")
