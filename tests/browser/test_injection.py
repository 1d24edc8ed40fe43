"""Nothing that stands in the data, the labels or what people type runs as script in the page."""

from __future__ import annotations

import itertools
import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.attacks import ATTACKS, HOST, as_shown, in_lines
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler
from tests.browser.notebook_page import NotebookPage, write_notebook
from tests.browser.surroundings import ScriptAlarm

pytestmark = pytest.mark.usefixtures("context")  # alarms listen to a page as long as it lives

_numbers = itertools.count(1)

AT_ONCE = 10
"""As many as a widget has buttons."""

START = """
import json, pathlib
import loopwidgets as lw, pandas as pd

attacks = json.loads(pathlib.Path("attacks.json").read_text())

def widget(start):
    some = attacks[start:start + 10]
    everything = " ".join(some)
    df = pd.DataFrame({"text": some, "place": some}, index=some)
    labels = [lw.Label(one, title=one, description=one) for one in some]
    return lw.annotate(
        df,
        view=lw.Text("text", caption="place", highlight=r"on\\w+|script|[<>]"),
        task=lw.Classification(labels, question=everything, guidelines=everything),
        project=everything,
        annotator=everything,
    )
"""


def test_sixty_attacks_are_shown_as_text_everywhere_and_none_runs(
    lab: Notebooks, context: BrowserContext
) -> None:
    starts = range(0, len(ATTACKS), AT_ONCE)
    shows = [f"w = widget({start})\nw" for start in starts]
    number = next(_numbers)  # a second try finds nothing of the first
    path = f"injection{number}/attacks{number}.ipynb"
    file = lab.server.root / path
    write_notebook(file, [START, *shows, "w.plot()", "w.plot_distribution().figure", "w"])
    file.with_name("attacks.json").write_text(json.dumps(ATTACKS))
    lab.server.start_kernel(path)
    notebook = NotebookPage.open(context, lab.server, path)
    lab.opened.append(notebook)
    alarm = ScriptAlarm(notebook.page)
    notebook.run(0)
    shown = 0
    for index, start in enumerate(starts, 1):
        notebook.run(index)
        shown += _label(Labeler(notebook=notebook, index=index), ATTACKS[start : start + AT_ONCE])
        alarm.assert_silent()
    assert shown == len(ATTACKS) == 60
    for index in (7, 8):
        notebook.run(index)
        expect(notebook.cell(index).locator("img")).to_have_count(1)
    alarm.assert_silent()
    assert notebook.errors == []

    _reopen(lab, context, notebook)


def _label(labeler: Labeler, attacks: list[str]) -> int:
    """Go through a widget: everything that can hold a text is given, and read back as it was given."""
    everything = as_shown(" ".join(attacks))
    labeler.focus()
    _assert_text(labeler.part("question"), everything)
    for number, attack in enumerate(attacks):
        title = labeler.part("label").nth(number).locator(".lw-title")
        _assert_text(title, as_shown(attack))
    labeler.part("guidelines").click()
    card = labeler.part("guidelines-card")
    _assert_text(card.locator("div.lw-plain-text"), in_lines(" ".join(attacks)))
    for number, attack in enumerate(attacks):
        assert in_lines(attack) in (card.locator("dd").nth(number).text_content() or "")
    assert card.locator("img, script, iframe, svg, math, a, input, form").count() == 0
    labeler.press("Escape")

    for number, attack in enumerate(attacks):
        _assert_text(labeler.root.locator(".lw-text"), in_lines(attack))
        _assert_text(labeler.root.locator(".lw-caption"), in_lines(attack))
        labeler.press("n")
        labeler.part("note-text").fill(attack)
        labeler.part("note-save").click()
        _assert_text(labeler.part("note-shown").locator("span").last, attack.strip())
        labeler.press("d")
        labeler.part("dispute-label").select_option(index=number)
        labeler.part("dispute-reason").fill(attack)
        labeler.part("dispute-save").click()
        expect(labeler.part("disputed")).to_be_visible()
        said = labeler.part("disputed").locator("span").first
        assert attack[:20] in (said.text_content() or "")
        assert said.locator("*").count() == 0
        labeler.press("f")
        labeler.press("0" if number == 9 else str(number + 1))
    labeler.expect_stage("finished")
    labeler.wait_until_saved()
    expect(labeler.part("finished")).to_contain_text("All 10 items are answered.")
    labeler.press("ArrowLeft")
    _assert_text(labeler.root.locator(".lw-text"), in_lines(attacks[-1]))
    labeler.press("ArrowRight")
    return len(attacks)


def _assert_text(place: Locator, text: str) -> None:
    """Assert that a place shows exactly this text, and holds no element but marked matches."""
    assert place.text_content() == text
    assert place.locator(":not(mark)").count() == 0


def _reopen(lab: Notebooks, context: BrowserContext, notebook: NotebookPage) -> None:
    """Save, and open the file without that kernel: its summaries are there, and run nothing."""
    notebook.save()
    notebook.page.close()
    lab.server.shut_down_kernels(notebook.path)
    lab.server.start_kernel(notebook.path)
    again = NotebookPage.open(context, lab.server, notebook.path)
    lab.opened.append(again)
    alarm = ScriptAlarm(again.page)
    summaries = again.page.locator(".loopwidgets-summary")
    expect(summaries).to_have_count(6)
    for number, start in enumerate(range(0, len(ATTACKS), AT_ONCE)):
        text = summaries.nth(number).text_content() or ""
        assert "10 of 10 answered" in text
        for attack in ATTACKS[start : start + AT_ONCE]:
            assert _in_file(attack) in _in_file(text)
    assert summaries.locator("img, script, iframe, svg, math, a, input, form").count() == 0
    alarm.assert_silent()


def _in_file(text: str) -> str:
    """The text as an HTML page can hold it: no NUL, white space folded."""
    return " ".join(text.replace("\0", "").replace("\ufffd", "").split())


def test_a_label_color_can_not_call_another_host(plain: Notebooks) -> None:
    address = f"url({HOST.removeprefix('http:')}/color)"
    notebook = plain(
        [
            "import loopwidgets as lw",
            f"w = lw.annotate(['one', 'two'], labels=[lw.Label('a', color={address!r}), 'b'])\nw",
        ]
    )
    alarm = ScriptAlarm(notebook.page)
    notebook.run(0)
    notebook.run(1, may_raise=True)
    (error,) = (o for o in notebook.outputs(1) if o["output_type"] == "error")
    assert error["ename"] == "InputError"
    assert "color" in error["evalue"]
    alarm.assert_silent()


NAIVE = '''
import anywidget, json, pathlib, traitlets

class Naive(anywidget.AnyWidget):
    """Shows each text as HTML, in an attribute, as a style, decoded, in a frame, as many a widget does."""
    texts = traitlets.List().tag(sync=True)
    _esm = """
    const WAYS = [
      (text) => text,
      (text) => `<input value='${text}'>`,
      (text) => `<input value="${text}">`,
      (text) => `<p style="background:${text}">x</p>`,
      (text) => decodeURIComponent(text),
      (text) => JSON.parse(`"${text}"`),
      (text) => text.replace(/\\{\\{(.*?)\\}\\}/, (_, code) => (0, eval)(code)),
    ];
    const touch = (element) => {
      element.dispatchEvent(new MouseEvent('mouseover'));
      element.dispatchEvent(new FocusEvent('focus'));
      if (element.matches('a, button')) element.click();
    };
    export default { render({ model, el }) {
      const otherwise = [];
      model.get('texts').forEach((text, number) => {
        for (const way of WAYS) {
          const place = document.createElement('div');
          el.append(place);
          try {
            place.innerHTML = way(text);
          } catch {
            continue;  // what is no code is no harm either
          }
          const isText = place.children.length === 0 && place.textContent === text;
          if (way === WAYS[0] && !isText) otherwise.push(number);
          place.querySelectorAll('*').forEach(touch);
        }
        const frame = document.createElement('iframe');
        frame.srcdoc = text;
        el.append(frame);
      });
      el.classList.add('naive');
      el.dataset.otherwise = JSON.stringify(otherwise);
    } };
    """

Naive(texts=json.loads(pathlib.Path("attacks.json").read_text()))
'''

HARMLESS = {
    "+ADw-script+AD4-": "no browser reads UTF-7 any more",
    "$\\href": "nothing here draws TeX",
    "__proto__": "nothing here takes texts for names",
}
"""Attacks, by their beginnings, that need another weakness than a widget has that shows HTML."""


def test_the_same_check_finds_the_attacks_in_a_widget_that_shows_html(lab: Notebooks) -> None:
    notebook = lab([NAIVE])
    notebook.file.with_name("attacks.json").write_text(json.dumps(ATTACKS))
    alarm = ScriptAlarm(notebook.page)
    notebook.run(0)
    notebook.page.wait_for_function("() => new Set(window.__pwned).size >= 35")
    ran = set(notebook.page.evaluate("() => window.__pwned"))
    # An attack that moves the page's base sends JupyterLab's own requests there too.
    asked = [urlsplit(url).path.split("/")[1] for url in alarm.requests if url.startswith(HOST)]
    called = {int(number) for number in asked if number.isdigit()}
    otherwise = set(
        json.loads(notebook.page.locator(".naive").get_attribute("data-otherwise") or "")
    )
    print(
        f"{len(ran)} of {len(ATTACKS)} ran, {len(called)} called, {len(otherwise)} drew something"
    )
    unfound = [ATTACKS[n] for n in range(len(ATTACKS)) if n not in ran | called | otherwise]
    assert [any(one.startswith(begin) for begin in HARMLESS) for one in unfound] == [True] * 3
    assert len(ran | called) >= 35
    assert called
