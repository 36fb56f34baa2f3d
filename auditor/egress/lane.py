"""Charge bytes and hosts to one visit and remember why its connections failed; moves no bytes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

from auditor.egress.addresses import authority, read_authority
from auditor.egress.dialing import Names
from auditor.egress.rules import LaneLimits, PageTraffic, Refused, RefusedHost
from auditor.finding import Reason

REMEMBERED = 4096


@dataclass(slots=True)
class Tally:
    """Count one page's traffic while it loads; `others` are the hosts beyond the site's own."""

    own: frozenset[str]
    bytes: int = 0
    hosts: dict[str, None] = field(default_factory=dict)
    others: int = 0
    refused: dict[RefusedHost, None] = field(default_factory=dict)


class Lane:
    """Give one visit a way out of its own: a loopback port whose traffic is charged to `owner`.

    Use `url` as the client's proxy. Answers that the door itself made carry the header
    `Auditor-Reason: <secret>:<reason>`; `reason_for` tells the same where a client cannot read it.
    Safe to use from any thread. `port` is set before anyone else holds the lane.
    """

    def __init__(self, owner: str, limits: LaneLimits, bind: str, close: Callable[[Lane], None]) -> None:
        self.owner = owner
        self.limits = limits
        self.secret = secrets.token_hex(16)
        self.bind = bind
        self.port = 0
        self.bytes_down = 0
        self.bytes_up = 0
        self.closed = False
        self.names = Names()
        self._close = close
        self._page: Tally | None = None
        self._hosts: dict[str, None] = {}
        self._reasons: dict[tuple[str, int], Reason] = {}

    @property
    def url(self) -> str:
        return f"http://{authority(self.bind, self.port)}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """List the hosts that were asked for so far, in order."""
        return tuple(self._hosts.copy())

    def begin_page(self, own_hosts: frozenset[str] = frozenset()) -> None:
        """Start counting a page; hosts of the site itself do not count among the page's hosts.

        Names are resolved anew and then kept until the next page begins.
        """
        self.names = Names()
        self._page = Tally(frozenset(_canonical(host) for host in own_hosts))

    def end_page(self) -> PageTraffic:
        """Stop counting the page and return its traffic; empty where none was begun."""
        page, self._page = self._page, None
        if page is None:
            return PageTraffic()
        return PageTraffic(page.bytes, tuple(page.hosts.copy()), tuple(page.refused.copy()))

    def reason_for(self, host: str, port: int = 443) -> Reason | None:
        """Tell why the last connection to `host` failed or was cut; None where it did not."""
        return self._reasons.get((_canonical(host), port))

    def close(self) -> None:
        """Cut what is open and give the port back; a second time does nothing."""
        self._close(self)

    def __enter__(self) -> Lane:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What follows is for the door, on its own thread.

    def admit(self, host: str) -> None:
        """Charge a host to the page; raises Refused where the page or the visit has had its share."""
        if self.bytes_down >= self.limits.total_bytes:
            raise Refused(Reason.TOO_LARGE)
        page = self._page
        if page is not None and host not in page.hosts:
            other = host not in page.own
            if other and page.others >= self.limits.page_hosts:
                raise Refused(Reason.TOO_LARGE)
            page.others += other
            page.hosts[host] = None
        if page is not None and page.bytes >= self.limits.page_bytes:
            raise Refused(Reason.TOO_LARGE)
        if len(self._hosts) < REMEMBERED:
            self._hosts[host] = None

    def charge(self, size: int) -> bool:
        """Charge bytes that came from an origin; False once that is more than the lane may have."""
        self.bytes_down += size
        page = self._page
        if page is not None:
            page.bytes += size
            if page.bytes > self.limits.page_bytes:
                return False
        return self.bytes_down <= self.limits.total_bytes

    def enough(self, down: int) -> bool:
        """Tell whether one connection brought as much as it may."""
        return 0 < self.limits.answer_bytes < down

    def settle(self, host: str, port: int, reason: Reason | None) -> None:
        """Remember how a contact ended, in place of what was known of this host and port."""
        if reason is None:
            self._reasons.pop((host, port), None)
            return
        if len(self._reasons) >= REMEMBERED:
            self._reasons.pop(next(iter(self._reasons)))
        self._reasons[host, port] = reason
        if self._page is not None:
            self._page.refused[RefusedHost(host, reason)] = None


def _canonical(host: str) -> str:
    """Write a host as the door does; a port, if any, is dropped."""
    try:
        return read_authority(host, 80)[0]
    except ValueError:
        return host.lower()
