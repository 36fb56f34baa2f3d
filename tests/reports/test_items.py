"""What a principal reads counts places about students, however many rules speak of one."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.finding import Confidence
from auditor.registry import Person
from auditor.store import SchoolReport, Status, StoredFinding
from reports.answer import answer, first_things, totals
from reports.items import counted, item_of
from reports.mail import Occasion, SchoolMail
from reports.mail_changes import Changes, changes_since
from reports.view import site_views

from .invented_school import ROOT, config, finding, night, report, site

A = site("a", "Ann Moss")
NAME, OPTED = "k8-full-name", "opt-out-a-name"
HERE, THERE = {"place": "paragraph 4"}, {"place": "paragraph 9"}
READER = Person("larkspur", "principal", "Ruth Ellery", "ruth@cedarvalley.example")
NEW = {"life": Status.NEW}


def made(*findings: StoredFinding) -> SchoolReport:
    return report([A], findings)


@pytest.mark.parametrize(
    ("name", "findings", "number"),
    [
        ("one rule at one place", [finding(1, "a", NAME, **HERE)], 1),
        (
            "two rules at one place",
            [finding(1, "a", NAME, **HERE), finding(2, "a", OPTED, **HERE)],
            1,
        ),
        ("one rule at two places", [finding(1, "a", NAME, **HERE), finding(2, "a", NAME, **THERE)], 2),
        (
            "two rules at two places",
            [finding(1, "a", NAME, **HERE), finding(2, "a", OPTED, **THERE)],
            2,
        ),
        (
            "the same words under another heading",
            [finding(1, "a", NAME, **HERE), finding(2, "a", OPTED, heading="Spelling", **HERE)],
            2,
        ),
        (
            "the same words in a linked file",
            [finding(1, "a", NAME, **HERE), finding(2, "a", OPTED, document="list.pdf", **HERE)],
            2,
        ),
    ],
)
def test_about_students_places_are_counted(name: str, findings: list[StoredFinding], number: int) -> None:
    told = made(*findings)
    (view,) = site_views(told, ROOT / "config" / "fix_steps")
    (problem,) = view.problems
    items = f"{number} item" + "s" * (number > 1)
    assert (problem.number, problem.places, problem.pages) == (number, number, 1)
    assert view.summary == f"{number} privacy item" + "s" * (number > 1)
    assert f"{items} on 1 page." in first_things(told, [view])[0].who
    stand = "1 problem stands" if number == 1 else f"{number} problems stand"
    assert totals(told) == [f"{stand}: {number} for today."]
    mail = SchoolMail(told, config(), Occasion("https://files.example/2026-11-04/index.html"))
    letter = mail.alert(READER, {each.id for each in findings})
    assert f"{number} new item" in letter.subject
    assert mail.number_of([each.id for each in findings]) == number


def test_elsewhere_a_rule_on_a_page_is_one_problem() -> None:
    two = [finding(1, "a", **HERE), finding(2, "a", **THERE), finding(3, "a", "wcag-1.1.1", **HERE)]
    assert counted(two).problems == 2
    assert item_of(two[0]) == item_of(two[1]) != item_of(two[2])


@pytest.mark.parametrize(
    ("name", "then", "now", "new", "fixed"),
    [
        ("a second rule speaks of a place", [(1, NAME, HERE)], [(1, NAME, HERE), (2, OPTED, HERE)], 0, 0),
        ("one of two rules is silent now", [(1, NAME, HERE), (2, OPTED, HERE)], [(1, NAME, HERE)], 0, 0),
        ("the place is told otherwise", [(1, NAME, HERE)], [(1, NAME, THERE)], 0, 0),
        ("both", [(1, NAME, HERE)], [(1, NAME, THERE), (2, OPTED, THERE)], 0, 0),
        ("another place", [(1, NAME, HERE)], [(1, NAME, HERE), (2, OPTED, THERE)], 1, 0),
        ("a place is gone", [(1, NAME, HERE), (2, OPTED, THERE)], [(1, NAME, HERE)], 0, 1),
        ("one went and one came", [(1, NAME, HERE)], [(2, NAME, THERE)], 1, 1),
    ],
)
def test_what_came_and_went_is_counted_by_places(
    name: str,
    then: list[tuple[int, str, dict[str, str]]],
    now: list[tuple[int, str, dict[str, str]]],
    new: int,
    fixed: int,
) -> None:
    before, after = (
        [finding(number, "a", rule, **where) for number, rule, where in each] for each in (then, now)
    )
    changes: Changes = changes_since(made(*after), report([A], before, tonight=night(1, date(2026, 10, 28))))
    assert (len(changes.new), changes.fixed) == (new, fixed)


@pytest.mark.parametrize(("lapsed", "fixed"), [({1}, 0), ({2}, 1), (set(), 1)])
def test_what_lapsed_on_a_night_between_two_mails_was_fixed_by_nobody(lapsed: set[int], fixed: int) -> None:
    gone = finding(1, "a", **HERE)
    now = report([A], lapsed=frozenset(finding(number, "a").id for number in lapsed))
    before = report([A], [gone], tonight=night(1, date(2026, 10, 28)))
    assert changes_since(now, before).fixed == fixed


def test_a_night_calls_a_place_new_where_nothing_stood() -> None:
    known = finding(1, "a", NAME, **HERE)
    more = finding(2, "a", OPTED, **HERE, **NEW)
    other = finding(3, "a", NAME, **THERE, **NEW)
    assert counted([known, more]).new == 0
    assert counted([known, more, other]).new == 1
    assert " 1 problem is new." in answer(made(known, more, other), site_views(made(), ROOT))[1]


def test_what_is_doubtful_at_a_place_that_is_sure_is_no_further_item() -> None:
    doubtful = finding(2, "a", OPTED, confidence=Confidence.REVIEW, **HERE)
    (view,) = site_views(made(finding(1, "a", NAME, **HERE), doubtful), ROOT)
    (problem,) = view.problems
    assert (problem.number, problem.unsure_places, problem.unsure) == (1, 0, (doubtful,))
    elsewhere = finding(2, "a", OPTED, confidence=Confidence.REVIEW, **THERE)
    (view,) = site_views(made(finding(1, "a", NAME, **HERE), elsewhere), ROOT)
    assert view.problems[0].unsure_places == 1
