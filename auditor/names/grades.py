"""Work out a student's grade on the day when something was posted; reads dates in addresses only."""

from __future__ import annotations

import re
from datetime import date

from auditor.grades import grade_number
from auditor.roster import Student

_DATED = re.compile(r"/(20\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?=/|-|$|\.)")
_YEAR_STARTS = 8


def posted_on(url: str) -> date | None:
    """Return the day of posting that an address states ("/2026/10/26/"), None where it states none."""
    found = _DATED.search(url)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def school_year(day: date) -> int:
    """Return the year in which a day's school year began; it begins in August."""
    return day.year if day.month >= _YEAR_STARTS else day.year - 1


def grade_then(student: Student, posted: date, tonight: date) -> int | None:
    """Return the grade in which a student was on an earlier day, one grade a school year back."""
    numbers = [number for code in student.grades if (number := grade_number(code)) is not None]
    if not numbers:
        return None
    return min(numbers) - max(0, school_year(tonight) - school_year(posted))
