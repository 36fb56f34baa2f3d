"""Whole words of a short list, and an insult only where somebody is called so."""

from __future__ import annotations

import pytest

from auditor.checkers import language
from auditor.finding import Confidence
from auditor.page import Source

from .name_pages import document, judged, page

LIKELY, REVIEW = Confidence.LIKELY, Confidence.REVIEW


@pytest.mark.parametrize(
    ("sentence", "confidence"),
    [
        ("This test is bullshit.", LIKELY),
        ("No more sh1t about homework.", LIKELY),
        ("What a f***ing mess.", None),  # a form that no list holds
        ("What the f*** is this.", REVIEW),
        ("Those fags lost.", LIKELY),
        ("In the novel he is called a fag by bullies.", REVIEW),
        ("The parents are a bunch of crybabies.", REVIEW),
        ("Our rivals are pathetic.", REVIEW),
        ("You idiots forgot the book.", None),  # a book: words of a lesson are let be
        ("You idiots forgot the field trip money.", REVIEW),
        ("Los padres son unos inútiles.", REVIEW),
    ],
)
def test_offensive_sentences(sentence: str, confidence: Confidence | None) -> None:
    told = judged(language, page(f"<p>Welcome. {sentence} See you.</p>"))
    wanted = [(sentence, confidence)] if confidence else []
    assert [(each.quote, each.confidence) for each in told] == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "Our class will assess the mass of brass and glass.",
        "Pen pals live in Scunthorpe, Penistone, Sussex and Lightwater.",
        "Read Moby Dick, Dickinson and Dick and Jane.",
        "The cocktail party scene and a peacock.",
        "Mix shiitake mushrooms, then saute.",
        "Essex, Middlesex and analysis; the analyst; canal; Arsenal; Saturn; Uranus.",
        "Grandma's titmouse and booby birds nest on the rocks; a blue-footed booby.",
        "A hancock, a hitchcock, a shuttlecock; hell's bells; damn Yankees.",
        "Niggardly spending; snigger; spic and span; a chink in the armor.",
        "Flame-retardant cloth, and growth that the cold retarded.",
        "The vacuum sucks in air, and plants suck up water.",
        "There is no such thing as a stupid question.",
        "Mice are not stupid: they find the cheese.",
        "It would be dumb luck. You are not a loser.",
        "The garbage is collected on Monday; pigs are clever.",
        "Prices: $5, 4 for $1, 5*3*2 = 30, a*b = c.",
        "We study the bass, the ass and the ox in the nativity.",
    ],
)
def test_innocent_sentences(sentence: str) -> None:
    assert judged(language, page(f"<p>{sentence}</p>")) == []


def test_a_student_paper_and_student_work_are_reviewed_at_most() -> None:
    html = "<h2>Student work</h2><p>School is bullshit.</p>"
    [one] = judged(language, page(html))
    assert one.confidence is REVIEW


def test_linked_files_and_alternative_texts_are_read() -> None:
    file = document("pdf", ("Rules for assholes", Source.PDF, "page 1"))
    told = judged(language, page('<img src="a.jpg" alt="You stupid bitch">'), documents=[file])
    assert {(each.quote, each.confidence) for each in told} == {
        ("You stupid bitch", REVIEW),
        ("Rules for assholes", LIKELY),
    }


def test_visitors_comments_are_read_as_well() -> None:
    [one] = judged(language, page('<p id="comment-3">This teacher is a useless idiot.</p>'))
    assert (one.quote, one.details["kind"]) == ("This teacher is a useless idiot.", "insult")
