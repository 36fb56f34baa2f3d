"""The examples of the rules of names, and what no fragment can show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.checkers import names
from auditor.checkers.example_roster import EXAMPLE_ROSTER, EXAMPLE_STUDENTS
from auditor.config import load_config
from auditor.finding import Confidence
from auditor.page import Source
from auditor.policy import district_policy
from auditor.rule import Example
from auditor.starter import write_starter

from .name_pages import POLICY, document, judged, page

EXAMPLES = [(rule.id, example) for rule in names.RULES for example in rule.examples]


@pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{rule}: {each.why or each.html[:40]}" for rule, each in EXAMPLES]
)
def test_each_example_yields_its_quotes(rule: str, example: Example) -> None:
    told = [each.quote for each in judged(names, page(example.html)) if each.rule == rule]
    assert sorted(told) == sorted(example.quotes)


def test_one_finding_a_page_and_student_with_its_best_place() -> None:
    html = (
        '<p>Thank you mirela tarnquist</p><img src="p.jpg" alt="Mirela Tarnquist"><p>Mirela Tarnquist won</p>'
    )
    [one] = [each for each in judged(names, page(html)) if each.rule == "k8-full-name"]
    assert (one.student, one.target, one.occurrences) == ("ex-1", "ex-1 full-name", 3)
    assert one.confidence is Confidence.CERTAIN
    assert one.details["sources"] == "body, alt"
    assert set(one.details["mention"].split("\n")) == {"Mirela Tarnquist", "mirela tarnquist", "Mirela"}
    for told in (one.message, one.details["why"], one.target):
        assert "irela" not in told


def test_namesakes_whom_nothing_tells_apart_are_one_finding_without_a_student() -> None:
    twin = replace(EXAMPLE_STUDENTS[0], sourced_id="ex-20")
    roster = replace(EXAMPLE_ROSTER, students=(*EXAMPLE_STUDENTS, twin))
    [one] = judged(names, page("<p>Mirela Tarnquist won</p>"), roster=roster)
    assert (one.student, one.details["candidates"]) == ("", "2")
    assert one.target == "ex-1 ex-20 full-name"


def test_the_nearer_namesake_is_meant() -> None:
    far = replace(EXAMPLE_STUDENTS[0], sourced_id="ex-20", school_ids=("ex-high",), class_ids=())
    roster = replace(EXAMPLE_ROSTER, students=(*EXAMPLE_STUDENTS, far))
    [one] = judged(names, page("<p>Mirela Tarnquist won</p>"), roster=roster)
    assert one.student == "ex-1"


def test_the_clauses_table_of_forms_decides() -> None:
    clauses = []
    for clause in POLICY.clauses:
        if clause.topic == "k8-names":
            forms = {"full-name": "review", "first-name-last-initial": "allowed"}
            clause = replace(clause, settings={"forms": forms})
        clauses.append(clause)
    policy = replace(POLICY, clauses=tuple(clauses))
    told = judged(names, page("<p>Mirela Tarnquist and Josie O.</p>"), policy=policy)
    assert [(each.rule, each.confidence) for each in told] == [("k8-full-name", Confidence.REVIEW)]


def test_a_ninth_grader_of_today_may_have_been_in_grade_eight_when_it_was_posted() -> None:
    ninth = replace(EXAMPLE_STUDENTS[0], grades=("09",))
    roster = replace(EXAMPLE_ROSTER, students=(ninth,))
    posted = page("<p>Mirela Tarnquist won</p>", "https://room12.example/2026/03/02/fair")
    assert judged(names, posted, roster=roster) == []
    by_date = tuple(
        replace(clause, settings={**clause.settings, "grade_when_posted": True})
        if clause.topic == "k8-names"
        else clause
        for clause in POLICY.clauses
    )
    [one] = judged(names, posted, roster=roster, policy=replace(POLICY, clauses=by_date))
    assert one.student == "ex-1"


def test_a_linked_file_is_told_under_its_page() -> None:
    program = document("pdf", ("Flute: Mirela Tarnquist", Source.PDF, "page 2"))
    [one] = judged(names, page("<p>Program</p>"), documents=[program])
    assert (one.page, one.where.document, one.where.place) == ("/week", program.url, "page 2")


@pytest.mark.parametrize(
    ("words", "html", "shipped", "own"),
    [
        (
            '[nicknames]\nmirela = ["mirko"]\n',
            "<p>Mirko Tarnquist won</p>",
            [],
            [("ex-1", Confidence.CERTAIN)],
        ),
        (
            'ordinary = ["tarnquist", "mirela"]\n',
            "<p>thank you mirela tarnquist</p>",
            [("ex-1", Confidence.LIKELY)],
            [],
        ),
        (
            'adult-role = ["yard warden"]\n',
            "<p>Mirela Tarnquist, yard warden, read to us.</p>",
            [("ex-1", Confidence.CERTAIN)],
            [("ex-1", Confidence.REVIEW)],
        ),
    ],
    ids=["a nickname", "ordinary words", "what an adult is called"],
)
def test_the_districts_own_words_change_the_verdict(
    tmp_path: Path, words: str, html: str, shipped: list[object], own: list[object]
) -> None:
    write_starter(tmp_path / "district")
    config = load_config(tmp_path / "district")
    (config.folder / "words" / "en" / "ours.toml").write_text(words, encoding="utf-8")
    for policy, expected in ((POLICY, shipped), (district_policy(config), own)):
        told = judged(names, page(html), policy=policy)
        assert [(each.student, each.confidence) for each in told] == expected
