"""Registries with one fault each: one sentence, file and line; and the near misses that are fine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.exits import Exit, Refusals
from auditor.registry import DateRange, Owner, load_registry

SCHOOLS = "school_id,name,grades,calendar\nelm,Elm Street School,K-5,\n"
PEOPLE = "school_id,role,name,email,from,to,acting_for\nelm,principal,Pat Moss,pat@cedar.example,,,\n"
SITES = "site_id,url,school_id,kind,owner_name\n"
ROW = "r12,https://elm.example/moss/,elm,class,Ari Moss\n"


def write(
    folder: Path, schools: str = SCHOOLS, people: str = PEOPLE, sites: str = SITES + ROW, sections: str = ""
) -> Path:
    for name, text in (("schools", schools), ("people", people), ("sites", sites), ("sections", sections)):
        if text:
            (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


FAULTS = [
    (
        "URL with a space",
        {"sites": SITES + "r12,https://elm.example/a b/,elm,class,Moss\n"},
        "sites.csv",
        2,
        "has a space",
    ),
    ("no scheme", {"sites": SITES + "r12,elm.example,elm,class,Moss\n"}, "sites.csv", 2, "no web address"),
    (
        "other scheme",
        {"sites": SITES + "r12,ftp://elm.example,elm,class,Moss\n"},
        "sites.csv",
        2,
        "must begin with https://",
    ),
    (
        "password in address",
        {"sites": SITES + "r12,https://a:b@elm.example,elm,class,Moss\n"},
        "sites.csv",
        2,
        "user name or password",
    ),
    (
        "unknown kind",
        {"sites": SITES + "r12,https://elm.example,elm,klass,Moss\n"},
        "sites.csv",
        2,
        '"klass" is none of class,',
    ),
    (
        "unknown school",
        {"sites": SITES + "r12,https://elm.example,oak,class,Moss\n"},
        "sites.csv",
        2,
        'no school "oak"',
    ),
    (
        "duplicate id",
        {"sites": SITES + ROW + "r12,https://elm.example/b,elm,class,Bo\n"},
        "sites.csv",
        3,
        "in line 2 already",
    ),
    ("duplicate url", {"sites": SITES + ROW + ROW.replace("r12", "r13")}, "sites.csv", 3, "the url"),
    ("empty id", {"sites": SITES + ",https://elm.example,elm,class,Moss\n"}, "sites.csv", 2, "site_id"),
    (
        "path in an id",
        {"sites": SITES + "../r,https://elm.example,elm,class,Moss\n"},
        "sites.csv",
        2,
        "characters that cannot stand here",
    ),
    ("missing column", {"sites": "site_id,url\nr12,https://elm.example\n"}, "sites.csv", 1, "school_id"),
    ("no schools", {"schools": ""}, "schools.csv", None, "the table is missing"),
    (
        "calendar file missing",
        {"schools": "school_id,name,calendar\nelm,Elm,elm.ics\n"},
        "schools.csv",
        2,
        'no file "elm.ics"',
    ),
    ("unknown role", {"people": PEOPLE.replace("principal", "boss")}, "people.csv", 2, '"boss" is none of'),
    ("no address", {"people": PEOPLE.replace("pat@", "pat at ")}, "people.csv", 2, "no e-mail address"),
    (
        "date in another form",
        {
            "sites": "site_id,url,school_id,active_from\nr12,https://elm.example,elm,9/1/2026\n",
        },
        "sites.csv",
        2,
        "no date",
    ),
    (
        "span the wrong way round",
        {
            "sites": "site_id,url,school_id,excused\nr12,https://elm.example,elm,2026-11-06/2026-11-01\n",
        },
        "sites.csv",
        2,
        "no span of days",
    ),
    (
        "section of no site",
        {"sections": "site_id,section,path_prefix\nr99,Math,/math/\n"},
        "sections.csv",
        2,
        'no site "r99"',
    ),
]


@pytest.mark.parametrize(("name", "files", "file", "line", "words"), FAULTS, ids=[case[0] for case in FAULTS])
def test_refuses(
    tmp_path: Path, name: str, files: dict[str, str], file: str, line: int | None, words: str
) -> None:
    with pytest.raises(Refusals) as caught:
        load_registry(write(tmp_path, **files))
    told = [
        (fault.path.name if fault.path else "", fault.line, fault.sentence) for fault in caught.value.faults
    ]
    assert any((at, number) == (file, line) and words in sentence for at, number, sentence in told), told
    assert caught.value.code is Exit.CONFIGURATION


def test_tells_every_fault_at_once(tmp_path: Path) -> None:
    sites = SITES + "r1,https://a b.example,elm,class,\nr2,https://elm.example,oak,class,\n"
    with pytest.raises(Refusals) as caught:
        load_registry(write(tmp_path, sites=sites))
    assert [fault.line for fault in caught.value.faults] == [2, 3]


def test_a_site_without_grades_has_those_of_its_school(tmp_path: Path) -> None:
    sites = "site_id,url,school_id,grades\nr1,https://elm.example/1,elm,\nr2,https://elm.example/2,elm,3\n"
    assert [site.grades for site in load_registry(write(tmp_path, sites=sites)).sites] == ["K-5", "3"]


def test_reads_a_site_in_full(tmp_path: Path) -> None:
    header = "site_id,url,school_id,kind,owner_name,owner_email,excused,active_from,archived_paths,platform\n"
    row = (
        "r12,https://elm.example/moss,elm,team,Ari Moss;Bo Reed,ari@cedar.example,"
        "2026-10-20/2026-11-06;2026-12-01,2026-08-20,/old/;/2019,WordPress\n"
    )
    site = load_registry(write(tmp_path, sites=header + row)).sites[0]
    assert site.owners == (Owner("Ari Moss", "ari@cedar.example"), Owner("Bo Reed"))
    assert site.excused == (
        DateRange(date(2026, 10, 20), date(2026, 11, 6)),
        DateRange(date(2026, 12, 1), date(2026, 12, 1)),
    )
    assert site.platform == "wordpress"
    assert not site.active_on(date(2026, 8, 19))
    assert site.active_on(date(2026, 8, 20))


def test_sections_stand_with_their_site(tmp_path: Path) -> None:
    sections = "site_id,section,path_prefix,owner_name\nr12,Math,/math/,Ari Moss\n"
    site = load_registry(write(tmp_path, sections=sections)).sites[0]
    assert [(part.section, part.path_prefix) for part in site.sections] == [("Math", "/math/")]
