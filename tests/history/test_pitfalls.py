"""Every named pitfall of missed updates: what counts as an update, when it counts, and who is accused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from auditor.snapshot import DueVerdict, Sort
from tests.history.nights import Nights, Shown, local

DUE = date(2026, 11, 3)
FIRST, LAST = date(2026, 10, 8), date(2026, 11, 12)
SITE = (
    "<h1>Room 12</h1><p>Welcome to our class.</p><h2>Week of October 5</h2><p>We read Hatchet together.</p>"
)
POST = "<h2>Volcano week</h2><p>Bring a shoe box for the volcano models on Thursday.</p>"

State = Callable[[datetime], Shown]


def posted(day: date, hour: int = 15, minute: int = 0, *, post: str = POST, site: str = SITE) -> State:
    return lambda when: site + post if when >= local(day, hour, minute) else site


def swapped(old: str, new: str, day: date = DUE, hour: int = 10) -> State:
    return lambda when: SITE + (new if when >= local(day, hour) else old)


CASES: list[tuple[str, State, DueVerdict]] = [
    ("nothing at all", lambda _: SITE, DueVerdict.MISSED),
    ("on the Tuesday itself", posted(DUE), DueVerdict.MET),
    ("on the Saturday that opens the window", posted(date(2026, 10, 31)), DueVerdict.MET),
    ("at 23:20, which is Wednesday in UTC", posted(DUE, 23, 20), DueVerdict.MET),
    ("on the Wednesday after", posted(date(2026, 11, 4)), DueVerdict.MISSED),
    ("on the Thursday before", posted(date(2026, 10, 29)), DueVerdict.MISSED),
    ("on the Friday before, which the audit on Saturday at two cannot tell from Saturday at one",
     posted(date(2026, 10, 30)), DueVerdict.UNKNOWN),
    ("a counter", lambda when: f"{SITE}<p>Visitors: {when.toordinal()}</p>", DueVerdict.MISSED),
    ("today is", lambda when: f"{SITE}<p>Today is {when:%A, %B} {when.day}</p>", DueVerdict.MISSED),
    (
        "a countdown",
        lambda when: f"{SITE}<p>{(date(2026, 12, 23) - when.date()).days} days until winter break!</p>",
        DueVerdict.MISSED,
    ),
    ("the weather", lambda when: f"{SITE}<p>{when.day + 20}°F and cloudy</p>", DueVerdict.MISSED),
    ("last updated, by hand", swapped("<p>Last updated: 10/5/2026</p>", "<p>Last updated: 11/3/2026</p>"),
     DueVerdict.MISSED),
    ("a typing error mended", swapped("<p>We will vist the museum with class 4B.</p>",
     "<p>We will visit the museum with class 4B.</p>"), DueVerdict.MISSED),
    ("something taken out", swapped("<p>Bring your library books back.</p>", ""), DueVerdict.MISSED),
    ("only the year in the footer", swapped("<p>© 2025 Room</p>", "<p>© 2026 Room</p>"), DueVerdict.MISSED),
    ("a plan moved on by hand", swapped("<p>Spelling test: Friday, October 30</p>",
     "<p>Spelling test: Friday, November 6</p>", date(2026, 11, 2)), DueVerdict.MET),
    ("a week's heading moved on by hand", swapped("<h2>Week of October 26</h2><p>Spelling test Friday</p>",
     "<h2>Week of November 2</h2><p>Spelling test Friday</p>", date(2026, 11, 2)), DueVerdict.MET),
    ("last year's page with old dates", posted(DUE, post="<p>Field trip on October 14, 2025</p>"
     "<p>Book fair on November 12, 2025</p><p>Concert on December 4, 2025</p>"
     "<p>Bring a packed lunch and a coat</p>"), DueVerdict.MISSED),
    ("last year's weekdays", posted(DUE, post="<p>Field trip on Tuesday, October 14</p>"
     "<p>Book fair on Wednesday, November 12</p><p>Concert on Thursday, December 4</p>"), DueVerdict.MISSED),
    ("a lesson on history is no old date", posted(DUE, post="<p>We study the battle of July 1, 1863 and of "
     "July 3, 1863.</p>"), DueVerdict.MET),
    ("a visitor's comment", posted(DUE, post="<h3>3 Comments</h3><p>What a lovely page, thank you!</p>"),
     DueVerdict.MISSED),
    ("a picture without words", posted(DUE, post='<img src="/flyer.png" alt="">'), DueVerdict.UNKNOWN),
    ("a picture with words", posted(DUE, post='<img src="/f.png" alt="Book fair on Thursday at noon">'),
     DueVerdict.MET),
    ("a link to the week's slides", swapped('<a href="https://docs.example/d/1">This week\'s slides</a>',
     '<a href="https://docs.example/d/2">This week\'s slides</a>'), DueVerdict.MET),
    ("a post dated back still came now", posted(DUE, post="<p>Posted October 20, 2026</p>" + POST),
     DueVerdict.MET),
    ("a late post dated ahead came late",
     posted(date(2026, 11, 5), post="<p>Posted November 2, 2026</p>" + POST), DueVerdict.MISSED),
    ("set in other paragraphs", swapped("<p>Math test on Monday. Bring a sharp pencil and a ruler.</p>",
     "<p>Math test on Monday.</p><p>Bring a sharp pencil and a ruler.</p>"), DueVerdict.MISSED),
]  # fmt: skip


@pytest.mark.parametrize(("name", "state", "verdict"), CASES, ids=[case[0] for case in CASES])
def test_what_counts(name: str, state: State, verdict: DueVerdict) -> None:
    nights = Nights().every_night(FIRST, LAST, state)
    found = nights.deadline(DUE)
    assert found.verdict is verdict, found.evidence


def test_met_quotes_the_new_line_and_when_it_was_first_seen() -> None:
    nights = Nights().every_night(FIRST, LAST, posted(DUE))
    told = nights.deadline(DUE).evidence[0]
    assert (told.kind, told.day) == ("new-line", DUE)
    assert told.detail.startswith("Bring a shoe box for the volcano models on Thursday.")
    assert "first seen on Wednesday, November 4, 2026; not there on Tuesday, November 3, 2026" in told.detail


def test_missed_names_the_late_update_and_the_last_one() -> None:
    def state(when: datetime) -> str:
        early = "<p>Bring goggles for the lab work.</p>" if when >= local(date(2026, 10, 14), 9) else ""
        return SITE + early + (POST if when >= local(date(2026, 11, 5), 9) else "")

    found = Nights().every_night(FIRST, LAST, state).deadline(DUE)
    late, last = found.told("late"), found.told("last")
    assert found.verdict is DueVerdict.MISSED
    assert late is not None and late.day == date(2026, 11, 5)
    assert last is not None and last.detail.startswith("Bring goggles for the lab work.")


def test_other_days_are_never_missed_without_the_remark() -> None:
    def state(when: datetime) -> str:
        days = (date(2026, 11, 12), date(2026, 11, 18))
        return SITE + "".join(
            f"<p>On the {day.day}th we build bridges.</p>" for day in days if when > local(day, 9)
        )

    found = Nights().every_night(FIRST, date(2026, 11, 30), state).deadline(DUE)
    told = found.told("other-days")
    assert found.verdict is DueVerdict.MISSED and told is not None
    assert "November 12, November 18; please check" in told.detail


def test_a_first_tuesday_can_be_the_first_of_the_month() -> None:
    nights = Nights().every_night(date(2026, 11, 20), date(2026, 12, 4), posted(date(2026, 11, 28)))
    assert nights.deadline(date(2026, 12, 1)).verdict is DueVerdict.MET


def test_the_year_rolls_over() -> None:
    def state(when: datetime) -> str:
        return f"<p>Calendar {when.year}</p><p>© {when.year} Room 12</p>{SITE}"

    nights = Nights().every_night(date(2026, 12, 10), date(2027, 1, 8), state)
    assert nights.deadline(date(2027, 1, 5)).verdict is DueVerdict.MISSED


@pytest.mark.parametrize(
    ("name", "looks", "verdict"),
    [
        ("half past midnight on the Saturday before the clocks go back",
         [(date(2026, 10, 30), 23, 50), (date(2026, 10, 31), 0, 45)], DueVerdict.MET),
        ("mostly before that midnight",
         [(date(2026, 10, 30), 23, 20), (date(2026, 10, 31), 0, 10)], DueVerdict.UNKNOWN),
        ("an hour into the window",
         [(date(2026, 10, 31), 0, 10), (date(2026, 10, 31), 1, 10)], DueVerdict.MET),
        ("across the night on which one o'clock comes twice",
         [(date(2026, 11, 1), 0, 30), (date(2026, 11, 1), 3, 0)], DueVerdict.MET),
    ],
)  # fmt: skip
def test_windows_open_at_local_midnight(
    name: str, looks: list[tuple[date, int, int]], verdict: DueVerdict
) -> None:
    nights = Nights()
    for day in range(20, 31):
        nights.look(local(date(2026, 10, day)), SITE)
    (before, after) = looks
    nights.look(local(*before), SITE)
    nights.look(local(*after), SITE + POST)
    nights.look(local(date(2026, 11, 4)), SITE + POST)
    assert nights.deadline(DUE).verdict is verdict, name


def test_the_spring_night_without_two_o_clock_shifts_no_window() -> None:
    nights = Nights().every_night(date(2027, 2, 20), date(2027, 3, 30), posted(date(2027, 3, 23), 23, 30))
    assert nights.deadline(date(2027, 3, 23)).verdict is DueVerdict.MET
    assert nights.deadline(date(2027, 3, 2)).verdict is DueVerdict.MISSED


def test_a_date_beside_the_post_settles_what_an_outage_left_open() -> None:
    down = [date(2026, 10, 31), date(2026, 11, 1)]
    stated = "<article><h2>Volcano week</h2><time datetime='{}'>then</time><p>Bring a shoe box.</p></article>"

    def state(written: str) -> State:
        return lambda when: SITE + (stated.format(written) if when > local(date(2026, 10, 30), 3) else "")

    open_ = Nights().every_night(FIRST, LAST, posted(date(2026, 10, 30)), down=down)
    assert open_.deadline(DUE).verdict is DueVerdict.UNKNOWN
    inside = Nights().every_night(FIRST, LAST, state("2026-10-31T18:00-06:00"), down=down)
    assert inside.deadline(DUE).verdict is DueVerdict.MET
    outside = Nights().every_night(FIRST, LAST, state("2026-10-30T18:00-06:00"), down=down)
    assert outside.deadline(DUE).verdict is DueVerdict.MISSED


@pytest.mark.parametrize(
    ("name", "changed", "verdict"),
    [
        ("the server says nothing", None, DueVerdict.UNKNOWN),
        ("it changed last on the Friday evening", (date(2026, 10, 30), 18), DueVerdict.MISSED),
        ("it changed last on the Sunday, and perhaps on the Friday too", (date(2026, 11, 1), 18),
         DueVerdict.UNKNOWN),
        ("it names the moment of asking", (date(2026, 11, 2), 2), DueVerdict.UNKNOWN),
        ("it names a day on which nothing of this stood there", (date(2026, 10, 20), 9), DueVerdict.UNKNOWN),
    ],
)  # fmt: skip
def test_a_server_s_last_change_proves_at_most_that_nothing_came_later(
    name: str, changed: tuple[date, int] | None, verdict: DueVerdict
) -> None:
    down = (date(2026, 10, 31), date(2026, 11, 1))
    nights = Nights()
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        said = SITE + (POST if day > down[-1] else "")
        stated = local(*changed) if changed is not None and day > down[-1] else None
        nights.look(local(day), None if day in down else said, changed=stated)
    found = nights.deadline(DUE)
    assert found.verdict is verdict, (name, found.evidence)


def test_down_on_the_due_date_is_unknown_and_one_bad_night_is_not() -> None:
    both = [DUE, DUE + timedelta(days=1), DUE + timedelta(days=2)]
    found = Nights().every_night(FIRST, LAST, lambda _: SITE, down=both).deadline(DUE)
    assert (found.verdict, found.evidence[0].kind) == (DueVerdict.UNKNOWN, "not-read")
    one = Nights().every_night(FIRST, LAST, lambda _: SITE, down=[date(2026, 11, 1)])
    assert one.deadline(DUE).verdict is DueVerdict.MISSED


@pytest.mark.parametrize("reason", ["needs-script", "embed-not-read", "redirect", "http-status"])
def test_what_was_not_read_accuses_nobody(reason: str) -> None:
    nights = Nights()
    for day in range(36):
        nights.look(local(FIRST + timedelta(days=day)), SITE, reason)
    found = nights.deadline(DUE)
    assert (found.verdict, found.evidence[0].kind) == (DueVerdict.UNKNOWN, "not-read")


def test_the_first_audit_says_unknown() -> None:
    nights = Nights().every_night(date(2026, 11, 2), LAST, lambda _: SITE)
    found = nights.deadline(DUE)
    assert (found.verdict, found.evidence[0].kind) == (DueVerdict.UNKNOWN, "no-history")


def test_a_site_that_moved_is_unknown() -> None:
    nights = Nights()
    for day in range(36):
        when = local(FIRST + timedelta(days=day))
        nights.look(when, SITE, root="old" if when.date() < date(2026, 11, 1) else "new")
    assert nights.deadline(DUE).evidence[0].kind == "moved"


def test_a_closed_day_is_excused_with_the_calendar_s_words() -> None:
    nights = Nights(lambda day: "Snow day" if day == DUE else "")
    nights.every_night(FIRST, LAST, lambda _: SITE)
    found = nights.deadline(DUE)
    assert (found.verdict, found.evidence[0].detail) == (DueVerdict.EXCUSED, "Snow day")


def test_what_was_there_before_is_no_news() -> None:
    def state(when: datetime) -> str:
        gone = local(date(2026, 10, 20)) <= when < local(DUE, 9)
        return SITE if gone else SITE + POST

    nights = Nights().every_night(FIRST, LAST, state)
    assert nights.deadline(DUE).verdict is DueVerdict.MISSED


def test_a_browser_that_ran_for_once_makes_no_news() -> None:
    nights = Nights()
    for day in range(36):
        when = local(FIRST + timedelta(days=day))
        shown = (
            SITE + "<p>Filled in by a script on the page.</p>" if when.date() == date(2026, 11, 2) else None
        )
        nights.look(when, SITE, rendered=shown)
    assert nights.changes() == []
    assert nights.deadline(DUE).verdict is DueVerdict.MISSED


def test_a_new_page_is_news_and_a_new_menu_is_not() -> None:
    menu = "<nav><a href='/b'>Books</a></nav>"

    def state(when: datetime) -> dict[str, str]:
        new = when >= local(DUE, 9)
        pages = {key: (menu if new else "") + f"<h1>{key}</h1>{SITE}" for key in ("/", "/a", "/c", "/d")}
        return (
            {**pages, "/b": menu + "<h1>Books</h1><p>Choose a novel for your report by Friday.</p>"}
            if new
            else pages
        )

    nights = Nights().every_night(FIRST, LAST, state)
    told = {change.words: change.sort for change in nights.changes()}
    assert told["Choose a novel for your report by Friday."] is Sort.NEWS
    assert nights.deadline(DUE).verdict is DueVerdict.MET


def test_moments_are_compared_whatever_their_zone() -> None:
    nights = Nights().every_night(FIRST, date(2026, 11, 3), posted(DUE, 23, 20))
    nights.look(datetime(2026, 11, 4, 9, 0, tzinfo=UTC), SITE + POST)
    assert nights.deadline(DUE).verdict is DueVerdict.MET
