"""Labels by the hundred: added while labeling, and offered item by item."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.errors import InputError
from loopwidgets.project import Project
from loopwidgets.store.sqlite import SqliteStore
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.protocol import codec, messages
from loopwidgets.widgets.protocol.addresses import box_of
from loopwidgets.widgets.saved_summary import summarize

AT = "2026-01-01T00:00:00.000Z"
MANY = [f"label {number}" for number in range(200)]


def start(labels=("pest", "helper"), data=("a", "b", "c"), show=None, **options):
    data = list(data) if isinstance(data, tuple) else data
    given = {"store": "labels.db", "annotator": "asha", **options}
    return Project.from_data(data, show, list(labels), **given)


def send(desk, value, number=1, **more):
    event = {
        "id": f"e{number}",
        "box": box_of(desk.project),
        "item_key": desk.project.items.key_of(number - 1),
        "kind": "answer",
        "value": value,
        "client_seq": number,
        "supersedes": None,
        "started_at": AT,
        "submitted_at": AT,
        "active_seconds": 2.0,
        "scheme_version": 1,
        "language": "en",
        **more,
    }
    message = {"client": "page", "type": "events", "events": [event], "shown": None, "moves": 0}
    (answer,) = desk.answer(codec.read(message))
    return answer


# --- Many -------------------------------------------------------------------------------------------


def test_ten_thousand_labels_are_shown_answered_and_counted():
    project = start([f"label {number}" for number in range(10_000)])
    welcome = Desk(project).welcome()
    assert len(welcome.choices) == 10_000
    assert {label.key for label in welcome.choices} == {""}
    assert welcome.counts.by_value == {}
    project.answer("label 9876")
    assert Desk(project).counts().by_value == {project.scheme.active[9876].id: 1}
    assert project.labels["label"].tolist() == ["label 9876"]


def test_ten_labels_stay_buttons_with_a_digit_each():
    labels = Desk(start(MANY[:10])).welcome().choices
    assert "".join(label.key for label in labels) == "1234567890"


@pytest.mark.parametrize("options", [{"labels": MANY}, {"allow_new": True}])
def test_the_key_of_the_list_is_no_label_s(options):
    given = {"labels": ["pest"], **options}
    labels = [*given.pop("labels"), lw.Label("leaf", key="l")]
    with pytest.raises(InputError, match="'leaf': key 'l' already opens the list of labels"):
        start(labels, **given)
    assert start(["pest", lw.Label("leaf", key="l")]).scheme.names == ("pest", "leaf")


def test_a_misspelt_label_among_many_is_answered_with_a_few():
    with pytest.raises(InputError) as caught:
        start(MANY).answer("label 2000")
    assert "… 200 in all]" in str(caught.value)
    assert "Did you mean 'label 200" in str(caught.value) or "Did you mean" in str(caught.value)
    assert len(str(caught.value)) < 400
    assert len(repr(lw.Classification(MANY))) < 300


def test_the_saved_summary_names_those_that_were_chosen_most():
    project = start(MANY, data=tuple("abcdefghijklmnop"))
    assert "none of 200 labels yet" in summarize(project, "i")["text/plain"]
    for number in [7, 7, 7, *range(20, 32)]:
        project.answer(f"label {number}")
    said = summarize(project, "i")["text/plain"]
    assert ": label 7 3, label 20 1," in said
    assert "others 3." in said
    assert "label 199" not in said


def test_the_saved_summary_has_a_place_for_labels_that_come_yet():
    assert "<span data-top>" in summarize(start(allow_new=True), "i")["text/html"]
    assert "<span data-top>" not in summarize(start(project="fixed"), "i")["text/html"]


# --- Added while labeling ---------------------------------------------------------------------------


def test_an_answer_brings_its_label_along_and_pages_are_told():
    project = start(allow_new=True)
    told = []
    project.schemes.listen(told.extend)
    desk = Desk(project)
    assert desk.welcome().task.options["allow_new"]
    answer = send(desk, "=Käfer")
    assert isinstance(answer, messages.Ack)
    assert project.scheme.names == ("pest", "helper", "Käfer")
    assert [label.name for label in told] == ["Käfer"]
    added = desk.choices_added({label.id for label in told})
    assert added.scheme_version == 2
    assert [(label.id, label.added) for label in added.choices] == [("=Käfer", True)]
    assert project.labels["label"].tolist() == ["Käfer"]
    assert project.events["scheme_version"].tolist() == [2]


def test_the_same_new_label_made_twice_is_one():
    project = start(allow_new=True)
    desk = Desk(project)
    send(desk, "=bee", 1)
    send(desk, "=Bee", 2)
    send(desk, "=  PEST ", 3)
    assert project.scheme.names == ("pest", "helper", "bee")
    assert project.labels["label"].tolist() == ["bee", "bee", "pest"]


def test_a_replayed_answer_makes_its_label_once():
    project = start(allow_new=True)
    desk = Desk(project)
    assert isinstance(send(desk, "=bee"), messages.Ack)
    assert isinstance(send(desk, "=bee"), messages.Ack)
    assert project.scheme.version == 2
    assert len(project.events) == 1


def test_several_new_labels_may_come_at_once():
    project = start(allow_new=True, multiple=True)
    pest = project.scheme.active[0].id
    send(Desk(project), ["=wasp", pest, "=bee"])
    assert project.scheme.names == ("pest", "helper", "wasp", "bee")
    assert project.scheme.version == 2
    assert project.labels["label"].tolist() == [("pest", "wasp", "bee")]


@pytest.mark.parametrize("value", ["=", "=  ", "=a\0b", "=" + "x" * 201, ["=bee"], {"a": "=bee"}])
def test_what_is_no_name_is_refused_and_makes_no_label(value):
    project = start(allow_new=True)
    assert isinstance(send(Desk(project), value), messages.Refused)
    assert project.scheme.version == 1
    assert project.events.empty


def test_a_refused_answer_leaves_no_label_behind():
    project = start(allow_new=True)
    answer = send(Desk(project), "=bee", extra={"initial": "elsewhere"})
    assert isinstance(answer, messages.Refused)
    assert project.scheme.version == 1


def test_new_labels_are_refused_where_none_may_be_made():
    project = start()
    answer = send(Desk(project), "=bee")
    assert isinstance(answer, messages.Refused)
    assert "expected a label of this project" in answer.reason
    with pytest.raises(InputError, match="value: expected one of"):
        project.answer("bee")


def test_a_label_is_said_to_be_right_before_the_page_knows_its_version():
    project = start(allow_new=True)
    desk = Desk(project)
    send(desk, "=bee")
    assert isinstance(send(desk, {"label": "=bee", "reason": ""}, 2, kind="dispute"), messages.Ack)
    assert project.disputes["disputed"].tolist() == ["bee"]


def test_added_labels_outlive_the_cell_s_list_and_its_changes():
    send(Desk(start(allow_new=True)), "=bee")
    again = start(allow_new=True)
    assert again.scheme.names == ("pest", "helper", "bee")
    assert again.paste == ""
    assert start(["pest", "wasp"], allow_new=True).scheme.names == ("pest", "wasp", "bee")
    fixed = start(["pest", "wasp"])
    assert fixed.paste == "labels=['pest', 'wasp', 'bee']"
    assert start(["pest", "wasp", "bee"]).scheme.by_name("bee").id == "=bee"


def test_the_line_to_paste_keeps_all_that_a_label_is():
    pest = lw.Label("pest", title="Pest!", color="red", key="p", description="eats")
    send(Desk(start([pest, "wasp"], allow_new=True)), "=bee")
    line = start([pest, "wasp"]).paste
    assert line.startswith("labels=[lw.Label('pest', title='Pest!', key='p', color='red', desc")
    assert eval(line.removeprefix("labels="), {"lw": lw}) == [pest, "wasp", "bee"]


def test_one_may_begin_without_any_label():
    project = start([], allow_new=True)
    send(Desk(project), "=bee")
    assert project.labels["label"].tolist() == ["bee"]
    project.close()
    assert Project.open("labels.db").scheme.names == ("bee",)


def test_a_label_is_added_in_code_with_all_that_a_label_has():
    project = start()
    assert project.add_label("  bee ") == "bee"
    assert project.add_label("BEE") == "bee"
    assert project.add_label(lw.Label("wasp", title="Wespe", key="w", color="teal")) == "wasp"
    assert project.scheme.names == ("pest", "helper", "bee", "wasp")
    assert project.scheme.version == 3
    project.answer("wasp")
    assert project.labels["label"].tolist() == ["wasp"]
    with pytest.raises(InputError, match="label 'ant': key 'w' is taken already"):
        project.add_label(lw.Label("ant", key="w"))
    with pytest.raises(InputError, match="label: expected a name"):
        project.add_label(" ")
    assert project.scheme.version == 3


def test_undo_and_redo_of_an_answer_with_a_new_label():
    project = start(allow_new=True)
    project.add_label("bee")
    project.answer("bee")
    project.undo()
    assert project.labels.empty
    project.redo()
    assert project.labels["label"].tolist() == ["bee"]


def test_two_kernels_that_add_labels_at_once_lose_none():
    one = start(allow_new=True, store=SqliteStore(Path("labels.db")))
    other = start(allow_new=True, store=SqliteStore(Path("labels.db")), annotator="ben")
    assert one is not other
    names = {one: [f"one {n}" for n in range(8)], other: [f"other {n}" for n in range(8)]}

    def add(project):
        for place, name in enumerate(names[project]):
            project.add_label(name)
            project.add_label(f"both {place}")

    threads = [threading.Thread(target=add, args=[project]) for project in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for project in names:
        project.schemes.look()
    assert one.scheme.names == other.scheme.names
    assert sorted(one.scheme.names[2:]) == sorted(
        [*names[one], *names[other], *(f"both {n}" for n in range(8))]
    )
    assert one.scheme.version == 25


def test_a_label_that_another_kernel_added_is_named_in_everyone_s_answers():
    mine = start(allow_new=True, store=SqliteStore(Path("labels.db")))
    others = start(allow_new=True, store=SqliteStore(Path("labels.db")), annotator="ben")
    send(Desk(others), "=bee")
    assert mine.annotations["label"].tolist() == ["bee"]
    assert mine.events["label"].tolist() == ["bee"]


# --- Offered item by item ---------------------------------------------------------------------------


def subsets(column, **options):
    data = pd.DataFrame({"text": ["a", "b", "c"], "fits": pd.Series(column, dtype=object)})
    given = {"labels": ["pest", "helper", "harmless"], "labels_for": "fits", **options}
    return start(given.pop("labels"), data, "text", **given)


def offered(project):
    keys = [project.items.key_of(code) for code in range(len(project.items))]
    ids = [project.offered(key) for key in keys]
    return [None if one is None else [project.scheme.by_id(i).name for i in one] for one in ids]


def test_a_column_names_the_labels_of_each_item():
    project = subsets([["harmless", "pest"], None, "helper"])
    assert offered(project) == [["pest", "harmless"], None, ["helper"]]
    shown = Desk(project).welcome().items
    assert shown[0].choices == [project.scheme.by_name(n).id for n in ("pest", "harmless")]
    assert shown[1].choices is None


def test_the_column_is_not_shown_where_no_one_says_what_is():
    data = pd.DataFrame({"text": ["a", "b"], "fits": [["pest"], None]})
    assert start(data=data, labels_for="fits").items.shown == ("text",)


def test_a_function_names_the_labels_of_each_row_or_of_each_item():
    data = pd.DataFrame({"text": list("abc"), "family": ["x", "y", "z"]})
    fits = {"x": ["pest"], "y": {"helper", "pest"}, "z": None}
    project = start(data=data, show="text", labels_for=lambda row: fits[row["family"]])
    assert offered(project) == [["pest"], ["pest", "helper"], None]
    of_items = start(labels_for=lambda text: ["pest"] if text == "a" else None, project="items")
    assert offered(of_items) == [["pest"], None, None]
    rows = [{"text": "a", "n": 1}, {"text": "b", "n": 2}, {"text": "c", "n": 3}]
    of_rows = start(
        data=rows,
        show="text",
        labels_for=lambda row: ["pest"] if row["n"] < 3 else None,
        project="r",
    )
    assert offered(of_rows) == [["pest"], ["pest"], None]


def test_a_function_is_asked_once_for_each_item_that_is_shown():
    asked = []
    project = start(labels_for=lambda text: asked.append(text) or ["pest"])
    desk = Desk(project)
    desk.welcome()
    desk.welcome()
    project.answer("pest")
    assert asked == ["a", "b", "c"]


def test_an_answer_outside_is_refused_and_one_given_before_stays():
    project = subsets([None, None, None])
    key = project.answer("harmless")
    narrow = subsets([["pest", "helper"], ["pest"], None])
    assert narrow.labels["label"].tolist() == ["harmless"]
    narrow.answer("pest", item=key)
    narrow.answer("harmless", item=key)
    with pytest.raises(InputError) as caught:
        narrow.answer("helper", item=narrow.items.key_of(1))
    assert str(caught.value) == "value: 'helper' is no label of this item, which may get ['pest']"
    refused = send(Desk(narrow), narrow.scheme.by_name("helper").id, 2)
    assert isinstance(refused, messages.Refused)
    assert "no label of this item" in refused.reason


def test_an_answer_that_is_replayed_under_a_narrower_offer_is_acked():
    project = subsets([None, None, None])
    desk = Desk(project)
    harmless = project.scheme.by_name("harmless").id
    send(desk, harmless)
    assert isinstance(send(Desk(subsets([["pest"], None, None])), harmless), messages.Ack)


def test_the_label_that_an_item_had_can_always_be_kept():
    data = pd.DataFrame({"text": ["a", "b"], "had": ["helper", None], "fits": [["pest"], ["pest"]]})
    project = start(data=data, show="text", labels_for="fits", initial="had")
    project.answer("helper")
    with pytest.raises(InputError, match="'helper' is no label of this item"):
        project.answer("helper")


def test_what_was_added_while_labeling_fits_every_item():
    project = subsets([["pest"], ["pest"], ["pest"]], allow_new=True)
    send(Desk(project), "=bee")
    send(Desk(project), "=bee", 2)
    assert project.labels["label"].tolist() == ["bee", "bee"]
    assert isinstance(send(Desk(project), "=helper", 3), messages.Refused)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ([["pets"], None, "pest"], "'pets' (1). Did you mean 'pest'?"),
        ([["pest", 5], None, None], "got (with their number of rows) 5 (1)"),
        ([["pest"], 7, None], "got (with their number of rows) 7 (1)"),
        (
            [["pest"], {}, None],
            "labels_for: expected a list of names in each row of 'fits', got {}",
        ),
        ([["pest"], [], None], "or None for all labels; row 1 has none"),
    ],
)
def test_a_column_that_names_what_is_no_label_is_refused(column, said, own_folder):
    with pytest.raises(InputError) as caught:
        subsets(column)
    assert said in str(caught.value)
    assert not (own_folder / "labels.db").exists()


def test_equal_rows_with_different_labels_are_refused_until_each_is_asked():
    data = pd.DataFrame({"text": ["a", "a"], "fits": [["pest"], ["helper"]]})
    with pytest.raises(InputError, match="labels_for: 1 item has several lists of labels in equal"):
        start(data=data, show="text", labels_for="fits")
    assert len(start(data=data, show="text", labels_for="fits", duplicates="ask").items) == 2


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda text: 1 / 0, "labels_for raised ZeroDivisionError: division by zero. All labels"),
        (lambda text: 5, "labels_for returned 5, which is no label. All labels"),
        (lambda text: {}, "labels_for returned {} (dict), which is no list of names. All labels"),
        (lambda text: [], "labels_for returned no label; return None for all labels. All labels"),
        (lambda text: ["pets"], "'pets', which is no label. Did you mean 'pest'? All labels"),
        (lambda text: ["zz"], "'zz', which is no label. All labels"),
        (lambda text: {"pest": 1}, "which is no list of names"),
    ],
)
def test_a_function_that_fails_is_told_on_the_item_and_all_labels_are_offered(function, said):
    project = start(labels_for=function)
    shown = Desk(project).welcome().items[0]
    assert said in shown.problem
    assert shown.choices is None
    assert shown.payload["segments"] == [["a", 0]]
    assert len(project.problems) == 3
    project.answer("helper")
    assert project.labels["label"].tolist() == ["helper"]


def test_a_function_is_given_the_mappings_of_an_iterator_as_rows():
    rows = iter([{"text": "a", "n": 1}, {"text": "b", "n": 2}])
    project = start(data=rows, show="text", labels_for=lambda row: ["pest", "helper"][: row["n"]])
    project.next_items(2)
    assert offered(project)[:1] == [["pest"]]


def test_an_iterator_takes_a_function_and_no_column():
    project = start(data=iter(["a", "b"]), labels_for=lambda text: ["pest"])
    assert [label.name for label in project.scheme.active] == ["pest", "helper"]
    with pytest.raises(InputError, match="'helper' is no label of this item"):
        project.answer("helper")
    with pytest.raises(InputError, match="labels_for: an iterator has no column of labels"):
        start(data=iter(["a"]), labels_for="fits", project="p")


def test_progress_counts_labels_that_are_not_asked_for_any_more_where_answers_hold_them():
    start(["pest", "wasp", "mite"]).answer("wasp")
    project = start(["pest", "bee"])
    project.answer("bee")
    assert project.progress.by_label == {"pest": 0, "bee": 1, "wasp": 1}
    assert repr(project.progress) == f"Progress({project.progress})"
