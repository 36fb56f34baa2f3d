"""Local times, due dates, windows and closed days, on ordinary days and when clocks change."""

from __future__ import annotations

import calendar
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from auditor.calendar import (
    Duty,
    due_days,
    duty_of,
    invitations,
    load_calendars,
    local_moment,
    read_closures,
    window_of,
)
from auditor.exits import Refusal

DENVER = ZoneInfo("America/Denver")
CONFIG = Path(__file__).parents[1] / "config"


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-10-28T02:00", "2026-10-28T08:00:00+00:00"),
        ("2026-11-03T23:20", "2026-11-04T06:20:00+00:00"),
        ("2026-03-08T02:30", "2026-03-08T09:30:00+00:00"),  # does not exist: an hour later
        ("2026-11-01T01:30", "2026-11-01T07:30:00+00:00"),  # comes twice: the first
        ("2026-10-28T08:00+00:00", "2026-10-28T08:00:00+00:00"),
        ("2026-10-28", "2026-10-28T06:00:00+00:00"),
    ],
)
def test_local_moment(written: str, utc: str) -> None:
    moment = local_moment(written, DENVER)
    assert moment.astimezone(ZoneInfo("UTC")).isoformat() == utc
    assert moment.tzinfo is DENVER


def test_the_skipped_hour_reads_as_the_next() -> None:
    assert local_moment("2026-03-08T02:30", DENVER).strftime("%H:%M") == "03:30"


@pytest.mark.parametrize("written", ["tonight", "2026-13-01T02:00", "28.10.2026", ""])
def test_no_time(written: str) -> None:
    with pytest.raises(ValueError, match="is no date and time"):
        local_moment(written, DENVER)


MONTHLY = Duty("FREQ=MONTHLY;BYDAY=1TU,4TU")


@pytest.mark.parametrize(
    ("name", "rule", "month", "days"),
    [
        ("five Tuesdays: the fourth is not the last", MONTHLY, (2026, 9), [1, 22]),
        ("a first Tuesday on the 1st", MONTHLY, (2026, 12), [1, 22]),
        ("a first Tuesday on the 7th", MONTHLY, (2026, 7), [7, 28]),
        ("every Friday", Duty("FREQ=WEEKLY;BYDAY=FR"), (2026, 10), [2, 9, 16, 23, 30]),
        ("the 15th", Duty("FREQ=MONTHLY;BYMONTHDAY=15"), (2026, 10), [15]),
        ("every second Monday from a day on",
         Duty("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", anchor=date(2026, 8, 31)), (2026, 9), [14, 28]),
    ],
)  # fmt: skip
def test_due_days(name: str, rule: Duty, month: tuple[int, int], days: list[int]) -> None:
    first = date(*month, 1) + timedelta(days=1 if "Monday" in name else 0)
    last = date(*month, calendar.monthrange(*month)[1])
    assert [day.day for day in due_days(rule, first, last)] == days


@pytest.mark.parametrize(
    ("due", "opens", "closes"),
    [
        (date(2026, 11, 3), "2026-10-31T00:00:00-06:00", "2026-11-04T00:00:00-07:00"),
        (date(2027, 3, 16), "2027-03-13T00:00:00-07:00", "2027-03-17T00:00:00-06:00"),
        (date(2027, 1, 5), "2027-01-02T00:00:00-07:00", "2027-01-06T00:00:00-07:00"),
        (date(2026, 12, 1), "2026-11-28T00:00:00-07:00", "2026-12-02T00:00:00-07:00"),
    ],
)
def test_windows_begin_and_end_at_local_midnight(due: date, opens: str, closes: str) -> None:
    window = window_of(MONTHLY, due, DENVER)
    assert (window.opens.isoformat(), window.closes.isoformat()) == (opens, closes)


def test_grace_counts_whole_days() -> None:
    window = window_of(Duty(MONTHLY.due, grace_days=1), date(2026, 11, 3), DENVER)
    assert window.closes.isoformat() == "2026-11-05T00:00:00-07:00"


def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="is no rule such as"):
        duty_of(lambda name, default: "every Tuesday" if name == "due" else default)  # type: ignore[return-value]


def calendar_file(folder: Path, *events: str) -> Path:
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\n{event}\r\nEND:VEVENT\r\n" for number, event in enumerate(events)
    )
    path = folder / "district.ics"
    path.write_bytes(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode())
    return path


@pytest.mark.parametrize(
    ("name", "event", "closed"),
    [
        ("the end is exclusive",
         "DTSTART;VALUE=DATE:20261103\r\nDTEND;VALUE=DATE:20261105\r\nSUMMARY:No school", [3, 4]),
        ("no end is one day", "DTSTART;VALUE=DATE:20261103\r\nSUMMARY:Snow day", [3]),
        ("a category closes", "DTSTART;VALUE=DATE:20261103\r\nSUMMARY:Elk week\r\nCATEGORIES:NO-SCHOOL", [3]),
        ("any other event does not", "DTSTART;VALUE=DATE:20261103\r\nSUMMARY:Picture day", []),
        ("a repeated event, one day taken out",
         "DTSTART;VALUE=DATE:20261103\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;VALUE=DATE:20261110\r\n"
         "SUMMARY:No school", [3, 17]),
        ("until a moment in UTC",
         "DTSTART;TZID=America/Denver:20261103T080000\r\nDTEND;TZID=America/Denver:20261103T150000\r\n"
         "RRULE:FREQ=DAILY;UNTIL=20261105T235959Z\r\nSUMMARY:School closed", [3, 4, 5]),
        ("a length in days", "DTSTART;VALUE=DATE:20261103\r\nDURATION:P2D\r\nSUMMARY:Fall break", [3, 4]),
        ("in Spanish", "DTSTART;VALUE=DATE:20261103\r\nSUMMARY:No hay clases", [3]),
        ("no closing in Spanish", "DTSTART;VALUE=DATE:20261103\r\nSUMMARY:Fotos de las clases", []),
        ("a category in Spanish",
         "DTSTART;VALUE=DATE:20261103\r\nSUMMARY:Todos Santos\r\nCATEGORIES:Feriado", [3]),
        ("canceled", "DTSTART;VALUE=DATE:20261103\r\nSTATUS:CANCELLED\r\nSUMMARY:No school", []),
        ("a day without a date", "SUMMARY:No school", []),
    ],
)  # fmt: skip
def test_what_closes_a_school(tmp_path: Path, name: str, event: str, closed: list[int]) -> None:
    closures = read_closures(calendar_file(tmp_path, event))
    assert [day for day in range(1, 31) if closures.why(date(2026, 11, day))] == closed, name


@pytest.mark.parametrize(
    ("first", "last"),
    [("First day of school", "Last day of school"), ("Primer día de clases", "Último día de clases")],
)
def test_outside_the_school_year_nothing_is_due(tmp_path: Path, first: str, last: str) -> None:
    closures = read_closures(
        calendar_file(
            tmp_path,
            f"DTSTART;VALUE=DATE:20260826\r\nSUMMARY:{first}",
            f"DTSTART;VALUE=DATE:20270610\r\nSUMMARY:{last}",
        )
    )
    assert closures.why(date(2026, 8, 4)) == "outside the school year"
    assert closures.why(date(2026, 11, 3)) == ""


@pytest.mark.parametrize(
    ("settings", "closed"),
    [
        ({}, [3, 4]),
        ({"excusing_categories": ["festival"]}, [3, 4, 6]),
        ({"excusing_summary": r"\belk week\b"}, [4, 5]),
    ],
    ids=["the lists alone", "a category beside them", "a pattern in the list's stead"],
)
def test_a_district_says_in_its_own_words_what_closes_a_school(
    tmp_path: Path, settings: dict[str, object], closed: list[int]
) -> None:
    shutil.copytree(CONFIG / "words", tmp_path / "words")
    ours = tmp_path / "words" / "en" / "ours.toml"
    ours.write_text('no-school = ["pow wow"]\nno-school-category = ["ceremony"]\n', "utf-8")
    (tmp_path / "calendars").mkdir()
    calendar_file(
        tmp_path / "calendars",
        "DTSTART;VALUE=DATE:20261103\r\nSUMMARY:Fall Pow Wow",
        "DTSTART;VALUE=DATE:20261104\r\nSUMMARY:Elders\r\nCATEGORIES:Ceremony",
        "DTSTART;VALUE=DATE:20261105\r\nSUMMARY:Elk week",
        "DTSTART;VALUE=DATE:20261106\r\nSUMMARY:Winter fair\r\nCATEGORIES:Festival",
    )

    def setting(name: str, default: Any, /) -> Any:
        return settings.get(name, default)

    closures = load_calendars(tmp_path, {}, setting).of("elm")
    assert [day for day in range(1, 31) if closures.why(date(2026, 11, day))] == closed


def test_a_file_that_is_no_calendar_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "district.ics"
    path.write_text("no calendar at all", "utf-8")
    with pytest.raises(Refusal, match=r"no calendar \(\.ics\)") as refused:
        read_closures(path)
    assert refused.value.path == path


def test_teachers_get_due_dates_without_breaks(tmp_path: Path) -> None:
    closures = read_closures(calendar_file(tmp_path, "DTSTART;VALUE=DATE:20261124\r\nSUMMARY:No school"))
    stamp = datetime(2026, 10, 1, 2, tzinfo=DENVER)
    first, last = date(2026, 11, 1), date(2026, 12, 31)
    written = invitations(MONTHLY, closures, first, last, name="Elm", host="elm.example", stamp=stamp)
    events = Calendar.from_ical(written).walk("VEVENT")
    days = [date(2026, 11, 3), date(2026, 12, 1), date(2026, 12, 22)]
    assert [event["DTSTART"].dt for event in events] == days
    assert [str(event["UID"]) for event in events][0] == "update-due-2026-11-03@elm.example"
    assert written == invitations(MONTHLY, closures, first, last, name="Elm", host="elm.example", stamp=stamp)
