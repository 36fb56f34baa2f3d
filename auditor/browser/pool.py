"""Keep browsers at work: one session a site, hung or crashed browsers replaced; reads no page itself."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from selenium.common.exceptions import WebDriverException
from urllib3.exceptions import HTTPError

from auditor.browser import reaper, trust
from auditor.browser.capabilities import unsandboxed
from auditor.browser.options import (
    MISSING,
    BrowserOptions,
    Installed,
    Rendered,
    default_jobs,
    find_browser,
    find_shell,
)
from auditor.browser.process import LocalBrowser
from auditor.browser.reading import own_scripts, read_page
from auditor.browser.remote import RemoteBrowser
from auditor.browser.tab import PageTab
from auditor.engines import dom
from auditor.engines.tab import DRAWN
from auditor.exits import Exit, Refusal
from auditor.finding import Reason, Skipped, Stage

START_SECONDS: Final = 40.0
PAGES_EACH: Final = 400
MOST_TURNS: Final = 2
"""How often a page is shown that hangs or ends its browser."""
MOST_STARTS: Final = 3
LEAST_SECONDS: Final = 1.0
"""What must be left of a site's time for a page to be tried a second time."""
LONGEST_TEMPORARY: Final = 25
"""Pages after which a browser is replaced, so that its memory stays flat over a night."""

_BROKEN: Final = (WebDriverException, HTTPError, OSError)


class _Deadline:
    """Strike from another thread when a block of code takes too long."""

    def __init__(self, seconds: float, strike: Callable[[], object]) -> None:
        self.struck = False
        self._strike = strike
        self._over = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._fire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._over = True
        self._timer.cancel()

    def _fire(self) -> None:
        with self._lock:
            if not self._over:
                self.struck = True
                self._strike()


class _Seat:
    """One place for a browser, which may be replaced; whoever holds the lock drives it."""

    def __init__(self, start: Callable[[], LocalBrowser | RemoteBrowser]) -> None:
        self.lock = threading.Lock()
        self.sessions = 0
        self.over = False
        self._start = start
        self._browser: LocalBrowser | RemoteBrowser | None = None
        self._pages = 0

    def browser(self) -> LocalBrowser | RemoteBrowser:
        """Return a browser that is alive, a fresh one where the last has done its share."""
        if self._browser is None or not self._browser.alive or self._pages >= PAGES_EACH:
            self.drop()
            self._browser = self._start()
            self._pages = 0
        self._pages += 1
        return self._browser

    def begin(self) -> None:
        """Start the browser where there is none; where it does not start, whoever needs it says so."""
        with self.lock, contextlib.suppress(*_BROKEN, Refusal):
            if self._browser is None and not self.over:
                self._browser = self._start()
            if self.over:
                self.drop()

    def holds(self, browser: LocalBrowser | RemoteBrowser | None) -> bool:
        return browser is not None and browser is self._browser and browser.alive

    def drop(self) -> None:
        """End the browser; the next page gets another."""
        if self._browser is not None:
            self._browser.kill()
        self._browser = None


class BrowserSession:
    """Show the pages of one site in a context of its own; use it from one thread at a time."""

    def __init__(self, pool: BrowserPool, seat: _Seat, proxy: str, user_agent: str) -> None:
        self._pool = pool
        self._seat = seat
        self._proxy = proxy
        self._user_agent = user_agent
        self._browser: LocalBrowser | RemoteBrowser | None = None
        self._tab: PageTab | None = None
        self._taken: dict[tuple[str, ...], bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def render(self, url: str, *, budget_seconds: float | None = None) -> Rendered:
        """Return what a browser and the engines make of a page.

        A page that hangs or ends the browser is tried once more in a fresh one, as far as the budget
        goes, then comes back with `failure`. Takes at most twice the page's limit, and about the budget, in
        seconds; waiting for the browser is not counted. Never raises for a page.

        A browser that does not start, or died while it stood idle, is no page's fault and takes no turn
        from it: three of them in a row are needed for the page to go unread.
        """
        if not url.startswith(("http://", "https://")):
            return Rendered(url, failure=Skipped(Stage.BROWSER, Reason.UNSUPPORTED_SCHEME, url))
        left = budget_seconds if budget_seconds is not None else float("inf")
        lost: Skipped | None = None
        waited = 0.0
        turns = 0
        for _ in range(MOST_STARTS):
            asked = time.monotonic()
            with self._seat.lock:
                begun = time.monotonic()
                waited += begun - asked
                outcome = self._attempt(url, max(0.1, min(self._pool.options.page_seconds, left)))
            if isinstance(outcome, Rendered):
                return replace(outcome, seconds_waited=waited)
            lost = outcome
            left -= time.monotonic() - begun
            turns += outcome.reason is not Reason.NO_BROWSER
            if turns == MOST_TURNS or left < LEAST_SECONDS:
                break
        return Rendered(url, failure=lost, seconds_waited=waited)

    def close(self) -> None:
        """Dispose of the context: cookies, cache and open page."""
        with self._seat.lock:
            if self._tab is not None and self._browser is not None and self._seat.holds(self._browser):
                try:
                    with _Deadline(10, self._browser.kill):
                        self._browser.close_tab(self._tab)
                except _BROKEN:
                    self._seat.drop()
            self._tab = None
        self._pool._left(self._seat)

    def _attempt(self, url: str, limit: float) -> Rendered | Skipped:
        """Show the page once; return why not where the browser was lost on it."""
        try:
            browser, tab = self._ready()
        except (*_BROKEN, Refusal) as fault:
            self._seat.drop()
            return Skipped(Stage.BROWSER, Reason.NO_BROWSER, url, _words(fault))
        deadline = _Deadline(limit, browser.kill)
        try:
            with deadline:
                browser.show(tab)
                rendered = read_page(tab, url, self._pool.options, limit, self._taken)
                if rendered.failure is not None:
                    # What a dying browser says of a page is not believed: this raises where it is dead.
                    tab.command("Browser.getVersion", {})
                return rendered
        except _BROKEN as fault:
            self._seat.drop()
            if deadline.struck:
                detail = f"the page did not come to rest within {limit:.0f} seconds"
                return Skipped(Stage.BROWSER, Reason.PAGE_TIMEOUT, url, detail)
            return Skipped(Stage.BROWSER, Reason.PAGE_CRASH, url, _words(fault))

    def _ready(self) -> tuple[LocalBrowser | RemoteBrowser, PageTab]:
        browser = self._seat.browser()
        if self._tab is None or browser is not self._browser:
            with _Deadline(START_SECONDS, browser.kill):
                self._tab = browser.open_tab(self._proxy)
                self._tab.prepare(self._pool.scripts, dom.still(), self._user_agent)
            self._browser = browser
        return browser, self._tab


class BrowserPool:
    """Hold a fixed number of browsers; sessions of many threads share them, one page a browser at a time.

    `unsandboxed` is true where Chromium's sandbox is off because this runs as root: reports say so.
    Nothing is left ten seconds after `stop`, nor after this process was killed: a small child that holds
    no more than the folder's name waits for that and clears up.
    """

    def __init__(self, options: BrowserOptions) -> None:
        self.options = options
        self.jobs = options.jobs or default_jobs()
        self.unsandboxed = unsandboxed(options.remote)
        self.scripts = own_scripts(options.engines)
        self.version = ""
        self._installed: Installed | None = None
        self._folder = ""
        self._reaper: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._seats: list[_Seat] = []
        self._starts: list[threading.Thread] = []
        self._expected = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the first browser, the others when they are needed.

        Raises Refusal (69) with what to type where no browser can be started.
        """
        self._seats = [_Seat(self._start_browser) for _ in range(self.jobs)]
        atexit.register(self.stop)
        if self.options.remote:
            self.version = self._elsewhere()
            return
        self._folder = tempfile.mkdtemp(prefix="auditor-browser-", dir=_temporary())
        self._reaper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(reaper.__file__)), self._folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        try:
            self._trust()
            self.version = self._first()
        except _BROKEN as fault:
            self.stop()
            raise Refusal(Exit.UNAVAILABLE, f"No browser could be started: {_words(fault)}") from fault
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every browser and delete what it wrote; may be called twice."""
        atexit.unregister(self.stop)
        for seat in self._seats:
            seat.over = True
            seat.drop()
        self._seats = []
        for start in self._starts:
            start.join(START_SECONDS)
        if self._reaper is not None and self._reaper.stdin is not None:
            self._reaper.stdin.close()
            self._reaper.wait()
        self._reaper = None

    @cached_property
    def tools(self) -> str:
        """Return a digest over all that makes a page look as it does here and says what is wrong with it."""
        settings = (self.version, self.options.engines, self.options.pictures, DRAWN)
        return hashlib.sha256(repr((self.scripts, dom.still(), settings)).encode()).hexdigest()

    def expect(self) -> None:
        """Start one more browser beside other work, for a site whose pages will soon be ready."""
        with self._lock:
            seats = self._seats[self._expected : self._expected + 1]
            self._expected += 1
            for seat in seats:
                start = threading.Thread(target=seat.begin, name="render-start", daemon=True)
                start.start()
                self._starts.append(start)

    def session(self, proxy_url: str, user_agent: str = "", owner: str = "") -> BrowserSession:
        """Return a session for one site, whose only way to the network is `proxy_url`."""
        with self._lock:
            seat = min(self._seats, key=lambda seat: seat.sessions)
            seat.sessions += 1
        return BrowserSession(self, seat, proxy_url, user_agent)

    def _elsewhere(self) -> str:
        """Ask the endpoint for a first browser and return its version."""
        try:
            return RemoteBrowser(self.options.remote).look()
        except _BROKEN as fault:
            self.stop()
            where = urlsplit(self.options.remote).hostname
            sentence = f"No browser could be had from {where} ([browser] remote): {_words(fault)}"
            raise Refusal(Exit.UNAVAILABLE, sentence) from fault

    def _first(self) -> str:
        """Start the first browser and return its version: one without windows where it can be had."""
        installed = find_browser()
        if installed is None:
            raise Refusal(Exit.UNAVAILABLE, MISSING)
        shell, hidden = find_shell(installed), self.options.hidden
        ways = [(shell, hidden)] if shell is not None else []
        ways.append((installed, hidden))
        if hidden:
            # A browser that comes in a box of its own (snap) cannot be locked in from outside.
            ways.append((installed, ()))
        for way in ways[:-1]:
            with contextlib.suppress(*_BROKEN):
                return self._begin(*way)
        return self._begin(*ways[-1])

    def _begin(self, installed: Installed, hidden: tuple[Path, ...]) -> str:
        self._installed = installed
        self.options = replace(self.options, hidden=hidden)
        return self._seats[0].browser().version

    def _trust(self) -> None:
        """Gather the authorities that browsers trust: the account's, and those of `ca_file`."""
        database = Path(self._folder, "nssdb")
        account = Path.home() / ".pki" / "nssdb"
        if account.is_dir():
            shutil.copytree(account, database)
        if self.options.ca_file is None:
            return
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(Path(trust.__file__)), str(database), str(self.options.ca_file)],
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
        )
        if done.returncode != 0:
            why = done.stderr.strip().splitlines()[-1:] or ["it could not be read"]
            sentence = f"Browsers cannot be made to trust the certificates of ca_file: {why[0]}"
            raise Refusal(Exit.CONFIGURATION, sentence, self.options.ca_file)

    def _left(self, seat: _Seat) -> None:
        with self._lock:
            seat.sessions -= 1

    def _start_browser(self) -> LocalBrowser | RemoteBrowser:
        if self.options.remote:
            return RemoteBrowser(self.options.remote)
        if self._installed is None:
            raise Refusal(Exit.UNAVAILABLE, MISSING)
        folder = tempfile.mkdtemp(prefix="b", dir=self._folder)
        # A start that hangs leaves no object to strike at, only what belongs to its folder.
        with _Deadline(START_SECONDS, lambda: reaper.sweep(folder)):
            return LocalBrowser(self._installed, folder, Path(self._folder, "nssdb"), self.options.hidden)


def _temporary() -> str:
    """Return the folder for temporary files, or the usual one where its name is too long for a browser.

    Chromium lays a socket five folders deep, and a socket's whole path may have 107 characters.
    """
    usual = Path("/tmp")  # noqa: S108
    named = tempfile.gettempdir()
    return str(usual) if len(named) > LONGEST_TEMPORARY and os.access(usual, os.W_OK) else named


def _words(fault: BaseException) -> str:
    """Return the first line of a fault, without the driver's stack."""
    text = getattr(fault, "msg", None) or str(fault)
    return text.strip().splitlines()[0][:200] if text.strip() else type(fault).__name__
