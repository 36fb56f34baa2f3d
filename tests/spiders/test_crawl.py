"""What a crawl brings back from a site: pages, documents, assets, order, bounds, and the next night."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.egress import Door, DoorRules, LaneLimits
from auditor.finding import Reason, Stage
from auditor.manners import HostRule, Manners
from spiders.crawl import CrawlJob, CrawlResult, CrawlThread, Validator
from spiders.site import SiteCrawl
from tests.spiders.conftest import AGENT, QUICK, CrawlSite
from tests.web import Request, Response, Web, html, redirect

PNG = Response(200, {"Content-Type": "image/png"}, b"\x89PNG")


def links(*addresses: str, title: str = "Room 12") -> Response:
    anchors = "".join(f'<p><a href="{address}">to {address}</a></p>' for address in addresses)
    return html(f"<title>{title}</title><h1>{title}</h1>{anchors}")


def test_pages_documents_and_assets_come_with_headers_and_digests(crawl_site: CrawlSite) -> None:
    home = html(
        '<title>Owls</title><link rel=stylesheet href=s.css><h1>Owls</h1><img src="owl.png" alt="">'
        '<a href="/plan.pdf">plan</a><a href="/more.html">more</a><a href="/song.mp3">song</a>'
        '<a href="https://elsewhere.example/">out</a><a href="mailto:x@elm.example">write</a>',
        ETag='"1"',
        Set_Cookie="a=1",
    )
    crawl = crawl_site(
        {
            "/": home,
            "/more.html": links("/"),
            "/plan.pdf": Response(200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 plan"),
            "/song.mp3": Response(200, {"Content-Type": "audio/mpeg"}, b"x" * 5000),
            "/s.css": Response(200, {"Content-Type": "text/css"}, "h1 { background: url(bg.png) }"),
            "/owl.png": PNG,
            "/bg.png": PNG,
        }
    )
    assert crawl.paths() == ["/", "/more.html"]
    assert crawl.paths("document") == ["/plan.pdf", "/song.mp3"]
    assert set(crawl.paths("asset")) == {"/s.css", "/owl.png", "/bg.png"}
    found = {each.url.removeprefix(crawl.web.url("")): each for each in crawl.result.fetched}
    assert found["/"].headers["etag"] == '"1"' and "set-cookie" not in found["/"].headers
    assert found["/"].content is not None and found["/"].content.title == "Owls"
    assert found["/plan.pdf"].body == b"%PDF-1.4 plan" and found["/plan.pdf"].suffix == "pdf"
    assert found["/plan.pdf"].referrer == crawl.web.url("/") and found["/plan.pdf"].depth == 1
    assert found["/song.mp3"].body == b"" and found["/song.mp3"].suffix == "mp3"
    assert (
        found["/owl.png"].body == b"" and found["/owl.png"].size == 4 and len(found["/owl.png"].digest) == 64
    )
    assert crawl.result.skipped == () and crawl.result.frontier == ()
    assert "elsewhere.example" not in crawl.web.paths()


def test_every_request_says_who_asks_and_no_page_tells_another(crawl_site: CrawlSite) -> None:
    crawl = crawl_site({"/": links("/a"), "/a": links("/")})
    for request in crawl.web.requests:
        assert request.headers["user-agent"] == AGENT
        assert "referer" not in request.headers and "cookie" not in request.headers


def test_a_page_is_fetched_once_whatever_its_spelling(crawl_site: CrawlSite) -> None:
    spellings = ["/a", "/a/", "/a#x", "/a?utm_source=mail", "/./a", "/a?fbclid=1", "/%61"]
    crawl = crawl_site({"/": links(*spellings, "/index.html"), "/a": links("/")})
    assert crawl.paths() == ["/", "/a"]
    assert crawl.web.asked["/"] == 1 and crawl.web.asked["/a"] + crawl.web.asked["/a/"] == 1


def test_cookies_stay_within_one_crawl(crawl_site: CrawlSite) -> None:
    def gate(request: Request) -> Response:
        if "seen=1" in request.headers.get("cookie", ""):
            return links("/a")
        return Response(302, {"Location": "/", "Set-Cookie": "seen=1; Path=/"})

    with Web({"/": gate, "/a": links("/")}) as web:
        assert crawl_site(web).paths() == ["/", "/a"]
        before = len(web.requests)
        crawl_site(web)
        assert "cookie" not in web.requests[before].headers


def test_redirects_within_are_followed_and_elsewhere_recorded(crawl_site: CrawlSite) -> None:
    crawl = crawl_site(
        {
            "/": links("/old", "/out", "/mail"),
            "/old": redirect("/new", 301),
            "/new": links("/"),
            "/out": redirect("https://elsewhere.example/page"),
            "/mail": redirect("mailto:x@elm.example"),
        }
    )
    assert crawl.paths() == ["/", "/new"]
    assert crawl.result.redirects == ((crawl.web.url("/out"), "https://elsewhere.example/page"),)
    assert crawl.reasons() == {"/mail": Reason.UNSUPPORTED_SCHEME}


def test_a_redirect_and_its_goal_are_one_page(crawl_site: CrawlSite) -> None:
    with Web({"/": links("/old", "/new"), "/old": redirect("/new"), "/new": links("/old", "/older")}) as web:
        web.routes |= {"/older": redirect("/new"), "/alone": links("/")}
        listed = f"<urlset><url><loc>{web.url('/alone')}</loc></url></urlset>"
        web.routes["/sitemap.xml"] = Response(200, {}, listed)
        crawl = crawl_site(web)
    # The queue ends on an address that was had; what only the sitemap names is taken up all the same.
    assert crawl.paths() == ["/", "/new", "/alone"] and crawl.result.skipped == ()


def test_unchanged_pages_are_not_sent_again_and_their_links_are_followed(crawl_site: CrawlSite) -> None:
    def home(request: Request) -> Response:
        assert request.headers.get("if-modified-since") == "Mon, 05 Oct 2026 10:00:00 GMT"
        return Response(304 if request.headers.get("if-none-match") == '"1"' else 500)

    with Web({"/": home, "/a": links("/"), "/s.css": Response(304)}) as web:
        known = {
            web.url("/"): Validator(
                '"1"', "Mon, 05 Oct 2026 10:00:00 GMT", "d1", (web.url("/a"),), assets=(web.url("/s.css"),)
            ),
            web.url("/s.css"): Validator('"2"', digest="d2"),
        }
        crawl = crawl_site(web, known=known)
    home_again, page = (each for each in crawl.result.fetched if each.kind == "page")
    assert (home_again.not_modified, home_again.body, home_again.digest) == (True, b"", "d1")
    assert page.url == web.url("/a") and not page.not_modified
    assert [(each.url, each.digest) for each in crawl.result.fetched if each.kind == "asset"] == [
        (web.url("/s.css"), "d2")
    ]


def test_a_304_nobody_asked_for_is_no_page(crawl_site: CrawlSite) -> None:
    crawl = crawl_site({"/": Response(304)})
    assert crawl.skip("/").reason is Reason.HTTP_STATUS and crawl.skip("/").detail == "304 Not Modified"


def test_the_frontier_is_where_the_next_night_goes_on(crawl_site: CrawlSite) -> None:
    pages = [f"/{word}" for word in "ant bee cat dog eel fox".split()]
    with Web({"/": links(*pages)} | {page: links("/", title=page) for page in pages}) as web:
        first = crawl_site(web, pages=3)
        assert first.paths() == ["/", "/ant", "/bee"]
        assert first.result.frontier == tuple(web.url(page) for page in pages[2:])
        assert (
            "the limit of 3 pages was reached; addresses left for another night: 4" in first.skip("/").detail
        )
        second = crawl_site(web, pages=3, start=(web.url("/"), *first.result.frontier))
        assert second.paths() == ["/", "/cat", "/dog"]
        assert second.result.frontier[:2] == (web.url("/eel"), web.url("/fox"))


def test_a_later_round_takes_up_only_what_it_is_given(crawl_site: CrawlSite) -> None:
    with Web({"/": links("/a"), "/a": links("/b"), "/made": links("/a", "/")}) as web:
        crawl = crawl_site(web, start=(web.url("/made"),), skip_keys=frozenset({"/", "/a"}), round=1)
        assert crawl.paths() == ["/made"] and "/sitemap.xml" not in web.asked


def test_no_pages_left_means_no_request_for_pages(crawl_site: CrawlSite) -> None:
    crawl = crawl_site({"/": links("/a")}, pages=0)
    assert crawl.web.asked["/"] == 0 and crawl.result.fetched == ()


def test_sitemaps_name_pages_that_nothing_links_to(crawl_site: CrawlSite) -> None:
    with Web({"/": links("/a"), "/a": links("/"), "/hidden": links("/")}) as web:
        listed = f"<urlset><url><loc>{web.url('/hidden')}</loc><lastmod>2026-10-01</lastmod></url>"
        listed += "<url><loc>https://elsewhere.example/</loc></url></urlset>"
        web.routes["/robots.txt"] = Response(200, {}, f"Sitemap: {web.url('/maps.xml')}")
        web.routes["/maps.xml"] = Response(
            200, {}, f"<sitemapindex><sitemap><loc>{web.url('/m1.xml')}</loc></sitemap></sitemapindex>"
        )
        web.routes["/m1.xml"] = Response(200, {}, listed)
        crawl = crawl_site(web)
        assert crawl.paths() == ["/", "/a", "/hidden"]
        assert crawl.result.sitemap == ((web.url("/hidden"), "2026-10-01"),)


def test_feeds_are_noted(crawl_site: CrawlSite) -> None:
    home = html('<title>x</title><link rel=alternate type="application/rss+xml" href=/feed.xml><h1>News</h1>')
    assert crawl_site({"/": home}).result.feeds[0].endswith("/feed.xml")


def test_robots_rules_are_obeyed_and_named(crawl_site: CrawlSite) -> None:
    robots = Response(200, {}, "User-agent: *\nDisallow: /private")
    routes = {"/robots.txt": robots, "/": links("/private/x", "/a"), "/a": links("/")}
    crawl = crawl_site(dict(routes))
    assert crawl.paths() == ["/", "/a"] and crawl.reasons() == {"/private/x": Reason.ROBOTS}
    assert crawl.web.asked["/private/x"] == 0
    owned = crawl_site(dict(routes) | {"/private/x": links("/")}, rule=HostRule(delay=0.0, robots=False))
    assert owned.paths() == ["/", "/private/x", "/a"]


def test_a_crawl_delay_slows_the_host_down(crawl_site: CrawlSite) -> None:
    manners = Manners(default=HostRule(delay=0.0))
    routes = {
        "/robots.txt": Response(200, {}, "User-agent: *\nCrawl-delay: 0.3"),
        "/": links("/a"),
        "/a": links("/"),
    }
    crawl = crawl_site(routes, manners=manners)
    assert crawl.paths() == ["/", "/a"]
    assert manners.delay(f"127.0.0.1:{crawl.web.port}") == pytest.approx(0.3)
    assert crawl.result.waited > 0.2


def test_a_crawl_delay_of_hours_means_one_page_a_night(crawl_site: CrawlSite) -> None:
    manners = Manners(default=HostRule(delay=0.0))
    manners.slow_down = lambda host, seconds: None  # type: ignore[method-assign]
    routes = {"/robots.txt": Response(200, {}, "User-agent: *\nCrawl-delay: 7200"), "/": links("/a")}
    crawl = crawl_site(routes, manners=manners)
    assert crawl.paths() == ["/"] and crawl.result.frontier == (crawl.web.url("/a"),)
    assert "7200 seconds between pages" in crawl.skip("/").detail


def test_one_page_at_a_time_while_assets_share_six_connections(crawl_site: CrawlSite) -> None:
    pages_now, most = [], [0]
    lock = threading.Lock()
    pictures = "".join(f'<img src="/p{n}.png" alt="">' for n in range(20))

    def slowly(request: Request) -> Response:
        with lock:
            pages_now.append(1)
            most[0] = max(most[0], len(pages_now))
        threading.Event().wait(0.05)
        with lock:
            pages_now.pop()
        return html(f"<h1>{request.path}</h1>")

    with Web(
        {
            "/": html("<h1>x</h1>" + pictures + '<a href="/a">a</a><a href="/b">b</a>'),
            "/a": slowly,
            "/b": slowly,
        }
    ) as web:
        web.routes |= {f"/p{n}.png": PNG for n in range(20)}
        crawl = crawl_site(web)
        assert most == [1] and web.busiest <= 6
        assert len(crawl.paths("asset")) == 20 and crawl.paths() == ["/", "/a", "/b"]


def test_depth_bounds_links_but_not_steps_along_a_series(crawl_site: CrawlSite) -> None:
    def chain(request: Request) -> Response:
        number = int(request.path.removeprefix("/blog/page/"))
        return links(f"/blog/page/{number + 1}" if number < 12 else "/", title=f"Page {number}")

    words = "one two three four five".split()
    routes = {"/": links("/blog/page/1", "/deep-one")}
    routes |= {f"/deep-{a}": links(f"/deep-{b}", title=a) for a, b in zip(words, words[1:], strict=False)}
    with Web(routes) as web:
        web.fallback = lambda request: chain(request) if "/blog/" in request.path else Response(404)
        crawl = crawl_site(web, depth=3)
    assert [path for path in crawl.paths() if "blog" in path][-1] == "/blog/page/12"
    assert crawl.skip("/deep-four").detail == "more than 3 links away from the start page; not followed: 1"


def test_an_endless_calendar_is_named_and_the_rest_is_read(crawl_site: CrawlSite) -> None:
    def month(request: Request) -> Response:
        year, number = (int(part) for part in request.query.removeprefix("month=").split("-"))
        later = f"{year + number // 12}-{number % 12 + 1:02}"
        return html(f'<title>{later}</title><h1>{year}-{number}</h1><a href="/cal?month={later}">next</a>')

    with Web(
        {"/": links("/cal?month=2025-09", "/a"), "/a": links("/b"), "/b": links("/"), "/cal": month}
    ) as web:
        crawl = crawl_site(web)
    assert {"/a", "/b"} <= set(crawl.paths())
    trap = next(skip for skip in crawl.result.skipped if skip.reason is Reason.TRAP_LIMIT)
    assert trap.detail == "calendar /cal?month: one date leads to the next without an end; not followed: 1"
    assert web.asked["/cal"] == 14


def test_twelve_real_months_are_no_trap(crawl_site: CrawlSite) -> None:
    def month(request: Request) -> Response:
        number = int(request.path[-2:])
        return links(f"/2026/{number + 1:02}" if number < 12 else "/", title=f"Month {number}")

    routes: dict[str, object] = {"/": links("/2026/01")} | {f"/2026/{n:02}": month for n in range(1, 13)}
    crawl = crawl_site(routes)
    assert len(crawl.paths()) == 13 and crawl.result.skipped == ()


def test_session_ids_are_named_after_a_few_copies(crawl_site: CrawlSite) -> None:
    ids = iter(range(10_000))

    def shop(request: Request) -> Response:
        return html("<h1>Same</h1>" + "".join(f'<a href="/shop?zid={next(ids)}">x</a>' for _ in range(3)))

    crawl = crawl_site({"/": links("/shop?zid=x", "/a"), "/a": links("/"), "/shop": shop})
    assert "/a" in crawl.paths() and crawl.web.asked["/shop"] <= 8
    assert "/shop?zid: the same page under more than 5 addresses" in crawl.details()


def test_the_site_s_time_ends_a_crawl_and_leaves_a_frontier(crawl_site: CrawlSite) -> None:
    def slow(request: Request) -> Response:
        threading.Event().wait(0.3)
        return links(*(f"/p{n}" for n in range(9)), title=request.path)

    with Web(fallback=lambda request: slow(request) if "." not in request.path else Response(404)) as web:
        crawl = crawl_site(web, seconds=1.0)
    assert 1 <= len(crawl.paths()) < 6 and len(crawl.result.frontier) > 3
    skip = next(skip for skip in crawl.result.skipped if skip.reason is Reason.SITE_TIME)
    assert (skip.url, skip.stage) == (web.url("/"), Stage.CRAWL)


def test_waiting_is_not_charged_to_the_site(crawl_site: CrawlSite) -> None:
    routes = {"/": links("/a", "/b"), "/a": links("/"), "/b": links("/")}
    crawl = crawl_site(routes, rule=HostRule(delay=0.4), seconds=1.0)
    assert crawl.paths() == ["/", "/a", "/b"] and crawl.result.waited > 1.0


def test_waiting_ends_too(crawl_site: CrawlSite) -> None:
    crawl = crawl_site({"/": links("/a")}, rule=HostRule(delay=60.0), waiting_seconds=0.5)
    assert crawl.result.fetched == ()
    assert "turns on a shared host" in crawl.skip("/").detail


def test_many_crawls_at_once_and_one_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    real = SiteCrawl._prepare

    async def breaks(self: SiteCrawl, fetcher: object) -> None:
        if self.job.site_id == "s3":
            raise ZeroDivisionError("page text that nobody may log")
        await real(self, fetcher)  # type: ignore[arg-type]

    monkeypatch.setattr(SiteCrawl, "_prepare", breaks)
    sites = {f"/s{n}/": links(f"/s{n}/a", title=f"s{n}") for n in range(6)}
    sites |= {f"/s{n}/a": links(f"/s{n}/", f"/s{n + 1}/", title=f"s{n} a") for n in range(6)}
    results = {}
    manners = Manners(default=HostRule(delay=0.0))
    with Web(sites) as web, Door(DoorRules(allow_private=(f"127.0.0.1:{web.port}",))) as door:
        with CrawlThread(manners) as crawls:

            def one(name: str) -> None:
                with door.open(name, LaneLimits()) as lane:
                    root = web.url(f"/{name}/")
                    job = CrawlJob(name, root, (root,), lane.url, lane.secret, limits=QUICK, user_agent=AGENT)
                    results[name] = crawls.crawl(job, lane)

            threads = [threading.Thread(target=one, args=(f"s{n}",)) for n in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)
        # Each crawl stays below its own root, and the broken one is the only one without pages.
        for name, result in results.items():
            pages = [each.url.removeprefix(web.url("")) for each in result.fetched]
            assert pages == ([] if name == "s3" else [f"/{name}/", f"/{name}/a"])
        broken = results["s3"].skipped[-1]
        assert broken.reason is Reason.CANCELED and "ZeroDivisionError" in broken.detail
        assert "page text" not in broken.detail and len(results) == 6
        assert web.asked["/robots.txt"] == 1


def test_stopping_ends_crawls_with_what_they_have() -> None:
    found: list[CrawlResult] = []
    web = Web({"/": links("/slow"), "/slow": Response(stall="head")})
    door = Door(DoorRules(allow_private=(f"127.0.0.1:{web.port}",)))
    with web, door, door.open("r12", LaneLimits()) as lane:
        crawls = CrawlThread(Manners(default=HostRule(delay=0.0)))
        crawls.start()
        limits = replace(QUICK, response_seconds=9)
        job = CrawlJob("r12", web.url(), (web.url(),), lane.url, lane.secret, limits=limits)
        thread = threading.Thread(target=lambda: found.append(crawls.crawl(job, lane)))
        thread.start()
        for _ in range(200):
            if web.asked["/slow"]:
                break
            threading.Event().wait(0.02)
        crawls.stop()
        thread.join(15)
        with pytest.raises(RuntimeError):
            crawls.crawl(job, lane)
    assert [each.url for each in found[0].fetched] == [web.url("/")]
    assert found[0].frontier == (web.url("/slow"),)
    assert found[0].skipped[-1].reason is Reason.CANCELED


def test_logs_hold_ids_only(
    crawl_site: CrawlSite, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level("DEBUG"):
        crawl_site(
            {
                "/": links("/a?name=Maya", "/cut?name=Maya", "/big?name=Maya"),
                "/a": html("<h1>Maya Osei</h1>"),
                "/cut": Response(200, {"Content-Type": "text/html"}, "<h1>Maya", length=999),
                "/big": Response(200, {"Content-Type": "text/html"}, "Maya" * 9000),
            },
            page_bytes=20_000,
        )
    out = capfd.readouterr()
    assert "Maya" not in caplog.text and "127.0.0.1" not in caplog.text
    assert "Maya" not in out.out + out.err


def test_a_folder_is_crawled_from_its_index(crawl_site: CrawlSite, tmp_path: Path) -> None:
    (tmp_path / "unit").mkdir()
    (tmp_path / "index.html").write_text('<h1>Home</h1><a href="unit/">unit</a><a href="x y.html">x</a>')
    (tmp_path / "unit" / "index.html").write_text('<h1>Unit</h1><a href="../index.html">home</a>')
    (tmp_path / "x y.html").write_text("<h1>Spaces</h1>")
    with Web.folder(tmp_path) as web:
        assert crawl_site(web).paths() == ["/", "/unit/", "/x%20y.html"]
