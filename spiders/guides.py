"""Fetch what a host says to crawlers, robots.txt and sitemaps, and remember it for one night."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace

from auditor.address import host_of, resolve, within
from auditor.finding import Reason
from auditor.manners import Manners
from spiders.fetch import Answer, Fetcher, Miss
from spiders.job import CrawlJob
from spiders.robots import Robots, read_robots
from spiders.sitemaps import read_sitemap
from spiders.turns import turn
from spiders.unpack import Damaged, TooLarge, unpack

_KEEP = 4 * 3600.0
_KEEP_CLOSED = 300.0
_ROBOTS_BYTES = 2_000_000
_MOST_SITEMAPS = 20
_MOST_PAGES = 5_000


@dataclass(frozen=True, slots=True)
class Guide:
    """Hold a host's rules; `reason` says why they close the host where robots.txt itself does not."""

    robots: Robots
    reason: Reason | None = None


class Guides:
    """Ask each host once, however many sites it carries; used on the reactor's thread only."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._kept: dict[str, tuple[float, Guide]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def robots(self, job: CrawlJob, fetcher: Fetcher, url: str) -> Guide:
        """Return the rules for an address, fetched through the asking site's lane where unknown."""
        origin = resolve("/", url)
        if not origin.startswith(("http://", "https://")):
            return Guide(Robots())
        async with self._locks.setdefault(origin, asyncio.Lock()):
            until, guide = self._kept.get(origin, (0.0, None))
            if guide is None or time.monotonic() > until:
                guide = await self._fetch(job, fetcher, origin)
                keep = _KEEP_CLOSED if guide.robots.closed else _KEEP
                self._kept[origin] = (time.monotonic() + keep, guide)
            return guide

    async def _fetch(self, job: CrawlJob, fetcher: Fetcher, origin: str) -> Guide:
        host = host_of(origin)
        async with turn(self._manners, host, job.site_id):
            found = await fetcher.get(f"{origin}robots.txt", most_bytes=_ROBOTS_BYTES, anywhere_on_host=True)
        guide = _guide(found, job.user_agent)
        if self._manners.rule(host).robots:
            return guide
        # The district owns this host and says that its robots.txt is not meant for its own audit.
        return Guide(replace(guide.robots, closed="", overruled=True))

    async def sitemap(self, job: CrawlJob, fetcher: Fetcher, robots: Robots) -> dict[str, str]:
        """Return the site's own addresses that its sitemaps name, each with its stated last change."""
        host_root = resolve("/", job.root)
        folder = job.root if job.root.endswith("/") else f"{job.root}/"
        waiting = [url for url in robots.sitemaps if within(url, host_root)]
        waiting += [resolve("sitemap.xml", host_root if "?" in job.root else folder)]
        found: dict[str, str] = {}
        asked: set[str] = set()
        while waiting and len(asked) < _MOST_SITEMAPS and len(found) < _MOST_PAGES:
            url = waiting.pop(0)
            if url in asked or not robots.allows(url):
                continue
            asked.add(url)
            async with turn(self._manners, host_of(url), job.site_id):
                answer = await fetcher.get(url, most_bytes=job.limits.page_bytes, anywhere_on_host=True)
            if not isinstance(answer, Answer):
                continue  # a site without a sitemap lacks nothing
            try:
                encoding = answer.headers.get("content-encoding", "")
                body = unpack(answer.body, encoding, job.limits.page_bytes)
                read = await asyncio.to_thread(read_sitemap, body, job.limits.page_bytes)
            except (TooLarge, Damaged):
                continue
            waiting += [resolve(more, url) for more in read.sitemaps if within(resolve(more, url), host_root)]
            for address, changed in read.pages[: _MOST_PAGES - len(found)]:
                address = resolve(address, url)
                if within(address, job.root):
                    found.setdefault(address.partition("#")[0], changed)
        return found


def _guide(found: object, user_agent: str) -> Guide:
    """Judge an answer for robots.txt as RFC 9309, 2.3.1 does."""
    if isinstance(found, Answer):
        try:
            body = unpack(found.body, found.headers.get("content-encoding", ""), _ROBOTS_BYTES)
        except (TooLarge, Damaged):
            body = b""
        return Guide(read_robots(body, user_agent))
    if isinstance(found, Miss):
        if found.status >= 500 and found.reason is Reason.HTTP_STATUS:
            return Guide(Robots(closed=f"robots.txt answered {found.detail}"), Reason.ROBOTS)
        if found.status == 0 and found.reason not in (Reason.REDIRECT, Reason.UNSUPPORTED_SCHEME):
            return Guide(Robots(closed=f"robots.txt: {found.detail}"), found.reason)
        if found.reason is Reason.RATE_LIMITED:
            return Guide(Robots(closed=f"robots.txt: {found.detail}"), found.reason)
    return Guide(Robots())  # 4xx, a circle of redirects or a redirect elsewhere: there is no robots.txt
