"""Labels land on the right rows, whatever the data looks like and whatever is done to it later."""

import uuid
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwidgets import InputError, Text, annotate
from loopwidgets.project import Project

LABELS = ["pest", "helper"]
TEXTS = ["aphid", "ladybird", "mite", "bee"]
RIGHT = {"aphid": "pest", "mite": "pest", "ladybird": "helper", "bee": "helper"}


def frame(index=None):
    return pd.DataFrame({"text": TEXTS, "n": range(4)}, index=index)


def start(data, show="text", **options):
    return Project.from_data(data, show, LABELS, **{"store": "labels.db", **options})


def answer_all(project):
    """Answer each item by what it shows."""
    while key := project.current():
        shown = project.items.content(project.items.code_of(key))[0]
        project.answer(RIGHT.get(str(shown), "pest"), item=key)


def right_on(data):
    return [RIGHT[text] for text in data["text"]]


# --- Indices ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "index",
    [
        pd.RangeIndex(4),
        pd.Index([9, 3, 7, 1]),
        pd.Index(["a", "b", "c", "d"], name="letter"),
        pd.Index(["a", "a", "b", "a"]),
        pd.Index([1.5, np.nan, 2.5, np.nan]),
        pd.MultiIndex.from_tuples([("x", 1), ("x", 2), ("y", 1), ("y", 1)], names=["farm", "n"]),
        pd.date_range("2024-05-01", periods=4, tz="Asia/Kolkata"),
        pd.CategoricalIndex(["a", "b", "a", "c"]),
        pd.interval_range(0, 4),
        pd.Index([None, "a", 1, ("x", 2)], dtype=object, tupleize_cols=False),
    ],
    ids=lambda index: type(index).__name__,
)
@pytest.mark.parametrize("order", ["given", "shuffled"])
def test_labels_land_on_their_rows_with_any_index(index, order):
    data = frame(index)
    project = start(data, order=order)
    answer_all(project)
    assert project.labels["label"].tolist() == right_on(data)
    assert project.labels.index.equals(data.index)
    assert project.labels.index.names == data.index.names
    joined = project.to_frame()
    pd.testing.assert_frame_equal(joined[["text", "n"]], data)
    assert joined["label"].tolist() == right_on(data)


def test_only_rows_that_were_touched_have_labels_and_every_row_is_in_the_frame():
    project = start(frame([5, 6, 7, 8]))
    project.answer("pest")
    project.skip()
    project.flag()
    assert project.labels.index.tolist() == [5, 6, 7]
    assert project.labels["status"].tolist() == ["answered", "skipped", "open"]
    assert project.to_frame()["status"].tolist() == ["answered", "skipped", "open", "open"]
    assert project.to_frame()["flagged"].tolist() == [False, False, True, False]


def test_tables_have_the_same_types_with_and_without_answers():
    project = start(frame())
    before = [project.labels.dtypes, project.annotations.dtypes]
    project.answer("pest")
    project.skip()
    for table, types in zip([project.labels, project.annotations], before, strict=True):
        assert table.dtypes.to_dict() == types.to_dict()
    assert project.to_frame()["label"].astype(object).isna().tolist() == [False, True, True, True]
    assert project.labels["label"].isna().tolist() == [False, True]


def test_an_index_is_no_key_and_how_it_becomes_one_is_told():
    named = frame().rename_axis("plot")
    with pytest.raises(InputError, match=r"got 'plot'\. It is the index: data\.reset_index\(\)"):
        start(named, key="plot")


def test_without_any_answer_the_tables_have_their_columns_all_the_same():
    project = start(frame())
    columns = ["label", "status", "annotator", "seconds", "at", "note", "flagged"]
    assert (len(project.labels), project.labels.columns.tolist()) == (0, columns)
    joined = project.to_frame()
    assert joined.columns.tolist() == ["text", "n", *columns]
    assert joined["label"].isna().all()
    assert (joined["status"] == "open").all()


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=12), st.data())
def test_labels_land_on_their_rows_however_texts_repeat(texts, data):
    index = data.draw(st.lists(st.integers(0, 3), min_size=len(texts), max_size=len(texts)))
    rows = pd.DataFrame({"text": texts}, index=index)
    duplicates = data.draw(st.sampled_from(["share", "ask"]))
    order = data.draw(st.sampled_from(["given", "shuffled"]))
    project = start(
        rows, store=":memory:", project=str(uuid.uuid4()), duplicates=duplicates, order=order
    )
    answer_all(project)
    assert project.labels["label"].tolist() == right_on(rows)
    assert project.labels.index.tolist() == index


# --- Columns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        pd.Series(TEXTS, dtype=object),
        pd.Series(TEXTS, dtype="string"),
        pd.Series(TEXTS, dtype="category"),
        pd.Series(TEXTS),
        np.array(TEXTS),
    ],
    ids=["object", "string", "category", "default", "array"],
)
def test_texts_may_be_kept_in_any_way_and_are_the_same_items(values):
    answer_all(start(frame()))
    again = start(frame().assign(text=values))
    assert (again.progress.remaining, again.labels["label"].tolist()) == (0, right_on(frame()))


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1, 2, 3]),
        pd.Series([1.5, 2.5, np.nan]),
        pd.array([1, 2, None], dtype="Int64"),
        pd.Categorical([1, 2, 3]),
        pd.Series([True, False, None], dtype=object),
        pd.to_datetime(["2024-05-01", "2024-05-02", None]),
        pd.period_range("2024-05", periods=3, freq="M"),
        pd.Series([["a"], {"b": 1}, ("c",)], dtype=object),
    ],
    ids=["int", "float", "Int64", "category", "bool", "datetime", "period", "object"],
)
def test_what_is_no_text_can_be_shown_and_labeled(values):
    project = start(pd.DataFrame({"text": values}))
    answer_all(project)
    assert project.labels["label"].tolist() == ["pest"] * 3
    assert len(project.problems) == pd.isna(pd.Series(values)).sum()


def test_a_series_and_a_list_can_be_labeled():
    series = pd.Series(TEXTS, index=[4, 3, 2, 1])
    project = start(series, None)
    answer_all(project)
    assert project.name == "item: classification"
    assert project.labels["label"].to_dict() == {
        number: RIGHT[text] for number, text in series.items()
    }
    from_list = start(TEXTS, None)
    assert from_list.labels["label"].tolist() == [RIGHT[text] for text in TEXTS]


def test_a_caption_may_be_of_any_column():
    project = start(frame(), None, view=Text("text", caption="n"))
    assert project.payload_of(project.current()).content["caption"] == "0"


@pytest.mark.parametrize(
    "taken", ["label", "status", "annotator", "seconds", "at", "note", "flagged"]
)
def test_columns_of_the_data_are_never_overwritten(taken):
    data = frame().rename(columns={"n": taken}).assign(**{f"annotation_{taken}": "mine"})
    project = start(data)
    project.answer("pest")
    joined = project.to_frame()
    pd.testing.assert_frame_equal(joined[data.columns.tolist()], data)
    assert joined[f"annotation_annotation_{taken}"].notna().any()
    assert joined.columns.is_unique
    assert len(joined.columns) == 10


# --- Equal rows -------------------------------------------------------------------------------------


def twice():
    return pd.DataFrame({"text": ["aphid", "bee", "aphid"], "id": [1, 2, 3]}, index=[7, 8, 9])


def test_equal_rows_are_asked_once_and_share_the_answer():
    project = start(twice())
    answer_all(project)
    assert (project.progress.total, len(project.events)) == (2, 2)
    assert project.labels["label"].to_dict() == {7: "pest", 8: "helper", 9: "pest"}


@pytest.mark.parametrize("options", [{"duplicates": "ask"}, {"key": "id"}])
def test_equal_rows_can_each_be_asked(options):
    project = start(twice(), **options)
    for label in ("pest", "helper", "helper"):
        project.answer(label)
    assert project.current() is None
    assert project.labels["label"].to_dict() == {7: "pest", 8: "helper", 9: "helper"}


def test_equal_rows_that_were_each_asked_keep_their_answers():
    project = start(twice(), duplicates="ask")
    for label in ("pest", "helper", "helper"):
        project.answer(label)
    again = start(twice(), duplicates="ask")
    assert again.labels["label"].to_dict() == {7: "pest", 8: "helper", 9: "helper"}


def test_equal_rows_that_share_an_answer_from_now_on_are_warned_of():
    project = start(twice(), duplicates="ask")
    for label in ("pest", "helper", "helper"):
        project.answer(label)
    with pytest.warns(
        UserWarning, match=r"asked separately before\. Now 1 of them share the answer of the first"
    ):
        shared = start(twice())
    assert shared.labels["label"].to_dict() == {7: "pest", 8: "helper", 9: "pest"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        start(twice())
        again = start(twice(), duplicates="ask")
    assert again.labels["label"].to_dict() == {7: "pest", 8: "helper", 9: "helper"}


# --- What is done to the data later -----------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.iloc[::-1],
        lambda data: data[data["n"] > 1],
        lambda data: data.sort_values("text", ascending=False),
        lambda data: data.sample(frac=1, random_state=0).reset_index(drop=True),
        lambda data: data.set_index("n"),
        lambda data: data.rename(index=str).assign(more=1),
        lambda data: pd.concat([data, data]),
        lambda data: data[["text"]],
        lambda data: data.astype({"text": "category"}),
    ],
    ids=["back", "fewer", "sorted", "shuffled", "indexed", "more", "twice", "one", "category"],
)
def test_answers_follow_their_items_when_the_frame_changes(change):
    answer_all(start(frame()))
    changed = change(frame())
    project = start(changed)
    assert project.labels["label"].tolist() == right_on(changed)
    assert project.progress.remaining == 0
    assert project.to_frame()["label"].tolist() == right_on(changed)


def test_answers_follow_their_items_when_the_frame_is_read_again():
    data = frame()
    data.loc[1, "text"] = 'a "quoted"\nकीट, with commas'
    project = start(data)
    project.answer("pest")
    project.answer("helper")
    data.to_csv("data.csv", index=False)
    again = start(pd.read_csv("data.csv"))
    assert again.labels["label"].tolist() == ["pest", "helper"]


def test_numbers_keep_their_answers_when_a_gap_makes_them_floats():
    start(pd.DataFrame({"n": [1, 2]}), "n").answer("pest")
    again = start(pd.DataFrame({"n": [None, 2, 1]}), "n")
    assert again.labels["label"].to_dict() == {2: "pest"}


def test_new_rows_are_asked_and_old_ones_are_not():
    answer_all(start(frame()))
    project = start(pd.concat([pd.DataFrame({"text": ["wasp"]}), frame()], ignore_index=True))
    assert project.progress.remaining == 1
    assert project.items.content(project.items.code_of(project.current())) == ("wasp",)


def test_answers_of_rows_that_are_gone_are_kept_but_not_counted():
    answer_all(start(frame()))
    project = start(frame().iloc[:1])
    assert (project.progress.total, project.progress.answered) == (1, 1)
    assert len(project.annotations) == 4
    assert start(frame()).progress.answered == 4


def test_what_is_done_to_the_frame_after_the_call_changes_no_label():
    data = frame([5, 6, 7, 8])
    project = start(data)
    project.answer("pest")
    data["label"] = "mine"
    data.loc[5, "text"] = "changed"
    data.index = [1, 2, 3, 4]
    data.pop("n")
    project.answer("helper")
    assert project.labels["label"].to_dict() == {5: "pest", 6: "helper"}
    assert project.to_frame().index.tolist() == [5, 6, 7, 8]
    assert project.to_frame()["label"].tolist()[:2] == ["pest", "helper"]


def test_a_frame_is_never_changed():
    data = frame([5, 6, 7, 8])
    before = data.copy(deep=True)
    project = start(data)
    answer_all(project)
    joined = project.to_frame()
    joined["text"] = "changed"
    joined.iloc[0, 1] = 99
    pd.testing.assert_frame_equal(data, before)


def test_a_frame_without_the_item_in_front_of_the_person_goes_on_with_the_next():
    project = start(frame())
    first = project.current()
    project = start(frame().iloc[2:])
    assert project.current() != first
    assert project.has(project.current())


# --- Keys of the caller's ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ids",
    [
        pd.Series([10.0, 20.0, 30.0, 40.0]),
        pd.Series(["10", "20", "30", "40"]),
        pd.array([10, 20, 30, 40], dtype="Int64"),
        pd.Categorical([10, 20, 30, 40]),
        pd.Series([10, 20.0, "30", np.float32(40)], dtype=object),
    ],
    ids=["float", "text", "Int64", "category", "mixed"],
)
def test_keys_are_the_same_however_they_are_read(ids):
    answer_all(start(frame().assign(id=[10, 20, 30, 40]), key="id"))
    again = start(frame().assign(id=ids), key="id")
    assert again.labels["label"].tolist() == right_on(frame())


def test_with_keys_an_answer_stays_when_the_text_is_corrected():
    answer_all(start(frame(), key="n"))
    again = start(frame().assign(text=[text.upper() for text in TEXTS]).iloc[::-1], key="n")
    assert again.labels["label"].tolist() == right_on(frame().iloc[::-1])
    assert again.progress.remaining == 0


def with_titles():
    return frame().assign(title=[text.title() for text in TEXTS])


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"show": "text"}, {"show": "title"}, r"the content of \['text'\].*content of \['title'\]"),
        (
            {"show": "text"},
            {"show": "text", "key": "n"},
            r"content of \['text'\].*identified by key='n'",
        ),
        (
            {"show": "text", "key": "n"},
            {"show": "text"},
            r"identified by key='n', and are now.*\['text'\]",
        ),
        ({"show": "text", "key": "n"}, {"show": "text", "key": "title"}, "key='n'.*key='title'"),
    ],
)
def test_a_change_of_what_items_are_known_by_warns_where_the_call_is_written(before, after, said):
    start(with_titles(), project="beetles", **before).answer("pest")
    with pytest.warns(UserWarning, match=said) as warned:
        start(with_titles(), project="beetles", **after)
    assert [entry.filename for entry in warned] == [__file__]
    assert "key='…'" in str(warned[0].message)


@pytest.mark.filterwarnings("error")
def test_the_warning_comes_once_and_never_where_keys_are_given():
    start(with_titles(), project="keyed", key="n").answer("pest")
    start(with_titles(), "title", project="keyed", key="n")
    start(with_titles(), project="plain").answer("pest")
    with pytest.warns(UserWarning, match="identified by"):
        start(with_titles(), "title", project="plain").answer("pest")
    start(with_titles(), "title", project="plain")


@pytest.mark.filterwarnings("error")
def test_another_column_without_a_given_name_is_another_project():
    start(with_titles()).answer("pest")
    assert start(with_titles(), "title").name == "title: classification"
    assert start(with_titles()).progress.answered == 1


def test_figures_count_items_and_not_the_rows_that_share_one():
    project = Project.from_data(
        ["a", "a", "a", "b"], labels=["x", "y"], store=":memory:", project="shared"
    )
    project.answer("x")
    project.answer("y")
    widths = [bar.get_width() for bar in project.plot_distribution().patches]
    assert widths == [1, 1]
    assert any("2 of 2" in text.get_text() for text in project.plot_progress().texts)


# --- Split by a column --------------------------------------------------------------------------------


def test_the_distribution_can_be_split_by_a_column_of_the_data():
    data = frame().assign(crop=["rice", None, "millet", "rice"])
    project = start(data)
    answer_all(project)
    ax = project.plot_distribution(by="crop")
    drawn = [text.get_text() for text in ax.texts]
    assert drawn == ["1  millet", "0  millet", "1  rice", "1  rice"]


def test_a_column_to_split_by_that_is_not_there_names_the_nearest():
    with pytest.raises(InputError, match=r"by: .* got 'crp'\. Did you mean 'crop'\?"):
        start(frame().assign(crop="rice")).plot_distribution(by="crp")


def test_a_column_with_too_many_values_can_not_be_drawn():
    data = pd.DataFrame({"text": [str(n) for n in range(11)]})
    with pytest.raises(InputError, match="by: 'text' holds 11 different values; at most 10"):
        start(data).plot_distribution(by="text")


# --- Other data under one name ------------------------------------------------------------------------


def test_data_that_holds_none_of_the_answered_items_is_warned_of():
    start(frame().head(2)).answer("pest")
    other = pd.DataFrame({"text": ["moth", "wasp"]})
    said = "This data has none .* Write project='…'"
    with pytest.warns(UserWarning, match=said):
        again = start(other)
    with pytest.warns(UserWarning, match=said) as told:
        annotate(other, "text", LABELS, store="labels.db")
    assert told[0].filename == __file__
    assert again.labels.empty
    assert again.progress.answered == 0


def test_a_widget_of_other_data_that_shares_an_item_goes_on_as_well():
    one = annotate(["ant", "bee", "cow", "n/a"], labels=LABELS, store="labels.db")
    for label in ("pest", "helper", "helper", "pest"):
        one.answer(label)
    with pytest.warns(UserWarning, match="This data differs from the data with which 'item"):
        two = annotate(["dog", "elk", "fox", "n/a"], labels=LABELS, store="labels.db")
    two.answer("helper")
    assert one.labels["label"].to_dict() == {0: "pest", 1: "helper", 2: "helper", 3: "pest"}
    assert two.labels["label"].to_dict() == {0: "helper", 3: "pest"}
    assert (one.comm, one._summary_id) != (two.comm, two._summary_id)


def test_a_widget_closes_when_another_store_stands_in_the_place_of_its_own():
    one = annotate(frame(), "text", LABELS, store="labels.db", annotator="asha")
    for file in Path().glob("labels.db*"):
        file.unlink()
    two = annotate(frame(), "text", LABELS, store="labels.db", annotator="asha")
    other = annotate(frame(), "text", LABELS, store="other.db", annotator="asha")
    assert (one.comm, two.comm is None, other.comm is None) == (None, False, False)


@pytest.mark.filterwarnings("ignore:.* An open widget with the earlier data is closed")
def test_a_widget_of_other_data_goes_on_saying_what_is_true_of_its_own():
    first, other = frame().head(2), pd.DataFrame({"text": ["moth", "wasp", "gnat"]})
    one = annotate(first, "text", LABELS, store="labels.db")
    one.answer("pest")
    two = annotate(other, "text", LABELS, store="labels.db")
    two.answer("helper")
    assert (one.comm, two.comm is None) == (None, False), "one widget of a project is alive"
    assert one.labels["label"].tolist() == ["pest"]
    assert one.to_frame()["label"].tolist()[0] == "pest"
    assert (one.progress.total, one.progress.answered) == (2, 1)
    assert two.labels["label"].tolist() == ["helper"]
    assert (two.progress.total, two.progress.answered) == (3, 1)
    assert one._summary_id != two._summary_id
    one.answer("helper")
    again = annotate(first, "text", LABELS, store="labels.db")
    assert again.labels["label"].tolist() == ["pest", "helper"]
    for data in (pd.concat([first, other]), other, pd.concat([other, first]), first):
        more = annotate(data, "text", LABELS, store="labels.db")
        assert more.project is again.project, "part of it, or it is part of that: the same data"
        assert again.progress.total == len(data)


@pytest.mark.filterwarnings("error")
def test_data_that_holds_one_of_them_or_has_a_project_of_its_own_is_not():
    start(frame().head(2)).answer("pest")
    start(frame())
    start(frame().iloc[[3, 0]])
    start(pd.DataFrame({"text": ["moth", "wasp"]}), project="moths")


def test_a_column_of_several_levels_joins_labels_below_their_names():
    data = frame()
    data.columns = pd.MultiIndex.from_tuples([("note", "text"), ("note", "n")])
    project = start(data, ("note", "text"))
    project.answer("pest")
    joined = project.to_frame()
    assert joined[("label", "")].tolist()[0] == "pest"
    assert joined["label"].isna().to_numpy().sum() == 3
    assert joined.columns.nlevels == 2


def test_a_column_named_by_a_number_splits_bars():
    data = frame().rename(columns={"n": 1})
    project = start(data)
    project.answer("pest")
    assert len(project.plot_distribution(by=1).patches) > 0


def test_what_was_taken_back_is_no_annotation():
    project = start(frame())
    project.answer("pest")
    project.undo()
    project.flag()
    project.skip()
    project.undo()
    table = project.annotations
    assert table["flagged"].tolist() == [True]
    assert table["status"].tolist() == ["open"]


def test_keys_that_are_places_in_memory_are_refused():
    data = frame().assign(k=[object() for _ in TEXTS])
    with pytest.raises(InputError, match=r"key: a value of type object has no text that stays"):
        start(data, key="k")
