"""What people write at the front door, and what they are told where it can't be used."""

import dataclasses
import inspect
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets.core.options import DataOptions, StoreOptions, TaskOptions
from loopwidgets.project import Project

LABELS = ["pest", "helper"]
any_text = st.text(st.characters(exclude_categories=()), min_size=1, max_size=6)


def frame():
    return pd.DataFrame({"text": ["a", "b", "c"], "place": ["x", "y", "z"], "id": [1, 2, 2]})


def start(data=None, show="text", labels=LABELS, **options):
    data = frame() if data is None else data
    return Project.from_data(data, show, labels, **{"store": "labels.db", **options})


@pytest.mark.parametrize(
    ("argument", "value", "said"),
    [
        (
            "data",
            5,
            "data: expected a DataFrame, a Series or a list of texts, paths, images or mappings, got int",
        ),
        (
            "data",
            "text",
            "data: expected a DataFrame, a Series or a list of texts, paths, images or mappings, got str",
        ),
        ("data", pd.DataFrame(), "data: expected at least one row, got an empty DataFrame"),
        ("data", [], "data: expected at least one row, got an empty list"),
        (
            "data",
            ["a", object()],
            "data: expected a list of texts, paths, images or mappings, got object in it",
        ),
        ("show", None, "show: expected the column to show, one of 'text', 'place', 'id'"),
        ("show", "txt", "got 'txt'. Did you mean 'text'?"),
        ("show", 5, "show: expected a column of the data"),
        ("view", lw.Image(caption=["a"][0]), "view: expected a column of the data"),
        ("labels", None, "labels: expected a list of names such as"),
        ("labels", "pest", "labels: expected a list of names such as"),
        ("labels", ["pest"], "labels: expected at least 2, got ['pest']"),
        ("labels", [*map(str, range(10_001))], "labels: expected at most 10,000, got 10,001"),
        ("labels", ["pest", "pest"], "labels: two are named 'pest'"),
        ("labels", ["pest", "pest "], "labels: two are named 'pest'"),
        ("labels", ["pest", "\u200b"], "labels: expected names that can be seen, got '\\u200b'"),
        (
            "labels",
            ["pest", "x" * 201],
            "labels: expected names of at most 200 characters, got 201 characters",
        ),
        (
            "labels",
            [lw.Label("a", title="A"), lw.Label("b", title="A")],
            "labels: two are shown as 'A'",
        ),
        (
            "labels",
            [lw.Label("a", title={"hi": "\u0915"}), lw.Label("b", title={"hi": "\u0915"})],
            "labels: two are shown as '\u0915'",
        ),
        ("labels", [lw.Label("a", title="b"), "b"], "labels: two are shown as 'b'"),
        ("labels", ["caf\u00e9", "cafe\u0301"], "labels: two are named 'caf\u00e9'"),
        ("labels", ["pest", None], "members of an Enum or lw.Label(...), got None (NoneType)"),
        (
            "labels",
            [lw.Label("pest", key="p"), lw.Label("plant", key="p")],
            "labels: two have the key 'p'",
        ),
        ("key", "idd", "got 'idd'. Did you mean 'id'?"),
        ("key", "id", "key: values of 'id' occur more than once: ['2']"),
        ("key", ["id"], "key: expected a column of the data"),
        ("store", "a\ud800.db", "store: a path can't hold half a character"),
        ("task", "classification", "task: expected a task such as lw.Classification(…)"),
        ("task", lw.Classification, "task: expected a task such as lw.Classification(…)"),
        ("view", "text", "view: expected a view such as lw.Text(…), got 'text'"),
        ("view", lw.Text, "view: expected a view such as lw.Text(…)"),
        ("view", lw.Text(caption="plce"), "got 'plce'. Did you mean 'place'?"),
        ("view", lw.Text("place"), "show: the view shows 'place' already; got 'text' as well"),
        ("store", 5, "store: expected a path, a URL or ':memory:', got 5"),
        ("store", "", "store: expected a path, a URL or ':memory:', got ''"),
        ("store", "mysql://x/y", "store: expected a file or a postgresql:// URL"),
        ("project", 5, "project: expected a name, got 5"),
        ("project", " ", "project: expected a name, got ' '"),
        ("annotator", 5, "annotator: expected a name, got 5"),
        ("annotator", "", "annotator: expected a name, got ''"),
        ("order", "shufled", "got 'shufled'. Did you mean 'shuffled'?"),
        ("order", None, "order: expected 'given', 'shuffled', or a priority for each row"),
        ("order", ["given"], "order: expected numbers, got list"),
        ("order", [1.0], "order: expected one priority for each of the 3 rows, got (1,)"),
        ("order", [1.0, np.nan, 3.0], "order: 1 priorities are NaN, the first in row 1"),
        (
            "order",
            pd.Series([1.0], index=[7]),
            "order: expected priorities on the data's own index",
        ),
        ("order", lambda frame: frame["text"], "order: expected numbers"),
        ("sample", 0, "sample: expected how many items (1 or more), or a share of them"),
        ("sample", 1.5, "sample: expected how many items"),
        ("sample", True, "sample: expected how many items"),
        ("sample", "half", "sample: expected how many items"),
        ("duplicates", "shared", "got 'shared'. Did you mean 'share'?"),
        ("allow_new", 1, "allow_new: expected True or False, got 1"),
        ("labels_for", ["pest"], "labels_for: expected a column of names, or a function"),
        ("labels_for", "txt", "labels_for: expected a column of the data"),
        ("multiple", 1, "multiple: expected True or False, got 1"),
        ("question", 5, "question: expected a text, got 5"),
        ("guidelines", ["look"], "guidelines: expected a text, got ['look']"),
    ],
)
def test_an_argument_that_can_t_be_used_is_named_with_what_would_do(argument, value, said):
    given = {"data": frame(), "show": "text", "labels": LABELS, "store": "labels.db"}
    if isinstance(value, list) and argument == "data":
        given["show"] = None
    with pytest.raises(lw.InputError) as caught:
        Project.from_data(**{**given, argument: value})
    assert said in str(caught.value)
    assert not Path("labels.db").exists()


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_key_is_named_with_its_row(missing):
    data = frame().assign(id=pd.Series(["x", missing, "z"], dtype=object))
    with pytest.raises(lw.InputError, match="1 values of 'id' are missing, the first in row 1"):
        start(data, key="id")


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("labels", LABELS),
        ("labels", np.array(LABELS)),
        ("multiple", True),
        ("question", "What?"),
        ("guidelines", "Look well."),
    ],
)
def test_what_the_task_says_is_not_said_twice(argument, value):
    given = {"labels": None, "task": lw.Classification(LABELS), argument: value}
    with pytest.raises(
        lw.InputError, match=rf"^{argument} is already set in task=Classification\(.*remove it"
    ):
        start(**given)


def test_a_label_s_key_may_not_be_one_of_the_widget_s():
    with pytest.raises(lw.InputError, match="label 'skip it': key 's' already means Skip"):
        start(labels=["pest", lw.Label("skip it", key="s")])


@pytest.mark.parametrize(
    ("misspelt", "right"),
    [
        ("lables", "labels"),
        ("anotator", "annotator"),
        ("stor", "store"),
        ("foo", None),
        ("shuffle_keys", None),
    ],
)
def test_a_misspelt_keyword_names_the_nearest(misspelt, right):
    hint = f"Did you mean {right!r}" if right else rf"^annotate.. has no argument '{misspelt}'\.$"
    with pytest.raises(TypeError, match=hint):
        lw.annotate(frame(), "text", LABELS, **{misspelt: "x"})


def test_a_misspelt_keyword_is_told_before_any_widget_is_loaded():
    code = (
        "import sys, loopwidgets as lw\n"
        "try: lw.annotate(['a'], labels=['pest', 'helper'], anotator='asha')\n"
        "except TypeError as error: print(error)\n"
        "print([name for name in ('ipywidgets', 'anywidget', 'IPython') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "annotate() has no argument 'anotator'. Did you mean 'annotator'?",
        "[]",
    ]


def test_a_project_works_without_any_widget():
    code = (
        "import sys, loopwidgets as lw\n"
        "p = lw.Project.from_data(['a', 'b'], labels=['pest', 'helper'], store='labels.db')\n"
        "p.answer('pest'); p.skip(); print(p.labels['status'].tolist())\n"
        "print([name for name in ('ipywidgets', 'anywidget', 'IPython') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["['answered', 'skipped']", "[]"]


def test_without_a_name_the_project_is_called_after_column_and_task():
    assert start().name == "text: classification"
    assert start(multiple=True).name == "text: classification (several)"


def test_without_a_store_answers_go_to_a_file_in_the_working_folder():
    start(store=None).answer("pest")
    assert Path("loopwidgets.db").exists()


def test_progress_is_said_in_a_line():
    project = start(annotator="asha")
    assert str(project.progress) == "0 of 3 answered, 0 skipped, 0 flagged"
    project.answer("pest")
    assert str(project.progress) == "1 of 3 answered, 0 skipped, 0 flagged"
    timed = dataclasses.replace(project.progress, seconds_per_item=4.14, hours_left=0.25)
    assert str(timed).endswith("; 4.1 s an item, 0:15:00 left at this pace")


def test_a_column_of_several_levels_names_the_project_in_words():
    data = pd.DataFrame([["a"], ["b"]], columns=pd.MultiIndex.from_tuples([("text", "en")]))
    assert start(data, [("text", "en")]).name == "text / en: classification"


def test_another_task_under_the_same_name_is_refused():
    start(project="beetles")
    with pytest.raises(lw.InputError, match=r"holds another task .*write project='…'"):
        start(project="beetles", multiple=True)


def test_data_and_labels_of_which_nothing_fits_are_refused():
    start(project="beetles").answer("pest")
    with pytest.raises(
        lw.InputError, match=r"holds other items with other labels .*'helper', 'pest'"
    ):
        start(["new"], None, ["up", "down"], project="beetles")


def test_the_line_of_an_error_is_short_enough_to_read():
    with pytest.raises(lw.InputError) as caught:
        start(pd.DataFrame([["a"] * 500], columns=[f"column {n}" for n in range(500)]), "text")
    assert len(str(caught.value)) < 250
    assert re.search(r"'column 7', …", str(caught.value))


def test_a_misspelt_keyword_of_a_project_names_the_nearest():
    with pytest.raises(TypeError, match=r"Project.from_data\(\) has no argument 'stor'.*'store'"):
        lw.Project.from_data(["a", "b"], labels=["x", "y"], stor="labels.db")


def test_a_path_with_a_nul_is_no_path():
    with pytest.raises(lw.InputError, match="NUL"):
        lw.Project.from_data(["a", "b"], labels=["x", "y"], store="a\0b")


def test_the_arguments_stand_in_the_signature():
    """Where Jupyter and type checkers look for them; with the defaults that a project has."""
    of_annotate = dict(inspect.signature(lw.annotate).parameters)
    groups = (DataOptions, TaskOptions, StoreOptions)
    of_project = {field.name: field.default for group in groups for field in fields(group)}
    assert set(of_annotate) - set(of_project) == {"data", "widget", "column", "loop"}
    assert {name: of_annotate[name].default for name in of_project} == of_project


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda p: p.answer("pest", item=5), "item: expected a key"),
        (lambda p: p.answer("pest", item=["x"]), "item: expected a key"),
        (lambda p: p.dispute("odd", label=["a"]), "label: expected one of"),
        (lambda p: p.dispute(None), "reason: expected a text, got None"),
        (lambda p: p.note(5), "text: expected a text, got 5"),
        (lambda p: p.flag("x"), "on: expected True or False, got 'x'"),
        (lambda p: p.hand_in(5), "folder: expected a folder's path, got 5"),
    ],
)
def test_an_act_that_can_t_be_done_names_its_argument(act, said):
    with pytest.raises(lw.InputError, match=re.escape(said)):
        act(start())


@pytest.mark.parametrize("value", [None, object])
def test_several_labels_are_names(value):
    with pytest.raises(lw.InputError, match="value: expected names of labels, got"):
        start(multiple=True).answer(value)


def test_a_home_folder_of_nobody_is_refused():
    with pytest.raises(lw.InputError, match="store: there is no home folder for"):
        lw.annotate(["a"], labels=LABELS, store="~nobody-of-this-name/labels.db")
