"""Find the dates that a line names, and its shape without them; judges no change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from auditor.words import Words, either, in_force, of_words

OLD_AFTER = timedelta(days=150)
"""A date with a year that lies longer ago than this is one of an earlier school year."""
OLDEST = timedelta(days=1400)
"""A date longer ago is history that a class learns about, and no sign of a page from last year."""

_MARKS = re.compile(r"#(?:[\s,.\-–—/]*#)+")


@dataclass(frozen=True, slots=True)
class Named:
    """Hold one date that a line names; `old` says that its weekday or year is that of an earlier year."""

    day: date
    stated_year: bool
    old: bool = False


class _Names:
    """Know the months and weekdays of all languages, and the patterns made of them."""

    def __init__(self, known: Words) -> None:
        self.months = {name: number for number in range(1, 13) for name in known.of(f"month-{number}")}
        self.weekdays = {name: number for number in range(7) for name in known.of(f"weekday-{number + 1}")}
        # "may" and "sun" are words as well: only beside a number are they dates.
        doubtful = known.of("date-or-word")
        month, weekday = either(self.months), either(self.weekdays)
        sure_month = either(name for name in self.months if name not in doubtful)
        sure_day = either(name for name in self.weekdays if name not in doubtful)
        unsure = either(name for name in (*self.months, *self.weekdays) if name in doubtful)
        self.dated = known.pattern(
            rf"(?:\b(?P<day_name>{weekday})\b\.?,?\s+(?:{{weekday-the}}\s+)?)?(?:"
            r"\b(?P<iso>(?P<y1>20\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d))\b"
            r"|\b(?P<m2>\d{1,2})[/.](?P<d2>\d{1,2})(?:[/.](?P<y2>20\d\d|\d\d))?\b(?![/.:%])"
            rf"|\b(?P<m3>{month})\b\.?\s+(?P<d3>\d{{1,2}}){{ordinal-ending}}?\b(?!:\d)"
            r"(?:,?\s+(?P<y3>(?:19|20)\d\d)\b)?"
            rf"|\b(?P<d4>\d{{1,2}})\s+(?:{{day-of}}\s+)?(?P<m4>{month})\b\.?"
            r"(?:,?\s+(?:{year-of}\s+)?(?P<y4>(?:19|20)\d\d)\b)?"
            r")"
        )
        half = either(word for word in known.of("day-half") if word.isalpha())
        self.token = known.pattern(
            rf"\b(?:{sure_month}|{sure_day})\b\.?|\b(?:{unsure})\b\.?(?=,?\s*\d)|(?<=\d\s)(?:{unsure})\b"
            rf"|\d+(?:[.,:/\-]\d+)*(?:{{ordinal-ending}}|{half}|[a-z])?\b|\b{{day-half}}(?!\w)"
        )
        self.weekday = re.compile(rf"\b(?:{sure_day})\b")
        full = {max(known.of(f"month-{number}"), key=len, default="") for number in range(1, 13)}
        self.month = re.compile(rf"\b(?:{either((full - {''}) | self.months.keys() - doubtful)})\b")


@of_words
@cache
def _names() -> _Names:
    return _Names(in_force())


def shape(folded: str) -> str:
    """Return a folded line with every date, time and number as "#"."""
    return _MARKS.sub("#", _names().token.sub("#", folded))


def dates_in(folded: str, near: date) -> Iterator[Named]:
    """Yield the dates that a line names; one without a year is the nearest to `near`.

    A weekday that does not fit the nearest year but the one before gives an old date away.
    """
    names = _names()
    for match in names.dated.finditer(folded):
        parts = match.groupdict()
        written = next((parts[f"m{n}"] for n in range(1, 5) if parts[f"m{n}"]), "")
        month = int(written) if written.isdigit() else names.months.get(written, 0)
        number = int(next((parts[f"d{n}"] for n in range(1, 5) if parts[f"d{n}"]), "0"))
        year = next((parts[f"y{n}"] for n in range(1, 5) if parts[f"y{n}"]), "")
        if year:
            day = _date(int(year) + (2000 if len(year) == 2 else 0), month, number)
            if day is not None:
                yield Named(day, True, OLD_AFTER < near - day <= OLDEST)
            continue
        day = _nearest(month, number, near)
        if day is None:
            continue
        weekday = names.weekdays.get(parts["day_name"] or "")
        old = False
        if weekday is not None and weekday != day.weekday():
            before = _date(day.year - 1, month, number)
            old = before is not None and before.weekday() == weekday
        yield Named(day, False, old)


def weekday_in(folded: str) -> int | None:
    """Return the first weekday that a line names, 0 for Monday."""
    match = _names().weekday.search(folded)
    return _names().weekdays[match[0]] if match else None


def month_in(folded: str) -> int | None:
    """Return the first month that a line names without a day, None where it names none or a date."""
    if _names().dated.search(folded) or weekday_in(folded) is not None:
        return None
    match = _names().month.search(folded)
    return _names().months[match[0]] if match else None


def _nearest(month: int, number: int, near: date) -> date | None:
    found = [_date(near.year + step, month, number) for step in (-1, 0, 1)]
    days = [day for day in found if day is not None]
    return min(days, key=lambda day: abs(day - near), default=None)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
