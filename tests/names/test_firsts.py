"""First names that stand alone: found, doubtful, and no name at all."""

from __future__ import annotations

import pytest

from auditor.names import Locales, reader_of
from auditor.names.firsts import first_names
from auditor.page import Source
from auditor.registry import Owner, School, Site
from auditor.roster import Org, Roster, Staff, Student
from auditor.words import shipped_words

from .invented_class import text

HERE = {"grades": ("02",), "school_ids": ("s1",), "class_ids": ("c1",)}
GIVEN = ("Mirela", "Georgia", "June", "Ruby", "Will", "Justice", "King", "Phoenix", "Tobias")
STUDENTS = tuple(Student(f"p{n}", given, "", f"Family{n}", **HERE) for n, given in enumerate(GIVEN))
STAFF = (Staff("t1", "Oriel", family="Fenwade", email="o@d.example", school_ids=("s1",), class_ids=("c1",)),)
ROSTER = Roster(STUDENTS, STAFF, orgs=(Org("s1", "Cedar"),), loaded=True)
SITE = Site("w", "https://w.example/", "s1", owners=(Owner("O", "o@d.example"),), grades="2")

SURE = [
    ("in a sentence", "We thank Mirela for the fish.", ["Mirela"]),
    ("possessive", "Mirela's bee", ["Mirela"]),
    ("several", "Mirela, Tobias and a dog", ["Mirela", "Tobias"]),
    ("a word, with a deed", "Ruby read to us.", ["Ruby"]),
    ("a word, at a place", "Ruby at the pumpkin patch", ["Ruby"]),
    ("a word, in a sentence", "We heard from Ruby today.", ["Ruby"]),
    ("a word that meets an animal", "We thank Ruby for the story of a bear.", ["Ruby"]),
    ("a month, in a sentence", "We thank June for the fish.", ["June"]),
    ("a word among classmates", "Pictured (l-r): Mirela, Ruby, Tobias", ["Mirela", "Ruby", "Tobias"]),
    ("a town's name, of a child", "On Monday Georgia brought a bird's nest.", ["Georgia"]),
]
DOUBTFUL = [
    ("a word that begins a sentence", "Ruby slippers are red."),
    ("a title of a book", "Mirela and the Paper Boat"),
    ("a thing of a name", "We finished Mirela's Web."),
    ("somebody's longer name, in capitals", "Inventors: Mirela Oakhampton, Eli Whitmore"),
    ("of a department", "the Department of Justice"),
    ("an adult, by the words behind", "Mirela, our librarian, is here."),
    ("a month near months", "April showers bring June flowers."),
    ("a word before of", "We read of Ruby of India."),
    ("the animal of the class", "We feed Ruby, our hamster."),
    ("somebody in a story", "In the story, Mirela moves to town."),
]
NOBODY = [
    ("a title before", "Ms. Mirela teaches."),
    ("half of a longer name", "We met Mirela Oakhampton, the mayor."),
    ("a storm", "Hurricane Mirela reached the coast."),
    ("a street", "Meet at Mirela Street."),
    ("a month", "School ends in June."),
    ("a month and a day", "June 9 is a half day."),
    ("months in a list", "May and June bring field days."),
    ("a state in a list", "Georgia, Florida and Alabama"),
    ("a town and its state", "Phoenix, Arizona"),
    ("a town by its place", "We drove to a farm in Georgia."),
    ("part of a state", "They live in West Georgia now."),
    ("a verb", "Will you come?"),
    ("a title that is a name", "King Charles ruled."),
    ("an article before", "Order of the Phoenix"),
    ("no capital", "we need will power and justice"),
]


def firsts(written: str, source: Source = Source.BODY) -> list[tuple[str, bool]]:
    reader = reader_of(ROSTER, shipped_words())
    locale = Locales(reader.index, SITE, School("s1", "Cedar")).of("/")
    found = first_names(reader.skimmer, reader.cues, locale, text(written, source=source))
    return [(each.words, each.doubtful) for each in found]


@pytest.mark.parametrize(("written", "words"), [row[1:] for row in SURE], ids=[row[0] for row in SURE])
def test_a_first_name_stands_alone(written: str, words: list[str]) -> None:
    assert firsts(written) == [(word, False) for word in words]


@pytest.mark.parametrize("written", [row[1] for row in DOUBTFUL], ids=[row[0] for row in DOUBTFUL])
def test_what_may_be_a_first_name_is_doubtful(written: str) -> None:
    assert [doubtful for _, doubtful in firsts(written)] == [True]


@pytest.mark.parametrize("written", [row[1] for row in NOBODY], ids=[row[0] for row in NOBODY])
def test_what_is_no_first_name(written: str) -> None:
    assert firsts(written) == []


def test_file_names_are_written_small() -> None:
    assert firsts("mirela_at_zoo.jpg", Source.FILE_NAME) == [("mirela", False)]
    assert firsts("mirela_at_zoo") == []
