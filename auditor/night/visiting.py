"""Make the first pass of a night: visit every site, many at a time; judges nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

from auditor.browser import BrowserOptions, BrowserPool
from auditor.config import Config
from auditor.egress import Door, DoorRules
from auditor.exits import Exit, Refusal
from auditor.finding import Reason, SiteOutcome
from auditor.manners import HostRule, Manners
from auditor.night.steps import Options, Progress, Step
from auditor.pages import PageCache
from auditor.registry import Site
from auditor.store import Night, Store, VisitRecord
from auditor.visit import SiteJob, SiteVisit, Visitor
from spiders.crawl import CrawlThread
from spiders.job import CrawlLimits

VISITS_PER_BROWSER = 4
"""Sites under way for each browser: most of a visit is waiting for its host."""


def visit_all(
    store: Store,
    cache: PageCache,
    night: Night,
    config: Config,
    options: Options,
    sites: Sequence[Site],
    progress: Progress,
) -> None:
    """Visit every site that this night has not visited yet, many at a time."""
    done = store.visited(night)
    todo = [site for site in sites if site.site_id not in done]
    progress.start(Step.VISIT, len(todo))
    if not todo:
        return
    manners = Manners(
        {
            host: HostRule(delay=rate.delay, concurrent=rate.concurrent, robots=rate.robots)
            for host, rate in config.crawl.hosts.items()
        }
    )
    limits = CrawlLimits(
        pages=config.crawl.pages,
        depth=config.crawl.depth,
        page_bytes=config.crawl.page_bytes,
        document_bytes=config.crawl.document_bytes,
        seconds=config.crawl.site_minutes * 60,
    )
    deadline = time.monotonic() + config.crawl.night_hours * 3600
    with ExitStack() as stack:
        stack.callback(manners.close)
        log = config.var / "log"
        log.mkdir(mode=0o700, parents=True, exist_ok=True)
        door = stack.enter_context(Door(door_rules(config), log_path=log / "door.jsonl"))
        crawls = stack.enter_context(CrawlThread(manners, config.ca_file))
        browsers = None
        if options.browser:
            pool = BrowserPool(
                BrowserOptions(
                    jobs=options.jobs or config.browser.jobs,
                    remote=config.browser.remote,
                    engines=tuple(config.browser.engines),
                    ca_file=config.ca_file,
                )
            )
            browsers = stack.enter_context(pool)
        visitor = Visitor(door, crawls, manners, browsers)

        def visit(site: Site) -> tuple[Site, SiteVisit, SiteVisit | None]:
            blob = None if options.full else store.last_visit(site.site_id, night)
            last = cache.load_visit(blob, SiteVisit) if blob else None
            job = SiteJob(
                site=site,
                as_of=night.as_of,
                limits=limits,
                user_agent=config.network.full_user_agent,
                last=last,
                refresh_days=config.crawl.refresh_days,
                browser=options.browser,
                deadline=deadline,
            )
            try:
                return site, visitor.visit(job), last
            finally:
                manners.forget(site.site_id)

        # Most of a visit is waiting for its host, so more sites are under way than browsers.
        at_once = min(len(todo), VISITS_PER_BROWSER * (browsers.jobs if browsers is not None else 4))
        threads = stack.enter_context(ThreadPoolExecutor(at_once, thread_name_prefix="visit"))
        ordered = _unseen_longest_first(todo, store)
        for future in as_completed([threads.submit(visit, site) for site in ordered]):
            site, seen, last = future.result()
            _keep(store, cache, night, seen, last)
            progress.site(Step.VISIT, site.site_id, f"{seen.outcome}, {len(seen.pages)} pages")


def _keep(
    store: Store, cache: PageCache, night: Night, seen: SiteVisit, last: SiteVisit | None
) -> None:
    """Put what a visit saw into the encrypted page cache, and its counts into the store."""
    kept = {digest: cache.put(body) for digest, body in seen.bodies.items()}
    digests = [page.digest for page in seen.pages] + [document.digest for document in seen.documents]
    for digest in digests:
        name = last.kept.get(digest) if last is not None and digest not in kept else None
        # Reading renews: what a page says is kept for as long as the page stands.
        if name is not None and cache.get(name) is not None:
            kept[digest] = name
    blob = cache.save_visit(replace(seen, bodies={}, kept=kept))
    unread = sum(skip.reason is Reason.EMBED_NOT_READ for skip in seen.skipped)
    store.save_visit(
        night,
        seen.site_id,
        VisitRecord(
            outcome=seen.outcome,
            reason=seen.reason,
            pages=len(seen.pages),
            documents=len(seen.documents),
            pictures=len({image.url for page in seen.pages for image in page.content.images}),
            embeds_unread=unread,
            requests=seen.requests,
            bytes=seen.bytes_down,
            seconds=seen.seconds,
            blob=blob,
            frontier_count=len(seen.frontier),
        ),
    )


def _unseen_longest_first(sites: Sequence[Site], store: Store) -> list[Site]:
    """Order sites so that what was unseen longest comes first when a night is too short."""
    never = datetime.min.replace(tzinfo=UTC)
    seen = {
        facts.site.site_id: facts.as_of
        for facts in store.sites()
        if facts.as_of is not None and facts.outcome in (SiteOutcome.AUDITED, SiteOutcome.PARTIAL)
    }
    return sorted(sites, key=lambda site: seen.get(site.site_id, never))


def door_rules(config: Config) -> DoorRules:
    try:
        return DoorRules(
            allow_private=tuple(config.network.allow_private),
            hosts=config.hosts(),
            upstream_proxy=config.network.upstream_proxy,
            upstream_resolves=config.network.upstream_resolves,
        )
    except ValueError as error:
        raise Refusal(Exit.CONFIGURATION, str(error), config.folder / "auditor.toml") from None
