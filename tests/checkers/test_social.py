"""When a person is asked to look at a social page: by the day of the last look, and of no other site."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.checkers import social
from auditor.finding import Confidence, Finding
from auditor.policy import Clause, Policy, load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.site_kind import SITE_KINDS
from auditor.snapshot import Snapshot

TODAY = date(2026, 11, 4)
URL = "https://friendface.example/cedar-track"
NEVER = "Please look at this page yourself. Nobody has noted a look at it yet."
POLICIES = Path(__file__).parents[2] / "config" / "policies"


def asking(**settings: object) -> Policy:
    clause = Clause("c", "d", "social-checklist", applies_to=SITE_KINDS, settings=settings)
    return Policy(clauses=(clause,))


def asked(last: date | None, policy: Policy | None = None, **site: object) -> list[Finding]:
    """Return what the whole audit asks of a page that somebody last looked at on a day."""
    registered = Site("track", URL, "cedar", **{"kind": "social", **site})  # type: ignore[arg-type]
    night = datetime(TODAY.year, TODAY.month, TODAY.day, 2, tzinfo=UTC)
    snapshot = Snapshot(registered, School("cedar", "Cedar School"), night, looked_on=last)
    verdicts = audit(
        snapshot, policy or asking(every_days=92), Roster.absent("not needed"), frozenset({"social-look-due"})
    )
    assert verdicts.rules_run == {"social-look-due"} and verdicts.skipped == ()
    return list(verdicts.findings)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("why", "last", "told"),
    [
        ("nobody ever looked", None, NEVER),
        ("looked at today", ago(0), ""),
        ("the day before it is due", ago(91), ""),
        ("the day on which it is due", ago(92),
         "Please look at this page yourself. The last look was on Tuesday, August 4, 2026, "
         "and one is due every 92 days."),
        ("the day after", ago(93),
         "Please look at this page yourself. The last look was on Monday, August 3, 2026, "
         "and one is due every 92 days."),
    ],
)  # fmt: skip
def test_a_look_is_due_a_quarter_after_the_last_one(why: str, last: date | None, told: str) -> None:
    found = asked(last)
    assert [each.message for each in found] == ([told] if told else []), why
    assert [(each.page, each.url, each.confidence) for each in found] == [("", URL, Confidence.REVIEW)] * len(
        found
    )


@pytest.mark.parametrize(
    ("settings", "days", "due"),
    [
        ({"every_days": 30}, 29, False),
        ({"every_days": 30}, 30, True),
        ({"every_days": 365}, 364, False),
        ({}, 91, False),
        ({}, 92, True),
        ({"every_days": 0}, 0, False),  # nobody is asked again on the day of the look
    ],
)
def test_the_clause_says_how_often(settings: dict[str, object], days: int, due: bool) -> None:
    assert bool(asked(ago(days), asking(**settings))) is due


@pytest.mark.parametrize(
    ("why", "site", "last", "due"),
    [
        ("a class site", {"kind": "class"}, None, False),
        ("a school's own pages", {"kind": "official"}, None, False),
        ("a teacher's personal site", {"kind": "personal"}, None, False),
        ("its last day was yesterday", {"active_to": ago(1)}, None, False),
        ("today is its last day", {"active_to": TODAY}, None, True),
        ("it begins tomorrow", {"active_from": ago(-1)}, None, False),
        ("it begins today", {"active_from": TODAY}, None, True),
        ("the look was before it was listed", {"active_from": ago(5)}, ago(6), True),
        ("the look was on its first day", {"active_from": ago(5)}, ago(5), False),
        ("its pages are archived: they can be seen all the same", {"archived_paths": ("/",)}, None, True),
    ],
)
def test_whom_it_is_asked_of(why: str, site: dict[str, object], last: date | None, due: bool) -> None:
    found = asked(last, **site)
    assert [each.message for each in found] == ([NEVER] if due else []), why


def test_each_look_that_is_due_is_a_question_of_its_own() -> None:
    first, second, again = (asked(last)[0].target for last in (None, ago(92), ago(92)))
    assert first != second and second == again


@pytest.mark.parametrize(
    ("document", "clause"),
    [
        ("mcps-social-media-procedures", "mcps-social-accounts-looked-at"),
        ("moorhead-447-1", "moorhead-social-accounts"),
        ("madison-mmsd-guidelines", "madison-social-accounts"),
        ("cmcss-social-media-use", "cmcss-social-accounts"),
    ],
)
def test_each_document_asks_for_it_by_its_own_words(document: str, clause: str) -> None:
    policy = load_policy(POLICIES, (document,))
    [found] = asked(None, policy)
    assert found.clause == clause and asked(ago(91), policy) == []
    assert policy.for_site("social", TODAY).setting(social.TOPIC, "every_days", 0) == 92
