"""The Chromium that tests drive: where it is, and how it is started.

It knows neither Jupyter nor the widget.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright, ViewportSize

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WINDOW = ViewportSize(width=1280, height=900)


def find_chromium() -> str | None:
    """Path of a browser: ``LOOPWIDGETS_CHROMIUM``, else what is installed, else None."""
    chosen = os.environ.get("LOOPWIDGETS_CHROMIUM")
    if chosen:
        return chosen
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in PLACES if Path(place).exists()), None)


def launch(playwright: Playwright) -> Browser:
    """Start a browser without a window; LookupError when there is none."""
    return playwright.chromium.launch(executable_path=_required(), args=list(FLAGS))


def launch_with_profile(playwright: Playwright, profile: Path) -> BrowserContext:
    """Start a browser that keeps what pages store in ``profile``, across starts."""
    return playwright.chromium.launch_persistent_context(
        profile, executable_path=_required(), args=list(FLAGS), viewport=WINDOW
    )


def _required() -> str:
    path = find_chromium()
    if path is None:
        raise LookupError("no Chromium found: install one, or name it in LOOPWIDGETS_CHROMIUM")
    return path
