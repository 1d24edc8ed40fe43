"""`RunningLoop` is the user's handle on the model that learns beside them, as ``w.loop``."""

from __future__ import annotations

import time
import weakref
from typing import TYPE_CHECKING, Any, overload

from loopwidgets.loop.assistant import Companion
from loopwidgets.loop.evaluation import guess_log
from loopwidgets.loop.evaluation.anchoring import Anchoring
from loopwidgets.loop.loop_plots import loop_curve
from loopwidgets.loop.mirror.mirror import Mirror
from loopwidgets.loop.mirror.of_project import Doubts, reflected
from loopwidgets.loop.settings import Loop
from loopwidgets.loop.state import LoopState
from loopwidgets.loop.suggest_function import Proposer
from loopwidgets.loop.trainer import Trainer

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from loopwidgets.project import Project

_LOOK = 0.02

_running: weakref.WeakKeyDictionary[Project, weakref.ref[RunningLoop]] = weakref.WeakKeyDictionary()


class RunningLoop:
    """A model that learns beside the person.

    Made by `loopwidgets.annotate` with ``loop=``; a newer loop on the same project ends the older.

    Parameters
    ----------
    project
        With its data.
    settings
        The user's settings.
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
        """The present state of the loop."""
        return self.companion.state

    @property
    def rounds(self) -> pd.DataFrame:
        """The training rounds, a row each.

        Columns are ``round, at, n_labels, audited``; ``accuracy`` and ``macro_f1`` from the audited
        answers, and ``foretold``. These three also have ``_low`` and ``_high``, the ends of a 95 %
        interval, NaN for too few answers. Further columns are ``agreement`` with the round before (Cohen's
        kappa), ``unsure``, ``seconds``, ``advice``.
        """
        return self.companion.judge.table

    def anchoring(self) -> Anchoring:
        """Return how much the answers lean toward a suggestion because it was seen, with an interval.

        It compares answers to items whose suggestion was seen with answers to items whose suggestion was
        held back (``blind=``). Printed, it is a sentence, also for too few answers.
        """
        return guess_log.anchoring_of(self.project)

    def mirror(self) -> Mirror:
        """Return what the model learned from this person's answers; it is for them.

        It shows what the model leans on, and where it and the person differ. It also lists the answers that
        it doubts, and how answers drift over time. In a notebook it shows itself; printed it is an account
        in words. Its tables hold all of it, and it can be plotted. It takes some seconds, more with many
        answers, in a process of its own.
        """
        return reflected(self.project, self.companion)

    @overload
    def plot(
        self, *, measure: str = "accuracy", figsize: tuple[float, float] | None = None
    ) -> Figure: ...

    @overload
    def plot(self, *, measure: str = "accuracy", ax: Axes) -> Axes: ...

    def plot(self, *, measure: str = "accuracy", figsize: Any = None, ax: Any = None) -> Any:
        """Draw how often the model agrees with the person after each round, in percent, with intervals.

        Parameters
        ----------
        measure
            ``"accuracy"``, or ``"macro_f1"``, in which each label weighs alike.
        figsize
            Width and height of the new figure, in inches.
        ax
            The axes to draw on; a new figure when not given.

        Returns
        -------
        matplotlib.figure.Figure or matplotlib.axes.Axes
            The new figure, or ``ax``.

        Raises
        ------
        InputError
            If there is no such measure, or ``ax`` or ``figsize`` can't be used.
        """
        return loop_curve(self.rounds, measure=measure, figsize=figsize, ax=ax)

    def pause(self) -> None:
        """Learn nothing more until `resume`; earlier proposals stay."""
        self.companion.pause()

    def resume(self) -> None:
        """Go on learning, also from answers given meanwhile."""
        self.companion.resume()

    def wait(self, seconds: float = 60.0) -> LoopState:
        """Wait until nothing is running, for code that answers by itself; returns the state then.

        Parameters
        ----------
        seconds
            The longest wait.
        """
        until = time.monotonic() + seconds
        while not self.companion.rests and time.monotonic() < until:
            time.sleep(_LOOK)
        return self.state

    def close(self) -> None:
        """End the loop; the labels stay, and so does the log."""
        self._doubts.close()
        self.companion.close()

    def __repr__(self) -> str:
        state = self.state
        return f"RunningLoop(round {state.round}, {state.learned} answers learned, {state.doing})"
