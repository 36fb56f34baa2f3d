"""Hold the numbers that are promised, that settings reach what they bound, and that memory is bounded."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.browser import BrowserOptions, BrowserPool, available
from auditor.browser.bounds import MOST_BYTES, RENDERER
from auditor.browser.reaper import belonging
from auditor.config import Browser, Crawl, load_config
from auditor.egress import DoorRules, LaneLimits
from auditor.engines import dom
from auditor.extract.jail import Limits
from auditor.finding import Reason
from auditor.manners import HostRule
from auditor.night.visiting import _limits, door_rules
from spiders.destinations import FollowLimits
from spiders.settings import MAX_REDIRECTS
from tests.golden.district import write_district
from tests.invented_web import InventedWeb

PROMISED = [
    ("connect", Crawl().connect_seconds, 10),
    ("connect, at the door", DoorRules().connect_seconds, 10),
    ("first byte", Crawl().first_byte_seconds, 20),
    ("first byte, at the door", DoorRules().first_byte_seconds, 20),
    ("response", Crawl().response_seconds, 30),
    ("response, at the door", LaneLimits().response_seconds, 30),
    ("page in the browser", Browser().page_seconds, 45),
    ("page in the browser, in the pool", BrowserOptions().page_seconds, 45),
    ("document", Limits().seconds, 30),
    ("site, minutes", Crawl().site_minutes, 15),
    ("night, hours", Crawl().night_hours, 4),
    ("HTML", Crawl().page_bytes, 10_000_000),
    ("HTML as shown", dom.MOST_CHARACTERS, 10_000_000),
    ("documents", Crawl().document_bytes, 25_000_000),
    ("pages a site", Crawl().pages, 200),
    ("bytes of a page in the browser", LaneLimits().page_bytes, 15_000_000),
    ("other hosts of a page", LaneLimits().page_hosts, 20),
    ("hops of a link", FollowLimits().hops, 8),
    ("hops of an address", MAX_REDIRECTS, 8),
    ("bytes of a link", FollowLimits().bytes, 256 * 1024),
    ("seconds between pages", HostRule().delay, 1),
    ("pages at a time", HostRule().concurrent, 1),
    ("connections for what a page is made of", HostRule().assets, 6),
    ("robots.txt obeyed", HostRule().robots, True),
]


@pytest.mark.parametrize(
    ("found", "promised"), [row[1:] for row in PROMISED], ids=[row[0] for row in PROMISED]
)
def test_what_is_promised_is_what_is_set(found: float, promised: float) -> None:
    assert found == promised


def test_settings_reach_the_door_and_the_crawl(tmp_path: Path) -> None:
    more = "[crawl]\nconnect_seconds = 3\nfirst_byte_seconds = 4.5\nresponse_seconds = 7\nsite_minutes = 2"
    config = load_config(write_district(tmp_path / "d", [], {}, more=more).config)
    rules, limits = door_rules(config), _limits(config)
    assert (rules.connect_seconds, rules.first_byte_seconds) == (3, 4.5)
    assert (limits.response_seconds, limits.seconds) == (7, 120)


HEAD = "<!doctype html><html lang=en><head><title>Room</title></head><body><h1>Room</h1>"
GREEDY = HEAD + "<script>const all = []; for (;;) all.push(new Uint8Array(1 << 26).fill(7));</script>"


@pytest.fixture(scope="module")
def pool() -> Iterator[BrowserPool]:
    if (missing := available()) is not None:
        pytest.skip(f"MEMORY OF BROWSERS NOT TESTED: {missing}")
    with BrowserPool(BrowserOptions(jobs=1, engines=(), pictures=False)) as made:
        yield made


def resident(pool: BrowserPool) -> int:
    """Return the bytes that all processes of the pool have in memory, each by itself."""
    total = 0
    for pid in belonging(pool._folder):
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
        except OSError:
            continue
    return total


@pytest.mark.browser
def test_a_page_that_takes_memory_without_end_costs_itself_only(pool: BrowserPool) -> None:
    pages = {"greedy.example/": GREEDY, "room12.example/": HEAD + "<p>Owls</p>"}
    with InventedWeb(pages) as web, pool.session(web.proxy) as session:
        greedy = session.render("http://greedy.example/", budget_seconds=25)
        bounded = {
            resource.prlimit(pid, resource.RLIMIT_DATA)
            for pid in belonging(pool._folder)
            if RENDERER in Path(f"/proc/{pid}/cmdline").read_bytes()
        }
        assert (MOST_BYTES, MOST_BYTES) in bounded
        assert greedy.failure is None or greedy.failure.reason in (Reason.PAGE_CRASH, Reason.PAGE_TIMEOUT)
        assert resident(pool) < 3_000_000_000
        after = session.render("http://room12.example/")
        assert after.failure is None and "<p>Owls</p>" in after.html
