"""Read calendars that pages show from other hosts, as public files and once a visit; judges no entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final, Protocol

from auditor.address import host_of, within
from auditor.config.embeds import Embeds
from auditor.egress import Lane
from auditor.finding import Reason, Skipped, Stage
from auditor.history.feeds import LONGEST, MOST_POSTINGS
from auditor.page import Page
from auditor.visit.reading import Reading
from spiders.job import CrawlJob, CrawlResult, Fetched

MOST: Final = 12
"""Calendars of one site that are asked for in one visit."""
_EVENT: Final = re.compile(rb"^BEGIN:VEVENT\b", re.MULTILINE | re.IGNORECASE)
# Written anew at every request by the largest provider: without it an unchanged calendar is unchanged.
_STAMP: Final = re.compile(rb"^DTSTAMP[;:][^\r\n]*\r?\n", re.MULTILINE | re.IGNORECASE)


class Crawls(Protocol):
    """Fetch what a job asks for."""

    def crawl(self, job: CrawlJob, lane: Lane | None = None) -> CrawlResult: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """Name one calendar: the address that the page shows or links to, its file, and the page."""

    url: str
    file: str
    page: Page


def read_calendars(reading: Reading, crawls: Crawls, embeds: Embeds) -> None:
    """Read every calendar that the visited pages show; what could not be read is said, page by page.

    A frame counts as read when all calendars in it were.
    """
    asked: dict[str, Fetched | str] = {}
    read: dict[str, list[str]] = {}
    for shown in calendars_on(reading.pages(), embeds, reading.job.site.url):
        if shown.file and shown.file not in asked:
            asked[shown.file] = _ask(reading, crawls, shown.file, len(asked))
        answer = asked.get(shown.file, "")
        left = None
        if not isinstance(answer, str):
            read.setdefault(shown.file, []).append(shown.page.key)
        elif answer:
            why = f"on {shown.page.url} ({answer})"
            left = Skipped(Stage.BROWSER, Reason.EMBED_NOT_READ, shown.url, why)
        reading.settle_embed(shown.url, left)
    for file, pages in read.items():
        answer = asked[file]
        if not isinstance(answer, str):
            reading.take_calendar(answer, pages)


def calendars_on(pages: Iterable[Page], embeds: Embeds, root: str) -> Iterator[Shown]:
    """Yield the calendars that pages show in frames or link to, each once a page.

    `file` is "" for one that nobody at school writes. A file of the site itself is left to the crawl,
    but for links that only calendar programs follow (webcal:).
    """
    known: dict[str, tuple[str, ...]] = {}
    for page in pages:
        seen: set[tuple[str, str]] = set()
        contents = [page.served] if page.rendered is None else [page.served, page.rendered]
        for content in contents:
            frames = [frame.url for frame in content.frames]
            links = [link.url for link in content.links if link.carrier in ("a", "area")]
            for url in (*frames, *links, *content.feeds):
                if url not in known:
                    known[url] = _files(url, embeds, root)
                for file in known[url]:
                    if (url, file) not in seen:
                        seen.add((url, file))
                        yield Shown(url, file, page)


def _files(url: str, embeds: Embeds, root: str) -> tuple[str, ...]:
    found = embeds.files_of(url)
    if found is not None:
        return found or ("",)
    scheme, _, rest = url.partition(":")
    if scheme == "webcal":
        own = f"{root.partition(':')[0]}:{rest}"
        if within(own, root):
            return (own,)
        url = f"https:{rest}"
    return (url,) if embeds.may_read(url) else ()


def _ask(reading: Reading, crawls: Crawls, file: str, number: int) -> Fetched | str:
    """Return a calendar's file, or in words why it was not read."""
    if number >= MOST:
        return f"more than {MOST} calendars on one site"
    if reading.time_is_up():
        return "no time was left"
    job = reading.crawl_job((file,), 1)
    job = replace(
        job,
        root=file,
        known={file: job.known[file]} if file in job.known else {},
        limits=replace(job.limits, pages=1, assets=False),
        skip_keys=frozenset(),
        follow=False,
    )
    crawled = crawls.crawl(job, reading.lane)
    for fetched in crawled.fetched:
        if fetched.not_modified and file in job.known:
            return fetched
        return _calendar(fetched)
    return next((skip.detail or str(skip.reason) for skip in crawled.skipped), "no answer")


def _calendar(fetched: Fetched) -> Fetched | str:
    """Return an answer as a calendar without the stamps of the request; in words why it is none."""
    if fetched.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() != b"BEGIN:VCALENDAR":
        return f"{host_of(fetched.url)} answers with no calendar"
    events = len(_EVENT.findall(fetched.body))
    if not events:
        return "the calendar shows no entries"
    if events > MOST_POSTINGS or len(fetched.body) > LONGEST:
        return f"the calendar has more entries than are followed ({events})"
    body = _STAMP.sub(b"", fetched.body)
    return replace(fetched, body=body, kind="document", suffix="ics", digest=sha256(body).hexdigest())
