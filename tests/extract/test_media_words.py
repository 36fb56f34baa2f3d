"""Read words in pictures with Tesseract where it is here, in bounds, and do without where it is not."""

from __future__ import annotations

import io
import sys

import pytest
from PIL import Image

from auditor.extract import ocr
from auditor.extract.answer import Answers, Plate
from auditor.extract.documents import DocumentReader
from auditor.extract.ocr import ReadWords, WordBudget, read_words, tesseract
from auditor.page import Source
from tests.extract.files import flyer, saved

URL = "https://school.example/pictures/flyer.png"
installed = pytest.mark.skipif(not tesseract()[0], reason="Tesseract is not installed")


@installed
@pytest.mark.timeout(60)
def test_words_of_a_flyer_are_read_line_by_line(reader: DocumentReader) -> None:
    picture = saved(flyer(["Spelling bee winners", "Odalys Fenwright", "Teo Quillane"]))
    plates = reader.read_file(picture, "png", URL, plates=1).plates
    budget = WordBudget(60)
    words = read_words(plates, URL, budget)
    assert [(t.joined, t.where.source, t.where.place, t.where.document) for t in words.texts] == [
        ("Spelling bee winners", Source.OCR, "words in the picture", URL),
        ("Odalys Fenwright", Source.OCR, "words in the picture", URL),
        ("Teo Quillane", Source.OCR, "words in the picture", URL),
    ]
    assert (words.done, words.tried) == (1, 1) and budget.left() < 60


@installed
@pytest.mark.timeout(60)
def test_a_scanned_page_is_read(reader: DocumentReader) -> None:
    out = io.BytesIO()
    flyer(["Honor roll", "Odalys Fenwright"], (1200, 800)).convert("RGB").save(out, "PDF", resolution=110)
    reading = reader.read_file(out.getvalue(), "pdf", URL, plates=2)
    words = read_words(reading.plates, URL, WordBudget(60))
    assert ("Odalys Fenwright", "page 1") in [(text.joined, text.where.place) for text in words.texts]
    assert words.done == reading.pictures_unread == 1


@installed
@pytest.mark.timeout(60)
def test_a_picture_on_many_sites_is_read_once(
    reader: DocumentReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    plates = reader.read_file(saved(flyer(["Odalys Fenwright"])), "png", URL, plates=1).plates
    known = Answers()
    first = read_words(plates, URL, WordBudget(60), known)
    monkeypatch.setattr(ocr, "_run", None)
    other = "https://other.example/p.png"
    again = read_words(plates, other, WordBudget(0), known)
    assert [text.joined for text in again.texts] == ["Odalys Fenwright"]
    assert [text.where.document for text in again.texts] == [other]
    assert (again.done, again.tried) == (first.done, first.tried) == (1, 1)


def test_what_the_budget_cut_short_is_tried_again_and_what_cannot_be_read_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "tesseract", lambda: ("/usr/bin/tesseract", "eng"))
    monkeypatch.setattr(ocr, "command", lambda: (sys.executable, "-c", "import time; time.sleep(60)"))
    assert read_words([Plate("", b"x")], URL, WordBudget(1.0)) == ReadWords()
    monkeypatch.setattr(ocr, "MOST_SECONDS", 1.0)
    assert read_words([Plate("", b"x", 4)], URL, WordBudget(60)) == ReadWords(tried=4)


@installed
@pytest.mark.timeout(60)
def test_a_picture_without_words_gives_none(reader: DocumentReader) -> None:
    blank = saved(Image.new("RGB", (400, 300), (90, 120, 200)))
    plates = reader.read_file(blank, "png", URL, plates=1).plates
    assert read_words(plates, URL, WordBudget(60)) == ReadWords(done=1, tried=1)


@installed
def test_a_plate_that_is_no_picture_counts_as_unread() -> None:
    assert read_words([Plate("", b"nonsense")], URL, WordBudget(60)) == ReadWords(tried=1)


def test_no_budget_no_words() -> None:
    night = WordBudget(0.2)
    assert WordBudget(60, night).left() == 0.2
    assert read_words([Plate("", b"x")], URL, WordBudget(60, night)) == ReadWords()


def test_what_a_site_spends_the_night_has_not() -> None:
    night = WordBudget(10)
    WordBudget(5, night).spend(4)
    assert night.left() == 6


def test_without_the_program_words_stay_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "tesseract", lambda: ("", ""))
    assert read_words([Plate("", b"x")], URL, WordBudget(60)) == ReadWords(), "another night may have it"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("hangs", "import time; time.sleep(60)"),
        ("hangs and reads nothing", "import os, time; os.close(0); time.sleep(60)"),
        ("talks without end", "while True: print('x' * 1000)"),
        ("fails", "raise SystemExit(3)"),
    ],
)
def test_a_program_out_of_order_is_ended(name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "tesseract", lambda: ("/usr/bin/tesseract", "eng"))
    monkeypatch.setattr(ocr, "command", lambda: (sys.executable, "-c", code))
    monkeypatch.setattr(ocr, "MOST_SECONDS", 1.0)
    assert read_words([Plate("", b"x" * 500_000)], URL, WordBudget(60)) == ReadWords(tried=1), name


TABLE = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext\n"


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        ("two words of a line", [("1", 10, 10, 60, 20, 95, "Odalys"), ("1", 80, 10, 90, 20, 95, "Fenwright")],
         [("Odalys Fenwright", "")]),
        ("a guess is no word", [("1", 10, 10, 60, 20, 12, "Qdalyz"), ("1", 80, 10, 90, 20, 95, "Fenwright")],
         [("Fenwright", "")]),
        ("two columns", [("1", 10, 10, 60, 20, 95, "Odalys"), ("1", 300, 10, 90, 20, 95, "Fenwright")],
         [("Odalys", "page 1 row 1"), ("Fenwright", "page 1 row 1")]),
        ("two lines", [("1", 10, 10, 60, 20, 95, "Odalys"), ("2", 10, 50, 60, 20, 95, "Teo")],
         [("Odalys", ""), ("Teo", "")]),
    ],
)  # fmt: skip
def test_words_become_lines(
    name: str, rows: list[tuple[str, int, int, int, int, int, str]], expected: list[tuple[str, str]]
) -> None:
    table = TABLE + "".join(
        f"5\t1\t1\t1\t{line}\t1\t{left}\t{top}\t{width}\t{height}\t{sure}\t{word}\n"
        for line, left, top, width, height, sure, word in rows
    )
    assert [(text.joined, text.row) for text in ocr._texts(table, "page 1", URL)] == expected, name
