"""Holds back messages that can wait: the latest of each kind goes out with the next answer to a page.

Each message makes the notebook draw. Right after an answer the person presses no key; at any other time
they may.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from loopwidgets.widgets.protocol import messages

PATIENCE = 3.0
"""Seconds after which a message goes out by itself: nobody is answering then."""


class News:
    """Holds messages back until a good time.

    Parameters
    ----------
    send
        Sends a message to every page; called on any thread.
    """

    def __init__(self, send: Callable[[messages.FromKernel], None]) -> None:
        self._send = send
        self._waiting: dict[type, messages.FromKernel] = {}
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def tell(self, message: messages.FromKernel) -> None:
        """Have a message sent later; it replaces an earlier message of its kind that still waits."""
        with self._lock:
            self._waiting.pop(type(message), None)
            self._waiting[type(message)] = message
            if self._timer is None:
                self._timer = threading.Timer(PATIENCE, self.deliver)
                self._timer.daemon = True
                self._timer.start()

    def deliver(self) -> None:
        """Send all waiting messages now."""
        with self._lock:  # held while sending: older messages must not arrive later
            self._stop()
            for message in self._waiting.values():
                self._send(message)
            self._waiting.clear()

    def close(self) -> None:
        """Forget all waiting messages."""
        with self._lock:
            self._stop()
            self._waiting.clear()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
