"""Tell lists of other people's posts from what two teachers write alike; knows no network."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from auditor.history.ledger import Entry, Span
from auditor.history.lines import Kind
from auditor.history.spread import DISTRICT, SHARED, TOLD, Carrier, marks_of, spread_of
from auditor.snapshot import Sort
from tests.history.nights import Nights
from tests.history.test_by_itself import FIRST, LAST, SITE

CARRIERS = {
    "a": Carrier("elm", "wix", "ari moss"),
    "b": Carrier("oak", "weebly", "dana okafor"),
    "c": Carrier("fir", "blogger", "sam larkin;lee nguyen-hale"),
    "d": Carrier("fir", "", ""),
}


@pytest.mark.parametrize(
    ("name", "line", "spread"),
    [
        ("another owner's post", "Ms. Larkin: Magnets and what they pull", TOLD),
        ("an owner of two names", "Lee Nguyen-Hale: Magnets and what they pull", TOLD),
        ("the own name", "Ms. Moss: Magnets and what they pull", SHARED),
        ("nobody's name", "Science: Magnets and what they pull", SHARED),
        ("no colon", "Ms. Larkin told us about magnets today", SHARED),
        ("a time", "Larkin Hall opens at 9:30 for all third graders", SHARED),
    ],
)
def test_a_line_that_names_another_site_s_owner_is_told(name: str, line: str, spread: str) -> None:
    entry = Entry("key" * 5, Kind.LINE, "place00", "", "", line, "", "", [Span(1, 2)])
    sites = {mark: {"a", "b"} for mark in marks_of(entry)}
    platforms = Counter(each.platform for each in CARRIERS.values())
    platforms["wix"] = 40
    assert spread_of(entry, sites, CARRIERS, platforms, "a") == spread, name


@pytest.mark.parametrize(
    ("carriers", "all_sites", "spread"),
    [(3, 3, DISTRICT), (3, 4, DISTRICT), (3, 5, SHARED), (4, 6, SHARED), (5, 6, DISTRICT), (5, 10, DISTRICT),
     (5, 11, SHARED), (2, 2, SHARED)],
)  # fmt: skip
def test_a_few_people_may_write_alike_by_chance(carriers: int, all_sites: int, spread: str) -> None:
    known = {f"s{number}": Carrier(f"school {number % 3}", "wix", f"owner {number}") for number in range(20)}
    line = "No school on Wednesday because of Veterans Day"
    entry = Entry("key" * 5, Kind.LINE, "place00", "", "", line, "", "", [Span(1, 2)])
    sites = {mark: {f"s{number}" for number in range(carriers)} for mark in marks_of(entry)}
    assert spread_of(entry, sites, known, Counter(wix=all_sites), "s0") == spread


@pytest.mark.parametrize(
    ("name", "spreads", "sorts"),
    [
        ("three nights of others' posts", [TOLD, TOLD, TOLD], [Sort.NOISE] * 3),
        ("two of them", [TOLD, TOLD], [Sort.DOUBTFUL] * 2),
        ("one is what two teachers wrote alike", [TOLD, TOLD, SHARED], [Sort.DOUBTFUL] * 3),
    ],
)
def test_a_box_that_night_after_night_tells_of_others_is_a_feed(
    name: str, spreads: list[str], sorts: list[Sort]
) -> None:
    days = [date(2026, 10, 13), date(2026, 10, 27), date(2026, 11, 4)][: len(spreads)]
    posts = ["Ms. Larkin: Magnets and more", "Ms. Okafor: Rivers of the West", "Ms. Larkin: Fractions"]

    def state(when: datetime) -> str:
        shown = [post for post, day in zip(posts, days, strict=False) if when.date() > day]
        rows = "".join(f"<li>{post}</li>" for post in shown)
        return f"{SITE}<h4>From our blogs</h4><ul><li>All of them</li>{rows}</ul>"

    nights = Nights().every_night(FIRST, LAST, state)
    (ledger,) = nights.ledgers.values()
    for entry in ledger.entries.values():
        if entry.excerpt in posts:
            entry.spread = spreads[posts.index(entry.excerpt)]
    assert [change.sort for change in nights.changes()] == sorts, name


@pytest.mark.parametrize(
    ("name", "beside", "sort"),
    [
        ("in the feed's own list", False, Sort.NOISE),
        ("in a place where no post ever stood", True, Sort.DOUBTFUL),
    ],
)
def test_words_that_others_use_too_are_a_doubt_beside_a_feed(name: str, beside: bool, sort: Sort) -> None:
    told = [date(2026, 10, day) for day in (9, 10, 13, 17, 18, 21, 24, 25, 29)]
    posts = dict(zip(SUBJECTS, told, strict=True))
    own = "Report cards go home on Friday"

    def state(when: datetime) -> str:
        shown = [f"{post} night at the museum" for post, day in posts.items() if when.date() > day][-3:]
        mine = own if when.date() > date(2026, 11, 3) else ""
        rows = "".join(f"<li>{line}</li>" for line in (*shown, *([mine] if mine and not beside else [])))
        row = f"<table><tr><td>Monday</td><td>{mine}</td></tr></table>" if beside else ""
        return f"{SITE}<h4>News</h4><ul><li>All of them</li>{rows}</ul>{row}"

    nights = Nights().every_night(FIRST, LAST, state)
    (ledger,) = nights.ledgers.values()
    for entry in ledger.entries.values():
        if "museum" in entry.excerpt:
            entry.spread = DISTRICT
        elif entry.excerpt == own:
            entry.spread = SHARED
    assert [change.sort for change in nights.changes() if change.words == own] == [sort], name


SUBJECTS = ("Math", "Art", "Music", "Poetry", "Chess", "Science", "Reading", "Robots", "Garden")
