"""Run the one way out to the network on a thread of its own; decides nothing about addresses."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType

from auditor.egress.dialing import Dialer, Resolver, system_resolver
from auditor.egress.exchange import Client
from auditor.egress.lane import Lane
from auditor.egress.ledger import Ledger
from auditor.egress.rules import Contact, DoorRules, LaneLimits

CLIENTS_PER_LANE = 256
STOP_SECONDS = 5.0
OPEN_SECONDS = 60.0
"""How long a visit waits for its lane: on a machine with far too much to do a thread may wait for seconds."""


class Door:
    """Let crawler and browser out through loopback ports, one for each visit.

    `log_path` is a file to which every contact is appended as a JSON line; `resolver` replaces the
    machine's. Raises OSError from `start` where the file cannot be opened. Safe from any thread.
    """

    def __init__(
        self,
        rules: DoorRules | None = None,
        *,
        log_path: Path | None = None,
        resolver: Resolver = system_resolver,
    ) -> None:
        self.rules = rules or DoorRules()
        self._dialer = Dialer(self.rules, resolver)
        self._ledger = Ledger(log_path)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lanes: dict[Lane, tuple[asyncio.Server, set[Client]]] = {}

    @property
    def log(self) -> list[Contact]:
        """List the last contacts, oldest first."""
        return self._ledger.contacts()

    @property
    def log_fault(self) -> OSError | None:
        """Tell the first error that kept a contact out of the log file."""
        return self._ledger.fault

    def start(self) -> None:
        """Start the thread; a second time does nothing."""
        with self._lock:
            if self._thread is not None:
                return
            self._ledger.open()
            loop = asyncio.new_event_loop()
            self._loop = loop
            self._thread = threading.Thread(target=self._run, args=(loop,), name="door", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Cut everything and end the thread, within seconds; a second time does nothing."""
        with self._lock:
            thread, loop = self._thread, self._loop
            if thread is None or loop is None:
                return
            self._thread = self._loop = None
            loop.call_soon_threadsafe(loop.stop)
            if thread is not threading.current_thread():
                thread.join(STOP_SECONDS)
            self._ledger.close()

    def __enter__(self) -> Door:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def open(self, owner: str, limits: LaneLimits | None = None) -> Lane:
        """Open a lane for one visit; `owner` is a site id.

        Raises RuntimeError before start, and OSError where no port can be had (as TimeoutError, where the
        door's thread does not get to it).
        """
        with self._lock:
            if self._loop is None:
                raise RuntimeError("the door is not started")
            lane = Lane(owner, limits or LaneLimits(), self.rules.bind, self._close)
            opened = asyncio.run_coroutine_threadsafe(self._open(lane), self._loop)
        try:
            opened.result(OPEN_SECONDS)
        except TimeoutError:
            opened.cancel()
            raise
        return lane

    def _close(self, lane: Lane) -> None:
        with self._lock:
            if self._loop is None or threading.current_thread() is self._thread:
                return
            closed: Future[None] = asyncio.run_coroutine_threadsafe(self._close_lane(lane), self._loop)
        # A door that was stopped meanwhile has closed its lanes too.
        with suppress(TimeoutError, CancelledError):
            closed.result(STOP_SECONDS)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
            loop.run_until_complete(self._end())
        finally:
            asyncio.set_event_loop(None)
            loop.close()

    async def _end(self) -> None:
        for lane in list(self._lanes):
            await self._close_lane(lane)
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        if rest:
            await asyncio.wait(rest, timeout=1.0)
        for _ in range(2):
            await asyncio.sleep(0)  # transports close their sockets a turn after they were aborted

    async def _open(self, lane: Lane) -> None:
        clients: set[Client] = set()

        def accept() -> asyncio.Protocol:
            client = Client(lane, self._dialer, self._ledger, self._admits, clients.discard)
            if len(clients) < CLIENTS_PER_LANE:
                clients.add(client)
                return client.wire
            client.wire.made = client.wire.abort
            return client.wire

        loop = asyncio.get_running_loop()
        server = await loop.create_server(accept, self.rules.bind, 0, backlog=CLIENTS_PER_LANE)
        lane.port = server.sockets[0].getsockname()[1]
        self._lanes[lane] = (server, clients)

    async def _close_lane(self, lane: Lane) -> None:
        server, clients = self._lanes.pop(lane, (None, set[Client]()))
        if server is None:
            return
        lane.closed = True
        for listening in server.sockets:
            asyncio.get_running_loop().remove_reader(listening.fileno())
        # Python 3.11 leaks a connection accepted in the very turn in which its server is closed.
        for _ in range(2):
            await asyncio.sleep(0)
        server.close()
        tasks = {client.task for client in clients if client.task is not None}
        for client in list(clients):
            client.abort()
        if tasks:
            await asyncio.wait(tasks, timeout=1.0)
        await asyncio.sleep(0)

    def _admits(self, peer: str) -> bool:
        """Tell whether a client may use the door: this machine, or a network that the operator names."""
        address = ip_address(peer.partition("%")[0])
        # Where the door stands at another address than loopback, this machine's crawler comes from there.
        if address.is_loopback or address == ip_address(self.rules.bind):
            return True
        return any(address in network for network in self._dialer.read.clients)
