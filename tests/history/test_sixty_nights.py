"""Replay sixty nights through the nightly job: widgets, old pages put back and banners meet no due date.

Nobody is called late who posted, either: some of these teachers post on some due dates, and it is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from tests.golden.district import Answered, page
from tests.history.replayed import Replay
from tests.web import Response

pytestmark = pytest.mark.timeout(600)
FIRST, LAST = date(2026, 10, 5), date(2026, 12, 3)
DUES = ("2026-10-27", "2026-11-03", "2026-11-24", "2026-12-01")
MET, MISSED, UNKNOWN = "met", "missed", "unknown"
WELCOME = "<p>Welcome to our class.</p><p>We meet in the room beside the library.</p>"
DATES = "<h2>Dates</h2><ul><li>Picture day is on October 15</li><li>Book fair is on October 22</li></ul>"
QUOTES = ("Kindness is free", "Mistakes grow the brain", "Ask a brave question", "Read one page more")
HEADLINES = ("Bridge repairs begin", "Museum opens a new wing", "Farmers bring the harvest in", "Team wins")
BANNERS = (
    (datetime(2026, 10, 25, 9), "<p>The district's art contest opens next week, ask in the office.</p>"),
    (datetime(2026, 11, 1, 9), "<p>Free flu shots for all families in the district office on Monday.</p>"),
    (datetime(2026, 11, 22, 9), "<p>The board of education meets in the high school on Tuesday evening.</p>"),
    (datetime(2026, 11, 29, 9), "<p>Bus routes of the whole district change after the winter break.</p>"),
)


def since(when: datetime, month: int, day: int, text: str, hour: int = 15) -> str:
    return text if when >= datetime(2026, month, day, hour) else ""


def banner(when: datetime) -> str:
    return "<header>" + next((text for moment, text in reversed(BANNERS) if when >= moment), "") + "</header>"


def widgets(when: datetime) -> str:
    """Return a counter, a clock, a countdown, a quote of the day, the weather and a feed of others."""
    number = when.toordinal()
    left = (date(2027, 6, 10) - when.date()).days
    news = "".join(f"<li>{HEADLINES[(number + step) % 4]}</li>" for step in range(3))
    return (
        f"<p>Visitors: {number * 3}</p><p>Today is {when:%A, %B} {when.day}, {when.year}</p>"
        f"<p>{left} days until summer!</p><blockquote>{QUOTES[number % 4]}</blockquote>"
        f"<p>High {number % 25}°F, windy</p><h3>News</h3><ul>{news}</ul>"
    )


def widget_page(when: datetime) -> str:
    post = since(when, 11, 2, "<p>Bring a shoe box for the volcano models.</p>")
    return page(WELCOME, widgets(when), post, since(when, 11, 23, "<p>Read chapter nine of Hatchet.</p>"))


def restored(when: datetime) -> str:
    """The list of dates goes and comes back four times, always within a window; only once there is news."""
    gone = any(
        datetime(2026, month, day) <= when < datetime(2026, back_month, back, 10)
        for month, day, back_month, back in (
            (10, 21, 10, 26),
            (10, 29, 11, 2),
            (11, 18, 11, 23),
            (11, 27, 12, 1),
        )
    )
    return page(WELCOME, "" if gone else DATES, since(when, 11, 23, "<p>We measure angles on paper.</p>"))


def under_banner(when: datetime) -> str:
    return page(banner(when), WELCOME)


def busy_under_banner(when: datetime) -> str:
    post = since(when, 11, 2, "<p>Spelling words: harbor, anchor, captain, island.</p>")
    return page(banner(when), WELCOME, post, since(when, 11, 30, "<p>Bring a map of your street.</p>"))


def grade_team(when: datetime) -> str:
    """Two teachers of one school put up the same line, by hand."""
    return page(WELCOME, since(when, 11, 2, "<p>All third graders visit the museum on November 12.</p>"))


def shell(when: datetime) -> str:
    return page('<div id="root">Loading...</div><noscript>Please turn on JavaScript.</noscript>')


def down_on_two(when: datetime) -> Answered:
    """It is down around two due dates, and nothing new comes."""
    down = datetime(2026, 11, 3) <= when < datetime(2026, 11, 6) or when.date() == date(2026, 12, 1)
    return Response(503, {"Content-Type": "text/html"}, "<h1>503</h1>") if down else page(WELCOME)


Shown = Callable[[datetime], Answered]
SITES: dict[str, tuple[str, Shown, tuple[str, str, str, str]]] = {
    "widgets": ("elm", widget_page, (MISSED, MET, MET, MISSED)),
    "restored": ("oak", restored, (MISSED, MISSED, MET, MISSED)),
    "banner-a": ("elm", under_banner, (MISSED, MISSED, MISSED, MISSED)),
    "banner-b": ("oak", under_banner, (MISSED, MISSED, MISSED, MISSED)),
    "banner-c": ("fir", busy_under_banner, (MISSED, MET, MISSED, MET)),
    "team-a": ("elm", grade_team, (MISSED, MET, MISSED, MISSED)),
    "team-b": ("elm", grade_team, (MISSED, MET, MISSED, MISSED)),
    "shell": ("elm", shell, (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)),
    "down": ("oak", down_on_two, (MISSED, UNKNOWN, MISSED, MISSED)),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, object]]:
    def state(when: datetime) -> dict[str, Answered]:
        return {f"{name}.example/": shown(when) for name, (_, shown, _) in SITES.items()}

    sites = [(name, f"http://{name}.example/", school) for name, (school, _, _) in SITES.items()]
    schools = [(name, "") for name in ("elm", "oak", "fir")]
    folder = tmp_path_factory.mktemp("sixty") / "d"
    with Replay(folder, sites, state, schools, direct=True, updates_only=True) as run:
        run.nights(FIRST, LAST)
        return {(row["site"], row["due"]): row for row in run.export()}


@pytest.mark.parametrize("name", SITES)
def test_verdicts_after_sixty_nights(played: dict[tuple[str, str], dict[str, object]], name: str) -> None:
    said = tuple(str(played[name, due]["verdict"]) for due in DUES)
    assert said == SITES[name][2], [played[name, due]["evidence"] for due in DUES]
