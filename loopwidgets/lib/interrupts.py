"""Delays Ctrl-C during work that must not stop halfway, such as a transaction or an import."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_is_holding = False


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delay an interrupt until the end of the block; a second interrupt stops the block.

    Otherwise a transaction could stay open: a notebook keeps the last traceback, which keeps a cursor. And a
    partly imported library can't be used until the kernel is restarted.
    """
    global _is_holding  # noqa: PLW0603 - of the main thread, the only one that is interrupted
    before = signal.getsignal(signal.SIGINT)
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or _is_holding or not callable(before):
        yield
        return
    came: list[int] = []

    def hold(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            before(number, frame)

    signal.signal(signal.SIGINT, hold)
    _is_holding = True
    try:
        yield
    finally:
        _is_holding = False
        signal.signal(signal.SIGINT, before)
        if len(came) == 1:
            before(came[0], None)
