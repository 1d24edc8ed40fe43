"""One page in which test after test opens its notebook: a second each in JupyterLab, where a page takes six.

Notebook 7 shows one notebook a page: there, tests share the browser's profile with all that it has loaded.

A test that needs more of a page than a notebook (a reload, scripts of its own, its profile to itself)
asks for the fixture ``context``, and its notebooks open there.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from tests.browser import chromium
from tests.browser.accessibility import use_theme
from tests.browser.notebook_page import NotebookPage, prepare
from tests.browser.servers import NOTEBOOK7, JupyterServer

MOST = 40
"""Notebooks that one page gets: even what leaks a little does so for a while only."""

THEME = "JupyterLab Light"


@dataclass(slots=True, kw_only=True)
class SharedPage:
    """A page of a browser profile of its own, made when it is first wanted and again once it is spoilt."""

    browser: Browser
    server: JupyterServer
    page: Page | None = None
    _opened: int = 0

    def open(self, path: str, sources: Sequence[str]) -> NotebookPage:
        """Write a notebook and open it, in a further page while the first one is in use."""
        if self.page is None:
            context = self.browser.new_context(viewport=chromium.WINDOW)
            # The keeper comes first, because the last page that opens is in front.
            keeper = context.new_page() if self._shows_one else None
            notebook = NotebookPage.open(context, self.server, path, sources)
            self.page = keeper or notebook.page
            self._opened = 1
        elif self._shows_one:
            notebook = NotebookPage.open(self.page.context, self.server, path, sources)
            self._opened += 1
        elif not self.page.evaluate("() => window.openNotebook.isEmpty()"):
            notebook = NotebookPage.open(self.page.context, self.server, path, sources)
        else:
            prepare(self.server, path, sources)
            notebook = NotebookPage(page=self.page, server=self.server, path=path)
            self.page.evaluate("path => window.openNotebook.open(path)", path)
            notebook.wait_until_ready()
            self._opened += 1
        notebook.is_shared = True
        return notebook

    def leave(self, *, failed: bool, pictures: Path) -> None:
        """Make the page as good as new, or give it up; ``failed`` leaves ``pictures`` of it."""
        if self.page is None:
            return
        context = self.page.context
        if failed:
            for number, page in enumerate(context.pages):
                with suppress(Error):  # of a page that hangs there is no picture
                    page.screenshot(path=pictures / f"page{number}.png")
        if failed or self._opened >= MOST or not self._clear(self.page):
            context.close()
            self.page = None

    @property
    def _shows_one(self) -> bool:
        """Whether a page is one notebook's for ever: then a blank page keeps the profile open."""
        return self.server.application is NOTEBOOK7

    def _clear(self, page: Page) -> bool:
        """Undo what a test may do to a page; whether that was possible."""
        try:
            for other in page.context.pages:
                if other != page:
                    if self._shows_one:
                        other.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
                    other.close()
            if self._shows_one:
                return True
            page.set_viewport_size(chromium.WINDOW)
            page.emulate_media(media="null", reduced_motion="null", forced_colors="null")
            page.evaluate("() => window.openNotebook.leave()")
            if page.evaluate("() => document.body.dataset.jpThemeName") not in (None, THEME):
                use_theme(page, THEME)  # the server remembers it for all pages
            return bool(page.evaluate("() => window.openNotebook.isEmpty()"))
        except Error:
            return False
