"""Whether something in the page acted on what is around the widget: shortcuts, scripts, requests.

It presses no keys and knows no protocol; a test does that between two looks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Dialog, Page, Request

from tests.browser.notebook_page import NotebookPage


@contextlib.contextmanager
def notebook_untouched(notebook: NotebookPage) -> Iterator[None]:
    """Assert that nothing a notebook shortcut does has happened inside the block.

    Compares the cells (count, order, types, sources), which ran, what is active, and what
    is open: dialogs, search, command palette, side bars.
    """
    before = notebook.page.evaluate("() => window.openNotebook.surroundings()")
    yield
    after = notebook.page.evaluate("() => window.openNotebook.surroundings()")
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert not changed, f"the notebook was changed: {changed}"


@dataclass
class ScriptAlarm:
    """Rings when what an item holds ran as script in a page, or called another host.

    Items under test should call ``alert``, set ``window.__pwned``, or load from another host.
    Make it before the item is shown.
    """

    page: Page
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._heard)
        self.page.on("request", self._asked)

    def assert_silent(self) -> None:
        flags = [frame.evaluate("() => window.__pwned") for frame in self.page.frames]
        assert not any(flags), f"script ran: window.__pwned is {flags}"
        assert not self.dialogs, f"script opened dialogs: {self.dialogs}"
        assert not self.requests, f"requests to other hosts: {self.requests}"

    def _heard(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            dialog.accept()
            return
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https", "ws", "wss") and url.hostname != "127.0.0.1":
            self.requests.append(request.url)
