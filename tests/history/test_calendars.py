"""Follow calendars of other hosts from night to night: entries are news, what is private accuses nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.golden.district import Answered, page
from tests.history.replayed import Replay
from tests.web import Response

HOST = "calendar.google.com"
DUE = "2026-11-03"
FIRST, LAST = date(2026, 10, 29), date(2026, 11, 4)
NOT_PUBLIC = Response(404, {"Content-Type": "text/html"}, "<h1>404. Not Found</h1>")


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour)


def file_of(name: str) -> str:
    return f"{HOST}/calendar/ical/{name}%40school.example/public/basic.ics"


def framed(name: str) -> str:
    address = f"http://{HOST}/calendar/embed?src={name}%40school.example"
    return page("<p>Welcome to our class.</p>", f'<iframe src="{address}" title="Class calendar"></iframe>')


def calendar(when: datetime, *events: tuple[str, str, str]) -> Response:
    """Return entries (uid, title, last change) as the largest provider does: stamped at each asking."""
    text = "".join(
        f"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261112\r\nDTSTAMP:{when:%Y%m%dT%H%M%S}Z\r\nUID:{uid}@google.com"
        f"\r\nCREATED:20260901T150000Z\r\nLAST-MODIFIED:{changed}\r\nSEQUENCE:0\r\nSUMMARY:{title}\r\n"
        "END:VEVENT\r\n"
        for uid, title, changed in events
    )
    body = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{text}END:VCALENDAR\r\n"
    return Response(200, {"Content-Type": "text/calendar; charset=UTF-8"}, body)


OLD = ("1", "Picture day", "20260901T150000Z")


def entered(when: datetime) -> Response:
    return calendar(
        when, OLD, *([("2", "Field trip to the river", "20261102T160000Z")] if when >= at(2, 9) else [])
    )


def still(when: datetime) -> Response:
    return calendar(when, OLD)


def private(when: datetime) -> Response:
    return NOT_PUBLIC


def opened_late(when: datetime) -> Response:
    """It becomes public within the window; nothing in it is new."""
    return still(when) if when >= at(1, 9) else NOT_PUBLIC


def one_bad_night(when: datetime) -> Response:
    return NOT_PUBLIC if at(1, 0) <= when < at(2, 0) else still(when)


def moved(when: datetime) -> Response:
    """The provider notes a change of an entry (a guest answered) and shows the same words."""
    return calendar(when, ("1", "Picture day", "20261102T160000Z" if when >= at(2, 9) else OLD[2]))


def _retitled(title: str) -> Callable[[datetime], Response]:
    """The entry of the day keeps its name and moment and is called something else."""
    return lambda when: calendar(when, (OLD[0], title, "20261102T160000Z") if when >= at(2, 9) else OLD)


CASES: Mapping[str, tuple[Callable[[datetime], Response], str, str]] = {
    "entered": (entered, "met", "new-entry"),
    "still": (still, "missed", ""),
    "private": (private, "unknown", "not-read"),
    "opened": (opened_late, "unknown", "not-read"),
    "badnight": (one_bad_night, "missed", ""),
    "moved": (moved, "missed", ""),
    "mended": (_retitled("Pictrue day"), "missed", ""),
    "plural": (_retitled("Picture days"), "unknown", "doubtful"),
    "renamed": (_retitled("Bring a model volcano"), "met", "new-entry"),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    def state(when: datetime) -> dict[str, Answered]:
        shown: dict[str, Answered] = {f"{name}.example/": framed(name) for name in CASES}
        shown |= {file_of(name): answer(when) for name, (answer, _, _) in CASES.items()}
        return shown

    sites = [(name, f"http://{name}.example/", "elm") for name in CASES]
    run = Replay(tmp_path_factory.mktemp("calendars") / "d", sites, state, other_hosts=[HOST])
    with run:
        run.nights(FIRST, LAST)
    return run


@pytest.mark.parametrize("name", CASES)
def test_entries_count_and_what_is_private_accuses_nobody(played: Replay, name: str) -> None:
    _, verdict, kind = CASES[name]
    assert played.verdicts(name)[DUE] == verdict, played.evidence(name, DUE)
    assert [each["kind"] for each in played.evidence(name, DUE)][:1] == ([kind] if kind else [])


def test_the_new_entry_is_quoted_with_its_date(played: Replay) -> None:
    told = played.evidence("entered", DUE)[0]
    assert told["detail"] == "Field trip to the river (dated Monday, November 2, 2026)"
    assert played.evidence("private", DUE)[0]["detail"] == (
        "a calendar or another part from elsewhere could not be read"
    )


def test_an_unread_calendar_is_exported_as_skipped_with_the_reason(played: Replay) -> None:
    rows = {row["site"]: row for row in played.export("skipped") if row["reason"] == "embed-not-read"}
    assert rows.keys() == {"private"}
    assert rows["private"]["url"] == f"http://{HOST}/calendar/embed?src=private%40school.example"
    assert "(404" in rows["private"]["detail"]


def test_a_calendar_belongs_to_the_section_whose_page_shows_it(tmp_path: Path) -> None:
    menu = '<a href="/math/">Math lessons</a> <a href="/art/">Art lessons</a>'

    def state(when: datetime) -> dict[str, Answered]:
        return {
            "team.example/": page(menu),
            "team.example/math/": framed("math").replace("<p>", f"{menu}<p>", 1),
            "team.example/art/": page(menu, "<p>Art with joy.</p>"),
            file_of("math"): entered(when),
        }

    sections = [("team", "Math", "/math"), ("team", "Art", "/art")]
    sites = [("team", "http://team.example/", "elm")]
    more = {"team": {"kind": "team"}}
    run = Replay(tmp_path / "d", sites, state, columns=more, sections=sections, other_hosts=[HOST])
    with run:
        run.nights(FIRST, date(2026, 11, 4))
        assert (run.verdicts("team", "Math")[DUE], run.verdicts("team", "Art")[DUE]) == ("met", "missed")
