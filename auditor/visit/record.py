"""Define what a visit is asked to do and what it brings home; plain data that may cross machines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from auditor.address import page_key
from auditor.finding import Reason, SiteOutcome, Skipped, Stage
from auditor.page import Asset, Content, Document, Page
from auditor.registry import Site
from spiders.job import CrawlLimits


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """Hold everything that one visit saw, as plain data.

    `frontier` are addresses that the budget left unread, to go on with the next night; `bodies`
    maps a digest to the bytes of a page or document, for the page cache, and `kept` to their names
    there; `said` maps a page key to the name there of what the page said (see `kept.light`); `feeds` are
    the site's own news feeds; `again` is what changed pages said some time later, by page key, where it
    was something else; `afresh_at` is when the site was last read without asking what had changed.
    """

    site_id: str
    url: str
    as_of: datetime
    outcome: SiteOutcome
    reason: str = ""
    pages: tuple[Page, ...] = ()
    documents: tuple[Document, ...] = ()
    assets: tuple[Asset, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    feeds: tuple[Document, ...] = ()
    again: Mapping[str, Content] = field(default_factory=dict)
    frontier: tuple[str, ...] = ()
    sitemap: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    afresh_at: datetime | None = None
    requests: int = 0
    bytes_down: int = 0
    seconds: float = 0.0

    @property
    def stood(self) -> tuple[Page, ...]:
        """Return the pages for which what a browser saw on an earlier night stands."""
        return tuple(page for page in self.pages if page.showing and page.showing.at != self.as_of)

    @property
    def complete(self) -> bool:
        """Tell whether every page that links lead to was read, the first page above all."""
        if self.outcome not in (SiteOutcome.AUDITED, SiteOutcome.PARTIAL):
            return False
        crawled = (skip for skip in self.skipped if skip.stage in (Stage.CONNECT, Stage.CRAWL))
        if self.frontier or any(leaves_a_gap(skip) for skip in crawled):
            return False
        first = page_key(self.url, self.url)
        return any(page.key == first for page in self.pages)


@dataclass(frozen=True, slots=True)
class SiteJob:
    """Say what one visit is to do, as plain data.

    `last` is the site's previous visit (without bodies, perhaps without words, see `Words`): its validators
    make requests conditional,
    its frontier is where a partial site goes on. At least every `refresh_days` (0: never) everything is
    asked for and shown afresh. `deadline` is a monotonic moment at which the night's time is up;
    `pages_twice` is how many changed pages are read a second time.
    """

    site: Site
    as_of: datetime
    limits: CrawlLimits
    user_agent: str
    last: SiteVisit | None = None
    refresh_days: int = 7
    browser: bool = True
    pages_twice: int = 12
    deadline: float = float("inf")

    @property
    def afresh(self) -> bool:
        """Tell whether this visit asks for everything anew."""
        if self.last is None or self.last.afresh_at is None:
            return True
        if self.refresh_days == 0:
            return False
        nights = (self.as_of.date() - self.last.afresh_at.date()).days
        # Each site has a day of its own, so that one night does not read all of them afresh.
        own = int.from_bytes(hashlib.sha256(self.site.site_id.encode()).digest()[:4])
        turn = (self.as_of.date().toordinal() + own) % self.refresh_days == 0
        return nights >= self.refresh_days or (nights > 0 and turn)


Words = Callable[[SiteVisit, Page], Page]
"""Returns a page of a visit with its words, which may be kept apart from it (see `kept.light`)."""


def as_it_is(visit: SiteVisit, page: Page) -> Page:
    """Return a page of a visit that has all its words."""
    return page


def leaves_a_gap(skip: Skipped) -> bool:
    """Tell a page that is there and was not read from one that nobody can open."""
    return not (skip.reason is Reason.HTTP_STATUS and skip.detail[:3] in ("404", "410"))
