"""Items that can't be shown, and texts of which nothing can be taken for granted."""

import json
import uuid

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets.project import Project
from loopwidgets.widgets.protocol import codec
from tests.processes import as_if_in_a_new_process

LABELS = ["pest", "helper"]
any_text = st.text(st.characters(exclude_categories=()), min_size=1, max_size=6)


def start(data=None, show="text", labels=LABELS, **options):
    data = pd.DataFrame({"text": ["a", "b", "c"]}) if data is None else data
    return Project.from_data(data, show, labels, **{"store": "labels.db", **options})


def test_bad_items_are_listed_and_never_stop_the_queue():
    texts = ["good", None, np.nan, "", "  ", "a" * 50_000_000, pd.NA, pd.NaT, "\0", "\ud800"]
    project = start(pd.DataFrame({"text": pd.Series(texts, dtype=object)}))
    assert project.problems.index.tolist() == [1, 3, 4, 5, 8, 9]
    assert [text.split(":")[0] for text in project.problems["problem"]] == [
        "This item is empty",
        "This text is empty.",
        "This text is only white space.",
        "This text is too long to show whole",
        *["Some of its characters are no text (NUL or half a pair)"] * 2,
    ]
    n_items = project.progress.total
    for _ in range(n_items):
        project.payload_of(project.current())
        project.answer("pest")
    assert (n_items, project.progress.remaining) == (7, 0)
    assert project.labels.index.tolist() == list(range(10))


def test_an_item_whose_text_can_t_be_made_is_a_problem_and_can_be_skipped():
    class Broken:
        broken = False

        def __str__(self):
            if self.broken:
                raise RuntimeError("no text")
            return "whole"

        __repr__ = __str__

    data = pd.DataFrame({"text": pd.Series([Broken(), "good"], dtype=object)})
    project = start(data)
    Broken.broken = True
    assert project.problems["problem"].tolist() == [
        "This item can't be shown: RuntimeError: no text"
    ]
    assert project.payload_of(project.current()).content is None


class Silent:
    """Does not print."""

    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


@pytest.mark.parametrize("odd", [Silent(), object(), [Silent()]])
def test_rows_with_objects_that_have_no_text_need_a_key_and_are_labeled_then(odd):
    rows = pd.DataFrame({"name": ["a", "b"], "odd": pd.Series([odd, "plain"], dtype=object)})
    rows["id"] = ["one", "two"]
    given = {"view": lw.Record("name", "odd")}
    with pytest.raises(lw.InputError, match="have no content that identifies them; name a column"):
        start(rows, None, **given)
    project = start(rows, None, key="id", **given)
    fields = project.payload_of(project.current()).content["fields"]
    assert fields[0]["text"] == "a"
    project.answer("pest")
    project.answer("helper")
    assert project.labels["label"].tolist() == ["pest", "helper"]
    silent = [] if type(odd) is object else ["The value of odd can't be shown."]
    assert project.problems["problem"].tolist() == silent


STRANGE = "a\ud800\0ब\u200d\U0001f41e"


@pytest.mark.parametrize("keyed", [False, True])
def test_what_unicode_does_not_allow_survives_in_texts_labels_notes_and_names(keyed):
    names = pd.Index(
        ["text", "k", STRANGE], dtype=object
    )  # where pyarrow is, pandas infers its texts
    rows = [[STRANGE, f"k{STRANGE}", "x"], ["\0", "\0", "y"]]
    data = pd.DataFrame(rows, columns=names, dtype=object)
    given = {
        "labels": [f"label {STRANGE}", "other"],
        "project": f"project {STRANGE}",
        "annotator": f"person {STRANGE}",
        "view": lw.Text(caption=STRANGE),
        "key": "k" if keyed else None,
    }
    project = start(data, **given)
    project.note(f"note {STRANGE}")
    project.answer(given["labels"][0])
    project.skip()
    before = project.labels
    project.close()
    del project
    as_if_in_a_new_process()
    again = start(data, **given)
    pd.testing.assert_frame_equal(again.labels, before)
    assert again.labels["label"].tolist()[0] == given["labels"][0]
    assert again.labels["note"].tolist() == ["note a\ufffd\ufffdब\u200d\U0001f41e", ""]
    assert again.to_frame()["label"].tolist()[0] == given["labels"][0]
    assert again.plot() is not None
    assert again.progress.remaining == 1
    assert len(lw.projects("labels.db")) == 1


def test_what_unicode_does_not_allow_never_keeps_a_message_from_being_sent():
    labels = [lw.Label(STRANGE, title=STRANGE, description=STRANGE), "other"]
    task = lw.Classification(labels, question=STRANGE, guidelines=STRANGE)
    widget = lw.annotate([STRANGE], task=task, store=":memory:", project=STRANGE, annotator=STRANGE)
    sent = [codec.write(widget._desk.welcome()), widget._repr_mimebundle_()]
    json.dumps(sent, ensure_ascii=False, default=str).encode("utf-8")


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=any_text.filter(str.strip),
    texts=st.lists(any_text, min_size=1, max_size=3),
    note=any_text,
)
def test_any_text_a_person_types_is_taken(name, texts, note):
    project = start(
        texts,
        None,
        labels := [f"a{name}", f"b{name}"],
        project=f"{name} {uuid.uuid4()}",
        annotator=name,
        store=":memory:",
    )
    project.note(note)
    key = project.answer(labels[0])
    assert project.state_of(key).status == "answered"
    assert project.labels["label"].tolist().count(labels[0]) >= 1
