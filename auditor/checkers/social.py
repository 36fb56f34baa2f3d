"""Ask a person to look at social accounts, which no program may read.

Looks at: on which day somebody last noted a look at the account (see `Snapshot.looked_on`).
Does not look at: the account itself, ever; accounts that nobody registered; what the person saw there.
Known gaps: a look that nobody noted in the decision sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from auditor.finding import Confidence, Finding
from auditor.page import Location, Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

EVERY_DAYS = 92
"""After how many days a look is due again: a quarter, where no clause says another number."""

TOPIC = "social-checklist"

RULES = (
    Rule(
        id="social-look-due",
        topic=TOPIC,
        section=Section.CONTENT,
        severity=Severity.MODERATE,
        title="A social page that a person should look at",
        why="No program may read a social page. What stands there is known only when a person looks.",
        fix="Look for names and photos of students, and for students whose families opted out. Read the "
        "comments. Look for a way to reach the teacher or the school, and at the logos. Then note the day "
        "and your name in the decision sheet.",
        by_person=True,
    ),
)


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one question for a social account that nobody looked at for too long."""
    site, today, last = snapshot.site, snapshot.as_of.date(), snapshot.looked_on
    if site.kind != "social" or not site.active_on(today):
        return
    if last is not None and site.active_from is not None and last < site.active_from:
        # What somebody saw before the account was on the list may have been another one.
        last = None
    days = max(1, policy.setting(TOPIC, "every_days", EVERY_DAYS))
    if last is not None and today < last + timedelta(days=days):
        return
    if last is None:
        told = "Nobody has noted a look at it yet."
    else:
        day = f"{last:%A, %B} {last.day}, {last.year}"
        told = f"The last look was on {day}, and one is due every {days} days."
    yield Finding(
        rule="social-look-due",
        page="",
        url=site.url,
        # Each look that is due is a question of its own: an answer to one says nothing of the next.
        target=last.isoformat() if last is not None else "never",
        message=f"Please look at this page yourself. {told}",
        where=Location(site.url, Source.ELEMENT, selector="", place="the whole page"),
        confidence=Confidence.REVIEW,
    )


__all__ = ["RULES", "check"]
