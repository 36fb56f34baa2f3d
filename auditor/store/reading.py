"""Read the store as it was at any moment; computes nothing but what was true then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Subquery, func, select

from auditor.finding import Confidence, SiteOutcome
from auditor.mask import Mask
from auditor.registry import Registry
from auditor.rule import Section, Severity
from auditor.store.counting import Counted, count_by_section
from auditor.store.deciding import decisions_of, in_force, status_under
from auditor.store.destinations import StoredLink, read_links
from auditor.store.entries import RuleEntry, Ruleset
from auditor.store.evidence import Evidence
from auditor.store.gate import remasked
from auditor.store.nights import nights
from auditor.store.records import Counts, Decision, Night, SiteFacts, Status, StoredFinding, StoredSkipped
from auditor.store.schema import audits, counts, events, findings, registries, rulesets, spans, visits
from auditor.store.seal import Seal, unpack
from auditor.store.snapshots import registry_of, ruleset_of

_CHUNK = 400
_NO_DAY = date.min


@dataclass(frozen=True, slots=True)
class _Life:
    """Hold a finding's last event: what happened, and in which audit."""

    kind: Status
    audit: int


class Reading:
    """Read one consistent view; `moment` None means now, else the store as it then was."""

    def __init__(
        self, connection: Connection, seal: Seal, evidence: Evidence, mask: Mask, moment: datetime | None
    ) -> None:
        self._connection = connection
        self._seal = seal
        self._evidence = evidence
        self._mask = mask
        self._moment = moment
        self.nights: tuple[Night, ...] = nights(connection, moment)
        self._by_id = {night.id: night for night in self.nights}
        self._last = max(self._by_id, default=0)
        self._judged: dict[str, list[Row[Any]]] | None = None
        self._read: dict[str, _Life] = {}
        self.lapsed: frozenset[str] = frozenset()
        """Those that lapsed and did not come back, whenever that was, among what `findings` was asked for."""
        self._rulesets: dict[str, Ruleset] = {}
        self._rules: dict[str, dict[str, RuleEntry]] = {}

    @property
    def night(self) -> Night | None:
        """Return the newest night of all sites; the newest recheck where there never was one."""
        full = [night for night in self.nights if night.scope is None]
        return full[-1] if full else (self.nights[-1] if self.nights else None)

    @property
    def previous(self) -> Night | None:
        """Return the full night before."""
        full = [night for night in self.nights if night.scope is None]
        return full[-2] if len(full) > 1 else None

    @property
    def newest(self) -> Night | None:
        """Return the newest audit of any kind."""
        return self.nights[-1] if self.nights else None

    def night_of(self, audit: int) -> Night:
        """Return one audit by its number."""
        return self._by_id[audit]

    def registry(self) -> Registry:
        """Return what was registered at that moment; empty before the first night."""
        query = (
            select(registries.c.content)
            .join(audits, audits.c.registry == registries.c.digest)
            .where(audits.c.id <= self._last)
            .order_by(audits.c.id.desc())
            .limit(1)
        )
        sealed = self._connection.execute(query).scalar()
        return Registry((), (), ()) if sealed is None else registry_of(self._seal.open(sealed))

    def ruleset(self, night: Night) -> Ruleset:
        """Return the rules and clauses that were in force on a night."""
        if night.ruleset not in self._rulesets:
            query = select(rulesets.c.content).where(rulesets.c.digest == night.ruleset)
            packed = self._connection.execute(query).scalar_one()
            self._rulesets[night.ruleset] = ruleset_of(unpack(packed))
        return self._rulesets[night.ruleset]

    def rules(self, night: Night) -> Mapping[str, RuleEntry]:
        """Return the rules that were in force on a night by id."""
        if night.ruleset not in self._rules:
            self._rules[night.ruleset] = {rule.id: rule for rule in self.ruleset(night).rules}
        return self._rules[night.ruleset]

    def judged(self) -> dict[str, list[Row[Any]]]:
        """Return the last two judged visits of every site, the older first."""
        if self._judged is None:
            newest = self._newest_visits(None)
            before = self._newest_visits(newest.subquery())
            judged: dict[str, list[Row[Any]]] = {}
            for wanted in (before.subquery(), newest.subquery()):
                query = select(visits).join(
                    wanted, (wanted.c.site_id == visits.c.site_id) & (wanted.c.audit == visits.c.audit_id)
                )
                for row in self._connection.execute(query):
                    judged.setdefault(row.site_id, []).append(row)
            self._judged = judged
        return self._judged

    def _newest_visits(self, before: Subquery | None) -> Select[Any]:
        query = (
            select(visits.c.site_id, func.max(visits.c.audit_id).label("audit"))
            .where(visits.c.judged, visits.c.audit_id <= self._last)
            .group_by(visits.c.site_id)
        )
        if before is None:
            return query
        earlier = (before.c.site_id == visits.c.site_id) & (visits.c.audit_id < before.c.audit)
        return query.join(before, earlier)

    def findings(
        self,
        sites: Collection[str] | None = None,
        closed: bool = True,
        closed_after: int = 0,
        rules: Collection[str] | None = None,
    ) -> tuple[StoredFinding, ...]:
        """Return findings of the given sites and rules (None: all) with their life up to the moment.

        Closed ones come only with `closed`, and only if they were closed after audit `closed_after`.
        """
        newest = self.newest
        if newest is None:
            return ()
        ever = self._lives(sites, rules)
        lives = {
            finding: life
            for finding, life in ever.items()
            if life.kind not in (Status.FIXED, Status.LAPSED) or (closed and life.audit > closed_after)
        }
        self._read = lives
        self.lapsed = frozenset(finding for finding, life in ever.items() if life.kind is Status.LAPSED)
        kept = self._spans(tuple(lives))
        made = decisions_of(self._connection, self._seal, tuple(lives), self._moment, self._mask)
        schools = {site.site_id: site.school_id for site in self.registry().sites}
        today = self._today()
        return tuple(
            self._finding(row, lives[row.finding_id], made.get(row.finding_id, ()), schools, today)
            for row in kept
        )

    def changed_on(self, finding: str) -> date:
        """Return the day of a finding's last event, among those that `findings` returned."""
        return self._by_id[self._read[finding].audit].date

    @property
    def last_full(self) -> int:
        """Return the number of the newest night of all sites, 0 before the first."""
        return self.night.id if self.night is not None else 0

    def site_facts(
        self, found: Iterable[StoredFinding], sites: Collection[str] | None = None
    ) -> tuple[SiteFacts, ...]:
        """Return the registered sites (None: all) with their newest audit and counts of `found`."""
        newest = self.newest
        by_site: dict[str, list[StoredFinding]] = {}
        for finding in found:
            by_site.setdefault(finding.site, []).append(finding)
        before = self._counts_of(self.previous)
        facts = []
        for site in self.registry().sites:
            if sites is not None and site.site_id not in sites:
                continue
            if newest is not None and not site.active_on(newest.date):
                continue
            judged = self.judged().get(site.site_id, [])
            previous = before.get(site.site_id, {"": Counts()})
            if not judged:
                facts.append(SiteFacts(site, counts={"": Counts()}, previous=previous))
                continue
            row = judged[-1]
            facts.append(
                SiteFacts(
                    site=site,
                    outcome=SiteOutcome(row.outcome),
                    reason=self._mask.text(row.reason),
                    audit=row.audit_id,
                    as_of=self._by_id[row.audit_id].as_of,
                    pages=row.pages,
                    documents=row.documents,
                    pictures=row.pictures,
                    embeds_unread=row.embeds_unread,
                    requests=row.requests,
                    bytes=row.bytes,
                    seconds=row.seconds,
                    unread_pages=row.frontier_count,
                    stood=row.stood,
                    shown_since=row.shown_since,
                    complete=row.complete,
                    baseline=row.baseline,
                    previous_outcome=SiteOutcome(judged[-2].outcome) if len(judged) > 1 else None,
                    counts=count_by_section(map(_counted, by_site.get(site.site_id, ()))),
                    previous=previous,
                )
            )
        return tuple(facts)

    def skipped(self, sites: Collection[str] | None = None) -> tuple[StoredSkipped, ...]:
        """Return what could not be checked in the newest audit of each registered site."""
        registered = [site.site_id for site in self.registry().sites]
        found = []
        for site in registered if sites is None else [site for site in registered if site in sites]:
            judged = self.judged().get(site, [])
            if not judged or judged[-1].skipped is None:
                continue
            for skip in self._seal.open(judged[-1].skipped):
                found.append(
                    StoredSkipped(
                        site=site,
                        url=self._mask.address(skip["url"]),
                        stage=skip["stage"],
                        reason=skip["reason"],
                        detail=self._mask.text(skip["detail"]),
                        rules=tuple(skip["rules"]),
                        as_of=self._by_id[judged[-1].audit_id].as_of,
                    )
                )
        return tuple(found)

    def links(self) -> tuple[StoredLink, ...]:
        """Return every judged link of each registered site's newest audit."""
        newest = {
            site.site_id: judged[-1].audit_id
            for site in self.registry().sites
            if (judged := self.judged().get(site.site_id, []))
        }
        return tuple(read_links(self._connection, self._seal, newest, newest, self._mask))

    def _today(self) -> date:
        newest = self.newest
        if self._moment is not None:
            return self._moment.date()
        return newest.date if newest is not None else _NO_DAY

    def _lives(self, sites: Collection[str] | None, rules: Collection[str] | None) -> dict[str, _Life]:
        """Return each finding's last event up to the moment."""
        newest = (
            select(events.c.finding_id, func.max(events.c.id).label("event"))
            .where(events.c.audit_id <= self._last)
            .group_by(events.c.finding_id)
        )
        if sites is not None and len(sites) <= _CHUNK:
            newest = newest.join(findings, findings.c.id == events.c.finding_id)
            newest = newest.where(findings.c.site_id.in_(sites))
        last = newest.subquery()
        query = (
            select(events, findings.c.site_id)
            .join(last, last.c.event == events.c.id)
            .join(findings, findings.c.id == events.c.finding_id)
        )
        if rules is not None:
            query = query.where(findings.c.rule.in_(rules))
        return {
            row.finding_id: _Life(Status(row.kind), row.audit_id)
            for row in self._connection.execute(query)
            if sites is None or row.site_id in sites
        }

    def _spans(self, ids: Sequence[str]) -> list[Row[Any]]:
        """Return what was known of each finding at the moment, by site, rule and age."""
        rows: list[Row[Any]] = []
        for start in range(0, len(ids), _CHUNK):
            some = ids[start : start + _CHUNK]
            newest = (
                select(spans.c.finding_id, func.max(spans.c.id).label("span"))
                .where(spans.c.first_audit <= self._last, spans.c.finding_id.in_(some))
                .group_by(spans.c.finding_id)
                .subquery()
            )
            query = (
                select(
                    spans,
                    findings.c.fingerprint,
                    findings.c.site_id,
                    findings.c.rule,
                    findings.c.student,
                    findings.c.first_audit.label("found_audit"),
                )
                .join(newest, newest.c.span == spans.c.id)
                .join(findings, findings.c.id == spans.c.finding_id)
            )
            rows.extend(self._connection.execute(query))
        return sorted(rows, key=lambda row: (row.site_id, row.rule, row.found_audit, row.finding_id))

    def _finding(
        self,
        row: Row[Any],
        life: _Life,
        made: Sequence[Decision],
        schools: Mapping[str, str],
        today: date,
    ) -> StoredFinding:
        kind, day = life.kind, self._by_id[life.audit].date
        newest = self.judged()[row.site_id][-1].audit_id
        # A row that was stretched after the moment stood in every audit of its site up to then.
        last = row.last_audit if row.last_audit <= self._last else newest
        if kind in (Status.NEW, Status.REOPENED) and self._by_id[newest].date != day:
            kind = Status.OPEN
        decision = in_force(made, today)
        stored = self._seal.open(row.content)
        content = remasked(stored, self._mask)
        rule = self.rules(self._by_id[last]).get(row.rule)
        shows_name = self._mask.finds(stored["covers"])
        return StoredFinding(
            id=row.finding_id,
            fingerprint=row.fingerprint,
            audit=last,
            as_of=self._by_id[last].as_of,
            site=row.site_id,
            school=schools.get(row.site_id, ""),
            url=content["url"],
            page=content["page"],
            page_title=content["page_title"],
            rule=row.rule,
            checker=row.checker,
            clause=row.clause,
            section=rule.section if rule is not None else Section.CONTENT,
            severity=Severity(row.severity),
            confidence=Confidence(row.confidence),
            status=status_under(kind, decision),
            life=kind,
            counted=row.counted,
            message=content["message"],
            details=content["details"],
            source=content["source"],
            selector=content["selector"],
            heading=content["heading"],
            place=content["place"],
            quote=content["quote"],
            document=content["document"],
            occurrences=row.occurrences,
            first_seen=self._by_id[row.found_audit].date,
            last_seen=self._by_id[last].date,
            fixed_on=day if kind is Status.FIXED else None,
            criteria=tuple(content["criteria"]),
            decision=decision,
            decisions=tuple(made),
            picture=None if shows_name else self._evidence.path(row.picture_audit, row.finding_id),
            student=row.student,
        )

    def _counts_of(self, night: Night | None) -> dict[str, dict[str, Counts]]:
        """Return what was counted on a night by site and section."""
        found: dict[str, dict[str, Counts]] = {}
        if night is None:
            return found
        columns = [counts.c[name] for name in ("problems", "new", "reopened", "fixed", "review", "waived")]
        query = (
            select(counts.c.site_id, counts.c.section, *map(func.sum, columns))
            .where(counts.c.audit_id == night.id)
            .group_by(counts.c.site_id, counts.c.section)
        )
        for site, section, *numbers in self._connection.execute(query):
            by_section = found.setdefault(site, {})
            by_section[section] = Counts(*map(int, numbers))
        for by_section in found.values():
            parts = list(by_section.values())
            by_section[""] = Counts(*(sum(column) for column in zip(*map(_numbers, parts), strict=True)))
        return found


def _numbers(counts: Counts) -> tuple[int, ...]:
    return counts.problems, counts.new, counts.reopened, counts.fixed, counts.review, counts.waived


def _counted(finding: StoredFinding) -> Counted:
    return Counted(
        finding.rule, (finding.site, finding.page), finding.section, finding.confidence, finding.counted,
        finding.life, finding.status,
    )  # fmt: skip
