"""Read grades as districts write them: "KG", "05", "K-8", "6, 7"; knows no student and no site."""

from __future__ import annotations

import re
from functools import cache

_BELOW_FIRST = {"IT": -3, "PR": -2, "PK": -1, "TK": 0, "KG": 0, "K": 0, "KINDERGARTEN": 0, "PS": 13}
_GRADE = re.compile(r"\b(PK|TK|KG|K|\d{1,2})\b", re.IGNORECASE)
_SPAN = re.compile(r"\b(PK|TK|KG|K|\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|to)\s*(\d{1,2})", re.IGNORECASE)


def grade_number(grade: str) -> int | None:
    """Return a grade code as a number (KG and TK 0, PK -1, 13 and PS 13), None where it is ungraded."""
    code = grade.strip().upper()
    if code in _BELOW_FIRST:
        return _BELOW_FIRST[code]
    number = re.fullmatch(r"(?:GRADE\s*)?0*(\d{1,2})(?:ST|ND|RD|TH)?(?:\s*GRADE)?", code)
    return int(number[1]) if number and int(number[1]) <= 13 else None


@cache
def grades_in(written: str) -> frozenset[int]:
    """Read "K-5" or "6, 7" as grade numbers (kindergarten 0)."""
    found: set[int] = set()
    for span in _SPAN.finditer(written):
        first, last = grade_number(span[1]), grade_number(span[2])
        if first is not None and last is not None:
            found |= set(range(first, last + 1))
    if not found:
        found = {number for code in _GRADE.findall(written) if (number := grade_number(code)) is not None}
    return frozenset(found)
