"""Hold an invented class, its school and others, and read texts over them; every name is invented."""

from __future__ import annotations

from auditor.names import Locales, Mention, Reader, reader_of
from auditor.names.grid import Grid
from auditor.page import Location, Source, Text
from auditor.registry import Owner, School, Site
from auditor.roster import Org, Roster, Staff, Student
from auditor.words import shipped_words

HERE = {"grades": ("02",), "school_ids": ("s1",), "class_ids": ("c1",)}
NEXT_DOOR = {"grades": ("03",), "school_ids": ("s1",), "class_ids": ("c2",)}
FAR = {"grades": ("03",), "school_ids": ("s2",)}
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
    Student("p11", "Keahilo", "", "Ma'amoa", **HERE),
    Student("p12", "Minh", "Van", "Duongle", **HERE),
    Student("p13", "Robert", "James", "Ashkettle", preferred="RJ", **HERE),
    Student("p14", "Dovra", "", "Tarnquist", **HERE),
    Student("p15", "Zahid", "", "al-Farvani", **HERE),
    Student("p16", "Anneke", "", "van der Holt", **HERE),
    Student("p17", "Orrin", "", "Blaydes Jr.", **HERE),
    Student("p18", "Penny", "", "Drive", **HERE),
    Student("p19", "Charlotte", "", "Street", **HERE),
    Student("p20", "Will", "", "Do", **HERE),
    Student("p21", "Jackie", "", "Robinson", **HERE),
    Student("p22", "Elm", "", "Ha", **HERE),
    Student("p23", "Pat", "", "Tern", **HERE),
    Student("p24", "Ruby", "", "Gold", **HERE),
    Student("p25", "Logan", "", "Jackson", **HERE),
    Student("p26", "Orrin", "", "Blaydes", **NEXT_DOOR),
    Student("p27", "Selka", "", "Overmoor", **NEXT_DOOR),
    Student("far", "Corvane", "", "Ashdell", **FAR),
    Student("far2", "Brisa", "", "Nordquill", **FAR),
)
STAFF = (
    Staff("t1", "Oriel", family="Fenwade", email="o@d.example", school_ids=("s1",), class_ids=("c1",)),
    Staff("t2", "Selka", family="Overmoor", email="s@d.example", school_ids=("s1",)),
)
ROSTER = Roster(STUDENTS, STAFF, orgs=(Org("s1", "Cedar"), Org("s2", "Elm")), loaded=True)
SITE = Site("w", "https://w.example/", "s1", owners=(Owner("Oriel Fenwade", "o@d.example"),), grades="2")


def reader() -> Reader:
    return reader_of(ROSTER, shipped_words())


def read(*texts: Text) -> list[Mention]:
    """Return every full name that the reader sees in these texts of one page of the class."""
    over = reader()
    locale = Locales(over.index, SITE, School("s1", "Cedar")).of("/")
    return list(over.mentions(texts, over.skimmer.marked(texts), Grid(texts, over.index.words), locale))


def text(joined: str, split: str = "", source: Source = Source.BODY, **more: str) -> Text:
    """Return a text; `heading`, `place` and `selector` say where it stands, `row` in which row."""
    row = more.pop("row", "")
    return Text(joined, split, Location("u", source, **more), row)


def table(*rows: tuple[str, ...]) -> list[Text]:
    """Return the cells of one table, the first row its headings, as they come from a page."""
    cells = []
    for number, row in enumerate(rows, 1):
        for column, said in enumerate(row, 1):
            tag = "th" if number == 1 else "td"
            selector = f"body > table:nth-of-type(1) > tbody:nth-of-type(1) > tr:nth-of-type({number}) > {tag}:nth-of-type({column})"  # noqa: E501
            place = f"row {number}, column {column} of the table"
            cells.append(text(said, said, Source.CELL, row=f"row{number}", selector=selector, place=place))
    return cells
