"""A widget that others made asks; ours records: the contract, in plain Python."""

from __future__ import annotations

import os
import queue

import ipywidgets
import numpy as np
import pandas as pd
import pytest
import traitlets

import loopwidgets as lw
from loopwidgets.labels.scheme import LabelScheme
from loopwidgets.tasks import Guest

TEXTS = ["a weevil", "a bee", "an ant", "a wasp"]


class Asking(ipywidgets.VBox):
    """Follows the contract, and keeps what it was told."""

    data = traitlets.Any()

    def __init__(self, options=None):
        super().__init__()
        self.shown, self.submitted, self.undone = [], [], []
        if options is not None:
            self.options = options

    def display(self, item):
        self.shown.append(item)
        self.data = None

    def on_submit(self, function):
        self.submitted.append(function)

    def on_undo(self, function):
        self.undone.append(function)

    def submit(self, value):
        for function in self.submitted:
            function(value)

    def undo(self):
        for function in self.undone:
            function()


def said(w):
    return w.labels["label"].tolist()


def line(w):
    return w._header._shown


def test_a_guest_has_nothing_to_ask_where_nothing_can_be_written(monkeypatch):
    lw.annotate(TEXTS, widget=Asking(["pest", "helper"]), store="labels.db").project.close()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(lw.StoreError, match=r"^widget: labels\.db can only be read"):
        lw.annotate(TEXTS, widget=Asking(["pest", "helper"]), store="labels.db")


def test_items_are_shown_as_they_are_and_answers_recorded_as_they_come():
    guest = Asking(["pest", "helper"])
    w = lw.annotate(TEXTS, widget=guest)
    assert guest.shown == ["a weevil"]
    guest.submit("pest")
    guest.submit(None)
    guest.submit("helper")
    assert guest.shown == TEXTS
    assert w.labels["status"].tolist() == ["answered", "skipped", "answered"]
    assert w.labels["label"].dropna().tolist() == ["pest", "helper"]
    assert w.progress.by_label == {"pest": 1, "helper": 1}
    assert w.project.name == "item: Asking"


def test_an_answer_is_on_disk_before_the_next_item_is_shown():
    class Looking(Asking):
        def display(self, item):
            super().display(item)
            if len(self.shown) == 2:
                self.held = lw.Project.open("loopwidgets.db").store.current(1, ("value",))

    guest = Looking(["pest", "helper"])
    lw.annotate(TEXTS, widget=guest)
    guest.submit("pest")
    assert guest.held == [("pest",)]


def test_several_columns_are_shown_by_name():
    import pandas as pd

    guest = Asking()
    frame = pd.DataFrame({"place": ["here"], "note": ["a bee"], "other": [1]})
    lw.annotate(frame, ["place", "note"], widget=guest)
    assert guest.shown == [{"place": "here", "note": "a bee"}]


def test_a_value_becomes_plain_json_that_nobody_changes_later():
    guest = Asking()
    w = lw.annotate(TEXTS, widget=guest)
    points = [(np.int64(1), 2)]
    guest.submit([{"label": "pest", "points": points, "share": np.float32(0.5)}])
    points.append((3, 4))
    assert said(w) == [[{"label": "pest", "points": [[1, 2]], "share": 0.5}]]


@pytest.mark.parametrize("value", [object(), b"bytes", float("nan"), {"at": [float("inf")]}])
def test_what_json_can_not_hold_is_refused_in_a_sentence_and_the_item_stays(value):
    guest = Asking()
    w = lw.annotate(TEXTS, widget=guest)
    guest.submit(value)
    assert line(w)["problem"].startswith("value: expected")
    assert guest.shown == ["a weevil"]
    assert w.progress.answered == 0
    guest.submit("all right")
    assert line(w)["problem"] == ""
    assert w.progress.answered == 1


def test_undo_brings_the_item_back_with_what_was_said():
    guest = Asking(["pest", "helper"])
    w = lw.annotate(TEXTS, widget=guest)
    guest.submit("pest")
    guest.submit("helper")
    guest.undo()
    assert guest.shown[-1] == "a bee"
    assert guest.data == "helper"
    guest.undo()
    assert (guest.shown[-1], guest.data) == ("a weevil", "pest")
    assert w.labels.empty
    guest.submit("helper")
    assert guest.shown[-1] == "a bee"
    guest.undo()
    guest.undo()
    assert "nothing to undo" in line(w)["problem"]
    assert w.events["kind"].tolist() == [
        "answer",
        "answer",
        "retract",
        "retract",
        "answer",
        "retract",
    ]


def test_going_back_shows_the_answer_and_answering_changes_it_in_place():
    guest = Asking(["pest", "helper"])
    w = lw.annotate(TEXTS, widget=guest)
    for value in ("pest", "helper"):
        guest.submit(value)
    w._press("back")
    w._press("back")
    assert (guest.shown[-1], guest.data, line(w)["said"]) == ("a weevil", "pest", "pest")
    guest.submit("helper")
    assert guest.shown[-1] == "a bee"
    w._press("forward")
    assert guest.shown[-1] == "an ant"
    assert line(w)["forward"] is False
    assert said(w) == ["helper", "helper"]


def test_skipped_items_come_once_more_and_the_end_is_told():
    guest = Asking(["pest", "helper"])
    w = lw.annotate(TEXTS[:2], widget=guest)
    guest.submit(None)
    guest.submit("pest")
    assert guest.shown[-1] == "a weevil"
    guest.submit("helper")
    assert line(w)["item"] is None
    assert w._place.layout.display == "none"
    guest.submit("pest")
    assert "no item left" in line(w)["problem"]
    assert said(w) == ["helper", "pest"]
    guest.undo()
    assert guest.shown[-1] == "a weevil"
    assert w._place.layout.display is None


def test_running_the_cell_again_goes_on_and_records_each_answer_once():
    guest = Asking(["pest", "helper"])
    older = lw.annotate(TEXTS, widget=guest)
    guest.submit("pest")
    w = lw.annotate(TEXTS, widget=guest)
    assert guest.shown[-1] == "a bee"
    guest.submit("helper")
    assert len(w.events) == 2
    assert guest.shown[-1] == "an ant"
    assert older.comm is None
    w._press("back")
    w._press("back")
    assert guest.data == "pest"


def test_acts_in_code_move_the_guest():
    guest = Asking(["pest", "helper"])
    w = lw.annotate(TEXTS, widget=guest)
    w.answer("pest")
    w.skip()
    assert guest.shown[-1] == "an ant"
    w.undo()
    assert guest.shown[-1] == "a bee"
    assert line(w)["answered"] == 1


def test_starting_over_shows_the_first_item_once_and_nothing_lies_behind():
    guest = Asking(["pest", "helper"])
    w = lw.annotate(TEXTS, widget=guest)
    for value in ("pest", None, "helper"):
        guest.submit(value)
    shown = len(guest.shown)
    w.reset(sure=True)
    assert guest.shown[shown:] == ["a weevil"]
    assert (line(w)["answered"], line(w)["back"], line(w)["forward"]) == (0, False, False)
    guest.submit("helper")
    assert guest.shown[-1] == "a bee"


def test_a_class_that_the_person_adds_is_kept_counted_and_drawn():
    guest = Asking(["pest", "helper"])
    w = lw.annotate(TEXTS, widget=guest)
    guest.submit("harmless")
    assert w.progress.by_label == {"pest": 0, "helper": 0, "harmless": 1}
    w = lw.annotate(TEXTS, widget=Asking(["pest", "helper"]))
    assert w.progress.by_label == {"pest": 0, "helper": 0, "harmless": 1}
    ticks = [text.get_text() for text in w.plot_distribution().get_yticklabels()]
    assert ticks == ["pest", "helper", "harmless"]


def test_free_text_has_no_labels_and_its_plot_says_so():
    guest = Asking()
    w = lw.annotate(TEXTS, widget=guest)
    guest.submit("it eats the rotten part alone")
    assert w.progress.by_label == {}
    assert [text.get_text() for text in w.plot_distribution().texts] == ["No labels to count"]
    assert w.plot() is not None


def test_an_item_that_the_guest_can_not_show_does_not_stop_the_queue():
    class Choosy(Asking):
        def display(self, item):
            if item == "a bee":
                raise ValueError("no bees")
            super().display(item)

    guest = Choosy(["pest", "helper"])
    w = lw.annotate(TEXTS, widget=guest)
    guest.submit("pest")
    assert line(w)["problem"] == "This item can't be shown: ValueError: no bees"
    assert w._place.layout.display == "none", "what it shows is another item"
    guest.submit("helper")
    assert "was not recorded" in line(w)["problem"]
    assert w.progress.answered == 1
    assert w.project.problems["problem"].tolist() == ["ValueError: no bees"]
    guest.submit(None)
    assert guest.shown[-1] == "an ant"
    assert w._place.layout.display is None


def test_a_store_that_refuses_leaves_the_answer_in_the_guest(monkeypatch):
    guest = Asking(["pest", "helper"])
    w = lw.annotate(TEXTS, widget=guest)

    def refuse(*_):
        raise lw.StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(w.project.store, "append", refuse)
        guest.submit("pest")
    assert line(w)["problem"] == "the disk is full"
    assert guest.shown == ["a weevil"]
    guest.submit("pest")
    assert said(w) == ["pest"]


def test_a_function_may_make_the_widget():
    assert lw.annotate(TEXTS, widget=lambda: Asking(["pest"])).guest.shown == ["a weevil"]


def test_labels_are_given_where_the_widget_has_none():
    guest = Asking()
    w = lw.annotate(TEXTS, labels=["pest", "helper"], widget=guest)
    guest.submit("helper")
    assert w.progress.by_label == {"pest": 0, "helper": 1}
    with pytest.raises(lw.InputError, match="labels: expected nothing, the widget has its own"):
        lw.annotate(TEXTS, labels=["a", "b"], widget=Asking(["pest"]), store="other.db")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"widget": Asking}, r"widget: .* got the class Asking\. Write Asking\(…\)"),
        ({"widget": ipywidgets.Button()}, "Button has no display and no on_submit"),
        ({"widget": "box"}, "widget: expected a widget such as .*, got 'box'"),
        ({"widget": Asking(), "view": lw.Text()}, "view: expected nothing beside widget="),
        ({"widget": Asking(), "task": lw.Classification(["a", "b"])}, "task: expected nothing"),
        ({"widget": Asking(), "multiple": True}, "multiple: expected nothing"),
    ],
)
def test_what_can_not_be_used_is_named(options, message):
    with pytest.raises(lw.InputError, match=message):
        lw.annotate(TEXTS, **options)


def test_a_misspelt_widget_is_offered():
    with pytest.raises(TypeError, match="Did you mean 'widget'"):
        lw.annotate(TEXTS, widgit=Asking())


def test_another_widget_on_the_same_project_is_refused():
    class Other(Asking):
        pass

    lw.annotate(TEXTS, widget=Asking(), project="one")
    with pytest.raises(lw.InputError, match=r"holds another task \(Asking\)"):
        lw.annotate(TEXTS, widget=Other(), project="one")


def test_a_project_is_read_without_the_widget():
    guest = Asking(["pest", "helper"])
    lw.annotate(TEXTS, widget=guest)
    guest.submit("pest")
    project = lw.Project.open("loopwidgets.db")
    assert project.labels["label"].tolist() == ["pest"]
    assert project.plot() is not None


@pytest.mark.parametrize(
    ("value", "labels"),
    [
        ("cat", ("cat",)),
        (["cat", "dog", "cat"], ("cat", "dog")),
        ([[0, 4, "PER"], [5, 9, "LOC"]], ("PER", "LOC")),
        ([{"type": "box", "label": "cat", "xyxy": [0, 0, 1, 1]}, {"label": None}], ("cat",)),
        ({"label": "cat"}, ("cat",)),
        ([], ()),
        (7, ()),
        ("  ", ()),
    ],
)
def test_labels_are_found_in_values(value, labels):
    assert Guest(name="any").labels_in(value) == labels


def test_a_text_is_no_class_where_the_widget_has_none():
    task = Guest(classes=False)
    assert task.labels_in("a sentence") == ()
    assert task.labels_in([{"label": "cat"}]) == ("cat",)
    assert task.check({"a": (1, 2)}, LabelScheme(())) == {"a": [1, 2]}


# --- The real ones ------------------------------------------------------------------------------------


def picture(path):
    from PIL import Image

    Image.new("RGB", (300, 200), (10, 90, 0)).save(path)
    return path


def test_boxes_of_ipyannotations_come_back_after_undo_and_resuming():
    images = pytest.importorskip("ipyannotations.images")
    paths = [picture(f"p{number}.png") for number in range(3)]
    guest = images.BoxAnnotator(options=["cat", "dog"])
    w = lw.annotate(paths, widget=guest)
    canvas = guest.canvas
    canvas.on_click(350, 250)
    canvas.on_drag(400, 280)
    canvas.on_release(400, 280)
    drawn = guest.data
    guest.submit()
    assert guest.data == []
    guest.undo()
    assert guest.data == drawn
    guest.submit()
    assert said(w) == [[{"type": "box", "label": "cat", "xyxy": [150, 100, 200, 130]}]]
    resumed = images.BoxAnnotator(options=["cat", "dog"])
    w = lw.annotate(paths, widget=resumed)
    assert w.progress.by_label == {"cat": 1, "dog": 0}
    w._press("back")
    assert resumed.data == drawn


def test_points_of_ipyannotations_do_not_hold_our_undo_back():
    images = pytest.importorskip("ipyannotations.images")
    guest = images.PointAnnotator(options=["cat"])
    w = lw.annotate([picture("a.png"), picture("b.png")], widget=guest)
    guest.canvas.on_click(350, 250)
    guest.submit()
    guest.undo()
    assert w.progress.answered == 0
    assert len(guest.data) == 1


def test_no_child_without_a_view_is_left_to_be_shown_as_an_error():
    text = pytest.importorskip("ipyannotations.text")
    guest = text.TextTagger(classes=["PER"])
    lw.annotate(TEXTS, widget=guest)
    assert all(isinstance(child, ipywidgets.DOMWidget) for child in guest.children)


def test_spans_of_ipyannotations_are_put_back_as_tuples():
    text = pytest.importorskip("ipyannotations.text")
    guest = text.TextTagger(classes=["PER", "LOC"])
    w = lw.annotate(["Asha went", "to Ranchi"], widget=guest)
    guest.data = [(0, 4, "PER")]
    guest.submit()
    assert guest.data == []
    w._press("back")
    assert guest.data == [(0, 4, "PER")]
    assert said(w) == [[[0, 4, "PER"]]]


def heard(queue):
    return queue.get(timeout=5)


def test_others_are_told_of_a_guests_answers_and_of_the_end(tmp_path):
    guest = Asking(["pest", "helper"])
    w = lw.annotate(TEXTS[:2], widget=guest, store=tmp_path / "labels.db")
    answers, ends = queue.SimpleQueue(), queue.SimpleQueue()
    w.on_answer(answers.put)
    w.on_finish(ends.put)
    guest.submit("pest")
    first = heard(answers)
    assert (first.index, first.status, first.label) == (0, "answered", "pest")
    guest.undo()
    assert heard(answers).status == "open"
    assert ends.empty()
    guest.submit("helper")
    guest.submit(["pest", "helper"])
    assert [heard(answers).label for _ in range(2)] == ["helper", ["pest", "helper"]]
    assert heard(ends).answered == 2


def test_a_callback_that_raises_is_shown_in_the_guests_line(tmp_path):
    guest = Asking(["pest"])
    w = lw.annotate(TEXTS, widget=guest, store=tmp_path / "labels.db")
    done = queue.SimpleQueue()

    def fail(answer):
        raise ValueError("no room")

    w.on_answer(fail)
    w.on_answer(done.put)
    guest.submit("pest")
    heard(done)
    assert line(w)["problem"].startswith("on_answer: ValueError: no room")
    assert said(w) == ["pest"]


def test_an_item_is_gone_to_and_the_one_that_was_left_comes_after_it(tmp_path):
    guest = Asking(["pest"])
    w = lw.annotate(TEXTS, widget=guest, store=tmp_path / "labels.db")
    w.go_to(3)
    guest.submit("pest")
    assert guest.shown == ["a weevil", "an ant", "a weevil"]
    assert w.labels.index.tolist() == [2]
    with pytest.raises(lw.InputError, match="a number from 1 to 4, got 5"):
        w.go_to(5)


def test_a_guests_answers_stand_in_the_users_column_before_the_next_cell(tmp_path):
    frame = pd.DataFrame({"text": TEXTS}, index=list("abcd"))
    guest = Asking(["pest"])
    w = lw.annotate(frame, "text", widget=guest, column="label", store=tmp_path / "labels.db")
    guest.submit("pest")
    guest.submit([{"start": 0, "end": 4}])
    w._before_cell()
    assert frame["label"].tolist() == ["pest", [{"start": 0, "end": 4}], None, None]


# --- Answers that the data has already ----------------------------------------------------------------


def boxes(label="bee"):
    return [{"type": "box", "label": label, "xyxy": [1, 2, 30, 40]}]


def reviewing(values, guest=None, **options):
    frame = pd.DataFrame({"text": TEXTS, "before": pd.Series(values, dtype=object)})
    guest = Asking(["bee", "ant"]) if guest is None else guest
    return lw.annotate(frame, "text", widget=guest, initial="before", **options), guest


def test_a_guest_begins_with_the_answer_in_the_data_which_is_no_answer_yet():
    w, guest = reviewing([boxes(), None, np.nan, boxes("ant")])
    assert guest.data == [{**boxes()[0], "xyxy": (1, 2, 30, 40)}] or guest.data == boxes()
    assert "bee" in line(w)["initial"]
    assert (w.progress.answered, line(w)["status"], line(w)["said"]) == (0, "open", "")
    guest.submit(None)
    assert (guest.data, line(w)["initial"]) == (None, "")


def test_kept_and_corrected_answers_of_a_guest_are_listed_and_put_into_the_data():
    w, guest = reviewing([boxes(), boxes(), None, boxes("ant")])
    guest.submit(boxes())
    guest.submit(boxes("ant"))
    guest.submit(boxes())
    assert w.reviewed["changed"].tolist() == [False, True]
    assert w.changes["label"].tolist() == [boxes("ant")]
    assert w.corrected["before"].tolist() == [boxes(), boxes("ant"), boxes(), boxes("ant")]


def test_an_answer_of_the_person_comes_before_the_answer_in_the_data():
    w, guest = reviewing(["one", "two", None, None], Asking())
    guest.submit("other")
    w._press("back")
    assert guest.data == "other"


def test_boxes_in_the_data_are_drawn_by_ipyannotations():
    images = pytest.importorskip("ipyannotations.images")
    picture = np.zeros((50, 50, 3), dtype=np.uint8)
    frame = pd.DataFrame({"image": pd.Series([picture] * 2), "boxes": [boxes(), []]})
    guest = images.BoxAnnotator(options=["bee"])
    w = lw.annotate(frame, "image", widget=guest, initial="boxes", duplicates="ask")
    assert [{**box, "xyxy": list(box["xyxy"])} for box in guest.data] == boxes()
    guest.submit()
    assert w.reviewed["changed"].tolist() == [False]
    assert guest.data == []


class Mute(ipywidgets.VBox):
    """Asks, and can't show an answer."""

    def display(self, item):
        pass

    def on_submit(self, function):
        pass


class ReadOnly(Mute):
    @property
    def data(self):
        return None


@pytest.mark.parametrize("kind", [Mute, ReadOnly])
def test_a_guest_that_can_show_no_answer_is_refused_in_words_that_fit_a_guest(kind):
    with pytest.raises(lw.InputError) as refused:
        reviewing(["bee"] * 4, kind())
    assert str(refused.value) == (
        f"initial: {kind.__name__} can't show an answer that an item has already, because it has no writable "
        "data. Leave initial= out, or label with labels=[…] instead of widget="
    )


def test_an_answer_in_the_data_that_no_json_can_hold_names_its_row():
    with pytest.raises(
        lw.InputError, match=r"^initial: row 1 of 'before': expected values that JSON can"
    ):
        reviewing(["bee", {"at": object()}, None, None])


def test_a_guest_that_does_not_take_the_answer_in_the_data_says_so_and_goes_on():
    class Strict(Asking):
        data = traitlets.Int()

        def display(self, item):
            self.shown.append(item)

    w, guest = reviewing(["bee", None, None, None], Strict())
    assert line(w)["problem"] == "The widget does not take the answer in the data: bee"
    guest.submit("ant")
    assert said(w) == ["ant"]


def test_several_labels_of_a_guest_in_lists_are_one_answer():
    w, guest = reviewing([["bee", "ant"], ["bee"], None, None])
    assert guest.data == ["bee", "ant"]
    guest.submit(["bee", "ant"])
    assert w.reviewed["changed"].tolist() == [False]
