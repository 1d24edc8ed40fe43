"""A real JupyterLab or Notebook 7 server of a test's own, which can be killed and started again.

It starts no browser and knows no notebook's cells; that is `tests.browser.notebook_page`.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import psutil

from tests.browser import forked_kernels


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One of Jupyter's front ends: how it is started, and where it shows a notebook."""

    name: str
    module: str
    page: str
    flags: tuple[str, ...]
    script: str | None = "notebook_page.js"
    """Run in its pages, for tests to ask them; None where the page has one of its own."""


LAB = Application(
    name="lab",
    module="jupyterlab",
    page="lab/workspaces/{workspace}/tree/{path}",
    flags=(
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        "--JupyterNotebookApp.expose_app_in_browser=True",  # the same server shows its pages
    ),
)
NOTEBOOK7 = Application(
    name="notebook7",
    module="notebook",
    page="notebooks/{path}",
    flags=(
        "--JupyterNotebookApp.expose_app_in_browser=True",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ),
)
PLAIN = replace(LAB, name="plain", page="static/plain_page.html?notebook={path}", script=None)
"""JupyterLab's server, and a page that shows cells and widgets without JupyterLab's front end."""

FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
}
"""Folders of a server by the variables that name them to Jupyter, under its home."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True, kw_only=True)
class JupyterServer:
    """A server process with folders of its own under ``home``.

    The port is chosen once, so that the origin, and with it what the browser keeps, survives a
    restart.
    """

    application: Application
    home: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    forks: bool = False
    """Whether it serves many notebooks: then its kernels are forks, see `forked_kernels`."""
    _process: subprocess.Popen[bytes] | None = None
    _log: IO[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def root(self) -> Path:
        """The folder that the server shows, where notebooks are."""
        return self.home / "root"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def page_url(self, path: str, *, port: int | None = None) -> str:
        """Where ``path`` is shown; through ``port``, where a proxy stands before the server."""
        workspace = Path(path).stem
        page = self.application.page.format(workspace=workspace, path=path)
        return f"http://127.0.0.1:{port or self.port}/{page}"

    def start(self) -> JupyterServer:
        """Start on the chosen port and wait until the server answers."""
        self.root.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {name: str(self.home / at) for name, at in FOLDERS.items()}
        environment |= {"PYTHONPATH": _with_project(), **self.environment}
        launcher = [forked_kernels.__name__] if self.forks else []
        self._log = self.log.open("ab")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", *launcher, self.application.module),
                *("--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
                *(f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0"),
                *("--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"),
                *(f"--ServerApp.root_dir={self.root}", *self.application.flags),
                f"--ServerApp.extra_static_paths={Path(__file__).parent}",
            ],
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._wait_until_answering(seconds=60)
        return self

    def _wait_until_answering(self, *, seconds: float) -> None:
        assert self._process is not None
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                self.request("GET", "api/status")
                return
            time.sleep(0.05)
        raise RuntimeError(f"{self.application.module} did not start:\n{self.log.read_text()}")

    def kill(self) -> None:
        """SIGKILL to the server and all its kernels: what a crash of the machine leaves."""
        if self._process is None:
            return
        group = [*self._children(), psutil.Process(self._process.pid)]
        for process in group:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        psutil.wait_procs(group[:-1], timeout=10)
        self._forget()

    def stop(self) -> None:
        """End the server and its kernels; does nothing when it is not running."""
        if self._process is None:
            return
        children = self._children()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        self._forget()

    def _children(self) -> list[psutil.Process]:
        assert self._process is not None
        try:
            return list(psutil.Process(self._process.pid).children(recursive=True))
        except psutil.NoSuchProcess:
            return []

    def _forget(self) -> None:
        self._process = None
        if self._log is not None:
            self._log.close()

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Ask the server's REST API; what it answers, as JSON, or None."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def kernel_process(self, kernel_id: str) -> psutil.Process:
        """The operating system's process of a kernel, also while the kernel is busy."""
        connection = f"kernel-{kernel_id}.json"
        forked = forked_kernels.pid_file(self.home / FOLDERS["JUPYTER_RUNTIME_DIR"] / connection)
        for child in self._children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if forked.exists() and child.pid == int(forked.read_text()):
                    return child
                if any(kernel_id in part for part in child.cmdline()):
                    return child
        raise LookupError(f"no process of kernel {kernel_id}")

    def start_kernel(self, path: str) -> None:
        """Start a notebook's kernel, so that it is there by the time the page is."""
        session = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        self.request("POST", "api/sessions", session)

    def shut_down_kernels(self, path: str) -> None:
        """End the sessions of one notebook, so that kernels don't pile up; does not wait for their end."""

        def shut_down() -> None:
            with contextlib.suppress(OSError):  # a server that ended took its kernels with it
                for session in self.request("GET", "api/sessions"):
                    if session["path"] == path:
                        self.request("DELETE", f"api/sessions/{session['id']}")

        threading.Thread(target=shut_down, daemon=True).start()


@contextlib.contextmanager
def running(
    application: Application, home: Path, *, forks: bool = False
) -> Iterator[JupyterServer]:
    """A started server that is stopped at the end, whatever happens between."""
    server = JupyterServer(application=application, home=home, forks=forks)
    try:
        yield server.start()
    finally:
        server.stop()


def _with_project() -> str:
    """PYTHONPATH under which kernels import this checkout, installed or not."""
    checkout = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(filter(None, [checkout, os.environ.get("PYTHONPATH", "")]))
