"""Let a test visit a loopback site with a real door, a real crawl and, where it asks, a real browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from auditor.browser import BrowserOptions, BrowserPool, available
from auditor.config.embeds import Embeds
from auditor.egress import Contact, Door, DoorRules
from auditor.manners import HostRule, Manners
from auditor.registry import Site
from auditor.visit import FileReaders, SiteJob, SiteVisit, Visitor
from spiders.crawl import CrawlThread
from spiders.job import CrawlLimits
from tests.golden.district import Town

AGENT = "classroom-auditor/1.0 (+https://district.example/audit)"
NIGHT = datetime(2026, 11, 4, 2, 0, tzinfo=ZoneInfo("America/Denver"))
LIMITS = CrawlLimits(pages=40, seconds=60, response_seconds=5, waiting_seconds=30)
ROOM = "http://room12.example/"


@dataclass
class Visited:
    """Hold what one visit brought home, and what the door let through on its behalf."""

    visit: SiteVisit
    contacts: list[Contact]

    def page_keys(self) -> list[str]:
        return [page.key for page in self.visit.pages]

    def reasons(self) -> list[tuple[str, str]]:
        """Return (address below the site, reason) of everything skipped."""
        return [(skip.url.removeprefix(ROOM.rstrip("/")), str(skip.reason)) for skip in self.visit.skipped]

    def words(self, key: str) -> list[str]:
        """Return what a visitor of one page reads."""
        page = next(page for page in self.visit.pages if page.key == key)
        return [text.joined for text in page.content.texts]


GoSee = Callable[..., Visited]


@pytest.fixture(scope="session")
def pool() -> Iterator[BrowserPool]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    with BrowserPool(BrowserOptions(jobs=2, page_seconds=40, pictures=False)) as browsers:
        yield browsers


def see(
    town: Town,
    *,
    browsers: BrowserPool | None = None,
    hosts: Mapping[str, str] | None = None,
    rule: HostRule | None = None,
    files: FileReaders | None = None,
    embeds: Embeds | None = None,
    **changes: Any,
) -> Visited:
    """Visit a site of a town once; keyword arguments change the job, its site or its limits."""
    site = Site(
        "room-12", changes.pop("url", ROOM), "elm", changes.pop("kind", "class"), platform="hand-written"
    )
    limits = {name: changes.pop(name) for name in list(changes) if hasattr(LIMITS, name)}
    job = SiteJob(site, NIGHT, replace(LIMITS, **limits), AGENT, deadline=time.monotonic() + 120)
    manners = Manners(default=rule or HostRule(delay=0.0))
    try:
        with (
            Door(DoorRules(hosts=town.hosts() if hosts is None else hosts)) as door,
            CrawlThread(manners) as crawls,
        ):
            visitor = Visitor(door, crawls, manners, browsers, files, embeds)
            visited = visitor.visit(replace(job, **changes))
            return Visited(visited, list(door.log))
    finally:
        manners.close()


@pytest.fixture
def go_see() -> GoSee:
    """Return `see`."""
    return see
