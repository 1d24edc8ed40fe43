"""Fixtures of the browser tests: servers, a browser and pages that tests share, or a fresh profile.

``plain`` opens notebooks in a page with a kernel and without Jupyter's front end. It is the fastest, for
all that the host does not change. ``lab``, ``notebook7`` and ``jupyter`` (both, one after the other) open
them in Jupyter: for focus and shortcuts, themes, files, reloads and second pages. See `Notebooks`. With
``context`` a test has a profile to itself. Without it, notebooks open in a page that other tests used.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser import chromium as browsers
from tests.browser.latency import LatencyProxy
from tests.browser.notebook_page import NotebookPage
from tests.browser.servers import LAB, NOTEBOOK7, PLAIN, Application, JupyterServer, running
from tests.browser.shared_page import SharedPage

_numbers = itertools.count(1)
_failed = pytest.StashKey[bool]()

expect.set_options(timeout=15_000)  # milliseconds; a slow machine is no failure


@dataclass(slots=True, kw_only=True)
class Notebooks:
    """Opens notebooks on one server; whatever was opened is closed when the test ends.

    ``lab(["import loopwidgets as lw", "w"])`` opens a notebook of two cells, in a folder of its
    own, and waits until its kernel is ready.
    """

    server: JupyterServer
    place: BrowserContext | SharedPage
    """Where they open: a profile of the test's own, or a page that all share."""
    opened: list[NotebookPage] = field(default_factory=list)

    def __call__(
        self,
        sources: Sequence[str],
        *,
        context: BrowserContext | None = None,
        port: int | None = None,
    ) -> NotebookPage:
        """Open a new notebook; in another browser profile, or through a proxy's port, if given."""
        number = next(_numbers)
        path = f"test{number}/notebook{number}.ipynb"
        place = context or self.place
        if isinstance(place, SharedPage):
            assert port is None, "ask for `context`: a shared page knows one server"
            notebook = place.open(path, sources)
        else:
            notebook = NotebookPage.open(place, self.server, path, sources, port=port)
        self.opened.append(notebook)
        return notebook

    def close(self) -> None:
        for notebook in self.opened:
            self.server.shut_down_kernels(notebook.path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


# --- Shared by all tests of this folder --------------------------------------------------------------
# Of "package" scope, not "session": a running Playwright keeps an event loop on the main thread, which
# the tests in other folders must not meet.


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = browsers.launch(playwright)
    yield started
    started.close()


@pytest.fixture(scope="package")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    with running(LAB, tmp_path_factory.mktemp("lab"), forks=True) as server:
        yield server


@pytest.fixture(scope="package")
def shared_lab(browser: Browser, lab_server: JupyterServer) -> SharedPage:
    return SharedPage(browser=browser, server=lab_server)


@pytest.fixture(scope="package")
def shared_notebook7(browser: Browser, lab_server: JupyterServer) -> SharedPage:
    return SharedPage(browser=browser, server=replace(lab_server, application=NOTEBOOK7))


@pytest.fixture(scope="package")
def shared_plain(browser: Browser, lab_server: JupyterServer) -> SharedPage:
    return SharedPage(browser=browser, server=replace(lab_server, application=PLAIN))


# --- A test's own ------------------------------------------------------------------------------------


@pytest.fixture
def context(
    browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[BrowserContext]:
    """A fresh browser profile; when the test fails, its pages are left as pictures in ``tmp_path``."""
    fresh = browser.new_context(viewport=browsers.WINDOW)
    yield fresh
    if request.node.stash.get(_failed, False):
        for number, page in enumerate(fresh.pages):
            with suppress(Error):  # of a page that hangs there is no picture
                page.screenshot(path=tmp_path / f"page{number}.png")
    fresh.close()


@pytest.fixture
def lab(
    shared_lab: SharedPage, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Notebooks]:
    yield from _notebooks(shared_lab, request, tmp_path)


@pytest.fixture
def notebook7(
    shared_notebook7: SharedPage, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Notebooks]:
    yield from _notebooks(shared_notebook7, request, tmp_path)


@pytest.fixture
def plain(
    shared_plain: SharedPage, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Notebooks]:
    yield from _notebooks(shared_plain, request, tmp_path)


def _notebooks(
    shared: SharedPage, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Notebooks]:
    """Open in the profile that the test asked for, else in the shared page."""
    if "context" in request.fixturenames:
        notebooks = Notebooks(server=shared.server, place=request.getfixturevalue("context"))
        yield notebooks
    else:
        notebooks = Notebooks(server=shared.server, place=shared)
        yield notebooks
        shared.leave(failed=request.node.stash.get(_failed, False), pictures=tmp_path)
    notebooks.close()


@pytest.fixture(params=["lab", "notebook7"])
def jupyter(request: pytest.FixtureRequest) -> Notebooks:
    """Notebooks in JupyterLab, then in Notebook 7: the test runs in both."""
    notebooks: Notebooks = request.getfixturevalue(request.param)
    return notebooks


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Callable[..., JupyterServer]]:
    """Makes servers that a test may kill: ``own_server()`` or ``own_server(NOTEBOOK7)``."""
    with ExitStack() as stack:
        numbers = itertools.count(1)

        def start(application: Application = LAB) -> JupyterServer:
            return stack.enter_context(running(application, tmp_path / f"own{next(numbers)}"))

        yield start


@pytest.fixture
def open_profile(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """Starts a browser with the same profile each time: close one before opening the next."""
    opened: list[BrowserContext] = []

    def open_browser() -> BrowserContext:
        opened.append(browsers.launch_with_profile(playwright, tmp_path / "profile"))
        return opened[-1]

    yield open_browser
    for context in opened:
        context.close()


@pytest.fixture
def proxy() -> Iterator[Callable[[JupyterServer], LatencyProxy]]:
    """Puts a `LatencyProxy` before a server: ``slow = proxy(lab.server)``, then ``port=slow.port``."""
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(LatencyProxy(server.port))
