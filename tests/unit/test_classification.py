"""The task of choosing one label for an item, or several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwidgets import Classification, InputError, LabelScheme, StoreError
from loopwidgets.tasks import read_task

NAMES = ["pest", "helper", "harmless"]


def one():
    task = Classification(NAMES)
    return task, LabelScheme.from_given(task.labels)


def several():
    task = Classification(NAMES, multiple=True)
    return task, LabelScheme.from_given(task.labels)


@pytest.mark.parametrize("multiple", [1, None, "yes"])
def test_multiple_is_true_or_false(multiple):
    with pytest.raises(InputError, match="multiple: expected True or False"):
        Classification(NAMES, multiple=multiple)


@pytest.mark.parametrize("argument", ["question", "guidelines"])
def test_question_and_guidelines_are_texts(argument):
    with pytest.raises(InputError, match=f"{argument}: expected a text, got 5"):
        Classification(NAMES, **{argument: 5})


def test_no_guidelines_are_an_empty_text():
    assert Classification(NAMES, guidelines=None).guidelines == ""


def test_the_question_fits_how_many_may_be_chosen():
    assert one()[0].question == "Which label fits?"
    assert several()[0].question == "Which labels fit?"
    assert Classification(NAMES, question="What is it?").question == "What is it?"


def test_an_answer_is_the_id_of_one_label():
    task, scheme = one()
    label = scheme.labels[1]
    assert task.from_user("helper", scheme) == label.id
    assert task.check(label.id, scheme) == label.id
    assert task.to_user(label.id, scheme) == "helper"
    assert task.labels_in(label.id) == (label.id,)


@pytest.mark.parametrize("value", [None, "", "pest", 0, True, [], {}, 1.5])
def test_what_is_no_label_s_id_is_no_answer(value):
    task, scheme = one()
    with pytest.raises(InputError, match="value: expected a label of this project"):
        task.check(value, scheme)


@pytest.mark.parametrize("value", [None, "", "pest", 0, {}, ["pest"], [None], [["x"]]])
def test_what_is_no_list_of_ids_is_no_answer_where_several_may_be_chosen(value):
    task, scheme = several()
    with pytest.raises(InputError, match="value: expected"):
        task.check(value, scheme)


def test_none_of_the_labels_is_an_answer_where_several_may_be_chosen():
    task, scheme = several()
    assert task.check([], scheme) == task.from_user([], scheme) == []
    assert task.to_user([], scheme) == ()
    assert task.to_user(None, scheme) is None
    assert task.labels_in([]) == task.names_in(()) == ()
    assert not task.same((), ("pest",))


@pytest.mark.parametrize("visible", [0, 31, True, "all", 2.0])
def test_the_labels_in_sight_are_a_number_up_to_thirty(visible):
    with pytest.raises(
        InputError, match="visible: expected the number of labels that stay in sight"
    ):
        Classification(NAMES, visible=visible)


def test_up_to_so_many_labels_in_sight_have_keys_of_their_own():
    names = [f"label {n}" for n in range(1, 28)]
    task = Classification(names, visible=30)
    choices = task.choices(LabelScheme.from_given(task.labels))
    assert "".join(choice.key for choice in choices) == "1234567890abcegijkopqtuvwxy"
    few = Classification(names)
    assert {choice.key for choice in few.choices(LabelScheme.from_given(few.labels))} == {""}


def test_no_key_of_a_label_is_a_key_of_the_widget():
    task = Classification([f"label {n}" for n in range(30)], visible=30)
    keys = {choice.key for choice in task.choices(LabelScheme.from_given(task.labels))}
    assert not keys & set("zsfnd/?hmrl")


def test_more_or_fewer_labels_in_sight_are_the_same_task():
    assert Classification(NAMES, visible=5).identity() == Classification(NAMES).identity()


def test_a_misspelt_label_names_the_nearest():
    task, scheme = one()
    with pytest.raises(InputError, match=r"got 'helpr'\. Did you mean 'helper'"):
        task.from_user("helpr", scheme)


@pytest.mark.parametrize("value", [None, 5, ["pest"]])
def test_an_answer_in_code_is_a_name(value):
    task, scheme = one()
    with pytest.raises(InputError, match="value: expected one of"):
        task.from_user(value, scheme)


def test_a_retired_label_can_be_read_but_not_chosen_in_code():
    task, scheme = one()
    retired = scheme.labels[2].id
    scheme = scheme.changed_to(Classification(NAMES[:2]).labels)
    assert task.to_user(retired, scheme) == "harmless"
    with pytest.raises(InputError, match="value: expected one of"):
        task.from_user("harmless", scheme)


def test_one_name_alone_is_enough_where_several_may_be_chosen():
    task, scheme = several()
    assert task.to_user(task.from_user("pest", scheme), scheme) == ("pest",)


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6))
def test_chosen_labels_come_back_each_once_in_the_order_of_the_buttons(chosen):
    task, scheme = several()
    value = task.from_user(chosen, scheme)
    assert task.to_user(value, scheme) == tuple(name for name in NAMES if name in chosen)
    assert task.check(value, scheme) == value
    assert task.labels_in(value) == tuple(value)


def test_no_answer_reads_as_none_and_holds_no_label():
    for task, scheme in (one(), several()):
        assert task.to_user(None, scheme) is None
        assert task.labels_in(None) == ()


@pytest.mark.parametrize("multiple", [False, True])
def test_a_task_survives_the_way_to_the_store_and_back(multiple):
    task = Classification(NAMES, multiple=multiple, question="What?", guidelines="Look well.")
    again = read_task(task.to_json(), task.labels)
    assert again.to_json() == task.to_json()
    assert again.labels == task.labels


def test_a_task_of_a_later_version_is_refused():
    with pytest.raises(StoreError, match="'scents', which this version does not know"):
        read_task({"kind": "scents"}, Classification(NAMES).labels)


def test_a_task_shows_what_it_asks():
    assert repr(several()[0]) == "Classification(['pest', 'helper', 'harmless'], multiple=True)"
