"""A widget that a later cell replaced, or that was closed: what it shows, and what goes on working."""

from __future__ import annotations

import ipywidgets
import pytest
import traitlets
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.capture import capture_output

import loopwidgets as lw
from loopwidgets.errors import InputError
from loopwidgets.widgets.protocol import messages

TEXTS = ["a weevil", "a bee", "an ant", "a wasp"]
REPLACED = "Replaced by a later cell: run this cell again."
CLOSED = "Closed: run the cell again."
VIEW = "application/vnd.jupyter.widget-view+json"


class Asking(ipywidgets.VBox):
    """Follows the contract of a guest."""

    data = traitlets.Any()

    def display(self, item):
        pass

    def on_submit(self, function):
        pass


def label(store="labels.db"):
    return lw.annotate(TEXTS, labels=["pest", "helper"], store=store, annotator="asha")


def ask(store="labels.db"):
    labels = ["pest", "helper"]
    return lw.annotate(TEXTS, widget=Asking(), labels=labels, store=store, annotator="asha")


def progress(store="labels.db"):
    return lw.ProgressWidget(lw.Project.from_data(TEXTS, labels=["pest", "helper"], store=store))


@pytest.fixture(autouse=True)
def shell():
    """IPython formats what a cell ends with; nothing here needs a kernel."""
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def shown(widget):
    """Every output of a cell that ends with this widget, as IPython makes it."""
    with capture_output() as captured:
        display(widget)
    assert "Error" not in captured.stdout + captured.stderr
    return [output.data for output in captured.outputs]


def only(outputs):
    (output,) = outputs
    assert VIEW not in output
    return output


@pytest.mark.parametrize("make", [label, ask])
def test_a_replaced_widget_shows_what_stands_and_how_to_go_on(make):
    older = make()
    older.answer("pest")
    make()
    output = only(shown(older))
    for form in ("text/plain", "text/html"):
        assert REPLACED in output[form]
    assert "1 of 4 answered, 0 skipped, 0 flagged: pest 1, helper 0." in output["text/plain"]
    assert "labels.db" in output["text/plain"]


@pytest.mark.parametrize("make", [label, ask, progress])
def test_a_widget_closed_by_hand_says_so(make):
    w = make()
    w.close()
    output = only(shown(w))
    for form in ("text/plain", "text/html"):
        assert CLOSED in output[form]
        assert "of 4" in output[form] or 'data-count="total">4' in output[form]


@pytest.mark.parametrize("make", [label, ask])
def test_a_replaced_widget_that_is_closed_again_was_still_replaced(make):
    older = make()
    make()
    older.close()
    assert REPLACED in only(shown(older))["text/plain"]


def test_what_a_closed_widget_shows_is_true_when_it_is_shown():
    older = label()
    newer = label()
    assert "0 of 4 answered" in only(shown(older))["text/plain"]
    newer.answer("pest")
    assert "1 of 4 answered" in only(shown(older))["text/plain"]


def test_nobody_fills_numbers_into_what_is_true_as_of_then():
    older = label()
    label()
    output = only(shown(older))
    assert "As of 20" in output["text/plain"]
    assert "data-summary" not in output["text/html"]


def test_closed_progress_counts_what_was_done_since():
    w = label()
    everyone = lw.ProgressWidget(w, everyone=True)
    everyone.close()
    w.answer("pest")
    assert "1 answered by 1 annotators" in only(shown(everyone))["text/plain"]


@pytest.mark.parametrize("make", [label, ask, progress])
def test_in_print_it_says_that_it_is_closed(make):
    w = make()
    open_one = repr(w)
    w.close()
    assert repr(w) == f"{open_one[:-1]}, closed)"
    assert str(w) == repr(w)


def test_in_print_it_says_that_it_was_replaced():
    older = label()
    label()
    assert repr(older).endswith(", replaced)")


@pytest.mark.parametrize("make", [label, ask, progress])
def test_a_box_holds_a_closed_widget(make):
    w = make()
    w.close()
    box = ipywidgets.VBox([w])
    (child,) = box.get_state()["children"]
    stand_in = ipywidgets.widgets.widget._instances[child.removeprefix("IPY_MODEL_")]
    assert CLOSED in stand_in.value
    assert VIEW in shown(box)[0]


@pytest.mark.parametrize("make", [label, ask, progress])
def test_a_widget_is_shown_after_its_project_was_closed(make):
    w = make()
    w.project.close()
    assert VIEW in shown(w)[0]
    w.close()
    w.project.close()
    assert CLOSED in only(shown(w))["text/plain"]


def test_progress_of_a_store_that_is_gone_gives_no_numbers(tmp_path):
    w = progress()
    w.close()
    (tmp_path / "labels.db").unlink()
    said = only(shown(w))["text/plain"]
    assert said == f"{CLOSED} Project item: classification in labels.db."


@pytest.mark.parametrize("make", [label, ask])
def test_acts_and_tables_of_a_replaced_widget_are_those_of_its_project(make):
    older = make()
    newer = make()
    older.answer("pest")
    older.skip()
    assert older.labels.equals(newer.labels)
    assert newer.labels["label"].tolist()[0] == "pest"
    assert older.progress.answered == newer.progress.answered == 1
    assert len(older.plot().axes) == 2
    older.undo()
    assert newer.progress.skipped == 0


@pytest.mark.parametrize("make", [label, ask])
def test_what_nobody_would_see_or_hear_of_is_refused(make):
    older = make()
    make()
    for act in (
        lambda: older.on_answer(print),
        lambda: older.on_finish(print),
        lambda: older.go_to(2),
    ):
        with pytest.raises(InputError, match=REPLACED):
            act()


def test_the_pages_hear_why_their_widget_is_closed(monkeypatch):
    told = []
    monkeypatch.setattr(lw.AnnotationWidget, "_tell", lambda _, message: told.append(message))
    label()
    label().close()
    assert [one.by_hand for one in told if isinstance(one, messages.Replaced)] == [False, True]


def test_a_closed_widget_that_was_in_no_box_leaves_nothing_behind():
    def stand_ins():
        return [one for one in instances.values() if isinstance(one, ipywidgets.HTML)]

    instances = ipywidgets.widgets.widget._instances
    before = stand_ins()
    w = label()
    w.close()
    shown(w)
    repr(w)
    assert stand_ins() == before
