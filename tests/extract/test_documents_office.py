"""Read Word, PowerPoint, Excel and OpenDocument files made by zip, through the real jail."""

# ruff: noqa: E501 - tables of files in their own markup, which reads worse when cut
from __future__ import annotations

import pytest

from auditor.extract.documents import DocumentReader, Reading
from auditor.finding import Reason
from auditor.page import Source
from tests.extract.files import CORE, MORE, A, P, R, S, W, docx, jpeg, p, relations, xmp, xmp_segment, zipped

URL = "https://school.example/files/roster.docx"
TBL = "urn:oasis:names:tc:opendocument:xmlns"


def found(reading: Reading) -> list[tuple[str, str, str]]:
    return [(str(text.where.source), text.joined, text.where.place) for text in reading.texts]


@pytest.mark.parametrize(
    ("name", "body", "entry"),
    [
        ("a paragraph", p("Hello Odalys Fenwright"), ("docx", "Hello Odalys Fenwright", "paragraph 1")),
        ("a word cut by its formatting",
         "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Od</w:t></w:r><w:r><w:t>alys</w:t></w:r></w:p>",
         ("docx", "Odalys", "paragraph 1")),
        ("deleted under tracked changes", "<w:p><w:del><w:r><w:delText>Teo Quillane</w:delText></w:r></w:del></w:p>",
         ("hidden", "Teo Quillane", "text that is not shown, paragraph 1")),
        ("inserted under tracked changes", "<w:p><w:ins><w:r><w:t>Teo Quillane</w:t></w:r></w:ins></w:p>",
         ("docx", "Teo Quillane", "paragraph 1")),
        ("hidden letters", "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Teo</w:t></w:r></w:p>",
         ("hidden", "Teo", "text that is not shown, paragraph 1")),
        ("letters no longer hidden", '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Teo</w:t></w:r></w:p>',
         ("docx", "Teo", "paragraph 1")),
        ("a content control", f"<w:sdt><w:sdtContent>{p('Wren')}</w:sdtContent></w:sdt>",
         ("docx", "Wren", "paragraph 1")),
        ("a tab is a space", "<w:p><w:r><w:t>Odalys</w:t><w:tab/><w:t>Fenwright</w:t></w:r></w:p>",
         ("docx", "Odalys Fenwright", "paragraph 1")),
        ("a description of a picture",
         '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="Odalys with her mask"/></wp:inline>'
         "</w:drawing></w:r></w:p>", ("alt", "Odalys with her mask", "description of a picture in the document")),
    ],
)  # fmt: skip
def test_what_word_shows_and_hides(
    reader: DocumentReader, name: str, body: str, entry: tuple[str, str, str]
) -> None:
    assert found(reader.read_file(docx(body), "docx", URL)) == [entry], name


def test_formatting_inside_a_word_gives_both_views(reader: DocumentReader) -> None:
    same = "<w:p><w:r><w:t>Fen</w:t></w:r><w:r><w:rPr><w:lang/></w:rPr><w:t>wright</w:t></w:r></w:p>"
    other = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Fen</w:t></w:r><w:r><w:t>wright</w:t></w:r></w:p>"
    texts = reader.read_file(docx(same + other), "docx", URL).texts
    assert [(text.joined, text.split) for text in texts] == [
        ("Fenwright", "Fenwright"),
        ("Fenwright", "Fen wright"),
    ]


def test_a_text_box_is_read_once(reader: DocumentReader) -> None:
    box = f"<w:txbxContent>{p('Odalys Fenwright')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert found(reader.read_file(docx(body), "docx", URL)) == [("docx", "Odalys Fenwright", "text box")]


def test_a_table_keeps_rows_together_and_cells_apart(reader: DocumentReader) -> None:
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{p(word)}</w:tc>" for word in row) + "</w:tr>"
        for row in (("Odalys", "Fenwright"), ("Teo", "Quillane"))
    )
    texts = reader.read_file(docx(p("Groups", "Heading2") + f"<w:tbl>{cells}</w:tbl>"), "docx", URL).texts
    assert [(t.joined, t.row, t.where.place, t.where.heading) for t in texts[1:]] == [
        ("Odalys", "row1", "row 1, column 1 of table 1", "Groups"),
        ("Fenwright", "row1", "row 1, column 2 of table 1", "Groups"),
        ("Teo", "row2", "row 2, column 1 of table 1", "Groups"),
        ("Quillane", "row2", "row 2, column 2 of table 1", "Groups"),
    ]
    assert (texts[0].level, texts[0].where.place) == (2, "heading")


def test_links_of_word_carry_words_and_sentence(reader: DocumentReader) -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Sign up at </w:t></w:r><w:hyperlink r:id="a"><w:r><w:t>the shop</w:t></w:r>'
        "</w:hyperlink><w:r><w:t> today.</w:t></w:r></w:p>"
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://b.example/" '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>More</w:t></w:r><w:r>'
        '<w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    links = reader.read_file(docx(body, {"a": ("hyperlink", "https://a.example/x")}), "docx", URL).links
    assert [(link.url, link.words, link.context, link.carrier) for link in links] == [
        ("https://a.example/x", "the shop", "Sign up at the shop today.", "docx"),
        ("https://b.example/", "More", "More", "docx"),
    ]


def test_the_other_parts_of_word_are_read(reader: DocumentReader) -> None:
    part = f"<w:{{0}} {W}>{{1}}</w:{{0}}>"
    made = docx(
        p("Body"),
        word__header2_xml=part.format("hdr", p("Room of Ines Harrow")),
        word__footnotes_xml=part.format("footnotes", f"<w:footnote>{p('Teo helped')}</w:footnote>"),
        word__comments_xml=part.format(
            "comments", f'<w:comment w:author="Ines Harrow">{p("Is this Wren?")}</w:comment>'
        ),
        docProps__core_xml=CORE.format(title="Class list", author="Ines Harrow"),
        word__media__image1_jpg=b"",
    )
    reading = reader.read_file(made, "docx", URL)
    assert reading.title == "Class list"
    assert {
        ("docx", "Room of Ines Harrow", "page header"), ("docx", "Teo helped", "footnote"),
        ("comment", "Ines Harrow", "who wrote a comment"), ("comment", "Is this Wren?", "comment"),
        ("meta", "Ines Harrow", "document property 'Author'"), ("docx", "Body", "paragraph 1"),
    } <= set(found(reading))  # fmt: skip


def test_pictures_inside_a_document_speak_too(reader: DocumentReader) -> None:
    packet = xmp("<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Wren Abbascale</rdf:li></rdf:Bag>"
                 "</Iptc4xmpExt:PersonInImage>")  # fmt: skip
    made = docx(p("x"), None, **{"word__media__image1.jpg": jpeg([xmp_segment(packet)])})
    reading = reader.read_file(made, "docx", URL)
    assert ("xmp", "Wren Abbascale", "person tag") in found(reading)
    assert reading.pictures_unread == 1


def test_drawings_that_nothing_here_can_read_count_as_unread(reader: DocumentReader) -> None:
    media = {"word__media__a.emf": b"x", "word__media__b.WMF": b"x", "word__media__c.bin": b"x"}
    reading = reader.read_file(docx(p("x"), None, **media), "docx", URL, plates=5)
    assert (reading.pictures_unread, reading.plates, reading.problem) == (2, (), None)


def slide(shapes: str) -> str:
    return f"<p:sld {P} {A} {R}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def shape(text: str, kind: str = "body", extra: str = "") -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x" {extra}/><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>'
        f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def test_slides_come_in_order_with_notes_comments_and_links(reader: DocumentReader) -> None:
    linked = (
        '<p:sp><p:txBody><a:p><a:r><a:rPr><a:hlinkClick r:id="h"/></a:rPr><a:t>vote here</a:t></a:r></a:p></p:txBody>'
        "</p:sp>"
    )
    table = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Odalys</a:t></a:r></a:p>"
        "</a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>Fenwright</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>"
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )
    made = zipped({
        "_rels/.rels": relations({"r": ("officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": f'<p:presentation {P} {R}><p:sldIdLst><p:sldId id="256" r:id="b"/>'
        '<p:sldId id="257" r:id="a"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations({"a": ("slide", "slides/slide1.xml"),
                                                      "b": ("slide", "slides/slide2.xml")}),
        "ppt/slides/slide1.xml": slide(shape("Second", "title") + linked + table),
        "ppt/slides/_rels/slide1.xml.rels": relations({"h": ("hyperlink", "https://v.example/"),
                                                       "n": ("notesSlide", "../notesSlides/notesSlide1.xml"),
                                                       "c": ("comments", "../comments/comment1.xml")}),
        "ppt/notesSlides/notesSlide1.xml": slide(shape("Ask Teo first")),
        "ppt/comments/comment1.xml": f"<p:cmLst {P}><p:cm><p:text>Wren is away</p:text></p:cm></p:cmLst>",
        "ppt/slides/slide2.xml": slide(shape("First", "title", 'descr="Odalys on stage"')),
    })  # fmt: skip
    reading = reader.read_file(made, "pptx", URL)
    assert found(reading)[:9] == [
        ("alt", "Odalys on stage", "description of a picture on slide 1"),
        ("pptx", "First", "slide 1"),
        ("pptx", "Second", "slide 2"),
        ("pptx", "vote here", "slide 2"),
        ("pptx", "Odalys", "row 1, column 1 of a table on slide 2"),
        ("pptx", "Fenwright", "row 1, column 2 of a table on slide 2"),
        ("pptx", "Ask Teo first", "notes of slide 2"),
        ("comment", "Wren is away", "comment on slide 2"),
        ("href", "v.example", "address of the link on slide 2"),
    ]
    assert [(link.url, link.words) for link in reading.links] == [("https://v.example/", "vote here")]
    assert reading.texts[4].row == reading.texts[5].row != ""


def workbook(sheet: str, **parts: str) -> bytes:
    return zipped({
        "_rels/.rels": relations({"r": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook {S} {R}><sheets><sheet name="Reading" r:id="a"/>'
        '<sheet name="Old" state="hidden" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations({"a": ("worksheet", "worksheets/sheet1.xml"),
                                                 "b": ("worksheet", "worksheets/sheet2.xml")}),
        "xl/sharedStrings.xml": f"<sst {S}><si><t>Odalys</t></si><si><r><t>Fen</t></r><r><t>wright</t></r></si></sst>",
        "xl/styles.xml": f'<styleSheet {S}><numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<worksheet {S} {R}>{sheet}</worksheet>",
        "xl/worksheets/sheet2.xml": f'<worksheet {S}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Teo</t></is></c>'
        "</row></sheetData></worksheet>",
        **{name.replace("__", "/").replace("_xml", ".xml"): value for name, value in parts.items()},
    })  # fmt: skip


def test_cells_of_a_sheet(reader: DocumentReader) -> None:
    made = workbook(
        '<cols><col min="4" max="4" hidden="1"/></cols><sheetData><row r="3"><c r="A3" t="s"><v>0</v></c>'
        '<c r="B3" t="s"><v>1</v></c><c r="C3" s="1"><v>42000</v></c><c r="D3"><v>987</v></c>'
        '<c r="E3" s="2"><v>42000.5</v></c><c r="F3" t="s"><v>99</v></c></row></sheetData>'
    )
    reading = reader.read_file(made, "xlsx", URL)
    assert [(t.joined, t.where.place, str(t.where.source), t.row) for t in reading.texts] == [
        ("Reading", "name of a sheet", "xlsx", ""),
        ("Odalys", "cell A3 of sheet 'Reading'", "xlsx", "Reading row 3"),
        ("Fenwright", "cell B3 of sheet 'Reading'", "xlsx", "Reading row 3"),
        ("2014-12-27", "cell C3 of sheet 'Reading'", "xlsx", "Reading row 3"),
        ("987", "cell D3 of sheet 'Reading', hidden", "hidden", "Reading row 3"),
        ("2014-12-27", "cell E3 of sheet 'Reading'", "xlsx", "Reading row 3"),
        ("Old", "name of a sheet", "hidden", ""),
        ("Teo", "cell A1 of sheet 'Old', hidden", "hidden", "Old row 1"),
    ]


def test_links_and_comments_of_a_sheet(reader: DocumentReader) -> None:
    made = workbook(
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><f>HYPERLINK("https://f.example/","go")</f>'
        '<v>go</v></c></row></sheetData><hyperlinks><hyperlink ref="A1" r:id="h"/></hyperlinks>',
        **{
            "xl__worksheets___rels__sheet1_xml.rels": relations(
                {"h": ("hyperlink", "https://l.example/"), "c": ("comments", "../comments1.xml")}
            ),
            "xl__comments1_xml": f'<comments {S}><commentList><comment ref="A1"><text><r><t>sister of Wren</t></r></text>'
            "</comment></commentList></comments>",
        },
    )
    reading = reader.read_file(made, "xlsx", URL)
    assert [(link.url, link.words, link.where.place) for link in reading.links] == [
        ("https://f.example/", "go", "cell B1 of sheet 'Reading'"),
        ("https://l.example/", "Odalys", "cell A1 of sheet 'Reading'"),
    ]
    assert ("comment", "sister of Wren", "comment on cell A1 of sheet 'Reading'") in found(reading)


def open_document(kind: str, body: str, **parts: str) -> bytes:
    spaces = (
        f'xmlns:office="{TBL}:office:1.0" xmlns:text="{TBL}:text:1.0" xmlns:table="{TBL}:table:1.0" '
        f'xmlns:draw="{TBL}:drawing:1.0" xmlns:svg="{TBL}:svg-compatible:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:presentation="{TBL}:presentation:1.0"'
    )
    return zipped({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>",
        "meta.xml": f"<office:document-meta {spaces}><office:meta><dc:title>List</dc:title></office:meta>"
        "</office:document-meta>",
        **parts,
    })  # fmt: skip


def test_open_document_text(reader: DocumentReader) -> None:
    made = open_document(
        "text",
        '<text:h text:outline-level="2">Readers</text:h><text:p>Well done <text:span>Oda</text:span>lys'
        '<text:s text:c="2"/>Fenwright <text:a xlink:href="https://o.example/">here</text:a>'
        "<office:annotation><dc:creator>Ines Harrow</dc:creator><text:p>Wren too?</text:p></office:annotation></text:p>"
        '<text:tracked-changes><text:deletion><text:p>Teo Quillane</text:p></text:deletion></text:tracked-changes>'
        '<table:table table:name="T"><table:table-row><table:table-cell><text:p>A1</text:p></table:table-cell>'
        "<table:table-cell><text:p>B1</text:p></table:table-cell></table:table-row></table:table>"
        "<draw:frame><svg:desc>Odalys on the swing</svg:desc></draw:frame>",
    )  # fmt: skip
    reading = reader.read_file(made, "odt", "https://school.example/a.odt")
    got = found(reading)
    assert reading.title == "List"
    for entry in (
        ("docx", "Readers", "heading"), ("docx", "Well done Odalys Fenwright here", "paragraph 2"),
        ("comment", "Ines Harrow", "who wrote a comment"), ("comment", "Wren too?", "comment"),
        ("hidden", "Teo Quillane", "text that is not shown"),
        ("docx", "A1", "row 1, column 1 of table 1"), ("docx", "B1", "row 1, column 2 of table 1"),
        ("alt", "Odalys on the swing", "description of a picture"),
    ):  # fmt: skip
        assert entry in got, got
    assert [(link.url, link.words) for link in reading.links] == [("https://o.example/", "here")]


def test_open_document_slides_and_locked_files(reader: DocumentReader) -> None:
    made = open_document(
        "presentation",
        "<draw:page><draw:frame><draw:text-box><text:p>Odalys</text:p></draw:text-box></draw:frame>"
        "<presentation:notes><text:p>Ask Teo</text:p></presentation:notes></draw:page>",
    )
    got = found(reader.read_file(made, "odp", URL))
    assert ("pptx", "Odalys", "slide 1") in got and ("pptx", "Ask Teo", "notes of slide 1") in got
    locked = open_document("text", "", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"})
    problem = reader.read_file(locked, "odt", URL).problem
    assert problem is not None and problem.detail == "locked by a password"


ENTITY = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


@pytest.mark.parametrize(
    ("name", "kind", "data", "reason", "words"),
    [
        ("old Word", "doc", OLE, Reason.UNREADABLE_DOCUMENT, "older Office file"),
        ("a locked Word file", "docx", OLE, Reason.UNREADABLE_DOCUMENT, "locked by a password"),
        ("old Excel under a new name", "xlsx", OLE, Reason.UNREADABLE_DOCUMENT, "older Office file"),
        ("half a file", "docx", docx(p("x"))[:200], Reason.UNREADABLE_DOCUMENT, "cannot be unpacked"),
        ("an archive", "zip", zipped({"a.docx": docx(p("x"))}), Reason.UNREADABLE_DOCUMENT, "an archive"),
        ("an empty zip", "docx", zipped({}), Reason.UNREADABLE_DOCUMENT, "damaged"),
        ("no text inside", "docx", zipped({"word/document.xml": ""}), Reason.UNREADABLE_DOCUMENT, "no text"),
        ("a bomb", "docx", zipped({"word/document.xml": b"<w>" + b"a" * 60_000_000}), Reason.UNREADABLE_DOCUMENT,
         "unpacks to more"),
        ("too many parts", "docx", zipped({f"word/document{n}.xml": "" for n in range(5_100)}),
         Reason.UNREADABLE_DOCUMENT, "more than 5,000 parts"),
        ("an unknown kind", "pages", b"whatever it is", Reason.UNREADABLE_DOCUMENT, "cannot be read here"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(
    reader: DocumentReader, name: str, kind: str, data: bytes, reason: Reason, words: str
) -> None:
    reading = reader.read_file(data, kind, URL)
    assert reading.problem is not None, name
    assert (reading.problem.reason, reading.problem.url) == (reason, URL)
    assert words in reading.problem.detail and reading.texts == ()


def test_entities_are_not_expanded_and_files_not_loaded(reader: DocumentReader) -> None:
    body = (
        f"<w:document {W} {MORE}><w:body><w:p><w:r><w:t>Hello &c; &f;</w:t></w:r></w:p></w:body></w:document>"
    )
    doctype = ENTITY + '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    made = zipped({"word/document.xml": doctype + body})
    reading = reader.read_file(made, "docx", URL)
    assert not any("root:" in text.joined or "aaaa" in text.joined for text in reading.texts)


@pytest.mark.parametrize(
    ("name", "kind", "data", "source"),
    [
        ("a Word file called PDF", "pdf", docx(p("Odalys")), Source.DOCX),
        ("a Word file called zip", "zip", docx(p("Odalys")), Source.DOCX),
        ("text called Word", "rtf", b"{\\rtf1 Odalys\\par}", Source.DOCX),
        (
            "a calendar called text",
            "txt",
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Odalys\r\n",
            Source.BODY,
        ),
        ("a macro file", "docm", docx(p("Odalys")), Source.DOCX),
    ],
)
def test_the_first_bytes_say_what_a_file_is(
    reader: DocumentReader, name: str, kind: str, data: bytes, source: Source
) -> None:
    (text,) = reader.read_file(data, kind, URL).texts
    assert (text.joined, text.where.source) == ("Odalys", source), name
