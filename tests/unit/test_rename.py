"""A label that gets another name keeps its answers, if the person says so."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.labels.scheme import Label, LabelScheme

TEXTS = ["it crashes", "add a button", "it is slow", "thanks"]


def start(labels, **options):
    return lw.annotate(TEXTS, labels=labels, store="labels.db", **options)


def in_use(w):
    return w.project.scheme.names


def said(w):
    return w.labels["label"].tolist()


def offered(w):
    return [(old.name, new.name, n) for old, new, n in w.project.perhaps_renamed()]


def decide(w, *, keep):
    """Answer as the page does; return what is sent to every page."""
    sent = []
    w.send = lambda content, buffers=None: sent.append(content)
    version = w.project.scheme.version
    w._receive({"type": "rename", "client": "c", "scheme_version": version, "keep": keep})
    return sent


def half_labeled(labels=("bug", "wish"), **options):
    w = start([*labels], **options)
    w.answer("bug")
    w.answer("wish")
    return w


# --- The cell's list ------------------------------------------------------------------------------------


def test_a_label_in_the_place_of_another_is_offered_as_its_new_name():
    half_labeled()
    w = start(["defect", "wish"])
    assert offered(w) == [("bug", "defect", 1)]
    assert said(w) == ["bug", "wish"]  # until the person decides


def test_kept_answers_have_the_new_name_and_count_under_it():
    half_labeled()
    w = start(["defect", "wish"])
    sent = decide(w, keep=True)
    assert said(w) == ["defect", "wish"]
    assert w.progress.by_label == {"defect": 1, "wish": 1}
    welcome = next(message for message in sent if message["type"] == "welcome")
    assert [choice["name"] for choice in welcome["choices"]] == ["defect", "wish"]
    assert welcome["replaced"] == []
    notice = next(message for message in sent if message["type"] == "notice")
    assert notice["text"] == (
        "1 answer was renamed with the labels. To take it back: w.rename_label('defect', 'bug')"
    )


def test_another_label_stays_another_label_and_is_not_asked_about_again():
    half_labeled()
    w = start(["defect", "wish"])
    sent = decide(w, keep=False)
    assert [message["replaced"] for message in sent if message["type"] == "welcome"] == [[]]
    assert said(w) == ["bug", "wish"]
    assert offered(start(["defect", "wish"])) == []


def test_the_offer_waits_through_another_run_of_the_cell():
    half_labeled()
    start(["defect", "wish"])
    assert offered(start(["defect", "wish"])) == [("bug", "defect", 1)]


def test_a_label_that_was_used_is_another_label():
    half_labeled()
    w = start(["defect", "wish"])
    w.answer("defect")
    assert offered(w) == []


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        (["bug", "wish"], ["defect", "wish", "praise"], [("bug", "defect")]),
        (["bug", "wish", "praise"], ["defect", "wish"], [("bug", "defect")]),
        (["bug", "wish"], ["defect", "idea", "praise"], []),  # which is which?
        (
            ["praise", "bug", "wish"],
            ["praise", "defect", "idea"],
            [("bug", "defect"), ("wish", "idea")],
        ),
        (["bug", "wish"], ["wish", "bug"], []),
        (["bug", "wish"], ["wish", "defect"], []),
        (["bug", "wish", "praise"], ["wish", "praise"], []),
        (["bug", "wish"], ["bug", "wish", "defect"], []),
    ],
)
def test_only_a_new_label_in_the_same_place_may_be_a_new_name(before, after, pairs):
    old = LabelScheme.from_given([Label(name) for name in before])
    new = old.changed_to([Label(name) for name in after])
    assert [(one.name, other.name) for one, other in old.replaced_in(new)] == pairs


def test_a_label_that_comes_back_is_no_new_name():
    first = LabelScheme.from_given([Label("bug"), Label("wish")])
    second = first.changed_to([Label("defect"), Label("wish")])
    third = second.changed_to([Label("bug"), Label("wish")])
    assert second.replaced_in(third) == []


def test_a_label_without_answers_is_replaced_in_silence():
    start(["bug", "wish"])
    assert offered(start(["defect", "wish"])) == []


def test_the_new_label_gives_its_look_and_the_old_label_its_color():
    before = half_labeled()
    slot = before.project.scheme.by_name("bug").slot
    w = start([lw.Label("defect", title="Defect!", key="x"), "wish"])
    decide(w, keep=True)
    label = w.project.scheme.by_name("defect")
    assert (label.title, label.key, label.slot) == ("Defect!", "x", slot)


def test_several_new_names_are_decided_at_once():
    half_labeled(("bug", "wish", "praise"))
    w = start(["defect", "idea", "praise"])
    assert offered(w) == [("bug", "defect", 1), ("wish", "idea", 1)]
    decide(w, keep=True)
    assert said(w) == ["defect", "idea"]
    assert in_use(w) == ("defect", "idea", "praise")


def test_a_decision_on_labels_that_changed_since_is_refused():
    half_labeled()
    w = start(["defect", "wish"])
    version = w.project.scheme.version
    w.add_label("praise")
    sent = []
    w.send = lambda content, buffers=None: sent.append(content)
    w._receive({"type": "rename", "client": "c", "scheme_version": version, "keep": True})
    assert [message["text"] for message in sent if message["type"] == "notice"] == [
        "The labels have changed since. Run the cell again."
    ]
    assert said(w) == ["bug", "wish"]


def test_an_answer_with_the_new_label_that_was_on_its_way_is_kept_and_named():
    half_labeled()
    w = start(["defect", "wish"])
    new = w.project.scheme.by_name("defect").id
    event = w.project.new_event("answer", new, w.project.current(), supersedes=None)
    decide(w, keep=True)
    w.project.record([event])
    assert said(w) == ["defect", "wish", "defect"]


def test_a_new_name_from_another_kernel_is_shown_and_counted_here():
    w = half_labeled(("bug", "wish", "praise"))
    sent = []
    w.send = lambda content, buffers=None: sent.append(content)
    code = (
        "import loopwidgets as lw; "
        f"w = lw.Project.from_data({TEXTS!r}, labels=['bug', 'wish', 'praise'], store='labels.db'); "
        "w.rename_label('bug', 'defect'); w.answer('defect')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert w.progress.by_label == {"defect": 2, "wish": 1, "praise": 0}
    welcome = next(message for message in sent if message["type"] == "welcome")
    assert [choice["name"] for choice in welcome["choices"]] == ["defect", "wish", "praise"]


def rename_elsewhere(*, data="TEXTS", labels="['bug', 'wish']", options=""):
    code = (
        f"import loopwidgets as lw, pandas as pd; TEXTS = {TEXTS!r}; "
        f"w = lw.Project.from_data({data}, labels={labels}, store='labels.db'{options}); "
        "w.rename_label('bug', 'defect')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_new_name_alone_comes_from_another_kernel_with_the_next_message():
    w = half_labeled()
    sent = []
    w.send = lambda content, buffers=None: sent.append(content)
    rename_elsewhere()
    w._receive({"type": "more", "client": "c", "request": "r", "count": 2, "have": []})
    welcome = next(message for message in sent if message["type"] == "welcome")
    assert [choice["name"] for choice in welcome["choices"]] == ["defect", "wish"]


def test_a_table_that_reads_a_new_name_first_keeps_it_from_no_one():
    w = half_labeled()
    sent = []
    w.send = lambda content, buffers=None: sent.append(content)
    rename_elsewhere()
    assert w.annotations["label"].tolist() == ["defect", "wish"]
    assert w.progress.by_label == {"defect": 1, "wish": 1}
    assert [message["type"] for message in sent] == ["welcome"]


def test_the_live_column_gets_a_new_name_from_another_kernel():
    frame = pd.DataFrame({"text": TEXTS})
    w = lw.annotate(frame, "text", labels=["bug", "wish"], column="kind", store="labels.db")
    w.answer("bug")
    rename_elsewhere(data="pd.DataFrame({'text': TEXTS}), 'text'")
    w._before_cell()
    assert frame["kind"].tolist()[:1] == ["defect"]


def test_what_an_item_may_get_follows_a_new_name_from_another_kernel():
    data = pd.DataFrame({"text": ["it crashes", "thanks"], "may": [["bug", "x"], None]})
    w = lw.annotate(data, "text", ["bug", "x", "y"], store="labels.db", labels_for="may")
    bug, x, _ = (label.id for label in w.project.scheme.active)
    rename_elsewhere(
        data="pd.DataFrame({'text': ['it crashes', 'thanks']}), 'text'", labels="['bug', 'x', 'y']"
    )
    assert w.progress.by_label == {"defect": 0, "x": 0, "y": 0}
    assert w.project.offered(w.project.items.key_of(0)) == [bug, x]
    with pytest.raises(
        lw.InputError, match=r"'y' is no label of this item, which may get \['defect', 'x'\]"
    ):
        w.answer("y")
    w.answer("defect")
    again = lw.annotate(data, "text", ["bug", "x", "y"], store="labels.db", labels_for="may")
    assert again.project.offered(w.project.items.key_of(0)) == [bug, x]


def test_labels_under_review_follow_a_new_name_from_another_kernel():
    data = pd.DataFrame({"text": TEXTS, "kind": ["bug", "wish", "bug", "wish"]})
    w = lw.annotate(data, "text", labels=["bug", "wish"], initial="kind", store="labels.db")
    w.answer("wish")
    rename_elsewhere(
        data="pd.DataFrame({'text': TEXTS}), 'text'", options=f", project={w.project.name!r}"
    )
    assert w.changes[["initial", "label"]].to_numpy().tolist() == [["defect", "wish"]]
    again = lw.annotate(
        data, "text", ["bug", "wish"], initial="kind", store="labels.db", project=w.project.name
    )
    assert again.changes[["initial", "label"]].to_numpy().tolist() == [["defect", "wish"]]


def test_a_cell_that_has_the_name_of_before_means_the_renamed_label():
    w = half_labeled()
    w.rename_label("bug", "defect")
    w = start(["bug", "wish", "praise"])
    assert in_use(w) == ("defect", "wish", "praise")
    assert said(w) == ["defect", "wish"]
    assert w.project.paste == "labels=['defect', 'wish', 'praise']"


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        (["bug", "wish", "idea"], ("defect", "wish", "idea", "praise")),
        (["defect", "wish", "idea"], ("defect", "wish", "idea", "praise")),
        (["wish", "idea"], ("wish", "idea", "praise")),
        (["bug", "defect", "wish"], ("bug", "defect", "wish", "praise")),
    ],
)
def test_a_name_of_before_makes_no_second_label_where_new_labels_are_allowed(given, labels):
    w = half_labeled(allow_new=True)
    w.add_label("praise")
    w.rename_label("bug", "defect")
    assert in_use(start(given, allow_new=True)) == labels


def test_the_offer_outlives_a_label_that_is_made_and_a_description():
    half_labeled()
    w = start(["defect", "wish"], allow_new=True)
    w.add_label("praise")
    assert offered(w) == [("bug", "defect", 1)]
    w = start([lw.Label("defect", description="It fails."), "wish"], allow_new=True)
    assert offered(w) == [("bug", "defect", 1)]
    decide(w, keep=True)
    assert (said(w), offered(w)) == (["defect", "wish"], [])


def test_answers_go_to_the_last_of_several_labels_in_one_place():
    half_labeled()
    start(["fault", "wish"])
    w = start(["defect", "wish"])
    assert offered(w) == [("bug", "defect", 1)]
    decide(w, keep=False)
    assert offered(start([lw.Label("defect", key="x"), "wish"])) == []


# --- In code --------------------------------------------------------------------------------------------


def test_a_label_is_renamed_in_code_before_the_cell_is():
    w = half_labeled()
    assert w.rename_label("bug", "defect") == "defect"
    assert said(w) == ["defect", "wish"]
    w.answer("defect")
    again = start(["bug", "wish"])
    assert said(again) == ["defect", "wish", "defect"]
    assert again.project.paste == "labels=['defect', 'wish']"
    pasted = start(["defect", "wish"])
    assert (pasted.project.paste, said(pasted)) == ("", ["defect", "wish", "defect"])


def test_a_label_is_renamed_in_code_after_the_cell_was():
    half_labeled()
    w = start(["defect", "wish"])
    w.rename_label("bug", "defect")
    assert said(w) == ["defect", "wish"]
    assert in_use(w) == ("defect", "wish")
    assert offered(w) == []


def test_a_renaming_is_taken_back_by_another():
    half_labeled()
    w = start(["defect", "wish"])
    decide(w, keep=True)
    w.rename_label("defect", "bug")
    assert said(w) == ["bug", "wish"]
    assert in_use(w) == ("bug", "wish")


def test_a_retired_label_is_renamed_and_stays_retired():
    half_labeled()
    w = start(["wish", "praise"])
    w.rename_label("bug", "defect")
    assert said(w) == ["defect", "wish"]
    assert in_use(w) == ("wish", "praise")


def test_every_version_of_the_list_stays():
    w = half_labeled()
    w.rename_label("bug", "defect")
    assert w.project.schemes.at(1).names == ("bug", "wish")
    assert w.annotations["scheme_version"].tolist() == [1, 1]


def test_the_answers_of_everyone_follow():
    w = half_labeled()
    code = (
        "import loopwidgets as lw; "
        f"lw.Project.from_data({TEXTS!r}, labels=['bug', 'wish'], store='labels.db', annotator='bina')"
        ".answer('bug')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    w.rename_label("bug", "defect")
    assert sorted(w.annotations["label"]) == ["defect", "defect", "wish"]


def test_another_label_with_answers_is_not_taken_over():
    w = half_labeled()
    with pytest.raises(lw.InputError) as refused:
        w.rename_label("bug", "wish")
    assert str(refused.value) == (
        "new: 'wish' is another label, with 1 answer. To move the answers one by one: for item in "
        "w.find(label='bug')['item']: w.answer('wish', item=item)"
    )
    for item in w.find(label="bug")["item"]:
        w.answer("wish", item=item)
    assert said(w) == ["wish", "wish"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "bag",
            "defect",
            r"^old: expected one of \['bug', 'wish'\], got 'bag'\. Did you mean 'bug'\?",
        ),
        (None, "defect", r"^old: expected one of \['bug', 'wish'\], got None"),
        ("bug", " ", r"^label: expected a name"),
    ],
)
def test_a_name_that_can_not_be_used_is_refused(old, new, words):
    w = half_labeled()
    with pytest.raises(lw.InputError, match=words):
        w.rename_label(old, new)
    assert w.project.scheme.version == 1


def test_the_same_name_in_other_case_is_a_new_name():
    w = half_labeled()
    w.rename_label("bug", "Bug")
    assert said(w) == ["Bug", "wish"]


def test_a_label_that_a_person_made_is_renamed_and_not_made_twice():
    w = start(["bug", "wish"], allow_new=True)
    w.add_label("praise")
    w.answer("praise")
    w.rename_label("praise", "thanks")
    w.add_label("praise")
    assert in_use(w) == ("bug", "wish", "thanks")
    assert said(w) == ["thanks"]


def test_the_labels_of_a_column_under_review_are_renamed_there():
    frame = pd.DataFrame({"text": TEXTS, "kind": ["bug", "wish", "bug", "wish"]})
    w = lw.annotate(frame, "text", initial="kind")
    with pytest.raises(
        lw.InputError, match="the column 'kind', which is under review, holds 'bug'"
    ):
        w.rename_label("bug", "defect")


def test_the_live_column_gets_the_new_name():
    frame = pd.DataFrame({"text": TEXTS})
    w = lw.annotate(frame, "text", labels=["bug", "wish"], column="kind")
    w.answer("bug")
    w.answer("wish")
    w.rename_label("bug", "defect")
    assert frame["kind"].tolist()[:2] == ["defect", "wish"]


def test_a_task_without_labels_has_none_to_rename():
    w = lw.annotate(TEXTS, task=lw.Rating(1, 5))
    with pytest.raises(lw.InputError, match=r"^old: rating 1 to 5 has no labels to rename"):
        w.rename_label("1", "2")


def test_a_number_that_is_renamed_is_no_number_any_more():
    w = start([1, 2])
    w.answer(1)
    w.answer(2)
    w.rename_label("1", "9")
    assert said(w) == ["9", 2]
    w.rename_label("2", "1")
    assert said(w) == ["9", 1]  # of this name, the cell has the number
    w.project.add_label("2")
    again = lw.Project.open("labels.db")  # no two labels have one value
    assert [str(label) for label in again.labels["label"]] == ["9", "1"]


def test_a_number_gets_another_number():
    w = start([1, 2])
    w.answer(1)
    assert w.rename_label(1, 9) == "9"
    assert said(w) == [9]
    assert w.rename_label(9.0, "ten") == "ten"
    assert said(w) == ["ten"]
    with pytest.raises(lw.InputError, match=r"^old: expected one of \['ten', '2'\], got 7"):
        w.rename_label(7, 8)
    with pytest.raises(lw.InputError, match=r"^label: expected a name"):
        w.rename_label(2, None)


def test_a_label_that_labels_for_names_is_renamed_there():
    data = pd.DataFrame({"text": ["it crashes", "thanks"], "may": [["bug", "x"], None]})
    w = lw.annotate(data, "text", ["bug", "x"], store="labels.db", labels_for="may")
    with pytest.raises(lw.InputError, match="labels_for= names 'bug'"):
        w.rename_label("bug", "defect")
    w.answer("bug")
    assert said(w) == ["bug"]


def test_the_question_of_a_rename_that_is_out_of_date_is_refused():
    w = start(["bug", "wish"])
    w.answer("bug")
    w = start(["defect", "wish"])
    assert offered(w) == [("bug", "defect", 1)]
    decide(w, keep=True)
    assert said(w) == ["defect"]
    sent = decide(w, keep=True)
    assert [message["text"] for message in sent] == [
        "The labels have changed since. Run the cell again."
    ]
