"""Takes the pictures of tasks for the docs: ``python -m tests.browser.shots_of_tasks``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.servers import LAB, running
from tests.browser.shots import _notebook, _take

CELL = """
import loopwidgets as lw, pandas as pd

notes = ["The beetle ate the rotten part of the leaf.", "Aphids on every stem.", "Bees all over the maize."]
df = pd.DataFrame({{"text": [f"{{note}} Row {{n + 1}}." for n, note in enumerate(notes * 16)]}})
w = lw.annotate(df, "text", task={task}, annotator="asha")
for answer in {answers}:
    w.answer(answer)
w"""

TASKS = {
    "rating": (
        'lw.Rating(1, 5, labels=("poor", "excellent"), question="How useful is this note?")',
        [1, 5, 5, 4, 3, 5, 2, 4, 4, 3, 5, 4],
    ),
    "number": (
        'lw.Number(min=0, max=100, unit="mm", question="How long is the animal?")',
        [3, 12, 44, 44, 48, 90, 61, 12, 47, 52, 39, 44],
    ),
    "free_text": (
        'lw.FreeText(max_length=80, question="What does the animal do?")',
        ["eats rotten leaves", "rests", "eats rotten leaves", "sucks", "flies from leaf to leaf"],
    ),
}


def main() -> None:
    """Take a picture of each task."""
    with (
        tempfile.TemporaryDirectory() as home,
        running(LAB, Path(home)) as server,
        sync_playwright() as playwright,
    ):
        browser = chromium.launch(playwright)
        for name, (task, answers) in TASKS.items():
            cell = CELL.format(task=task, answers=answers)
            with _notebook(browser, server, name, [cell]) as labeler:
                _take(name, labeler)
        browser.close()


if __name__ == "__main__":
    main()
