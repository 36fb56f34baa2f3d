"""Browsers that start beside other work: no more than there are seats, and none outlives its pool."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from auditor.browser import BrowserOptions, BrowserPool, reaper
from auditor.browser import options as browser_options
from auditor.browser import pool as browser_pool
from auditor.browser.options import Installed, find_shell
from auditor.browser.seat import Seat

PATIENCE = 10.0


class _Started:
    """Stand in for a browser that was started."""

    def __init__(self) -> None:
        self.alive = True

    def kill(self) -> bool:
        self.alive = False
        return True


def pool_of(seats: int, start: Callable[[], Any]) -> BrowserPool:
    pool = BrowserPool(BrowserOptions(jobs=seats))
    pool._seats = [Seat(start) for _ in range(seats)]
    return pool


def settle(pool: BrowserPool) -> None:
    for thread in pool._starts:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_each_site_that_is_expected_starts_one_browser_until_all_are_there() -> None:
    started: list[_Started] = []

    def start() -> _Started:
        started.append(_Started())
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
    started: list[_Started] = []

    def start() -> _Started:
        reached.set()
        assert go_on.wait(PATIENCE)
        started.append(_Started())
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

    def start() -> _Started:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no room for it")
        return _Started()

    pool = pool_of(1, start)
    pool.expect()
    settle(pool)
    assert len(tries) == 1
    assert pool._seats[0].browser().alive
    assert len(tries) == 2
    pool.stop()


@pytest.mark.parametrize("leader_first", [False, True])
def test_what_hides_its_own_words_is_ended_too(tmp_path: Path, leader_first: bool) -> None:
    """Processes of some browsers write over what they were started with."""
    stay = "env -i sleep 60 & wait"
    environment = {"HOME": str(tmp_path / "b1"), "PATH": os.environ["PATH"]}
    leader = subprocess.Popen(["/bin/sh", "-c", stay], env=environment, start_new_session=True)
    other = subprocess.Popen(["sleep", "60"], start_new_session=True, env={"PATH": os.environ["PATH"]})
    try:
        end = time.monotonic() + PATIENCE
        while len(found := reaper.belonging(str(tmp_path / "b1"))) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        hidden = [pid for pid in found if pid != leader.pid]
        assert len(hidden) == 1
        assert other.pid not in found
        if leader_first:
            leader.send_signal(signal.SIGKILL)
            leader.wait()
            assert reaper.belonging(str(tmp_path / "b1")) == []
            assert reaper.belonging(str(tmp_path / "b1"), {leader.pid}) == hidden
            os.kill(hidden[0], signal.SIGKILL)
        else:
            assert reaper.sweep(str(tmp_path / "b1"))
            assert reaper.belonging(str(tmp_path / "b1"), {leader.pid}) == []
        assert other.poll() is None
    finally:
        for each in (leader, other):
            each.kill()
            each.wait()


WAYS = (
    ("one without windows comes first", {"shell"}, ("shell", "kept")),
    ("it does not start", {"whole"}, ("whole", "kept")),
    ("none of them can be locked in", {"whole, open"}, ("whole", "open")),
)


@pytest.mark.parametrize(("starts", "taken"), [case[1:] for case in WAYS], ids=[case[0] for case in WAYS])
def test_which_browser_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, starts: set[str], taken: tuple[str, str]
) -> None:
    whole = Installed("/opt/whole", "/opt/driver")
    shell = Installed("/opt/shell", "/opt/driver", windowless=True)
    monkeypatch.setattr(browser_pool, "find_browser", lambda: whole)
    monkeypatch.setattr(browser_pool, "find_shell", lambda installed: shell)

    class Started(_Started):
        def __init__(self, installed: Installed, _: str, __: Path, hidden: Sequence[Path]) -> None:
            super().__init__()
            name = "shell" if installed.windowless else "whole"
            self.version = name
            if (name if hidden else f"{name}, open") not in starts:
                raise OSError("it ends at once")

    monkeypatch.setattr(browser_pool, "LocalBrowser", Started)
    with BrowserPool(BrowserOptions(jobs=1, hidden=(tmp_path,))) as pool:
        assert (pool.version, "kept" if pool.options.hidden else "open") == taken
        again = pool._start_browser()
        assert again.version == taken[0], "the next one is of the same kind"


def test_a_browser_without_windows_is_found_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Installed("/opt/whole", "/opt/driver")
    (tmp_path / "policies" / "managed").mkdir(parents=True)
    monkeypatch.setattr(browser_options, "POLICIES", (tmp_path / "policies", tmp_path / "nowhere"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_shell(whole) is None
    program = tmp_path / "chromium-headless-shell"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_shell(whole) == Installed(str(program), "/opt/driver", windowless=True)
    (tmp_path / "policies" / "managed" / "district.json").write_text("{}")
    assert find_shell(whole) is None, "it would not obey what the machine's administrator says"
