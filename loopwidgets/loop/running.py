"""`RunningLoop`: what a person holds of the model that learns beside them, as ``w.loop``."""

from __future__ import annotations

import time
import weakref
from typing import TYPE_CHECKING

from loopwidgets.loop.assistant import Companion
from loopwidgets.loop.evaluation import guess_log
from loopwidgets.loop.evaluation.anchoring import Anchoring
from loopwidgets.loop.mirror.mirror import Mirror
from loopwidgets.loop.mirror.of_project import Doubts, reflected
from loopwidgets.loop.plots import loop_curve
from loopwidgets.loop.settings import Loop
from loopwidgets.loop.state import LoopState
from loopwidgets.loop.suggest_function import Proposer
from loopwidgets.loop.trainer import Trainer

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from loopwidgets.project import Project

_LOOK = 0.02

_running: weakref.WeakKeyDictionary[Project, weakref.ref[RunningLoop]] = weakref.WeakKeyDictionary()


class RunningLoop:
    """A model that learns beside the person.

    Made by `loopwidgets.annotate` with ``loop=``; a newer one on the same project ends the older.

    Parameters
    ----------
    project
        With its data.
    settings
        What the user said.
    """

    def __init__(self, project: Project, settings: Loop) -> None:
        held = _running.pop(project, None)
        older = None if held is None else held()
        if older is not None:
            older.close()
        self.project = project
        self.companion: Companion = (
            Trainer(project, settings) if settings.suggest is None else Proposer(project, settings)
        )
        self._doubts = Doubts(project, self.companion)
        self.companion.begin()
        _running[project] = weakref.ref(self)

    @property
    def state(self) -> LoopState:
        """How it stands now."""
        return self.companion.state

    @property
    def rounds(self) -> pd.DataFrame:
        """The training rounds, one row each.

        Columns ``round, at, n_labels, audited``; ``accuracy`` and ``macro_f1`` from the audited answers, and
        ``foretold``, each with ``_low`` and ``_high`` of its 95 % interval, NaN where there are too few;
        ``agreement`` with the round before (Cohen's kappa), ``unsure``, ``seconds``, ``advice``.
        """
        return self.companion.judge.table

    def anchoring(self) -> Anchoring:
        """Return how much the answers lean toward a suggestion because it was seen, with an interval.

        Answers to items whose suggestion was seen are compared with answers to those for which chance held it
        back (``blind=``). Printed it is a sentence, which says so where there is too little to tell.
        """
        return guess_log.anchoring_of(self.project)

    def mirror(self) -> Mirror:
        """Return what the model learned from this person's answers; it is for them.

        What it leans on, where it and they differ, which of their answers it doubts, and how their answers
        drift over time. Printed it is an account in words; its tables hold all of it, and it can be plotted.
        It takes some seconds, more with many answers, in a process of its own.
        """
        return reflected(self.project, self.companion)

    def plot(self) -> Figure:
        """Draw how good the model was after each round, from audited answers, with their interval."""
        return loop_curve(self.rounds)

    def pause(self) -> None:
        """Learn nothing more until `resume`; what was proposed so far stays."""
        self.companion.pause()

    def resume(self) -> None:
        """Go on learning, also from what was answered meanwhile."""
        self.companion.resume()

    def wait(self, seconds: float = 60.0) -> LoopState:
        """Wait until nothing goes on, for code that answers by itself; returns how it stands then.

        Parameters
        ----------
        seconds
            After so long it waits no more.
        """
        until = time.monotonic() + seconds
        while not self.companion.rests and time.monotonic() < until:
            time.sleep(_LOOK)
        return self.state

    def close(self) -> None:
        """End it; the labels stay, and so does what the log tells."""
        self._doubts.close()
        self.companion.close()

    def __repr__(self) -> str:
        state = self.state
        return f"RunningLoop(round {state.round}, {state.learned} answers learned, {state.doing})"
