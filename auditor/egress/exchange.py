"""Serve one client connection: plain http requests one by one, or one tunnel; decides no address."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

import h11

from auditor.egress.addresses import authority, read_authority
from auditor.egress.dealing import Dealing
from auditor.egress.dialing import Dialed, Dialer
from auditor.egress.heads import REASON_HEADER, end_to_end, read_target, response_for_client
from auditor.egress.lane import Lane
from auditor.egress.ledger import Ledger
from auditor.egress.rules import Outcome, Refused
from auditor.egress.tunnel import Tunnel
from auditor.egress.wire import Wire
from auditor.finding import Reason

MAX_REQUEST_HEAD = 64 * 1024
MAX_RESPONSE_HEAD = 128 * 1024
STATUS_WORDS = {400: b"Bad Request", 403: b"Forbidden", 431: b"Request Header Fields Too Large",
                502: b"Bad Gateway", 504: b"Gateway Timeout"}  # fmt: skip
log = logging.getLogger(__name__)


class Client:
    """Serve one connection of a lane's client until either side ends it."""

    def __init__(
        self, lane: Lane, dialer: Dialer, ledger: Ledger,
        admits: Callable[[str], bool], gone: Callable[[Client], None],
    ) -> None:  # fmt: skip
        self.lane, self.dialer, self.ledger = lane, dialer, ledger
        self.wire = Wire(self._made, self._lost, half=False)
        self.task: asyncio.Task[None] | None = None
        self._admits, self._gone = admits, gone
        self._parser = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_REQUEST_HEAD)

    def _made(self) -> None:
        peer = self.wire.transport.get_extra_info("peername")
        # A connection may be accepted in the very moment in which its lane is closed.
        if self.lane.closed or not peer or not self._admits(peer[0]):
            self.wire.abort()
            return
        self.task = asyncio.get_running_loop().create_task(self._serve())

    def _lost(self) -> None:
        if self.task is not None:
            self.task.cancel()
        self._gone(self)

    def abort(self) -> None:
        """Cut the connection and whatever it asked for."""
        self.wire.abort()
        if self.task is not None:
            self.task.cancel()

    async def _serve(self) -> None:
        try:
            while await self._serve_one():
                pass
        except h11.RemoteProtocolError as fault:
            self._answer(431 if fault.error_status_hint == 431 else 400, Reason.PROTOCOL)
        except (ConnectionError, TimeoutError, h11.LocalProtocolError):
            pass
        except Exception as fault:
            # The text of an error may hold an address with its path; its type never does.
            log.error("a connection was dropped after %s", type(fault).__name__)
        finally:
            self.wire.close()

    async def _serve_one(self) -> bool:
        """Serve the next request; False once the connection cannot carry another."""
        event = await self._next()
        if not isinstance(event, h11.Request):
            return False
        if event.method == b"CONNECT":
            if await self._tunnel(event):
                return False
        else:
            await self._exchange(event)
        while self._parser.their_state is h11.SEND_BODY and self._parser.our_state is h11.DONE:
            # The rest of a small refused body, so that the answer is not lost in a reset.
            async with asyncio.timeout(1.0):
                await self._next()
        if self._parser.our_state is h11.DONE and self._parser.their_state is h11.DONE:
            self._parser.start_next_cycle()
            return True
        return False

    async def _next(self) -> h11.Event | type[h11.PAUSED]:
        """Read the client's next event."""
        while True:
            event = self._parser.next_event()
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]
            if self._parser.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                self.wire.transport.write(self._parser.send(go_on) or b"")
            self._parser.receive_data(await self.wire.read())

    def _answer(self, status: int, reason: Reason) -> None:
        """Answer in the door's own name, with the lane's secret, and without a body to be rendered."""
        if self._parser.our_state not in (h11.SEND_RESPONSE, h11.IDLE) or self.wire.closed:
            return
        headers = [
            (b"Content-Length", b"0"),
            (b"Cache-Control", b"no-store"),
            (b"Auditor-Reason", f"{self.lane.secret}:{reason}".encode()),
        ]
        response = h11.Response(status_code=status, headers=headers, reason=STATUS_WORDS[status])
        head = self._parser.send(response) or b""
        self.wire.transport.write(head + (self._parser.send(h11.EndOfMessage()) or b""))

    async def _tunnel(self, request: h11.Request) -> bool:
        """Relay until either side ends; False where no tunnel came about and the client was told."""
        try:
            host, port = read_authority(request.target.decode("ascii"), None)
        except ValueError:
            self._answer(400, Reason.PROTOCOL)
            return False
        while not isinstance(await self._next(), type):
            pass  # a CONNECT has no body; h11 pauses behind it
        dealing = Dealing(self.lane, self.ledger, host, port, time.monotonic())
        try:
            dialed = await self._dial(dealing)
            if dialed is None:
                return False
            tunnel = Tunnel(self.wire, dialed.wire, self.lane, self.dialer.rules.first_byte_seconds)
            self.wire.transport.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            reason: Reason | None = Reason.CANCELED
            try:
                reason = await tunnel.run(self._parser.trailing_data[0])
            finally:
                dealing.up, dealing.down = tunnel.up, tunnel.down
                if reason is Reason.CANCELED and tunnel.down:
                    reason = None  # browsers drop the tunnels that they no longer need
                dealing.settle(Outcome.DONE if reason is None else Outcome.CUT, reason)
            return True
        finally:
            dealing.settle(Outcome.FAILED, Reason.CANCELED)

    async def _dial(self, dealing: Dealing) -> Dialed | None:
        """Connect to the origin, or answer why not."""
        try:
            self.lane.admit(dealing.host)
            dialed = await self.dialer.connect(self.lane.names, dealing.host, dealing.port)
        except Refused as refused:
            dealing.refuse(refused)
            self._answer(refused.status, refused.reason)
            return None
        dealing.connect(dialed)
        return dialed

    async def _exchange(self, request: h11.Request) -> None:
        try:
            host, port, target = read_target(request.target)
        except ValueError:
            self._answer(400, Reason.PROTOCOL)
            return
        dealing = Dealing(self.lane, self.ledger, host, port, time.monotonic())
        dialed = None
        try:
            dialed = await self._dial(dealing)
            if dialed is None:
                return
            try:
                async with asyncio.timeout(self.lane.limits.response_seconds):
                    await self._relay(request, target, dialed.wire, dealing)
            except TimeoutError:
                self._break(dealing, Refused(Reason.TIMEOUT))
            except Refused as refused:
                self._break(dealing, refused)
        finally:
            if dialed is not None:
                dialed.wire.abort()
            dealing.settle(Outcome.CUT if dealing.connected else Outcome.FAILED, Reason.CANCELED)

    def _break(self, dealing: Dealing, refused: Refused) -> None:
        """Answer a failed exchange, or cut the connection where the answer has begun."""
        dealing.refuse(refused)
        if self._parser.our_state is h11.SEND_RESPONSE:
            self._answer(refused.status, refused.reason)
        else:
            self.wire.close()

    async def _relay(self, request: h11.Request, target: bytes, origin: Wire, dealing: Dealing) -> None:
        parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_RESPONSE_HEAD)
        try:
            await self._send(request, target, parser, origin, dealing)
            try:
                async with asyncio.timeout(self.dialer.rules.first_byte_seconds):
                    data = await origin.read()
            except TimeoutError:
                raise Refused(Reason.TIMEOUT) from None
            while not await self._pass_on(data, parser, dealing):
                data = await origin.read()
        except ConnectionError:
            if self.wire.closed:
                raise
            raise Refused(Reason.TRUNCATED if dealing.down else Reason.PROTOCOL) from None

    async def _send(
        self, request: h11.Request, target: bytes, parser: h11.Connection, origin: Wire, dealing: Dealing
    ) -> None:
        """Send the client's request to the origin, its body as it comes."""
        headers = [
            (b"host", authority(dealing.host, dealing.port, 80).encode()),
            *end_to_end(request.headers, (b"host", b"expect", REASON_HEADER)),
            (b"connection", b"close"),
        ]
        head = h11.Request(method=request.method, target=target, headers=headers)
        out = parser.send(head) or b""
        while True:
            event = await self._next()
            if isinstance(event, h11.Data):
                out += parser.send(h11.Data(data=event.data)) or b""
            elif isinstance(event, h11.EndOfMessage):
                out += parser.send(h11.EndOfMessage()) or b""
            else:
                raise ConnectionResetError("cut")
            dealing.up += len(out)
            self.lane.bytes_up += len(out)
            await origin.write(out)
            out = b""
            if isinstance(event, h11.EndOfMessage):
                return

    async def _pass_on(self, data: bytes, parser: h11.Connection, dealing: Dealing) -> bool:
        """Pass a piece of the origin's answer to the client; True at its end."""
        dealing.down += len(data)
        if not self.lane.charge(len(data)) or self.lane.enough(dealing.down):
            raise Refused(Reason.TOO_LARGE)
        out: list[bytes] = []
        ended = False
        try:
            parser.receive_data(data)
            while not ended:
                event = parser.next_event()
                if event is h11.NEED_DATA:
                    break
                if isinstance(event, h11.Data):
                    out.append(self._parser.send(h11.Data(data=event.data)) or b"")
                elif isinstance(event, h11.Response):
                    out.append(self._parser.send(response_for_client(event)) or b"")
                elif isinstance(event, h11.EndOfMessage):
                    out.append(self._parser.send(h11.EndOfMessage()) or b"")
                    ended = True
                elif not isinstance(event, h11.InformationalResponse):
                    raise Refused(Reason.PROTOCOL)
        except h11.ProtocolError:
            begun = not data and self._parser.our_state is h11.SEND_BODY
            raise Refused(Reason.TRUNCATED if begun else Reason.PROTOCOL) from None
        if ended:
            # Before the client can know: whoever has the answer finds it in the ledger.
            dealing.settle(Outcome.DONE)
        if out:
            await self.wire.write(b"".join(out))
        return ended
