"""Test that addresses are read as a browser reads them, and that one page has one key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.address import host_of, page_key, resolve, within, without_query

BASE = "https://school.example/teachers/lee/week.html?x=1#top"
ROOT = "https://www.school.example/teachers/lee/"

RESOLVED = [
    ("plain file", "art.html", "https://school.example/teachers/lee/art.html"),
    ("edges and breaks stripped", " \x00 art\n.ht\tml \x1f", "https://school.example/teachers/lee/art.html"),
    ("from the host's root", "/art", "https://school.example/art"),
    ("backslashes are slashes", "\\\\evil.example\\a", "https://evil.example/a"),
    ("one slash after the scheme", "https:/other.example/a", "https://school.example/other.example/a"),
    ("other scheme without slashes", "http:other.example", "http://other.example/"),
    ("scheme-relative", "//Other.Example/A", "https://other.example/A"),
    ("dot segments", "../kim/./a/../b", "https://school.example/teachers/kim/b"),
    ("encoded dot segments", "%2e%2e/kim", "https://school.example/teachers/kim"),
    ("above the top", "../../../../a", "https://school.example/a"),
    ("query only", "?y=2", "https://school.example/teachers/lee/week.html?y=2"),
    ("fragment only", "#w", "https://school.example/teachers/lee/week.html?x=1#w"),
    ("nothing", "", "https://school.example/teachers/lee/week.html?x=1"),
    ("international host", "http://Bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4"),
    ("full-width host", "http://ｅｘ.example/", "http://ex.example/"),
    ("hexadecimal host", "http://0x7f.1/", "http://127.0.0.1/"),
    ("octal host", "http://0177.0.0.1/", "http://127.0.0.1/"),
    ("decimal host", "http://2130706433/", "http://127.0.0.1/"),
    ("own port dropped", "https://h.example:443/", "https://h.example/"),
    ("other port kept", "https://h.example:8443/", "https://h.example:8443/"),
    ("user stays", "https://bank.example@evil.example/", "https://bank.example@evil.example/"),
    ("mail", " mailto:k.lee@school.example", "mailto:k.lee@school.example"),
    ("telephone", "TEL:+1 555", "tel:+1 555"),
    ("script", "javascript:open('a b')", "javascript:open('a b')"),
    ("script, split scheme", "java\nscript:a", "javascript:a"),
    ("data", "data:text/html,<b>x", "data:text/html,<b>x"),
    ("space in a path", "a b.html", "https://school.example/teachers/lee/a%20b.html"),
    ("half a surrogate", "a\ud800", "https://school.example/teachers/lee/a%EF%BF%BD"),
    ("no host", "http://", ""),
    ("space in a host", "http://a b/", ""),
    ("too large a number", "http://999.1.1.1/", ""),
    ("bad port", "http://h.example:99999/", ""),
    ("open bracket", "http://[", ""),
]


@pytest.mark.parametrize(("href", "url"), [row[1:] for row in RESOLVED], ids=[row[0] for row in RESOLVED])
def test_resolve(href: str, url: str) -> None:
    assert resolve(href, BASE) == url


def test_resolve_without_usable_base() -> None:
    assert resolve("https://h.example/a", "") == "https://h.example/a"
    assert resolve("a", "") == ""
    assert resolve("a", "mailto:x@h.example") == ""


KEYS = [
    ("the root", ROOT, "/"),
    ("the root without slash", "https://www.school.example/teachers/lee", "/"),
    ("http, no www, capitals in the host", "http://SCHOOL.example/teachers/lee/", "/"),
    ("index file", ROOT + "index.html", "/"),
    ("index file of a folder", ROOT + "art/Default.aspx", "/art"),
    ("index file with a session", ROOT + "index.php;jsessionid=0A1B?x=1", "/?x=1"),
    ("case stays", ROOT + "Week/One.html", "/Week/One.html"),
    ("folder in other case", "https://school.example/Teachers/LEE/art", "/art"),
    ("fragment", ROOT + "art/#top", "/art"),
    ("repeated slashes", ROOT + "/art//a", "/art/a"),
    ("tracking", ROOT + "art?utm_source=x&utm_Medium=y&fbclid=z&gclid=1&_ga=2", "/art"),
    ("session fields", ROOT + "art?PHPSESSID=abc&id=4", "/art?id=4"),
    ("opaque sid", ROOT + "art?sid=0123456789abcdef0123", "/art"),
    ("sid of a story stays", ROOT + "art?sid=12", "/art?sid=12"),
    ("search stays", ROOT + "?s=owls", "/?s=owls"),
    ("session in the path", ROOT + "(S(abc123))/art", "/art"),
    ("cache buster", ROOT + "art?_=16999", "/art"),
    ("sorted query", ROOT + "art?b=2&a=1&a=0", "/art?a=0&a=1&b=2"),
    ("empty query", ROOT + "art?", "/art"),
    ("plus is a space", ROOT + "art?q=a+b", "/art?q=a%20b"),
    ("escapes", ROOT + "%61rt%c3%a9%2f", "/art%C3%A9%2F"),
    ("stray per cent", ROOT + "art?100%", "/art?100%25"),
    ("a neighbour", "https://school.example/teachers/leeward", "//school.example/teachers/leeward"),
    ("another host", "http://www.other.example:8080/a?b#c", "//other.example:8080/a?b"),
    ("mail", "mailto:k@school.example", "mailto:k@school.example"),
]


@pytest.mark.parametrize(("url", "key"), [row[1:] for row in KEYS], ids=[row[0] for row in KEYS])
def test_page_key(url: str, key: str) -> None:
    assert page_key(url, ROOT) == key
    assert page_key(key, ROOT) == key


WITHIN = [
    ("folder", "https://x.example/lee/", "http://www.x.example/lee/a", True),
    ("folder without slash", "https://x.example/lee", "https://x.example/lee/a", True),
    ("index file", "https://x.example/lee/index.html", "https://x.example/lee/a", True),
    ("page file means its folder", "https://x.example/lee/home.html", "https://x.example/lee/a", True),
    ("longer name", "https://x.example/lee", "https://x.example/leeward", False),
    ("above", "https://x.example/lee/", "https://x.example/", False),
    ("dots in front", "https://x.example/lee/", "https://x.example/lee/../kim/", False),
    ("host root", "https://x.example", "https://x.example/anything?x=1", True),
    ("other host", "https://x.example", "https://y.example/", False),
    ("below the host", "https://x.example", "https://sub.x.example/", False),
    ("www is a host here", "https://www.example", "https://example/", False),
    ("other port", "http://x.example:8001/", "http://x.example:8002/", False),
    ("same port", "http://x.example:8001/", "http://x.example:8001/a", True),
    ("dots in a folder's name", "https://x.example/ms.lee", "https://x.example/ms.lee/a", True),
    ("portal, same teacher", "https://x.example/p.jsp?id=4", "https://x.example/p.jsp?page=2&id=4", True),
    ("portal, other teacher", "https://x.example/p.jsp?id=4", "https://x.example/p.jsp?id=5", False),
    ("language is no teacher", "https://x.example/lee/?lang=en", "https://x.example/lee/a", True),
    ("mail", "https://x.example", "mailto:a@x.example", False),
    ("no absolute address", "https://x.example", "/a", False),
    ("no usable root", "", "https://x.example/", False),
]


@pytest.mark.parametrize(
    ("root", "url", "expected"), [row[1:] for row in WITHIN], ids=[row[0] for row in WITHIN]
)
def test_within(root: str, url: str, expected: bool) -> None:
    assert within(url, root) is expected


def test_key_of_a_portal_leaves_out_what_the_root_already_says() -> None:
    root = "https://x.example/apps/p.jsp?id=4"
    assert page_key(root, root) == "/"
    assert page_key("https://x.example/apps/p.jsp?page=2&id=4", root) == "/p.jsp?page=2"
    assert page_key("https://x.example/apps/p.jsp?id=5", root) == "//x.example/apps/p.jsp?id=5"


def test_host_of() -> None:
    assert host_of("HTTPS://User@Lee.School.Example:443/a") == "lee.school.example"
    assert host_of("http://127.0.0.1:8899/") == "127.0.0.1:8899"
    assert host_of("http://[::1]:80/") == "[::1]"
    assert host_of("mailto:a@b.example") == ""
    assert host_of("nothing") == ""


def test_without_query_keeps_nothing_personal() -> None:
    assert without_query("https://u:p@h.example:81/a/b?student=emma#emma") == "https://h.example:81/a/b"
    assert without_query("mailto:emma@h.example") == "mailto:"
    assert without_query("%%%") == ""


PIECES = st.lists(
    st.sampled_from(
        [
            "/",
            "//",
            "\\",
            "..",
            ".",
            "a",
            "B",
            "%41",
            "%2e",
            "%2F",
            "%",
            "%%34",
            "é",
            ";jsessionid=1",
            "?",
            "&",
            "=",
        ]
        + [
            "index.html",
            "utm_a=1",
            "sid=0123456789abcdef",
            "+",
            "#",
            "(S(x))",
            "id=4",
            "@",
            ":",
            " ",
            "\ud800",
        ]
    ),
    max_size=12,
).map("".join)
ROOTS = st.sampled_from(
    [ROOT, "https://h.example", "http://h.example:81/p.php?id=4", "https://h.example/a/B.html", ""]
)


@given(PIECES, ROOTS)
def test_keys_are_stable(rest: str, root: str) -> None:
    for url in (root + rest, "https://other.example/" + rest, rest):
        key = page_key(url, root)
        assert page_key(key, root) == key


@given(PIECES | st.text(max_size=60), PIECES | st.text(max_size=30))
def test_resolving_twice_changes_nothing(href: str, base: str) -> None:
    for start in (base, "https://h.example/" + base):
        url = resolve(href, start)
        assert resolve(url, start) == url or url == ""
        within(url, start)
        assert "?" not in without_query(url)
