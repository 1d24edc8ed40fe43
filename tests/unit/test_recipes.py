"""The recipes in the docs run as they are written, and do what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

nbclient = pytest.importorskip("nbclient")

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)

AFTER = {
    "tones =": """
        assert w.guest.place.outputs[0]["data"]["text/html"].lstrip().startswith("<audio")
        first = w.guest.place.outputs
        w.guest.children[1].children[0].click()
        assert w.guest.place.outputs != first
        w.guest.submit("high")
        assert w.labels["label"].tolist() == ["low", "high"]
        assert w.progress.by_label == {"low": 1, "high": 1}
        w.undo()
        assert w.labels["label"].tolist() == ["low"]
    """,
    "tickets =": """
        form = w.guest
        assert form.text.value == "I can&#x27;t log in"
        form.urgent.value, form.parts.value = True, ("login",)
        form.children[-1].click()
        assert (form.urgent.value, form.parts.value) == (False, ())
        form.kind.value = "wish"
        form.children[-1].click()
        w.undo()
        assert form.kind.value == "wish"
        assert w.progress.by_label == {"bug": 1, "wish": 0, "praise": 0}
    """,
    "answers =": """
        assert answers.to_dict("list") == {"label": ["bug"], "urgent": [True], "parts": [["login"]]}
    """,
    "drafts =": """
        form = w.guest
        assert form.data == {"label": "bug", "urgent": False, "parts": ["login"]}
        assert w.progress.answered == 0
        form.children[-1].click()
        form.kind.value = "praise"
        form.children[-1].click()
        form.children[-1].click()
        assert w.reviewed["label"].str["label"].tolist() == ["bug", "praise"]
        assert [each["label"] for each in w.corrected["draft"]] == ["bug", "praise", "bug"]
    """,
}
"""What a person does after a block that begins a line with these words, and what they find."""


def test_the_recipes_run_as_they_are_written(tmp_path):
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    cells, met = [], set()
    for block in blocks:
        cells.append(nbformat.v4.new_code_cell(block))
        for words, acts in AFTER.items():
            if re.search(f"^{words}", block, re.MULTILINE):
                met.add(words)
                lines = [line.removeprefix(" " * 8) for line in acts.strip("\n").splitlines()]
                cells.append(nbformat.v4.new_code_cell("\n".join(lines)))
    assert met == set(AFTER)
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
