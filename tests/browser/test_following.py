"""What follows the labeling in the notebook: the user's own column, callbacks, and handing in."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Notebooks
from tests.browser.guests import until
from tests.browser.labeler import Labeler, setup_cell, show

CALLBACKS = """
heard, ended = [], []
w.on_answer(lambda answer: heard.append([answer.index, answer.label]))
w.on_finish(lambda progress: ended.append(progress.answered))
def wrong(answer):
    return 1 / 0
stop = w.on_answer(wrong)
"""


def answered(file: Path) -> int:
    """How many answers an SQLite file holds."""
    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM lw_current WHERE status = 'answered'"
        ).fetchone()
    return int(count)


def test_the_users_column_holds_what_was_answered_when_the_next_cell_runs(
    plain: Notebooks,
) -> None:
    labeler = show(plain, 5, options="column='label'", more=["print(df['label'].tolist())"])
    notebook = labeler.notebook
    labeler.press("1", "2", "s")
    labeler.wait_until_saved()
    notebook.run(2)
    assert notebook.text(2).strip() == "['pest', 'helper', None, None, None]"
    labeler.focus()
    labeler.press("z", "z", "3")
    labeler.wait_until_saved()
    notebook.run(2)
    assert notebook.text(2).strip() == "['pest', 'harmless', None, None, None]"


def test_what_is_answered_through_another_kernel_is_not_asked_again(lab: Notebooks) -> None:
    labeler = show(lab, 40)
    labeler.press("1")
    labeler.wait_until_saved()
    labeler.expect_item("text 2")
    code = f"{setup_cell()}\nw.answer('helper'); w.answer('helper')"
    subprocess.run([sys.executable, "-c", code], cwd=labeler.notebook.file.parent, check=True)
    labeler.press("f")
    labeler.expect_progress(3, 40)
    labeler.expect_item("text 2")
    expect(labeler.part("answered")).to_contain_text("helper")
    labeler.press("ArrowRight")
    labeler.expect_item("text 4")
    labeler.press("3")
    labeler.expect_progress(4, 40)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "helper", 3: "helper", 4: "harmless"}
    assert labeler.kernel("len(w.project.conflicts)") == 0
    saved = labeler.notebook.save()
    assert "4 of 40 answered" in str(saved.cells)


def test_a_running_cell_never_sees_its_frame_change(plain: Notebooks) -> None:
    cell = "import time\nfor _ in range(20):\n    time.sleep(0.1)\nprint(df['label'].tolist())"
    labeler = show(plain, 5, options="column='label'", more=[cell, "print(df['label'].tolist())"])
    notebook = labeler.notebook
    notebook.start(2)
    labeler.focus()
    labeler.press("1")
    labeler.wait_until_saved()
    notebook.wait_until_finished(2)
    notebook.run(3)
    assert notebook.text(2).strip() == "[None, None, None, None, None]"
    assert notebook.text(3).strip() == "['pest', None, None, None, None]"


def test_callbacks_hear_of_answers_and_of_the_end_and_their_errors_are_shown(
    plain: Notebooks,
) -> None:
    notebook = plain([f"{setup_cell(3)}\n{CALLBACKS}", "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    labeler.press("1")
    expect(labeler.part("notice")).to_contain_text("on_answer: ZeroDivisionError: division by zero")
    expect(labeler.part("notice")).to_contain_text("return 1 / 0")
    labeler.press("2", "3")
    labeler.expect_stage("finished")
    labeler.wait_until_saved()
    # Callbacks have a thread of their own, and are called in order: "saved" does not wait for them.
    until(lambda: labeler.kernel("ended") == [3], "on_finish is called")
    assert labeler.kernel("heard") == [[1, "pest"], [2, "helper"], [3, "harmless"]]


def handed_in(labeler) -> Path:
    """Press the button, and return the file that the widget names."""
    labeler.part("hand-in").click()
    expect(labeler.part("notice")).to_contain_text("next to the notebook")
    words = labeler.part("notice").inner_text()
    name = words.removeprefix("Saved as ").partition(", next to")[0]
    return labeler.notebook.file.with_name(name)


def test_answers_are_handed_in_with_a_button_also_before_the_end(plain: Notebooks) -> None:
    labeler = show(plain, 3, options="project='notes'")
    labeler.press("1", "?")
    made = handed_in(labeler)
    assert made.name.startswith("notes-asha-")
    assert answered(made) == 1
    assert labeler.has_focus()
    labeler.press("2", "3")
    labeler.expect_stage("finished")
    labeler.part("notice").locator("button").click()
    expect(labeler.part("notice")).to_have_count(0)
    assert handed_in(labeler) == made
    assert answered(made) == 3
    assert labeler.labels() == {1: "pest", 2: "helper", 3: "harmless"}


def test_handing_in_leaves_another_file_of_that_name_alone(plain: Notebooks) -> None:
    labeler = show(plain, 3, options="project='notes'")
    labeler.press("1", "?")
    other = handed_in(labeler)
    other.write_text("my diary")
    labeler.part("notice").locator("button").click()
    expect(labeler.part("notice")).to_have_count(0)
    labeler.press("?")
    made = handed_in(labeler)
    assert made.name == f"{other.stem}-2.db"
    assert answered(made) == 1
    assert other.read_text() == "my diary"


def test_a_reset_in_a_cell_asks_and_shows_the_first_item_again(lab: Notebooks) -> None:
    labeler = show(lab, 5, more=["print(w.reset())"])
    page = labeler.page
    labeler.press("1", "2", "f", "3")
    labeler.wait_until_saved()
    labeler.notebook.start(2)
    question = labeler.notebook.cell(2).locator(".jp-Stdin")
    expect(question).to_contain_text("Take back everything that asha recorded for 3 items?")
    question.locator("input").fill("yes")
    page.keyboard.press("Enter")
    labeler.notebook.wait_until_finished(2)
    labeler.expect_item("text 1")
    labeler.expect_progress(0, 5)
    labeler.expect_counts(0, 0, 0)
    labeler.focus()
    labeler.press("2", "ArrowLeft", "z")
    labeler.wait_until_saved()
    labeler.expect_item("text 1")
    assert labeler.labels() == {}
