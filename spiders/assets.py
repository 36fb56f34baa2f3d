"""Fetch the styles, scripts, pictures and fonts of a site, each once a night; keeps no bodies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from auditor.address import host_of, page_key, within
from auditor.finding import Reason, Skipped, Stage
from auditor.manners import Manners
from spiders.fetch import Answer, Elsewhere, Fetcher, Miss
from spiders.guides import Guides
from spiders.job import CrawlJob, Fetched
from spiders.kinds import is_picture, suffix_of
from spiders.reading import Reading
from spiders.settings import CONNECTIONS

_A_PAGE = 10


class AssetFetcher:
    """Follow a page's own assets without a pause, over a few connections.

    A file that the server does not have is recorded with its status: it changes what is seen, but
    it hides nothing that could be read. One that robots.txt keeps back is left alone.
    """

    def __init__(
        self,
        job: CrawlJob,
        fetcher: Fetcher,
        guides: Guides,
        read: Callable[[Answer], Awaitable[Reading]],
        manners: Manners,
        show: Callable[[str, Answer, Reading], Awaitable[None]] | None = None,
    ) -> None:
        self._job = job
        self._fetcher = fetcher
        self._guides = guides
        self._read = read
        self._show = show
        self._seen: set[str] = set(job.skip_keys)
        self._left = job.limits.pages * _A_PAGE + len(job.assets) if job.limits.assets else 0
        self._lines = asyncio.Semaphore(max(1, min(CONNECTIONS, manners.rule(host_of(job.root)).assets)))
        self.fetched: list[Fetched] = []
        self.skipped: list[Skipped] = []

    async def fetch(self, urls: Iterable[str], page: str) -> None:
        """Fetch the assets of one page, and those that its style sheets name."""
        styled = await self._batch(urls, page)
        if styled:
            await self._batch(styled, page)

    async def _batch(self, urls: Iterable[str], page: str) -> list[str]:
        wanted: list[str] = []
        for url in urls:
            url = url.partition("#")[0]
            if not url.startswith(("http://", "https://")) or not within(url, self._job.root):
                continue
            key = page_key(url, self._job.root)
            if key in self._seen or key == "/":
                continue
            if self._left <= 0:
                break
            self._seen.add(key)
            self._left -= 1
            wanted.append(url)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._safely(url, page)) for url in wanted]
        return [address for task in tasks for address in task.result()]

    async def _safely(self, url: str, page: str) -> tuple[str, ...]:
        try:
            return await self._one(url, page)
        except Exception as error:
            # One file that breaks us must not cost the page.
            self._skip(Reason.CANCELED, url, f"reading it failed here ({type(error).__name__})")
            return ()

    async def _one(self, url: str, page: str) -> tuple[str, ...]:
        guide = await self._guides.robots(self._job, self._fetcher, url)
        if not guide.robots.allows(url):
            return ()
        known = self._job.known.get(url)
        async with self._lines:
            answer = await self._fetcher.get(url, known)
        if isinstance(answer, Elsewhere):
            return ()
        if isinstance(answer, Miss):
            if answer.status and answer.headers is not None:
                self._record(url, page, answer, Reading("asset", suffix_of(url)), not_modified=False)
            else:
                self._skip(answer.reason, url, answer.detail)
            return ()
        if answer.status == 304 and known is not None:
            reading = Reading("asset", suffix_of(url), digest=known.digest)
            self._record(url, page, answer, reading, not_modified=True)
            return known.assets
        reading = await self._read(answer)
        if reading.reason in (Reason.TOO_LARGE, Reason.ENCODING, Reason.PARSE_LIMIT):
            self._skip(reading.reason, url, reading.detail)
            return ()
        if self._show is not None and is_picture(reading.suffix, answer.headers.get("content-type", "")):
            # Read at once, on another thread, while its bytes are at hand: they are not kept.
            await self._show(url, answer, reading)
        self._record(url, page, answer, reading, not_modified=False)
        return reading.assets

    def _skip(self, reason: Reason, url: str, detail: str) -> None:
        self.skipped.append(Skipped(Stage.CRAWL, reason, url, detail))

    def _record(
        self, requested: str, page: str, answer: Answer | Miss, reading: Reading, *, not_modified: bool
    ) -> None:
        self.fetched.append(
            Fetched(
                url=answer.url,
                requested=requested,
                status=answer.status,
                headers=answer.headers or {},
                body=b"",
                digest=reading.digest,
                kind="asset",
                depth=0,
                referrer=page,
                not_modified=not_modified,
                at=answer.at,
                seconds=answer.seconds if isinstance(answer, Answer) else 0.0,
                suffix=reading.suffix,
                size=len(reading.body),
            )
        )
