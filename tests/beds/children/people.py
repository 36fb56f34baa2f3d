"""Define who is in the invented district, with the indexes that labelled cases need; invents nobody."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from .syllables import NICKNAMES, ORDINARY, WORD_GIVEN


def plain(text: str) -> str:
    """Return text in lower case without accents, apostrophes and hyphens, as slugs have it."""
    text = text.translate(str.maketrans("øłĐđð", "olDdd"))
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(letter if letter.isalnum() else " " if letter in " -" else "" for letter in folded)


@dataclass(frozen=True, slots=True)
class Place:
    """Name one school: `level` is elementary, k8, middle or high; `first` and `last` are grades."""

    school_id: str
    name: str
    level: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Room:
    """Name one class and its teacher's id."""

    class_id: str
    title: str
    school_id: str
    grade: int
    teacher: str


@dataclass(frozen=True, slots=True)
class Adult:
    """Hold one member of staff."""

    staff_id: str
    given: str
    family: str
    email: str
    role: str
    job: str
    school_id: str

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(slots=True)
class Pupil:
    """Hold one student; `traits` say which traps the name has, `scopes` which opt-outs stand.

    `gone`: the export no longer has the student, the opt-out list still does. `other_name` is a full
    name that only the opt-out form knows.
    """

    pupil_id: str
    given: str
    family: str
    grade: int
    school_id: str
    tradition: str
    middle: str = ""
    preferred: str = ""
    preferred_family: str = ""
    rooms: tuple[str, ...] = ()
    username: str = ""
    email: str = ""
    number: str = ""
    birth: date = date(2015, 1, 1)
    address: str = ""
    phone: str = ""
    agreement: str = "yes"
    scopes: str = ""
    scope_state: str = ""
    former: bool = False
    gone: bool = False
    other_name: str = ""
    traits: set[str] = field(default_factory=set)

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def is_k8(self) -> bool:
        return self.grade <= 8


def shorts(pupil: Pupil) -> set[tuple[str, str]]:
    """Return every (given, family) that a page may write for this student, as lower-case words."""
    givens = {word for part in (pupil.given, pupil.preferred, pupil.middle) for word in plain(part).split()}
    givens |= {plain(pupil.given).replace(" ", ""), plain(NICKNAMES.get(pupil.given, pupil.given))}
    families = {word for part in (pupil.family, pupil.preferred_family) for word in plain(part).split()}
    families |= {plain(pupil.family), plain(pupil.family).replace(" ", "")}
    return {(given, family) for given in givens for family in families}


@dataclass
class District:
    """Hold everybody, with the indexes that building cases needs."""

    places: tuple[Place, ...]
    rooms: list[Room]
    adults: list[Adult]
    pupils: list[Pupil]

    @cached_property
    def by_id(self) -> dict[str, Pupil]:
        return {pupil.pupil_id: pupil for pupil in self.pupils}

    @cached_property
    def in_room(self) -> dict[str, list[Pupil]]:
        found: dict[str, list[Pupil]] = defaultdict(list)
        for pupil in self.pupils:
            for room in pupil.rooms:
                found[room].append(pupil)
        return found

    @cached_property
    def in_school(self) -> dict[str, list[Pupil]]:
        found: dict[str, list[Pupil]] = defaultdict(list)
        for pupil in self.pupils:
            found[pupil.school_id].append(pupil)
        return found

    @cached_property
    def full_count(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for name in (*(p.full for p in self.pupils), *(a.full for a in self.adults)):
            found[plain(name)] += 1
        return found

    @cached_property
    def short_count(self) -> dict[tuple[str, str], int]:
        """Count how many students each short form of a name fits, such as one of two surnames."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        for pupil in self.pupils:
            for short in shorts(pupil):
                found[short] += 1
        return found

    def is_alone(self, pupil: Pupil) -> bool:
        """Tell whether no short form of the name fits another student."""
        return all(self.short_count[short] == 1 for short in shorts(pupil))

    @cached_property
    def family_count(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for pupil in self.pupils:
            for part in {plain(pupil.family), *plain(pupil.family).split()}:
                found[part] += 1
        return found

    def place(self, school_id: str) -> Place:
        return next(place for place in self.places if place.school_id == school_id)

    def taught_by(self, teacher: str) -> list[Pupil]:
        """Return the students of all classes of one teacher."""
        rooms = [room.class_id for room in self.rooms if room.teacher == teacher]
        return list({p.pupil_id: p for room in rooms for p in self.in_room[room]}.values())

    def is_rare(self, pupil: Pupil) -> bool:
        """Tell whether the name is nobody else's and no word of English, so that it can mean one child only."""
        parts = plain(pupil.family).split()
        return (
            self.full_count[plain(pupil.full)] == 1
            and self.family_count[plain(pupil.family)] <= 3
            and not WORDS & set(parts)
            and len(parts[-1]) > 4
            and not WORDS & set(plain(pupil.given).split())
            and not pupil.traits & {"planted"}
        )


WORDS = {word.lower() for word in (*ORDINARY, *WORD_GIVEN)}
"""Ordinary words among the names."""
