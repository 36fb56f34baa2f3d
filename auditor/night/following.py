"""Follow the links of all sites of a night, each destination once; judges nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from auditor.address import host_of, within
from auditor.checkers.links import use_of
from auditor.config import Config
from auditor.egress import Door, LaneLimits
from auditor.finding import Reason, Skipped
from auditor.links import Destination, LinkBook, Reach, due, load_links, settled, web_address
from auditor.manners import HostRule, Manners
from auditor.mask import Mask
from auditor.night.steps import Options, Progress, Step
from auditor.night.visiting import door_rules
from auditor.pages import PageCache
from auditor.policy import Policy
from auditor.registry import Owner, Registry, Site
from auditor.store import Night, Store
from auditor.visit import SiteVisit, kept
from spiders.crawl import CrawlThread
from spiders.destinations import FollowJob, FollowLimits

AT_ONCE_STORED = 300
"""Destinations that are followed and stored together: a night that is killed repeats at most these."""

_MOST_OF_ONE = FollowLimits().bytes + 64 * 1024
"""What one connection may bring: what is read of a destination, its headers, and what TLS adds."""

_MOST_OF_ALL = 20_000_000_000
"""Each destination has its own bound; one that came last must not pay for those before it."""

_LANE = LaneLimits(response_seconds=20.0, answer_bytes=_MOST_OF_ONE, total_bytes=_MOST_OF_ALL)
_GONE = {Reason.SOFT_404: Reach.SOFT_404, Reason.REDIRECT: Reach.LOOP}


def link_book(config: Config, registry: Registry) -> LinkBook:
    """Read the rules on links with what the registry and the settings know. Raises `Refusals` (78)."""
    staff = [owner.name for site in registry.sites for owner in _owners(site)]
    staff += [person.name for person in registry.people]
    hosts = [web_address(config.district.website).bare] if config.district.website else []
    return load_links(
        config.folder / "links",
        hosts=hosts,
        mail=config.district.email_domains,
        sites=[site.url for site in registry.sites],
        staff=[name for name in staff if name],
        schools=[school.name for school in registry.schools],
    )


def linked(visit: SiteVisit) -> Iterator[str]:
    """Yield the addresses to which a site's pages and documents lead."""
    for page in visit.pages:
        for link in page.content.links:
            yield link.url
    for document in visit.documents:
        for link in document.links:
            yield link.url


def follow_all(
    store: Store,
    cache: PageCache,
    night: Night,
    config: Config,
    options: Options,
    book: LinkBook,
    policy: Policy,
    sites: Sequence[Site],
    mask: Mask,
    progress: Progress,
) -> None:
    """Ask for every destination that the rules need and nobody asked for lately; keep what is there."""
    if not book.rules:
        return
    wanted, had = _gather(store, cache, night, book, policy, sites)
    known = store.destinations(night, [*wanted, *(each.url for each in had)])
    fresh = [
        found
        for found in had
        if (before := known.get(found.url)) is None
        or before.at is None
        or before.at.date() < night.as_of.date()
    ]
    store.save_destinations(night, [replace(found, at=night.as_of) for found in fresh], mask)
    asked = [
        url
        for url in wanted
        if options.full or due(known.get(url), night.as_of, config.crawl.refresh_days)
        # A night that goes on where it was stopped asks nobody twice.
        if (before := known.get(url)) is None or before.at is None or before.at != night.as_of
    ]
    progress.start(Step.FOLLOW, len(asked))
    if not asked:
        return
    deadline = time.monotonic() + config.crawl.links_minutes * 60
    with ExitStack() as stack:
        manners = Manners(
            {
                host: HostRule(delay=rate.delay, concurrent=1, robots=rate.robots)
                for host, rate in config.crawl.hosts.items()
            }
        )
        stack.callback(manners.close)
        log = config.var / "log"
        log.mkdir(mode=0o700, parents=True, exist_ok=True)
        door = stack.enter_context(Door(door_rules(config), log_path=log / f"door-{night.date}.jsonl"))
        crawls = stack.enter_context(CrawlThread(manners, config.ca_file))
        seconds = min(FollowLimits().response_seconds, config.crawl.response_seconds)
        lane = stack.enter_context(door.open("links", replace(_LANE, response_seconds=seconds)))
        for start in range(0, len(asked), AT_ONCE_STORED):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            part = tuple(asked[start : start + AT_ONCE_STORED])
            job = FollowJob(
                addresses=part,
                proxy=lane.url,
                secret=lane.secret,
                user_agent=config.network.full_user_agent,
                limits=FollowLimits(seconds=left, response_seconds=seconds, address_seconds=3.75 * seconds),
                closed=book.closed,
            )
            found = [
                replace(settled(each, book.signals), at=night.as_of) for each in crawls.follow(job, lane)
            ]
            store.save_destinations(night, found, mask)
            for each in found:
                progress.site(Step.FOLLOW, web_address(each.url).host, str(each.reach))


def _gather(
    store: Store, cache: PageCache, night: Night, book: LinkBook, policy: Policy, sites: Sequence[Site]
) -> tuple[list[str], list[Destination]]:
    """Return the addresses to ask for, in order, and those of which the visits know already.

    Left out: what the visits read themselves, what no clause in force asks about, and personal
    accounts, which nobody visits.
    """
    blobs = store.visited(night)
    wanted: dict[str, bool] = {}
    read: set[str] = set()
    lost: dict[str, Destination] = {}
    topics = {rule.topic for rule in book.rules if rule.topic}
    for site in sites:
        visit = kept.light(cache, blobs[site.site_id]) if site.site_id in blobs else None
        if visit is None:
            continue
        read.update(page.url.partition("#")[0] for page in visit.pages)
        read.update(document.url.partition("#")[0] for document in visit.documents)
        # What the crawl was not allowed to read, or could not, is not asked for again by this way.
        own = (skip.url for skip in visit.skipped if skip.url and within(skip.url, site.url))
        read.update(url.partition("#")[0] for url in own)
        lost.update((found.url, found) for found in map(_lost, visit.skipped) if found is not None)
        in_force = policy.for_site(site.kind, night.as_of.date(), site.grades)
        if not any(clause.topic in topics for clause in in_force.clauses):
            continue
        seen: set[tuple[str, str, str]] = set()
        links = [link for page in visit.pages for link in page.content.links]
        links += [link for document in visit.documents for link in document.links]
        for link in links:
            url = book.target(link.url)
            if not url.startswith(("http://", "https://")) or wanted.get(url) is False:
                continue
            if link.carrier in ("form", "button-formaction") and host_of(url) == host_of(site.url):
                continue  # asking for what takes a form could post something
            if (url, link.words, link.context) not in seen:
                seen.add((url, link.words, link.context))
                wanted[url] = not book.personal(link.url, use_of(link, site, policy.words))
    ask = [url for url, may in wanted.items() if may and url not in read and url not in lost]
    return ask, [found for url, found in lost.items() if url in wanted]


def _lost(skip: Skipped) -> Destination | None:
    """Return what a visit knows of a page of its own site that is not there."""
    if skip.reason is Reason.HTTP_STATUS and skip.detail[:3] in ("404", "410"):
        return Destination(
            skip.url.partition("#")[0], skip.url, Reach.GONE, int(skip.detail[:3]), detail=skip.detail
        )
    reach = _GONE.get(skip.reason)
    return Destination(skip.url.partition("#")[0], skip.url, reach, detail=skip.detail) if reach else None


def _owners(site: Site) -> Iterator[Owner]:
    yield from site.owners
    for section in site.sections:
        yield from section.owners


def known_destinations(
    store: Store, night: Night, book: LinkBook, visit: SiteVisit
) -> Mapping[str, Destination]:
    """Return what stands behind the links of one site, as far as anybody looked."""
    urls = {book.target(url) for url in linked(visit) if url.startswith(("http://", "https://"))}
    return store.destinations(night, urls)
