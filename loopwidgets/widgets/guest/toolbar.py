"""Draws the line above a guest: position, saved state, back, forward, skip and undo.

It reports which button was pressed; it knows no project.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from loopwidgets.widgets.notebook import answer_while_cells_run, built


class GuestHeader(anywidget.AnyWidget):
    """Draws the line above a guest; see the module.

    Parameters
    ----------
    pressed
        Called with ``"back"``, ``"forward"``, ``"skip"`` or ``"undo"``.
    """

    _esm = built("guest.js")
    _css = built("guest.css")

    _shown = traitlets.Dict().tag(sync=True)
    """The state that ``frontend/src/guest/index.ts`` draws; its type there is ``Shown``."""

    def __init__(self, pressed: Callable[[str], None]) -> None:
        super().__init__()
        self._pressed = pressed
        answer_while_cells_run(self.comm)
        self.on_msg(_on_message)

    def show(self, **shown: Any) -> None:
        """Draw the line anew."""
        self._shown = shown


def _on_message(header: GuestHeader, content: Any, buffers: object) -> None:  # noqa: ARG001
    act = content.get("act") if isinstance(content, dict) else None
    if isinstance(act, str):
        header._pressed(act)  # noqa: SLF001
