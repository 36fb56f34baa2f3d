"""Read changed pages a second time, later the same night: what differs then is no news; judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from auditor.egress import Lane
from auditor.extract.html import read_html
from auditor.page import Content, Page
from auditor.visit.record import SiteJob, SiteVisit, Words, as_it_is
from spiders.job import CrawlJob, Fetched, Validator

KINDS = frozenset(("class", "team"))
"""Kinds of sites on which updates are due."""


def changed_pages(job: SiteJob, seen: SiteVisit, words: Words = as_it_is) -> list[Page]:
    """Return the pages of a class site that say something else than at the last visit, the first page
    first, as many as the job wants to be read twice."""
    last = job.last
    if last is None or job.site.kind not in KINDS:
        return []
    known = {page.key: page for page in last.pages}

    def is_other(page: Page) -> bool:
        before = known.get(page.key)
        if before is None:
            return True
        if page.served is before.served or (page.digest and page.digest == before.digest):
            return False
        return _said(page.served) != _said(words(last, before).served)

    changed = [page for page in seen.pages if is_other(page)]
    return sorted(changed, key=lambda page: page.key != "/")[: job.pages_twice]


def second_job(job: SiteJob, lane: Lane, pages: Sequence[Page], seconds: float) -> CrawlJob:
    """Return the crawl that reads some pages once more: these alone, and only where they differ."""
    return CrawlJob(
        site_id=job.site.site_id,
        root=job.site.url,
        start=tuple(page.url for page in pages),
        proxy=lane.url,
        secret=lane.secret,
        known={
            page.url: Validator(
                etag=page.headers.get("etag", ""),
                last_modified=page.headers.get("last-modified", ""),
                digest=page.digest,
                depth=page.depth,
                kind="page",
            )
            for page in pages
        },
        limits=replace(
            job.limits,
            pages=len(pages),
            assets=False,
            seconds=seconds,
            waiting_seconds=min(job.limits.waiting_seconds, seconds),
        ),
        user_agent=job.user_agent,
        follow=False,
        round=1,
    )


def differing(pages: Sequence[Page], fetched: Iterable[Fetched]) -> Mapping[str, Content]:
    """Return what the second reading said of pages that said something else, by page key."""
    read = {each.requested: each for each in fetched if each.kind == "page" and not each.not_modified}
    found: dict[str, Content] = {}
    for page in pages:
        answer = read.get(page.url)
        if answer is None or answer.status != page.status or answer.digest == page.digest:
            continue
        content = answer.content
        if content is None:
            content = read_html(answer.body, answer.url, answer.headers.get("content-type", ""))
        if _said(content) != _said(page.served):
            found[page.key] = content
    return found


def _said(content: Content) -> tuple[set[str], set[str], set[str]]:
    return (
        {text.split for text in content.texts},
        {link.url for link in content.links},
        {image.url for image in content.images},
    )
