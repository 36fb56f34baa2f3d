"""Follow links through a real door: redirects, walls, and servers that hang, lie or lead in circles."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator

import pytest

from auditor.egress import Door, DoorRules, LaneLimits
from auditor.links import Destination, Reach
from auditor.manners import HostRule, Manners
from spiders.crawl import CrawlThread
from spiders.destinations import FollowJob, FollowLimits
from tests.web import Request, Response, Route, Web, html, redirect

AGENT = "classroom-auditor/1.0 (+https://district.example/audit)"
QUICK = FollowLimits(response_seconds=1.0, address_seconds=4.0, seconds=30.0)
PATIENT = FollowLimits(response_seconds=20.0, address_seconds=40.0, seconds=80.0)

Follow = Callable[..., dict[str, Destination]]


@pytest.fixture
def follow() -> Iterator[Follow]:
    """Follow addresses of invented hosts that one server answers; gives what was found by address."""
    manners = Manners(default=HostRule(delay=0.0))
    servers: list[Web] = []
    read: list[int] = []

    def run(
        routes: dict[str, Route],
        *urls: str,
        hosts: dict[str, str] | None = None,
        limits: FollowLimits = QUICK,
        allow_private: tuple[str, ...] = (),
        closed: tuple[str, ...] = (),
    ) -> dict[str, Destination]:
        web = Web(routes)
        web.__enter__()
        servers.append(web)
        here = f"127.0.0.1:{web.port}"
        named = dict.fromkeys(("a.example", "b.example", "c.example"), here)
        with (
            Door(DoorRules(hosts={**named, **(hosts or {})}, allow_private=allow_private)) as door,
            CrawlThread(manners) as crawls,
            door.open("links", LaneLimits(answer_bytes=320 * 1024)) as lane,
        ):
            job = FollowJob(tuple(urls), lane.url, lane.secret, AGENT, limits, closed=closed)
            found = {each.url: each for each in crawls.follow(job, lane)}
            read.append(lane.bytes_down)
            return found

    run.servers, run.read = servers, read  # type: ignore[attr-defined]
    yield run
    for server in servers:
        server.close()
    manners.close()


PAGE = html(
    '<title>Owls</title><meta name="description" content="All about owls">'
    '<meta property="og:site_name" content="Open Museum"><h1>Owls</h1><p>They fly by night.</p>'
)


def test_keeps_what_a_visitor_finds(follow: Follow) -> None:
    found = follow({"/owls": PAGE}, "http://a.example/owls")["http://a.example/owls"]
    assert (found.reach, found.status, found.title) == (Reach.OK, 200, "Owls")
    assert (found.description, found.site_name) == ("All about owls", "Open Museum")
    assert "They fly by night." in found.text
    assert found.at is not None


@pytest.mark.parametrize(
    ("name", "hop"),
    [
        ("302", redirect("http://b.example/owls")),
        ("308", redirect("//b.example/owls", 308)),
        (
            "refresh",
            html('<title>x</title><meta http-equiv="refresh" content="0; url=http://b.example/owls">'),
        ),
        ("script", html('<title>x</title><script>location.replace("http://b.example/owls")</script>')),
    ],
)
def test_follows_each_kind_of_hop(follow: Follow, name: str, hop: Response) -> None:
    found = follow({"/go": hop, "/owls": PAGE}, "http://a.example/go")["http://a.example/go"]
    assert (found.final_url, found.title) == ("http://b.example/owls", "Owls"), name
    assert found.hops == ("http://a.example/go",)


def test_a_long_page_with_a_script_is_no_hop(follow: Follow) -> None:
    body = f"<title>Game</title><p>{'Numbers and shapes. ' * 30}</p><script>location.href='http://b.example/'</script>"
    found = follow({"/game": html(body)}, "http://a.example/game")["http://a.example/game"]
    assert (found.title, found.final_url) == ("Game", "http://a.example/game")


@pytest.mark.parametrize(
    ("name", "routes", "path", "reach", "detail"),
    [
        ("a circle", {"/x": redirect("/y"), "/y": redirect("/x")}, "/x", Reach.LOOP, "round in a circle"),
        ("for ever", {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}, "/0", Reach.LOOP, "more than 8"),
        ("silence", {"/x": Response(stall="head")}, "/x", Reach.TIMEOUT, "no "),
        (
            "stops in the body",
            {"/x": Response(200, {"Content-Type": "text/html"}, "<p>a", length=9, stall="body")},
            "/x",
            Reach.TIMEOUT,
            "no ",
        ),
        (
            "drips",
            {"/x": Response(200, {"Content-Type": "text/html"}, b"a" * 60, drip=0.3)},
            "/x",
            Reach.TIMEOUT,
            "no ",
        ),
        ("no HTTP", {"/x": Response(raw=b"hello\r\n\r\n")}, "/x", Reach.ERROR, ""),
        ("gone", {}, "/x", Reach.OK, "404 Not Found"),
    ],
)
def test_what_goes_wrong_costs_bounded_time_and_is_called_what_it_is(
    follow: Follow, name: str, routes: dict[str, Route], path: str, reach: Reach, detail: str
) -> None:
    url = f"http://a.example{path}"
    started = time.monotonic()
    found = follow(routes, url)[url]
    assert time.monotonic() - started < 20
    assert found.reach is reach, (name, found)
    assert detail in found.detail


def test_lying_about_the_length_changes_nothing(follow: Follow) -> None:
    long = Response(200, {"Content-Type": "text/html"}, "<title>Owls</title><p>Hoo</p>", length=5_000_000)
    short = Response(200, {"Content-Type": "text/html"}, "<title>Owls</title><p>Hoo</p>", length=19)
    found = follow({"/long": long, "/short": short}, "http://a.example/long", "http://a.example/short")
    assert found["http://a.example/long"].title == "Owls"
    assert "before its stated length" in found["http://a.example/long"].detail
    assert found["http://a.example/short"].title == "Owls"


def test_reads_no_more_than_the_limit(follow: Follow) -> None:
    sent: list[int] = []

    def endless(request: Request) -> Response:
        sent.append(1)
        body = b"<title>Big</title><p>first words</p>" + b"<p>x</p>" * 400_000
        return Response(200, {"Content-Type": "text/html"}, body)

    found = follow({"/big": endless}, "http://a.example/big")["http://a.example/big"]
    assert (found.reach, found.title) == (Reach.OK, "Big")
    assert "first words" in found.text
    (read,) = follow.read  # type: ignore[attr-defined]
    assert 256 * 1024 <= read < 700_000, "one buffer more than the limit, of 3.2 MB that were offered"
    assert len(sent) == 1


def test_what_stands_around_a_page_is_not_what_it_says(follow: Follow) -> None:
    body = (
        "<title>Owls</title><nav><li>Shop<li>Cart (0)</nav><header><p>Log in</p></header>"
        "<main><h1>Owls</h1><p>They fly by night.</p></main><aside>Save 20% today</aside>"
        "<footer>Donate</footer>"
    )
    found = follow({"/owls": html(body)}, "http://a.example/owls")["http://a.example/owls"]
    assert found.text.split("\n") == ["Owls", "They fly by night."]


def test_more_hosts_than_the_door_has_room_for_at_once(follow: Follow) -> None:
    hosts = [f"h{number}.example" for number in range(300)]
    known = dict.fromkeys(hosts, "")
    web = Web({"/owls": PAGE})
    with web:
        here = dict.fromkeys(known, f"127.0.0.1:{web.port}")
        found = follow({}, *(f"http://{host}/owls" for host in hosts), hosts=here, limits=PATIENT)
    assert {(each.reach, each.title) for each in found.values()} == {(Reach.OK, "Owls")}
    assert len(found) == 300


def test_a_redirect_ends_before_what_nobody_may_visit(follow: Follow) -> None:
    routes: dict[str, Route] = {"/go": redirect("http://b.example/in/somebody"), "/in/somebody": PAGE}
    found = follow(routes, "http://a.example/go", closed=("b.example/in",))["http://a.example/go"]
    assert (found.reach, found.final_url, found.title) == (Reach.UNASKED, "http://b.example/in/somebody", "")
    (web,) = follow.servers  # type: ignore[attr-defined]
    assert web.asked["/in/somebody"] == 0


def test_opens_the_start_of_a_compressed_page(follow: Follow) -> None:
    body = gzip.compress(b"<title>Owls</title><p>Hoo</p>" + bytes(range(256)) * 4000)
    zipped = Response(200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, body)
    assert follow({"/z": zipped}, "http://a.example/z")["http://a.example/z"].title == "Owls"


@pytest.mark.parametrize("status", [429, 503])
def test_tries_once_more_and_not_twice(follow: Follow, status: int) -> None:
    def busy(request: Request) -> Response:
        return PAGE if request.number > 1 else Response(status, {"Retry-After": "0"}, "busy")

    found = follow(
        {"/once": busy, "/never": Response(status, {"Retry-After": "0"}, "busy")},
        "http://a.example/once",
        "http://b.example/never",
    )
    assert found["http://a.example/once"].title == "Owls"
    assert found["http://b.example/never"].status == status
    (web,) = follow.servers  # type: ignore[attr-defined]
    assert (web.asked["/once"], web.asked["/never"]) == (2, 2)


def test_never_reaches_inside(follow: Follow) -> None:
    inside = "http://192.168.7.7/admin"
    found = follow({"/go": redirect(inside)}, "http://a.example/go", inside, "http://localhost:1/x")
    assert found["http://a.example/go"].reach is Reach.INSIDE
    assert found["http://a.example/go"].final_url == inside
    assert found[inside].reach is Reach.INSIDE
    assert found["http://localhost:1/x"].reach in (Reach.INSIDE, Reach.NO_NAME)


def test_unknown_names_and_refused_connections_are_told_apart(follow: Follow) -> None:
    found = follow(
        {}, "http://nobody.example/", "http://down.example/", hosts={"down.example": "127.0.0.1:9"}
    )
    assert found["http://nobody.example/"].reach is Reach.NO_NAME
    assert found["http://down.example/"].reach is Reach.REFUSED


def test_asks_one_host_one_thing_at_a_time(follow: Follow) -> None:
    def slow(request: Request) -> Response:
        time.sleep(0.05)
        return PAGE

    urls = [f"http://a.example/{number}" for number in range(6)]
    found = follow({f"/{number}": slow for number in range(6)}, *urls)
    assert {each.title for each in found.values()} == {"Owls"}
    (web,) = follow.servers  # type: ignore[attr-defined]
    assert web.busiest == 1


def test_sends_no_user_and_no_cookie(follow: Follow) -> None:
    routes: dict[str, Route] = {
        "/in": Response(302, {"Location": "/out", "Set-Cookie": "a=b"}, ""),
        "/out": PAGE,
    }
    found = follow(routes, "http://cedarvalley.example@a.example/in")
    assert found["http://cedarvalley.example@a.example/in"].title == "Owls"
    (web,) = follow.servers  # type: ignore[attr-defined]
    assert all("authorization" not in each.headers and "cookie" not in each.headers for each in web.requests)
    assert {each.method for each in web.requests} == {"GET"}
