"""Real browsers: what a page may do to them, what never leaves, and that nothing of them stays behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, Rendered, available
from auditor.browser import options as browser_options
from auditor.browser import pool as browser_pool
from auditor.browser import seat as browser_seat
from auditor.browser import session as browser_session
from auditor.browser.reaper import belonging
from auditor.browser.tab import PageTab
from auditor.engines.pictures import Taken
from auditor.exits import Exit, Refusal
from auditor.finding import Reason, Skipped, Stage
from tests.invented_web import Answer, InventedWeb

pytestmark = pytest.mark.browser

HEAD = "<!DOCTYPE html><html lang=en><title>Room 12</title>"
PLAIN = HEAD + "<p>Homework</p>"
ROOM = "http://room12.example/"


@pytest.fixture(scope="module")
def pool() -> Iterator[BrowserPool]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    with BrowserPool(BrowserOptions(jobs=1, page_seconds=30)) as pool:
        yield pool


@pytest.fixture(scope="module")
def web() -> Iterator[InventedWeb]:
    with InventedWeb({}) as web:
        yield web


@pytest.fixture
def session(pool: BrowserPool, web: InventedWeb) -> Iterator[BrowserSession]:
    web.pages, web.asked = {"room12.example/": PLAIN}, []
    with pool.session(web.proxy, "Classroom auditor (test)") as session:
        yield session


def failure(rendered: Rendered) -> Skipped:
    assert rendered.failure is not None
    return rendered.failure


NUISANCES = (
    ("alerts without end", "setInterval(() => alert('hi'), 1); alert(1); confirm(2); prompt(3)"),
    ("a question until it is answered yes", "let n = 0; while (!confirm('stay?') && n < 9) n++"),
    (
        "an alert borrowed from a frame",
        "const f = document.createElement('iframe'); document.documentElement.append(f);"
        "f.contentWindow.alert('hi')",
    ),
    ("asks before leaving", "onbeforeunload = (e) => { e.preventDefault(); return 'stay?' }"),
    ("prints", "print()"),
    ("changes for ever", "setInterval(() => document.body.append('.'), 20)"),
    ("asks for the camera", "navigator.mediaDevices && navigator.mediaDevices.getUserMedia({video: true})"),
    ("goes full screen", "document.documentElement.requestFullscreen().catch(() => 0)"),
    ("closes itself", "window.close()"),
)


@pytest.mark.parametrize("script", [case[1] for case in NUISANCES], ids=[case[0] for case in NUISANCES])
def test_a_page_that_is_a_nuisance_is_read(session: BrowserSession, web: InventedWeb, script: str) -> None:
    web.pages["room12.example/"] = f"{HEAD}<body><p>Homework</p><script>{script}</script>"
    for _ in range(2):
        rendered = session.render(ROOM)
        assert rendered.failure is None, rendered.failure
        assert "<p>Homework</p>" in rendered.html
        assert rendered.engines


def test_pop_ups_are_refused(session: BrowserSession, web: InventedWeb) -> None:
    script = (
        "window.open('/pop1'); l.click(); f.submit(); "
        "document.body.dispatchEvent(new MouseEvent('click', {ctrlKey: true}))"
    )
    web.pages["room12.example/"] = (
        f"{HEAD}<body><a id=l href=/pop2 target=_blank>x</a><form id=f action=/pop3 target=_blank></form>"
        f"<script>{script}</script><p>Homework</p>"
    )
    rendered = session.render(ROOM)
    assert "<p>Homework</p>" in rendered.html
    assert not [address for address in web.asked if "/pop" in address]


def test_files_offered_by_a_page_are_not_saved(
    session: BrowserSession, web: InventedWeb, pool: BrowserPool
) -> None:
    web.pages["room12.example/f.zip"] = Answer(
        b"PK-secret-bytes", kind="application/zip", headers={"Content-Disposition": "attachment"}
    )
    web.pages["room12.example/"] = (
        f"{HEAD}<body><p>Homework</p><a id=a download=x.zip href=/f.zip>z</a><iframe src=/f.zip></iframe>"
        "<script>a.click()</script>"
    )
    assert "<p>Homework</p>" in session.render(ROOM).html
    saved = [p for p in Path(pool._folder).rglob("*") if p.is_file() and p.suffix in {".zip", ".crdownload"}]
    assert saved == []
    offered = failure(session.render(ROOM + "f.zip"))
    assert (offered.stage, offered.reason) == (Stage.BROWSER, Reason.UNREADABLE_DOCUMENT)


OUTSIDE = (
    ("file frame", "<iframe src='file://{path}'></iframe>"),
    ("file object", "<object data='file://{path}'></object>"),
    (
        "file fetch",
        "<pre id=o></pre><script>fetch('file://{path}').then(r=>r.text()).then(t=>o.append(t))</script>",
    ),
    ("goes to a file", "<script>location.href = 'file://{path}'</script>"),
    ("refreshes to a file", "<meta http-equiv=refresh content='0;url=file://{path}'>"),
    ("source view", "<script>location.href = 'view-source:file://{path}'</script>"),
    (
        "browser's own pages",
        "<iframe src='chrome://version'></iframe><script>location.href='chrome://version'</script>",
    ),
)


@pytest.mark.parametrize("body", [case[1] for case in OUTSIDE], ids=[case[0] for case in OUTSIDE])
def test_a_page_reaches_no_file(session: BrowserSession, web: InventedWeb, tmp_path: Path, body: str) -> None:
    secret = tmp_path / "roster.txt"
    secret.write_text("Emma Larkin 4th grade")
    web.pages["room12.example/"] = HEAD + "<p>Homework</p>" + body.format(path=secret)
    rendered = session.render(ROOM)
    assert "Emma Larkin" not in rendered.html
    assert "Chromium" not in rendered.html
    assert rendered.url == ROOM


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "chrome://version", "about:blank", "data:text/html,x", "", "ftp://x/"]
)
def test_only_the_web_is_shown(session: BrowserSession, url: str) -> None:
    assert failure(session.render(url)).reason is Reason.UNSUPPORTED_SCHEME


def test_a_redirect_to_a_file_is_not_followed(session: BrowserSession, web: InventedWeb) -> None:
    web.pages["room12.example/"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
    rendered = session.render(ROOM)
    assert failure(rendered).reason in {Reason.REDIRECT, Reason.CONNECT}
    assert "root:" not in rendered.html


def test_loopback_goes_through_the_lane_too(session: BrowserSession, web: InventedWeb) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside:
        inside.settimeout(0.2)
        port = inside.getsockname()[1]
        hosts = ("127.0.0.1", "localhost", "[::1]")
        frames = "".join(f"<img src=http://{host}:{port}/x alt=x>" for host in hosts)
        web.pages["room12.example/"] = (
            f"{HEAD}{frames}<script>new WebSocket('ws://127.0.0.1:{port}/w')</script>"
        )
        session.render(ROOM)
        with pytest.raises(TimeoutError):
            inside.accept()
    assert f"127.0.0.1:{port}/x" in web.asked


def test_outside_a_lane_nothing_leaves(pool: BrowserPool, session: BrowserSession, web: InventedWeb) -> None:
    session.render(ROOM)
    browser = pool._seats[0].browser()
    assert session._tab is not None
    driver = session._tab.driver
    stray = next(handle for handle in driver.window_handles if handle != session._tab.handle)
    driver.switch_to.window(stray)
    answer = driver.execute("executeCdpCommand", {"cmd": "Page.navigate", "params": {"url": ROOM}})["value"]
    browser._current = ""  # type: ignore[union-attr]
    assert answer["errorText"] == "net::ERR_PROXY_CONNECTION_FAILED"


def test_a_browser_opens_no_page_of_its_own(pool: BrowserPool, session: BrowserSession) -> None:
    """Each would cost its own process, for every site anew."""
    session.render(ROOM)
    browser = pool._seats[0].browser()
    everything = browser._tools.send("Target.getTargets", filter=[{}])  # type: ignore[union-attr]
    open_now = {target["url"] for target in everything["targetInfos"] if target["type"] != "tab"}
    assert ROOM in open_now
    assert open_now <= {"about:blank", ROOM}


def test_sites_share_nothing(pool: BrowserPool) -> None:
    page = (
        HEAD
        + "<p id=p></p><script>p.append(document.cookie + localStorage.x);"
        + "document.cookie='seen=1'; localStorage.x=2</script>"
    )
    with InventedWeb({"room12.example/": page}) as one, InventedWeb({"room12.example/": page}) as two:
        with pool.session(one.proxy) as first, pool.session(two.proxy) as second:
            assert '<p id="p">undefined</p>' in first.render(ROOM).html
            assert '<p id="p">undefined</p>' in second.render(ROOM).html
            assert '<p id="p">seen=12</p>' in first.render(ROOM).html
        assert (one.asked.count("room12.example/"), two.asked.count("room12.example/")) == (2, 1)


def test_the_auditor_says_who_it_is(session: BrowserSession, web: InventedWeb) -> None:
    web.agents.clear()
    web.pages["room12.example/"] = HEAD + "<img src=/a.png alt=a><iframe src=http://cal.example/></iframe>"
    session.render(ROOM)
    assert web.agents == {"Classroom auditor (test)"}


def test_what_a_page_is_shown_on(session: BrowserSession, web: InventedWeb) -> None:
    script = (
        "p.append([innerWidth, innerHeight, devicePixelRatio, navigator.language, typeof RTCPeerConnection,"
        "matchMedia('(prefers-reduced-motion)').matches, document.visibilityState].join(' '))"
    )
    web.pages["room12.example/"] = f"{HEAD}<p id=p></p><script>{script}</script>"
    assert '<p id="p">1280 900 1 en-US undefined true visible</p>' in session.render(ROOM).html


HANGS = (
    ("a script without end", "<script>for (;;) {}</script>"),
    ("a script without end, later", "<script>setTimeout(() => { for (;;) {} }, 150)</script>"),
    ("a frame's script without end", "<iframe srcdoc='<script>for (;;) {}</script>'></iframe>"),
)


@pytest.mark.parametrize("body", [case[1] for case in HANGS], ids=[case[0] for case in HANGS])
def test_a_page_that_hangs_is_ended_from_outside(
    session: BrowserSession, web: InventedWeb, body: str
) -> None:
    web.pages["room12.example/"] = HEAD + body
    web.pages["room12.example/next"] = PLAIN
    hung = failure(session.render(ROOM, budget_seconds=2))
    assert (hung.stage, hung.reason, hung.url) == (Stage.BROWSER, Reason.PAGE_TIMEOUT, ROOM)
    assert hung.detail == "the page did not come to rest within 2 seconds"
    assert web.asked.count("room12.example/") == 1, "what a site has left is not had twice"
    assert session.render(ROOM + "next").failure is None


def test_a_host_that_never_answers_is_given_up(session: BrowserSession, web: InventedWeb) -> None:
    over = Event()
    web.pages["room12.example/"] = Answer(act=lambda _: (over.wait(20), None)[1])
    try:
        assert failure(session.render(ROOM, budget_seconds=1.5)).reason is Reason.PAGE_TIMEOUT
    finally:
        over.set()


def test_a_picture_that_never_comes_does_not_cost_the_page(session: BrowserSession, web: InventedWeb) -> None:
    over = Event()

    def never(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "image/png")
        handler.send_header("Content-Length", "9999")
        handler.end_headers()
        over.wait(20)

    web.pages["room12.example/"] = PLAIN + "<img src=/slow.png alt=slow>"
    web.pages["room12.example/slow.png"] = Answer(act=never)
    try:
        rendered = session.render(ROOM, budget_seconds=12)
    finally:
        over.set()
    assert rendered.failure is None, rendered.failure
    assert rendered.missing == (ROOM + "slow.png",)


def test_a_tab_that_crashed_is_replaced(session: BrowserSession) -> None:
    assert session.render(ROOM).failure is None
    assert session._tab is not None
    with pytest.raises(Exception):  # noqa: B017 - the driver's word for it changes
        session._tab.command("Page.crash", {})
    assert session.render(ROOM).failure is None


def test_a_page_that_always_crashes_is_given_up(
    session: BrowserSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def crash(
        tab: browser_session.PageTab, url: str, options: BrowserOptions, limit: float, taken: Taken
    ) -> Rendered:
        tried.append(url)
        tab.navigate(url)
        tab.command("Page.crash", {})
        return Rendered(url)

    with monkeypatch.context() as patched:
        patched.setattr(browser_session, "read_page", crash)
        assert failure(session.render(ROOM)).reason is Reason.PAGE_CRASH
    assert tried == [ROOM, ROOM]
    assert session.render(ROOM).failure is None


def test_a_browser_killed_by_someone_else_is_replaced(session: BrowserSession, pool: BrowserPool) -> None:
    session.render(ROOM)
    for pid in belonging(pool._folder):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    rendered = session.render(ROOM)
    assert rendered.failure is None, rendered.failure


@pytest.mark.parametrize(("failures", "reason"), [(2, None), (3, Reason.NO_BROWSER)])
def test_browsers_that_do_not_start_take_no_turn_from_a_page(
    session: BrowserSession, pool: BrowserPool, monkeypatch: pytest.MonkeyPatch, failures: int,
    reason: Reason | None,
) -> None:  # fmt: skip
    start, tried = pool._seats[0]._start, []

    def stumbling() -> object:
        tried.append(1)
        if len(tried) <= failures:
            raise OSError("the browser died while it started")
        return start()

    pool._seats[0].drop()
    monkeypatch.setattr(pool._seats[0], "_start", stumbling)
    rendered = session.render(ROOM)
    assert (rendered.failure.reason if rendered.failure else None) is reason


@pytest.mark.parametrize("dead", [True, False])
def test_what_a_dying_browser_says_of_a_page_is_not_believed(
    session: BrowserSession, pool: BrowserPool, monkeypatch: pytest.MonkeyPatch, dead: bool
) -> None:
    session.render(ROOM)
    read, said = browser_session.read_page, []

    def mistaken(tab: PageTab, url: str, *rest: Any) -> Rendered:
        if said:
            return read(tab, url, *rest)
        said.append(url)
        if dead:
            for pid in belonging(pool._folder):
                os.kill(pid, signal.SIGKILL)
        return Rendered(url, failure=Skipped(Stage.BROWSER, Reason.CONNECT, url, "as it went down"))

    monkeypatch.setattr(browser_session, "read_page", mistaken)
    rendered = session.render(ROOM)
    assert (rendered.failure.detail if rendered.failure else "") == ("" if dead else "as it went down")


def test_browsers_are_renewed_and_sessions_go_on(
    session: BrowserSession, pool: BrowserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_seat, "PAGES_EACH", 2)
    before = pool._seats[0].browser()
    for _ in range(4):
        assert session.render(ROOM).failure is None
    assert pool._seats[0].browser() is not before


def test_many_threads_share_one_browser(pool: BrowserPool) -> None:
    seen: dict[int, str] = {}

    def work(number: int) -> None:
        page = f"{HEAD}<p>Room {number}</p>"
        with InventedWeb({"room12.example/": page}) as web, pool.session(web.proxy) as session:
            for _ in range(3):
                seen[number] = session.render(ROOM).html

    threads = [Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [f"<p>Room {number}</p>" in seen[number] for number in range(3)] == [True, True, True]


def test_a_lane_without_a_way_out_is_said(pool: BrowserPool) -> None:
    with pool.session("http://127.0.0.1:9") as session:
        lost = failure(session.render(ROOM))
    assert (lost.reason, lost.detail) == (Reason.CONNECT, "ERR_PROXY_CONNECTION_FAILED")


def test_nothing_is_left_after_the_end(web: InventedWeb) -> None:
    web.pages = {"room12.example/": PLAIN}
    pool = BrowserPool(BrowserOptions(jobs=2))
    pool.start()
    folder = pool._folder
    assert Path(folder).stat().st_mode & 0o777 == 0o700
    with pool.session(web.proxy) as session:
        assert session.render(ROOM).failure is None
    assert belonging(folder)
    pool.stop()
    pool.stop()
    assert belonging(folder) == []
    assert not Path(folder).exists()


OWNER = """
import sys, time
from auditor.browser import BrowserOptions, BrowserPool
pool = BrowserPool(BrowserOptions(jobs=1))
pool.start()
print(pool._folder, flush=True)
{end}
"""
ENDS = (
    ("killed", "time.sleep(60)", signal.SIGKILL),
    ("terminated", "time.sleep(60)", signal.SIGTERM),
    ("forgets to stop", "sys.exit(0)", None),
    ("breaks off", "raise RuntimeError", None),
)


@pytest.mark.parametrize(("end", "sent"), [case[1:] for case in ENDS], ids=[case[0] for case in ENDS])
def test_nothing_is_left_however_it_ends(end: str, sent: int | None) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER.format(end=end)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parent.parent,
    ) as owner:
        assert owner.stdout is not None
        folder = owner.stdout.readline().strip()
        assert Path(folder).is_dir()
        if sent is not None:
            owner.send_signal(sent)
        owner.wait()
        deadline = time.monotonic() + 10
        while (belonging(folder) or Path(folder).exists()) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert belonging(folder) == []
    assert not Path(folder).exists()


def test_secrets_of_ours_do_not_reach_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2")
    with BrowserPool(BrowserOptions(jobs=1)) as pool:
        words = b"".join(Path(f"/proc/{pid}/environ").read_bytes() for pid in belonging(pool._folder))
    assert b"HOME=" in words
    assert b"hunter2" not in words


def write_certificate(folder: Path) -> Path:
    """Write a self-signed certificate of room12.example with its key; returns the file of both."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "room12.example")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("room12.example")]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    pem = Encoding.PEM
    file = folder / "both.pem"
    file.write_bytes(built.public_bytes(pem) + key.private_bytes(pem, PrivateFormat.PKCS8, NoEncryption()))
    return file


@pytest.mark.parametrize("trusted", [True, False])
def test_tls_is_verified_against_the_districts_authorities(tmp_path: Path, trusted: bool) -> None:
    file = write_certificate(tmp_path)
    with InventedWeb({"/": PLAIN}, certificate=file) as web:
        options = BrowserOptions(jobs=1, ca_file=file if trusted else None)
        with BrowserPool(options) as pool, pool.session(web.proxy) as session:
            rendered = session.render("https://room12.example/")
    if trusted:
        assert rendered.failure is None, rendered.failure
        assert "<p>Homework</p>" in rendered.html
    else:
        assert (failure(rendered).reason, failure(rendered).detail) == (
            Reason.TLS,
            "ERR_CERT_AUTHORITY_INVALID",
        )


def test_authorities_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    with pytest.raises(Refusal) as refused:
        BrowserPool(BrowserOptions(jobs=1, ca_file=file)).start()
    assert (refused.value.code, refused.value.path) == (Exit.CONFIGURATION, file)
    assert refused.value.sentence.endswith("it holds no certificate")


def test_why_there_is_no_browser_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(browser_options.SeleniumManager, "binary_paths", lambda *_: {})
    said = available()
    assert said is not None
    assert said.startswith("No Chrome or Chromium with its chromedriver was found; type `make setup`")
    with pytest.raises(Refusal) as refused:
        BrowserPool(BrowserOptions(jobs=1)).start()
    assert (refused.value.code, refused.value.sentence) == (Exit.UNAVAILABLE, said)
    assert available("http://grid:4444") is None


def test_a_browser_that_does_not_start_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chromedriver"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(
        browser_pool, "find_browser", lambda: browser_options.Installed(str(broken), str(broken))
    )
    pool = BrowserPool(BrowserOptions(jobs=1))
    with pytest.raises(Refusal) as refused:
        pool.start()
    assert refused.value.code is Exit.UNAVAILABLE
    assert refused.value.sentence.startswith("No browser could be started: ")
    assert "\n" not in refused.value.sentence


def test_one_browser_a_core_as_far_as_memory_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    for megabytes, browsers in ((64_000, 8), (2_200, 3), (300, 1)):
        monkeypatch.setattr(browser_options, "_free_megabytes", lambda free=megabytes: free)
        assert browser_options.default_jobs() == browsers


def test_a_long_folder_for_temporary_files_is_left_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser lays a socket into it, whose path may have 107 characters."""
    deep = "/tmp/auditor-browser-12345678/b12345678/t/org.chromium.Chromium.123456/SingletonSocket"
    for named, taken in (("/var/tmp", "/var/tmp"), ("/" + "x" * 40, "/tmp")):  # noqa: S108
        monkeypatch.setattr("auditor.browser.pool.tempfile.gettempdir", lambda named=named: named)
        assert browser_pool._temporary() == taken
        assert len(deep) - len("/tmp") + len(taken) < 107
