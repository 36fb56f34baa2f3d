"""Second readings: which pages are asked for again the same night, and what is learnt by it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from auditor.egress import Door, DoorRules
from auditor.manners import HostRule, Manners
from auditor.registry import Site
from auditor.visit import SiteJob, SiteVisit, Visitor, changed_pages
from spiders.crawl import CrawlThread
from tests.golden.district import Town
from tests.visit.conftest import AGENT, LIMITS, NIGHT, ROOM
from tests.web import Request, Response, html


class Room:
    """A first page with a number that grows with every request, and a page that stands still."""

    def __init__(self) -> None:
        self.asked = 0

    def first(self, _: Request) -> Response:
        self.asked += 1
        return html(f"<h1>Room 12</h1><a href='/still'>More</a><p>Reader number {self.asked}</p>")


@pytest.fixture(scope="module")
def visitor_of() -> Iterator[tuple[Town, Visitor]]:
    room = Room()
    still = "<h1>More</h1><p>We read every day.</p>"
    with Town({"room12.example/": room.first, "room12.example/still": still}) as town:
        manners = Manners(default=HostRule(delay=0.0))
        try:
            with Door(DoorRules(hosts=town.hosts())) as door, CrawlThread(manners) as crawls:
                yield town, Visitor(door, crawls, manners, None)
        finally:
            manners.close()


def job_of(last: SiteVisit | None, kind: str = "class", pages_twice: int = 12) -> SiteJob:
    site = Site("room-12", ROOM, "elm", kind, platform="hand-written")
    return SiteJob(
        site, NIGHT, LIMITS, AGENT, last, browser=False, pages_twice=pages_twice,
        deadline=time.monotonic() + 60,
    )  # fmt: skip


def test_only_what_changed_is_read_again_and_what_differs_is_kept(visitor_of: tuple[Town, Visitor]) -> None:
    town, visitor = visitor_of
    before = visitor.visit(job_of(None))
    assert changed_pages(job_of(None), before) == []
    job = job_of(before)
    seen = visitor.visit(job)
    assert [page.key for page in changed_pages(job, seen)] == ["/"]
    since = town.seen
    again = visitor.visit_again(job, seen)
    assert town.asked(since=since) == ["/"]
    first = next(page for page in again.pages if page.key == "/").served
    told = {key: {text.split for text in content.texts} for key, content in again.again.items()}
    assert told == {"/": ({text.split for text in first.texts} - {"Reader number 2"}) | {"Reader number 3"}}
    assert (again.requests, again.seconds >= seen.seconds) == (seen.requests + 1, True)


REFUSED = [
    ("a school's site, on which no update is due", {"kind": "school"}, 0.0),
    ("none is to be read twice", {"pages_twice": 0}, 0.0),
    ("the site's time is spent", {}, LIMITS.seconds + 1),
]


@pytest.mark.parametrize(("how", "spent"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_nothing_is_asked_again(
    visitor_of: tuple[Town, Visitor], how: dict[str, object], spent: float
) -> None:
    town, visitor = visitor_of
    before = visitor.visit(job_of(None))
    job = job_of(before, **how)  # type: ignore[arg-type]
    seen = replace(visitor.visit(job), seconds=spent)
    since = town.seen
    assert visitor.visit_again(job, seen) == seen
    assert town.asked(since=since) == []
