"""Speak for many hostile hosts on loopback, byte by byte where need be; knows no site by itself."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECONDS = 60.0
"""The longest that any peer stalls, drips or pours."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in; header names in lower case. `number` counts requests for this host and path from 1."""

    host: str
    path: str
    query: str
    headers: Mapping[str, str]
    number: int


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the usual kind; text is HTML unless `kind` says otherwise."""

    body: bytes | str = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        head = {"Content-Type": self.kind, "Content-Length": str(len(body)), "Connection": "close"}
        lines = [f"HTTP/1.1 {self.status} Whatever"]
        lines += [f"{name}: {value}" for name, value in (head | dict(self.headers)).items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


class Peer:
    """One connection, for those who answer by hand."""

    def __init__(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked = asked
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        """Send bytes; raises ConnectionError once the other side has hung up."""
        self._writer.write(data)
        await self._writer.drain()

    async def rest(self, seconds: float = SECONDS) -> None:
        """Say nothing for a while, or until the other side hangs up, which raises ConnectionError."""
        try:
            async with asyncio.timeout(seconds):
                while await self._reader.read(1024):
                    pass
        except TimeoutError:
            return
        raise ConnectionResetError

    def reset(self) -> None:
        """Cut the connection without a word."""
        self._writer.transport.abort()


Act = Callable[[Peer], Awaitable[None]]
Answer = Page | str | Callable[[Asked], Page | str] | Act
Site = Mapping[str, Answer]
"""Answers by path, with the query where it matters; "*" answers whatever has none of its own."""

GUIDES = frozenset({"/robots.txt", "/favicon.ico"})
NOT_HERE = Page("<title>404</title><h1>Not Found</h1>", 404)


def by_hand(act: Act) -> Act:
    """Mark a function that takes the connection over."""
    act.by_hand = True  # type: ignore[attr-defined]
    return act


class HostileWeb:
    """Answer for `sites` (by host) on two ports, the second one behind TLS where a context is given.

    `asked` are (host, path) in order. `busiest` is, by host, how many pages were under way at a time:
    what a page is made of (paths that begin with /part/) does not count.
    """

    def __init__(self, sites: Mapping[str, Site], tls: ssl.SSLContext | None = None) -> None:
        self.sites = sites
        self.asked: list[tuple[str, str]] = []
        self.busiest: Counter[str] = Counter()
        self.port = self.tls_port = self.mute_port = 0
        self._tls = tls
        self._counts: Counter[tuple[str, str]] = Counter()
        self._busy: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hostile-web", daemon=True)

    def __enter__(self) -> HostileWeb:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        plain = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=1 << 16)
        mute = await asyncio.start_server(self._mute, "127.0.0.1", 0)
        secure = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._tls, limit=1 << 16)
        self.port, self.tls_port, self.mute_port = (
            server.sockets[0].getsockname()[1] for server in (plain, secure, mute)
        )
        self._ready.set()
        await self._over.wait()
        for server in (plain, mute, secure):
            server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _mute(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take the connection, and neither read nor say anything: not even a handshake."""
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(SECONDS):
                while await reader.read(1024):
                    pass
        writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            asked = self._read(head)
            counts = not asked.path.startswith("/part/") and asked.path not in GUIDES
            self._busy[asked.host] += counts
            self.busiest[asked.host] = max(self.busiest[asked.host], self._busy[asked.host])
            try:
                async with asyncio.timeout(SECONDS):
                    await self._answer(Peer(asked, reader, writer))
                    await writer.drain()
            finally:
                self._busy[asked.host] -= counts
        with suppress(OSError):
            writer.close()

    def _read(self, head: bytes) -> Asked:
        first, *rest = head.decode("latin-1").split("\r\n")
        parts = urlsplit((first.split(" ") + ["/", ""])[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        host = headers.get("host", "").partition(":")[0]
        path = parts.path or "/"
        self.asked.append((host, path))
        self._counts[host, path] += 1
        return Asked(host, path, parts.query, headers, self._counts[host, path])

    async def _answer(self, peer: Peer) -> None:
        asked = peer.asked
        site = self.sites.get(asked.host, {})
        found = site.get(f"{asked.path}?{asked.query}") if asked.query else None
        found = found or site.get(asked.path)
        if found is None and asked.path not in GUIDES and not asked.path.startswith(("/sitemap", "/part/no")):
            found = site.get("*")
        if found is None:
            await peer.send(NOT_HERE.written())
        elif getattr(found, "by_hand", False):
            await found(peer)  # type: ignore[operator, misc, arg-type]
        else:
            made = found(asked) if callable(found) else found  # type: ignore[arg-type]
            await peer.send((Page(made) if isinstance(made, str) else made).written())  # type: ignore[arg-type]
