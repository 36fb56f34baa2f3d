"""Say what came and what went since a school was last told; counts the way the report counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auditor.store import SchoolReport, StoredFinding
from reports import words
from reports.problems import state_of
from reports.taken_back import is_taken_back
from reports.view import is_platform_fault
from reports.words import ACT, FIX

Pair = tuple[str, str, str]
"""A problem: site, rule and page, however often it occurs there."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Hold the problems that the school has to deal with: new, gone and open since it was last told.

    `since` is None for a first mail, in which nothing can be new.
    """

    since: date | None
    new: frozenset[Pair]
    fixed: int
    still_open: int

    def sentence(self, baseline: bool) -> str:
        """Say what changed since the last mail in one sentence."""
        if self.since is None:
            return (
                "This is the first check, so nothing is called new."
                if baseline
                else "This is the first mail about these websites."
            )
        when, new = words.day(self.since), len(self.new)
        parts = [
            *([f"{words.count(new, 'problem')} {'is' if new == 1 else 'are'} new"] if new else []),
            *([f"{self.fixed} {'is' if self.fixed == 1 else 'are'} fixed"] if self.fixed else []),
        ]
        return f"Since {when}, {words.listed(parts)}." if parts else f"Nothing has changed since {when}."


def changes_since(report: SchoolReport, before: SchoolReport | None) -> Changes:
    """Compare a school with how it stood when it was last told (None: never)."""
    now = pairs(finding for finding in report.findings if to_do(finding))
    if before is None:
        return Changes(None, frozenset(), 0, len(now))
    then = pairs(finding for finding in before.findings if to_do(finding))
    # What stands on a site that had never been read is a beginning and no change.
    known = {facts.site.site_id for facts in before.sites if facts.outcome is not None and facts.audit}
    new = frozenset(pair for pair in now - then if pair[0] in known)
    # What is decided, doubtful now or asked by no rule any more has gone from the list, not from the page.
    here = {facts.site.site_id for facts in report.sites}
    there = pairs(finding for finding in report.findings if finding.fixed_on is None)
    fixed = {pair for pair in then - now - there if pair[0] in here and pair[1] in report.rules}
    # A due date whose verdict was taken back was fixed by nobody, and neither was one of long ago.
    mended = pairs(f for f in before.findings if to_do(f) and not is_taken_back(report, f))
    fixed &= mended
    return Changes(before.night.date, new, len(fixed), len(now) - len(new))


def to_do(finding: StoredFinding) -> bool:
    """Tell whether the school has to deal with a finding: it stands, is counted, sure, and its own."""
    return (
        finding.status.standing
        and finding.counted
        and state_of(finding) in (ACT, FIX)
        and not is_platform_fault(finding)
    )


def pairs(findings: Iterable[StoredFinding]) -> frozenset[Pair]:
    """Return the problems that these findings make."""
    return frozenset((finding.site, finding.rule, finding.page) for finding in findings)
