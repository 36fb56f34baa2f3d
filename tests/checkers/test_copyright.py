"""Signs that works of others stand on a site; whether they may, a person says."""

from __future__ import annotations

import pytest

from auditor.checkers import copyright
from auditor.checkers.example_roster import EXAMPLE_ROSTER, EXAMPLE_SCHOOL, EXAMPLE_SITE
from auditor.finding import Confidence
from auditor.page import Document, Source
from auditor.snapshot import Snapshot

from .name_pages import NIGHT, POLICY, document, judged, page


def told(html: str, rule: str, *documents: Document) -> list[str]:
    found = [each for each in judged(copyright, page(html), documents=documents) if each.rule == rule]
    assert {each.confidence for each in found} <= {Confidence.REVIEW}
    return [each.quote for each in found]


def file_named(name: str, *said: str) -> Document:
    made = document("pdf", *((line, Source.PDF, "page 1") for line in said))
    url = f"https://room12.example/files/{name}"
    return Document(url, f"/files/{name}", "pdf", 200, NIGHT, linked_from=("/week",), texts=made.texts)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Copyright © 2014 Pearson Education, Inc. All rights reserved.", True),
        ("© 2011 Ida Bell Publishing", True),
        ("For single classroom use only. Not for redistribution.", True),
        ("No part of this publication may be reproduced.", True),
        ("Prohibida la reproducción total o parcial.", True),
        ("© 2026 Cedar School", False),
        ("© 2026 Oriel Fenwade", False),
        ("© 2019 Scholastic. Reprinted with permission.", False),
        ("© 2019 Ida Bell, licensed under Creative Commons", False),
        ("Chapter 3 questions on Scholastic's book", False),
        ("Follow copyright law.", False),
    ],
)
def test_notices_in_linked_files(said: str, found: bool) -> None:
    assert told("<p>Files</p>", "copyright-notice", file_named("unit3.pdf", said)) == (
        [said] if found else []
    )


@pytest.mark.parametrize(
    "html",
    [
        "<footer>© 2026 Cedar Valley Public Schools. All rights reserved.</footer>",
        "<footer>© 2026 Ida Bell Web Design</footer>",
        "<p>We read Scholastic News.</p>",
        "<p>(c) a carrot</p>",
    ],
)
def test_footers_of_pages_are_no_publishers_notices(html: str) -> None:
    assert told(html, "copyright-notice") == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("the-giver.pdf", "the giver"),
        ("Charlottes_Web_full_book.pdf", "charlottes web full book"),
        ("HolesNovelStudy.pdf", ""),
        ("the-giver-chapter-3-questions.pdf", ""),
        ("number_the_stars_vocab.pdf", ""),
        ("algebra-teachers-edition.pdf", "algebra teachers edition"),
        ("textbook-list.pdf", ""),
        ("book-report.pdf", ""),
        ("wonder-wall-permission.pdf", ""),
        ("holes.pdf", ""),
    ],
)
def test_whole_books_by_the_name_of_the_file(name: str, found: str) -> None:
    assert told("<p>Files</p>", "copyright-book", file_named(name)) == ([found] if found else [])


@pytest.mark.parametrize(
    ("said", "source", "found"),
    [
        ("Getty Images/iStockphoto", Source.IPTC, True),
        ("Shutterstock", Source.XMP, True),
        ("Ida Bell", Source.IPTC, False),
        ("Nikon D5600", Source.EXIF, False),
    ],
)
def test_what_a_picture_says_of_itself(said: str, source: Source, found: bool) -> None:
    picture = document("jpg", (said, source, "IPTC credit"))
    assert told("<p>Fair</p>", "copyright-picture", picture) == ([said] if found else [])


def test_pictures_of_other_websites_are_one_item_a_site() -> None:
    html = '<img src="https://owls.example/a.jpg" alt="Owl"><img src="https://owls.example/b.jpg" alt="Owl">'
    [one] = [each for each in judged(copyright, page(html)) if each.rule == "picture-borrowed"]
    assert (one.page, one.occurrences, one.details["hosts"]) == ("", 2, "owls.example")


def test_only_pages_that_are_asked_about_are_judged() -> None:
    one = page("<p>© 2019 Scholastic Inc.</p>")
    seen = Snapshot(EXAMPLE_SITE, EXAMPLE_SCHOOL, NIGHT, (one,), asked=frozenset({"/other"}))
    assert list(copyright.check(seen, POLICY, EXAMPLE_ROSTER)) == []
