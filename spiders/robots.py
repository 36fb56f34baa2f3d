"""Read robots.txt the way RFC 9309 says; leaves fetching it to the crawl."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

LIMIT = 500 * 1024
"""How many bytes of a robots.txt are read (RFC 9309, 2.5)."""


@dataclass(frozen=True, slots=True)
class Robots:
    """Hold what one host asks of crawlers; `closed` says why nothing may be fetched, else "".

    A missing file (any 4xx) allows everything; a server that fails (5xx) or does not answer forbids
    everything, because nobody knows what it would have asked (RFC 9309, 2.3.1). `overruled` is true
    where the district owns the host and its own audit does not heed the file.
    """

    rules: Protego | None = None
    product: str = ""
    closed: str = ""
    overruled: bool = False

    def allows(self, url: str) -> bool:
        """Say whether an address may be fetched."""
        if self.closed:
            return False
        return self.rules is None or self.overruled or self.rules.can_fetch(url, self.product)

    @property
    def delay(self) -> float:
        """Return the seconds asked for between two pages, 0 where none are asked for."""
        if self.rules is None or self.overruled:
            return 0.0
        asked = self.rules.crawl_delay(self.product)
        rate = self.rules.request_rate(self.product)
        pace = rate.seconds / rate.requests if rate is not None and rate.requests else 0.0
        return max(0.0, asked or 0.0, pace)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Return the sitemaps named, in order."""
        return tuple(self.rules.sitemaps)[:20] if self.rules is not None else ()


def read_robots(body: bytes, user_agent: str) -> Robots:
    """Return the rules that hold for `user_agent`, whose product name stands before its slash."""
    text = body[:LIMIT].decode("utf-8-sig", "replace").replace("\0", "")
    product = user_agent.split("/")[0].split()[0] if user_agent.strip() else "*"
    return Robots(Protego.parse(text), product)
