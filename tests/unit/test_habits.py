"""Guesses by habit: names of other libraries are refused with the right way."""

from __future__ import annotations

import inspect
import re

import numpy as np
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.lib import habits

TEXTS = ["a weevil", "a bee", "an ant"]
LABELS = ["pest", "helper"]


def frame():
    return pd.DataFrame({"text": TEXTS, "label": ["pest", "helper", "pest"]})


@pytest.mark.parametrize("call", [lw.annotate, lw.Project.from_data])
@pytest.mark.parametrize(
    ("argument", "right"),
    [
        ("shuffle", "order='shuffled'"),
        ("random_state", "order='shuffled'"),
        ("options", "labels=['…', '…']"),
        ("classes", "labels=['…', '…']"),
        ("display_fn", "widget=, with a widget of your own: see docs/recipes.md"),
        ("multilabel", "multiple=True"),
        ("output", "store='labels.db'"),
        ("user", "annotator='name'"),
        ("model", "loop=lw.Loop(model)"),
        ("instructions", "guidelines='text'"),
    ],
)
def test_an_argument_of_other_libraries_is_refused_with_ours(call, argument, right):
    with pytest.raises(TypeError, match=re.escape(f"has no argument {argument!r}. Write {right}.")):
        call(TEXTS, labels=LABELS, **{argument: True})


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("label", "Write lw.annotate(data, labels=['…', '…'])."),
        ("Annotator", "Write lw.annotate(data, labels=['…', '…'])."),
        ("load", "Write lw.Project.open('labels.db')."),
        ("anotate", "Did you mean 'annotate'?"),
    ],
)
def test_a_name_of_other_libraries_is_refused_with_ours(name, right):
    with pytest.raises(AttributeError, match=re.escape(f"loopwidgets has no {name!r}. {right}")):
        getattr(lw, name)


def test_a_misspelt_argument_still_gets_the_nearest_name():
    with pytest.raises(TypeError, match=r"no argument 'oder'\. Did you mean 'order'\?"):
        lw.annotate(TEXTS, labels=LABELS, oder="given")


def test_no_habit_stands_in_the_way_of_our_own_names():
    ours = set(inspect.signature(lw.annotate).parameters)
    assert not ours & set(habits.ARGUMENTS)
    assert not set(lw.__all__) & set(habits.NAMES)
    members = {name for kind in (lw.Project, lw.AnnotationWidget) for name in dir(kind)}
    assert not members & set(habits.ATTRIBUTES)
    assert not {"given", "shuffled"} & set(habits.ORDERS)


@pytest.mark.parametrize(
    ("order", "right"),
    [
        ("random", "Write order='shuffled'."),
        ("Shuffle", "Write order='shuffled'."),
        ("uncertainty", "Write loop=lw.Loop()."),
        ("shufled", "Did you mean 'shuffled'?"),
        ("weight", "For the priorities in a column, write order=data['weight']."),
    ],
)
def test_an_order_of_other_libraries_is_refused_with_ours(order, right):
    with pytest.raises(lw.InputError, match=re.escape(f"got {order!r}. {right}")):
        lw.annotate(TEXTS, labels=LABELS, order=order)


def test_labels_given_as_a_column_are_refused_with_both_ways_to_use_it():
    with pytest.raises(lw.InputError) as refused:
        lw.annotate(frame(), "text", labels="label")
    assert str(refused.value) == (
        'labels: expected a list of names such as ["pest", "helper"], got \'label\'. Write '
        "labels=data['label'].unique() for the names in this column, or initial='label' to review them."
    )
    assert lw.annotate(frame(), "text", initial="label").project.scheme.names == ("pest", "helper")


@pytest.mark.parametrize("text", ["pest, helper", "pest;helper", "pest|helper"])
def test_labels_given_as_a_text_are_refused_with_the_list(text):
    with pytest.raises(lw.InputError, match=re.escape("Write labels=['pest', 'helper'].")):
        lw.annotate(TEXTS, labels=text)


@pytest.mark.parametrize("data", [TEXTS, pd.Series(TEXTS), frame()])
def test_labels_in_the_place_of_the_column_are_refused_with_their_name(data):
    with pytest.raises(
        lw.InputError,
        match=re.escape("If ['pest', 'helper'] are the labels, write labels=['pest', 'helper']."),
    ):
        lw.annotate(data, LABELS)


def test_columns_to_show_are_not_taken_for_labels():
    with pytest.raises(lw.InputError, match=r"got nothing$"):
        lw.annotate(frame(), ["text", "label"])


@pytest.mark.parametrize(
    ("attribute", "right"),
    [
        ("to_csv", "Write w.to_frame().to_csv(…), or w.labels.to_csv(…) for the answers alone."),
        ("to_parquet", "Write w.to_frame().to_parquet(…)"),
        ("df", "Write w.labels for the answers, or w.to_frame() for the data with the answers."),
        ("data", "Write w.labels for the answers"),
        ("results", "Write w.labels for the answers"),
        ("save", "every answer is saved at once. w.to_frame().to_csv('labels.csv') makes a table"),
        ("export", "w.hand_in() makes a file to send"),
        ("head", "Write w.labels.head."),
        ("value_counts", "Write w.labels.value_counts."),
        ("groupby", "Write w.labels.groupby."),
        ("show", "Write w as the last line of a cell."),
        ("is_finished", "Write w.progress.remaining == 0."),
        ("lables", "Did you mean 'labels'?"),
    ],
)
def test_an_attribute_of_other_libraries_is_refused_with_ours(attribute, right):
    w = lw.annotate(TEXTS, labels=LABELS)
    for held in (w, w.project):
        with pytest.raises(AttributeError, match=re.escape(right)):
            getattr(held, attribute)
        assert not hasattr(held, attribute)


def test_an_attribute_that_nobody_would_guess_is_missing_as_usual():
    w = lw.annotate(TEXTS, labels=LABELS)
    with pytest.raises(AttributeError, match=r"has no attribute 'quux'\.$"):
        _ = w.quux
    with pytest.raises(AttributeError, match=r"has no attribute '_repr_latex_'"):
        _ = w._repr_latex_


def test_an_error_inside_a_property_stays_the_error(monkeypatch):
    w = lw.annotate(TEXTS, labels=LABELS)

    def broken(_):
        raise AttributeError("the real reason")

    monkeypatch.setattr(type(w.project), "conflicts", property(broken))
    with pytest.raises(AttributeError, match=r"^the real reason$"):
        _ = w.project.conflicts


# --- None of the labels ---------------------------------------------------------------------------------


def test_none_of_the_labels_is_in_every_table_and_is_no_skip():
    data = frame().drop(columns="label")
    w = lw.annotate(data, "text", labels=LABELS, multiple=True, column="mine")
    w.answer([])
    w.answer(["pest"])
    w.skip()
    assert w.labels["label"].tolist()[:2] == [(), ("pest",)]
    assert w.labels["status"].tolist() == ["answered", "answered", "skipped"]
    assert w.to_frame()["label"].tolist()[:2] == [(), ("pest",)]
    assert w.annotations["label"].tolist()[:2] == [(), ("pest",)]
    assert data["mine"].tolist()[:2] == [(), ("pest",)]
    assert (w.progress.answered, w.progress.by_label) == (2, {"pest": 1, "helper": 0})
    assert w.find(status="answered")["label"].tolist() == [(), ("pest",)]
    assert w.find(label="pest")["label"].tolist() == [("pest",)]
    w.plot_distribution(by="annotator")
    again = lw.annotate(data, "text", labels=LABELS, multiple=True)
    assert again.labels["label"].tolist()[:2] == [(), ("pest",)]


def test_a_review_can_take_all_labels_away():
    data = pd.DataFrame({"text": TEXTS, "label": [["pest"], ["helper"], None]})
    w = lw.annotate(data, "text", initial="label", multiple=True)
    w.answer([])
    assert w.changes[["initial", "label"]].to_numpy().tolist() == [[("pest",), ()]]
    assert w.corrected["label"].tolist()[:2] == [[], ["helper"]]


def test_a_model_learns_that_none_of_the_labels_fit():
    pytest.importorskip("sklearn")
    from loopwidgets.loop.training_data import taught

    w = lw.annotate(TEXTS, labels=LABELS, multiple=True)
    w.answer([])
    w.answer(["pest"])
    learned = taught(w.project, np.zeros(3, dtype=bool), [])
    assert learned.answers.tolist() == [[False, False], [True, False]]


def test_a_single_label_is_never_none():
    w = lw.annotate(TEXTS, labels=LABELS)
    with pytest.raises(lw.InputError, match="value: expected one of"):
        w.answer([])
