"""Browsers that nobody else needs join a site under way, as far as its host allows it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from auditor.browser import Rendered
from auditor.finding import Reason, Skipped
from auditor.manners import HostRule, Manners
from auditor.visit.showing import Showing

PATIENCE = 20.0


class Lane:
    url = "http://127.0.0.1:1"
    closed = False

    def begin_page(self, hosts: frozenset[str]) -> None: ...

    def end_page(self) -> Any:
        return SimpleNamespace(refused=())

    def close(self) -> None:
        self.closed = True


class Browsers:
    """Stand in for a pool; pages whose address has an event of its own wait for it."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.shown: list[tuple[int, str]] = []
        self.holds: dict[str, threading.Event] = {}
        self.reached: dict[str, threading.Event] = {}
        self.open = self.most = self.sessions = 0
        self._lock = threading.Lock()

    @contextmanager
    def session(self, proxy: str, agent: str, owner: str, pictured: object) -> Iterator[Any]:
        with self._lock:
            self.sessions += 1
            number = self.sessions
            self.open += 1
            self.most = max(self.most, self.open)

        def render(url: str, budget_seconds: float) -> Rendered:
            self.shown.append((number, url))
            self.reached.get(url, threading.Event()).set()
            if url in self.holds:
                assert self.holds[url].wait(PATIENCE)
            return Rendered(url)

        try:
            yield SimpleNamespace(render=render)
        finally:
            with self._lock:
                self.open -= 1


class Reading:
    def __init__(self, name: str) -> None:
        self.lane = Lane()
        site = SimpleNamespace(url=f"http://{name}.example/", site_id=name)
        limits = SimpleNamespace(response_seconds=5.0)
        self.job = SimpleNamespace(site=site, limits=limits, user_agent="test")
        self.read: list[str] = []
        self.skipped: list[Skipped] = []
        self.over = False
        self.fault: Exception | None = None

    def queued(self, seconds: float) -> None: ...

    def charge(self, lane: Lane) -> None: ...

    def pictured(self) -> frozenset[str]:
        return frozenset()

    def time_is_up(self) -> bool:
        return self.over

    def time_reason(self) -> Reason:
        return Reason.SITE_TIME

    def seconds_left(self) -> float:
        return 9.0

    def skip(self, skip: Skipped) -> None:
        self.skipped.append(skip)

    def show(self, page: Any, rendered: Rendered, refused: object) -> None:
        if self.fault is not None:
            raise self.fault
        self.read.append(page.url)


def pages(name: str, count: int) -> list[Any]:
    return [SimpleNamespace(url=f"http://{name}.example/{number}") for number in range(count)]


def showing(browsers: Browsers, concurrent: int) -> tuple[Showing, list[Lane]]:
    lanes: list[Lane] = []

    def lane(*_: object) -> Lane:
        lanes.append(Lane())
        return lanes[-1]

    manners = Manners(default=HostRule(delay=0.0, concurrent=concurrent))
    door: Any = SimpleNamespace(open=lane)
    pool: Any = browsers
    return Showing(door, manners, pool), lanes


def show(shown: Showing, reading: Reading, count: int) -> None:
    one: Any = reading
    shown.show(one, pages(reading.job.site.site_id, count))


def test_a_browser_that_another_site_gave_back_joins_in() -> None:
    browsers = Browsers(2)
    first, second = "http://art.example/0", "http://math.example/0"
    browsers.holds = {url: threading.Event() for url in (first, second, "http://math.example/1")}
    browsers.reached = {url: threading.Event() for url in (*browsers.holds, "http://math.example/2")}
    both, lanes = showing(browsers, 4)
    art, math = Reading("art"), Reading("math")
    threads = [threading.Thread(target=show, args=(both, art, 1))]
    threads[0].start()
    assert browsers.reached[first].wait(PATIENCE)
    threads.append(threading.Thread(target=show, args=(both, math, 6)))
    threads[1].start()
    assert browsers.reached[second].wait(PATIENCE)
    assert lanes == []  # no browser was free
    browsers.holds[first].set()
    threads[0].join(PATIENCE)
    browsers.holds[second].set()
    # While the second page holds one browser, the other one shows the third.
    assert browsers.reached["http://math.example/1"].wait(PATIENCE)
    assert browsers.reached["http://math.example/2"].wait(PATIENCE)
    browsers.holds["http://math.example/1"].set()
    threads[1].join(PATIENCE)
    assert sorted(math.read) == [page.url for page in pages("math", 6)]
    assert sorted(url for _, url in browsers.shown if "math" in url) == sorted(math.read)
    assert (browsers.sessions, browsers.most, [lane.closed for lane in lanes]) == (3, 2, [True])


@pytest.mark.parametrize(
    ("jobs", "concurrent", "count", "sessions"),
    [(3, 1, 6, 1), (1, 3, 6, 1), (2, 2, 2, 1), (2, 2, 6, 2), (4, 2, 9, 2), (4, 4, 0, 0)],
    ids=["a host that takes one page", "one browser", "not worth it", "two", "no more than allowed", "none"],
)
def test_as_many_browsers_as_are_free_allowed_and_worth_it(
    jobs: int, concurrent: int, count: int, sessions: int
) -> None:
    browsers = Browsers(jobs)
    shown, _ = showing(browsers, concurrent)
    reading = Reading("art")
    # The first page waits until all that may join have come, or until nobody else can.
    browsers.holds["http://art.example/0"] = threading.Event()
    if sessions < 2:
        browsers.holds["http://art.example/0"].set()
    else:
        browsers.reached["http://art.example/2"] = browsers.holds["http://art.example/0"]
    show(shown, reading, count)
    assert sorted(reading.read) == [page.url for page in pages("art", count)]
    assert browsers.sessions == sessions
    assert browsers.open == 0


def test_when_time_is_up_each_page_left_is_named() -> None:
    browsers = Browsers(2)
    shown, _ = showing(browsers, 2)
    reading = Reading("art")
    reading.over = True
    show(shown, reading, 3)
    assert [(skip.reason, skip.url) for skip in reading.skipped] == [
        (Reason.SITE_TIME, page.url) for page in pages("art", 3)
    ]
    assert browsers.shown == []


def test_a_fault_in_reading_a_page_ends_the_site_and_gives_the_browser_back() -> None:
    browsers = Browsers(1)
    shown, _ = showing(browsers, 1)
    broken = Reading("art")
    broken.fault = ValueError("a page that cannot be read")
    with pytest.raises(ValueError, match="cannot be read"):
        show(shown, broken, 3)
    whole = Reading("math")
    show(shown, whole, 2)
    assert whole.read == [page.url for page in pages("math", 2)]
