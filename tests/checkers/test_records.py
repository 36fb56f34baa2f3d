"""The examples of the rules on records, and what no fragment can show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.checkers import records
from auditor.checkers.example_roster import EXAMPLE_ROSTER
from auditor.finding import Confidence
from auditor.page import Source
from auditor.roster import Roster
from auditor.rule import Example

from .name_pages import document, judged, page

EXAMPLES = [(rule.id, example) for rule in records.RULES for example in rule.examples]


@pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{rule}: {each.why or each.html[:40]}" for rule, each in EXAMPLES]
)
def test_each_example_yields_its_quotes(rule: str, example: Example) -> None:
    told = [each.quote for each in judged(records, page(example.html)) if each.rule == rule]
    assert sorted(told) == sorted(example.quotes)


def test_a_full_name_in_a_table_of_scores_is_told_once_and_likely() -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{score}</td></tr>"
        for name, score in (
            ("Mirela Tarnquist", "88%"),
            ("Tavish Marlgrove", "61%"),
            ("Corvane Ashdell", "9%"),
        )
    )
    told = judged(records, page(f"<table><tr><th>Student</th><th>Unit test</th></tr>{rows}</table>"))
    assert sorted((each.student, each.quote, each.confidence) for each in told) == [
        ("ex-1", "Mirela Tarnquist", Confidence.LIKELY),
        ("ex-10", "Corvane Ashdell", Confidence.LIKELY),
        ("ex-8", "Tavish Marlgrove", Confidence.LIKELY),
    ]
    assert {each.details["form"] for each in told} == {"mark"}


def test_scores_by_number_in_a_linked_file_are_found_without_a_roster() -> None:
    lines = [(f"{number} 8{number % 10}%", Source.PDF, "page 1") for number in range(40211, 40217)]
    file = document("pdf", ("Chapter 3 Quiz", Source.PDF, "page 1"), *lines)
    absent = Roster.absent("none")
    [one] = judged(records, page("<p>See the list.</p>"), documents=[file], roster=absent)
    assert (one.rule, one.quote, one.where.document) == ("record-grade", "##### ##%", file.url)
    assert one.confidence is Confidence.REVIEW


def test_lines_of_numbers_about_something_else_are_none() -> None:
    lines = [(f"{number} 8{number % 10}%", Source.PDF, "page 1") for number in range(40211, 40217)]
    file = document("pdf", ("Rainfall by station", Source.PDF, "page 1"), *lines)
    assert judged(records, page("<p>See the list.</p>"), documents=[file]) == []


def test_without_a_roster_what_is_said_of_names_is_not_looked_at() -> None:
    told = judged(records, page("<p>Mirela Tarnquist has an IEP.</p>"), roster=Roster.absent("none"))
    assert told == []


def test_a_number_that_the_office_knows_is_likely_and_never_repeated() -> None:
    first, *rest = EXAMPLE_ROSTER.students
    roster = replace(EXAMPLE_ROSTER, students=(replace(first, identifiers=("7730164",)), *rest))
    [one] = judged(records, page("<p>Student number 7730164 won.</p>"), roster=roster)
    assert one.confidence is Confidence.LIKELY
    assert "7730164" not in f"{one.quote}{one.message}{one.details}"


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<p>Mirela Tarnquist tiene un IEP.</p>", "record-health"),
        ("<p>Mirela Tarnquist fue suspendida.</p>", "record-discipline"),
        ("<p>Mirela Tarnquist sacó 45/50 en el examen.</p>", "record-grade"),
    ],
)
def test_spanish_is_read_as_well(html: str, rule: str) -> None:
    assert [each.rule for each in judged(records, page(html))] == [rule]


@pytest.mark.parametrize(
    ("sentence", "confidence"),
    [
        ("Mirela has an IEP.", Confidence.LIKELY),
        ("Mirela Tarnquist has an IEP.", Confidence.LIKELY),
        ("Mirela has asthma.", Confidence.REVIEW),  # a word of lessons and news as well
    ],
)
def test_a_first_name_of_the_class_is_likely_where_the_words_are_plain(
    sentence: str, confidence: Confidence
) -> None:
    [one] = judged(records, page(f"<p>{sentence}</p>"))
    assert (one.rule, one.confidence) == ("record-health", confidence)
    assert "Mirela" in one.details["mention"]
