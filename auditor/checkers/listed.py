"""Find class sites to which the school's own website does not link.

Looks at: the links of the school's website, as far as it was read on the same night.
Does not look at: schools whose website is not registered or was not read; then nobody can say.
Known gaps: lists of teachers that only a script fills, pages of the school's website beyond the limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.finding import Confidence, Finding
from auditor.page import Location, Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="site-unlinked",
        topic="linked-from-school-page",
        section=Section.CONTENT,
        severity=Severity.MINOR,
        title="A class site to which the school's website does not link",
        why="Families look for a class on the school's website.",
        fix="Ask the website's editor for a link from the teacher's page on the school's website.",
    ),
)
PAGE_BY_PAGE = True
_LISTED = frozenset(("class", "team", "club"))


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one question for a site that the school's website, which was read, does not link to."""
    site = snapshot.site
    if not snapshot.asks("") or site.kind not in _LISTED or snapshot.district.lists(site) is not False:
        return
    yield Finding(
        rule="site-unlinked",
        page="",
        url=site.url,
        target="no link from the school",
        message="No page of the school's website that was read tonight links to this site.",
        where=Location(site.url, Source.ELEMENT, selector="body", place="the whole site"),
        confidence=Confidence.REVIEW,
    )


__all__ = ["RULES", "check"]
