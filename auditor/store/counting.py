"""Count problems: one rule on one page is one problem, however often it occurs there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.finding import Confidence
from auditor.rule import Section
from auditor.store.records import Counts, Status


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold what counting needs of one finding; `page` tells pages of all sites apart."""

    rule: str
    page: tuple[str, str]
    section: Section
    confidence: Confidence
    counted: bool
    life: Status
    status: Status


def count(findings: Iterable[Counted]) -> Counts:
    """Count the pairs of rule and page; findings with life fixed are those that went tonight."""
    lives: dict[tuple[str, tuple[str, str]], set[Status]] = defaultdict(set)
    fixed, review, waived = set(), set(), set()
    for finding in findings:
        pair = finding.rule, finding.page
        if finding.status is Status.WAIVED:
            waived.add(pair)
        if not finding.counted or finding.status in (Status.WAIVED, Status.WRONG, Status.LAPSED):
            continue
        if finding.life is Status.FIXED:
            if finding.confidence is not Confidence.REVIEW:
                fixed.add(pair)
        elif finding.confidence is Confidence.REVIEW:
            review.add(pair)
        else:
            lives[pair].add(finding.life)
    return Counts(
        problems=len(lives),
        new=sum(seen == {Status.NEW} for seen in lives.values()),
        reopened=sum(Status.REOPENED in seen and Status.OPEN not in seen for seen in lives.values()),
        fixed=len(fixed - lives.keys()),
        review=len(review - lives.keys()),
        waived=len(waived - lives.keys()),
    )


def count_by_section(findings: Iterable[Counted]) -> dict[str, Counts]:
    """Count by report section; under "" stands all of it."""
    by_section: dict[str, list[Counted]] = defaultdict(list)
    for finding in findings:
        by_section[""].append(finding)
        by_section[str(finding.section)].append(finding)
    return {"": Counts(), **{section: count(members) for section, members in by_section.items()}}


def added(all_counts: Iterable[Mapping[str, Counts]]) -> dict[str, Counts]:
    """Add up counts of several sites or rules, section by section."""
    total: dict[str, Counts] = {"": Counts()}
    for counts in all_counts:
        for section, more in counts.items():
            have = total.get(section, Counts())
            total[section] = Counts(
                have.problems + more.problems,
                have.new + more.new,
                have.reopened + more.reopened,
                have.fixed + more.fixed,
                have.review + more.review,
                have.waived + more.waived,
            )
    return total
