"""Say on which mornings mail goes: due dates, weeks and nights, days missed, school days and reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from auditor.mail import DueDate, Mornings, is_due, scheduled

NO_SCHOOL = {date(2026, 10, 15), date(2026, 10, 16), date(2026, 11, 26), date(2026, 11, 27)}


def due(day: date) -> DueDate:
    """Return a due date whose window opens on the Saturday before and closes that evening."""
    return DueDate(day, day - timedelta(days=3), day + timedelta(days=1))


TUESDAYS = Mornings(
    tuple(due(date(2026, month, day)) for month, day in ((10, 6), (10, 27), (11, 3), (11, 24))),
    lambda day: day.weekday() >= 5 or day in NO_SCHOOL,
)
NOTHING_DUE = Mornings()


@pytest.mark.parametrize(
    ("name", "cadence", "mornings", "day", "planned"),
    [
        ("the morning after", "due-date", TUESDAYS, date(2026, 11, 4), date(2026, 11, 4)),
        ("the due date itself", "due-date", TUESDAYS, date(2026, 11, 3), date(2026, 10, 28)),
        ("between two", "due-date", TUESDAYS, date(2026, 11, 20), date(2026, 11, 4)),
        ("before the first", "due-date", TUESDAYS, date(2026, 10, 6), date.min),
        ("no due dates: Monday", "due-date", NOTHING_DUE, date(2026, 11, 2), date(2026, 11, 2)),
        ("no due dates: Sunday", "due-date", NOTHING_DUE, date(2026, 11, 1), date(2026, 10, 26)),
        ("weekly", "weekly", TUESDAYS, date(2026, 11, 4), date(2026, 11, 2)),
        ("nightly", "nightly", TUESDAYS, date(2026, 11, 5), date(2026, 11, 5)),
    ],
)
def test_a_digest_is_planned_for_a_morning(
    name: str, cadence: str, mornings: Mornings, day: date, planned: date
) -> None:
    assert scheduled(cadence, "monday", day, mornings) == planned  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "planned", "last", "goes"),
    [
        ("never told", date(2026, 11, 4), None, True),
        ("never told and nothing planned yet", date.min, None, True),
        ("told last time", date(2026, 11, 4), date(2026, 10, 28), True),
        ("told that morning", date(2026, 11, 4), date(2026, 11, 4), False),
        ("told since", date(2026, 11, 4), date(2026, 11, 6), False),
        ("nothing planned", date.min, date(2026, 9, 1), False),
    ],
)
def test_a_digest_goes_once_for_each_planned_morning(
    name: str, planned: date, last: date | None, goes: bool
) -> None:
    assert is_due(planned, last) is goes


def test_a_machine_that_stood_still_sends_the_next_night_and_only_then() -> None:
    sent, last = [], date(2026, 10, 28)
    for day in (date(2026, 11, 6), date(2026, 11, 7), date(2026, 11, 25), date(2026, 11, 26)):
        if is_due(scheduled("due-date", "monday", day, TUESDAYS), last):
            sent.append(day)
            last = day
    assert sent == [date(2026, 11, 6), date(2026, 11, 25)]


@pytest.mark.parametrize(
    ("name", "first", "before", "days"),
    [
        ("one school day", date(2026, 11, 4), date(2026, 11, 5), 1),
        ("the same day", date(2026, 11, 4), date(2026, 11, 4), 0),
        ("a weekend", date(2026, 11, 7), date(2026, 11, 9), 0),
        ("over a weekend", date(2026, 11, 6), date(2026, 11, 10), 2),
        ("no school on Thursday and Friday", date(2026, 10, 14), date(2026, 10, 19), 1),
        ("backwards", date(2026, 11, 5), date(2026, 11, 4), 0),
    ],
)
def test_school_days_are_counted(name: str, first: date, before: date, days: int) -> None:
    assert TUESDAYS.school_days(first, before) == days


@pytest.mark.parametrize(
    ("name", "day", "ahead", "reminded"),
    [
        ("two school days before a Tuesday is Friday", date(2026, 10, 30), 2, date(2026, 11, 3)),
        ("Saturday is none", date(2026, 10, 31), 2, None),
        ("Monday is too late", date(2026, 11, 2), 2, None),
        ("one school day before", date(2026, 11, 2), 1, date(2026, 11, 3)),
        ("the day itself", date(2026, 11, 3), 1, None),
        ("none wanted", date(2026, 10, 30), 0, None),
        ("closed days do not count", date(2026, 10, 23), 2, date(2026, 10, 27)),
        ("after the last one", date(2026, 12, 1), 2, None),
    ],
)
def test_teachers_are_reminded_so_many_school_days_before(
    name: str, day: date, ahead: int, reminded: date | None
) -> None:
    found = TUESDAYS.remind_of(day, ahead)
    assert (found.due if found is not None else None) == reminded


def test_the_next_due_date_may_be_today() -> None:
    assert TUESDAYS.next_due(date(2026, 11, 3)) == date(2026, 11, 3)
    assert TUESDAYS.next_due(date(2026, 11, 4)) == date(2026, 11, 24)
    assert TUESDAYS.next_due(date(2026, 12, 1)) is None
