"""Generate a district's school year into a store: 17 schools, 600 sites, a night a day; audits nothing.

Nights on which findings come and go are stored as any night is; between them each night repeats the
last one's rows, as a night without news does.
"""

from __future__ import annotations

import random
import resource
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, literal, select

from auditor.audit import rules
from auditor.calendar import Closures
from auditor.config import load_config
from auditor.finding import Confidence, Finding, Reason, Skipped, Stage
from auditor.page import Location, Source
from auditor.policy import load_policy
from auditor.registry import Owner, Registry, School, Site
from auditor.rule import Section
from auditor.snapshot import Deadline, DueVerdict, Evidence
from auditor.store import (
    Night,
    PageRecord,
    RuleEntry,
    Ruleset,
    SiteLines,
    SiteOutcome,
    SiteResult,
    Store,
    VisitRecord,
)
from auditor.store.schema import counts, visits
from reports import trends
from tests.night_data import KEY, MASK

ZONE = ZoneInfo("America/Chicago")
WORDS = "Alder Birch Cedar Dogwood Elm Fir Gum Hazel Ivy Juniper Kapok Larch Maple Oak Pine Quince Rowan"
PLATFORMS = ("wordpress", "google-sites", "finalsite", "weebly", "hand-written", "")


@dataclass(frozen=True)
class Year:
    """Say how large the district is, and which nights it had."""

    first: date = date(2026, 8, 17)
    nights: int = 365
    sites: int = 600
    schools: int = 17
    seed: int = 1
    fresh_every: int = 14


def registry_of(year: Year) -> Registry:
    """Return an invented district's registry."""
    names = WORDS.split()[: year.schools]
    schools = tuple(School(name.lower(), f"{name} Street School", "K-8") for name in names)
    sites = tuple(
        Site(
            f"room-{number}",
            f"https://room-{number}.example/",
            schools[number % len(schools)].school_id,
            owners=(Owner(f"Teacher {number}"),),
            platform=PLATFORMS[number % len(PLATFORMS)],
        )
        for number in range(year.sites)
    )
    return Registry(schools, (), sites)


def ruleset_of(extra: bool = False) -> Ruleset:
    """Return all rules of this version; with `extra` one of them in other words."""
    entries = [RuleEntry.of(rule) for _, rule in rules().values()]
    if extra:
        first = entries[0]
        entries[0] = RuleEntry(
            first.id, f"{first.title} again", first.why, first.fix, first.severity, first.section, first.topic
        )
    return Ruleset(rules=tuple(entries), clauses=(), engines={"axe-core": "4.14.1"})


def fill(store: Store, year: Year) -> None:
    """Store every night of the year."""
    dice = random.Random(year.seed)
    registry = registry_of(year)
    before: Night | None = None
    for number in range(year.nights):
        moment = datetime.combine(year.first + timedelta(days=number), datetime.min.time(), ZONE) + timedelta(
            hours=2
        )
        night = store.begin_night(
            moment, real=moment, registry=registry, ruleset=ruleset_of(number >= year.nights // 2)
        )
        if before is None or number % year.fresh_every == 0 or number == year.nights - 1:
            for site in registry.sites:
                store.save_visit(night, site.site_id, VisitRecord(SiteOutcome.AUDITED, pages=9, blob="x"))
                store.save_site(night, site.site_id, _result(site, number / year.nights, moment, dice), MASK)
        else:
            _repeat(store, before, night)
        store.finish_night(night, moment + timedelta(hours=3))
        before = night


def _repeat(store: Store, before: Night, night: Night) -> None:
    """Copy a night's counts and visits: nothing came, and nothing went."""
    with store._database.write() as connection:
        _copy(connection, visits, before, night, {})
        _copy(connection, counts, before, night, {"new": 0, "reopened": 0, "fixed": 0})


def _copy(connection: Connection, table: object, before: Night, night: Night, zeros: dict[str, int]) -> None:
    names = [column.name for column in table.c]  # type: ignore[attr-defined]
    wanted = [
        literal(night.id) if name == "audit_id" else literal(zeros[name]) if name in zeros else table.c[name]  # type: ignore[attr-defined]
        for name in names
    ]
    query = select(*wanted).where(table.c.audit_id == before.id)  # type: ignore[attr-defined]
    connection.execute(insert(table).from_select(names, query))  # type: ignore[arg-type]


def _result(site: Site, progress: float, moment: datetime, dice: random.Random) -> SiteResult:
    """Return one site's night: problems become fewer over the year, as they do where people mend them."""
    outcome = dice.choices((SiteOutcome.AUDITED, SiteOutcome.PARTIAL, SiteOutcome.ERROR), (94, 4, 2))[0]
    skipped: tuple[Skipped, ...] = ()
    if outcome is not SiteOutcome.AUDITED:
        skipped = (Skipped(Stage.CONNECT, Reason.TIMEOUT, site.url),)
    number = int(site.site_id.rpartition("-")[2])
    found = [
        _finding(site, rule, page)
        for place, rule in enumerate(_RULES)
        for page in range(3)
        if (number * 7 + place * 13 + page * 5) % 100 < (9 if _SECTION[rule] is Section.ACCESS else 3)
        and (number + page) % 100 > progress * 70
    ]
    if number % 6 == 2:
        found.append(_finding(site, "wcag-1.4.4", 0, {"platform-fault": "97 of 100 sites"}))
    pages = tuple(PageRecord(f"/{each}", f"{site.url}{each}", by_browser=True) for each in range(3))
    return SiteResult(
        outcome=outcome,
        findings=tuple({(each.rule, each.page): each for each in found}.values()),
        skipped=skipped,
        pages=pages,
        rules_run=frozenset(_SECTION),
        lines=SiteLines(deadlines=tuple(_deadlines(number, progress, moment, dice))),
    )


_SECTION = {rule_id: rule.section for rule_id, (_, rule) in rules().items()}
_RULES = [
    rule
    for rule in sorted(_SECTION)
    if _SECTION[rule] is Section.ACCESS or rule in ("k8-full-name", "link-broken", "link-commercial")
][:24]


def _finding(site: Site, rule: str, page: int, details: dict[str, str] | None = None) -> Finding:
    entry = rules()[rule][1]
    url = f"{site.url}{page}"
    return Finding(
        rule=rule,
        page=f"/{page}",
        url=url,
        target=f"main > p:nth-of-type({page + 1})",
        message=f"{entry.title}, here.",
        where=Location(url, Source.ELEMENT, selector="main > p"),
        confidence=Confidence.CERTAIN,
        checker="bench",
        clause="",
        severity=entry.severity,
        details=details or {},
    )


def _deadlines(number: int, progress: float, moment: datetime, dice: random.Random) -> Sequence[Deadline]:
    due = moment.date() - timedelta(days=(moment.weekday() - 1) % 7)
    share = 0.62 + 0.25 * progress
    if dice.random() < 0.05:
        return [Deadline("", due, DueVerdict.UNKNOWN, (Evidence("unread", due, "it could not be read"),))]
    met = (number * 37 % 100) / 100 < share
    kind = DueVerdict.MET if met else DueVerdict.MISSED
    return [Deadline("", due, kind, (Evidence("new-line", due, "Spelling words for the week"),))]


def open_year(folder: Path) -> Store:
    """Open (or make) the store of such a year in `folder`."""
    return Store.open(f"sqlite:///{folder / 'var' / 'auditor.db'}", KEY)


def report(folder: Path, nights: int) -> str:
    """Write the trends of a generated year and say what that cost; the filling is not counted."""
    folder.mkdir(parents=True)
    shutil.copytree(Path(__file__).parents[2] / "config", folder / "config")
    year = Year(nights=nights)
    with open_year(folder) as store:
        fill(store, year)
        config = load_config(folder / "config")
        policy = load_policy(config.folder / "policies", config.policies.documents)
        began, most = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        page = trends.write(store, config, policy, Closures())
        spent = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    files = sorted(page.parent.iterdir())
    sizes = ", ".join(f"{file.name} {file.stat().st_size / 1000:.0f} KB" for file in files)
    return (
        f"Trends of {year.sites} sites, {year.schools} schools and {nights} nights: {spent:.1f} s CPU, "
        f"peak of the process {max(most, peak) / 1024:.0f} MB; {sizes}"
    )
