"""Crawl one site: order, bounds, traps and turns; leaves the wire to `fetch` and reading to `reading`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import replace

from scrapy.crawler import Crawler

from auditor.address import host_of, page_key, within
from auditor.egress import Lane
from auditor.finding import Reason
from auditor.manners import Manners
from spiders.assets import AssetFetcher
from spiders.clock import Clock
from spiders.fetch import Answer, Elsewhere, Fetcher, Miss
from spiders.frontier import Frontier, Waiting
from spiders.guides import Guides
from spiders.job import FOLLOWED, CrawlJob, CrawlResult, Kind, Picture, TakePicture, Validator
from spiders.kinds import is_asset_address, kind_of
from spiders.probe import NotFoundProbe
from spiders.reading import Reading, read_answer
from spiders.record import NETWORK, Record
from spiders.settings import LONGEST_HOLD
from spiders.signs import seen_lines
from spiders.turns import turn

_FILES_A_PAGE = 5
# Bytes as unpacked: two hundred small bombs just below the limit for one page are a bomb as well.
_MOST_KEPT = 300_000_000
_LONGEST_READING = 60.0
_GIVE_UP_AFTER = 5
_POLL = 0.25


class SiteCrawl:
    """Fetch what one job asks for, and keep what was had and what was not."""

    def __init__(
        self,
        job: CrawlJob,
        lane: Lane | None,
        manners: Manners,
        guides: Guides,
        readers: Executor,
        take_picture: TakePicture | None = None,
        picture_readers: Executor | None = None,
    ) -> None:
        self.job = job
        self._lane = lane
        self._manners = manners
        self._guides = guides
        self._readers = readers
        self._take_picture = take_picture
        self._picture_readers = picture_readers
        self._clock = Clock()
        self._record = Record(job)
        self._frontier = Frontier(job, self._record.trap)
        self._sitemap: dict[str, str] = {}
        self._sitemap_offered = False
        self._pages = self._files = self._kept = self._lost_in_a_row = 0
        self._most_pages = job.limits.pages
        self._page_limit_words = f"the limit of {job.limits.pages} pages was reached"
        self._fetcher: Fetcher | None = None
        self._assets: AssetFetcher | None = None
        self._probe: NotFoundProbe | None = None
        self._stopped: tuple[Reason, str] | None = None

    def stop(self, reason: Reason, detail: str) -> None:
        """End the crawl at the next moment; what waits becomes the frontier."""
        self._stopped = self._stopped or (reason, detail)

    def fail(self, error: BaseException) -> None:
        """Note that the crawl itself broke; what it had by then stands."""
        self.stop(Reason.CANCELED, f"the crawl broke off ({type(error).__name__})")

    async def run(self, crawler: Crawler) -> None:
        """Crawl until nothing waits or a bound is reached; every failure ends up in the result."""
        try:
            self._fetcher = Fetcher(self.job, self._lane, self._manners, self._clock, crawler)
            show = self._show if self._take_picture is not None else None
            self._assets = AssetFetcher(
                self.job, self._fetcher, self._guides, self._read, self._manners, show
            )
            self._probe = NotFoundProbe(self._fetcher)
            await self._crawl(self._fetcher)
        except Exception as error:
            self.fail(error)

    def result(self) -> CrawlResult:
        """Return what was had and what was not; callable at any time, from any thread."""
        left = self._frontier.left()
        ended = self._stopped
        if ended is None and left:
            ended = (Reason.TRAP_LIMIT, self._page_limit_words)
        return self._record.result(
            frontier=left,
            ended=ended,
            assets=self._assets,
            sitemap=tuple(self._sitemap.items()),
            waited=self._clock.waited(),
            requests=self._fetcher.requests if self._fetcher else 0,
        )

    async def _crawl(self, fetcher: Fetcher) -> None:
        for url in self.job.start:
            known = self.job.known.get(url)
            is_root = page_key(url, self.job.root) == "/"
            self._frontier.offer(url, 0 if is_root else known.depth if known else 1, "", None)
        if not self._frontier and self.job.round == 0:
            self.stop(Reason.BAD_CONFIG, "the address names no website")
            return
        prepare = asyncio.ensure_future(self._prepare(fetcher))
        running: dict[asyncio.Future[None], Waiting | None] = {prepare: None}
        try:
            while running and self._stopped is None:
                done, _ = await asyncio.wait(running, timeout=_POLL, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    running.pop(task)
                    task.result()
                self._watch_time()
                if prepare.done():
                    self._begin(fetcher, running)
                if not running:
                    self._offer_sitemap()
                    self._begin(fetcher, running)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            # What was under way comes first the next night.
            self._frontier.put_back(left for left in running.values() if left is not None)

    def _begin(self, fetcher: Fetcher, running: dict[asyncio.Future[None], Waiting | None]) -> None:
        """Begin as many visits as the host may have at a time."""
        abreast = max(1, min(8, self._manners.rule(host_of(self.job.root)).concurrent))
        while self._frontier and len(running) < abreast and self._may_go_on():
            waiting = self._frontier.take()
            if waiting is not None:
                running[asyncio.ensure_future(self._visit(fetcher, waiting))] = waiting

    async def _prepare(self, fetcher: Fetcher) -> None:
        """Read robots.txt and, in the first round, sitemaps."""
        guide = await self._guides.robots(self.job, fetcher, self.job.root)
        if guide.robots.closed:
            self.stop(guide.reason or Reason.ROBOTS, guide.robots.closed)
            return
        asked = guide.robots.delay
        if asked:
            self._manners.slow_down(host_of(self.job.root), min(asked, LONGEST_HOLD))
        if asked > LONGEST_HOLD:
            # Obeyed, without a night spent waiting: one page tonight, the next one tomorrow.
            self._most_pages = min(1, self._most_pages)
            self._page_limit_words = f"robots.txt asks for {asked:.0f} seconds between pages"
        if self.job.round == 0 and self.job.follow:
            self._sitemap = await self._guides.sitemap(self.job, fetcher, guide.robots)
        if self.job.assets:
            await self._fetch_assets(self.job.assets, self.job.root)

    def _may_go_on(self) -> bool:
        if self._stopped is not None or self._pages >= self._most_pages:
            return False
        return self._files < self.job.limits.pages * _FILES_A_PAGE

    def _watch_time(self) -> None:
        limits = self.job.limits
        if self._clock.worked() >= limits.seconds:
            self.stop(Reason.SITE_TIME, f"the {limits.seconds:.0f} seconds for this site were used up")
        elif self._clock.waited() >= limits.waiting_seconds:
            self.stop(Reason.SITE_TIME, "the turns on a shared host came too late")

    def _offer_sitemap(self) -> None:
        """Take up what only the sitemap names, after everything that links lead to."""
        if not self._sitemap_offered:
            self._sitemap_offered = True
            for url in self._sitemap:
                self._frontier.offer(url, 1, "", None)

    async def _visit(self, fetcher: Fetcher, waiting: Waiting) -> None:
        url = waiting.url
        if not url.startswith(("http://", "https://")):
            self._skip(waiting, Reason.UNSUPPORTED_SCHEME, "not http or https")
            return
        try:
            guide = await self._guides.robots(self.job, fetcher, url)
            if not guide.robots.allows(url):
                words = guide.robots.closed or "robots.txt asks not to read this"
                self._skip(waiting, guide.reason or Reason.ROBOTS, words)
                return
            async with turn(self._manners, host_of(url), self.job.site_id):
                await self._fetch(fetcher, waiting)
        except Exception as error:
            # One page that breaks us must not cost the others.
            self._skip(waiting, Reason.CANCELED, f"reading it failed here ({type(error).__name__})")

    async def _fetch(self, fetcher: Fetcher, waiting: Waiting) -> None:
        known = self.job.known.get(waiting.url)
        answer = await fetcher.get(waiting.url, known)
        if isinstance(answer, Miss):
            self._lose(waiting, answer)
            return
        self._lost_in_a_row = 0
        if isinstance(answer, Elsewhere):
            self._record.redirects.append((waiting.url, answer.target))
            if waiting.key == "/":
                self._skip(waiting, Reason.REDIRECT, f"leads to another site at {host_of(answer.target)}")
            self._frontier.settle(waiting.key)
        elif answer.status == 304 and known is not None:
            await self._keep_unchanged(waiting, answer, known)
        else:
            await self._keep(waiting, answer)

    async def _keep(self, waiting: Waiting, answer: Answer) -> None:
        reading = await self._read(answer)
        if reading.reason is Reason.SOFT_404 and self._probe and await self._probe.says_404(answer.url):
            # A page about a missing page: this server marks what it really lacks.
            reading = replace(reading, reason=None, detail="")
        if reading.reason is not None:
            self._skip(waiting, reading.reason, reading.detail)
            return
        if not self._settle(waiting, answer):
            return
        self._count(reading.kind)
        body = b"" if reading.kind == "asset" and not reading.feed else reading.body
        self._record.keep(waiting, answer, reading, body)
        self._kept += len(body)
        if self._kept > _MOST_KEPT:
            self.stop(Reason.TOO_LARGE, f"more than {_MOST_KEPT // 1_000_000} MB for one site")
        content = reading.content
        if content is None:
            return
        links = [link.url for link in content.links if link.carrier in FOLLOWED]
        links += [frame.url for frame in content.frames]
        trap = self._frontier.traps.saw(answer.url, seen_lines(content))
        self._follow(links, waiting, answer.url, trap)
        feeds = [feed for feed in content.feeds if within(feed, self.job.root)]
        self._record.feeds.update(dict.fromkeys(feeds))
        if waiting.key == "/":
            # The site's own feed says when what was posted; one is enough, the others tell of comments.
            self._follow(feeds[:1], waiting, answer.url)
        pictures = [image.url for image in content.images]
        linked = [link for link in links if is_asset_address(link)]
        await self._fetch_assets((*content.assets, *pictures, *linked), answer.url)

    async def _keep_unchanged(self, waiting: Waiting, answer: Answer, known: Validator) -> None:
        if not self._settle(waiting, answer):
            return
        stated = answer.headers.get("content-type", "")
        guessed, suffix = kind_of(waiting.url, stated, b"")
        kind = known.kind or ("page" if known.links else guessed)
        reading = Reading(kind, known.suffix or suffix, digest=known.digest)
        self._count(kind)
        self._record.keep(waiting, answer, reading, b"")
        self._follow(known.links, waiting, answer.url)
        linked = [link for link in known.links if is_asset_address(link)]
        await self._fetch_assets((*known.assets, *linked), answer.url)

    def _settle(self, waiting: Waiting, answer: Answer) -> bool:
        """Note an address as had; False where its page was had before under another spelling."""
        final = page_key(answer.url, self.job.root)
        self._frontier.settle(waiting.key)
        return final == waiting.key or self._frontier.settle(final)

    def _follow(self, links: Iterable[str], waiting: Waiting, page: str, trap: str = "") -> None:
        if self.job.follow:
            for link in links:
                if not is_asset_address(link):
                    self._frontier.offer(link, waiting.depth + 1, page, waiting.step, trap)

    async def _fetch_assets(self, urls: Iterable[str], page: str) -> None:
        if self._assets is not None:
            await self._assets.fetch(urls, page)

    async def _read(self, answer: Answer) -> Reading:
        """Read an answer on a reader's thread: a heavy page must not hold up other sites."""
        loop = asyncio.get_running_loop()
        with self._clock.working():
            reading = loop.run_in_executor(
                self._readers, read_answer, answer.url, answer.headers, answer.body, self.job.limits
            )
            try:
                return await asyncio.wait_for(reading, _LONGEST_READING)
            except TimeoutError:
                return Reading("page", "", reason=Reason.PARSE_LIMIT, detail="reading it took too long")

    async def _show(self, requested: str, answer: Answer, reading: Reading) -> None:
        """Hand a picture to whoever reads pictures; one that breaks the reader costs nothing else."""
        if self._take_picture is None or not reading.body:
            return
        picture = Picture(answer.url, requested, reading.suffix, reading.digest, reading.body)
        loop = asyncio.get_running_loop()
        with self._clock.working(), contextlib.suppress(Exception):
            done = loop.run_in_executor(self._picture_readers, self._take_picture, picture)
            await asyncio.wait_for(done, _LONGEST_READING)

    def _count(self, kind: Kind) -> None:
        if kind == "page":
            self._pages += 1
        else:
            self._files += 1

    def _lose(self, waiting: Waiting, miss: Miss) -> None:
        self._skip(waiting, miss.reason, miss.detail)
        if miss.reason is Reason.RATE_LIMITED:
            self.stop(Reason.RATE_LIMITED, "")
        self._lost_in_a_row = self._lost_in_a_row + 1 if miss.reason in NETWORK else 0
        if self._lost_in_a_row >= _GIVE_UP_AFTER:
            self.stop(miss.reason, f"given up after {_GIVE_UP_AFTER} failures in a row")

    def _skip(self, waiting: Waiting, reason: Reason, detail: str) -> None:
        self._frontier.settle(waiting.key)
        self._files += 1  # what is lost costs a request as well
        self._record.skip(reason, waiting.url, detail)
