"""Labels that the data holds already: reviewed, kept or corrected, and never counted before that."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.errors import InputError
from loopwidgets.project import Project
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.protocol import codec, messages
from loopwidgets.widgets.protocol.addresses import box_of

LABELS = ["pest", "helper"]
AT = "2026-01-01T00:00:00.000Z"


def frame():
    return pd.DataFrame(
        {"text": ["a", "b", "c", "d"], "label": ["pest", "helper", None, "pest"]},
        index=[10, 20, 30, 40],
    )


def start(data=None, show="text", labels=LABELS, **options):
    data = frame() if data is None else data
    return Project.from_data(
        data, show, labels, **{"store": "labels.db", "initial": "label", **options}
    )


# --- Reviewing --------------------------------------------------------------------------------------


def test_the_data_s_labels_are_no_answers():
    project = start()
    assert project.progress.answered == 0
    assert project.progress.by_label == {"pest": 0, "helper": 0}
    assert project.labels.empty
    assert project.reviewed.empty
    assert project.changes.empty
    assert len(project.next_items(10)) == 4
    assert project.to_frame()["annotation_label"].isna().all()


def test_an_answer_reviews_the_label_that_the_item_had():
    project = start()
    for label in ("helper", "helper", "pest"):
        project.answer(label)
    reviewed = project.reviewed
    assert reviewed.index.tolist() == [10, 20]
    assert reviewed["initial"].tolist() == ["pest", "helper"]
    assert reviewed["label"].tolist() == ["helper", "helper"]
    assert reviewed["changed"].tolist() == [True, False]
    assert reviewed["annotator"].unique().tolist() == [project.annotator.name]
    assert reviewed["at"].tolist() == project.labels["at"].tolist()[:2]
    assert project.labels.index.tolist() == [10, 20, 30]


def test_changes_are_the_corrected_rows_and_stand_in_the_corrected_data():
    data = frame()
    project = start(data)
    for label in ("helper", "helper", "pest", "pest"):
        project.answer(label)
    assert project.changes.index.tolist() == [10]
    assert project.changes["row"].tolist() == [0]
    assert project.corrected["label"].tolist() == ["helper", "helper", "pest", "pest"]


def test_a_skip_reviews_nothing_and_undo_takes_a_review_back():
    project = start()
    project.skip()
    assert project.reviewed.empty
    project.answer("pest")
    assert project.changes.index.tolist() == [20]
    project.undo()
    assert project.reviewed.empty
    project.redo()
    assert project.changes["initial"].tolist() == ["helper"]


def test_the_last_answer_counts():
    project = start()
    key = project.answer("helper")
    project.answer("pest", item=key)
    assert project.changes.empty
    assert project.reviewed["changed"].tolist() == [False]


def test_changes_can_be_told_without_the_data():
    project = start()
    keys = [project.answer("helper"), project.answer("helper")]
    project.close()
    opened = Project.open("labels.db")
    opened.items = None
    assert opened.reviewed.index.tolist() == keys
    assert opened.changes["initial"].tolist() == ["pest"]
    assert opened.changes.index.tolist() == keys[:1]


def test_what_was_reviewed_stays_when_the_data_was_corrected_since():
    data = frame()
    first = start(data)
    first.answer("helper")
    data.loc[10, "label"] = "helper"
    again = start(data)
    assert again.changes.index.tolist() == [10]
    assert again.changes["initial"].tolist() == ["pest"]
    assert again.next_items(1) == [again.items.key_of(1)]


def test_answers_without_a_column_to_review_are_no_reviews():
    project = start(initial=None)
    project.answer("helper")
    assert project.reviewed.empty
    assert project.events["extra"].tolist() == [{}]


def test_several_labels_are_reviewed_together():
    data = frame()
    data["label"] = [["helper", "pest"], ("pest",), [], "helper"]
    project = start(data, multiple=True)
    project.answer(["pest", "helper"])
    project.answer(["helper"])
    project.answer(["helper"])
    reviewed = project.reviewed
    assert reviewed["initial"].tolist() == [("pest", "helper"), ("pest",), ()]
    assert reviewed["changed"].tolist() == [False, True, True]
    assert project.initial_of(project.items.key_of(3)) == [project.scheme.by_name("helper").id]


def test_reviews_are_told_by_postgresql_too(postgres_url):
    project = start(store=postgres_url)
    for label in ("helper", "helper", "pest"):
        project.answer(label)
    assert project.reviewed["changed"].tolist() == [True, False]
    project.close()


# --- What the column may hold -----------------------------------------------------------------------


def test_labels_may_come_from_the_column_the_most_frequent_first():
    data = frame()
    data["label"] = ["wasp", "bee", "wasp", None]
    assert start(data, labels=None).scheme.names == ("wasp", "bee")
    data["label"] = [["bee"], ["bee", "wasp"], [], ["bee"]]
    assert start(data, labels=None, multiple=True, project="p").scheme.names == ("bee", "wasp")


def test_the_column_to_review_is_not_shown_where_no_one_says_what_is():
    assert start(show=None).items.shown == ("text",)
    record = start(show=None, view=lw.Record(), data=frame().assign(place="x"), project="r")
    assert record.items.shown == ("text", "place")


@pytest.mark.parametrize("dtype", ["object", "category", "string"])
def test_names_are_read_from_columns_of_any_type_that_holds_them(dtype):
    data = frame()
    data["label"] = data["label"].astype(dtype)
    project = start(data)
    names = [
        project.task.to_user(project.initial_of(project.items.key_of(code)), project.scheme)
        for code in range(4)
    ]
    assert names == ["pest", "helper", None, "pest"]


@pytest.mark.parametrize(
    ("column", "options", "said"),
    [
        (["pets", "pets", "pest", "bee"], {}, "'pets' (2), 'bee' (1). Did you mean 'pest'?"),
        ([1, 0, 1, 1], {}, "got (with their number of rows) 1 (3), 0 (1)."),
        ([["pest"], "pest", "pest", None], {}, "multiple=True takes lists of names"),
        (
            [["pest"], {"a": 5}, None, None],
            {"multiple": True},
            "expected a list of names in each row",
        ),
        ([["pest", "bee"]] * 4, {"multiple": True}, "got (with their number of rows) 'bee' (4)."),
        (["pest"] * 4, {"labels": None}, "labels: expected at least 2, got ['pest']"),
    ],
)
def test_a_column_that_holds_what_is_no_label_is_refused(column, options, said, own_folder):
    data = frame()
    data["label"] = pd.Series(column, index=data.index, dtype=object)
    with pytest.raises(InputError) as caught:
        start(data, **options)
    assert said in str(caught.value)
    assert not (own_folder / "labels.db").exists()


def test_too_many_names_to_be_labels_are_refused():
    names = [f"n{number}" for number in range(10_001)]
    data = pd.DataFrame({"text": names, "label": names})
    with pytest.raises(InputError, match="holds 10,001 different names, expected at most 10,000"):
        start(data, labels=None)


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"initial: expected a column .* Did you mean 'label'\?"):
        start(initial="lable")
    with pytest.raises(InputError, match="initial: an iterator has no column of labels"):
        start(iter(["a"]), show=None)


def test_equal_rows_with_different_labels_are_refused_until_each_is_asked():
    data = pd.DataFrame({"text": ["a", "b", "a", "a"], "label": ["pest", "pest", "helper", None]})
    with pytest.raises(InputError) as caught:
        start(data)
    assert str(caught.value) == (
        "initial: 1 item has several labels in equal rows, such as 'pest' in row 0 and 'helper' in "
        "row 2: duplicates='ask' asks about each row"
    )
    project = start(data, duplicates="ask")
    for label in ("pest", "pest", "pest", "pest"):
        project.answer(label)
    assert project.changes.index.tolist() == [2]


def test_equal_rows_share_the_one_label_that_they_have():
    data = pd.DataFrame({"text": ["a", "a", "b"], "label": [None, "pest", "helper"]})
    project = start(data)
    project.answer("helper")
    assert project.changes.index.tolist() == [0, 1]
    assert project.changes["initial"].tolist() == ["pest", "pest"]


# --- On the way to the browser ----------------------------------------------------------------------


def test_the_label_travels_with_the_item_and_its_state_stays_open():
    project = start()
    first, _, third, _ = Desk(project).welcome().items
    assert first.initial == project.scheme.by_name("pest").id
    assert first.state.status == "open"
    assert first.state.value is None
    assert third.initial is None


def sent(desk, **more):
    pest = desk.project.scheme.by_name("pest").id
    event = {
        "id": "e1",
        "box": box_of(desk.project),
        "item_key": desk.project.items.key_of(0),
        "kind": "answer",
        "value": pest,
        "client_seq": 1,
        "supersedes": None,
        "started_at": AT,
        "submitted_at": AT,
        "active_seconds": 2.0,
        "scheme_version": 1,
        "language": "en",
        "extra": {"initial": pest},
        **more,
    }
    message = {"client": "page", "type": "events", "events": [event], "shown": None, "moves": 0}
    (answer,) = desk.answer(codec.read(json.loads(json.dumps(message))))
    return answer


def test_an_answer_from_the_browser_says_what_it_was_given_to():
    desk = Desk(start())
    assert isinstance(sent(desk), messages.Ack)
    assert desk.project.reviewed["changed"].tolist() == [False]


@pytest.mark.parametrize("initial", ["elsewhere", ["x"], 5])
def test_an_answer_to_what_is_no_label_is_refused(initial):
    desk = Desk(start())
    refused = sent(desk, extra={"initial": initial})
    assert isinstance(refused, messages.Refused)
    assert "expected a label of this project" in refused.reason
    assert desk.project.events.empty
