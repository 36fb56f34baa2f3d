"""Hold that a damaged part costs itself only, that a file is what it is, and that bombs stay small."""

# ruff: noqa: E501 - tables of files in their own markup, which reads worse when cut
from __future__ import annotations

import io
import zipfile

import pytest

from auditor.extract.child import kind_of
from auditor.extract.documents import DocumentReader
from auditor.finding import Reason
from tests.extract.files import A, P, R, S, docx, jpeg, lines, p, pdf, relations, zipped
from tests.extract.test_documents_office import open_document

URL = "https://school.example/files/a.bin"


def said(reader: DocumentReader, data: bytes, kind: str) -> tuple[list[str], Reason | None]:
    reading = reader.read_file(data, kind, URL)
    return [text.joined for text in reading.texts], reading.problem.reason if reading.problem else None


def broken(xml: str) -> str:
    """Return an XML text that ends in the middle of a tag."""
    return xml[: xml.rindex("</") - 1]


def test_a_damaged_page_does_not_hide_the_pages_behind_it(reader: DocumentReader) -> None:
    made = pdf([lines([f"Page of {name}"]) for name in ("Odalys", "Teo", "Wren", "Ines")])
    # The second page is no page any more.
    made = made.replace(b"13 0 obj\n<< /Type /Page ", b"13 0 obj\n<< /Type /Pagf ", 1)
    texts, reason = said(reader, made, "pdf")
    assert {"Page of Odalys", "Page of Wren", "Page of Ines"} <= set(texts), texts
    assert reason in (None, Reason.PARSE_LIMIT)


def test_a_damaged_sheet_does_not_hide_the_others(reader: DocumentReader) -> None:
    def cells(name: str) -> str:
        return f"<worksheet {S}><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>{name}</t></is></c></row></sheetData></worksheet>"

    made = zipped(
        {
            "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": f"<workbook {S} {R}><sheets>"
            + "".join(f"<sheet name='S{n}' sheetId='{n}' r:id='r{n}'/>" for n in (1, 2, 3))
            + "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                {f"r{n}": ("worksheet", f"worksheets/s{n}.xml") for n in (1, 2, 3)}
            ),
            "xl/worksheets/s1.xml": broken(cells("Odalys")),
            "xl/worksheets/s3.xml": cells("Wren"),
        }
    )
    texts, reason = said(reader, made, "xlsx")
    assert texts == ["S1", "Odalys", "S2", "S3", "Wren"]
    assert reason is Reason.PARSE_LIMIT, "and what is missing is told"


def test_a_damaged_slide_does_not_hide_the_others(reader: DocumentReader) -> None:
    def slide(name: str) -> str:
        return f"<p:sld {P} {A}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{name}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"

    made = zipped(
        {
            "_rels/.rels": relations({"r1": ("officeDocument", "ppt/presentation.xml")}),
            "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst>"
            + "".join(f"<p:sldId id='{255 + n}' r:id='r{n}'/>" for n in (1, 2, 3))
            + "</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(
                {f"r{n}": ("slide", f"slides/slide{n}.xml") for n in (1, 2, 3)}
            ),
            "ppt/slides/slide1.xml": broken(slide("Odalys")),
            "ppt/slides/slide3.xml": slide("Wren"),
        }
    )
    texts, reason = said(reader, made, "pptx")
    assert texts == ["Odalys", "Wren"] and reason is Reason.PARSE_LIMIT


def test_damaged_text_is_read_as_far_as_it_goes(reader: DocumentReader) -> None:
    whole = open_document("text", "<text:p>Odalys</text:p><text:p>Teo</text:p>")
    parts = {name: zipfile.ZipFile(io.BytesIO(whole)).read(name) for name in ("mimetype", "content.xml")}
    cut = zipped({**parts, "content.xml": parts["content.xml"].partition(b"Teo")[0]})
    texts, reason = said(reader, cut, "odt")
    assert "Odalys" in texts and reason is Reason.PARSE_LIMIT
    body = docx(p("Odalys") + p("Teo"))
    document = zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").partition(b"Teo")[0]
    texts, reason = said(reader, zipped({"word/document.xml": document}), "docx")
    assert texts == ["Odalys"] and reason is Reason.PARSE_LIMIT


def test_a_table_with_a_stray_quote_is_read_as_lines(reader: DocumentReader) -> None:
    table = 'name,grade\n"Odalys,3\n' + "Teo,4\n" * 40_000
    texts, _ = said(reader, table.encode(), "csv")
    assert any("Odalys" in text for text in texts) and any("Teo" in text for text in texts)


KINDS = [
    ("a PDF", "pdf", b"%PDF-1.7", "pdf"),
    ("a PDF behind a mail's head", "bin", b"X-Mail: 1\n%PDF-1.7", "pdf"),
    ("a picture that speaks of PDF", "jpg", b"\xff\xd8\xff\xe0 %PDF-1.7", "jpg"),
    ("a picture of no name that does", "", b"\x89PNG\r\n\x1a\n %PDF-1.7", "png"),
    ("a picture called a PDF", "pdf", b"\xff\xd8\xff\xe0", "jpg"),
    ("both, called a PDF", "pdf", b"GIF89a %PDF-1.7", "pdf"),
    ("a drawing called a photo", "jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
    ("a page called a photo", "jpg", b"<!DOCTYPE html><p><svg></svg></p>", "jpg"),
    ("an archive called a Word file", "docx", b"PK\x03\x04word/document.xml", "docx"),
    ("a Word file called a PDF", "pdf", b"PK\x03\x04word/document.xml", "docx"),
    ("an old Office file", "doc", b"\xd0\xcf\x11\xe0", "old-office"),
    ("text that begins like a bitmap", "txt", b"BMX is a sport", "txt"),
]


@pytest.mark.parametrize(
    ("kind", "head", "expected"), [row[1:] for row in KINDS], ids=[row[0] for row in KINDS]
)
def test_a_file_is_what_its_first_bytes_say(kind: str, head: bytes, expected: str) -> None:
    assert kind_of(head + b"\0" * 50, kind) == expected


def test_a_picture_whose_words_look_like_a_pdf_is_read_as_one(reader: DocumentReader) -> None:
    comment = jpeg([(0xFE, b"%PDF-1.7 by Odalys")], size=(400, 300))
    reading = reader.read_file(comment, "jpg", URL)
    assert [text.joined for text in reading.texts] == ["%PDF-1.7 by Odalys"]
    assert (reading.pictures_unread, reading.problem) == (1, None)


def overlapping(copies: int) -> bytes:
    """Return an archive whose directory names one packed part many times, as bombs do."""
    whole = zipped({"word/document.xml": b"<w>" + b"a" * 30_000_000})
    end = whole.rindex(b"PK\x05\x06")
    start = whole.rindex(b"PK\x01\x02", 0, end)
    entry = whole[start:end]
    name = b"word/document.xml"
    entries = b"".join(entry.replace(name, b"word/header%02d.xml" % n) for n in range(copies))
    tail = bytearray(whole[end:])
    tail[8:10] = tail[10:12] = (copies + 1).to_bytes(2, "little")
    tail[12:16] = (len(entry) * (copies + 1)).to_bytes(4, "little")
    return whole[:start] + entry + entries + bytes(tail)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("one part named many times", overlapping(90), "docx"),
        ("very many parts", zipped({f"word/header{n}.xml": "<w/>" for n in range(4_900)} | {"word/document.xml": "<w/>"}), "docx"),
        ("tables in tables", docx("<w:tbl><w:tr><w:tc>" * 80 + p("Odalys") + "</w:tc></w:tr></w:tbl>" * 80), "docx"),
        ("deeper than any parser bears", docx("<w:sdt>" * 5_000 + p("Odalys") + "</w:sdt>" * 5_000), "docx"),
        ("a million attributes", docx("<w:p " + " ".join(f"w:a{n}='1'" for n in range(200_000)) + "/>" + p("Odalys")), "docx"),
        ("a page of nothing but letters", pdf([lines(["Odalys"]) + "BT /F1 9 Tf 9 9 Td " + "(a) Tj " * 400_000 + "ET"]), "pdf"),
        ("a tree that is its own root", pdf([lines(["Odalys"])]).replace(b"/Kids [10 0 R]", b"/Kids [2 0 R ]"), "pdf"),
    ],
)  # fmt: skip
def test_hostile_files_end_within_their_bounds(
    name: str, data: bytes, kind: str, reader: DocumentReader
) -> None:
    reading = reader.read_file(data, kind, URL)
    assert reading.problem is None or reading.problem.reason in (
        Reason.PARSE_LIMIT,
        Reason.UNREADABLE_DOCUMENT,
    ), name
    # The reader goes on with the next file.
    assert [text.joined for text in reader.read_file(b"Teo", "txt", URL).texts] == ["Teo"]
