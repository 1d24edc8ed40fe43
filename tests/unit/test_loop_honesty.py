"""What the loop tells stays true whatever people do beside it, and it recovers from what ends it."""

import os
import shutil
import threading
import time
from collections import Counter
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from loopwidgets.errors import InputError
from loopwidgets.loop import Loop, RunningLoop, rounds
from loopwidgets.loop.assistant import TooLongError
from loopwidgets.loop.evaluation import evaluation
from loopwidgets.loop.evaluation.evaluation import Judge
from loopwidgets.loop.evaluation.stopping import agreement
from loopwidgets.loop.features.features import features_of
from loopwidgets.loop.features.kept import Kept
from loopwidgets.loop.rounds import Job, run
from loopwidgets.loop.strategies import strategy_of
from loopwidgets.loop.worker import Worker
from loopwidgets.widgets.annotation.handlers import Desk
from tests.unit.loops import LABELS, answer, labeled, notes, project_of, wait
from tests.unit.test_desk import hello, send, sent

FRAME = notes()
TRUTH = FRAME["truth"].tolist()


pytestmark = pytest.mark.usefixtures("in_thread")


class EndsItsProcess(LogisticRegression):
    """Takes its process with it, as one does that the system ends for its memory, until it has 15 answers."""

    def fit(self, X, y):
        if len(y) < 15:
            os._exit(1)
        return super().fit(X, y)


def test_a_process_that_died_is_replaced(loops, in_process):
    running = loops(project_of(FRAME), model=EndsItsProcess(), audit=0.0, every=10)
    answer(running.project, TRUTH, 10)
    wait(lambda: running.state.problem)
    assert "memory" in running.state.problem
    answer(running.project, TRUTH, 10)
    wait(lambda: running.state.round == 2)
    assert running.state.problem == ""
    assert running.companion.guesses is not None


def test_features_that_were_deleted_are_made_again(loops, tmp_path):
    running = loops(project_of(FRAME))
    labeled(running, TRUTH, 1)
    shutil.rmtree(tmp_path / "labels.db.features")
    labeled(running, TRUTH, 1)
    assert running.state.problem == ""
    assert running.state.round == 3


def test_items_that_the_person_goes_to_audit_nothing(loops):
    """One who works through what is easy makes no model look good."""
    project = project_of(FRAME)
    running = loops(project, audit=0.5, every=50)
    desk = Desk(project, loop=Begun(running))
    set_apart = np.flatnonzero(running.companion._set_apart)
    in_turn = {project.items.code_of(key) for key in project.next_items(60)}
    elsewhere = [code for code in set_apart.tolist() if code not in in_turn][-40:]
    for code in elsewhere:
        key = project.items.key_of(code)
        desk.item(key)
        project.answer(TRUTH[int(project.items.keys.first[code])], item=key)
    assert not running.companion.judge.audited & set(elsewhere)
    before = len(running.companion.judge.audited)
    answer(project, TRUTH, 20)
    assert len(running.companion.judge.audited) - before in range(8, 13)


def test_an_answer_that_was_taken_back_counts_no_more(loops):
    project = project_of(FRAME)
    running = loops(project, audit=0.3)
    labeled(running, TRUTH, 3)
    desk = Desk(project, loop=Begun(running))
    hello(desk)
    judge = running.companion.judge
    kept = (len(judge._trials), set(judge.audited))
    keys = []
    for number in range(6):
        (key,) = project.next_items(1)
        desk.item(key)
        event = sent(desk, number, id=f"e{number}", item_key=key, value=wrong(project, key))
        assert send(desk, event)[0].type == "ack"
        keys.append(key)
    assert len(judge._trials) > kept[0]
    for _ in keys:
        project.undo()
    assert judge.of_guesses()["foretold"] == Judge(project).of_guesses()["foretold"]
    assert (len(judge._trials), judge.audited) == kept


class Begun:
    """A loop that runs already, as a desk holds it."""

    def __init__(self, running):
        self.companion = running.companion
        self.state = running.state


def wrong(project, key):
    """Return the id of a label that is not the item's."""
    truth = TRUTH[int(project.items.keys.first[project.items.code_of(key)])]
    return next(label.id for label in project.scheme.active if label.name != truth)


def test_guesses_are_compared_by_label_when_labels_change(loops):
    project = project_of(FRAME)
    running = loops(project, audit=0.0)
    labeled(running, TRUTH, 6)
    before = running.state.round
    project_of(FRAME, [LABELS[0], LABELS[2]])
    project.schemes.look()
    wait(lambda: running.state.round > before)
    assert running.rounds["agreement"].iloc[-1] > 0.8


def test_a_function_is_asked_anew_when_labels_change_while_it_works():
    project = project_of(FRAME)
    begun = []

    def slow(texts):
        begun.append(len(texts))
        n_labels = len(project.scheme.active)
        if len(begun) == 1:
            project_of(FRAME, [LABELS[0], LABELS[2]])
            project.schemes.look()
        return np.full((len(texts), n_labels), 1 / n_labels)

    running = RunningLoop(project, Loop(suggest=slow))
    desk = Desk(project, loop=running)
    wait(lambda: len(begun) > 1 and running.companion.guesses is not None)
    ids = {label.id for label in project.scheme.active}
    for key in project.next_items(20):
        suggestion = desk.item(key).suggestion
        assert suggestion is None or set(suggestion.labels) <= ids
    running.close()


def test_more_than_five_labels_of_an_item_are_guessed(loops):
    names = [f"label {n}" for n in range(8)]
    rng = np.random.default_rng(0)
    places = np.column_stack([rng.normal(size=200), np.arange(200) % 2 * 8.0])
    truth = [names if n % 2 else names[:1] for n in range(200)]
    frame = pd.DataFrame({"note": [f"note {n}" for n in range(200)]})
    project = project_of(frame, names, multiple=True)
    running = loops(project, features=places, audit=0.0, strategy="random")
    labeled(running, truth, 3)
    found = [running.companion.proposal_of(code) for code in range(200)]
    assert {len(one.labels) for one in found if one is not None} == {1, 8}


def test_a_reason_is_told_of_what_the_strategy_chose_alone(loops):
    running = loops(project_of(FRAME), strategy="diverse", every=120, audit=0.0, explore=0.0)
    reasons = [running.companion.why(code, None) for code in range(len(running.project.items))]
    assert set(reasons) == {"diverse"}  # 300 items: all were put in order
    running = loops(project_of(FRAME, store="other.db"), strategy="diverse", audit=0.0, explore=0.0)
    reasons = [running.companion.why(code, None) for code in range(len(running.project.items))]
    assert reasons.count("diverse") == 60


def test_the_reason_follows_the_turn_in_which_the_default_chose_an_item(loops):
    running = loops(project_of(FRAME), audit=0.0, explore=0.0)
    rare = [place % 2 and one == "pest" for place, one in enumerate(TRUTH)]
    labeled(running, ["pest" if is_rare else "harmless" for is_rare in rare], 4)
    companion = running.companion
    reasons = Counter(
        companion.why(code, companion.proposal_of(code)) for code in range(len(FRAME))
    )
    assert reasons["doubt"] == 40  # two of three of the 60 that were put in order
    assert reasons["diverse"] == 20


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"classes_": np.array(["a", "b", "c"])}, "classes_"),
        ({"classes_": np.array([0, 1, 7])}, "classes_"),
        ({"chances": np.inf}, "no probabilities"),
        ({"chances": -0.2}, "no probabilities"),
    ],
)
def test_a_model_that_tells_nonsense_is_told_so(loops, change, words):
    class Odd:
        def fit(self, X, y):
            self.classes_ = change.get("classes_", np.unique(y))

        def predict_proba(self, X):
            return np.full((len(X), len(self.classes_)), change.get("chances", 1 / 3))

    running = loops(project_of(FRAME), model=Odd(), features=np.zeros((300, 2)), audit=0.0)
    answer(running.project, TRUTH, 10)
    wait(lambda: running.state.problem)
    assert words in running.state.problem
    assert "model:" in running.state.problem


def with_spam(share, seed):
    """Return a project of 400 mails, and which of them are spam."""
    chance = np.random.default_rng(seed)
    truth = np.where(chance.random(400) < share, "spam", "ham").tolist()
    words = {"spam": ["prize", "win"], "ham": ["meeting", "lunch", "report"]}
    texts = [f"{chance.choice(words[one])} number {n}" for n, one in enumerate(truth)]
    return project_of(pd.DataFrame({"note": texts}), ["ham", "spam"]), truth


def test_where_hardly_one_of_the_rare_was_found_nobody_is_told_to_stop(loops):
    """3 of 100 are spam: guesses settle on ham at once, and are of no use."""
    project, truth = with_spam(0.03, seed=5)
    running = loops(project, strategy="random", audit=0.4, explore=0)
    labeled(running, truth, 14)
    told = running.rounds
    assert (told["agreement"].tail(3) > 0.99).any() or told["agreement"].tail(3).isna().all()
    assert Counter(project.labels["label"])["spam"] < 5
    assert not told["advice"].str.contains("You could stop").any()


@pytest.mark.parametrize(
    ("chances", "answers", "unsure"),
    [
        ([[0.5, 0.5]], np.zeros(3, dtype=np.int64), 1.0),
        ([[1.0, 0.0]], np.zeros(3, dtype=np.int64), 0.0),
        ([[0.75, 0.25]], np.zeros(3, dtype=np.int64), 0.5),
        ([[0.99, 0.5]], np.zeros((3, 2), dtype=bool), (1 - 0.495) / 0.75),
        ([[1.0, 1.0]], np.zeros((3, 2), dtype=bool), 0.0),
        ([[0.5, 0.5]], np.zeros((3, 2), dtype=bool), 1.0),
    ],
)
def test_how_unsure_a_model_is_looks_at_every_label(chances, answers, unsure):
    job = mock.Mock(answers=answers, n_labels=2)
    assert rounds._unsure(np.array(chances, dtype=np.float32), job) == pytest.approx(unsure)


def test_guesses_of_several_labels_are_compared_as_sets():
    before = np.array([[True, False], [True, True], [False, False]])
    after = np.array([[True, True], [True, True], [False, False]])
    assert agreement(*evaluation._comparable(before, before)) == 1
    assert agreement(*evaluation._comparable(before, after)) < 0.6


def test_macro_f1_waits_for_five_audited_answers_of_each_label(loops):
    project, truth = with_spam(0.08, seed=2)
    running = loops(project, audit=0.5, every=40)
    seen = []
    for _ in range(6):
        labeled(running, truth, 1, each=40)
        names = [truth[code] for code in running.companion.judge.audited]
        seen.append((running.state.audited, names.count("spam"), running.state.macro_f1))
    assert all((f1 is not None) == (n >= 50 and spam >= 5) for n, spam, f1 in seen), seen
    assert running.state.accuracy is not None
    assert {f1 is None for _, _, f1 in seen} == {True, False}


def test_nobody_is_sent_to_what_audits_the_model(loops):
    """It would be answered on the model's hint, and the model would seem better than it is."""
    project = project_of(FRAME)
    running = loops(project, audit=0.45)
    chance = np.random.default_rng(0)
    noisy = [LABELS[chance.integers(3)] if chance.random() < 0.3 else one for one in TRUTH]
    labeled(running, noisy, 9)
    audited = {project.items.key_of(code) for code in running.companion.judge.audited}
    assert len(audited) > 30
    doubted = set(project.find(doubted=True)["item"])
    assert len(doubted) > 5
    assert not doubted & audited


def test_a_strategy_that_raises_is_named(loops):
    def stumbles(pred_probs, features):
        raise KeyError("x")

    running = loops(project_of(FRAME), strategy=stumbles, audit=0.0)
    answer(running.project, TRUTH, 10)
    wait(lambda: running.state.problem)
    assert running.state.problem.startswith("strategy: stumbles raised KeyError")
    assert running.state.doing == "waiting"
    assert running.state.round == 2
    key = running.project.next_items(1)[0]
    code = running.project.items.code_of(key)
    assert running.companion.proposal_of(code)
    assert running.companion.why(code, None) in ("random", "explore")


def test_a_function_that_hangs_is_not_called_a_second_time():
    release, calls = threading.Event(), []

    def hangs(texts):
        calls.append(len(texts))
        release.wait(60)

    project = project_of(FRAME)
    running = RunningLoop(project, Loop(suggest=hangs, every=1, time_limit=0.3))
    wait(lambda: "larger time_limit=" in running.state.problem)
    before = threading.active_count()
    for _ in range(2):
        answer(project, TRUTH, 1)
        wait(lambda: "is called again when it ends" in running.state.problem)
    assert len(calls) == 1
    wait(lambda: threading.active_count() <= before + 1)
    release.set()
    answer(project, TRUTH, 1)
    wait(lambda: len(calls) >= 2)
    running.close()


def test_a_model_in_a_thread_goes_on_after_a_pause(loops):
    class Slow(GaussianNB):
        def fit(self, X, y):
            time.sleep(0.5)
            return super().fit(X, y)

    points = np.random.default_rng(0).normal(size=(300, 2))
    running = loops(project_of(FRAME), model=Slow(), features=points)
    answer(running.project, TRUTH, 10)
    wait(lambda: running.state.doing == "training")
    running.pause()
    running.resume()
    wait(lambda: running.state.round == 2 or running.state.problem)
    assert running.state.problem == ""


@pytest.mark.parametrize("strategy", ["committee", "UncertaintySampling", "TypiClust", "CoreSet"])
def test_where_several_labels_may_be_chosen_all_of_them_are_looked_at(strategy):
    if strategy != "committee":
        strategy = getattr(pytest.importorskip("skactiveml.pool"), strategy)()
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(2_000, 3)).astype(np.float32)
    several = matrix > 0
    several[:, 0] = True  # who learned from the first label alone would learn nothing
    features = features_of(matrix, 2_000)
    kept = Kept(Path("features"), 2_000)
    kept.write(features)
    job = Job(
        features=kept,
        candidates=np.arange(60, 2_000),
        others=np.zeros(0, dtype=np.int64),
        labeled=np.arange(60),
        answers=several[:60],
        n_labels=3,
        model=LogisticRegression(),
        strategy=strategy_of(strategy),
        count=40,
        seed=0,
    )
    outcome = run(job)
    assert outcome.problem == ""
    first = outcome.order[:40]
    assert len(set(first.tolist())) == 40
    if strategy == "committee":  # it asks at the borders of the second label and of the third
        near = np.abs(matrix[:, 1:]).min(axis=1)
        assert near[first].mean() < 0.7 * near[60:].mean()


def test_what_may_not_be_shown_is_guessed_for_no_one():
    frame = FRAME.assign(may_be=[LABELS[:2] if n % 2 else None for n in range(len(FRAME))])
    project = project_of(frame, labels_for="may_be")
    running = RunningLoop(
        project, Loop(suggest=lambda texts: np.tile([0.1, 0.1, 0.8], (len(texts), 1)), blind=0.5)
    )
    wait(lambda: running.companion.guesses is not None)
    desk = Desk(project, loop=running)
    for key in project.next_items(60):
        shown = desk.item(key).suggestion
        code = project.items.code_of(key)
        proposal, _ = running.companion._sent.take(key)
        may = project.offered(key) is None
        assert (proposal is not None) == may
        assert (shown is not None) == (may and running.companion.lot_of(code) == "open")
    running.close()


def test_the_mirror_never_looks_with_other_eyes_than_the_model():
    def fails(texts):
        raise ValueError("no vision")

    running = RunningLoop(project_of(FRAME), Loop(features=fails))
    answer(running.project, TRUTH, 30)
    wait(lambda: running.state.problem)
    with pytest.raises(InputError, match="mirror: the features"):
        running.mirror()
    running.close()


def test_a_mirror_is_given_up_in_time():
    class Hangs(LogisticRegression):
        def fit(self, X, y):
            time.sleep(60)

    running = RunningLoop(
        project_of(FRAME), Loop(Hangs(), features=np.zeros((300, 2)), time_limit=2)
    )
    answer(running.project, TRUTH, 40)
    with pytest.raises(TooLongError):
        running.mirror()
    running.close()


def test_the_model_gets_half_of_the_cores():
    from joblib import cpu_count

    one = Worker()
    try:
        assert one.submit(cpu_count).result() == max(1, (os.cpu_count() or 2) // 2)
    finally:
        one.close()
