"""Habits of people and platforms whom nobody asked: what they do must never make a teacher look idle.

Each case says what truly happened; the words beside it are the verdicts that a careful person could give.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from auditor.snapshot import DueVerdict, Sort
from tests.history.nights import Nights, Shown, local

FIRST, DUE, LAST = date(2026, 9, 1), date(2026, 11, 3), date(2026, 11, 14)
MONDAY = date(2026, 8, 31)
SITE = (
    "<h1>Room 12</h1><p>Welcome to our class page.</p><p>We read twenty minutes every day.</p>"
    "<p>Our class has two guinea pigs.</p><p>Bring a water bottle each morning.</p>"
)
SPANISH = (
    "<h1>Aula 12</h1><p>Bienvenidos a nuestra pagina.</p><p>Leemos veinte minutos cada dia.</p>"
    "<p>Tenemos dos cuyes.</p><p>Traiga una botella de agua.</p>"
)
TOPICS = (
    "fractions decimals graphs angles volume area perimeter ratios percent integers time money maps scale "
    "shapes data patterns primes factors rounding estimation places"
).split()
NEWS = "<p>Bring boots for the muddy trail tomorrow.</p>"
BACK_SOON = "<h1>Under maintenance</h1><p>We will be back soon.</p>"
MET, UNKNOWN, MISSED = DueVerdict.MET, DueVerdict.UNKNOWN, DueVerdict.MISSED

State = Callable[[datetime], Shown]
"""Shows a site at a moment."""


def why_closed(day: date) -> str:
    if date(2026, 11, 25) <= day <= date(2026, 11, 27) or date(2026, 12, 21) <= day <= date(2027, 1, 1):
        return "break"
    return "day off" if day == date(2026, 11, 11) else ""


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    return local(date(2026, month, day), hour)


def since(moment: datetime, new: str, old: str = "", site: str = SITE) -> State:
    return lambda when: site + (new if when >= moment else old)


def week(when: datetime, weekday: int, hour: int) -> int:
    """Count the weeks of the year, each from an hour of a weekday on (0: Monday, -1: the Sunday before)."""
    return (when - local(MONDAY + timedelta(days=weekday), hour)).days // 7


def school_days(when: datetime) -> int:
    """Count the school days whose afternoon has come."""
    days = [MONDAY + timedelta(days=number) for number in range((when.date() - MONDAY).days + 1)]
    return sum(day.weekday() < 5 and not why_closed(day) and local(day, 15) <= when for day in days)


def weekdays(when: datetime) -> int:
    """Count the afternoons of Monday to Friday, closed or not."""
    days = (when - local(MONDAY, 15)).days
    return days // 7 * 5 + min(4, days % 7)


def topic(number: int) -> str:
    return TOPICS[number % len(TOPICS)]


def weekly(words: Callable[[int], str], weekday: int, hour: int) -> State:
    return lambda when: SITE + words(week(when, weekday, hour))


def heading(number: int) -> str:
    day = MONDAY + timedelta(days=7 * number)
    return f"<h2>Week of {day:%B} {day.day}</h2><p>Spelling test on Friday</p><p>Library on Wednesday</p>"


def test_on_friday(number: int) -> str:
    day = MONDAY + timedelta(days=7 * number + 4)
    return f"<h2>Coming up</h2><ul><li>Friday, {day:%B} {day.day}: Spelling test, unit {number + 2}</li></ul>"


test_on_friday.__test__ = False  # type: ignore[attr-defined]


def next_three(number: int) -> str:
    days = [MONDAY + timedelta(days=7 * (number + step) + 4) for step in range(3)]
    rows = [f"<li>{day:%b} {day.day} Test on {topic(number + k)}</li>" for k, day in enumerate(days)]
    return f"<h2>Coming up</h2><ul>{''.join(rows)}</ul>"


def tomorrow(when: datetime) -> str:
    """Show the plan of the next school day, put up every afternoon."""
    day = MONDAY
    while why_closed(day) or day.weekday() >= 5 or local(day, 15) <= when:
        day += timedelta(days=1)
    lesson = topic(day.toordinal() * 5)
    return f"{SITE}<ul><li>{day:%A}, {day:%B} {day.day}: read about {lesson}</li></ul>"


def diary(when: datetime) -> str:
    days = (when.date() - MONDAY).days - (when.hour < 19)
    notes = [f"<p>Note {day}: today we saw {topic(day)}.</p>" for day in range(days, -1, -1)]
    return f"{SITE}<h2>Diary</h2>{''.join(notes)}"


def year_plan(when: datetime) -> Shown:
    number = week(when, -1, 20)
    plan = "".join(f"<p>Unit {unit}: we study {each} with blocks</p>" for unit, each in enumerate(TOPICS))
    front = f"{SITE}<h2>This week</h2><p>Unit {number}: we study {topic(number)} with blocks</p>"
    return {"/": front, "/plan": f"<h1>Year plan</h1>{plan}"}


def blog(*, posted: bool = False, deleted: bool = False) -> State:
    """Show five posts a page; a new one pushes the oldest over, a deleted one lets it come back."""

    def state(when: datetime) -> Shown:
        posts = [f"Post about {each} and more things" for each in TOPICS[:12]]
        if when >= at(2):
            posts = ["Post about our trip to the mint"] * posted + posts[deleted:]
        told = [f"<article><h2>{each}</h2><p>What we did: {each.lower()}.</p></article>" for each in posts]
        return {
            "/": SITE + "".join(told[:5]),
            "/page/2": "<h1>Page 2</h1>" + "".join(told[5:10]),
            "/page/3": "<h1>Page 3</h1>" + "".join(told[10:]),
        }

    return state


def recent_posts(when: datetime) -> str:
    """Move a theme's list of posts from the side to the end of the page."""
    posts = ("Pumpkin math", "Volcano week", "Our trip to the farm", "Poetry slam", "Read-a-thon")
    rows = "".join(f'<li><a href="/{number}">{post}</a></li>' for number, post in enumerate(posts))
    main = SITE + "".join(f"<article><h2>{post}</h2><p>We liked {post}.</p></article>" for post in posts)
    if when >= at(1, 3):
        return f"{main}<footer><h4>Recent posts</h4><ul>{rows}</ul></footer>"
    return f"<aside><h4>Recent Posts</h4><ul>{rows}</ul></aside>{main}"


def archive(when: datetime) -> str:
    months = f"{'<li>November (0)</li>' if when >= at(1, 0) else ''}<li>October (4)</li>"
    return f"{SITE}<aside><h2>Blog Archive</h2><ul><li>2026 (9)</li>{months}</ul></aside>"


def carousel(when: datetime) -> str:
    shown = ("Sunset over the hills today", "Our class at the old mill", "Reading in the big tent")
    first = when.toordinal() * 7 % 3
    pictures = [f'<img src="/c{n % 3}.jpg" alt="{shown[n % 3]}">' for n in (first, first + 1)]
    return f"{SITE}<section>{''.join(pictures)}</section>"


def cells(when: datetime) -> str:
    first = week(when, 0, 7) * 5
    row = "".join(f"<td>p. {first + number}</td>" for number in (10, 11, 12))
    return f"{SITE}<table><tr><th>Mon</th><th>Tue</th><th>Wed</th></tr><tr>{row}</tr></table>"


def respond(when: datetime) -> Shown:
    more = "<p>Respond to chapter nine of Hatchet.</p>" if when >= at(2) else ""
    return {"/": SITE, "/read-and-respond": f"<h1>Read and Respond</h1><p>One page each week.</p>{more}"}


def wiped(page: str) -> State:
    """Take nearly everything from a page and leave a few words on it."""
    rules = "".join(f"<p>Rule {number}: be kind in {each}.</p>" for number, each in enumerate(TOPICS))

    def state(when: datetime) -> Shown:
        told = f"<h1>Room 12</h1>{rules}" if when < at(2) else "<h1>Room 12</h1><p>New book: The Giver.</p>"
        return {"/": told} if page == "/" else {"/": SITE, page: told}

    return state


def away(then: str, until: int, after: str = SITE) -> State:
    """Show something else from the opening of the window until a day of November."""
    return lambda when: SITE if when < at(31, 3, 10) else then if when < at(until, 3) else after


def rebuilt(more: str) -> State:
    lines = [f"Our room is next to the {each} shelf in the hall." for each in TOPICS[:9]]

    def state(when: datetime) -> str:
        if when < at(2):
            return "".join(f"<p>{line}</p>" for line in lines)
        told = [f"<div><div><span>{line}</span></div></div>" for line in [*lines, *([more] if more else [])]]
        return f"<main><section>{''.join(told)}</section></main>"

    return state


def by_turns(when: datetime) -> str:
    """Show one of two languages, as it falls out, and something new in both."""
    new = when >= at(2)
    if when.toordinal() * 7919 % 3:
        return SITE + ("<p>Book fair on Thursday in the gym.</p>" if new else "")
    return SPANISH + ("<p>Feria del libro el jueves.</p>" if new else "")


CASES: list[tuple[str, State, tuple[DueVerdict, ...]]] = [
    # what people write week by week, day by day, and by hand at hours at which machines work too
    ("a plan of one line, replaced on Sunday evenings",
     weekly(lambda n: f"<h2>This week</h2><p>Math: we learn about {topic(n)}.</p>", -1, 20), (MET, UNKNOWN)),
    ("the week's heading moved on Sunday evenings, and its lines repeat", weekly(heading, -1, 20),
     (MET, UNKNOWN)),
    ("one dated line, replaced every Saturday", weekly(test_on_friday, -2, 10), (MET, UNKNOWN)),
    ("a list of the next three tests, moved on every Saturday", weekly(next_three, -2, 10), (MET, UNKNOWN)),
    ("the plan of tomorrow, put up every afternoon", tomorrow, (MET, UNKNOWN)),
    ("the number of a lesson, every school day",
     lambda when: f"{SITE}<p>Math workbook, lesson {school_days(when) + 3}</p>", (MET, UNKNOWN)),
    ("a chapter in a table, every school day",
     lambda when: f"{SITE}<table><tr><td>Read chapter {school_days(when)} tonight</td></tr></table>",
     (MET, UNKNOWN)),
    ("a diary, on weekends too", diary, (MET, UNKNOWN)),
    ("pages of a book in a grid", cells, (MET, UNKNOWN)),
    ("a link to other slides under the same words",
     weekly(lambda n: f'<a href="https://slides.example/d/{n}">Slides of the week</a>', -1, 20),
     (MET, UNKNOWN)),
    ("this week's line, taken from the plan of the year on another page", year_plan, (MET, UNKNOWN)),
    ("the name of the month, changed by hand on the 2nd", since(at(2), "<h2>November</h2><p>Reading log</p>",
     "<h2>October</h2><p>Reading log</p>"), (MET, UNKNOWN)),
    # small changes of words that are news
    ("cats to cars", since(at(2), "<p>We draw cars in art.</p>", "<p>We draw cats in art.</p>"),
     (MET, UNKNOWN)),
    ("school to no school", since(at(2), "<p>No school on Wednesday</p>", "<p>School on Wednesday</p>"),
     (MET,)),
    ("pizza to tacos", since(at(2), "<p>Class party food: tacos</p>", "<p>Class party food: pizza</p>"),
     (MET,)),
    ("another hour", since(at(2), "<p>Fair begins at 6:30</p>", "<p>Fair begins at 5:30</p>"), (MET,)),
    ("a long plan gives way to a short one", since(at(2), "<p>Math test Friday</p>",
     "<p>Math homework page nine and reading test on Friday</p>"), (MET, UNKNOWN)),
    ("other words to spell", since(at(2), "<p>Spelling: form, cart, plate, stone, grape</p>",
     "<p>Spelling: from, cars, plane, store, grade</p>"), (MET,)),
    ("a letter in brackets before a number", since(at(2), "<p>Homework: exercise (c) 4 and 5 for Friday</p>"),
     (MET,)),
    ("a lesson on the sign of copyright", since(at(2), "<p>New unit: what does © mean? Ask at home</p>"),
     (MET,)),
    ("a page on which pupils respond", respond, (MET,)),
    ("a wind lab", since(at(2), "<p>Wind lab on Thursday: bring 2 fans</p>"), (MET, UNKNOWN)),
    ("days left to hand in", since(at(1), "<p>Only 3 days left to turn in the box tops</p>"), (MET, UNKNOWN)),
    ("a date and words of its own", since(at(2), "<p>Updated November 2: new spelling list is in the box</p>",
     "<p>Updated October 5: permission slips went home</p>"), (MET,)),
    # when it came, and whether it stayed
    ("posted on Sunday and deleted on Tuesday",
     lambda when: SITE + (NEWS if at(1, 19) <= when < at(3, 9) else ""), (MET,)),
    ("at 23:50 on the Tuesday", since(local(DUE, 23, 50), NEWS), (MET,)),
    ("one of two teachers undoes what the other wrote, and writes", lambda when: SITE
     + ("<p>Field trip forms are due Monday.</p>" if at(1, 15) <= when < at(2, 15) else "")
     + ("<p>Math club meets in room 9 now.</p>" if when >= at(2, 16) else ""), (MET,)),
    ("inside a part that opens by a click",
     since(at(2), f"<details><summary>Unit 3</summary>{NEWS}</details>",
           "<details><summary>Unit 3</summary></details>"), (MET,)),
    ("the whole of a small page is replaced", lambda when: f"<h1>{topic(week(when, -1, 20)).title()}</h1>"
     f"<p>We begin {topic(week(when, -1, 20))} on Monday.</p>", (MET, UNKNOWN)),
    ("a full page gives way to a few words", wiped("/"), (MET, UNKNOWN)),
    ("the same on a page below the first", wiped("/homework"), (MET, UNKNOWN)),
    ("a new look and something new on one night", rebuilt("Volcano models are due on Thursday."),
     (MET, UNKNOWN)),
    ("two languages by turns, and something new", by_turns, (MET, UNKNOWN)),
    ("a new post pushes an old one to the next page", blog(posted=True), (MET,)),
    # what platforms do by themselves
    ("a notice of maintenance over the due date", away(BACK_SOON, 5), (UNKNOWN, MISSED)),
    ("the same, and something new behind it", away(BACK_SOON, 5, SITE + NEWS), (UNKNOWN,)),
    ("an account that is suspended for good",
     away("<h1>Account suspended</h1><p>Contact your hosting provider for more information.</p>", 30),
     (UNKNOWN,)),
    ("a note on cookies", since(at(1, 3), "<p>We use cookies to give you the best experience.</p>"),
     (MISSED, UNKNOWN)),
    ("a choice of languages", since(at(1, 3), "<div>Select Language</div><p>Powered by Translate</p>"),
     (MISSED, UNKNOWN)),
    ("a show of pictures", carousel, (MISSED, UNKNOWN)),
    ("a name of the session", lambda when: f"{SITE}<p>Session: {hash(when) % 16**8:x}f</p>",
     (MISSED, UNKNOWN)),
    ("a list of posts moves to the end of the page", recent_posts, (MISSED,)),
    ("an archive counts a new month", archive, (MISSED,)),
    ("a deleted post lets an old one come back", blog(deleted=True), (MISSED,)),
    ("a new look and nothing else", rebuilt(""), (MISSED,)),
    ("two plans that alternate", lambda when: SITE + (
        "<p>Art on Monday</p><p>Gym on Friday</p>" if week(when, 0, 7) % 2
        else "<p>Gym on Monday</p><p>Art on Friday</p>"), (MISSED, UNKNOWN)),
]  # fmt: skip


@pytest.mark.parametrize(("state", "careful"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_strangers_are_judged_with_care(state: State, careful: tuple[DueVerdict, ...]) -> None:
    nights = Nights(why_closed).every_night(FIRST, LAST, state)
    told = nights.deadline(DUE)
    assert told.verdict in careful, [(each.kind, each.detail) for each in told.evidence]


BREAKS = [
    ("a line each Sunday, written ahead for the holidays too",
     weekly(lambda n: f"<h2>This week</h2><p>Math: we learn about {topic(n)}.</p>", -1, 20)),
    ("a line each weekday, closed or not", lambda when: SITE + f"<p>Agenda: {topic(weekdays(when))}</p>"),
]  # fmt: skip


@pytest.mark.parametrize("state", [case[1] for case in BREAKS], ids=[case[0] for case in BREAKS])
@pytest.mark.parametrize("due", [date(2026, 11, 24), date(2027, 1, 5)])
def test_who_writes_in_breaks_too_is_no_machine_for_it(state: State, due: date) -> None:
    nights = Nights(why_closed).every_night(FIRST, date(2027, 1, 8), state)
    assert nights.deadline(due).verdict is not MISSED


def test_a_heading_that_moves_in_the_holidays_as_well_is_a_clock_s() -> None:
    nights = Nights(why_closed).every_night(FIRST, date(2027, 1, 8), weekly(heading, 0, 0))
    assert nights.deadline(date(2026, 11, 24)).verdict is MISSED


def named(label: str) -> Callable[[int], str]:
    return lambda number: f"<p>{label}: {topic(number)} once helped explain {topic(number + 3)}.</p>"


@pytest.mark.parametrize(
    ("name", "state", "verdict"),
    [
        ("a series that the holidays do not stop", weekly(named("Fact of the week"), 0, 0), MISSED),
        ("a series in another language", weekly(named("Dato de la semana"), 0, 0), MISSED),
        ("no series, and the holidays do not stop it", weekly(named("Our topic"), 0, 0), UNKNOWN),
    ],
)
def test_a_series_that_goes_on_in_the_holidays_is_a_website_s(
    name: str, state: State, verdict: DueVerdict
) -> None:
    nights = Nights(why_closed).every_night(FIRST, date(2027, 1, 8), state)
    assert nights.deadline(date(2026, 11, 24)).verdict is verdict, name


def test_a_series_that_rests_in_the_holidays_is_a_person_s() -> None:
    def state(when: datetime) -> Shown:
        resting = date(2026, 12, 20) <= when.date() <= date(2027, 1, 3)
        return weekly(named("Word of the week"), 0, 0)(local(date(2026, 12, 18)) if resting else when)

    nights = Nights(why_closed).every_night(FIRST, date(2027, 1, 8), state)
    assert nights.deadline(date(2026, 11, 24)).verdict is not MISSED


def box(posts: Callable[[date], bool], link: str) -> State:
    """Return the four newest lines of a box; `posts` says on which days one comes, at noon."""
    days = [FIRST + timedelta(days=number) for number in range(-30, 200)]
    told = [day for day in days if posts(day)]

    def state(when: datetime) -> str:
        newest = [day for day in told if local(day, 12) <= when][:-5:-1]
        said = [f"{topic(day.toordinal() * 7)} and {topic(day.toordinal() * 3)} {day.day}" for day in newest]
        rows = [link.format(said=each, day=day) for each, day in zip(said, newest, strict=True)]
        return f"{SITE}<h4>Around us</h4>{''.join(f'<div>{row}</div>' for row in rows)}"

    return state


LINK = "<a href='https://news.example/{day}'>{said}</a>"


@pytest.mark.parametrize(
    ("name", "state", "sort"),
    [
        ("links that come on all days alike", box(lambda day: day.toordinal() % 4 == 0, LINK), Sort.NOISE),
        ("words that come on all days alike", box(lambda day: day.toordinal() % 4 == 0, "{said}"),
         Sort.DOUBTFUL),
        ("links that rest in breaks",
         box(lambda day: day.toordinal() % 4 == 0 and not why_closed(day), LINK), Sort.NEWS),
        ("links that rest on weekends", box(lambda day: day.toordinal() % 4 == 0 and day.weekday() < 5, LINK),
         Sort.NEWS),
    ],
)  # fmt: skip
def test_headlines_of_all_days_alike_are_a_feed_s(name: str, state: State, sort: Sort) -> None:
    nights = Nights(why_closed).every_night(FIRST, date(2027, 2, 20), state)
    lines = [each for each in nights.changes() if each.kind == "new-line"]
    assert {each.sort for each in lines[20:30]} == {sort}, name
