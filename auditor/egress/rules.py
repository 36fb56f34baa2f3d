"""Define what the door may do and what it reports, as plain data; opens nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from auditor.egress.addresses import (
    Address,
    AllowEntry,
    Network,
    read_address_and_port,
    read_allow_entry,
    read_authority,
    read_host,
)
from auditor.finding import Reason

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DoorRules:
    """Say which addresses the door may reach, how names become addresses, and for how long.

    `hosts` maps a host (or "host:port") to "address:port"; given, it takes the place of DNS. A
    target without a port keeps the port that was asked for. `upstream_proxy` is an http:// address,
    possibly with user and password. `clients` are networks that may use the door besides loopback,
    for browsers on other machines. Raises ValueError with one sentence for the operator.
    """

    allow_private: tuple[str, ...] = ()
    hosts: Mapping[str, str] | None = None
    upstream_proxy: str = field(default="", repr=False)
    upstream_resolves: bool = False
    bind: str = "127.0.0.1"
    connect_seconds: float = 10.0
    first_byte_seconds: float = 20.0
    clients: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        read_rules(self)


@dataclass(frozen=True, slots=True)
class Upstream:
    """Name the operator's own proxy; `authorization` is a header value and never shown."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReadRules:
    """Hold DoorRules in the form that the door works with."""

    entries: tuple[AllowEntry, ...]
    hosts: Mapping[str, tuple[Address, int | None]] | None
    upstream: Upstream | None
    clients: tuple[Network, ...]


def read_rules(rules: DoorRules) -> ReadRules:
    """Read the operator's texts; raises ValueError with one sentence that says which and why."""
    entries = [_named("allow_private", text, read_allow_entry) for text in rules.allow_private]
    hosts: dict[str, tuple[Address, int | None]] | None = None
    if rules.hosts is not None:
        hosts = {}
        for key, target in rules.hosts.items():
            hosts[_read_key(key)] = _named("hosts", target, read_address_and_port)
            # The map's targets count as allowed, also when a page names them by address.
            entries.append(read_allow_entry(target))
    try:
        ip_address(rules.bind)
    except ValueError:
        raise ValueError(f'bind: "{rules.bind}" is not an address; write one like "127.0.0.1".') from None
    clients = tuple(_named("clients", text, read_allow_entry).network for text in rules.clients)
    return ReadRules(tuple(entries), hosts, _read_upstream(rules.upstream_proxy), clients)


def _read_key(key: str) -> str:
    try:
        if key.count(":") == 1 or "]:" in key:
            return "{}:{}".format(*read_authority(key, None))
        return read_host(key)
    except ValueError:
        raise ValueError(f'hosts: "{key}" is not a host name.') from None


def _named(name: str, text: str, read: Callable[[str], T]) -> T:
    try:
        return read(text)
    except ValueError as fault:
        raise ValueError(f"{name}: {fault}") from None


def _read_upstream(text: str) -> Upstream | None:
    """Read the proxy's address; no fault repeats it, because it may hold a password."""
    if not text:
        return None
    form = 'write it like "http://proxy.example:3128"'
    try:
        parts = urlsplit(text)
        host, port = read_authority(parts.netloc.rpartition("@")[2], 80)
    except ValueError:
        raise ValueError(f"upstream_proxy: this is no proxy's address; {form}.") from None
    if parts.scheme != "http" or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"upstream_proxy: only a plain http:// address is possible; {form}.")
    if parts.username is None:
        return Upstream(host, port)
    secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Upstream(host, port, "Basic " + b64encode(secret.encode()).decode())


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """Bound what one visit may fetch: bytes and hosts of a page in the browser, bytes in all.

    `response_seconds` is the total time of one plain http response, however steadily it drips.
    `answer_bytes` bounds what one connection brings: more is cut off (0: as much as the lane may have).
    """

    page_bytes: int = 15_000_000
    page_hosts: int = 20
    total_bytes: int = 1_000_000_000
    response_seconds: float = 30.0
    answer_bytes: int = 0


class Outcome(StrEnum):
    """How a contact ended: only `done` and `cut` mean that the address was connected to."""

    DONE = "done"
    CUT = "cut"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Contact:
    """Record one contact, or one that was refused: hosts only, never a path or a query.

    `address` is what was connected to, tried last or refused ("" where none was known), with its
    port where that differs; `via` is the upstream proxy. Bytes are counted toward the origin (up)
    and from it (down), `seconds` from the request to the end; `at` is UTC.
    """

    owner: str
    host: str
    port: int
    address: str
    outcome: Outcome
    reason: Reason | None
    bytes_up: int
    bytes_down: int
    seconds: float
    at: datetime
    via: str = ""


@dataclass(frozen=True, slots=True)
class RefusedHost:
    """Name a host that a page asked for in vain, and why."""

    host: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class PageTraffic:
    """Count what one page in the browser fetched: bytes from origins, hosts asked for, refusals."""

    bytes: int = 0
    hosts: tuple[str, ...] = ()
    refused: tuple[RefusedHost, ...] = ()


@dataclass(eq=False)
class Refused(Exception):
    """Tell the client that the door does not, or cannot, reach a host."""

    reason: Reason
    address: str = ""

    @property
    def by_rule(self) -> bool:
        return self.reason in (Reason.BLOCKED_ADDRESS, Reason.TOO_LARGE)

    @property
    def status(self) -> int:
        if self.by_rule:
            return 403
        return 504 if self.reason is Reason.TIMEOUT else 502
