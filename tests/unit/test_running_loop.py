"""The model beside the person: rounds in the background, what they change, and what stops them."""

import gc
import os
import signal
import sys
import threading
import time
import warnings
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

import loopwidgets as lw
from loopwidgets.errors import InputError
from loopwidgets.labels.colors import PALETTE
from loopwidgets.loop import Loop, RunningLoop, trainer
from loopwidgets.loop.features import source
from tests.unit.loops import LABELS, answer, labeled, notes, project_of, started, wait

FRAME = notes()
TRUTH = FRAME["truth"].tolist()


pytestmark = pytest.mark.usefixtures("in_thread")


def jobs_of(monkeypatch):
    """Have what each round was given told."""
    seen = []
    run = trainer.run

    def spy(job):
        seen.append(job)
        return run(job)

    monkeypatch.setattr(trainer, "run", spy)
    return seen


def test_rounds_follow_the_answers_and_are_told(loops):
    project = project_of(FRAME)
    running = loops(project)
    assert (running.state.round, running.state.learned) == (1, 0)
    labeled(running, TRUTH, 3)
    rounds = running.rounds
    assert rounds["round"].tolist() == [1, 2, 3, 4]
    assert (rounds["n_labels"] + rounds["audited"]).tolist() == [0, 10, 20, 30]
    assert rounds["seconds"].gt(0).all()
    assert running.state.doing == "waiting"
    assert running.state.next_in == 10
    answer(project, TRUTH, 3)
    assert running.state.next_in == 7


def test_the_order_is_another_after_a_round(loops):
    project = project_of(FRAME)
    given = project.next_items(20)
    running = loops(project)
    covering = project.next_items(20)
    assert covering != given
    labeled(running, TRUTH, 6)
    assert project.next_items(20) != covering
    assert running.rounds["unsure"].iloc[-1] < running.rounds["unsure"].iloc[1]


def test_suggestions_are_mostly_right_once_it_has_learned(loops):
    project = project_of(FRAME)
    running = loops(project)
    labeled(running, TRUTH, 6)
    names = {label.id: label.name for label in project.scheme.active}
    right = []
    for code in range(len(project.items)):
        proposal = running.companion.proposal_of(code)
        if proposal is not None:
            right.append(names[proposal.labels[0]] == TRUTH[code])
            assert 0 < proposal.confidence <= 1
            assert proposal.round == running.state.round
    assert len(right) > 200
    assert np.mean(right) > 0.75


def test_what_audits_the_model_is_never_learned_from(loops, monkeypatch):
    jobs = jobs_of(monkeypatch)
    project = project_of(FRAME)
    running = loops(project, audit=0.3)
    keys = labeled(running, TRUTH, 8)
    codes = project.items.keys.codes_of(keys)
    apart = running.companion._set_apart
    audited = set(codes[apart[codes]].tolist())
    assert 18 <= len(audited) <= 30
    for job in jobs:
        assert not apart[job.labeled].any()
        assert not apart[job.candidates].any()
    assert set(codes.tolist()) - audited == set(jobs[-1].labeled.tolist())
    assert running.rounds["audited"].iloc[-1] == len(audited)


def test_audited_items_are_spread_over_the_session_and_come_by_lot(loops):
    project = project_of(FRAME)
    running = loops(project, audit=0.2)
    keys = labeled(running, TRUTH, 5)
    codes = project.items.keys.codes_of(keys)
    apart = running.companion._set_apart[codes]
    assert apart.reshape(5, 10).sum(axis=1).tolist() == [2] * 5
    lots = running.companion._audit_lots[codes[apart]]
    assert np.all(np.diff(lots) > 0)


def test_no_score_is_told_below_fifty_audited_answers(loops):
    project = project_of(FRAME)
    running = loops(project, audit=0.8, explore=0.0, every=49)
    labeled(running, TRUTH, 1, each=49)
    assert running.state.audited < 50
    assert running.state.accuracy is None
    assert np.isnan(running.rounds["accuracy"].iloc[-1])
    labeled(running, TRUTH, 1, each=49)
    assert running.state.audited >= 50
    accuracy = running.state.accuracy
    assert 0 <= accuracy.low <= accuracy.value <= accuracy.high <= 1
    assert running.state.macro_f1.n == running.state.audited


def test_the_log_tells_what_was_guessed_and_who_saw_it(loops):
    project = project_of(FRAME)
    running = loops(project, audit=0.2, blind=0.3)
    labeled(running, TRUTH, 5)
    key = project.current()
    titles = {label.id: label.name for label in project.scheme.active}
    proposal, reason = running.companion.send(key, project.items.code_of(key), titles)
    answer(project, TRUTH, 1)
    events = [event for event in project.said() if event.kind == "answer"]
    told = events[-1].extra["loop"]
    assert told["lot"] in ("audit", "blind", "open")
    assert (told["lot"] == "open") == (proposal is not None)
    assert bool(reason) <= (proposal is not None)
    assert told["round"] == running.state.round
    assert len(told["guess"]) == 1
    assert {event.extra["loop"]["lot"] for event in events} == {"audit", "blind", "open"}


def test_what_was_taken_back_is_not_learned_from(loops, monkeypatch):
    jobs = jobs_of(monkeypatch)
    project = project_of(FRAME)
    running = loops(project, audit=0.0)
    labeled(running, TRUTH, 2)
    assert len(jobs[-1].labeled) == 20
    gone = [project.items.code_of(project.undo()) for _ in range(3)]
    for _ in range(7):  # ten changes in all; the three that were undone come again at once
        project.skip()
    wait(lambda: running.state.round == 4)
    assert len(jobs[-1].labeled) == 17
    assert not np.isin(gone, jobs[-1].labeled).any()


def test_a_new_label_is_learned_at_once(loops):
    project = project_of(FRAME)
    running = loops(project)
    labeled(running, TRUTH, 2)
    project.add_label("unknown")
    wait(lambda: running.state.round == 4)
    assert len(running.companion.guesses.label_ids) == 4
    assert running.state.problem == ""


def test_a_label_that_was_dropped_is_not_proposed(loops):
    project = project_of(FRAME)
    running = loops(project)
    labeled(running, TRUTH, 3)
    running.close()
    project = project_of(FRAME, LABELS[:2])
    running = loops(project)
    ids = {label.id for label in project.scheme.active}
    assert running.state.round == 5
    proposals = [running.companion.proposal_of(code) for code in range(len(project.items))]
    assert {label for one in proposals if one for label in one.labels} <= ids


def test_answers_of_one_label_teach_nothing_and_stop_nothing(loops):
    project = project_of(FRAME)
    running = loops(project)
    for _ in range(12):
        project.answer("pest")
    wait(lambda: running.state.round == 2)
    assert running.companion.guesses is None
    assert running.state.problem == ""
    labeled(running, TRUTH, 1)
    assert running.companion.guesses is not None


def test_several_labels_an_item(loops):
    frame = FRAME.assign(both=[[truth] for truth in TRUTH])
    project = project_of(frame, multiple=True)
    running = loops(project, audit=0.0)
    for _ in range(6):
        before = running.state.round
        for _ in range(10):
            key = project.current()
            code = project.items.code_of(key)
            project.answer(
                [TRUTH[code], *(["helper"] if "leaf 1" in frame["note"][code] else [])], item=key
            )
        wait(lambda before=before: running.state.round > before)
    proposals = [running.companion.proposal_of(code) for code in range(len(project.items))]
    sizes = {len(one.labels) for one in proposals if one}
    assert sizes <= {1, 2, 3}
    assert all(one.confidence >= 0.5 for one in proposals if one)
    assert len([one for one in proposals if one]) > 100


class Raises:
    classes_ = np.arange(3)

    def fit(self, features, answers):
        if len(answers) < 25:
            raise RuntimeError("no idea")
        self.classes_ = np.unique(answers)
        return self

    def predict_proba(self, features):
        return np.full((features.shape[0], len(self.classes_)), 1 / len(self.classes_))


def test_a_model_that_raises_stops_nothing_and_is_tried_again(loops):
    project = project_of(FRAME)
    running = loops(project, model=Raises(), audit=0.0)
    labeled(running, TRUTH, 1)
    assert running.state.doing == "failed"
    assert "RuntimeError: no idea" in running.state.problem
    answer(project, TRUTH, 10)
    assert project.progress.answered == 20
    answer(project, TRUTH, 10)
    wait(lambda: running.state.round == 2)
    assert running.state.doing == "waiting"
    assert running.state.problem == ""
    assert running.state.learned == 30


class Shuffled:
    """Holds a model, and tells its classes in another order than usual."""

    def __init__(self):
        self.model = LogisticRegression()

    def fit(self, features, answers):
        self.model.fit(features, answers)
        self.classes_ = self.model.classes_[::-1]
        return self

    def predict_proba(self, features):
        return self.model.predict_proba(features)[:, ::-1]


def test_classes_may_be_in_any_order(loops):
    project, other = project_of(FRAME, name="one"), project_of(FRAME, name="two")
    models = [
        loops(project, model=LogisticRegression(), every=40),
        loops(other, model=Shuffled(), every=40),
    ]
    for running in models:
        for code, truth in enumerate(TRUTH[:40]):
            running.project.answer(truth, item=running.project.items.key_of(code))
        wait(lambda running=running: running.state.learned + running.state.audited == 40)
    found = [one.companion.guesses.likeliest_of(np.arange(50, 250)) for one in models]
    # Other items audit each of them, so that they learn from others, and still agree.
    assert np.mean(found[0] == found[1]) > 0.8


@pytest.mark.parametrize(
    ("features", "message"),
    [
        (np.full((300, 2), np.nan), "600 values are NaN or infinite, the first in row 0"),
        (np.zeros((299, 2)), "expected a row for each of the data's 300 rows, got 299"),
        (np.array([["a"]] * 300), "expected numbers"),
    ],
)
def test_features_that_cannot_be_used_stop_the_model_and_nobody_else(loops, features, message):
    project = project_of(FRAME)
    with pytest.warns(UserWarning, match=message):
        running = loops(project, features=features)
    assert running.state.doing == "failed"
    assert message in running.state.problem
    answer(project, TRUTH, 12)
    assert project.progress.answered == 12
    assert len(project.events) == 12


@pytest.mark.parametrize("features", [3.5, {"note": 1}, b"note"])
def test_what_are_no_features_are_refused(features):
    with pytest.raises(InputError, match="features: expected a column, an array"):
        RunningLoop(project_of(FRAME), Loop(features=features))


def test_features_of_no_column_are_refused_with_the_nearest():
    with pytest.raises(InputError, match="Did you mean 'note'"):
        RunningLoop(project_of(FRAME), Loop(features="notte"))


def test_features_may_be_a_column_an_array_or_a_function(loops):
    points = np.random.default_rng(0).normal(size=(300, 4))
    points[:, 0] += [6 * LABELS.index(truth) for truth in TRUTH]
    frame = FRAME.assign(vector=list(points))
    calls = []

    def function(texts):
        calls.append(len(texts))
        return points

    for name, features in (("array", points), ("column", "vector"), ("function", function)):
        running = loops(project_of(frame, name=name), features=features, model=GaussianNB())
        labeled(running, TRUTH, 3)
        found = running.companion.guesses.likeliest_of(np.arange(300))
        known = found >= 0
        assert np.mean(np.array(LABELS)[found[known]] == np.array(TRUTH)[known]) > 0.8, name
    assert calls == [300]


def test_a_function_of_features_that_raises_is_told(loops):
    def function(texts):
        raise ValueError("no such model")

    running = loops(project_of(FRAME), features=function)
    assert running.state.doing == "failed"
    assert "ValueError: no such model" in running.state.problem
    answer(running.project, TRUTH, 3)
    assert running.project.progress.answered == 3


def test_features_are_made_once_and_kept_beside_the_store(loops, tmp_path):
    running = loops(project_of(FRAME))
    (kept,) = (tmp_path / "labels.db.features").iterdir()
    made = kept.stat().st_mtime_ns
    running.close()
    loops(project_of(FRAME))
    assert kept.stat().st_mtime_ns == made
    assert list(kept.parent.iterdir()) == [kept]


def test_kept_features_have_the_same_name_in_every_version(loops, tmp_path, monkeypatch):
    """Features are found again by a later version and on another machine: the name holds no module's name."""
    monkeypatch.setattr(source, "at_hand", lambda: None)
    loops(project_of(pd.DataFrame({"note": ["a bee hunts", "a moth rests", "a weevil bores"]})))
    (kept,) = (tmp_path / "labels.db.features").iterdir()
    assert kept.name == "9cdb8859aef8da1ffb02726a526f37e8.arrays"


def test_rounds_are_remembered(loops):
    running = loops(project_of(FRAME))
    labeled(running, TRUTH, 2)
    before = running.rounds
    running.close()
    again = loops(project_of(FRAME))
    wait(lambda: again.state.round == 4)
    assert again.rounds.iloc[:3].equals(before)
    assert again.state.learned == before["n_labels"].iloc[-1]


def test_a_pause_lasts_until_it_goes_on(loops):
    project = project_of(FRAME)
    running = loops(project)
    running.pause()
    assert running.state.doing == "paused"
    answer(project, TRUTH, 15)
    time.sleep(0.1)
    assert running.state.round == 1
    running.resume()
    wait(lambda: running.state.round == 2)
    assert running.state.learned + running.state.audited == 15


def test_running_the_cell_again_leaves_one_loop(loops):
    before = set(threading.enumerate())

    def threads():
        return [
            one
            for one in threading.enumerate()
            if one.name == "loopwidgets-loop" and one not in before
        ]

    for _ in range(5):
        running = loops(project_of(FRAME))
    wait(lambda: len(threads()) == 1)
    running.close()
    wait(lambda: threads() == [])


def test_a_loop_that_nobody_holds_ends():
    running = started(project_of(FRAME, store="other.db"))
    running.close()
    held = running.companion
    del running
    gc.collect()
    assert held._closed


def test_a_stream_has_no_pool_to_choose_from():
    project = lw.Project.from_data(iter(["a bee", "a moth"]), labels=LABELS)
    with pytest.raises(InputError, match="a model can't learn from an iterator"):
        RunningLoop(project, Loop())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"model": object()}, "has no fit and no predict_proba"),
        ({"strategy": "margn"}, "Did you mean 'margin'"),
        ({"blind": 1.5}, "blind: expected a share"),
        ({"audit": 0.6, "explore": 0.5}, "expected less than 1 together, got 1.1"),
        ({"every": 0}, "every: expected a whole number from 1"),
        ({"time_limit": 0}, "time_limit: expected seconds"),
        ({"suggest": "yes"}, "suggest: expected a function"),
        ({"suggest": len, "model": GaussianNB()}, "takes the place of the model"),
        ({"suggest": len, "strategy": "margin"}, "keeps the given order"),
    ],
)
def test_what_cannot_be_used_is_refused(settings, message):
    with pytest.raises(InputError, match=message):
        Loop(**settings)


def test_a_misspelt_argument_is_named():
    with pytest.raises(TypeError, match="strategy"):
        Loop(stratgy="margin")


# --- In a process of its own ------------------------------------------------------------------------


class Hangs:
    def fit(self, features, answers):
        time.sleep(600)

    def predict_proba(self, features):
        raise AssertionError


@pytest.mark.usefixtures("in_process")
def test_a_model_that_hangs_is_given_up_and_its_process_ends(loops):
    import psutil

    project = project_of(FRAME)
    running = loops(project, model=Hangs())
    running.companion.settings.time_limit = 2.0  # it has begun by now
    pids = running.companion._worker.pids
    assert len(pids) == 1
    answer(project, TRUTH, 12)
    wait(lambda: running.state.doing == "training")
    wait(lambda: running.state.problem != "")
    assert "took more than 2 seconds" in running.state.problem
    wait(lambda: not psutil.pid_exists(pids[0]))
    assert project.progress.answered == 12


class Slow(GaussianNB):
    def fit(self, features, answers):
        time.sleep(1)
        return super().fit(features, answers)


@pytest.mark.usefixtures("in_process")
@pytest.mark.skipif(os.name != "posix", reason="a kernel's process group is interrupted as a whole")
def test_interrupting_the_kernel_does_not_interrupt_the_model(loops):
    running = loops(
        project_of(FRAME), model=Slow(), features=np.random.default_rng(0).normal(size=(300, 2))
    )
    answer(running.project, TRUTH, 10)
    wait(lambda: running.state.doing == "training")
    time.sleep(0.3)  # it is in the middle of it
    for pid in running.companion._worker.pids:
        os.kill(pid, signal.SIGINT)
    wait(lambda: running.state.round >= 2 or running.state.problem)
    assert running.state.problem == ""


class Quits(GaussianNB):
    def fit(self, features, answers):
        raise SystemExit(3)


def test_a_model_that_ends_its_process_or_thread_stops_nothing(loops):
    points = np.random.default_rng(0).normal(size=(300, 2))
    running = loops(project_of(FRAME), model=Quits(), features=points)
    for _ in range(2):
        answer(running.project, TRUTH, 10)
        wait(lambda: running.state.doing == "failed")
        assert "SystemExit" in running.state.problem
    running.pause()
    running.resume()
    wait(lambda: running.state.doing == "failed")


def test_a_model_for_dense_features_alone_is_told_what_helps(loops):
    running = loops(project_of(FRAME), model=GaussianNB())
    answer(running.project, TRUTH, 10)
    wait(lambda: running.state.problem != "")
    assert "model: GaussianNB takes no sparse features" in running.state.problem
    assert "make_pipeline(TruncatedSVD(100), GaussianNB())" in running.state.problem


@pytest.mark.usefixtures("in_process")
def test_what_cannot_be_pickled_works_in_a_thread_with_a_warning():
    class Local(GaussianNB):
        def __reduce__(self):
            raise TypeError("not me")

    points = np.random.default_rng(0).normal(size=(300, 2))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        running = started(project_of(FRAME), model=Local(), features=points)
        answer(running.project, TRUTH, 10)
        wait(lambda: running.state.round >= 2)
        running.close()
    told = [str(one.message) for one in told]
    assert any("model= can't be pickled" in one for one in told), told
    assert "model= can't be pickled" in running.state.problem
    assert running.state.round >= 2


@pytest.mark.usefixtures("in_process")
def test_a_pause_ends_the_process_that_trains(loops):
    import psutil

    running = loops(project_of(FRAME))
    (pid,) = running.companion._worker.pids
    running.pause()
    wait(lambda: not psutil.pid_exists(pid))
    running.resume()
    labeled(running, TRUTH, 1)
    assert running.state.round == 2


class Leaks(GaussianNB):
    """Takes 350 MB with each round, and gives none of it back."""

    def fit(self, features, answers):
        import sys

        sys.leaked = [*getattr(sys, "leaked", []), np.ones(44_000_000)]
        return super().fit(features, answers)


@pytest.mark.usefixtures("in_process")
def test_a_model_that_leaks_gets_a_fresh_process(loops):
    import psutil

    points = np.random.default_rng(0).normal(size=(300, 2))
    running = loops(project_of(FRAME), model=Leaks(), features=points)
    pids = set()
    for _ in range(5):
        labeled(running, TRUTH, 1)
        pids |= set(running.companion._worker.pids)
        time.sleep(1.1)  # it is looked at once a second
    assert running.state.problem == ""
    assert running.state.round == 6
    assert len(pids) > 1
    for pid in running.companion._worker.pids:
        assert psutil.Process(pid).memory_info().rss < 1.5e9


# --- A function that proposes -----------------------------------------------------------------------


def guesser(texts):
    """Guess by a word."""
    found = np.full((len(texts), 3), 0.1)
    for row, text in enumerate(texts):
        best = 0 if "weevil" in text or "aphid" in text else 1 if "bee" in text else 2
        found[row, best] = 0.8
    return found


def test_a_function_proposes_for_the_next_items(loops):
    asked = []

    def spy(texts):
        asked.append(len(texts))
        return guesser(texts)

    project = project_of(FRAME)
    given = project.next_items(300)
    running = loops(project, suggest=spy, audit=0.1)
    wait(lambda: running.companion.guesses is not None)
    assert asked[0] == 60
    keys = project.next_items(30)
    assert all(running.companion.proposal_of(project.items.code_of(key)) for key in keys)
    not_apart = [
        key for key in given if not running.companion._set_apart[project.items.code_of(key)]
    ]
    assert [key for key in keys if key in set(not_apart)] == not_apart[
        : len(set(keys) & set(not_apart))
    ]
    answer(project, TRUTH, 45)
    wait(lambda: len(asked) >= 2)
    assert sum(asked) < 300
    assert len(running.rounds) == 0


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda texts: 1 / 0, "ZeroDivisionError"),
        (lambda texts: np.zeros((len(texts), 2)), "expected shape"),
        (lambda texts: np.zeros((len(texts), 3)), "sum to 1"),
        (lambda texts: np.full((len(texts), 3), np.nan), "from 0 to 1"),
        (lambda texts: "no", "array of probabilities"),
        (lambda texts: pd.DataFrame(np.ones((len(texts), 3)), columns=list("abc")), "named after"),
        (lambda texts: sys.exit(2), "SystemExit"),
        (lambda texts: time.sleep(60), "took more than 0.3 seconds"),
    ],
)
def test_a_function_that_fails_stops_nothing(loops, function, message):
    project = project_of(FRAME)
    running = loops(project, suggest=function, time_limit=0.3)
    wait(lambda: running.state.problem != "")
    assert message in running.state.problem
    assert running.state.doing == "failed"
    answer(project, TRUTH, 3)
    assert project.progress.answered == 3


def test_columns_that_are_named_after_labels_may_be_in_any_order(loops):
    def suggest(texts):
        return pd.DataFrame(guesser(texts), columns=LABELS)[LABELS[::-1]]

    project = project_of(FRAME)
    running = loops(project, suggest=suggest, audit=0)
    wait(lambda: running.companion.guesses is not None)
    names = {label.id: label.name for label in project.scheme.active}
    for key in project.next_items(20):
        code = project.items.code_of(key)
        (proposed,) = running.companion.proposal_of(code).labels
        assert names[proposed] == LABELS[guesser([FRAME["note"][code]])[0].argmax()]


def test_a_function_that_failed_is_asked_again(loops):
    function = mock.Mock(
        side_effect=[RuntimeError("busy"), guesser(["x"] * 60), guesser(["x"] * 60)]
    )

    def suggest(texts):
        return function(texts)[: len(texts)]

    project = project_of(FRAME)
    running = loops(project, suggest=suggest, every=5)
    wait(lambda: running.state.problem != "")
    answer(project, TRUTH, 6)
    wait(lambda: running.companion.guesses is not None)
    wait(lambda: running.state.problem == "")


def test_the_mirror_and_the_curve_are_of_this_project(loops):
    project = project_of(FRAME)
    running = loops(project)
    assert "needs at least 20 answers" in str(running.mirror())
    labeled(running, TRUTH, 6)
    wrong = [
        code
        for code in range(290, 294)
        if project.state_of(project.items.key_of(code)).status == "open"
    ]
    for code in wrong:
        other = LABELS[(LABELS.index(TRUTH[code]) + 1) % 3]
        project.answer(other, item=project.items.key_of(code))
    mirror = running.mirror()
    assert mirror.n == 60 + len(wrong) - len(running.companion.judge.audited)
    assert set(mirror.leanings["label"]) <= set(LABELS)
    assert {"weevil", "bee", "moth"} & set(" ".join(mirror.leanings["what"]).split())
    doubted = mirror.doubted["item"].tolist()
    assert len(set(doubted) & {project.items.key_of(code) for code in wrong}) >= len(wrong) // 2
    assert mirror.doubted["preview"].str.contains("near leaf").all()
    assert "It does not judge you" in str(mirror)
    assert len(mirror.plot().axes) >= 2
    (axes,) = running.plot().axes
    (waiting,) = (text.get_text() for text in axes.texts)
    audited = len(running.companion.judge.audited)
    assert waiting == f"not measurable yet: {audited} of 50 test answers"
    ax = Figure().subplots()
    assert running.plot(measure="macro_f1", ax=ax) is ax


def test_the_mirror_has_the_colors_of_the_labels(loops):
    project = project_of(FRAME, [lw.Label("pest", color="rebeccapurple"), *LABELS[1:]])
    running = loops(project)
    assert running.mirror().colors == (("rebeccapurple",) * 2, *PALETTE[1:3])
