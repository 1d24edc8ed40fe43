"""The model beside the person, in a real notebook: it learns from the field notes, proposes, and orders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Notebooks
from tests.browser.labeler import LABELS, Labeler

NOTES = Path(__file__).parents[2] / "notebooks" / "field_notes.csv"
_PEST = re.compile(
    r"\b(eat|ate|chew|hole|damage|suck|bore|rot|wilt|cut|destroy|pig|locust|weevil)", re.IGNORECASE
)
_HELPER = re.compile(
    r"\b(bee|ladybird|spider|wasp|hunt|pollin|frog|owl|mantis|prey)", re.IGNORECASE
)


def show(
    jupyter: Notebooks, loop: str, *, before: str = "", data: str = f"pd.read_csv({str(NOTES)!r})"
) -> Labeler:
    """Show the field notes, or other data, beside a model."""
    setup = (
        f"import loopwidgets as lw, pandas as pd, numpy as np, time\n{before}\n"
        f"df = {data}\n"
        f"w = lw.annotate(df, 'note', labels={list(LABELS)!r}, annotator='asha', loop={loop})"
    )
    notebook = jupyter([setup, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


def wait_for_round(labeler: Labeler, number: int) -> None:
    """Wait until a round has ended and the page was told."""
    labeler.notebook.execute(
        "import time\n"
        f"until = time.monotonic() + 60\n"
        f"while w.loop.state.round < {number} and time.monotonic() < until: time.sleep(0.05)\n"
        f"assert w.loop.state.round >= {number}, w.loop.state",
        seconds=70,
    )


@dataclass(frozen=True)
class Seen:
    """An item as the person saw it: its text, and the label and confidence of a suggestion, if any."""

    text: str
    suggested: str | None
    confidence: float | None


def look(labeler: Labeler) -> Seen:
    """Read what is on the screen."""
    told: dict[str, Any] = labeler.root.evaluate(
        """root => {
            const mark = root.querySelector('[data-lw=suggestion]');
            return {
                text: root.querySelector('[data-lw=item]').innerText,
                label: mark && mark.closest('[data-label]').dataset.label,
                confidence: mark && Number(mark.dataset.confidence),
            };
        }"""
    )
    return Seen(told["text"], told["label"], told["confidence"])


def key_for(text: str) -> str:
    """What someone who knows says of a note."""
    return "1" if _PEST.search(text) else "2" if _HELPER.search(text) else "3"


def test_sixty_field_notes_beside_a_model(plain: Notebooks) -> None:
    labeler = show(plain, "lw.Loop(blind=0.3)")
    given = labeler.kernel("[w.project.items.key_of(n) for n in range(len(df))]")
    wait_for_round(labeler, 1)
    seen: list[Seen] = []
    orders: list[list[str]] = []
    for number in range(60):
        if number in (20, 40):
            under_the_eyes = look(labeler).text
            wait_for_round(labeler, 1 + number // 20)  # answers that come together make one round
            labeler.wait_until_saved()
            orders.append(labeler.kernel("w.project.next_items(80)"))
            assert look(labeler).text == under_the_eyes
        seen.append(look(labeler))
        labeler.press(key_for(seen[-1].text))
        labeler.expect_progress(number + 1, 150)
    labeler.wait_until_saved()
    wait_for_round(labeler, 4)
    labeler.notebook.execute("w.loop.wait()", seconds=60)
    assert labeler.kernel("w.loop.rounds['n_labels'].is_monotonic_increasing")
    assert labeler.kernel("int(w.loop.rounds['n_labels'].iloc[-1])") >= 40

    log: list[dict[str, Any]] = labeler.kernel(
        "[{'item': e.item_key, 'suggestion': e.suggestion, 'loop': e.extra['loop']}"
        " for e in w.events.itertuples()]"
    )
    assert len(log) == 60
    asked = [event["item"] for event in log]
    assert asked != given[:60]
    sooner, later = ([key for key in order if key in set(orders[1])] for order in orders)
    later = [key for key in later if key in set(sooner)]
    assert len(later) > 30
    assert sooner != later  # each round brings another order
    assert sorted(set(asked)) == sorted(asked)
    shown = [one for one in seen if one.suggested is not None]
    assert len(shown) >= 15
    for one, event in zip(seen, log, strict=True):
        suggestion, loop = event["suggestion"], event["loop"]
        assert (one.suggested is None) == (suggestion is None)
        if suggestion is not None:  # what was seen is what is told
            assert loop["lot"] == "open"
            assert suggestion["confidence"] == one.confidence
    lots = [event["loop"]["lot"] for event in log]
    assert lots.count("audit") in (5, 6)
    assert lots.count("blind") >= 5
    assert labeler.has_focus()
    assert labeler.notebook.errors == []


def test_enter_takes_the_suggestion_and_the_reason_can_be_asked_for(plain: Notebooks) -> None:
    labeler = show(plain, "lw.Loop(blind=0.0, audit=0.0)")
    wait_for_round(labeler, 1)
    for _ in range(12):
        labeler.press(key_for(look(labeler).text))
    labeler.wait_until_saved()
    wait_for_round(labeler, 2)
    for _ in range(10):  # what was here already has none, until the new order is there
        if labeler.part("suggestion").count():
            break
        labeler.press("s")
        labeler.wait_until_saved()
    expect(labeler.part("suggestion")).to_be_visible()
    seen = look(labeler)
    labeler.press("Enter")
    expect(labeler.part("item")).not_to_have_text(seen.text)
    labeler.wait_until_saved()
    last = labeler.kernel("{**w.events.iloc[-1][['kind', 'label', 'suggestion']]}")
    assert last["kind"] == "answer"
    assert last["label"] == seen.suggested
    assert last["suggestion"]["confidence"] == seen.confidence


def test_the_panel_tells_how_it_stands_and_the_model_can_be_paused(plain: Notebooks) -> None:
    labeler = show(plain, "lw.Loop()")
    wait_for_round(labeler, 1)
    expect(labeler.part("model-panel")).to_have_count(0)
    labeler.part("model").click()
    panel = labeler.part("model-panel")
    expect(panel).to_contain_text("are set apart.")  # of 150 notes too few: it promises nothing
    labeler.root.focus()
    labeler.press(*(["1", "2", "3"] * 4))
    labeler.wait_until_saved()
    wait_for_round(labeler, 2)
    expect(labeler.part("model-learned")).to_be_hidden()
    labeler.part("model-more").click()
    expect(labeler.part("model-learned")).to_be_visible()
    expect(panel).to_contain_text(re.compile(r"round 2, from \d+ answers"))
    panel.get_by_role("button", name=re.compile("pause", re.IGNORECASE)).click()
    expect(panel).to_contain_text(re.compile("paused", re.IGNORECASE))
    assert labeler.kernel("w.loop.state.doing") == "paused"
    panel.get_by_role("button", name="Resume").click()
    wait_for_round(labeler, 2)
    assert labeler.kernel("w.loop.state.doing") in ("waiting", "training")


def test_the_acts_are_words_in_one_line_and_in_two_on_a_narrow_page(plain: Notebooks) -> None:
    labeler = show(plain, "lw.Loop()")
    wait_for_round(labeler, 1)
    expect(labeler.part("model")).to_be_visible()
    labeler.press("1")
    labeler.wait_until_saved()
    seen = labeler.root.evaluate(
        """async root => {
            const seen = [];
            for (let width = 360; width <= 980; width += 10) {
                root.parentElement.style.inlineSize = `${width}px`;
                await new Promise(next => requestAnimationFrame(next));
                const acts = [...root.querySelectorAll('.lw-actions .lw-act')];
                const boxes = acts.map(act => act.getBoundingClientRect());
                const end = root.getBoundingClientRect().right;
                seen.push({
                    width: root.clientWidth,
                    lines: new Set(boxes.map(box => box.top)).size,
                    words: acts.every(act => act.querySelector('span').offsetWidth > 0),
                    keys: acts.filter(act => act.querySelector('kbd').offsetWidth > 0).length,
                    fits: boxes.every(box => box.right <= end),
                });
            }
            return seen;
        }"""
    )
    assert seen[-1]["width"] > 940
    assert all(each["words"] and each["fits"] for each in seen)
    assert {
        each["width"] for each in seen if (each["lines"] == 1) != (each["width"] >= 608)
    } == set()
    assert {
        each["width"] for each in seen if each["keys"] != (10 if each["width"] >= 936 else 0)
    } == set()


def test_what_the_model_doubts_is_looked_at_again(plain: Notebooks) -> None:
    words = "[['weevil', 'eats', 'grain'], ['spider', 'hunts', 'flies'], ['moth', 'rests', 'wall']]"
    labeler = show(
        plain,
        "lw.Loop(blind=0.0, audit=0.0)",
        data=f"pd.DataFrame({{'note': [' '.join({words}[n % 3]) + f' {{n}}' for n in range(60)]}})",
    )
    wait_for_round(labeler, 1)
    keys = {"weevil": "1", "spider": "2", "moth": "3"}
    mistaken = ""
    for number in range(36):
        text = look(labeler).text
        right = keys[text.split()[0]]
        if number == 20:
            mistaken = text
        labeler.press("3" if number == 20 and right != "3" else "1" if number == 20 else right)
        labeler.expect_progress(number + 1, 60)
    labeler.wait_until_saved()
    labeler.part("model").click()
    labeler.part("model-look-again").click()
    expect(labeler.part("review")).to_contain_text(
        "1 item matches: possible mistake", timeout=60_000
    )
    expect(labeler.part("item")).to_have_text(mistaken)
    assert labeler.has_focus()
    labeler.press(keys[mistaken.split()[0]])
    expect(labeler.part("review")).to_have_count(0)
    labeler.wait_until_saved()
    labeler.part("model-look-again").click()
    expect(labeler.part("model-panel")).to_contain_text(
        "No possible mistakes found", timeout=60_000
    )


SLOW = """
class Slow:
    def fit(self, features, answers):
        self.classes_ = np.unique(answers)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            np.linalg.svd(np.random.default_rng(0).normal(size=(300, 300)))
        return self
    def predict_proba(self, features):
        return np.full((features.shape[0], len(self.classes_)), 1 / len(self.classes_))
"""


def test_keys_answer_while_a_slow_model_trains(plain: Notebooks) -> None:
    labeler = show(plain, "lw.Loop(Slow(), every=5)", before=SLOW)
    wait_for_round(labeler, 1)
    for number in range(5):
        labeler.press("1")
        labeler.expect_progress(number + 1, 150)
    labeler.notebook.execute(
        "import time\nwhile w.loop.state.doing != 'training': time.sleep(0.01)"
    )
    for number in range(5, 25):
        before = look(labeler).text
        labeler.press("2")
        expect(labeler.part("item")).not_to_have_text(before)
        labeler.expect_progress(number + 1, 150)
    assert labeler.kernel("w.loop.state.doing") == "training"
    labeler.wait_until_saved()
    assert len(labeler.labels()) == 25


@pytest.mark.parametrize("loop", ["lw.Loop()"])
def test_a_kernel_that_restarts_in_the_middle_goes_on(plain: Notebooks, loop: str) -> None:
    labeler = show(plain, loop)
    wait_for_round(labeler, 1)
    labeler.press(*(["1", "2", "3"] * 4))
    labeler.wait_until_saved()
    wait_for_round(labeler, 2)
    labeler.notebook.restart_kernel()
    labeler.notebook.run(0)
    labeler.notebook.run(1)
    labeler.focus()
    labeler.expect_progress(12, 150)
    wait_for_round(labeler, 3)
    assert labeler.kernel("w.loop.rounds['round'].tolist()") == [1, 2, 3]
    assert (
        labeler.kernel("w.loop.rounds['n_labels'].iloc[-1] + w.loop.rounds['audited'].iloc[-1]")
        == 12
    )
