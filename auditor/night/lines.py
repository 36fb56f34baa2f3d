"""Follow the lines of every site from night to night, and decide due dates by them; stores nothing itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from auditor.address import host_of
from auditor.calendar import TOPIC, Calendars, Duty, Window, due_days, in_words, window_of
from auditor.due import duty_for
from auditor.history import (
    DISTRICT,
    SAME_NIGHT,
    Carrier,
    Days,
    Kind,
    Ledger,
    Look,
    Looks,
    News,
    Record,
    carriers_of,
    decide,
    marks_of,
    may_be_marked,
    moments_of,
    new_marks,
    school_days_since,
    spread_of,
)
from auditor.mask import Mask
from auditor.night.entering import Entered, Entering
from auditor.night.sight import home_of, unread
from auditor.pages import PageCache
from auditor.policy import Policy
from auditor.registry import Registry, Site
from auditor.snapshot import Change, Deadline, Freshness, Sort
from auditor.store import Night, SectionLook, SiteLines, Store
from auditor.visit import SiteVisit

T = TypeVar("T")

LOOK_BACK = timedelta(days=150)
"""How far back verdicts are decided anew each night: a closure or a proof may come late."""
BESIDE = timedelta(days=45)
"""How much further back goes what is known of a due date: its window, and the other days of its month."""
MOST_KEPT = 200_000
"""Entries of ledgers that are kept from the first pass to the second; the others are read twice."""
BEFORE_FIRST_LOOK = timedelta(days=31)
"""How far before the first look at a site due dates are asked about at all: dated posts may answer."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Hold what the history says of one site tonight: for the snapshot, and for the store."""

    changes: tuple[Change, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    freshness: tuple[Freshness, ...] = ()
    lines: SiteLines | None = None


@dataclass
class Follower:
    """Follow the lines of one district's sites through one night, in two passes like the night itself."""

    store: Store
    cache: PageCache
    night: Night
    registry: Registry
    policy: Policy
    calendars: Calendars
    mask: Mask
    zone: ZoneInfo
    _came: dict[str, set[str]] = field(default_factory=dict)
    _carriers: dict[str, Carrier] = field(default_factory=dict)
    _platforms: Counter[str] = field(default_factory=Counter)
    _kept: dict[str, Entered] = field(default_factory=dict)
    _room: int = MOST_KEPT

    def __post_init__(self) -> None:
        self._lines = self.store.lines()
        self._entering = Entering(self._lines, self.cache, self.night, self.mask)
        active = [site for site in self.registry.sites if self.follows(site)]
        self._carriers = carriers_of(
            (
                site.site_id,
                site.school_id,
                site.platform,
                ";".join(sorted(owner.name.casefold() for owner in site.owners)),
            )
            for site in active
        )
        self._platforms = Counter(site.platform for site in active)
        self._came = self._lines.arrivals(self.night.as_of - SAME_NIGHT, self.night)

    def follows(self, site: Site) -> bool:
        """Tell whether the policy asks for anything that rests on a site's history."""
        in_force = self.policy.for_site(site.kind, self.night.date, site.grades)
        return site.active_on(self.night.date) and any(
            in_force.clause(topic) is not None for topic in (TOPIC, "site-current")
        )

    def take_note(self, site: Site, visit: SiteVisit) -> None:
        """First pass: remember what came to a site tonight, to be compared with all the others."""
        if site.site_id not in self._carriers or site.site_id in self.night.done:
            return
        before = self._entering.before(site)
        if not (before.looks or before.heads):
            return  # nothing can have come to a site that nobody has looked at before
        read = self._entering.enter(site, visit, before)
        for mark in new_marks(read.came.values()):
            self._came.setdefault(mark, set()).add(site.site_id)
        size = sum(len(ledger.entries) for ledger in read.ledgers.values())
        if size <= self._room:
            self._room -= size
            self._kept[site.site_id] = read

    def follow(self, site: Site, visit: SiteVisit) -> Followed:
        """Second pass: judge everything that came to a site, and its due dates. Raises `kept.Gone`."""
        if not self.follows(site):
            return Followed()
        read = self._kept.pop(site.site_id, None)
        if read is None:
            read = self._entering.enter(site, visit, self._entering.before(site))
        sealed = self._lines.ledgers(site.site_id)
        ledgers = {
            name: self._lines.opened(ledger) for name, ledger in sealed.items() if name not in read.ledgers
        } | read.ledgers
        for name in read.stood:
            ledgers[name].last_read = self.night.id
        self._mark_spread(ledgers.values(), site.site_id)
        root = self._lines.key(f"root {host_of(visit.url)} {site.url}")
        sections = [(part.section, part.path_prefix) for part in site.sections]
        shown = any(page.rendered is not None for page in visit.pages)
        seconds = self._seconds(visit)
        looks = []
        for section, prefix in (("", ""), *sections):
            why = unread(visit, site, prefix, partial(self._entering.waits, visit, read.waits))
            looks.append(SectionLook(section, not why, why, root, shown, seconds))
        tonight = {
            each.section: Look(
                self.night.id, self.night.as_of, each.good, each.reason, each.root, each.shown, each.seconds
            )
            for each in looks
        }
        days = self._days(site)
        whole = Looks((*read.past, tonight[""]))
        home = home_of(sections)
        news = News(tuple(ledgers.values()), whole, days, home)
        changes = news.changes(self._since)
        dated = _dated(ledgers.values(), days)
        deadlines: list[Deadline] = []
        freshness = []
        for section, _ in sections or [("", "")]:
            past = self._lines.looks(site.site_id, section) if section else ()
            seen = news.sighted(Looks((*past, tonight[section]))) if section else news.looks
            own = [change for change in changes if change.section in ("", section) or not section]
            proofs = [each[:3] for each in dated if not section or home(each[3]) in ("", section)]
            record = Record(section, seen, own, proofs)
            deadlines += self._decide(site, record, days)
            freshness.append(self._freshness(site, record, days))
        told = SiteLines(
            ledgers=tuple(ledger for ledger in ledgers.values() if ledger.changed),
            read=tuple(read.names),
            looks=tuple(looks),
            came=tuple(new_marks(read.came.values())),
            deadlines=tuple(deadlines),
        )
        here = tuple(change for change in changes if change.seen >= self.night.as_of)
        return Followed(here, tuple(deadlines), tuple(freshness), told)

    def _seconds(self, visit: SiteVisit) -> int:
        """Return how long after the night's beginning the last page was read: its text may be as new."""
        last = max((page.fetched_at for page in visit.pages), default=self.night.started)
        return min(86_400, max(0, round((last - self.night.started).total_seconds())))

    def _mark_spread(self, ledgers: Iterable[Ledger], own: str) -> None:
        """Mark what came to sites of several schools at a time: a template's or a feed's words."""
        lately = {mark: sites for mark, sites in self._came.items() if len(sites) > 1}
        if not lately:
            return
        for ledger in ledgers:
            for entry in ledger.entries.values():
                # Cheaper than the marks themselves, for the very most have none of them.
                if entry.spread == DISTRICT or not may_be_marked(entry, lately):
                    continue
                if lately.keys().isdisjoint(marks_of(entry)):
                    continue
                spread = spread_of(entry, lately, self._carriers, self._platforms, own)
                if spread and spread != entry.spread:
                    entry.spread = spread
                    ledger.changed = True

    @property
    def _since(self) -> datetime:
        """Return the moment from which on changes are known tonight."""
        return self.night.as_of - LOOK_BACK - BESIDE

    def _days(self, site: Site) -> Days:
        closures = self.calendars.of(site.school_id)
        return Days(self.zone, closures.why)

    def _duty(self, site: Site) -> Duty | None:
        return duty_for(self.policy, site.kind, self.night.date, site.grades)

    def _decide(self, site: Site, record: Record, days: Days) -> list[Deadline]:
        duty = self._duty(site)
        if duty is None or not record.looks.all:
            return []
        today = days.local(self.night.as_of)
        first_look = days.local(record.looks.all[0].moment)
        first = max(today - LOOK_BACK, first_look - BEFORE_FIRST_LOOK)
        ahead = due_days(duty, first - timedelta(days=40), today + timedelta(days=40))
        windows = [window_of(duty, due, days.zone) for due in ahead]
        decided = []
        for window in windows:
            asked = first <= window.due and window.closes <= self.night.as_of and site.active_on(window.due)
            # What came before is not asked about any more: a date must not outlive what speaks for it.
            asked = asked and self._since <= window.opens
            if asked and self.policy.for_site(site.kind, window.due, site.grades).clause(TOPIC) is not None:
                others = _neighbours(windows, window)
                decided.append(decide(record, window, others, days, self._excused(site, window.due, days)))
        return decided

    def _excused(self, site: Site, due: date, days: Days) -> str:
        if any(due in span for span in site.excused):
            return "the registry excuses the site on this day"
        why = days.why_closed(due)
        return f"closed: {why}" if why else ""

    def _freshness(self, site: Site, record: Record, days: Days) -> Freshness:
        """Count the school days since anything new came, where every look since then was good enough."""
        news = [change for change in record.changes if change.sort is Sort.NEWS]
        last = news[-1] if news else None
        looks = record.looks.all
        if not looks or not looks[-1].good:
            return Freshness(record.section, None, last)
        start = days.local(last.seen if last is not None else max(looks[0].moment, self._since))
        doubtful = [
            change
            for change in record.changes
            if change.sort is Sort.DOUBTFUL and days.local(change.seen) > start
        ]
        if doubtful:
            start = max(days.local(change.seen) for change in doubtful)
        excused = [(span.start, span.end) for span in site.excused]
        today = days.local(self.night.as_of)
        return Freshness(record.section, school_days_since(start, today, days, excused), last)


def _neighbours(windows: Sequence[Window], window: Window) -> list[Window]:
    near = timedelta(days=45)
    return [each for each in windows if each.due != window.due and abs(each.due - window.due) <= near]


def _dated(ledgers: Iterable[Ledger], days: Days) -> list[tuple[datetime, datetime, str, str]]:
    """Return the dates that stood beside items when a page was read for the first time."""
    found = []
    for ledger in ledgers:
        for entry in ledger.entries.values():
            kind = entry.kind
            if kind is Kind.LINE or entry.spans[0].after is not None:
                continue
            if kind not in (Kind.DATED, Kind.POST, Kind.ENTRY):
                continue
            moments = moments_of(entry.also, days)
            if moments is None:
                continue
            beside = next(
                (
                    other.excerpt
                    for other in ledger.entries.values()
                    if other.kind is Kind.LINE and other.group == entry.group and other.spans[0].after is None
                ),
                entry.excerpt,
            )
            words = beside if entry.kind is Kind.DATED else entry.excerpt
            found.append((*moments, f"{words} (dated {in_words(moments[0])})", ledger.page))
    return found
