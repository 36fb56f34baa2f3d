"""Read changed pages twice within one visit: what differs between the readings is no news; judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from auditor.extract.html import read_html
from auditor.page import Content, Page
from auditor.visit.record import SiteVisit
from spiders.job import CrawlJob, Fetched, Validator

KINDS = frozenset(("class", "team"))
"""Kinds of sites on which updates are due."""
MOST_PAGES = 12


def changed_pages(pages: Iterable[Page], last: SiteVisit | None) -> list[Page]:
    """Return the pages that say something else than at the last visit, the first page first."""
    if last is None:
        return []
    known = {page.key: page for page in last.pages}
    changed = [
        page for page in pages if page.key not in known or _said(page.served) != _said(known[page.key].served)
    ]
    return sorted(changed, key=lambda page: page.key != "/")[:MOST_PAGES]


def second_job(first: CrawlJob, pages: Sequence[Page]) -> CrawlJob:
    """Return the job that reads some pages once more: these alone, and only where they differ."""
    return replace(
        first,
        start=tuple(page.url for page in pages),
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
        limits=replace(first.limits, pages=len(pages), assets=False),
        skip_keys=frozenset(),
        follow=False,
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
