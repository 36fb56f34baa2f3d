"""What bytes are, and what they must never grow to: unpacking, kinds, robots.txt, sitemaps, signs."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from auditor.finding import Reason
from auditor.page import Content, Location, Text
from spiders.job import CrawlLimits
from spiders.kinds import is_media, kind_of
from spiders.reading import read_answer
from spiders.robots import read_robots
from spiders.signs import is_sign_in_address, is_soft_404
from spiders.sitemaps import read_sitemap
from spiders.unpack import Damaged, TooLarge, unpack

TEXT = b"<p>owls and bats</p>" * 50
RAW = zlib.compressobj(wbits=-15)

PACKED = {
    "gzip": ("gzip", gzip.compress(TEXT)),
    "two gzip members": ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
    "gzip with padding": ("gzip", gzip.compress(TEXT) + b"\0" * 20),
    "gzip claimed only": ("gzip", TEXT),
    "deflate": ("deflate", zlib.compress(TEXT)),
    "deflate without header": ("deflate", RAW.compress(TEXT) + RAW.flush()),
    "brotli": ("br", brotli.compress(TEXT)),
    "both": ("gzip, br", brotli.compress(gzip.compress(TEXT))),
    "none": ("", TEXT),
    "identity": ("identity", TEXT),
}


@pytest.mark.parametrize("name", PACKED)
def test_unpacks(name: str) -> None:
    encoding, body = PACKED[name]
    assert unpack(body, encoding, 10_000) == TEXT


ZEROS = b"\0" * 30_000_000
BOMBS = {
    "gzip": ("gzip", gzip.compress(ZEROS)),
    "deflate": ("deflate", zlib.compress(ZEROS)),
    "brotli": ("br", brotli.compress(ZEROS, quality=5)),
    "gzip in gzip": ("gzip, gzip", gzip.compress(gzip.compress(ZEROS))),
    "plain": ("", b"x" * 1_000_001),
}


@pytest.mark.parametrize("name", BOMBS)
def test_never_unpacks_past_the_limit(name: str) -> None:
    encoding, body = BOMBS[name]
    with pytest.raises(TooLarge):
        unpack(body, encoding, 1_000_000)


DAMAGED = {
    "gzip cut": ("gzip", gzip.compress(TEXT)[:-20]),
    "brotli cut": ("br", brotli.compress(TEXT)[:-4]),
    "deflate of noise": ("deflate", b"\x99\x88\x77noise"),
    "zstd": ("zstd", b"\x28\xb5\x2f\xfd"),
    "a chain": ("gzip, gzip, gzip, gzip", b"x"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_said(name: str) -> None:
    encoding, body = DAMAGED[name]
    with pytest.raises(Damaged):
        unpack(body, encoding, 1_000_000)


KINDS = {
    ("/", "text/html; charset=utf-8", b"<p>"): ("page", "html"),
    ("/x", "application/xhtml+xml", b""): ("page", "html"),
    ("/x", "", b"<!DOCTYPE html><p>"): ("page", "html"),
    ("/plan.pdf", "application/octet-stream", b"%PDF-1.4"): ("document", "pdf"),
    ("/get?id=3", "application/pdf", b""): ("document", "pdf"),
    ("/lies.html", "text/html", b"%PDF-1.7"): ("document", "pdf"),
    ("/a.docx", "application/octet-stream", b"PK"): ("document", "docx"),
    ("/a.ics", "text/calendar", b"BEGIN"): ("document", "ics"),
    ("/talk.vtt", "text/plain", b"WEBVTT"): ("document", "vtt"),
    ("/notes", "text/plain", b"hello"): ("document", "txt"),
    ("/song.mp3", "audio/mpeg", b""): ("document", "mp3"),
    ("/s.css", "text/css", b"p{}"): ("asset", "css"),
    ("/s.js", "text/plain", b"x"): ("asset", "js"),
    ("/p.png", "image/png", b""): ("asset", "png"),
    ("/font", "font/woff2", b""): ("asset", "woff2"),
    ("/feed.xml", "application/rss+xml", b"<rss>"): ("asset", "xml"),
    ("/api", "application/json", b"{}"): ("asset", "json"),
}


@pytest.mark.parametrize(("case", "kind"), KINDS.items())
def test_kinds(case: tuple[str, str, bytes], kind: tuple[str, str]) -> None:
    path, stated, body = case
    assert kind_of(f"https://elm.example{path}", stated, body) == kind


def test_sound_and_film_are_told_by_type_or_name() -> None:
    assert is_media("https://elm.example/x", "video/mp4")
    assert is_media("https://elm.example/x.mp3", "application/octet-stream")
    assert not is_media("https://elm.example/mp3", "text/html")


def page(title: str, heading: str = "", text: str = "") -> Content:
    where = Location("https://elm.example/")
    texts = [Text(heading, heading, where, level=1)] if heading else []
    return Content(title=title, texts=(*texts, Text(text, text, where)))


NOT_FOUND = {
    "title": page("Page not found"),
    "title with the site's name": page("Page Not Found – Ms. Osei's Class"),
    "number and words": page("404 - Not Found", "", "Try the menu."),
    "both, long page": page("Not Found", "404 Not Found", "x" * 9000),
    "heading only": page("Elm Street School", "Oops! That page can't be found."),
    "Spanish": page("Página no encontrada | Escuela Olmo"),
    "polite": page("The requested page could not be found."),
}
FOUND = {
    "404 ways": page("404 ways to love math", "404 ways to love math"),
    "a lost pet": page("Owl not found in our forest", "The owl was not found"),
    "lesson on errors": page("What does 404 Not Found mean?", "Errors on the web"),
    "long page, heading only": page("Search", "Not found", "results " * 400),
    "room 404": page("Room 404", "Room 404"),
    "plain": page("Welcome", "Welcome"),
}


@pytest.mark.parametrize("name", NOT_FOUND)
def test_not_found_with_status_200(name: str) -> None:
    assert is_soft_404(NOT_FOUND[name])


@pytest.mark.parametrize("name", FOUND)
def test_near_misses_are_pages(name: str) -> None:
    assert not is_soft_404(FOUND[name])


SIGN_IN = [
    "https://accounts.google.com/ServiceLogin?continue=x",
    "https://login.microsoftonline.com/common/oauth2/authorize",
    "https://elm.example/wp-login.php?redirect_to=%2F",
    "https://elm.example/users/sign_in",
    "https://sso.district.example/idp/profile",
    "https://elm.example/Account/Login.aspx?ReturnUrl=%2f",
]
NO_SIGN_IN = [
    "https://elm.example/how-to-sign-in-to-the-library.html",
    "https://elm.example/sign-in-sheet.pdf",
    "https://login.example/",
    "https://elm.example/blog/",
]


@pytest.mark.parametrize("url", SIGN_IN)
def test_sign_in_addresses(url: str) -> None:
    assert is_sign_in_address(url)


@pytest.mark.parametrize("url", NO_SIGN_IN)
def test_ordinary_addresses(url: str) -> None:
    assert not is_sign_in_address(url)


READINGS = {
    "empty": (b"", "", Reason.EMPTY),
    "only tags": (b"<html><body><div></div></body></html>", "", Reason.EMPTY),
    "binary": (b"<p>" + b"\0\1" * 500, "", Reason.ENCODING),
    "damaged": (b"\x1f\x8bnoise", "gzip", Reason.ENCODING),
    "soft 404": (b"<title>Page not found</title><p>Sorry.</p>", "", Reason.SOFT_404),
    "a page": (b"<title>Owls</title><h1>Owls</h1>", "", None),
    "a shell for scripts": (b"<div id=app></div><script src=/app.js></script>", "", None),
    "wide text": ("<h1>Eulen</h1>".encode("utf-16"), "", None),
}


@pytest.mark.parametrize("name", READINGS)
def test_reads_pages(name: str) -> None:
    body, encoding, reason = READINGS[name]
    headers = {"content-type": "text/html", "content-encoding": encoding}
    assert read_answer("https://elm.example/", headers, body, CrawlLimits()).reason == reason


def test_a_style_sheet_names_its_pictures_and_fonts() -> None:
    body = b'@import "more.css"; a { background: url( ../img/owl.png ) } b { src: url("f.woff2#x") }'
    reading = read_answer("https://elm.example/css/s.css", {"content-type": "text/css"}, body, CrawlLimits())
    assert reading.assets == (
        "https://elm.example/css/more.css",
        "https://elm.example/img/owl.png",
        "https://elm.example/css/f.woff2",
    )


ROBOTS = b"""User-agent: *
Disallow: /private/
Allow: /private/open
Disallow: /*.doc$
Crawl-delay: 2
User-agent: classroom-auditor
Disallow: /not-you
Sitemap: https://elm.example/map.xml
"""


def test_robots_rules_of_our_own_group_hold() -> None:
    ours = read_robots(ROBOTS, "classroom-auditor/1.0 (+https://d.example)")
    assert ours.allows("https://elm.example/private/x") and not ours.allows("https://elm.example/not-you")
    assert ours.sitemaps == ("https://elm.example/map.xml",)
    others = read_robots(ROBOTS, "other/2")
    assert not others.allows("https://elm.example/private/x") and others.allows(
        "https://elm.example/private/open"
    )
    assert not others.allows("https://elm.example/a.doc") and others.allows("https://elm.example/a.docx")
    assert others.delay == 2.0


def test_robots_noise_allows_everything() -> None:
    assert read_robots(b"<html>\0\xff not robots</html>", "classroom-auditor/1").allows(
        "https://elm.example/"
    )


SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://elm.example/a </loc><lastmod>2026-10-01</lastmod></url>
<url><loc>https://elm.example/b?x=1&amp;y=2</loc></url></urlset>"""


def test_sitemaps_of_every_make() -> None:
    pages = [("https://elm.example/a", "2026-10-01"), ("https://elm.example/b?x=1&y=2", "")]
    assert read_sitemap(SITEMAP, 10_000).pages == pages
    assert read_sitemap(gzip.compress(SITEMAP), 10_000).pages == pages
    assert (
        read_sitemap(SITEMAP[:-30], 10_000).pages == pages[:1]
        or read_sitemap(SITEMAP[:-30], 10_000).pages == pages
    )
    index = b"<sitemapindex><sitemap><loc>https://elm.example/2.xml</loc></sitemap></sitemapindex>"
    assert read_sitemap(index, 10_000).sitemaps == ["https://elm.example/2.xml"]
    assert read_sitemap(b"https://elm.example/c\nnonsense\n", 10_000).pages == [("https://elm.example/c", "")]


def test_a_sitemap_with_entities_yields_nothing() -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>' + SITEMAP.split(b"?>")[1]
    )
    assert read_sitemap(bomb, 10_000).pages == []
