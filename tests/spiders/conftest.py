"""Let a test crawl a loopback server through a real door, with manners that do not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from auditor.egress import Door, DoorRules, LaneLimits
from auditor.finding import Reason, Skipped
from auditor.manners import HostRule, Manners
from spiders.crawl import CrawlJob, CrawlLimits, CrawlResult, CrawlThread
from tests.web import Route, Web

AGENT = "classroom-auditor/1.0 (+https://district.example/audit; audit@district.example)"
QUICK = CrawlLimits(pages=40, seconds=20, response_seconds=1.5, waiting_seconds=20)


@dataclass
class Crawl:
    """Hold what a crawl brought, in words that tests compare."""

    result: CrawlResult
    web: Web

    def paths(self, kind: str = "page") -> list[str]:
        return [each.url.removeprefix(self.web.url("")) for each in self.result.fetched if each.kind == kind]

    def skip(self, path: str) -> Skipped:
        found = [skip for skip in self.result.skipped if skip.url == self.web.url(path)]
        assert found, f"nothing was skipped at {path}: {self.result.skipped}"
        return found[0]

    def reasons(self) -> dict[str, Reason]:
        return {skip.url.removeprefix(self.web.url("")): skip.reason for skip in self.result.skipped}

    def details(self) -> str:
        return "\n".join(skip.detail for skip in self.result.skipped)


CrawlSite = Callable[..., Crawl]


@pytest.fixture
def crawl_site() -> Iterator[CrawlSite]:
    """Crawl routes (or a server already running) once; keyword arguments change the job or its limits."""
    servers: list[Web] = []

    def run(
        routes: dict[str, Route] | Web,
        root: str = "/",
        *,
        rule: HostRule | None = None,
        manners: Manners | None = None,
        hosts: dict[str, str] | None = None,
        allow: bool = True,
        **changes: Any,
    ) -> Crawl:
        if isinstance(routes, Web):
            web = routes
        else:
            web = Web(routes)
            web.__enter__()
            servers.append(web)
        limits = {name: changes.pop(name) for name in list(changes) if hasattr(QUICK, name)}
        start = root if "://" in root else web.url(root)
        allowed = (f"127.0.0.1:{web.port}",) if allow else ()
        scheduler = manners or Manners(default=rule or HostRule(delay=0.0))
        door = Door(DoorRules(allow_private=allowed, hosts=hosts))
        with door, CrawlThread(scheduler) as crawls, door.open("r12", LaneLimits()) as lane:
            job = CrawlJob(
                "r12",
                start,
                (start,),
                lane.url,
                lane.secret,
                limits=replace(QUICK, **limits),
                user_agent=AGENT,
            )
            return Crawl(crawls.crawl(replace(job, **changes), lane), web)

    yield run
    for server in servers:
        server.close()
