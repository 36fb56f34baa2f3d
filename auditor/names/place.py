"""Say how near a student is to a page: same class, same school, same grades; reads no text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from auditor.grades import grade_number, grades_in
from auditor.mask.spelling import part_forms
from auditor.names.forms import Part
from auditor.names.index import RARE, GroupNames, Index, Names
from auditor.registry import School, Site, SiteSection

_FIRM = frozenset((Part.WHOLE, Part.PREFERRED, Part.SHORT, Part.PIECE))


class Nearness(IntEnum):
    """How near a student is to a page."""

    FAR = 0
    GRADES = 1
    SCHOOL = 2
    CLASS = 3


@dataclass(frozen=True, slots=True)
class Locale:
    """Hold the students of the class and the school to which a page belongs; not shown in `repr`.

    `by_given` and `by_family` map folded names to students of the school, `class_given` to those of
    the class, first names and short forms only as a teacher would write them. `grades` are numbers.
    `starts` are the first pieces of those given names. `surnames` are family names that only one student
    of the class has, `rare` those of them that hardly anybody else in the district has; `surname_starts`
    are the first pieces of the former.
    """

    in_class: frozenset[int] = field(default=frozenset(), repr=False)
    in_school: frozenset[int] = field(default=frozenset(), repr=False)
    grades: frozenset[int] = frozenset()
    by_given: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    by_family: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    class_given: Mapping[str, tuple[int, ...]] = field(default_factory=dict, repr=False)
    starts: frozenset[str] = field(default=frozenset(), repr=False)
    surnames: frozenset[str] = field(default=frozenset(), repr=False)
    rare: frozenset[str] = field(default=frozenset(), repr=False)
    surname_starts: frozenset[str] = field(default=frozenset(), repr=False)
    orgs: frozenset[str] = frozenset()
    owners: frozenset[str] = field(default=frozenset(), repr=False)
    owner_names: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)

    def nearness(self, index: Index, number: int) -> Nearness:
        """Return how near a student is."""
        if number in self.in_class:
            return Nearness.CLASS
        if number in self.in_school:
            return Nearness.SCHOOL
        grades = {grade_number(grade) for grade in index.students[number].grades}
        return Nearness.GRADES if self.grades & grades else Nearness.FAR


class Locales:
    """Find the locale of each page of one site: sections with their own class have their own."""

    def __init__(self, index: Index, site: Site, school: School) -> None:
        self._index = index
        self._site = site
        self._school = school
        self._made: dict[str, Locale] = {}
        roster = index.roster
        self._numbers = index.numbers
        self._orgs = roster.org_ids(school.school_id, school.name)
        self._in_school = frozenset(
            self._numbers[student.sourced_id] for student in roster.in_school(school.school_id, school.name)
        )
        if self._orgs not in index.schools:
            index.schools[self._orgs] = _names_of(index, self._in_school)
        self._names = index.schools[self._orgs]

    def of(self, key: str) -> Locale:
        """Return the locale of the page with this key."""
        part = max(
            (each for each in self._site.sections if _inside(key, each.path_prefix)),
            key=lambda each: len(each.path_prefix),
            default=None,
        )
        name = part.path_prefix if part is not None else ""
        if name not in self._made:
            self._made[name] = self._locale(part)
        return self._made[name]

    def _locale(self, part: SiteSection | None) -> Locale:
        roster = self._index.roster
        classes: set[str] = set()
        if part is not None:
            classes |= {part.class_id} if part.class_id else set()
            if not classes:
                for owner in part.owners:
                    classes |= set(roster.class_ids_of(owner.email))
        if not classes and self._site.kind in ("class", "team", "club", "department"):
            for owner in self._site.owners:
                classes |= set(roster.class_ids_of(owner.email))
            classes |= {each.class_id for each in self._site.sections if each.class_id and part is None}
        in_class = frozenset(
            self._numbers[student.sourced_id] for each in classes for student in roster.in_class(each)
        )
        of_class = _names_of(self._index, in_class)
        surnames = _telling(self._index, of_class.family)
        owners = (*self._site.owners, *(owner for each in self._site.sections for owner in each.owners))
        return Locale(
            in_class=in_class,
            in_school=self._in_school | in_class,
            grades=grades_in(self._site.grades or self._school.grades),
            by_given=self._names.given,
            by_family=self._names.family,
            class_given=of_class.given,
            starts=self._names.starts | of_class.starts,
            surnames=surnames,
            rare=_rare(self._index, surnames),
            surname_starts=_starts(self._index, surnames),
            orgs=frozenset(self._orgs),
            owners=frozenset(owner.email.casefold() for owner in owners if owner.email),
            owner_names=frozenset(pair for owner in owners for pair in _pairs(owner.name)),
        )


def _starts(index: Index, names: Iterable[str]) -> frozenset[str]:
    """Return the first pieces of names that may be written in several."""
    found = set(names)
    for name in names:
        found.update(name[:place] for place in index.breaks.get(name, ()))
    return frozenset(found)


def _telling(index: Index, names: Names) -> frozenset[str]:
    """Return family names that one student of a class has, and that are no other word or first name."""
    return frozenset(
        name
        for name, numbers in names.items()
        if len(numbers) == 1 and len(name) >= 3 and not (name in index.ordinary or name in index.by_given)
    )


def _rare(index: Index, names: Iterable[str]) -> frozenset[str]:
    """Return the family names that hardly anybody else has, staff included."""
    return frozenset(
        name
        for name in names
        if len(name) >= 4 and len(index.by_family[name]) <= RARE and name not in index.staff_families
    )


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    """Yield the first and last names of somebody who is known by one string ("Ms. Ana de Berg")."""
    words = name.split()
    for cut in range(1, len(words)):
        for given in part_forms(words[cut - 1]):
            for family in part_forms(" ".join(words[cut:])):
                yield given, family


def _inside(key: str, prefix: str) -> bool:
    folder = prefix.rstrip("/")
    return key == folder or key.startswith((f"{folder}/", f"{folder}?"))


def _names_of(index: Index, numbers: Iterable[int]) -> GroupNames:
    listed = sorted(numbers)
    given = _names(index, listed, given=True)
    return GroupNames(given, _names(index, listed, given=False), _starts(index, given))


def _names(index: Index, numbers: Iterable[int], given: bool) -> Names:
    found: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        forms = index.forms[number]
        for form, part in (forms.given if given else forms.family).items():
            if part in _FIRM:
                found[form].append(number)
    return {form: tuple(each) for form, each in found.items()}


def lettered(index: Index, locale: Locale, family: str, letter: str) -> tuple[int, ...]:
    """Return the students of the class, else of the school, with a family name and a first initial."""
    numbers = tuple(
        number
        for number in locale.by_family.get(family, ())
        if any(form[0] == letter for form in index.forms[number].given)
    )
    return tuple(number for number in numbers if number in locale.in_class) or numbers
