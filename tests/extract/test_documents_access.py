"""What files tell a screen reader, counted by reading them in the real jail."""

# ruff: noqa: E501 - files in their own markup, which reads worse when cut
from __future__ import annotations

import pytest

from auditor.extract.documents import DocumentReader
from tests.extract.files import CORE, MORE, A, P, R, W, docx, lines, p, pdf, relations, zipped

URL = "https://school.example/files/week"
PIC = '<a:graphic><a:graphicData><pic:pic xmlns:pic="urn:pic"/></a:graphicData></a:graphic>'
DECORATION = '<a:ext><adec:decorative xmlns:adec="urn:adec" val="1"/></a:ext>'


def drawing(description: str, inside: str = "") -> str:
    shown = f'<wp:docPr id="1" name="P" descr="{description}">{inside}</wp:docPr>'
    return f"<w:p><w:r><w:drawing><wp:inline>{shown}{PIC}</wp:inline></w:drawing></w:r></w:p>"


def table(rows: int, header: str = "") -> str:
    row = "<w:tr>{}<w:tc><w:p/></w:tc></w:tr>"
    return f"<w:tbl>{row.format(header)}{row.format('') * (rows - 1)}</w:tbl>"


HEADER = "<w:trPr><w:tblHeader/></w:trPr>"
NO_HEADER = '<w:trPr><w:tblHeader w:val="0"/></w:trPr>'
STYLES = f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="es-MX"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>'

WORD = (
    ("a heading", p("Week 1", "Heading1") + p("Read"), {"headings": "1"}),
    ("large type is none", p("Week 1"), {"headings": None}),
    ("a picture without words", drawing(""), {"pictures": "1", "pictures-without-words": "1"}),
    ("a picture with words", drawing("A frog"), {"pictures": "1", "pictures-without-words": None}),
    ("decoration", drawing("", DECORATION), {"pictures": "1", "pictures-without-words": None}),
    ("a table without headers", table(2), {"tables": "1", "tables-without-headers": "1"}),
    ("a table with headers", table(2, HEADER), {"tables": "1", "tables-without-headers": None}),
    ("headers that are turned off", table(2, NO_HEADER), {"tables-without-headers": "1"}),
    ("one row is a frame", table(1), {"tables": None}),
    ("no title", p("Week"), {"title": "no", "language": ""}),
)


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in WORD], ids=[case[0] for case in WORD])
def test_facts_of_a_word_file(reader: DocumentReader, body: str, expected: dict[str, str | None]) -> None:
    told = reader.read_file(docx(body), "docx", URL).access
    assert {name: told.get(name) for name in expected} == expected


def test_title_and_language_of_a_word_file(reader: DocumentReader) -> None:
    core = CORE.format(title="Week 1", author="Ms. Rivera")
    told = reader.read_file(
        docx(p("Hola"), docProps__core_xml=core, word__styles_xml=STYLES), "docx", URL
    ).access
    assert (told["title"], told["language"]) == ("yes", "es-MX")


def slide(shapes: str, show: str = "") -> str:
    return f"<p:sld {P} {A} {R} {MORE} {show}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def shape(text: str, kind: str) -> str:
    place = f'<p:ph type="{kind}"/>'
    words = f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody>"
    return f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="T"/><p:nvPr>{place}</p:nvPr></p:nvSpPr>{words}</p:sp>'


def picture(description: str) -> str:
    return f'<p:pic><p:nvPicPr><p:cNvPr id="2" name="P" descr="{description}"/></p:nvPicPr></p:pic>'


def test_facts_of_slides(reader: DocumentReader) -> None:
    grid = "<p:graphicFrame><a:tbl><a:tblPr{}/><a:tr><a:tc/></a:tr></a:tbl></p:graphicFrame>"
    parts = {
        "1": slide(shape("Frogs", "title") + picture("A frog") + grid.format(' firstRow="1"')),
        "2": slide(shape("They jump.", "body") + picture("") + grid.format("")),
        "3": slide(shape(" ", "title")),
        "4": slide(shape("Not shown", "body"), 'show="0"'),
    }
    listed = "".join(f'<p:sldId id="25{number}" r:id="s{number}"/>' for number in parts)
    made = zipped(
        {
            "_rels/.rels": relations({"r": ("officeDocument", "ppt/presentation.xml")}),
            "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(
                {f"s{number}": ("slide", f"slides/slide{number}.xml") for number in parts}
            ),
            **{f"ppt/slides/slide{number}.xml": body for number, body in parts.items()},
        }
    )
    assert reader.read_file(made, "pptx", URL).access == {
        "title": "no",
        "slides": "3",
        "slides-without-title": "2",
        "pictures": "2",
        "pictures-without-words": "1",
        "tables": "2",
        "tables-without-headers": "1",
    }


def test_facts_of_a_plain_pdf(reader: DocumentReader) -> None:
    told = reader.read_file(pdf([lines(["Bring a pencil."]), lines(["And a ruler."])]), "pdf", URL).access
    assert told == {
        "tagged": "no",
        "title": "no",
        "language": "",
        "pages": "2",
        "bookmarks": "0",
        "words": "6",
    }


def test_facts_of_a_tagged_pdf(reader: DocumentReader) -> None:
    # One page; objects of our own begin at 103.
    tree = [
        "<< /Type /StructTreeRoot /K [104 0 R 105 0 R 106 0 R 107 0 R] /ParentTree 108 0 R >>",
        "<< /Type /StructElem /S /H1 /P 103 0 R /Pg 10 0 R /K 0 >>",
        "<< /Type /StructElem /S /Figure /P 103 0 R /Pg 10 0 R /K 1 /Alt (A frog) >>",
        "<< /Type /StructElem /S /Figure /P 103 0 R /Pg 10 0 R /K 2 >>",
        "<< /Type /StructElem /S /TH /P 103 0 R /Pg 10 0 R /K 3 >>",
        "<< /Nums [0 [104 0 R 105 0 R 106 0 R 107 0 R]] >>",
    ]
    content = "".join(
        f"/{kind} << /MCID {number} >> BDC {lines([kind])} EMC\n"
        for number, kind in enumerate(("H1", "Figure", "Figure", "TH"))
    )
    made = pdf(
        [content],
        info={"Title": "Frogs"},
        catalog="/Lang (en-US) /MarkInfo << /Marked true >> /StructTreeRoot 103 0 R",
        objects=tree,
    ).replace(b"/Type /Page /Parent", b"/StructParents 0 /Type /Page /Parent")
    told = reader.read_file(made, "pdf", URL).access
    assert (told["tagged"], told["title"], told["language"]) == ("yes", "yes", "en-US")
    counted = {
        name: told.get(name) for name in ("headings", "pictures", "pictures-without-words", "header-cells")
    }
    assert counted == {"headings": "1", "pictures": "2", "pictures-without-words": "1", "header-cells": "1"}


def test_a_scanned_page_is_told_from_a_written_one(reader: DocumentReader) -> None:
    drawn = "q 500 0 0 700 50 50 cm BI /W 8 /H 8 /BPC 8 /CS /G ID " + "a" * 64 + " EI Q"
    told = reader.read_file(pdf([drawn, lines(["Bring a pencil on Monday."])]), "pdf", URL).access
    assert (told["pages"], told["scanned"], told["words"]) == ("2", "1", "5")
