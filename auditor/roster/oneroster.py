"""Read a OneRoster 1.1 or 1.2 export, folder or zip, fault by fault; knows nothing of opt-outs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.exits import Exit, Refusal, Refusals
from auditor.grades import grade_number
from auditor.roster.folder import GONE, Folder, absent, date_in, is_gone, listed_in
from auditor.roster.schools import Session, read_classes, read_orgs, read_sessions
from auditor.roster.students import Org, SchoolClass, Staff, Student, fold
from auditor.tables import Row

STAFF_ROLES = frozenset(
    {
        "administrator",
        "aide",
        "counselor",
        "districtadministrator",
        "principal",
        "proctor",
        "siteadministrator",
        "systemadministrator",
        "teacher",
    }  # fmt: skip
)
OTHER_ROLES = frozenset({"guardian", "parent", "relative"})
_STATUS = frozenset({"", "active", GONE, "inactive"})


@dataclass(frozen=True, slots=True)
class Export:
    """Hold what one export says; `faults` are rows that were read around, each with file and line."""

    students: tuple[Student, ...] = field(repr=False)
    staff: tuple[Staff, ...] = field(repr=False)
    classes: tuple[SchoolClass, ...]
    orgs: tuple[Org, ...]
    sessions: tuple[Session, ...]
    faults: tuple[Refusal, ...] = ()


_USERS = (
    "status", "orgSourcedIds", "primaryOrgSourcedId", "role", "username", "userIds", "middleName",
    "identifier", "email", "grades", "preferredGivenName", "preferredFamilyName", "preferredFirstName",
    "preferredLastName",
)  # fmt: skip


def read_export(
    folder: Folder, today: date, agreement: str = "", signed: frozenset[str] = frozenset()
) -> Export:
    """Read an export as it holds on `today`; `agreement` names the column that says one
    of the words `signed`.

    Raises `Refusals` for what would leave a child out: no users, ragged user rows, one id for two
    people. Everything else that is wrong is a fault of the export and read around.
    """
    faults: list[Refusal] = []
    orgs = read_orgs(folder, faults)
    sessions = read_sessions(folder, faults)
    classes = read_classes(folder, faults, {org.sourced_id for org in orgs}, sessions, today)
    users = _users(folder, faults, agreement)
    roles = _roles(folder, users, faults, today)
    seats = _seats(folder, users, classes, faults, today)
    students: list[Student] = []
    staff: list[Staff] = []
    schools = {org.sourced_id for org in orgs if org.type.casefold() in ("", "school")}
    known_orgs = {org.sourced_id for org in orgs}
    for user_id, row in users.items():
        user_roles, role_orgs, left = roles.get(user_id, (frozenset(), (), False))
        seat_schools, seat_classes = seats.get(user_id, ((), ()))
        org_ids = dict.fromkeys(
            (row["primaryOrgSourcedId"], *listed_in(row["orgSourcedIds"]), *role_orgs, *seat_schools)
        )
        if orgs:
            for org_id in org_ids:
                if org_id and org_id not in known_orgs:
                    faults.append(row.fault("this user belongs to a school that orgs.csv does not have"))
        school_ids = tuple(org_id for org_id in org_ids if org_id and (not orgs or org_id in schools))
        if "student" in user_roles:
            students.append(_student(row, school_ids, seat_classes, left, faults, agreement, signed))
        elif user_roles & STAFF_ROLES:
            if is_gone(row):
                continue
            staff.append(
                Staff(
                    user_id, row["givenName"], row["middleName"], row["familyName"],
                    row["preferredGivenName"] or row["preferredFirstName"], row["email"],
                    min(user_roles & STAFF_ROLES), school_ids, seat_classes,
                )
            )  # fmt: skip
    return Export(
        tuple(students), tuple(staff), tuple(classes.values()), tuple(orgs), tuple(sessions), tuple(faults)
    )


def _student(
    row: Row,
    school_ids: tuple[str, ...],
    class_ids: tuple[str, ...],
    left: bool,
    faults: list[Refusal],
    agreement: str,
    signed: frozenset[str],
) -> Student:
    grades = tuple(listed_in(row["grades"]))
    if any(grade_number(code) is None and code.upper() not in ("UG", "OTHER") for code in grades):
        faults.append(row.fault("a grade is no code of the standard (KG, 01 to 12, UG); it counts as K-8"))
    if not row["givenName"] or not row["familyName"]:
        faults.append(row.fault("this student has only one name, so full names of theirs cannot be found"))
    # userIds reads "{type:id},{type:id}".
    ids = (part.partition(":")[2].rstrip("} ") or part for part in listed_in(row["userIds"]))
    numbers = [row["identifier"], *ids]
    return Student(
        sourced_id=row["sourcedId"],
        given=row["givenName"],
        middle=row["middleName"],
        family=row["familyName"],
        preferred=row["preferredGivenName"] or row["preferredFirstName"],
        preferred_family=row["preferredFamilyName"] or row["preferredLastName"],
        grades=grades,
        school_ids=school_ids,
        class_ids=class_ids,
        username=row["username"],
        email=row["email"],
        identifiers=tuple(dict.fromkeys(number.strip() for number in numbers if number.strip())),
        former=is_gone(row) or left,
        agreement=row[agreement].casefold() in signed if agreement and row[agreement] else None,
    )


def _users(folder: Folder, faults: list[Refusal], agreement: str) -> dict[str, Row]:
    table = folder.table(
        "users", ("sourcedId", "givenName", "familyName"), (*_USERS, *([agreement] if agreement else []))
    )
    if table is None:
        raise Refusal(
            Exit.CONFIGURATION, "there is no users.csv here; export OneRoster CSV 1.1 or 1.2", folder.path
        )
    # A row that cannot be read is a child that cannot be protected: nothing goes on without it.
    stop = list(table.ragged)
    if agreement and agreement not in table.columns:
        stop.append(
            Refusal(
                Exit.CONFIGURATION,
                f'there is no column "{agreement}", which roster.columns.agreement names',
                table.path,
                1,
            )
        )
    users: dict[str, Row] = {}
    for row in table.rows:
        user_id = row["sourcedId"]
        if not user_id:
            stop.append(row.fault("this user has no sourcedId; export the roster again"))
            continue
        if row["status"].casefold() not in _STATUS:
            faults.append(row.fault("the status is neither active nor tobedeleted; it counts as active"))
        earlier = users.get(user_id)
        if earlier is None:
            users[user_id] = row
        elif _same_person(earlier, row):
            faults.append(row.fault(f"this user stands in line {earlier.line} already; they count as one"))
            users[user_id] = _joined(earlier, row)
        elif is_gone(earlier) != is_gone(row):
            faults.append(row.fault(f"this id stands in line {earlier.line} too; the active row counts"))
            users[user_id] = row if is_gone(earlier) else earlier
        else:
            stop.append(row.fault(f"this id stands for another person in line {earlier.line}; export again"))
    if stop:
        raise Refusals(tuple(stop))
    return users


def _same_person(one: Row, other: Row) -> bool:
    return all(fold(one[column]) == fold(other[column]) for column in ("givenName", "familyName"))


def _joined(one: Row, other: Row) -> Row:
    # Exports repeat a user once a school: lists are joined, the active row gives the rest.
    first, second = (other, one) if is_gone(one) and not is_gone(other) else (one, other)
    cells = {**second.cells, **{column: cell for column, cell in first.cells.items() if cell}}
    for column in ("orgSourcedIds", "grades", "userIds"):
        if column in cells:
            cells[column] = ",".join(dict.fromkeys((*listed_in(first[column]), *listed_in(second[column]))))
    return Row(first.path, first.line, cells)


def _roles(
    folder: Folder, users: Mapping[str, Row], faults: list[Refusal], today: date
) -> dict[str, tuple[frozenset[str], tuple[str, ...], bool]]:
    """Return each user's roles, the schools of these roles, and whether the student role has ended."""
    roles: dict[str, set[str]] = defaultdict(set)
    orgs: dict[str, list[str]] = defaultdict(list)
    over: dict[str, list[bool]] = defaultdict(list)
    for user_id, row in users.items():
        if row["role"]:
            roles[user_id].add(_role(row, faults))
    table = folder.table(
        "roles",
        ("userSourcedId", "role"),
        ("status", "roleType", "beginDate", "endDate", "orgSourcedId"),
    )
    if table is None:
        if not any("role" in row.cells for row in users.values()) and users:
            first = next(iter(users.values()))
            raise Refusal(
                Exit.CONFIGURATION,
                "neither users.csv has a column role (OneRoster 1.1) nor is there a roles.csv (1.2)",
                first.path,
                1,
            )
    else:
        faults.extend(table.ragged)
        for row in table.rows:
            user_id = row["userSourcedId"]
            if user_id not in users:
                faults.append(row.fault("this role belongs to a user that users.csv does not have"))
                continue
            role = _role(row, faults)
            end = date_in(row, "endDate", faults)
            ended = is_gone(row) or (end is not None and end < today)
            roles[user_id].add(role)
            if role == "student":
                over[user_id].append(ended)
            if not ended:
                orgs[user_id].append(row["orgSourcedId"])
    for user_id, row in users.items():
        if user_id not in roles:
            faults.append(row.fault("this user has no role, so nobody can tell a student from staff"))
    return {
        user_id: (frozenset(found), tuple(orgs[user_id]), bool(over[user_id]) and all(over[user_id]))
        for user_id, found in roles.items()
    }


def _role(row: Row, faults: list[Refusal]) -> str:
    role = row["role"].casefold()
    if role not in STAFF_ROLES and role not in OTHER_ROLES and role != "student":
        faults.append(row.fault("the role is none of the standard's, so this user counts as neither"))
    return role


def _seats(
    folder: Folder,
    users: Mapping[str, Row],
    classes: Mapping[str, SchoolClass],
    faults: list[Refusal],
    today: date,
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return for each user the schools and the classes of the enrollments that hold today."""
    table = folder.table(
        "enrollments",
        ("sourcedId", "classSourcedId", "userSourcedId"),
        ("status", "schoolSourcedId", "role", "beginDate", "endDate"),
    )
    schools: dict[str, dict[str, None]] = defaultdict(dict)
    seats: dict[str, dict[str, None]] = defaultdict(dict)
    seen: dict[str, Row] = {}
    if table is None:
        faults.append(absent(folder, "enrollments", "namesakes cannot be told apart by class"))
        return {}
    faults.extend(table.ragged)
    for row in table.rows:
        if row["sourcedId"] in seen:
            earlier = seen[row["sourcedId"]]
            faults.append(row.fault(f"this enrollment's id stands in line {earlier.line} already"))
            if earlier.cells == row.cells:
                continue
        seen.setdefault(row["sourcedId"], row)
        user_id, class_id = row["userSourcedId"], row["classSourcedId"]
        if user_id not in users:
            faults.append(row.fault("this enrollment belongs to a user that users.csv does not have"))
            continue
        if class_id not in classes:
            faults.append(row.fault("this enrollment belongs to a class that classes.csv does not have"))
            continue
        end = date_in(row, "endDate", faults)
        if is_gone(row) or classes[class_id].over or (end is not None and end < today):
            continue
        seats[user_id][class_id] = None
        school = row["schoolSourcedId"] or classes[class_id].school_id
        if school:
            schools[user_id][school] = None
    return {user_id: (tuple(schools[user_id]), tuple(found)) for user_id, found in seats.items()}
