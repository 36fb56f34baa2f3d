"""Hold the invented roster, site and policy day over which the examples of the name rules are judged.

An example's `html` is read as the page /week of EXAMPLE_SITE, a class site of grade 2; quotes are those of
the findings under its rule. Everybody here is invented.
"""

from __future__ import annotations

from datetime import date

from auditor.registry import Owner, School, Site
from auditor.roster import Details, OptOut, Org, Roster, SchoolClass, Staff, Student

_HERE = {"school_ids": ("ex-school",), "class_ids": ("ex-class",), "grades": ("02",)}


def _student(identity: str, given: str, family: str, **more: object) -> Student:
    return Student(identity, given=given, family=family, **{**_HERE, **more})  # type: ignore[arg-type]


EXAMPLE_STUDENTS = (
    _student("ex-1", "Mirela", "Tarnquist", middle="June", agreement=True),
    _student("ex-2", "Josephine", "Okonvale", preferred="Josie", agreement=True),
    _student("ex-3", "Ana Lucia", "Brandovar Piquell", agreement=True),
    _student("ex-4", "Will", "Power", agreement=True),
    _student("ex-5", "Emeric", "Stonebrook", agreement=False),
    _student("ex-6", "Grace", "Hallowin", agreement=True),
    _student("ex-7", "Dovrin", "Vo", agreement=True),
    _student("ex-8", "Tavish", "Marlgrove", agreement=True),
    _student("ex-9", "Belisar", "Quennock", agreement=True),
    _student("ex-10", "Corvane", "Ashdell", agreement=True),
    _student(
        "ex-11", "Leontes", "Harrowick", grades=("11",), school_ids=("ex-high",), class_ids=(), agreement=True
    ),
)
EXAMPLE_ROSTER = Roster(
    students=EXAMPLE_STUDENTS,
    staff=(
        Staff(
            "ex-t1",
            "Oriel",
            "",
            "Fenwade",
            email="ofenwade@district.example",
            school_ids=("ex-school",),
            class_ids=("ex-class",),
        ),
        Staff(
            "ex-t2", "Grace", "", "Hallowin", email="ghallowin@district.example", school_ids=("ex-school",)
        ),
    ),
    classes=(SchoolClass("ex-class", "Grade 2", "ex-school", ("02",)),),
    orgs=(Org("ex-school", "Cedar School"), Org("ex-high", "Cedar High School")),
    optouts=(
        OptOut(("ex-8",), "A", 2),
        OptOut(("ex-9",), "B", 3),
        OptOut(("ex-10",), "C", 4),
    ),
    details={
        "ex-8": Details(
            birth_date=date(2019, 3, 3), addresses=("418 Juniper Lane, Cedar",), phones=("(406) 555-0164",)
        ),
        "ex-10": Details(addresses=("66 Prairie Road, Cedar",), phones=("406-555-0177",)),
    },
    scope_a_includes=("phone", "voice"),
    loaded=True,
)
EXAMPLE_SCHOOL = School("ex-school", "Cedar School", "K-5")
EXAMPLE_SITE = Site(
    "ex-site",
    "https://room12.example/",
    "ex-school",
    owners=(Owner("Oriel Fenwade", "ofenwade@district.example"),),
    grades="2",
)
