"""Judges how good the model is after each round, and if more labels would help; remembers both."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from loopwidgets.data.keys import Codes
from loopwidgets.loop.evaluation import guess_log
from loopwidgets.loop.evaluation.estimates import (
    FEWEST,
    FEWEST_OF_EACH,
    Estimate,
    macro_f1,
    resampled,
    share,
)
from loopwidgets.loop.evaluation.stopping import ROUNDS, Advice, agreement, expected_gain
from loopwidgets.loop.learner import ChosenLabels
from loopwidgets.loop.rounds import Outcome
from loopwidgets.loop.sampling import lots
from loopwidgets.loop.suggestions import Guesses
from loopwidgets.loop.training_data import Taught
from loopwidgets.store import now

if TYPE_CHECKING:
    from loopwidgets.project import Project
    from loopwidgets.store import Recorded

_COMPARED = 1000
"""Items on whose guesses successive rounds are compared."""
LATELY = 100
"""The last answers over which guesses before them are scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A training round, as it is remembered.

    Parameters
    ----------
    round, at
        Its number, and when it ended (ISO 8601, UTC).
    n_labels, audited
        The number of answers that were learned from, and the number that audited the model.
    seconds
        How long the round took.
    accuracy, macro_f1
        From the audited answers; None below `FEWEST` answers. Macro-F1 is also None while a label that was
        answered has fewer than `FEWEST_OF_EACH`.
    foretold
        How often guesses before the last answers were right; None without such guesses.
    agreement
        Cohen's kappa with the guesses of the round before; NaN in the first round, and where all are the
        same.
    unsure
        How unsure the model is of open items: from 0 (sure of all) to 1 (as by chance).
    advice
        A sentence: go on or stop.
    """

    round: int
    at: str
    n_labels: int
    audited: int
    seconds: float
    accuracy: Estimate | None
    macro_f1: Estimate | None
    foretold: Estimate | None
    agreement: float
    unsure: float
    advice: str


class Judge:
    """Judges rounds, and remembers them in the store.

    Parameters
    ----------
    project
        With its data.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        items = project.need_data()
        at_random = np.argsort(
            -lots(items.keys.numbers(), project.row.seed, "audit"), kind="stable"
        )
        self.compared: Codes = np.sort(at_random[:_COMPARED])
        """Items on whose guesses rounds are compared."""
        self._told = _rounds_of(project)
        self._before: tuple[Codes | ChosenLabels, tuple[str, ...]] | None = None
        self._lock = threading.Lock()
        self._meanwhile: list[Recorded] | None = None
        self._is_stale = False
        self._look()

    @property
    def n_rounds(self) -> int:
        """The number of rounds so far."""
        return self._told[-1].round if self._told else 0

    @property
    def audited(self) -> set[int]:
        """Items that were asked about because chance drew them to audit the model."""
        self._refresh()
        return self._audited

    @property
    def explored(self) -> set[int]:
        """Items that were asked about because chance drew them to explore."""
        self._refresh()
        return self._explored

    def hear(self, recorded: Recorded) -> None:
        """Take in a recorded answer or undo; called while a label is recorded, so it is quick."""
        with self._lock:
            if self._meanwhile is not None:
                self._meanwhile.append(recorded)
            self._take(recorded)

    def _refresh(self) -> None:
        if self._is_stale:
            self._look()

    def _look(self) -> None:
        """Read the present answers from the log: answers that were taken back count no more."""
        with self._lock:
            self._is_stale = False
            self._meanwhile = []
        trials = {one.key: one for one in guess_log.trials(self._project)}
        keys = self._project.need_data().keys
        drawn = [keys.codes_of(sorted(found)) for found in guess_log.drawn_keys(self._project)]
        with self._lock:
            self._trials = trials
            self._audited, self._explored = (set(codes[codes >= 0].tolist()) for codes in drawn)
            heard, self._meanwhile = self._meanwhile, None
            for recorded in heard or ():
                self._take(recorded)

    def _take(self, recorded: Recorded) -> None:
        event = recorded.event
        if event.kind == "retract":
            self._is_stale = True
            return
        trial = guess_log.trial_of(event, self._project.task.labels_in(event.value))
        if trial is not None:
            self._trials.setdefault(trial.key, trial)
        told = guess_log.mark(event)
        code = self._project.need_data().code_of(event.item_key)
        if event.kind != "answer" or code is None:
            return
        if told.get("why") == "audit":
            self._audited.add(code)
        elif told.get("why") == "explore":
            self._explored.add(code)

    def judge(
        self, number: int, standing: Taught, outcome: Outcome, guesses: Guesses | None
    ) -> Round:
        """Judge a round and remember it."""
        ids = standing.label_ids
        now_guessed = None if guesses is None else guesses.as_answers(self.compared, len(ids))
        accuracy, f1 = self._audit(standing, guesses)
        same = float("nan")
        if now_guessed is not None and self._before is not None:
            same = agreement(*_comparable(_renumbered(*self._before, ids), now_guessed))
        self._before = None if now_guessed is None else (now_guessed, ids)
        told = Round(
            round=number,
            at=now(),
            n_labels=len(standing.labeled),
            audited=len(standing.audited),
            seconds=round(outcome.seconds, 3),
            accuracy=accuracy,
            macro_f1=f1,
            foretold=self._foretold(),
            agreement=same,
            unsure=outcome.unsure,
            advice="",
        )
        told = _with_advice(told, self._told, self._rarest(standing))
        self._told.append(told)
        project = self._project
        project.store.add_round(project.row.id, project.annotator.id, number, _written(told))
        return told

    def of_guesses(self) -> dict[str, Any]:
        """Return a round from guesses before answers, where nothing is trained."""
        self._refresh()
        code_of = self._project.need_data().code_of
        audited = np.array(
            [one.agrees for one in self._trials.values() if code_of(one.key) in self._audited],
            dtype=bool,
        )
        return {
            "audited": len(audited),
            "accuracy": share(audited) if len(audited) >= FEWEST else None,
            "foretold": self._foretold(),
        }

    def _foretold(self) -> Estimate | None:
        self._refresh()
        lately = [one.agrees for one in self._trials.values()][-LATELY:]
        return share(np.array(lately, dtype=bool)) if lately else None

    @property
    def table(self) -> pd.DataFrame:
        """The rounds, a row each, in order."""
        return pd.DataFrame([_row(told) for told in self._told], columns=_COLUMNS)

    def _audit(
        self, standing: Taught, guesses: Guesses | None
    ) -> tuple[Estimate | None, Estimate | None]:
        if guesses is None or len(standing.audited) < FEWEST:
            return None, None
        guessed = guesses.as_answers(standing.audited, len(standing.label_ids))
        answers = standing.audit_answers
        right = answers == guessed
        if answers.ndim == 2:
            right = right.all(axis=1)
        used = _counts(standing.answers, len(standing.label_ids)) > 0
        audited = _counts(answers, len(standing.label_ids))
        is_known = bool((audited[used | (audited > 0)] >= FEWEST_OF_EACH).all())
        return share(right), resampled(macro_f1, answers, guessed) if is_known else None

    def _rarest(self, standing: Taught) -> tuple[str, int]:
        """Return the label with the fewest answers, of those that were given, and its number of answers."""
        counts = _counts(standing.answers, len(standing.label_ids))
        given = np.flatnonzero(counts)
        if len(given) == 0:
            return "", 0
        rarest = int(given[counts[given].argmin()])
        names = {label.id: label.name for label in self._project.scheme.active}
        return names.get(standing.label_ids[rarest], ""), int(counts[rarest])


def _counts(answers: Codes | ChosenLabels, n_labels: int) -> Codes:
    """Return how many answers hold each label."""
    if answers.ndim == 2:
        return np.asarray(answers.sum(axis=0), dtype=np.int64)
    return np.bincount(answers, minlength=n_labels)


def _renumbered(
    guessed: Codes | ChosenLabels, of: Sequence[str], ids: Sequence[str]
) -> Codes | ChosenLabels:
    """Return guesses in the numbers of other labels; -1 for a label that is gone, or no guess."""
    number = {label: place for place, label in enumerate(ids)}
    numbers = np.array([*(number.get(label, -1) for label in of), -1], dtype=np.int64)
    if guessed.ndim == 1:
        return numbers[guessed]
    stays = np.flatnonzero(numbers[:-1] >= 0)
    chosen = np.zeros((len(guessed), len(ids)), dtype=bool)
    chosen[:, numbers[stays]] = guessed[:, stays]
    return chosen


def _comparable(before: Codes | ChosenLabels, after: Codes | ChosenLabels) -> tuple[Codes, Codes]:
    """Return two rounds' guesses of the same items as numbers of labels, or of sets of labels."""
    if after.ndim == 2:
        _, sets = np.unique(np.concatenate([before, after]), axis=0, return_inverse=True)
        before, after = np.split(sets.reshape(-1), 2)
    both = (before >= 0) & (after >= 0)
    return np.asarray(before[both], np.int64), np.asarray(after[both], np.int64)


_NUMBERS = ("accuracy", "macro_f1", "foretold")
_COLUMNS = [
    "round",
    "at",
    "n_labels",
    "audited",
    *(f"{name}{end}" for name in _NUMBERS for end in ("", "_low", "_high")),
    "agreement",
    "unsure",
    "seconds",
    "advice",
]


def _with_advice(told: Round, before: Sequence[Round], rarest: tuple[str, int]) -> Round:
    rounds = [*before, told]
    lately = [one.agreement for one in rounds[-ROUNDS:]]
    stable = float(np.mean(lately)) if len(lately) == ROUNDS else float("nan")
    scored = [one for one in rounds if one.accuracy is not None]
    gain = expected_gain(
        [one.n_labels for one in scored], [one.accuracy.value for one in scored if one.accuracy]
    )
    if not told.n_labels:
        return told  # nothing was learned: there is nothing to advise
    advice = Advice(agreement=stable, uncertainty=told.unsure, gain=gain, rarest=rarest)
    return replace(told, advice=str(advice))


def _fields(told: Round) -> dict[str, Any]:
    return {entry.name: getattr(told, entry.name) for entry in fields(Round)}


def _rounds_of(project: Project) -> list[Round]:
    """Return the rounds that the store holds; impossible rounds are left out."""
    return [told for _, stored in _kept(project) if (told := _read(stored)) is not None]


def _kept(project: Project) -> list[tuple[int, dict[str, Any]]]:
    return project.store.rounds(project.row.id, project.annotator.id)


def _written(told: Round) -> dict[str, Any]:
    """Return a round as JSON, which has no NaN."""
    return {
        name: None if isinstance(value, float) and np.isnan(value) else value
        for name, value in asdict(told).items()
    }


def _read(told: Any) -> Round | None:
    """Return a round that was kept; None where the entry is no round."""
    try:
        values: dict[str, Any] = {entry.name: told.get(entry.name) for entry in fields(Round)}
        for name in _NUMBERS:
            values[name] = None if values[name] is None else _estimate(values[name])
        for name in ("agreement", "unsure"):
            values[name] = float("nan") if values[name] is None else float(values[name])
        counts = [values[name] for name in ("round", "n_labels", "audited")]
        fits = (
            all(type(count) is int and 0 <= count < 2**31 for count in counts)
            and np.isfinite(float(values["seconds"]))
            and pd.to_datetime(values["at"]).tzinfo is not None
            and isinstance(values["advice"], str)
        )
    except (AttributeError, TypeError, ValueError, OverflowError):
        return None
    return Round(**values) if fits else None


def _estimate(told: dict[str, Any]) -> Estimate:
    if not all(type(number) in (int, float) for number in told.values()):
        raise TypeError
    return Estimate(**told)


def _row(told: Round) -> dict[str, Any]:
    row = _fields(told) | {"at": pd.to_datetime(told.at)}
    for name in _NUMBERS:
        estimate: Estimate | None = getattr(told, name)
        ends = (estimate.value, estimate.low, estimate.high) if estimate else (float("nan"),) * 3
        row |= dict(zip((name, f"{name}_low", f"{name}_high"), ends, strict=True))
    return row
