"""`column=`: answers stand in the user's own frame, between cells, and nothing else in it changes."""

import warnings

import numpy as np
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.live import LiveColumn
from loopwidgets.project import Project

TEXTS = ["aphid", "bee", "mite", "bee"]


def frame(**columns):
    return pd.DataFrame({"text": TEXTS, **columns}, index=[3, 1, 4, 1])


def follow(data, column="label", **options):
    """Return a project and its live column, which is told of each answer as the widget tells it."""
    project = Project.from_data(data, "text", ["pest", "helper"], store="labels.db", **options)
    live = LiveColumn(project, data, column)
    project.listen(lambda done: [live.note(recorded.event.item_key) for recorded in done])
    return project, live


def held(data, column="label"):
    return [None if pd.isna(value) is True else value for value in data[column]]


def test_answers_come_in_with_the_next_cell_and_not_before():
    data = frame()
    project, live = follow(data)
    assert held(data) == [None] * 4
    project.answer("pest")
    project.answer("helper")
    assert held(data) == [None] * 4
    live.write()
    assert held(data) == ["pest", "helper", None, "helper"], "equal rows share their answer"
    assert list(data.columns) == ["text", "label"]
    assert list(data.index) == [3, 1, 4, 1]


def test_what_is_undone_or_skipped_gives_back_what_was_there():
    data = frame(label=["old", None, "older", None])
    project, live = follow(data)
    project.answer("pest")
    project.answer("helper")
    live.write()
    assert held(data) == ["pest", "helper", "older", "helper"]
    project.undo()
    project.undo()
    live.write()
    assert held(data) == ["old", None, "older", None]
    project.answer("pest")
    project.skip(item=project.items.key_of(0))
    live.write()
    assert held(data) == ["old", None, "older", None]


def test_a_cell_that_runs_again_finds_its_answers_and_can_undo_them():
    data = frame()
    project, live = follow(data)
    project.answer("pest")
    live.write()
    _, live = follow(data)
    assert held(data)[0] == "pest"
    project.undo()
    live.write()
    assert held(data) == [None] * 4


def test_several_labels_are_a_tuple():
    data = frame()
    project, live = follow(data, multiple=True)
    project.answer(["helper", "pest"])
    live.write()
    assert held(data)[0] == ("pest", "helper")


def test_an_empty_column_of_any_type_is_taken():
    data = frame(label=np.nan)
    project, live = follow(data)
    project.answer("pest")
    live.write()
    assert held(data) == ["pest", None, None, None]


def add_a_row(data):
    data.loc[9] = "ant"


def renumber(data):
    data.index = range(4)


def drop_the_column(data):
    del data["label"]


@pytest.mark.parametrize("change", [add_a_row, renumber, drop_the_column])
def test_a_frame_that_changed_is_left_alone_and_said_so_once(change):
    data = frame()
    project, live = follow(data)
    change(data)
    before = data.copy()
    project.answer("pest")
    with pytest.warns(UserWarning, match="has changed"):
        live.write()
    project.answer("helper")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        live.write()
    pd.testing.assert_frame_equal(data, before)
    assert list(project.labels["label"]) == ["pest", "helper", "helper"]


def test_the_other_columns_may_change():
    data = frame()
    project, live = follow(data)
    data["more"] = range(4)
    project.answer("pest")
    live.write()
    assert held(data)[0] == "pest"
    assert list(data["more"]) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("data", "column", "said"),
    [
        (TEXTS, "label", "column: only a DataFrame has one, the data is a list"),
        (frame(), "text", "column: 'text' is what the items show"),
        (frame(), 1.5, "column: expected the name of a column, got 1.5"),
        (frame(price=[1.0, 2.0, 3.0, 4.0]), "price", "column: 'price' holds float64, no labels"),
    ],
)
def test_a_column_that_cannot_hold_labels_is_refused(data, column, said):
    show = "text" if isinstance(data, pd.DataFrame) else None
    with pytest.raises(lw.InputError, match=said):
        lw.annotate(data, show, ["pest", "helper"], column=column, store=":memory:")


def test_a_misspelt_column_is_offered():
    with pytest.raises(TypeError, match="Did you mean 'column'"):
        lw.annotate(frame(), "text", ["pest", "helper"], colunm="label")
