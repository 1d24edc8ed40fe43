"""Labels that the data holds already, reviewed in a real notebook; and a queue that changes meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import LABELS, Labeler

SETUP = f"""
import json, numpy as np, pandas as pd, loopwidgets as lw
df = pd.DataFrame({{"text": [f"text {{n}}" for n in range(1, 41)]}}, index=range(1, 41))
df["label"] = ["pest", "helper", "harmless", None] * 10
w = lw.annotate(df, "text", labels={list(LABELS)!r}, initial="label", annotator="asha")
"""

SUSPECTS = """
places = {"pest": 0, "helper": 1, "harmless": 2}
probs = np.full((40, 3), 0.04)
for row, label in enumerate(df["label"]):
    probs[row, places.get(label, 0)] = 0.92
probs[32] = 0.01, 0.98, 0.01
probs[20] = 0.04, 0.92, 0.04
suspects = w.suspects(probs)
"""


def show(jupyter: Notebooks) -> Labeler:
    notebook = jupyter([SETUP, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


def expect_pressed(labeler: Labeler, *names: str) -> None:
    for name in LABELS:
        pressed = "true" if name in names else "false"
        expect(labeler.label(name)).to_have_attribute("aria-pressed", pressed)


def test_labels_are_kept_with_enter_and_corrected_with_another_key(plain: Notebooks) -> None:
    labeler = show(plain)
    labeler.expect_item("text 1")
    expect_pressed(labeler, "pest")
    expect(labeler.part("initial")).to_have_text("Labeled before as pest: Enter keeps it")
    labeler.expect_progress(0, 40)
    labeler.expect_counts(0, 0, 0)
    labeler.press("Enter")
    labeler.expect_item("text 2")
    expect_pressed(labeler, "helper")
    labeler.press("1")
    labeler.expect_item("text 3")
    labeler.press("3")
    labeler.expect_item("text 4")
    expect_pressed(labeler)
    expect(labeler.part("initial")).to_have_count(0)
    labeler.press("Enter")
    labeler.expect_item("text 4")
    labeler.press("2")
    labeler.expect_progress(4, 40)
    labeler.wait_until_saved()
    rows = "[[i, r.initial, r.label, r.annotator] for i, r in w.{}.iterrows()]"
    assert labeler.kernel(rows.format("changes")) == [[2, "helper", "pest", "asha"]]
    assert labeler.kernel(rows.format("reviewed")) == [
        [1, "pest", "pest", "asha"],
        [2, "helper", "pest", "asha"],
        [3, "harmless", "harmless", "asha"],
    ]
    assert labeler.labels() == {1: "pest", 2: "pest", 3: "harmless", 4: "helper"}


def test_what_was_answered_shows_the_answer_and_undo_brings_the_label_back(
    plain: Notebooks,
) -> None:
    labeler = show(plain)
    labeler.press("2", "ArrowLeft")
    labeler.expect_item("text 1")
    expect_pressed(labeler, "helper")
    expect(labeler.part("initial")).to_have_count(0)
    labeler.press("z")
    expect_pressed(labeler, "pest")
    expect(labeler.part("initial")).to_be_visible()
    labeler.expect_progress(0, 40)
    labeler.wait_until_saved()
    assert labeler.kernel("len(w.reviewed)") == 0


def test_a_new_order_is_followed_behind_the_next_two_items(plain: Notebooks) -> None:
    labeler = show(plain)
    labeler.press("Enter")
    labeler.expect_item("text 2")
    labeler.wait_until_saved()
    labeler.notebook.execute("w.project.ask_first(np.arange(40.0))")
    labeler.expect_item("text 2")
    before = []
    while (text := labeler.part("item").inner_text()) != "text 40":
        before.append(int(text.removeprefix("text ")))
        assert len(before) < 8, "the new order does not come"
        labeler.press("1")
        labeler.wait_until_saved()
    assert before == [2, 3, 4, 5, 6, 7, 8][: len(before)]
    assert len(before) >= 3
    for number, key in ((40, "1"), (39, "Enter"), (38, "1")):
        labeler.expect_item(f"text {number}")
        labeler.press(key)
    labeler.expect_item("text 37")
    labeler.wait_until_saved()
    assert labeler.kernel("sorted(w.labels.index.tolist())") == [1, *before, 38, 39, 40]


def test_likely_errors_are_asked_about_with_their_label_and_corrected(plain: Notebooks) -> None:
    pytest.importorskip("cleanlab")
    labeler = show(plain)
    labeler.notebook.execute(SUSPECTS)
    assert labeler.kernel("suspects['suggested'].to_dict()") == {"33": "helper", "21": "helper"}
    for number in (1, 2, 3):
        labeler.expect_item(f"text {number}")
        labeler.press("Enter")
    labeler.expect_item("text 33")
    expect(labeler.part("initial")).to_have_text("Labeled before as pest: Enter keeps it")
    labeler.press("2")
    labeler.expect_item("text 21")
    labeler.press("Enter")
    labeler.wait_until_saved()
    assert labeler.kernel("w.changes['label'].to_dict()") == {"33": "helper"}
    assert labeler.labels()[21] == "pest"
