"""Make the first pass of a night: visit every site, many at a time; judges nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from auditor.browser import BrowserOptions
from auditor.calendar import day_of
from auditor.config import Config
from auditor.egress import DoorRules
from auditor.exits import Exit, Refusal
from auditor.finding import Reason, SiteOutcome
from auditor.manners import HostRule
from auditor.night.steps import Options, Progress, Step
from auditor.page import Page
from auditor.pages import PageCache
from auditor.registry import Site
from auditor.store import Night, Store, VisitRecord
from auditor.visit import SiteJob, SiteVisit, changed_pages, kept
from auditor.visit.crew import Crew, Errand, Threads
from auditor.visit.gear import Gear, opened
from auditor.words import in_force
from spiders.job import CrawlLimits

if TYPE_CHECKING:
    from auditor.cluster import Machines

LOOPBACK = "127.0.0.1"


@dataclass
class Visiting:
    """Visit the sites of one night and keep what they said."""

    store: Store
    cache: PageCache
    night: Night
    config: Config
    options: Options

    def all(self, sites: Sequence[Site], progress: Progress) -> list[str]:
        """Visit every site that this night has not visited yet; what stops it leaves the rest undone.

        Returns what the operator should know of the machines that did it, in sentences.
        """
        done = self.store.visited(self.night)
        todo = [site for site in self._unseen_longest_first(sites) if site.site_id not in done]
        progress.start(Step.VISIT, len(todo))
        if not todo:
            return []
        deadline = time.monotonic() + self.config.crawl.night_hours * 3600
        with ExitStack() as stack:
            crew, remarks = self._crew(stack, len(todo))
            changed: list[Site] = []
            try:
                for errand, seen in crew.each(partial(self._first, deadline=deadline), todo):
                    self._keep(seen, errand.before)
                    site = errand.job.site
                    if self._says_other(errand, seen):
                        changed.append(site)
                    progress.site(Step.VISIT, site.site_id, _remark(seen))
                # Only now, so that as much time as may be lies between the two readings of a page.
                for errand, seen in crew.each(partial(self._second, deadline=deadline), changed):
                    self._keep(seen, errand.before)
            except BaseException:
                # Stopped by hand, or the disk is full: visits under way would go on for minutes.
                crew.stop()
                raise
        return remarks

    def _crew(self, stack: ExitStack, sites: int) -> tuple[Crew, list[str]]:
        """Return who visits: threads of this machine or the machines of a cluster, and what they remark."""
        if self.options.cluster:
            machines = stack.enter_context(cluster(self.config, self.options))
            return machines, machines.remarks
        log = self.config.var / "log"
        log.mkdir(mode=0o700, parents=True, exist_ok=True)
        contacts = log / f"door-{self.night.date}.jsonl"
        gear = gear_of(self.config, self.options)
        visitor, at_once = opened(gear, stack, ca_file=self.config.ca_file, log_path=contacts)
        return stack.enter_context(Threads(visitor, min(sites, at_once), self._words)), []

    def _first(self, site: Site, deadline: float) -> Errand:
        return Errand(self._job(site, deadline, kept.known))

    def _second(self, site: Site, deadline: float) -> Errand | None:
        # That what was known can still be had was seen the first time.
        job = self._job(site, deadline, kept.light)
        name = self.store.visited(self.night)[site.site_id]
        if self.options.cluster:
            seen = kept.load(self.cache, name)
            return Errand(job, seen) if seen is not None else None
        seen = kept.light(self.cache, name)
        if seen is None or job.last is None:
            return None
        # Words of the pages that may have changed are enough, in both visits.
        other = {key for key, said in seen.said.items() if job.last.said.get(key) != said}
        try:
            last, seen = (self._with_words(visit, other) for visit in (job.last, seen))
        except kept.Gone:
            return None
        return Errand(replace(job, last=last), seen)

    def _says_other(self, errand: Errand, seen: SiteVisit) -> bool:
        """Tell whether pages are to be read a second time."""
        try:
            return bool(changed_pages(errand.job, seen, self._words))
        except kept.Gone:
            return False

    def _with_words(self, visit: SiteVisit, keys: Collection[str]) -> SiteVisit:
        pages = (self._words(visit, page) if page.key in keys else page for page in visit.pages)
        return replace(visit, pages=tuple(pages))

    def _words(self, visit: SiteVisit, page: Page) -> Page:
        """Return a page of an earlier visit with its words; the machines of a cluster were given all."""
        return page if self.options.cluster else kept.whole(self.cache, visit, page)

    def _job(
        self, site: Site, deadline: float, light: Callable[[PageCache, str], SiteVisit | None]
    ) -> SiteJob:
        blob = None if self.options.full else self.store.last_visit(site.site_id, self.night)
        read = kept.load if self.options.cluster else light
        return SiteJob(
            site=site,
            as_of=self.night.as_of,
            limits=_limits(self.config),
            user_agent=self.config.network.full_user_agent,
            last=read(self.cache, blob) if blob else None,
            refresh_days=self.config.crawl.refresh_days,
            browser=self.options.browser,
            pages_twice=self.config.crawl.pages_twice,
            deadline=deadline,
        )

    def _keep(self, seen: SiteVisit, last: SiteVisit | None) -> None:
        """Put what a visit saw into the encrypted page cache, and its counts into the store."""
        # A visit read again brings along what was kept of it before.
        bodies = {**seen.kept, **{digest: self.cache.put(body) for digest, body in seen.bodies.items()}}
        digests = [page.digest for page in seen.pages]
        digests += [document.digest for document in (*seen.documents, *seen.feeds)]
        for digest in digests:
            name = last.kept.get(digest) if last is not None and digest not in bodies else None
            # Reading renews: what a page says is kept for as long as the page stands.
            if name is not None and self.cache.renew(name):
                bodies[digest] = name
        zone = self.config.district.zone
        record = VisitRecord(
            outcome=seen.outcome,
            reason=seen.reason,
            pages=len(seen.pages),
            documents=len(seen.documents),
            pictures=len({image.url for page in seen.pages for image in page.content.images}),
            embeds_unread=sum(skip.reason is Reason.EMBED_NOT_READ for skip in seen.skipped),
            requests=seen.requests,
            bytes=seen.bytes_down,
            seconds=seen.seconds,
            blob=kept.save(self.cache, replace(seen, bodies={}, kept=bodies), last),
            frontier_count=len(seen.frontier),
            stood=len(seen.stood),
            shown_since=min(
                (day_of(page.showing.at, zone) for page in seen.stood if page.showing), default=None
            ),
        )
        self.store.save_visit(self.night, seen.site_id, record)

    def _unseen_longest_first(self, sites: Sequence[Site]) -> list[Site]:
        """Order sites so that what was unseen longest comes first when a night is too short."""
        never = datetime.min.replace(tzinfo=UTC)
        seen = {
            facts.site.site_id: facts.as_of
            for facts in self.store.sites(counted=False)
            if facts.as_of is not None and facts.outcome in (SiteOutcome.AUDITED, SiteOutcome.PARTIAL)
        }
        return sorted(sites, key=lambda site: seen.get(site.site_id, never))


def _remark(seen: SiteVisit) -> str:
    unchanged = f", {len(seen.stood)} unchanged" if seen.stood else ""
    return f"{seen.outcome}, {len(seen.pages)} pages{unchanged}"


def check_cluster(config: Config, options: Options) -> None:
    """Refuse a cluster that could not be used, before anything is begun."""
    if not options.cluster:
        return
    if options.browser and config.browser.remote:
        place = config.place("browser", "remote")
        sentence = "the machines of a cluster use their own browsers; take out this key or --cluster"
        raise Refusal(Exit.CONFIGURATION, sentence, *place)
    try:
        from auditor.cluster import Certificates, security
    except ModuleNotFoundError:
        sentence = "--cluster needs Dask; type: pip install 'classroom-auditor[cluster]', or `make setup`"
        raise Refusal(Exit.UNAVAILABLE, sentence) from None
    security(options.cluster, Certificates(*config.cluster_files))


def cluster(config: Config, options: Options) -> Machines:
    """Return the machines of a cluster, ready to visit. Raises `Refusal` (69) where none answers."""
    from auditor.cluster import Certificates, Equipment, Machines, own_version

    gear = gear_of(config, options)
    # Addresses and paths of this machine mean nothing on another one.
    browser = replace(gear.browser, ca_file=None, hidden=()) if gear.browser is not None else None
    equipment = Equipment(
        replace(gear, door=replace(gear.door, bind=LOOPBACK, clients=()), browser=browser),
        own_version(),
        config.ca_file.read_text("utf-8") if config.ca_file is not None else "",
        in_force().lists,
    )
    certificates = Certificates(*config.cluster_files)
    return Machines(options.cluster, certificates, equipment, config.cluster.wait_minutes * 60)


def gear_of(config: Config, options: Options) -> Gear:
    """Return with what the sites of this configuration are visited."""
    browser = BrowserOptions(
        jobs=options.jobs or config.browser.jobs,
        page_seconds=config.browser.page_seconds,
        remote=config.browser.remote,
        engines=tuple(config.browser.engines),
        ca_file=config.ca_file,
        hidden=config.confidential,
    )
    hosts = {
        host: HostRule(delay=rate.delay, concurrent=rate.concurrent, robots=rate.robots)
        for host, rate in config.crawl.hosts.items()
    }
    return Gear(door_rules(config), hosts, browser if options.browser else None, config.embeds())


def door_rules(config: Config) -> DoorRules:
    """Return what the door may open. Raises `Refusal` (78) for settings that the door does not take."""
    try:
        return DoorRules(
            allow_private=tuple(config.network.allow_private),
            hosts=config.hosts(),
            upstream_proxy=config.network.upstream_proxy,
            upstream_resolves=config.network.upstream_resolves,
            connect_seconds=config.crawl.connect_seconds,
            first_byte_seconds=config.crawl.first_byte_seconds,
            # Beyond this machine only for browsers that are there.
            bind=(config.network.door_address if config.browser.remote else "") or LOOPBACK,
            clients=tuple(config.network.door_nodes if config.browser.remote else ()),
        )
    except ValueError as error:
        place = config.place("network", str(error).partition(":")[0])
        raise Refusal(Exit.CONFIGURATION, str(error), *place) from None


def _limits(config: Config) -> CrawlLimits:
    return CrawlLimits(
        pages=config.crawl.pages,
        depth=config.crawl.depth,
        page_bytes=config.crawl.page_bytes,
        document_bytes=config.crawl.document_bytes,
        seconds=config.crawl.site_minutes * 60,
        response_seconds=config.crawl.response_seconds,
    )
