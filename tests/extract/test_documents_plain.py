"""Read captions, calendars, tables, RTF and plain text through the real jail."""

# ruff: noqa: E501 - tables of files in their own markup, which reads worse when cut
from __future__ import annotations

import pytest

from auditor.extract.documents import DocumentReader
from auditor.finding import Reason

URL = "https://school.example/files/clip.vtt"

VTT = """WEBVTT - Spelling bee

NOTE Teo is on the left

1
00:00:01.000 --> 00:00:03.000
<v Ines Harrow>Now <b>Odalys</b> Fenwright
spells

00:01:02.500 --> 00:01:04.000 align:start
Thank you
"""
SRT = "1\r\n00:00:01,000 --> 00:00:03,000\r\nNow Odalys\r\nFenwright\r\n\r\n2\r\n01:00:05,000 --> 01:00:06,000\r\nBye\r\n"
ICS = """BEGIN:VCALENDAR
X-WR-CALNAME:Room 7
BEGIN:VEVENT
SUMMARY:Birthday of Odalys\\, grade 4
DESCRIPTION:Bring cake and
  tea
LOCATION:14 Aspen Court
ORGANIZER;CN="Harrow, Ines":mailto:iharrow@d.example
ATTENDEE;PARTSTAT=ACCEPTED;CN=Teo Quillane:mailto:teo@home.example
URL:https://cake.example/
DTSTART:20261103T120000
END:VEVENT
END:VCALENDAR
"""
RTF = (
    (
        rb"{\rtf1\ansi{\fonttbl{\f0 Odd Font Name;}}{\info{\author Ines Harrow}{\title Notes}}"
        rb"{\*\generator Some Program}\pard Well done \b Oda\b0 lys Fenwr\'efght\par "
        rb"Jos\u233?  and {\v secret Teo}Wren\line next{\field{\*\fldinst HYPERLINK 'https://r.example/'}"
        rb"{\fldrslt here}}\par}"
    )
    .replace(b"'https", b'"https')
    .replace(b"/'}", b'/"}')
)


@pytest.mark.parametrize(
    ("name", "kind", "data", "expected"),
    [
        ("WebVTT", "vtt", VTT.encode(), [
            ("vtt", "Spelling bee", "head of the captions"),
            ("vtt", "NOTE Teo is on the left", "head of the captions"),
            ("vtt", "Ines Harrow", "speaker at 0:01"),
            ("vtt", "Now Odalys Fenwright spells", "at 0:01"),
            ("vtt", "Thank you", "at 1:02"),
        ]),
        ("SubRip", "srt", SRT.encode(), [("vtt", "Now Odalys Fenwright", "at 0:01"), ("vtt", "Bye", "at 1:00:05")]),
        ("calendar", "ics", ICS.replace("\n", "\r\n").encode(), [
            ("body", "Room 7", "name of the calendar"),
            ("body", "Birthday of Odalys, grade 4", "title of entry 1"),
            ("body", "Bring cake and tea", "description of entry 1"),
            ("body", "14 Aspen Court", "place of entry 1"),
            ("body", "Harrow, Ines", "organizer of entry 1"),
            ("body", "Teo Quillane", "guest of entry 1"),
        ]),
        ("comma-separated", "csv", b"last,first\n\"Fen,wright\",Odalys\n", [
            ("xlsx", "last", "row 1, column 1"), ("xlsx", "first", "row 1, column 2"),
            ("xlsx", "Fen,wright", "row 2, column 1"), ("xlsx", "Odalys", "row 2, column 2"),
        ]),
        ("semicolons", "csv", "Fenwright;Odalys\nNúñez;Teo\n".encode("cp1252"), [
            ("xlsx", "Fenwright", "row 1, column 1"), ("xlsx", "Odalys", "row 1, column 2"),
            ("xlsx", "Núñez", "row 2, column 1"), ("xlsx", "Teo", "row 2, column 2"),
        ]),
        ("plain text", "txt", "Hello\n\n  Odalys \u200bFenwright\n".encode(), [
            ("body", "Hello", "line 1"), ("body", "Odalys Fenwright", "line 3"),
        ]),
        ("rich text", "rtf", RTF, [
            ("meta", "Ines Harrow", "document property 'Author'"),
            ("meta", "Notes", "document property 'Title'"),
            ("docx", "Well done Odalys Fenwrïght", "paragraph 1"),
            ("docx", "José and Wren", "paragraph 2"),
            ("hidden", "secret Teo", "text that is not shown, paragraph 2"),
            ("docx", "nexthere", "paragraph 3"),
        ]),
    ],
)  # fmt: skip
def test_what_stands_where(
    reader: DocumentReader, name: str, kind: str, data: bytes, expected: list[tuple[str, str, str]]
) -> None:
    texts = reader.read_file(data, kind, URL).texts
    got = [(str(t.where.source), t.joined, t.where.place) for t in texts if str(t.where.source) != "href"]
    assert got == expected, name


def test_rows_of_a_table_belong_together(reader: DocumentReader) -> None:
    texts = reader.read_file(b"a,b\nc,d\n", "csv", URL).texts
    assert [(text.joined, text.row) for text in texts] == [
        ("a", "row1"),
        ("b", "row1"),
        ("c", "row2"),
        ("d", "row2"),
    ]


def test_cells_of_rich_text_belong_to_their_row(reader: DocumentReader) -> None:
    data = rb"{\rtf1 \trowd Odalys\cell Fenwright\cell\row Teo\cell\row}"
    texts = reader.read_file(data, "rtf", URL).texts
    assert [(t.joined, t.row) for t in texts] == [("Odalys", "row1"), ("Fenwright", "row1"), ("Teo", "row2")]


def test_links_of_a_calendar_and_of_rich_text(reader: DocumentReader) -> None:
    links = reader.read_file(ICS.encode(), "ics", URL).links
    assert [link.url for link in links] == [
        "mailto:iharrow@d.example", "mailto:teo@home.example", "https://cake.example/",
    ]  # fmt: skip
    assert [link.url for link in reader.read_file(RTF, "rtf", URL).links] == ["https://r.example/"]


@pytest.mark.parametrize(
    ("name", "kind", "data", "words"),
    [
        ("bytes called text", "txt", bytes(range(256)) * 100 + b"\0" * 500, "called text, but it is none"),
        ("a script called captions", "vtt", b"\0" * 1000, "called text, but it is none"),
    ],
)
def test_what_is_no_text_is_not_read_as_text(
    reader: DocumentReader, name: str, kind: str, data: bytes, words: str
) -> None:
    problem = reader.read_file(data, kind, URL).problem
    assert problem is not None, name
    assert (problem.reason, problem.detail) == (Reason.UNREADABLE_DOCUMENT, words)


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("groups without end", "rtf", b"{\\rtf1 " + b"{" * 300_000),
        ("one endless cell", "csv", b'"' + b"a" * 3_000_000),
        ("many lines", "txt", b"x\n" * 200_000),
        ("cues without end", "vtt", b"WEBVTT\n" + b"00:01.000 --> 00:02.000\n<v a>x\n\n" * 100_000),
    ],
)
def test_hostile_text_ends_in_bounds(reader: DocumentReader, name: str, kind: str, data: bytes) -> None:
    reading = reader.read_file(data, kind, URL)
    assert len(reading.texts) <= 60_000, name
    assert reading.problem is None or reading.problem.reason is Reason.PARSE_LIMIT
