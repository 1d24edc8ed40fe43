"""`make lab`, as a newcomer runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.servers import free_port

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[str]:
    """Run `make lab` with settings of the test's own; the address with which it opens the browser."""
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}.part && mv {opened}.part {opened}\n')
    browser.chmod(0o755)
    settings = {
        "ServerApp": {"ip": "127.0.0.1", "port": free_port(), "port_retries": 0},
        "IdentityProvider": {"token": ""},
        "LabApp": {"news_url": None},
    }
    (tmp_path / "jupyter_server_config.json").write_text(json.dumps(settings))
    folders = {
        "JUPYTER_CONFIG_DIR": tmp_path,
        "JUPYTER_DATA_DIR": tmp_path / "data",
        "JUPYTER_RUNTIME_DIR": tmp_path / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": tmp_path / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": tmp_path / "workspaces",
        "IPYTHONDIR": tmp_path / "ipython",
    }
    log = (tmp_path / "make.log").open("wb")
    process = subprocess.Popen(
        ["make", "lab"],
        cwd=CHECKOUT,
        env=os.environ
        | {name: str(folder) for name, folder in folders.items()}
        | {"BROWSER": f"{browser} %s"},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 120
        while not opened.exists():
            assert process.poll() is None, (tmp_path / "make.log").read_text()
            assert time.monotonic() < deadline, "make lab opens no browser"
            time.sleep(0.1)
        page = Path(urlsplit(opened.read_text()).path).read_text()  # it leads on to the server
        (address,) = set(re.findall(r'href="(http[^"]+)"', page))
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


@pytest.mark.skipif(
    not (CHECKOUT / ".venv" / ".lab").exists(), reason="would install everything: run `make test`"
)
def test_make_lab_opens_the_quickstart(made: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(made)
    expect(page.locator(".jp-Notebook")).to_contain_text("Label 150 field notes", timeout=60_000)
    status = page.locator("#jp-main-statusbar")
    expect(status).to_contain_text("Python 3 (ipykernel) | Idle", timeout=60_000)
