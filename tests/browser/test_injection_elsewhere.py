"""Nothing in a row, an image, its name, an annotator's name or a guest's answer runs as script."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.attacks import ATTACKS, DRAWINGS, HOST, LINKS, as_shown, in_lines
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler
from tests.browser.notebook_page import NotebookPage
from tests.browser.surroundings import ScriptAlarm
from tests.browser.test_injection import NAIVE

pytestmark = pytest.mark.usefixtures("context")  # alarms listen to a page as long as it lives

START = """
import json, pathlib
import loopwidgets as lw, pandas as pd

attacks = json.loads(pathlib.Path("attacks.json").read_text())
"""


def start(
    lab: Notebooks, *sources: str, attacks: list[str] = ATTACKS
) -> tuple[NotebookPage, ScriptAlarm]:
    """Open a notebook that has the attacks, and run its cells."""
    notebook = lab([START, *sources])
    notebook.file.with_name("attacks.json").write_text(json.dumps(attacks))
    alarm = ScriptAlarm(notebook.page)
    for index in range(1 + len(sources)):
        notebook.run(index)
    return notebook, alarm


def assert_plain(place: Locator, text: str) -> None:
    """Assert that a place shows exactly this text, and holds no element."""
    assert place.text_content() == text
    assert place.locator("*").count() == 0


def touch_all(places: Locator) -> None:
    """Point at each of them, as a person might."""
    for place in places.all():
        place.dispatch_event("mouseover")
        place.dispatch_event("focus")


def test_fields_of_records_and_their_names_are_shown_as_text(plain: Notebooks) -> None:
    notebook, alarm = start(
        plain,
        """
frame = pd.DataFrame([attacks, attacks], columns=attacks)
nested = pd.DataFrame({"in": [{one: [one, {one: one}] for one in attacks[:30]}, [[one] for one in attacks]]})
w = lw.annotate(frame, view=lw.Record(*attacks, large=attacks[1]), labels=["a", "b"], annotator="asha")
w""",
        "v = lw.annotate(nested, view=lw.Record(), labels=['a', 'b'], annotator='asha')\nv",
    )
    labeler = Labeler(notebook=notebook, index=1)
    labeler.focus()
    others = [attack for attack in ATTACKS if attack != ATTACKS[1]]
    assert_plain(labeler.root.locator(".lw-text"), in_lines(ATTACKS[1]))
    rows = labeler.root.locator(".lw-record tr")
    assert rows.count() == len(others)
    for row, attack in zip(rows.all(), others, strict=True):
        assert_plain(row.locator("th"), as_shown(attack))
        assert_plain(row.locator("td"), in_lines(attack))
    touch_all(labeler.root.locator(".lw-record :is(th, td)"))
    alarm.assert_silent()

    other = Labeler(notebook=notebook, index=2)
    other.focus()
    for count in (30, 60):
        cell = other.root.locator(".lw-record td")
        other.part("show-all").click()
        for attack in ATTACKS[:count]:
            assert json.dumps(attack, ensure_ascii=False) in (cell.text_content() or "")
        assert cell.locator("*").count() == 0
        other.root.focus()
        other.press("1")
    alarm.assert_silent()
    assert notebook.errors == []


def test_only_addresses_of_the_web_and_of_mail_can_be_followed(plain: Notebooks) -> None:
    safe = [
        "https://example.org/javascript:alert(1)",
        'https://example.org/"><img/src=x/onerror=alert(1)>',
        "mailto:asha@example.org?body=<script>alert(1)</script>",
    ]
    notebook, alarm = start(
        plain,
        """
frame = pd.DataFrame([attacks], columns=[f"address {n}" for n in range(len(attacks))])
w = lw.annotate(frame, view=lw.Record(), labels=["a", "b"], annotator="asha")
w""",
        attacks=[*LINKS, *safe],
    )
    labeler = Labeler(notebook=notebook, index=1)
    labeler.focus()
    cells = labeler.root.locator(".lw-record td")
    assert cells.count() == len(LINKS) + len(safe)
    for place, address in enumerate(LINKS):
        if address.startswith("http:"):
            continue
        assert_plain(cells.nth(place), address)
        cells.nth(place).click()
    links = labeler.root.locator(".lw-record a")
    assert links.all_text_contents() == safe
    for link in links.all():
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert link.get_attribute("target") == "_blank"
        protocol = link.evaluate("link => link.protocol")
        assert protocol in ("https:", "mailto:")
        assert link.locator("*").count() == 0
    touch_all(links)
    alarm.assert_silent()
    assert len(notebook.page.context.pages) == 1


IMAGES = """
from PIL import Image
pathlib.Path("in").mkdir()
names = [one for one in attacks if "/" not in one and "\\0" not in one]
for name in names:
    Image.new("RGB", (40, 30), "lime").save(f"in/{name}", "PNG")
frame = pd.DataFrame({"path": [f"in/{name}" for name in names] + attacks})
frame["caption"] = attacks[:len(names)] + attacks
w = lw.annotate(frame, view=lw.Image("path", caption="caption"), labels=["a", "b"], annotator="asha")
w"""


def test_names_and_captions_of_images_are_shown_as_text(plain: Notebooks) -> None:
    notebook, alarm = start(plain, IMAGES)
    labeler = Labeler(notebook=notebook, index=1)
    labeler.focus()
    names = [attack for attack in ATTACKS if "/" not in attack and "\0" not in attack]
    assert len(names) >= 20
    for name, caption in zip(names, ATTACKS, strict=False):
        expect(labeler.part("image")).to_have_attribute("aria-label", name)
        assert_plain(labeler.root.locator(".lw-caption"), in_lines(caption))
        labeler.press("1")
    for attack in ATTACKS:
        assert_plain(labeler.root.locator(".lw-caption"), in_lines(attack))
        said = labeler.part("problem").locator("p").first
        assert (attack if "://" in attack else repr(attack)) in (said.text_content() or "")
        assert said.locator("*").count() == 0
        labeler.press("s")
    alarm.assert_silent()
    assert notebook.errors == []


def test_what_is_in_an_svg_neither_runs_nor_loads_anything(plain: Notebooks) -> None:
    notebook, alarm = start(
        plain,
        "w = lw.annotate([one.encode() for one in attacks], view=lw.Image(), labels=['a', 'b'])\nw",
        attacks=DRAWINGS,
    )
    labeler = Labeler(notebook=notebook, index=1)
    labeler.focus()
    for number in range(1, len(DRAWINGS) + 1):
        expect(labeler.part("image")).to_have_attribute("data-drawn", str(number))
        labeler.part("image").click()
        labeler.root.focus()
        labeler.press("+", "1")
    labeler.expect_stage("finished")
    assert labeler.root.locator("svg:not([aria-hidden]), svg script, iframe").count() == 0
    alarm.assert_silent()
    assert notebook.errors == []


def test_the_same_drawings_run_where_they_are_put_into_the_page(lab: Notebooks) -> None:
    notebook, alarm = start(lab, NAIVE, attacks=DRAWINGS)
    notebook.page.wait_for_function("() => new Set(window.__pwned).size >= 4")
    ran = set(notebook.page.evaluate("() => window.__pwned"))
    called = {int(urlsplit(url).path[1:]) for url in alarm.requests if url.startswith(HOST)}
    assert len(ran | called) >= 6
    assert called


PEOPLE = """
labels = [lw.Label(one, title=one) for one in attacks[:10]]
texts = [f"text {n}" for n in range(4)]
for name in attacks:
    other = lw.Project.from_data(texts, labels=labels, annotator=name, project="".join(attacks))
    other.answer(attacks[0])
p = lw.ProgressWidget(other, everyone=True)
p"""


def test_names_of_annotators_and_labels_are_shown_as_text_in_the_progress(lab: Notebooks) -> None:
    notebook, alarm = start(lab, PEOPLE)
    root = notebook.cell(1).locator(".lw-outlook")
    names = root.locator(".lw-person-name")
    expect(names).to_have_count(len(ATTACKS))
    shown = [(name.text_content() or "").removesuffix(" (you)") for name in names.all()]
    assert sorted(shown) == sorted(map(kept, ATTACKS))
    titles = root.locator("[data-lw=distribution] li").evaluate_all(
        "all => all.map(one => one.dataset.label)"
    )
    assert set(titles) == set(map(kept, ATTACKS[:10]))
    assert root.locator("script, iframe, img, math, form, input, a").count() == 0
    touch_all(names)
    alarm.assert_silent()

    notebook.save()
    lab.server.shut_down_kernels(notebook.path)
    notebook.page.reload()
    words = notebook.page.locator(".loopwidgets-summary")
    expect(words).to_have_count(1)
    assert words.locator("script, iframe, img, math, mjx-container, form, input, a").count() == 0
    alarm.assert_silent()


def kept(name: str) -> str:
    """A name as a store can keep it."""
    return as_shown(name).strip()


GUEST = """
import ipywidgets, traitlets

class Asking(ipywidgets.VBox):
    data = traitlets.Any()
    options = attacks
    def display(self, item): self.data = None
    def on_submit(self, function): self.submit = function

w = lw.annotate([f"text {n}" for n in range(len(attacks) + 1)], widget=Asking(), annotator="".join(attacks))
for one in attacks:
    w.guest.submit({"label": one, "other": [one]})
w"""


def test_a_guest_s_answers_are_shown_as_text_in_the_line_above_it(lab: Notebooks) -> None:
    notebook, alarm = start(lab, GUEST)
    root = notebook.cell(1).locator(".lw-guest")
    expect(root.locator("[data-lw=progress]")).to_have_text(f"{len(ATTACKS)} of {len(ATTACKS) + 1}")
    labels = root.locator(".lw-guest-label")
    assert labels.count() == len(ATTACKS)
    for label, attack in zip(labels.all(), ATTACKS, strict=True):
        assert_plain(label, f"{attack} 1")
    said = root.locator("[data-lw=answered]")
    for attack in reversed(ATTACKS[-12:]):
        root.locator("[data-lw=back]").click()
        expect(said).to_contain_text(json.dumps(attack, ensure_ascii=False)[1:9])
        assert said.locator("*").count() == 0
    touch_all(labels)
    alarm.assert_silent()
    assert notebook.errors == []

    (saved,) = (output.data["text/html"] for output in notebook.save().cells[1].outputs)
    alone = notebook.page.context.new_page()
    alarm = ScriptAlarm(alone)
    alone.set_content(saved)
    assert ATTACKS[1] in (alone.locator("div.tex2jax_ignore").text_content() or "")
    alarm.assert_silent()
