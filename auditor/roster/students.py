"""Define who is on a roster: students, staff, classes, schools, opt-outs; reads no file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.grades import grade_number

_STREET = re.compile(r"\s*\d+[A-Z]?\s+(?:[NSEW]{1,2}\.?\s+|(?:North|South|East|West)\s+)?\w+", re.IGNORECASE)


def fold(name: str) -> str:
    """Return a name without case, accents, spaces and marks, for comparing two lists of one office."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("ø", "o").replace("ł", "l")
    return "".join(letter for letter in plain if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Student:
    """Hold one student; every name stays out of `repr`, so that no log or traceback carries it.

    `preferred` and `preferred_family` are the names the student goes by, "" where none is recorded;
    `identifiers` are the numbers of the student in district systems; `school_ids` and `class_ids`
    are OneRoster sourcedIds. `former`: the export marks the record as left. `listed_only`: known
    from the opt-out list alone, because the export no longer has the student. `agreement` tells
    whether the Acceptable Use of Technology Agreement is signed, None where the export does not say.
    """

    sourced_id: str
    given: str = field(default="", repr=False)
    middle: str = field(default="", repr=False)
    family: str = field(default="", repr=False)
    preferred: str = field(default="", repr=False)
    preferred_family: str = field(default="", repr=False)
    other_names: tuple[str, ...] = field(default=(), repr=False)
    grades: tuple[str, ...] = ()
    school_ids: tuple[str, ...] = ()
    class_ids: tuple[str, ...] = ()
    username: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    identifiers: tuple[str, ...] = field(default=(), repr=False)
    former: bool = False
    listed_only: bool = False
    agreement: bool | None = None

    @property
    def grade(self) -> str:
        """Return the lowest grade code of the record, "" where there is none."""
        return min(
            self.grades,
            key=lambda code: (grade_number(code) is not None, grade_number(code) or 0),
            default="",
        )

    @property
    def is_k8(self) -> bool:
        """Tell whether the K-8 clauses protect this student.

        No grade, PK, TK, KG and ungraded count as K-8; of several grades the lowest counts. Someone
        known from the opt-out list alone is protected by the opt-out and by nothing else.
        """
        if self.listed_only:
            return False
        numbers = [grade_number(code) for code in self.grades]
        return not numbers or any(number is None or number <= 8 for number in numbers)

    def names(self) -> tuple[tuple[str, str], ...]:
        """Return every (given, family) pair that names this student, legal name first."""
        givens = [self.given, self.preferred]
        families = [self.family, self.preferred_family]
        pairs = [(given, family) for family in families for given in givens if given and family]
        for other in self.other_names:
            given, _, family = other.rpartition(" ")
            pairs.append((given, family) if given else (other, self.family))
        return tuple(dict.fromkeys(pairs))


@dataclass(frozen=True, slots=True)
class Staff:
    """Hold one member of staff, whose name is no student's even where it is spelled alike."""

    sourced_id: str
    given: str = field(default="", repr=False)
    middle: str = field(default="", repr=False)
    family: str = field(default="", repr=False)
    preferred: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    role: str = ""
    school_ids: tuple[str, ...] = ()
    class_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """Name one class (a group of students with a teacher), as the export knows it.

    `over` is true for a class of an earlier year, in which nobody has a seat any more.
    """

    sourced_id: str
    title: str
    school_id: str = ""
    grades: tuple[str, ...] = ()
    code: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Org:
    """Name one school or district office of the export."""

    sourced_id: str
    name: str
    type: str = ""
    identifier: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class OptOut:
    """Hold one opt-out form: whom it may mean, its scope (A, B or C) and when it holds.

    `student_ids` has more than one entry where the row fits several students: a person must say
    which one it means. `line` is the row in the opt-out list. `in_force` is decided for the night.
    """

    student_ids: tuple[str, ...]
    scope: str
    line: int
    in_force: bool = True
    effective: date | None = None
    ends: date | None = None
    school_year: str = ""
    school_id: str = ""
    other_names: tuple[str, ...] = field(default=(), repr=False)
    source: str = ""

    @property
    def ambiguous(self) -> bool:
        """Tell whether the row fits more than one student."""
        return len(self.student_ids) > 1


@dataclass(frozen=True, slots=True)
class Details:
    """Hold the details of one opted-out student that must not be published; of nobody else."""

    birth_date: date | None = field(default=None, repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)

    def spelled(self) -> Iterator[str]:
        """Yield the details as people write them, for the mask: whole, and what is telling of them."""
        yield from self.emails
        for address in self.addresses:
            yield address
            street = _STREET.match(address)
            if street is not None:
                yield street[0]
        for phone in self.phones:
            digits = "".join(filter(str.isdecimal, phone))
            yield phone
            if len(digits) >= 7:
                local = f"{digits[-7:-4]} {digits[-4:]}"
                yield local
                yield f"{digits[-10:-7]} {local}"
            if len(digits) >= 10:
                yield f"1 {digits[-10:-7]} {local}"
        if self.birth_date is not None:
            born = self.birth_date
            yield born.isoformat()
            for month in (f"{born:%B}", f"{born:%b}"):
                yield f"{month} {born.day}, {born.year}"
                yield f"{born.day} {month} {born.year}"
            yield f"{born.month}/{born.day}/{born.year}"
            yield f"{born.month:02}/{born.day:02}/{born.year}"


def matches_name(student: Student, given: str, family: str) -> bool:
    """Tell whether `given` and `family` are a name of this student, case and accents aside."""
    return any((fold(a), fold(b)) == (fold(given), fold(family)) for a, b in student.names())


def by_id(students: Iterable[Student]) -> Mapping[str, Student]:
    """Index students by sourcedId."""
    return {student.sourced_id: student for student in students}
