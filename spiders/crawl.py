"""Run crawls of many sites in one reactor thread that lives as long as the process; knows no page."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Overdue
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.reactor import is_reactor_installed

from auditor.egress import Lane
from auditor.finding import Reason
from auditor.links import Destination
from auditor.manners import Manners
from spiders.destinations import Follower, FollowJob
from spiders.guides import Guides
from spiders.job import CrawlJob, CrawlLimits, CrawlResult, Fetched, Kind, TakePicture, Validator
from spiders.logs import quieten
from spiders.settings import scrapy_settings
from spiders.site import SiteCrawl
from spiders.spider import SiteSpider
from spiders.transport import NoNames

__all__ = [
    "CrawlJob",
    "CrawlLimits",
    "CrawlResult",
    "CrawlThread",
    "Fetched",
    "Kind",
    "Validator",
]

_LOG = logging.getLogger("auditor.spiders")
_READERS = 2
# They wait for another process: a picture that holds one up must not hold up pages.
_PICTURE_READERS = 4
_GRACE = 20.0
_LAST_SECONDS = 5.0


class CrawlThread:
    """Take crawls from any number of threads; each comes back as a result, whatever happens.

    `ca_file` adds the district's own certificate authority to the machine's.
    """

    def __init__(self, manners: Manners, ca_file: Path | None = None) -> None:
        self._manners = manners
        self._ca_file = ca_file
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._runner: AsyncCrawlerRunner | None = None
        self._guides: Guides | None = None
        self._readers: ThreadPoolExecutor | None = None
        self._picture_readers: ThreadPoolExecutor | None = None
        self._crawls: dict[SiteCrawl | Follower, Future[None]] = {}

    def start(self) -> None:
        """Make ready to crawl; a second call does nothing."""
        with self._lock:
            if self._loop is not None:
                return
            self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="read-page")
            self._picture_readers = ThreadPoolExecutor(_PICTURE_READERS, thread_name_prefix="read-picture")
            self._guides = Guides(self._manners)
            loop = _reactor.loop()
            self._runner = AsyncCrawlerRunner(scrapy_settings(self._ca_file))
            self._loop = loop

    def stop(self) -> None:
        """End all crawls; they return what they have. The reactor itself lives on for the process."""
        with self._lock:
            if self._loop is None:
                return
            loop, self._loop = self._loop, None
            crawls = dict(self._crawls)
            pools = (self._readers, self._picture_readers)
        for crawl, running in crawls.items():
            crawl.stop(Reason.CANCELED, "the night was stopped")
            # One that still waits for an answer after that is called off.
            loop.call_soon_threadsafe(loop.call_later, _LAST_SECONDS, running.cancel)
        for pool in pools:
            if pool is not None:
                pool.shutdown(wait=False, cancel_futures=True)

    def __enter__(self) -> CrawlThread:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def crawl(
        self, job: CrawlJob, lane: Lane | None = None, take_picture: TakePicture | None = None
    ) -> CrawlResult:
        """Crawl one site and wait for it; bounded by the job's seconds of work and of waiting.

        `take_picture` is given each picture of the site as it comes, on a thread of the crawl.

        Never raises for what a site does. Raises RuntimeError before `start` and after `stop`.
        """
        _, guides, readers = self._ready()
        crawl = SiteCrawl(job, lane, self._manners, guides, readers, take_picture, self._picture_readers)
        limits = job.limits
        self._wait_for(crawl, limits.seconds + limits.waiting_seconds + limits.response_seconds)
        return crawl.result()

    def follow(self, job: FollowJob, lane: Lane | None = None) -> tuple[Destination, ...]:
        """Follow addresses to where they lead and wait for them; bounded by the job's seconds.

        Returns one destination for each address that there was time for. Raises RuntimeError before
        `start` and after `stop`.
        """
        _, _, readers = self._ready()
        follower = Follower(job, lane, self._manners, readers)
        self._wait_for(follower, job.limits.seconds + job.limits.response_seconds)
        return follower.result()

    def _ready(self) -> tuple[asyncio.AbstractEventLoop, Guides, ThreadPoolExecutor]:
        with self._lock:
            if self._loop is None or self._guides is None or self._readers is None:
                raise RuntimeError("the crawl thread was not started")
            return self._loop, self._guides, self._readers

    def _wait_for(self, work: SiteCrawl | Follower, seconds: float) -> None:
        with self._lock:
            if self._loop is None:
                raise RuntimeError("the crawl thread was stopped")
            running: Future[None] = asyncio.run_coroutine_threadsafe(self._run(work), self._loop)
            self._crawls[work] = running
        try:
            running.result(min(seconds + _GRACE, threading.TIMEOUT_MAX))
        except Overdue as error:
            # Only a reactor that stands still comes here: the work watches its own time.
            running.cancel()
            work.fail(error)
        except Exception as error:
            work.fail(error)
        finally:
            with self._lock:
                self._crawls.pop(work, None)

    async def _run(self, crawl: SiteCrawl | Follower) -> None:
        if self._runner is None:
            raise RuntimeError("the crawl thread was not started")
        task = self._runner.crawl(SiteSpider, crawl=crawl)
        try:
            # Its own time-keeping ends the crawl; the engine then needs a moment to close connections.
            await task
        except asyncio.CancelledError:
            crawl.stop(Reason.CANCELED, "the crawl was called off")
            raise
        except Exception as error:
            _LOG.error("site %s: the crawl broke off (%s)", crawl.job.site_id, type(error).__name__)
            crawl.fail(error)


class _ReactorThread:
    """Hold the process's one reactor: Twisted cannot start a second one, nor this one twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: Future[asyncio.AbstractEventLoop] | None = None

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the running loop, started where it is not yet; raises RuntimeError where it cannot be."""
        with self._lock:
            if self._running is None:
                self._running = Future()
                thread = threading.Thread(target=self._live, args=(self._running,), name="reactor")
                thread.daemon = True
                thread.start()
                atexit.register(_end, thread, self._running)
            return self._running.result(30)

    def _live(self, running: Future[asyncio.AbstractEventLoop]) -> None:
        try:
            if is_reactor_installed():
                raise RuntimeError("another reactor is installed in this process")
            quieten()
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
            loop.set_exception_handler(_note)
            from twisted.internet import asyncioreactor

            asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
            reactor = _installed()
            reactor.installNameResolver(NoNames())
            reactor.callWhenRunning(running.set_result, loop)
            # Signals belong to the main thread and to the night.
            reactor.run(installSignalHandlers=False)
        except Exception as error:
            if not running.done():
                running.set_exception(error)


def _installed() -> Any:
    """Return the reactor; it exists only after it was installed, hence the late import."""
    from twisted.internet import reactor

    return reactor


def _end(thread: threading.Thread, running: Future[asyncio.AbstractEventLoop]) -> None:
    if not is_reactor_installed():
        return
    with contextlib.suppress(Exception):
        # What the end cuts off is told by nobody: its last words would come after the program's own.
        running.result(0).set_exception_handler(lambda *_: None)
        _installed().callFromThread(_installed().stop)
        thread.join(5)


def _note(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Log that a callback failed, without its words."""
    error = context.get("exception")
    _LOG.error("reactor: %s", type(error).__name__ if error is not None else "error")


_reactor = _ReactorThread()
