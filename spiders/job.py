"""Define what one crawl is asked and what it brings back, as plain data; fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from auditor.finding import Skipped
from auditor.page import Content

Kind = Literal["page", "document", "asset"]

FOLLOWED = frozenset(
    {"a", "area", "iframe", "img", "media", "svg", "text", "meta-refresh", "button-onclick", "div-onclick"}
)
"""Carriers of links that lead a reader on; forms and scripts do not."""


@dataclass(frozen=True, slots=True)
class Validator:
    """Hold what an earlier night knew of one address, so that the server may answer "not modified".

    `links` and `assets` are the addresses that the page led to: they are followed when it has not
    changed and its body is not sent again. `kind` and `suffix` are what the address was; left out, they
    are guessed from its name.
    """

    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    links: tuple[str, ...] = ()
    depth: int = 0
    assets: tuple[str, ...] = ()
    kind: Kind | None = None
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class CrawlLimits:
    """Bound one crawl: counts of pages and steps, bytes, and seconds of work.

    `seconds` is charged only while a request or a parser is at work; `waiting_seconds` bounds the
    time spent waiting for turns on a shared host. Bytes count as sent and again as unpacked.
    """

    pages: int = 200
    depth: int = 8
    page_bytes: int = 10_000_000
    document_bytes: int = 25_000_000
    seconds: float = 900.0
    response_seconds: float = 30.0
    assets: bool = True
    waiting_seconds: float = 14_400.0


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """Say what one crawl is to do.

    `start` are the addresses to fetch first, in order: the root and what the last night left, or in
    later rounds the links that only scripts made. `proxy` is the site's lane, `secret` the word by
    which the lane's refusals are told from a server's. `skip_keys` are page keys had already this
    night. `round` is 0 for the first round, which alone reads sitemaps. `assets` are files that only
    the shown pages name: they come with the pages' own, within the same limits.
    """

    site_id: str
    root: str
    start: tuple[str, ...]
    proxy: str
    secret: str
    known: Mapping[str, Validator] = field(default_factory=dict)
    limits: CrawlLimits = CrawlLimits()
    skip_keys: frozenset[str] = frozenset()
    user_agent: str = "classroom-auditor"
    follow: bool = True
    round: int = 0
    assets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Hand over one picture while it is at hand; its bytes are let go afterwards.

    `requested` is the address asked for, `url` the one that answered; `kind` is its suffix without a
    dot; `digest` the SHA-256 of `body` in hexadecimal.
    """

    url: str
    requested: str
    kind: str
    digest: str
    body: bytes


TakePicture = Callable[[Picture], None]
"""Reads a picture on a thread of the crawl; whatever it raises costs that picture only."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Record one answer: a page, a linked document, or a file that pages are made of.

    `url` is where the answer came from, `requested` what was asked for; `headers` have lower-case
    names and no cookies; `body` is unpacked, and empty for assets, for sound and film, and where
    `not_modified`; `size` is its length in bytes before it was let go; `digest` its SHA-256 in
    hexadecimal; `suffix` the kind of file without a dot ("html", "pdf"); `content` what a page said.
    """

    url: str
    requested: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    digest: str
    kind: Kind
    depth: int
    referrer: str
    not_modified: bool
    at: datetime
    seconds: float
    suffix: str = ""
    size: int = 0
    content: Content | None = None


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """Hold all that one crawl saw and could not see.

    `frontier` are addresses nobody fetched, in order, for the next night; `sitemaps` are pairs of
    address and its stated last change; `redirects` are pairs of an address of the site and the
    address elsewhere to which it leads, which was not fetched; `waited` is in seconds.
    """

    fetched: tuple[Fetched, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    frontier: tuple[str, ...] = ()
    sitemap: tuple[tuple[str, str], ...] = ()
    feeds: tuple[str, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    waited: float = 0.0
    requests: int = 0
