"""An item's state as it travels, and what pages hear of items that changed through another kernel."""

from __future__ import annotations

from collections.abc import Sequence

from loopwidgets.project import Project
from loopwidgets.store import Current
from loopwidgets.widgets.protocol import messages

MOST_AT_ONCE = 200
"""Items that one message tells of."""


def shown_state(current: Current) -> messages.ItemState:
    """Return what one annotator says of an item, in the protocol's words."""
    return messages.ItemState(
        status=current.status,  # type: ignore[arg-type]
        value=current.value,
        flagged=current.flagged,
        note=current.note,
        dispute=current.dispute,
        answer_tip=current.answer_tip,
        flag_tip=current.flag_tip,
        note_tip=current.note_tip,
        dispute_tip=current.dispute_tip,
    )


def acked_elsewhere(project: Project, keys: Sequence[str], counts: messages.Counts) -> messages.Ack:
    """Return what tells every page how these items stand: as an answer to a page that is none of theirs."""
    states = {key: project.state_of(key) for key in keys}
    return messages.Ack(
        client="",
        acked=[
            messages.Acked(
                event=state.answer_tip or state.flag_tip or "", key=key, state=shown_state(state)
            )
            for key, state in states.items()
        ],
        counts=counts,
    )
