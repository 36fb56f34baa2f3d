"""Tell lists of other people's posts from what two teachers write alike; knows no network."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from auditor.history.ledger import Entry, Span
from auditor.history.lines import Kind
from auditor.history.spread import SHARED, TOLD, Carrier, marks_of, spread_of
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
