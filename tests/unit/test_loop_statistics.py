"""What a running loop tells of the model and of the person is true: simulated people, over many projects."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.neighbors import KNeighborsClassifier

from loopwidgets import Project
from loopwidgets.loop import Loop, RunningLoop, trainer
from loopwidgets.loop.worker import Worker
from loopwidgets.widgets.annotation.handlers import Desk
from tests.unit.loops import LABELS, labeled, notes, project_of, started, wait
from tests.unit.test_desk import hello, send, sent


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(trainer, "Worker", lambda carrier: Worker(carrier, in_thread=True))


def points(seed, count=1500):
    """Return places of three labels that overlap, and which is which."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(3, size=count)
    places = rng.normal(size=(count, 3))
    places[np.arange(count), truth] += 1.5
    return places, [LABELS[label] for label in truth]


def test_the_audit_covers_the_true_accuracy_as_often_as_it_says():
    """95 % intervals of 40 projects hold the accuracy on all that was set apart, asked about or not.

    The model knows by heart what it was taught: were it taught what audits it, it would be right of that.
    """
    runs, covered, inflated = 40, 0, []
    for seed in range(runs):
        places, truth = points(seed)
        frame = pd.DataFrame({"note": [f"note {seed} {n}" for n in range(len(truth))]})
        project = project_of(frame, store=":memory:", name=f"audited {seed}")
        running = started(
            project,
            model=KNeighborsClassifier(1),
            features=places,
            strategy="margin",
            audit=0.5,
            every=60,
        )
        labeled(running, truth, 2, each=60)
        apart = np.flatnonzero(running.companion._set_apart)
        guessed = running.companion.guesses.likeliest_of(apart)
        true = np.mean(np.array(LABELS)[guessed] == np.array(truth)[apart])
        told = running.state.accuracy
        assert told.n == running.state.audited == 60
        covered += bool(told.low <= true <= told.high)
        inflated.append(told.value - true)
        running.close()
    assert covered >= stats.binom.ppf(0.005, runs, 0.95)
    assert abs(np.mean(inflated)) < 0.02  # and it leans to neither side


class Person:
    """Knows the truth mostly, and follows a suggestion that they see so often.

    Parameters
    ----------
    follows
        Share of the suggestions that are taken over without a look.
    """

    def __init__(self, follows, seed):
        self._follows = follows
        self._rng = np.random.default_rng(seed)

    def answer(self, truth, shown, ids):
        if shown is not None and self._rng.random() < self._follows:
            return shown["labels"][0]
        if self._rng.random() < 0.1:
            return ids[int(self._rng.integers(3))]
        return ids[LABELS.index(truth)]


def session(seed, follows, count=220):
    """Let a person label beside a function that is right in seven of ten cases; returns the anchoring."""
    frame = notes(count, seed)
    project = project_of(frame, store=":memory:", name=f"people {seed} {count}")
    right = np.random.default_rng([seed, 1]).random(count) < 0.7
    by_text = {
        text: LABELS.index(truth) if so else (LABELS.index(truth) + 1) % 3
        for text, truth, so in zip(frame["note"], frame["truth"], right, strict=True)
    }

    def suggest(texts):
        found = np.full((len(texts), 3), 0.1)
        found[np.arange(len(texts)), [by_text[text] for text in texts]] = 0.8
        return found

    running = RunningLoop(project, Loop(suggest=suggest, blind=0.5, audit=0.1))
    desk = Desk(project, loop=running)
    hello(desk)
    person = Person(follows, seed)
    ids = [label.id for label in project.scheme.active]
    for number in range(count):
        (key,) = project.next_items(1)
        code = project.items.code_of(key)
        wait(lambda code=code: running.companion.proposal_of(code) is not None)
        item = desk.item(key)
        shown = None
        if item.suggestion is not None:
            shown = {"labels": item.suggestion.labels, "confidence": 0.8, "round": 0}
        value = person.answer(frame["truth"][code], shown, ids)
        event = sent(
            desk, number, id=f"e{seed}-{number}", item_key=key, value=value, suggestion=shown
        )
        assert send(desk, event)[0].type == "ack"
    running.close()
    return running.anchoring()


def test_anchoring_is_found_where_people_follow_suggestions():
    told = [session(seed, 0.8) for seed in range(6)]
    assert sum(one.is_found for one in told) >= 5
    assert all("sways your answers" in str(one) for one in told if one.is_found)
    assert 0.1 < np.mean([one.shift.value for one in told]) < 0.4


def test_no_anchoring_is_found_where_people_do_not_look():
    told = [session(seed, 0.0) for seed in range(100, 115)]
    assert sum(one.is_found for one in told) <= stats.binom.ppf(0.995, 15, 0.025)
    assert abs(np.mean([one.shift.value for one in told])) < 0.03


def test_too_few_answers_tell_nothing():
    told = session(7, 0.8, count=30)
    assert not told.is_found
    assert np.isnan(told.shift.value)
    assert "Too few answers to tell" in str(told)


def test_what_is_held_back_or_set_apart_is_drawn_by_lot():
    """Neither the label nor the place in the data says whether an item is blind or audits the model."""
    frame = notes(4000, 3)
    project = Project.from_data(frame, "note", LABELS, store="labels.db", annotator="asha")
    running = started(project, suggest=lambda texts: np.full((len(texts), 3), 1 / 3))
    lots = pd.Series([running.companion.lot_of(code) for code in range(len(project.items))])
    running.close()
    n = len(lots)
    for lot, share in (("audit", 0.1), ("blind", 0.9 * 0.2), ("open", 0.9 * 0.8)):
        assert stats.binomtest(int((lots == lot).sum()), n, share).pvalue > 0.001
    truth = frame["truth"].iloc[project.items.keys.first].reset_index(drop=True)
    for other in (truth, np.arange(n) * 10 // n):
        assert stats.chi2_contingency(pd.crosstab(lots, other)).pvalue > 0.001
