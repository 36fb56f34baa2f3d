"""Find pictures written into a page's code, near misses beside them, and hold what a visit makes of them."""

from __future__ import annotations

import base64
import time

import pytest

from auditor.extract.documents import READER, DocumentReader
from auditor.extract.ocr import WordBudget, tesseract
from auditor.finding import Reason
from auditor.page import Source
from auditor.visit.embedded import MOST, written_pictures
from tests.extract.conftest import reader
from tests.extract.files import flyer, iptc, jpeg, saved
from tests.visit.test_visit_files import told, visit
from tests.web import Request, Response, Web, html

__all__ = ["reader"]

PHOTO = jpeg([(0xED, iptc([(120, "Odalys Fenwright with her mask")]))], size=(400, 300))
SLASH = "\\/"
LETTERS = base64.b64encode(PHOTO).decode()

WRITTEN = [
    ("img", f"<img src='data:image/jpeg;base64,{LETTERS}'>", "jpg"),
    ("style", f"<p style='background:url(data:image/png;base64,{LETTERS})'>", "png"),
    ("with a parameter", f"<img src='data:image/jpeg;charset=utf-8;base64,{LETTERS}'>", "jpg"),
    ("in lines", f"<img src='data:image/gif;base64,{LETTERS[:76]}\r\n {LETTERS[76:]}'>", "gif"),
    ("escaped in an address", f"<img src='data:image/webp;base64,{LETTERS.replace('+', '%2B')}'>", "webp"),
    ("in a script", f"<script>x = 'data:image\\/png;base64,{LETTERS.replace('/', SLASH)}'</script>", "png"),
    ("without its end", f"<img src='data:image/png;base64,{LETTERS.rstrip('=')}'>", "png"),
    ("drawing", f"<img src='data:image/svg+xml;base64,{LETTERS}'>", "svg"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), [row[1:] for row in WRITTEN], ids=[row[0] for row in WRITTEN])
def test_pictures_written_into_a_page(code: str, kind: str) -> None:
    for text in (code, code.encode()):
        assert list(written_pictures(text)) == [(kind, PHOTO)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a dot", "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"),
        ("no picture", f"<a href='data:application/pdf;base64,{LETTERS}'>"),
        ("no such kind", f"<img src='data:image/x-icon;base64,{LETTERS}'>"),
        ("words about it", "<p>Write data:image/png;base64, and then the picture</p>"),
        ("not base64", "<img src='data:image/svg+xml,%3Csvg%3E%3C/svg%3E'>"),
    ],
)
def test_what_is_no_picture_worth_reading(name: str, code: str) -> None:
    assert list(written_pictures(code)) == [], name


@pytest.mark.parametrize(
    "code",
    [
        "data:image/png;base64," * 400_000,
        "data:image/png;" + "a=b;" * 2_000_000,
        "data:image/png;base64," + "A " * 4_000_000,
        f"data:image/png;base64,{LETTERS}'" * (MOST + 50),
    ],
)
def test_hostile_code_costs_linear_time(code: str) -> None:
    started = time.process_time()
    assert len(list(written_pictures(code))) <= MOST
    assert time.process_time() - started < 5


def test_a_picture_in_the_code_is_read_once_and_told_of_each_page(reader: DocumentReader) -> None:
    def unchanged(request: Request) -> Response:
        body = f"<h1>Art</h1><img src='data:image/jpeg;base64,{LETTERS}' alt=''>"
        if request.headers.get("if-none-match") == '"a"':
            return Response(304, {"ETag": '"a"'})
        return html(body, ETag='"a"')

    site = {"/": html("<a href=/a>art</a><p>x</p>"), "/a": unchanged}
    with Web(site) as web:
        first = visit(web, reader)
        (page,) = [page for page in first.pages if page.embedded]
        (picture,) = page.embedded
        assert page.key == "/a" and picture.url.startswith(web.url("/a#picture-"))
        (text,) = picture.texts
        assert (text.joined, text.where.source) == ("Odalys Fenwright with her mask", Source.IPTC)
        assert text.where.document == picture.url
        assert (picture.reader, picture.unread, picture.waiting) == (READER, 1, 1)
        assert told(first) == [("a", Reason.PICTURE_NOT_READ, "the words in 1 picture were not read")]
        again = visit(web, reader, first)
        assert [page.embedded for page in again.pages] == [page.embedded for page in first.pages]
        assert told(again) == told(first)


@pytest.mark.skipif(not tesseract()[0], reason="Tesseract is not installed")
def test_words_in_a_written_picture_are_read_and_an_unchanged_page_is_asked_for_anew(
    reader: DocumentReader,
) -> None:
    letters = base64.b64encode(saved(flyer(["Odalys Fenwright"]))).decode()

    def unchanged(request: Request) -> Response:
        if request.headers.get("if-none-match") == '"a"':
            return Response(304, {"ETag": '"a"'})
        return html(f"<h1>Art</h1><img src='data:image/png;base64,{letters}' alt=''>", ETag='"a"')

    with Web({"/": unchanged}) as web:
        first = visit(web, reader, words=WordBudget(0.1))
        assert [reason for _, reason, _ in told(first)] == [Reason.PICTURE_NOT_READ]
        seen = visit(web, reader, first, words=WordBudget(60))
        (picture,) = seen.pages[0].embedded
        assert [(text.joined, text.where.source) for text in picture.texts] == [
            ("Odalys Fenwright", Source.OCR)
        ]
        assert (picture.unread, picture.waiting, told(seen)) == (0, 0, [])
        third = visit(web, reader, seen, words=WordBudget(60))
        assert third.pages[0].embedded == seen.pages[0].embedded
