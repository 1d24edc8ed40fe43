"""The widget works under Voila and in marimo: keys answer, and the answers are on disk.

Neither is a requirement. The tests use the interpreter that runs them, or the environment ``.venv-hosts``
beside the package. They skip where the host is missing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Locator, expect

import loopwidgets as lw
from tests.browser.servers import free_port
from tests.processes import as_if_in_a_new_process

ROOT = Path(__file__).parents[2]
MAKES = (
    "import loopwidgets as lw\n"
    "w = lw.annotate(['a weevil', 'a bee', 'an ant'], {task}, store='labels.db', annotator='asha')\n"
)
CLASSES = MAKES.format(task="labels=['pest', 'helper']")
SPANS = MAKES.format(task="task=lw.Spans(['pest', 'helper'])")
CELL = "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n    import marimo as mo\n"


def python_with(host: str) -> str:
    """Return an interpreter that has the host; skip the test where there is none."""
    for python in (sys.executable, str(ROOT / ".venv-hosts" / "bin" / "python")):
        with suppress(OSError):
            if (
                subprocess.run(
                    [python, "-c", f"import {host}"], capture_output=True, check=False
                ).returncode
                == 0
            ):
                return python
    pytest.skip(f"{host} is not installed here")


@contextmanager
def served(command: Sequence[str], port: int, folder: Path) -> Iterator[str]:
    """Run a server in a folder, and yield its address once it answers."""
    homes = (Path(command[0]).parents[1], Path(sys.prefix))  # the host's own templates come first
    share = os.pathsep.join(str(home / "share" / "jupyter") for home in homes)
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "JUPYTER_PATH": share,
        "HOME": str(folder),
    }
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(url, server, folder)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(url: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(url, timeout=60).close()
            return
        time.sleep(0.1)
    pytest.fail((folder / "server.log").read_text())


@contextmanager
def voila(code: str, folder: Path) -> Iterator[str]:
    """Serve a notebook with Voila."""
    python, port = python_with("voila"), free_port()
    cells = [nbformat.v4.new_code_cell(source) for source in (code, "w")]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "app.ipynb")
    flags = ["--no-browser", "--Voila.ip=127.0.0.1", f"--port={port}"]
    with served([python, "-m", "voila", "app.ipynb", *flags], port, folder) as url:
        yield url


@contextmanager
def marimo(code: str, folder: Path) -> Iterator[str]:
    """Serve an app with marimo, where the widget is in a shadow root."""
    python, port = python_with("marimo"), free_port()
    lines = [*code.splitlines(), "mo.ui.anywidget(w)", "return"]
    (folder / "app.py").write_text(CELL + "".join(f"    {line}\n" for line in lines))
    flags = ["--headless", "--host", "127.0.0.1", "--port", str(port), "--no-token"]
    with served([python, "-m", "marimo", "run", "app.py", *flags], port, folder) as url:
        yield url


HOSTS = {"voila": voila, "marimo": marimo}


@contextmanager
def shown(host: str, code: str, context: BrowserContext, folder: Path) -> Iterator[Locator]:
    """Show the widget in a host, and yield its root with the keys in it."""
    with HOSTS[host](code, folder) as url:
        page = context.new_page()
        page.goto(url)
        root = page.locator(".loopwidgets")
        expect(root).to_have_attribute("data-stage", "item", timeout=60_000)
        root.focus()
        yield root


def part(root: Locator, name: str) -> Locator:
    return root.locator(f"[data-lw='{name}']")


def answers_in(folder: Path) -> list[object]:
    as_if_in_a_new_process()
    project = lw.Project.open(folder / "labels.db", annotator="asha")
    answers = project.labels["label"].astype(object).tolist()
    project.close()
    return answers


@pytest.mark.parametrize("host", HOSTS)
def test_keys_answer_and_undo_and_the_answers_are_on_disk(
    host: str, context: BrowserContext, tmp_path: Path
) -> None:
    with shown(host, CLASSES, context, tmp_path) as root:
        keyboard = root.page.keyboard
        for key, done in (("1", "1 of 3"), ("2", "2 of 3"), ("z", "1 of 3"), ("1", "2 of 3")):
            keyboard.press(key)
            expect(part(root, "progress")).to_contain_text(done)
        expect(part(root, "saved")).to_have_attribute("data-state", "saved")
        assert answers_in(tmp_path) == ["pest", "pest"]


@pytest.mark.parametrize("host", HOSTS)
def test_words_are_marked_with_the_mouse(
    host: str, context: BrowserContext, tmp_path: Path
) -> None:
    with shown(host, SPANS, context, tmp_path) as root:
        text = root.locator(".lw-text")
        box = text.evaluate(
            """element => {
                const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
                const range = document.createRange();
                range.setStart(node, 2);
                range.setEnd(node, 8);
                const { left, right, top, bottom } = range.getBoundingClientRect();
                return { left, right, middle: (top + bottom) / 2 };
            }"""
        )
        mouse = root.page.mouse
        mouse.move(box["left"] + 2, box["middle"])
        mouse.down()
        mouse.move(box["right"] - 2, box["middle"], steps=4)
        mouse.up()
        root.page.keyboard.press("1")
        expect(part(root, "span")).to_have_attribute("data-label", "pest")
        root.page.keyboard.press("Enter")
        expect(part(root, "progress")).to_contain_text("1 of 3")
        expect(part(root, "saved")).to_have_attribute("data-state", "saved")
        assert answers_in(tmp_path) == [[{"label": "pest", "start": 2, "end": 8}]]
