"""Everyone can use images and rows too: screen readers, small places, other themes, keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler
from tests.browser.test_accessibility import CROWDED, FOCUSED, THEMES

VIEWS = """
import loopwidgets as lw, pandas as pd
from PIL import Image

drawing = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'><circle cx='2' cy='1' r='1'/></svg>"
shots = pd.DataFrame({
    "picture": [Image.new("RGB", (800, 600), "green"), drawing, "gone.jpg", Image.new("L", (600, 800))],
    "place": "Plot 12, brinjal, after rain",
})
images = lw.annotate(
    shots, view=lw.Image("picture", caption="place"), labels=["pest", "helper", "harmless"],
    annotator="asha", project="images",
)
rows = [{
    "name": "Leaf beetle", "seen": pd.Timestamp("2026-03-01"), "count": 1234567.0, "share": 0.25,
    "page": "https://example.org/a/long/path/that/goes/on/and/on/and/on/and/on?with=a&query=too",
    "parts": {"legs": 6, "wings": [1, 2]}, "gap": None, "grown": True,
    "photo": drawing, "story": "It eats the brown part of the leaf. " * 40, "word": "w" * 90,
}, {"name": "Bee", "seen": pd.NaT, "count": 3, "story": "x", "word": "y"}]
records = lw.annotate(
    rows, view=lw.Record(large="story"), labels=["pest", "helper", "harmless"], annotator="asha",
    project="records",
)
"""


def shown(lab: Notebooks, name: str) -> Labeler:
    notebook = lab([f"{VIEWS}\n{name}"])
    notebook.page.emulate_media(reduced_motion="reduce")
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    return labeler


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("name", ["images", "records"])
def test_axe_finds_nothing_in_any_state_of_a_view_and_any_theme(lab: Notebooks, name: str) -> None:
    labeler = shown(lab, name)
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        for theme in THEMES:
            accessibility.use_theme(labeler.page, theme)
            found[f"{state}, {theme}"] = accessibility.violations(labeler.page)

    look("first")
    if name == "images":
        labeler.part("light").click()
        labeler.part("keep-zoom").click()
        labeler.part("nearer").click()
        look("near, light open")
    else:
        labeler.part("show-all").click()
        look("all of it")
    labeler.root.focus()
    labeler.press("?")
    expect(labeler.part("help-card")).to_be_visible()
    look("help")
    labeler.press("Escape", "1")
    look("second")
    if name == "images":
        labeler.press("1")
        expect(labeler.part("problem")).to_be_visible()
        look("card")
    assert {where: what for where, what in found.items() if what} == {}
    assert len(found) == 3 * {"images": 5, "records": 4}[name]


@pytest.mark.parametrize("name", ["images", "records"])
def test_nothing_of_a_view_is_cut_off_in_a_narrow_place(plain: Notebooks, name: str) -> None:
    labeler = shown(plain, name)
    labeler.root.evaluate("root => { root.parentElement.style.inlineSize = '320px'; }")
    found = {"first": labeler.root.evaluate(CROWDED)}
    if name == "images":
        labeler.part("light").click()
        found["light"] = labeler.root.evaluate(CROWDED)
    labeler.root.focus()
    for number in (2, 3):
        labeler.press("1")
        found[f"item {number}"] = labeler.root.evaluate(CROWDED)
    assert {where: what for where, what in found.items() if what} == {}


def test_tools_of_an_image_are_reached_and_used_by_keyboard_and_have_names(
    lab: Notebooks,
) -> None:
    labeler = shown(lab, "images")
    reached = {}
    for theme in THEMES[:2]:
        accessibility.use_theme(labeler.page, theme)
        labeler.root.focus()
        for _ in range(40):
            labeler.press("Tab")
            if not labeler.has_focus():
                break
            name, visible = labeler.page.evaluate(FOCUSED)
            reached[name] = labeler.page.evaluate("() => document.activeElement.ariaLabel")
            assert visible, f"{theme}: {name} has the focus, and nothing shows it"
    tools = ["farther", "zoom", "nearer", "keep-zoom", "light"]
    assert all(reached[tool] for tool in tools)
    labeler.part("light").focus()
    labeler.press("Enter")
    expect(labeler.part("light")).to_have_attribute("aria-expanded", "true")
    labeler.part("brightness").focus()
    labeler.press("ArrowRight", "ArrowRight")
    expect(labeler.part("image")).to_have_css("filter", "brightness(1.1) contrast(1)")
    labeler.part("keep-zoom").focus()
    labeler.press("Space")
    expect(labeler.part("keep-zoom")).to_have_attribute("aria-pressed", "true")
    assert labeler.part("image").get_attribute("role") == "img"
    assert labeler.part("image").get_attribute("aria-label") == "Image 1"
