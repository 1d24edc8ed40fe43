"""Runs a Jupyter server whose kernels are forks of a process that has imported everything: 0.1 s, not 2 s.

``python -m tests.browser.forked_kernels jupyterlab --no-browser`` does what ``python -m jupyterlab
--no-browser`` does. The kernels are ipykernel's own.
Where the system can't fork safely, they start as always.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

CAN_FORK = sys.platform.startswith("linux")

PRELOADED = (
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect"),
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *(
        "matplotlib.figure",
        "pyarrow.pandas_compat",
        "sklearn.linear_model",
        "sqlalchemy.dialects.sqlite",
    ),
    *("loopwidgets.annotate", "loopwidgets.widgets.annotation.widget"),
)
"""All that a kernel or a first labeling widget imports."""


def main() -> None:
    """Become the server that the arguments name, or the parent of its kernels."""
    if sys.argv[1] == "parent":
        _become_parent()
        return
    sys.argv = sys.argv[1:]
    if CAN_FORK:
        from jupyter_client.provisioning import local_provisioner

        local_provisioner.launch_kernel = _Parent(local_provisioner.launch_kernel)
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def pid_file(connection_file: Path) -> Path:
    """Where the process of a kernel can be read: a fork has no command line of its own."""
    return connection_file.with_suffix(".pid")


# --- In the server -----------------------------------------------------------------------------------


class _Parent:
    """Stands in for ``launch_kernel``, which other kernels than ours still get."""

    def __init__(self, launch: Callable[..., Any]) -> None:
        self._launch = launch
        self._process = subprocess.Popen(
            [sys.executable, "-m", __spec__.name, "parent"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(
        self, cmd: Sequence[str], *, env: Mapping[str, str], cwd: str | None = None, **options: Any
    ) -> Any:
        if "ipykernel_launcher" not in cmd:
            return self._launch(cmd, env=env, cwd=cwd, **options)
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        arguments = [str(part) for part in cmd[cmd.index("ipykernel_launcher") + 1 :]]
        json.dump([arguments, dict(env), cwd], stdin)
        stdin.write("\n")
        stdin.flush()
        fork = _Fork(int(stdout.readline()))
        connection_file = Path(arguments[arguments.index("-f") + 1])
        pid_file(connection_file).write_text(str(fork.pid))
        _wait_until_bound(json.loads(connection_file.read_text())["control_port"])
        return fork


def _wait_until_bound(port: int) -> None:
    """Wait for a kernel's last socket: the server asks at once, and again half a second after no answer."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.005)


class _Fork:
    """A process that is not our child, with the methods of `subprocess.Popen` that jupyter_client calls."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._process = psutil.Process(pid)

    def poll(self) -> int | None:
        return None if self._process.is_running() else 1

    def wait(self) -> int:
        while self.poll() is None:
            time.sleep(0.01)
        return 1

    def send_signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


# --- In the parent of the kernels --------------------------------------------------------------------


def _become_parent() -> None:
    """Import what kernels use; then fork for each line that comes, until the server is gone."""
    for module in PRELOADED:
        importlib.import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the kernels
    gc.freeze()
    while line := sys.stdin.readline():
        ready, leads = os.pipe()
        if (pid := os.fork()) == 0:
            os.setsid()
            os.close(leads)
            _become_kernel(*json.loads(line))
        os.close(leads)
        os.read(ready, 1)  # ends once the kernel leads a group, which is what signals go to
        os.close(ready)
        print(pid, flush=True)


def _become_kernel(arguments: list[str], environment: dict[str, str], cwd: str | None) -> None:
    import random

    import numpy as np
    from ipykernel import kernelapp

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment, JPY_PARENT_PID=str(os.getppid()))
    os.chdir(cwd or ".")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    random.seed()
    np.random.seed()  # noqa: NPY002
    sys.argv = ["ipykernel_launcher", *arguments]
    kernelapp.launch_new_instance()
    os._exit(0)


if __name__ == "__main__":
    main()
