"""Everyday labeling: answers, undo, skips, flags, notes, disputes, going back, the end."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler, show


def test_clicks_and_digits_answer_and_the_frame_has_it(jupyter: Notebooks) -> None:
    ten = [f"kind {letter}" for letter in "abcdefghij"]
    labeler = show(jupyter, 12, labels=ten, more=["w.to_frame()"])
    labeler.expect_item("text 1")
    labeler.expect_counts(*[0] * 10)
    labeler.press(*"1234567890")
    labeler.expect_item("text 11")
    labeler.label("kind c").click()
    labeler.expect_item("text 12")
    labeler.expect_progress(11, 12)
    labeler.expect_counts(1, 1, 2, 1, 1, 1, 1, 1, 1, 1)
    labeler.wait_until_saved()
    said = [*ten, "kind c"]
    assert labeler.labels() == dict(enumerate(said, 1))
    assert labeler.events() == [f"answer {label}" for label in said]
    assert labeler.kernel("w.to_frame()['status'].tolist()") == ["answered"] * 11 + ["open"]
    assert labeler.kernel("w.labels['annotator'].unique().tolist()") == ["asha"]
    assert labeler.kernel("[w.progress.answered, w.progress.remaining]") == [11, 1]
    assert labeler.kernel("w.events['client_seq'].is_monotonic_increasing")


def test_undo_and_redo_go_across_items_and_the_end(plain: Notebooks) -> None:
    labeler = show(plain, 4)
    labeler.press("1", "2", "3")
    labeler.label("pest").click()
    labeler.expect_stage("finished")
    labeler.press("z")
    labeler.expect_item("text 4")
    labeler.part("undo").click()
    labeler.expect_item("text 3")
    labeler.press("z")
    labeler.expect_item("text 2")
    labeler.expect_progress(1, 4)
    labeler.expect_counts(1, 0, 0)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest"}

    labeler.press("Shift+Z")
    labeler.expect_item("text 3")
    labeler.part("redo").click()
    labeler.expect_item("text 4")
    labeler.press("Shift+Z")
    labeler.expect_stage("finished")
    labeler.press("Shift+Z")
    labeler.expect_counts(2, 1, 1)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "helper", 3: "harmless", 4: "pest"}
    answers = ["answer pest", "answer helper", "answer harmless", "answer pest"]
    assert labeler.events() == [*answers, *["retract"] * 3, *answers[1:]]


def test_another_answer_after_an_undo_replaces_it_and_ends_redo(plain: Notebooks) -> None:
    labeler = show(plain, 4)
    labeler.press("1", "1", "z", "3")
    labeler.expect_item("text 3")
    expect(labeler.part("redo")).to_have_attribute("aria-disabled", "true")
    labeler.press("Shift+Z")
    labeler.expect_item("text 3")
    labeler.press("z", "z", "z", "z")
    labeler.expect_item("text 1")
    labeler.expect_progress(0, 4)
    expect(labeler.part("undo")).to_have_attribute("aria-disabled", "true")
    labeler.wait_until_saved()
    assert labeler.labels() == {}
    assert labeler.events() == [
        *("answer pest", "answer pest", "retract", "answer harmless", "retract", "retract")
    ]


def test_a_skipped_item_has_no_label_and_comes_again_at_the_end(plain: Notebooks) -> None:
    labeler = show(plain, 3)
    labeler.press("s")
    labeler.expect_item("text 2")
    labeler.part("skip").click()
    labeler.expect_item("text 3")
    labeler.expect_progress(0, 3)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: None, 2: None}
    assert labeler.kernel("w.labels['status'].tolist()") == ["skipped", "skipped"]

    labeler.press("1")
    labeler.expect_item("text 1")
    labeler.press("2")
    labeler.expect_item("text 2")
    labeler.press("s")
    labeler.expect_stage("finished")
    labeler.expect_progress(2, 3)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "helper", 2: None, 3: "pest"}
    assert labeler.kernel("[w.progress.answered, w.progress.skipped]") == [2, 1]
    labeler.press("z")
    labeler.expect_item("text 2")


def test_a_flag_and_a_note_stay_at_the_item(plain: Notebooks) -> None:
    labeler = show(plain, 3)
    labeler.press("f")
    expect(labeler.part("flagged")).to_be_visible()
    labeler.press("n")
    expect(labeler.part("note-text")).to_be_focused()
    labeler.page.keyboard.type("two wings, half")
    labeler.press("Escape", "n")
    expect(labeler.part("note-text")).to_have_value("two wings, half")
    labeler.page.keyboard.type(" eaten")
    labeler.press("Control+Enter")
    expect(labeler.part("note-panel")).to_have_count(0)
    expect(labeler.part("note-shown")).to_contain_text("two wings, half eaten")
    labeler.expect_item("text 1")
    labeler.expect_progress(0, 3)
    labeler.wait_until_saved()
    state = "w.labels[['status', 'note', 'flagged']].to_dict('index')"
    first = {"status": "open", "note": "two wings, half eaten", "flagged": True}
    assert labeler.kernel(state) == {"1": first}

    labeler.press("1")
    labeler.expect_item("text 2")
    labeler.part("flag").click()
    labeler.part("note").click()
    labeler.part("note-text").fill("पत्ता\nदूसरी पंक्ति")
    labeler.part("note-save").click()
    expect(labeler.part("note-shown")).to_contain_text("दूसरी पंक्ति")
    labeler.press("f")
    expect(labeler.part("flagged")).to_have_count(0)
    labeler.expect_item("text 2")
    labeler.wait_until_saved()
    second = {"status": "open", "note": "पत्ता\nदूसरी पंक्ति", "flagged": False}
    assert labeler.kernel(state) == {"1": {**first, "status": "answered"}, "2": second}

    labeler.press("z", "z", "z")
    expect(labeler.part("note-shown")).to_have_count(0)
    labeler.expect_item("text 2")
    labeler.wait_until_saved()
    assert labeler.kernel(state) == {"1": {**first, "status": "answered"}}


def test_a_person_can_say_that_a_label_is_wrong_and_take_it_back(plain: Notebooks) -> None:
    labeler = show(plain, 3)
    said = "w.project.disputes[['index', 'disputed', 'reason']].values.tolist()"
    disputes = f"[[i, d if isinstance(d, str) else 'none fits', r] for i, d, r in {said}]"
    labeler.press("d")
    labeler.part("dispute-label").select_option(label="none of them fits")
    labeler.part("dispute-reason").fill("it is a larva")
    labeler.press("Enter")
    expect(labeler.part("disputed")).to_contain_text("it is a larva")
    labeler.expect_item("text 1")
    labeler.press("2", "d")
    labeler.part("dispute-label").select_option(label="harmless")
    labeler.part("dispute-save").click()
    expect(labeler.part("disputed")).to_contain_text("harmless")
    labeler.wait_until_saved()
    assert labeler.kernel(disputes) == [[1, "none fits", "it is a larva"], [2, "harmless", ""]]
    assert labeler.labels() == {1: "helper"}

    labeler.part("withdraw").click()
    expect(labeler.part("disputed")).to_have_count(0)
    labeler.press("ArrowLeft")
    expect(labeler.part("disputed")).to_be_visible()
    labeler.wait_until_saved()
    assert labeler.kernel(disputes) == [[1, "none fits", "it is a larva"]]


def test_with_several_labels_keys_toggle_and_enter_confirms(plain: Notebooks) -> None:
    labeler = show(plain, 4, options="multiple=True")
    labeler.press("1", "3", "1", "2")
    labeler.expect_item("text 1")
    expect(labeler.label("pest")).to_have_attribute("aria-pressed", "false")
    expect(labeler.label("helper")).to_have_attribute("aria-pressed", "true")
    expect(labeler.label("harmless")).to_have_attribute("aria-pressed", "true")
    labeler.expect_counts(0, 0, 0)
    labeler.press("Enter")
    labeler.expect_item("text 2")
    expect(labeler.label("helper")).to_have_attribute("aria-pressed", "false")
    labeler.expect_counts(0, 1, 1)

    labeler.press("Enter")
    labeler.expect_item("text 2")
    expect(labeler.root.get_by_role("status")).to_contain_text(
        "Confirm again to answer “none of these”."
    )
    labeler.label("pest").click()
    labeler.part("confirm").click()
    labeler.expect_item("text 3")
    labeler.press("ArrowLeft", "3", "Enter")
    labeler.expect_item("text 3")
    labeler.expect_counts(1, 1, 2)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: ["helper", "harmless"], 2: ["pest", "harmless"]}
    assert labeler.kernel("w.progress.by_label") == {"pest": 1, "helper": 1, "harmless": 2}


def test_an_earlier_answer_is_changed_in_place(plain: Notebooks) -> None:
    labeler = show(plain, 6)
    labeler.press("1", "2", "3", "ArrowLeft", "ArrowLeft")
    labeler.expect_item("text 2")
    expect(labeler.label("helper")).to_have_attribute("aria-pressed", "true")
    labeler.press("1")
    labeler.expect_item("text 3")
    labeler.press("ArrowRight")
    labeler.expect_item("text 4")
    labeler.press("ArrowRight")
    labeler.expect_item("text 4")
    labeler.press(*["ArrowLeft"] * 5)
    labeler.expect_item("text 1")
    labeler.expect_counts(2, 0, 1)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "pest", 3: "harmless"}
    answers = ["answer pest", "answer helper", "answer harmless", "answer pest"]
    assert labeler.events() == answers
    assert labeler.kernel("w.events['supersedes'].tolist()[3] == w.events['id'].tolist()[1]")

    labeler.press("z")
    labeler.expect_item("text 2")
    expect(labeler.label("helper")).to_have_attribute("aria-pressed", "true")
    labeler.wait_until_saved()
    assert labeler.labels()[2] == "helper"


def test_the_end_offers_the_skipped_the_flagged_and_the_last(plain: Notebooks) -> None:
    labeler = show(plain, 4)
    labeler.press("1", "f", "s", "f", "2", "1")
    labeler.expect_item("text 2")
    labeler.press("s")
    finished = labeler.part("finished")
    expect(finished).to_contain_text("All 4 items are done.")
    expect(finished).to_contain_text("1 was skipped, 2 are flagged")
    expect(finished).to_contain_text("loopwidgets.db")

    labeler.part("review-flagged").click()
    labeler.expect_item("text 2")
    expect(labeler.part("review")).to_contain_text("2 items match: flagged")
    labeler.press("f", "ArrowRight")
    labeler.expect_item("text 3")
    labeler.press("3")
    expect(finished).to_contain_text("1 was skipped, 1 is flagged")
    labeler.part("review-skipped").click()
    labeler.expect_item("text 2")
    labeler.press("2")
    expect(finished).to_contain_text("All 4 items are answered.")
    expect(labeler.part("review-skipped")).to_have_count(0)
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "helper", 3: "harmless", 4: "pest"}
    assert labeler.kernel("w.labels['flagged'].tolist()") == [False, False, True, False]

    labeler.part("back-to-last").click()
    labeler.expect_stage("item")
    labeler.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    labeler.expect_stage("finished")


def test_a_single_item_and_one_that_cannot_be_shown_are_met_with_words(
    plain: Notebooks,
) -> None:
    one = "lw.annotate(df[:1], 'text', labels=['a', 'b'], annotator='asha', project='one')"
    bad = "v = lw.annotate([None, 'text'], labels=['a', 'b'], annotator='asha', project='bad'); v"
    labeler = show(plain, 2, more=[one, bad])
    labeler.notebook.run(2)
    single = Labeler(notebook=labeler.notebook, index=2)
    single.focus()
    single.press("1")
    expect(single.part("finished")).to_contain_text("The only item is done.")
    single.press("1", "2", "s")
    single.wait_until_saved()
    assert single.events_on_disk() == 1

    labeler.notebook.run(3)
    broken = Labeler(notebook=labeler.notebook, index=3)
    broken.focus()
    expect(broken.part("item")).to_contain_text("This item can't be shown as it is.")
    broken.press("s")
    broken.expect_item("text")
    broken.press("1")
    expect(broken.part("item")).to_contain_text("This item can't be shown as it is.")
    broken.wait_until_saved()
    assert broken.kernel("v.labels['status'].tolist()") == ["skipped", "answered"]
    assert broken.kernel("v.project.problems.index.tolist()") == [0]


def test_acts_in_a_cell_move_the_widget_as_keys_do(plain: Notebooks) -> None:
    code = [
        "w.answer('helper')",
        "w.skip()",
        "w.undo(); w.undo()",
        "w.redo()",
        "w.flag(); w.note('seen')",
        "w.answer('nonsense')",
    ]
    labeler = show(plain, 6, more=code)
    run = labeler.notebook.run
    labeler.press("1")
    labeler.wait_until_saved()
    run(2)
    labeler.expect_item("text 3")
    labeler.expect_counts(1, 1, 0)
    run(3)
    labeler.expect_item("text 4")
    run(4)
    labeler.expect_item("text 2")
    labeler.expect_counts(1, 0, 0)
    run(5)
    labeler.expect_item("text 3")
    run(6)
    labeler.expect_item("text 3")
    expect(labeler.part("flagged")).to_be_visible()
    expect(labeler.part("note-shown")).to_contain_text("seen")
    run(7, may_raise=True)
    (error,) = labeler.notebook.outputs(7)
    assert error["ename"] == "InputError"
    assert "'nonsense'" in error["evalue"]

    labeler.focus()
    labeler.press("3")
    labeler.expect_item("text 4")
    labeler.press("z")
    labeler.expect_item("text 3")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "pest", 2: "helper", 3: None}
    assert labeler.kernel("w.labels['status'].tolist()") == ["answered", "answered", "open"]


def test_counts_and_bars_follow_keys_while_the_kernel_stands_still(plain: Notebooks) -> None:
    labeler = show(plain, 30)
    labeler.press("1", "1", "2", "1")
    labeler.wait_until_saved()
    process = labeler.notebook.server.kernel_process(labeler.notebook.kernel_id)
    process.suspend()
    try:
        labeler.press("3", "3", "2", "s", "z")
        labeler.expect_item("text 8")
        labeler.expect_progress(7, 30)
        labeler.expect_counts(3, 2, 2)
        expect(labeler.part("saved")).to_have_text("saving 5")
        labeler.page.wait_for_function(
            """() => [...document.querySelectorAll('.lw-fill')]
                .every(bar => bar.getAnimations().length === 0)"""
        )
        assert [round(bar, 2) for bar in labeler.bars()] == [0.43, 0.29, 0.29]
        assert labeler.events_on_disk() == 4
    finally:
        process.resume()
    labeler.wait_until_saved()
    labeler.expect_counts(3, 2, 2)
    assert list(labeler.labels().values()) == [
        *("pest", "pest", "helper", "pest", "harmless", "harmless", "helper")
    ]
