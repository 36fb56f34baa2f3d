"""Whose address and number stand there: the teacher's own, the district's, or somebody else's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from auditor.checkers import contact
from auditor.finding import Confidence, Finding
from auditor.links import LinkBook, load_links
from auditor.registry import Owner

from .name_pages import judged, page, speaking_of

LIKELY, REVIEW = Confidence.LIKELY, Confidence.REVIEW
OWNERS = (Owner("Oriel Fenwade", "ofenwade@district.example"),)


@cache
def book() -> LinkBook:
    return load_links(Path(__file__).parents[2] / "config" / "links", mail=("district.example",))


def personal(html: str, *more: str) -> list[Finding]:
    policy = speaking_of("personal-contact", *more)
    told = judged(contact, page(html), policy=policy, links=book())
    return [each for each in told if each.rule == "contact-personal"]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("Questions? oriel.fenwade@yahoo.com", LIKELY),
        ("fenwade.room12 (at) gmail (dot) com", LIKELY),
        ("Please email me at room12rocks@hotmail.com", LIKELY),
        ("Turn in your essay: room12rocks@gmail.com", REVIEW),
        ("Escríbame: salon12@gmail.com", LIKELY),
        ("Call me at home, 406-555-0123", LIKELY),
        ("My cell: (406) 555-0123", REVIEW),
        ("Text me at 406.555.0123 with questions", REVIEW),
        ("Follow me on TikTok @fenwade", REVIEW),
    ],
)
def test_private_contacts(text: str, confidence: Confidence) -> None:
    told = [(each.rule, each.quote, each.confidence) for each in personal(f"<p>{text}</p>")]
    assert told == [("contact-personal", text, confidence)]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Questions? ofenwade@district.example</p>",
        "<p>Room parent: contact Sue at sue.bell@gmail.com</p>",
        "<p>Our author answers mail: writer@gmail.com is not hers.</p>",
        "<p>Office 406-555-0100, voice mail ext. 4417</p>",
        "<p>District cell: 406-555-0100</p>",
        "<p>During field trips call the school cell, 406-555-0100.</p>",
        "<p>The cell wall; cell phones stay in lockers.</p>",
        "<p>Crisis line: text 988 or call 800-555-0199.</p>",
        "<p>Write a dialog: 'Text me!' says the phone.</p>",
        "<h2>PTA</h2><p>Questions: larkspur@gmail.com</p>",
        "<p>Follow us on the school's page.</p>",
    ],
)
def test_contacts_of_the_district_and_of_others(html: str) -> None:
    assert [each.quote for each in personal(html)] == []


def test_what_the_rules_for_links_tell_is_not_told_twice() -> None:
    html = '<p>Email me: <a href="mailto:fenwade@gmail.com">fenwade@gmail.com</a></p>'
    assert [each.rule for each in personal(html, "personal-accounts")] == []
    assert [each.rule for each in personal(html)] == ["contact-personal"]


@pytest.mark.parametrize(
    ("name", "html", "missing"),
    [
        ("nothing", "<p>Welcome.</p>", True),
        ("a mail link", '<a href="mailto:x@district.example">Mail</a>', False),
        ("a number", "<p>406-555-0100</p>", False),
        ("voice mail", "<p>Leave a message on my voice mail.</p>", False),
        ("a link of the platform", '<a href="/contact">Contact me</a>', False),
        ("a form", '<form action="/ask"><label>Your question <input></label></form>', False),
        ("a lesson", "<p>Contact lenses bend light.</p>", True),
    ],
)
def test_a_site_without_a_contact(name: str, html: str, missing: bool) -> None:
    told = judged(contact, page(html), policy=speaking_of("contact-information"))
    wanted = [("contact-missing", "", REVIEW)] if missing else []
    assert [(e.rule, e.page, e.confidence) for e in told if e.rule == "contact-missing"] == wanted, name


def test_a_club_is_not_asked_for_a_teachers_contact() -> None:
    told = judged(contact, page("<p>Chess</p>"), policy=speaking_of("contact-information"), kind="club")
    assert [each.rule for each in told if each.rule == "contact-missing"] == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<p>Room 12</p>", "This site does not say the name of its owner and that of the school."),
        ("<p>Ms. Fenwade's room</p>", "This site does not say the name of the school."),
        ("<p>Cedar School</p>", "This site does not say the name of anybody who answers for it."),
        ("<p>Oriel Fenwade, Cedar School</p>", ""),
    ],
)
def test_whose_site_it_is(html: str, message: str) -> None:
    told = judged(contact, page(html), policy=speaking_of("owner-identified"), owners=OWNERS)
    assert [each.message for each in told if each.rule == "owner-unnamed"] == ([message] if message else [])
