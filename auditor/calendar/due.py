"""Compute due dates and the windows in which an update counts, from a clause's settings; reads no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Protocol, TypeVar

from dateutil.rrule import rrule, rruleset, rrulestr

from auditor.calendar.moments import local_midnight

T = TypeVar("T")

TOPIC = "update-frequency"
"""The topic of the clauses whose settings name due dates."""
MOST_DAYS = 800
"""No school year has more due dates than this; a rule that yields more is mistaken."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Hold how often a site must be updated, as a clause's settings say.

    `due` is an RRULE of RFC 5545; the window opens so many days before the due date and closes
    `grace_days` after it. `anchor` is where rules such as "every second Tuesday" begin to count.
    `stale_days` without anything new make a site look abandoned.
    """

    due: str
    opens_days_before: int = 3
    grace_days: int = 0
    stale_days: int = 45
    anchor: date = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """Span the time in which an update counts for one due date: from `opens` until before `closes`."""

    due: date
    opens: datetime
    closes: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.opens <= moment < self.closes


class Setting(Protocol):
    """Look up one setting of the clause by name; what is not set is the default."""

    def __call__(self, name: str, default: T, /) -> T: ...


def duty_of(setting: Setting) -> Duty | None:
    """Return what a clause's settings ask of a site, None where they ask for no updates by a date.

    Raises `ValueError` with one sentence where `due` is no RRULE.
    """
    due = setting("due", "")
    if not due:
        return None
    duty = Duty(
        due=due,
        opens_days_before=setting("window_opens_days_before", 3),
        grace_days=setting("grace_days", 0),
        stale_days=setting("stale_days", 45),
        anchor=setting("due_counts_from", date(2000, 1, 1)),
    )
    try:
        _rule(duty)
    except (ValueError, TypeError, AttributeError, KeyError):
        raise ValueError(f'"{due}" is no rule such as "FREQ=MONTHLY;BYDAY=1TU,4TU"') from None
    return duty


@lru_cache(maxsize=256)
def due_days(duty: Duty, first: date, last: date) -> tuple[date, ...]:
    """Return the due dates from `first` to `last`, both included, in order.

    Whole days without a zone: a due date is a day on the wall calendar, whatever clocks do.
    """
    start, end = datetime.combine(first, time()), datetime.combine(last, time())
    found: list[date] = []
    for moment in _rule(duty).xafter(start, inc=True):
        if moment > end or len(found) >= MOST_DAYS:
            break
        found.append(moment.date())
    return tuple(dict.fromkeys(found))


def window_of(duty: Duty, due: date, zone: tzinfo) -> Window:
    """Return a due date's window, from local midnight to local midnight: 24 hours are not always a day."""
    return Window(
        due,
        local_midnight(due - timedelta(days=duty.opens_days_before), zone),
        local_midnight(due + timedelta(days=duty.grace_days + 1), zone),
    )


def _rule(duty: Duty) -> rrule | rruleset:
    anchor = datetime.combine(duty.anchor, time())
    return rrulestr(duty.due.removeprefix("RRULE:"), dtstart=anchor)
