"""Turn a host into a connection to an address that was checked; relays nothing."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address

import h11

from auditor.egress.addresses import WEB_PORTS, authority, is_allowed, is_public, literal
from auditor.egress.rules import DoorRules, ReadRules, Refused, Upstream, read_rules
from auditor.egress.wire import Wire
from auditor.finding import Reason

Resolver = Callable[[str, int], Sequence[str]]
"""Find the addresses of a name for a port; blocks, and raises OSError where there are none."""

KEEP_SECONDS = 60.0
KEEP_FAILED_SECONDS = 5.0
NAMES_KEPT = 1024
LOOKUPS_AT_ONCE = 16
ADDRESSES_TRIED = 4
MAX_UPSTREAM_HEAD = 32 * 1024


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the machine's resolver; scope ids stay in the text, so that the check refuses them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Target:
    """Name an address to connect to, already checked, or a name for an upstream proxy that insists."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Dialed:
    """Hold a connection with the address it was checked for, and the proxy it goes through."""

    wire: Wire
    address: str
    via: str = ""


class Names:
    """Keep what names resolved to, for one page or a minute: a name cannot change under a page."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, asyncio.Task[list[str]]]] = {}

    async def find(self, host: str, ask: Callable[[], asyncio.Task[list[str]]]) -> list[str]:
        """Return the addresses kept for `host`, or those that `ask` finds; raises Refused."""
        now = time.monotonic()
        since, task = self._kept.get(host, (0.0, None))
        if task is not None and task.done():
            failed = task.cancelled() or task.exception() is not None
            if now - since > (KEEP_FAILED_SECONDS if failed else KEEP_SECONDS):
                task = None
        if task is None:
            if len(self._kept) >= NAMES_KEPT:
                self._kept.clear()
            task = ask()
            self._kept[host] = (now, task)
        # Shielded: others may wait for the same answer when one client goes away.
        return await asyncio.shield(task)


class Dialer:
    """Resolve, check and connect, in this order, for one door; used on its event loop only."""

    def __init__(self, rules: DoorRules, resolver: Resolver) -> None:
        self.rules = rules
        self.read: ReadRules = read_rules(rules)
        self._resolver = resolver
        self._ports = WEB_PORTS.union(*(entry.ports for entry in self.read.entries))
        self._lookups = asyncio.Semaphore(LOOKUPS_AT_ONCE)
        self._tasks: set[asyncio.Task[list[str]]] = set()

    async def connect(self, names: Names, host: str, port: int) -> Dialed:
        """Connect to a checked address of `host`; raises Refused with the reason."""
        targets = await self._targets(names, host, port)
        if self.read.upstream is None:
            wire, target = await self._reach(targets, port, check=True)
            return Dialed(wire, _shown(target, port))
        fault = Refused(Reason.CONNECT)
        for target in targets:
            try:
                return await self._through(self.read.upstream, names, target, port)
            except Refused as refused:
                fault = refused
        raise fault

    async def _targets(self, names: Names, host: str, port: int) -> list[Target]:
        hosts = self.read.hosts
        if hosts is not None:
            mapped = hosts.get(f"{host}:{port}") or hosts.get(host)
            if mapped is not None:
                return self._checked([str(mapped[0])], mapped[1] or port)
        address = literal(host)
        if address is not None:
            targets = self._checked([host], port)
            if hosts is not None and not self._named(host, port) and is_public(address):
                raise Refused(Reason.DNS)
            return targets
        if hosts is not None:
            raise Refused(Reason.DNS)
        if port not in self._ports:
            raise Refused(Reason.BLOCKED_ADDRESS)
        if self.read.upstream is not None and self.rules.upstream_resolves:
            if host == "localhost" or host.endswith(".localhost"):
                raise Refused(Reason.BLOCKED_ADDRESS)
            return [Target(host, port)]
        return self._checked(await names.find(host, lambda: self._ask(host, port)), port)

    def _named(self, host: str, port: int) -> bool:
        return any(entry.covers(ip_address(host), port) for entry in self.read.entries)

    def _checked(self, addresses: Sequence[str], port: int) -> list[Target]:
        allowed = [text for text in addresses if self._permits(text, port)]
        if not allowed:
            raise Refused(Reason.BLOCKED_ADDRESS, addresses[0] if addresses else "")
        return [Target(text, port) for text in allowed[:ADDRESSES_TRIED]]

    def _permits(self, text: str, port: int) -> bool:
        try:
            return is_allowed(ip_address(text), port, self.read.entries)
        except ValueError:
            return False

    def _ask(self, host: str, port: int) -> asyncio.Task[list[str]]:
        task = asyncio.get_running_loop().create_task(self._look_up(host, port))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Somebody asked who may no longer wait; an unread error is no accident then.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return task

    async def _look_up(self, host: str, port: int) -> list[str]:
        try:
            async with asyncio.timeout(self.rules.connect_seconds):
                await self._lookups.acquire()
                found = await self._in_thread(host, port)
        except (TimeoutError, OSError, ValueError):
            raise Refused(Reason.DNS) from None
        if not found:
            raise Refused(Reason.DNS)
        return found

    def _in_thread(self, host: str, port: int) -> asyncio.Future[list[str]]:
        """Resolve in a thread of its own: a resolver that hangs holds up neither us nor our end."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[str]] = loop.create_future()

        def deliver(found: list[str] | None, fault: Exception | None) -> None:
            self._lookups.release()
            if answer.done():
                return
            if found is None:
                answer.set_exception(OSError("no address") if fault is None else fault)
            else:
                answer.set_result(found)

        def work() -> None:
            found: list[str] | None = None
            fault: Exception | None = None
            try:
                found = list(self._resolver(host, port))
            except Exception as error:
                fault = error if isinstance(error, OSError | ValueError) else OSError("resolver failed")
            with suppress(RuntimeError):  # the door was stopped meanwhile
                loop.call_soon_threadsafe(deliver, found, fault)

        threading.Thread(target=work, name="door-lookup", daemon=True).start()
        return answer

    async def _reach(self, targets: Sequence[Target], port: int, *, check: bool) -> tuple[Wire, Target]:
        """Connect to the first target that answers, and look again at whom we are connected to."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self.rules.connect_seconds
        fault = Refused(Reason.CONNECT)
        for left, target in zip(range(len(targets), 0, -1), targets, strict=True):
            seconds = max(0.0, end - loop.time()) / left
            try:
                async with asyncio.timeout(seconds):
                    _, wire = await loop.create_connection(lambda: Wire(half=True), target.host, target.port)
            except TimeoutError:
                fault = Refused(Reason.TIMEOUT, _shown(target, port))
                continue
            except OSError:
                fault = Refused(Reason.CONNECT, _shown(target, port))
                continue
            peer = wire.transport.get_extra_info("peername")
            if not check or (peer and self._is_checked(peer, target)):
                return wire, target
            wire.abort()
            fault = Refused(Reason.BLOCKED_ADDRESS, peer[0]) if peer else fault
        raise fault

    def _is_checked(self, peer: tuple[str, int], target: Target) -> bool:
        same = ip_address(peer[0]) == ip_address(target.host) and peer[1] == target.port
        return same and self._permits(peer[0], peer[1])

    async def _through(self, upstream: Upstream, names: Names, target: Target, port: int) -> Dialed:
        """Ask the upstream proxy for a tunnel to the checked address (or to the name)."""
        address = "" if literal(target.host) is None else _shown(target, port)
        wire, _ = await self._reach(await self._proxies(upstream, names), upstream.port, check=False)
        try:
            async with asyncio.timeout(self.rules.connect_seconds):
                status = await _ask_for_tunnel(
                    wire, authority(target.host, target.port), upstream.authorization
                )
        except (TimeoutError, OSError, h11.ProtocolError) as fault:
            wire.abort()
            late = isinstance(fault, TimeoutError)
            raise Refused(Reason.TIMEOUT if late else Reason.CONNECT, address) from None
        except BaseException:
            wire.abort()
            raise
        if status != 200:
            wire.abort()
            raise Refused(Reason.TIMEOUT if status == 504 else Reason.CONNECT, address)
        return Dialed(wire, address, authority(upstream.host, upstream.port))

    async def _proxies(self, upstream: Upstream, names: Names) -> list[Target]:
        """Find the proxy itself: the operator named it, so its address is not checked."""
        hosts = self.read.hosts
        if hosts is not None and (mapped := hosts.get(upstream.host)):
            return [Target(str(mapped[0]), mapped[1] or upstream.port)]
        if literal(upstream.host) is not None:
            return [Target(upstream.host, upstream.port)]
        if hosts is not None:
            raise Refused(Reason.DNS)
        found = await names.find(upstream.host, lambda: self._ask(upstream.host, upstream.port))
        return [Target(text, upstream.port) for text in found[:ADDRESSES_TRIED]]


async def _ask_for_tunnel(wire: Wire, target: str, authorization: str) -> int:
    parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_UPSTREAM_HEAD)
    headers = [("Host", target)]
    if authorization:
        headers.append(("Proxy-Authorization", authorization))
    request = parser.send(h11.Request(method="CONNECT", target=target, headers=headers))
    await wire.write((request or b"") + (parser.send(h11.EndOfMessage()) or b""))
    while True:
        event = parser.next_event()
        if event is h11.NEED_DATA:
            parser.receive_data(await wire.read())
        elif isinstance(event, h11.Response):
            wire.put_back(parser.trailing_data[0])
            # Any 2xx opens the tunnel (RFC 9110, 9.3.6).
            return 200 if 200 <= event.status_code < 300 else event.status_code
        elif isinstance(event, h11.ConnectionClosed):
            raise ConnectionResetError("cut")


def _shown(target: Target, port: int) -> str:
    return target.host if target.port == port else authority(target.host, target.port)
