"""Say which due dates passed without new classroom information, and which sites look abandoned.

Looks at: the verdicts on due dates, the changes and the freshness that the history of the site's lines
gives (see `auditor.history`), and the links of class pages to curriculum pages.
Does not look at: how good an update is, when it was written, messages sent by e-mail, and what could
not be read; a due date that nobody can decide is told in the export and is no finding.
Known gaps: what a picture or a film says; an update that only repeats what stood on the site before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from auditor.finding import Confidence, Finding
from auditor.page import Location, Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Example, Rule, Section, Severity
from auditor.snapshot import Deadline, DueVerdict, Freshness, Snapshot
from auditor.words import any_of

TOLD_DAYS = 31
"""How long a due date that passed stands in the report: after that the next ones speak."""

STALE_DAYS = 45

_BEFORE = "<h2>Week of October 19</h2><p>We read chapter four of Hatchet.</p><p>Visitors: 1200</p>"

RULES = (
    Rule(
        id="missed-update",
        topic="update-frequency",
        section=Section.UPDATES,
        severity=Severity.SERIOUS,
        title="Nothing new was posted by the due date",
        why="Parents rely on the class website to see what is being taught and what is due.",
        fix="Post what the class is doing now: lessons, assignments, dates of tests and events. A few new "
        "lines are enough.",
        examples=(
            Example(
                _BEFORE.replace("1200", "1271"),
                ("due Tuesday, November 3, 2026",),
                "only a counter moved",
                before=_BEFORE,
            ),
            Example(
                _BEFORE + "<h2>Week of November 2</h2><p>We begin the unit on volcanoes on Thursday.</p>",
                (),
                "a new week stands on the page",
                before=_BEFORE,
            ),
            Example(
                _BEFORE + '<img src="/flyer.png" alt="">',
                (),
                "a picture without words came: a person must look",
                before=_BEFORE,
            ),
        ),
    ),
    Rule(
        id="late-update",
        topic="update-frequency",
        section=Section.UPDATES,
        severity=Severity.MINOR,
        title="The update came on other days than asked",
        why="The class website was updated, but not by the due date on which parents expect it.",
        fix="Please check with the teacher. Where other days suit the class better, the principal may "
        "excuse the site in the registry.",
    ),
    Rule(
        id="site-stale",
        topic="site-current",
        section=Section.UPDATES,
        severity=Severity.MODERATE,
        title="Nothing new has come for a long time",
        why="A site that stands still looks abandoned, and parents stop looking at it.",
        fix="Post what the class is doing now, or tell the office that the site is no longer used.",
    ),
    Rule(
        id="curriculum-link-missing",
        topic="curriculum-link",
        section=Section.UPDATES,
        severity=Severity.MINOR,
        title="No link to the curriculum was found",
        why="Parents look for what their children learn this year; the district keeps a page about it.",
        fix="Add a link to the district's curriculum page for this grade or subject.",
        examples=(
            Example("<p>Welcome to our class!</p>", ("Room 12",), "no link leads to a curriculum page"),
            Example('<p><a href="http://www.cedarvalley.example/curriculum/3-5.html">What we learn</a></p>'),
            Example('<p><a href="http://www.cedarvalley.example/p/31">Grade 3 curriculum</a></p>'),
        ),
    ),
)


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield findings on due dates that passed, a site that stands still, and a missing link."""
    today = snapshot.as_of.date()
    for deadline in snapshot.deadlines:
        if deadline.verdict is DueVerdict.MISSED and today - deadline.due <= timedelta(days=TOLD_DAYS):
            yield _missed(deadline, snapshot)
    limit = policy.setting("update-frequency", "stale_days", STALE_DAYS)
    for fresh in snapshot.freshness:
        if fresh.days is not None and fresh.days > limit:
            yield _stale(fresh, snapshot, today)
    if snapshot.pages and snapshot.complete and policy.clause("curriculum-link") is not None:
        pattern = policy.setting("curriculum-link", "words", "")
        words = re.compile(pattern, re.IGNORECASE) if pattern else any_of(policy.words.of("curriculum"))
        if not _links_to(snapshot, words):
            yield _no_link(snapshot)


def _missed(deadline: Deadline, snapshot: Snapshot) -> Finding:
    late, other = deadline.told("late"), deadline.told("other-days")
    last = deadline.told("last")
    due = f"{deadline.due:%A, %B} {deadline.due.day}, {deadline.due.year}"
    where = f" in {deadline.section}" if deadline.section else ""
    if late is not None or other is not None:
        remark = "; ".join(each.detail for each in (late, other) if each is not None)
        message = f"Nothing new was seen{where} in the days before {due}, but on other days: {remark}."
        rule, confidence = "late-update", Confidence.REVIEW
    else:
        message = f"Nothing new was seen{where} in the days before {due} or since then."
        if last is not None:
            message += f" The last new item was: {last.detail}."
        rule, confidence = "missed-update", Confidence.LIKELY
    details = {"due": deadline.due.isoformat(), "section": deadline.section}
    details |= {each.kind: each.detail for each in reversed(deadline.evidence)}
    return _finding(
        snapshot,
        rule,
        f"due {deadline.due.isoformat()} {deadline.section}",
        message,
        f"due {due}",
        confidence,
        {name: value for name, value in details.items() if value},
    )


def _stale(fresh: Freshness, snapshot: Snapshot, today: date) -> Finding:
    where = f" in {fresh.section}" if fresh.section else ""
    message = f"Nothing new was seen{where} for {fresh.days} days, breaks not counted."
    if fresh.last is not None:
        message += f" The last new item was: {fresh.last.words}."
    return _finding(
        snapshot,
        "site-stale",
        f"stale {fresh.section}",
        message,
        fresh.last.words if fresh.last is not None else "",
        Confidence.LIKELY,
        {"section": fresh.section} if fresh.section else {},
    )


def _links_to(snapshot: Snapshot, wanted: re.Pattern[str]) -> bool:
    return any(
        wanted.search(link.words) or wanted.search(re.sub(r"[-_/.]", " ", link.url))
        for page in snapshot.pages
        for link in page.content.links
    )


def _no_link(snapshot: Snapshot) -> Finding:
    message = "No link to a curriculum page was found on this site. Please look whether parents find one."
    title = snapshot.pages[0].content.title
    return _finding(
        snapshot, "curriculum-link-missing", "curriculum link", message, title, Confidence.REVIEW, {}
    )


def _finding(
    snapshot: Snapshot,
    rule: str,
    target: str,
    message: str,
    quote: str,
    confidence: Confidence,
    details: dict[str, str],
) -> Finding:
    """Return a finding about the site as a whole, told of its first page: read that, and it may close."""
    return Finding(
        rule=rule,
        page=snapshot.pages[0].key if snapshot.pages else "/",
        url=snapshot.site.url,
        target=target,
        message=message,
        where=Location(snapshot.site.url, Source.BODY, place="the whole site"),
        confidence=confidence,
        quote=quote,
        details=details,
        page_title=snapshot.pages[0].content.title if snapshot.pages else "",
    )


__all__ = ["RULES", "check"]
