"""Test pictures, frames, assets and what a page says of itself; bad and hostile input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.extract.assets import srcset_addresses
from auditor.extract.decode import decode
from auditor.extract.html import read_html
from auditor.page import Source

URL = "https://school.example/lee/"
HOST = "https://school.example"

PICTURES = [
    ("plain", "<img src=a.png alt=Owl title=Tip>", ("a.png", URL + "a.png", "Owl", "Tip")),
    ("no alt", "<img src=a.png>", ("a.png", URL + "a.png", None, "")),
    ("empty alt", "<img src=a.png alt>", ("a.png", URL + "a.png", "", "")),
    ("lazy", "<img src='data:image/gif;base64,R0' data-src=/b.png>", ("/b.png", HOST + "/b.png", None, "")),
    ("srcset", "<img srcset='c.png 1x, d.png 2x'>", ("c.png", URL + "c.png", None, "")),
    ("input", "<input type=image src=a.png alt=Go>", ("a.png", URL + "a.png", "Go", "")),
    ("drawing", "<svg role=img aria-label=Owl></svg>", ("", "", "Owl", "")),
    ("background", "<div style=\"background: url('b.png')\"></div>", ("b.png", URL + "b.png", "", "")),
]


SHOWN = [
    ("poster", "<video poster=p.jpg></video>", ("p.jpg", "", "first picture")),
    (
        "poster with a label",
        "<video poster=p.jpg aria-label=Play></video>",
        ("p.jpg", "Play", "first picture"),
    ),
    ("picture in a drawing", "<svg><image href=p.jpg></image></svg>", ("p.jpg", "", "first picture")),
    ("by the old name", "<svg><image xlink:href='p.jpg'/></svg>", ("p.jpg", "", "first picture")),
    ("object", "<object data=p.jpg></object>", ("p.jpg", None, "first picture")),
    ("object by its type", "<object data=p type=image/png></object>", ("p", None, "first picture")),
    ("embed", "<embed src=p.png title=Kite>", ("p.png", "Kite", "first picture")),
    ("old background", "<table><tr><td background=p.jpg>x</table>", ("p.jpg", "", "first picture")),
    ("lazy background", "<div data-bg=\"url('p.jpg')\"></div>", ("p.jpg", "", "first picture")),
    ("lazy background, bare", "<div data-background-image=p.webp></div>", ("p.webp", "", "first picture")),
    (
        "in the page's styles",
        "<style>.hero{background:#fff url(p.jpg)}</style>",
        ("p.jpg", "", "first picture"),
    ),
]


@pytest.mark.parametrize(("html", "expected"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_pictures_that_are_no_img(html: str, expected: tuple[str, str | None, str]) -> None:
    content = read_html(html, URL)
    (image,) = content.images
    assert (image.src, image.alt, image.where.place) == expected
    assert image.url == URL + expected[0]
    assert content.assets == (URL + expected[0],), "its file is fetched with the page"


NO_PICTURES = [
    ("a drawing's own mark", "<svg><image href='#leaf'></image></svg>"),
    ("a colour", "<body background=white><p>x</p></body>"),
    ("a font", "<style>@font-face{src:url(f.woff2)}</style>"),
    ("a colour for a script", "<div data-background='#336699'></div>"),
    ("an effect", "<div data-bg=parallax></div>"),
    ("an embedded mark", "<style>.a{background:url(data:image/png;base64,R0)}</style>"),
    ("a page in an object", "<object data=map.html></object>"),
    ("sound", "<audio src=song.mp3></audio>"),
    ("a pattern of old", "<body background=stars.gif><p>x</p>"),
    ("a pattern in the page's styles", "<style>body{background:url(paper.png)}</style>"),
]


@pytest.mark.parametrize("html", [row[1] for row in NO_PICTURES], ids=[row[0] for row in NO_PICTURES])
def test_what_is_no_picture(html: str) -> None:
    assert read_html(html, URL).images == ()


def test_patterns_behind_the_page_say_their_names_and_are_fetched() -> None:
    for html in ("<body background=mirela-quist.gif>", "<style>p{background:url(mirela-quist.gif)}</style>"):
        content = read_html(html, URL)
        named = [
            (text.joined, text.where.place) for text in content.texts if text.where.source is Source.FILE_NAME
        ]
        assert named == [("mirela-quist.gif", "file name of the pattern behind the page")]
        assert content.assets == (URL + "mirela-quist.gif",)


def test_names_of_pictures_in_all_sizes() -> None:
    html = (
        "<picture><source srcset='/w/mirela-quist-640.webp 640w, /w/mirela-quist-1280.webp 2x'>"
        "<img src=/class-320.jpg srcset='/class-320.jpg 320w,/class-640.jpg 640w' alt=Art></picture>"
        "<style>.hero{background:url(/dovrin-ashe.jpg)}.b{background:url(/dovrin-ashe.jpg)}</style>"
    )
    content = read_html(html, URL)
    named = [(text.joined, text.split, text.where.place) for text in content.texts
             if text.where.source is Source.FILE_NAME]  # fmt: skip
    assert named == [
        ("mirela-quist-640.webp", "mirela quist 640", "file name of the picture"),
        ("class-320.jpg", "class 320", "file name of the first picture"),
        ("dovrin-ashe.jpg", "dovrin ashe", "file name of the second picture"),
    ]
    assert [image.url for image in content.images] == [HOST + "/class-320.jpg", HOST + "/dovrin-ashe.jpg"]
    assert content.assets == (
        HOST + "/w/mirela-quist-640.webp",
        HOST + "/class-320.jpg",
        HOST + "/dovrin-ashe.jpg",
    )


SIZES = [
    ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
    ("a.png", ["a.png"]),
    ("a.png, b.png 2x", ["a.png", "b.png"]),
    ("a.png 1x,b.png 2x,c.png 3x", ["a.png", "b.png", "c.png"]),
    (
        "https://x.example/w_320,h_200/a.png 320w, b.png 640w",
        ["https://x.example/w_320,h_200/a.png", "b.png"],
    ),
    (" , ", []),
    ("", []),
]


@pytest.mark.parametrize(("value", "expected"), SIZES)
def test_addresses_in_a_srcset(value: str, expected: list[str]) -> None:
    assert srcset_addresses(value) == expected


@pytest.mark.parametrize(
    ("html", "expected"), [row[1:] for row in PICTURES], ids=[row[0] for row in PICTURES]
)
def test_pictures(html: str, expected: tuple[str, str, str | None, str]) -> None:
    (image,) = read_html(html, URL).images
    assert (image.src, image.url, image.alt, image.title) == expected
    assert image.where.place == "first picture"


def test_captions_and_links_of_pictures() -> None:
    html = (
        "<figure><a href=/big.png><img src=1.png></a><img src=2.png>"
        "<figcaption>Owls <b>out</b>side</figcaption></figure>"
        "<div class='wp-caption'><img src=3.png><p class='wp-caption-text'>Foxes</p></div>"
        "<img src=4.png><div class=caption>Bears</div><img src=5.png><p>Text</p>"
        "<img width=1 height=1 src=t.gif>"
    )
    images = read_html(html, URL).images
    assert [(i.src, i.caption) for i in images] == [
        ("1.png", "Owls outside"),
        ("2.png", "Owls outside"),
        ("3.png", "Foxes"),
        ("4.png", "Bears"),
        ("5.png", ""),
    ]
    assert images[0].linked_to == HOST + "/big.png"
    assert images[4].where.place == "fifth picture"


def test_frames_feeds_and_assets() -> None:
    html = (
        "<link rel=stylesheet href=/s.css><link rel='shortcut icon' href=i.ico>"
        "<script src=//cdn.example/j.js></script>"
        "<style>@import 'x.css'; @font-face{src:url(f.woff2)}</style>"
        "<link rel=alternate type=application/atom+xml href=/feed.xml>"
        "<link rel=alternate hreflang=es href=/es>"
        "<iframe src='https://cal.example/e' title=Calendar></iframe><a href='webcal://cal.example/a.ics'>Subscribe</a>"
        "<video src=v.mp4 poster=p.jpg></video><img src=s.png srcset='s2.png 2x'>"
    )
    content = read_html(html, URL)
    assert [(f.src, f.url, f.title, f.where.place) for f in content.frames] == [
        ("https://cal.example/e", "https://cal.example/e", "Calendar", "frame 'Calendar'")
    ]
    assert content.feeds == (HOST + "/feed.xml", "https://cal.example/a.ics")
    assert content.assets == (
        HOST + "/s.css",
        URL + "i.ico",
        "https://cdn.example/j.js",
        URL + "x.css",
        URL + "f.woff2",
        URL + "p.jpg",
        URL + "s.png",
    )


GENERATORS = [
    ("named", "<meta name=Generator content='WordPress 6.8'>", "WordPress 6.8"),
    ("by its files", "<script src=/wp-content/a.js></script>", "WordPress"),
    ("by another's files", "<img src=https://static.wixstatic.com/a.png>", "Wix"),
    ("unknown", "<script src=/a.js></script>", ""),
]


@pytest.mark.parametrize(
    ("html", "generator"), [row[1:] for row in GENERATORS], ids=[row[0] for row in GENERATORS]
)
def test_generator(html: str, generator: str) -> None:
    assert read_html(html, URL).generator == generator


SHELLS = [
    ("root and script", "<div id=root></div><script src=a.js></script>", True),
    ("asks for script", "<noscript>Please enable JavaScript.</noscript><script src=a.js></script>", True),
    ("loading", "<div id=app>Loading...</div><script src=a.js></script>", True),
    ("nothing but a script", "<body><script>start()</script></body>", True),
    ("empty, no script", "<div id=root></div>", False),
    (
        "served text",
        "<div id=root><p>" + "Homework for today. " * 20 + "</p></div><script src=a.js></script>",
        False,
    ),
    ("a picture", "<img src=a.png><script src=a.js></script>", False),
    ("short page with tracking", "<p>Closed today.</p><script src=a.js></script>", False),
]


@pytest.mark.parametrize(("html", "shell"), [row[1:] for row in SHELLS], ids=[row[0] for row in SHELLS])
def test_needs_script(html: str, shell: bool) -> None:
    assert read_html(html, URL).needs_script is shell


FORM = "<form><input name=user><input type=password></form>"
SIGN_INS = [
    ("form", f"<h1>Sign in</h1>{FORM}", URL, True),
    ("form in a margin", f"<p>{'Homework for today. ' * 60}</p>{FORM}", URL, False),
    ("hidden form", f"<p>Welcome</p><div hidden>{FORM}</div>", URL, False),
    ("no password", "<form><input name=q></form>", URL, False),
    ("known host", "<p>Sign in to continue</p>", "https://accounts.google.com/v3/signin/identifier", True),
    ("page about it", "<p>How to sign in</p>", URL + "signin-help", False),
]


@pytest.mark.parametrize(
    ("html", "url", "sign_in"), [row[1:] for row in SIGN_INS], ids=[row[0] for row in SIGN_INS]
)
def test_sign_in(html: str, url: str, sign_in: bool) -> None:
    assert read_html(html, url).sign_in is sign_in


ENCODINGS = [
    ("utf-8, unlabelled", "Peña".encode(), "", "Peña"),
    ("utf-8, called latin-1", "Peña".encode(), "text/html; charset=iso-8859-1", "Peña"),
    ("latin-1, called utf-8", "Peña".encode("latin-1"), "text/html; charset=utf-8", "Peña"),
    ("both mixed", "Peña ".encode() + b"Pe\xf1a", "text/html; charset=utf-8", "Peña Peña"),
    ("windows quotes called latin-1", b"\x93Pe\xf1a\x94", "text/html; charset=ISO-8859-1", "“Peña”"),
    ("unlabelled latin", b"Pe\xf1a and some more", "", "Peña and some more"),
    ("meta label", b"<meta charset=koi8-r>" + "Урок".encode("koi8-r"), "", "Урок"),
    (
        "HTTP wins over meta",
        b"<meta charset=koi8-r>" + "Урок".encode("cp1251"),
        "text/html;charset=windows-1251",
        "Урок",
    ),
    ("utf-16 mark", b"\xff\xfe" + "Peña".encode("utf-16-le"), "text/html; charset=utf-8", "Peña"),
    ("utf-16 named in ASCII", "<meta charset=utf-16>Peña".encode(), "", "Peña"),
    ("utf-8 mark", b"\xef\xbb\xbf" + "Peña".encode(), "text/html; charset=latin-1", "Peña"),
    ("unknown label", "Peña".encode(), "text/html; charset=nonsense", "Peña"),
    ("codec that is no character set", "Peña".encode(), "text/html; charset=punycode", "Peña"),
    (
        "shift-jis",
        "学校からのお知らせ".encode("shift-jis"),
        "text/html; charset=shift_jis",
        "学校からのお知らせ",
    ),
]


@pytest.mark.parametrize(
    ("body", "header", "text"), [row[1:] for row in ENCODINGS], ids=[row[0] for row in ENCODINGS]
)
def test_encodings(body: bytes, header: str, text: str) -> None:
    assert decode(body, header).endswith(text)
    assert [t.joined for t in read_html(body, URL, header).texts] == [text]


def test_plain_text() -> None:
    content = read_html(b"One <b>\nTwo", URL, "text/plain; charset=utf-8")
    assert [text.joined for text in content.texts] == ["One <b>", "Two"]


HOSTILE = [
    ("nothing but brackets", "<" * 500_000, True),
    ("deep", "<div>" * 50_000 + "deep words", True),
    ("deep and closed", "<b>" * 3000 + "deep words" + "</b>" * 3000, True),
    ("many attributes", "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">deep words", True),
    ("attributes with brackets", "<p " + " ".join(f'a{i}="<"' for i in range(50_000)) + ">deep words", True),
    ("many links", "<a href=x>w</a>" * 30_000 + "<p>deep words", True),
    ("many pictures", "<img src=x>" * 30_000 + "<p>deep words", True),
    ("unclosed quotes", "<p>deep words<a b='" * 20_000, False),
    ("addresses in one line", "<p>deep words " + "www.a.com " * 30_000, True),
    (
        "structured data, deep",
        "<script type=application/ld+json>" + "[" * 100_000 + "</script><p>deep words",
        False,
    ),
    ("script quotes", "<script>" + '"\\"' * 100_000 + "</script><p>deep words", False),
    ("comment of brackets", "<!--" + "<" * 100_000 + "--><p>deep words", False),
    ("an endless slug", "<a href='" + "%41" * 100_000 + "'>x</a><p>deep words", False),
    ("style of addresses", "<p style='" + "url(a" * 100_000 + "'>deep words", False),
    ("odd attribute names", "<p {=1 {}x=2 }{=3 :a=4 @b=5 a:b:c=6 <=7>deep words", False),
    ("zero bytes", "<p>deep\x00 words", False),
    ("half surrogates", "<p>deep words<p>\ud800", False),
]


@pytest.mark.parametrize(("html", "truncated"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_hostile_pages_are_bounded_and_say_so(html: str, truncated: bool) -> None:
    content = read_html(html, URL)
    assert content.truncated is truncated
    if "deep words" in html.replace("\x00", ""):
        assert any("deep words" in text.joined for text in content.texts)
    assert len(content.links) <= 20_000


def test_more_texts_than_anyone_reads() -> None:
    content = read_html("a<br>" * 110_000, URL)
    assert content.truncated
    assert content.texts[-1].joined == "a"


def test_empty_pages() -> None:
    for body in (b"", b"   ", "", "\ufeff", "<!-- -->", "<!doctype html>", b"\xff\xfe"):
        assert read_html(body, URL).texts == ()


SNIPPETS = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<a href='b'>",
            "</a>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<li>",
            "<ul>",
        ]
        + [
            "<auditor-frame data-url='x'>",
            "</auditor-frame>",
            "<template shadowrootmode=open>",
            "</template>",
            "<br>",
        ]
        + [
            "<svg>",
            "<title>",
            "</title>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<select>",
            "<option value=a>",
        ]
        + ["<form action=a>", "</form>", "<h2>", "</h2>", "<img alt=a src='b.png'>", "<div hidden>", "</div>"]
        + [
            "<iframe srcdoc='<p>a</p>'>",
            "<button onclick=\"location='a'\">",
            "<figure>",
            "<figcaption>",
            "<td colspan=9>",
        ]
        + [
            "<span style='display:none'>",
            "<i style='display:block'>",
            "</i>",
            "text",
            " ",
            "www.a.org",
            "'",
            '"',
            "&amp;",
        ]
        + [
            "<noscript>",
            "<object data=a>",
            "</object>",
            "<dd>",
            "<div role=row>",
            "<div role=cell>",
            "<li lang=es>",
            "\x00",
        ]
    ),
    max_size=40,
).map("".join)


@settings(deadline=None)
@given(SNIPPETS | st.text())
def test_no_page_breaks_the_reader(html: str) -> None:
    content = read_html(html, URL)
    for text in content.texts:
        assert text.joined == " ".join(text.joined.split()) != ""
        assert text.where.place
    for link in content.links:
        assert len(link.context) <= 300


@settings(deadline=None)
@given(
    st.binary(),
    st.sampled_from(["", "text/html; charset=utf-8", "text/html; charset=utf-16", "text/plain", "charset="]),
)
def test_no_bytes_break_the_reader(body: bytes, header: str) -> None:
    read_html(body, URL, header)


def test_a_script_is_never_body_text() -> None:
    content = read_html("<p>One</p><script>document.write('<p>Two words</p>')</script>", URL)
    assert [(t.joined, t.where.source) for t in content.texts] == [
        ("One", Source.BODY),
        ("Two words", Source.SCRIPT),
    ]
