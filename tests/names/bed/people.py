"""Invent a district: students, staff, classes and schools, with the traps that real rosters hold.

Every name is put together from syllables, or is an ordinary word; none comes from a list of names.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from auditor.registry import Owner, School, Site
from auditor.roster import Org, Roster, SchoolClass, Staff, Student

STARTS = (
    "Bra Cal Dar El Fen Gar Hal Ir Jor Kel Lor Mar Nev Or Pel Quil Ral Sel Tar Ul Ven Wil Yor Zan "
    "Ash Bel Cor Dru Em Far"
).split()
MIDDLES = "a e i o an el il or ann err ith ond ell ast end orv umb ik av os".split()
GIVEN_ENDS = "ina ora ett iam us elle ika on ana eth isa ario enn ia olf ara een as yn o".split()
FAMILY_ENDS = (
    "sworth berg mont dale ova escu quist man ford well ster ick ley ano ini oux arde enko sson vik".split()
)
ORDINARY_GIVEN = (
    "Will Grace April Hope Rose Mark Grant Hunter Summer May Jordan Faith Chase Dawn Ruby Sage Jack Joy"
).split()
ORDINARY_FAMILY = (
    "Power Park Parks Stone Hill Brown Rivers Young Long Fields Page Lane Day Banks Wood Rose Grace "
    "Summer Jordan"
).split()
SHORT_FAMILY = "Vo Li Ng Ma Le Wu Xu Do Ha Oh".split()
WITH_NICKNAME = (
    "Josephine William Elizabeth Theodore Francisco Guadalupe Alexander Katherine Samuel Isabella "
    "Robert Penelope"
).split()
ACCENTS = str.maketrans("aeiou", "áéíóú")


@dataclass(frozen=True)
class District:
    roster: Roster
    sites: tuple[tuple[Site, School, tuple[str, ...]], ...]
    twins: frozenset[str]


def names(rng: random.Random, ends: list[str], count: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        middle = rng.choice(MIDDLES) if rng.random() < 0.7 else rng.choice(MIDDLES) + rng.choice("lmnrst")
        made[rng.choice(STARTS) + middle + rng.choice(ends)] = None
    return list(made)


def district(seed: int = 7, size: int = 9000) -> District:
    rng = random.Random(seed)
    givens = names(rng, GIVEN_ENDS, 900)
    families = names(rng, FAMILY_ENDS, max(1500, size // 3))
    weights = [1 / (rank + 12) for rank in range(len(givens))]
    family_weights = [1 / (rank + 25) for rank in range(len(families))]

    def given() -> str:
        chance = rng.random()
        if chance < 0.04:
            return rng.choice(ORDINARY_GIVEN)
        if chance < 0.09:
            return rng.choice(WITH_NICKNAME)
        one = rng.choices(givens, weights)[0]
        if chance < 0.12:
            return f"{one} {rng.choices(givens, weights)[0]}"
        if chance < 0.13:
            return f"{one}-{rng.choices(givens, weights)[0]}"
        return one[0] + one[1:].translate(ACCENTS) if chance < 0.15 else one

    def family() -> str:
        chance = rng.random()
        one, two = rng.choices(families, family_weights, k=2)
        if chance < 0.05:
            return rng.choice(ORDINARY_FAMILY)
        if chance < 0.09:
            return rng.choice(SHORT_FAMILY)
        if chance < 0.15:
            return f"{one} {two}"
        if chance < 0.20:
            return f"{one}-{two}"
        if chance < 0.22:
            return f"O'{one}"
        if chance < 0.24:
            return f"{rng.choice(('de la', 'van', 'Mc', 'D'))} {one}".replace("Mc ", "Mc").replace("D ", "D'")
        if chance < 0.27:
            return one[:2] + one[2:].translate(ACCENTS)
        if chance < 0.28:
            return f"{one} {rng.choice(('Jr.', 'III'))}"
        return one

    schools = [
        School(f"s{n}", f"{STARTS[n]}{MIDDLES[n]} School", "K-5" if n < 12 else "6-8" if n < 16 else "9-12")
        for n in range(18)
    ]
    orgs = tuple(Org(school.school_id, school.name, "school") for school in schools)
    classes: list[SchoolClass] = []
    staff: list[Staff] = []
    students: list[Student] = []
    sites: list[tuple[Site, School, tuple[str, ...]]] = []
    per_class = 24
    for number in range(size // per_class):
        grade = number % 13
        level = range(12) if grade <= 5 else range(12, 16) if grade <= 8 else range(16, 18)
        school = schools[rng.choice(list(level))]
        class_id, code = f"c{number}", f"{grade:02d}" if grade else "KG"
        classes.append(SchoolClass(class_id, f"Class {number}", school.school_id, (code,)))
        teacher = Staff(
            f"t{number}",
            rng.choice(givens),
            "",
            rng.choice(families),
            "",
            f"t{number}@district.example",
            "teacher",
            (school.school_id,),
            (class_id,),
        )
        members = []
        for seat in range(per_class):
            identity = f"p{number * per_class + seat}"
            first, last = given(), family()
            students.append(
                Student(
                    identity,
                    first,
                    rng.choice(givens) if rng.random() < 0.4 else "",
                    last,
                    preferred=rng.choice(givens) if rng.random() < 0.03 else "",
                    grades=(code,),
                    school_ids=(school.school_id,),
                    class_ids=(class_id,),
                    username=f"{first[:1]}{last[:6]}{seat}".replace(" ", "").lower()
                    if rng.random() < 0.3
                    else "",
                )
            )
            members.append(identity)
        staff.append(teacher)
        site = Site(
            f"w{number}",
            f"https://w{number}.example/",
            school.school_id,
            "class",
            (Owner("T", teacher.email),),
            "K" if grade == 0 else str(grade),
        )
        sites.append((site, school, tuple(members)))
    students, namesakes = _with_namesakes(rng, students)
    twins = rng.sample(
        [student for student in students if student.is_k8 and student.sourced_id not in namesakes], 60
    )
    for rank, twin in enumerate(twins):
        school_id = twin.school_ids[0] if rank % 2 else rng.choice(schools).school_id
        staff.append(
            Staff(
                f"u{rank}",
                twin.given,
                "",
                twin.family,
                "",
                f"u{rank}@district.example",
                "teacher",
                (school_id,),
            )
        )
    roster = Roster(tuple(students), tuple(staff), tuple(classes), orgs, loaded=True)
    return District(roster, tuple(sites), frozenset(twin.sourced_id for twin in twins))


def _with_namesakes(rng: random.Random, students: list[Student]) -> tuple[list[Student], set[str]]:
    """Give pairs of students the same name, in one class, in one school, or anywhere."""
    from dataclasses import replace

    made: set[str] = set()
    for rank in range(len(students) // 60):
        one = rng.randrange(len(students))
        if rank % 6 == 0:
            pool = [n for n, each in enumerate(students) if each.class_ids == students[one].class_ids]
        elif rank % 3 == 0:
            pool = [n for n, each in enumerate(students) if each.school_ids == students[one].school_ids]
        else:
            pool = list(range(len(students)))
        other = rng.choice(pool)
        if other == one or students[other].sourced_id in made:
            continue
        students[other] = replace(students[other], given=students[one].given, family=students[one].family)
        made |= {students[one].sourced_id, students[other].sourced_id}
    return students, made
