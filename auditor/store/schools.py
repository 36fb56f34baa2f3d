"""Gather everything that one school's report says; renders nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from auditor.exits import Exit, Refusal
from auditor.rule import Section
from auditor.store.counting import added
from auditor.store.entries import ClauseEntry, RuleEntry
from auditor.store.reading import Reading
from auditor.store.records import RulesetChange, SchoolReport
from auditor.store.snapshots import changes_between

_MOST_TOLD = 30_000
"""Findings of reports that are kept in memory at a time."""


class Told:
    """Keep reports from one asking to the next: a night asks twice, for the pages and for the mail.

    A report is the same one only while this program has written nothing, and for a moment that is over.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[str, datetime], SchoolReport] = {}
        self._writes = -1

    def of(
        self,
        school: str,
        as_of: datetime | None,
        writes: int,
        make: Callable[[str, datetime | None], SchoolReport],
    ) -> SchoolReport:
        """Return a report, made by `make` where it is not at hand; `writes` counts what was written."""
        if as_of is None:
            return make(school, None)
        if writes != self._writes:
            self._made.clear()
            self._writes = writes
        known = self._made.get((school, as_of))
        if known is not None:
            return known
        made = make(school, as_of)
        if len(made.findings) + sum(len(each.findings) for each in self._made.values()) <= _MOST_TOLD:
            self._made[school, as_of] = made
        return made


def rules_about(reading: Reading, section: Section) -> frozenset[str]:
    """Return the ids of all rules that ever stood under a heading of the report."""
    found = {night.ruleset: reading.ruleset(night).rules for night in reading.nights}
    return frozenset(rule.id for rules in found.values() for rule in rules if rule.section is section)


def school_report(reading: Reading, school_id: str) -> SchoolReport:
    """Return one school's report. Raises `Refusal` (64) for an unknown school or an empty store."""
    night = reading.night
    if night is None:
        raise Refusal(Exit.USAGE, "nothing was audited up to then; `auditor run` makes the first night")
    registry = reading.registry()
    school = next((school for school in registry.schools if school.school_id == school_id), None)
    if school is None:
        raise Refusal(Exit.USAGE, f'there is no school "{school_id}" in schools.csv')
    today = (reading.newest or night).date
    sites = {site.site_id for site in registry.sites if site.school_id == school_id and site.active_on(today)}
    previous = reading.previous
    found = reading.findings(sites, closed_after=night.id - 1)
    facts = reading.site_facts(found, sites)
    rules: dict[str, RuleEntry] = {}
    clauses: dict[str, ClauseEntry] = {}
    # Older nights first: a rule that is still in force is told in tonight's words.
    audits = sorted({night.id, *(finding.audit for finding in found)})
    for audit in [*audits, night.id]:
        ruleset = reading.ruleset(reading.night_of(audit))
        rules.update({rule.id: rule for rule in ruleset.rules})
        clauses.update({clause.id: clause for clause in ruleset.clauses})
    return SchoolReport(
        school=school,
        night=night,
        rechecks=tuple(audit for audit in reading.nights if audit.id > night.id),
        previous=previous,
        people=tuple(person for person in registry.people if person.school_id == school_id),
        sites=facts,
        findings=found,
        lapsed=reading.lapsed,
        skipped=reading.skipped(sites),
        rules=rules,
        clauses=clauses,
        counts=added(site.counts for site in facts),
        previous_counts=added(site.previous for site in facts),
        changes=(
            RulesetChange()
            if previous is None
            else changes_between(reading.ruleset(previous), reading.ruleset(night))
        ),
        baseline=previous is None or all(site.baseline for site in facts if site.outcome is not None),
    )
