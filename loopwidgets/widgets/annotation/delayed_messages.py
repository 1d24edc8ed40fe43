"""What pages are told unasked and can wait: it goes with the next answer to them, the latest of each kind.

Each message makes the notebook draw. Right after an answer no key is met; at any other time one may be.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from loopwidgets.widgets.protocol import messages

PATIENCE = 3.0
"""Seconds after which it goes out by itself: nobody is answering then."""


class News:
    """Holds messages back until there is a time for them.

    Parameters
    ----------
    send
        Sends one to every page; called on any thread.
    """

    def __init__(self, send: Callable[[messages.FromKernel], None]) -> None:
        self._send = send
        self._waiting: dict[type, messages.FromKernel] = {}
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def tell(self, message: messages.FromKernel) -> None:
        """Have a message sent in time; an earlier one of its kind that waits is forgotten."""
        with self._lock:
            self._waiting.pop(type(message), None)
            self._waiting[type(message)] = message
            if self._timer is None:
                self._timer = threading.Timer(PATIENCE, self.deliver)
                self._timer.daemon = True
                self._timer.start()

    def deliver(self) -> None:
        """Send what waits, now."""
        with self._lock:  # held while sending: what is older must not come later
            self._stop()
            for message in self._waiting.values():
                self._send(message)
            self._waiting.clear()

    def close(self) -> None:
        """Forget what waits."""
        with self._lock:
            self._stop()
            self._waiting.clear()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
