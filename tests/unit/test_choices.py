"""Comparisons, rankings and trees: values as people write them, as the store holds them, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import loopwidgets as lw
from loopwidgets.labels.scheme import LabelScheme
from loopwidgets.tasks import read_task
from loopwidgets.tasks.sides import MOST_SIDES

PAIRS = pd.DataFrame(
    {"old": ["x1", "x2", "x3"], "new": ["y1", "y2", "y3"], 3: ["z1", "z2", "z3"]}, index=[7, 8, 9]
)
LABELS = {
    "animal": {"insect": ["bee", "ant", "other"], "bird": None},
    "plant": ["oak", lw.Label("other", title={"en": "others"}, key="o")],
}


@pytest.fixture
def compared(tmp_path: Path) -> Any:
    """A widget that compares three columns."""
    return lw.annotate(PAIRS, ["old", "new", 3], task=lw.Comparison(), store=tmp_path / "a.db")


@pytest.fixture
def ranked(tmp_path: Path) -> Any:
    """A widget that ranks three columns."""
    return lw.annotate(PAIRS, ["old", "new", 3], task=lw.Ranking(), store=tmp_path / "a.db")


@pytest.fixture
def tree(tmp_path: Path) -> Any:
    """A widget that asks for labels of a tree."""
    return lw.annotate(PAIRS, "old", task=lw.Tree(LABELS), store=tmp_path / "a.db")


# --- Comparison ------------------------------------------------------------------------------------


def test_an_answer_is_a_column_or_a_tie(compared: Any) -> None:
    for answer in ("old", 3, "tie"):
        compared.answer(answer)
    assert compared.labels["label"].to_dict() == {7: "old", 8: 3, 9: "tie"}
    assert compared.progress.by_label == {"old": 1, "new": 0, 3: 1, "tie": 1}
    assert compared.find(label=3)["label"].tolist() == [3]
    assert compared.to_frame()["label"].tolist() == ["old", 3, "tie"]
    bars = {text.get_text() for text in compared.plot_distribution().get_yticklabels()}
    assert bars == {"old", "new", "3", "tie"}


def test_undo_and_redo_follow_a_comparison(compared: Any) -> None:
    compared.answer("old")
    compared.undo()
    assert compared.labels.empty
    compared.redo()
    assert compared.labels["label"].tolist() == ["old"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("olt", r"expected one of \['old', 'new', 3, 'tie'\], got 'olt'. Did you mean 'old'"),
        ("both_bad", r"lw.Comparison\(both_bad=True\) allows it"),
        (None, "got None"),
        (["old"], "got"),
    ],
)
def test_a_refused_comparison_says_what_would_fit(compared: Any, value: Any, message: str) -> None:
    with pytest.raises(lw.InputError, match=message):
        compared.answer(value)
    assert compared.labels.empty


def test_a_tie_stays_counted_when_it_is_no_longer_allowed(compared: Any, tmp_path: Path) -> None:
    compared.answer("tie")
    task = lw.Comparison(tie=False, both_bad=True)
    again = lw.annotate(PAIRS, ["old", "new", 3], task=task, store=tmp_path / "a.db")
    assert again.labels["label"].tolist() == ["tie"]
    again.answer("both_bad")
    with pytest.raises(lw.InputError, match=r"tie=True"):
        again.answer("tie")


def test_comparisons_go_on_whatever_the_order_of_the_columns(tmp_path: Path) -> None:
    def show(columns: list[Any]) -> Any:
        store = tmp_path / "b.db"
        return lw.annotate(
            PAIRS, columns, task=lw.Comparison(), store=store, key="old", project="p"
        )

    show(["new", 3]).answer("new")
    assert show([3, "new"]).labels["label"].tolist() == ["new"]
    with pytest.raises(lw.InputError, match="another task"):
        show(["old", "new"])


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (["old"], r"2 to 10 columns side by side, got \['old'\]"),
        (["tie", "new"], "'tie' is an answer of lw.Comparison; give the column another name"),
    ],
)
def test_columns_that_can_not_be_compared_are_refused(columns: list[str], message: str) -> None:
    frame = PAIRS.assign(tie="w")
    with pytest.raises(lw.InputError, match=message):
        lw.annotate(frame, columns, task=lw.Comparison(), store=":memory:")


def test_there_is_a_limit_to_the_columns() -> None:
    frame = pd.DataFrame({f"c{n}": ["a"] for n in range(MOST_SIDES + 1)})
    with pytest.raises(lw.InputError, match=r"2 to 10 columns"):
        lw.annotate(frame, list(frame.columns), task=lw.Ranking(), store=":memory:")


def test_a_comparison_needs_its_view() -> None:
    with pytest.raises(lw.InputError, match=r"lw.Record does not show them side by side"):
        lw.annotate(PAIRS, ["old", "new"], task=lw.Comparison(), view=lw.Record(), store=":memory:")


@pytest.mark.parametrize("options", [{"tie": 1}, {"both_bad": "yes"}])
def test_options_of_a_comparison_are_true_or_false(options: Any) -> None:
    with pytest.raises(lw.InputError, match="expected True or False"):
        lw.Comparison(**options)


def test_comparisons_in_the_data_are_reviewed() -> None:
    frame = PAIRS.assign(best=["new", None, "tie"])
    w = lw.annotate(frame, ["old", "new"], task=lw.Comparison(), initial="best", store=":memory:")
    w.answer("old")
    assert w.reviewed[["initial", "label", "changed"]].to_numpy().tolist() == [["new", "old", True]]
    assert w.corrected["best"].tolist()[::2] == ["old", "tie"]
    assert w.events["extra"].tolist() == [{"initial": "new"}]
    with pytest.raises(lw.InputError, match="row 0 of 'best'"):
        lw.annotate(
            PAIRS.assign(best=["odd", None, None]),
            ["old", "new"],
            task=lw.Comparison(),
            initial="best",
            store=":memory:",
        )


# --- Ranking ---------------------------------------------------------------------------------------


def test_a_ranking_has_each_column_once(ranked: Any) -> None:
    ranked.answer(["new", 3, "old"])
    ranked.answer(("old", "new", "3"))
    assert ranked.labels["label"].tolist() == [("new", 3, "old"), ("old", "new", 3)]
    assert ranked.progress.by_label == {"old": 1, "new": 1, 3: 0}
    assert ranked.find(label="new")["label"].tolist() == [("new", 3, "old")]
    ranked.plot_distribution()
    for odd in (["new", "old"], ["new", "new", "old"], "new", None, [["new"], "old", 3]):
        with pytest.raises(lw.InputError, match=r"expected each of \['old', 'new', 3\] once"):
            ranked.answer(odd)
    ranked.undo()
    assert len(ranked.labels) == 1


@given(st.permutations(["old", "new", 3]))
def test_any_order_comes_back(order: list[Any]) -> None:
    task = lw.Ranking().about(["old", "new", 3])
    scheme = LabelScheme(())
    stored = task.from_user(order, scheme)
    assert task.check(stored, scheme) == stored
    assert task.to_user(stored, scheme) == tuple(order)


def test_rankings_in_the_data_are_lists_or_json() -> None:
    frame = PAIRS.assign(rank=[["new", "old"], '["old", "new"]', None])
    w = lw.annotate(frame, ["old", "new"], task=lw.Ranking(), initial="rank", store=":memory:")
    w.answer(["new", "old"])
    w.answer(["new", "old"])
    assert w.reviewed["changed"].tolist() == [False, True]


# --- Tree ------------------------------------------------------------------------------------------


def test_an_answer_is_the_path_to_an_end(tree: Any) -> None:
    tree.answer(["animal", "insect", "bee"])
    tree.answer(("animal", "insect", "bee"))
    tree.answer("oak")
    bee = ("animal", "insect", "bee")
    assert tree.labels["label"].tolist() == [bee, bee, ("plant", "oak")]
    assert tree.progress.by_label[bee] == 2
    assert len(tree.find(label=["animal", "insect"])) == 2
    assert len(tree.find(label="oak")) == 1
    tree.plot_distribution()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (["animal", "insect"], r"goes to the end: expected one of \['bee', 'ant', 'other'\]"),
        (
            "other",
            r"several times: expected one of \[\('animal', 'insect', 'other'\), \('plant', 'other'\)\]",
        ),
        (["animal", "bug"], r"expected one of \['insect', 'bird'\] under 'animal'"),
        (["plant", "oka"], "Did you mean 'oak'"),
        ([], r"expected one of \['animal', 'plant'\]"),
        (None, "expected a path of names"),
        ({"a": 1}, "expected a path of names"),
    ],
)
def test_a_refused_path_says_what_would_fit(tree: Any, value: Any, message: str) -> None:
    with pytest.raises(lw.InputError, match=message):
        tree.answer(value)


def test_inner_labels_are_answers_if_they_may_be() -> None:
    w = lw.annotate(PAIRS, "old", task=lw.Tree(LABELS, inner=True), store=":memory:")
    w.answer("animal")
    assert w.labels["label"].tolist() == [("animal",)]


def test_every_end_of_five_thousand_can_be_chosen() -> None:
    task = lw.Tree({f"g{n}": [f"leaf {m}" for m in range(50)] for n in range(100)})
    scheme = LabelScheme.from_given(task.labels)
    ends = [choice for choice in task.choices(scheme) if len(task.own_of(choice, scheme)) == 2]
    assert len(ends) == 5_000
    for end in ends:
        path = task.own_of(end, scheme)
        assert task.to_user(task.from_user(path, scheme), scheme) == path


def test_answers_follow_a_tree_that_grows_and_shrinks(tmp_path: Path) -> None:
    def show(labels: Any) -> Any:
        return lw.annotate(PAIRS, "old", task=lw.Tree(labels), store=tmp_path / "c.db")

    show({"animal": ["bee", "ant"], "plant": ["oak"]}).answer("ant")
    w = show({"plant": ["oak", "fern"], "animal": ["bee", "wasp"]})
    assert w.labels["label"].tolist() == [("animal", "ant")]
    with pytest.raises(lw.InputError, match=r"expected one of \['bee', 'wasp'\] under 'animal'"):
        w.answer(["animal", "ant"])
    w.answer("wasp")
    opened = lw.Project.open(tmp_path / "c.db")
    assert opened.labels["label"].tolist() == [("animal", "ant"), ("animal", "wasp")]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("animal", "expected a mapping"),
        ({"animal": "bee"}, "expected a list, a mapping or None under 'animal'"),
        ({"animal": ["bee", "bee"]}, "'animal › bee' is there twice"),
        (["bee"], "expected at least 2"),
        (["bee", None], "expected names"),
        (["a › b", "c"], "expected names without '›'"),
        ([lw.Label("bee", key="b"), lw.Label("bug", key="b")], "have the key 'b'"),
    ],
)
def test_trees_that_can_not_be_used_are_refused(labels: Any, message: str) -> None:
    with pytest.raises(lw.InputError, match=message):
        lw.Tree(labels)


def test_a_tree_that_holds_itself_is_refused() -> None:
    labels: dict[str, Any] = {}
    labels["again"] = labels
    with pytest.raises(lw.InputError, match="levels"):
        lw.Tree(labels)


def test_a_tree_comes_back_from_its_stored_form() -> None:
    task = lw.Tree(LABELS, inner=True)
    scheme = LabelScheme.from_given(task.labels)
    again = read_task(task.to_json(), scheme.active)
    assert again.to_json() == task.to_json()
    titles = [choice.title for choice in again.choices(scheme)]
    assert "plant › others" in titles
    assert "animal › insect › bee" in titles


def test_paths_in_the_data_are_reviewed() -> None:
    frame = PAIRS.assign(path=[["animal", "insect", "bee"], "oak", None])
    w = lw.annotate(frame, "old", task=lw.Tree(LABELS), initial="path", store=":memory:")
    w.answer(["animal", "insect", "bee"])
    w.answer("bird")
    assert w.reviewed["initial"].tolist() == [("animal", "insect", "bee"), ("plant", "oak")]
    assert w.reviewed["changed"].tolist() == [False, True]


# --- The view --------------------------------------------------------------------------------------


def test_sides_keep_their_names_where_nothing_compares_them() -> None:
    w = lw.annotate(PAIRS, ["old", "new"], ["same", "other"], view=lw.Compare(), store=":memory:")
    content = w.project.view.payload(("x", "y"), {}).content
    assert [side["name"] for side in content["sides"]] == ["old", "new"]
    assert (content["kind"], content["blind"]) == ("text", False)
    w.answer("same")
    assert w.labels["label"].tolist() == ["same"]


def test_a_bad_side_leaves_the_others_in_sight(compared: Any) -> None:
    payload = compared.project.view.payload(("x", None, "z"), {})
    assert "empty" in payload.problem
    texts = [side["payload"]["segments"] for side in payload.content["sides"]]
    assert texts == [[["x", 0]], [], [["z", 0]]]
    assert payload.content["blind"] is True


def test_only_the_side_that_is_asked_for_is_sent(compared: Any) -> None:
    payload = compared.project.view.payload(("x", "y", "z"), {}, detail={"side": 1, "detail": {}})
    assert [side["payload"] is None for side in payload.content["sides"]] == [True, False, True]
    odd = compared.project.view.payload(("x", "y", "z"), {}, detail={"side": ["?"], "detail": 3})
    assert len(odd.content["sides"]) == 3


@pytest.mark.parametrize("each", [lw.Record(), lw.Text("old"), "text"])
def test_each_side_is_a_text_or_an_image(each: Any) -> None:
    with pytest.raises(lw.InputError, match="each: expected"):
        lw.Compare("old", "new", each=each)
