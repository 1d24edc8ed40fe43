"""Labels by the hundred in a real notebook: found as one types, on digits, made in place, a few an item."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import CDPSession, Locator, expect

from tests.browser import accessibility
from tests.browser.attacks import ATTACKS
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, setup_cell, show
from tests.browser.surroundings import ScriptAlarm, notebook_untouched
from tests.browser.test_accessibility import CROWDED, THEMES

KINDS = ["aphid", "beetle", "bug", "fly", "honey bee", "mite", "moth", "thrips", "wasp", "weevil"]
PLANTS = ["apple", "bean", "café", "cotton", "कपास", "maize", "onion", "potato", "rice", "wheat"]
MANY = [f"{plant} {kind}" for kind in KINDS for plant in PLANTS] + [
    f"nobody {number}" for number in range(100)
]


IN_SIGHT = 8
"""So many rows of the list are in sight at the least."""


def many(jupyter: Notebooks, items: int = 40, *, options: str = "") -> Labeler:
    """Show a widget with 200 labels."""
    return show(jupyter, items, labels=MANY, options=options)


def field(labeler: Labeler) -> Locator:
    return labeler.part("label-search")


def find(labeler: Labeler, text: str) -> None:
    """Open the list by its key, and type."""
    labeler.press("l")
    expect(field(labeler)).to_be_focused()
    labeler.page.keyboard.type(text)
    expect(field(labeler)).to_have_value(text)


def expect_found(labeler: Labeler, *names: str) -> None:
    """What the list shows, in its order; of a long one, what is in sight."""
    rows = labeler.part("label-option").locator(".lw-option-title")
    if len(names) <= IN_SIGHT:
        expect(rows).to_have_text(list(names))
    for place, name in enumerate(names[:IN_SIGHT]):
        expect(rows.nth(place)).to_have_text(name)


def expect_strip(labeler: Labeler, *names: str) -> None:
    expect(labeler.part("label").locator(".lw-title")).to_have_text(list(names))


def active(labeler: Labeler) -> Locator:
    return labeler.root.locator("[data-active='true']")


def test_a_label_is_found_and_chosen_by_keys_alone(jupyter: Notebooks) -> None:
    labeler = many(jupyter)
    with notebook_untouched(labeler.notebook):
        find(labeler, "rice w")
        expect_found(labeler, "rice wasp", "rice weevil")
        expect(labeler.part("item")).to_be_visible()
        expect(active(labeler)).to_have_attribute("data-label", "rice wasp")
        labeler.press("ArrowDown", "Enter")
        labeler.expect_item("text 2")
        assert labeler.has_focus()
        expect(field(labeler)).to_have_value("")
        expect_strip(labeler, *MANY[:9], "rice weevil")
        labeler.press("0", "1")
        labeler.expect_item("text 4")
        find(labeler, "BB dd 00 zsfn")
        expect(labeler.part("label-list")).to_contain_text("No label matches “BB dd 00 zsfn”.")
        labeler.press("Enter", "Escape")
        assert labeler.has_focus()
        find(labeler, "cafe wea")
        expect_found(labeler)
        labeler.press("Escape")
        find(labeler, "CAFE WEE")
        expect_found(labeler, "café weevil")
        labeler.press("Enter")
        find(labeler, "कपास")
        expect_found(labeler, *[f"कपास {kind}" for kind in KINDS])
        labeler.press("Enter", "z", "Shift+Z")
        labeler.expect_progress(5, 40)
        labeler.press("Escape")
        assert not labeler.has_focus()
    labeler.wait_until_saved()
    assert labeler.labels() == {
        1: "rice weevil",
        2: "rice weevil",
        3: "apple aphid",
        4: "café weevil",
        5: "कपास aphid",
    }


def test_a_label_is_found_and_chosen_with_the_mouse(plain: Notebooks) -> None:
    labeler = many(plain)
    field(labeler).click()
    expect(labeler.part("label-list")).to_be_visible()
    labeler.part("label-list").hover()
    labeler.page.mouse.wheel(0, 30 * 150)
    row = labeler.root.locator("[data-lw='label-option'][data-label='nobody 50']")
    row.click()
    labeler.expect_item("text 2")
    assert labeler.has_focus()
    expect(labeler.part("label-list")).to_have_count(0)
    labeler.label("nobody 50").click()
    labeler.expect_item("text 3")
    field(labeler).click()
    labeler.page.keyboard.type("bean")
    labeler.part("label-option").nth(1).click()
    labeler.expect_item("text 4")
    field(labeler).click()
    labeler.part("flag").click()
    expect(labeler.part("label-list")).to_have_count(0)
    expect(labeler.part("flagged")).to_be_visible()
    labeler.wait_until_saved()
    assert labeler.events() == [
        *("answer nobody 50", "answer nobody 50", "answer bean beetle", "flag")
    ]


@pytest.mark.usefixtures("context")
def test_the_strip_keeps_its_places_over_a_reload_and_a_restart(lab: Notebooks) -> None:
    labeler = many(lab)
    for text in ("wheat weevil", "rice mite"):
        find(labeler, text)
        labeler.press("Enter")
    there = [*MANY[:8], "rice mite", "wheat weevil"]
    expect_strip(labeler, *there)
    labeler.wait_until_saved()
    labeler.notebook.save()
    labeler.notebook.reload()
    labeler.focus()
    expect_strip(labeler, *there)
    labeler.notebook.restart_kernel()
    labeler.notebook.run(0)
    labeler.notebook.run(1)
    labeler.focus()
    expect_strip(labeler, *there)
    labeler.press("9")
    labeler.wait_until_saved()
    assert labeler.labels()[3] == "rice mite"


KEYBOARDS = {
    "AZERTY": ({"key": "l", "code": "KeyL"}, {"key": "à", "code": "Digit0"}),
    "Dvorak": ({"key": "l", "code": "KeyP"}, {"key": "0", "code": "Digit0"}),
    "Devanagari": ({"key": "त", "code": "KeyL"}, {"key": "०", "code": "Digit0"}),
}


@pytest.mark.parametrize("keyboard", KEYBOARDS)
def test_the_list_opens_and_the_digits_act_on_any_keyboard(plain: Notebooks, keyboard: str) -> None:
    labeler = many(plain)
    session = labeler.page.context.new_cdp_session(labeler.page)
    opens, zero = KEYBOARDS[keyboard]
    _press(session, opens)
    expect(field(labeler)).to_be_focused()
    expect(field(labeler)).to_have_value("")
    labeler.page.keyboard.type("potato thr")
    labeler.press("Enter")
    labeler.expect_item("text 2")
    _press(session, zero)
    labeler.expect_item("text 3")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "potato thrips", 2: "potato thrips"}


def _press(session: CDPSession, key: dict[str, str]) -> None:
    press = {"windowsVirtualKeyCode": ord(key["code"][-1]), "text": key["key"], **key}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", **press})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **press, "text": ""})


def test_an_input_method_composes_undisturbed(plain: Notebooks) -> None:
    labeler = many(plain)
    session = labeler.page.context.new_cdp_session(labeler.page)
    labeler.press("l")
    expect(field(labeler)).to_be_focused()
    compose = {"selectionStart": 3, "selectionEnd": 3, "text": "कपा"}
    session.send("Input.imeSetComposition", compose)
    expect(labeler.part("label-option").first).to_have_attribute("data-label", "कपास aphid")
    for key in ("Enter", "Escape", "ArrowDown"):
        field(labeler).evaluate(
            """(field, key) => field.dispatchEvent(new KeyboardEvent('keydown',
                {key, code: key, isComposing: true, bubbles: true, composed: true}))""",
            key,
        )
    labeler.expect_item("text 1")
    expect(active(labeler)).to_have_attribute("data-label", "कपास aphid")
    session.send("Input.insertText", {"text": "कपास b"})
    expect(field(labeler)).to_have_value("कपास b")
    expect_found(labeler, "कपास beetle", "कपास bug", "कपास honey bee")
    labeler.press("Enter")
    labeler.expect_item("text 2")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "कपास beetle"}


def test_several_labels_are_toggled_while_the_list_stays(plain: Notebooks) -> None:
    labeler = many(plain, options="multiple=True")
    find(labeler, "rice")
    labeler.press("Enter", "ArrowDown", "Enter")
    expect(labeler.part("said")).to_have_text("rice beetle chosen")
    labeler.page.keyboard.type("wheat wee")
    labeler.press("Enter")
    labeler.expect_item("text 1")
    labeler.press("Control+Enter")
    labeler.expect_item("text 2")
    assert labeler.has_focus()
    find(labeler, "rice a")
    labeler.press("Enter", "Enter", "Escape", "1", "Enter")
    labeler.expect_item("text 3")
    field(labeler).click()
    labeler.part("label-option").nth(3).click()
    labeler.part("label-option").nth(1).click()
    labeler.part("confirm").click()
    labeler.expect_item("text 4")
    assert labeler.has_focus()
    labeler.wait_until_saved()
    assert labeler.labels() == {
        1: ["rice aphid", "rice beetle", "wheat weevil"],
        2: ["apple aphid"],
        3: ["bean aphid", "cotton aphid"],
    }


# --- New labels -------------------------------------------------------------------------------------


def test_a_new_label_is_made_in_place_and_is_there_after_a_restart(plain: Notebooks) -> None:
    labeler = many(plain, options="allow_new=True")
    find(labeler, "  leaf   hopper ")
    expect(labeler.part("new-label")).to_contain_text("New label “leaf hopper”")
    labeler.press("Enter")
    labeler.expect_item("text 2")
    expect_strip(labeler, *MANY[:9], "leaf hopper")
    find(labeler, "Leaf HOPPER")
    expect(labeler.part("new-label")).to_have_count(0)
    labeler.press("Enter")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "leaf hopper", 2: "leaf hopper"}
    assert labeler.kernel("[len(w.project.scheme.active), w.project.scheme.version]") == [201, 2]
    assert labeler.kernel("w.project.add_label('katydid')") == "katydid"
    find(labeler, "katy")
    expect_found(labeler, "katydid")
    labeler.press("Enter")
    labeler.wait_until_saved()

    labeler.notebook.restart_kernel()
    labeler.notebook.run(0)
    labeler.notebook.run(1)
    labeler.focus()
    expect_strip(labeler, *MANY[:8], "katydid", "leaf hopper")
    labeler.press("9", "ArrowLeft", "ArrowLeft")
    expect(labeler.part("answered")).to_contain_text("katydid")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "leaf hopper", 2: "leaf hopper", 3: "katydid", 4: "katydid"}
    assert labeler.kernel("w.project.scheme.version") == 3
    expect(labeler.part("paste")).to_have_count(0)


def test_a_label_made_while_the_kernel_is_away_is_delivered_once(lab: Notebooks) -> None:
    labeler = many(lab, options="allow_new=True")
    labeler.press("1")
    labeler.wait_until_saved()
    labeler.notebook.kill_kernel()
    find(labeler, "leaf hopper")
    labeler.press("Enter")
    labeler.expect_item("text 3")
    labeler.press("0", "z", "Shift+Z")
    labeler.notebook.wait_until_restarted()
    expect(labeler.part("saved")).to_have_text("kernel offline, 4 kept here")
    labeler.notebook.run(0)
    labeler.notebook.run(1)
    labeler.focus()
    labeler.expect_item("text 4")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "apple aphid", 2: "leaf hopper", 3: "leaf hopper"}
    assert labeler.kernel("[len(w.project.scheme.active), w.project.scheme.version]") == [201, 2]
    assert labeler.kernel("len(w.events)") == 5
    expect(labeler.label("leaf hopper")).to_be_visible()
    find(labeler, "leaf")
    expect_found(labeler, "leaf hopper")


def test_two_tabs_that_make_the_same_label_make_one(lab: Notebooks) -> None:
    first = many(lab, options="allow_new=True")
    first.notebook.save()
    second = replace(first, notebook=first.notebook.open_again())
    second.focus()
    find(second, "leaf hopper")
    first.page.bring_to_front()
    first.focus()
    find(first, "Leaf Hopper")
    first.press("Enter")
    second.page.bring_to_front()
    second.press("s", "Backspace")
    expect_found(second, "Leaf Hopper")
    expect(second.part("label-option")).to_contain_text("1")
    expect(second.part("new-label")).to_have_count(0)
    second.press("Enter")
    second.wait_until_saved()
    assert first.kernel("w.project.scheme.names[200:]") == ["Leaf Hopper"]
    assert set(first.labels().values()) == {"Leaf Hopper"}

    # Both are about to make one that the other does not know of.
    first.page.bring_to_front()
    labels = []
    for tab, name in ((first, "plant hopper"), (second, "PLANT hopper")):
        tab.page.bring_to_front()
        tab.focus()
        find(tab, name)
        labels.append(tab.part("new-label"))
    expect(labels[0]).to_have_count(1)
    expect(labels[1]).to_have_count(1)
    second.press("Enter")
    first.page.bring_to_front()
    first.press("Enter")
    for tab in (first, second):
        tab.wait_until_saved()
    assert first.kernel("w.project.scheme.names[200:]") == ["Leaf Hopper", "PLANT hopper"]
    assert first.kernel("w.project.scheme.version") == 3


def test_texts_that_attack_are_new_labels_like_any_other(lab: Notebooks) -> None:
    attacks = [attack for attack in ATTACKS if len(attack) <= 200 and "\0" not in attack][:12]
    labeler = show(lab, 14, labels=[], options="allow_new=True")
    alarm = ScriptAlarm(labeler.page)
    expect(labeler.root).to_contain_text("There is no label yet: type a name.")
    for attack in attacks:
        labeler.press("l")
        field(labeler).fill(attack)
        name = " ".join(attack.split())
        expect(labeler.part("new-label").locator("bdi")).to_have_text(name)
        labeler.press("Enter")
        expect(labeler.part("label-list")).to_have_count(0)
        labeler.press("ArrowLeft")
        expect(labeler.part("answered")).to_contain_text(name[:40])
        labeler.press("ArrowRight")
    labeler.wait_until_saved()
    assert list(labeler.labels().values()) == [" ".join(attack.split()) for attack in attacks]
    labeler.press("1", "1")
    labeler.expect_stage("finished")
    expect(labeler.part("other-labels")).to_be_visible()
    labeler.notebook.save()
    labeler.notebook.execute("w.plot()")
    assert labeler.root.locator(".lw-answer :is(img, script, iframe, math, a)").count() == 0
    alarm.assert_silent()
    assert labeler.notebook.errors == []


# --- Labels of an item ------------------------------------------------------------------------------


SUBSETS = """
import json, pandas as pd, loopwidgets as lw
df = pd.DataFrame(
    {"text": [f"text {n}" for n in range(1, 11)], "fits": [["pest", "harmless"], None] * 5},
    index=range(1, 11),
)
w = lw.annotate(df, labels=["pest", "helper", "harmless"], labels_for="fits", annotator="asha")
"""


def test_only_the_labels_of_the_item_can_be_chosen_and_no_button_moves(plain: Notebooks) -> None:
    notebook = plain([SUBSETS, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    where = [label.bounding_box() for label in labeler.part("label").all()]
    expect(labeler.label("helper")).to_have_attribute("aria-disabled", "true")
    labeler.press("2")
    labeler.label("helper").click(force=True)
    labeler.expect_item("text 1")
    labeler.press("3")
    labeler.expect_item("text 2")
    expect(labeler.label("helper")).not_to_have_attribute("aria-disabled", "true")
    assert [label.bounding_box() for label in labeler.part("label").all()] == where
    labeler.press("2")
    labeler.expect_item("text 3")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "harmless", 2: "helper"}


BY_FAMILY = f"""
import json, pandas as pd, loopwidgets as lw
df = pd.DataFrame({{"text": [f"text {{n}}" for n in range(1, 7)]}}, index=range(1, 7))
df["plant"] = ["rice", "bean", "every", "broken", "rice", "rice"]
labels = {MANY!r}
def fits(row):
    if row["plant"] == "broken":
        raise KeyError("no such plant")
    if row["plant"] == "every":
        return None
    return [label for label in labels if label.startswith(row["plant"])]
w = lw.annotate(df, "text", labels=labels, labels_for=fits, annotator="asha")
"""


def test_few_of_many_labels_are_on_the_digits_and_a_failure_is_told(plain: Notebooks) -> None:
    notebook = plain([BY_FAMILY, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    expect_strip(labeler, *[f"rice {kind}" for kind in KINDS])
    find(labeler, "mite")
    expect_found(labeler, "rice mite")
    labeler.page.keyboard.press("Control+A")
    labeler.page.keyboard.type("bean mite")
    expect(labeler.part("label-list")).to_contain_text(
        "“bean mite” is a label, and not one of this"
    )
    labeler.press("Enter", "Escape", "2")
    labeler.expect_item("text 2")
    expect_strip(labeler, *[f"bean {kind}" for kind in KINDS])
    labeler.press("0")
    labeler.expect_item("text 3")
    expect_strip(labeler, *MANY[:8], "bean weevil", "rice beetle")
    labeler.press("1")
    expect(labeler.part("problem")).to_contain_text("labels_for raised KeyError: 'no such plant'")
    find(labeler, "nobody 7")
    labeler.press("Enter")
    labeler.expect_item("text 5")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "rice beetle", 2: "bean weevil", 3: "apple aphid", 4: "nobody 7"}


# --- How it looks -----------------------------------------------------------------------------------


def test_nothing_moves_or_is_cut_off_on_a_narrow_page(plain: Notebooks) -> None:
    long = "a label with a name that is far too long for the place of a button in the strip"
    labeler = show(plain, labels=[long, *MANY], options="allow_new=True")
    labeler.root.evaluate("root => { root.parentElement.style.inlineSize = '330px'; }")
    before = labeler.root.bounding_box()
    assert labeler.root.evaluate(CROWDED) == []
    find(labeler, "bee")
    labeler.expect_item("text 1")
    assert labeler.root.evaluate(CROWDED) == []
    labeler.press("Enter", "1")
    labeler.expect_item("text 3")
    assert labeler.root.evaluate(CROWDED) == []
    assert labeler.root.bounding_box() == before


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
def test_axe_finds_nothing_in_the_list_and_the_strip(lab: Notebooks) -> None:
    labeler = many(lab, options="allow_new=True, multiple=True")
    labeler.page.emulate_media(reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        for theme in THEMES:
            accessibility.use_theme(labeler.page, theme)
            found[f"{state}, {theme}"] = accessibility.violations(labeler.page)

    look("strip")
    labeler.focus()
    labeler.press("l")
    look("list")
    labeler.page.keyboard.type("rice")
    labeler.press("Enter")
    look("found and chosen")
    labeler.page.keyboard.type("leaf hopper")
    look("new label")
    assert len(found) == 12
    assert {where: what for where, what in found.items() if what} == {}


def test_the_list_is_a_combobox_to_screen_readers(plain: Notebooks) -> None:
    labeler = many(plain)
    box = labeler.root.get_by_role("combobox", name="Find a label")
    expect(box).to_have_attribute("aria-expanded", "false")
    find(labeler, "rice")
    expect(box).to_have_attribute("aria-expanded", "true")
    option = labeler.root.get_by_role("option").first
    expect(option).to_have_attribute("aria-selected", "true")
    expect(option).to_have_attribute("aria-setsize", "10")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    expect(labeler.root.get_by_role("status").filter(has_text="10 of 200")).to_have_count(1)
    labeler.press("Enter")
    expect(labeler.part("said")).to_have_text("rice aphid. 1 of 40")


def test_ten_labels_are_buttons_as_ever(plain: Notebooks) -> None:
    notebook = plain([setup_cell(labels=[f"l{n}" for n in range(10)]), "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    expect(field(labeler)).to_have_count(0)
    labeler.press("l", "0")
    labeler.expect_item("text 2")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "l9"}
