"""Read the schools, sessions and classes of a OneRoster export; knows no person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.exits import Refusal
from auditor.roster.folder import Folder, absent, date_in, is_gone, listed_in
from auditor.roster.students import Org, SchoolClass
from auditor.tables import Row, Table

_SUMMER = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Session:
    """Span one academic session; `year` is the calendar year in which its school year ends, 0 unknown."""

    sourced_id: str
    title: str
    type: str
    start: date | None
    end: date | None
    year: int


def read_classes(
    folder: Folder, faults: list[Refusal], org_ids: set[str], sessions: Sequence[Session], today: date
) -> dict[str, SchoolClass]:
    """Read the classes by sourcedId; faults are added to `faults`.

    A class is over where all its sessions ended longer ago than a summer lasts: its pages may still
    stand in July, but last year's seats must not tell who is in this year's class.
    """
    table = folder.table(
        "classes",
        ("sourcedId", "title"),
        ("status", "grades", "classCode", "schoolSourcedId", "termSourcedIds"),
    )
    if table is None:
        faults.append(absent(folder, "classes", "namesakes cannot be told apart by class"))
        return {}
    found: dict[str, SchoolClass] = {}
    ends = {session.sourced_id: session.end for session in sessions}
    for row in _once(table, faults):
        terms = listed_in(row["termSourcedIds"])
        if ends and any(term not in ends for term in terms):
            faults.append(
                row.fault("this class belongs to a session that academicSessions.csv does not have")
            )
        if org_ids and row["schoolSourcedId"] not in org_ids:
            faults.append(row.fault("this class belongs to a school that orgs.csv does not have"))
        found[row["sourcedId"]] = SchoolClass(
            row["sourcedId"],
            row["title"],
            row["schoolSourcedId"],
            tuple(listed_in(row["grades"])),
            row["classCode"],
            over=bool(terms) and all(_long_over(ends.get(term), today) for term in terms),
        )
    return found


def read_orgs(folder: Folder, faults: list[Refusal]) -> list[Org]:
    """Read schools and district; faults are added to `faults`."""
    table = folder.table("orgs", ("sourcedId", "name"), ("status", "type", "identifier", "parentSourcedId"))
    if table is None:
        faults.append(absent(folder, "orgs", "schools are known by their ids only"))
        return []
    return [
        Org(row["sourcedId"], row["name"], row["type"], row["identifier"], row["parentSourcedId"])
        for row in _once(table, faults)
        if not is_gone(row)
    ]


def read_sessions(folder: Folder, faults: list[Refusal]) -> list[Session]:
    """Read the academic sessions; an export without them has none."""
    table = folder.table(
        "academicSessions", ("sourcedId", "title"), ("status", "type", "startDate", "endDate", "schoolYear")
    )
    if table is None:
        return []
    return [
        Session(
            row["sourcedId"], row["title"], row["type"],
            date_in(row, "startDate", faults), date_in(row, "endDate", faults),
            int(row["schoolYear"]) if row["schoolYear"].isdecimal() else 0,
        )
        for row in _once(table, faults)
        if not is_gone(row)
    ]  # fmt: skip


def _long_over(end: date | None, today: date) -> bool:
    return end is not None and end < today - _SUMMER


def _once(table: Table, faults: list[Refusal]) -> Iterator[Row]:
    """Give each row whose id was not there before; faults of the table are noted."""
    faults.extend(table.ragged)
    seen: dict[str, int] = {}
    for row in table.rows:
        row_id = row["sourcedId"]
        if not row_id or row_id in seen:
            where = f"stands in line {seen[row_id]} already" if row_id else "is missing"
            faults.append(row.fault(f"the sourcedId {where}; this row is left out"))
            continue
        seen[row_id] = row.line
        yield row
