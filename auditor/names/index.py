"""Keep every name of the roster so that a text costs the same whatever the number of students."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from auditor.mask.spelling import spell
from auditor.names.forms import Forms, forms_of, staff_forms
from auditor.roster import Roster, Staff, Student
from auditor.words import Words

GIVEN, FAMILY, JOINED, INITIALED = 1, 2, 4, 8
RARE = 3
"""Up to how many students of the district a family name is rare."""

_MOST_REMEMBERED = 200_000
Names = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class GroupNames:
    """Map the names of one school's or class's students to them; `starts` begin given names."""

    given: Names = field(repr=False)
    family: Names = field(repr=False)
    starts: frozenset[str] = field(repr=False)


class Index:
    """Map folded names to students and staff; nothing of it shows in `repr`, logs or errors.

    Students are told apart by their position in `students`.
    """

    __slots__ = (
        "_roles", "breaks", "domains", "by_family", "by_given", "families", "forms", "givens",
        "initialed", "inner", "joining", "numbers", "ordinary",
        "roster", "schools", "siblings", "staff", "staff_emails", "staff_families", "students",
        "user_names", "words",
    )  # fmt: skip

    def __init__(self, roster: Roster, words: Words) -> None:
        self.roster = roster
        self.words = words
        self.students: tuple[Student, ...] = roster.students
        self.forms: tuple[Forms, ...] = tuple(forms_of(student, words) for student in self.students)
        given: dict[str, set[int]] = defaultdict(set)
        family: dict[str, set[int]] = defaultdict(set)
        breaks: dict[str, set[int]] = defaultdict(set)
        for number, forms in enumerate(self.forms):
            for form in forms.given:
                given[form].add(number)
            for form in forms.family:
                family[form].add(number)
            for form, places in forms.breaks.items():
                breaks[form] |= places
        self.by_given: Mapping[str, frozenset[int]] = _frozen(given)
        self.by_family: Mapping[str, frozenset[int]] = _frozen(family)
        self.breaks = {form: frozenset(places) for form, places in breaks.items()}
        self.inner = frozenset(form[:place] for form, places in breaks.items() for place in places)
        self.givens = max(map(len, given), default=0)
        self.families = max(map(len, family), default=0)
        self.ordinary, self.siblings, self.joining = (
            frozenset("".join(atom.folded for atom in spell(word).atoms) for word in words.of(*names))
            for names in (("ordinary",), ("siblings",), ("and", "and-before-sound"))
        )
        self.staff = _staff_pairs(roster.staff, words)
        self.staff_families = _staff_families(roster.staff, words)
        self.staff_emails = frozenset(
            person.email.partition("@")[0].casefold() for person in roster.staff if person.email
        )
        self.domains = frozenset(
            address.rpartition("@")[2].casefold()
            for address in (*(each.email for each in roster.staff), *(each.email for each in self.students))
            if address
        )
        self.numbers = {student.sourced_id: number for number, student in enumerate(self.students)}
        self.user_names = _user_names(self.students)
        self.initialed = frozenset(_initialed(self))
        self._roles = _Roles(self)
        self.schools: dict[tuple[str, ...], GroupNames] = {}

    def __repr__(self) -> str:
        return f"Index({len(self.students)} students)"

    def __len__(self) -> int:
        return len(self.students)

    def role(self, word: str) -> int:
        """Return whether a folded word begins given or family names, or holds both or an initial and one."""
        return self._roles[word]


class _Roles(dict[str, int]):
    """Work out each word's role once: most words of a language are met again on every page."""

    __slots__ = ("_family_starts", "_given_starts", "_index")

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._index = index
        self._given_starts = _starts(index.by_given, index.breaks)
        self._family_starts = _starts(index.by_family, index.breaks)

    def __missing__(self, word: str) -> int:
        folded = word.casefold()
        role = 0
        if folded in self._given_starts:
            role |= GIVEN
        if folded in self._family_starts:
            role |= FAMILY
        if len(folded) >= 5 and (joined_cuts(self._index, folded) or folded in self._index.user_names):
            role |= JOINED
        if folded in self._index.initialed:
            role |= INITIALED
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        self[word] = role
        return role


def _initialed(index: Index) -> Iterator[str]:
    """Yield rare family names with an initial before or behind, as file and user names are made."""
    for forms in index.forms:
        letters = {given[0] for given in forms.given}
        for family in forms.family:
            if len(family) >= 4 and len(index.by_family[family]) <= RARE and family not in index.ordinary:
                for letter in letters:
                    yield letter + family
                    yield family + letter


def joined_cuts(index: Index, word: str) -> list[tuple[str, str, frozenset[int]]]:
    """Return (given, family, students) for each way in which a word holds both names in one.

    "emmasmith" and "smithemma" count from two letters a part and seven in all, because two short
    names joined are as often a word.
    """
    if not 7 <= len(word) <= index.givens + index.families or word in index.ordinary:
        return []
    found = []
    for cut in range(2, len(word) - 1):
        left, right = word[:cut], word[cut:]
        for given, family in ((left, right), (right, left)):
            if given in index.by_given and family in index.by_family:
                both = index.by_given[given] & index.by_family[family]
                if both:
                    found.append((given, family, both))
    return found


def _starts(side: Mapping[str, frozenset[int]], breaks: Mapping[str, frozenset[int]]) -> frozenset[str]:
    """Return the first written pieces of names: whole, or up to a place where they may be broken."""
    starts = set(side)
    for form in side:
        for place in breaks.get(form, ()):
            starts.add(form[:place])
        # "McDonald" and "deSousa" are cut at the capital.
        for size in (1, 2, 3):
            if form[:size] in ("mc", "o", "d", "de", "la", "le", "du", "mac", "van", "fitz", "st", "di", "l"):
                starts.add(form[:size])
    return frozenset(starts)


def _frozen(sets: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    return {form: frozenset(numbers) for form, numbers in sets.items()}


def _staff_pairs(staff: Iterable[Staff], words: Words) -> dict[tuple[str, str], tuple[Staff, ...]]:
    pairs: dict[tuple[str, str], list[Staff]] = defaultdict(list)
    for person in staff:
        forms = staff_forms(person, words)
        for given in forms.given:
            for family in forms.family:
                pairs[given, family].append(person)
    return {pair: tuple(people) for pair, people in pairs.items()}


def _staff_families(staff: Iterable[Staff], words: Words) -> dict[str, tuple[Staff, ...]]:
    found: dict[str, list[Staff]] = defaultdict(list)
    for person in staff:
        for family in staff_forms(person, words).family:
            found[family].append(person)
    return {family: tuple(people) for family, people in found.items()}


def _user_names(students: Iterable[Student]) -> dict[str, int]:
    """Map user names and the first halves of district addresses to students; shared ones are left out."""
    found: dict[str, int] = {}
    shared: set[str] = set()
    for number, student in enumerate(students):
        for written in {student.username.casefold(), student.email.partition("@")[0].casefold()}:
            if len(written) < 4 or written.isdigit():
                continue
            if found.setdefault(written, number) != number:
                shared.add(written)
    return {name: number for name, number in found.items() if name not in shared}
