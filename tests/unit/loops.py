"""What tests of a running loop stand on: one that is quick, and ways to wait for it."""

import time

import numpy as np
import pandas as pd

from loopwidgets import Project
from loopwidgets.loop import Loop, RunningLoop

LABELS = ["pest", "helper", "harmless"]
_WORDS = {
    "pest": ["weevil", "aphid", "bores", "eats", "grain"],
    "helper": ["bee", "ladybird", "hunts", "pollen", "spider"],
    "harmless": ["moth", "rests", "wall", "evening", "lamp"],
}


def notes(count=300, seed=0, noise=0.1):
    """Return notes that a model can learn, as a frame with the true label."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        truth = LABELS[int(rng.integers(3))]
        words = list(rng.choice(_WORDS[truth], 3))
        if rng.random() < noise:
            words = list(rng.choice(_WORDS[LABELS[int(rng.integers(3))]], 3))
        rows.append((f"{' '.join(words)} near leaf {number}", truth))
    return pd.DataFrame(rows, columns=["note", "truth"])


def project_of(frame, labels=LABELS, *, store="labels.db", name=None, **options):
    """Return a project over the notes."""
    return Project.from_data(
        frame, "note", labels, store=store, project=name, annotator="asha", **options
    )


def wait(until, seconds=120.0):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def started(project, **settings):
    """Start a loop, and wait for its first round."""
    running = RunningLoop(project, Loop(**settings))
    wait(lambda: running.state.round >= 1 or running.state.problem or settings.get("suggest"))
    return running


def answer(project, truth, count=10):
    """Answer the next items truly; returns their keys."""
    keys = []
    for _ in range(count):
        key = project.current()
        code = project.items.code_of(key)
        value = truth[int(project.items.keys.first[code])]
        project.answer(value, item=key)
        keys.append(key)
    return keys


def labeled(running, truth, rounds, each=10):
    """Answer ``each`` items before each of so many rounds, and wait for them."""
    keys = []
    for _ in range(rounds):
        before = running.state.round
        keys += answer(running.project, truth, each)
        wait(lambda before=before: running.state.round > before or running.state.problem)
    return keys
