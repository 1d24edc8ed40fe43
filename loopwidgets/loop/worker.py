"""Runs rounds: in a long-lived process, which is killed to cancel; else in a thread.

It knows no project and no model.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import fields, is_dataclass
from typing import Any

_NICE = 10
_LOOK = 0.1
"""Seconds between two checks of a thread if its turn has come."""
_NAMES = {"make": "features"}
"""Names of parts of a job, where a user knows them by another name."""


class Worker:
    """Runs a single piece of work at a time, out of the way of the person who labels.

    Parameters
    ----------
    carrier
        The joblib backend (dask, Ray, Spark) that the caller has chosen. The work then starts in a thread,
        and its parts go to this backend.
    in_thread
        True if a thread will do, for work that mostly waits.
    """

    def __init__(self, carrier: Any = None, *, in_thread: bool = False) -> None:
        self._carrier = carrier
        self._in_thread = in_thread or carrier is not None
        self._pool: Any = None
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self.remark = ""
        """The reason why it works in a thread unasked; else empty."""

    @property
    def in_process(self) -> bool:
        """True if work runs in a process of its own, which can be killed."""
        return not self._in_thread

    @property
    def pids(self) -> list[int]:
        """The ids of the processes that are held."""
        return [] if self._pool is None else list(self._pool._processes or ())  # noqa: SLF001

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run a function; if it can't be sent to another process, it runs in a thread, with a warning."""
        if not self._in_thread and not _can_travel((function, arguments)):
            self.remark = (
                f"{_held_back(function, arguments)} can't be pickled, so the model works in a thread of "
                "the kernel. There it can't be stopped in the middle, and slows the kernel down. Make a "
                "connection or a lock inside the function that uses it; then it can be pickled."
            )
            warnings.warn(f"loop: {self.remark}", stacklevel=2)
            self._in_thread = True
        if self._in_thread:
            return self._threaded(function, arguments)
        with self._lock:
            try:
                future: Future[Any] = self._process().submit(function, *arguments)
            except BrokenProcessPool:  # it died while nothing was to be done
                self._pool = None
                future = self._process().submit(function, *arguments)
        return future

    def _process(self) -> Any:
        if self._pool is None:
            from joblib.externals.loky import ProcessPoolExecutor

            self._pool = ProcessPoolExecutor(
                1, timeout=None, initializer=_begin, initargs=(os.getpid(),)
            )
        return self._pool

    def cancel(self) -> None:
        """Stop all running work at once; a thread can only be left to itself."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            with suppress(Exception):
                pool.shutdown(wait=False, kill_workers=True)

    close = cancel

    def _threaded(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Future[Any]:
        future: Future[Any] = Future()

        def work() -> None:
            while not self._turn.acquire(timeout=_LOOK):  # earlier work that was given up may go on
                if future.cancelled():
                    return
            try:
                if not future.set_running_or_notify_cancel():
                    return
                try:
                    result = self._carried(function, arguments)
                except BaseException as error:  # noqa: BLE001 - it is the future's to tell
                    future.set_exception(error)
                else:
                    future.set_result(result)
            finally:
                self._turn.release()

        threading.Thread(target=work, name="loopwidgets-round", daemon=True).start()
        return future

    def _carried(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if self._carrier is None:
            return function(*arguments)
        from joblib import parallel_config

        backend, n_jobs = self._carrier
        with parallel_config(backend=backend, n_jobs=n_jobs):
            return function(*arguments)


def aside(function: Callable[[], Any], seconds: float) -> Any:
    """Run a function once in a process of its own, and wait for it as long as ``seconds``.

    Raises
    ------
    TimeoutError
        If it takes longer.
    """
    worker = Worker()
    try:
        return worker.submit(function).result(timeout=seconds)
    finally:
        worker.close()


def carrier() -> Any:
    """Return the backend for parallel work that the caller chose (`joblib.parallel_config`), or None."""
    from joblib.parallel import get_active_backend

    backend, n_jobs = get_active_backend()
    plain = type(backend).__name__ in ("LokyBackend", "SequentialBackend", "ThreadingBackend")
    return None if plain else (backend, n_jobs)


def _can_travel(what: Any) -> bool:
    import cloudpickle

    try:
        cloudpickle.dumps(what)  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - whatever it is, it can't be sent
        return False
    return True


def _held_back(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    """Return the names of the parts that can't be sent."""
    found = [
        f"{_NAMES.get(part.name, part.name)}="
        for whole in (getattr(function, "__self__", None), *arguments)
        for part in (fields(whole) if is_dataclass(whole) else ())
        if not _can_travel(getattr(whole, part.name))
    ]
    return " and ".join(found) or "An argument"


def _begin(kernel: int) -> None:
    """Begin a process: the person who labels comes first, and it ends with the kernel, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is meant for the cell that runs
    threading.Thread(target=_end_with, args=(kernel,), daemon=True).start()
    with suppress(AttributeError, OSError):
        os.nice(_NICE)
    from threadpoolctl import threadpool_limits

    most = max(1, (os.cpu_count() or 2) // 2)
    # Modules that are imported later read the first, joblib's n_jobs=-1 the second.
    os.environ["OMP_NUM_THREADS"] = os.environ["LOKY_MAX_CPU_COUNT"] = str(most)
    threadpool_limits(limits=most)  # type: ignore[no-untyped-call]


def _end_with(kernel: int) -> None:
    """End this process when the kernel is gone: a killed kernel could tell no one."""
    while os.getppid() == kernel:
        time.sleep(1)
    os._exit(1)
