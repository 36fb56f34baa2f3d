"""Say what counts as one: a rule on a page, and about students a place, whatever rules speak of it.

Were the rules counted, two at one place could tell that its student has opted out. Everything that a
principal reads counts this way; numbers over all schools count rules, because they show no place.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.rule import Section
from auditor.store import Counts, StoredFinding
from auditor.store.counting import Counted, count

Item = tuple[str, ...]
"""The site, the rule ("" for all about students), the page, and about students the place on it."""


def item_of(finding: StoredFinding) -> Item:
    """Return what a finding counts as."""
    if finding.section is Section.PRIVACY:
        return finding.site, "", finding.page, *place_of(finding)
    return finding.site, finding.rule, finding.page


def place_of(finding: StoredFinding) -> tuple[str, ...]:
    """Return where on its page a finding stands, as a report tells it."""
    return finding.place, finding.heading, finding.source, finding.document


def items_in(findings: Iterable[StoredFinding]) -> frozenset[Item]:
    """Return what these findings count as."""
    return frozenset(map(item_of, findings))


def counted(findings: Iterable[StoredFinding]) -> Counts:
    """Count findings as nights count them, by items."""
    return count(
        Counted(
            item[1], ("\n".join((item[0], *item[2:])), ""), finding.section, finding.confidence,
            finding.counted, finding.life, finding.status,
        )
        for finding in findings
        for item in (item_of(finding),)
    )  # fmt: skip
