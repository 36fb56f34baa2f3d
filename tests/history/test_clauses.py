"""Hold every clause on what is an update, and what is none, against what the history says of it.

`test_pitfalls` has the others: what a person does once. Here stand things that change by themselves, and
what a verdict says of its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

import pytest

from auditor.history import file_item
from auditor.snapshot import DueVerdict, Sort
from tests.history.nights import ROOT, Nights, Shown, local

DUE = date(2026, 11, 3)
FIRST, LAST = date(2026, 10, 1), date(2026, 11, 12)
SITE = (
    "<h1>Room 12</h1><p>Welcome to our class.</p><h2>Week of October 5</h2><p>We read Hatchet together.</p>"
)
POST = "<h2>Volcano week</h2><p>Bring a shoe box for the volcano models on Thursday.</p>"
MET, MISSED, UNKNOWN = DueVerdict.MET, DueVerdict.MISSED, DueVerdict.UNKNOWN

State = Callable[[datetime], Shown]
QUOTES = (
    "Kindness is free", "Mistakes grow the brain", "Ask a brave question", "Read one page more",
    "Every day is a fresh start", "Listen first and speak after", "Small steps count as well",
)  # fmt: skip
CLUBS = ("Chess club meets in the library", "Choir sings in the hall", "Robotics builds in the lab")
HEADLINES = (
    "Bridge repairs begin downtown", "Farmers bring in the harvest", "Museum opens a new wing",
    "River levels fall after dry month", "Team wins at home", "New bus line starts", "Park gets benches",
    "Snow expected in the hills", "Library extends its hours", "Mayor greets the visitors",
)  # fmt: skip


def nth(when: datetime) -> int:
    return when.toordinal()


def pick(rows: tuple[str, ...], when: datetime, count: int = 1) -> list[str]:
    return [rows[(nth(when) + number) % len(rows)] for number in range(count)]


def listed(rows: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"


def rolling(when: datetime) -> str:
    days = [when.date() + timedelta(days=step) for step in range(7)]
    return (
        SITE + "<table>" + "".join(f"<tr><td>{day:%A, %B} {day.day}</td></tr>" for day in days) + "</table>"
    )


def month(when: datetime) -> str:
    """A calendar sheet that turns by itself, with the same entry each week."""
    first = when.date().replace(day=1)
    days = [first + timedelta(days=step) for step in range(28)]
    cells = "".join(f"<td>{day.day} {'Library' if day.weekday() == 2 else ''}</td>" for day in days)
    return f"{SITE}<h2>{first:%B %Y}</h2><table><tr>{cells}</tr></table>"


BY_ITSELF: list[tuple[str, State]] = [
    ("a counter", lambda when: f"{SITE}<p>You are visitor number {nth(when) * 7}</p>"),
    ("users online", lambda when: f"{SITE}<p>{nth(when) % 40} users online</p>"),
    ("today is, with the day of school",
     lambda when: f"{SITE}<p>Today is {when:%A}. Day {nth(when) % 180}.</p>"),
    ("a rolling week", rolling),
    ("a countdown in days",
     lambda when: f"{SITE}<p>Only {(date(2027, 6, 10) - when.date()).days} days of school left!</p>"),
    ("a rotating banner", lambda when: f"{SITE}<div class='hero'><p>{pick(CLUBS, when)[0]}</p></div>"),
    ("a quote of the day", lambda when: f"{SITE}<blockquote>{pick(QUOTES, when)[0]}</blockquote>"),
    ("the weather", lambda when: f"{SITE}<p>High {nth(when) % 30}°F, low {nth(when) % 9}°F, windy</p>"),
    ("a feed of others", lambda when: f"{SITE}<h3>News</h3>{listed(pick(HEADLINES, when, 3))}"),
    ("a shuffled list", lambda when: SITE + listed(pick(CLUBS, when, 3))),
    ("tokens in links and forms", lambda when: f"{SITE}<form><input type=hidden name=t value=x{nth(when)}>"
     f"</form><a href='/page?sid=ab{nth(when)}'>Our page</a>"),
    ("class names and ids",
     lambda when: f"<div class='c{nth(when)}' id='n{nth(when)}'>{SITE}</div>"),
    ("a request's id in a script", lambda when: f"{SITE}<script>var id = 'ab{nth(when)}';</script>"),
    ("last updated, by itself", lambda when: f"{SITE}<p>Last updated: {when:%m/%d/%Y} at 1:00 AM</p>"),
    ("only the year", lambda when: f"{SITE}<p>Copyright {2025 + (when >= local(DUE))} Room 12</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "state"), BY_ITSELF, ids=[row[0] for row in BY_ITSELF])
def test_what_changes_by_itself_is_no_update(name: str, state: State) -> None:
    nights = Nights().every_night(FIRST, LAST, state)
    found = nights.deadline(DUE)
    assert found.verdict is MISSED, found.evidence
    assert nights.changes(Sort.NEWS) == []


@pytest.mark.parametrize(("name", "state"), BY_ITSELF, ids=[row[0] for row in BY_ITSELF])
def test_beside_what_changes_by_itself_a_post_is_still_seen(name: str, state: State) -> None:
    def posted(when: datetime) -> Shown:
        shown = state(when)
        assert isinstance(shown, str)
        return shown + (POST if when >= local(DUE, 15) else "")

    found = Nights().every_night(FIRST, LAST, posted).deadline(DUE)
    assert found.verdict is MET
    assert found.evidence[0].detail.startswith("Bring a shoe box for the volcano models on Thursday.")


def test_a_calendar_sheet_that_turned_once_is_for_a_person_to_look_at() -> None:
    found = Nights().every_night(FIRST, LAST, month).deadline(DUE)
    assert (found.verdict, found.evidence[0].kind) == (UNKNOWN, "doubtful"), "a teacher may have turned it"


def swapped(old: str, new: str, day: date = DUE, hour: int = 10) -> State:
    return lambda when: SITE + (new if when >= local(day, hour) else old)


def between(other: str, line: str) -> State:
    """Return a page on which another line stands for a week; on the due date the first one is back."""
    first = local(DUE - timedelta(days=8), 10)
    return lambda when: SITE + (other if first <= when < local(DUE, 10) else line)


ONCE: list[tuple[str, State, DueVerdict, str]] = [
    ("a typing error in a date", swapped("<p>Field trip on Novmeber 20</p>",
     "<p>Field trip on November 20</p>"), MISSED, ""),
    ("the same words in a heading", swapped("<p>Bring a pencil and a ruler.</p>",
     "<h3>Bring a pencil and a ruler.</h3>"), MISSED, ""),
    ("the same list in another order", swapped(listed(CLUBS), listed(CLUBS[::-1])), MISSED, ""),
    ("an old entry taken out of a list", swapped(listed(CLUBS), listed(CLUBS[1:])), MISSED, ""),
    ("letters from another keyboard", swapped("<p>We're glad that you're here.</p>",
     "<p>We’re glad that you’re here.</p>"), MISSED, ""),
    ("a list of dates moved on by hand", swapped("<ul><li>Oct 28 Library</li><li>Nov 4 Library</li></ul>",
     "<ul><li>Nov 4 Library</li><li>Nov 11 Library</li></ul>"), MET, "Nov 11 Library (first seen"),
    ("an assignment in one word more", swapped("<p>Homework: page 12</p>",
     "<p>Homework: page 12, page 15</p>"), MET, "Homework: page 12, page 15 (first seen"),
    ("an event of the school", swapped("", "<p>School play on November 19 in the gym.</p>"), MET,
     "School play on November 19 in the gym. (first seen on Wednesday, November 4, 2026; "
     "not there on Tuesday, November 3, 2026)"),
    ("a curriculum link", swapped("", "<a href='https://lessons.example/u4'>Unit 4 reading</a>"), MET,
     "Unit 4 reading (first seen"),
    ("a slip put right that had come in meanwhile", between("<p>Please reveiw the notes on class 4B.</p>",
     "<p>Please review the notes on class 4B.</p>"), MISSED, ""),
    ("an old line in the place of another one", between("<p>Please bring a box of tissues.</p>",
     "<p>Please review the notes on class 4B.</p>"), UNKNOWN, "a line came back that had stood here before"),
    ("a text longer than what is kept of it", between(f"<p>{'leaf and root ' * 20}once</p>",
     f"<p>{'leaf and root ' * 20}more</p>"), UNKNOWN, "a line came back that had stood here before"),
    ("a long text that goes on in other words", swapped(f"<p>{'leaf and root ' * 20}once</p>",
     f"<p>{'leaf and root ' * 20}twice</p>"), UNKNOWN, "a long text changed beyond what is kept of it"),
    ("a label set as a heading", swapped("<p>Homework: read page 12 to your family</p>",
     "<h3>Homework</h3><p>read page 12 to your family</p>"),
     MISSED, ""),
    ("a word that was no label", swapped("", "<p>Volcanoes</p>"), UNKNOWN, "a single word came"),
    ("a date in another language", swapped("<p>November 9, 2026</p>", "<p>9 de noviembre de 2026</p>"),
     MISSED, ""),
    ("another date in another language", swapped("<p>November 9, 2026</p>", "<p>16 de noviembre de 2026</p>"),
     MET, "16 de noviembre de 2026 (first seen"),
    ("who makes the website", swapped("", "<p>Page details · Report abuse</p><p>Powered by Weebly</p>"),
     MISSED, ""),
    ("what the sun drives", swapped("", "<p>Powered by sunlight alone, our ovens baked six cookies.</p>"),
     UNKNOWN, "a counter, a countdown"),
    ("pictures alone", swapped("", "<img src='/a.jpg' alt=''><img src='/b.jpg' alt='IMG_2041'>"), UNKNOWN,
     "a picture came, and nobody can read what it shows"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "state", "verdict", "said"), ONCE, ids=[row[0] for row in ONCE])
def test_what_a_person_does_once(name: str, state: State, verdict: DueVerdict, said: str) -> None:
    found = Nights().every_night(FIRST, LAST, state).deadline(DUE)
    assert found.verdict is verdict, found.evidence
    told = found.evidence[0].detail if found.evidence else ""
    assert told.startswith(said) and bool(told) == bool(said)


@pytest.mark.parametrize(
    ("name", "digest", "text", "verdict", "said"),
    [
        ("other bytes, the same text", "b", "t", UNKNOWN, "a file was replaced and says nothing new"),
        ("other text", "b", "u", MET, "Reading list (first seen"),
        ("nothing at all", "a", "t", MISSED, ""),
        ("text that could not be read", "b", "", UNKNOWN, "a file was replaced and says nothing new"),
    ],
)
def test_a_document_counts_by_its_text(
    name: str, digest: str, text: str, verdict: DueVerdict, said: str
) -> None:
    nights = Nights()
    for day in range(36):
        when = local(FIRST + timedelta(days=day))
        new = when >= local(DUE, 10)
        item = file_item(
            f"{ROOT}list.pdf", ROOT, digest if new else "a", text if new else "t", "Reading list"
        )
        nights.look(when, {"/": SITE}, more={"/": [item]})
    found = nights.deadline(DUE)
    assert found.verdict is verdict, found.evidence
    assert (found.evidence[0].detail if found.evidence else "").startswith(said)


@pytest.mark.parametrize(
    ("name", "lines", "verdict"),
    [
        ("a text of four lines is put back", QUOTES[:4], MISSED),
        ("a line is used again", QUOTES[:1], UNKNOWN),
    ],
)
def test_what_a_gone_page_took_along_is_put_back_later(
    name: str, lines: tuple[str, ...], verdict: DueVerdict
) -> None:
    gone = FIRST + timedelta(days=9)

    def state(when: datetime) -> str:
        if when.date() == gone:
            return "<h1>Under maintenance</h1><p>We will be back soon.</p>"
        resting = gone < when.date() and when < local(DUE, 10)
        shown = ["See you soon."] if resting else lines
        return SITE + listed(CLUBS) + listed(HEADLINES) + "".join(f"<p>{line}</p>" for line in shown)

    assert Nights().every_night(FIRST, LAST, state).deadline(DUE).verdict is verdict, name


def test_a_month_with_five_tuesdays_asks_for_the_fourth() -> None:
    fourth, fifth = date(2026, 9, 22), date(2026, 9, 29)

    def state(when: datetime) -> str:
        return SITE + (POST if when >= local(fifth, 9) else "")

    nights = Nights().every_night(date(2026, 9, 1), date(2026, 10, 8), state)
    found = nights.deadline(fourth)
    late = found.told("late")
    assert found.verdict is MISSED and late is not None and late.day == fifth
    with pytest.raises(ValueError, match="not enough values"):
        nights.deadline(fifth)


REASONS = [
    ("needs-script", "not-read", "a script fills the site, and no browser ran it"),
    ("embed-not-read", "not-read", "a calendar or another part from elsewhere could not be read"),
    ("login-required", "not-read", "a part of the site asks visitors to sign in"),
    ("robots", "not-read", "a part of the site asks not to be read"),
    ("redirect", "not-read", "the site has moved to another address"),
    ("timeout", "not-read", "the site could not be read as a whole (timeout)"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "kind", "said"), REASONS, ids=[row[0] for row in REASONS])
def test_an_unknown_verdict_says_why(reason: str, kind: str, said: str) -> None:
    nights = Nights()
    for day in range(40):
        when = local(FIRST + timedelta(days=day))
        nights.look(when, SITE, reason if when >= local(date(2026, 10, 25)) else "")
    found = nights.deadline(DUE)
    assert (found.verdict, found.evidence[0].kind, found.evidence[0].detail) == (UNKNOWN, kind, said)


def test_reasons_of_the_other_unknown_verdicts() -> None:
    young = Nights().every_night(date(2026, 11, 2), LAST, lambda _: SITE).deadline(DUE)
    assert young.evidence[0].detail == "nobody had looked at the site before the window"
    moved = Nights()
    for day in range(40):
        when = local(FIRST + timedelta(days=day))
        moved.look(when, SITE, root="old" if when.date() < date(2026, 11, 1) else "new")
    assert moved.deadline(DUE).evidence[0].detail == "the site moved to another address around this date"
    down = [date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 5)]
    late = Nights().every_night(
        FIRST, LAST, lambda when: SITE + (POST if when >= local(DUE, 9) else ""), down=down
    )
    told = late.deadline(DUE).evidence[0]
    assert (told.kind, late.deadline(DUE).verdict) == ("edge", UNKNOWN)
    assert told.detail.startswith("something new came, and nobody can say whether in time: ")
    assert "not there on Monday, November 2, 2026" in told.detail
