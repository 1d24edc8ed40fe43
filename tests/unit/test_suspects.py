"""Likely label errors: found, told in words, and asked about first."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

from loopwidgets.errors import InputError, MissingDependencyError
from loopwidgets.project import Project
from loopwidgets.review import label_errors
from loopwidgets.store.memory import MemoryStore

LABELS = ["pest", "helper", "harmless"]
N_ROWS, WRONG = 60, [7, 31, 52]
needs_cleanlab = pytest.mark.skipif(find_spec("cleanlab") is None, reason="needs the extra quality")


def data():
    """Sixty rows in turn of each label, of which three have the label of the one before."""
    numbers = np.arange(N_ROWS) % 3
    numbers[WRONG] = (numbers[WRONG] - 1) % 3
    texts = [f"note {row}" for row in range(N_ROWS)]
    return pd.DataFrame(
        {"text": texts, "label": np.array(LABELS, dtype=object)[numbers]},
        index=[f"row-{row}" for row in range(N_ROWS)],
    )


def probabilities():
    """What a good model makes of these rows: it is surest of those with a wrong label, least of the last."""
    sure = np.full(N_ROWS, 0.9)
    sure[WRONG], sure[-1] = [0.97, 0.96, 0.95], 0.8
    read = np.repeat((1 - sure)[:, np.newaxis] / 2, 3, axis=1)
    read[np.arange(N_ROWS), np.arange(N_ROWS) % 3] = sure
    return read


def start(**options):
    given = {"initial": "label", "store": MemoryStore(), "annotator": "asha", **options}
    return Project.from_data(given.pop("data", data()), "text", LABELS, **given)


def rows_of(project, keys):
    return [int(project.items.code_of(key)) for key in keys]


# --- What comes first, and why ----------------------------------------------------------------------


@needs_cleanlab
def test_likely_errors_are_told_with_reasons_the_most_suspect_first():
    table = start().suspects(probabilities())
    assert table.index.tolist() == [f"row-{row}" for row in WRONG]
    assert table["initial"].tolist() == ["pest", "pest", "pest"]
    assert table["suggested"].tolist() == ["helper", "helper", "helper"]
    assert table["likely"].all()
    assert table["score"].is_monotonic_decreasing
    assert table["score"].between(0.9, 1).all()
    assert table["reason"].iloc[0] == "labeled pest (2%), looks like helper (97%)"


@needs_cleanlab
def test_the_queue_asks_about_them_first_and_then_about_the_others():
    project = start()
    project.suspects(probabilities())
    rows = rows_of(project, project.next_items(N_ROWS))
    assert rows[:3] == WRONG
    assert rows[3] == N_ROWS - 1
    assert sorted(rows) == list(range(N_ROWS))


@needs_cleanlab
def test_what_was_answered_is_no_suspect_any_more():
    project = start()
    project.suspects(probabilities())
    project.answer("helper")
    project.answer("pest")
    assert project.suspects(probabilities()).index.tolist() == [f"row-{WRONG[2]}"]
    assert rows_of(project, project.next_items(1)) == [WRONG[2]]


@needs_cleanlab
def test_a_skipped_suspect_stays_one_and_comes_again_at_the_end():
    project = start()
    project.suspects(probabilities())
    project.skip()
    assert len(project.suspects(probabilities())) == 3
    assert rows_of(project, project.next_items(N_ROWS))[-1] == WRONG[0]


@needs_cleanlab
def test_rows_without_a_label_come_last_and_are_no_suspects():
    given = data()
    given.loc[["row-0", "row-7"], "label"] = None
    project = start(data=given)
    assert project.suspects(probabilities()).index.tolist() == ["row-31", "row-52"]
    assert rows_of(project, project.next_items(N_ROWS))[-2:] == [0, 7]


@needs_cleanlab
def test_a_frame_of_probabilities_may_have_any_order():
    frame = pd.DataFrame(probabilities(), index=data().index, columns=LABELS)
    mixed = frame.sample(frac=1, random_state=0)[["harmless", "pest", "helper"]]
    expected = start().suspects(probabilities())
    pd.testing.assert_frame_equal(start().suspects(mixed), expected)


@needs_cleanlab
def test_equal_rows_are_listed_each():
    given = pd.concat([data(), data().loc[["row-7"]].set_axis(["again"])])
    read = np.vstack([probabilities(), probabilities()[7:8]])
    table = start(data=given).suspects(read)
    assert table.index.tolist()[:2] == ["row-7", "again"]
    assert len(table) == 4


@needs_cleanlab
def test_items_outside_of_the_sample_are_no_suspects():
    project = start(sample=20)
    table = project.suspects(probabilities())
    asked = rows_of(project, project.next_items(N_ROWS))
    assert len(asked) == 20
    assert set(table.index) == {f"row-{row}" for row in WRONG if row in asked}


@needs_cleanlab
def test_columns_in_another_order_are_noticed():
    with pytest.warns(UserWarning, match=r"Are the columns in the order of \['pest', 'helper'"):
        start().suspects(np.roll(probabilities(), 1, axis=1))


@needs_cleanlab
def test_a_label_that_no_row_has_is_no_problem():
    given = data()
    given["label"] = given["label"].replace("harmless", "pest")
    read = probabilities()[:, [0, 1]].repeat([1, 1], axis=1)
    read = np.column_stack([read, 1 - read.sum(axis=1)])
    assert set(start(data=given).suspects(read)["suggested"]) <= {*LABELS}


@needs_cleanlab
def test_who_listens_is_told_of_the_new_order():
    project, told = start(), []
    stop = project.listen_to_queue(lambda change: told.append((change, *project.next_items(1))))
    project.suspects(probabilities())
    stop()
    project.suspects(probabilities())
    assert told == [("reordered", project.items.key_of(WRONG[0]))]


@needs_cleanlab
def test_a_widget_that_no_page_has_greeted_begins_with_them():
    import loopwidgets as lw

    w = lw.annotate(data(), "text", LABELS, initial="label", store=MemoryStore())
    w.suspects(probabilities())
    assert [item["number"] - 1 for item in w._first["items"]][:3] == WRONG
    w.close()


# --- Arguments --------------------------------------------------------------------------------------


def changed(row, column, value):
    read = probabilities()
    read[row, column] = value
    return read


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (probabilities()[:, :2], "expected shape (60, 3), a row for each"),
        (probabilities()[1:], "got (59, 3)"),
        (probabilities().ravel(), "got (180,)"),
        ("model", "expected an array of numbers, got str"),
        ([["a"] * 3] * N_ROWS, "expected an array of numbers, got list"),
        (changed(4, 1, np.nan), "1 rows hold NaN, the first is row 4"),
        (changed(4, 1, -0.1), "1 rows hold numbers below 0 or above 1, the first is row 4"),
        (changed(4, 1, 1.5), "1 rows hold numbers below 0 or above 1"),
        (changed(4, 1, 0.7), "1 rows do not sum to 1, the first is row 4"),
        (
            pd.DataFrame(probabilities(), index=data().index, columns=["pest", "helper", "x"]),
            "expected the labels ['pest', 'helper', 'harmless'] as columns, got ['pest', 'helper', 'x']",
        ),
        (pd.DataFrame(probabilities(), columns=LABELS), "expected the data's own index"),
    ],
)
def test_probabilities_that_can_t_be_used_are_refused(given, said):
    project = start()
    with pytest.raises(InputError) as caught:
        project.suspects(given)
    assert said in str(caught.value)
    assert rows_of(project, project.next_items(3)) == [0, 1, 2]


def test_probabilities_of_few_digits_are_good_enough():
    read = label_errors.checked_probabilities(probabilities().round(3), data().index, LABELS)
    assert np.allclose(read.sum(axis=1), 1)


def test_there_must_be_labels_to_review():
    with pytest.raises(InputError, match="give their column as initial="):
        start(initial=None).suspects(probabilities())
    with pytest.raises(InputError, match="holds no label"):
        start(data=data().assign(label=None)).suspects(probabilities())


def test_several_labels_an_item_are_not_judged():
    with pytest.raises(InputError, match="a single label for each item"):
        start(multiple=True).suspects(probabilities())


def test_without_cleanlab_the_command_that_installs_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "cleanlab", None)
    monkeypatch.setitem(sys.modules, "cleanlab.filter", None)
    project = start()
    with pytest.raises(MissingDependencyError, match=r"pip install 'loopwidgets\[quality\]'"):
        project.suspects(probabilities())
    assert rows_of(project, project.next_items(3)) == [0, 1, 2]
