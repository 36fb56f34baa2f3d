"""Hold one TCP connection with flow control, read in turn or relayed to another; knows no HTTP."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

# Enough to keep a fast peer busy, little enough that a hundred stalled connections stay small.
HIGH_WATER = 512 * 1024


class Wire(asyncio.Protocol):
    """Read from and write to one connection; `made` and `lost` are called once each.

    While `sink` is set, whatever arrives goes there at once instead of waiting to be read, and
    `ended_by_peer` hears of the peer's end of data. `feeder` is the connection whose data this one
    sends on: it pauses while this one's peer does not take them. `half`: stay open for writing when
    the peer has ended.
    """

    def __init__(
        self, made: Callable[[], None] | None = None, lost: Callable[[], None] | None = None, *, half: bool
    ) -> None:
        self.made, self.lost = made, lost
        self.half_open = half
        self.sink: Callable[[bytes], None] | None = None
        self.ended_by_peer: Callable[[], None] | None = None
        self.feeder: Wire | None = None
        self.closed, self.ended = True, False  # closed until it is made
        self.fault: Exception | None = None
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None
        self._full = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.closed = False
        self.transport.set_write_buffer_limits(high=HIGH_WATER)
        if self.made is not None:
            self.made()

    def data_received(self, data: bytes) -> None:
        if self.sink is not None:
            self.sink(data)
            return
        self._chunks.append(data)
        self._held += len(data)
        if self._held > HIGH_WATER:
            self.transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        self.ended = True
        _wake(self._reader)
        if self.ended_by_peer is not None:
            self.ended_by_peer()
        return self.half_open

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = self.ended = True
        self.fault = exc
        _wake(self._reader)
        _wake(self._writer)
        if self.lost is not None:
            self.lost()

    def pause_writing(self) -> None:
        self._full = True
        if self.feeder is not None and not self.feeder.closed:
            self.feeder.transport.pause_reading()

    def resume_writing(self) -> None:
        self._full = False
        _wake(self._writer)
        if self.feeder is not None and not self.feeder.closed:
            self.feeder.transport.resume_reading()

    async def read(self) -> bytes:
        """Return what has arrived, waiting for it; b"" at the end. Raises ConnectionError when cut."""
        while not self._chunks:
            if self.fault is not None:
                raise ConnectionResetError("cut")
            if self.ended:
                return b""
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        return self.take()

    def take(self) -> bytes:
        """Return what has arrived, without waiting; b"" for nothing."""
        data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        if self._held > HIGH_WATER and not self.closed:
            self.transport.resume_reading()
        self._held = 0
        return data

    def put_back(self, data: bytes) -> None:
        """Let `data` be read again, before anything else."""
        if data:
            self._chunks.appendleft(data)
            self._held += len(data)

    async def write(self, data: bytes) -> None:
        """Send `data` and wait while the peer is behind. Raises ConnectionError when cut."""
        if self.closed:
            raise ConnectionResetError("cut")
        self.transport.write(data)
        while self._full:
            self._writer = asyncio.get_running_loop().create_future()
            await self._writer
            if self.closed:
                raise ConnectionResetError("cut")

    def close(self) -> None:
        """Send what is left, then close."""
        if not self.closed:
            self.transport.close()

    def abort(self) -> None:
        """Close now and drop what is left."""
        if not self.closed:
            self.transport.abort()


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
