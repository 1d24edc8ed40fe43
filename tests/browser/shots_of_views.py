"""Takes the pictures of images and rows for the docs: ``python -m tests.browser.shots_of_views``.

As ``shots.py`` does; the photographs ship with scikit-learn (flower.jpg and china.jpg, CC BY 2.0).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import chromium
from tests.browser.labeler import Labeler
from tests.browser.servers import LAB, JupyterServer, running
from tests.browser.shots import ANSWERED, DARK, IMAGES, _notebook, _take

PHOTOGRAPHS = """
import loopwidgets as lw, pandas as pd
from PIL import Image
from sklearn.datasets import load_sample_images

china, flower = map(Image.open, load_sample_images().filenames)
shots = pd.DataFrame({
    "id": range(60),
    "photograph": [flower, china] * 30,
    "place": ["Garden, wall on the south side", "Palace, lake"] * 30,
})
labels = ["a plant", "a building", "something else"]
w = lw.annotate(
    shots, view=lw.Image("photograph", caption="place"), labels=labels, key="id", annotator="asha",
    question="What is this a photograph of?",
)
w"""

# As if 44 had been answered; the next one shown is a flower.
DONE = ANSWERED.replace(
    '["pest"] * 26 + ["helper"] * 11 + ["harmless"] * 7',
    '["a plant"] * 26 + ["a building"] * 11 + ["something else"] * 7',
).replace("project.next_items(48)[4:]", "project.next_items(48)[:44]")

ROWS = """
import loopwidgets as lw, pandas as pd

orders = pd.DataFrame([{
    "review": "The lid does not close any more after two weeks. They sent another one at once, "
    "without asking for the first: so I am content all the same.",
    "product": "Rain gauge, brass", "price": 1249.5, "number": n, "bought": pd.Timestamp("2026-03-01"),
    "page": "https://example.org/rain-gauge", "size": {"height": 24, "width": 9}, "coupon": None,
} for n in range(60)])
w = lw.annotate(
    orders, view=lw.Record("product", "price", "bought", "page", "size", "coupon", large="review"),
    labels=["content", "discontent", "can't tell"], key="number", annotator="asha",
    question="Would this person buy it again?",
)
w"""

REVIEWED = (
    DONE.replace("a plant", "content")
    .replace("a building", "discontent")
    .replace("something else", "can't tell")
)


def main() -> None:
    """Take every picture of a view."""
    with (
        tempfile.TemporaryDirectory() as home,
        running(LAB, Path(home)) as server,
        sync_playwright() as playwright,
    ):
        browser = chromium.launch(playwright)
        _take_images(browser, server)
        _take_records(browser, server)
        browser.close()


def _take_images(browser: Browser, server: JupyterServer) -> None:
    with _notebook(browser, server, "images", [PHOTOGRAPHS]) as labeler:
        _continue(labeler, DONE)
        _drawn(labeler, 45)
        _take("images", labeler)
        labeler.press("+", "+", "+", "Shift+ArrowLeft")
        _take("images-near", labeler)
    with _notebook(browser, server, "images-dark", [PHOTOGRAPHS], theme=DARK) as labeler:
        _continue(labeler, DONE)
        _drawn(labeler, 45)
        labeler.part("light").click()
        labeler.part("brightness").fill("130")
        _take("images-dark", labeler)


def _take_records(browser: Browser, server: JupyterServer) -> None:
    with _notebook(browser, server, "records", [ROWS]) as labeler:
        _continue(labeler, REVIEWED)
        _take("records", labeler)
    with _notebook(browser, server, "records-narrow", [ROWS], width=360) as labeler:
        _continue(labeler, REVIEWED)
        _take("records-narrow", labeler)


def _continue(labeler: Labeler, done: str) -> None:
    """Bring the widget to where 44 of 60 are answered."""
    labeler.notebook.execute(done)
    labeler.notebook.run(0)
    labeler.root.wait_for()
    labeler.focus()
    labeler.expect_progress(44, 60)


def _drawn(labeler: Labeler, number: int) -> None:
    expect(labeler.part("image")).to_have_attribute("data-drawn", str(number))


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    main()
