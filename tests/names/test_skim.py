"""A glance sees no less than a closer look, whatever a text is written like."""

from __future__ import annotations

import random

import pytest

from auditor.names.full_names import hits
from auditor.names.skim import NOTHING, has_capital
from auditor.names.tokens import tokens

from .invented_class import STUDENTS, reader
from .test_forms import HITS, MISSES

PROSE = (
    "We will park the bus and walk. Please send a note by Friday.",
    "The café’s naïve façade — 100% “real” & more…",
    "“Read” for 20 min. each night; e.g. A.B. or U.S. texts",
    "łódź ÅNGSTRÖM Ærø ﬁnal ½ ① Ωmega 東京 ok",
)


@pytest.mark.parametrize("written", [row[1] for row in (*HITS, *MISSES)])
def test_what_holds_a_name_is_never_passed_over(written: str) -> None:
    over = reader()
    for said in (written, f"{PROSE[1]} {written}", f"{written} — {PROSE[3]}", written.replace(" ", "\u00a0")):
        found = hits(over.index, said, tokens(said))
        assert over.skimmer.of(said).named or not any(each.shape != "a user name" for each in found)


def test_names_of_all_students_in_many_spellings_are_seen() -> None:
    over, chance = reader(), random.Random(7)
    for student in STUDENTS:
        for said in (
            f"{student.given} {student.family}",
            f"{student.family}, {student.given}".upper(),
            f"{student.given}{student.family[0].upper()}{student.family[1:]}".replace(" ", ""),
            f"{student.given} {student.family}".replace("'", "’"),
            f"{student.given} {student.family}".replace(" ", "%20"),
            f"{student.given} <b>{student.family[:2]}</b>{student.family[2:]}",
        ):
            framed = f"{chance.choice(PROSE)} {said} {chance.choice(PROSE)}"
            assert over.skimmer.of(framed).named, framed


@pytest.mark.parametrize("written", PROSE)
def test_prose_without_names_needs_no_closer_look(written: str) -> None:
    assert not reader().skimmer.of(written).named


def test_ordinary_words_without_capitals_are_no_marks_in_prose() -> None:
    over = reader()
    assert over.skimmer.of("We will do this in april or may.") is NOTHING
    assert over.skimmer.of("We Will Do this.").marks
    assert over.skimmer.of("will-do.html").named


@pytest.mark.parametrize(
    ("said", "word", "capital"),
    [
        ("Will you", "will", True),
        ("we will", "will", False),
        ("GOODWILL", "will", True),
        ("José", "jose", True),
    ],
)
def test_whether_a_word_may_have_a_capital(said: str, word: str, capital: bool) -> None:
    assert has_capital(said, word) is capital
