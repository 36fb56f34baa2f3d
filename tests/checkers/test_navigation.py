"""What several pages of one site show together: a menu's order and names, and titles; near misses beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from auditor.checkers.navigation import RULES, check
from auditor.extract.html import read_html
from auditor.finding import Confidence, Finding
from auditor.page import Page, Source
from auditor.policy import load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.snapshot import Snapshot, gather

ROOT = "https://cedar.example/room-12/"
NIGHT = datetime(2026, 10, 28, 2, 0)
POLICY = load_policy(
    Path(__file__).parents[2] / "config" / "policies",
    ("mcps-parent-student-engagement", "mcps-social-media-procedures", "wcag-2.0"),
)
NAMES = {"": "Home", "week": "Our week", "math": "Math", "trip": "Trips", "help": "Help"}
MENU = tuple(NAMES)


def page(key: str, body: str, title: str = "", lang: str = "en") -> Page:
    url = f"{ROOT}{key}"
    text = f"<!doctype html><html lang={lang}><title>{title or f'About {key}'}</title><body>{body}"
    content = read_html(text, url)
    return Page(url, f"/{key}", 200, NIGHT, content, rendered=content, digest=key)


def menu(order: Sequence[str], names: Mapping[str, str] = NAMES, wrap: str = "<nav><ul>{}</ul></nav>") -> str:
    return wrap.format("".join(f'<li><a href="{ROOT}{each}">{names[each]}</a></li>' for each in order))


def found(*pages: Page) -> list[Finding]:
    snapshot = Snapshot(Site("room-12", ROOT, "cedar", kind="class"), School("cedar", "Cedar"), NIGHT, pages)
    return list(check(snapshot, POLICY.for_site("class", NIGHT.date()), Roster.absent("no roster here")))


def site(**bodies: str) -> list[Page]:
    """Return five pages with the usual menu, some with another body."""
    return [page(key, bodies.get(key or "home", menu(MENU)) + f"<p>About {key}</p>") for key in MENU]


SWAPPED = ("", "math", "week", "trip", "help")
BREADCRUMB = (
    '<nav><ol><li><a href="{0}">Home</a><li><a href="{0}week">Week</a><li><a href="{0}{1}">1</a></ol></nav>'
)
UNFOLDED = f'Math</a><ul><li><a href="{ROOT}math/2">Two</a><li><a href="{ROOT}math/1">One</a></ul>'
LETTERS = dict(zip("abcd", "abcd", strict=True))
POSTS = "<main><ul>{}</ul></main>"
BESIDE = '<p><a href="{0}math">{1}</a> <a href="{0}">{2}</a></p>'


def without(key: str) -> list[str]:
    return [each for each in MENU if each != key]


def with_ids(order: Sequence[str]) -> str:
    items = (
        f'<li id="menu-item-{n}"><a href="{ROOT}{each}">{NAMES[each]}</a>' for n, each in enumerate(order)
    )
    return f"<nav><ul>{''.join(items)}</ul></nav>"


ORDERS: tuple[tuple[str, dict[str, str], list[str]], ...] = (
    ("the same everywhere", {}, []),
    ("two links the other way round on one page", {"trip": menu(SWAPPED)}, ["/trip"]),
    ("another entry on one page", {"trip": menu((*MENU[:2], "new", *MENU[2:]), {**NAMES, "new": "New"})}, []),
    ("the page itself is left out", {key or "home": menu(without(key)) for key in MENU}, []),
    ("the page itself comes first", {key or "home": menu([key, *without(key)]) for key in MENU}, []),
    ("a part that unfolds", {"math": menu(MENU).replace("Math</a>", UNFOLDED)}, []),
    (
        "an order that differs everywhere",
        {
            "home": menu(("week", "math", "trip", "help", "")),
            "week": menu(("help", "trip", "math", "", "week")),
            "math": menu(("trip", "", "help", "week", "math")),
            "trip": menu(("math", "help", "week", "", "trip")),
            "help": menu(("", "trip", "week", "math", "help")),
        },
        [],
    ),
    (
        "a way back and one forth",
        {
            "week": menu(MENU) + BESIDE.format(ROOT, "Next", "Back"),
            "trip": menu(MENU) + BESIDE.format(ROOT, "Back", "Home"),
        },
        [],
    ),
    ("the path to a page", {key: menu(MENU) + BREADCRUMB.format(ROOT, key) for key in MENU[2:]}, []),
    (
        "posts on two pages, by date and by name",
        {
            "week": menu(MENU) + menu("abcd", LETTERS, POSTS),
            "math": menu(MENU) + menu("dcba", LETTERS, POSTS),
        },
        [],
    ),
    (
        "items that have names of their own",
        {key or "home": with_ids(SWAPPED if key == "help" else MENU) for key in MENU},
        ["/help"],
    ),
)


@pytest.mark.parametrize(
    ("bodies", "expected"), [each[1:] for each in ORDERS], ids=[each[0] for each in ORDERS]
)
def test_the_order_of_a_menu(bodies: dict[str, str], expected: list[str]) -> None:
    told = [each for each in found(*site(**bodies)) if each.rule == "menu-order"]
    assert [each.page for each in told] == expected
    for each in told:
        assert (each.confidence, each.criteria) == (Confidence.REVIEW, ("3.2.3",))
        assert (
            "has “Math” before “Our week”. On 2 other pages of this site it is the other way round."
            in each.message
        )


CALLED: tuple[tuple[str, str, list[str]], ...] = (
    ("one name", "Trips", []),
    (
        "another name on one page",
        "Excursions",
        [
            "This link of the menu is called “Excursions” here and “Trips” on 3 other pages. "
            "Both lead to the same place."
        ],
    ),
    ("the same name written longer", "Trips (new)", []),
    ("other letters", "TRIPS!", []),
    ("a picture without words", '<img src="/bus.png" alt="">', []),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"), [each[1:] for each in CALLED], ids=[each[0] for each in CALLED]
)
def test_the_names_of_a_menu(name: str, expected: list[str]) -> None:
    told = [
        each for each in found(*site(math=menu(MENU, {**NAMES, "trip": name}))) if each.rule == "menu-names"
    ]
    assert [each.message.partition(": ")[2] for each in told] == expected
    assert [(each.page, each.criteria) for each in told] == [("/math", ("3.2.4",))] * len(expected)


TITLES: tuple[tuple[str, list[Page], str], ...] = (
    ("each its own", [page("art", "A", "Art"), page("band", "B", "Band")], ""),
    (
        "one for two pages",
        [page("art", "A", "Room 12"), page("band", "B", "Room 12"), page("math", "C", "Math")],
        "2 pages of this site have the title “Room 12”.",
    ),
    ("pages of one list", [page("news/page-1", "A", "News"), page("news/page-2", "B", "News")], ""),
    ("tags", [page("tag/art", "A", "Room 12"), page("tag/band", "B", "Room 12")], ""),
    ("one page in two languages", [page("en/art", "A", "Art"), page("es/art", "B", "Art")], ""),
    ("two languages, two names", [page("art", "A", "Room 12"), page("arte", "B", "Room 12", "es")], ""),
    ("no titles at all", [page("art", "A", " "), page("band", "B", " ")], ""),
)


@pytest.mark.parametrize(
    ("pages", "expected"), [each[1:] for each in TITLES], ids=[each[0] for each in TITLES]
)
def test_titles_of_several_pages(pages: list[Page], expected: str) -> None:
    told = [each for each in found(*pages) if each.rule == "titles-same"]
    assert [each.message.partition(": ")[2] for each in told] == [expected] * bool(expected)
    for each in told:
        assert (each.page, each.occurrences, each.details["pages"]) == ("/art", 2, "/art, /band")
        assert (each.where.place, each.where.source) == ("title of the page", Source.ELEMENT)


def test_a_site_that_no_clause_binds_gets_nothing() -> None:
    pages = site(trip=menu(SWAPPED))
    snapshot = Snapshot(Site("r", ROOT, "cedar", kind="personal"), School("cedar", "C"), NIGHT, tuple(pages))
    assert list(check(snapshot, POLICY.for_site("personal", NIGHT.date()), Roster.absent("none"))) == []


def test_what_stands_in_an_archive_is_told_and_not_counted() -> None:
    registered = Site("room-12", ROOT, "cedar", kind="class", archived_paths=("/trip",))
    snapshot = Snapshot(registered, School("cedar", "C"), NIGHT, tuple(site(trip=menu(SWAPPED))))
    told = list(check(snapshot, POLICY.for_site("class", NIGHT.date()), Roster.absent("none")))
    assert [(each.rule, each.page, each.counted) for each in told] == [("menu-order", "/trip", False)]


def test_pages_that_a_browser_showed_are_not_compared_with_others() -> None:
    shown = site()
    served = page("old", menu(SWAPPED))
    assert found(*shown, Page(served.url, "/old", 200, NIGHT, served.served)) == []


@pytest.mark.parametrize(
    ("name", "titles", "expected"),
    [
        ("a template's", ["My class", "My  Class", "MY CLASS"], ["title-shared"]),
        ("of two only", ["My class", "My class", "Room 14"], []),
        ("each its own", ["Room 12", "Room 13", "Room 14"], []),
        ("none", ["", "", ""], []),
    ],
)
def test_the_title_of_a_first_page_over_all_sites(name: str, titles: list[str], expected: list[str]) -> None:
    sites = [Site(f"room-{number}", ROOT, "cedar", kind="class") for number in range(len(titles))]
    firsts = [page("", "Hello", title or " ") for title in titles]
    district = gather((each, (first,)) for each, first in zip(sites, firsts, strict=True))
    school = School("cedar", "Cedar")
    snapshot = Snapshot(sites[0], school, NIGHT, (firsts[0],), district=district)
    told = list(check(snapshot, POLICY.for_site("class", NIGHT.date()), Roster.absent("none")))
    assert [each.rule for each in told] == expected, name
    for each in told:
        assert "The first pages of 3 websites have the title “My class”" in each.message


def test_every_rule_is_reached_by_a_case() -> None:
    assert {rule.id for rule in RULES} == {"menu-order", "menu-names", "titles-same", "title-shared"}
