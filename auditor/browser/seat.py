"""Keep one browser in its place: started, replaced and struck from outside; shows no page."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Final, Self

from selenium.common.exceptions import WebDriverException
from urllib3.exceptions import HTTPError

from auditor.browser.process import LocalBrowser
from auditor.browser.remote import RemoteBrowser
from auditor.exits import Refusal

START_SECONDS: Final = 40.0
PAGES_EACH: Final = 400
"""Pages after which a browser is replaced, so that its memory stays flat over a night."""

BROKEN: Final = (WebDriverException, HTTPError, OSError)
"""What a browser that is lost raises, whatever was asked of it."""

Browser = LocalBrowser | RemoteBrowser


class Deadline:
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


class Seat:
    """One place for a browser, which may be replaced; whoever holds the lock drives it."""

    def __init__(self, start: Callable[[], Browser]) -> None:
        self.lock = threading.Lock()
        self.sessions = 0
        self.over = False
        self._start = start
        self._browser: Browser | None = None
        self._pages = 0

    def browser(self) -> Browser:
        """Return a browser that is alive, a fresh one where the last has done its share."""
        if self._browser is None or not self._browser.alive or self._pages >= PAGES_EACH:
            self.drop()
            self._browser = self._start()
            self._pages = 0
        self._pages += 1
        return self._browser

    def begin(self) -> None:
        """Start the browser where there is none; where it does not start, whoever needs it says so."""
        with self.lock, contextlib.suppress(*BROKEN, Refusal):
            if self._browser is None and not self.over:
                self._browser = self._start()
            if self.over:
                self.drop()

    def holds(self, browser: Browser | None) -> bool:
        return browser is not None and browser is self._browser and browser.alive

    def drop(self) -> None:
        """End the browser; the next page gets another."""
        if self._browser is not None:
            self._browser.kill()
        self._browser = None


def said_by(fault: BaseException) -> str:
    """Return the first line of a fault, without the driver's stack."""
    text = getattr(fault, "msg", None) or str(fault)
    return text.strip().splitlines()[0][:200] if text.strip() else type(fault).__name__
