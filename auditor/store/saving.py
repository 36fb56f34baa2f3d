"""Write one site's judged night in one transaction: masked, with the life of its findings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from auditor.finding import Confidence, Finding, SiteOutcome
from auditor.mask import Mask
from auditor.rule import Section
from auditor.store.counting import Counted, count
from auditor.store.database import Database
from auditor.store.deciding import decisions_of, in_force, status_under
from auditor.store.destinations import write_links
from auditor.store.entries import RuleEntry, SiteResult
from auditor.store.evidence import Evidence
from auditor.store.gate import Gate, Masked
from auditor.store.life import Cause, Known, Looked, closing
from auditor.store.lines import write_lines
from auditor.store.moves import judged_anew, moved_pages, write_pages
from auditor.store.nights import write_visit
from auditor.store.records import Counts, Night, Status
from auditor.store.schema import audits, counts, events, findings, spans, visits
from auditor.store.seal import finding_id

_CHUNK = 400
WITHOUT_BROWSER = "browser"
"""The note of a night on which no browser showed any page."""
_NOBODY_MENDED = frozenset({Cause.RULE_OFF, Cause.JUDGED_ANEW})


@dataclass
class _Work:
    """Gather what one site's transaction has to write, so that it is written in few statements."""

    new_findings: list[dict[str, Any]] = field(default_factory=list)
    new_spans: list[dict[str, Any]] = field(default_factory=list)
    new_events: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    stretched: list[int] = field(default_factory=list)
    pictured: list[tuple[int, int | None]] = field(default_factory=list)
    pictures: list[tuple[str, bytes]] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    counted: dict[str, list[Counted]] = field(default_factory=dict)


class Saving:
    """Save one site of one night; used once."""

    def __init__(
        self, connection: Connection, database: Database, evidence: Evidence, night: Night, site: str
    ) -> None:
        self._connection = connection
        self._seal = database.seal
        self._evidence = evidence
        self._night = night
        self._site = site
        self._work = _Work()

    def save(
        self, result: SiteResult, mask: Mask, rules: Mapping[str, RuleEntry], school: str
    ) -> tuple[list[tuple[str, bytes]], list[tuple[int, str]]]:
        """Write everything; returns the pictures to keep and to drop once the transaction stands.

        Raises `ValueError` where the site is stored already: a night has one outcome a site.
        """
        earlier = self._earlier()
        gate = Gate(self._seal, self._site, mask)
        known = {row.fingerprint: row for row in self._known()}
        moved = moved_pages(self._connection, gate, self._site, result, earlier)
        anew = judged_anew(self._connection, gate, self._night, self._site, result, earlier)
        looked = Looked.of(result, rules, bool(mask), gate.page, gate.place, anew)
        decided = decisions_of(
            self._connection, self._seal, [row.id for row in known.values()], self._night.as_of, Mask.empty()
        )

        def status(finding: str, life: Status) -> Status:
            return status_under(life, in_force(decided.get(finding, ()), self._night.date))

        harmless = dict(zip(map(id, result.findings), gate.harmless(result.findings, rules), strict=True))
        seen: set[str] = set()
        stands = {gate.page(key) for key in result.standing}
        taken = {row.id for row in known.values()}
        for masked, picture_allowed in _merged(gate, result.findings, harmless):
            row = self._recognised(gate, masked, known, moved)
            life = self._write_seen(masked, row, looked, picture_allowed, earlier, bool(mask), taken)
            name = row.id if row is not None else self._work.new_findings[-1]["id"]
            seen.add(name)
            self._count(masked.finding.rule, masked.page, masked.finding, rules, life, status(name, life))
        for row in known.values():
            if row.standing and row.id not in seen:
                if row.page in stands and row.rule in result.standing_rules and row.last_audit == earlier:
                    self._work.stretched.append(row.span)
                    self._count_row(row, rules, Status.OPEN, status(row.id, Status.OPEN))
                    continue
                self._write_unseen(row, moved, looked, rules, status)
        self._flush()
        self._write_counts(rules, school)
        write_pages(self._connection, gate, self._site, result, self._night.id)
        write_links(self._connection, self._seal, self._site, self._night.id, result.links, mask)
        if result.lines is not None:
            write_lines(self._connection, self._seal, self._night, self._site, result.lines)
        write_visit(
            self._connection,
            self._night.id,
            self._site,
            {
                "outcome": SiteOutcome(result.outcome),
                "reason": gate.reason(str(result.reason)),
                "judged": True,
                "complete": result.complete,
                "baseline": not self._was_read_before(),
                "skipped": self._seal.close(gate.skipped(result.skipped)),
            },
        )
        return self._work.pictures, self._work.dropped

    def _earlier(self) -> int | None:
        """Return the audit in which the site was judged last."""
        query = select(func.max(visits.c.audit_id)).where(visits.c.site_id == self._site, visits.c.judged)
        here = query.where(visits.c.audit_id == self._night.id)
        if self._connection.execute(here).scalar() is not None:
            raise ValueError(f"the site {self._site} is stored already in this night")
        found: int | None = self._connection.execute(query).scalar()
        return found

    def _was_read_before(self) -> bool:
        """Tell whether an earlier night read the site with at least tonight's eyes.

        What a browser sees for the first time is a beginning and no change.
        """
        read = visits.c.outcome.in_([SiteOutcome.AUDITED, SiteOutcome.PARTIAL])
        query = (
            select(audits.c.notes)
            .join(visits, visits.c.audit_id == audits.c.id)
            .where(visits.c.site_id == self._site, visits.c.judged, read)
            .where(visits.c.audit_id != self._night.id)
        )
        tonight = WITHOUT_BROWSER in self._night.notes
        before = self._connection.execute(query).scalars()
        return any(tonight or WITHOUT_BROWSER not in json.loads(notes) for notes in before)

    def _known(self) -> list[Row[Any]]:
        newest = (
            select(spans.c.finding_id, func.max(spans.c.id).label("span"))
            .join(findings, findings.c.id == spans.c.finding_id)
            .where(findings.c.site_id == self._site)
            .group_by(spans.c.finding_id)
            .subquery()
        )
        query = (
            select(
                findings,
                spans.c.id.label("span"),
                spans.c.last_audit,
                spans.c.digest,
                spans.c.confidence,
                spans.c.counted,
                spans.c.picture_audit,
            )
            .join(newest, newest.c.finding_id == findings.c.id)
            .join(spans, spans.c.id == newest.c.span)
        )
        return list(self._connection.execute(query))

    def _recognised(
        self, gate: Gate, masked: Masked, known: Mapping[str, Row[Any]], moved: Mapping[str, str]
    ) -> Row[Any] | None:
        row = known.get(masked.fingerprint)
        if row is None and masked.page in moved:
            finding = masked.finding
            row = known.get(gate.fingerprint(finding.rule, moved[masked.page], finding.target))
        return row

    def _write_seen(
        self,
        masked: Masked,
        row: Row[Any] | None,
        looked: Looked,
        picture_allowed: bool,
        earlier: int | None,
        roster: bool,
        taken: set[str],
    ) -> Status:
        """Write a finding that was seen tonight; returns its life."""
        finding = masked.finding
        place = {
            "fingerprint": masked.fingerprint,
            "page": masked.page,
            "document": masked.document,
            "places": " ".join(sorted(masked.places)),
            "source": str(finding.where.source),
            "by_browser": masked.page in looked.by_browser,
            "standing": True,
        }
        if row is None:
            name = self._free_id(masked.fingerprint, taken)
            self._work.new_findings.append(
                {
                    "id": name,
                    "site_id": self._site,
                    "rule": finding.rule,
                    "student": masked.student,
                    "first_audit": self._night.id,
                    **place,
                }
            )
            life = Status.NEW
        else:
            name = row.id
            if any(getattr(row, column) != value for column, value in place.items()):
                self._work.changed.append({"finding": name, **place})
            life = Status.OPEN if row.standing else Status.REOPENED
        if life is not Status.OPEN:
            self._event(name, life, "")
        self._write_span(name, masked, row, picture_allowed, earlier, roster)
        return life

    def _write_span(
        self,
        name: str,
        masked: Masked,
        row: Row[Any] | None,
        picture_allowed: bool,
        earlier: int | None,
        roster: bool,
    ) -> None:
        finding = masked.finding
        shown = {
            "checker": finding.checker,
            "clause": finding.clause,
            "severity": str(finding.severity),
            "confidence": str(finding.confidence),
            "counted": finding.counted,
            "occurrences": finding.occurrences,
        }
        digest = self._seal.digest({**shown, "content": masked.content})
        had = row.picture_audit if row is not None else None
        same = row is not None and row.digest == digest
        picture = had
        if had is not None and roster and not picture_allowed:
            self._work.dropped.append((had, name))
            picture = None
        missing = had is None or self._evidence.path(had, name) is None
        if finding.picture is not None and picture_allowed and (missing or not same):
            self._work.pictures.append((name, finding.picture))
            if had is not None and had != self._night.id:
                self._work.dropped.append((had, name))
            picture = self._night.id
        if same and row is not None and row.last_audit == earlier and row.standing:
            self._work.stretched.append(row.span)
            if picture != had:
                self._work.pictured.append((row.span, picture))
            return
        self._work.new_spans.append(
            {
                "finding_id": name,
                "first_audit": self._night.id,
                "last_audit": self._night.id,
                "digest": digest,
                "picture_audit": picture,
                "content": self._seal.close(masked.content),
                **shown,
            }
        )

    def _write_unseen(
        self,
        row: Row[Any],
        moved: Mapping[str, str],
        looked: Looked,
        rules: Mapping[str, RuleEntry],
        status: Callable[[str, Status], Status],
    ) -> None:
        """Close a standing finding that was not seen, or leave it as it is."""
        new_place = {old: new for new, old in moved.items()}
        page = new_place.get(row.page, row.page)
        known = Known(row.rule, page, row.document, frozenset(row.places.split()), row.source, row.by_browser)
        cause = closing(known, looked)
        life = Status.OPEN
        if cause is not None:
            life = Status.LAPSED if cause in _NOBODY_MENDED else Status.FIXED
            self._event(row.id, life, cause)
            self._work.changed.append(
                {
                    "finding": row.id,
                    **{
                        column: getattr(row, column)
                        for column in ("fingerprint", "document", "places", "source", "by_browser")
                    },
                    "page": page,
                    "standing": False,
                }
            )
        self._count_row(row, rules, life, status(row.id, life))

    def _event(self, finding: str, kind: Status, cause: str) -> None:
        self._work.new_events.append(
            {"finding_id": finding, "audit_id": self._night.id, "kind": str(kind), "cause": str(cause)}
        )

    def _free_id(self, fingerprint: str, taken: set[str]) -> str:
        for attempt in range(6):
            name = finding_id(fingerprint, attempt)
            query = select(findings.c.id).where(findings.c.id == name)
            if name not in taken and self._connection.execute(query).first() is None:
                taken.add(name)
                return name
        raise ValueError("six ids of one fingerprint are taken")

    def _count(
        self,
        rule: str,
        page: str,
        finding: Finding,
        rules: Mapping[str, RuleEntry],
        life: Status,
        status: Status,
    ) -> None:
        section = rules[rule].section if rule in rules else Section.CONTENT
        self._work.counted.setdefault(rule, []).append(
            Counted(rule, (self._site, page), section, finding.confidence, finding.counted, life, status)
        )

    def _count_row(self, row: Row[Any], rules: Mapping[str, RuleEntry], life: Status, status: Status) -> None:
        section = rules[row.rule].section if row.rule in rules else Section.CONTENT
        confidence = Confidence(row.confidence)
        self._work.counted.setdefault(row.rule, []).append(
            Counted(row.rule, (self._site, row.page), section, confidence, row.counted, life, status)
        )

    def _flush(self) -> None:
        work, connection = self._work, self._connection
        for table, rows in (
            (findings, work.new_findings),
            (spans, work.new_spans),
            (events, work.new_events),
        ):
            if rows:
                connection.execute(insert(table), rows)
        if work.changed:
            connection.execute(update(findings).where(findings.c.id == bindparam("finding")), work.changed)
        for start in range(0, len(work.stretched), _CHUNK):
            ids = work.stretched[start : start + _CHUNK]
            connection.execute(update(spans).where(spans.c.id.in_(ids)).values(last_audit=self._night.id))
        for span, picture in work.pictured:
            connection.execute(update(spans).where(spans.c.id == span).values(picture_audit=picture))

    def _write_counts(self, rules: Mapping[str, RuleEntry], school: str) -> None:
        rows = []
        for rule, members in self._work.counted.items():
            total = count(members)
            if total != Counts():
                rows.append(
                    {
                        "audit_id": self._night.id,
                        "site_id": self._site,
                        "rule": rule,
                        "school_id": school,
                        "section": str(members[0].section),
                        "severity": str(rules[rule].severity) if rule in rules else "",
                        "problems": total.problems,
                        "new": total.new,
                        "reopened": total.reopened,
                        "fixed": total.fixed,
                        "review": total.review,
                        "waived": total.waived,
                    }
                )
        if rows:
            self._connection.execute(insert(counts), rows)


def _merged(gate: Gate, found: Iterable[Finding], harmless: Mapping[int, bool]) -> list[tuple[Masked, bool]]:
    """Mask findings, and join those that are the same one: its occurrences add up."""
    merged: dict[str, tuple[Masked, bool]] = {}
    for finding in found:
        masked = gate.mask(finding)
        if masked.fingerprint in merged:
            first, allowed = merged[masked.fingerprint]
            occurrences = first.finding.occurrences + finding.occurrences
            joined = replace(first, finding=replace(first.finding, occurrences=occurrences))
            merged[masked.fingerprint] = joined, allowed and harmless[id(finding)]
        else:
            merged[masked.fingerprint] = masked, harmless[id(finding)]
    return list(merged.values())
