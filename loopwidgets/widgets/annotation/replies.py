"""Answers everything that comes from the browser; ``handlers.py`` knows the meaning of each message."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from loopwidgets.errors import LoopwidgetsError, SplitError, StoreError
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.protocol import codec, messages

_logger = logging.getLogger(__name__)

_MOST_FAILED = 10_000


class Reception:
    """Passes messages to a desk, and explains why anything else was not used.

    The page sends an event again only if the store can't take it now. An event that failed for an unknown
    reason is sent again once. Any other event would be refused again, for ever.

    Parameters
    ----------
    desk
        Answers messages.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._failed: set[str] = set()

    def replies(self, content: Any) -> Iterator[messages.FromKernel]:
        """Yield the replies to a message of any shape; errors would vanish here unseen."""
        try:
            yield from self._desk.answer(codec.read(content))
        except (codec.MessageError, LoopwidgetsError) as error:
            _logger.warning("A message from the browser was refused: %s", codec.cut(str(error)))
            yield from self._refused(
                content, str(error), again=isinstance(error, StoreError | SplitError)
            )
        except Exception as error:
            _logger.exception("A message from the browser could not be answered")
            yield from self._refused(content, f"{type(error).__name__}: {error}", again=None)

    def _refused(
        self, content: Any, reason: str, *, again: bool | None
    ) -> Iterator[messages.FromKernel]:
        """Explain why a message was not used; each of several events gets a chance of its own."""
        parts = content if isinstance(content, dict) else {}
        client, request, events = (parts.get(name) for name in ("client", "request", "events"))
        to, reason = client if isinstance(client, str) else "", codec.cut(reason)
        if isinstance(events, list) and len(events) > 1:
            for event in events:
                yield from self.replies({**parts, "events": [event]})
            return
        event = events[0] if isinstance(events, list) and events else None
        name = event.get("id") if isinstance(event, dict) else None
        if isinstance(name, str):
            retry = self._fails_first(name) if again is None else again
            yield messages.Refused(client=to, event=name, reason=reason, retry=retry)
        elif isinstance(request, str):
            yield messages.Failed(request=request, to=to, reason=reason)
        else:
            yield messages.Notice(level="error", text=reason)

    def _fails_first(self, event: str) -> bool:
        """Tell whether an event failed for the first time, as far as is known."""
        if len(self._failed) >= _MOST_FAILED:
            self._failed.clear()
        is_first = event not in self._failed
        self._failed.add(event)
        return is_first
