"""Every task, in the same ways: its values, what they count under, and a whole project of it."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.core import opening
from loopwidgets.labels.scheme import NO_LABELS, LabelScheme
from loopwidgets.tasks import TASKS, read_task
from loopwidgets.tasks.marks import Marks
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.saved_summary import summarize

BINS = Path(__file__).parents[2] / "loopwidgets" / "frontend" / "tests" / "bins.json"

CASES = {
    "classification": (
        lambda: lw.Classification(["pest", "helper"]),
        ["pest", "helper"],
        pd.CategoricalDtype(["pest", "helper"], ordered=True),
    ),
    "several": (
        lambda: lw.Classification(["pest", "helper"], multiple=True),
        [("pest",), ("pest", "helper")],
        object,
    ),
    "rating": (lambda: lw.Rating(1, 5, labels=("poor", "excellent")), [4, 1], "Int64"),
    "number": (lambda: lw.Number(min=0, max=10, step=0.5, unit="cm"), [2.5, 10], "Float64"),
    "whole number": (lambda: lw.Number(min=0, step=1), [3, 70], "Int64"),
    "any number": (lw.Number, [-3.25, 1e12], "Float64"),
    "text": (lw.FreeText, ["It eats.", "It rests\non a leaf."], object),
    "tree": (
        lambda: lw.Tree({"animal": {"insect": ["bee"], "bird": None}, "plant": ["oak"]}),
        [("animal", "insect", "bee"), ("plant", "oak")],
        object,
    ),
}
MISFITS = {
    "classification": ["bee", 4, None],
    "several": [["bee"], None, 4],
    "rating": [0, 6, 2.5, True, "good", None, [4]],
    "number": [-1, 11, 2.3, True, "2.5", None, float("nan"), float("inf")],
    "whole number": [2.5, -1, "3", None],
    "any number": ["many", None, float("nan"), [1]],
    "tree": [["animal", "bee"], "cat", [], None, 4],
    "text": ["", " \n", 5, None, "x" * 100_001],
}


@pytest.fixture(params=list(CASES))
def case(request):
    make, values, dtype = CASES[request.param]
    return make(), values, dtype, request.param


def scheme_of(task):
    return LabelScheme.from_given(task.labels)


def as_list(value):
    return list(value) if isinstance(value, tuple) else value


def data(n=6):
    return pd.DataFrame({"text": [f"leaf {number}" for number in range(n)]})


def forget():
    opening._open.clear()


def test_every_registered_task_is_tried_here():
    made = {type(make()) for make, _, _ in CASES.values()}
    marks = {task for task in TASKS.values() if issubclass(task, Marks)}  # tried in test_marks.py
    compare = {"comparison", "ranking"}  # they need several columns: tried in test_choices.py
    missing = {kind for kind, task in TASKS.items() if task not in made | marks}
    assert missing == {"guest"} | compare


def test_a_value_comes_back_as_it_was_written(case):
    task, values, _, _ = case
    scheme = scheme_of(task)
    for value in values:
        stored = task.from_user(value, scheme)
        assert task.check(json.loads(json.dumps(stored)), scheme) == stored
        assert task.to_user(stored, scheme) == value
        assert task.columns(stored, scheme)["label"] == value
        assert task.say(stored, scheme)
    assert task.to_user(None, scheme) is None


def test_a_value_that_does_not_fit_is_refused_with_what_would(case):
    task, _, _, name = case
    for value in MISFITS[name]:
        with pytest.raises(lw.InputError, match=r"^value: expected "):
            task.from_user(value, scheme_of(task))


def test_what_is_counted_has_a_bar(case):
    task, values, _, _ = case
    scheme = scheme_of(task)
    stored = [task.from_user(value, scheme) for value in values]
    counts = {each: 1 for value in stored for each in task.counted(value)}
    bins = task.bins(scheme, counts)
    assert set(counts) <= {each.id for each in bins}
    names = {name for value in values for name in task.names_in(value)}
    assert names <= {each.name for each in bins}
    assert task.counted(None) == task.names_in(None) == ()


def test_a_task_is_read_as_it_was_kept(case):
    task, _, _, _ = case
    again = read_task(json.loads(json.dumps(task.to_json())), task.labels)
    assert again.to_json() == task.to_json()
    assert repr(again) == repr(task)
    assert json.loads(json.dumps(task.options())) == task.options()


def test_a_whole_project_of_it(case, tmp_path):
    task, (one, other), dtype, _ = case
    frame = data()
    w = lw.annotate(frame, "text", task=task, store=tmp_path / "labels.db", column="out")
    w.answer(one)
    w.answer(other)
    w.skip()
    assert w.labels["label"].tolist()[:2] == [one, other]
    assert w.labels["label"].dtype == dtype
    assert pd.isna(w.labels["label"].iloc[2])
    assert frame["out"].tolist()[:2] == [one, other]
    assert w.to_frame()["label"].dtype == dtype
    assert w.annotations["label"].tolist()[:2] == [one, other]
    assert w.undo()
    assert w.undo()
    assert w.labels["label"].tolist() == [one]
    assert w.redo()
    assert w.labels["label"].tolist() == [one, other]
    first = w.project.items.key_of(0)
    w.project.answer(other, item=first)
    assert w.labels["label"].tolist() == [other, other]
    assert w.progress.answered == 2
    assert sum(w.progress.by_label.values()) == 2 * len(task.names_in(other))
    names = [other] if not isinstance(other, tuple) else list(other)
    for name in names:
        assert w.find(label=name)["item"].tolist() == [w.project.items.key_of(n) for n in (0, 1)]
    w.dispute("It is neither.")
    w.plot().savefig(tmp_path / "plot.png")
    w.plot_distribution(by="annotator")
    assert "2 of 6 answered" in summarize(w.project, "x")["text/plain"]
    progress = lw.ProgressWidget(w)
    assert sum(progress._shown["all"]["by_bin"]) == 2 * len(task.names_in(other))
    progress.close()
    sent = w.hand_in(tmp_path)
    assert lw.Project.open(sent).labels["label"].tolist()[:2] == [other, other]
    w.close()


def test_it_resumes_where_it_was(case, tmp_path):
    task, (one, other), dtype, name = case
    w = lw.annotate(data(), "text", task=task, store=tmp_path / "labels.db")
    w.answer(one)
    w.close()
    w.project.close()
    del w
    forget()
    w = lw.annotate(data(), "text", task=CASES[name][0](), store=tmp_path / "labels.db")
    assert w.labels["label"].tolist() == [one]
    w.answer(other)
    assert w.labels["label"].dtype == dtype
    forget()
    opened = lw.Project.open(tmp_path / "labels.db")
    assert opened.labels["label"].tolist() == [one, other]
    assert opened.labels["label"].dtype == dtype


def test_answers_in_the_data_are_reviewed(case, tmp_path):
    task, (one, other), dtype, _ = case
    frame = data(3)
    given = np.empty(3, dtype=object)
    given[:] = [one, other, None]
    frame["given"] = pd.Series(given, dtype=dtype)
    w = lw.annotate(frame, "text", task=task, initial="given", store=tmp_path / "labels.db")
    welcome = Desk(w.project).welcome()
    scheme = w.project.scheme
    assert welcome.items[0].initial == task.from_user(one, scheme)
    assert welcome.items[2].initial is None
    w.answer(one)
    w.answer(one)
    assert w.changes["initial"].tolist() == [other]
    assert w.changes["label"].tolist() == [one]
    assert [*map(as_list, w.corrected["given"][:2])] == [as_list(one)] * 2


def test_what_does_not_fit_in_the_data_is_refused_with_its_row(tmp_path):
    frame = data(3)
    frame["stars"] = [5, 9, 1]
    with pytest.raises(lw.InputError, match=r"^initial: row 1 of 'stars': .* from 1 to 5, got 9"):
        lw.annotate(frame, "text", task=lw.Rating(1, 5), initial="stars", store=tmp_path / "l.db")


def test_the_page_is_told_the_task_and_its_choices(case, tmp_path):
    task, _, _, _ = case
    w = lw.annotate(data(), "text", task=task, store=tmp_path / "labels.db")
    welcome = Desk(w.project).welcome()
    assert welcome.task.kind == task.kind
    assert task.options().items() <= welcome.task.options.items()
    assert [choice.id for choice in welcome.choices] == [
        choice.id for choice in task.choices(w.project.scheme)
    ]


def test_another_scale_is_another_project_and_refused_under_the_same_name(tmp_path):
    store = tmp_path / "labels.db"
    w = lw.annotate(data(), "text", task=lw.Rating(1, 5), store=store, project="stars")
    w.answer(5)
    with pytest.raises(lw.InputError, match=r"\(rating 1 to 5\), and this is rating 1 to 3: write"):
        lw.annotate(data(), "text", task=lw.Rating(1, 3), store=store, project="stars")
    with pytest.raises(lw.InputError, match=r"\(rating 1 to 5\), and this is number: write"):
        lw.annotate(data(), "text", task=lw.Number(), store=store, project="stars")
    other = lw.annotate(data(), "text", task=lw.Rating(1, 3), store=store)
    assert other.project.name == "text: rating 1 to 3"
    assert other.progress.answered == 0


def test_words_and_units_may_change(tmp_path):
    store = tmp_path / "labels.db"
    lw.annotate(data(), "text", task=lw.Rating(1, 5), store=store).answer(5)
    again = lw.annotate(data(), "text", task=lw.Rating(1, 5, labels=("no", "yes")), store=store)
    assert again.labels["label"].tolist() == [5]
    again.answer("no")
    assert again.labels["label"].tolist() == [5, 1]


@pytest.mark.parametrize("name", ["rating", "number", "text"])
def test_a_model_is_refused_where_there_are_no_classes(name, tmp_path):
    with pytest.raises(lw.InputError, match=r"^loop: a model learns classes, and .* has none"):
        lw.annotate(
            data(), "text", task=CASES[name][0](), loop=lw.Loop(), store=tmp_path / "labels.db"
        )


@pytest.mark.parametrize("name", ["rating", "number", "text"])
def test_labels_for_is_refused_where_there_are_no_labels(name):
    with pytest.raises(lw.InputError, match=r"^labels_for: .* has no labels to choose from"):
        lw.annotate(
            data(), "text", task=CASES[name][0](), labels_for=lambda _: None, store=":memory:"
        )


@pytest.mark.parametrize("name", ["number", "text"])
def test_a_dispute_names_no_label_where_there_are_none(name):
    w = lw.annotate(data(), "text", task=CASES[name][0](), store=":memory:")
    with suppress(lw.InputError):
        w.dispute("It is wrong.", label=w)
    with pytest.raises(lw.InputError, match=r"^label: "):
        w.dispute("It is wrong.", label=("no", "label"))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: lw.Rating(1, 1), "highest: expected a scale of 2 to 11 steps, got 1"),
        (lambda: lw.Rating(1, 20), "highest: expected a scale of 2 to 11 steps, got 20"),
        (lambda: lw.Rating(1.5, 5), "lowest: expected a whole number, got 1.5"),
        (lambda: lw.Rating(1, 5, labels="poor"), "labels: expected texts"),
        (
            lambda: lw.Rating(1, 5, labels=("a", "b", "c")),
            "labels: expected words for the two ends",
        ),
        (lambda: lw.Rating(1, 5, question=5), "question: expected a text"),
        (lambda: lw.Number(min=5, max=5), "max: expected a number above min=5"),
        (lambda: lw.Number(min="0"), "min: expected a finite number, got '0'"),
        (lambda: lw.Number(step=0), "step: expected a number above 0"),
        (lambda: lw.Number(unit=5), "unit: expected a text"),
        (lambda: lw.FreeText(pattern="("), "pattern: '(' is no regular expression"),
        (lambda: lw.FreeText(max_length=0), "max_length: expected a whole number from 1"),
        (lambda: lw.FreeText(multiline=1), "multiline: expected True or False"),
    ],
)
def test_a_task_that_can_not_be_is_refused(make, why):
    with pytest.raises(lw.InputError, match="^" + re.escape(why)):
        make()


@pytest.mark.parametrize(
    ("task", "good", "bad"),
    [
        (lw.FreeText(pattern="[A-Z]{2}[0-9]+"), "AB12", "AB12 "),
        (lw.FreeText(max_length=3), "abc", "abcd"),
        (lw.FreeText(multiline=False), "a b", "a\nb"),
    ],
)
def test_a_text_fits_its_pattern_its_length_and_its_lines(task, good, bad):
    assert task.check(good, NO_LABELS) == good
    with pytest.raises(lw.InputError, match=r"^value: expected"):
        task.check(bad, NO_LABELS)


def test_numbers_of_numpy_and_pandas_are_numbers():
    assert lw.Rating(1, 5).check(np.int64(4), NO_LABELS) == 4
    assert type(lw.Rating(1, 5).check(np.float32(4), NO_LABELS)) is int
    assert lw.Number().check(np.float64(2.5), NO_LABELS) == 2.5
    assert type(lw.Number().check(np.int8(2), NO_LABELS)) is int


def test_steps_are_exact_in_decimals():
    task = lw.Number(min=0.1, step=0.1)
    assert [task.check(number / 10, NO_LABELS) for number in range(1, 100)]
    with pytest.raises(lw.InputError, match=r"in steps of 0.1 from 0.1"):
        task.check(0.15, NO_LABELS)


def test_numbers_count_in_the_same_ranges_here_and_in_the_page():
    """The page's own test reads the same file."""
    for case in json.loads(BINS.read_text()):
        task = lw.Number(**{name: case[name] for name in ("min", "max", "step")})
        counted = [int(task.counted(number)[0]) for number in case["numbers"]]
        assert counted == case["places"], case


def test_ranges_are_in_order_and_hold_their_numbers():
    task = lw.Number()
    numbers = [-1500, -3, -0.5, 0, 0.2, 1, 4.9, 5, 10, 99, 1e9]
    places = [int(task.counted(number)[0]) for number in numbers]
    assert places == sorted(places)
    names = {
        each.id: each.name for each in task.bins(NO_LABELS, dict.fromkeys(map(str, places), 1))
    }
    assert names[str(places[-4])] == "5 to 10"
    assert names[str(places[0])] == "-2000 to -1000"


def test_a_dispute_names_a_choice_of_the_task_in_code_and_in_the_page(case, tmp_path):
    task, _, _, _ = case
    w = lw.annotate(data(), "text", task=task, store=tmp_path / "labels.db")
    choices = task.choices(w.project.scheme)
    if not choices:
        w.dispute("Nothing fits.")
        assert w.project.disputes["disputed"].tolist() == [None]
        return
    w.dispute("It is this one.", label=choices[-1].name)
    assert w.project.disputes["disputed"].tolist() == [task.own_of(choices[-1], w.project.scheme)]
    event = w.project.new_event(
        "dispute",
        {"label": choices[0].id, "reason": ""},
        w.project.items.key_of(1),
        supersedes=None,
    )
    w.project.record([event])
    assert w.project.disputes["disputed"].tolist() == [
        task.own_of(each, w.project.scheme) for each in (choices[-1], choices[0])
    ]


def test_texts_given_at_least_twice_are_counted_and_follow_every_change():
    texts = ["it eats"] * 3 + ["it rests"] * 2 + ["it flies", "x" * 61, "x" * 61]
    project = lw.Project.from_data(list("abcdefghi"), task=lw.FreeText(), store=":memory:")
    for text in texts:
        project.answer(text)
    desk = Desk(project)
    assert list(desk.counts().commonest.items()) == [("it eats", 3), ("it rests", 2)]
    assert desk.welcome().task.options["earlier"] == ["it eats", "it rests", "it flies"]
    project.answer("it flies")
    project.answer("it flies", item=project.items.key_of(3))
    assert desk.counts().commonest == {"it eats": 3, "it flies": 3}
    project.undo()
    assert desk.counts().commonest == {"it eats": 3, "it rests": 2, "it flies": 2}


def test_of_texts_at_most_five_are_drawn_beneath_their_lengths():
    texts = [f"place {n}" for n in range(7) for _ in range(9 - n)]
    project = lw.Project.from_data(
        [str(n) for n in range(len(texts))], task=lw.FreeText(), store=":memory:"
    )
    for text in texts:
        project.answer(text)
    ax = project.plot_distribution()
    lengths = [each.name for each in project.task.bins(project.scheme, {})]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == [*lengths, *(f"“place {n}”" for n in range(5))]
    counts = [text.get_text() for text in ax.texts]
    assert counts[len(lengths) :] == ["9", "8", "7", "6", "5"]
    project.plot()


def test_texts_that_are_all_different_have_no_bars_but_their_lengths():
    project = lw.Project.from_data(["a", "b"], task=lw.FreeText(), store=":memory:")
    project.answer("1 word")
    project.answer("another")
    names = [label.get_text() for label in project.plot_distribution().get_yticklabels()]
    assert names == [each.name for each in project.task.bins(project.scheme, {})]
    assert Desk(project).counts().commonest == {}


def test_an_empty_text_in_the_data_is_no_answer():
    frame = pd.DataFrame({"text": ["a", "b", "c"], "said": ["", "moth", " "]})
    project = lw.Project.from_data(
        frame, "text", task=lw.FreeText(), initial="said", store=":memory:"
    )
    held = [project.initial_of(key) for key in map(project.items.key_of, range(3))]
    assert held == [None, "moth", None]
