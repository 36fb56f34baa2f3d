"""Keep the history of nights, sites and findings in SQL; the store is the auditor's only memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import delete, insert, select

from auditor.finding import SiteOutcome
from auditor.links import Destination
from auditor.mask import NO_MASK, Mask
from auditor.registry import Registry, School
from auditor.rule import Section
from auditor.store import deciding, nights
from auditor.store.database import Database
from auditor.store.destinations import StoredLink, read_destinations, save_destinations
from auditor.store.entries import (
    ClauseEntry,
    PageRecord,
    RuleEntry,
    Ruleset,
    SectionLook,
    SiteLines,
    SiteResult,
    VisitRecord,
)
from auditor.store.evidence import Evidence
from auditor.store.gate import Gate
from auditor.store.lines import Lines, SealedLedger, read_deadlines
from auditor.store.moves import judged_alike
from auditor.store.outbox import Draft, Kind, Outbox, Parcel, State
from auditor.store.reading import Reading
from auditor.store.records import (
    Counts,
    Decision,
    Night,
    RulesetChange,
    SchoolReport,
    SiteFacts,
    Status,
    StoredDeadline,
    StoredFinding,
    StoredSkipped,
    Verdict,
    Viewing,
)
from auditor.store.retention import Swept, sweep
from auditor.store.saving import Saving
from auditor.store.schema import facts
from auditor.store.schools import Told, rules_about, school_report
from auditor.store.snapshots import in_force_on
from auditor.store.trends import NightReach, NightTotal, read_reach, read_totals
from auditor.store.viewings import read_viewings, write_viewings

__all__ = [
    "ClauseEntry", "Counts", "Decision", "Draft", "Kind", "Lines", "Night", "NightReach", "NightTotal",
    "Outbox", "PageRecord", "Parcel", "RuleEntry", "Ruleset", "RulesetChange", "SchoolReport",
    "SealedLedger", "SectionLook",
    "SiteFacts", "SiteLines", "SiteOutcome", "SiteResult", "State", "Status", "Store", "StoredDeadline",
    "StoredFinding", "StoredLink", "StoredSkipped", "Swept", "Verdict", "Viewing", "VisitRecord",
]  # fmt: skip


class Store:
    """Hold the open store. Every method may raise `Refusal` (74) where the database fails."""

    def __init__(self, database: Database, evidence: Path | None) -> None:
        self._database = database
        self._evidence = Evidence(evidence)
        self._mask = NO_MASK
        self._in_force: dict[int, tuple[dict[str, RuleEntry], dict[str, str]]] = {}
        self._told = Told()

    @staticmethod
    def open(
        url: str,
        fingerprint_key: bytes,
        *,
        create: bool = True,
        evidence: Path | None = None,
        busy_seconds: float = 30.0,
    ) -> Store:
        """Open the store at an SQLAlchemy `url`, bring its tables up to date and check its key.

        A SQLite file gets 0600 and folders made for it 0700, whatever the umask. `evidence` is the
        folder for pictures, None keeps none. Raises `Refusal` (74) where the file cannot be used:
        absent without `create`, damaged, locked, newer than this version, written with another key.
        """
        return Store(Database(url, fingerprint_key, create, busy_seconds), evidence)

    def close(self) -> None:
        """Give up the lock and the database."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def show_through(self, mask: Mask) -> None:
        """Mask everything read from now on once more: the roster may have grown since it was stored."""
        self._mask = mask
        self._told = Told()

    # --- a night ---

    def lock(self) -> None:
        """Claim the audit for this process until `close`. Raises `Refusal` (75) where another has it."""
        self._database.lock()

    def begin_night(
        self,
        as_of: datetime,
        *,
        real: datetime,
        registry: Registry,
        ruleset: Ruleset,
        scope: Sequence[str] | None = None,
        replayed: bool = False,
        notes: Mapping[str, str] | None = None,
    ) -> Night:
        """Begin the night of `as_of` (district time), or resume it, or find it `finished`.

        A night is the local date on which its run started; a run killed before midnight is taken
        up within six hours. `scope` makes it a recheck of those sites, an audit of its own with the
        same date. `ruleset` is everything in force, also what `--only` leaves out: a rule that is
        not in it closes its findings as lapsed. Raises `Refusal` (64) for a time at or before the
        newest stored audit, (75) where another audit is running.
        """
        self._in_force.clear()
        return nights.begin_night(
            self._database,
            as_of,
            real=real,
            registry=registry,
            ruleset=ruleset,
            scope=scope,
            replayed=replayed,
            notes=notes or {},
        )

    def finish_night(self, night: Night, real: datetime) -> None:
        """Mark a night as done: started again, it has nothing left to do."""
        nights.finish_night(self._database, night, real)

    def save_visit(self, night: Night, site: str, record: VisitRecord) -> None:
        """Keep what a visit counted and where the page cache has what it read."""
        nights.save_visit(self._database, night, site, record)

    def visited(self, night: Night) -> dict[str, str]:
        """Return the page-cache names of this night's visits by site."""
        with self._database.read() as connection:
            return nights.visited(connection, night)

    def last_visit(self, site: str, before: Night | None = None) -> str | None:
        """Return the page-cache name of the newest earlier visit that read something."""
        with self._database.read() as connection:
            return nights.last_visit(connection, site, before)

    def kept_visits(self, count: int = 1) -> frozenset[str]:
        """Return the page-cache names of each site's newest visits, which a sweep must keep."""
        with self._database.read() as connection:
            return nights.kept_visits(connection, count)

    def save_destinations(self, night: Night, found: Iterable[Destination], mask: Mask) -> None:
        """Mask and keep what stands behind links tonight, with what earlier nights knew of it."""
        save_destinations(self._database, night, found, mask)

    def destinations(self, night: Night, urls: Iterable[str]) -> dict[str, Destination]:
        """Return what is known of addresses by address; strings are masked but for `url`."""
        return read_destinations(self._database, night, urls)

    def judged_alike(self, night: Night, site: str, made: Mapping[str, str]) -> frozenset[str]:
        """Return the keys of pages of which the site's last audit judged the very same inputs.

        `made` maps page keys to keyed digests; "" is among the keys where all pages are alike and none
        came or went.
        """
        with self._database.read() as connection:
            gate = Gate(self._database.seal, site, NO_MASK)
            return judged_alike(connection, gate, site, made, nights.last_judged(connection, site, night))

    def save_site(self, night: Night, site: str, result: SiteResult, mask: Mask) -> None:
        """Mask everything, decide the life of the site's findings and store it in one transaction.

        An empty `mask` says that no roster was loaded: rules that need one close nothing and no
        picture is kept. Raises `ValueError` where this night has the site already.
        """
        rules, schools = self._of_night(night)
        with self._database.write() as connection:
            saving = Saving(connection, self._database, self._evidence, night, site)
            kept, dropped = saving.save(result, mask, rules, schools.get(site, ""))
        # Only now: a picture of a finding that was never stored would be nobody's.
        for audit, finding in dropped:
            self._evidence.drop(audit, finding)
        for finding, picture in kept:
            self._evidence.keep(night.id, finding, picture)

    # --- decisions ---

    def decide(self, decision: Decision, mask: Mask = NO_MASK) -> Decision:
        """Keep a decision; the same one again changes nothing. Raises `Refusal` (64) for an unknown id."""
        return deciding.decide(self._database, decision, mask)

    def read_back(
        self, origin: str, rows: Iterable[Decision], at: datetime, mask: Mask = NO_MASK
    ) -> tuple[str, ...]:
        """Take over a list of decisions that is read every night; returns ids that name no finding.

        `decided_at` of a row is when it was first read; a row that is gone ends its decision at `at`.
        """
        return deciding.read_back(self._database, origin, rows, at, mask)

    def note_viewings(self, seen: Iterable[Viewing]) -> None:
        """Keep who looked at websites that no program may read; the newest look of each counts."""
        with self._database.write() as connection:
            write_viewings(connection, self._database.seal, seen)

    def viewings(self, as_of: datetime | None, sites: Collection[str] | None = None) -> dict[str, Viewing]:
        """Return each website's newest look, if it was on the day of `as_of` or before (None: any day)."""
        with self._database.read() as connection:
            return read_viewings(connection, self._database.seal, sites, as_of.date() if as_of else None)

    # --- reading ---

    def nights(self, as_of: datetime | None = None) -> tuple[Night, ...]:
        """Return all audits up to `as_of`, oldest first."""
        with self._reading(as_of) as reading:
            return reading.nights

    def registry(self, as_of: datetime | None = None) -> Registry:
        """Return what was registered on the newest night up to `as_of`."""
        with self._reading(as_of) as reading:
            return reading.registry()

    def schools(self, as_of: datetime | None = None) -> tuple[School, ...]:
        """Return the schools that were registered."""
        return self.registry(as_of).schools

    def school_report(self, school_id: str, as_of: datetime | None = None) -> SchoolReport:
        """Return everything one school's report says. Raises `Refusal` (64) for an unknown school."""
        return self._told.of(school_id, as_of, self._database.writes, self._school_report)

    def _school_report(self, school_id: str, as_of: datetime | None) -> SchoolReport:
        with self._reading(as_of) as reading:
            report = school_report(reading, school_id)
        sites = [facts.site.site_id for facts in report.sites]
        return replace(report, deadlines=self.deadlines(as_of, sites), viewings=self.viewings(as_of, sites))

    def findings(
        self,
        as_of: datetime | None = None,
        *,
        since: date | None = None,
        all: bool = False,
        sites: Collection[str] | None = None,
        rules: Collection[str] | None = None,
    ) -> tuple[StoredFinding, ...]:
        """Return what stands; with `all` also what is fixed, lapsed, waived or wrong.

        Without `all` only sites that are registered and active count. `since` keeps what was first
        seen, came back or was closed on that day or later; `rules` are ids (None: all).
        """
        with self._reading(as_of) as reading:
            wanted = sites
            if not all and reading.newest is not None:
                day = reading.newest.date
                active = {site.site_id for site in reading.registry().sites if site.active_on(day)}
                wanted = active if sites is None else active & set(sites)
            found = reading.findings(wanted, closed=all, rules=rules)
            changed = reading.changed_on
            return tuple(
                finding
                for finding in found
                if (all or finding.status.standing) and (since is None or changed(finding.id) >= since)
            )

    def sites(self, as_of: datetime | None = None, *, counted: bool = True) -> tuple[SiteFacts, ...]:
        """Return the registered, active sites with their newest outcome and, if `counted`, their counts."""
        with self._reading(as_of) as reading:
            return reading.site_facts(reading.findings(closed_after=reading.last_full - 1) if counted else ())

    def skipped(self, as_of: datetime | None = None) -> tuple[StoredSkipped, ...]:
        """Return what could not be checked in each site's newest audit."""
        with self._reading(as_of) as reading:
            return reading.skipped()

    def links(self, as_of: datetime | None = None) -> tuple[StoredLink, ...]:
        """Return every judged link of each registered, active site's newest audit."""
        with self._reading(as_of) as reading:
            return reading.links()

    def totals(self, as_of: datetime | None = None) -> Iterator[NightTotal]:
        """Yield each night's sums by school and section, oldest first."""
        with self._database.read() as connection:
            yield from read_totals(connection, as_of)

    def titles(self, as_of: datetime | None = None) -> dict[str, str]:
        """Return the title of every rule that was ever in force, by its id; the newest words count."""
        with self._reading(as_of) as reading:
            return {rule.id: rule.title for night in reading.nights for rule in reading.ruleset(night).rules}

    def rules_about(self, section: Section) -> frozenset[str]:
        """Return the ids of all rules that ever stood under a heading of the report."""
        with self._reading(None) as reading:
            return rules_about(reading, section)

    def reach(self, as_of: datetime | None = None) -> Iterator[NightReach]:
        """Yield how many sites each night could read, oldest first."""
        with self._database.read() as connection:
            yield from read_reach(connection, as_of)

    def student_hash(self, student: str) -> str:
        """Return the keyed hash under which a roster id stands in findings."""
        return self._database.seal.hash("student", student)

    # --- mail ---

    def outbox(self) -> Outbox:
        """Return the outbox; sending from it takes the lock."""
        return Outbox(self._database)

    # --- lines and due dates ---

    def lines(self) -> Lines:
        """Return what is known of the lines of all sites."""
        return Lines(self._database)

    def deadlines(
        self, as_of: datetime | None = None, sites: Collection[str] | None = None
    ) -> tuple[StoredDeadline, ...]:
        """Return the verdicts on due dates as they stood, by site (None: all), section and due date."""
        with self._database.read() as connection:
            zones = {night.id: night.as_of.tzinfo for night in nights.nights(connection)}
            return read_deadlines(connection, self._database.seal, self._mask, as_of, zones, sites)

    # --- small facts ---

    def recall(self, name: str) -> str | None:
        """Return a small fact that was remembered (the last accepted roster's size), None for none."""
        with self._database.read() as connection:
            found = connection.execute(select(facts.c.value).where(facts.c.name == f"note {name}")).scalar()
        return found

    def remember(self, name: str, value: str) -> None:
        """Remember a small fact that is no secret and names nobody."""
        with self._database.write() as connection:
            connection.execute(delete(facts).where(facts.c.name == f"note {name}"))
            connection.execute(insert(facts).values(name=f"note {name}", value=value))

    # --- retention ---

    def sweep(self, now: datetime, *, findings_days: int, evidence_days: int, hold: bool = False) -> Swept:
        """Delete for real what is older than the records schedule allows; `hold` deletes nothing.

        Goes by when a finding was last seen and a picture was taken. Counts by site, rule and night
        stay; they name nobody.
        """
        return sweep(
            self._database, self._evidence, now, findings_days=findings_days, evidence_days=evidence_days,
            hold=hold,
        )  # fmt: skip

    @contextmanager
    def _reading(self, as_of: datetime | None) -> Iterator[Reading]:
        with self._database.read() as connection:
            yield Reading(connection, self._database.seal, self._evidence, self._mask, as_of)

    def _of_night(self, night: Night) -> tuple[dict[str, RuleEntry], dict[str, str]]:
        """Return the night's rules by id and each site's school."""
        if night.id not in self._in_force:
            with self._database.read() as connection:
                self._in_force[night.id] = in_force_on(connection, self._database.seal, night.id)
        return self._in_force[night.id]
