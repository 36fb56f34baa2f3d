"""What a browser saw stands while a page is made of the same, and only then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.browser import BrowserOptions, BrowserPool, available
from auditor.finding import SiteOutcome
from auditor.registry import Site
from auditor.visit import SiteJob, SiteVisit
from auditor.visit.standing import still_digest
from spiders.job import CrawlLimits
from tests.golden.district import Answered, Town, links, page
from tests.visit.conftest import AGENT, NIGHT, ROOM, GoSee, Visited, see
from tests.web import Response

HOST = "room12.example"
ELSEWHERE = "library.example"
CSS, JS, PNG = "text/css", "text/javascript", "image/png"

PLAIN = b"<p class=a>Read page 12</p><script>show({id: 'a1b2c3d4e5f60718'})</script>"

SAME = (
    ("nothing", PLAIN),
    ("a remark for engineers", PLAIN + b"<!-- made in 0.31 s -->"),
    ("a request id in a script", PLAIN.replace(b"a1b2c3d4e5f60718", b"99aabbccddeeff00")),
)
DIFFERENT = (
    ("a word", PLAIN.replace(b"12", b"13")),
    ("a class", PLAIN.replace(b"class=a", b"class=b")),
    ("a script's name", PLAIN.replace(b"show(", b"hide(")),
    ("a link's key", PLAIN + b"<a href='/d/a1b2c3d4e5f60718'>Plan</a>"),
    ("a remark that never ends", PLAIN + b"<!-- Homework: page 14"),
)
PAIRS = (
    ("nonces", b"<p nonce='4f2a'>Hi</p>", b'<p nonce="9b1c">Hi</p>', True),
    ("hidden fields", b"<input type=hidden value=81>", b"<input value='7' type='hidden'>", True),
    ("a field one can see", b"<input type=text value=81>", b"<input type=text value=82>", False),
    ("tokens in a meta", b"<meta name=csrf-token content=a>", b"<meta name=csrf-token content=b>", True),
    ("another meta", b"<meta name=description content=a>", b"<meta name=description content=b>", False),
    ("seconds in a script", b"<script>t=1762243200</script>", b"<script>t=1762329600123</script>", True),
    ("seconds in a text", b"<p>1762243200</p>", b"<p>1762329600</p>", False),
    ("words after a script", b"<script>a</script><p>a1b2c3d4e5f60718", b"<script>a</script><p>z", False),
)


@pytest.mark.parametrize(("what", "body"), SAME, ids=[name for name, _ in SAME])
def test_what_nobody_sees_does_not_count(what: str, body: bytes) -> None:
    assert still_digest(body) == still_digest(PLAIN)


@pytest.mark.parametrize(("what", "body"), DIFFERENT, ids=[name for name, _ in DIFFERENT])
def test_what_may_be_seen_counts(what: str, body: bytes) -> None:
    assert still_digest(body) != still_digest(PLAIN)


@pytest.mark.parametrize(("what", "one", "other", "same"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_two_answers_are_told_apart_by_what_may_be_seen(
    what: str, one: bytes, other: bytes, same: bool
) -> None:
    assert (still_digest(one) == still_digest(other)) is same


@given(st.binary(max_size=400), st.text("abcdefgh", min_size=4, max_size=8))
def test_a_word_added_in_front_of_any_page_counts(body: bytes, word: str) -> None:
    assert still_digest(f"<p>{word}</p>".encode() + body) != still_digest(body)


# --- two nights with a browser ---


@dataclass(frozen=True, slots=True)
class Case:
    """Give what two nights serve at one page and its files, and whether the first showing stands."""

    name: str
    before: Mapping[str, Answered]
    after: Mapping[str, Answered]
    stands: bool


def _file(kind: str, body: str) -> Response:
    return Response(200, {"Content-Type": kind}, body)


def _case(
    name: str, body: str, stands: bool, *, then: str | None = None, **files: tuple[str, str, str]
) -> Case:
    """Build a case; each file is (kind, body, body on the second night)."""
    at = f"{HOST}/{name}"
    before: dict[str, Answered] = {at: page(body, title=name)}
    after: dict[str, Answered] = {at: page(body if then is None else then, title=name)}
    for file, (kind, one, two) in files.items():
        path = f"{HOST}/{name}-{file}"
        before[path], after[path] = _file(kind, one), _file(kind, two)
    return Case(name, before, after, stands)


GREEN, RED = "p { color: green }", "p { color: red }"
YEAR = "document.write('<p>' + new Date().getFullYear() + '</p>')"
TODAY = "document.write('<p>' + new Date().getDay() + '</p>')"
FETCHED = "fetch('fetched-list').then((r) => r.text()).then((t) => document.body.append(t))"

CASES = (
    _case("plain", "<p>Bring a ruler.</p>", True),
    _case("ids", "<p>Bring a ruler.</p><!-- 1 -->", True, then="<p>Bring a ruler.</p><!-- 2 -->"),
    _case("worded", "<p>Bring a ruler.</p>", False, then="<p>Bring a pencil.</p>"),
    _case("marked", "<p lang=en>Hola</p>", False, then="<p lang=es>Hola</p>"),
    _case("styled", "<link rel=stylesheet href=styled-css><p>Hi</p>", False, css=(CSS, GREEN, RED)),
    _case("dressed", "<link rel=stylesheet href=dressed-css><p>Hi</p>", True, css=(CSS, GREEN, GREEN)),
    _case(
        "scripted",
        "<script src=scripted-js></script>",
        False,
        js=(JS, "document.write('<p>Seeds</p>')", "document.write('<p>Soil</p>')"),
    ),
    _case("written", "<script src=written-js></script>", True, js=(JS, YEAR, YEAR)),
    _case("dated", "<script src=dated-js></script>", False, js=(JS, TODAY, TODAY)),
    _case("fetched", f"<script>{FETCHED}</script>", False, list=("text/plain", "Milk", "Milk")),
    _case("pictured", "<img src=pictured-png alt=Bean>", False, png=(PNG, "\x89PNG one", "\x89PNG two")),
    _case("lacking", "<img src=/nowhere.png alt=Bean>", True),
    _case("framed", "<iframe src=framed-in title=In></iframe>", False,
          **{"in": ("text/html", "<p>Monday</p>", "<p>Tuesday</p>")}),
    _case("embedded", f"<iframe src=http://{ELSEWHERE}/board title=Board></iframe>", False),
    _case("borrowed", f"<script src=http://{ELSEWHERE}/words.js></script>", False),
    _case("counted", f"<script src=http://{ELSEWHERE}/count.js></script><p>Hi</p>", True),
)  # fmt: skip

AROUND: dict[str, Answered] = {
    f"{HOST}/": page(links(*(f"/{case.name}" for case in CASES))),
    f"{ELSEWHERE}/board": page("<p>Our board</p>"),
    f"{ELSEWHERE}/words.js": _file(JS, "document.write('<p>Lunch: soup</p>')"),
    f"{ELSEWHERE}/count.js": _file(JS, "window.counted = 1"),
}


@pytest.fixture(scope="module")
def nights(pool: BrowserPool) -> Iterator[tuple[Visited, Visited]]:
    """Visit the same site on two nights, files in between changed as the cases say."""
    before = AROUND | {at: what for case in CASES for at, what in case.before.items()}
    after = AROUND | {at: what for case in CASES for at, what in case.after.items()}
    with Town(before) as town:
        first = see(town, browsers=pool)
        town.pages.update(after)
        second = see(town, browsers=pool, last=first.visit, as_of=NIGHT + timedelta(days=1))
    yield first, second


@pytest.mark.browser
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_page_is_shown_again_only_where_it_may_look_different(
    nights: tuple[Visited, Visited], case: Case
) -> None:
    first, second = nights
    shown = {page.key: page for page in second.visit.pages}[f"/{case.name}"]
    assert shown.showing is not None
    assert (shown.showing.at == NIGHT) is case.stands
    before = {page.key: page for page in first.visit.pages}[f"/{case.name}"]
    if case.stands:
        assert (shown.rendered, shown.observations) == (before.rendered, before.observations)
        assert shown.engines == before.engines != {}


@pytest.mark.browser
@pytest.mark.skipif(available() is not None, reason="REAL BROWSER NOT TESTED: there is none")
@pytest.mark.parametrize(
    ("changed", "photographed"),
    [("", {""}), ("more", set())],
    ids=["the page with the picture", "another page with the same fault"],
)
def test_a_site_has_one_picture_of_each_rule_whatever_is_shown_again(
    go_see: GoSee, changed: str, photographed: set[str]
) -> None:
    body = links("/more") + "<p style='color: #ccc'>Bring a seed and a cup of soil.</p>"
    pages: dict[str, Answered] = {f"{HOST}/": page(body), f"{HOST}/more": page(body, title="More")}
    # The pool of the other tests takes no pictures.
    with Town(pages) as town, BrowserPool(BrowserOptions(jobs=1, page_seconds=40)) as pool:
        first = go_see(town, browsers=pool).visit
        town.pages[f"{HOST}/{changed}"] = page(f"<p>Bring a ruler.</p>{body}", title=changed)
        second = go_see(town, browsers=pool, last=first, as_of=NIGHT + timedelta(days=1)).visit
    assert _pictured(first) == {""} and {f"/{changed}"} == {
        each.key for each in second.pages if each.showing and each.showing.at != NIGHT
    }
    shown_again = replace(second, pages=tuple(each for each in second.pages if each.key == f"/{changed}"))
    assert _pictured(shown_again) == photographed


def _pictured(visit: SiteVisit) -> set[str]:
    """Return which pages have a picture of words that are too faint."""
    return {
        page.key[1:]
        for page in visit.pages
        for each in page.observations
        if each.rule == "color-contrast" and each.picture
    }


@pytest.mark.browser
def test_other_tools_show_every_page_again(pool: BrowserPool, go_see: GoSee) -> None:
    with Town({f"{HOST}/": page("<p>Bring a ruler.</p>")}) as town:
        first = go_see(town, browsers=pool).visit
        told = replace(first.pages[0], showing=replace(first.pages[0].showing, make="0" * 64))
        second = go_see(
            town, browsers=pool, last=replace(first, pages=(told,)), as_of=NIGHT + timedelta(days=1)
        ).visit
    assert [page.showing.at for page in second.pages if page.showing] == [NIGHT + timedelta(days=1)]


AFRESH = (
    ("never read", 7, None, True),
    ("the same night", 7, 0, False),
    ("a week ago", 7, 7, True),
    ("long ago", 7, 40, True),
    ("never to be read anew", 0, 40, False),
    ("every night", 1, 1, True),
)


@pytest.mark.parametrize(("what", "days", "ago", "afresh"), AFRESH, ids=[row[0] for row in AFRESH])
def test_a_site_is_read_afresh_in_time(what: str, days: int, ago: int | None, afresh: bool) -> None:
    assert _afresh("room-12", days, ago) is afresh


def test_sites_are_read_afresh_on_nights_of_their_own() -> None:
    """After the first night, which reads all of them, each has its own day of the week."""
    first = [next(ago for ago in range(1, 9) if _afresh(f"room-{number}", 7, ago)) for number in range(70)]
    assert set(first) == {1, 2, 3, 4, 5, 6, 7}


def _afresh(site: str, days: int, ago: int | None) -> bool:
    """Tell whether a site last read afresh so many nights ago is to be read afresh now."""
    now = NIGHT + timedelta(days=ago or 0)
    last = SiteVisit(site, ROOM, NIGHT, SiteOutcome.AUDITED, afresh_at=NIGHT) if ago is not None else None
    at = Site(site, ROOM, "elm", "class")
    return SiteJob(at, now, CrawlLimits(), AGENT, last=last, refresh_days=days).afresh
