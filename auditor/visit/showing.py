"""Show the pages of one site in browsers, as many as are free and its host allows; reads no page itself."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Semaphore
from typing import Final

from auditor.address import host_of
from auditor.browser import BrowserPool
from auditor.egress import Door, Lane, LaneLimits
from auditor.finding import Skipped, Stage
from auditor.manners import Manners
from auditor.page import Page
from auditor.visit.reading import Reading

WORTH_JOINING: Final = 2
"""Pages that must wait for another browser to join in: a context of its own costs as much as a page."""


class Showing:
    """Share the browsers among the sites under way; safe from many threads."""

    def __init__(self, door: Door, manners: Manners, browsers: BrowserPool) -> None:
        self._door = door
        self._manners = manners
        self._browsers = browsers
        # A page that waits in a tab goes on working there: no more tabs are open than browsers.
        self._places = Semaphore(browsers.jobs)

    def show(self, reading: Reading, pages: Sequence[Page]) -> None:
        """Show pages in turn; browsers that no other site wants join in as far as the host allows it."""
        if not pages:
            return
        waiting = deque(pages)
        host = host_of(reading.job.site.url)
        most = min(self._manners.rule(host).concurrent, self._browsers.jobs, len(pages))
        asked = time.monotonic()
        with self._places:
            reading.queued(time.monotonic() - asked)
            if most <= 1:
                self._show_each(reading, waiting, reading.lane)
                return
            with ThreadPoolExecutor(most - 1, thread_name_prefix="render") as threads:
                joined: list[Future[None]] = []

                def invite() -> None:
                    if len(joined) == most - 1 or len(waiting) < WORTH_JOINING:
                        return
                    if self._places.acquire(blocking=False):
                        joined.append(threads.submit(self._join, reading, waiting))

                self._show_each(reading, waiting, reading.lane, invite)
                for done in joined:
                    done.result()

    def _join(self, reading: Reading, waiting: deque[Page]) -> None:
        """Show what is left of a site beside others; the place was taken by whoever asked for this."""
        try:
            # A lane counts bytes and hosts page by page, so each browser at work has its own.
            limits = LaneLimits(response_seconds=reading.job.limits.response_seconds)
            lane = self._door.open(reading.job.site.site_id, limits)
            try:
                self._show_each(reading, waiting, lane)
            finally:
                reading.charge(lane)
                lane.close()
        finally:
            self._places.release()

    def _show_each(
        self,
        reading: Reading,
        waiting: deque[Page],
        lane: Lane,
        invite: Callable[[], None] = lambda: None,
    ) -> None:
        job = reading.job
        sessions = self._browsers.session(lane.url, job.user_agent, job.site.site_id, reading.pictured())
        # What a page says is taken down while the browser goes on to the next one.
        with ThreadPoolExecutor(1, thread_name_prefix="render-read") as clerk, sessions as session:
            read: Future[None] | None = None
            while waiting:
                try:
                    page = waiting.popleft()
                except IndexError:
                    break  # another browser was faster
                if reading.time_is_up():
                    reading.skip(Skipped(Stage.BROWSER, reading.time_reason(), page.url))
                    continue
                invite()
                host = host_of(page.url)
                with self._manners.turn(host, job.site.site_id):
                    lane.begin_page(frozenset({host}))
                    rendered = session.render(page.url, budget_seconds=reading.seconds_left())
                    traffic = lane.end_page()
                if read is not None:
                    read.result()
                refused = {refused.host: refused.reason for refused in traffic.refused}
                read = clerk.submit(reading.show, page, rendered, refused)
            if read is not None:
                read.result()
