"""An open notebook as a test sees it: run cells, read outputs, save, restart, kill, reload.

The same for JupyterLab, Notebook 7 and the plain page, which has no files, dialogs or shortcuts. It knows
nothing of the widget, and waits only on the notebook itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import BrowserContext, Error, Locator, Page

from tests.browser.servers import JupyterServer

SCRIPTS = Path(__file__).parent


class CellError(AssertionError):
    """A cell raised; the message is its traceback."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What identifies a cell: a shortcut that fired changes a list of these."""

    id: str
    type: str
    source: str


def write_notebook(file: Path, sources: Sequence[str]) -> None:
    """Write a notebook with these code cells; a source that begins with ``%%markdown`` is Markdown."""
    cells = [
        nbformat.v4.new_markdown_cell(source.removeprefix("%%markdown\n"))
        if source.startswith("%%markdown\n")
        else nbformat.v4.new_code_cell(source)
        for source in sources
    ]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec})
    file.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, file)


def prepare(server: JupyterServer, path: str, sources: Sequence[str]) -> None:
    """Write a notebook, and start its kernel: it gets ready while the page opens."""
    write_notebook(server.root / path, sources)
    server.start_kernel(path)


@dataclass(slots=True, kw_only=True)
class NotebookPage:
    """A notebook that is open in a browser's page and has a kernel."""

    page: Page
    server: JupyterServer
    path: str
    port: int | None = None
    is_shared: bool = False
    """Whether other tests' notebooks were open in this page before: see `tests.browser.shared_page`."""
    errors: list[str] = field(default_factory=list)
    """Uncaught exceptions of the page."""

    @classmethod
    def open(
        cls,
        context: BrowserContext,
        server: JupyterServer,
        path: str,
        sources: Sequence[str] | None = None,
        *,
        port: int | None = None,
    ) -> NotebookPage:
        """Open ``path`` in a new page and wait until its kernel can run cells.

        Parameters
        ----------
        sources
            Sources of the cells of a notebook that is written first; None opens the file as it is.
        port
            Of a proxy before the server.
        """
        if sources is not None:
            prepare(server, path, sources)
        page = context.new_page()
        for script in filter(None, ("page_tools.js", server.application.script)):
            page.add_init_script(path=SCRIPTS / script)
        self = cls(page=page, server=server, path=path, port=port)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(server.page_url(path, port=port))
        self.wait_until_ready()
        return self

    # --- Waiting -----------------------------------------------------------------------------------

    def wait_until_ready(self, *, seconds: float = 60) -> None:
        """Wait until the page shows this notebook and its kernel is connected and idle."""
        self.page.wait_for_function(
            "path => window.openNotebook?.isReady(path)", arg=self.path, timeout=seconds * 1000
        )
        self._ask("settle", seconds)

    def wait_until_finished(self, index: int, *, seconds: float = 60) -> None:
        """Wait until a cell that was started has ended."""
        self.page.wait_for_function(
            "index => !window.openNotebook.isRunning(index)", arg=index, timeout=seconds * 1000
        )

    def wait_until_connected(self, *, seconds: float = 60) -> None:
        """Wait until the page is connected to its kernel, be it busy or idle."""
        self.page.wait_for_function(
            "() => window.openNotebook.isConnected()", timeout=seconds * 1000
        )

    # --- Cells -------------------------------------------------------------------------------------

    def run(self, index: int, *, seconds: float = 60, may_raise: bool = False) -> None:
        """Run a cell and wait until it has ended; CellError with the traceback when it raised."""
        self._ask("run", index, seconds)
        if not may_raise:
            for output in self.outputs(index):
                if output["output_type"] == "error":
                    raise CellError("\n".join(output["traceback"]))

    def start(self, index: int) -> None:
        """Run a cell without waiting for its end; returns once it is marked as running."""
        self._ask("run", index, None)
        self.page.wait_for_function("index => window.openNotebook.isRunning(index)", arg=index)

    def run_all(self) -> None:
        for index, cell in enumerate(self.cells()):
            if cell.type == "code":
                self.run(index)

    def outputs(self, index: int) -> list[dict[str, Any]]:
        """A cell's outputs as nbformat has them."""
        return list(self._ask("outputs", index))

    def text(self, index: int) -> str:
        """What a cell printed."""
        streams = (o["text"] for o in self.outputs(index) if o["output_type"] == "stream")
        return "".join(t if isinstance(t, str) else "".join(t) for t in streams)

    def cell(self, index: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def cells(self) -> list[Cell]:
        return [Cell(**cell) for cell in self._ask("cells")]

    def set_source(self, index: int, source: str) -> None:
        self._ask("source", index, source)

    # --- File --------------------------------------------------------------------------------------

    @property
    def file(self) -> Path:
        return self.server.root / self.path

    def save(self) -> nbformat.NotebookNode:
        """Save as the front end saves, and read what is on disk."""
        self._ask("save", 30)
        notebook: nbformat.NotebookNode = nbformat.read(self.file, as_version=4)
        return notebook

    def is_dirty(self) -> bool:
        return bool(self._ask("isDirty"))

    # --- Kernel ------------------------------------------------------------------------------------

    @property
    def kernel_id(self) -> str:
        return str(self._ask("kernelId"))

    def execute(self, code: str, *, seconds: float = 30) -> str:
        """Run code in the kernel without a cell; what it printed."""
        return str(self._ask("execute", code, seconds))

    def restart_kernel(self, *, seconds: float = 30) -> None:
        """Restart as the menu does, and wait until the new kernel answers."""
        self._ask("restart", seconds)

    def reconnect(self, *, seconds: float = 30) -> None:
        """Connect to the kernel now; left alone, the front end takes up to half a minute."""
        self._ask("reconnect", seconds)

    def kill_kernel(self) -> None:
        """SIGKILL to the kernel's process, also while a cell runs.

        The server notices after some seconds and starts another kernel of the same id: see
        `wait_until_restarted`.
        """
        self._ask("awaitRestart")
        self.server.kernel_process(self.kernel_id).kill()

    def wait_until_restarted(self, *, seconds: float = 30) -> None:
        """Wait until the server has replaced a killed kernel, and close the dialog that says so."""
        self.page.wait_for_function(
            "() => window.openNotebook.hasRestarted()", timeout=seconds * 1000
        )
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self._ask("settle", seconds)

    # --- Page --------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys as a person does, wherever the focus is: each once what the last led to is in front."""
        self.rest()
        for key in keys:
            self.page.keyboard.press(key)
            self.rest()

    def rest(self) -> None:
        """Wait until a person could press again: two presses at once are one to the widget."""
        self.page.evaluate("() => window.pageTools.rest()")

    def reload(self) -> None:
        """Load the page again, the kernel living on; where nothing comes, once more, as a person would."""
        assert not self.is_shared, "ask for `context`: a shared page would load what others left"
        try:
            self.page.reload()
        except Error:
            self.page.reload()
        self.wait_until_ready()

    def open_again(self, context: BrowserContext | None = None) -> NotebookPage:
        """Open the same notebook in another page, of this browser profile unless told otherwise."""
        return NotebookPage.open(
            context or self.page.context, self.server, self.path, port=self.port
        )

    def _ask(self, name: str, *arguments: object) -> Any:
        return self.page.evaluate(
            "([name, given]) => window.openNotebook[name](...given)", [name, list(arguments)]
        )
