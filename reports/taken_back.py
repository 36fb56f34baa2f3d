"""Tell verdicts on due dates that were taken back from problems that somebody fixed; renders nothing."""

from __future__ import annotations

from auditor.rule import Section
from auditor.snapshot import DueVerdict
from auditor.store import SchoolReport, StoredDeadline, StoredFinding


def taken_back(report: SchoolReport, before: SchoolReport) -> list[StoredDeadline]:
    """Return the verdicts that were "missed" when the school was told and are none any more."""
    told = {
        (each.site, each.section, each.due) for each in before.deadlines if each.verdict is DueVerdict.MISSED
    }
    return [
        each
        for each in report.deadlines
        if (each.site, each.section, each.due) in told and each.verdict is not DueVerdict.MISSED
    ]


def is_taken_back(report: SchoolReport, finding: StoredFinding) -> bool:
    """Tell whether a finding about a due date is gone without anybody having fixed anything.

    Either its verdict was revised, or the due date is so long ago that it is told no more.
    """
    verdict = _verdict_of(report, finding)
    if verdict is None:
        return False
    late = any(each.kind in ("late", "other-days") for each in verdict.evidence)
    return verdict.verdict is not DueVerdict.MISSED or not late


def revised(report: SchoolReport, finding: StoredFinding) -> StoredDeadline | None:
    """Return the verdict that replaced the one which a finding told, None where it still is "missed"."""
    verdict = _verdict_of(report, finding)
    return verdict if verdict is not None and verdict.verdict is not DueVerdict.MISSED else None


def _verdict_of(report: SchoolReport, finding: StoredFinding) -> StoredDeadline | None:
    due, section = finding.details.get("due", ""), finding.details.get("section", "")
    if finding.section is not Section.UPDATES or not due:
        return None
    found = (
        each
        for each in report.deadlines
        if (each.site, each.section, each.due.isoformat()) == (finding.site, section, due)
    )
    return next(found, None)
