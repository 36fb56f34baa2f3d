"""Gather what one visit sees, round by round and from several threads; fetches nothing itself."""

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
from auditor.page import Asset, Content, Document, Page
from auditor.visit import leads
from auditor.visit.files import FileReaders, SiteFiles, problem_of
from auditor.visit.known import Known
from auditor.visit.outcome import settled
from auditor.visit.pictures import name_loose_pictures, pictures_of, pictures_unread, with_words
from auditor.visit.record import SiteJob, SiteVisit, Words, as_it_is
from auditor.visit.standing import Standing, as_shown_before, not_shown, still_digest
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
        self._pages: dict[str, Page] = {}
        self._documents: dict[str, Document] = {}
        self._assets: dict[str, Asset] = {}
        self._feeds: dict[str, Document] = {}
        self._skipped: list[Skipped] = []
        self._frontier: dict[str, None] = {}
        self._sitemap: dict[str, str] = {}
        self._bodies: dict[str, bytes] = {}
        self._tried: set[str] = set()
        self._requests = 0
        self._bytes = 0
        self._queued = 0.0
        self._known = Known(job)
        self._words = words
        self.files = SiteFiles(files, self.time_is_up, pictures_of(job.last))
        self._answered: dict[str, str] = {}
        self._made_by: dict[str, str] = {}
        self._standing = Standing(job.site.url, tools, self._asset_of, self._page_of)

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
                pages=max(1, limits.pages - len(self._pages)),
                seconds=max(1.0, min(limits.seconds - self._spent(now), night_left)),
                waiting_seconds=min(limits.waiting_seconds, night_left),
            ),
            skip_keys=frozenset(self._tried),
            user_agent=self.job.user_agent,
            round=number,
            assets=tuple(files),
        )

    def take(self, crawled: CrawlResult) -> list[Page]:
        """Keep what one round of crawling brought; returns its pages."""
        fresh: list[Page] = []
        for fetched in crawled.fetched:
            self._tried.add(page_key(fetched.requested, self.job.site.url))
            if fetched.kind == "page":
                page = self._page(fetched)
                if page.key not in self._pages:
                    self._pages[page.key] = page
                    fresh.append(page)
                    self._skip_rest(page, page.served)
            elif fetched.kind == "document":
                self._take_document(fetched)
            elif fetched.body or fetched.url in self._known.feeds:
                self._take_feed(fetched)
            else:
                self._answered[fetched.requested.partition("#")[0]] = fetched.url
                self._assets[fetched.url] = self._asset(fetched)
        self._skipped.extend(crawled.skipped)
        self._tried.update(page_key(skip.url, self.job.site.url) for skip in crawled.skipped if skip.url)
        self._frontier.update(dict.fromkeys(crawled.frontier))
        self._sitemap.update(crawled.sitemap)
        self._requests += crawled.requests
        return fresh

    def _page(self, fetched: Fetched) -> Page:
        before = self._known.pages.get(fetched.url)
        if fetched.not_modified and before is not None:
            return replace(not_shown(before), fetched_at=fetched.at)
        self._bodies[fetched.digest] = fetched.body
        content = fetched.content
        if content is None:
            content = read_html(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
        return Page(
            url=fetched.url,
            key=page_key(fetched.url, self.job.site.url),
            status=fetched.status,
            fetched_at=fetched.at,
            served=content,
            headers=fetched.headers,
            digest=fetched.digest,
            size=fetched.size,
            depth=fetched.depth,
            referrer=fetched.referrer,
            embedded=self.files.embedded(fetched.url, fetched.body),
            still=still_digest(fetched.body),
        )

    def stand(self, pages: Sequence[Page]) -> list[Page]:
        """Let last time's showing stand for each page that is made of the same; returns the others."""
        left: list[Page] = []
        for page in pages:
            before = self._known.pages.get(page.url)
            if before is not None and self._standing.stands(page, before):
                self._pages[page.key] = as_shown_before(page, before)
                continue
            if before is not None and self.job.last is not None and page.served is before.served:
                # What a browser makes of it is held against what the server said.
                page = replace(page, served=self._words(self.job.last, before).served)
                self._pages[page.key] = page
            left.append(page)
        return left

    def _asset_of(self, url: str) -> Asset | None:
        url = url.partition("#")[0]
        return self._assets.get(self._answered.get(url, url))

    def _page_of(self, url: str) -> Page | None:
        root = self.job.site.url
        return self._pages.get(page_key(url, root)) if within(url, root) else None

    def _take_document(self, fetched: Fetched) -> None:
        before = self._known.documents.get(fetched.url)
        if fetched.not_modified and before is not None:
            self._documents[before.key] = replace(before, fetched_at=fetched.at)
            if before.problem:
                self.skip(problem_of(before))
            return
        if fetched.body:
            self._bodies[fetched.digest] = fetched.body
        key = page_key(fetched.url, self.job.site.url)
        document = Document(
            url=fetched.url,
            key=key,
            kind=fetched.suffix,
            status=fetched.status,
            fetched_at=fetched.at,
            headers=fetched.headers,
            digest=fetched.digest,
            size=fetched.size,
            linked_from=self._home_of(fetched),
        )
        before = self._known.read_documents.get(fetched.url)
        document = self._documents[key] = self.files.document(document, fetched.body, before)
        if document.problem:
            self.skip(problem_of(document))

    def _home_of(self, fetched: Fetched) -> tuple[str, ...]:
        """Return the key of the page that leads to a file, be it by a link that only a script made."""
        root = self.job.site.url
        if fetched.referrer:
            return (page_key(fetched.referrer, root),)
        made_by = self._made_by.get(page_key(fetched.requested, root))
        return (made_by,) if made_by is not None else ()

    def _take_feed(self, fetched: Fetched) -> None:
        before = self._known.feeds.get(fetched.url)
        if fetched.not_modified and before is not None:
            self._feeds[before.key] = replace(before, fetched_at=fetched.at)
            return
        if fetched.body:
            self._bodies[fetched.digest] = fetched.body
        key = page_key(fetched.url, self.job.site.url)
        self._feeds[key] = Document(
            url=fetched.url,
            key=key,
            kind="feed",
            status=fetched.status,
            fetched_at=fetched.at,
            headers=fetched.headers,
            digest=fetched.digest,
            size=fetched.size,
            linked_from=self._home_of(fetched),
        )

    def _asset(self, fetched: Fetched) -> Asset:
        before = self._known.assets.get(fetched.url)
        if fetched.not_modified and before is not None:
            return before
        asset = Asset(fetched.url, fetched.status, fetched.headers, fetched.digest, fetched.size)
        return self.files.asset(asset)

    def _unread(self, address: str) -> bool:
        key = page_key(address, self.job.site.url)
        return key not in self._pages and key not in self._documents

    def skip(self, *skips: Skipped) -> None:
        with self._lock:
            self._skipped.extend(skips)

    def pages(self) -> tuple[Page, ...]:
        """Return what was read so far."""
        return tuple(self._pages.values())

    def take_calendar(self, fetched: Fetched, pages: Iterable[str]) -> None:
        """Keep a calendar that pages (by their keys) show from elsewhere, as a file to which they lead."""
        self._take_document(fetched)
        key = page_key(fetched.url, self.job.site.url)
        self._documents[key] = replace(self._documents[key], linked_from=tuple(dict.fromkeys(pages)))

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
            self._pages[page.key] = shown
            if rendered.failure is None and not rendered.lacking:
                self._standing.note(page.key, rendered)
        self.skip(*(replace(each, url=page.url) for each in rendered.lacking))
        if shown.rendered is not None and not page.served.truncated:
            self._skip_rest(page, shown.rendered)
        self._skip_embeds(page, rendered.unread)

    def _skip_rest(self, page: Page, content: Content) -> None:
        """Say of a page that was too large to be read whole that some of it was not read."""
        if content.truncated:
            detail = "larger or nested deeper than may be read: some of it was not"
            self.skip(Skipped(Stage.EXTRACT, Reason.PARSE_LIMIT, page.url, detail))

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
        found: dict[str, str] = {}
        for page in pages:
            for key, url in leads.addresses(self._pages[page.key], self.job.site.url):
                if key not in self._tried and key not in self._pages:
                    found.setdefault(key, url)
                    self._made_by.setdefault(key, page.key)
        return tuple(found.values())

    def new_files(self, pages: Iterable[Page]) -> tuple[str, ...]:
        """Return addresses of this site's files that only the shown pages name or lead to, in order."""
        root = self.job.site.url
        found: dict[str, None] = {}
        for page in pages:
            for url in leads.files(self._pages[page.key], self._standing.parts(page.key), root):
                if url not in self._answered and page_key(url, root) not in self._tried:
                    found[url] = None
        return tuple(found)[: self.job.limits.pages]

    def read_words(self) -> None:
        """Read words in pictures as far as the budgets go, and say how many pictures are left."""
        with_words(self.files.read_words(), self._documents, self._assets, self._pages)
        name_loose_pictures(self._assets, self._pages.values(), self._answered)
        left = pictures_unread(self._pages.values(), self._documents.values(), self._assets, self._answered)
        if left is not None:
            self.skip(left)

    def charge(self, lane: Lane) -> None:
        with self._lock:
            self._bytes += lane.bytes_down

    def record(self) -> SiteVisit:
        """Sum up the visit."""
        self.charge(self.lane)
        self._pages.update(self._standing.record(self._pages, self.job.as_of))
        last = self.job.last
        visit = SiteVisit(
            site_id=self.job.site.site_id,
            url=self.job.site.url,
            as_of=self.job.as_of,
            outcome=SiteOutcome.ERROR,
            pages=tuple(self._pages.values()),
            documents=tuple(self._documents.values()),
            assets=tuple(self._assets.values()),
            feeds=tuple(self._feeds.values()),
            skipped=tuple(dict.fromkeys(self._skipped)),
            frontier=tuple(address for address in self._frontier if self._unread(address)),
            sitemap=self._sitemap,
            bodies=self._bodies,
            afresh_at=self.job.as_of if self.job.afresh or last is None else last.afresh_at,
            requests=self._requests,
            bytes_down=self._bytes,
            seconds=max(0.0, self._spent(time.monotonic())),
        )
        return settled(visit)
