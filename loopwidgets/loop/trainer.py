"""The trainer has rounds run in the background, and brings back their results.

``rounds.py`` defines a round; ``worker.py`` runs it.
"""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from loopwidgets.errors import InputError
from loopwidgets.loop.assistant import AHEAD, Companion
from loopwidgets.loop.defaults import default_model
from loopwidgets.loop.evaluation.evaluation import Round
from loopwidgets.loop.features.source import Source, check_features, is_at_hand, source_of
from loopwidgets.loop.reasons import why_of
from loopwidgets.loop.rounds import Job, Outcome, run
from loopwidgets.loop.sampling import interleaved
from loopwidgets.loop.settings import Loop
from loopwidgets.loop.strategies.robust import covers
from loopwidgets.loop.suggestions import Guesses, Proposal
from loopwidgets.loop.training_data import Taught, taught
from loopwidgets.loop.worker import Worker, carrier

if TYPE_CHECKING:
    from loopwidgets.data.keys import Codes
    from loopwidgets.loop.features.features import Features
    from loopwidgets.project import Project

_logger = logging.getLogger(__name__)


class Trainer(Companion):
    """Trains, guesses and orders; see `Companion` for the parameters."""

    def __init__(self, project: Project, settings: Loop) -> None:
        super().__init__(project, settings, Worker(carrier()))
        check_features(settings.features, project)
        self._source: Source | None = None
        if is_at_hand(settings.features, project):
            try:
                self._source = source_of(settings.features, project, project.view)
            except (
                InputError
            ) as error:  # shown here, and again in the panel; people label all the same
                warnings.warn(
                    f"{error}. You can label; the model waits until this works.", stacklevel=2
                )
        self._model: Any = settings.model
        self._answers_then: int | None = None
        self._by_chance: set[int] = set()
        self._chosen: set[int] = set()
        self._covering: set[int] = set()

    def features_of(self, codes: Codes) -> Features | None:
        """Return the model's features of items; None until they are made."""
        features = None if self._source is None else self._source.kept.opened()
        return None if features is None else features[codes]

    def close(self) -> None:
        """End the trainer, and let go of features that are not kept."""
        super().close()
        if self._source is not None:
            self._source.drop()

    def why(self, code: int, proposal: Proposal | None) -> str:
        """Return the reason why an item is asked about: the strategy's aim, or chance."""
        if self._answers_then is None:
            return ""
        name = self.settings.strategy.name
        explored = code in self._by_chance
        if not explored and code not in self._chosen:
            return "random"
        return why_of(name, proposal, explored=explored, covering=code in self._covering)

    def left(self) -> int | None:
        """Return how many answers there are until the next round."""
        then = self._failed_at if self._failed_at is not None else self._answers_then
        return None if then is None else max(0, self.settings.every - (self._answers - then))

    def work(self) -> None:
        """Make features, or train, whichever is due."""
        source = self._prepared()
        if self._answers_then is None or self.left() == 0:
            self._train(source)

    def _prepared(self) -> Source:
        """Return the place of the features, once they are made."""
        source = self._source
        if source is None or not source.kept.is_there:
            self._tell(doing="preparing", next_in=None)
            source = source or source_of(self.settings.features, self.project, self.project.view)
            self._source = source
            if not source.kept.is_there:
                if source.kept.is_blocked:
                    _logger.warning("Kept features can't be read, and are made anew.")
                self._run(source.prepare, look=lambda: self._tell(done=source.done))
                self._tell(done=None)
        if self._model is None:
            self._model = default_model(source.kept.load())
        return source

    def _train(self, source: Source) -> None:
        then = self._answers
        standing = taught(self.project, self._set_apart, self.judge.audited)
        self._tell(doing="training", next_in=None)
        number = self.judge.n_rounds + 1
        outcome: Outcome = self._run(
            run,
            Job(
                features=source.kept,
                candidates=standing.open,
                others=self._others(standing),
                labeled=standing.labeled,
                answers=standing.answers,
                n_labels=len(standing.label_ids),
                model=self._model,
                strategy=self.settings.strategy,
                count=self._ahead(standing),
                seed=number,
            ),
        )
        if self._closed:
            return
        self._answers_then = then
        self._bring(standing, outcome, number)

    def _ahead(self, standing: Taught) -> int:
        """Return how many items the strategy puts in order: more than are asked before the next round."""
        return min(max(AHEAD, 3 * self.settings.every), len(standing.open))

    def _others(self, standing: Taught) -> Codes:
        """Return items that are guessed but not chosen from: audited items, and those that compare rounds."""
        is_other = np.zeros(len(self._audit_lots), dtype=bool)
        for some in (standing.open_audit, standing.audited, self.judge.compared):
            is_other[some] = True
        is_other[standing.open] = False
        return np.flatnonzero(is_other)

    def _bring(self, standing: Taught, outcome: Outcome, number: int) -> None:
        """Bring a round's order and guesses to the queue."""
        multiple = bool(self.project.task.multiple)
        guesses = None
        if len(outcome.guessed):
            guesses = Guesses(
                outcome.guessed,
                outcome.labels,
                outcome.chances,
                standing.label_ids,
                multiple,
                number,
            )
        is_open = np.zeros(len(self._audit_lots), dtype=bool)
        is_open[standing.open] = True
        explored = self._explored[is_open[self._explored]][: self._ahead(standing)]
        audited = standing.open_audit[
            np.argsort(self._audit_lots[standing.open_audit], kind="stable")
        ]
        order, by_chance = interleaved(
            outcome.order,
            audited,
            explored,
            audit=self.settings.audit,
            explore=self.settings.explore,
            asked=self.project.tally.answered,  # more than the round knew: people went on meanwhile
            audits=len(self.judge.audited),
            explorations=len(self.judge.explored),
        )
        is_left = np.ones(len(is_open), dtype=bool)
        is_left[order] = False
        sequence = np.concatenate([order, np.flatnonzero(is_left)])
        self._by_chance = set(by_chance.tolist())
        chosen = outcome.order[: 0 if outcome.problem else self._ahead(standing)]
        turns = covers(standing.answers, len(standing.label_ids), len(chosen))
        self._chosen, self._covering = set(chosen.tolist()), set(chosen[turns].tolist())
        self.guesses = guesses
        self.project.ask_in_order(sequence)
        left = len(standing.open_audit)
        self._say(self.judge.judge(number, standing, outcome, guesses), left, outcome.problem)

    def _say(self, told: Round, left: int, problem: str) -> None:
        self._tell(
            doing="paused" if self._paused else "waiting",
            round=told.round,
            learned=told.n_labels,
            next_in=self.left(),
            audited=told.audited,
            set_apart=told.audited + left,
            accuracy=told.accuracy,
            macro_f1=told.macro_f1,
            foretold=told.foretold,
            advice=told.advice,
            problem=problem or self._worker.remark,
        )
