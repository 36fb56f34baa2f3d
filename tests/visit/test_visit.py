"""Visits from end to end: what comes home from a site, what is said to be missing, what is never asked."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from auditor.browser import BrowserPool
from auditor.finding import Reason, SiteOutcome
from auditor.manners import HostRule
from auditor.visit import SiteVisit
from tests.golden.district import Town, links, page
from tests.visit.conftest import NIGHT, ROOM, GoSee
from tests.web import Request, Response, html, redirect

HOST = "room12.example"
PDF = Response(200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 plan")
PNG = Response(200, {"Content-Type": "image/png"}, b"\x89PNG\r\n")

STATIC = {
    f"{HOST}/": page(
        links("/week.html", "/plan.pdf"),
        '<link rel="stylesheet" href="/room.css"><img src="/bean.png" alt="A bean plant">',
    ),
    f"{HOST}/week.html": page("<p>Spelling test on Friday</p>", links("/"), title="This week"),
    f"{HOST}/plan.pdf": PDF,
    f"{HOST}/room.css": Response(200, {"Content-Type": "text/css"}, "p { color: #222 }"),
    f"{HOST}/bean.png": PNG,
}


# --- a whole site, without and with a browser ---


def test_a_site_comes_home_with_pages_documents_assets_and_their_bytes(go_see: GoSee) -> None:
    with Town(STATIC) as town:
        seen = go_see(town)
        asked = town.seen
    visit = seen.visit
    assert seen.page_keys() == ["/", "/week.html"]
    assert [(found.key, found.kind, found.linked_from) for found in visit.documents] == [
        ("/plan.pdf", "pdf", ("/",))
    ]
    assert {asset.url.removeprefix(ROOM) for asset in visit.assets} == {"room.css", "bean.png"}
    assert {body for body in visit.bodies.values() if body.startswith(b"%PDF")} == {b"%PDF-1.4 plan"}
    assert {page.digest for page in visit.pages} <= visit.bodies.keys()
    assert "Spelling test on Friday" in seen.words("/week.html")
    assert visit.pages[1].referrer == ROOM and visit.pages[1].depth == 1
    assert (visit.site_id, visit.as_of, visit.afresh_at) == ("room-12", NIGHT, NIGHT)
    assert visit.frontier == ()
    assert visit.requests == asked, "every request counts, robots.txt and sitemap too"
    assert visit.bytes_down >= sum(map(len, visit.bodies.values()))
    assert visit.seconds > 0


@pytest.mark.parametrize("fault", [TimeoutError(), OSError(24, "Too many open files")], ids=["late", "full"])
def test_a_way_out_that_cannot_be_opened_costs_its_own_site_only(
    go_see: GoSee, monkeypatch: pytest.MonkeyPatch, fault: OSError
) -> None:
    def refuse(*_: object) -> None:
        raise fault

    monkeypatch.setattr("auditor.visit.Door.open", refuse)
    with Town(STATIC) as town:
        visit = go_see(town).visit
    assert (visit.outcome, visit.reason, visit.pages) == (SiteOutcome.ERROR, "canceled", ())
    kind = type(fault).__name__
    assert visit.skipped[0].detail == f"no way out to the network could be opened ({kind})"


def test_a_visit_needs_no_deadline(go_see: GoSee) -> None:
    with Town(STATIC) as town:
        seen = go_see(town, deadline=float("inf"))
    assert seen.page_keys() == ["/", "/week.html"]


def test_without_a_browser_each_page_says_so_and_nothing_else_is_lost(go_see: GoSee) -> None:
    with Town(STATIC) as town:
        seen = go_see(town)
    assert seen.reasons() == [
        ("/", "no-browser"),
        ("/week.html", "no-browser"),
        ("/bean.png", "picture-not-read"),
    ]
    assert (seen.visit.outcome, seen.visit.reason) == (SiteOutcome.PARTIAL, "no-browser")
    assert all(page.rendered is None and not page.engines for page in seen.visit.pages)


def test_a_visit_told_not_to_use_the_browser_at_hand_uses_none(go_see: GoSee, pool: BrowserPool) -> None:
    with Town(STATIC) as town:
        seen = go_see(town, browsers=pool, browser=False)
        assert town.asked().count("/week.html") == 1
    assert seen.reasons() == [
        ("/", "no-browser"),
        ("/week.html", "no-browser"),
        ("/bean.png", "picture-not-read"),
    ]


@pytest.mark.browser
def test_with_a_browser_every_page_is_shown_and_engines_finish(go_see: GoSee, pool: BrowserPool) -> None:
    bare = page('<img id="bus" src="/bean.png">', links("/"), title="Trip")
    with Town(STATIC | {f"{HOST}/week.html": bare}) as town:
        seen = go_see(town, browsers=pool)
    visit = seen.visit
    assert (visit.outcome, visit.reason) == (SiteOutcome.AUDITED, "")
    assert seen.reasons() == [("/bean.png", "picture-not-read")]
    assert visit.complete
    assert all(page.rendered is not None and "axe" in page.engines for page in visit.pages)
    remarks = {(page.key, each.rule, each.selector) for page in visit.pages for each in page.observations}
    assert ("/week.html", "image-alt", "#bus") in remarks
    assert {contact.host for contact in seen.contacts} == {HOST}


@pytest.mark.browser
def test_several_browsers_share_a_site_where_its_host_allows_it(go_see: GoSee, pool: BrowserPool) -> None:
    names = ["ash", "birch", "cedar", "elder"]
    town = Town(
        {f"{HOST}/": page(links(*(f"/{name}" for name in names)))}
        | {f"{HOST}/{name}": page(f"<p>{name}</p>", title=name.title()) for name in names}
    )
    with town:
        seen = go_see(town, browsers=pool, rule=HostRule(delay=0.0, concurrent=2))
    assert {page.key for page in seen.visit.pages} == {"/", *(f"/{name}" for name in names)}
    assert all("axe" in page.engines for page in seen.visit.pages)
    titles = {page.key: page.rendered.title for page in seen.visit.pages if page.rendered}
    assert titles == {"/": "Room 12"} | {f"/{name}": name.title() for name in names}
    assert seen.visit.outcome is SiteOutcome.AUDITED


# --- what only scripts and frames bring ---


@pytest.mark.browser
def test_links_that_only_a_script_makes_are_crawled_and_shown(go_see: GoSee, pool: BrowserPool) -> None:
    write = "<script>document.body.insertAdjacentHTML('beforeend', '<a href=\"{}\">More of {}</a>')</script>"
    town = Town(
        {
            f"{HOST}/": page("<p>Welcome to our room.</p>", write.format("/owls", "owls")),
            f"{HOST}/owls": page(write.format("/owls/food", "food"), title="Owls"),
            f"{HOST}/owls/food": page("<p>Owls eat mice.</p>", links("/"), title="Food"),
        }
    )
    with town:
        seen = go_see(town, browsers=pool)
    assert seen.page_keys() == ["/", "/owls", "/owls/food"]
    assert "Owls eat mice." in seen.words("/owls/food")
    assert all(page.rendered is not None for page in seen.visit.pages)
    assert seen.visit.outcome is SiteOutcome.AUDITED


@pytest.mark.browser
def test_endless_script_links_end_after_three_more_rounds(go_see: GoSee, pool: BrowserPool) -> None:
    def room(request: Request) -> Response:
        number = int(request.path.strip("/") or 0)
        made = f"document.body.insertAdjacentHTML('beforeend', '<a href=/{number + 1}>On</a>')"
        return html(page(f"<p>Part {number} of a story</p><script>{made}</script>", title=f"Part {number}"))

    with Town({f"{HOST}/": room} | {f"{HOST}/{number}": room for number in range(1, 9)}) as town:
        seen = go_see(town, browsers=pool)
    assert seen.page_keys() == ["/", "/1", "/2", "/3"]


@pytest.mark.browser
def test_frames_of_the_site_are_read_and_foreign_ones_that_fail_are_named(
    go_see: GoSee, pool: BrowserPool
) -> None:
    framed = page(
        '<iframe title="Menu" src="/menu.html"></iframe>',
        '<iframe title="Calendar" src="http://calendar.example/7blue"></iframe>',
        '<iframe title="Board" src="http://board.example/7blue"></iframe>',
    )
    town = Town(
        {
            f"{HOST}/": framed,
            f"{HOST}/menu.html": page("<p>Library on Tuesday</p>", title="Menu"),
            "calendar.example/7blue": page("<p>Field trip on Thursday</p>", title="Calendar"),
        }
    )
    with town:
        seen = go_see(town, browsers=pool)
    assert seen.reasons() == [("http://board.example/7blue", "embed-not-read")]
    assert seen.visit.skipped[0].detail == f"on {ROOM}"
    assert (seen.visit.outcome, seen.visit.reason) == (SiteOutcome.PARTIAL, "embed-not-read")
    assert {"Library on Tuesday", "Field trip on Thursday"} <= set(seen.words("/"))
    assert seen.page_keys() == ["/", "/menu.html"], "a foreign frame is no page of this site"


def test_without_a_browser_a_foreign_frame_is_not_read_and_not_asked_for(go_see: GoSee) -> None:
    framed = page(
        '<iframe title="Menu" src="/menu.html"></iframe>',
        '<iframe title="Calendar" src="http://calendar.example/7blue"></iframe>',
    )
    with Town({f"{HOST}/": framed, f"{HOST}/menu.html": page(), "calendar.example/7blue": page()}) as town:
        seen = go_see(town)
        assert town.asked("calendar.example") == []
    assert ("http://calendar.example/7blue", "embed-not-read") in seen.reasons()
    assert ("/menu.html", "embed-not-read") not in seen.reasons()


@pytest.mark.browser
def test_what_a_browser_cannot_show_is_said_and_the_served_text_stands(
    go_see: GoSee, pool: BrowserPool
) -> None:
    def once(request: Request) -> Response:
        if request.number == 1:
            return html(page("<p>Bring a pencil.</p>"))
        return Response(500, {"Content-Type": "text/html"}, page("<p>Too many visitors.</p>"))

    with Town({f"{HOST}/": page(links("/shy")), f"{HOST}/shy": once}) as town:
        seen = go_see(town, browsers=pool)
    assert seen.reasons() == [("/shy", "http-status")]
    assert seen.visit.outcome is SiteOutcome.PARTIAL
    shy = next(page for page in seen.visit.pages if page.key == "/shy")
    assert not shy.engines and not shy.observations, "nothing was checked on it"
    assert "Bring a pencil." in [text.joined for text in shy.served.texts]
    assert next(page for page in seen.visit.pages if page.key == "/").engines


# --- the next night ---


def tagged(text: str, tag: str, request: Request) -> Response:
    """Answer "not modified" to whoever shows the tag."""
    if request.headers.get("if-none-match") == tag:
        return Response(304, {"ETag": tag})
    return html(text, ETag=tag)


TAGGED = {
    f"{HOST}/": partial(tagged, page(links("/week"), '<img src="/bean.png" alt="">'), '"home-1"'),
    f"{HOST}/week": partial(tagged, page("<p>Spelling test on Friday</p>", title="Week"), '"week-1"'),
    f"{HOST}/bean.png": PNG,
}


def conditional(town: Town, since: int) -> dict[str, str]:
    """Return by path the first If-None-Match that pages were asked with."""
    found: dict[str, str] = {}
    for request in town.web.requests[since:]:
        if request.path in ("/", "/week"):
            found.setdefault(request.path, request.headers.get("if-none-match", ""))
    return found


def next_night(visit: SiteVisit, days: int = 1) -> dict[str, object]:
    """Return what a job says on a later night, as a night hands it in: without bodies."""
    return {"last": replace(visit, bodies={}), "as_of": NIGHT + timedelta(days=days)}


@pytest.mark.browser
def test_what_has_not_changed_is_not_sent_again_and_shown_again(go_see: GoSee, pool: BrowserPool) -> None:
    with Town(TAGGED) as town:
        first = go_see(town, browsers=pool)
        before = town.seen
        second = go_see(town, browsers=pool, **next_night(first.visit))
        assert conditional(town, 0) == {"/": "", "/week": ""}
        assert conditional(town, before) == {"/": '"home-1"', "/week": '"week-1"'}
    assert second.page_keys() == first.page_keys() == ["/", "/week"]
    assert second.visit.outcome is SiteOutcome.AUDITED
    for old, new in zip(first.visit.pages, second.visit.pages, strict=True):
        assert (new.served, new.digest, new.headers) == (old.served, old.digest, old.headers)
        assert new.status == 200 and new.fetched_at > old.fetched_at
        assert new.rendered is not None and "axe" in new.engines, "a page is shown anew all the same"
    assert "Spelling test on Friday" in second.words("/week")
    assert second.visit.bodies.keys().isdisjoint(page.digest for page in first.visit.pages)
    assert second.visit.afresh_at == NIGHT, "it was last read in full on the first night"


def test_a_page_that_changed_comes_anew(go_see: GoSee) -> None:
    with Town(TAGGED) as town:
        first = go_see(town)
        town.pages[f"{HOST}/week"] = partial(
            tagged, page("<p>Spelling test on Monday</p>", title="Week"), '"week-2"'
        )
        second = go_see(town, **next_night(first.visit))
    assert "Spelling test on Monday" in second.words("/week")
    old, new = first.visit.pages[1], second.visit.pages[1]
    assert new.digest != old.digest and second.visit.bodies.keys() == {new.digest}


def test_after_a_week_everything_is_asked_for_afresh(go_see: GoSee) -> None:
    with Town(TAGGED) as town:
        first = go_see(town)
        before = town.seen
        sixth = go_see(town, **next_night(first.visit, days=6))
        assert conditional(town, before)["/week"] == '"week-1"'
        before = town.seen
        seventh = go_see(town, **next_night(sixth.visit, days=7))
        assert conditional(town, before) == {"/": "", "/week": ""}
    assert seventh.visit.afresh_at == NIGHT + timedelta(days=7)


def test_a_page_that_is_gone_since_is_not_kept(go_see: GoSee) -> None:
    with Town(TAGGED) as town:
        first = go_see(town)
        del town.pages[f"{HOST}/week"]
        second = go_see(town, **next_night(first.visit))
    assert second.page_keys() == ["/"]
    assert ("/week", "http-status") in second.reasons()
    assert second.visit.complete or ("/", "no-browser") in second.reasons()


def test_a_site_larger_than_its_budget_goes_on_the_next_night(go_see: GoSee) -> None:
    names = ["ant", "bee", "cat", "dog", "eel"]
    pages = {f"{HOST}/{name}": page(f"<p>About {name}s</p>", title=name.title()) for name in names}
    with Town({f"{HOST}/": page(links(*(f"/{name}" for name in names)))} | pages) as town:
        first = go_see(town, pages=3)
        assert first.page_keys() == ["/", "/ant", "/bee"]
        assert first.visit.frontier == tuple(f"{ROOM}{name}" for name in names[2:])
        assert (first.visit.outcome, first.visit.complete) == (SiteOutcome.PARTIAL, False)
        assert ("/", "trap-limit") in first.reasons()
        before = town.seen
        second = go_see(town, pages=3, **next_night(first.visit))
        assert second.page_keys() == ["/", "/cat", "/dog"]
        assert town.asked(HOST, before).count("/ant") == 0
        third = go_see(town, pages=3, **next_night(second.visit, days=2))
    assert "/eel" in third.page_keys()


# --- sites that cannot be read ---

LOGIN = Response(401, {"Content-Type": "text/html", "WWW-Authenticate": "Basic"}, "<h1>Sign in</h1>")
LOST: list[tuple[str, dict[str, object], str, SiteOutcome, str]] = [
    ("signing in is asked for", {f"{HOST}/": LOGIN}, ROOM, SiteOutcome.REFUSED, "login-required"),
    (
        "visitors are sent to sign in elsewhere",
        {f"{HOST}/": redirect("http://login.cedar.example/sso?continue=x")},
        ROOM,
        SiteOutcome.REFUSED,
        "login-required",
    ),
    (
        "robots.txt refuses",
        {f"{HOST}/robots.txt": Response(200, {}, "User-agent: *\nDisallow: /\n"), f"{HOST}/": page()},
        ROOM,
        SiteOutcome.REFUSED,
        "robots",
    ),
    ("robots.txt fails", {f"{HOST}/robots.txt": Response(500)}, ROOM, SiteOutcome.REFUSED, "robots"),
    ("the site is down", {}, "http://down.example/", SiteOutcome.ERROR, "connect"),
    ("the name is unknown", {}, "http://nowhere.example/", SiteOutcome.ERROR, "dns"),
    ("the address is private", {}, "http://10.20.30.40/", SiteOutcome.REFUSED, "blocked-address"),
    ("the page is missing", {f"{HOST}/other": page()}, ROOM, SiteOutcome.ERROR, "http-status"),
    ("the server fails", {f"{HOST}/": Response(503)}, ROOM, SiteOutcome.ERROR, "http-status"),
    (
        "the site has moved",
        {f"{HOST}/": redirect("http://elsewhere.example/"), "elsewhere.example/": page()},
        ROOM,
        SiteOutcome.ERROR,
        "redirect",
    ),
    ("the page is empty", {f"{HOST}/": html("")}, ROOM, SiteOutcome.ERROR, "empty"),
    ("the server says nothing", {f"{HOST}/": Response(stall="head")}, ROOM, SiteOutcome.ERROR, "timeout"),
]


@pytest.mark.parametrize(
    ("pages", "url", "outcome", "reason"), [case[1:] for case in LOST], ids=[case[0] for case in LOST]
)
def test_a_site_that_cannot_be_read_has_an_outcome_and_a_reason(
    go_see: GoSee, pages: dict[str, Response], url: str, outcome: SiteOutcome, reason: str
) -> None:
    with Town(pages) as town:
        seen = go_see(town, url=url, hosts=town.hosts("down.example"), response_seconds=1.0)
    assert (seen.visit.outcome, seen.visit.reason) == (outcome, reason)
    assert seen.visit.pages == ()
    assert reason in [str(skip.reason) for skip in seen.visit.skipped]
    assert all(skip.url for skip in seen.visit.skipped)


def test_a_site_whose_first_page_is_missing_was_not_read_completely(go_see: GoSee) -> None:
    listed = Response(200, {}, f"<urlset><url><loc>{ROOM}week</loc></url></urlset>")
    with Town({f"{HOST}/sitemap.xml": listed, f"{HOST}/week": page(title="Week")}) as town:
        seen = go_see(town)
    assert seen.page_keys() == ["/week"] and ("/", "http-status") in seen.reasons()
    # Whatever hangs on the first page was not looked at, so nothing of it may count as gone.
    gaps = [skip for skip in seen.visit.skipped if skip.reason is not Reason.NO_BROWSER]
    assert not replace(seen.visit, skipped=tuple(gaps), outcome=SiteOutcome.PARTIAL).complete


def test_a_site_that_has_moved_away_is_not_read_where_it_went(go_see: GoSee) -> None:
    town = Town({f"{HOST}/": redirect("http://elsewhere.example/"), "elsewhere.example/": page()})
    with town:
        go_see(town)
        assert town.asked("elsewhere.example") == []


def test_social_pages_are_never_asked_for(go_see: GoSee) -> None:
    with Town(STATIC) as town:
        seen = go_see(town, kind="social")
        assert town.seen == 0
    assert seen.contacts == []
    assert seen.visit.outcome is SiteOutcome.REFUSED
    assert [skip.detail for skip in seen.visit.skipped] == ["social pages are looked at by a person"]


def test_when_the_night_is_over_nothing_is_asked_for_and_the_frontier_is_kept(go_see: GoSee) -> None:
    with Town(STATIC) as town:
        first = go_see(town, pages=1)
        assert first.visit.frontier == (f"{ROOM}week.html", f"{ROOM}plan.pdf")
        before = town.seen
        seen = go_see(town, deadline=time.monotonic(), **next_night(first.visit))
        assert town.seen == before
    assert (seen.visit.outcome, seen.visit.reason) == (SiteOutcome.ERROR, Reason.NIGHT_TIME)
    assert seen.reasons() == [("/", "night-time")]
    assert seen.visit.frontier == first.visit.frontier


# --- what is never done ---

FORMS = page(
    '<form action="/subscribe" method="post"><label>Name <input></label><button>Send</button></form>',
    '<form action="/search"><label>Find <input></label><button formaction="/delete">Go</button></form>',
    '<form id="auto" action="/poll" method="post"><button>Vote</button></form>',
    "<p>Spelling test on Friday</p>",
)
NEVER = ("/subscribe", "/search", "/delete", "/poll")


def test_forms_are_never_sent(go_see: GoSee) -> None:
    with Town({f"{HOST}/": FORMS} | {f"{HOST}{path}": page(title=path) for path in NEVER}) as town:
        seen = go_see(town)
        assert [path for path in town.asked() if path in NEVER] == []
        assert {request.method for request in town.web.requests} == {"GET"}
    assert seen.page_keys() == ["/"]


@pytest.mark.browser
def test_the_browser_sends_no_form_either(go_see: GoSee, pool: BrowserPool) -> None:
    with Town({f"{HOST}/": FORMS} | {f"{HOST}{path}": page(title=path) for path in NEVER}) as town:
        seen = go_see(town, browsers=pool)
        assert [path for path in town.asked() if path in NEVER] == []
        assert {request.method for request in town.web.requests} == {"GET"}
    assert seen.page_keys() == ["/"]
    assert seen.visit.outcome is SiteOutcome.AUDITED


@pytest.mark.browser
@pytest.mark.parametrize(
    "script",
    [
        "document.getElementById('auto').submit()",
        "document.getElementById('auto').requestSubmit()",
        "navigator.sendBeacon('/poll', 'seen=1')",
    ],
    ids=["a form that sends itself", "a form that asks to be sent", "beacon"],
)
def test_a_script_of_the_page_posts_nothing(go_see: GoSee, pool: BrowserPool, script: str) -> None:
    town = Town({f"{HOST}/": FORMS + f"<script>{script}</script>", f"{HOST}/poll": page(title="Thank you")})
    with town:
        seen = go_see(town, browsers=pool)
        assert [request.path for request in town.web.requests if request.method != "GET"] == []
    assert seen.page_keys() == ["/"]


# --- many at once ---


def test_sites_visited_at_once_do_not_mix(go_see: GoSee) -> None:
    names = ["oak", "elm", "fir"]
    pages = {f"{name}.example/": page(links("/more"), title=name) for name in names}
    pages |= {f"{name}.example/more": page(f"<p>Only about {name}</p>", title=name) for name in names}
    with Town(pages) as town, ThreadPoolExecutor(3) as threads:
        runs = [threads.submit(go_see, town, url=f"http://{name}.example/") for name in names]
        visits = [run.result() for run in runs]
    for name, seen in zip(names, visits, strict=True):
        assert seen.page_keys() == ["/", "/more"]
        assert {page.served.title for page in seen.visit.pages} == {name}
        assert {contact.host for contact in seen.contacts} == {f"{name}.example"}
