"""Fingers on a touch screen: taps, drags and pinches, as the browser hears them from a real one.

They know nothing of what is under them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

Point = tuple[float, float]

STEPS = 8


@dataclass(frozen=True, slots=True)
class Fingers:
    """The fingers of one person on a page; its context needs ``has_touch``."""

    session: CDPSession

    @classmethod
    def on(cls, page: Page) -> Fingers:
        return cls(page.context.new_cdp_session(page))

    def tap(self, point: Point) -> None:
        self._send("touchStart", [point])
        self._send("touchEnd", [])

    def move(self, *paths: tuple[Point, Point]) -> None:
        """Put down a finger for each path, move all of them together, and lift them."""
        self._send("touchStart", [start for start, _ in paths])
        for step in range(1, STEPS + 1):
            share = step / STEPS
            self._send("touchMove", [_between(start, end, share) for start, end in paths])
        self._send("touchEnd", [])

    def _send(self, kind: str, points: Sequence[Point]) -> None:
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
