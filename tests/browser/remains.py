"""What closed widgets leave behind in a page: frames that no one sees, listeners on what outlives them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

OUTLIVING = ("window", "document", "document.body", "document.documentElement")


class Remains:
    """Counts in the page's memory, after its garbage is collected."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)

    def listeners(self) -> int:
        """How many event listeners there are on what outlives every widget."""
        return sum(
            len(self._ask("DOMDebugger.getEventListeners", self._object(of))["listeners"])
            for of in OUTLIVING
        )

    def frames(self) -> int:
        """How many frames of widgets are held, shown or not."""
        divisions = self._ask(
            "Runtime.queryObjects", self._object("HTMLDivElement.prototype", "prototypeObjectId")
        )["objects"]
        counting = self._ask(
            "Runtime.callFunctionOn",
            {
                "objectId": divisions["objectId"],
                "functionDeclaration": "function () {"
                " return this.filter(each => each.classList?.contains('loopwidgets')).length; }",
                "returnByValue": True,
            },
        )
        self._ask("Runtime.releaseObject", {"objectId": divisions["objectId"]})
        return int(counting["result"]["value"])

    def _object(self, expression: str, name: str = "objectId") -> dict[str, Any]:
        found = self._ask("Runtime.evaluate", {"expression": expression})
        return {name: found["result"]["objectId"]}

    def _ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._devtools.send(method, parameters)
        return answer
