"""Recordings: played, and marked as a person marks them, with the mouse and with the keys alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.labeler import Labeler

MADE = """
import io, json, math, struct, wave
import loopwidgets as lw, pandas as pd

def tone(seconds, rate=8000):
    '''A WAV file: a tone that comes and goes twice a second.'''
    file = io.BytesIO()
    with wave.open(file, 'wb') as out:
        out.setnchannels(1); out.setsampwidth(2); out.setframerate(rate)
        n = int(seconds * rate)
        out.writeframes(b''.join(
            struct.pack('<h', int(20000 * math.sin(2764 * k / rate) * math.sin(math.tau * k / rate) ** 2))
            for k in range(n)))
    return file.getvalue()
"""
SEGMENTS = (
    MADE
    + """
df = pd.DataFrame({'sound': [tone(3), tone(2.5), tone(2)], 'n': ['first', 'second', 'third']},
                  index=[1, 2, 3])
task = lw.Segments(['speech', 'music'])
w = lw.annotate(df, 'sound', task=task, view=lw.Audio(caption='n'), annotator='asha')
"""
)


def show(jupyter: Notebooks, cell: str) -> Labeler:
    notebook = jupyter([cell, "w"])
    notebook.run(0)
    notebook.run(1)
    labeler = Labeler(notebook=notebook)
    labeler.focus()
    return labeler


def until_ready(labeler: Labeler, seconds: float) -> None:
    expect(labeler.part("sound")).to_have_attribute("data-ready", "true")
    expect(labeler.part("sound")).to_have_attribute("data-duration", f"{seconds:g}")


def drag(labeler: Labeler, start: float, end: float) -> None:
    """Drag over the waveform, from one share of its width to another; beyond it as well."""
    box = labeler.part("wave-box").bounding_box()
    assert box
    mouse, middle = labeler.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + start * box["width"], middle)
    mouse.down()
    mouse.move(box["x"] + end * box["width"], middle, steps=5)
    mouse.up()


def click(labeler: Labeler, at: float) -> None:
    box = labeler.part("wave-box").bounding_box()
    assert box
    labeler.page.mouse.click(box["x"] + at * box["width"], box["y"] + box["height"] / 2)


def pull(labeler: Labeler, edge: str, to: float) -> None:
    """Pull a handle of the selected part to a share of the waveform's width."""
    handle = labeler.part(f"segment-{edge}-handle").bounding_box()
    box = labeler.part("wave-box").bounding_box()
    assert handle
    assert box
    mouse, middle = labeler.page.mouse, handle["y"] + handle["height"] / 2
    mouse.move(handle["x"] + handle["width"] / 2, middle)
    mouse.down()
    mouse.move(box["x"] + to * box["width"], middle, steps=5)
    mouse.up()


def marks(labeler: Labeler) -> dict[int, Any]:
    labeler.wait_until_saved()
    return {int(key): value for key, value in labeler.labels().items()}


def time_of(labeler: Labeler) -> float:
    minutes, _, seconds = labeler.part("time").inner_text().rpartition(":")
    return 60 * float(minutes) + float(seconds)


def at(part: Locator, edge: str) -> float:
    return float(part.get_attribute(f"data-{edge}") or "nan")


def test_parts_are_drawn_moved_and_pulled_with_the_mouse(lab: Notebooks) -> None:
    labeler = show(lab, SEGMENTS)
    until_ready(labeler, 3)
    drag(labeler, 0.25, 0.5)
    expect(labeler.part("segment-new")).to_have_count(1)
    labeler.label("speech").click()
    part = labeler.part("segment")
    expect(part).to_have_attribute("data-label", "speech")
    assert at(part, "start") == pytest.approx(0.75, abs=0.02)
    assert at(part, "end") == pytest.approx(1.5, abs=0.02)
    drag(labeler, 0.4, 0.5)  # it is selected: it moves
    assert at(part, "start") == pytest.approx(1.05, abs=0.02)
    pull(labeler, "start", -0.2)
    pull(labeler, "end", 1.3)
    expect(part).to_have_attribute("data-start", "0")
    expect(part).to_have_attribute("data-end", "3")
    labeler.press("z")
    assert at(part, "end") == pytest.approx(1.8, abs=0.02)
    labeler.press("Shift+Z")
    expect(part).to_have_attribute("data-end", "3")
    click(labeler, 0.8)  # selects it
    labeler.press("2")
    expect(part).to_have_attribute("data-label", "music")
    assert accessibility.violations(labeler.page) == []
    labeler.root.focus()
    labeler.press("Enter")
    until_ready(labeler, 2.5)
    labeler.part("none").click()
    until_ready(labeler, 2)
    assert marks(labeler) == {1: [{"label": "music", "start": 0, "end": 3}], 2: []}


def test_parts_are_marked_with_the_keys_alone(lab: Notebooks) -> None:
    labeler = show(lab, SEGMENTS)
    until_ready(labeler, 3)
    labeler.press("Home", "i", "End", "Enter")
    expect(labeler.root).to_contain_text("This part has no end yet")
    labeler.press("o", "1")
    expect(labeler.part("segment")).to_have_attribute("data-end", "3")
    labeler.press("Alt+ArrowLeft", "Alt+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowRight")
    labeler.press("ArrowLeft")
    expect(labeler.part("segment-selected")).to_have_text("speech, 0.05 s to 2.85 s, 1 of 1")
    # Another over it: parts may overlap.
    labeler.press(
        "e", "Home", "ArrowRight", "ArrowRight", "i", "ArrowRight", "ArrowRight", "o", "2"
    )
    expect(labeler.part("segment")).to_have_count(2)
    expect(labeler.part("segment-selected")).to_have_text("music, 0.2 s to 0.4 s, 2 of 2")
    labeler.press("Delete")
    expect(labeler.part("segment")).to_have_count(1)
    labeler.press("z", "Enter")
    until_ready(labeler, 2.5)
    labeler.press("Enter")
    expect(labeler.root).to_contain_text("Nothing is marked. Confirm again")
    labeler.press("Enter")
    until_ready(labeler, 2)
    labeler.press("s")
    expect(labeler.root).to_contain_text("Skipped before")
    assert marks(labeler) == {
        1: [
            {"label": "speech", "start": 0.05, "end": 2.85},
            {"label": "music", "start": 0.2, "end": 0.4},
        ],
        2: [],
        3: None,
    }


def test_a_part_is_marked_while_the_recording_plays(lab: Notebooks) -> None:
    labeler = show(lab, SEGMENTS)
    until_ready(labeler, 3)
    sound = labeler.part("sound")
    labeler.press("1", "Space")
    expect(sound).to_have_attribute("data-playing", "true")
    labeler.page.wait_for_function(
        "() => Number(document.querySelector('[data-lw=time]').textContent.slice(2)) > 0.3"
    )
    labeler.press("i")
    labeler.page.wait_for_function(
        "() => Number(document.querySelector('[data-lw=time]').textContent.slice(2)) > 0.8"
    )
    labeler.press("o")
    part = labeler.part("segment")
    expect(part).to_have_attribute("data-label", "speech")
    assert 0.25 < at(part, "start") < at(part, "end") < 3
    expect(sound).to_have_attribute("data-playing", "false")  # it comes to its end
    expect(labeler.part("time")).to_have_text("0:03.00")


def test_a_part_that_loops_never_plays_past_its_end(lab: Notebooks) -> None:
    labeler = show(lab, SEGMENTS)
    until_ready(labeler, 3)
    labeler.press("1")
    drag(labeler, 0.2, 0.3)
    part = labeler.part("segment")
    expect(part).to_have_attribute("data-selected", "true")
    labeler.press("l")
    expect(labeler.part("sound")).to_have_attribute("data-playing", "true")
    times = labeler.page.evaluate(
        """async () => {
            const time = document.querySelector('[data-lw=time]');
            const seen = [];
            const until = performance.now() + 1200;
            while (performance.now() < until) {
                await new Promise(requestAnimationFrame);
                seen.push(Number(time.textContent.slice(2)));
            }
            return seen;
        }"""
    )
    assert min(times) >= at(part, "start") - 0.011
    assert max(times) <= at(part, "end") + 0.011
    assert sum(b < a for a, b in pairwise(times)) >= 2  # it begins again
    labeler.press("l")
    expect(labeler.part("sound")).to_have_attribute("data-playing", "false")


@pytest.mark.usefixtures("context")
def test_parts_that_are_not_saved_survive_a_reload(lab: Notebooks) -> None:
    labeler = show(lab, SEGMENTS)
    until_ready(labeler, 3)
    labeler.press("1")
    drag(labeler, 0.2, 0.6)
    expect(labeler.part("segment")).to_have_count(1)
    labeler.notebook.save()
    labeler.notebook.reload()
    until_ready(labeler, 3)
    expect(labeler.part("segment")).to_have_attribute("data-label", "speech")


def test_zooming_shows_the_parts_where_they_are(lab: Notebooks) -> None:
    labeler = show(lab, SEGMENTS)
    until_ready(labeler, 3)
    labeler.press("1")
    expect(labeler.part("label").first).to_have_attribute("aria-pressed", "true")
    drag(labeler, 0.5, 0.6)
    expect(labeler.part("segment")).to_have_count(1)
    labeler.part("sound-nearer").click()
    box, part = labeler.part("wave-box").bounding_box(), labeler.part("segment").bounding_box()
    assert box
    assert part
    assert part["width"] / box["width"] == pytest.approx(0.2, abs=0.02)
    labeler.root.focus()
    labeler.press("=")
    part = labeler.part("segment").bounding_box()
    assert part
    assert part["width"] / box["width"] == pytest.approx(0.1, abs=0.02)


OF_CLASSES = (
    MADE
    + """
import numpy as np
rate = 8000
long = (np.sin(np.arange(150 * rate) * 0.3).astype('float32'), rate)
df = pd.DataFrame({'sound': [long, b'RIFF' + bytes(4) + b'WAVEdata', b'fLaC' + bytes(400), tone(1)]})
w = lw.annotate(df, 'sound', labels=['bird', 'frog'], annotator='asha')
"""
)


def test_a_long_recording_plays_from_any_place_and_broken_ones_are_cards(lab: Notebooks) -> None:
    labeler = show(lab, OF_CLASSES)
    until_ready(labeler, 150)
    click(labeler, 0.7)
    labeler.press("Space")
    expect(labeler.part("sound")).to_have_attribute("data-playing", "true")
    labeler.page.wait_for_function(
        "() => document.querySelector('[data-lw=time]').textContent > '1:45.2'"
    )
    assert 105 < time_of(labeler) < 110
    labeler.press("Space", "Shift+ArrowLeft")
    assert 100 < time_of(labeler) < 105
    labeler.press("1")
    expect(labeler.part("problem")).to_contain_text("This WAV file is damaged")
    labeler.press("s")
    expect(labeler.part("problem")).to_contain_text("This browser can't play this recording")
    assert accessibility.violations(labeler.page) == []
    labeler.press("s")
    until_ready(labeler, 1)
    labeler.press("2")
    expect(labeler.root).to_contain_text("Skipped before")
    assert marks(labeler) == {0: "bird", 1: None, 2: None, 3: "frog"}
