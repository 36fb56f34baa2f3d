"""Use a chromedriver that runs by itself, as a grid's node does: pages, sessions that hang, a whole night."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import tempfile
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from auditor import night
from auditor.browser import BrowserOptions, BrowserPool, unsandboxed
from auditor.browser.capabilities import capabilities
from auditor.browser.options import find_browser
from auditor.browser.remote import RemoteBrowser
from auditor.config import load_config
from auditor.egress import Door, Lane
from auditor.exits import Exit, Refusal
from auditor.finding import Reason
from auditor.keys import load_keys
from auditor.night import Options, Step
from auditor.night.visiting import door_rules
from auditor.store import Store
from tests.golden.district import AS_OF, Town, links, page, write_district
from tests.invented_web import InventedWeb
from tests.web import Web, html

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SECONDS = 60
GRID = "http://grid.example:4444"


@pytest.fixture(scope="module")
def driver() -> Iterator[tuple[str, psutil.Process]]:
    """Return the address and the process of a chromedriver that nobody but this test started."""
    installed = find_browser()
    if installed is None:
        pytest.skip("REMOTE BROWSER NOT TESTED: no chromedriver here")
    command = [installed.driver, "--port=0"]
    with (
        # A browser that is struck leaves what it wrote, and a socket in there must have a short path.
        tempfile.TemporaryDirectory(prefix="driver-", ignore_cleanup_errors=True) as folder,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": folder}
        ) as running,
    ):
        try:
            said = ""
            while (told := re.search(r"started successfully on port (\d+)", said)) is None:
                assert running.stdout is not None and running.poll() is None, said
                said = running.stdout.readline()
            port = int(told[1])
            yield f"http://127.0.0.1:{port}", psutil.Process(running.pid)
        finally:
            running.terminate()


@pytest.fixture
def web() -> Iterator[InventedWeb]:
    with InventedWeb({}) as opened:
        yield opened


def sessions(address: str) -> list[Any]:
    """Ask a driver which sessions it holds."""
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with straight.open(f"{address}/sessions", timeout=SECONDS) as answer:
        return list(json.loads(answer.read())["value"])


def browsers_of(process: psutil.Process) -> list[psutil.Process]:
    return [each for each in process.children(recursive=True) if each.status() != psutil.STATUS_ZOMBIE]


def none_left(driver: tuple[str, psutil.Process]) -> bool:
    end = time.monotonic() + SECONDS
    while sessions(driver[0]) or browsers_of(driver[1]):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def test_a_page_is_read_and_the_session_given_back(
    web: InventedWeb, driver: tuple[str, psutil.Process]
) -> None:
    frame = "<iframe title=c src=http://cal.example/></iframe>"
    web.pages = {"room12.example/": page("<img src=/f.png>", frame), "cal.example/": "<p>Week 1</p>"}
    with BrowserPool(BrowserOptions(jobs=1, remote=driver[0])) as pool:
        assert pool.version.startswith("Chrome/"), "what stands from earlier nights depends on it"
        assert none_left(driver)
        with pool.session(web.proxy, "Classroom auditor (test)") as session:
            rendered = session.render("http://room12.example/")
            assert len(sessions(driver[0])) == 1
    assert rendered.failure is None, rendered.failure
    assert "<p>Week 1</p>" in rendered.html
    assert ("image-alt", "img") in {(seen.rule, seen.selector) for seen in rendered.observations}
    assert none_left(driver)


def test_a_session_that_hangs_is_deleted_and_the_next_page_read(
    web: InventedWeb, driver: tuple[str, psutil.Process]
) -> None:
    web.pages = {
        "room12.example/": "<title>x</title><p>Hello<script>for (;;) {}</script>",
        "room12.example/next": page("<p>Library on Tuesday</p>"),
    }
    with BrowserPool(BrowserOptions(jobs=1, remote=driver[0], page_seconds=4)) as pool:
        with pool.session(web.proxy) as session:
            hung = session.render("http://room12.example/", budget_seconds=4)
        assert hung.failure is not None and hung.failure.reason is Reason.PAGE_TIMEOUT
        assert none_left(driver), "the hung session is gone while the night goes on"
    with BrowserPool(BrowserOptions(jobs=1, remote=driver[0])) as pool, pool.session(web.proxy) as session:
        assert "Library on Tuesday" in session.render("http://room12.example/next").html
    assert none_left(driver)


class Told:
    def start(self, step: Step, total: int) -> None:
        pass

    def site(self, step: Step, site_id: str, remark: str) -> None:
        pass


def test_a_night_through_a_door_for_nodes(
    tmp_path: Path, driver: tuple[str, psutil.Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes: list[Lane] = []
    opened = Door.open

    def noted(self: Door, *words: Any) -> Lane:
        lanes.append(opened(self, *words))
        return lanes[-1]

    monkeypatch.setattr(Door, "open", noted)
    held = {"oak.example/": page(links("/week")), "oak.example/week": page('<img src="/bus.png">')}
    with Town(held) as town:
        district = write_district(tmp_path / "d", [("oak", "http://oak.example/")], town.hosts())
        settings = district.config / "auditor.toml"
        text = settings.read_text("utf-8").replace("jobs = 1", f"jobs = 1\nremote = {json.dumps(driver[0])}")
        door = 'door_address = "127.0.0.2"\ndoor_nodes = ["127.0.0.1"]\n'
        settings.write_text(text.replace("[network]\n", f"[network]\n{door}"), "utf-8")
        summary = night.run(district.config, Options(as_of=AS_OF), (Step.VISIT, Step.JUDGE), Told())
    assert summary.code is Exit.OK, summary.unread
    assert {lane.bind for lane in lanes if lane.owner == "oak"} == {"127.0.0.2"}
    config = load_config(district.config)
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        found = {(each.page, each.rule) for each in store.findings()}
        notes = store.nights()[-1].notes
    assert ("/week", "wcag-1.1.1") in found
    # As root this test's own driver runs without a sandbox, and the report says so.
    assert ("sandbox" in notes) is (os.geteuid() == 0)
    assert none_left(driver)


def test_an_endpoint_that_is_silent_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        remote = f"http://me:hunter2@127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(Refusal) as refused:
            BrowserPool(BrowserOptions(jobs=1, remote=remote)).start()
    assert refused.value.code is Exit.UNAVAILABLE
    assert refused.value.sentence.startswith("No browser could be had from 127.0.0.1 ([browser] remote): ")
    assert "hunter2" not in refused.value.sentence and "\n" not in refused.value.sentence


def test_a_session_is_deleted_with_the_password_of_the_grid() -> None:
    with Web(fallback=lambda request: html("{}")) as web:
        browser = RemoteBrowser(f"http://me:hunter%402@127.0.0.1:{web.port}/wd/hub")
        cdp = {"se:cdp": f"ws://127.0.0.1:{web.port}/session/s1/se/cdp"}
        browser._drivers["tab"] = type("Driver", (), {"session_id": "s1", "capabilities": cdp})()
        assert browser.kill()
    known = "Basic " + b64encode(b"me:hunter@2").decode()
    assert [(each.method, each.path, each.headers["authorization"]) for each in web.requests] == [
        ("GET", "/session/s1/se/cdp", known),  # the browser's own socket, as a grid hands it on
        ("DELETE", "/wd/hub/session/s1", known),
    ]


@pytest.mark.parametrize(
    ("remote", "off"),
    [("", True), ("http://127.0.0.1:4444", True), (GRID, False), ("https://me:x@10.20.30.40/wd/hub", False)],
)
def test_only_browsers_of_this_machine_lose_their_sandbox_to_root(
    monkeypatch: pytest.MonkeyPatch, remote: str, off: bool
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert unsandboxed(remote) is off
    assert ("--no-sandbox" in capabilities("http://10.20.0.5:1", remote).arguments) is off


@pytest.mark.parametrize(
    ("network", "remote", "sentence"),
    [
        ("", GRID, '"network.door_address" is missing'),
        ('door_address = "10.20.0.5"', GRID, '"network.door_nodes" is missing'),
        ('door_address = "0.0.0.0"', GRID, '"0.0.0.0" is no address of this machine'),
        ('door_nodes = ["0.0.0.0/0"]', GRID, '"0.0.0.0/0": write a node or a few'),
        ('door_nodes = ["10.1.2.3:80"]', GRID, '"10.1.2.3:80": write a node or a few'),
        ("", "grid.example:4444", 'write an address such as "http://grid.example:4444"'),
    ],
)
def test_a_grid_without_a_way_out_or_with_one_for_everybody_is_refused(
    tmp_path: Path, network: str, remote: str, sentence: str
) -> None:
    district = write_district(tmp_path / "d", [("oak", "http://oak.example/")], {})
    settings = district.config / "auditor.toml"
    text = settings.read_text("utf-8").replace("jobs = 1", f"jobs = 1\nremote = {json.dumps(remote)}")
    settings.write_text(text.replace("[network]\n", f"[network]\n{network}\n"), "utf-8")
    with pytest.raises(Exception) as refused:
        load_config(district.config)
    assert sentence in str(refused.value)


def test_a_grid_with_both_is_taken(tmp_path: Path) -> None:
    district = write_district(tmp_path / "d", [("oak", "http://oak.example/")], {})
    settings = district.config / "auditor.toml"
    text = settings.read_text("utf-8").replace("jobs = 1", f"jobs = 12\nremote = {json.dumps(GRID)}")
    door = 'door_address = "10.20.0.5"\ndoor_nodes = ["10.20.30.40", "10.20.31.0/24"]\n'
    settings.write_text(text.replace("[network]\n", f"[network]\n{door}"), "utf-8")
    rules = door_rules(load_config(district.config))
    assert (rules.bind, rules.clients) == ("10.20.0.5", ("10.20.30.40", "10.20.31.0/24"))
    settings.write_text(settings.read_text("utf-8").replace(f"remote = {json.dumps(GRID)}", ""), "utf-8")
    rules = door_rules(load_config(district.config))
    assert (rules.bind, rules.clients) == ("127.0.0.1", ()), "nobody else comes without a grid"
