"""Make the second pass of a night: gather what the district shows, judge every site, store each one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from auditor.address import page_key
from auditor.audit import Verdicts, audit, checkers, page_by_page, rules
from auditor.browser import ENGINES
from auditor.calendar import Calendars
from auditor.checkers.links import link_rows
from auditor.config import Config
from auditor.finding import Reason, SiteOutcome, Skipped, Stage
from auditor.links import JudgedLink, LinkBook
from auditor.night.cores import over_cores
from auditor.night.following import known_destinations
from auditor.night.lines import Follower
from auditor.night.logos import Likenesses
from auditor.night.program import program
from auditor.night.steps import Progress, Step
from auditor.night.unchanged import Inputs
from auditor.page import Document, Page
from auditor.pages import PageCache
from auditor.policy import Policy
from auditor.registry import Registry, Site
from auditor.roster import Roster
from auditor.snapshot import District, Snapshot, gather
from auditor.store import ClauseEntry, Night, PageRecord, RuleEntry, Ruleset, SiteLines, SiteResult, Store
from auditor.visit import SiteVisit, kept
from auditor.visit.record import leaves_a_gap


@dataclass
class Judge:
    """Judge every visited site of a night, after all visits."""

    store: Store
    cache: PageCache
    night: Night
    registry: Registry
    policy: Policy
    roster: Roster
    only: frozenset[str]
    calendars: Calendars
    config: Config
    book: LinkBook = field(default_factory=LinkBook)
    full: bool = False
    likenesses: Likenesses = field(default_factory=lambda: Likenesses({}))

    def all(self, sites: Sequence[Site], progress: Progress) -> None:
        """Judge what this night has not judged yet, and store it site by site."""
        blobs = self.store.visited(self.night)
        todo = [site for site in sites if site.site_id in blobs and site.site_id not in self.night.done]
        progress.start(Step.JUDGE, len(todo))
        mask = self.roster.mask()
        lines = Follower(
            self.store,
            self.cache,
            self.night,
            self.registry,
            self.policy,
            self.calendars,
            mask,
            self.config.district.zone,
        )
        inputs = Inputs(
            self.cache, self.config, self.night, self.registry, self.policy, self.roster, self.only, self.book
        )
        pages: dict[str, int] = {}
        district = self.likenesses.into(gather(self._read(self.registry.sites, blobs, lines, pages)))
        looked_on = {site: look.day for site, look in self.store.viewings(self.night.as_of).items()}
        bench = _Bench(self, blobs, district, lines, inputs, looked_on)
        size = sum(pages.get(site.site_id, 0) for site in todo)
        for site, future in over_cores(bench.judge, todo, size):
            result = future.result()
            self.store.save_site(self.night, site.site_id, result, mask)
            progress.site(Step.JUDGE, site.site_id, _remark(result))

    def _read(
        self, sites: Iterable[Site], blobs: Mapping[str, str], lines: Follower, pages: dict[str, int]
    ) -> Iterator[tuple[Site, tuple[Page, ...]]]:
        """Yield what was read of every site, one at a time: a whole night does not fit into memory.

        Counts the `pages` of each.
        """
        for site in sites:
            seen = kept.light(self.cache, blobs[site.site_id]) if site.site_id in blobs else None
            if seen is not None:
                with suppress(kept.Gone):
                    lines.take_note(site, seen)
                self.likenesses.take_note(seen)
                pages[site.site_id] = len(seen.pages)
                yield site, seen.pages


@dataclass(frozen=True, slots=True)
class _Bench:
    """Judge one site after another, by what was `given` and what all visits show; stores nothing."""

    given: Judge
    blobs: Mapping[str, str]
    district: District
    lines: Follower
    inputs: Inputs
    looked_on: Mapping[str, date]

    def judge(self, site: Site) -> SiteResult:
        """Return what is to be stored of a site."""
        seen = kept.light(self.given.cache, self.blobs[site.site_id])
        try:
            return self._judged(site, seen or self._lost(site))
        except kept.Gone:
            return self._judged(site, self._lost(site))

    def _judged(self, site: Site, seen: SiteVisit) -> SiteResult:
        """Judge a site's history, and run every checker on the pages that rest on anything new."""
        given, night = self.given, self.given.night
        followed = self.lines.follow(site, seen)
        snapshot = Snapshot(
            site=site,
            school=next(each for each in given.registry.schools if each.school_id == site.school_id),
            as_of=night.as_of,
            pages=seen.pages,
            documents=(*seen.documents, *_pictures(seen)),
            skipped=seen.skipped,
            complete=seen.complete,
            district=self.district,
            links=given.book,
            destinations=known_destinations(given.store, night, given.book, seen),
            changes=followed.changes,
            deadlines=followed.deadlines,
            freshness=followed.freshness,
            looked_on=self.looked_on.get(site.site_id),
            likenesses=given.likenesses.of(seen),
        )
        # By page a digest of all that its findings rest on: where it is that of the last audit, they stand.
        made = self.inputs.of(snapshot, seen)
        alike = frozenset[str]() if given.full else given.store.judged_alike(night, site.site_id, made)
        snapshot = replace(snapshot, asked=frozenset(made.keys() | {""}) - alike)
        if snapshot.asked:
            # Only now, for what the pages said is the most of what is kept of them.
            said = tuple(kept.whole(given.cache, seen, page) for page in seen.pages)
            snapshot = replace(snapshot, pages=said)
        verdicts = audit(snapshot, given.policy, given.roster, given.only)
        in_force = given.policy.for_site(site.kind, night.as_of.date(), site.grades)
        links = link_rows(snapshot, in_force) if snapshot.asked else None
        return _result(seen, made, alike, verdicts, links, followed.lines)

    def _lost(self, site: Site) -> SiteVisit:
        """Say of a site that the page cache was emptied between the two passes: nothing can be judged."""
        gone = Skipped(Stage.CHECK, Reason.CANCELED, detail="the pages read are no longer kept")
        return SiteVisit(
            site.site_id,
            site.url,
            self.given.night.as_of,
            SiteOutcome.ERROR,
            str(gone.reason),
            skipped=(gone,),
        )


def _remark(result: SiteResult) -> str:
    unchanged = len(result.standing - {""})
    told = f", {unchanged} pages and files unchanged" if unchanged else ""
    return f"{len(result.findings)} findings{told}"


def _pictures(seen: SiteVisit) -> Iterator[Document]:
    """Yield the pictures that say something or move, each as a file that its pages show."""
    shown_on: dict[str, list[str]] = {}
    for page in seen.pages:
        for image in page.content.images:
            shown_on.setdefault(image.url, []).append(page.key)
        for asset in page.embedded:
            shown_on.setdefault(asset.url, []).append(page.key)
    for asset in (*seen.assets, *(each for page in seen.pages for each in page.embedded)):
        if asset.texts or "frames" in asset.access:
            yield Document(
                url=asset.url,
                key=page_key(asset.url, seen.url),
                kind="picture",
                status=asset.status,
                fetched_at=seen.as_of,
                digest=asset.digest,
                size=asset.size,
                linked_from=tuple(dict.fromkeys(shown_on.get(asset.url, ()))),
                texts=asset.texts,
                access=asset.access,
            )


def _result(
    seen: SiteVisit,
    made: Mapping[str, str],
    alike: frozenset[str],
    verdicts: Verdicts,
    links: tuple[JudgedLink, ...] | None,
    lines: SiteLines | None,
) -> SiteResult:
    """Put together what the store is told of a site."""
    if any(skip.reason is Reason.CANCELED for skip in verdicts.skipped):
        made = {}  # a check that failed looked at nothing: tomorrow it must look again
    pages = [
        PageRecord(
            key=page.key,
            url=page.url,
            title=page.content.title,
            status=page.status,
            by_browser=bool(page.engines),
            digest=page.digest,
        )
        for page in seen.pages
    ]
    documents = [
        PageRecord(
            key=document.key,
            url=document.url,
            status=document.status,
            digest=document.digest,
            kind="document",
        )
        for document in seen.documents
    ]
    pictures = [
        PageRecord(
            key=page_key(asset.url, seen.url),
            url=asset.url,
            status=asset.status,
            digest=asset.digest,
            kind="picture",
        )
        for asset in seen.assets
        if asset.reader
    ]
    gone = [
        PageRecord(key=page_key(skip.url, seen.url), url=skip.url, status=int(skip.detail[:3]), by_text=False)
        for skip in seen.skipped
        if not leaves_a_gap(skip)
    ]
    records = (*pages, *documents, *pictures, *gone)
    return SiteResult(
        outcome=seen.outcome,
        reason=seen.reason,
        findings=verdicts.findings,
        skipped=(*seen.skipped, *verdicts.skipped),
        pages=tuple(replace(each, made=made.get(each.key, "")) for each in records),
        rules_run=verdicts.rules_run,
        rules_off=verdicts.rules_off,
        complete=seen.complete,
        links=links,
        standing=alike,
        standing_rules=frozenset(
            rule.id for _, checker in checkers() if page_by_page(checker) for rule in checker.RULES
        )
        & verdicts.rules_run,
        by_person=frozenset(rule_id for rule_id, (_, rule) in rules().items() if rule.by_person)
        & verdicts.rules_run,
        lines=lines,
    )


def ruleset_of(policy: Policy, config: Config) -> Ruleset:
    """Return the rules and clauses in force, so that reports can be written from the store alone."""
    titles = {document.id: document.title for document in policy.documents}
    return Ruleset(
        rules=tuple(
            RuleEntry.of(rule)
            for rule_id, (_, rule) in rules().items()
            if policy.clause(rule.topic, rule_id) is not None and rule_id not in config.checks.disabled
        ),
        clauses=tuple(
            ClauseEntry(
                id=clause.id,
                document=titles[clause.document],
                topic=clause.topic,
                quote=clause.quote,
                locator=clause.locator,
                force=str(clause.force),
                number=clause.number,
                handle=clause.handle,
                level=clause.level,
                sentence=clause.sentence,
                unchecked=clause.unchecked,
            )
            for clause in policy.clauses
        ),
        engines={name: ENGINES[name].VERSION for name in config.browser.engines},
        program=program(),
    )
