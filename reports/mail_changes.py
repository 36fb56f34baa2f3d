"""Say what came and what went since a school was last told; counts the way the report counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditor.store import SchoolReport, StoredFinding
from reports import words
from reports.items import Item, items_in
from reports.problems import state_of
from reports.taken_back import is_taken_back
from reports.view import is_platform_fault
from reports.words import ACT, FIX


@dataclass(frozen=True, slots=True)
class Changes:
    """Hold the problems that the school has to deal with: new, gone and open since it was last told.

    `since` is None for a first mail, in which nothing can be new.
    """

    since: date | None
    new: frozenset[Item]
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
    here = [finding for finding in report.findings if to_do(finding)]
    now = items_in(here)
    if before is None:
        return Changes(None, frozenset(), 0, len(now))
    told = [finding for finding in before.findings if to_do(finding)]
    # What is said of a place may change when something else does: what stood there stands there still.
    known = {finding.id for finding in told}
    then = items_in(told) | items_in(finding for finding in here if finding.id in known)
    # What stands on a site that had never been read is a beginning and no change.
    read = {facts.site.site_id for facts in before.sites if facts.outcome is not None and facts.audit}
    new = frozenset(item for item in now - then if item[0] in read)
    # What is decided, doubtful now or asked by no rule any more has gone from the list, not from the page.
    # A due date whose verdict was taken back was fixed by nobody, and neither was one of long ago.
    standing = {finding.id: finding for finding in report.findings if finding.fixed_on is None}
    there = items_in(standing.values()) | items_in(finding for finding in told if finding.id in standing)
    sites = {facts.site.site_id for facts in report.sites}
    gone = items_in(
        finding
        for finding in told
        if finding.site in sites
        and finding.rule in report.rules
        and finding.id not in report.lapsed
        and not is_taken_back(report, finding)
    )
    return Changes(before.night.date, new, len(gone - now - there), len(now) - len(new))


def to_do(finding: StoredFinding) -> bool:
    """Tell whether the school has to deal with a finding: it stands, is counted, sure, and its own."""
    return (
        finding.status.standing
        and finding.counted
        and state_of(finding) in (ACT, FIX)
        and not is_platform_fault(finding)
    )
