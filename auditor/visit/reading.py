"""Hold what one visit sees, round by round and from several threads; fetches nothing itself."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from threading import Event, Lock

from auditor.address import host_of, page_key, within
from auditor.browser import Rendered
from auditor.egress import Lane
from auditor.extract.html import read_html
from auditor.finding import Reason, SiteOutcome, Skipped, Stage
from auditor.manners import Manners
from auditor.page import Page
from auditor.visit import leads
from auditor.visit.files import FileReaders, SiteFiles
from auditor.visit.gathered import Gathered, unread_rest
from auditor.visit.known import Known
from auditor.visit.outcome import settled
from auditor.visit.pictures import name_loose_pictures, pictures_of, pictures_unread, with_words
from auditor.visit.record import SiteJob, SiteVisit, Words, as_it_is
from auditor.visit.standing import Standing, as_shown_before
from spiders.job import CrawlJob, CrawlResult, Fetched

VAGUE = frozenset({Reason.CONNECT, Reason.HTTP_STATUS, Reason.PROTOCOL})
"""What a browser says where the door knows better why a host was not reached."""


class Reading:
    """Gather what one visit sees, from several threads."""

    def __init__(
        self,
        job: SiteJob,
        lane: Lane,
        manners: Manners,
        stopped: Event,
        files: FileReaders | None = None,
        tools: str = "",
        words: Words = as_it_is,
    ) -> None:
        self.job = job
        self.lane = lane
        self._manners = manners
        self._stopped = stopped
        self._started = time.monotonic()
        self._lock = Lock()
        self._skipped: list[Skipped] = []
        self._bytes = 0
        self._queued = 0.0
        self._known = Known(job)
        self._words = words
        self.files = SiteFiles(files, self.time_is_up, pictures_of(job.last))
        self._gathered = Gathered(job.site.url, self._known, self.files, self.skip)
        self._standing = Standing(job.site.url, tools, self._gathered.asset_of, self._gathered.page_of)

    def _spent(self, now: float) -> float:
        """Return the seconds of work so far: waiting for a host's turn or a free browser is not charged."""
        return now - self._started - self._manners.waited(self.job.site.site_id) - self._queued

    def queued(self, seconds: float) -> None:
        """Note how long all browsers were busy with other sites."""
        with self._lock:
            self._queued += seconds

    def time_is_up(self) -> bool:
        now = time.monotonic()
        return (
            self._stopped.is_set() or self._spent(now) > self.job.limits.seconds or now >= self.job.deadline
        )

    def seconds_left(self) -> float:
        """Return how long the site may still take, in seconds; at least one."""
        now = time.monotonic()
        return max(1.0, min(self.job.limits.seconds - self._spent(now), self.job.deadline - now))

    def time_reason(self) -> Reason:
        return Reason.NIGHT_TIME if time.monotonic() >= self.job.deadline else Reason.SITE_TIME

    def crawl_job(self, start: Sequence[str], number: int, files: Sequence[str] = ()) -> CrawlJob:
        """Say what the next round of crawling is to do, within what is left of the site's budget.

        `files` are those that only the shown pages name.
        """
        limits = self.job.limits
        now = time.monotonic()
        night_left = max(1.0, self.job.deadline - now)
        return CrawlJob(
            site_id=self.job.site.site_id,
            root=self.job.site.url,
            start=tuple(start),
            proxy=self.lane.url,
            secret=self.lane.secret,
            known=self._known.validators(self.files.asks_again),
            limits=replace(
                limits,
                pages=max(1, limits.pages - len(self._gathered.pages)),
                seconds=max(1.0, min(limits.seconds - self._spent(now), night_left)),
                waiting_seconds=min(limits.waiting_seconds, night_left),
            ),
            skip_keys=frozenset(self._gathered.tried),
            user_agent=self.job.user_agent,
            round=number,
            assets=tuple(files),
        )

    def take(self, crawled: CrawlResult) -> list[Page]:
        """Keep what one round of crawling brought; returns its pages."""
        fresh = self._gathered.take(crawled)
        self.skip(*crawled.skipped)
        return fresh

    def stand(self, pages: Sequence[Page]) -> list[Page]:
        """Let last time's showing stand for each page that is made of the same; returns the others."""
        left: list[Page] = []
        for page in pages:
            before = self._known.pages.get(page.url)
            if before is not None and self._standing.stands(page, before):
                self._gathered.pages[page.key] = as_shown_before(page, before)
                continue
            if before is not None and self.job.last is not None and page.served is before.served:
                # What a browser makes of it is held against what the server said.
                page = replace(page, served=self._words(self.job.last, before).served)
                self._gathered.pages[page.key] = page
            left.append(page)
        return left

    def skip(self, *skips: Skipped) -> None:
        with self._lock:
            self._skipped.extend(skips)

    def pages(self) -> tuple[Page, ...]:
        """Return what was read so far."""
        return tuple(self._gathered.pages.values())

    def pictured(self) -> frozenset[str]:
        """Return the rules of which pages that were shown, tonight or before, have a picture."""
        seen = (each for page in self.pages() for each in page.observations)
        return frozenset(each.rule for each in seen if each.picture is not None)

    def take_calendar(self, fetched: Fetched, pages: Iterable[str]) -> None:
        """Keep a calendar that pages (by their keys) show from elsewhere, as a file to which they lead."""
        self._gathered.take_calendar(fetched, pages)

    def settle_embed(self, address: str, left: Skipped | None = None) -> None:
        """Say of an embed what is known in the end: it was read, or `left` says why it was not."""
        with self._lock:
            self._skipped = [
                skip
                for skip in self._skipped
                if (skip.reason, skip.url) != (Reason.EMBED_NOT_READ, address) or " (" in skip.detail
            ]
            self._skipped.extend([left] if left is not None else [])

    def skip_browser(self, pages: Iterable[Page]) -> None:
        """Say of each page that no browser showed it, and of each embed that nobody read it."""
        for page in pages:
            self.skip(Skipped(Stage.BROWSER, Reason.NO_BROWSER, page.url))
            self._skip_embeds(page, [frame.url for frame in page.served.frames])

    def show(self, page: Page, rendered: Rendered, refused: Mapping[str, Reason]) -> None:
        """Add what a browser made of a page; what failed is said, and the served text stands.

        `refused` are hosts that the door did not reach for this page.
        """
        self.queued(rendered.seconds_waited)
        # A page that sent its reader where nothing answers: what stands there is the browser's own page,
        # or, in a browser that has none, the door's.
        nowhere = rendered.url.startswith("chrome-error:")
        if rendered.failure is not None:
            reason = rendered.failure.reason
            if reason in VAGUE:
                hosts = (host_of(url).partition(":")[0] for url in (page.url, rendered.url))
                reason = next((refused[host] for host in hosts if host in refused), reason)
            if nowhere and len(whys := set(refused.values())) == 1:
                reason = whys.pop()
            self.skip(replace(rendered.failure, reason=reason, url=page.url))
            nowhere = nowhere or rendered.failure.reason is Reason.HTTP_STATUS
        if not rendered.html or nowhere:
            self._skip_embeds(page, [frame.url for frame in page.served.frames])
            return
        if rendered.url and host_of(rendered.url) != host_of(page.url):
            # What a script leads to is another site's: neither its text nor its faults are this page's.
            detail = f"a script leads to another site at {host_of(rendered.url)}"
            self.skip(Skipped(Stage.BROWSER, Reason.REDIRECT, page.url, detail))
            return
        shown = replace(
            page,
            embedded=self.files.embedded(page.url, rendered.html, page.embedded),
            rendered=read_html(rendered.html, rendered.url or page.url, "text/html; charset=utf-8"),
            observations=rendered.observations,
            engines=rendered.engines,
            missing=tuple(dict.fromkeys((*rendered.missing, *refused))),
        )
        with self._lock:
            self._gathered.pages[page.key] = shown
            if rendered.failure is None and not rendered.lacking:
                self._standing.note(page.key, rendered)
        self.skip(*(replace(each, url=page.url) for each in rendered.lacking))
        if shown.rendered is not None and not page.served.truncated:
            self.skip(*unread_rest(page, shown.rendered))
        self._skip_embeds(page, rendered.unread)

    def _skip_embeds(self, page: Page, unread: Iterable[str]) -> None:
        """Say of each embed from elsewhere that nobody read it; frames of this site are crawled as pages."""
        for address in dict.fromkeys(unread):
            if address.startswith(("http:", "https:")) and not within(address, self.job.site.url):
                self.skip(Skipped(Stage.BROWSER, Reason.EMBED_NOT_READ, address, f"on {page.url}"))

    def known_files(self) -> tuple[str, ...]:
        """Return this site's files that its pages were made of when a browser last showed them."""
        shown = [page.showing.parts for page in self._known.pages.values() if page.showing is not None]
        parts = (url for parts in shown for url in parts)
        return tuple(dict.fromkeys(leads.of_site(parts, self.job.site.url)))

    def new_addresses(self, pages: Iterable[Page]) -> tuple[str, ...]:
        """Return addresses of this site that only scripts made, in order of appearance."""
        got = self._gathered
        found: dict[str, str] = {}
        for page in pages:
            for key, url in leads.addresses(got.pages[page.key], self.job.site.url):
                if key not in got.tried and key not in got.pages:
                    found.setdefault(key, url)
                    got.made_by.setdefault(key, page.key)
        return tuple(found.values())

    def new_files(self, pages: Iterable[Page]) -> tuple[str, ...]:
        """Return addresses of this site's files that only the shown pages name or lead to, in order."""
        got, root = self._gathered, self.job.site.url
        found: dict[str, None] = {}
        for page in pages:
            for url in leads.files(got.pages[page.key], self._standing.parts(page.key), root):
                if url not in got.answered and page_key(url, root) not in got.tried:
                    found[url] = None
        return tuple(found)[: self.job.limits.pages]

    def read_words(self) -> None:
        """Read words in pictures as far as the budgets go, and say how many pictures are left."""
        got = self._gathered
        with_words(self.files.read_words(), got.documents, got.assets, got.pages)
        name_loose_pictures(got.assets, got.pages.values(), got.answered)
        left = pictures_unread(got.pages.values(), got.documents.values(), got.assets, got.answered)
        if left is not None:
            self.skip(left)

    def charge(self, lane: Lane) -> None:
        with self._lock:
            self._bytes += lane.bytes_down

    def record(self) -> SiteVisit:
        """Sum up the visit."""
        self.charge(self.lane)
        got = self._gathered
        got.pages.update(self._standing.record(got.pages, self.job.as_of))
        last = self.job.last
        visit = SiteVisit(
            site_id=self.job.site.site_id,
            url=self.job.site.url,
            as_of=self.job.as_of,
            outcome=SiteOutcome.ERROR,
            pages=tuple(got.pages.values()),
            documents=tuple(got.documents.values()),
            assets=tuple(got.assets.values()),
            feeds=tuple(got.feeds.values()),
            skipped=tuple(dict.fromkeys(self._skipped)),
            frontier=tuple(address for address in got.frontier if got.lacks(address)),
            sitemap=got.sitemap,
            bodies=got.bodies,
            afresh_at=self.job.as_of if self.job.afresh or last is None else last.afresh_at,
            requests=got.requests,
            bytes_down=self._bytes,
            seconds=max(0.0, self._spent(time.monotonic())),
        )
        return settled(visit)
