"""Takes the plots for the docs from the notebooks that draw them.

``python -m tests.browser.shots_of_plots``; no browser takes part.
"""

from __future__ import annotations

import base64
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.browser.shots import IMAGES

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PLOTS = {
    "loop.ipynb": ("loop-curve", "loop-mirror", "loop-replay", "loop-against"),
    "image_boxes.ipynb": (None, None, "marks-distribution"),
}
"""What the plots of a notebook are called in the docs, in order; None for other images."""
ANSWERS = {
    "image_boxes.ipynb": ("w = lw.annotate(", "for boxes in leaves['boxes']:\n    w.answer(boxes)")
}
"""The cell after which a notebook gets answers, by its beginning, and the answers."""


def main() -> None:
    """Run each notebook in a copy of its folder, and keep what it drew."""
    for name, called in PLOTS.items():
        for image, file in zip(_drawn(name), called, strict=True):
            if file is not None:
                (IMAGES / f"{file}.png").write_bytes(image)


def _drawn(name: str) -> Sequence[bytes]:
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    if name in ANSWERS:
        begins, code = ANSWERS[name]
        (cell,) = (n for n, each in enumerate(notebook.cells) if each.source.startswith(begins))
        notebook.cells.insert(cell + 1, nbformat.v4.new_code_cell(code))
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "notebooks"
        shutil.copytree(NOTEBOOKS, folder, ignore=shutil.ignore_patterns("*.db*", ".*"))
        NotebookClient(
            notebook, timeout=600, resources={"metadata": {"path": str(folder)}}
        ).execute()
    return [
        base64.b64decode(output.data["image/png"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]


if __name__ == "__main__":
    main()
