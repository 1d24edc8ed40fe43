"""A TCP proxy that makes a server slow, or cuts it off, as a bad network does.

It knows nothing of HTTP or Jupyter. (The browser's own network emulation has no effect on
websockets.)
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from types import TracebackType
from typing import Self


class LatencyProxy:
    """Stands before ``127.0.0.1:<target>`` on a port of its own.

    Parameters
    ----------
    target
        Port of the server.
    delay
        Seconds that are added to every chunk, each way. May be changed at any time: open a page
        first, then make the network slow.

    Examples
    --------
    >>> with LatencyProxy(8888) as proxy:  # doctest: +SKIP
    ...     proxy.delay = 0.2
    """

    def __init__(self, target: int, *, delay: float = 0.0) -> None:
        self.target = target
        self.delay = delay
        self.port = 0
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._connections: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        listening = asyncio.run_coroutine_threadsafe(self._listen(), self._loop)
        self._server = listening.result(timeout=10)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def cut(self) -> None:
        """Break every connection and refuse new ones, until `mend`."""
        self._is_cut = True
        self.drop()

    def mend(self) -> None:
        self._is_cut = False

    def drop(self) -> None:
        """Break every connection once; new ones are served."""
        asyncio.run_coroutine_threadsafe(self._break_all(), self._loop).result(timeout=10)

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _end(self) -> None:
        self._server.close()
        await self._break_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _break_all(self) -> None:
        for writer in list(self._connections):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, far_writer}
        self._connections |= both
        try:
            await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))
        except asyncio.CancelledError:
            return  # the proxy ends; asyncio would print the cancellation as an error
        finally:
            self._connections -= both
            for end in both:
                end.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes, in order, each chunk ``delay`` after it came."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def pass_on() -> None:
            with contextlib.suppress(OSError):
                while True:
                    due, chunk = await waiting.get()
                    await asyncio.sleep(max(0.0, due - loop.time()))
                    if not chunk:
                        writer.write_eof()
                        return
                    writer.write(chunk)
                    await writer.drain()

        passing = asyncio.ensure_future(pass_on())
        with contextlib.suppress(OSError):
            chunk = b"-"
            while chunk:
                chunk = await reader.read(65536)
                waiting.put_nowait((loop.time() + self.delay, chunk))
            await passing
        passing.cancel()
