"""Keep what one crawl had and what it lost, and sum it up; decides nothing."""

from __future__ import annotations

from collections import Counter

from auditor.finding import Reason, Skipped, Stage
from spiders.assets import AssetFetcher
from spiders.fetch import Answer
from spiders.frontier import Waiting
from spiders.job import CrawlJob, CrawlResult, Fetched
from spiders.reading import Reading

NETWORK = frozenset(
    (Reason.CONNECT, Reason.DNS, Reason.TIMEOUT, Reason.TLS, Reason.BLOCKED_ADDRESS, Reason.PROTOCOL)
)
"""Reasons for which no server was heard at all."""

_MOST_SKIPS = 2_000


class Record:
    """Gather the parts of a `CrawlResult` while the crawl goes on."""

    def __init__(self, job: CrawlJob) -> None:
        self._job = job
        self._fetched: list[Fetched] = []
        self._skipped: list[Skipped] = []
        self._trapped: Counter[str] = Counter()
        self._first_trapped: dict[str, str] = {}
        self._unnamed = 0
        self.redirects: list[tuple[str, str]] = []
        self.feeds: dict[str, None] = {}

    def keep(self, waiting: Waiting, answer: Answer, reading: Reading, body: bytes) -> None:
        """Add one answer; `body` is what is kept of it."""
        if reading.feed:
            self.feeds[answer.url] = None
        self._fetched.append(
            Fetched(
                url=answer.url,
                requested=waiting.url,
                status=answer.status,
                headers=answer.headers,
                body=body,
                digest=reading.digest,
                kind=reading.kind,
                depth=waiting.depth,
                referrer=waiting.referrer,
                not_modified=answer.status == 304,
                at=answer.at,
                seconds=answer.seconds,
                suffix=reading.suffix,
                size=len(reading.body),
                content=reading.content,
            )
        )

    def skip(self, reason: Reason, url: str, detail: str) -> None:
        """Add one address that could not be had."""
        if len(self._skipped) >= _MOST_SKIPS:
            self._unnamed += 1
            return
        stage = Stage.CONNECT if reason in NETWORK else Stage.CRAWL
        self._skipped.append(Skipped(stage, reason, url, detail))

    def trap(self, pattern: str, url: str) -> None:
        """Add one address that was left alone because of the trap it belongs to."""
        self._trapped[pattern] += 1
        self._first_trapped.setdefault(pattern, url)

    def result(
        self,
        *,
        frontier: tuple[str, ...],
        ended: tuple[Reason, str] | None,
        assets: AssetFetcher | None,
        sitemap: tuple[tuple[str, str], ...],
        waited: float,
        requests: int,
    ) -> CrawlResult:
        """Sum up; `ended` says why the crawl did not go on to its end."""
        skipped = list(self._skipped)
        for pattern, times in tuple(self._trapped.items()):
            words = f"{pattern}; not followed: {times}"
            skipped.append(Skipped(Stage.CRAWL, Reason.TRAP_LIMIT, self._first_trapped[pattern], words))
        if self._unnamed:
            words = f"{self._unnamed} more addresses could not be had"
            skipped.append(Skipped(Stage.CRAWL, Reason.TRAP_LIMIT, self._job.root, words))
        if ended is not None and ended[1]:
            reason, words = ended
            if frontier:
                words = f"{words}; addresses left for another night: {len(frontier)}"
            stage = Stage.CONNECT if reason in NETWORK else Stage.CRAWL
            skipped.append(Skipped(stage, reason, self._job.root, words))
        return CrawlResult(
            fetched=(*self._fetched, *(assets.fetched if assets else ())),
            skipped=(*skipped, *(assets.skipped if assets else ())),
            frontier=frontier,
            sitemap=sitemap,
            feeds=tuple(self.feeds),
            redirects=tuple(self.redirects),
            waited=waited,
            requests=requests,
        )
