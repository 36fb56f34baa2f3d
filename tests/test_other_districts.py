"""Follow other districts' rules from the clause's settings to verdicts and to calendars for teachers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from auditor.cli import app
from auditor.config import load_config
from auditor.due import write_calendars
from auditor.exits import Exit, Refusal
from tests.golden.district import SHIPPED, Answered, page
from tests.history.replayed import DUTY, Replay

WELCOME = "<p>Welcome to our class.</p>"
NEWS = "<p>Bring a shoe box for the volcano models.</p>"
CLOSED = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261106\r\n"
    "SUMMARY:No school\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def ruled(config: Path, **settings: str | int) -> None:
    """Write other settings into the clause on due dates."""
    path = config / "policies" / f"{DUTY}.toml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for name, value in settings.items():
        written = f'"{value}"' if isinstance(value, str) else str(value)
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"{name} =")]
        lines[at] = f"{name} = {written}\n"
    path.write_text("".join(lines), "utf-8")


@pytest.mark.parametrize(
    ("name", "settings", "verdicts"),
    [
        ("every Friday, from Monday on", {"due": "FREQ=WEEKLY;BYDAY=FR", "window_opens_days_before": 4},
         {"2026-10-30": "missed", "2026-11-06": "met"}),
        ("the 5th of the month, with two days of grace",
         {"due": "FREQ=MONTHLY;BYMONTHDAY=5", "window_opens_days_before": 0, "grace_days": 2},
         {"2026-11-05": "met"}),
        ("the same without grace", {"due": "FREQ=MONTHLY;BYMONTHDAY=5", "window_opens_days_before": 0},
         {"2026-11-05": "missed"}),
        ("the last Friday, which is not the fourth", {"due": "FREQ=MONTHLY;BYDAY=-1FR"},
         {"2026-10-30": "missed"}),
    ],
)  # fmt: skip
def test_due_dates_windows_and_grace_are_the_clause_s(
    tmp_path: Path, name: str, settings: dict[str, str | int], verdicts: dict[str, str]
) -> None:
    def state(when: datetime) -> dict[str, Answered]:
        return {"room.example/": page(WELCOME, NEWS if when >= datetime(2026, 11, 6, 15) else "")}

    sites = [("room", "http://room.example/", "elm")]
    with Replay(tmp_path / "d", sites, state, direct=True, updates_only=True) as run:
        ruled(run.district.config, **settings)
        run.nights(date(2026, 10, 24), date(2026, 11, 8))
        told = {due: said for due, said in run.verdicts("room").items() if due > "2026-10-26"}
    assert told == verdicts


def test_a_rule_that_is_none_stops_the_night_with_file_and_line(tmp_path: Path) -> None:
    sites = [("room", "http://room.example/", "elm")]
    with Replay(tmp_path / "d", sites, lambda _: {"room.example/": page(WELCOME)}, direct=True) as run:
        ruled(run.district.config, due="every Friday")
        with pytest.raises(Refusal) as refused:
            run.night(datetime(2026, 11, 4, 2))
        assert '"every Friday" is no rule such as' in str(refused.value)
        assert run.town.asked() == []


def calendars(config: Path, output: Path, *more: str) -> tuple[int, dict[str, Calendar]]:
    given = ["calendar", "--config", str(config), "--as-of", "2026-11-01T02:00", "--output", str(output)]
    ended = CliRunner().invoke(app, [*given, *more])
    written = {path.name: Calendar.from_ical(path.read_bytes()) for path in sorted(output.glob("*.ics"))}
    return ended.exit_code, written


def days(calendar: Calendar) -> list[date]:
    return [event["DTSTART"].dt for event in calendar.walk("VEVENT")]


def test_calendars_for_teachers_follow_school_and_rule(tmp_path: Path) -> None:
    sites = [("room", "http://room.example/", "elm")]
    schools = [("elm", "elm.ics"), ("oak", "")]
    run = Replay(tmp_path / "d", sites, lambda _: {"room.example/": page(WELCOME)}, schools)
    with run:
        run.calendars = {"elm.ics": CLOSED}
        run.write()
        ruled(run.district.config, due="FREQ=WEEKLY;BYDAY=FR", grace_days=2)
        code, written = calendars(run.district.config, tmp_path / "out")
        assert code == 0 and list(written) == ["updates-due-elm.ics", "updates-due-oak.ics"]
        fridays = [date(2026, 11, day) for day in (6, 13, 20, 27)]
        assert days(written["updates-due-oak.ics"])[:4] == fridays
        assert days(written["updates-due-elm.ics"])[:3] == fridays[1:], "the closed Friday is left out"
        first = written["updates-due-oak.ics"].walk("VEVENT")[0]
        assert "from Tuesday, November 3 to the end of Sunday, November 8." in str(first["DESCRIPTION"])
        assert (first["DTEND"].dt - first["DTSTART"].dt).days == 1
        code, one = calendars(run.district.config, tmp_path / "one", "--school", "elm")
        assert code == 0 and list(one) == ["updates-due-elm.ics"]


def test_the_shipped_calendars_leave_the_breaks_out(tmp_path: Path) -> None:
    code, written = calendars(SHIPPED, tmp_path / "out")
    assert code == 0
    for calendar in written.values():
        found = days(calendar)
        assert date(2026, 11, 3) in found and found == sorted(set(found))
        assert all(day.weekday() == 1 and (day.day <= 7 or 22 <= day.day <= 28) for day in found)
        assert not [day for day in found if (day.month, day.day) in ((7, 7), (7, 28))], "summer"


def test_an_unknown_school_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match='there is no school "moon"') as refused:
        write_calendars(load_config(SHIPPED), datetime(2026, 11, 1).astimezone(), tmp_path, "moon")
    assert refused.value.code is Exit.USAGE
