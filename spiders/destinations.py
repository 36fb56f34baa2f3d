"""Follow links to where they lead, one request at a time for each host; judges and crawls nothing."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response

from auditor.address import host_of, resolve
from auditor.egress import Lane
from auditor.finding import Reason
from auditor.links import Destination, Reach, Register, web_address
from auditor.manners import Manners
from spiders.failures import REACH, REACH_WORDS, reason_for, status_words
from spiders.settings import HEADERS, LONGEST_HOLD, MAX_REDIRECTS
from spiders.title_page import First, first_of
from spiders.turns import turn

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_AGAIN = frozenset((429, 500, 502, 503, 504))
_PAUSE = 2.0
"""Seconds before the one retry where the server asks for no other wait."""

_POLL = 0.25


@dataclass(frozen=True, slots=True)
class FollowLimits:
    """Bound following: bytes read of a page, hops, seconds of one answer, of one address and of all."""

    bytes: int = 256 * 1024
    hops: int = MAX_REDIRECTS
    response_seconds: float = 20.0
    address_seconds: float = 75.0
    seconds: float = 3600.0
    at_once: int = 24


@dataclass(frozen=True, slots=True)
class FollowJob:
    """Say which addresses to follow through one lane; `site_id` names the asker in queues and logs.

    `closed` are patterns of addresses that nobody may visit; a redirect that leads there ends before it.
    """

    addresses: tuple[str, ...]
    proxy: str
    secret: str
    user_agent: str = "classroom-auditor"
    limits: FollowLimits = FollowLimits()
    site_id: str = "links"
    closed: tuple[str, ...] = ()


@dataclass(slots=True)
class _Trail:
    """Remember the way to one address while it is walked."""

    url: str
    hops: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    worked: float = 0.0


class Follower:
    """Follow many addresses, several at a time, never two on one host; used on the reactor's thread only."""

    def __init__(self, job: FollowJob, lane: Lane | None, manners: Manners, readers: Executor) -> None:
        self.job = job
        self._lane = lane
        self._manners = manners
        self._readers = readers
        self._found: dict[str, Destination] = {}
        self._stopped = False
        self._crawler: Crawler | None = None
        self._closed = Register(job.closed)

    def stop(self, reason: Reason, detail: str) -> None:
        """End at the next moment; what was not followed is missing from the result."""
        self._stopped = True

    def fail(self, error: BaseException) -> None:
        """Note that following itself broke; what was found by then stands."""
        self._stopped = True

    def result(self) -> tuple[Destination, ...]:
        """Return what was found, one for each address that was followed; callable from any thread."""
        return tuple(dict(self._found).values())

    async def run(self, crawler: Crawler) -> None:
        """Follow every address until all are done or the time is up."""
        self._crawler = crawler
        crawler.signals.connect(self._judge_bytes, signal=signals.bytes_received)
        room = asyncio.Semaphore(max(1, self.job.limits.at_once))
        # Hosts take turns, so that a thousand links to one host do not hold up all the others.
        ordered = _spread(self.job.addresses)
        tasks = {asyncio.ensure_future(self._follow(url, room)) for url in ordered}
        until = time.monotonic() + self.job.limits.seconds
        try:
            while tasks and not self._stopped and time.monotonic() < until:
                done, tasks = await asyncio.wait(tasks, timeout=_POLL)
                for task in done:
                    task.exception()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, url: str, room: asyncio.Semaphore) -> None:
        trail = _Trail(url)
        try:
            found = await self._walk(trail, room)
        except TimeoutError:
            found = self._lost(trail, Reach.TIMEOUT, "no answer in time")
        except asyncio.CancelledError:
            raise
        except Exception as error:
            found = self._lost(trail, Reach.ERROR, f"it could not be read ({type(error).__name__})")
        self._found[url] = found

    async def _walk(self, trail: _Trail, room: asyncio.Semaphore) -> Destination:
        url = trail.url
        for _ in range(self.job.limits.hops + 1):
            if trail.worked > self.job.limits.address_seconds:
                return self._lost(trail, Reach.TIMEOUT, "no page within the time for one address", url)
            answer = await self._patiently(url, room, trail)
            if isinstance(answer, tuple):
                return self._lost(trail, answer[0], answer[1], url)
            target = _location(answer, url)
            first = None
            if not target:
                first = await asyncio.get_running_loop().run_in_executor(
                    self._readers, first_of, url, _plain(answer), answer.body, self.job.limits.bytes
                )
                target = first.forward
            if not target or not target.startswith(("http://", "https://")):
                return self._had(trail, url, answer, first)
            trail.seen.add(url)
            if target in trail.seen:
                return self._lost(trail, Reach.LOOP, "the redirects go round in a circle", target)
            trail.hops.append(url)
            url = target
            if self._closed.find(web_address(url)) is not None:
                return self._lost(trail, Reach.UNASKED, "a person's own account is not visited", url)
        return self._lost(trail, Reach.LOOP, f"more than {self.job.limits.hops} redirects", url)

    async def _patiently(
        self, url: str, room: asyncio.Semaphore, trail: _Trail
    ) -> Response | tuple[Reach, str]:
        """Ask once, and once more after a pause where the server had no time or broke down."""
        answer: Response | tuple[Reach, str] = (Reach.ERROR, "")
        for attempt in (1, 2):
            host = host_of(url)
            async with turn(self._manners, host, self.job.site_id), room:
                started = time.monotonic()
                answer = await self._ask(url)
                trail.worked += time.monotonic() - started
            if isinstance(answer, tuple) or answer.status not in _AGAIN or attempt == 2:
                return answer
            asked = _plain(answer).get("retry-after", "")
            pause = float(asked) if asked.isdecimal() else _PAUSE
            if pause > LONGEST_HOLD / 2:
                return answer
            self._manners.hold(host, self._manners.now() + pause)
        return answer

    async def _ask(self, url: str) -> Response | tuple[Reach, str]:
        limits = self.job.limits
        meta = {
            "proxy": self.job.proxy,
            "download_timeout": limits.response_seconds,
            # What is longer is cut, not refused; what lies about its length is read as far as it goes.
            "download_maxsize": 0,
            "download_fail_on_dataloss": False,
            "auditor_most": limits.bytes,
            "auditor_once": True,
        }
        assert self._crawler is not None  # noqa: S101 (set before any address is followed)
        try:
            request = Request(
                _without_user(url),
                headers={**HEADERS, "User-Agent": self.job.user_agent},
                meta=meta,
                dont_filter=True,
            )
            async with asyncio.timeout(limits.response_seconds + 1):
                response = await self._crawler.engine.download_async(request)
        except ValueError:
            return Reach.ERROR, "the address cannot be asked for"
        except Exception as error:
            return self._failure(url, error)
        stamp = (response.headers.get("Auditor-Reason") or b"").decode("latin-1")
        secret, _, word = stamp.partition(":")
        if self.job.secret and secret == self.job.secret:
            return REACH.get(word, Reach.REFUSED), REACH_WORDS.get(word, "no connection to the server")
        return response

    def _failure(self, url: str, error: Exception) -> tuple[Reach, str]:
        reason, detail = reason_for(error)
        if reason in (Reason.CONNECT, Reason.TIMEOUT, Reason.PROTOCOL) and self._lane is not None:
            host, _, port = host_of(url).rpartition(":")
            known = (
                self._lane.reason_for(host, int(port))
                if host and port.isdecimal()
                else self._lane.reason_for(host_of(url), 443 if url.startswith("https:") else 80)
            )
            if known is not None and not (reason is Reason.TIMEOUT and known is Reason.CONNECT):
                reason, detail = known, REACH_WORDS.get(str(known), detail)
        return REACH.get(str(reason), Reach.ERROR), detail

    def _judge_bytes(self, data: bytes, request: Request, spider: Any = None) -> None:
        most = request.meta.get("auditor_most")
        if most is None:
            return
        had = request.meta.get("auditor_had", 0) + len(data)
        request.meta["auditor_had"] = had
        if had >= most:
            raise StopDownload(fail=False)

    def _had(self, trail: _Trail, url: str, answer: Response, first: First | None) -> Destination:
        first = first or First()
        detail = "" if answer.status < 400 else status_words(answer.status)
        if "dataloss" in answer.flags and not detail:
            detail = "the answer ended before its stated length"
        return Destination(
            url=trail.url,
            final_url=url,
            reach=Reach.WALL if first.sign_in and answer.status < 400 else Reach.OK,
            status=answer.status,
            hops=tuple(trail.hops),
            title=first.title,
            description=first.description,
            site_name=first.site_name,
            text=first.text,
            detail=detail,
            at=datetime.now(UTC),
        )

    def _lost(self, trail: _Trail, reach: Reach, detail: str, url: str = "") -> Destination:
        return Destination(
            url=trail.url,
            final_url=url or trail.url,
            reach=reach,
            hops=tuple(trail.hops),
            detail=detail,
            at=datetime.now(UTC),
        )


def _spread(addresses: tuple[str, ...]) -> list[str]:
    """Order addresses so that every host's first one comes before any host's second."""
    turns: dict[str, int] = {}
    placed = []
    for number, url in enumerate(dict.fromkeys(addresses)):
        host = host_of(url)
        turns[host] = turns.get(host, 0) + 1
        placed.append((turns[host], number, url))
    return [url for _, _, url in sorted(placed)]


def _location(answer: Response, url: str) -> str:
    if answer.status not in _REDIRECTS:
        return ""
    written = (answer.headers.get("Location") or b"").decode("utf-8", "replace")
    return resolve(written, url).partition("#")[0] if written else ""


def _plain(answer: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")[:2000]
        for name, values in answer.headers.items()
    }


def _without_user(url: str) -> str:
    scheme, colon, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{colon}{host.rpartition('@')[2]}{slash}{path}"
