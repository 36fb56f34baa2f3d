"""Every form in which a name is written, near misses beside hits; the words found, never a bare count."""

from __future__ import annotations

import pytest

from auditor.finding import Confidence
from auditor.page import Source

from .invented_class import STUDENTS, read, reader, table, text

HITS = [
    ("first last", "Mirela Tarnquist read.", "Mirela Tarnquist"),
    ("last, first", "Tarnquist, Mirela", "Tarnquist, Mirela"),
    ("last,first", "Tarnquist,Mirela", "Tarnquist,Mirela"),
    ("last, first middle", "Tarnquist, Mirela J.", "Tarnquist, Mirela"),
    ("last first", "Tarnquist Mirela", "Tarnquist Mirela"),
    ("last middle first", "Duongle Van Minh won", "Duongle Van Minh"),
    ("capitals", "MIRELA TARNQUIST", "MIRELA TARNQUIST"),
    ("last name in capitals", "TARNQUIST Mirela", "TARNQUIST Mirela"),
    ("last name in capitals, of another school", "ASHDELL Corvane won", "ASHDELL Corvane"),
    ("teachers who act", "The coaches chose Mirela Tarnquist for it.", "Mirela Tarnquist"),
    ("a telephone number behind", "Mirela Tarnquist - 406-555-1850", "Mirela Tarnquist"),
    ("a young author", "Young author Mirela Tarnquist read.", "Mirela Tarnquist"),
    ("possessive", "Mirela Tarnquist's bee", "Mirela Tarnquist"),
    ("middle name", "Mirela June Tarnquist", "Mirela June Tarnquist"),
    ("middle initial", "Mirela J. Tarnquist", "Mirela J. Tarnquist"),
    ("nickname of the roster", "Liam Longmere", "Liam Longmere"),
    ("initials for a first name", "R.J. Ashkettle won", "R.J. Ashkettle"),
    ("usual short form", "Billy Longmere", "Billy Longmere"),
    ("short form in brackets", 'William "Billy" Longmere', 'William "Billy" Longmere'),
    ("first of two surnames", "Ana Lucia Peñador", "Ana Lucia Peñador"),
    ("second of two surnames", "Ana Robvale", "Ana Robvale"),
    ("particles", "Anneke van der Holt", "Anneke van der Holt"),
    ("particles left out", "Anneke Holt", "Anneke Holt"),
    ("particles joined", "Anneke Vanderholt", "Anneke Vanderholt"),
    ("al- in front", "Zahid al-Farvani", "Zahid al-Farvani"),
    ("al- left out", "Zahid Farvani", "Zahid Farvani"),
    ("accents lost", "Ana Penador Robvale", "Ana Penador Robvale"),
    ("accents as two characters", "Ana Pen\u0303ador", "Ana Pen\u0303ador"),
    ("apostrophe lost", "Siovan ODarrow", "Siovan ODarrow"),
    ("curly apostrophe", "Siovan O’Darrow’s poem", "Siovan O’Darrow"),
    ("apostrophe before a small letter", "Keahilo Ma’amoa sang", "Keahilo Ma’amoa"),
    ("hyphen lost", "Tobias Wren Hadlow", "Tobias Wren Hadlow"),
    ("half of a hyphened name", "Toby Hadlow", "Toby Hadlow"),
    ("camel case", "MirelaTarnquist", "MirelaTarnquist"),
    ("hashtag", "#mirelatarnquist", "mirelatarnquist"),
    ("slug", "mirela-tarnquist-leaf.jpg", "mirela-tarnquist"),
    ("underscores", "tarnquist_mirela_2.png", "tarnquist_mirela"),
    ("percent signs", "files/Mirela%20Tarnquist.pdf", "Mirela%20Tarnquist"),
    ("twice encoded", "files/Mirela%2520Tarnquist.pdf", "Mirela%2520Tarnquist"),
    ("e-mail", "mirela.tarnquist@mail.example", "mirela.tarnquist"),
    ("e-mail, last name first", "tarnquist.mirela28@mail.example", "tarnquist.mirela"),
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
    ("Jr. left out", "Orrin Blaydes won", "Orrin Blaydes"),
    ("Jr. behind", "Orrin Blaydes, Jr. won", "Orrin Blaydes, Jr"),
    ("Jr. between", "Blaydes Jr., Orrin", "Blaydes Jr., Orrin"),
    ("student of another school", "Corvane Ashdell won", "Corvane Ashdell"),
    ("a name of words, called a student's", "Happy 9th birthday to April May!", "April May"),
    ("a famous name, called a student's", "Jackie Robinson – 2nd place, long jump", "Jackie Robinson"),
    ("a child who writes", "Written by Mirela Tarnquist, grade 2", "Mirela Tarnquist"),
    ("a class's own poet", "Our class poet, Mirela Tarnquist, read.", "Mirela Tarnquist"),
    ("a twin on the staff, called a student", "Selka Overmoor (grade 3) read a story.", "Selka Overmoor"),
    ("an address of pupils", "Editor: mirela.tarnquist@pupils.d.example", "mirela.tarnquist"),
    ("a child born in our time", "Mirela Tarnquist was born on May 3, 2018.", "Mirela Tarnquist"),
]
MISSES = [
    ("first name alone", "Mirela read."),
    ("half of a longer word", "Mirela Tarnquistson read."),
    ("a short name inside a longer word", "Elm Hamptonly read."),
    ("two sentences", "We thank Mirela. Tarnquist is a lake."),
    ("another middle name", "Mirela Q. Tarnquist, realtor"),
    ("title", "Mrs. Mirela Tarnquist"),
    ("role before", "Principal Mirela Tarnquist"),
    ("role behind", "Mirela Tarnquist, our librarian, read."),
    ("role behind, in more words", "Lunch is by Mirela Tarnquist, our kitchen manager."),
    ("degree", "Mirela Tarnquist, M.Ed."),
    ("student teacher", "Mirela Tarnquist, student teacher"),
    ("teacher of a grade", "Mirela Tarnquist, 2nd grade teacher"),
    ("role behind a bar", "Mirela Tarnquist | Art Teacher"),
    ("a list of adults", "Chaperones: Oda Lund, Mirela Tarnquist"),
    ("in the office", "Questions? See Mirela Tarnquist in the front office."),
    ("an old pupil", "Mirela Tarnquist '98 gave a talk."),
    ("in honor of", "A scholarship in honor of Mirela Tarnquist"),
    ("somebody's firm", "Bread from Mirela Tarnquist's Bakery"),
    ("years of a life, with a dash", "Mirela Tarnquist (1901-1977)"),
    ("kin", "Dovra's grandmother, Mirela Tarnquist, baked."),
    ("visitor", "Guest reader Mirela Tarnquist came by."),
    ("whom to turn to", "Please contact Mirela Tarnquist with questions."),
    ("school years long ago", "Mirela Tarnquist, Class of 1998, came back."),
    ("a twin on the staff", "Selka Overmoor sent the forms home."),
    ("whoever answers for the site", "Oriel Fenwade's news"),
    ("author", "a book by author Mirela Tarnquist"),
    ("author of a book that is read", "We are reading The Kite at Noon by Mirela Tarnquist"),
    ("source", "Source: Mirela Tarnquist, “How Rivers Bend,” Nature Today, 2011."),
    ("publisher and year", "Mirela Tarnquist, Salt Roads (Harbor Press, 2009)"),
    ("credit", "Photo credit: Mirela Tarnquist / Wikimedia Commons"),
    ("born long ago", "Mirela Tarnquist (1856–1931)"),
    ("long ago", "In 1862, Mirela Tarnquist opened the first school."),
    ("figure of lessons", "Who was Jackie Robinson? Read pages 44-51."),
    ("street", "12 Mirela Tarnquist Avenue"),
    ("street of a surname that is one", "Bus 9: corner of Charlotte Street and Elm"),
    ("school", "Mirela Tarnquist Elementary"),
    ("library", "Visit the Mirela Tarnquist Public Library today."),
    ("award", "The Mirela Tarnquist Award goes to a reader."),
    ("business", "Mirela Tarnquist Plumbing"),
    ("business at a place", "Tickets at Mirela Tarnquist Music, downtown."),
    ("family firm", "Mirela Tarnquist & Sons"),
    ("longer name", "Mirela Tarnquist Oakhampton, the mayor, spoke."),
    ("first names side by side", "Helpers: Tobias, Emrose, Rose and Mirela"),
    ("first names in a list", "Groups: Quilla, Jackson, Logan, Bronwick"),
    ("months", "The fair is in April, May or June."),
    ("date", "Please Will Do 5 of these, April May 5"),
    ("words in capitals", "Things You Will Do In Fourth Grade"),
    ("a thing", "The Penny Drive raised $212."),
    ("colors", "House points: Ruby Gold Emerald Silver"),
    ("a word in one piece", "pattern.png"),
    ("speaks of herself", "I am Mirela Tarnquist and I teach."),
    ("somebody's room", "Welcome to Selka Overmoor's Art Room!"),
    ("one letter wrong, another school", "Corvane Ashdel won"),
]
NAMES_SHOWN = ("mirela", "tarnquist")


@pytest.mark.parametrize(("written", "words"), [hit[1:] for hit in HITS], ids=[hit[0] for hit in HITS])
def test_a_name_is_found_in_this_form(written: str, words: str) -> None:
    [found] = [each for each in read(text(written)) if each.confidence is not Confidence.REVIEW]
    assert found.words == words
    assert not any("mirela" in why.casefold() for why in found.why)


@pytest.mark.parametrize("written", [miss[1] for miss in MISSES], ids=[miss[0] for miss in MISSES])
def test_what_only_looks_like_a_name_is_not_reported(written: str) -> None:
    assert sure(written) == []


def sure(*written: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return what is told above review: the words, and whom they may mean."""
    return [
        (found.words, tuple(STUDENTS[number].sourced_id for number in found.numbers))
        for found in read(*map(text, written))
        if found.confidence is not Confidence.REVIEW
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Mirela and Dovra Tarnquist won.", [("Mirela", ("p1",)), ("Dovra Tarnquist", ("p14",))]),
        ("Dovra & Mirela Tarnquist", [("Dovra", ("p14",)), ("Mirela Tarnquist", ("p1",))]),
        ("Tarnquist, Mirela and Dovra", [("Tarnquist, Mirela", ("p1",)), ("Dovra", ("p14",))]),
        ("The Tarnquist twins, Mirela and Dovra", [("Mirela", ("p1",)), ("Dovra", ("p14",))]),
        ("Tobias and Dovra Tarnquist", [("Dovra Tarnquist", ("p14",))]),
        ("Mirela. Dovra Tarnquist came.", [("Dovra Tarnquist", ("p14",))]),
    ],
)
def test_brothers_and_sisters_share_a_last_name(written: str, told: list[object]) -> None:
    assert sure(written) == told


@pytest.mark.parametrize(
    ("written", "student"),
    [
        ("Orrin Blaydes won", "p17"),
        ("Orrin Blaydes Jr. won", "p17"),
        ("Orrin Blaydes, grade 2, won", "p17"),
        ("Third grader Orrin Blaydes won", "p26"),
    ],
    ids=["nearest", "his ending", "his grade", "the other's grade"],
)
def test_namesakes_are_told_apart(written: str, student: str) -> None:
    assert [ids for _, ids in sure(written)] == [(student,)]


def test_tags_inside_a_word_and_between_words() -> None:
    assert [found.words for found in read(text("Mirela Tarnquist", "Mi rela Tarnquist"))] == [
        "Mirela Tarnquist"
    ]
    assert [found.words for found in read(text("MirelaTarnquist", "Mirela Tarnquist"))] == ["MirelaTarnquist"]
    assert read(text("Elm Haskardale won", "Elm Ha skardale won")) == [], "the tag parts no word"


def test_two_cells_of_one_row_are_one_name() -> None:
    cells = [text(said, source=Source.CELL, row="row2") for said in ("3", "Tarnquist", "Mirela", "9")]
    assert [found.words for found in read(*cells)] == ["Tarnquist Mirela"]
    first_names = [text(said, source=Source.CELL, row="row2") for said in ("Emrose", "Rose", "Mirela")]
    assert [found.words for found in read(*first_names) if found.confidence is not Confidence.REVIEW] == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((("First", "Last"), ("Mirela", "Tarnquist")), ["Mirela Tarnquist"]),
        ((("First", "MI", "Last"), ("Mirela", "J", "Tarnquist")), ["Mirela Tarnquist"]),
        ((("First", "MI", "Last"), ("Mirela", "Q", "Tarnquist")), []),
        ((("Friend", "Favorite color"), ("Ruby", "Gold")), []),
        ((("Player", "Pos", "Ht"), ("Mirela Tarnquist", "wing", "4-2")), ["Mirela Tarnquist"]),
        ((("Name", "Position", "Phone"), ("Selka Overmoor", "Art", "x214")), []),
        ((("Role", "Who"), ("Teacher", "Mirela Tarnquist")), []),
    ],
)
def test_the_headings_of_a_table_say_what_its_cells_are(
    rows: tuple[tuple[str, ...], ...], words: list[str]
) -> None:
    told = [found.words for found in read(*table(*rows)) if found.confidence is not Confidence.REVIEW]
    assert told == words


@pytest.mark.parametrize(
    ("above", "below", "words"),
    [
        ("Mirela", "Tarnquist", ["Mirela Tarnquist"]),
        ("Mirela", "is our helper", []),
        ("Our librarian,", "Mirela Tarnquist", []),
        ("Mirela Tarnquist", "Principal", []),
        ("Star of the week:", "Mirela Tarnquist", ["Mirela Tarnquist"]),
    ],
)
def test_lines_of_one_paragraph(above: str, below: str, words: list[str]) -> None:
    lines = [text(said, selector="body > p:nth-of-type(1)") for said in (above, below)]
    assert [found.words for found in read(*lines) if found.confidence is not Confidence.REVIEW] == words


@pytest.mark.parametrize(
    ("heading", "written", "told"),
    [
        ("Class Jobs", "Librarian: Mirela Tarnquist", True),
        ("", "Librarian: Mirela Tarnquist", False),
        ("Our Staff", "Mirela Tarnquist", False),
        ("Yearbook staff", "Mirela Tarnquist", True),
        ("Volunteers in October", "Mirela Tarnquist", False),
    ],
)
def test_the_heading_above_counts(heading: str, written: str, told: bool) -> None:
    found = [
        each for each in read(text(written, heading=heading)) if each.confidence is not Confidence.REVIEW
    ]
    assert [each.words for each in found] == (["Mirela Tarnquist"] if told else [])


def test_nothing_of_the_roster_shows_in_a_repr() -> None:
    [found] = read(text("Mirela Tarnquist read."))
    over = reader()
    for shown in (repr(found), repr(over), repr(over.index), repr(over.index.forms[0]), repr(over.skimmer)):
        assert not any(name in shown.casefold() for name in NAMES_SHOWN)
