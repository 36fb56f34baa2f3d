"""What moves by itself and what a person moves: the same pages under a machine's hand and a teacher's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from auditor.extract.html import read_html
from auditor.history import Item, items_of
from auditor.history.ledger import advance
from auditor.history.looks import Look, trusted
from auditor.snapshot import DueVerdict, Sort
from tests.history.nights import ROOT, Nights, Shown, key_of, local

DUE = date(2026, 11, 24)
FIRST, LAST = date(2026, 10, 1), date(2026, 12, 1)
SITE = "<h1>Room 12</h1><p>Welcome to our class page.</p><p>We read twenty minutes every day.</p>"
DAY = timedelta(days=1)

State = Callable[[datetime], Shown]


def events(late: date | None = None, by_hand: date | None = None) -> State:
    """Return a list of the next three events (every third school day); on `late` an old copy is shown, on
    `by_hand` somebody puts one more into it."""
    held: list[date] = []
    day = FIRST - 3 * DAY
    while len(held) < 40:
        day += DAY
        if day.weekday() < 5 and day.toordinal() % 3 == 0:
            held.append(day)

    def state(when: datetime) -> str:
        today = when.date() if when.date() != late else when.date() - DAY
        rows = [f"{day:%b} {day.day} Book fair in hall {day.day % 7 + 1}" for day in held if day >= today][:3]
        if by_hand is not None and when.date() > by_hand:
            rows.append("Dec 18 Our play about volcanoes")
        return SITE + "<h4>Next at our school</h4><ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"

    return state


def week_of(hour: int, weekday: int = 0) -> State:
    """Return a heading that names the week from an hour of a weekday on (0: Monday)."""

    def state(when: datetime) -> str:
        now = when - timedelta(days=weekday, hours=hour)
        monday = now.date() - timedelta(days=now.weekday())
        return f"{SITE}<h3>Week of {monday:%B} {monday.day}</h3><p>Spelling test on Friday</p>"

    return state


def by_hand(moved: date, state: State) -> State:
    """Return a page whose heading somebody moved on a day too early."""
    return lambda when: state(when + 2 * DAY if when.date() == moved else when)


def ages(when: datetime) -> str:
    weeks = (when.date() - date(2026, 9, 20)).days // 7
    return f"{SITE}<h2>Magnets and more</h2><span>{weeks} weeks ago</span><p>We tried magnets.</p>"


CASES: list[tuple[str, State, DueVerdict]] = [
    ("a list drops each event that is over and shows one more", events(), DueVerdict.MISSED),
    ("the same, once shown late by an old copy", events(late=date(2026, 11, 10)), DueVerdict.MISSED),
    ("the same, and a person puts one in", events(by_hand=date(2026, 11, 23)), DueVerdict.MET),
    ("the week at midnight before Monday, or on every Sunday evening", week_of(0), DueVerdict.UNKNOWN),
    ("the week every Monday morning at eight, by whomever", week_of(8), DueVerdict.UNKNOWN),
    ("the week every Saturday at ten, by whomever", week_of(10, -2), DueVerdict.UNKNOWN),
    ("how old a post is", ages, DueVerdict.MISSED),
]  # fmt: skip


@pytest.mark.parametrize(("state", "verdict"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_machine_is_told_from_a_person(state: State, verdict: DueVerdict) -> None:
    nights = Nights().every_night(FIRST, LAST, state)
    told = nights.deadline(DUE)
    assert told.verdict is verdict, [(each.kind, each.detail) for each in told.evidence]


QUIET = (date(2026, 11, 1), date(2026, 11, 24))
"""In these weeks the feed below happens to rest on most weekends."""


def feed(weekends: bool) -> State:
    """Return the newest of a feed's lines, a new one on two nights of three; or on school days alone."""

    def state(when: datetime) -> str:
        day = date(2026, 7, 1)
        number = 0
        while day < when.date():
            rests = QUIET[0] <= day <= QUIET[1] and day.weekday() == 6
            number += day.toordinal() % 3 != 0 and not rests and (weekends or day.weekday() < 5)
            day += DAY
        name = "".join(chr(97 + int(digit)) for digit in str(number * 7919))
        return f"{SITE}<aside><p>Thank you {name} for the hall at {name[::-1]}</p></aside>"

    return state


@pytest.mark.parametrize(("weekends", "sort"), [(True, Sort.NOISE), (False, Sort.NEWS)])
def test_months_tell_what_a_quiet_month_of_a_feed_hides(weekends: bool, sort: Sort) -> None:
    nights = Nights().every_night(date(2026, 7, 1), LAST, feed(weekends))
    sorts = {change.sort for change in nights.changes() if date(2026, 11, 8) <= change.seen.date() <= DUE}
    assert sorts == {sort}


def test_a_person_who_writes_into_a_rolling_list_is_seen() -> None:
    nights = Nights().every_night(FIRST, LAST, events(by_hand=date(2026, 11, 23)))
    assert [
        change.words for change in nights.changes(Sort.NEWS) if change.seen.date() == date(2026, 11, 24)
    ] == ["Dec 18 Our play about volcanoes"]


def test_a_slip_in_a_cell_that_stands_twice_is_no_news() -> None:
    rows = "<tr><td>October 5</td><td>Maps</td></tr><tr><td>{}</td><td>Rivers</td></tr>"

    def state(when: datetime) -> str:
        cell = "Ocotber 5" if when.date() >= DUE else "October 5"
        return f"{SITE}<table>{rows.format(cell)}</table>"

    nights = Nights().every_night(FIRST, LAST, state)
    (change,) = nights.changes()
    assert (change.words, change.sort, change.why) == (
        "Ocotber 5", Sort.NOISE, "words were mended or set in another way"
    )  # fmt: skip


def read(html: str) -> list[Item]:
    return list(items_of(read_html(html, ROOT), "/", ROOT))


def test_two_readings_of_a_night_tell_what_some_visitors_see_only() -> None:
    ledger = None
    offer = "<div><p>Scan the code for our new family app!</p></div>"
    post = "<p>Bring a shoe box for the volcano models.</p>"
    shown = (
        (SITE, SITE),
        (offer + SITE, SITE),
        (offer + SITE + post, SITE + post),
        (SITE + post, SITE + post),
    )
    came = []
    for number, (first, second) in enumerate(shown, 1):
        ledger, entries = advance(
            ledger,
            read(first),
            number,
            name="served /",
            page="/",
            view="served",
            site_before=number - 1 or None,
            page_before=None,
            hashed=key_of,
            masked=lambda text: text,
            again=read(second) if first != second else None,
        )
        came += [(number, entry.excerpt) for entry in entries if number > 1]
    assert came == [(3, "Bring a shoe box for the volcano models.")]
    key = key_of("new-line scan the code for our new family app")
    assert ledger is not None and ledger.torn[key] == [2, 3]


LOOKS = [
    ("an error page between nights that need a script", "sssg.s", []),
    ("the same on the newest night", "ssssg", []),
    ("a site that no longer needs a script", "sssgggggg", [3, 4, 5, 6, 7, 8]),
    ("a site that was down for a night", "gg.gg", [0, 1, 3, 4]),
]


@pytest.mark.parametrize(("nights", "good"), [case[1:] for case in LOOKS], ids=[case[0] for case in LOOKS])
def test_a_lasting_reason_is_not_gone_for_a_night(nights: str, good: list[int]) -> None:
    reasons = {"s": "needs-script", ".": "timeout", "g": ""}
    looks = [
        Look(number, local(FIRST + number * DAY), mark == "g", reasons[mark])
        for number, mark in enumerate(nights)
    ]
    assert [look.audit for look in trusted(looks) if look.good] == good


def closed(first: date, last: date) -> Callable[[date], str]:
    return lambda day: "Fall break" if first <= day <= last and day.weekday() < 5 else ""


@pytest.mark.parametrize(
    ("name", "closes", "state", "verdict"),
    [
        ("a week without school too", (date(2026, 11, 9), date(2026, 11, 13)), week_of(0), DueVerdict.MISSED),
        ("one day of that week has school", (date(2026, 11, 10), date(2026, 11, 13)), week_of(0),
         DueVerdict.UNKNOWN),
        ("in no week but those of school", (date(2027, 1, 4), date(2027, 1, 8)), week_of(0),
         DueVerdict.UNKNOWN),
        ("a week without school too, and once on another day", (date(2026, 11, 9), date(2026, 11, 13)),
         by_hand(date(2026, 10, 17), week_of(0)), DueVerdict.UNKNOWN),
    ],
)  # fmt: skip
def test_who_names_the_week_leaves_out_those_without_school(
    name: str, closes: tuple[date, date], state: State, verdict: DueVerdict
) -> None:
    nights = Nights(closed(*closes)).every_night(FIRST, LAST, state)
    assert nights.deadline(DUE).verdict is verdict, name
