"""Tell lists of other people's posts from what two teachers write alike; knows no network."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from auditor.history.ledger import Entry, Span
from auditor.history.lines import Kind
from auditor.history.spread import DISTRICT, SHARED, TOLD, Carrier, marks_of, spread_of
from auditor.snapshot import DueVerdict, Sort
from tests.history.nights import Nights
from tests.history.test_by_itself import DAY, DUE, FIRST, LAST, SITE

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


LINKED = "Picture day draws families to the library"


@pytest.mark.parametrize(
    ("name", "spreads", "sort"),
    [
        ("their words lead to one address", {Kind.LINE: SHARED, Kind.LINK: SHARED}, Sort.NOISE),
        ("the same words lead elsewhere", {Kind.LINE: SHARED, Kind.LINK: ""}, Sort.DOUBTFUL),
        ("nobody else says it", {Kind.LINE: "", Kind.LINK: ""}, Sort.DOUBTFUL),
    ],
)
def test_a_feed_of_two_schools_is_known_by_its_links(name: str, spreads: dict[Kind, str], sort: Sort) -> None:
    days = [date(2026, 10, day) for day in (10, 17, 18, 25)]
    posts = dict(zip(("Chess night", "Book fair", "Choir", "Open house"), days, strict=True))
    posts[LINKED] = date(2026, 11, 22)

    def state(when: datetime) -> str:
        shown = [post for post, day in posts.items() if when.date() > day]
        rows = "".join(f"<div><a href='https://news.example/{len(post)}'>{post}</a></div>" for post in shown)
        return f"{SITE}<h4>Around us</h4>{rows}"

    nights = Nights().every_night(FIRST, LAST, state)
    (ledger,) = nights.ledgers.values()
    for entry in ledger.entries.values():
        if entry.excerpt in posts:
            entry.spread = spreads[entry.kind] if entry.excerpt == LINKED else SHARED
    told = {change.sort for change in nights.changes() if change.words == LINKED}
    assert min(told, key=list(Sort).index) is sort, (name, told)


def test_what_the_district_says_is_no_news_where_another_page_said_it_before() -> None:
    said = "The levy information evening: see the page for October 29, 2026."

    def state(when: datetime) -> dict[str, str]:
        first, later = (said if when.date() > day else "" for day in (date(2026, 10, 20), date(2026, 11, 22)))
        return {"/": f"{SITE}<p>{later}</p>", "/plan": f"{SITE}<p>{first}</p>"}

    nights = Nights().every_night(FIRST, LAST, state)
    assert [change.sort for change in nights.changes() if change.seen.date() > DUE - 3 * DAY] == [
        Sort.DOUBTFUL
    ]
    for ledger in nights.ledgers.values():
        for entry in ledger.entries.values():
            entry.spread = DISTRICT if entry.excerpt == said else ""
    assert nights.deadline(DUE).verdict is DueVerdict.MISSED


@pytest.mark.parametrize(
    ("name", "menu", "links", "verdict"),
    [
        ("a menu of a template", DISTRICT, "Pay fees;Bus routes;Careers", DueVerdict.MISSED),
        ("and a link beside it", DISTRICT, "Pay fees;Bus routes;Careers;;Unit 4 reading", DueVerdict.MET),
        ("one teacher's links", "", "Pay fees;Bus routes;Careers", DueVerdict.MET),
    ],
)
def test_the_links_of_a_template_s_menu_go_with_it(
    name: str, menu: str, links: str, verdict: DueVerdict
) -> None:
    first, _, more = links.partition(";;")

    def state(when: datetime) -> str:
        if when.date() <= date(2026, 11, 22):
            return SITE
        labels = first.split(";")
        rows = "".join(f"<a href='https://school.example/{len(said)}'>{said}</a> " for said in labels)
        beside = f"<p><a href='https://lessons.example/4'>{more}</a></p>" if more else ""
        return f"<div>{rows}</div>{SITE}{beside}"

    nights = Nights().every_night(FIRST, LAST, state)
    (ledger,) = nights.ledgers.values()
    for entry in ledger.entries.values():
        if entry.kind is Kind.LINE and entry.excerpt == first.replace(";", " "):
            entry.spread = menu
    assert nights.deadline(DUE).verdict is verdict, name


@pytest.mark.parametrize(
    ("name", "later", "sort"),
    [
        ("of a feed that goes on", [18, 25, 31], Sort.NOISE),
        ("of one line that others have too", [], Sort.DOUBTFUL),
    ],
)
def test_the_heading_of_a_new_box_goes_with_its_first_line(name: str, later: list[int], sort: Sort) -> None:
    days = [date(2026, 10, day) for day in (14, *later)]
    posts = ["Ms. Larkin: Magnets and more", "Ms. Moss: Rivers", "Mr. Osei: Fractions", "Ms. Moss: Maps"]

    def state(when: datetime) -> str:
        shown = [post for post, day in zip(posts, days, strict=False) if when.date() > day]
        rows = "".join(f"<div>{post}</div>" for post in shown)
        return SITE + (f"<h4>From our class blogs</h4>{rows}" if rows else "")

    nights = Nights().every_night(FIRST, LAST, state)
    (ledger,) = nights.ledgers.values()
    for entry in ledger.entries.values():
        if entry.excerpt in posts:
            entry.spread = DISTRICT
    assert [each.sort for each in nights.changes() if each.words == "From our class blogs"] == [sort], name


SUBJECTS = ("Math", "Art", "Music", "Poetry", "Chess", "Science", "Reading", "Robots", "Garden")
