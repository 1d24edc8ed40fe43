"""Every notebook runs from top to bottom without a person."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest

nbclient = pytest.importorskip("nbclient")

FOLDER = Path(__file__).parents[2] / "notebooks"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "notebooks", ignore=shutil.ignore_patterns("*.db*", ".*"))
    return tmp_path / "notebooks"


def run(folder, notebook):
    nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return notebook


NEEDS = {
    "cleanup.ipynb": ("cleanlab", "sklearn"),
    "image_boxes.ipynb": ("scipy",),
    "images.ipynb": ("sklearn",),
    "ipyannotations.ipynb": ("ipyannotations", "sklearn"),
    "loop.ipynb": ("sklearn", "joblib"),
    "records.ipynb": ("sklearn",),
}
"""What a notebook needs beside the package; all of it is in the extra ``dev``."""


def need(name):
    for library in NEEDS.get(name, ()):
        pytest.importorskip(library)


ALONE = "loop.ipynb"
"""It takes longest, and runs once only: further down."""


@pytest.mark.parametrize("name", sorted({path.name for path in FOLDER.glob("*.ipynb")} - {ALONE}))
def test_a_notebook_runs_from_top_to_bottom(folder, name):
    need(name)
    run(folder, nbformat.read(folder / name, as_version=4))


def test_the_quickstart_shows_what_was_labeled(folder):
    notebook = nbformat.read(folder / "quickstart.ipynb", as_version=4)
    shown = next(n for n, cell in enumerate(notebook.cells) if cell.source.startswith("w = "))
    notebook.cells.insert(
        shown + 1,
        nbformat.v4.new_code_cell("w.answer('pest'); w.answer('helper'); w.skip(); w.flag()"),
    )
    run(folder, notebook)
    outputs = {cell.source: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    assert outputs["w.labels"][0]["data"]["text/plain"].count("answered") == 2
    assert "image/png" in outputs["w.plot()"][0]["data"]
    assert 'alt="Answers over time; Class distribution"' in output(outputs, "w.plot()", "text/html")
    assert "Progress(2 of 150 answered" in outputs["w.progress"][0]["data"]["text/plain"]
    summary = notebook.cells[shown].outputs[1]["data"]["text/plain"]
    assert summary.startswith("2 of 150 answered, 1 skipped, 1 flagged: pest 1, helper 1")


def run_with_answers(folder, name, answers):
    """Run a notebook, with code that answers after the cell that makes each widget; its outputs by source."""
    need(name)
    notebook = nbformat.read(folder / name, as_version=4)
    for start, code in answers.items():
        (shown,) = (n for n, cell in enumerate(notebook.cells) if cell.source.startswith(start))
        notebook.cells.insert(shown + 1, nbformat.v4.new_code_cell(code))
    run(folder, notebook)
    return {cell.source: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def output(outputs, start, kind="text/plain"):
    """What the cell whose source begins so showed last."""
    (found,) = (shown for source, shown in outputs.items() if source.startswith(start))
    return found[-1].get("data", {}).get(kind) or found[-1]["text"]


def test_the_notebook_with_images_compares_what_was_read_with_what_was_meant(folder):
    answers = {
        "digits = load_digits()": "for digit in (0, 1, 7, 3): w.answer(str(digit))",
        "parts = lw.annotate(": "parts.answer(['sky', 'building']); parts.answer(['plants'])",
    }
    outputs = run_with_answers(folder, "images.ipynb", answers)
    compared = next(shown for source, shown in outputs.items() if source.startswith("read = "))
    assert compared[0]["text"] == "3 of 4 as they were meant\n"
    assert compared[1]["data"]["text/plain"].split() == ["read", "meant", "2", "7", "2"]
    assert output(outputs, "w.plot()", "image/png")
    assert output(outputs, "parts.plot_distribution()", "image/png")
    assert "There is no file 'not there.jpg'" in output(
        outputs, "photographs.project.problems", "text/html"
    )


def test_the_notebook_with_records_asks_about_the_oddest_first(folder):
    answers = {
        "w = lw.annotate(": "w.answer('fine'); w.answer('measure again')",
        "again = []": "import time\nw.answer('measure again')\nwhile not again: time.sleep(0.01)",
        "some = lw.annotate(": "some.answer('looks usual')",
    }
    outputs = run_with_answers(folder, "records.ipynb", answers)
    oddest = output(outputs, "groups = ").split()
    first, third = oddest[0], oddest[4]
    assert first == "wine-122"
    counted = output(outputs, 'wines["verdict"]')
    assert [line.split()[-1] for line in counted.splitlines()[1:4]] == ["176", "1", "1"]
    assert third in output(outputs, "measured.loc[again]")
    assert "Progress(1 of 30 answered" in output(outputs, "some.progress")


def test_the_notebook_with_ipyannotations_shows_what_was_drawn(folder):
    need("ipyannotations.ipynb")
    notebook = nbformat.read(folder / "ipyannotations.ipynb", as_version=4)
    shown = next(n for n, cell in enumerate(notebook.cells) if cell.source.startswith("w = "))
    drawn = """
w.guest.data = [{"type": "box", "label": "roof", "xyxy": (10, 20, 30, 40)}]
w.guest.submit()
w.guest.skip()
"""
    notebook.cells.insert(shown + 1, nbformat.v4.new_code_cell(drawn))
    run(folder, notebook)
    outputs = {cell.source: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    table = outputs["w.labels"][0]["data"]["text/plain"]
    assert (table.count("answered"), table.count("skipped")) == (1, 1)
    assert "image/png" in outputs["w.plot()"][0]["data"]
    (shapes,) = [found for source, found in outputs.items() if source.startswith("shapes = ")]
    assert shapes[0]["data"]["text/plain"] == "[['roof', 10, 20, 30, 40]]"
    assert "application/vnd.jupyter.widget-view+json" in notebook.cells[shown].outputs[0]["data"]


def test_the_notebook_with_spans_shows_the_marked_words(folder):
    answers = {
        "w = lw.annotate(": "w.answer([{'label': 'animal', 'start': 8, 'end': 19}]); w.answer([])",
        "ANIMALS = ": "review.answer([{'label': 'animal', 'start': 2, 'end': 19}])",
    }
    outputs = run_with_answers(folder, "text_spans.ipynb", answers)
    assert "caterpillar" in output(outputs, "spans = w.explode()")
    assert "{'caterpillar': 1}" in output(outputs, "words = spans")
    drawn = output(outputs, "w.plot_distribution()", "text/html")
    assert 'alt="Spans by label; Lengths of spans, in characters"' in drawn
    assert "True" in output(outputs, "review.reviewed")
    assert "[{'label': 'animal', 'start': 2, 'end': 19}]" in output(outputs, "review.to_frame")


def test_the_notebook_with_boxes_finds_the_good_boxes_and_the_bad(folder):
    good = "{name: side + 1 for name, side in box.items() if name != 'label'}"
    answers = {
        "w = lw.annotate(": (
            f"(box, *_) = leaves['boxes'].iloc[0]\nfar = dict(x=0, y=0, width=5, height=5)\n"
            f"w.answer([{{'label': 'beetle', **{good}}}, {{'label': 'beetle', **far}}])"
        ),
        "def spots(": "review.answer(spots(leaves['photo'].iloc[0]))",
        "review.reviewed": "print([len(each) == len(spots(image)) for image, each in leaves.to_numpy()])",
    }
    outputs = run_with_answers(folder, "image_boxes.ipynb", answers)
    assert output(outputs, "def shared") == "1 of 2 boxes are good\n"
    assert "Where boxes lie" in output(outputs, "w.plot_distribution()", "text/html")
    assert output(outputs, "print([len") == f"{[True] * 12}\n"


def test_the_cleanup_finds_nearly_all_that_was_changed(folder):
    need("cleanup.ipynb")
    notebook = nbformat.read(folder / "cleanup.ipynb", as_version=4)
    counted = nbformat.v4.new_code_cell("print(summary.to_json(orient='split'))")
    notebook.cells.append(counted)
    run(folder, notebook)
    (few, many) = json.loads(counted.outputs[0]["text"])["data"]
    for wrong, looked_at, corrected, still_wrong in (few, many):
        assert corrected >= 0.95 * wrong
        assert corrected + still_wrong == wrong
        assert looked_at < 1797 / 4
    assert (few[0], many[0]) == (54, 144)


def test_the_field_notes_are_whole():
    import pandas as pd

    notes = pd.read_csv(FOLDER / "field_notes.csv")
    assert list(notes.columns) == ["id", "place", "note"]
    assert len(notes) == 150
    assert notes["id"].is_unique
    assert notes["note"].is_unique
    assert not notes.isna().any().any()


def test_the_loop_notebook_tells_the_whole_story(folder):
    need(ALONE)
    notebook = run(folder, nbformat.read(folder / ALONE, as_version=4))
    outputs = {cell.source: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    told = output(outputs, "mirror = ")
    assert "This shows you what the model learned" in told
    assert "It guesses each answer from your other answers" in told
    shown = output(outputs, "mirror = ", "text/html")
    assert "<h3>The model guesses" in shown
    assert (shown.count("<h4"), shown.count("<img")) == (4, 1)
    for start in ("copy.loop.plot()", "mirror.plot()", "frame = "):
        assert output(outputs, start, "image/png").startswith("iVBOR")
