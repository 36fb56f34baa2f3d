"""Say on which mornings a digest or a reminder is due; knows neither mail nor calendars themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _weekdays_only(day: date) -> bool:
    return day.weekday() >= 5


@dataclass(frozen=True, slots=True)
class DueDate:
    """Name one due date, the first day that counts for it, and the first morning after its window."""

    due: date
    opens: date
    after: date


@dataclass(frozen=True, slots=True)
class Mornings:
    """Hold what a school's calendar and the policy say: due dates, and days off.

    `due` is in order, and empty where no clause in force names due dates. `is_off` tells the days on
    which nobody is expected at school.
    """

    due: tuple[DueDate, ...] = ()
    is_off: Callable[[date], bool] = field(default=_weekdays_only)

    def next_due(self, day: date) -> date | None:
        """Return the first due date on `day` or later."""
        return next((each.due for each in self.due if each.due >= day), None)

    def school_days(self, first: date, before: date) -> int:
        """Count the school days from `first` to the day before `before`."""
        days = (before - first).days if before > first else 0
        return sum(not self.is_off(first + timedelta(days=number)) for number in range(days))

    def remind_of(self, day: date, school_days: int) -> DueDate | None:
        """Return the due date of which teachers are reminded this morning: so many school days before it."""
        if not school_days or self.is_off(day):
            return None
        coming = next((each for each in self.due if each.due > day), None)
        return coming if coming is not None and self.school_days(day, coming.due) == school_days else None


def scheduled(
    cadence: Literal["due-date", "weekly", "nightly"], weekday: str, day: date, mornings: Mornings
) -> date:
    """Return the newest morning up to `day` for which a digest is planned.

    Where no clause names due dates, "due-date" is as "weekly"; before the first one nothing is due.
    """
    if cadence == "nightly":
        return day
    if cadence == "due-date" and mornings.due:
        return max((each.after for each in mornings.due if each.after <= day), default=date.min)
    return day - timedelta(days=(day.weekday() - WEEKDAYS.index(weekday)) % 7)


def is_due(planned: date, last: date | None) -> bool:
    """Tell whether a digest goes out this morning: a planned one has not, or there never was one.

    A morning that was missed is made up for: a machine that stood still must not cost two weeks.
    """
    return last is None or last < planned
