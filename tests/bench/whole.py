"""Audit a whole district served from loopback, without its browsers and with what they said before.

`DISTRICT=600 make bench`: so many sites of 20 pages, each at the rate of a host that the district owns,
9,000 students on the roster, a student named on every fifth page.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from auditor.roster import Student
from tests.bench.folder import write_folder
from tests.bench.one_night import Measured, measure
from tests.bench.pages import InventedSite, write_sites
from tests.bench.served import served
from tests.bench.table import megabytes, number, table
from tests.names.bed.people import District, district

EACH: Final = 20
STUDENTS: Final = 9_000
RECORDED: Final = 2
"""Sites whose pages a real browser shows for the recording."""
NAMED_EVERY: Final = 5
_ENGINES: Final = ("axe",)
_MINUTES: Final = 40
_GIB: Final = 1.5


def report(scratch: Path, sites: int, seconds: float) -> str:
    """Return a table of both nights; each is ended after `seconds`."""
    scratch.mkdir(parents=True)
    people = district(303, STUDENTS)
    written = write_sites(scratch / "pages", sites * EACH, EACH)
    _name_students(written, people)
    recording = scratch / "recording"
    columns = []
    with served({site.host: site.folder for site in written}, scratch) as port:
        first = _folder(scratch / "recorded", written[:RECORDED], port, people)
        told = measure(first, 0, seconds, showing=f"record {recording}")
        if told.fault:
            return f"A whole district: no figure ({told.fault})."
        for name, showing in (("no browser", "none"), ("browser recorded", f"replay {recording}")):
            config = _folder(scratch / name.replace(" ", "-"), written, port, people)
            columns.append((name, measure(config, 0, seconds, showing=showing)))
    return _table(sites, columns)


def _table(sites: int, columns: Sequence[tuple[str, Measured]]) -> str:
    rows: list[list[str]] = [
        ["pages", *(str(sum(site["pages"] for site in night.sites.values())) for _, night in columns)],
        ["sites read whole", *(str(_whole(night)) for _, night in columns)],
        ["minutes", *(number(sum(night.wall.values()) / 60, 1) for _, night in columns)],
    ]
    for step in dict.fromkeys(step for _, night in columns for step in night.wall):
        rows.append([f"  {step}", *(number(night.wall.get(step, 0) / 60, 1) for _, night in columns)])
    for kind in dict.fromkeys(kind for _, night in columns for kind in night.cpu):
        pages = sites * EACH
        rows.append([f"CPU ms a page: {kind}", *(number(1000 * n.cpu[kind] / pages, 1) for _, n in columns)])
    rows.append(["peak memory", *(megabytes(night.peak) for _, night in columns)])
    rows.append(["findings", *(str(night.findings) for _, night in columns)])
    heads = [f"{sites} sites, {STUDENTS:,} students", *(name for name, _ in columns)]
    faults = [f"\n{name}: no figure ({night.fault})." for name, night in columns if night.fault]
    return "\n".join([table(heads, rows), f"Marks: {_MINUTES} minutes, {_GIB} GiB.", *faults])


def _whole(night: Measured) -> int:
    return sum(site["outcome"] == "audited" for site in night.sites.values())


def _name_students(sites: Sequence[InventedSite], people: District) -> None:
    """Write on every fifth page what a class's pages say of its own students."""
    everyone = {student.sourced_id: student for student in people.roster.students}
    classes = [members for site, _, members in people.sites if site.grades not in ("9", "10", "11", "12")]
    for at, site in enumerate(sites):
        chance = random.Random(at)
        members = [everyone[each] for each in classes[at % len(classes)]]
        for path in site.paths[::NAMED_EVERY]:
            file = site.folder / ("index.html" if path == "/" else path[1:])
            one, two = chance.sample(members, 2)
            said = f"<p>Our star of the week is {one.given} {one.family}. Thank you, {two.given}!</p></main>"
            file.write_text(file.read_text("utf-8").replace("</main>", said, 1), "utf-8")


def _folder(target: Path, sites: Sequence[InventedSite], port: int, people: District) -> Path:
    """Write the configuration of this district: its schools, its roster, and one class site a host."""
    config = write_folder(target, [site.host for site in sites], port, _ENGINES, EACH)
    schools = {school.school_id: school for _, school, _ in people.sites if school.grades != "9-12"}
    names = sorted(schools)
    _write(config / "schools.csv", "school_id,name,grades,calendar", (
        f"{each.school_id},{each.name},{each.grades}," for each in schools.values()
    ))  # fmt: skip
    _write(config / "people.csv", "school_id,role,name,email,from,to,acting_for", (
        f"{each},principal,Pat Invented,pat.{each}@bench.example,,," for each in names
    ))  # fmt: skip
    path = config / "sites.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for at, row in enumerate(rows):
        row |= {"school_id": names[at % len(names)], "grades": "3"}
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    roster = target / "confidential" / "oneroster"
    roster.mkdir(parents=True, mode=0o700)
    _write(roster / "orgs.csv", "sourcedId,status,name,type", (
        f"{org.sourced_id},active,{org.name},school" for org in people.roster.orgs
    ))  # fmt: skip
    _write(
        roster / "users.csv",
        "sourcedId,status,orgSourcedIds,role,username,givenName,familyName,grades",
        map(_user, people.roster.students),
    )
    toml = config / "auditor.toml"
    text = toml.read_text("utf-8") + '[roster]\noneroster = "../confidential/oneroster"\n'
    toml.write_text(re.sub(r"(?m)^pages = \d+", "pages = 60", text), "utf-8")
    return config


def _user(student: Student) -> str:
    cells = (
        student.sourced_id, "active", student.school_ids[0], "student", student.username, student.given,
        student.family, student.grades[0],
    )  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells)


def _write(path: Path, head: str, lines: Iterator[str]) -> None:
    path.write_text("\n".join([head, *lines, ""]), "utf-8")
