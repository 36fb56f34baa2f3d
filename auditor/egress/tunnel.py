"""Relay bytes between a client and an origin untouched, counted and bounded; opens no TLS."""

from __future__ import annotations

import asyncio

from auditor.egress.lane import Lane
from auditor.egress.wire import Wire
from auditor.finding import Reason

REST_SECONDS = 5.0


class Tunnel:
    """Join two connections until one is lost, both have ended, or the lane has had its share.

    The origin's first byte must follow the client's first within `first_byte_seconds`; after that a
    tunnel may rest, because browsers keep theirs between pages. Once one side has ended, the other
    has `REST_SECONDS` for what is left.
    """

    def __init__(self, client: Wire, origin: Wire, lane: Lane, first_byte_seconds: float) -> None:
        self.up = self.down = 0
        self._client, self._origin, self._lane = client, origin, lane
        self._first_byte_seconds = first_byte_seconds
        self._loop = asyncio.get_running_loop()
        self._end: asyncio.Future[Reason | None] = self._loop.create_future()
        self._timer: asyncio.TimerHandle | None = None
        self._rest: asyncio.TimerHandle | None = None

    async def run(self, early: bytes) -> Reason | None:
        """Relay until the end; `early` is what the client sent already. Returns why it was cut."""
        client, origin = self._client, self._origin
        client.half_open = True
        client.feeder, origin.feeder = origin, client
        client.ended_by_peer, origin.ended_by_peer = self._client_ended, self._origin_ended
        origin.lost = self._origin_ended
        try:
            early += client.take()
            client.sink, origin.sink = self._send_up, self._send_down
            if early:
                self._send_up(early)
            if waiting := origin.take():
                self._send_down(waiting)
            if origin.ended:
                self._origin_ended()
            return await self._end
        finally:
            for timer in (self._timer, self._rest):
                if timer is not None:
                    timer.cancel()
            origin.abort()

    def _send_up(self, data: bytes) -> None:
        if self.up == 0:
            self._timer = self._loop.call_later(self._first_byte_seconds, self._finish, Reason.TIMEOUT)
        self.up += len(data)
        self._lane.bytes_up += len(data)
        if not self._origin.closed:
            self._origin.transport.write(data)

    def _send_down(self, data: bytes) -> None:
        if self.down == 0 and self._timer is not None:
            self._timer.cancel()
        self.down += len(data)
        if not self._lane.charge(len(data)) or self._lane.enough(self.down):
            self._finish(Reason.TOO_LARGE)
        elif not self._client.closed:
            self._client.transport.write(data)

    def _client_ended(self) -> None:
        self._half(self._origin)

    def _origin_ended(self) -> None:
        if self.up and not self.down and not self._client.ended:
            # Nothing ever came back: for the client this is no answer, not an empty one.
            self._finish(Reason.PROTOCOL)
        elif self._origin.closed:
            self._finish(None)
        else:
            self._half(self._client)

    def _half(self, other: Wire) -> None:
        if self._client.ended and self._origin.ended or other.closed:
            self._finish(None)
            return
        if other.transport.can_write_eof():
            other.transport.write_eof()
        if self._rest is None:
            self._rest = self._loop.call_later(REST_SECONDS, self._finish, None)

    def _finish(self, reason: Reason | None) -> None:
        if not self._end.done():
            self._end.set_result(reason)
