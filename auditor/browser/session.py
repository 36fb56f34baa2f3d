"""Show the pages of one site in a browser, each once more where the browser was lost; starts none itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Self

from auditor.browser.options import BrowserOptions, Rendered
from auditor.browser.reading import read_page
from auditor.browser.seat import BROKEN, START_SECONDS, Browser, Deadline, Seat, said_by
from auditor.browser.tab import PageTab
from auditor.engines import dom
from auditor.engines.pictures import Taken
from auditor.exits import Refusal
from auditor.finding import Reason, Skipped, Stage

MOST_TURNS: Final = 2
"""How often a page is shown that hangs or ends its browser."""
MOST_STARTS: Final = 3
LEAST_SECONDS: Final = 1.0
"""What must be left of a site's time for a page to be tried a second time."""


class BrowserSession:
    """Show the pages of one site in a context of its own; use it from one thread at a time.

    `scripts` stand in every frame of its pages; `left` is told the seat when the session is closed;
    `taken` are the pictures that the site has.
    """

    def __init__(
        self, seat: Seat, options: BrowserOptions, scripts: str, proxy: str, user_agent: str,
        left: Callable[[Seat], None], taken: Taken,
    ) -> None:  # fmt: skip
        self._seat = seat
        self._options = options
        self._scripts = scripts
        self._proxy = proxy
        self._user_agent = user_agent
        self._left = left
        self._browser: Browser | None = None
        self._tab: PageTab | None = None
        self._taken = taken

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
                outcome = self._attempt(url, max(0.1, min(self._options.page_seconds, left)))
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
                    with Deadline(10, self._browser.kill):
                        self._browser.close_tab(self._tab)
                except BROKEN:
                    self._seat.drop()
            self._tab = None
        self._left(self._seat)

    def _attempt(self, url: str, limit: float) -> Rendered | Skipped:
        """Show the page once; return why not where the browser was lost on it."""
        try:
            browser, tab = self._ready()
        except (*BROKEN, Refusal) as fault:
            self._seat.drop()
            return Skipped(Stage.BROWSER, Reason.NO_BROWSER, url, said_by(fault))
        deadline = Deadline(limit, browser.kill)
        try:
            with deadline:
                browser.show(tab)
                rendered = read_page(tab, url, self._options, limit, self._taken)
                if rendered.failure is not None:
                    # What a dying browser says of a page is not believed: this raises where it is dead.
                    tab.command("Browser.getVersion", {})
                return rendered
        except BROKEN as fault:
            self._seat.drop()
            if deadline.struck:
                detail = f"the page did not come to rest within {limit:.0f} seconds"
                return Skipped(Stage.BROWSER, Reason.PAGE_TIMEOUT, url, detail)
            return Skipped(Stage.BROWSER, Reason.PAGE_CRASH, url, said_by(fault))

    def _ready(self) -> tuple[Browser, PageTab]:
        browser = self._seat.browser()
        if self._tab is None or browser is not self._browser:
            with Deadline(START_SECONDS, browser.kill):
                self._tab = browser.open_tab(self._proxy)
                self._tab.prepare(self._scripts, dom.still(), self._user_agent)
            self._browser = browser
        return browser, self._tab
