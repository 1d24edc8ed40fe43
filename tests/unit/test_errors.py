"""Errors: what they are, and the hint that a misspelt name gets."""

import pickle

import pytest

import loopwidgets as lw
from loopwidgets.errors import MissingDependencyError, StoreBusyError, StoreFullError, nearest


def test_a_misspelt_name_gets_the_nearest_known_one():
    assert nearest("anotator", ["annotator", "store"]) == " Did you mean 'annotator'?"


def test_a_name_like_none_of_the_known_ones_gets_no_hint():
    assert nearest("xyz", ["annotator", "store"]) == ""


def test_names_that_are_no_texts_are_compared_as_texts():
    assert nearest(2021, [2020, "text"]) == " Did you mean '2020'?"


def test_nothing_known_gives_no_hint():
    assert nearest("text", []) == ""


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (lw.InputError, ValueError),
        (lw.InputError, lw.LoopwidgetsError),
        (lw.StoreError, lw.LoopwidgetsError),
        (StoreBusyError, lw.StoreError),
        (StoreFullError, lw.StoreError),
        (MissingDependencyError, ImportError),
    ],
)
def test_an_error_can_be_caught_as_what_it_is(error, kind):
    assert issubclass(error, kind)


def test_a_missing_library_names_the_command_that_installs_it():
    error = MissingDependencyError("psycopg", "postgres")
    assert str(error) == "psycopg is not installed: pip install 'loopwidgets[postgres]'"


def test_an_input_error_survives_a_process_boundary():
    assert str(pickle.loads(pickle.dumps(lw.InputError("labels: none")))) == "labels: none"


def test_a_misspelt_public_name_names_the_nearest():
    with pytest.raises(AttributeError, match=r"no 'anotate'\. Did you mean 'annotate'"):
        _ = lw.anotate


@pytest.mark.parametrize(
    ("make", "offered"),
    [
        (
            lambda: lw.Label("pest", colour="red"),
            "Label() has no argument 'colour'. Did you mean 'color'?",
        ),
        (
            lambda: lw.Text("text", hilight="b"),
            "Text() has no argument 'hilight'. Did you mean 'highlight'?",
        ),
        (lambda: lw.Image("path", fits=1), "Image() has no argument 'fits'."),
        (
            lambda: lw.Record("a", larg="a"),
            "Record() has no argument 'larg'. Did you mean 'large'?",
        ),
        (
            lambda: lw.Classification(["a", "b"], multi=True),
            "Classification() has no argument 'multi'. Did you mean 'multiple'?",
        ),
    ],
)
def test_a_misspelt_argument_of_what_users_make_names_the_nearest(make, offered):
    with pytest.raises(TypeError) as raised:
        make()
    assert str(raised.value).startswith(offered)


@pytest.mark.parametrize(
    ("call", "offered"),
    [
        (lambda w: w.find(lable="pest"), "find() has no argument 'lable'. Did you mean 'label'?"),
        (lambda w: w.project.find(txt="a"), "find() has no argument 'txt'. Did you mean 'text'?"),
        (lambda w: w.plot_distribution(axs=1), "plot_distribution() has no argument 'axs'."),
        (lambda w: w.reset(shure=True), "reset() has no argument 'shure'. Did you mean 'sure'?"),
        (lambda w: w.go_to(itm=1), "go_to() has no argument 'itm'. Did you mean 'item'?"),
        (lambda w: w.dispute("no", lbl="pest"), "dispute() has no argument 'lbl'."),
        (lambda w: w.project.answer("pest", itm="a"), "answer() has no argument 'itm'."),
        (lambda w: lw.projects(stor="a.db"), "projects() has no argument 'stor'."),
        (lambda w: lw.Project.open(nam="a"), "Project.open() has no argument 'nam'."),
        (
            lambda w: lw.ProgressWidget(w, everyon=True),
            "ProgressWidget() has no argument 'everyon'.",
        ),
    ],
)
def test_a_misspelt_argument_of_what_users_call_names_the_nearest(call, offered, tmp_path):
    w = lw.annotate(["a", "b"], labels=["pest", "helper"], store=tmp_path / "labels.db")
    with pytest.raises(TypeError) as raised:
        call(w)
    assert str(raised.value).startswith(offered)
    assert "Did you mean" in str(raised.value)


def test_what_goes_by_name_says_so():
    w = lw.annotate(["a", "b"], labels=["pest", "helper"], store=":memory:")
    with pytest.raises(TypeError, match=r"^dispute\(\) got too many values; .* label=, item=$"):
        w.dispute("pest", "it eats what is rotten")
    with pytest.raises(TypeError, match=r"^answer\(\) got too many values; .* item=$"):
        w.project.answer("pest", "a")


def test_every_public_name_is_there():
    assert [name for name in lw.__all__ if not hasattr(lw, name)] == []


def test_the_public_names_and_nothing_else_are_offered_for_completion():
    assert dir(lw) == sorted(lw.__all__)
    assert {"annotate", "Loop", "loop", "Rating"} <= set(lw.__all__)


def test_a_widget_offers_its_own_names_and_not_those_of_its_libraries():
    w = lw.annotate(["a", "b"], labels=["pest", "helper"], store=":memory:")
    assert {"labels", "answer", "undo", "plot", "hand_in", "close", "project"} <= set(dir(w))
    assert [name for name in dir(w) if "trait" in name or name.startswith("_")] == []
    assert {"close", "project"} <= set(dir(lw.ProgressWidget(w)))
