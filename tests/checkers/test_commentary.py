"""Sides in an election, and sales: every side alike, and what lessons and schools say all the time."""

from __future__ import annotations

import pytest

from auditor.checkers import commentary
from auditor.finding import Confidence
from auditor.page import Source

from .name_pages import document, judged, page

LIKELY, REVIEW = Confidence.LIKELY, Confidence.REVIEW


@pytest.mark.parametrize(
    ("sentence", "rule", "confidence"),
    [
        ("Vote NO on Measure 12 this fall.", "text-political", LIKELY),
        ("Please vote yes for our bond!", "text-political", LIKELY),
        ("Pass the levy so that we can hire.", "text-political", LIKELY),
        ("I am voting for the Democrats.", "text-political", LIKELY),
        ("I am voting for the Republicans.", "text-political", LIKELY),
        ("Re-elect Mayor Stone.", "text-political", LIKELY),
        ("Senator Ames is no friend of teachers.", "text-political", REVIEW),
        ("We support Dana Ruiz for trustee.", "text-political", REVIEW),
        ("Vota sí para las escuelas.", "text-political", LIKELY),
        ("Order through me by Friday.", "text-commercial", LIKELY),
        ("Use my code REED10 at checkout.", "text-commercial", LIKELY),
        ("I sell honey and jam.", "text-commercial", LIKELY),
        ("Reed Realty: 10% off, call today.", "text-commercial", REVIEW),
    ],
)
def test_sides_and_sales(sentence: str, rule: str, confidence: Confidence) -> None:
    told = judged(commentary, page(f"<p>Hello. {sentence} Goodbye.</p>"))
    assert [(each.rule, each.quote, each.confidence) for each in told] == [(rule, sentence, confidence)]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Vote for our class mascot: owl or fox.</p>",
        "<p>Student council: vote for Ana for president on Friday.</p>",
        "<h2>Government class</h2><p>Read the case to vote yes on Issue 4.</p>",
        "<p>Compare both sides: yes on 12 and no on 12.</p>",
        "<p>The mayor visited and we asked him to support our garden.</p>",
        "<p>Register to vote at the county office by October 6.</p>",
        "<p>Thank you for your support of our class!</p>",
        "<p>Election results: the levy passed.</p>",
        "<p>Support your child in reading every night.</p>",
        "<p>We elected line leaders today.</p>",
        "<p>The school board meets on Tuesday. All parents are welcome.</p>",
        "<p>Harris won the race; we support the team.</p>",
        "<p>Tickets for the concert are for sale, $5 at the door.</p>",
        "<p>Shirts are 20% off in the school store.</p>",
        "<p>Solve: I sell 3 apples. How many are left in this math problem?</p>",
        "<p>Buy milk and eggs for the cooking class.</p>",
        "<p>Venmo is not accepted at the office.</p>",
    ],
)
def test_what_schools_say_all_the_time(html: str) -> None:
    assert [each.quote for each in judged(commentary, page(html))] == []


def test_student_work_and_linked_files_are_for_a_person() -> None:
    work = "<h2>Student essays</h2><p>Vote yes on the levy.</p>"
    file = document("pdf", ("Vote no on the bond.", Source.PDF, "page 1"))
    told = judged(commentary, page(work), documents=[file])
    assert sorted((each.quote, each.confidence) for each in told) == [("Vote no on the bond.", REVIEW)]


def test_a_student_paper_is_reviewed_at_most() -> None:
    told = judged(commentary, page("<p>I sell honey.</p>"), kind="student-publication")
    assert {each.confidence for each in told} <= {REVIEW}
