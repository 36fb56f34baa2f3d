"""Read PDFs made by hand, through the real jail: what stands where, and what must stay apart."""

# ruff: noqa: E501 - tables of files in their own markup, which reads worse when cut
from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image

from auditor.extract.documents import DocumentReader, Reading
from auditor.finding import Reason
from auditor.page import Source
from tests.extract.files import flyer, lines, literal, pdf, xmp

URL = "https://school.example/files/newsletter.pdf"


def said(reading: Reading, source: Source = Source.PDF) -> list[str]:
    return [text.joined for text in reading.texts if text.where.source is source]


LONG = "Our class grew beans in the window this month and measured them on every morning"


@pytest.mark.parametrize(
    ("name", "stream", "joined"),
    [
        ("one line", lines(["Well done, Odalys Fenwright!"]), ["Well done, Odalys Fenwright!"]),
        ("a wrapped sentence", lines([LONG + " with Odalys", "Fenwright and her group."]),
         [LONG + " with Odalys Fenwright and her group."]),
        ("a list of names stays in lines", lines(["Fenwright, Odalys", "Quillane, Teo"]),
         ["Fenwright, Odalys", "Quillane, Teo"]),
        ("a list in which all are short", lines(["Odalys", "Teo", "Wren"]), ["Odalys", "Teo", "Wren"]),
        ("paragraphs apart", lines(["First paragraph."]) + lines(["Second one."], y=640),
         ["First paragraph.", "Second one."]),
        ("two columns of prose", lines(["Odalys paints", "with water."]) + lines(["Teo builds", "with wood."], x=330),
         ["Odalys paints with water.", "Teo builds with wood."]),
        ("a kerned word is one word", "BT /F1 12 Tf 72 700 Td [(Oda) -20 (lys) -300 (Fen) 15 (wright)] TJ ET",
         ["Odalys Fenwright"]),
        ("letters drawn one by one", "BT /F1 12 Tf 72 700 Td (W) Tj 11.3 0 Td (r) Tj 4 0 Td (e) Tj 6.7 0 Td (n) Tj ET",
         ["Wren"]),
    ],
)  # fmt: skip
def test_lines_become_the_texts_a_reader_sees(
    reader: DocumentReader, name: str, stream: str, joined: list[str]
) -> None:
    reading = reader.read_file(pdf([stream]), "pdf", URL)
    assert said(reading) == joined, name
    assert reading.problem is None
    assert {(text.where.place, text.where.url, text.where.document) for text in reading.texts} == {
        ("page 1", URL, URL)
    }


@pytest.mark.parametrize(
    ("name", "two", "joined", "split"),
    [
        ("a hyphen of the line", ["star of the week is Odalys Fen-", "wright, grade 4"],
         "star of the week is Odalys Fenwright, grade 4", "star of the week is Odalys Fen-wright, grade 4"),
        ("a hyphen of the name", ["star of the week is Odalys Smith-", "Quillane, grade 4"],
         "star of the week is Odalys Smith-Quillane, grade 4", "star of the week is Odalys SmithQuillane, grade 4"),
        ("no hyphen", ["star of the week is Odalys, who is in our", "grade 4"],
         "star of the week is Odalys, who is in our grade 4", "star of the week is Odalys, who is in our grade 4"),
    ],
)  # fmt: skip
def test_a_hyphen_at_a_lines_end_gives_both_views(
    reader: DocumentReader, name: str, two: list[str], joined: str, split: str
) -> None:
    reading = reader.read_file(pdf([lines(two)]), "pdf", URL)
    assert [(text.joined, text.split) for text in reading.texts] == [(joined, split)], name


def test_columns_of_a_table_are_cells_of_one_row(reader: DocumentReader) -> None:
    table = "".join(
        lines([left], y=700 - 16 * row) + lines([right], x=300, y=700 - 16 * row)
        for row, (left, right) in enumerate([("Fenwright", "Odalys"), ("Quillane", "Teo")])
    )
    texts = reader.read_file(pdf([table]), "pdf", URL).texts
    assert [(text.joined, text.row) for text in texts] == [
        ("Fenwright", "page 1 row 1"), ("Odalys", "page 1 row 1"),
        ("Quillane", "page 1 row 2"), ("Teo", "page 1 row 2"),
    ]  # fmt: skip


def test_large_type_is_the_heading_of_what_follows(reader: DocumentReader) -> None:
    stream = lines(["Art show"], size=26) + lines(["The masks are in the hall until Friday noon."], y=660)
    heading, body = reader.read_file(pdf([stream]), "pdf", URL).texts
    assert (heading.joined, heading.level) == ("Art show", 1)
    assert (body.where.heading, body.level) == ("Art show", 0)


def test_pages_are_named(reader: DocumentReader) -> None:
    texts = reader.read_file(pdf([lines(["One"]), lines(["Two"])]), "pdf", URL).texts
    assert [(text.joined, text.where.place) for text in texts] == [("One", "page 1"), ("Two", "page 2")]


def test_ligatures_are_letters(reader: DocumentReader) -> None:
    font = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 65 /LastChar 66 /Widths [500 500] "
        "/ToUnicode 104 0 R >>"
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <41> <FB01> <42> <006E> endbfchar "
        "endcmap end end"
    )
    stream = f"<< /Length {len(cmap)} >> stream\n{cmap}\nendstream"
    made = pdf(
        ["BT /F2 12 Tf 72 700 Td (ABAB) Tj ET"], resources="/Font << /F2 103 0 R >>", objects=[font, stream]
    )
    made = made.replace(b"/Font << /F1 3 0 R >> /Font", b"/Font")
    assert said(reader.read_file(made, "pdf", URL)) == ["finfin"]


def test_links_carry_the_words_below_them(reader: DocumentReader) -> None:
    link = "<< /Type /Annot /Subtype /Link /Rect [70 696 130 714] /A << /S /URI /URI (https://shop.example/x) >> >>"
    local = "<< /Type /Annot /Subtype /Link /Rect [70 696 130 714] /Dest [10 0 R /Fit] >>"
    made = pdf([lines(["Order here for the fair"])], annots={0: [link, local]})
    (found,) = reader.read_file(made, "pdf", URL).links
    assert (found.href, found.url, found.carrier) == (
        "https://shop.example/x",
        "https://shop.example/x",
        "pdf",
    )
    assert found.words.startswith("Order") and "Order here for the fair" in found.context
    assert found.where.place == "link on page 1" and found.where.document == URL


def test_addresses_written_out_are_links_and_spell_their_words(reader: DocumentReader) -> None:
    mail = "<< /Type /Annot /Subtype /Link /Rect [70 696 130 714] /A << /S /URI /URI (mailto:odalys.f@x.example) >> >>"
    made = pdf([lines(["See www.beans.com/odalys for more"])], annots={0: [mail]})
    reading = reader.read_file(made, "pdf", URL)
    assert [(link.carrier, link.url) for link in reading.links] == [
        ("pdf", "mailto:odalys.f@x.example"), ("text", "http://www.beans.com/odalys"),
    ]  # fmt: skip
    spelled = [text for text in reading.texts if text.where.source is Source.HREF]
    assert [(text.joined, text.where.place) for text in spelled] == [
        ("odalys.f@x.example", "address of the link on page 1")
    ]
    assert spelled[0].split.startswith("odalys f")


def test_notes_forms_properties_bookmarks_and_attached_files(reader: DocumentReader) -> None:
    note = "<< /Type /Annot /Subtype /Text /Rect [1 1 9 9] /Contents (Ask Teo Quillane) /T (Ms. Harrow) >>"
    box = "<< /Type /Annot /Subtype /FreeText /Rect [1 1 99 99] /Contents (Room 7) /DA (/F1 9 Tf) >>"
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /TU (Pupil) /V (Wren Abbascale) /Rect [1 1 99 19] >>"
    outline = "<< /Type /Outlines /First 104 0 R /Last 104 0 R /Count 1 >>"
    mark = "<< /Title (Odalys reads) /Parent 103 0 R /Dest [10 0 R /Fit] >>"
    names = "<< /Names [(a) << /Type /Filespec /F (teo-grades.xlsx) /UF (teo-grades.xlsx) /EF << /F 106 0 R >> >>] >>"
    blob = "<< /Type /EmbeddedFile /Length 1 >> stream\nx\nendstream"
    made = pdf(
        [lines(["Body"])],
        info={"Title": "Field trip", "Author": "Ines Harrow", "Keywords": "beans"},
        annots={0: [note, box, field]},
        catalog="/Outlines 103 0 R /AcroForm << /Fields [] >> /Names << /EmbeddedFiles 105 0 R >>",
        objects=[outline, mark, names, blob],
    )
    reading = reader.read_file(made, "pdf", URL)
    found = {(text.where.source, text.joined, text.where.place) for text in reading.texts}
    assert reading.title == "Field trip"
    assert {
        (Source.META, "Ines Harrow", "document property 'Author'"),
        (Source.META, "beans", "document property 'Keywords'"),
        (Source.COMMENT, "Ask Teo Quillane", "note on page 1"),
        (Source.COMMENT, "Ms. Harrow", "who wrote a note on page 1"),
        (Source.PDF, "Room 7", "text box on page 1"),
        (Source.FORM, "Wren Abbascale", "form field on page 1"),
        (Source.META, "Odalys reads", "bookmark"),
        (Source.FILE_NAME, "teo-grades.xlsx", "name of an attached file"),
        (Source.PDF, "Body", "page 1"),
    } <= found


def test_xmp_is_read_plain_and_packed(reader: DocumentReader) -> None:
    packet = xmp("<dc:subject><rdf:Bag><rdf:li>Odalys Fenwright</rdf:li></rdf:Bag></dc:subject>")
    packed = zlib.compress(packet)
    for body in (packet, packed):
        filter_name = "/Filter /FlateDecode " if body is packed else ""
        head = f"<< /Type /Metadata /Subtype /XML {filter_name}/Length {len(body)} >> stream\n".encode()
        made = pdf([lines(["x y"])], catalog="/Metadata 103 0 R", objects=[head + body + b"\nendstream"])
        found = [(t.joined, t.where.place) for t in reader.read_file(made, "pdf", URL).texts
                 if t.where.source is Source.XMP]  # fmt: skip
        assert found == [("Odalys Fenwright", "XMP keywords")]


def scan(words: list[str]) -> bytes:
    """Return a PDF whose only page is a picture, as scanners make them."""
    out = io.BytesIO()
    flyer(words).convert("RGB").save(out, "PDF")
    return out.getvalue()


def test_a_scanned_page_is_counted_and_handed_out_as_a_plate(reader: DocumentReader) -> None:
    made = scan(["Star reader"])
    reading = reader.read_file(made, "pdf", URL)
    assert (reading.texts, reading.pictures_unread, reading.plates) == ((), 1, ())
    (plate,) = reader.read_file(made, "pdf", URL, plates=3).plates
    assert plate.place == "page 1"
    with Image.open(io.BytesIO(plate.png)) as picture:
        assert picture.mode == "L" and min(picture.size) > 500


def test_a_blank_page_and_a_page_with_text_and_picture_are_no_scans(reader: DocumentReader) -> None:
    assert reader.read_file(pdf([""]), "pdf", URL).pictures_unread == 0
    assert reader.read_file(pdf([lines(["A page with enough words on it"])]), "pdf", URL).pictures_unread == 0


LOCKED = pdf(["x"]).replace(
    b"/Info 4 0 R", b"/Info 4 0 R /ID [(0123456789abcdef)(0123456789abcdef)] /Encrypt << /Filter /Standard /V 2 /R 3 "
    b"/Length 128 /P -4 /O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >>",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("locked", LOCKED, "locked by a password"),
        ("a head and nothing else", b"%PDF-1.7\n", "damaged"),
        ("noise", b"%PDF-1.4\n" + bytes(range(256)) * 40, "damaged"),
        ("endless pages", pdf(["x"]).replace(b"/Kids [10 0 R]", b"/Kids [2 0 R ]"), ""),
    ],
)
def test_what_cannot_be_read_is_said(reader: DocumentReader, name: str, data: bytes, words: str) -> None:
    reading = reader.read_file(data, "pdf", URL)
    if words:
        assert reading.problem is not None, name
        assert reading.problem.reason is Reason.UNREADABLE_DOCUMENT and reading.problem.url == URL
        assert words in reading.problem.detail
    assert not said(reading)


def test_a_truncated_file_gives_what_is_left_or_a_reason(reader: DocumentReader) -> None:
    whole = pdf([lines(["Odalys Fenwright"])])
    reading = reader.read_file(whole[: whole.index(b"xref")], "pdf", URL)
    assert said(reading) == ["Odalys Fenwright"] or reading.problem is not None


def test_a_hundred_thousand_objects_are_read_in_bounds(reader: DocumentReader) -> None:
    made = pdf([lines(["Small text"])], objects=["<< /Type /X /A [0 1 2] >>"] * 100_000)
    reading = reader.read_file(made, "pdf", URL)
    assert said(reading) == ["Small text"] or reading.problem is not None


def test_literal_parentheses_survive(reader: DocumentReader) -> None:
    assert literal("a(b)") == "(a\\(b\\))"
    assert said(reader.read_file(pdf([lines(["Teo (age 9)"])]), "pdf", URL)) == ["Teo (age 9)"]


def picture(words: list[str], size: tuple[int, int] = (900, 500)) -> bytes:
    """Return a PDF object that holds a grey picture."""
    drawn = flyer(words, size)
    packed = zlib.compress(drawn.tobytes())
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >> stream\n%s\nendstream" % (*size, len(packed), packed)
    )


def placed(*pictures: str) -> str:
    return "".join(f"q 300 0 0 170 72 {300 - 10 * n} cm /{name} Do Q\n" for n, name in enumerate(pictures))


NEWS = lines(["Our school newsletter has more words than a scan"])


def test_pictures_beside_the_text_are_counted_once_and_handed_out(reader: DocumentReader) -> None:
    made = pdf(
        [NEWS + placed("Star", "Small"), NEWS + placed("Star", "Bee")],
        objects=[picture(["Odalys"]), picture(["x"], (20, 20)), picture(["Teo"])],
        resources="/XObject << /Star 106 0 R /Small 107 0 R /Bee 108 0 R >>",
    )
    reading = reader.read_file(made, "pdf", URL)
    assert (reading.pictures_unread, reading.problem) == (2, None)
    plates = reader.read_file(made, "pdf", URL, plates=9).plates
    assert [(plate.number, plate.place) for plate in plates] == [
        (1, "picture on page 1"),
        (2, "picture on page 2"),
    ]
    with Image.open(io.BytesIO(plates[0].png)) as shown:
        assert shown.mode == "L" and min(shown.size) >= 400, "as sharp as it is in the file"
    # The next night goes on behind what this one read.
    (last,) = reader.read_file(made, "pdf", URL, passed=1, plates=9).plates
    assert (last.number, last.place) == (2, "picture on page 2")
    assert reader.read_file(made, "pdf", URL, passed=2, plates=9).plates == ()


@pytest.mark.parametrize(
    ("name", "mode", "unread"), [("words read in a scan", 3, 0), ("words over a picture", 0, 1)]
)
def test_a_scan_with_its_words_behind_it_is_read(
    reader: DocumentReader, name: str, mode: int, unread: int
) -> None:
    text = f"BT {mode} Tr /F1 12 Tf 72 700 Td (Words that some program read in this scan) Tj ET\n"
    made = pdf(
        [f"{text}q 612 0 0 792 0 0 cm /Scan Do Q\n"],
        objects=[picture(["Odalys"])],
        resources="/XObject << /Scan 103 0 R >>",
    )
    assert reader.read_file(made, "pdf", URL).pictures_unread == unread, name


def test_a_damaged_picture_in_a_pdf_costs_itself_only(reader: DocumentReader) -> None:
    broken = picture(["Odalys"]).replace(b"stream\n", b"stream\nbroken", 1)
    made = pdf(
        [NEWS + placed("Star", "Bee")],
        objects=[broken, picture(["Teo"])],
        resources="/XObject << /Star 103 0 R /Bee 104 0 R >>",
    )
    reading = reader.read_file(made, "pdf", URL, plates=9)
    assert said(reading) == ["Our school newsletter has more words than a scan"]
    assert reading.pictures_unread == 2 and ("picture on page 1", 2) in [
        (p.place, p.number) for p in reading.plates
    ]
