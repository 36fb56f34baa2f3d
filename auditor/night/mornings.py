"""Say for each school which due dates lie around a night; reads policy and calendars, decides no mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from auditor.calendar import Closures, Duty, due_days, window_of
from auditor.config import Config
from auditor.due import due_calendars, duty_for
from auditor.mail import DueDate, Mornings
from auditor.policy import Policy
from auditor.registry import Registry

AROUND = timedelta(days=100)
"""How far before and after a night due dates matter: no two lie further apart than a summer."""


def mornings_of(config: Config, registry: Registry, policy: Policy, day: date) -> Callable[[str], Mornings]:
    """Return what tells a school's due dates and days off by its id.

    A due date on a day off is excused, and so nobody is reminded of it.
    """
    calendars = due_calendars(config, registry, policy)
    duty = duty_for(policy, "class", day)

    def of_school(school: str) -> Mornings:
        closures = calendars.of(school)
        return Mornings(tuple(_around(duty, closures, config, day)) if duty else (), closures.is_off)

    return of_school


def _around(duty: Duty, closures: Closures, config: Config, day: date) -> Iterator[DueDate]:
    zone = config.district.zone
    for due in due_days(duty, day - AROUND, day + AROUND):
        if not closures.why(due):
            window = window_of(duty, due, zone)
            yield DueDate(due, window.opens.astimezone(zone).date(), window.closes.astimezone(zone).date())
