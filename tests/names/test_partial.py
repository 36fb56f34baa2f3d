"""Parts of names that tell a child apart: hits, near misses, and how sure each is."""

from __future__ import annotations

import pytest

from auditor.finding import Confidence
from auditor.names import Form, Locales
from auditor.names.partial import partial_names
from auditor.page import Source
from auditor.registry import School

from .invented_class import ROSTER, SITE, reader, text

LIKELY, REVIEW = Confidence.LIKELY, Confidence.REVIEW
HITS = [
    ("first name, initial", Form.FIRST_INITIAL, "Siovan O. shared her page.", "Siovan O.", LIKELY),
    (
        "first name, initial without a point",
        Form.FIRST_INITIAL,
        "Thanks to Siovan O for help",
        "Siovan O",
        LIKELY,
    ),
    ("two students fit", Form.FIRST_INITIAL, "Orrin B. won", "Orrin B.", LIKELY),
    ("initial, last name", Form.SURNAME, "G. Pfiffery won the race.", "G. Pfiffery", LIKELY),
    ("initials, last name", Form.SURNAME, "R. J. Ashkettle and R. X. Vo", "", LIKELY),
    ("initial, particle", Form.SURNAME, "A. van der Holt won", "A. van der Holt", LIKELY),
    ("last name, initial", Form.SURNAME, "Pfiffery, G.", "Pfiffery, G", LIKELY),
    ("initials", Form.INITIALS, "Star student: G.P.", "G.P.", LIKELY),
    ("last name, called a student's", Form.SURNAME, "Student: Pfiffery", "Pfiffery", LIKELY),
    ("last name, of a grader", Form.SURNAME, "Second grader Pfiffery read to us.", "Pfiffery", LIKELY),
    ("last name, a student behind", Form.SURNAME, "Pfiffery (student, Room 9)", "Pfiffery", LIKELY),
    ("handle", Form.USER_NAME, "Follow @gpfiffery for more", "gpfiffery", LIKELY),
    ("address", Form.USER_NAME, "gpfiffery@d.example", "gpfiffery", LIKELY),
]
MISSES = [
    ("another initial", "Siovan A. shared her page."),
    ("an adult's initial", "Ms. Siovan O. teaches."),
    ("a sentence with A", "Siovan A new week begins"),
    ("an author's initial", "a novel by author G. Pfiffery"),
    ("other initials", "Star student: X.Y."),
    ("a country", "Star student in the U.S. today"),
    ("a household", "Congratulations to the Pfiffery family"),
    ("a teacher's last name", "Congratulations, Mrs. Pfiffery"),
    ("a last name alone", "Pfiffery is a lake."),
    ("another middle initial", "R. X. Ashkettle won the race"),
    ("an address elsewhere, of nobody here", "cashdell@mail.example"),
]


def parts(written: str, source: Source = Source.BODY) -> list[tuple[Form, str, Confidence]]:
    over = reader()
    locale = Locales(over.index, SITE, School("s1", "Cedar")).of("/")
    found = partial_names(over.skimmer, over.cues, locale, text(written, source=source))
    assert ROSTER.loaded
    return [(each.form, each.words, each.confidence) for each in found]


@pytest.mark.parametrize(
    ("form", "written", "words", "sure"), [hit[1:] for hit in HITS], ids=[hit[0] for hit in HITS]
)
def test_a_part_of_a_name_is_found(form: Form, written: str, words: str, sure: Confidence) -> None:
    found = parts(written)
    if words:
        assert (form, words, sure) in found
    else:
        assert all(told[1] != "R. X. Vo" for told in found)


@pytest.mark.parametrize("written", [miss[1] for miss in MISSES], ids=[miss[0] for miss in MISSES])
def test_what_is_no_part_of_a_students_name(written: str) -> None:
    assert [told for told in parts(written) if told[2] is not REVIEW] == []


@pytest.mark.parametrize(
    ("source", "written", "words"),
    [
        (Source.FILE_NAME, "gpfiffery_leaf.jpg", ["gpfiffery"]),
        (Source.HREF, "students/pfifferyg/", ["pfifferyg"]),
        (Source.FILE_NAME, "xpfiffery.jpg", []),
        (Source.BODY, "gpfiffery", []),
    ],
)
def test_a_file_named_after_a_student(source: Source, written: str, words: list[str]) -> None:
    assert [told[1] for told in parts(written, source)] == words


def test_every_form_of_the_clause_has_a_hit() -> None:
    assert {hit[1] for hit in HITS} | {Form.FULL_NAME, Form.FIRST_NAME} == set(Form)
