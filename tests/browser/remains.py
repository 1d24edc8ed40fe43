"""What closed widgets leave behind in a page: frames that no one sees, listeners on what outlives them."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page

_GROUP = "remains"
OUTLIVING = ("window", "document", "document.body", "document.documentElement")


class Remains:
    """Counts in the page's memory, after its garbage is collected."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)

    def listeners(self) -> int:
        """How many event listeners there are on what outlives every widget."""
        count = sum(
            len(self._ask("DOMDebugger.getEventListeners", objectId=self._object(of))["listeners"])
            for of in OUTLIVING
        )
        self._let_go()
        return count

    def expect_frames(self, count: int, *, seconds: float = 15) -> None:
        """Wait until so many frames are held: a frame that a cell may still move is kept for a moment."""
        deadline = time.monotonic() + seconds
        while (found := self.frames()) != count:
            assert time.monotonic() < deadline, f"{found} frames are held, not {count}"

    def frames(self) -> int:
        """How many frames of widgets are held, shown or not."""
        for _ in range(2):  # what one round frees may have held more
            self._ask("HeapProfiler.collectGarbage")
        prototype = self._object("HTMLDivElement.prototype")
        divisions = self._ask(
            "Runtime.queryObjects", prototypeObjectId=prototype, objectGroup=_GROUP
        )
        frames = self._ask(
            "Runtime.callFunctionOn",
            objectId=divisions["objects"]["objectId"],
            functionDeclaration="function () {"
            " return this.filter(each => each.classList?.contains('loopwidgets')).length; }",
            returnByValue=True,
        )
        self._let_go()
        return int(frames["result"]["value"])

    def _object(self, expression: str) -> str:
        found = self._ask("Runtime.evaluate", expression=expression, objectGroup=_GROUP)
        return str(found["result"]["objectId"])

    def _let_go(self) -> None:
        """What was looked at is held until this: it would count as a leak."""
        self._ask("Runtime.releaseObjectGroup", objectGroup=_GROUP)

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._devtools.send(method, parameters)
        return answer
