"""Test that every word of a page comes out once, with its source, its two views and its place."""

from __future__ import annotations

from dataclasses import fields

import pytest

from auditor.extract.html import read_html
from auditor.extract.place import Scope
from auditor.page import Source, Text

URL = "https://school.example/lee/"


def texts(html: str) -> list[Text]:
    return list(read_html(html, URL).texts)


def only(html: str, source: Source) -> list[str]:
    return [text.joined for text in texts(html) if text.where.source is source]


VIEWS = [
    ("markup inside a word", "<p><b>Em</b>ma</p>", "Emma", "Em ma"),
    ("markup between words", "<p><b>Ada</b><i>Lovelace</i></p>", "AdaLovelace", "Ada Lovelace"),
    ("markup and a space", "<p><b>Ada</b> <i>Lovelace</i></p>", "Ada Lovelace", "Ada Lovelace"),
    ("no markup", "<p>Ada  \n Lovelace</p>", "Ada Lovelace", "Ada Lovelace"),
    ("no-break space", "<p>Ada&nbsp;Lovelace</p>", "Ada Lovelace", "Ada Lovelace"),
    ("soft hyphen", "<p>Love&shy;lace</p>", "Lovelace", "Lovelace"),
    ("zero-width joiner", "<p>Love&#8205;lace&#65279;</p>", "Lovelace", "Lovelace"),
    ("zero-width space", "<p>Ada&#8203;Lovelace</p>", "AdaLovelace", "Ada Lovelace"),
    ("break opportunity", "<p>Ada<wbr>Lovelace</p>", "AdaLovelace", "Ada Lovelace"),
    (
        "word processor's tag",
        "<p>Ada <st1:PersonName>Love</st1:PersonName>lace</p>",
        "Ada Lovelace",
        "Ada Love lace",
    ),
    ("inline by style", "<p>Ada<span style='display:inline'>line</span></p>", "Adaline", "Ada line"),
]


@pytest.mark.parametrize(
    ("html", "joined", "split"), [row[1:] for row in VIEWS], ids=[row[0] for row in VIEWS]
)
def test_two_views(html: str, joined: str, split: str) -> None:
    assert [(text.joined, text.split) for text in texts(html)] == [(joined, split)]


BLOCKS = [
    ("paragraphs", "<p>One</p><p>Two</p>", ["One", "Two"]),
    ("text around a block", "<div>One<p>Two</p>Three</div>", ["One", "Two", "Three"]),
    ("line breaks", "<p>One<br>Two<br/><br>Three</p>", ["One", "Two", "Three"]),
    ("list", "<ul><li>One<ul><li>Two</li></ul></li><li>Three</li></ul>", ["One", "Two", "Three"]),
    ("definition", "<dl><dt>One<dd>Two</dl>", ["One", "Two"]),
    ("preformatted", "<pre>One\nTwo</pre>", ["One", "Two"]),
    ("block by style", "<p>One<span style='display: block'>Two</span>Three</p>", ["One", "Two", "Three"]),
    ("custom element", "<x-card>One</x-card><x-card>Two</x-card>", ["One", "Two"]),
    ("block in a link", "<a href=a><div>One</div><div>Two</div></a>", ["One", "Two"]),
    ("cells", "<table><tr><td>One</td><td>Two</td></tr></table>", ["One", "Two"]),
    ("nothing", "<p> </p><p>&nbsp;</p><div><br></div>", []),
    ("script and style are no text", "<p>One<script>var a = 1</script><style>p{}</style>Two</p>", ["OneTwo"]),
    ("after the end", "<html><body><p>One</p></body></html><p>Two", ["One", "Two"]),
    ("unclosed", "<div><b>One<p>Two", ["One", "Two"]),
]


@pytest.mark.parametrize(("html", "expected"), [row[1:] for row in BLOCKS], ids=[row[0] for row in BLOCKS])
def test_blocks(html: str, expected: list[str]) -> None:
    seen = (Source.BODY, Source.CELL)
    assert [text.joined for text in texts(html) if text.where.source in seen] == expected


SOURCES = [
    ("body", "<p>Ada Lovelace</p>", Source.BODY, "Ada Lovelace", "first paragraph"),
    ("heading", "<h3>Art <i>show</i></h3>", Source.HEADING, "Art show", "first heading"),
    ("heading by role", "<div role=heading aria-level=4>Art</div>", Source.HEADING, "Art", "first heading"),
    ("cell", "<table><tr><th>Ada</table>", Source.CELL, "Ada", "row 1, column 1 of the table"),
    (
        "cell by role",
        "<div role=table><div role=row><i role=cell>Ada</i></div></div>",
        Source.CELL,
        "Ada",
        "row 1, column 1 of the first table",
    ),
    ("alt", "<img src=a.png alt='Ada at work'>", Source.ALT, "Ada at work", "first picture"),
    ("alt of an area", "<map><area href=a alt='Ada'></map>", Source.ALT, "Ada", "area of a picture"),
    ("drawing", "<svg><title>Ada</title></svg>", Source.ALT, "Ada", "first picture"),
    ("title attribute", "<a href=a title='Ada'>x</a>", Source.TITLE, "Ada", "tooltip of the link"),
    ("aria-label", "<nav aria-label='Ada'></nav>", Source.LABEL, "Ada", "label of the menu"),
    ("placeholder", "<input placeholder='Ada'>", Source.LABEL, "Ada", "hint of the field"),
    (
        "role description",
        "<p aria-roledescription='Ada'></p>",
        Source.LABEL,
        "Ada",
        "description of the paragraph",
    ),
    (
        "figure caption",
        "<figure><img src=1.png><figcaption>Ada</figcaption></figure>",
        Source.CAPTION,
        "Ada",
        "caption under the first picture",
    ),
    (
        "caption by class",
        "<img src=1.png><p class='wp-caption-text'>Ada</p>",
        Source.CAPTION,
        "Ada",
        "caption under the first picture",
    ),
    (
        "table caption",
        "<table><caption>Ada</caption></table>",
        Source.CAPTION,
        "Ada",
        "caption of the first table",
    ),
    (
        "legend",
        "<fieldset><legend>Ada</legend></fieldset>",
        Source.CAPTION,
        "Ada",
        "heading of a group of fields",
    ),
    ("page title", "<title>Ada's page</title>", Source.META, "Ada's page", "page title"),
    (
        "description",
        "<meta name=Description content='Ada'>",
        Source.META,
        "Ada",
        "description for search engines",
    ),
    ("author", "<meta name=author content='Ada'>", Source.META, "Ada", "author named in the page's code"),
    (
        "og",
        "<meta property='og:title' content='Ada'>",
        Source.META,
        "Ada",
        "preview for social media (og:title)",
    ),
    (
        "twitter",
        "<meta name='twitter:creator' content='@ada'>",
        Source.META,
        "@ada",
        "preview for social media (twitter:creator)",
    ),
    ("date", "<time datetime='2026-10-27'>Tue</time>", Source.META, "2026-10-27", "date in the page's code"),
    (
        "structured data",
        '<script type=\'application/ld+json\'>{"author": [{"name": "Ada"}]}</script>',
        Source.JSON_LD,
        "Ada",
        "name in the page's structured data",
    ),
    (
        "script",
        "<script>var who = 'Ada Lovelace';</script>",
        Source.SCRIPT,
        "Ada Lovelace",
        "data in a script",
    ),
    (
        "script with markup",
        '<script>w("<b>Ada</b> \\u004cove\\\'s")</script>',
        Source.SCRIPT,
        "Ada Love's",
        "data in a script",
    ),
    (
        "script of data",
        '<script type=\'application/json\'>{"name": "ada"}</script>',
        Source.SCRIPT,
        "ada",
        "data in a script",
    ),
    (
        "script template",
        "<script type='text/template'><p>Ada</p></script>",
        Source.SCRIPT,
        "Ada",
        "template in a script",
    ),
    (
        "comment",
        "<p><!-- <b>Ada</b> was here --></p>",
        Source.COMMENT,
        "Ada was here",
        "comment in the page's code",
    ),
    ("comment in front", "<!-- Ada --><html></html>", Source.COMMENT, "Ada", "comment in the page's code"),
    ("hidden attribute", "<p hidden>Ada</p>", Source.HIDDEN, "Ada", "hidden text"),
    ("hidden by style", "<p style='color:red; DISPLAY : none'>Ada</p>", Source.HIDDEN, "Ada", "hidden text"),
    ("invisible", "<p style='visibility:hidden'>Ada</p>", Source.HIDDEN, "Ada", "hidden text"),
    ("aria-hidden", "<p aria-hidden=true>Ada</p>", Source.HIDDEN, "Ada", "hidden text"),
    ("heading inside hidden", "<div hidden><h2>Ada</h2></div>", Source.HIDDEN, "Ada", "hidden text"),
    ("template", "<template><p>Ada</p></template>", Source.HIDDEN, "Ada", "unused template"),
    ("noscript", "<noscript><p>Ada</p></noscript>", Source.HIDDEN, "Ada", "text for browsers without script"),
    ("closed dialog", "<dialog>Ada</dialog>", Source.HIDDEN, "Ada", "text of a closed dialog"),
    (
        "hidden field",
        "<input type=hidden value='Ada Lovelace'>",
        Source.HIDDEN,
        "Ada Lovelace",
        "value of a hidden field",
    ),
    (
        "data attribute",
        "<div data-student='Ada Lovelace'></div>",
        Source.HIDDEN,
        "Ada Lovelace",
        "attribute data-student in the page's code",
    ),
    (
        "data in JSON",
        '<div data-props=\'{"n": "Ada L."}\'></div>',
        Source.HIDDEN,
        "Ada L.",
        "attribute data-props in the page's code",
    ),
    ("option", "<select><option>Ada</select>", Source.FORM, "Ada", "choice in a field"),
    ("button", "<button>Ada</button>", Source.FORM, "Ada", "button"),
    ("button value", "<input type=submit value='Ada'>", Source.FORM, "Ada", "button"),
    ("field value", "<input value='Ada'>", Source.FORM, "Ada", "field"),
    ("label", "<label>Ada</label>", Source.FORM, "Ada", "label of a field"),
    ("text area", "<textarea>Ada</textarea>", Source.FORM, "Ada", "field"),
    (
        "picture's file",
        "<img src='img/ada-lovelace%20art2.jpg'>",
        Source.FILE_NAME,
        "ada-lovelace art2.jpg",
        "file name of the first picture",
    ),
    (
        "document's file",
        "<a href='AdaLovelace.pdf'>CV</a>",
        Source.FILE_NAME,
        "AdaLovelace.pdf",
        "file name of the link 'CV'",
    ),
    (
        "mail",
        "<a href='mailto:ada@x.example?subject=Hi%20Ada'>Mail</a>",
        Source.HREF,
        "ada@x.example?subject=Hi Ada",
        "address of the link 'Mail'",
    ),
    (
        "path",
        "<a href='/students/ada_lovelace/'>x</a>",
        Source.HREF,
        "students/ada_lovelace",
        "address of the link 'x'",
    ),
    (
        "shadow root",
        "<x-a><template shadowrootmode=open><p>Ada</p></template></x-a>",
        Source.BODY,
        "Ada",
        "first paragraph",
    ),
    (
        "frame",
        "<auditor-frame src='/f' data-url='https://f.example/' title='Board'><p>Ada</p></auditor-frame>",
        Source.FRAME,
        "Ada",
        "first paragraph in the frame 'Board'",
    ),
    (
        "heading in a frame",
        "<auditor-frame data-url='https://f.example/'><h2>Ada</h2></auditor-frame>",
        Source.HEADING,
        "Ada",
        "first heading in a frame",
    ),
    (
        "frame in the code",
        "<iframe srcdoc='<p>Ada</p>'></iframe>",
        Source.FRAME,
        "Ada",
        "first paragraph in a frame",
    ),
    ("text in a drawing", "<svg><text>Ada</text></svg>", Source.BODY, "Ada", "first text"),
]


@pytest.mark.parametrize(
    ("html", "source", "joined", "place"), [row[1:] for row in SOURCES], ids=[row[0] for row in SOURCES]
)
def test_sources(html: str, source: Source, joined: str, place: str) -> None:
    found = [(text.joined, text.where.place) for text in texts(html) if text.where.source is source]
    assert (joined, place) in found


NO_TEXT = [
    ("program words", "<script>el.addEventListener('click', 'btn-primary')</script>", Source.SCRIPT),
    ("script address", "<script>load('https://cdn.example/a.js')</script>", Source.SCRIPT),
    ("script comment", "<script>// 'Ada Lovelace'\n/* \"Ada Lovelace\" */</script>", Source.SCRIPT),
    ("viewport", "<meta name=viewport content='width=device-width'>", Source.META),
    ("verification", "<meta name='google-site-verification' content='Ab Cd'>", Source.META),
    ("effect", "<div data-toggle='collapse' data-aos='fade-up'></div>", Source.HIDDEN),
    ("number as a file", "<img src='/20240611.jpg'>", Source.FILE_NAME),
    ("checksum as a file", "<img src='/0123456789abcdef0123456789abcdef.jpg'>", Source.FILE_NAME),
    ("empty alt", "<img src=a.png alt=''>", Source.ALT),
    ("password", "<input type=password value='Ada Lovelace'>", Source.FORM),
]


@pytest.mark.parametrize(("html", "source"), [row[1:] for row in NO_TEXT], ids=[row[0] for row in NO_TEXT])
def test_noise_is_no_text(html: str, source: Source) -> None:
    assert only(html, source) == []


def test_file_name_has_words_in_the_split_view() -> None:
    found = {
        t.joined: t.split
        for t in texts("<img src='/a/emma-lopezArt2.jpg'>")
        if t.where.source is Source.FILE_NAME
    }
    assert found == {"emma-lopezArt2.jpg": "emma lopez Art 2"}


def test_cells_stay_apart_and_share_their_row() -> None:
    html = (
        "<table><tr><td>Emma</td><td>Lopez</td></tr><tr><td colspan=2>Noah</td><td>Kim"
        "<table><tr><td>inner</td></tr></table></td></tr></table>"
    )
    cells = {text.joined: text for text in texts(html)}
    assert cells["Emma"].row == cells["Lopez"].row != ""
    assert cells["Noah"].row == cells["Kim"].row != cells["Emma"].row
    assert cells["inner"].row not in ("", cells["Emma"].row, cells["Noah"].row)
    assert cells["Kim"].where.place == "row 2, column 3 of the first table"
    assert cells["inner"].where.place == "row 1, column 1 of the second table"
    assert (
        cells["Kim"].where.selector
        == "body > table:nth-of-type(1) > tbody:nth-of-type(1) > tr:nth-of-type(2) > td:nth-of-type(2)"
    )


def test_strings_of_one_object_share_a_row() -> None:
    html = '<script>x = [{"first": "Emma", "last": "Lopez"}, {"first": "Noah", "last": "Kim"}]</script>'
    rows = {text.joined: text.row for text in texts(html)}
    assert rows["Emma"] == rows["Lopez"] != rows["Noah"] == rows["Kim"]


def test_hidden_text_inside_a_line_leaves_the_line_whole() -> None:
    html = "<p>vis<span style='display:none'>secret</span>ible</p>"
    assert only(html, Source.BODY) == ["visible"]
    assert only(html, Source.HIDDEN) == ["secret"]


def test_a_button_in_a_sentence_stays_in_the_sentence() -> None:
    assert only("<p>Press <button>Go</button> now.</p>", Source.BODY) == ["Press Go now."]
    assert only("<button>Home</button><button>News</button>", Source.FORM) == ["Home News"]


def test_headings_levels_and_languages() -> None:
    html = (
        "<html lang=en-US><h1>Art<br>show</h1><p>One</p><h2><img src=a.png alt='Music'></h2><p>Two</p>"
        "<section lang=ES><h3>Tarea</h3><p>Tres</p></section><p>Four</p></html>"
    )
    found = {text.joined: (text.where.heading, text.level, text.language) for text in texts(html)}
    assert found["Art"] == ("", 1, "en-us")
    assert found["One"] == ("Art show", 0, "en-us")
    assert found["Two"] == ("Music", 0, "en-us")
    assert found["Tarea"] == ("Music", 3, "es")
    assert found["Tres"] == ("Tarea", 0, "es")
    assert found["Four"] == ("Tarea", 0, "en-us")


def test_hidden_headings_head_nothing() -> None:
    assert [t.where.heading for t in texts("<h2>Art</h2><h2 hidden>Old</h2><p>One</p>")][-1] == "Art"


def test_frames_and_shadow_roots_have_their_own_address_and_path() -> None:
    html = (
        "<h1>Page</h1><div id=host><template shadowrootmode=open><p>in shadow</p></template></div>"
        "<auditor-frame src='/f' data-url='https://f.example/cal' title=Calendar lang=es>"
        "<ul><li>in frame</li></ul>"
        "<p id=x>also</p></auditor-frame><p>after</p>"
    )
    found = {text.joined: text for text in texts(html)}
    assert found["in shadow"].where.selector == "#host >>> p:nth-of-type(1)"
    frame = found["in frame"]
    assert frame.where.selector == "body > iframe:nth-of-type(1) >>> ul:nth-of-type(1) > li:nth-of-type(1)"
    assert (frame.where.url, frame.where.source, frame.where.heading) == (
        "https://f.example/cal",
        Source.FRAME,
        "",
    )
    assert frame.language == "es"
    assert found["also"].where.selector == "body > iframe:nth-of-type(1) >>> #x"
    assert (found["after"].where.url, found["after"].where.heading) == (URL, "Page")


SELECTORS = [
    ("unique id", "<div id=box><p>x</p></div>", "#box > p:nth-of-type(1)"),
    (
        "id used twice",
        "<div id=box></div><div id=box><p>x</p></div>",
        "body > div:nth-of-type(2) > p:nth-of-type(1)",
    ),
    ("id of the day", "<div id=yui_3_17_2_1><p>x</p></div>", "body > div:nth-of-type(1) > p:nth-of-type(1)"),
    ("id that needs quotes", "<p id='1\"a'>x</p>", '[id="1\\"a"]'),
    ("second of its kind", "<p></p><div></div><p>x</p>", "body > p:nth-of-type(2)"),
]


@pytest.mark.parametrize(
    ("html", "selector"), [row[1:] for row in SELECTORS], ids=[row[0] for row in SELECTORS]
)
def test_selectors(html: str, selector: str) -> None:
    assert [text.where.selector for text in texts(html)] == [selector]


PLACES = [
    ("list item", "<ul><li>a<li>x</ul>", "list item 2"),
    ("list item of one of two", "<ul><li>a</ul><ol><li>b<li>x</ol>", "list item 2 of the second list"),
    ("line", "<p>a</p><p>b<br>x</p>", "line 2 of the second paragraph"),
    ("menu", "<nav><a href=a>x</a></nav>", "first text in the menu"),
    ("footer", "<footer><p>x</p></footer>", "first paragraph in the footer"),
    ("many", "<p>a</p>" * 20 + "<p>x</p>", "21st paragraph"),
]


@pytest.mark.parametrize(("html", "place"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_places(html: str, place: str) -> None:
    assert [text.where.place for text in texts(html) if text.joined == "x"] == [place]


def test_what_holds_inside_an_element_is_all_that_held_outside() -> None:
    outer = Scope("b", "u")
    for number, each in enumerate(fields(Scope)):
        setattr(outer, each.name, f"{each.name} {number}")
    assert outer.inside() == outer and outer.inside() is not outer
