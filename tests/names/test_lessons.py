"""Hold apart a pupil's name and the same name of an author, a figure, a place or a teacher's own family."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.checkers import names
from auditor.checkers.example_roster import EXAMPLE_ROSTER, EXAMPLE_STUDENTS
from auditor.finding import Confidence

from ..checkers.name_pages import judged, page

CERTAIN, REVIEW = Confidence.CERTAIN, Confidence.REVIEW
N = "Mirela Tarnquist"


def _table(head: str, *rows: str) -> str:
    cells = "".join(f"<tr><td>{row.replace('|', '</td><td>')}</td></tr>" for row in rows)
    return f"<table><tr><th>{head.replace('|', '</th><th>')}</th></tr>{cells}</table>"


def _list(heading: str, *entries: str) -> str:
    return f"<h2>{heading}</h2><ul>{''.join(f'<li>{entry}</li>' for entry in entries)}</ul>"


@pytest.mark.parametrize(
    ("html", "sure"),
    [
        (_table("Title|Author", f"The Mill|{N}", "Rain|Ann Oddmore"), REVIEW),
        (_table("Título|Autora", f"La lluvia|{N}"), REVIEW),
        (_table("Title|Author", f"The Mill|{N}").replace("th>", "td>"), REVIEW),
        (_table("Scientist|Known for", f"{N}|Magnets"), REVIEW),
        (_table("Student author|Story", f"{N}|The Mill"), CERTAIN),
        (_table("Reader|Book", f"{N}|The Mill"), CERTAIN),
        (_table("Title|Author", f"{N}|Ann Oddmore"), REVIEW),
        (_table("Name|Book|Author", f"{N}|The Mill|Ann Oddmore"), CERTAIN),
        (_list("Books we love", f"The Mill by {N}", "Rain by Ann Oddmore"), REVIEW),
        (_list("Summer reading", f"The Mill, {N}"), REVIEW),
        (_list("Summer reading", f"The Mill ({N})"), REVIEW),
        (_list("Class library", "Tarnquist, Mirela. The Mill."), REVIEW),
        (_list("Books we love", f"{N} loves The Mill"), CERTAIN),
        (_list("Paintings", f"The Mill by {N}"), CERTAIN),
        (f"<p>We finished <em>The Mill</em> by {N} and began <em>Rain</em>.</p>", REVIEW),
        (f"<p>We finished the mural by {N} and hung it up.</p>", CERTAIN),
        (f"<p>We love {N}'s books about mills.</p>", REVIEW),
        (f"<p>We love {N}'s kindness.</p>", CERTAIN),
        (f"<p>Poem of the week: Rain, by {N}</p>", REVIEW),
        (f"<p>Who was {N}? Read page 12.</p>", REVIEW),
        (f"<p>Guess who found a leaf? {N}.</p>", CERTAIN),
        (f"<p>Chapter 4: {N} and the railroad</p>", REVIEW),
        (f"<p>The champion of chapter 4: {N}</p>", CERTAIN),
        (_list("Reports", "Rosa Parks", "Harriet Tubman", N, "Paul Revere"), REVIEW),
        (f"<p>Choose one: Rosa Parks, {N}, Helen Keller.</p>", REVIEW),
        (_list("Reports", f"{N} as Rosa Parks", "Ann as Helen Keller"), CERTAIN),
        (_list("Helpers", "Ann", N, "Rosa Parks"), CERTAIN),
    ],
)  # fmt: skip
def test_a_name_in_the_place_of_an_author_or_a_figure_asks_and_accuses_nobody(
    html: str, sure: Confidence
) -> None:
    [one] = [each for each in judged(names, page(html)) if each.rule == "k8-full-name"]
    assert one.confidence is sure, one.details["why"]


@pytest.mark.parametrize(
    ("html", "sure"),
    [
        (f"<p>Author study: {N}</p><p>{N} drew foxes.</p>", {REVIEW}),
        (f"<p>Ms. {N} joined us.</p><p>{N} brought a snake.</p>", {REVIEW}),
        (f"<p>Author study: {N}</p><p>{N}, grade 2, won.</p>", {CERTAIN}),
        (f"<p>Author study: Ann Oddmore</p><p>{N} drew foxes.</p>", {CERTAIN}),
    ],
)
def test_who_is_somebody_else_in_one_place_of_a_page_accuses_nobody_in_another(
    html: str, sure: set[Confidence]
) -> None:
    assert {each.confidence for each in judged(names, page(html)) if each.rule == "k8-full-name"} == sure


@pytest.mark.parametrize(
    ("html", "sure"),
    [
        (f"<p>My daughter {N} is in college.</p>", REVIEW),
        (f"<p>I have two children, Ann and {N}, who live in Ohio.</p>", REVIEW),
        (f"<p>Mi hija {N} vive en otra ciudad.</p>", REVIEW),
        (f"<p>Our kids {N} and Josie sang.</p>", CERTAIN),
        (f"<p>I am married to {N}.</p>", REVIEW),
        (f"<p>{N} has taught art for ten years.</p>", REVIEW),
        (f"<p>Thank you to {N} for driving on our trip.</p>", REVIEW),
        (f"<p>Thank you to {N} for reading on our trip.</p>", CERTAIN),
        (f"<p>Website by {N}</p>", REVIEW),
        (f"<p>© 2026 {N}</p>", REVIEW),
        (f"<p>Meet at the {N} Nature Park.</p>", None),
        (f"<p>{N} High School opens its planetarium.</p>", None),
        (f"<p>{N} hopes high school is fun.</p>", CERTAIN),
    ],
)
def test_a_name_of_grown_ups_own_families_and_places_is_no_pupils(html: str, sure: Confidence | None) -> None:
    told = [each.confidence for each in judged(names, page(html)) if each.rule == "k8-full-name"]
    assert told == ([] if sure is None else [sure])


@pytest.mark.parametrize(
    ("html", "sure"),
    [
        ("<ul><li>Baker</li><li>Will</li><li>Power</li></ul>", {REVIEW}),
        ("<p>April, May and June are in spring. Does April May follow March?</p>", {REVIEW}),
        ("<p>April, May and June are in spring. Do April May have 30 days?</p>", {REVIEW}),
        ("<p>April May found a leaf.</p>", {CERTAIN}),
        ("<p>Will Power week: we practice waiting our turn!</p>", {REVIEW}),
        ("<p>Will Power, grade 2, made a chart.</p>", {CERTAIN}),
        ("<p>Carter Lake in May. Wear boots.</p>", {REVIEW}),
        ("<p>Carter Lake found a leaf in May.</p>", {Confidence.LIKELY}),
    ],
)
def test_words_that_stand_among_words_are_no_names(html: str, sure: set[Confidence]) -> None:
    called = (("April", "May"), ("Carter", "Lake"))
    hard = [
        replace(EXAMPLE_STUDENTS[0], sourced_id=f"ex-{number}", given=given, family=family, middle="")
        for number, (given, family) in enumerate(called, 30)
    ]
    roster = replace(EXAMPLE_ROSTER, students=(*EXAMPLE_STUDENTS, *hard))
    told = judged(names, page(html), roster=roster)
    assert {each.confidence for each in told if each.rule == "k8-full-name"} == sure
