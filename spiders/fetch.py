"""Fetch one address for one site: hops, cookies, validators, waits that a host asks for; follows no links."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from auditor.address import host_of, resolve, within
from auditor.egress import Lane
from auditor.finding import Reason
from auditor.manners import Manners
from spiders.clock import Clock
from spiders.failures import reason_for, status_words
from spiders.job import CrawlJob, Validator
from spiders.kinds import is_media, may_be_page
from spiders.settings import HEADERS, LONGEST_HOLD, MAX_REDIRECTS
from spiders.signs import asks_to_sign_in, is_sign_in_address

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_UNSTATED_HOLD = 10.0
_MOST_COOKIES = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a server said of one address: 200, or 304 where it was asked with validators."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Miss:
    """Say why an address could not be had; `url` is the last one asked, `status` 0 without an answer."""

    url: str
    reason: Reason
    detail: str
    status: int = 0
    headers: Mapping[str, str] | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Say that an address of the site leads to `target`, outside of it, which was not asked."""

    url: str
    target: str


class Fetcher:
    """Ask for addresses of one site through its lane; used on the reactor's thread only."""

    def __init__(
        self, job: CrawlJob, lane: Lane | None, manners: Manners, clock: Clock, crawler: Crawler
    ) -> None:
        self._job = job
        self._lane = lane
        self._manners = manners
        self._clock = clock
        self._crawler = crawler
        self._jar = CookieJar()
        self.requests = 0
        # Scrapy keeps weak references to handlers: this object lives as long as its crawl.
        crawler.signals.connect(self._judge_headers, signal=signals.headers_received)

    async def get(
        self,
        url: str,
        validator: Validator | None = None,
        *,
        most_bytes: int = 0,
        anywhere_on_host: bool = False,
    ) -> Answer | Miss | Elsewhere:
        """Return the answer at `url`, at most `MAX_REDIRECTS` hops on, or why there is none.

        `most_bytes` bounds the body whatever its kind (0: the job's limits by kind). Each hop must
        stay within the site, or with `anywhere_on_host` on its host.
        """
        url = _without_user(url)
        seen: set[tuple[str, str]] = set()
        for _ in range(MAX_REDIRECTS + 1):
            found = await self._patiently(url, validator, most_bytes)
            if isinstance(found, Miss):
                return found
            response, cookies, at, seconds = found
            headers = _plain_headers(response)
            location = headers.get("location", "")
            if response.status not in _REDIRECTS or not location:
                return self._settle(url, response, headers, validator, at, seconds)
            seen.add((url, cookies))
            target = resolve(location, url).partition("#")[0]
            if not target.startswith(("http://", "https://")):
                return Miss(url, Reason.UNSUPPORTED_SCHEME, "redirect to something else than http or https")
            if is_sign_in_address(target):
                words = f"sent to sign in at {host_of(target)}"
                return Miss(url, Reason.LOGIN_REQUIRED, words, response.status)
            inside = resolve("/", self._job.root) if anywhere_on_host else self._job.root
            if not within(target, inside):
                return Elsewhere(url, target)
            if (target, self._cookies(target)) in seen:
                return Miss(url, Reason.REDIRECT, "the redirects go round in a circle", response.status)
            url, validator = _without_user(target), None
        return Miss(url, Reason.REDIRECT, f"more than {MAX_REDIRECTS} redirects")

    async def _patiently(
        self, url: str, validator: Validator | None, most_bytes: int
    ) -> tuple[Response, str, datetime, float] | Miss:
        """Ask once, and once more after a wait that the host asked for."""
        host = host_of(url)
        for attempt in (1, 2):
            found = await self._ask(url, validator, most_bytes)
            if isinstance(found, Miss) or found[0].status not in (429, 503):
                return found
            headers = _plain_headers(found[0])
            asked = _seconds_asked(headers.get("retry-after", ""))
            if asked is None and found[0].status == 503:
                return found
            hold = _UNSTATED_HOLD if asked is None else asked
            words = status_words(found[0].status)
            if attempt == 2 or hold > LONGEST_HOLD:
                self._manners.hold(host, self._manners.now() + min(hold, LONGEST_HOLD))
                return Miss(url, Reason.RATE_LIMITED, f"{words}; asked to come back later", found[0].status)
            self._manners.hold(host, self._manners.now() + hold)
            await asyncio.sleep(hold)
        raise AssertionError("unreachable")

    async def _ask(
        self, url: str, validator: Validator | None, most_bytes: int
    ) -> tuple[Response, str, datetime, float] | Miss:
        headers = {**HEADERS, "User-Agent": self._job.user_agent}
        if validator is not None and validator.etag:
            headers["If-None-Match"] = validator.etag
        if validator is not None and validator.last_modified:
            headers["If-Modified-Since"] = validator.last_modified
        limits = self._job.limits
        meta = {
            "proxy": self._job.proxy,
            "download_timeout": limits.response_seconds,
            "download_maxsize": most_bytes or limits.document_bytes,
            "auditor_fixed": bool(most_bytes),
        }
        at, started = datetime.now(UTC), time.monotonic()
        try:
            # Scrapy may refuse to build a request from an address that browsers can make sense of.
            request = Request(url, headers=headers, meta=meta, dont_filter=True)
            self._jar.add_cookie_header(request)
            cookies = (request.headers.get("Cookie") or b"").decode("latin-1")
            self.requests += 1
            with self._clock.working():
                # Scrapy's own time-out does not cover a tunnel that never opens.
                async with asyncio.timeout(limits.response_seconds + 1):
                    response = await self._crawler.engine.download_async(request)
        except ValueError:
            return Miss(url, Reason.PROTOCOL, "the address cannot be asked for")
        except Exception as error:
            return self._failure(url, error)
        if len(self._jar) < _MOST_COOKIES:
            self._jar.extract_cookies(response, request)
        return self._refusal(url, response) or (response, cookies, at, time.monotonic() - started)

    def _failure(self, url: str, error: Exception) -> Miss:
        reason, detail = reason_for(error)
        if reason in (Reason.CONNECT, Reason.TIMEOUT, Reason.PROTOCOL, Reason.TRUNCATED):
            known = self._door_reason(url)
            # The door's word counts for connections; that a peer dripped bytes only this side saw.
            if known is not None and (reason is not Reason.TIMEOUT or known is not Reason.CONNECT):
                return Miss(url, known, _DOOR_WORDS.get(known, detail))
        return Miss(url, reason, detail)

    def _door_reason(self, url: str) -> Reason | None:
        if self._lane is None:
            return None
        host, port = _authority(url)
        return self._lane.reason_for(host, port)

    def _refusal(self, url: str, response: Response) -> Miss | None:
        """Return what the lane said in a server's place, told from a server by the lane's secret."""
        stamp = (response.headers.get("Auditor-Reason") or b"").decode("latin-1")
        secret, _, word = stamp.partition(":")
        if not self._job.secret or secret != self._job.secret:
            return None
        try:
            reason = Reason(word)
        except ValueError:
            reason = Reason.CONNECT
        return Miss(url, reason, _DOOR_WORDS.get(reason, "the door could not reach the server"))

    def _settle(
        self,
        url: str,
        response: Response,
        headers: Mapping[str, str],
        validator: Validator | None,
        at: datetime,
        seconds: float,
    ) -> Answer | Miss:
        status = response.status
        if status in (200, 203) or (status == 304 and validator is not None):
            return Answer(url, status, headers, response.body, at, seconds)
        if asks_to_sign_in(status, "www-authenticate" in headers):
            return Miss(url, Reason.LOGIN_REQUIRED, status_words(status), status, headers)
        if status in (204, 205):
            return Miss(url, Reason.EMPTY, status_words(status), status, headers)
        if status < 200 or status == 206 or status > 999:
            return Miss(url, Reason.PROTOCOL, status_words(status), status, headers)
        return Miss(url, Reason.HTTP_STATUS, status_words(status), status, headers)

    def _cookies(self, url: str) -> str:
        request = Request(url)
        self._jar.add_cookie_header(request)
        return (request.headers.get("Cookie") or b"").decode("latin-1")

    def _judge_headers(self, headers: Any, body_length: int, request: Request, spider: Any) -> None:
        """Set the limit for the body when its kind is known, and let sound and film go."""
        if request.meta.get("auditor_fixed"):
            return
        stated = (headers.get(b"Content-Type") or b"").decode("latin-1")
        if is_media(request.url, stated):
            raise StopDownload(fail=False)
        limits = self._job.limits
        page = may_be_page(request.url, stated)
        request.meta["download_maxsize"] = limits.page_bytes if page else limits.document_bytes


_DOOR_WORDS = {
    Reason.DNS: "the name is not known",
    Reason.CONNECT: "no connection to the server",
    Reason.TIMEOUT: "no answer in time",
    Reason.BLOCKED_ADDRESS: "the address is not on the public internet",
    Reason.TOO_LARGE: "more bytes than a site may send",
    Reason.TLS: "no secure connection could be made",
    Reason.PROTOCOL: "the server hung up or spoke no HTTP",
}


def _without_user(url: str) -> str:
    """Return an address without a user and password written into it: nobody signs in here."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def _authority(url: str) -> tuple[str, int]:
    host, _, port = host_of(url).rpartition(":") if not host_of(url).endswith("]") else (host_of(url), "", "")
    if not host:
        host, port = host_of(url), ""
    return host, int(port) if port else (443 if url.startswith("https:") else 80)


def _plain_headers(response: Response) -> dict[str, str]:
    """Return headers with lower-case names, without cookies, repeated ones joined."""
    plain: dict[str, str] = {}
    for name, values in response.headers.items():
        key = name.decode("latin-1").lower()
        if key not in ("set-cookie", "set-cookie2", "auditor-reason"):
            joined = ", ".join(value.decode("latin-1") for value in values)
            plain[key[:100]] = joined[:4_000]
    return plain


def _seconds_asked(retry_after: str) -> float | None:
    """Return how long a Retry-After asks to wait, None where it says nothing that can be read."""
    text = retry_after.strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
