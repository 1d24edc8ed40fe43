"""A widget that a later cell replaced, or that was closed, as JupyterLab shows it and saves it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, setup_cell

REPLACED = "Replaced by a later cell: run this cell again."
CLOSED = "Closed: run the cell again."
LATER = """older = w
w = lw.annotate(df, 'text', labels=['pest', 'helper', 'harmless'], annotator='asha')
w"""


def test_a_replaced_widget_says_so_wherever_it_is_shown(lab: Notebooks) -> None:
    notebook = lab(
        [
            setup_cell(10),
            "w",
            LATER,
            "older",
            "print(older); display(older)",
            "import ipywidgets; ipywidgets.VBox([older])",
            "p = lw.ProgressWidget(w); p.close(); p",
            "w.close()",
            "w",
        ]
    )
    notebook.run(0)
    notebook.run(1)
    first = Labeler(notebook=notebook)
    first.focus()
    first.press("1")
    first.wait_until_saved()
    for cell in range(2, 6):
        notebook.run(cell)
    expect(first.root).to_have_count(0)
    expect(notebook.cell(1)).to_contain_text("1 of 10 answered")
    for cell in (3, 4, 5):
        expect(notebook.cell(cell)).to_contain_text(REPLACED)
        expect(notebook.cell(cell)).to_contain_text("1 of 10 answered")
    assert "replaced)" in notebook.text(4)
    later = Labeler(notebook=notebook, index=2)
    later.focus()
    later.press("2")
    later.wait_until_saved()
    notebook.run(6)
    expect(notebook.cell(6)).to_contain_text(CLOSED)
    expect(notebook.cell(6)).to_contain_text("2 of 10 answered")
    notebook.run(7)
    expect(later.root).to_have_count(0)
    expect(notebook.cell(2)).to_contain_text("2 of 10 answered")
    notebook.run(8)
    expect(notebook.cell(8)).to_contain_text(CLOSED)

    saved = notebook.save()
    for cell, words in [(3, REPLACED), (6, CLOSED), (8, CLOSED)]:
        (output,) = saved.cells[cell].outputs
        assert words in output.data["text/html"]
        assert words in output.data["text/plain"]
        assert "application/vnd.jupyter.widget-view+json" not in output.data

    notebook.restart_kernel()
    for cell, words in [(3, REPLACED), (8, CLOSED)]:
        expect(notebook.cell(cell)).to_contain_text(words)
    assert not notebook.errors
