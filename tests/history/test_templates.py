"""What a page's template, its lists and its boxes bring by themselves, beside a person's lines there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from auditor.extract.html import read_html
from auditor.history import items_of
from auditor.history.frames import frame_of, is_another
from auditor.snapshot import DueVerdict, Sort
from tests.history.nights import ROOT, Nights, local
from tests.history.test_by_itself import DUE, FIRST, LAST, SITE, events

State = Callable[[datetime], str]
LINES = [f"We practise spelling list {name} at home." for name in "abcdefgh"]
POSTS = [date(2026, 10, 8), date(2026, 10, 15), date(2026, 10, 29), date(2026, 11, 12)]


def pushed(own: date | None = None) -> State:
    """Return a rolling list that every new post above it pushes down; on `own` somebody puts a dated row
    into a list of the class."""
    rolling = events()

    def state(when: datetime) -> str:
        posts = "".join(
            f"<ul><li>Bring {number + 2} leaves for science.</li></ul>"
            for number, day in enumerate(POSTS)
            if when.date() > day
        )
        row = "<li>December 18: our play about volcanoes</li>" if own and when.date() > own else ""
        shown = rolling(when)
        assert isinstance(shown, str)
        return f"<table><tr><td><ol><li>Our dates</li>{row}</ol></td></tr></table>{posts}{shown}"

    return state


def boxed(weekends: bool) -> State:
    """Return a box of the four newest headlines, newest first; a new one comes every fourth day, on school
    days alone or not."""
    days = [FIRST.fromordinal(FIRST.toordinal() + number) for number in range(-30, 62)]
    told = [day for day in days if day.toordinal() % 4 == 0 and (weekends or day.weekday() < 5)]

    def state(when: datetime) -> str:
        newest = [day for day in told if when > local(day, 10).replace(tzinfo=when.tzinfo)][:-5:-1]
        rows = [(f"{day:%m%d}", SUBJECTS[day.toordinal() // 4 % 23]) for day in newest]
        links = "".join(f'<a href="https://news.example/{day}">{said} news</a><br>' for day, said in rows)
        return f"{SITE}<div><h4>Around us</h4>{links}</div>"

    return state


SUBJECTS = (
    "River;Bridge;Museum;Harvest;Library;Market;Station;Garden;Theater;Orchard;Harbor;Forest;Railway;Castle;"
    "Mountain;Island;Canyon;Prairie;Meadow;Glacier;Desert;Lagoon;Valley"
).split(";")


def templates(new: date | None, line: date) -> State:
    """Return eight lines in a table, from `new` on as paragraphs of a main part, and one more line from
    `line` on."""

    def state(when: datetime) -> str:
        more = "Made for every screen" if when.date() > line else ""
        if new is not None and when.date() > new:
            lines = "".join(f"<p>{said}</p>" for said in LINES)
            return f"<header><h1>Room 12</h1></header><main>{lines}</main><footer></footer><p>{more}</p>"
        cells = "".join(f"<tr><td>{said}</td></tr>" for said in LINES)
        return f"<center><h1>Room 12</h1></center><table>{cells}</table><p>{more}</p>"

    return state


CASES: list[tuple[str, State, set[DueVerdict]]] = [
    ("a rolling list that posts push down", pushed(), {DueVerdict.MISSED}),
    ("a person's dated row in another list the night it rolls", pushed(date(2026, 11, 22)), {DueVerdict.MET}),
    ("headlines on weekends as well", boxed(weekends=True), {DueVerdict.UNKNOWN, DueVerdict.MISSED}),
    ("headlines on school days", boxed(weekends=False), {DueVerdict.MET}),
    ("a line of a new template", templates(date(2026, 11, 22), date(2026, 11, 22)), {DueVerdict.UNKNOWN}),
    ("a line two days after a new template", templates(date(2026, 11, 20), date(2026, 11, 22)),
     {DueVerdict.MET}),
    ("the same line in the old template", templates(None, date(2026, 11, 22)), {DueVerdict.MET}),
]  # fmt: skip


@pytest.mark.parametrize(("state", "verdicts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_comes_by_itself_is_no_person_s(state: State, verdicts: set[DueVerdict]) -> None:
    told = Nights().every_night(FIRST, LAST, state).deadline(DUE)
    assert told.verdict in verdicts, [(each.kind, each.detail) for each in told.evidence]


def test_a_new_template_is_told_with_its_reason() -> None:
    nights = Nights().every_night(FIRST, LAST, templates(date(2026, 11, 22), date(2026, 11, 22)))
    (change,) = nights.changes()
    assert (change.words, change.sort, change.why) == (
        "Made for every screen", Sort.DOUBTFUL, "the site was moved or rebuilt that night"
    )  # fmt: skip


TABLE = "<table>" + "".join(f"<tr><td>{said}</td></tr>" for said in LINES) + "</table>"
MAIN = "<main>" + "".join(f"<p>{said}</p>" for said in LINES) + "</main>"


@pytest.mark.parametrize(
    ("name", "before", "now", "another"),
    [
        ("a table becomes paragraphs", TABLE, MAIN, True),
        ("paragraphs beside the table", TABLE, TABLE + MAIN, False),
        ("more rows", TABLE, TABLE.replace("<table>", "<table><tr><td>Bring a ruler.</td></tr>"), False),
        ("a notice of one line", TABLE, "<main><p>We will be back soon.</p></main>", False),
    ],
)
def test_a_template_is_another_where_hardly_a_line_keeps_its_kind_of_place(
    name: str, before: str, now: str, another: bool
) -> None:
    frames = [frame_of(items_of(read_html(html, ROOT), "/", ROOT)) for html in (before, now)]
    assert is_another(frames[1], frames[0]) is another, name
