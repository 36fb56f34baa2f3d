"""Read calendars of other hosts as public files: which address leads to which file, and what is said else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.config.embeds import load_embeds
from auditor.exits import Refusals
from auditor.history.feeds import MOST_POSTINGS
from tests.golden.district import SHIPPED, Answered, Town, page
from tests.visit.conftest import ROOM, GoSee
from tests.web import Request, Response, redirect

EMBEDS = load_embeds(SHIPPED)
GOOGLE = "calendar.google.com/calendar"
ID = "room12%40group.calendar.google.com"
FILE = f"{GOOGLE}/ical/{ID}/public/basic.ics"
FRAME = f"http://{GOOGLE}/embed?src={ID}&ctz=America/Denver"
BASE64 = "cm9vbTEyQGdyb3VwLmNhbGVuZGFyLmdvb2dsZS5jb20"

ADDRESSES = [
    ("a frame", f"https://{GOOGLE}/embed?src={ID}&ctz=America/Denver", [FILE]),
    ("of an account", f"https://{GOOGLE}/u/0/embed?height=600&src={ID}", [FILE]),
    ("as it was long ago", f"https://www.google.com/calendar/embed?src={ID}", [FILE]),
    ("its name in base64", f"https://{GOOGLE}/embed?src={BASE64}", [FILE]),
    ("a link for adding it", f"https://{GOOGLE}/u/0?cid={BASE64}", [FILE]),
    ("two calendars in one frame", f"https://{GOOGLE}/embed?src={ID}&src=b%40school.example",
     [FILE, f"{GOOGLE}/ical/b%40school.example/public/basic.ics"]),
    ("and holidays, which nobody at school writes",
     f"https://{GOOGLE}/embed?src={ID}&src=en.usa%23holiday%40group.v.calendar.google.com", [FILE]),
    ("holidays alone", f"https://{GOOGLE}/embed?src=en.usa%23holiday%40group.v.calendar.google.com", []),
    ("Outlook", "https://outlook.office365.com/owa/calendar/ab@school.example/0f1/calendar.html",
     ["outlook.office365.com/owa/calendar/ab%40school.example/0f1/calendar.ics"]),
    ("Teamup", "https://teamup.com/ks12ab?view=m", ["ics.teamup.com/feed/ks12ab/0.ics"]),
    ("no name, no calendar", f"https://{GOOGLE}/embed?ctz=America/Denver", None),
    ("another page of the host", "https://calendar.google.com/about?src=x", None),
    ("another host that says so", f"https://calendar.google.com.evil.example/calendar/embed?src={ID}", None),
    ("a name with a line break", f"https://{GOOGLE}/embed?src=a%0d%0aHost:x", None),
    ("no address", "https://[calendar", None),
]  # fmt: skip


@pytest.mark.parametrize(("url", "files"), [row[1:] for row in ADDRESSES], ids=[row[0] for row in ADDRESSES])
def test_where_a_calendar_can_be_read(url: str, files: list[str] | None) -> None:
    found = EMBEDS.files_of(url)
    assert found == (None if files is None else tuple(f"https://{file}" for file in files))


def test_a_name_cannot_lead_elsewhere() -> None:
    found = EMBEDS.files_of(f"https://{GOOGLE}/embed?src=..%2F..%2Fx%3Fy%23")
    assert found == (f"https://{GOOGLE}/ical/..%2F..%2Fx%3Fy%23/public/basic.ics",)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        (f"https://{FILE}", True),
        ("https://p52-caldav.icloud.com/published/2/abc", True),
        ("https://icloud.com.example/published/2/abc", False),
        ("https://www.district.example/all.ics", False),
        ("ftp://calendar.google.com/calendar/ical/x", False),
    ],
)
def test_linked_files_are_read_from_listed_hosts_only(url: str, may: bool) -> None:
    assert EMBEDS.may_read(url) is may


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("[[calender]]\n", 1, 'unknown key "calender"'),
        ("[[calendar]]\nname = 'X'\n", 1, '"shown_at" is missing'),
        ("[[calendar]]\nname = 'X'\nshown_at = ['https://x.example/{id}']\nread_at = 'x.example/{id}'\n", 1,
         "is no address without http:"),
        ("[[calendar]]\nname = 'X'\nshown_at = ['x.example/a']\nread_at = 'x.example/{id}'\n", 1,
         "does not name all of id"),
        ("[[calendar]]\nname = 'X'\nshown_at = ['x.example/{id}']\nread_at = '{id}/a'\n", 1,
         "the host that is asked must be written out"),
        ("[links]\nread = ['x.example']\n", 2, "write addresses such as"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_used_is_refused_with_its_line(
    tmp_path: Path, written: str, line: int, said: str
) -> None:
    (tmp_path / "embeds.toml").write_text(written, "utf-8")
    with pytest.raises(Refusals) as refused:
        load_embeds(tmp_path)
    [fault] = refused.value.faults
    assert said in str(fault) and fault.line == line


def test_without_the_file_the_shipped_list_holds(tmp_path: Path) -> None:
    assert load_embeds(tmp_path) == EMBEDS


def calendar(*events: str, stamp: str = "20261103T080000Z") -> Response:
    entries = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:{stamp}\r\nDTSTART;VALUE=DATE:20261110\r\n"
        f"SUMMARY:{event}\r\nEND:VEVENT\r\n"
        for number, event in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{entries}END:VCALENDAR\r\n"
    return Response(200, {"Content-Type": "text/calendar; charset=UTF-8"}, text)


def see(go_see: GoSee, pages: Mapping[str, Answered], frame: str = FRAME, **more: Any) -> tuple[Any, Town]:
    body = page(f'<iframe src="{frame}" title="Class calendar"></iframe>')
    town = Town({"room12.example/": body, **pages})
    with town:
        hosts = {**town.hosts(), "calendar.google.com": f"127.0.0.1:{town.web.port}"}
        return go_see(town, hosts=hosts, embeds=EMBEDS, **more), town


def test_an_embedded_calendar_is_read_as_a_file(go_see: GoSee) -> None:
    seen, town = see(go_see, {FILE: calendar("Field trip", "Book fair")})
    (document,) = seen.visit.documents
    assert (document.kind, document.key, document.linked_from) == ("ics", f"//{FILE}", ("/",))
    body = seen.visit.bodies[document.digest]
    assert b"SUMMARY:Field trip" in body and b"DTSTAMP" not in body
    assert [reason for _, reason in seen.reasons()] == ["no-browser"], "the frame counts as read"
    assert town.asked("calendar.google.com") == [f"/{FILE.partition('/')[2]}"]


def test_a_stamp_that_is_new_every_time_changes_nothing(go_see: GoSee) -> None:
    digests = {
        see(go_see, {FILE: calendar("Field trip", stamp=stamp)})[0].visit.documents[0].digest
        for stamp in ("20261103T080000Z", "20261104T080000Z")
    }
    assert len(digests) == 1


NO_CALENDAR = Response(200, {"Content-Type": "text/html"}, page("<p>Sign in to see it</p>"))
PRIVATE = [
    ("not found", Response(404, {"Content-Type": "text/html"}, "<p>404</p>"), "404"),
    ("forbidden", Response(403, {"Content-Type": "text/html"}, "<p>403</p>"), "403"),
    ("nothing in it", Response(200, {"Content-Type": "text/calendar"}, ""), "without content"),
    ("no entries", calendar(), "the calendar shows no entries"),
    ("a page instead", NO_CALENDAR, "calendar.google.com answers with no calendar"),
    ("sent elsewhere", redirect("http://other.example/x.ics"), "leads to another site at other.example"),
    (
        "more than can be followed",
        calendar(*map(str, range(MOST_POSTINGS + 1))),
        f"more entries than are followed ({MOST_POSTINGS + 1})",
    ),
]


@pytest.mark.parametrize(("answer", "why"), [row[1:] for row in PRIVATE], ids=[row[0] for row in PRIVATE])
def test_a_calendar_that_is_not_public_is_not_read(go_see: GoSee, answer: Response, why: str) -> None:
    seen, town = see(go_see, {FILE: answer, "other.example/x.ics": calendar("Elsewhere")})
    (skip,) = [skip for skip in seen.visit.skipped if skip.reason == "embed-not-read"]
    assert skip.url == FRAME and skip.detail.startswith(f"on {ROOM} (") and why in skip.detail
    assert seen.visit.documents == () and town.asked("other.example") == []


def test_one_private_calendar_of_two_leaves_the_frame_unread(go_see: GoSee) -> None:
    for frame in (
        f"{FRAME}&src=b%40school.example",
        f"http://{GOOGLE}/embed?src=b%40school.example&src={ID}",
    ):
        seen, _ = see(go_see, {FILE: calendar("Field trip")}, frame)
        assert (frame, "embed-not-read") in seen.reasons()
        assert len(seen.visit.documents) == 1


def test_robots_txt_is_obeyed(go_see: GoSee) -> None:
    closed = Response(200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /calendar/ical/\n")
    seen, town = see(go_see, {FILE: calendar("Field trip"), "calendar.google.com/robots.txt": closed})
    (skip,) = [skip for skip in seen.visit.skipped if skip.reason == "embed-not-read"]
    assert "robots.txt asks not to read this" in skip.detail
    assert town.asked("calendar.google.com") == []


def test_other_embeds_are_left_as_they_were(go_see: GoSee) -> None:
    seen, town = see(go_see, {"board.example/7": page()}, "http://board.example/7")
    assert ("http://board.example/7", "embed-not-read") in seen.reasons()
    assert town.asked("board.example") == []


def test_a_calendar_on_two_pages_is_asked_for_once(go_see: GoSee) -> None:
    frame = f'<iframe src="{FRAME}"></iframe>'
    town = Town({
        "room12.example/": page('<a href="/dates">Dates</a>', frame),
        "room12.example/dates": page(frame, title="Dates"),
        FILE: calendar("Field trip"),
    })  # fmt: skip
    with town:
        seen = go_see(town, embeds=EMBEDS)
        assert len(town.asked("calendar.google.com")) == 1
    assert seen.visit.documents[0].linked_from == ("/", "/dates")


def test_links_for_subscribing_are_read_on_listed_hosts_and_on_the_site_itself(go_see: GoSee) -> None:
    town = Town({
        "room12.example/": page(
            '<a href="webcal://room12.example/ours.ics">Subscribe</a>',
            f'<a href="http://{FILE}">Our calendar</a>',
            '<a href="http://www.district.example/all.ics">District calendar</a>',
        ),
        "room12.example/ours.ics": calendar("Science night"),
        "www.district.example/all.ics": calendar("Board meeting"),
        FILE: calendar("Field trip"),
    })  # fmt: skip
    with town:
        seen = go_see(town, embeds=EMBEDS)
        assert town.asked("www.district.example") == []
    assert sorted(document.key for document in seen.visit.documents) == [f"//{FILE}", "/ours.ics"]


def test_an_unchanged_calendar_is_not_sent_again(go_see: GoSee) -> None:
    def answer(request: Request) -> Response:
        if request.headers.get("if-none-match") == '"a"':
            return Response(304, {"ETag": '"a"'})
        found = calendar("Field trip")
        return Response(200, {**found.headers, "ETag": '"a"'}, found.body)

    first, _ = see(go_see, {FILE: answer}, refresh_days=7)
    last = replace(first.visit, bodies={}, afresh_at=first.visit.as_of)
    again, _ = see(go_see, {FILE: answer}, last=last)
    (document,) = again.visit.documents
    assert document.digest == first.visit.documents[0].digest and document.digest not in again.visit.bodies
    assert "embed-not-read" not in [reason for _, reason in again.reasons()]
