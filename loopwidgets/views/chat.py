"""Shows a conversation: turns with a role and a content, the last turn in sight."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from loopwidgets.errors import InputError, names_its_arguments
from loopwidgets.lib.missing import is_missing
from loopwidgets.views.captioned import CaptionedView
from loopwidgets.views.view import Payload, sendable

LONGEST = 1_000_000
"""The most characters of a conversation that are sent to the browser; the turns before them are left out."""

_SHAPE = "[{'role': 'user', 'content': 'Hello'}, …]"


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of a conversation, and its place there."""

    role: str
    content: str
    place: int


@names_its_arguments
class Chat(CaptionedView):
    """Show a conversation, with the last turn in sight. Contents are Markdown.

    Parameters
    ----------
    column
        The column of the conversations; the column of ``show`` when not given. A value is a list of dicts
        with the keys ``role`` and ``content``, or such a list as JSON. A content is a text, or a list of
        parts such as ``{"type": "text", "text": "Hello"}``.
    turn
        The turn that is asked about, which is marked: ``"last"``, or its place from 0. Places below 0 count
        from the end. By default no turn is marked.
    caption
        A column, or a list of columns, to show in a short line above the conversation.

    Notes
    -----
    Markdown and HTML in a turn are shown as by `Markdown`: nothing runs, and nothing is fetched.

    Raises
    ------
    InputError
        If ``turn`` is neither ``"last"`` nor a whole number.
    """

    kind: ClassVar[str] = "chat"

    def __init__(
        self,
        column: str | None = None,
        *,
        turn: Literal["last"] | int | None = None,
        caption: str | Sequence[str] | None = None,
    ) -> None:
        super().__init__(column, caption)
        if turn not in ("last", None) and (isinstance(turn, bool) or not isinstance(turn, int)):
            raise InputError(
                f"turn: expected 'last', a place such as 0 or -2, or None, got {turn!r}"
            )
        self.turn = turn

    def check(self, shown: Sequence[Any]) -> None:
        """Raise for several columns; the message offers the caption for the others."""
        if len(shown) != 1:
            raise InputError(
                f"show: a conversation is one column of turns, got {list(shown)}; for the others above it: "
                f"{self.captioned(shown)}"
            )

    def payload(
        self,
        shown: tuple[Any, ...],
        row: Mapping[str, Any],
        *,
        whole: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Payload:
        """Return ``{"turns": [[role, content]], "first": number, "asked": place or null, "caption": text}``.

        ``first`` is the number of turns before the first that is sent. ``asked`` is a place among those that
        are sent.
        """
        turns, problem = turns_in(shown[0])
        sent = _latest(turns)
        left_out = len(turns) - len(sent)
        if left_out and not problem:
            problem = (
                "This conversation is too long to show whole: "
                f"the first {left_out:,} turns are left out."
            )
        asked, missing = self._asked(turns)
        content = {
            "turns": [[sendable(turn.role), sendable(turn.content)] for turn in sent],
            "first": left_out,
            "asked": None if asked is None or asked < left_out else asked - left_out,
            "caption": sendable(self.caption_of(row)),
        }
        return Payload(content, sendable(problem or missing))

    def words(self, shown: tuple[Any, ...], row: Mapping[str, Any]) -> str:
        """Return the turns, each on a line with its role, and the caption after them."""
        turns, _ = turns_in(shown[0])
        lines = [f"{turn.role}: {turn.content}" for turn in turns]
        return "\n".join([*lines, self.caption_of(row)] if self.caption else lines)

    def _asked(self, turns: Sequence[Turn]) -> tuple[int | None, str]:
        """Return the place of the turn that is asked about among these, and the problem with it, if any."""
        if self.turn is None or not turns:
            return None, ""
        if self.turn == "last":
            return len(turns) - 1, ""
        last = turns[-1].place
        wanted = self.turn if self.turn >= 0 else last + 1 + self.turn
        for place, turn in enumerate(turns):
            if turn.place == wanted:
                return place, ""
        return None, f"This conversation has no turn {self.turn}: its turns are 0 to {last}."


def turns_in(value: Any) -> tuple[list[Turn], str]:
    """Return the turns of a conversation that can be shown, and the first problem with it."""
    if is_missing(value):
        return [], "This item is empty: there is no conversation in it."
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return [], f"This is no conversation: expected {_SHAPE}, or that as JSON, got a text."
    given = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(given, list | tuple):
        return [], f"This is no conversation: expected {_SHAPE}, got {type(given).__name__}."
    if not given:
        return [], "This conversation is empty: it has no turns."
    turns: list[Turn] = []
    problem = ""
    for place, turn in enumerate(given):
        missing = _missing_in(turn)
        if missing:
            problem = problem or f"Turn {place} can't be shown: {missing}."
            continue
        turns.append(Turn(str(turn["role"]), _text_of(turn["content"]), place))
    return turns, problem


def _missing_in(turn: Any) -> str:
    if not isinstance(turn, Mapping):
        return f"expected a dict with role and content, got {type(turn).__name__}"
    lacking = [name for name in ("role", "content") if name not in turn]
    return f"it has no {' and no '.join(lacking)}" if lacking else ""


def _text_of(content: Any) -> str:
    """Return the text of a content; a part that is no text is named."""
    if is_missing(content):
        return ""
    parts = content.tolist() if hasattr(content, "tolist") else content
    if isinstance(parts, list | tuple):
        return "\n\n".join(map(_text_of, parts))
    if isinstance(parts, Mapping):
        text = parts.get("text")
        return text if isinstance(text, str) else f"*{parts.get('type', 'no text')}*"
    return str(parts)


def _latest(turns: Sequence[Turn]) -> Sequence[Turn]:
    """Return the latest turns that fit into a message; the last turn is cut where it alone does not."""
    size = 0
    for number, turn in enumerate(reversed(turns)):
        size += len(turn.content)
        if size > LONGEST:
            if number == 0:
                return [Turn(turn.role, turn.content[:LONGEST], turn.place)]
            return turns[-number:]
    return turns
