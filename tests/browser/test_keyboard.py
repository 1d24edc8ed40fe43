"""Keys: they act in the widget while it has the focus, and on nothing else, ever."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, setup_cell, show
from tests.browser.surroundings import notebook_untouched

SHORTCUTS = (
    *("a", "b", "m", "x", "v", "j", "k", "c", "y", "o", "l", "r"),
    *("0", "0", "i", "i", "Delete", "Backspace"),
    *("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"),
    *("PageUp", "PageDown", "Space", "Shift+Space"),
    *("Shift+M", "Shift+V", "Shift+L", "Shift+O", "Shift+J", "Shift+K", "Shift+ArrowDown"),
    *("Shift+Enter", "Control+Enter", "Alt+Enter", "Control+B", "Control+F", "Control+H"),
    *("Control+Shift+C", "Control+A", "Control+Shift+D", "Control+Z", "Control+Shift+Z"),
)
"""What JupyterLab or Notebook 7 acts on, and the widget does not; ``d d`` comes apart."""


def test_no_shortcut_of_the_notebook_fires_in_the_widget(jupyter: Notebooks) -> None:
    notebook = jupyter([setup_cell(), "1", "w", "%%markdown\n# After", "2"])
    notebook.run(0)
    notebook.run(2)
    labeler = Labeler(notebook=notebook, index=2)
    labeler.focus()
    labeler.hold_in_page()
    with notebook_untouched(notebook):
        for within in (labeler.root, labeler.part("item")):
            within.focus()
            labeler.press(*SHORTCUTS)
            assert labeler.has_focus()
        labeler.wait_until_saved()
        assert labeler.events() == []
        for within in (labeler.label("pest"), labeler.part("help")):
            within.focus()
            labeler.press(*SHORTCUTS)
            assert labeler.has_focus()
        labeler.root.focus()
        labeler.press("d", "d", "d", "d")
        assert labeler.has_focus()
    assert labeler.is_same_node()


def test_keys_act_only_while_the_widget_has_the_focus(jupyter: Notebooks) -> None:
    labeler = show(jupyter, more=["here = "])
    labeler.press("1")
    labeler.expect_item("text 2")
    labeler.notebook.cell(2).locator(".cm-content").click()
    labeler.page.keyboard.press("Control+End")
    labeler.page.keyboard.type("123zsfnd")
    assert labeler.notebook.cells()[2].source == "here = 123zsfnd"
    labeler.page.evaluate("() => document.activeElement.blur()")
    labeler.press("s", "f", "z")
    labeler.expect_item("text 2")
    labeler.expect_counts(1, 0, 0)
    labeler.focus()
    labeler.press("2")
    labeler.expect_item("text 3")
    labeler.wait_until_saved()
    assert labeler.events() == ["answer pest", "answer helper"]


def test_escape_gives_the_keys_back_to_the_notebook(jupyter: Notebooks) -> None:
    labeler = show(jupyter)
    labeler.press("1", "Escape")
    assert not labeler.has_focus()
    before = labeler.notebook.cells()
    labeler.press("b")
    labeler.page.wait_for_function(
        "count => window.openNotebook.cells().length === count", arg=len(before) + 1
    )
    labeler.press("Escape", "x")
    labeler.page.wait_for_function(
        "count => window.openNotebook.cells().length === count", arg=len(before)
    )
    assert labeler.notebook.cells() == before
    labeler.focus()
    labeler.press("2")
    labeler.expect_counts(1, 1, 0)


def test_control_s_saves_from_within_the_widget_again_and_again(jupyter: Notebooks) -> None:
    labeler = show(jupyter, more=[""])
    for turn in range(2):
        labeler.notebook.set_source(2, f"turn = {turn}")
        assert labeler.notebook.is_dirty()
        labeler.press("1")
        assert labeler.press_control_s().cells[2].source == f"turn = {turn}"
        assert not labeler.notebook.is_dirty()
        assert labeler.has_focus()
    with notebook_untouched(labeler.notebook):
        labeler.press("s", "b", "d")
    labeler.press("Escape")
    labeler.wait_until_saved()
    assert labeler.events() == ["answer pest", "answer pest", "skip"]


def test_keys_that_are_handled_scroll_no_page(jupyter: Notebooks) -> None:
    long = "%%markdown\n" + "line\n\n" * 60
    notebook = jupyter([setup_cell(), "w", long, long])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    labeler.page.evaluate(
        """() => {
            window.scrolled = [];
            document.addEventListener('scroll', event => {
                if (!event.target.closest?.('.loopwidgets')) window.scrolled.push(event.target.className);
            }, true);
        }"""
    )
    labeler.press("Space", "PageDown", "ArrowDown", "End", "ArrowRight", "1", "ArrowLeft", "Home")
    labeler.press("PageUp", "ArrowUp", "Shift+Space", "z", "f", "n", "Escape", "s")
    labeler.expect_item("text 2")
    frames = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    labeler.page.evaluate(frames)
    assert labeler.page.evaluate("() => window.scrolled") == []
    labeler.notebook.cell(2).hover()
    labeler.page.mouse.wheel(0, 200)
    labeler.page.wait_for_function("() => window.scrolled.length > 0")


def test_what_is_typed_in_a_note_labels_nothing(jupyter: Notebooks) -> None:
    labeler = show(jupyter)
    with notebook_untouched(labeler.notebook):
        labeler.press("n")
        labeler.page.keyboard.type("12 szfnd? aa dd 00 bb")
        labeler.press("Shift+Enter", "Home", "ArrowLeft", "Control+A", "End", "Shift+Z")
        expect(labeler.part("note-text")).to_have_value("12 szfnd? aa dd 00 bb\nZ")
        labeler.press("Enter")
    labeler.expect_item("text 1")
    assert labeler.has_focus()
    labeler.press("d")
    labeler.part("dispute-reason").focus()
    labeler.page.keyboard.type("1z2s")
    expect(labeler.part("dispute-reason")).to_have_value("1z2s")
    labeler.press("Escape", "2")
    labeler.expect_item("text 2")
    labeler.wait_until_saved()
    assert labeler.events() == ["note", "answer helper"]


def test_the_focus_never_leaves_the_widget_on_its_own(jupyter: Notebooks) -> None:
    labeler = show(jupyter, 6)
    clicks = [
        *("label", "undo", "redo", "undo", "skip", "flag", "note", "note-save", "note"),
        *(
            "note-cancel",
            "dispute",
            "dispute-cancel",
            "dispute",
            "dispute-save",
            "withdraw",
            "help",
        ),
        *("close", "label", "label", "label"),
    ]
    for name in clicks:
        labeler.part(name).first.click()
        labeler.notebook.rest()
        assert labeler.has_focus(), f"after a click on {name}"
    labeler.expect_item("text 5")
    labeler.press("1", "1")
    labeler.expect_item("text 1")
    labeler.press("1")
    labeler.expect_stage("finished")
    assert labeler.has_focus()
    labeler.part("review-flagged").click()
    labeler.expect_item("text 2")
    assert labeler.has_focus()
    labeler.press("Escape")
    labeler.expect_stage("finished")
    labeler.press("z")
    labeler.expect_item("text 1")
    labeler.wait_until_saved()
    assert labeler.labels()[1] is None
    assert len(labeler.events()) == 15


def test_everything_is_reached_by_tab_and_works_by_enter_and_space(jupyter: Notebooks) -> None:
    labeler = show(jupyter, options="guidelines='Look at the wings.'")
    labeler.press("1")
    labeler.expect_item("text 2")
    reached = _tab_through(labeler)
    assert [name for name in reached if name != "item"] == [
        *("guidelines", "label pest", "label helper", "label harmless"),
        *("undo", "redo", "skip", "flag", "note", "dispute", "find", "history", "help"),
    ]
    assert "item" in reached

    acts = {
        "label helper": ("Enter", "text 3"),
        "undo": ("Space", "text 2"),
        "redo": ("Enter", "text 3"),
        "skip": ("Space", "text 4"),
        "flag": ("Enter", "text 4"),
    }
    for name, (key, item) in acts.items():
        _tab_to(labeler, name)
        labeler.press(key)
        labeler.expect_item(item)
        assert labeler.has_focus()
    _tab_to(labeler, "guidelines")
    labeler.press("Enter")
    expect(labeler.part("guidelines-card")).to_contain_text("Look at the wings.")
    labeler.press("Escape")
    _tab_to(labeler, "note")
    labeler.press("Space")
    labeler.page.keyboard.type("a note")
    labeler.press("Tab", "Enter")
    expect(labeler.part("note-shown")).to_contain_text("a note")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "helper", 3: None, 4: None}
    assert labeler.kernel("w.labels.loc[4, ['flagged', 'note']].tolist()") == [True, "a note"]


def _focused(labeler: Labeler) -> str | None:
    """What in the widget has the focus, by its handle; None when the focus is elsewhere."""
    name: str | None = labeler.root.evaluate(
        """root => {
            const at = document.activeElement;
            if (!root.contains(at)) return null;
            return [at.dataset.lw ?? 'root', at.dataset.label ?? ''].join(' ').trim();
        }"""
    )
    return name


def _tab_through(labeler: Labeler) -> list[str]:
    labeler.root.focus()
    reached: list[str] = []
    for _ in range(40):
        labeler.press("Tab")
        name = _focused(labeler)
        if name is None:
            return reached
        reached.append(name)
    raise AssertionError(f"Tab does not leave the widget: {reached}")


def _tab_to(labeler: Labeler, name: str) -> None:
    labeler.root.focus()
    for _ in range(40):
        labeler.press("Tab")
        if _focused(labeler) == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


KEYBOARDS = {
    "AZERTY": {"key": "é", "code": "Digit2", "text": "é"},
    "Devanagari": {"key": "२", "code": "Digit2", "text": "२"},
    "number pad": {"key": "2", "code": "Numpad2", "text": "2", "location": 3},
}


def test_digits_are_known_by_their_place_on_the_keyboard(lab: Notebooks) -> None:
    labeler = show(lab)
    session = labeler.page.context.new_cdp_session(labeler.page)
    for number, keyboard in enumerate(KEYBOARDS.values(), 2):
        press = {"windowsVirtualKeyCode": 50, **keyboard}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **press})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **press, "text": ""})
        labeler.expect_item(f"text {number}")
    for key, code in (("स", "KeyS"), ("ू", "KeyF")):
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "code": code})
        labeler.notebook.rest()
    expect(labeler.part("flagged")).to_be_visible()
    labeler.expect_item("text 5")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "helper", 2: "helper", 3: "helper", 4: None, 5: None}


def test_composing_and_held_keys_answer_nothing_more(lab: Notebooks) -> None:
    labeler = show(lab)
    session = labeler.page.context.new_cdp_session(labeler.page)
    one = {"key": "1", "code": "Digit1", "text": "1"}
    session.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Process", "code": "Digit1", "windowsVirtualKeyCode": 229},
    )
    dispatch = """(root, composing) => root.dispatchEvent(new KeyboardEvent('keydown',
        {key: '1', code: 'Digit1', isComposing: composing, bubbles: true, composed: true}))"""
    labeler.root.evaluate(dispatch, True)
    labeler.expect_item("text 1")
    labeler.root.evaluate(dispatch, False)
    labeler.expect_item("text 2")

    session.send("Input.dispatchKeyEvent", {"type": "keyDown", **one})
    for _ in range(5):
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "autoRepeat": True, **one})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **one, "text": ""})
    labeler.expect_item("text 3")
    for key in ("z", "s", "f"):
        labeler.notebook.rest()
        for _ in range(4):
            labeler.page.keyboard.down(key)
        labeler.page.keyboard.up(key)
    expect(labeler.part("flagged")).to_be_visible()
    labeler.expect_item("text 3")
    labeler.wait_until_saved()
    assert labeler.events() == ["answer pest", "answer pest", "retract", "skip", "flag"]


def test_escape_closes_what_is_open_before_it_leaves(lab: Notebooks) -> None:
    labeler = show(lab)
    for key, name in (("n", "note-panel"), ("d", "dispute-panel"), ("?", "help-card")):
        labeler.focus()
        labeler.press(key)
        expect(labeler.part(name)).to_be_visible()
        labeler.press("Escape")
        expect(labeler.part(name)).to_have_count(0)
        assert labeler.has_focus()
        labeler.press("Escape")
        assert not labeler.has_focus()
