"""Every way in which an address is not had, and the reason that the report gives for it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import time
from pathlib import Path

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from auditor.egress import Door, DoorRules, LaneLimits
from auditor.finding import Reason, Stage
from auditor.manners import HostRule, Manners
from spiders.crawl import CrawlJob, CrawlThread
from tests.spiders.conftest import AGENT, QUICK, CrawlSite
from tests.web import Request, Response, Route, Web, html, redirect

TYPE = {"Content-Type": "text/html"}
BIG = "x" * 60_000
FAR = "Fri, 31 Dec 2100 23:59:59 GMT"
STATUS, LOGIN = Reason.HTTP_STATUS, Reason.LOGIN_REQUIRED

ROOTS: dict[str, tuple[Route, Reason, str]] = {
    "403": (Response(403, TYPE, "no"), STATUS, "403 Forbidden"),
    "404": (Response(404, TYPE, "no"), STATUS, "404 Not Found"),
    "410": (Response(410, TYPE, "no"), STATUS, "410 Gone"),
    "500": (Response(500, TYPE, "no"), STATUS, "500 Internal Server Error"),
    "503": (Response(503, TYPE, "no"), STATUS, "503 Service Unavailable"),
    "999": (Response(999, TYPE, "no"), STATUS, "999"),
    "300 without a place": (Response(300, TYPE, "no"), STATUS, "300 Multiple Choices"),
    "204": (Response(204), Reason.EMPTY, "204 No Content"),
    "401": (Response(401, {"WWW-Authenticate": "Basic"}, "no"), LOGIN, "401 Unauthorized"),
    "403 with a challenge": (Response(403, {"WWW-Authenticate": "NTLM"}, "no"), LOGIN, "403 Forbidden"),
    "sent to Google": (
        redirect("https://accounts.google.com/ServiceLogin?continue=x"),
        LOGIN, "sent to sign in at accounts.google.com",
    ),
    "sent to WordPress": (redirect("/wp-login.php?redirect_to=%2F"), LOGIN, "sent to sign in at"),
    "a form to sign in": (
        html("<title>Sign in</title><form><input name=u><input type=password><button>Go</button></form>"),
        LOGIN, "only a form to sign in",
    ),
    "too many requests": (Response(429, {"Retry-After": "3600"}), Reason.RATE_LIMITED, "429 Too Many"),
    "later": (Response(503, {"Retry-After": FAR}), Reason.RATE_LIMITED, "come back later"),
    "a circle": (redirect("/"), Reason.REDIRECT, "round in a circle"),
    "another site": (redirect("https://elsewhere.example/"), Reason.REDIRECT, "site at elsewhere.example"),
    "another scheme": (redirect("ftp://127.0.0.1/x"), Reason.UNSUPPORTED_SCHEME, "something else than http"),
    "not HTTP": (Response(raw=b"SSH-2.0-OpenSSH_9.2\r\n"), Reason.PROTOCOL, ""),
    "closed at once": (Response(raw=b""), Reason.PROTOCOL, "hung up"),
    "cut": (Response(200, TYPE, "<h1>half", length=5000), Reason.TRUNCATED, "before its stated length"),
    "too large, stated": (Response(200, TYPE, BIG), Reason.TOO_LARGE, "larger than the limit"),
    "too large, unstated": (Response(200, TYPE, BIG, length=-1), Reason.TOO_LARGE, "larger than"),
    "a bomb": (
        Response(200, {**TYPE, "Content-Encoding": "br"}, brotli.compress(b"\0" * 20_000_000)),
        Reason.TOO_LARGE, "when unpacked",
    ),
    "damaged": (Response(200, {**TYPE, "Content-Encoding": "gzip"}, b"\x1f\x8bxx"), Reason.ENCODING, ""),
    "unknown packing": (Response(200, {**TYPE, "Content-Encoding": "zstd"}, b"x"), Reason.ENCODING, "unk"),
    "empty": (Response(200, TYPE, ""), Reason.EMPTY, "without any text"),
    "never answers": (Response(stall="head"), Reason.TIMEOUT, ""),
    "never ends": (Response(200, TYPE, "<h1>x</h1>", length=5000, stall="body"), Reason.TIMEOUT, ""),
    "drips": (Response(200, TYPE, "<h1>owls</h1>" * 99, drip=0.1), Reason.TIMEOUT, "no complete answer"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROOTS)
def test_a_root_that_gives_no_page_gives_a_reason(name: str, crawl_site: CrawlSite) -> None:
    route, reason, detail = ROOTS[name]
    crawl = crawl_site({"/": route, "/robots.txt": Response(404)}, page_bytes=50_000)
    assert crawl.paths() == []
    skip = crawl.skip("/")
    assert skip.reason is reason and detail in skip.detail


def test_near_misses_are_pages(crawl_site: CrawlSite) -> None:
    home = html(
        "<title>404 ways to love math</title><h1>404 ways to love math</h1>"
        '<a href="/how-to-log-in.html">How to log in</a><a href="/eight">eight hops</a>'
    )
    routes: dict[str, Route] = {
        "/": home,
        "/how-to-log-in.html": html("<h1>How to log in to the library</h1><p>Ask your teacher.</p>"),
        "/eight": redirect("/h1"),
        **{f"/h{n}": redirect(f"/h{n + 1}") for n in range(1, 8)},
        "/h8": html("<h1>There at last</h1>"),
    }
    crawl = crawl_site(routes)
    assert crawl.paths() == ["/", "/how-to-log-in.html", "/h8"] and crawl.result.skipped == ()


SAYS_NOT_FOUND = html("<title>404 Error</title><h1>404 Error!</h1><p>The cookie game is closed.</p>")


def test_not_found_with_status_200_is_no_page(crawl_site: CrawlSite) -> None:
    home = html('<h1>x</h1><a href="/gone">g</a><a href="/also/gone">a</a><a href="/?p=9">p</a>')
    with Web({"/": lambda asked: SAYS_NOT_FOUND if asked.query else home}, fallback=SAYS_NOT_FOUND) as web:
        crawl = crawl_site(web)
    soft = Reason.SOFT_404
    assert crawl.paths() == ["/"] and crawl.reasons() == {"/gone": soft, "/also/gone": soft, "/?p=9": soft}


def test_a_page_that_says_404_where_the_server_can_say_it_too_is_a_page(crawl_site: CrawlSite) -> None:
    home = html('<h1>x</h1><a href="/games.html">g</a>')
    assert crawl_site({"/": home, "/games.html": SAYS_NOT_FOUND}).paths() == ["/", "/games.html"]


def test_nine_redirects_are_too_many(crawl_site: CrawlSite) -> None:
    routes: dict[str, Route] = {"/": redirect("/h1")} | {
        f"/h{n}": redirect(f"/h{n + 1}") for n in range(1, 30)
    }
    crawl = crawl_site(routes)
    assert crawl.skip("/").detail == "more than 8 redirects" and crawl.web.asked["/h9"] == 0


def test_a_broken_link_is_said_and_nothing_else_changes(crawl_site: CrawlSite) -> None:
    crawl = crawl_site(
        {"/": html('<h1>x</h1><a href="/gone">g</a><a href="/a">a</a>'), "/a": html("<h1>a</h1>")}
    )
    assert crawl.paths() == ["/", "/a"]
    assert crawl.skip("/gone").detail == "404 Not Found" and crawl.skip("/gone").stage is Stage.CRAWL


def test_a_short_wait_is_waited_once(crawl_site: CrawlSite) -> None:
    def busy(request: Request) -> Response:
        return html("<h1>x</h1>") if request.number > 1 else Response(429, {"Retry-After": "1"})

    crawl = crawl_site({"/": busy})
    assert crawl.paths() == ["/"] and crawl.web.asked["/"] == 2 and crawl.result.waited > 0.9


ROBOTS: dict[str, tuple[Route, Reason, str]] = {
    "fails": (Response(500), Reason.ROBOTS, "robots.txt answered 500 Internal Server Error"),
    "closed to all": (
        Response(200, {}, "User-agent: *\nDisallow: /"),
        Reason.ROBOTS,
        "robots.txt asks not to",
    ),
    "silent": (Response(stall="head"), Reason.TIMEOUT, "robots.txt: "),
    "busy": (Response(429, {"Retry-After": "999"}), Reason.RATE_LIMITED, "robots.txt: 429"),
}
OPEN: dict[str, Route] = {
    "missing": Response(404),
    "forbidden": Response(403),
    "elsewhere": redirect("https://elsewhere.example/robots.txt"),
    "circle": redirect("/robots.txt"),
    "a page": html("<h1>Not robots</h1>"),
    "moved": redirect("/files/robots.txt"),
}


@pytest.mark.parametrize("name", ROBOTS)
def test_a_robots_file_that_closes_a_site(name: str, crawl_site: CrawlSite) -> None:
    route, reason, detail = ROBOTS[name]
    crawl = crawl_site({"/": html("<h1>x</h1>"), "/robots.txt": route})
    assert crawl.paths() == [] and crawl.web.asked["/"] == 0
    assert crawl.result.frontier == ()  # the root comes first every night anyway
    assert crawl.skip("/").reason is reason and detail in crawl.skip("/").detail


@pytest.mark.parametrize("name", OPEN)
def test_a_robots_file_that_closes_nothing(name: str, crawl_site: CrawlSite) -> None:
    assert crawl_site({"/": html("<h1>x</h1>"), "/robots.txt": OPEN[name]}).paths() == ["/"]


def test_an_owned_host_is_read_whatever_its_robots_file_does(crawl_site: CrawlSite) -> None:
    routes: dict[str, Route] = {"/": html("<h1>x</h1>"), "/robots.txt": Response(500)}
    assert crawl_site(routes, rule=HostRule(delay=0.0, robots=False)).paths() == ["/"]


def test_the_door_s_reasons_come_through(crawl_site: CrawlSite) -> None:
    site: dict[str, Route] = {"/": html("<h1>x</h1>")}
    assert crawl_site(site, allow=False).skip("/").reason is Reason.BLOCKED_ADDRESS
    for scheme in ("http", "https"):
        unknown = crawl_site(site, f"{scheme}://nowhere.example/", hosts={})
        assert [(skip.reason, skip.stage) for skip in unknown.result.skipped] == [(Reason.DNS, Stage.CONNECT)]
    with Web(site) as web:
        port = web.port
    for scheme in ("http", "https"):
        refused = crawl_site(web, f"{scheme}://elm.example/", hosts={"elm.example": f"127.0.0.1:{port}"})
        assert [skip.reason for skip in refused.result.skipped] == [Reason.CONNECT]


def test_an_address_that_names_no_website_is_said(crawl_site: CrawlSite) -> None:
    crawl = crawl_site({}, "mailto://")
    assert [skip.reason for skip in crawl.result.skipped] == [Reason.BAD_CONFIG]


def test_a_password_in_a_link_is_not_sent(crawl_site: CrawlSite) -> None:
    with Web({"/a": html("<h1>a</h1>")}) as web:
        web.routes["/"] = html(f'<h1>x</h1><a href="http://me:secret@127.0.0.1:{web.port}/a">a</a>')
        crawl = crawl_site(web)
        assert crawl.paths() == ["/", "/a"]
        assert all("authorization" not in request.headers for request in web.requests)


def test_a_registered_root_is_no_trap(crawl_site: CrawlSite) -> None:
    assert crawl_site({"/a/a/a/a/": html("<h1>x</h1>")}, "/a/a/a/a/").paths() == ["/a/a/a/a/"]


def test_a_server_cannot_speak_for_the_door(crawl_site: CrawlSite) -> None:
    forged = Response(200, {**TYPE, "Auditor-Reason": "guess:blocked-address"}, "<h1>x</h1>")
    crawl = crawl_site({"/": forged})
    assert crawl.paths() == ["/"] and "auditor-reason" not in crawl.result.fetched[0].headers


def test_an_address_with_another_scheme_is_not_asked(crawl_site: CrawlSite) -> None:
    crawl = crawl_site({"/": html("<h1>x</h1>")}, "ftp://elm.example/")
    assert [skip.reason for skip in crawl.result.skipped] == [Reason.UNSUPPORTED_SCHEME]


def test_a_job_without_a_lane_sends_nothing() -> None:
    with Web({"/": html("<h1>x</h1>")}) as web, CrawlThread(Manners(default=HostRule(delay=0.0))) as crawls:
        result = crawls.crawl(CrawlJob("r12", web.url(), (web.url(),), "", "", limits=QUICK))
        assert result.fetched == () and result.skipped and web.requests == []


def test_a_host_that_went_away_is_given_up_after_five(crawl_site: CrawlSite) -> None:
    links = "".join(f'<a href="/{word}">x</a>' for word in "ant bee cat dog eel fox gnu hen".split())
    with Web({"/": html(f"<h1>x</h1>{links}")}, fallback=Response(raw=b"")) as web:
        web.routes |= {"/robots.txt": Response(404), "/sitemap.xml": Response(404)}
        crawl = crawl_site(web)
    assert [skip.reason for skip in crawl.result.skipped] == [Reason.PROTOCOL] * 6
    assert len(crawl.result.frontier) == 3 and "given up after 5 failures" in crawl.skip("/").detail


# --- TLS -----------------------------------------------------------------------------------------------


def certificate(folder: Path, name: str, *, days: int = 30) -> tuple[Path, Path]:
    """Write a self-signed certificate for `name` and 127.0.0.1; returns certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=60))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    certificate_file.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate_file, key_file


@pytest.mark.parametrize(
    ("host", "days", "trusted", "detail"),
    [
        ("elm.example", 30, True, ""),
        ("elm.example", 30, False, "not signed by a known authority"),
        ("elm.example", -1, True, "has expired"),
        ("oak.example", 30, True, "for another name"),
    ],
)
def test_tls_is_verified(tmp_path: Path, host: str, days: int, trusted: bool, detail: str) -> None:
    pair = certificate(tmp_path, "elm.example", days=days)
    manners = Manners(default=HostRule(delay=0.0))
    with Web({"/": html("<h1>Owls</h1>")}, tls=pair) as web:
        rules = DoorRules(hosts={host: f"127.0.0.1:{web.port}"})
        door, crawls = Door(rules), CrawlThread(manners, pair[0] if trusted else None)
        with door, crawls, door.open("r12", LaneLimits()) as lane:
            root = f"https://{host}/"
            job = CrawlJob("r12", root, (root,), lane.url, lane.secret, limits=QUICK, user_agent=AGENT)
            result = crawls.crawl(job, lane)
    if detail:
        assert result.fetched == () and result.skipped[0].reason is Reason.TLS
        assert detail in result.skipped[0].detail
    else:
        assert [each.url for each in result.fetched] == [root] and result.skipped == ()


def test_a_plain_server_behind_https_is_no_page(crawl_site: CrawlSite) -> None:
    with Web({"/": html("<h1>x</h1>")}) as web:
        crawl = crawl_site(web, "https://elm.example/", hosts={"elm.example": f"127.0.0.1:{web.port}"})
    assert [skip.reason for skip in crawl.result.skipped] == [Reason.TLS]


def test_a_crawl_ends_however_long_a_host_stalls(crawl_site: CrawlSite) -> None:
    started = time.monotonic()
    with Web(fallback=Response(stall="head")) as web:
        crawl = crawl_site(web, seconds=1.0, response_seconds=30.0)
    assert crawl.result.skipped[-1].reason is Reason.SITE_TIME
    assert time.monotonic() - started < 20
