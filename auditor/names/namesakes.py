"""Say what a page tells of a name that tells namesakes apart: a grade, and Jr. or III; weighs no name."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.grades import grade_number
from auditor.mask.spelling import SUFFIXES
from auditor.names.around import ORDINAL, ORDINALS, Scene
from auditor.roster import Student

_GRADE = (
    r"^['’]?s?\W{0,3}(?:{grade-link}\s+)?"
    r"(?:{grade}\s+(\d{1,2}|{kindergarten-letter})\b|(\d{1,2}){ordinal-ending}[\s-]+{grade}|"
    rf"({{kindergarten}}|{ORDINAL})(?:[\s-]+{{grade}}|\w))"
)
_GRADE_BEFORE = (
    r"(?<!\w)(?:(\d{1,2}){ordinal-ending}[\s-]+{grade-word}|"
    rf"({{kindergarten}}|{ORDINAL})(?:[\s-]+{{grade-word}}|\w*))\W{{1,2}}$"
)


@dataclass(frozen=True, slots=True)
class Told:
    """Hold the grade and the ending of a name that stand on the page, None and "" where none does."""

    grade: int | None
    ending: str

    def fits(self, student: Student) -> float:
        """Return points for or against a student: a wrong grade speaks louder than the right one."""
        points = 0.0
        grades = [number for code in student.grades if (number := grade_number(code)) is not None]
        if self.grade is not None and grades:
            points += 0.5 if self.grade in grades else -1.5
        if self.ending:
            points += 2.6 if _ending(student.family) == self.ending else 0.0
        return points


def told_of(scene: Scene) -> Told:
    """Read the grade beside a name and the ending behind it."""
    last = scene.found[scene.hit.last - 1].folded if scene.hit.last else ""
    return Told(_grade(scene), last if last in SUFFIXES else "")


def _grade(scene: Scene) -> int | None:
    see, small = scene.cues.pattern, scene.cues.small
    after, before = see(_GRADE).match(scene.after), see(_GRADE_BEFORE).search(scene.before)
    if after is not None:
        number, ordinal = after[1] or after[2], after[3]
    elif before is not None:
        number, ordinal = before[1], before[2]
    else:
        return None
    if ordinal:
        return next((number for number in ORDINALS if ordinal in small[f"ordinal-{number}"]), 0)
    return int(number) if number.isdecimal() else 0


def _ending(family: str) -> str:
    words = family.casefold().replace(".", "").replace(",", " ").split()
    last = words[-1] if words else ""
    return {"junior": "jr"}.get(last, last) if last in SUFFIXES else ""
