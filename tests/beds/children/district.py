"""Invent a district: schools, classes, staff and students, with the traps a real one has; writes no file."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from .people import Adult, District, Place, Pupil, Room, plain
from .syllables import NICKNAMES, a_tradition, surnames

SUBJECTS = ("Language Arts", "Mathematics", "Science", "Social Studies", "Art", "Band", "Health", "Spanish")
STREETS = ("Juniper", "Prairie", "Larch", "Kestrel", "Foundry", "Orchard", "Sawmill", "Bitterroot", "Quarry")
KINDS = ("Lane", "Street", "Avenue", "Road", "Court", "Drive")

Hire = Callable[..., Adult]


def build_district(seed: int, students: int) -> District:
    """Invent a district of about `students` students in 17 schools (fewer rooms where it is small)."""
    rng = Random(f"district {seed}")
    stock = surnames(rng, max(300, students // 2))
    names = ["Larkmoor", "Pinehollow", "Gullrock", "Amberfen", "Tamarack Bend", "Owlsgate", "Coldspring Flat",
             "Ferrybank", "Highmeadow", "Saltgrass", "Rattlebone", "Millrace", "Sixmile", "Stagheap",
             "Copperline", "Basalt", "Windgap"]  # fmt: skip
    levels = ["elementary"] * 8 + ["k8"] * 3 + ["middle"] * 3 + ["high"] * 3
    spans = {"elementary": (0, 5), "k8": (0, 8), "middle": (6, 8), "high": (9, 12)}
    title = {"elementary": "Elementary", "k8": "School", "middle": "Middle School", "high": "High School"}
    places = tuple(
        Place(f"org-{n + 1:02}", f"{name} {title[level]}", level, *spans[level])
        for n, (name, level) in enumerate(zip(names, levels, strict=True))
    )
    district = District(places, [], [], [])
    per_grade = students / 13
    for place in places:
        for grade in range(place.first, place.last + 1):
            schools = sum(1 for other in places if other.first <= grade <= other.last)
            for _ in range(round(per_grade / schools)):
                district.pupils.append(_pupil(rng, stock, len(district.pupils), place, grade))
    _plant(rng, district)
    _staff_and_rooms(rng, stock, district)
    _accounts(rng, district)
    _optouts(rng, district)
    return district


def _pupil(rng: Random, stock: dict[str, list[str]], number: int, place: Place, grade: int) -> Pupil:
    tradition = a_tradition(rng)
    given, family = tradition.given(rng), rng.choice(stock[tradition.name])
    pupil = Pupil(f"stu-{number + 10001}", given, family, grade, place.school_id, tradition.name)
    if rng.random() < 0.35:
        pupil.middle = tradition.given(rng).split(" ")[0]
    if rng.random() < 0.08:
        pupil.preferred = NICKNAMES.get(given, "") or (tradition.given(rng).split(" ")[0])
    if rng.random() < 0.01:
        pupil.preferred_family = rng.choice(stock[tradition.name]).split(" ")[0]
    return pupil


PLANTED_FAMOUS = (
    ("Rosa", "Parks"), ("Neil", "Armstrong"), ("Jane", "Goodall"), ("Sally", "Ride"), ("Isaac", "Newton"),
    ("Helen", "Keller"), ("John", "Adams"), ("James", "Madison"), ("Emily", "Dickinson"), ("Robert", "Frost"),
    ("Marie", "Curie"), ("Jackie", "Robinson"), ("Frederick", "Douglass"), ("Beverly", "Cleary"),
    ("Judy", "Blume"), ("Clara", "Barton"), ("Jesse", "Owens"), ("George", "Carver"), ("Harriet", "Tubman"),
    ("Charles", "Darwin"),
)  # fmt: skip
PLANTED_WORDS = (
    ("Grace", "Young"), ("Will", "Rivers"), ("Grant", "Page"), ("Mark", "Books"), ("May", "Day"),
    ("April", "May"), ("Hope", "Church"), ("Art", "Fields"), ("Rose", "Gardner"), ("Chase", "Banks"),
    ("Will", "Do"), ("Hope", "So"), ("Jack", "Frost"), ("Summer", "Read"), ("Autumn", "Fair"),
    ("Joy", "Rich"), ("Bill", "Case"), ("Drew", "Long"), ("Ruby", "Gold"), ("Sandy", "Banks"),
    ("Rocky", "Hill"), ("Lincoln", "Park"), ("Victoria", "Falls"), ("Jackson", "Lake"),
    ("Charlotte", "Street"), ("Savannah", "Rivers"), ("Chance", "Storm"), ("Christian", "Temple"),
    ("Christian", "Good"), ("Robin", "Wood"), ("Mark", "May"), ("Will", "Power"), ("Dawn", "Light"),
    ("Penny", "Drive"), ("Logan", "Jackson"), ("Carson", "Lincoln"), ("Jordan", "Taylor"),
    ("Luz", "Blanca"), ("Rosa", "Flores"), ("Cruz", "Roja"), ("Sky", "Blue"), ("Sunny", "Day"),
)  # fmt: skip
PLANTED_JOINED = (
    ("Dai", "Ly"), ("Ida", "Ho"), ("Tim", "Ely"), ("Li", "Ma"), ("Chi", "Le"), ("Tab", "Le"), ("Will", "Ing"),
    ("Mark", "Ing"), ("Hu", "Man"), ("Pat", "Tern"), ("Al", "So"), ("Mai", "Ne"), ("Sim", "Ple"),
    ("Ma", "Li"), ("Car", "Bon"), ("Ana", "Lyze"), ("Kim", "Ono"),
)  # fmt: skip


def _plant(rng: Random, district: District) -> None:
    """Give some students the names of traps; every fourth elementary or K-8 student is free for one."""
    free = [p for p in district.pupils if p.grade <= 8]
    rng.shuffle(free)
    groups = (("famous", PLANTED_FAMOUS), ("words", PLANTED_WORDS), ("joined", PLANTED_JOINED))
    for trait, pairs in groups:
        for given, family in pairs:
            _rename(free.pop(), given, family, trait)
    schools = district.places
    by_school: dict[str, list[Pupil]] = defaultdict(list)
    for pupil in free:
        by_school[pupil.school_id].append(pupil)
    high = [p for p in district.pupils if p.grade >= 9]
    rng.shuffle(high)
    k8_schools = [place.school_id for place in schools if place.level != "high"]

    def one(school: str) -> Pupil:
        return by_school[school].pop()

    for n in range(24):
        school, other = rng.sample(k8_schools, 2)
        twin, model = one(school), one(other)
        _rename(twin, model.given, model.family, "namesake-other-school")
        model.traits.add("namesake-other-school")
        model, twin = one(school), one(school)
        _rename(twin, model.given, model.family, "namesake-same-school")
        model.traits.add("namesake-same-school")
        model, teen = one(school), high[n]
        _rename(teen, model.given, model.family, "namesake-high")
        model.traits.add("namesake-high")
        model, near = one(school), one(school)
        near.grade = model.grade
        given = _one_letter_off(rng, model.given)
        _rename(near, given, model.family, "near-namesake")
        near.preferred = model.preferred = ""
        model.traits.add("near-namesake")
        first, second, third = one(school), one(school), one(school)
        second.grade = first.grade
        for sibling in (second, third):
            sibling.family, sibling.preferred_family = first.family, ""
        for sibling in (first, second, third):
            sibling.traits.add("siblings")


def _one_letter_off(rng: Random, given: str) -> str:
    spot = rng.randrange(1, len(given))
    letters = "aeiou" if given[spot] in "aeiou" else "bdklmnrst"
    letter = rng.choice([each for each in letters if each != given[spot].lower()])
    return given[:spot] + letter + given[spot + 1 :]


def _rename(pupil: Pupil, given: str, family: str, trait: str) -> None:
    pupil.given, pupil.family, pupil.preferred, pupil.preferred_family = given, family, "", ""
    pupil.middle = ""
    pupil.traits |= {trait, "planted"}


def _staff_and_rooms(rng: Random, stock: dict[str, list[str]], district: District) -> None:
    used: set[str] = set()

    def hire(place: Place, role: str, job: str, given: str = "", family: str = "") -> Adult:
        if not given:
            tradition = a_tradition(rng)
            given, family = tradition.given(rng), rng.choice(stock[tradition.name])
        number = len(district.adults) + 1
        local = f"{plain(given)[:1]}{plain(family)}".replace(" ", "")
        while local in used:
            local += str(number)
        used.add(local)
        adult = Adult(
            f"emp-{number}", given, family, f"{local}@rushriver.example", role, job, place.school_id
        )
        district.adults.append(adult)
        return adult

    for place in district.places:
        for job, role in (("Principal", "principal"), ("Secretary", "administrator"), ("School Nurse", "aide"),
                          ("Librarian", "teacher"), ("Counselor", "counselor"), ("Paraeducator", "aide")):  # fmt: skip
            hire(place, role, job)
        pupils = district.in_school[place.school_id]
        for grade in range(place.first, place.last + 1):
            of_grade = [pupil for pupil in pupils if pupil.grade == grade]
            if grade <= 5:
                for start in range(0, len(of_grade), 24):
                    teacher = hire(place, "teacher", f"Grade {grade or 'K'} teacher")
                    room = Room(f"cls-{len(district.rooms) + 1}", f"{'Kindergarten' if not grade else f'Grade {grade}'} - {teacher.family}",
                                place.school_id, grade, teacher.staff_id)  # fmt: skip
                    district.rooms.append(room)
                    for pupil in of_grade[start : start + 24]:
                        pupil.rooms = (room.class_id,)
            else:
                _subjects(rng, district, place, grade, of_grade, hire)
    _twins(rng, district, hire)


def _subjects(
    rng: Random, district: District, place: Place, grade: int, pupils: list[Pupil], hire: Hire
) -> None:
    for subject in SUBJECTS[:6]:
        shuffled = list(pupils)
        rng.shuffle(shuffled)
        for start in range(0, len(shuffled), 84):
            teacher = hire(place, "teacher", f"{subject} teacher")
            for period, begin in enumerate(range(start, min(start + 84, len(shuffled)), 28), 1):
                room = Room(f"cls-{len(district.rooms) + 1}", f"{subject} {grade} - period {period}",
                            place.school_id, grade, teacher.staff_id)  # fmt: skip
                district.rooms.append(room)
                for pupil in shuffled[begin : begin + 28]:
                    pupil.rooms = (*pupil.rooms, room.class_id)


def _twins(rng: Random, district: District, hire: Hire) -> None:
    """Hire adults who share a K-8 student's name: half in the student's school, half in another."""
    k8 = [
        p for p in district.pupils if p.is_k8 and not p.traits and district.family_count[plain(p.family)] < 9
    ]
    rng.shuffle(k8)
    for n, pupil in enumerate(k8[:40]):
        here = district.place(pupil.school_id)
        place = here if n % 2 else rng.choice([p for p in district.places if p is not here])
        hire(place, "teacher", "Art teacher", pupil.given, pupil.family)
        pupil.traits |= {"staff-twin-here" if n % 2 else "staff-twin-elsewhere", "planted"}
    for name in ("in_room", "in_school", "full_count", "family_count", "short_count", "by_id"):
        district.__dict__.pop(name, None)


def _accounts(rng: Random, district: District) -> None:
    used: set[str] = set()
    for n, pupil in enumerate(district.pupils):
        local = f"{plain(pupil.given).replace(' ', '')}.{plain(pupil.family).replace(' ', '')}"
        while local in used:
            local = f"{local}{n}"
        used.add(local)
        pupil.username = (
            f"{plain(pupil.given)[:1]}{plain(pupil.family).replace(' ', '')}{rng.randrange(10, 99)}"
        )
        pupil.email = f"{local}@pupils.rushriver.example"
        pupil.number = str(700000 + n)
        pupil.birth = date(2021 - pupil.grade, 1, 1) + timedelta(days=rng.randrange(364))
        pupil.address = f"{rng.randrange(12, 9800)} {rng.choice(STREETS)} {rng.choice(KINDS)}"
        pupil.phone = f"(406) 555-{rng.randrange(1000, 9999)}"
        if pupil.grade <= 5 and rng.random() < 0.01:
            pupil.traits.add("ungraded")
        pupil.former = rng.random() < 0.01 and not pupil.traits


def _optouts(rng: Random, district: District) -> None:
    """Give 3% scope A, 2% B, 2% C; some forms start later or have ended; 4% have no signed agreement."""
    for pupil in district.pupils:
        draw = rng.random()
        if draw < 0.07:
            pupil.scopes = "A" if draw < 0.03 else "B" if draw < 0.05 else "C"
            pupil.scope_state = rng.choices(("", "later", "ended"), (90, 5, 5))[0]
            if not pupil.scope_state and not pupil.traits and not pupil.former and district.is_rare(pupil):
                pupil.gone = rng.random() < 0.1
                if not pupil.gone and rng.random() < 0.1:
                    pupil.other_name = f"{pupil.given} {rng.choice(district.pupils).family.split()[0]}quist"
        elif draw < 0.11:
            pupil.agreement = rng.choice(("no", ""))
