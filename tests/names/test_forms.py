"""Every form in which a name is written, near misses beside hits; the words found, never a bare count."""

from __future__ import annotations

import pytest

from auditor.finding import Confidence
from auditor.names import Locales, Mention, Reader, reader_of
from auditor.names.grid import Grid
from auditor.page import Location, Source, Text
from auditor.registry import Owner, School, Site
from auditor.roster import Org, Roster, Staff, Student
from auditor.words import shipped_words

HERE = {"grades": ("02",), "school_ids": ("s1",), "class_ids": ("c1",)}
STUDENTS = (
    Student("p1", "Mirela", "June", "Tarnquist", **HERE),
    Student("p2", "Ana Lucia", "", "Peñador Robvale", **HERE),
    Student("p3", "Siovan", "", "O'Darrow", **HERE),
    Student("p4", "Tobias", "", "Wren-Hadlow", **HERE),
    Student("p5", "Griffin", "", "Pfiffery", **HERE),
    Student("p6", "Tran", "", "Vo", **HERE),
    Student("p7", "Emrose", "", "Rose", **HERE),
    Student("p8", "Rose", "", "Lindvale", **HERE),
    Student("p9", "William", "", "Longmere", preferred="Liam", **HERE),
    Student("p10", "April", "", "May", **HERE),
    Student("far", "Corvane", "", "Ashdell", grades=("03",), school_ids=("s2",)),
)
ROSTER = Roster(
    STUDENTS,
    (Staff("t1", "Oriel", family="Fenwade", email="o@d.example", school_ids=("s1",), class_ids=("c1",)),),
    orgs=(Org("s1", "Cedar"), Org("s2", "Elm")),
    loaded=True,
)
SITE = Site("w", "https://w.example/", "s1", owners=(Owner("O", "o@d.example"),), grades="2")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return reader_of(ROSTER, shipped_words())


def read(reader: Reader, *texts: Text) -> list[Mention]:
    locale = Locales(reader.index, SITE, School("s1", "Cedar")).of("/")
    return list(reader.mentions(texts, reader.skimmer.marked(texts), Grid(texts), locale))


def text(joined: str, split: str = "", source: Source = Source.BODY, row: str = "") -> Text:
    return Text(joined, split, Location("u", source), row)


HITS = [
    ("first last", "Mirela Tarnquist read.", "Mirela Tarnquist"),
    ("last, first", "Tarnquist, Mirela", "Tarnquist, Mirela"),
    ("last,first", "Tarnquist,Mirela", "Tarnquist,Mirela"),
    ("last first", "Tarnquist Mirela", "Tarnquist Mirela"),
    ("capitals", "MIRELA TARNQUIST", "MIRELA TARNQUIST"),
    ("possessive", "Mirela Tarnquist's bee", "Mirela Tarnquist"),
    ("middle name", "Mirela June Tarnquist", "Mirela June Tarnquist"),
    ("middle initial", "Mirela J. Tarnquist", "Mirela J. Tarnquist"),
    ("nickname of the roster", "Liam Longmere", "Liam Longmere"),
    ("usual short form", "Billy Longmere", "Billy Longmere"),
    ("short form in brackets", 'William "Billy" Longmere', 'William "Billy" Longmere'),
    ("first of two surnames", "Ana Lucia Peñador", "Ana Lucia Peñador"),
    ("second of two surnames", "Ana Robvale", "Ana Robvale"),
    ("accents lost", "Ana Penador Robvale", "Ana Penador Robvale"),
    ("accents as two characters", "Ana Pen\u0303ador", "Ana Pen\u0303ador"),
    ("apostrophe lost", "Siovan ODarrow", "Siovan ODarrow"),
    ("curly apostrophe", "Siovan O’Darrow’s poem", "Siovan O’Darrow"),
    ("hyphen lost", "Tobias Wren Hadlow", "Tobias Wren Hadlow"),
    ("half of a hyphened name", "Toby Hadlow", "Toby Hadlow"),
    ("camel case", "MirelaTarnquist", "MirelaTarnquist"),
    ("hashtag", "#mirelatarnquist", "mirelatarnquist"),
    ("slug", "mirela-tarnquist-leaf.jpg", "mirela-tarnquist"),
    ("underscores", "tarnquist_mirela_2.png", "tarnquist_mirela"),
    ("percent signs", "files/Mirela%20Tarnquist.pdf", "Mirela%20Tarnquist"),
    ("twice encoded", "files/Mirela%2520Tarnquist.pdf", "Mirela%2520Tarnquist"),
    ("e-mail", "mirela.tarnquist@mail.example", "mirela.tarnquist"),
    ("zero width", "Mi\u200brela Tarnquist", "Mi\u200brela Tarnquist"),
    ("soft hyphen", "Mirela Tarn\u00adquist", "Mirela Tarn\u00adquist"),
    ("no-break space", "Mirela\u00a0Tarnquist", "Mirela\u00a0Tarnquist"),
    ("hyphen at a line's end", "Mirela Tarn- quist sang", "Mirela Tarn- quist"),
    ("ligature lost", "Griffin Pfi ery", "Griffin Pfi ery"),
    ("ligature as one character", "Griﬀin Pﬁﬀery", "Griﬀin Pﬁﬀery"),
    ("letter missing", "Mirela Tarnqust", "Mirela Tarnqust"),
    ("letter added", "Mirella Tarnquist", "Mirella Tarnquist"),
    ("letters changed over", "Mirela Tarnqiust", "Mirela Tarnqiust"),
    ("two-letter surname", "Tran Vo won", "Tran Vo"),
    ("student of another school", "Corvane Ashdell won", "Corvane Ashdell"),
]
MISSES = [
    ("first name alone", "Mirela read."),
    ("half of a longer word", "Mirela Tarnquistson read."),
    ("two sentences", "We thank Mirela. Tarnquist is a lake."),
    ("title", "Mrs. Mirela Tarnquist"),
    ("role before", "Principal Mirela Tarnquist"),
    ("role behind", "Mirela Tarnquist, our librarian, read."),
    ("author", "a book by author Mirela Tarnquist"),
    ("born long ago", "Mirela Tarnquist (1856–1931)"),
    ("street", "12 Mirela Tarnquist Avenue"),
    ("school", "Mirela Tarnquist Elementary"),
    ("business", "Mirela Tarnquist Plumbing"),
    ("family firm", "Mirela Tarnquist & Sons"),
    ("longer name", "Mirela Tarnquist Oakhampton, the mayor, spoke."),
    ("first names side by side", "Helpers: Tobias, Emrose, Rose and Mirela"),
    ("months", "The fair is in April, May or June."),
    ("speaks of herself", "I am Mirela Tarnquist and I teach."),
    ("one letter wrong, another school", "Corvane Ashdel won"),
]


@pytest.mark.parametrize(("written", "words"), [hit[1:] for hit in HITS], ids=[hit[0] for hit in HITS])
def test_a_name_is_found_in_this_form(reader: Reader, written: str, words: str) -> None:
    [found] = read(reader, text(written))
    assert found.words == words
    assert found.confidence is not Confidence.REVIEW
    assert not any("mirela" in why.casefold() for why in found.why)


@pytest.mark.parametrize("written", [miss[1] for miss in MISSES], ids=[miss[0] for miss in MISSES])
def test_what_only_looks_like_a_name_is_not_reported(reader: Reader, written: str) -> None:
    told = [found.words for found in read(reader, text(written)) if found.confidence is not Confidence.REVIEW]
    assert told == []


def test_tags_inside_a_word_and_between_words(reader: Reader) -> None:
    assert [found.words for found in read(reader, text("Mirela Tarnquist", "Mi rela Tarnquist"))] == [
        "Mirela Tarnquist"
    ]
    assert [found.words for found in read(reader, text("MirelaTarnquist", "Mirela Tarnquist"))] == [
        "MirelaTarnquist"
    ]


def test_two_cells_of_one_row_are_one_name(reader: Reader) -> None:
    cells = [text(said, source=Source.CELL, row="row2") for said in ("3", "Tarnquist", "Mirela", "9")]
    assert [found.words for found in read(reader, *cells)] == ["Tarnquist Mirela"]
    first_names = [text(said, source=Source.CELL, row="row2") for said in ("Emrose", "Rose", "Mirela")]
    told = [found.words for found in read(reader, *first_names) if found.confidence is not Confidence.REVIEW]
    assert told == []


def test_nothing_of_the_roster_shows_in_a_repr(reader: Reader) -> None:
    [found] = read(reader, text("Mirela Tarnquist read."))
    for shown in (repr(found), repr(reader), repr(reader.index), repr(reader.index.forms[0])):
        assert "mirela" not in shown.casefold()
        assert "tarnquist" not in shown.casefold()
