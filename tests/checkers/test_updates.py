"""Findings on due dates: who is told what, how sure, and for how long."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from auditor.checkers import updates
from auditor.extract.html import read_html
from auditor.finding import Confidence, Finding
from auditor.page import Page
from auditor.policy import Clause, Policy, PolicyDocument
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.snapshot import Change, Deadline, DueVerdict, Evidence, Freshness, Snapshot, Sort

NIGHT = datetime(2026, 11, 5, 9, tzinfo=UTC)
DUE = date(2026, 11, 3)
LATE = Evidence("late", date(2026, 11, 4), "Map test on Monday (first seen on Thursday, November 5, 2026)")
OTHER = Evidence("other-days", date(2026, 11, 12), "new items came on other days: November 12, November 18")
LAST = Evidence("last", date(2026, 10, 14), "Bring goggles")
POLICY = Policy(
    (PolicyDocument("p", "Procedures", "District", "copy", "procedure"),),
    tuple(
        Clause(topic, "p", topic, "quote", applies_to=("class", "team"), settings=settings)
        for topic, settings in (
            ("update-frequency", {"due": "FREQ=MONTHLY;BYDAY=1TU,4TU", "stale_days": 45}),
            ("site-current", {}),
            ("curriculum-link", {}),
        )
    ),
)


def judged(html: str = "<a href='/curriculum'>Curriculum</a>", **more: object) -> list[Finding]:
    url = "http://room12.example/"
    page = Page(url, "/", 200, NIGHT, read_html(f"<title>Room 12</title>{html}", url))
    snapshot = Snapshot(Site("a", url, "elm"), School("elm", "Elm"), NIGHT, pages=(page,), **more)  # type: ignore[arg-type]
    return list(updates.check(snapshot, POLICY, Roster.absent("none")))


@pytest.mark.parametrize(
    ("verdict", "evidence", "rule", "confidence"),
    [
        (DueVerdict.MISSED, (), "missed-update", Confidence.LIKELY),
        (DueVerdict.MISSED, (LAST,), "missed-update", Confidence.LIKELY),
        (DueVerdict.MISSED, (LATE,), "late-update", Confidence.REVIEW),
        (DueVerdict.MISSED, (OTHER,), "late-update", Confidence.REVIEW),
        (DueVerdict.MET, (), "", None),
        (DueVerdict.EXCUSED, (), "", None),
        (DueVerdict.UNKNOWN, (LATE,), "", None),
    ],
)
def test_each_verdict_says_what_it_may(
    verdict: DueVerdict, evidence: tuple[Evidence, ...], rule: str, confidence: Confidence | None
) -> None:
    found = judged(deadlines=(Deadline("", DUE, verdict, evidence),))
    assert [(each.rule, each.confidence, each.quote) for each in found] == (
        [(rule, confidence, "due Tuesday, November 3, 2026")] if rule else []
    )


def test_missed_tells_the_last_update_that_was_seen() -> None:
    (found,) = judged(deadlines=(Deadline("", DUE, DueVerdict.MISSED, (LAST,)),))
    assert "The last new item was: Bring goggles." in found.message
    assert found.details["last"] == "Bring goggles"


def test_a_section_is_named_and_has_a_finding_of_its_own() -> None:
    deadlines = tuple(Deadline(name, DUE, DueVerdict.MISSED) for name in ("Math", "History"))
    found = judged(deadlines=deadlines)
    assert [each.target for each in found] == ["due 2026-11-03 Math", "due 2026-11-03 History"]
    assert "Nothing new was seen in Math" in found[0].message


def test_a_due_date_of_long_ago_is_no_finding_any_more() -> None:
    assert judged(deadlines=(Deadline("", date(2026, 9, 22), DueVerdict.MISSED),)) == []


@pytest.mark.parametrize(("days", "stale"), [(45, False), (46, True), (None, False)])
def test_a_site_is_stale_after_the_days_of_the_clause(days: int | None, stale: bool) -> None:
    seen = datetime(2026, 9, 1, 9, tzinfo=UTC)
    last = Change("new-line", "/", "Welcome back", seen, seen, Sort.NEWS)
    found = judged(freshness=(Freshness("", days, last),))
    assert [(each.rule, each.quote) for each in found] == ([("site-stale", "Welcome back")] if stale else [])


@pytest.mark.parametrize(
    ("html", "missing"),
    [
        ("<a href='/about'>About</a>", True),
        ("<a href='/x'>Plan de estudios</a>", False),
        ("<a href='http://www.district.example/curriculum/3.html'>Grade 3</a>", False),
        ("<p>Our curriculum is great.</p>", True),
    ],
)
def test_a_curriculum_link_is_a_link(html: str, missing: bool) -> None:
    assert [each.rule for each in judged(html)] == (["curriculum-link-missing"] if missing else [])


def test_an_incomplete_visit_says_nothing_of_a_missing_link() -> None:
    assert judged("<p>Nothing</p>", complete=False) == []
