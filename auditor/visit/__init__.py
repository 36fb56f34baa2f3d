"""Visit one site: crawl and browser in turn, then one plain record; knows no store and no roster."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from threading import Event

from auditor.address import host_of
from auditor.browser import BrowserPool
from auditor.config.embeds import Embeds
from auditor.egress import Door, Lane, LaneLimits
from auditor.finding import Reason, SiteOutcome, Skipped, Stage
from auditor.manners import Manners
from auditor.visit.again import changed_pages, differing, second_job
from auditor.visit.calendars import read_calendars
from auditor.visit.files import FileReaders
from auditor.visit.reading import Reading
from auditor.visit.record import SiteJob, SiteVisit, Words, as_it_is
from auditor.visit.showing import Showing
from spiders.crawl import CrawlThread
from spiders.job import CrawlJob, CrawlResult

__all__ = ["FileReaders", "SiteJob", "SiteVisit", "Visitor", "changed_pages", "not_visited"]

ROUNDS = 3
"""How often links and files that only the shown pages name go back to the crawl."""


class Visitor:
    """Visit sites with one door, one crawl thread and one pool of browsers; safe from many threads."""

    def __init__(
        self,
        door: Door,
        crawls: CrawlThread,
        manners: Manners,
        browsers: BrowserPool | None,
        files: FileReaders | None = None,
        embeds: Embeds | None = None,
        alone: Callable[[str], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """Take what visits share; `alone` waits until no other machine asks a host that many sites show."""
        self._door = door
        self._crawls = crawls
        self._manners = manners
        self._browsers = browsers
        self._files = files
        self._embeds = embeds or Embeds()
        self._alone = alone
        self._stopped = Event()
        self._showing = Showing(door, manners, browsers) if browsers is not None else None

    def stop(self) -> None:
        """End every visit under way as soon as its page is done; what they bring home counts for nothing."""
        self._stopped.set()
        self._crawls.stop()
        if self._browsers is not None:
            self._browsers.stop()

    def visit(self, job: SiteJob, words: Words = as_it_is) -> SiteVisit:
        """Read one site; whatever goes wrong becomes an outcome with a reason.

        `words` are asked only for pages of the last visit that must be shown again.
        """
        if job.site.kind == "social":
            remark = "social pages are looked at by a person"
            return not_visited(job, SiteOutcome.REFUSED, Skipped(Stage.CRAWL, Reason.ROBOTS, detail=remark))
        if time.monotonic() >= job.deadline:
            return not_visited(job, SiteOutcome.ERROR, Skipped(Stage.CRAWL, Reason.NIGHT_TIME))
        try:
            lane = self._door.open(job.site.site_id, LaneLimits(response_seconds=job.limits.response_seconds))
        except OSError as error:
            # One that comes too late is no reason to end the night: the other sites have theirs.
            remark = f"no way out to the network could be opened ({type(error).__name__})"
            return not_visited(job, SiteOutcome.ERROR, Skipped(Stage.CRAWL, Reason.CANCELED, detail=remark))
        tools = self._browsers.tools if self._browsers is not None else ""
        if self._browsers is not None and job.browser and (job.last is None or job.afresh):
            self._browsers.expect()
        reading = Reading(job, lane, self._manners, self._stopped, self._files, tools, words)
        try:
            self._read(reading)
            read_calendars(reading, _Elsewhere(self._crawls, reading, self._alone), self._embeds)
            reading.read_words()
        except Exception as error:
            # One site's failure changes nothing for another. An error's text may quote the page.
            remark = f"the visit broke off ({type(error).__name__})"
            reading.skip(Skipped(Stage.CRAWL, Reason.CANCELED, detail=remark))
        finally:
            lane.close()
        visit = reading.record()
        self._manners.forget(job.site.site_id)
        return visit

    def visit_again(self, job: SiteJob, seen: SiteVisit) -> SiteVisit:
        """Return a visit with what its changed pages say by now, as far as the site's time goes.

        Where the second reading fails the first one stands as it is.
        """
        pages = changed_pages(job, seen)
        began = time.monotonic()
        left = min(job.limits.seconds - seen.seconds, job.deadline - began)
        if not pages or left <= 0 or self._stopped.is_set():
            return seen
        try:
            lane = self._door.open(job.site.site_id, LaneLimits())
        except OSError:
            return seen
        try:
            crawled = self._crawls.crawl(second_job(job, lane, pages, left), lane)
        except Exception:
            return seen
        finally:
            lane.close()
            waited = self._manners.waited(job.site.site_id)
            self._manners.forget(job.site.site_id)
        return replace(
            seen,
            again=differing(pages, crawled.fetched),
            requests=seen.requests + crawled.requests,
            bytes_down=seen.bytes_down + lane.bytes_down,
            seconds=seen.seconds + max(0.0, time.monotonic() - began - waited),
        )

    def _read(self, reading: Reading) -> None:
        job = reading.job
        last = job.last
        start: Sequence[str] = (job.site.url, *(last.frontier if last is not None else ()))
        files = reading.known_files()
        for number in range(ROUNDS + 1):
            if not (start or files) or reading.time_is_up():
                break
            crawled = self._crawls.crawl(
                reading.crawl_job(start, number, files), reading.lane, reading.files.take_picture
            )
            fresh = reading.take(crawled)
            if self._showing is None or not job.browser:
                reading.skip_browser(fresh)
                return
            self._showing.show(reading, reading.stand(fresh))
            if number < ROUNDS:
                start, files = reading.new_addresses(fresh), reading.new_files(fresh)
            else:
                start = files = ()


class _Elsewhere:
    """Fetch from hosts beside the site's own, which other machines may be asking too."""

    def __init__(
        self, crawls: CrawlThread, reading: Reading, alone: Callable[[str], AbstractContextManager[object]]
    ) -> None:
        self._crawls = crawls
        self._reading = reading
        self._alone = alone

    def crawl(self, job: CrawlJob, lane: Lane | None = None) -> CrawlResult:
        asked = time.monotonic()
        with self._alone(host_of(job.root)):
            self._reading.queued(time.monotonic() - asked)
            return self._crawls.crawl(job, lane)


def not_visited(job: SiteJob, outcome: SiteOutcome, skip: Skipped) -> SiteVisit:
    """Return the visit of a site that nobody read, and why; it goes on where it stopped the next night."""
    return SiteVisit(
        job.site.site_id,
        job.site.url,
        job.as_of,
        outcome,
        str(skip.reason),
        skipped=(replace(skip, url=job.site.url),),
        frontier=job.last.frontier if job.last is not None else (),
    )
