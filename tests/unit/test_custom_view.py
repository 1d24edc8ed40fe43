"""What a user's function makes of an item: each form, each problem, and functions that do not come back."""

from __future__ import annotations

import base64
import io
import threading

import ipywidgets
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image as Pillow

from loopwidgets import Custom, InputError, Project
from loopwidgets.store.memory import MemoryStore
from loopwidgets.views import custom

mpl.use("agg")
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'/>"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(custom, "PATIENCE", 60.0)


def shown(function, *values, **options):
    view = Custom(function, **options)
    view.check([f"column {n}" for n in range(len(values))])
    return view.payload(values, {})


def returned(value):
    return shown(lambda _: value, "item")


def png(size=(8, 6)):
    raw = io.BytesIO()
    Pillow.new("RGB", size, "red").save(raw, "PNG")
    return raw.getvalue()


class Has:
    """An object with some of the methods that Jupyter asks."""

    def __init__(self, **methods):
        for name, made in methods.items():
            setattr(self, f"_repr_{name}_", lambda made=made, **_: made)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        ("<b>x</b>", "text", "<b>x</b>"),
        (5, "text", "5"),
        ({"a": [1, 2]}, "text", "{'a': [1, 2]}"),
        (Has(html="<b>x</b>"), "html", "<b>x</b>"),
        (Has(markdown="**x**"), "markdown", "**x**"),
        (Has(html=None, markdown="**x**"), "markdown", "**x**"),
        (Has(mimebundle={"text/html": "<i>x</i>", "text/plain": "x"}), "html", "<i>x</i>"),
        (Has(mimebundle=({"text/plain": "x"}, {})), "text", "x"),
    ],
)
def test_texts_and_html_and_markdown_travel_as_they_are(value, form, text):
    payload = returned(value)
    assert (payload.content, payload.problem) == ({"form": form, "text": text}, "")


def test_a_table_of_pandas_is_html():
    content = returned(pd.DataFrame({"a": [1, 2]})).content
    assert content["form"] == "html"
    assert "<table" in content["text"]


@pytest.mark.parametrize(
    ("value", "mime", "size"),
    [
        (Pillow.new("RGB", (8, 6)), "image/png", (8, 6)),
        (Has(png=png()), "image/png", (8, 6)),
        (Has(png=(png(), {"width": 8})), "image/png", (8, 6)),
        (Has(png=base64.b64encode(png()).decode()), "image/png", (8, 6)),
        (Has(svg=SVG), "image/svg+xml", (40, 30)),
        (Has(html="<script>draw()</script>", png=png()), "image/png", (8, 6)),
        (np.zeros((6, 8, 3), np.uint8), "image/png", (8, 6)),
    ],
)
def test_pictures_travel_as_files_of_images(value, mime, size):
    payload = returned(value)
    content = payload.content
    assert payload.problem == ""
    assert (content["form"], content["mime"]) == ("image", mime)
    assert (content["width"], content["height"], content["density"]) == (*size, 1)


def test_a_figure_of_matplotlib_and_its_axes_are_pictures():
    for part in ("figure", "axes", "array"):

        def draw(_, part=part):
            figure = Figure(figsize=(4, 3))
            axes = figure.subplots(1, 2)
            axes[0].plot([1, 2])
            return {"figure": figure, "axes": axes[0], "array": axes}[part]

        content = shown(draw, "item").content
        assert content["form"] == "image", part
        assert content["density"] == 2
        assert content["width"] > 500


def test_a_figure_of_pyplot_is_closed():
    import matplotlib.pyplot as plt

    def draw(_):
        plt.figure()
        plt.plot([1, 2])
        return plt.gcf()

    before = plt.get_fignums()
    assert shown(draw, "item").content["form"] == "image"
    assert plt.get_fignums() == before


def fails(_):
    raise ValueError("no such leaf")


async def later(_):
    return "x"


def yields(_):
    yield "x"


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (fails, "Your function fails raised ValueError: no such leaf (line "),
        (lambda _: exit(), "raised SystemExit"),  # noqa: PLR1722
        (lambda _: None, "returned nothing: does it lack a return?"),
        (later, "returned coroutine: a coroutine; write it without async."),
        (yields, "returned generator: a generator; write return in place of yield."),
        (
            lambda _: ipywidgets.IntSlider(),
            "returned IntSlider: a live widget, which can't be shown",
        ),
        (lambda _: ipywidgets.Output(), "returned Output: a live widget"),
        (lambda _: object(), "returned object: which has no form that can be shown"),
        (lambda _: Has(png=b"nonsense"), "returned Has: an image that can't be shown"),
        (lambda _: Has(html="x" * 2_000_000), "returned Has: 2,000,000 characters"),
        (
            lambda _: Has(mimebundle={"application/vnd.vegalite.v5+json": {}}),
            "whose forms (application/vnd.vegalite.v5+json) need a program in the page",
        ),
        (lambda _: Unprintable(), "displaying that raised ZeroDivisionError"),
    ],
)
def test_a_function_that_makes_nothing_to_show_is_a_card(function, problem):
    payload = shown(function, "item")
    assert payload.content == {"form": "nothing"}
    assert problem in payload.problem


class Unprintable:
    def _repr_html_(self):
        return 1 / 0


def test_a_function_gets_a_value_or_a_dict_of_several_columns():
    assert shown(lambda item: item.upper(), "leaf").content["text"] == "LEAF"
    assert shown(str, "a", 5).content["text"] == "{'column 0': 'a', 'column 1': 5}"


def test_a_function_is_called_once_for_equal_items():
    calls = []
    view = Custom(lambda item: calls.append(item) or "x")
    for value in ("a", "a", [1, 2], [1, 2], np.arange(3), np.arange(3)):
        view.payload((value,), {})
    assert len(calls) == 3


def test_a_function_that_hangs_keeps_no_other_item_waiting(monkeypatch):
    monkeypatch.setattr(custom, "PATIENCE", 0.01)
    free = threading.Event()

    def hangs(item):
        if item == "bad":
            free.wait(60)
        return item

    def settled(item):
        while True:
            payload = view.payload((item,), {}, detail={"again": True})
            if payload.content["form"] != "running":
                return payload

    view = Custom(hangs, seconds=0.2)
    assert view.payload(("bad",), {}).content == {"form": "running"}
    assert view.payload(("good",), {}).content == {"form": "running"}
    assert settled("good").content == {"form": "text", "text": "good"}
    bad = view.payload(("bad",), {})
    assert bad.content == {"form": "overdue"}
    assert bad.problem == (
        "Your function hangs has not come back within 0.2 seconds. A larger seconds= waits longer."
    )
    free.set()
    while view.payload(("bad",), {}).content["form"] == "overdue":
        pass
    assert view.payload(("bad",), {}).content["text"] == "bad"


def test_many_calls_that_hang_stop_further_calls(monkeypatch):
    monkeypatch.setattr(custom, "PATIENCE", 0.05)
    free = threading.Event()
    view = Custom(lambda _: free.wait(60), seconds=0.01)
    problems = [view.payload((number,), {}).problem for number in range(20)]
    assert "8 calls have not come back" in problems[-1]
    assert sum(one.name == "loopwidgets-custom" for one in threading.enumerate()) <= 9
    free.set()


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "5", True])
def test_a_time_limit_is_a_positive_number(seconds):
    with pytest.raises(InputError, match="seconds: expected a positive number"):
        Custom(str, seconds=seconds)


@pytest.mark.parametrize("function", ["text", None, 5])
def test_a_function_can_be_called(function):
    with pytest.raises(InputError, match="function: expected a function of an item"):
        Custom(function)


def test_a_project_labels_and_finds_items_that_a_function_shows():
    frame = pd.DataFrame({"name": ["weevil", "bee"], "legs": [6, 6]})
    project = Project.from_data(
        frame, labels=["pest", "helper"], view=Custom(fails), store=MemoryStore()
    )
    project.answer("pest")
    project.undo()
    project.answer("helper")
    assert project.find("bee").index.tolist() == [1]
    assert project.labels["label"].tolist()[0] == "helper"
    assert len(project.problems) == 2
    assert repr(Custom(fails, ["name", "legs"])) == "Custom(fails, ['name', 'legs'])"
