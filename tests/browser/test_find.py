"""Finding items and walking through them; the list of what was done beside the widget."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.browser import accessibility
from tests.browser.attacks import ATTACKS
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, setup_cell, show
from tests.browser.surroundings import ScriptAlarm
from tests.browser.test_accessibility import CROWDED, THEMES

MANY = [f"kind {number}" for number in range(1, 11)]


def find(labeler: Labeler, text: str = "", *, label: str = "", status: str = "") -> None:
    """Open the panel by its key, say what to look for, and wait until that was looked for."""
    labeler.root.focus()
    labeler.press("/")
    expect(labeler.part("find-text")).to_be_focused()
    labeler.part("find-text").fill(text)
    labeler.part("find-value").select_option(label=label or "Any label")
    labeler.part("find-status").select_option(label=status or "Any status")
    expect(labeler.part("found")).not_to_have_attribute("data-state", "looking")


def go(labeler: Labeler) -> None:
    """Walk through what was found."""
    labeler.part("find-text").focus()
    labeler.press("Enter")
    expect(labeler.part("find-panel")).to_have_count(0)
    assert labeler.has_focus()


def expect_found(labeler: Labeler, words: str) -> None:
    expect(labeler.part("found")).to_have_text(words)


def expect_review(labeler: Labeler, words: str, place: str = "") -> None:
    expect(labeler.part("review").locator(".lw-sought")).to_have_text(words)
    if place:
        expect(labeler.part("progress")).to_have_text(place)


def rows(labeler: Labeler) -> Locator:
    return labeler.part("history-row")


def expect_rows(labeler: Labeler, *numbers: int) -> None:
    """The numbers of the items in the list, newest first."""
    found = labeler.part("history-row").locator(".lw-history-number")
    expect(found).to_have_text([f"#{number}" for number in numbers])


def test_a_text_is_found_as_it_is_typed_and_walked_through(plain: Notebooks) -> None:
    labeler = show(plain, 40)
    labeler.press("1", "2")
    labeler.press("/")
    labeler.page.keyboard.type("TEXT 3")
    expect_found(labeler, "11 items match")
    labeler.expect_item("text 3")
    labeler.press("Enter")
    expect_review(labeler, "11 items match: “TEXT 3”", "1 of 11")
    expect(labeler.part("said")).to_have_text("11 items match")
    labeler.expect_item("text 3")
    labeler.press("3")
    labeler.expect_item("text 30")
    expect_review(labeler, "11 items match: “TEXT 3”", "2 of 11")
    labeler.press("ArrowLeft")
    labeler.expect_item("text 3")
    expect(labeler.part("answered")).to_be_visible()
    labeler.press("ArrowRight", "ArrowRight")
    labeler.expect_item("text 31")
    labeler.press("Escape")
    expect(labeler.part("review")).to_have_count(0)
    labeler.expect_item("text 4")
    labeler.expect_progress(3, 40)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "helper", 3: "harmless"}
    assert labeler.kernel("w.find('text 3').index.tolist()") == [3, *range(30, 40)]


def test_what_was_said_of_items_finds_them(plain: Notebooks) -> None:
    labeler = show(plain, 12)
    labeler.press("1", "2", "f", "1", "s", "n")
    labeler.part("note-text").fill("look again")
    labeler.part("note-save").click()
    labeler.press("d")
    labeler.part("dispute-save").click()
    find(labeler, label="pest")
    expect_found(labeler, "2 items match")
    find(labeler, status="Skipped")
    expect_found(labeler, "1 item matches")
    find(labeler, status="Open")
    expect_found(labeler, "8 items match")
    for mark, words in (
        ("flagged", "1 item matches: flagged"),
        ("noted", "1 item matches: noted"),
        ("disputed", "1 item matches: label wrong"),
    ):
        find(labeler)
        labeler.part(f"find-{mark}").click()
        expect(labeler.part(f"find-{mark}")).to_have_attribute("aria-pressed", "true")
        expect_found(labeler, "1 item matches")
        go(labeler)
        expect_review(labeler, words, "1 of 1")
        labeler.expect_item("text 3" if mark == "flagged" else "text 5")
        labeler.press("/")
        labeler.part(f"find-{mark}").click()
        labeler.press("Escape", "Escape")
        labeler.expect_item("text 5")
    find(labeler, "text 3", label="pest", status="Answered")
    labeler.part("find-flagged").click()
    go(labeler)
    expect_review(labeler, "1 item matches: answered, flagged, pest, “text 3”", "1 of 1")


def test_a_number_or_a_key_leads_to_one_item_and_back(plain: Notebooks) -> None:
    labeler = show(plain, 40)
    labeler.press("1")
    find(labeler, "#30")
    expect_found(labeler, "Item 30. To search for the text, put it in quotes.")
    go(labeler)
    expect(labeler.part("review")).to_contain_text("Item 30")
    labeler.expect_item("text 30")
    labeler.press("3")
    labeler.expect_item("text 2")
    find(labeler, "7")
    go(labeler)
    labeler.expect_item("text 7")
    labeler.part("leave-review").click()
    labeler.expect_item("text 2")
    find(labeler, '"7"')
    expect_found(labeler, "4 items match")
    key = labeler.kernel("w.project.items.key_of(19)")
    find(labeler, key)
    go(labeler)
    labeler.expect_item("text 20")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 30: "harmless"}


def test_nothing_found_says_so_and_an_empty_question_asks_nothing(plain: Notebooks) -> None:
    labeler = show(plain, 12)
    labeler.press("/")
    expect_found(labeler, "Type or choose what to look for.")
    labeler.page.keyboard.type("no such thing")
    expect_found(labeler, "No item matches.")
    labeler.press("Enter")
    expect(labeler.part("find-panel")).to_be_visible()
    expect(labeler.part("find-text")).to_be_focused()
    labeler.expect_item("text 1")
    labeler.part("find-close").click()
    expect(labeler.part("find-panel")).to_have_count(0)
    labeler.press("1")
    labeler.expect_item("text 2")
    labeler.part("find").click()
    expect(labeler.part("find-text")).to_have_value("no such thing")
    expect(labeler.part("find")).to_have_attribute("aria-expanded", "true")
    labeler.part("find-text").fill("")
    labeler.press("Enter")
    expect(labeler.part("find-panel")).to_have_count(0)
    labeler.expect_item("text 2")


def test_undo_within_a_walk_stays_in_it(plain: Notebooks) -> None:
    labeler = show(plain, 12)
    find(labeler, "text 1")
    go(labeler)
    labeler.press("1", "2")
    labeler.expect_item("text 11")
    labeler.press("z")
    labeler.expect_item("text 10")
    expect_review(labeler, "4 items match: “text 1”", "2 of 4")
    labeler.press("z", "Shift+Z")
    labeler.expect_item("text 10")
    labeler.press("Escape")
    labeler.expect_item("text 2")
    labeler.expect_progress(1, 12)
    labeler.press(*"1" * 11)
    labeler.expect_stage("finished")
    labeler.wait_until_saved()
    assert sorted(labeler.labels()) == list(range(1, 13))


def test_ten_labels_and_the_end_of_a_walk(plain: Notebooks) -> None:
    labeler = show(plain, 20, labels=MANY)
    labeler.press(*"1234567890")
    labeler.press("/")
    labeler.part("find-value").focus()
    labeler.page.keyboard.type("kind 7")  # the browser's own way to choose in a list
    expect(labeler.part("find-value")).to_have_value(
        labeler.kernel("w.project.scheme.active[6].id")
    )
    expect_found(labeler, "1 item matches")
    labeler.part("find-go").click()
    labeler.expect_item("text 7")
    labeler.press("1")
    expect(labeler.part("review")).to_have_count(0)
    labeler.expect_item("text 11")


def test_finding_needs_the_kernel_and_labels_go_on_without_it(lab: Notebooks) -> None:
    labeler = show(lab, 40)
    labeler.notebook.kill_kernel()
    labeler.notebook.wait_until_restarted()
    expect(labeler.part("saved")).to_have_attribute("data-state", "away")
    labeler.root.focus()
    labeler.press("1")
    labeler.expect_item("text 2")
    labeler.press("/")
    labeler.page.keyboard.type("text 3")
    expect_found(labeler, "The kernel is offline. Your search waits until it is back.")
    labeler.press("Enter")
    expect(labeler.part("find-text")).to_have_value("text 3")
    labeler.label("helper").click()
    labeler.expect_item("text 3")
    expect(labeler.part("find-text")).to_have_value("text 3")
    labeler.press("Escape", "h")
    expect_rows(labeler, 2, 1)
    expect(labeler.part("history-rest")).to_have_text(
        "Earlier answers load when the kernel is back."
    )

    labeler.notebook.run(0)
    labeler.notebook.run(1)
    labeler.focus()
    labeler.expect_item("text 3")
    expect_rows(labeler, 2, 1)  # it stays open
    find(labeler, "text 3")
    expect_found(labeler, "11 items match")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "helper"}


def test_a_stream_is_found_in_as_far_as_it_was_read(plain: Notebooks) -> None:
    cell = """
import loopwidgets as lw
w = lw.annotate((f"text {n}" for n in range(1, 1000)), labels=["pest", "helper"], annotator="asha")
w"""
    notebook = plain([cell])
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    find(labeler, "text")
    expect(labeler.part("found")).to_contain_text("+ items match")
    go(labeler)
    labeler.press("1", "1")
    labeler.expect_item("text 3")
    expect(labeler.part("progress")).to_contain_text("+")
    labeler.press("Escape")
    labeler.expect_item("text 3")


def test_code_shows_an_item(plain: Notebooks) -> None:
    labeler = show(plain, 40)
    labeler.press("1")
    labeler.wait_until_saved()
    labeler.notebook.execute("w.go_to(w.find('text 33')['item'].iloc[0])")
    labeler.expect_item("text 33")
    labeler.notebook.execute("w.answer('helper')")
    labeler.expect_item("text 2")
    labeler.notebook.execute("w.go_to(9)")
    labeler.notebook.run(1)  # another view, of the same page: nothing is asked of it anew
    labeler.expect_item("text 9")
    labeler.notebook.run(0)
    labeler.notebook.execute("w.go_to(5)")
    labeler.notebook.run(1)
    labeler.expect_item("text 5")
    labeler.root.focus()
    labeler.press("Escape")
    labeler.expect_item("text 2")
    assert labeler.labels() == {1: "pest", 33: "helper"}


def test_two_views_share_a_walk_and_another_tab_has_its_own(
    lab: Notebooks, context: BrowserContext
) -> None:
    labeler = show(lab, 40, more=["w"])
    labeler.notebook.run(2)
    other = Labeler(notebook=labeler.notebook, index=2)
    other.expect_item("text 1")
    find(labeler, "text 3")
    go(labeler)
    expect_review(other, "11 items match: “text 3”", "1 of 11")
    other.root.focus()
    other.press("1")
    labeler.expect_item("text 30")
    tab = Labeler(notebook=labeler.notebook.open_again())
    tab.notebook.run(1)
    tab.expect_item("text 1")
    expect(tab.part("review")).to_have_count(0)
    labeler.expect_item("text 30")


# --- What was done -----------------------------------------------------------------------------------


def test_the_list_of_what_was_done_follows_along(plain: Notebooks) -> None:
    labeler = show(plain, 40)
    labeler.press("1", "f", "2")
    box = labeler.label("pest").bounding_box() or {}
    labeler.press("h")
    expect(labeler.part("history-list")).to_be_focused()
    after = labeler.label("pest").bounding_box() or {}
    assert (after["x"], after["y"]) == (box["x"], box["y"])
    expect_rows(labeler, 2, 1)
    first = rows(labeler).first
    expect(first).to_contain_text("text 2")
    expect(first).to_contain_text("helper")
    expect(first.get_by_role("img", name="Flagged")).to_be_visible()
    labeler.press("3", "s")
    expect_rows(labeler, 4, 3, 2, 1)
    expect(rows(labeler).first).to_contain_text("Skipped")
    labeler.press("z")
    expect_rows(labeler, 3, 2, 1)
    labeler.wait_until_saved()
    labeler.notebook.execute("w.project.answer('pest', item=w.project.items.key_of(20))")
    expect_rows(labeler, 21, 3, 2, 1)
    labeler.press("h")
    expect(labeler.part("history-panel")).to_have_count(0)
    assert labeler.has_focus()
    labeler.press("1")
    labeler.expect_progress(5, 40)


def test_an_answer_is_changed_in_place_from_the_list(plain: Notebooks) -> None:
    labeler = show(plain, 40)
    labeler.press(*"1112")
    labeler.part("history").click()
    expect_rows(labeler, 4, 3, 2, 1)
    labeler.press("ArrowDown", "ArrowDown", "Enter")
    labeler.expect_item("text 3")
    row = rows(labeler).nth(1)
    expect(row).to_have_attribute("aria-selected", "true")
    expect(row).to_have_attribute("aria-current", "true")
    expect(labeler.part("review")).to_contain_text("Item 3")
    expect(labeler.part("history-list")).to_be_focused()
    labeler.press("3")
    labeler.expect_item("text 5")
    expect_rows(labeler, 3, 4, 2, 1)
    rows(labeler).nth(3).click()
    labeler.expect_item("text 1")
    labeler.press("Escape", "Escape")
    labeler.expect_item("text 5")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "pest", 3: "harmless", 4: "helper"}


@pytest.mark.usefixtures("context")
def test_only_what_is_in_sight_of_a_long_list_is_in_the_page(lab: Notebooks) -> None:
    answers = "for key in w.project.next_items(500): w.project.answer('pest', item=key)"
    notebook = lab([setup_cell(600), answers, "w"])
    notebook.run_all()
    labeler = Labeler(notebook=notebook, index=2)
    labeler.expect_progress(500, 600)
    notebook.reload()  # the page has seen none of it
    notebook.run(2)
    labeler.focus()
    labeler.press("h")
    expect(rows(labeler).first).to_contain_text("text 500")
    assert rows(labeler).count() < 30
    chosen = labeler.root.locator("[role=option][aria-selected=true]")
    labeler.press("End")
    while (last := chosen.get_attribute("aria-posinset") or "") != "500":
        expect(rows(labeler).first).not_to_have_attribute("aria-setsize", last)  # more are here
        labeler.press("End")
        expect(chosen).not_to_have_attribute("aria-posinset", last)
        assert rows(labeler).count() < 30
    expect(chosen).to_contain_text("text 1")
    labeler.press("Enter")
    labeler.expect_item("text 1")
    labeler.press("Home")
    expect(chosen).to_contain_text("text 500")


def test_an_empty_list_says_what_comes_there(plain: Notebooks) -> None:
    labeler = show(plain, 4)
    labeler.press("h")
    expect(labeler.part("history-rest")).to_contain_text("Nothing yet")
    labeler.part("history-close").click()
    expect(labeler.part("history-panel")).to_have_count(0)


# --- Everyone ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
def test_axe_finds_nothing_while_finding(lab: Notebooks) -> None:
    labeler = show(lab, 40)
    labeler.page.emulate_media(reduced_motion="reduce")
    labeler.press("1", "f", "2", "n")
    labeler.part("note-text").fill("seen at dusk")
    labeler.part("note-save").click()
    labeler.press("h")
    find(labeler, "text")
    found: dict[str, list[str]] = {}
    for state in ("finding", "walking", "nothing found"):
        if state == "walking":
            go(labeler)
        elif state == "nothing found":
            find(labeler, "no such thing")
        for theme in THEMES:
            accessibility.use_theme(labeler.page, theme)
            found[f"{state}, {theme}"] = accessibility.violations(labeler.page)
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize("width", [320, 420, 620, 900])
def test_nothing_is_cut_off_at_any_width(width: int, plain: Notebooks, browser: Browser) -> None:
    labeler = show(plain, 40, labels=["pest", "helper", "a label of several words"])
    labeler.root.evaluate(
        "(root, width) => { root.parentElement.style.inlineSize = `${width}px`; }", width
    )
    labeler.press("3", "f", "3")
    labeler.wait_until_saved()
    before = labeler.label("pest").bounding_box()
    found = {}
    find(labeler, "text 1", label="a label of several words", status="Answered")
    labeler.part("find-flagged").click()
    expect_found(labeler, "No item matches.")
    found["finding"] = labeler.root.evaluate(CROWDED)
    if width < 700:
        expect(labeler.part("find-close")).to_be_in_viewport(ratio=1)
    labeler.part("find-flagged").click()
    expect_found(labeler, "1 item matches")
    go(labeler)
    found["walking"] = labeler.root.evaluate(CROWDED)
    labeler.press("Escape", "h")
    expect_rows(labeler, 2, 1)
    found["history"] = labeler.root.evaluate(CROWDED)
    if width < 700:
        assert labeler.label("pest").bounding_box() == before
    assert {where: what for where, what in found.items() if what} == {}


def test_attacks_are_looked_for_and_listed_as_text(plain: Notebooks) -> None:
    some = [attack for attack in ATTACKS if "\0" not in attack][:16]
    cell = f"""
import json, loopwidgets as lw
w = lw.annotate(json.loads({json.dumps(json.dumps(some))}), labels=["pest", {some[0]!r}], annotator="asha")
w"""
    notebook = plain([cell])
    alarm = ScriptAlarm(notebook.page)
    notebook.run(0)
    labeler = Labeler(notebook=notebook, index=0)
    labeler.focus()
    labeler.press("h")
    for number, key in enumerate("12" * 8, 1):  # a key answers nothing until an item is shown
        labeler.press(key)
        labeler.expect_progress(number, 16)
    labeler.expect_stage("finished")
    for attack in some:
        find(labeler, attack[:200])
        expect(labeler.part("found")).to_contain_text("match")
        go(labeler)
        text = labeler.part("review").locator(".lw-sought")
        expect(text).to_contain_text(" ".join(attack[:200].split()))
        assert text.locator("*").count() == 0
        assert labeler.part("review").locator("img, script, svg, iframe").count() == 0
    lines = labeler.root.locator(".lw-history-line")
    assert lines.count() > 0
    assert lines.locator("*").count() == 0
    alarm.assert_silent()
    assert notebook.errors == []
