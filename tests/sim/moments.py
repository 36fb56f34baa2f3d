"""Lay out a school year: days, breaks, due dates and windows, by arithmetic of its own; leaves sites out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("America/Denver")
TUESDAY: Final = 1
DAY: Final = timedelta(days=1)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return a local time of a day."""
    return datetime.combine(day, time(hour, minute), ZONE)


@dataclass(frozen=True, slots=True)
class Due:
    """One due date and its window, `closes` not included."""

    day: date
    opens: datetime
    closes: datetime

    def holds(self, moment: datetime) -> bool:
        return self.opens <= moment < self.closes


@dataclass(frozen=True, slots=True)
class Closure:
    """A span of days without school, `last` included; entered into the calendar on `entered`.

    `school` is "" for the whole district. `excuses` is false for an entry that closes nothing.
    """

    first: date
    last: date
    summary: str
    entered: date
    school: str = ""
    excuses: bool = True

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class SchoolYear:
    """One school year; `start` and `end` are its first and last day."""

    start: date
    end: date
    closures: tuple[Closure, ...]

    def closed(self, day: date, school: str) -> bool:
        """Tell whether a day was in the end a day without school."""
        return bool(self._closures(day, school))

    def known(self, day: date, school: str, today: date) -> bool:
        """Tell whether a day without school stood in the calendar as such on another day."""
        return any(each.entered <= today for each in self._closures(day, school))

    def _closures(self, day: date, school: str) -> list[Closure]:
        return [
            each for each in self.closures if day in each and each.excuses and each.school in ("", school)
        ]

    def in_session(self, day: date, school: str = "") -> bool:
        return self.start <= day <= self.end and day.weekday() < 5 and not self.closed(day, school)

    def dues(self, first: date, last: date) -> list[Due]:
        """Return the first and fourth Tuesday of every month between two days, both included."""
        return [due for due in _dues(first, last) if first <= due.day <= last]


def _dues(first: date, last: date) -> Iterator[Due]:
    year, month = first.year, first.month
    while date(year, month, 1) <= last:
        day = date(year, month, 1)
        while day.weekday() != TUESDAY:
            day += DAY
        for due in (day, day + 21 * DAY):
            yield Due(due, at(due - 3 * DAY), at(due + DAY))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def nth(year: int, month: int, weekday: int, number: int) -> date:
    """Return the so-manieth weekday of a month."""
    day = date(year, month, 1)
    return day + ((weekday - day.weekday()) % 7 + 7 * (number - 1)) * DAY


def school_year(year: int, schools: list[str]) -> SchoolYear:
    """Return the school year that starts in August of `year`, with breaks and days entered too late."""
    plan = date(year, 7, 1)
    thanks = nth(year, 11, 3, 4)
    spring = nth(year + 1, 3, TUESDAY, 4) - DAY
    snow = nth(year + 1, 1, TUESDAY, 4)
    flood = nth(year, 10, TUESDAY, 4)
    presidents = nth(year + 1, 2, TUESDAY, 4) - DAY
    talks = nth(year, 11, TUESDAY, 1)
    closures = [
        Closure(nth(year, 9, 0, 1), nth(year, 9, 0, 1), "Labor Day, no school", plan),
        Closure(nth(year, 10, 3, 3), nth(year, 10, 3, 3) + DAY, "Educator days, no school", plan),
        Closure(thanks - DAY, thanks + DAY, "Thanksgiving break", plan),
        Closure(date(year, 12, 23), date(year + 1, 1, 3), "Winter break", plan),
        Closure(spring, spring + 4 * DAY, "Spring break", plan),
        # The day before a due date only, and a due date on which school is merely shorter.
        Closure(presidents, presidents, "Presidents Day, no school", plan),
        Closure(talks, talks, "Early release for conferences", plan, excuses=False),
        # Entered when the verdict may have been spoken already.
        Closure(snow, snow, "Snow day, no school", snow + 2 * DAY),
        Closure(flood, flood, "Water main broken, school closed", flood + 9 * DAY, school=schools[-1]),
    ]  # fmt: skip
    return SchoolYear(date(year, 8, 26), date(year + 1, 6, 10), tuple(closures))


def calendar_file(year: SchoolYear, school: str, today: date) -> str:
    """Return the school's calendar (iCalendar) as it stood on a day: later entries are not in it yet."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Simulated district//EN"]
    for number, closure in enumerate(year.closures):
        if closure.entered > today or closure.school not in ("", school):
            continue
        lines += [
            "BEGIN:VEVENT",
            f"UID:closure-{number}@sim.example",
            "DTSTAMP:20240701T150000Z",
            f"DTSTART;VALUE=DATE:{closure.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{closure.last + DAY:%Y%m%d}",
            f"SUMMARY:{closure.summary}".replace(",", "\\,"),
            f"CATEGORIES:{'NO-SCHOOL' if closure.excuses else 'SCHOOL-DAY'}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)
MESES: Final = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
)
WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
DIAS: Final = "lunes martes miércoles jueves viernes sábado domingo".split()


def long_date(day: date, spanish: bool = False) -> str:
    """Write a date as a page shows it, whatever the machine's language."""
    if spanish:
        return f"{day.day} de {MESES[day.month - 1]} de {day.year}"
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def short_date(day: date) -> str:
    """Write a date the way a teacher does in a plan."""
    return f"{MONTHS[day.month - 1][:3]} {day.day}"
