"""Browsers that start beside other work: no more than there are seats, and none outlives its pool."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from auditor.browser import BrowserOptions, BrowserPool
from auditor.browser.pool import _Seat

PATIENCE = 10.0


class Started:
    """Stand in for a browser that was started."""

    def __init__(self) -> None:
        self.alive = True

    def kill(self) -> bool:
        self.alive = False
        return True


def pool_of(seats: int, start: Callable[[], Any]) -> BrowserPool:
    pool = BrowserPool(BrowserOptions(jobs=seats))
    pool._seats = [_Seat(start) for _ in range(seats)]
    return pool


def settle(pool: BrowserPool) -> None:
    for thread in pool._starts:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_each_site_that_is_expected_starts_one_browser_until_all_are_there() -> None:
    started: list[Started] = []

    def start() -> Started:
        started.append(Started())
        return started[-1]

    pool = pool_of(2, start)
    for sites, browsers in ((1, 1), (2, 2), (3, 2)):
        pool.expect()
        settle(pool)
        assert len(started) == browsers, sites
    pool.stop()
    assert [browser.alive for browser in started] == [False, False]


def test_a_browser_that_still_starts_when_all_ends_is_ended() -> None:
    reached, go_on = threading.Event(), threading.Event()
    started: list[Started] = []

    def start() -> Started:
        reached.set()
        assert go_on.wait(PATIENCE)
        started.append(Started())
        return started[-1]

    pool = pool_of(1, start)
    pool.expect()
    assert reached.wait(PATIENCE)
    end = threading.Thread(target=pool.stop)
    end.start()
    patience = time.monotonic() + PATIENCE
    while pool._seats and time.monotonic() < patience:
        time.sleep(0.01)
    go_on.set()
    end.join(PATIENCE)
    assert [browser.alive for browser in started] == [False]


def test_a_browser_that_does_not_start_ahead_is_tried_again_when_a_page_needs_it() -> None:
    tries: list[int] = []

    def start() -> Started:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no room for it")
        return Started()

    pool = pool_of(1, start)
    pool.expect()
    settle(pool)
    assert len(tries) == 1
    assert pool._seats[0].browser().alive
    assert len(tries) == 2
    pool.stop()
