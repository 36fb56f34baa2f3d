"""Which addresses never end, and which only look as if they did."""

from __future__ import annotations

from datetime import date

import pytest

from spiders.traps import MOST_COPIES, Step, Traps, shape_of

TODAY = date(2026, 10, 28)


def walk(urls: list[str]) -> list[str]:
    """Judge a row of addresses, each found on the one before; returns the trap's pattern for each."""
    traps, before, found = Traps(TODAY), None, []
    for url in urls:
        step = traps.judge(f"https://elm.example{url}", before)
        found.append(step if isinstance(step, str) else "")
        before = step if isinstance(step, Step) else before
    return found


def months(first: int, count: int, form: str) -> list[str]:
    """Write `count` months in a row, the first counted from January 2026."""
    return [form.format(2026 + (first + n) // 12, (first + n) % 12 + 1) for n in range(count)]


ENDLESS = {
    "next month for ever": (months(9, 40, "/calendar?month={}-{:02}"), "calendar /calendar?month"),
    "previous month for ever": (months(9, 40, "/calendar?month={}-{:02}")[::-1], "calendar /calendar?month"),
    "year and month apart": (months(0, 30, "/cal.php?year={}&month={}"), "calendar /cal.php?month&year"),
    "in the path": (months(0, 30, "/events/{}/{:02}/"), "calendar /events/#/#/"),
    "far ahead at once": (["/calendar?date=2031-05-01"], "more than 18 months ahead"),
    "numbers": ([f"/next/{n}" for n in range(100)], "series /next/#"),
    "one folder again and again": (["/a/about/about/about/"], 'paths that repeat "about"'),
    "two folders again and again": (["/x/en/home/en/home/en/home"], 'paths that repeat "en/home"'),
    "five times, not in a row": (["/a/b/a/c/a/d/a/e/a"], 'paths that repeat "a"'),
    "many combinations": (
        [f"/list?sort={n}&view={n * 7}&page={n}" for n in range(60)],
        "queries of /list?page&sort&view: more than 40",
    ),
    "too long": (["/" + "x" * 3000], "addresses of more than 2000 characters"),
}

FINITE = {
    "a school year of months": months(7, 12, "/calendar?month={}-{:02}"),
    "a school year in the path": months(7, 12, "/newsletter/{}-{:02}.html"),
    "articles under dates": [f"/2019/{n:02}/05/owls-in-room-{n}" for n in range(1, 13)],
    "units, lessons and pages": ["/1/1/1", "/1/1/2", "/2/2/2/2"],
    "a blog of fifty pages": [f"/blog/page/{n}" for n in range(1, 51)],
    "twice the same word": ["/math/math/", "/home/home.html"],
    "a content system's ids": [f"/index.php?id={n * 13}" for n in range(60)],
    "a year that is a room": ["/room/2031/"],
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_row_is_named(name: str) -> None:
    urls, pattern = ENDLESS[name]
    assert pattern in walk(urls)[-1]


@pytest.mark.parametrize("name", FINITE)
def test_what_ends_is_no_trap(name: str) -> None:
    assert set(walk(FINITE[name])) == {""}


def test_many_newsletters_from_one_list_are_no_calendar() -> None:
    traps = Traps(TODAY)
    index = traps.judge("https://elm.example/news/", None)
    assert isinstance(index, Step)
    judged = [
        traps.judge(f"https://elm.example/news/{y}-{m:02}.html", index)
        for y in range(2018, 2027)
        for m in range(1, 13)
    ]
    assert all(isinstance(step, Step) for step in judged)


def test_a_pattern_never_holds_a_value() -> None:
    pattern = walk(["/s?name=Maya+Osei&sort=" + str(n) + "&x=1" for n in range(60)])[-1]
    assert "name&sort&x" in pattern and "Maya" not in pattern


def test_the_same_text_under_many_addresses_closes_their_shape() -> None:
    traps = Traps(TODAY)
    for n in range(MOST_COPIES + 1):
        # The lines of a list sorted otherwise are the same page.
        traps.saw(f"https://elm.example/shop?sid={n}", ["owl", "bat"] if n % 2 else ["bat", "owl"])
    assert "/shop?sid: the same page under more than 5 addresses" in traps.is_closed(
        "https://elm.example/shop?sid=99"
    )
    assert traps.is_closed("https://elm.example/about") == ""


def test_stubs_of_different_shape_stay_open() -> None:
    traps = Traps(TODAY)
    for word in "math art music science reading history".split():
        traps.saw(f"https://elm.example/{word}/", ["Coming soon"])
    assert traps.is_closed("https://elm.example/geography/") == ""


SHAPES = {
    "https://elm.example/a/12/b?y=1&x=2": "/a/#/b?x&y",
    "https://elm.example/s/8f3ac01b22d94e7f/home": "/s/*/home",
    "https://elm.example/unit-3/lesson_04.html": "/unit-#/lesson_#.html",
    "https://elm.example/": "/",
}


@pytest.mark.parametrize(("url", "shape"), SHAPES.items())
def test_shapes(url: str, shape: str) -> None:
    assert shape_of(url) == shape
