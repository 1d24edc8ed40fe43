"""Answers messages about the model beside the person; part of ``handlers.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from loopwidgets.project import Project
from loopwidgets.store import Current
from loopwidgets.widgets.protocol import messages
from loopwidgets.widgets.protocol.loop_messages import ShownEstimate, ShownLoop, ShownSuggestion

if TYPE_CHECKING:
    from loopwidgets.loop import RunningLoop
    from loopwidgets.loop.evaluation.estimates import Estimate
    from loopwidgets.loop.state import LoopState


class LoopDesk:
    """Sends the state of a running loop, if there is one.

    Parameters
    ----------
    project
        With its data.
    loop
        The running loop; None where no model learns, and then nothing is sent.
    tell
        Sends a message to every page; called on any thread.
    """

    def __init__(
        self,
        project: Project,
        loop: RunningLoop | None,
        tell: Callable[[messages.FromKernel], None],
    ) -> None:
        self._project = project
        self._loop = loop
        self.close: Callable[[], object] = lambda: None
        if loop is not None:
            self.close = loop.companion.listen(
                lambda state: tell(messages.LoopChanged(loop=_shown(state)))
            )

    def shown(self) -> ShownLoop | None:
        """Return the state of the loop."""
        return None if self._loop is None else _shown(self._loop.state)

    def steer(self, message: messages.Steer) -> None:
        """Have the model stop learning, or go on."""
        if self._loop is None:
            return
        if message.pause:
            self._loop.pause()
        else:
            self._loop.resume()

    def beside(
        self, key: str, code: int | None, state: Current, language: str, *, light: bool
    ) -> tuple[ShownSuggestion | None, str]:
        """Return the suggestion for an item, and the reason why it is asked about.

        Both are empty if the item was answered, is only shown in a list, or chance holds the suggestion
        back.
        """
        if self._loop is None or code is None or light or state.status == "answered":
            return None, ""
        titles = {label.id: label.title_in(language) for label in self._project.scheme.active}
        offered = self._project.offered(key)
        proposal, reason = self._loop.companion.send(key, code, titles, offered)
        if proposal is None:
            return None, reason
        suggestion = ShownSuggestion(
            labels=list(proposal.labels), confidence=proposal.confidence, round=proposal.round
        )
        return suggestion, reason


def _shown(state: LoopState) -> ShownLoop:
    from loopwidgets.loop.evaluation.estimates import FEWEST

    return ShownLoop(
        round=state.round,
        learned=state.learned,
        doing=state.doing,
        done=state.done,
        next_in=state.next_in,
        audited=state.audited,
        audit_needed=FEWEST,
        set_apart=state.set_apart,
        accuracy=_estimate(state.accuracy),
        macro_f1=_estimate(state.macro_f1),
        foretold=_estimate(state.foretold),
        advice=state.advice,
        problem=state.problem,
    )


def _estimate(told: Estimate | None) -> ShownEstimate | None:
    if told is None:
        return None
    return ShownEstimate(
        value=float(told.value), low=float(told.low), high=float(told.high), n=told.n
    )
