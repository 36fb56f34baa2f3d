"""Disclaimers, marks, logos, the school's links, students' work and quotations."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from auditor.audit import Checker
from auditor.checkers import listed, logos, quoting, standing, student_work
from auditor.checkers.example_roster import EXAMPLE_SITE
from auditor.finding import Confidence, Finding
from auditor.links import LinkBook, load_links
from auditor.registry import Site
from auditor.snapshot import District, gather

from .name_pages import URL, judged, page, speaking_of

LIKELY, REVIEW = Confidence.LIKELY, Confidence.REVIEW
WORDING = "The views on this site are my own and do not necessarily represent those of Elm District."


@cache
def book() -> LinkBook:
    folder = Path(__file__).parents[2] / "config" / "links"
    return load_links(folder, mail=("district.example",))


def of(checker: Checker, rule: str, html: str, topic: str, **more: object) -> list[Finding]:
    found = judged(checker, page(html), policy=speaking_of(topic), **more)  # type: ignore[arg-type]
    return [each for each in found if each.rule == rule]


@pytest.mark.parametrize(
    ("said", "in_substance", "word_for_word"),
    [
        (WORDING, None, None),
        (WORDING.upper().replace(".", ""), None, None),
        ("Opinions are my own and do not reflect the views of my school.", None, REVIEW),
        ("The opinions here are my own.", REVIEW, REVIEW),
        ("Las opiniones son mías y no representan necesariamente al distrito.", None, REVIEW),
        ("My dog and my garden.", LIKELY, LIKELY),
    ],
)
def test_disclaimers(said: str, in_substance: Confidence | None, word_for_word: Confidence | None) -> None:
    for wording, wanted in (("", in_substance), (WORDING, word_for_word)):
        policy = speaking_of("personal-disclaimer", wording=wording)
        found = judged(standing, page(f"<p>{said}</p>"), policy=policy, kind="personal")
        told = [(each.rule, each.confidence) for each in found]
        assert told == ([("disclaimer-missing", wanted)] if wanted else []), wording


def test_only_personal_sites_need_a_disclaimer() -> None:
    assert of(standing, "disclaimer-missing", "<p>Dog</p>", "personal-disclaimer", kind="class") == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<img src="/school-logo.png" alt=""><p>Cedar School</p>', ""),
        ("<p>Cedar School</p>", "This official site shows no logo of the school or the district."),
        ('<img src="/logo.png" alt=""><p>News</p>', "This official site shows no name of the school."),
    ],
)
def test_marks_of_official_pages(html: str, message: str) -> None:
    found = of(standing, "branding-missing", html, "official-branding", kind="official")
    assert [each.message for each in found] == ([message] if message else [])


LOGO = '<header><img src="/school-logo.png" alt="Cedar School logo"></header>'


def test_a_logo_is_one_question_and_a_common_template_is_none() -> None:
    [one] = of(logos, "logo-unapproved", LOGO, "logo-permission")
    assert (one.page, one.quote, one.confidence) == ("", "Cedar School logo", REVIEW)
    shared = District(logos={"https://room12.example/school-logo.png": frozenset("abc")})
    assert of(logos, "logo-unapproved", LOGO, "logo-permission", district=shared) == []
    assert of(logos, "logo-unapproved", LOGO, "logo-permission", kind="official") == []


def test_the_schools_website_lists_a_class_or_does_not() -> None:
    school = Site("s", "https://school.example/", EXAMPLE_SITE.school_id, kind="school")
    for href, wanted in (("https://room12.example/", []), ("https://room13.example/", ["site-unlinked"])):
        home = page(f'<a href="{href}">Room 12</a>', "https://school.example/")
        district = gather([(school, (home,)), (EXAMPLE_SITE, (page("<p>x</p>"),))])
        found = judged(listed, page("<p>x</p>"), district=district)
        assert [each.rule for each in found] == wanted, href
    unread = gather([(school, ()), (EXAMPLE_SITE, (page("<p>x</p>"),))])
    assert judged(listed, page("<p>x</p>"), district=unread) == []


@pytest.mark.parametrize(
    ("html", "quote"),
    [
        ("<h2>Student projects</h2><p>Volcanoes</p>", "Student projects"),
        ("<p>Work samples from our unit</p>", "Work samples from our unit"),
        ("<h2>Nuestros poemas</h2>", "Nuestros poemas"),
        ("<p>Student work is due on Friday, please.</p>", ""),
        ("<p>Log in with the password to see student work.</p>", ""),
        ("<p>Rubric for student projects</p>", ""),
        ("<p>Students work in groups.</p>", ""),
    ],
)
def test_work_that_everybody_can_open(html: str, quote: str) -> None:
    found = of(student_work, "work-unprotected", html, "work-password")
    assert [(each.quote, each.confidence) for each in found] == ([(quote, REVIEW)] if quote else [])


def test_students_on_a_host_that_nobody_sanctioned() -> None:
    def told(html: str, **site: object) -> list[Confidence]:
        found = of(student_work, "student-material-host", html, "student-material-host", links=book(), **site)
        assert all("Mirela" not in f"{each.quote}{each.message}{each.target}" for each in found)
        return [each.confidence for each in found]

    named = "<p>Mirela Tarnquist won the race.</p>"
    assert told(named) == [REVIEW]
    assert told(named, kind="personal") == [LIKELY]
    assert told("<p>Homework: page 12</p>") == []
    assert told(named, url="https://sites.cedarvalley.example/room12/") == []
    assert told(named, url="https://classroom.google.com/c/1/") == []


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<p>Josie said, “I want to be a pilot one day.”</p>", "person-quoted"),
        ("<p>“He is so happy in this class,” wrote Teo's mother.</p>", "person-quoted"),
        ("<p>La Sra. Bell dijo: «No quiero trabajar con ellos nunca».</p>", "person-quoted"),
        ("<p>Ms. Fenwade said, “I am glad to be your teacher.”</p>", ""),
        ("<p>A student said, “I want to be a pilot one day.”</p>", ""),
        ("<p>Josie said hello. Our motto: “Work hard and be kind.”</p>", "person-quoted"),
        ("<p>Add quotation marks: Josie said, “I want to be a pilot.”</p>", ""),
        ("<p>Here is the email from a parent that made my day.</p>", "conversation-published"),
        ("<p>---------- Forwarded message</p><p>From: A. B.</p><p>To: C. D.</p><p>Hi</p>",
         "conversation-published"),
        ("<p>Subject: Math</p><p>Date: Nov 4</p><p>Room 12</p>", ""),
    ],
)  # fmt: skip
def test_people_quoted_and_conversations(html: str, rule: str) -> None:
    found = judged(quoting, page(html), policy=speaking_of("cited-without-approval", "private-conversation"))
    assert [(each.rule, each.confidence) for each in found] == ([(rule, REVIEW)] if rule else [])


def test_a_quoted_student_is_masked() -> None:
    [one] = judged(quoting, page("<p>Mirela Tarnquist said, “I like my new school a lot.”</p>"))
    assert one.student == "ex-1" and "Mirela Tarnquist" in one.details["mention"]
    assert one.url == URL
