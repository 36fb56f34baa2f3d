"""Count whoever knocks at this machine's own addresses, by TCP and UDP; answers nobody."""

from __future__ import annotations

import ipaddress
import itertools
import os
import selectors
import socket
import threading
from contextlib import suppress

import psutil

_MADE = itertools.count()


class Canary:
    """Listen on one port of every address this machine has, and on port 80 where that is allowed.

    `knocks` says who came in, in order; every one of them is a fault.
    """

    def __init__(self) -> None:
        self.knocks: list[str] = []
        self._sockets: list[socket.socket] = []
        self._over = threading.Event()
        tcp = self._listen("0.0.0.0", 0)  # noqa: S104 - whoever reaches any address of ours counts
        self.port: int = tcp.getsockname()[1]
        with suppress(OSError):
            self._listen("::", self.port)
        for address in ("0.0.0.0", "::"):  # noqa: S104
            with suppress(OSError):
                self._listen(address, self.port, socket.SOCK_DGRAM)
        seed = os.getpid()
        self.low = f"127.{77 + next(_MADE) % 100}.{seed // 250 % 250 + 1}.{seed % 250 + 1}"
        with suppress(OSError):
            self._listen(self.low, 80)
        self._thread = threading.Thread(target=self._watch, name="canary", daemon=True)

    def addresses(self) -> list[str]:
        """Return every address of this machine and other ways to write one of them, as a URL's authority."""
        own = [
            entry.address.partition("%")[0]
            for entries in psutil.net_if_addrs().values()
            for entry in entries
            if entry.family in (socket.AF_INET, socket.AF_INET6)
        ]
        spelled = ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]", "[::]"]
        spelled += ["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"]
        spelled += ["[2002:7f00:1::]", "room@127.0.0.1", "127.0.0.1."]
        spelled += [f"[{each}]" if ipaddress.ip_address(each).version == 6 else each for each in own]
        return [*(f"{each}:{self.port}" for each in dict.fromkeys(spelled)), self.low]

    def __enter__(self) -> Canary:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(5)
        for each in self._sockets:
            each.close()

    def _listen(self, address: str, port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        made = socket.socket(family, kind)
        try:
            if family == socket.AF_INET6:
                made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made.bind((address, port))
            if kind == socket.SOCK_STREAM:
                made.listen(64)
            made.setblocking(False)
        except OSError:
            made.close()
            raise
        self._sockets.append(made)
        return made

    def _watch(self) -> None:
        with selectors.DefaultSelector() as waiting:
            for each in self._sockets:
                waiting.register(each, selectors.EVENT_READ)
            while not self._over.is_set():
                for key, _ in waiting.select(0.1):
                    self._take(key.fileobj)  # type: ignore[arg-type]

    def _take(self, ready: socket.socket) -> None:
        with suppress(OSError):
            if ready.type == socket.SOCK_DGRAM:
                data, peer = ready.recvfrom(2048)
                self.knocks.append(f"UDP {peer[0]} {data[:80]!r}")
                return
            connection, peer = ready.accept()
            with connection:
                connection.settimeout(1.0)
                self.knocks.append(f"TCP {peer[0]}")
                self.knocks[-1] += f" {connection.recv(2048)[:200]!r}"
