"""Read the words of SVG drawings, near misses and hostile ones beside them."""

from __future__ import annotations

import base64
import gzip

import pytest

from auditor.extract.documents import DocumentReader
from auditor.finding import Reason
from auditor.page import Source
from tests.extract.files import flyer, png, saved

URL = "https://school.example/art/poster.svg"
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def svg(inside: str) -> bytes:
    return f"{HEAD}{inside}</svg>".encode()


def data(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


TEXTS = [
    ("words", "<text>Mirela Quist</text>", Source.BODY, "Mirela Quist", "words in the drawing"),
    ("cut by a style", "<text>Mi<tspan fill='red'>rela</tspan></text>", Source.BODY, "Mirela",
     "words in the drawing"),
    ("two lines", "<text><tspan x='0' dy='9'>Mirela</tspan><tspan x='0' dy='9'>Quist</tspan></text>",
     Source.BODY, "Mirela Quist", "words in the drawing"),
    ("in a box", "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>Mirela</p></foreignObject>",
     Source.BODY, "Mirela", "words in the drawing"),
    ("title", "<g><title>Mirela's owl</title></g>", Source.ALT, "Mirela's owl", "title of the drawing"),
    ("description", "<desc>By Mirela</desc>", Source.ALT, "By Mirela", "description of the drawing"),
    ("label", "<g aria-label='Mirela'/>", Source.LABEL, "Mirela", "label in the drawing"),
    ("layer", "<g inkscape:label='Mirela'/>", Source.META, "Mirela", "name of a layer"),
    ("author", "<metadata><dc:creator>Mirela Quist</dc:creator></metadata>", Source.META, "Mirela Quist",
     "author of the drawing"),
    ("comment", "<!-- for Mirela -->", Source.COMMENT, "for Mirela", "comment in the drawing"),
    ("picture inside", f"<image href='{data(png([(b'tEXt', b'Title' + bytes(1) + b'Mirela')]))}'/>",
     Source.META, "Mirela", "PNG text 'Title'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "source", "words", "place"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS]
)
def test_words_of_a_drawing(
    reader: DocumentReader, inside: str, source: Source, words: str, place: str
) -> None:
    reading = reader.read_file(svg(inside), "svg", URL)
    assert [(text.joined, text.where.source, text.where.place) for text in reading.texts] == [
        (words, source, place)
    ]
    assert reading.texts[0].where.document == URL and reading.problem is None


@pytest.mark.parametrize(
    "inside",
    [
        "<style>.mirela{fill:red}</style>",
        "<script>name = 'Mirela'</script>",
        "<path d='M0 0'/>",
        "<g id='Mirela'/>",
    ],
)
def test_what_nobody_reads_is_no_text(reader: DocumentReader, inside: str) -> None:
    assert reader.read_file(svg(inside), "svg", URL).texts == ()


def test_split_view_links_and_unread_pictures(reader: DocumentReader) -> None:
    printed = saved(flyer(["Odalys"]))
    reading = reader.read_file(
        svg(
            "<text>Mi<tspan>rela</tspan></text><a xlink:href='https://museum.example/'><text>museum</text></a>"
            f"<image href='{data(printed)}'/><image href='photo.jpg'/><image href='#mark'/>"
        ),
        "svg",
        URL,
        plates=5,
    )
    assert (reading.texts[0].joined, reading.texts[0].split) == ("Mirela", "Mi rela")
    assert [(link.url, link.words) for link in reading.links] == [("https://museum.example/", "museum")]
    assert reading.pictures_unread == 2, (
        "the one inside and the one elsewhere, which is not fetched from here"
    )
    assert [(plate.place, plate.number) for plate in reading.plates] == [("picture in the drawing", 1)]


def test_packed_and_misnamed_drawings(reader: DocumentReader) -> None:
    words = svg("<text>Mirela</text>")
    for name, body, kind in (
        ("packed", gzip.compress(words), "svgz"),
        ("by any name", words, "png"),
        ("with a head", b"<?xml version='1.0'?>\n" + words, "jpg"),
    ):
        reading = reader.read_file(body, kind, URL)
        assert [text.joined for text in reading.texts] == ["Mirela"], name


HOSTILE = [
    ("bomb", gzip.compress(bytes(30_000_000)), "svgz", Reason.UNREADABLE_DOCUMENT),
    ("packed and damaged", b"\x1f\x8b" + bytes(40), "svgz", Reason.UNREADABLE_DOCUMENT),
    ("a page", b"<html><body>Mirela</body></html>", "svg", Reason.UNREADABLE_DOCUMENT),
    ("cut off", svg("<text>Mirela</text>")[:-8], "svg", Reason.PARSE_LIMIT),
    ("very deep", svg("<g>" * 30_000 + "<text>x</text>" + "</g>" * 30_000), "svg", Reason.PARSE_LIMIT),
    ("very many", svg("<text>Mirela</text>" * 70_000), "svg", Reason.PARSE_LIMIT),
]


@pytest.mark.parametrize(
    ("body", "kind", "reason"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE]
)
def test_hostile_drawings(reader: DocumentReader, body: bytes, kind: str, reason: Reason) -> None:
    reading = reader.read_file(body, kind, URL)
    assert reading.problem is not None and reading.problem.reason is reason


def test_no_entity_grows_and_nothing_is_loaded(reader: DocumentReader) -> None:
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'Mirela'}'>" for n in range(9))
    some = "<!ENTITY one 'Mirela'><!ENTITY file SYSTEM 'file:///etc/hostname'>"
    for declared, text, expected in ((some, "A&one;B&file;C", ["ABC"]), (laughs, "A&l8;B", ["A"])):
        body = f"<!DOCTYPE svg [{declared}]>{HEAD}<text>{text}</text></svg>".encode()
        reading = reader.read_file(body, "svg", URL)
        assert [text.joined for text in reading.texts] == expected
        assert (reading.problem is not None) == (declared is laughs), "a bomb is told"
