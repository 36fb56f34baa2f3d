"""Hold quotes against a text: what counts as word for word, and what is listed for a person to read."""

from __future__ import annotations

import pytest

from auditor.policy import Clause
from auditor.policy.quoted import not_in_text, unquoted

TEXT = """Policy 12 of Cedar Valley

1. Photos need the written
   consent of parents. Ask   the office first.
• Links must be safe
- Respect [copyright](https://law.example/c) and fair use.

Staff must follow all rules on:
 - Records (Policy 4);
 - Bullying (Policy 9);

Days\tWebsite
Twice a month\tOn Tuesdays"""


def clause(quote: str) -> Clause:
    return Clause("a", "b", "c", quote=quote)


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Photos need the written consent of parents.", True),
        ("Ask the office first.", True),
        ("Links must be safe Respect copyright and fair use.", True),
        ("Twice a month On Tuesdays", True),
        ("Staff must follow all rules on: … Bullying (Policy 9);", True),
        ("Staff must follow all rules on: Bullying (Policy 9);", False),
        ("Photos need written consent of parents.", False),
        ("Photos need the written consent of parents", False),
        ("hotos need the written consent of parents.", False),
        ("Links should be safe", False),
        ("Photos need the “written” consent of parents.", False),
    ],
)  # fmt: skip
def test_word_for_word(quote: str, stands: bool) -> None:
    assert (not_in_text([clause(quote)], TEXT) == []) == stands


def test_a_clause_without_a_quote_is_a_criterion_and_is_left_out() -> None:
    assert not_in_text([Clause("a", "b", "c", number="1.1.1")], TEXT) == []


def test_what_no_clause_quotes_is_listed_by_line_and_sentence() -> None:
    quotes = ["Photos need the written consent of parents.", "Links must be safe", "Records (Policy 4);"]
    left = unquoted([clause(quote) for quote in quotes], TEXT)
    assert [(each.line, each.words) for each in left] == [
        (1, "Policy 12 of Cedar Valley"),
        (4, "Ask the office first."),
        (6, "Respect copyright and fair use."),
        (8, "Staff must follow all rules on:"),
        (10, "Bullying (Policy 9);"),
        (12, "Days"),
        (12, "Website Twice a month"),
        (13, "On Tuesdays"),
    ]


def test_part_of_a_sentence_is_listed_by_itself() -> None:
    left = unquoted([clause("consent of parents.")], TEXT)
    assert (3, "Photos need the written") in [(each.line, each.words) for each in left]


def test_a_text_that_is_quoted_in_full_leaves_nothing() -> None:
    whole = clause(" ".join(TEXT.replace("[copyright](https://law.example/c)", "copyright").split()))
    assert not_in_text([whole], TEXT) == [] and unquoted([whole], TEXT) == []
