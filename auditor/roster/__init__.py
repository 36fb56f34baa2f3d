"""Hold the confidential roster in memory: students, staff, opt-outs; writes, logs and sends nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from auditor.config import Config
from auditor.exits import Exit, Refusal
from auditor.mask import Mask
from auditor.once import Once
from auditor.roster.folder import Folder
from auditor.roster.oneroster import read_export
from auditor.roster.optouts import OptOuts, read_details, read_optouts
from auditor.roster.students import Details, OptOut, Org, SchoolClass, Staff, Student, fold

__all__ = [
    "Details", "OptOut", "Org", "Roster", "SchoolClass", "Staff", "Student", "load_roster", "read_roster",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Roster:
    """Hold everyone whose name may stand on a page, and what must not be said of whom.

    `loaded` is false where there is no roster: every rule that needs one is then Skipped
    `no-roster` with `reason`. `optouts_reason` says in a sentence why the opt-out list cannot be
    relied on, "" where it can. `faults` are rows of the export that were read around;
    `announcements` are rows of the opt-out list that a person must look at. Neither names a student.
    `once` keeps what is made of the roster.
    """

    students: tuple[Student, ...] = field(default=(), repr=False)
    staff: tuple[Staff, ...] = field(default=(), repr=False)
    classes: tuple[SchoolClass, ...] = field(default=(), repr=False)
    orgs: tuple[Org, ...] = ()
    optouts: tuple[OptOut, ...] = field(default=(), repr=False)
    details: Mapping[str, Details] = field(default_factory=dict, repr=False)
    scope_a_includes: tuple[str, ...] = ()
    loaded: bool = False
    reason: str = ""
    optouts_reason: str = ""
    optouts_age_days: int | None = None
    faults: tuple[Refusal, ...] = ()
    announcements: tuple[Refusal, ...] = ()
    once: Once = field(default_factory=Once, init=False, repr=False, compare=False)
    _by_id: dict[str, Student] = field(default_factory=dict, init=False, repr=False, compare=False)
    _in_class: dict[str, list[Student]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _in_school: dict[str, list[Student]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _standing: dict[str, list[OptOut]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for student in self.students:
            self._by_id[student.sourced_id] = student
            for class_id in student.class_ids:
                self._in_class.setdefault(class_id, []).append(student)
            for school_id in student.school_ids:
                self._in_school.setdefault(school_id, []).append(student)
        for optout in self.optouts:
            if optout.in_force:
                for sourced_id in optout.student_ids:
                    self._standing.setdefault(sourced_id, []).append(optout)

    @staticmethod
    def absent(reason: str) -> Roster:
        """Return the roster of a night that has none, and say why in one sentence."""
        return Roster(reason=reason, optouts_reason=reason)

    @property
    def count(self) -> int:
        """Return the number of students who are enrolled now; it is what the next night compares."""
        return sum(not student.former for student in self.students)

    def student(self, sourced_id: str) -> Student | None:
        """Return the student with this sourcedId, None if there is none."""
        return self._by_id.get(sourced_id)

    def in_class(self, class_id: str) -> tuple[Student, ...]:
        """Return the students enrolled in one class, in the order of the export."""
        return tuple(self._in_class.get(class_id, ()))

    def in_school(self, school_id: str, name: str = "") -> tuple[Student, ...]:
        """Return the students of one school, named as in `schools.csv` or as in the export."""
        found = {
            student.sourced_id: student
            for org_id in self.org_ids(school_id, name)
            for student in self._in_school.get(org_id, ())
        }
        return tuple(found.values())

    def org_ids(self, school_id: str, name: str = "") -> tuple[str, ...]:
        """Return the export's ids of the school that `schools.csv` calls `school_id` and `name`.

        A district writes the export's sourcedId, the school's number or its own short id; the name
        settles the last.
        """
        found = [org.sourced_id for org in self.orgs if school_id in (org.sourced_id, org.identifier)]
        if not found and name:
            found = [org.sourced_id for org in self.orgs if fold(org.name) == fold(name)]
        return tuple(found)

    def class_ids_of(self, email: str) -> tuple[str, ...]:
        """Return the classes of the member of staff with this address, as `sites.csv` names owners."""
        return tuple(
            class_id
            for person in self.staff
            if email and person.email.casefold() == email.casefold()
            for class_id in person.class_ids
        )

    def optouts_of(self, sourced_id: str) -> tuple[OptOut, ...]:
        """Return the opt-outs of one student that are in force tonight."""
        return tuple(self._standing.get(sourced_id, ()))

    def scopes(self, sourced_id: str) -> frozenset[str]:
        """Return the scopes (A, B, C) that are in force for one student tonight."""
        return frozenset(optout.scope for optout in self._standing.get(sourced_id, ()))

    def scoped(self) -> Mapping[str, frozenset[str]]:
        """Map every student with an opt-out in force tonight to its scopes."""
        return {sourced_id: self.scopes(sourced_id) for sourced_id in self._standing}

    def is_k8(self, student: Student) -> bool:
        """Tell whether the K-8 clauses protect this student (see `Student.is_k8`)."""
        return student.is_k8

    def mask(self) -> Mask:
        """Return the mask over every name on the roster and on the opt-out list.

        It also hides what the office holds of opted-out students: where one of their details is told,
        the others stand beside it.
        """
        pairs = (pair for student in self.students for pair in (*student.names(), *_by_middle(student)))
        return Mask(pairs, (said for details in self.details.values() for said in details.spelled()))


def _by_middle(student: Student) -> list[tuple[str, str]]:
    """Return the pairs that name a student who goes by the middle name."""
    families = (student.family, student.preferred_family)
    return [(student.middle, family) for family in families if student.middle and family]


def load_roster(
    config: Config, as_of: datetime | None = None, last_count: int | None = None, accept: bool = False
) -> Roster:
    """Read the roster that `auditor.toml` names, as it holds on the night of `as_of` (None: now).

    `last_count` is that of the last accepted roster. Raises what `read_roster` raises.
    """
    files = config.roster
    if config.oneroster is None:
        return Roster.absent("no roster is named in auditor.toml")
    return read_roster(
        config.oneroster,
        config.optouts,
        as_of or datetime.now(config.district.zone),
        columns=files.columns.optouts,
        agreement=files.columns.users.get("agreement", ""),
        signed=files.agreement_values,
        scope_words=files.scopes,
        scope_a_includes=tuple(files.scope_a_includes),
        min_students=files.min_students,
        keep_share=files.shrink_to,
        fresh_days=files.optouts_max_age_days,
        formers_count=files.formers_count,
        last_count=last_count,
        accept=accept,
    )


def read_roster(
    oneroster: Path,
    optouts: Path | None,
    as_of: datetime,
    *,
    columns: Mapping[str, str] = MappingProxyType({}),
    agreement: str = "",
    signed: Iterable[str] = ("yes", "y", "true", "1", "signed"),
    scope_words: Mapping[str, str] = MappingProxyType({}),
    scope_a_includes: tuple[str, ...] = ("phone", "voice"),
    min_students: int = 1,
    keep_share: float = 0.9,
    fresh_days: int = 30,
    formers_count: bool = True,
    last_count: int | None = None,
    accept: bool = False,
) -> Roster:
    """Read an export and an opt-out list as they hold on the night of `as_of` (district time).

    `columns` maps our names of opt-out columns to the district's, `scope_words` its words to A, B
    and C; `agreement` names the column of users.csv that says "signed" in one of the words `signed`.
    `formers_count` keeps students who left on the list of names. A missing file gives a roster that
    says so. Raises `Refusals` with file and line for what would leave a child out, and `Refusal`
    where the roster holds fewer than `min_students`, or a smaller share of `last_count` than
    `keep_share` unless `accept`.
    """
    if not oneroster.exists():
        return Roster.absent("the roster is not where auditor.toml says")
    folder = Folder(oneroster)
    today = as_of.date()
    export = read_export(folder, today, agreement, frozenset(word.casefold() for word in signed))
    enrolled = sum(not student.former for student in export.students)
    _refuse_shrunken(oneroster, enrolled, min_students, None if accept else last_count, keep_share)
    people = {student.sourced_id: student for student in export.students}
    reason, age = "", None
    found = OptOuts((), ())
    if optouts is None:
        reason = "no opt-out list is named in auditor.toml, so no opt-out could be checked"
    elif not optouts.is_file():
        reason = "the opt-out list is not where auditor.toml says, so no opt-out could be checked"
    else:
        found = read_optouts(
            optouts, export.students, export.orgs, export.sessions, columns, scope_words, today
        )
        written = datetime.fromtimestamp(optouts.stat().st_mtime, tz=as_of.tzinfo)
        age = max((as_of.date() - written.date()).days, 0)
        if age > fresh_days:
            reason = f"the opt-out list is {age} days old, so newer forms are not in it"
    others: dict[str, list[str]] = defaultdict(list)
    for optout in found.rows:
        # A name that only the form knows counts where the form means one child.
        for sourced_id in () if optout.ambiguous else optout.student_ids:
            others[sourced_id].extend(optout.other_names)
    for sourced_id, names in others.items():
        if names and sourced_id in people:
            people[sourced_id] = replace(people[sourced_id], other_names=tuple(dict.fromkeys(names)))
    wanted = {
        sourced_id: people[sourced_id]
        for optout in found.rows
        if optout.in_force
        for sourced_id in optout.student_ids
        if sourced_id in people
    }
    opted = {sourced_id for optout in found.rows for sourced_id in optout.student_ids}
    kept = (s for s in people.values() if formers_count or not s.former or s.sourced_id in opted)
    return Roster(
        students=(*kept, *found.listed),
        staff=export.staff,
        classes=export.classes,
        orgs=export.orgs,
        optouts=found.rows,
        details=read_details(folder, (optouts or oneroster).parent, wanted),
        scope_a_includes=scope_a_includes,
        loaded=True,
        optouts_reason=reason,
        optouts_age_days=age,
        faults=export.faults,
        announcements=found.announcements,
    )


def _refuse_shrunken(
    path: Path, enrolled: int, min_students: int, last_count: int | None, keep_share: float
) -> None:
    if enrolled < max(min_students, 1):
        raise Refusal(
            Exit.CONFIGURATION,
            f"the roster holds {enrolled} students, fewer than min_students = {min_students}; export it "
            "again, or lower roster.min_students in auditor.toml",
            path,
        )
    if last_count is not None and enrolled < keep_share * last_count:
        # Half an export looks like a district in which everybody else is safe.
        raise Refusal(
            Exit.CONFIGURATION,
            f"the roster holds {enrolled} students, the last accepted one held {last_count}; export it "
            "again, or run once with --accept-roster if so many have left",
            path,
        )
