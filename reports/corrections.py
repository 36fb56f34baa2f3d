"""Gather what was told and found wrong, and the objections that wait for an answer; renders nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.snapshot import DueVerdict
from auditor.store import SchoolReport, Status, StoredDeadline, StoredFinding
from reports import words
from reports.problems import rule_of
from reports.view import SiteView

SCHOOL_DAYS_TO_SETTLE = 5
"""Within so many school days whoever says that a finding is wrong gets an answer."""
REVISED_FOR = timedelta(days=31)
"""So long a report tells of a due date whose verdict was taken back."""

REVISED = {
    DueVerdict.MET: "A later night could see that something new was posted in time.",
    DueVerdict.EXCUSED: "The website is excused for that day.",
    DueVerdict.UNKNOWN: "Nobody can tell whether something new was posted in time.",
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that was told and was wrong: on which site, what, who or what says so, and since when.

    `reason` is in a person's own words and stands in no mail; `numbers` are ids of findings.
    """

    site: SiteView
    title: str
    why: str
    day: date
    reason: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection that waits: who made it, and by which day it is to be answered."""

    site: SiteView
    title: str
    by: str
    reason: str
    made: date
    answer_by: date
    late: bool
    numbers: tuple[str, ...]


def corrections(report: SchoolReport, sites: Sequence[SiteView]) -> list[Correction]:
    """Return everything that a report has to take back, the newest first."""
    wrong = [finding for finding in report.findings if finding.status is Status.WRONG]
    oldest = report.night.date - REVISED_FOR
    revised = [each for each in report.deadlines if _revised(each) and _turned(each) >= oldest]
    return corrected(report, sites, wrong, revised)


def corrected(
    report: SchoolReport,
    sites: Sequence[SiteView],
    wrong: Sequence[StoredFinding],
    revised: Sequence[StoredDeadline] = (),
) -> list[Correction]:
    """Return these findings and verdicts as corrections, one for each decision on a site."""
    by_id = {site.facts.site.site_id: site for site in sites}
    found: dict[tuple[str, str, str, date, str], list[str]] = {}
    for finding in wrong:
        made = finding.decision
        day = made.decided_at.date() if made is not None else report.night.date
        key = (
            finding.site, rule_of(report, finding).title, made.by if made else "", day,
            made.reason if made else "",
        )  # fmt: skip
        found.setdefault(key, []).append(finding.id)
    told = [
        Correction(
            by_id[site], title, f"Found to be wrong by {by or 'a person'} on {words.day(day)}.", day, reason,
            tuple(numbers),
        )
        for (site, title, by, day, reason), numbers in found.items()
        if site in by_id
    ]  # fmt: skip
    for each in revised:
        if each.site in by_id:
            title = f"No update by {words.day(each.due)}" + (f", {each.section}" if each.section else "")
            told.append(Correction(by_id[each.site], title, REVISED[each.verdict], _turned(each)))
    return sorted(told, key=lambda each: (-each.day.toordinal(), each.site.name, each.title))


def settle_by(made: date, is_off: Callable[[date], bool]) -> date:
    """Return by which day an objection is to be answered: so many school days after it was made."""
    day, left = made, SCHOOL_DAYS_TO_SETTLE
    while left:
        day += timedelta(days=1)
        left -= not is_off(day)
    return day


def objections(
    report: SchoolReport,
    sites: Sequence[SiteView],
    is_off: Callable[[date], bool],
    only: Collection[str] | None = None,
) -> list[Objection]:
    """Return the objections that wait for an answer, the oldest first; `only` names findings (None: all)."""
    by_id = {site.facts.site.site_id: site for site in sites}
    found: dict[tuple[str, str, str, str, date], list[str]] = {}
    for finding in report.findings:
        made = finding.decision
        if finding.status is not Status.DISPUTED or made is None or finding.site not in by_id:
            continue
        if only is None or finding.id in only:
            key = (
                finding.site, rule_of(report, finding).title, made.by, made.reason, made.decided_at.date()
            )  # fmt: skip
            found.setdefault(key, []).append(finding.id)
    waiting = [
        Objection(
            by_id[site], title, by, reason, day, due := settle_by(day, is_off), due < report.night.date,
            tuple(numbers),
        )
        for (site, title, by, reason, day), numbers in found.items()
    ]  # fmt: skip
    return sorted(waiting, key=lambda each: (each.made, each.site.name, each.title))


def _revised(deadline: StoredDeadline) -> bool:
    return deadline.before is DueVerdict.MISSED and deadline.verdict is not DueVerdict.MISSED


def _turned(deadline: StoredDeadline) -> date:
    return (deadline.since or deadline.decided_at).date()
