"""Pictures that look like a registered logo, whatever they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from auditor.checkers import logos
from auditor.checkers.example_roster import EXAMPLE_ROSTER, EXAMPLE_SCHOOL, EXAMPLE_SITE
from auditor.finding import Confidence, Finding
from auditor.links import LinkBook, load_links
from auditor.page import Asset, Page
from auditor.snapshot import District, Snapshot

from .name_pages import NIGHT, URL, page, speaking_of

HERE = "https://room12.example"
PICTURE = f"{HERE}/i/1.png"
LIKE = {PICTURE: "hawk.png"}
WRITTEN = Asset(f"{URL}#picture-abc", 200, digest="d" * 64)
HAWK = 'A picture here looks like the registered logo "hawk.png". Did the office allow it?'
NAMED = "By its name or its words, a picture here is a logo of a school or the district. "


@cache
def at_home() -> LinkBook:
    """Return rules for links of a district to which the example's host belongs."""
    return load_links(Path(__file__).parents[2] / "config" / "links", hosts=("room12.example",))


def asked(
    *pages: Page,
    likenesses: Mapping[str, str] = LIKE,
    shown: Mapping[str, frozenset[str]] | None = None,
    links: LinkBook | None = None,
    kind: str = "class",
) -> list[Finding]:
    site = replace(EXAMPLE_SITE, kind=kind)
    snapshot = Snapshot(
        site, EXAMPLE_SCHOOL, NIGHT, pages, links=links, likenesses=likenesses,
        district=District(logos=shown or {}),
    )  # fmt: skip
    policy = speaking_of("logo-permission").for_site(kind, NIGHT)
    return list(logos.check(snapshot, policy, EXAMPLE_ROSTER))


def test_a_picture_that_looks_like_a_logo_is_one_question_a_site() -> None:
    one, two = page('<img src="/i/1.png" alt="Go team">'), page('<img src="/i/1.png">', f"{HERE}/more")
    [found] = asked(page("<p>News</p>", f"{HERE}/news"), one, two)
    assert (found.message, found.quote, found.url) == (HAWK, "Go team", URL)
    assert (found.confidence, found.page, found.occurrences) == (Confidence.REVIEW, "", 1)
    assert found.where.selector == "body > img:nth-of-type(1)"


@pytest.mark.parametrize(
    ("name", "html", "message", "quote"),
    [
        ("looks come before words", '<img src="/school-logo.png"><img src="/i/1.png">', HAWK, "1"),
        ("words without looks", '<img src="/i/2.png" alt="Our school logo">', NAMED, "Our school logo"),
        ("a fragment of an address", '<img src="/i/1.png#top" alt="">', HAWK, "1"),
        ("whatever its words say", '<img src="/i/1.png" alt="Logo contest">', HAWK, "Logo contest"),
    ],
)  # fmt: skip
def test_what_is_said_of_it(name: str, html: str, message: str, quote: str) -> None:
    [found] = asked(page(html))
    assert found.message.startswith(message), name
    assert found.quote == quote, name


TEMPLATE = {PICTURE: frozenset("abc")}


@pytest.mark.parametrize(
    ("name", "html", "case", "told"),
    [
        ("another picture", '<img src="/i/2.png" alt="">', {}, 0),
        ("nobody shows it", "<p>News</p>", {}, 0),
        ("no logo registered", '<img src="/i/1.png" alt="">', {"likenesses": {}}, 0),
        ("the template's", '<img src="/i/1.png" alt="">', {"shown": TEMPLATE}, 0),
        ("two sites' own", '<img src="/i/1.png" alt="">', {"shown": {PICTURE: frozenset("ab")}}, 1),
        ("an official page", '<img src="/i/1.png" alt="">', {"kind": "official"}, 0),
        ("a club", '<img src="/i/1.png" alt="">', {"kind": "club"}, 1),
        ("the head at home", '<header><img src="/i/1.png" alt=""></header>', {"links": at_home()}, 0),
        ("the text at home", '<main><img src="/i/1.png" alt=""></main>', {"links": at_home()}, 1),
    ],
)
def test_near_misses_stand_beside_hits(name: str, html: str, case: dict[str, object], told: int) -> None:
    assert [each.message for each in asked(page(html), **case)] == [HAWK] * told, name  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "case", "told"),
    [
        ("written into one page", {}, 1),
        ("by a template of many sites", {"shown": {WRITTEN.digest: frozenset("abc")}}, 0),
        ("at home", {"links": at_home()}, 0),
        ("like nothing", {"likenesses": LIKE}, 0),
    ],
)
def test_pictures_written_into_the_code(name: str, case: dict[str, object], told: int) -> None:
    shown = replace(page("<p>News</p>"), embedded=(WRITTEN,))
    found = asked(shown, **{"likenesses": {WRITTEN.url: "hawk.png"}, **case})  # type: ignore[arg-type]
    wanted = [(HAWK, "picture written into the page's code")] * told
    assert [(each.message, each.where.place) for each in found] == wanted, name
