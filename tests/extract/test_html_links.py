"""Test that every way off a page is found in its carrier, with words and the sentence around it."""

from __future__ import annotations

import pytest

from auditor.extract.html import read_html
from auditor.page import Link, Source
from spiders.job import FOLLOWED

URL = "https://school.example/lee/"
THERE = "https://museum.example/kids"


def links(html: str) -> list[Link]:
    return list(read_html(html, URL).links)


SENTENCE = "First one. See the {} today. Last one."
CARRIERS = [
    ("a", "a", f"<a href='{THERE}'>museum</a>"),
    ("relative", "a", "<a href='//museum.example/kids'>museum</a>"),
    ("picture", "img", f"<a href='{THERE}'><img src=a.png alt=museum></a>"),
    ("picture and text", "a", f"<a href='{THERE}'><img src=a.png alt=logo>museum</a>"),
    ("label only", "a", f"<a href='{THERE}' aria-label=museum><i></i></a>"),
    ("area", "area", f"<map name=m><area href='{THERE}' alt=museum></map>"),
    ("frame", "iframe", f"<iframe src='{THERE}' title=museum></iframe>"),
    ("lazy frame", "iframe", f"<iframe src='about:blank' data-src='{THERE}' title=museum></iframe>"),
    ("embed", "iframe", f"<embed src='{THERE}' title=museum>"),
    ("object", "iframe", f"<object data='{THERE}' title=museum></object>"),
    ("button", "button-onclick", f"<button onclick=\"window.location='{THERE}'\">museum</button>"),
    (
        "button, href",
        "button-onclick",
        f"<button onclick=\"document.location.href = '{THERE}';\">museum</button>",
    ),
    (
        "button, new window",
        "button-onclick",
        f"<button onclick=\"window.open('{THERE}','_blank')\">museum</button>",
    ),
    ("button, assign", "button-onclick", f"<button onclick='location.assign(\"{THERE}\")'>museum</button>"),
    ("formaction", "button-formaction", f"<button formaction='{THERE}'>museum</button>"),
    ("span", "div-onclick", f"<span onclick=\"location.href='{THERE}'\">museum</span>"),
    ("data-href", "div-onclick", f"<span data-href='{THERE}'>museum</span>"),
    ("script address", "a", f"<a href=\"javascript:window.open('{THERE}')\">museum</a>"),
    ("handler of a dead link", "a", f"<a href='#' onclick=\"location='{THERE}'\">museum</a>"),
]


@pytest.mark.parametrize(("carrier", "html"), [row[1:] for row in CARRIERS], ids=[row[0] for row in CARRIERS])
def test_carriers(carrier: str, html: str) -> None:
    (link,) = links(f"<h2>Art</h2><p>{SENTENCE.format(html)}</p>")
    assert (link.carrier, link.url, link.words) == (carrier, THERE, "museum")
    assert link.context == "See the museum today."
    assert link.where.heading == "Art"
    assert "museum" in link.where.place


def test_svg_link() -> None:
    for name in ("xlink:href", "href"):
        (link,) = links(f"<p>See the <svg><a {name}='{THERE}'><text>museum</text></a></svg></p>")
        assert (link.carrier, link.url, link.words, link.context) == (
            "svg",
            THERE,
            "museum",
            "See the museum",
        )


def test_form() -> None:
    (link,) = links(f"<p>Compare with</p><form action='{THERE}'><button>museum</button></form>")
    assert (link.carrier, link.url, link.words, link.context) == (
        "form",
        THERE,
        "museum",
        "Compare with museum",
    )


def test_block_with_handler() -> None:
    (link,) = links(f"<p>My shop:</p><div onclick=\"location='{THERE}'\"><b>mu</b>seum</div>")
    assert (link.carrier, link.words, link.context) == ("div-onclick", "museum", "My shop: museum")


def test_meta_refresh() -> None:
    for content in (f"0; url={THERE}", f"5;URL='{THERE}'", f"0,{THERE}"):
        (link,) = links(f'<meta http-equiv=Refresh content="{content}">')
        assert (link.carrier, link.url) == ("meta-refresh", THERE)
    assert links("<meta http-equiv=refresh content=30>") == []


def test_row_of_a_table_is_the_sentence() -> None:
    (link,) = links(f"<table><tr><td>Read at the</td><td><a href='{THERE}'>museum</a></td></tr></table>")
    assert link.context == "Read at the museum"


PLAYED = [
    ("video", "<video src=sports-day.mp4 title=Races></video>", "sports-day.mp4", "Races", "video 'Races'"),
    ("video, lazy", "<video data-src=sports-day.mp4></video>", "sports-day.mp4", "", "video"),
    ("audio", "<audio src=song.mp3></audio>", "song.mp3", "", "sound recording"),
    ("format", "<video>Too old.<source src=a.webm></video>", "a.webm", "", "video"),
    ("format of sound", "<audio><source src=a.ogg type=audio/ogg></audio>", "a.ogg", "", "sound recording"),
    ("captions", "<video><track src=a.vtt label=English></video>", "a.vtt", "English", "captions 'English'"),
    ("object", "<object data=a.mp4></object>", "a.mp4", "", "video"),
    ("object by its type", "<object data=play type=video/mp4></object>", "play", "", "video"),
    ("embed", "<embed src=a.wav type=audio/wav>", "a.wav", "", "sound recording"),
    (
        "in the page's frame",
        "<nav><audio src=a.mp3></audio></nav>",
        "a.mp3",
        "",
        "sound recording in the menu",
    ),
]


@pytest.mark.parametrize(
    ("html", "address", "words", "place"), [row[1:] for row in PLAYED], ids=[row[0] for row in PLAYED]
)
def test_what_is_played(html: str, address: str, words: str, place: str) -> None:
    (link,) = links(html)
    assert (link.carrier, link.url, link.words, link.where.place) == ("media", URL + address, words, place)
    assert read_html(html, URL).frames == (), "a file that plays is no page in a frame"
    assert "media" in FOLLOWED, "captions are files to be read, and a film that is gone is told"


NOT_PLAYED = [
    ("a picture's format", "<picture><source src=a.webp srcset=b.webp></picture>"),
    ("a stream of a script", "<video src='blob:https://school.example/1'></video>"),
    ("written into the page", "<audio src='data:audio/mpeg;base64,AAAA'></audio>"),
    ("nothing", "<video></video>"),
    ("a format of nothing", "<source src=a.mp4>"),
]


@pytest.mark.parametrize("html", [row[1] for row in NOT_PLAYED], ids=[row[0] for row in NOT_PLAYED])
def test_what_is_not_played(html: str) -> None:
    assert links(html) == []


def test_names_in_what_is_played_are_texts() -> None:
    html = (
        "<video><source src='/v/mirela-quist-sings.mp4'><track src='/v/mirela_quist.en.vtt' srclang=en>"
        "Download <a href=/v/other.mp4>the film</a> instead.</video>"
    )
    content = read_html(html, URL)
    named = [(text.joined, text.split, text.where.place) for text in content.texts
             if text.where.source is Source.FILE_NAME]  # fmt: skip
    assert named == [
        ("mirela-quist-sings.mp4", "mirela quist sings", "file name of the video"),
        ("mirela_quist.en.vtt", "mirela quist en", "file name of the captions"),
        ("other.mp4", "other", "file name of the link 'the film'"),
    ]
    assert [(link.carrier, link.words) for link in content.links] == [
        ("media", ""),
        ("media", ""),
        ("a", "the film"),
    ]


def test_captions_and_jump_menus() -> None:
    html = (
        f"<video><track src=talk.vtt label=English></video>"
        "<select onchange='location = this.value'><option value=''>Choose<option value=week1.html>Week 1"
        "</select>"
        f"<select><option value='{THERE}'>museum<option value=red>Red</select>"
    )
    assert [(link.carrier, link.url, link.words) for link in links(html)] == [
        ("media", URL + "talk.vtt", "English"),
        ("form", URL + "week1.html", "Week 1"),
        ("form", THERE, "museum"),
    ]


def test_a_script_that_forwards() -> None:
    (link,) = links(f"<script>if (a == 'b') {{ window.location.replace('{THERE}'); }}</script>")
    assert (link.carrier, link.url) == ("script", THERE)


IN_TEXT = [
    ("whole address", "See https://museum.example/kids.", "https://museum.example/kids", THERE),
    (
        "brackets around",
        "(see https://museum.example/a_(b))",
        "https://museum.example/a_(b)",
        "https://museum.example/a_(b)",
    ),
    ("www", "Visit www.museum.example!", "www.museum.example", "http://www.museum.example/"),
    ("bare host", "Visit museum.org, please", "museum.org", "http://museum.org/"),
    ("bare host and path", "At kahoot.it/play now", "kahoot.it/play", "http://kahoot.it/play"),
    ("cut by markup", "https://museum.example/<b>kids</b>", "https://museum.example/kids", THERE),
]


@pytest.mark.parametrize(
    ("text", "href", "url"), [row[1:] for row in IN_TEXT], ids=[row[0] for row in IN_TEXT]
)
def test_addresses_in_text(text: str, href: str, url: str) -> None:
    (link,) = links(f"<p>{text}</p>")
    assert (link.carrier, link.href, link.url, link.where.place) == ("text", href, url, "first paragraph")


NO_LINKS = [
    ("abbreviation", "<p>Bring fruit, e.g. apples, i.e. food.</p>"),
    ("file", "<p>Open report.pdf or index.html in Node.js</p>"),
    ("missing space", "<p>We read it.It was good.</p>"),
    ("mail", "<p>Write to k.lee@school.org now</p>"),
    ("number", "<p>3.14 and 10.30 a.m.</p>"),
    ("place in the page", "<a href='#top'>Top</a><a name=top></a>"),
    ("canonical", "<link rel=canonical href='https://museum.example/'>"),
    ("feed", "<link rel=alternate type='application/rss+xml' href='/feed'>"),
    ("comparison", "<button onclick=\"if (location == 'https://museum.example/') go()\">x</button>"),
    ("pieces", "<button onclick=\"location = 'https://museum.example/' + name\">x</button>"),
    ("hidden text", "<p hidden>https://museum.example/</p>"),
    ("form of its own", "<form><input></form>"),
]


@pytest.mark.parametrize("html", [row[1] for row in NO_LINKS], ids=[row[0] for row in NO_LINKS])
def test_what_is_no_link(html: str) -> None:
    assert links(html) == []


def test_an_address_that_is_a_link_counts_once() -> None:
    html = f"<p><a href='{THERE}'>{THERE}</a> and <a href='/b'><b>www.b.example</b></a></p>"
    assert [(link.carrier, link.url) for link in links(html)] == [
        ("a", THERE),
        ("a", "https://school.example/b"),
    ]


def test_base_and_raw_address() -> None:
    html = (
        "<base href='https://other.example/x/'><a href=' \tart.html ' rel='NoFollow  me'>Art</a>"
        "<a href='http://a b/'>y</a>"
    )
    first, second = links(html)
    assert (first.href, first.url, first.rel) == (
        " \tart.html ",
        "https://other.example/x/art.html",
        "nofollow me",
    )
    assert (second.href, second.url) == ("http://a b/", "")


def test_dead_and_hostless_links_are_kept() -> None:
    html = (
        "<a href='javascript:void(0)'>a</a><a href='mailto:k@x.example'>b</a><a href='tel:'>c</a>"
        "<a href='data:text/html,x'>d</a>"
    )
    assert [link.url for link in links(html)] == [
        "javascript:void(0)",
        "mailto:k@x.example",
        "tel:",
        "data:text/html,x",
    ]


CONTEXTS = [
    ("title is no end", "<p>Ask Ms. Lee for the <a href=a>form</a>. Bye.</p>", "Ask Ms. Lee for the form."),
    ("question and answer", "<p>Hello. Hungry? Try <a href=a>this</a>. Bye.</p>", "Hungry? Try this."),
    ("lower case goes on", "<p>Want one? yard <a href=a>sign</a></p>", "Want one? yard sign"),
    ("alone after a colon", "<p>Read more:</p><p><a href=a>here</a></p>", "Read more: here"),
    ("alone", "<p>Other text.</p><p><a href=a>here</a></p>", "here"),
    ("markup inside", "<p>One. <b>T</b>wo <a href=a>th<i>r</i>ee</a> four.</p>", "Two three four."),
]


@pytest.mark.parametrize(("html", "context"), [row[1:] for row in CONTEXTS], ids=[row[0] for row in CONTEXTS])
def test_contexts(html: str, context: str) -> None:
    assert [link.context for link in links(html)] == [context]


def test_context_is_bounded_and_cut_between_words() -> None:
    (link,) = links("<p>" + "alpha beta " * 200 + "<a href=a>here</a> " + "gamma delta " * 200 + "</p>")
    assert len(link.context) <= 300
    assert "here" in link.context
    assert set(link.context.split()) == {"alpha", "beta", "here", "gamma", "delta"}


def test_links_of_a_frame_are_resolved_against_the_frame() -> None:
    html = (
        "<auditor-frame src='/f' data-url='https://f.example/a/' title=Board><a href=b>x</a></auditor-frame>"
    )
    frame, inner = links(html)
    assert (frame.carrier, frame.url, frame.words) == ("iframe", "https://school.example/f", "Board")
    assert (inner.url, inner.where.url) == ("https://f.example/a/b", "https://f.example/a/")
