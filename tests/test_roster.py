"""Read rosters and opt-out lists, good ones and faulty ones; every person here is invented."""

from __future__ import annotations

import os
import shutil
import traceback
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from auditor.exits import Exit, Refusal, Refusals
from auditor.grades import grade_number
from auditor.mask import Mask
from auditor.roster import Roster, Student, read_roster
from auditor.roster.optouts import read_scopes

NIGHT = datetime(2026, 11, 4, 2, tzinfo=ZoneInfo("America/Denver"))

ORGS = """sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
d1,active,,Rushing Creek Schools,district,77,
s1,active,,Pebble Elementary,school,77-1,d1
s2,active,,Basin High,school,77-2,d1
"""
USERS = """sourcedId,status,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,\
identifier,email,sms,phone,grades
u1,active,s1,student,mdorwin,{SIS:5001},Maribel,Dorwin-Achebe,Sol,5001,md@pupils.example,,,05
u2,active,s1,student,tquay,{SIS:5002},Tobin,Quay,,5002,,,,KG
u3,active,s2,student,tquay2,{SIS:5003},Tobin,Quay,,5003,,,(406) 555-0190,11
u4,active,"s1,s2",student,zlund,{SIS:5004},Zoé,O'Lundy,,5004,,,,"08,09"
u5,tobedeleted,s2,student,hbrack,{SIS:5005},Halle,Brackston,,5005,,,,12
t1,active,s1,teacher,ggrove,,Gwen,Grove,,,gwen.grove@rushing.example,,,
t2,tobedeleted,s1,teacher,old,,Otto,Leftlong,,,,,,
g1,active,s1,guardian,gq,,Gail,Quay,,,,,,
"""
CLASSES = """sourcedId,status,title,grades,classCode,schoolSourcedId
c1,active,Grade 5,05,G5,s1
c2,active,Chemistry,11,CH,s2
"""
ENROLLMENTS = """sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,active,c1,s1,u1,student,false,2026-08-26,2027-06-10
e2,active,c2,s2,u3,student,false,2026-08-26,2027-06-10
e3,active,c1,s1,t1,teacher,true,2026-08-26,2027-06-10
e4,active,c1,s1,u2,student,false,2025-08-26,2026-06-10
e5,tobedeleted,c1,s1,u4,student,false,,
"""
SESSIONS = """sourcedId,status,title,type,startDate,endDate,parentSourcedId,schoolYear
y1,active,2026-2027,schoolYear,2026-08-26,2027-06-10,,2027
"""
OPTOUT_HEAD = (
    "student_id,given_name,family_name,other_names,school_id,scope,effective,ends,school_year,source\n"
)

Write = Callable[..., Path]


@pytest.fixture
def export(tmp_path: Path) -> Write:
    """Write an export folder; a keyword replaces a file, None leaves it out."""

    def write(**files: str | bytes | None) -> Path:
        folder = tmp_path / "oneroster"
        folder.mkdir(exist_ok=True)
        everything: dict[str, str | bytes | None] = {
            "orgs": ORGS, "users": USERS, "classes": CLASSES, "enrollments": ENROLLMENTS,
            "academicSessions": SESSIONS, **files,
        }  # fmt: skip
        for name, text in everything.items():
            if text is not None:
                data = text.encode("utf-8") if isinstance(text, str) else text
                (folder / f"{name}.csv").write_bytes(data)
        return folder

    return write


def optouts(folder: Path, *rows: str, head: str = OPTOUT_HEAD) -> Path:
    path = folder.parent / "optouts.csv"
    path.write_text(head + "\n".join(rows) + "\n", "utf-8")
    return path


def by(roster: Roster, sourced_id: str) -> Student:
    student = roster.student(sourced_id)
    assert student is not None
    return student


def told(refused: pytest.ExceptionInfo[Any]) -> list[tuple[str, int | None, str]]:
    """Return what a refusal says: file name, line, sentence."""
    error = refused.value
    faults = error.faults if isinstance(error, Refusals) else (error,)
    return [(fault.path.name if fault.path else "", fault.line, fault.sentence) for fault in faults]


def test_a_version_1_1_export_is_read(export: Write) -> None:
    roster = read_roster(export(), None, NIGHT)
    assert roster.loaded
    assert roster.faults == ()
    assert roster.count == 4
    assert [student.sourced_id for student in roster.students] == ["u1", "u2", "u3", "u4", "u5"]
    maribel = by(roster, "u1")
    assert (maribel.given, maribel.middle, maribel.family) == ("Maribel", "Sol", "Dorwin-Achebe")
    assert (maribel.grade, maribel.school_ids, maribel.class_ids) == ("05", ("s1",), ("c1",))
    assert (maribel.username, maribel.email, maribel.identifiers) == (
        "mdorwin",
        "md@pupils.example",
        ("5001",),
    )
    assert by(roster, "u2").class_ids == (), "last year's enrollment has ended"
    assert by(roster, "u4").class_ids == (), "a deleted enrollment holds no longer"
    assert by(roster, "u4").school_ids == ("s1", "s2")
    assert by(roster, "u5").former
    assert [(person.given, person.family) for person in roster.staff] == [("Gwen", "Grove")]
    assert roster.class_ids_of("Gwen.Grove@rushing.example") == ("c1",)
    assert [student.sourced_id for student in roster.in_class("c1")] == ["u1"]


def test_schools_of_the_registry_are_found_by_id_number_or_name(export: Write) -> None:
    roster = read_roster(export(), None, NIGHT)
    assert roster.org_ids("s1") == ("s1",)
    assert roster.org_ids("77-1") == ("s1",)
    assert roster.org_ids("pebble", "Pebble elementary") == ("s1",)
    assert roster.org_ids("pebble", "Pebble") == ()
    assert {student.sourced_id for student in roster.in_school("basin", "Basin High")} == {"u3", "u4", "u5"}


def test_a_version_1_2_export_is_read(export: Write) -> None:
    users = """sourcedId,status,username,userIds,givenName,familyName,middleName,identifier,grades,\
preferredGivenName,preferredFamilyName,primaryOrgSourcedId
u1,active,m,,Maribel,Dorwin,,5001,05,Mari,,s1
u2,active,q,,Tobin,Quay,,5002,11,,Quayle,s2
t1,active,g,,Gwen,Grove,,,,,,s1
"""
    roles = """sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId
r1,active,u1,primary,student,,,s1
r2,active,u2,primary,student,2025-08-26,2026-06-10,s2
r3,active,t1,primary,teacher,,,s1
r4,active,u9,primary,student,,,s1
"""
    roster = read_roster(export(users=users, roles=roles, enrollments=None), None, NIGHT)
    assert by(roster, "u1").names() == (("Maribel", "Dorwin"), ("Mari", "Dorwin"))
    assert ("Tobin", "Quayle") in by(roster, "u2").names()
    assert by(roster, "u2").former, "the role has ended"
    assert roster.count == 1
    assert [(fault.path.name, fault.line) for fault in roster.faults if fault.path] == [
        ("roles.csv", 5),
        ("oneroster", None),
    ]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("byte order mark", lambda text: b"\xef\xbb\xbf" + text.encode()),
        ("header in capitals", lambda text: text.replace("sourcedId,status", "SOURCEDID,Status", 1)),
        (
            "header with spaces",
            lambda text: text.replace("givenName,familyName", " givenName , familyName ", 1),
        ),
        ("Windows line ends", lambda text: text.replace("\n", "\r\n")),
        ("semicolons", lambda text: text.replace('"s1,s2"', "s1").replace('"08,09"', "08").replace(",", ";")),
        ("quoted cells", lambda text: text.replace("Maribel,", '"Maribel",')),
        ("a column more", lambda text: text.replace("grades\n", "grades,metadata.bus\n", 1)),
    ],
)
def test_ways_of_writing_that_do_not_matter(
    export: Write, name: str, change: Callable[[str], str | bytes]
) -> None:
    users = change(USERS)
    if name == "a column more":
        assert isinstance(users, str)
        head, *rows = users.splitlines()
        users = "\n".join([head, *(f"{row},7" for row in rows)])
    roster = read_roster(export(users=users), None, NIGHT)
    assert by(roster, "u1").family == "Dorwin-Achebe"
    assert by(roster, "u1").grade == "05"
    assert roster.count == 4


@pytest.mark.parametrize("folder_inside", ["", "export/"])
def test_a_zip_is_read_like_a_folder(export: Write, tmp_path: Path, folder_inside: str) -> None:
    folder = export()
    path = tmp_path / "roster.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"{folder_inside}{file.name.upper()}")
        archive.writestr("__MACOSX/._users.csv", "nothing")
    assert read_roster(path, None, NIGHT).count == 4


# Name, what is written instead, and what the refusal says: file, line, words of the sentence.
@pytest.mark.parametrize(
    ("name", "files", "where", "words"),
    [
        ("no users", {"users": "sourcedId,role\n"}, ("users.csv", 1), "missing column givenName, familyName"),
        (
            "one cell too many",
            {"users": USERS + "u6,active,s1,student,x,,A,B,,,,,,05,oops\n"},
            ("users.csv", 10),
            "15 cells",
        ),
        ("too few cells", {"users": USERS + "u6,active,s1,student,x,,A,B\n"}, ("users.csv", 10), "8 cells"),
        (
            "one id, two people",
            {"users": USERS + "u1,active,s1,student,x,,Orla,Fenn,,,,,,05\n"},
            ("users.csv", 10),
            "another person in line 2",
        ),
        (
            "no id",
            {"users": USERS + ",active,s1,student,x,,Orla,Fenn,,,,,,05\n"},
            ("users.csv", 10),
            "no sourcedId",
        ),
        (
            "wrong encoding",
            {"users": USERS.encode("latin-1", "replace")},
            ("users.csv", 5),
            "not UTF-8",
        ),
        ("no role", {"users": "sourcedId,givenName,familyName\nu1,A,B\n"}, ("users.csv", 1), "column role"),
    ],
)  # fmt: skip
def test_what_would_leave_a_child_out_is_refused(
    export: Write, name: str, files: dict[str, str], where: tuple[str, int], words: str
) -> None:
    with pytest.raises((Refusal, Refusals)) as refused:
        read_roster(export(**files), None, NIGHT)
    [(file, line, sentence)] = told(refused)
    assert (file, line) == where
    assert words in sentence


def test_an_export_without_users_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(Refusal, match=r"there is no users\.csv here"):
        read_roster(empty, None, NIGHT)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("no archive", b"hello", "neither a folder nor a zip"),
        ("cut off", b"PK\x03\x04" + bytes(30), "neither a folder nor a zip"),
    ],
)
def test_a_damaged_archive_is_refused(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / "roster.zip"
    path.write_bytes(data)
    with pytest.raises(Refusal) as refused:
        read_roster(path, None, NIGHT)
    assert words in refused.value.sentence


@pytest.mark.parametrize(
    ("name", "files", "where", "words"),
    [
        (
            "orphan enrollment: user",
            {"enrollments": ENROLLMENTS + "e9,active,c1,s1,u77,student,false,,\n"},
            ("enrollments.csv", 7),
            "a user that users.csv does not have",
        ),
        (
            "orphan enrollment: class",
            {"enrollments": ENROLLMENTS + "e9,active,c77,s1,u1,student,false,,\n"},
            ("enrollments.csv", 7),
            "a class that classes.csv does not have",
        ),
        (
            "ragged enrollment",
            {"enrollments": ENROLLMENTS + "e9,active,c1\n"},
            ("enrollments.csv", 7),
            "3 cells",
        ),
        (
            "double enrollment",
            {"enrollments": ENROLLMENTS + "e1,active,c1,s1,u1,student,false,2026-08-26,2027-06-10\n"},
            ("enrollments.csv", 7),
            "line 2 already",
        ),
        (
            "a date that is none",
            {"enrollments": ENROLLMENTS + "e9,active,c1,s1,u1,student,false,soon,2027-13-40\n"},
            ("enrollments.csv", 7),
            "endDate is no date",
        ),
        (
            "orphan school",
            {"users": USERS + "u6,active,s9,student,x,,Orla,Fenn,,,,,,05\n"},
            ("users.csv", 10),
            "a school that orgs.csv does not have",
        ),
        (
            "double class",
            {"classes": CLASSES + "c1,active,Again,05,G5,s1\n"},
            ("classes.csv", 4),
            "stands in line 2 already",
        ),
        (
            "the same user twice",
            {"users": USERS + "u1,active,s2,student,x,,MARIBEL,Dorwin Achebe,,,,,,05\n"},
            ("users.csv", 10),
            "stands in line 2 already",
        ),
        (
            "an old and a new row",
            {"users": USERS + "u1,tobedeleted,s1,student,x,,Orla,Fenn,,,,,,05\n"},
            ("users.csv", 10),
            "the active row counts",
        ),
        (
            "a strange grade",
            {"users": USERS + "u6,active,s1,student,x,,Orla,Fenn,,,,,,purple\n"},
            ("users.csv", 10),
            "counts as K-8",
        ),
        (
            "one name only",
            {"users": USERS + "u6,active,s1,student,x,,Orla,,,,,,,05\n"},
            ("users.csv", 10),
            "only one name",
        ),
        (
            "a strange role",
            {"users": USERS + "u6,active,s1,wizard,x,,Orla,Fenn,,,,,,05\n"},
            ("users.csv", 10),
            "none of the standard's",
        ),
        (
            "double school",
            {"orgs": ORGS + "s1,active,,Pebble Again,school,77-9,d1\n"},
            ("orgs.csv", 5),
            "stands in line 3 already",
        ),
        ("ragged school", {"orgs": ORGS + "s3,active\n"}, ("orgs.csv", 5), "2 cells"),
        (
            "orphan class: school",
            {"classes": CLASSES + "c3,active,Choir,06,CH,s9\n"},
            ("classes.csv", 4),
            "a school that orgs.csv does not have",
        ),
        (
            "orphan class: session",
            {
                "classes": "sourcedId,status,title,grades,classCode,schoolSourcedId,termSourcedIds\n"
                "c1,active,Grade 5,05,G5,s1,y1\nc2,active,Chemistry,11,CH,s2,y9\n"
            },
            ("classes.csv", 3),
            "a session that academicSessions.csv does not have",
        ),
        (
            "a session's date that is none",
            {"academicSessions": SESSIONS + "y2,active,Fall,term,autumn,2026-12-18,y1,2027\n"},
            ("academicSessions.csv", 3),
            "startDate is no date",
        ),
        (
            "double session",
            {"academicSessions": SESSIONS + "y1,active,Again,schoolYear,2026-08-26,2027-06-10,,2027\n"},
            ("academicSessions.csv", 3),
            "stands in line 2 already",
        ),
        (
            "orphan role",
            {
                "roles": "sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"
                "r1,active,u77,primary,student,,,s1\n"
            },
            ("roles.csv", 2),
            "a user that users.csv does not have",
        ),
        (
            "ragged role",
            {
                "roles": "sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"
                "r1,active,u1\n"
            },
            ("roles.csv", 2),
            "3 cells",
        ),
        (
            "a strange status",
            {"users": USERS + "u6,perhaps,s1,student,x,,Orla,Fenn,,,,,,05\n"},
            ("users.csv", 10),
            "neither active nor tobedeleted",
        ),
        ("no orgs", {"orgs": None}, ("oneroster", None), "no orgs.csv"),
        ("no classes", {"classes": None, "enrollments": None}, ("oneroster", None), "no classes.csv"),
    ],
)
def test_other_faults_are_read_around_and_told(
    export: Write, name: str, files: dict[str, str | None], where: tuple[str, int | None], words: str
) -> None:
    roster = read_roster(export(**files), None, NIGHT)
    assert by(roster, "u1").family == "Dorwin-Achebe"
    faults = [(fault.path.name, fault.line, fault.sentence) for fault in roster.faults if fault.path]
    assert [fault for fault in faults if fault[:2] == where and words in fault[2]], faults


@pytest.mark.parametrize(
    ("name", "term", "members"),
    [("this year's", "y1", 1), ("last year's", "y0", 0), ("one of each", '"y0,y1"', 1), ("unknown", "", 1)],
)
def test_a_class_of_an_earlier_year_has_no_members(export: Write, name: str, term: str, members: int) -> None:
    sessions = SESSIONS + "y0,active,2025-2026,schoolYear,2025-08-26,2026-06-10,,2026\n"
    head = "sourcedId,status,title,grades,classCode,schoolSourcedId,termSourcedIds\n"
    files = {"academicSessions": sessions, "classes": f"{head}c1,active,Grade 5,05,G5,s1,{term}\n"}
    roster = read_roster(export(**files), None, NIGHT)
    assert [s.sourced_id for s in roster.in_class("c1") if s.sourced_id == "u1"] == ["u1"] * members
    july = datetime(2026, 7, 20, 2, tzinfo=NIGHT.tzinfo)
    if term == "y0":
        still = read_roster(export(**files), None, july)
        assert [s.sourced_id for s in still.in_class("c1")] == ["u1"], "its pages stand through the summer"


def test_rows_of_one_user_are_joined(export: Write) -> None:
    users = USERS + "u1,active,s2,student,x,,Maribel,Dorwin-Achebe,,5001,,,,05\n"
    assert by(read_roster(export(users=users), None, NIGHT), "u1").school_ids == ("s1", "s2")


@pytest.mark.parametrize(
    ("grades", "k8"),
    [
        ((), True), (("PK",), True), (("TK",), True), (("KG",), True), (("UG",), True), (("Other",), True),
        (("01",), True), (("8",), True), (("08",), True), (("8th",), True), (("Grade 8",), True),
        (("08", "09"), True), (("09",), False), (("9",), False), (("12",), False), (("13",), False),
        (("PS",), False), (("10", "11"), False), (("88",), True), (("purple",), True),
    ],
)  # fmt: skip
def test_who_counts_as_k8(grades: tuple[str, ...], k8: bool) -> None:
    student = Student("u", "Orla", family="Fenn", grades=grades)
    assert student.is_k8 is k8
    assert Roster().is_k8(student) is k8


@pytest.mark.parametrize(
    ("code", "number"), [("KG", 0), ("K", 0), ("PK", -1), ("05", 5), ("5", 5), ("UG", None), ("", None)]
)
def test_grade_codes(code: str, number: int | None) -> None:
    assert grade_number(code) == number


def test_the_lowest_grade_is_named() -> None:
    assert Student("u", grades=("09", "08")).grade == "08"
    assert Student("u").grade == ""


def test_preferred_names_and_the_agreement_stand_in_extension_columns(export: Write) -> None:
    users = """sourcedId,role,givenName,familyName,grades,metadata.preferredGivenName,metadata.aup
u1,student,Maribel,Dorwin,05,Mari,Signed
u2,student,Tobin,Quay,05,,no
u3,student,Halle,Brackston,05,,
"""
    roster = read_roster(export(users=users), None, NIGHT, agreement="metadata.aup")
    assert by(roster, "u1").preferred == "Mari"
    assert [by(roster, name).agreement for name in ("u1", "u2", "u3")] == [True, False, None]
    with pytest.raises(Refusals) as refused:
        read_roster(export(users=users), None, NIGHT, agreement="aupSigned")
    assert 'no column "aupSigned"' in told(refused)[0][2]


def test_no_roster_is_told_and_not_raised(tmp_path: Path) -> None:
    roster = read_roster(tmp_path / "nowhere", None, NIGHT)
    assert (roster.loaded, roster.students) == (False, ())
    assert "not where auditor.toml says" in roster.reason
    assert not roster.mask()
    assert Roster.absent("why").optouts_reason == "why"


@pytest.mark.parametrize(
    ("name", "kwargs", "words"),
    [
        ("four are fewer than five", {"min_students": 5}, "fewer than min_students = 5"),
        ("four of five", {"last_count": 5}, "the last accepted one held 5"),
        ("four of four", {"last_count": 4}, ""),
        ("more than before", {"last_count": 2}, ""),
        ("accepted once", {"last_count": 100, "accept": True}, ""),
        ("the district allows it", {"last_count": 5, "keep_share": 0.8}, ""),
        ("four are four", {"min_students": 4}, ""),
    ],
)
def test_a_shrunken_roster_is_refused(export: Write, name: str, kwargs: dict[str, Any], words: str) -> None:
    if not words:
        assert read_roster(export(), None, NIGHT, **kwargs).count == 4
        return
    with pytest.raises(Refusal) as refused:
        read_roster(export(), None, NIGHT, **kwargs)
    assert refused.value.code is Exit.CONFIGURATION
    assert words in refused.value.sentence


@pytest.mark.parametrize(
    ("written", "scopes"),
    [
        ("A", ("A",)), ("b", ("B",)), ("BC", ("B", "C")), ("B and C", ("B", "C")), ("B;C", ("B", "C")),
        ("Comprehensive (A)", ("A",)), ("comprehensive", ("A",)), ("Limited opt-out B", ("B",)),
        ("a limited opt-out", ()), ("all", ()), ("", ()), ("D", ()), ("Media only", ("B",)),
    ],
)  # fmt: skip
def test_scopes_are_read_and_never_guessed(written: str, scopes: tuple[str, ...]) -> None:
    assert read_scopes(written, {"media only": "B"}) == scopes


# Name, the row, the students it means, its scopes, whether it holds tonight, what is announced.
@pytest.mark.parametrize(
    ("name", "row", "ids", "scopes", "in_force", "words"),
    [
        ("by number", "5001,,,,,A,,,,", ("u1",), "A", True, ""),
        ("by sourcedId", "u1,,,,,B,,,,", ("u1",), "B", True, ""),
        ("by name", ",maribel,Dorwin Achebe,,,C,,,,", ("u1",), "C", True, ""),
        ("accents lost", ",Zoe,OLundy,,,A,,,,", ("u4",), "A", True, ""),
        ("two scopes", "5001,,,,,B and C,,,,", ("u1",), "BC", True, ""),
        ("two namesakes", ",Tobin,Quay,,,A,,,,", ("u2", "u3"), "A", True, "fits 2 students"),
        ("namesakes told apart", ",Tobin,Quay,,s2,A,,,,", ("u3",), "A", True, ""),
        ("apart by school number", ",Tobin,Quay,,77-1,A,,,,", ("u2",), "A", True, ""),
        ("strange school", ",Maribel,Dorwin-Achebe,,s9,A,,,,", ("u1",), "A", True, "no school of the roster"),
        ("wrong number", "9999,Maribel,Dorwin-Achebe,,,A,,,,", ("u1",), "A", True, "mend the number"),
        ("another's number", "5002,Maribel,Dorwin-Achebe,,,A,,,,", ("u2", "u1"), "A", True, "student's"),
        ("nobody, by number", "9999,,,,,A,,,,", (), "A", True, "matches no student"),
        ("nobody, by name", ",Ottoline,Vantage,,,A,,,,", ("optout-row-2",), "A", True, "matches no student"),
        ("starts tonight", "5001,,,,,A,2026-11-04,,,", ("u1",), "A", True, ""),
        ("starts tomorrow", "5001,,,,,A,2026-11-05,,,", ("u1",), "A", False, "starts on 2026-11-05"),
        ("ends tonight", "5001,,,,,A,,2026-11-04,,", ("u1",), "A", True, ""),
        ("ended last night", "5001,,,,,A,,11/3/2026,,", ("u1",), "A", False, "ended on 2026-11-03"),
        ("this year's form", "5001,,,,,A,,,2026-27,", ("u1",), "A", True, ""),
        ("last year's form", "5001,,,,,A,,,2025-2026,", ("u1",), "A", False, "ended on 2026-07-31"),
        ("next year's form", "5001,,,,,A,,,2027-2028,", ("u1",), "A", False, "starts on 2027-08-01"),
        ("last year's, of one who left", "5005,,,,,A,,,2025-2026,", ("u5",), "A", True, ""),
        ("rescinded after leaving", "5005,,,,,A,,2026-09-01,,", ("u5",), "A", False, "ended on 2026-09-01"),
    ],
)  # fmt: skip
def test_opt_out_rows(
    export: Write, name: str, row: str, ids: tuple[str, ...], scopes: str, in_force: bool, words: str
) -> None:
    folder = export()
    roster = read_roster(folder, optouts(folder, row), NIGHT)
    assert [optout.student_ids for optout in roster.optouts] == [ids] * len(scopes)
    assert [optout.scope for optout in roster.optouts] == list(scopes)
    assert {optout.in_force for optout in roster.optouts} == {in_force}
    for sourced_id in ids:
        assert roster.scopes(sourced_id) == (set(scopes) if in_force else set())
    if words:
        assert any(words in said.sentence and said.line == 2 for said in roster.announcements)
    else:
        assert roster.announcements == ()


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        ("no scope", "5001,,,,,,,,,", "none of A, B and C"),
        ("strange scope", "5001,,,,,yes,,,,", "none of A, B and C"),
        ("nobody named", ",,Quay,,,A,,,,", "names nobody"),
        ("no date", "5001,,,,,A,soon,,,", "effective is no date"),
        ("no day", "5001,,,,,A,,2026-02-30,,", "ends is no date"),
        ("no year", "5001,,,,,A,,,2026-2029,", "school year cannot be read"),
        ("ragged", "5001,A", "2 cells"),
    ],
)
def test_opt_out_rows_that_cannot_be_read_are_refused(export: Write, name: str, row: str, words: str) -> None:
    folder = export()
    with pytest.raises(Refusals) as refused:
        read_roster(folder, optouts(folder, row), NIGHT)
    [(file, line, sentence)] = told(refused)
    assert (file, line) == ("optouts.csv", 2)
    assert words in sentence


def test_a_district_keeps_its_own_column_names(export: Write) -> None:
    folder = export()
    head = "Student Number,Opt Out Type,Notes\n"
    columns = {"student_id": "student number", "scope": "Opt Out Type"}
    roster = read_roster(folder, optouts(folder, "5001,Media only,none", head=head), NIGHT, columns=columns,
                         scope_words={"Media only": "B"})  # fmt: skip
    assert roster.scopes("u1") == {"B"}
    with pytest.raises(Refusal, match="missing column Opt Out Kind"):
        read_roster(folder, optouts(folder, "5001,B,none", head=head), NIGHT,
                    columns={**columns, "scope": "Opt Out Kind"})  # fmt: skip
    with pytest.raises(Refusal, match="needs a column scope"):
        read_roster(folder, optouts(folder, "5001,B,none", head=head), NIGHT)


def test_other_names_of_a_form_are_known(export: Write) -> None:
    folder = export()
    rows = ("5001,,,Bel; Maribel Dorwin,,A,,,,", ",Tobin,Quay,Toby,,B,,,,")
    roster = read_roster(folder, optouts(folder, *rows), NIGHT)
    assert by(roster, "u1").other_names == ("Bel", "Maribel Dorwin")
    assert ("Bel", "Dorwin-Achebe") in by(roster, "u1").names()
    assert ("Maribel", "Dorwin") in by(roster, "u1").names()
    assert by(roster, "u2").other_names == (), "a row that fits two children gives neither a new name"


def test_students_known_from_the_opt_out_list_alone(export: Write) -> None:
    folder = export()
    roster = read_roster(folder, optouts(folder, "8800,Ottoline,Vantage,,,C,,,,"), NIGHT)
    ottoline = by(roster, "8800")
    assert (ottoline.former, ottoline.listed_only, ottoline.is_k8) == (True, True, False)
    assert roster.scopes("8800") == {"C"}
    assert roster.count == 4
    assert roster.mask().text("Ottoline Vantage won") == "[student] won"


def test_former_students_can_be_left_out_but_not_their_opt_outs(export: Write) -> None:
    folder = export()
    assert read_roster(folder, None, NIGHT, formers_count=False).student("u5") is None
    roster = read_roster(folder, optouts(folder, "5005,,,,,C,,,,"), NIGHT, formers_count=False)
    assert by(roster, "u5").former


@pytest.mark.parametrize(
    ("days", "reason"), [(0, ""), (30, ""), (31, "the opt-out list is 31 days old"), (400, "400 days old")]
)
def test_a_stale_opt_out_list_is_told(export: Write, days: int, reason: str) -> None:
    folder = export()
    path = optouts(folder, "5001,,,,,A,,,,")
    written = (NIGHT - timedelta(days=days)).timestamp()
    os.utime(path, (written, written))
    roster = read_roster(folder, path, NIGHT)
    assert roster.optouts_age_days == days
    assert reason in roster.optouts_reason
    assert bool(roster.optouts_reason) is bool(reason)
    assert roster.scopes("u1") == {"A"}, "an old list still counts"


def test_a_missing_opt_out_list_is_told(export: Write, tmp_path: Path) -> None:
    assert "no opt-out list is named" in read_roster(export(), None, NIGHT).optouts_reason
    assert "not where auditor.toml says" in read_roster(export(), tmp_path / "no.csv", NIGHT).optouts_reason


def test_details_are_read_of_opted_out_students_only(export: Write) -> None:
    folder = export(demographics="sourcedId,status,birthDate\nu1,active,2016-03-09\nu3,active,2010-01-01\n")
    (folder.parent / "student_contacts.csv").write_text(
        "Student ID,Home Address,Phone 1,Cell,Email\n"
        "5003,4 Elm Way,406-555-0191,406-555-0192,q@mailbox.example\n"
        "5001,9 Oak Row,406-555-0193,,\n",
        "utf-8",
    )
    roster = read_roster(folder, optouts(folder, "5003,,,,,A,,,,", "5001,,,,,A,2027-01-01,,,"), NIGHT)
    assert set(roster.details) == {"u3"}
    details = roster.details["u3"]
    assert str(details.birth_date) == "2010-01-01"
    assert details.addresses == ("4 Elm Way",)
    assert details.phones == ("(406) 555-0190", "406-555-0191", "406-555-0192")
    assert details.emails == ("q@mailbox.example",)
    told = "Call 406.555.0191, +14065550191 or 5550192, 4 elm way, born January 1, 2010 (1/1/2010)"
    hidden = "Call [student], +[student] or [student], [student], born [student] ([student])"
    assert roster.mask().text(f"{told}, q@mailbox.example") == f"{hidden}, [student]"
    near = "4 elm trees, 555 0100, January 2, 2010"
    assert roster.mask().text(near) == near


def test_no_opt_outs_no_details(export: Write) -> None:
    folder = export(demographics="sourcedId,status,birthDate\nu1,active,2016-03-09\n")
    assert read_roster(folder, None, NIGHT).details == {}


def test_the_mask_knows_every_name_of_a_student(export: Write) -> None:
    folder = export()
    mask = read_roster(folder, optouts(folder, "5001,,,Bel,,A,,,,"), NIGHT).mask()
    assert isinstance(mask, Mask)
    for text in ("Maribel Dorwin-Achebe", "Bel Dorwin-Achebe", "Zoe O'Lundy", "Halle Brackston"):
        assert mask.text(f"Well done, {text}.") == "Well done, [student]."
    for text in ("Gwen Grove", "Gail Quay", "Otto Leftlong"):
        assert mask.text(f"Thank you, {text}.") == f"Thank you, {text}."


NAMES = ("Maribel", "Dorwin", "Tobin", "Quay", "Zoé", "Lundy", "Halle", "Brackston", "mdorwin", "5001")


def test_no_repr_names_a_student(export: Write) -> None:
    folder = export(demographics="sourcedId,status,birthDate\nu1,active,2016-03-09\n")
    roster = read_roster(folder, optouts(folder, "5001,Maribel,Dorwin-Achebe,Bel,,A,,,,"), NIGHT)
    for shown in (roster, *roster.students, *roster.optouts, *roster.details.values(), *roster.announcements):
        assert not [name for name in (*NAMES, "2016") if name in repr(shown)], type(shown)


@pytest.mark.parametrize(
    "files",
    [
        {"users": USERS + "u1,active,s1,student,x,,Orla,Fenn,,,,,,05\n"},
        {"users": USERS + "u6,active,s1,student,x,,A,B\n"},
        {"users": USERS.replace("Maribel", '"Maribel')},
        {"users": USERS.encode("latin-1")},
    ],
)
def test_no_refusal_names_a_student(export: Write, files: dict[str, str]) -> None:
    with pytest.raises((Refusal, Refusals)) as refused:
        read_roster(export(**files), None, NIGHT)
    text = "".join(traceback.format_exception(refused.value))
    own = [line for line in text.splitlines() if "conftest" not in line]
    assert not [name for name in NAMES for line in own if name in line]


def test_workbooks_stand_in_for_csv(export: Write, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    folder = export(users=None)
    (folder / "users.csv").unlink(missing_ok=True)
    book = openpyxl.Workbook()
    for row in USERS.splitlines()[:4]:
        book.active.append(row.split(","))
    book.save(folder / "users.xlsx")
    assert read_roster(folder, None, NIGHT).count == 3
    shutil.rmtree(folder)
