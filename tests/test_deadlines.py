"""Due dates from nights to export: what is stored, revised, told and never told, without a browser."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.golden.district import Answered, page
from tests.history.replayed import DOWN, Replay

SITES = (
    ("keen", "http://keen.example/", "elm"),
    ("idle", "http://idle.example/", "elm"),
    ("busy", "http://busy.example/", "oak"),
    ("torn", "http://torn.example/", "oak"),
)
SCHOOLS = (("elm", ""), ("oak", ""))
FIRST, DUE = date(2026, 10, 28), "2026-11-03"
BANNER = "<p>The district's art contest opens next week, ask in the office.</p>"
WELCOME = "<p>Welcome to our class.</p>"


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour)


def state(when: datetime) -> dict[str, Answered]:
    """Everybody gets the district's banner on Sunday; only Keen posts, and Torn is down on the due date."""
    banner = BANNER if when >= at(1, 10) else ""
    counter = f"<p>Visitors: {when.toordinal() * 3}</p>"
    post = "<p>Bring a shoe box for the volcano models.</p>" if when >= at(2, 15) else ""
    return {
        "keen.example/": page(banner, WELCOME, post),
        "idle.example/": page(banner, WELCOME),
        "busy.example/": page(banner, WELCOME, counter),
        "torn.example/": DOWN if at(3, 0) <= when < at(6, 0) else page(banner, WELCOME),
    }


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Replay]:
    made: list[Replay] = []

    def once() -> Replay:
        if not made:
            run = Replay(tmp_path_factory.mktemp("district") / "d", SITES, state, SCHOOLS)
            with run:
                run.nights(FIRST, date(2026, 11, 6))
            made.append(run)
        return made[0]

    return once


@pytest.mark.parametrize(
    ("site", "verdict", "kind"),
    [
        ("keen", "met", "new-line"),
        ("idle", "missed", ""),
        ("busy", "missed", ""),
        ("torn", "unknown", "not-read"),
    ],
)
def test_each_site_has_its_verdict(replay: Callable[[], Replay], site: str, verdict: str, kind: str) -> None:
    run = replay()
    assert run.verdicts(site)[DUE] == verdict
    assert [each["kind"] for each in run.evidence(site, DUE)][:1] == ([kind] if kind else [])


def test_an_export_as_of_an_earlier_night_shows_what_was_known_then(replay: Callable[[], Replay]) -> None:
    run = replay()
    zone = datetime.fromisoformat(run.export()[0]["decided_at"]).tzinfo
    rows = run.export(as_of=datetime(2026, 11, 3, 3, tzinfo=zone))
    assert DUE not in {row["due"] for row in rows}


def test_findings_follow_the_verdicts(replay: Callable[[], Replay]) -> None:
    told = {
        (row["site"], row["quote"]) for row in replay().export("findings") if row["rule"] == "missed-update"
    }
    due = "due Tuesday, November 3, 2026"
    assert told == {("idle", due), ("busy", due)}


def test_no_page_text_stands_in_the_database(replay: Callable[[], Replay]) -> None:
    run = replay()
    with sqlite3.connect(run.district.database) as database:
        dump = "\n".join(database.iterdump())
    raw = run.district.database.read_bytes()
    for words in ("volcano models", "art contest", "Welcome to our class"):
        assert words not in dump and words.encode() not in raw


def test_a_closure_entered_later_decides_anew_and_both_verdicts_stay(tmp_path: Path) -> None:
    sites = [("idle", "http://idle.example/", "elm")]
    with Replay(tmp_path / "d", sites, lambda _: {"idle.example/": page(WELCOME)}, direct=True) as run:
        run.nights(FIRST, date(2026, 11, 4))
        assert run.verdicts("idle")[DUE] == "missed"
        run.calendars = {"district.ics": CLOSED}
        run.write()
        run.night(datetime(2026, 11, 5, 2))
        row = next(row for row in run.export() if row["due"] == DUE)
        assert (row["verdict"], row["evidence"][0]["detail"]) == ("excused", "closed: Snow day")
        assert row["evidence"][-1] == {
            "kind": "revised",
            "date": "2026-11-05",
            "detail": 'it said "missed" before; decided anew on Thursday, November 5, 2026',
        }
        before = run.export(as_of=datetime.fromisoformat("2026-11-04T12:00:00-07:00"))
        (then,) = [row for row in before if row["due"] == DUE]
        assert then["verdict"] == "missed" and "revised" not in [each["kind"] for each in then["evidence"]]
        # A verdict said again is no revision, and a closure that is taken back decides anew as well.
        run.night(datetime(2026, 11, 6, 2))
        assert next(row for row in run.export() if row["due"] == DUE) == row
        run.calendars = {"district.ics": CLOSED.replace("20261103", "20261110")}
        run.write()
        run.night(datetime(2026, 11, 7, 2))
        row = next(row for row in run.export() if row["due"] == DUE)
        assert (row["verdict"], row["evidence"][-1]["date"]) == ("missed", "2026-11-07")


CLOSED = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261103\r\n"
    "SUMMARY:Snow day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_excused_and_inactive_sites_and_clubs_are_not_accused(tmp_path: Path) -> None:
    sites = [(name, f"http://{name}.example/", "elm") for name in ("away", "late", "club")]
    columns = {
        "away": {"excused": "2026-11-01/2026-11-05"},
        "late": {"active_from": "2026-11-04"},
        "club": {"kind": "club"},
    }
    shown = {f"{name}.example/": page(WELCOME) for name in ("away", "late", "club")}
    with Replay(tmp_path / "d", sites, lambda _: shown, columns=columns, direct=True) as run:
        run.nights(FIRST, date(2026, 11, 4))
        assert run.verdicts("away")[DUE] == "excused"
        assert run.verdicts("late") == {} and run.verdicts("club") == {}


def test_sections_are_judged_apart_and_shared_pages_count_for_all(tmp_path: Path) -> None:
    def shown(when: datetime) -> dict[str, Answered]:
        menu = '<a href="/math/">Math lessons</a> <a href="/art/">Art lessons</a>'
        shared = "<p>Team field trip to the river on Friday.</p>" if when >= at(23, 10) else ""
        news = "<p>We measure angles with paper wheels.</p>" if when >= at(2, 10) else ""
        return {
            "team.example/": page(menu, shared),
            "team.example/math/": page(menu, "<p>Math with care.</p>", news),
            "team.example/art/": page(menu, "<p>Art with joy.</p>"),
        }

    sections = [("team", "Math", "/math"), ("team", "Art", "/art")]
    sites = [("team", "http://team.example/", "elm")]
    columns = {"team": {"kind": "team"}}
    with Replay(tmp_path / "d", sites, shown, columns=columns, sections=sections, direct=True) as run:
        run.nights(FIRST, date(2026, 11, 4))
        assert (run.verdicts("team", "Math")[DUE], run.verdicts("team", "Art")[DUE]) == ("met", "missed")
        run.nights(date(2026, 11, 20), date(2026, 11, 25))
        assert run.verdicts("team", "Art")["2026-11-24"] == "met"


def test_a_feed_of_the_site_settles_a_first_audit(tmp_path: Path) -> None:
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Room 12</title><item>'
        "<title>Volcano week</title>"
        "<guid>1</guid><pubDate>Sun, 01 Nov 2026 19:00:00 -0700</pubDate></item></channel></rss>"
    )
    from tests.web import Response

    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    shown: dict[str, Answered] = {
        "blog.example/": page("<p>Volcano week</p>").replace("</head>", f"{link}</head>"),
        "blog.example/feed.xml": Response(200, {"Content-Type": "application/rss+xml"}, feed),
    }
    with Replay(tmp_path / "d", [("blog", "http://blog.example/", "elm")], lambda _: shown) as run:
        run.nights(date(2026, 11, 4), date(2026, 11, 5))
        assert run.verdicts("blog")[DUE] == "met"
        assert run.evidence("blog", DUE)[0]["kind"] == "dated"


def test_unchanged_nights_hardly_grow_the_store(tmp_path: Path) -> None:
    names = [f"s{number}" for number in range(10)]
    body = "".join(f"<p>Line {word} of the plan for the whole year.</p>" for word in map(chr, range(97, 123)))
    shown = {f"{name}.example/": page(body, f"<p>{name} class</p>") for name in names}
    sites = [(name, f"http://{name}.example/", "elm") for name in names]
    with Replay(tmp_path / "d", sites, lambda _: shown, direct=True) as run:
        run.nights(date(2026, 10, 5), date(2026, 10, 8))
        before = _size(run)
        run.nights(date(2026, 10, 9), date(2026, 10, 16))
        grown = _size(run) - before
    assert grown / 8 <= 100_000, "one megabyte for 100 unchanged sites and night"


def _size(run: Replay) -> int:
    return sum(file.stat().st_size for file in run.district.var.glob("auditor.db*"))


def test_nights_left_out_stay_honest(tmp_path: Path) -> None:
    """A post seen after a gap over the window's end is nobody's fault."""
    sites = [("gap", "http://gap.example/", "elm")]
    new = page(WELCOME, "<p>Bring your library books on Friday.</p>")
    gone = {date(2026, 11, 3) + timedelta(days=step) for step in range(3)}
    shown = lambda when: {"gap.example/": new if when >= at(3, 9) else page(WELCOME)}  # noqa: E731
    with Replay(tmp_path / "d", sites, shown, direct=True) as run:
        run.nights(FIRST, date(2026, 11, 7), skip=gone)
        assert run.verdicts("gap")[DUE] == "unknown"
        assert run.evidence("gap", DUE)[0]["kind"] == "edge"
