"""Write the invented district as a OneRoster export with opt-outs, as a student system would."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.roster import Roster, read_roster

from .people import District, Pupil

NIGHT = datetime(2026, 11, 4, 2, tzinfo=ZoneInfo("America/Denver"))


def write_export(district: District, folder: Path) -> None:
    """Write the tables of OneRoster 1.1 and beside them student_contacts.csv and optouts.csv."""
    rows: list[Sequence[str]] = [("org-00", "active", "Rush River Public Schools", "district", "0", "")]
    rows += [(p.school_id, "active", p.name, "school", p.school_id[-2:], "org-00") for p in district.places]
    export = folder / "oneroster"
    export.mkdir(parents=True, exist_ok=True)
    _write(export / "orgs.csv", "sourcedId,status,name,type,identifier,parentSourcedId", rows)
    _write(
        export / "academicSessions.csv",
        "sourcedId,status,title,type,startDate,endDate,parentSourcedId,schoolYear",
        [("ses-1", "active", "2026-2027", "schoolYear", "2026-08-26", "2027-06-10", "", "2027")],
    )
    _write(
        export / "classes.csv",
        "sourcedId,status,title,grades,courseSourcedId,classCode,classType,schoolSourcedId",
        [
            (r.class_id, "active", r.title, _grade(r.grade), "", "", "scheduled", r.school_id)
            for r in district.rooms
        ],
    )
    users: list[Sequence[str]] = [
        (a.staff_id, "active", a.school_id, a.role, a.email.split("@")[0], "", a.given, a.family, "", "", "", "",
         a.email, "", "", "", "")
        for a in district.adults
    ]  # fmt: skip
    here = [p for p in district.pupils if not p.gone]
    users += [
        (p.pupil_id, "tobedeleted" if p.former else "active", p.school_id, "student", p.username,
         f"{{SIS:{p.number}}}", p.given, p.family, p.middle, p.preferred, p.preferred_family, p.number, p.email,
         "", p.phone, ("", "UG", "PK")[int(p.number) % 3] if "ungraded" in p.traits else _grade(p.grade), p.agreement)
        for p in here
    ]  # fmt: skip
    _write(
        export / "users.csv",
        "sourcedId,status,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,preferredFirstName,"
        "preferredLastName,identifier,email,sms,phone,grades,metadata.aupSigned",
        users,
    )
    seats = [(p.pupil_id, room, p.school_id, "student") for p in here for room in p.rooms]
    seats += [(r.teacher, r.class_id, r.school_id, "teacher") for r in district.rooms]
    _write(
        export / "enrollments.csv",
        "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
        [
            (f"enr-{n}", "active", room, school, user, role, "", "2026-08-26", "2027-06-10")
            for n, (user, room, school, role) in enumerate(seats)
        ],
    )
    _write(
        export / "demographics.csv",
        "sourcedId,status,birthDate",
        [(p.pupil_id, "active", p.birth.isoformat()) for p in here],
    )
    _write(
        export / "student_contacts.csv",
        "studentSourcedId,address,phone",
        [(p.pupil_id, f"{p.address}, Rush River, MT 59800", p.phone) for p in here],
    )
    _write(
        folder / "optouts.csv",
        "student_id,given_name,family_name,other_names,school_id,scope,effective,ends,school_year,source",
        [_form(p) for p in district.pupils if p.scopes],
    )


def load(district: District, folder: Path) -> Roster:
    """Write the export into `folder` and read it as a night would."""
    write_export(district, folder)
    return read_roster(
        folder / "oneroster",
        folder / "optouts.csv",
        NIGHT,
        agreement="metadata.aupSigned",
        scope_a_includes=("phone", "voice"),
    )


def _form(pupil: Pupil) -> Sequence[str]:
    effective, ends = {
        "": ("2026-08-26", ""),
        "later": ("2027-01-04", ""),
        "ended": ("2025-08-26", "2026-06-10"),
    }[pupil.scope_state]
    return (
        pupil.number,
        pupil.given,
        pupil.family,
        pupil.other_name,
        pupil.school_id,
        pupil.scopes,
        effective,
        ends,
        "",
        "form",
    )


def _grade(grade: int) -> str:
    return f"{grade:02}" if grade else "KG"


def _write(path: Path, head: str, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head.split(","))
        writer.writerows(rows)
