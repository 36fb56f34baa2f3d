"""See that a name which leads elsewhere the second time leads nowhere, for crawler and browser alike."""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

import pytest

from auditor.browser import BrowserOptions, BrowserPool, available
from auditor.egress import Door, DoorRules
from auditor.manners import HostRule, Manners
from auditor.registry import Site
from auditor.visit import SiteJob, SiteVisit, Visitor
from spiders.crawl import CrawlThread
from spiders.job import CrawlLimits
from tests.golden.district import page
from tests.visit.conftest import AGENT, NIGHT
from tests.web import Web, html

OPEN = "127.1.2.3"
"""Stands in for a public address: the door's settings name it, and no other."""
INSIDE = ("127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1")


@dataclass
class Town:
    """Serve a page at the open address and count who comes to the same port inside."""

    web: Web
    inside: list[socket.socket]

    @property
    def knocks(self) -> int:
        found = 0
        for listening in self.inside:
            while True:
                try:
                    listening.accept()[0].close()
                except BlockingIOError:
                    break
                found += 1
        return found


@pytest.fixture
def town() -> Iterator[Town]:
    routes = {"/": html(page('<p><a href="/week">Week</a></p>')), "/week": html(page("<p>Owls</p>"))}
    # Inside first: its port is the machine's choice, and hardly anybody else is at the open address,
    # while any connection of another test may hold the open one's port inside.
    with ExitStack() as open_sockets:
        inside = [open_sockets.enter_context(socket.create_server(("127.0.0.1", 0)))]
        port = inside[0].getsockname()[1]
        # A machine without IPv6 has nothing there to be reached.
        with suppress(OSError):
            made = socket.create_server(("::1", port), family=socket.AF_INET6)
            inside.append(open_sockets.enter_context(made))
        for listening in inside:
            listening.setblocking(False)
        with Web(routes, address=OPEN, port=port) as web:
            yield Town(web, inside)


@contextmanager
def visitor(
    town: Town, resolver: Callable[[str, int], list[str]], browsers: BrowserPool | None = None
) -> Iterator[tuple[Callable[[], SiteVisit], Door]]:
    manners = Manners(default=HostRule(delay=0.0))
    rules = DoorRules(allow_private=(f"{OPEN}:{town.web.port}",))
    site = Site("turn", f"http://turning.example:{town.web.port}/", "elm", "class")
    limits = CrawlLimits(pages=9, seconds=60, response_seconds=5, waiting_seconds=30)
    try:
        with Door(rules, resolver=resolver) as door, CrawlThread(manners) as crawls:
            visits = Visitor(door, crawls, manners, browsers)
            job = SiteJob(site, NIGHT, limits, AGENT, deadline=time.monotonic() + 90)
            yield lambda: visits.visit(job), door
    finally:
        manners.close()


@pytest.mark.parametrize("turned", INSIDE)
def test_the_crawler_does_not_follow_a_name_inside(town: Town, turned: str) -> None:
    answers = itertools.chain([OPEN], itertools.repeat(turned))
    with visitor(town, lambda host, port: [next(answers)]) as (visit, door):
        first, second = visit(), visit()
        assert [each.key for each in first.pages] == ["/", "/week"]
        assert (str(second.outcome), second.reason, second.pages) == ("refused", "blocked-address", ())
        last = door.log[-1]
        assert (last.host, last.outcome, last.reason) == ("turning.example", "refused", "blocked-address")
    assert town.knocks == 0


def test_of_two_addresses_only_the_open_one_is_used(town: Town) -> None:
    with visitor(town, lambda host, port: ["127.0.0.1", OPEN]) as (visit, _):
        assert [each.key for each in visit().pages] == ["/", "/week"]
    assert town.knocks == 0


@pytest.mark.browser
def test_the_browser_does_not_follow_a_name_inside(town: Town) -> None:
    if (missing := available()) is not None:
        pytest.skip(f"SECOND ANSWERS NOT TESTED WITH A BROWSER: {missing}")
    answers = itertools.chain([OPEN], itertools.repeat("127.0.0.1"))
    with (
        BrowserPool(BrowserOptions(jobs=1, page_seconds=30, pictures=False)) as browsers,
        visitor(town, lambda host, port: [next(answers)], browsers) as (visit, door),
    ):
        seen = visit()
        told = {(str(skip.stage), str(skip.reason)) for skip in seen.skipped}
        assert told == {("browser", "blocked-address")}
        assert (str(seen.outcome), seen.reason) == ("partial", "blocked-address")
        assert "127.0.0.1" in {contact.address.partition(":")[0] for contact in door.log}
    assert town.knocks == 0
