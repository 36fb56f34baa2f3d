"""Read the opt-out list and find each row's student; never guesses a scope, a date or a child."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from auditor.exits import Exit, Refusal, Refusals
from auditor.roster.folder import Folder, read_date
from auditor.roster.schools import Session
from auditor.roster.students import Details, OptOut, Org, Student, fold, matches_name
from auditor.tables import Row, Table, read_table

COLUMNS = (
    "student_id", "given_name", "family_name", "other_names", "school_id", "scope", "effective", "ends",
    "school_year", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OptOuts:
    """Hold the opt-outs of the list, the students known from it alone, and what must be announced."""

    rows: tuple[OptOut, ...]
    listed: tuple[Student, ...] = field(repr=False)
    announcements: tuple[Refusal, ...] = ()


def read_optouts(
    path: Path,
    students: Sequence[Student],
    orgs: Sequence[Org],
    sessions: Sequence[Session],
    columns: Mapping[str, str],
    scope_words: Mapping[str, str],
    today: date,
) -> OptOuts:
    """Read the list as it holds on `today`; `columns` maps our column names to the district's.

    `scope_words` maps what the list calls a scope to A, B or C.
    Raises `Refusals` for a row that names nobody, or whose scope or date cannot be read. A row that
    fits no student, fits several, starts later or has ended is announced and kept.
    """
    table = _table(path, columns)
    numbers: dict[str, dict[str, Student]] = defaultdict(dict)
    names: dict[tuple[str, str], dict[str, Student]] = defaultdict(dict)
    for student in students:
        for number in (student.sourced_id, *student.identifiers, student.username):
            if number:
                numbers[number.casefold()][student.sourced_id] = student
        for given, family in student.names():
            names[fold(given), fold(family)][student.sourced_id] = student
    school_ids = {
        key.casefold(): org.sourced_id for org in orgs for key in (org.name, org.identifier, org.sourced_id)
    }
    stop = list(table.ragged)
    said: list[Refusal] = []
    rows: list[OptOut] = []
    listed: dict[str, Student] = {}
    for row in table.rows:
        scopes = read_scopes(row["scope"], scope_words)
        dates: list[date | None] = []
        for column in ("effective", "ends"):
            day = read_date(row[column])
            if row[column] and day is None:
                stop.append(row.fault(f"{column} is no date; write it as 2026-10-28"))
            dates.append(day)
        year = _school_year(row["school_year"])
        if row["school_year"] and year is None:
            stop.append(row.fault("the school year cannot be read; write it as 2026-2027"))
        if not scopes:
            stop.append(row.fault("the scope is none of A, B and C; look it up on the form"))
        if not row["student_id"] and not (row["given_name"] and row["family_name"]):
            stop.append(row.fault("this row names nobody; add the student_id, or given and family name"))
            continue
        found, remark = _find(row, numbers, names, school_ids)
        if remark:
            said.append(row.fault(remark))
        others = tuple(part.strip() for part in row["other_names"].split(";") if part.strip())
        if not found and row["given_name"] and row["family_name"]:
            # The opt-out of someone who left stands until it is rescinded, so the name stays known.
            person = Student(
                row["student_id"] or f"optout-row-{row.line}", row["given_name"], family=row["family_name"],
                other_names=others, school_ids=(row["school_id"],) if row["school_id"] else (),
                former=True, listed_only=True,
            )  # fmt: skip
            found = [listed.setdefault(person.sourced_id, person)]
        left = bool(found) and all(student.former for student in found)
        in_force, remark = _in_force(dates[0], dates[1], year, sessions, left, today)
        if remark:
            said.append(row.fault(remark))
        rows.extend(
            OptOut(
                tuple(student.sourced_id for student in found), scope, row.line, in_force, dates[0], dates[1],
                row["school_year"], row["school_id"], others, row["source"],
            )
            for scope in scopes
        )  # fmt: skip
    if stop:
        raise Refusals(tuple(stop))
    return OptOuts(tuple(rows), tuple(listed.values()), tuple(said))


def _table(path: Path, columns: Mapping[str, str]) -> Table:
    ours = {theirs.strip().casefold(): name for name, theirs in columns.items() if name in COLUMNS}
    table = read_table(path, (), None, strict=False)
    present = [column.casefold() for column in table.columns]
    missing = [
        theirs
        for name, theirs in columns.items()
        if name in COLUMNS and theirs.strip().casefold() not in present
    ]
    if missing:
        raise Refusal(
            Exit.CONFIGURATION,
            f"missing column {', '.join(missing)}, which roster.columns.optouts in auditor.toml names",
            path,
            1,
        )
    plain = {name: name for name in COLUMNS if name not in columns}
    spelled = {**plain, **ours}
    respelled = [spelled.get(column.casefold(), "") for column in table.columns]
    twice = sorted({name for name in respelled if name and respelled.count(name) > 1})
    if twice:
        raise Refusal(Exit.CONFIGURATION, f"two columns both stand for {', '.join(twice)}", path, 1)
    if "scope" not in respelled or not {"student_id", "family_name"} & set(respelled):
        raise Refusal(
            Exit.CONFIGURATION,
            "the list needs a column scope and a column student_id (or given_name and family_name); name the "
            "district's own columns under roster.columns.optouts in auditor.toml",
            path,
            1,
        )
    rows = tuple(
        Row(
            row.path,
            row.line,
            {spelled.get(name.casefold(), f"their {name}"): cell for name, cell in row.cells.items()},
        )
        for row in table.rows
    )
    return Table(path, tuple(name for name in respelled if name), rows, table.ragged)


def read_scopes(written: str, words: Mapping[str, str] = MappingProxyType({})) -> tuple[str, ...]:
    """Read "A", "B and C", "BC", "Comprehensive (A)", or one of `words`; empty where it says none."""
    for word, letter in words.items():
        if word.strip().casefold() == written.casefold():
            return (letter,)
    if re.fullmatch(r"[ABCabc]{1,3}", written):
        letters = set(written.upper())
    else:
        # Upper case only, or "a limited opt-out" would opt out of everything.
        letters = set(re.findall(r"(?<![A-Za-z])[ABC](?![A-Za-z])", written))
        if not letters and re.search(r"\bcomprehensive\b", written, re.IGNORECASE):
            letters = {"A"}
    return tuple(sorted(letters))


def _find(
    row: Row,
    numbers: Mapping[str, Mapping[str, Student]],
    names: Mapping[tuple[str, str], Mapping[str, Student]],
    school_ids: Mapping[str, str],
) -> tuple[list[Student], str]:
    """Return the students whom a row may mean, and what a person must be told about it."""
    named = list(names.get((fold(row["given_name"]), fold(row["family_name"])), {}).values())
    school = school_ids.get(row["school_id"].casefold(), "") if row["school_id"] else ""
    remark = ""
    if row["school_id"] and not school:
        remark = "the school_id is no school of the roster, so it did not help"
    if row["student_id"]:
        found = list(numbers.get(row["student_id"].casefold(), {}).values())
        if len(found) > 1:
            return found, f"this number stands for {len(found)} students; use the sourcedId"
        given, family = row["given_name"], row["family_name"]
        if found and given and family and not matches_name(found[0], given, family):
            others = [student for student in named if student.sourced_id != found[0].sourced_id]
            return found + others, "the number is another student's; both are protected until it is mended"
        if found:
            return found, remark
        if named:
            return named, "the number matches no student, the name does; mend the number"
        return [], "this row matches no student; check the number, or leave it if the student has left"
    if len(named) > 1 and school:
        here = [student for student in named if school in student.school_ids]
        named = here or named
    if len(named) > 1:
        return named, f"this row fits {len(named)} students; add the student_id"
    if not named:
        return [], "this row matches no student; check the spelling, or leave it if the student has left"
    return named, remark


def _in_force(
    effective: date | None,
    ends: date | None,
    year: int | None,
    sessions: Iterable[Session],
    left: bool,
    today: date,
) -> tuple[bool, str]:
    first, last = effective, ends
    if year is not None:
        starts = [
            s.start for s in sessions if s.type.casefold() == "schoolyear" and s.year == year and s.start
        ]
        first = first or min([date(year - 1, 8, 1), *starts])
        # A form of a year holds through the summer; what a family asked for someone who has
        # since left stands until it is rescinded, which the column ends says.
        last = last or (None if left else date(year, 7, 31))
    if first is not None and today < first:
        return False, f"this opt-out starts on {first.isoformat()}; it is not in force yet"
    if last is not None and today > last:
        return False, f"this opt-out ended on {last.isoformat()}; ask whether it was renewed"
    return True, ""


def _school_year(written: str) -> int | None:
    """Return the calendar year in which a school year ends: 2027 for "2026-2027", "2026/27" and "2027"."""
    match = re.fullmatch(r"(?:SY\s*)?(\d{4})(?:\s*[-/–]\s*(\d{4}|\d{2}))?", written.strip(), re.IGNORECASE)
    if match is None:
        return None
    first = int(match[1])
    if match[2] is None:
        return first
    second = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
    return second if second == first + 1 else None


def read_details(folder: Folder, beside: Path, wanted: Mapping[str, Student]) -> dict[str, Details]:
    """Read birth dates, addresses and phones of the `wanted` students, and of nobody else.

    They stand in demographics.csv and users.csv of the export and in student_contacts.csv, which
    lies in the export or in the folder `beside`.
    """
    if not wanted:
        return {}
    births: dict[str, date] = {}
    lists: dict[str, dict[str, list[str]]] = defaultdict(
        lambda: {"addresses": [], "phones": [], "emails": []}
    )
    demographics = folder.table("demographics", ("sourcedId",), ("status", "birthDate"))
    for row in demographics.rows if demographics else ():
        born = read_date(row["birthDate"])
        if born is not None and row["sourcedId"] in wanted:
            births[row["sourcedId"]] = born
    users = folder.table("users", ("sourcedId",), ("email", "sms", "phone"))
    for row in users.rows if users else ():
        if row["sourcedId"] in wanted:
            _add(lists[row["sourcedId"]], row, ("email", "sms", "phone"))
    contacts = folder.table("student_contacts", ())
    for name in ("student_contacts.csv", "student_contacts.xlsx"):
        if contacts is None and (beside / name).is_file():
            contacts = read_table(beside / name, (), None, strict=False)
    if contacts is not None:
        by_number = {
            number.casefold(): sourced_id
            for sourced_id, student in wanted.items()
            for number in (sourced_id, *student.identifiers)
        }
        keys = [c for c in contacts.columns if re.sub(r"[\W_]", "", c).casefold() in _STUDENT_KEYS]
        if not keys:
            raise Refusal(Exit.CONFIGURATION, "missing column student_id", contacts.path, 1)
        for row in contacts.rows:
            sourced_id = by_number.get(row[keys[0]].casefold(), "")
            if sourced_id:
                _add(lists[sourced_id], row, contacts.columns)
    return {
        sourced_id: Details(
            births.get(sourced_id),
            *(tuple(dict.fromkeys(lists[sourced_id][kind])) for kind in ("addresses", "phones", "emails")),
        )
        for sourced_id in sorted({*births, *lists})
    }


_STUDENT_KEYS = frozenset({"studentid", "studentsourcedid", "usersourcedid", "sourcedid", "studentnumber"})


def _add(lists: Mapping[str, list[str]], row: Row, columns: Sequence[str]) -> None:
    for column in columns:
        cell, name = row[column], column.casefold()
        if not cell:
            continue
        if "phone" in name or "sms" in name or "mobile" in name or "cell" in name:
            lists["phones"].append(cell)
        elif "mail" in name and "mailing" not in name:
            lists["emails"].append(cell)
        elif "address" in name or "street" in name:
            lists["addresses"].append(cell)
