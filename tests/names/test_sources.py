"""Every source of text that a page or file has: a name that is found in it, and a near miss."""

from __future__ import annotations

import pytest

from auditor.finding import Confidence
from auditor.page import Source

from .invented_class import read, text

# Source, what stands there, the words found; then what only looks like it. `place` is where it stands.
SOURCES: list[tuple[Source, str, str, str, str]] = [
    (Source.BODY, "", "Mirela Tarnquist found a leaf.", "Mirela Tarnquist", "Mirela found a tarn quickly."),
    (Source.HEADING, "", "Mirela Tarnquist Wins!", "Mirela Tarnquist", "Mirela Tarnquist Hall"),
    (Source.CELL, "", "Tarnquist, Mirela", "Tarnquist, Mirela", "Ms. Mirela Tarnquist"),
    (Source.ALT, "", "Mirela Tarnquist with a kite", "Mirela Tarnquist", "Mirela with a kite"),
    (Source.TITLE, "", "Mirela Tarnquist", "Mirela Tarnquist", "Mirela Tarnquist Library"),
    (Source.LABEL, "", "Essay by Mirela Tarnquist", "Mirela Tarnquist", "a novel by author Mirela Tarnquist"),
    (Source.FILE_NAME, "", "img_mirela-tarnquist_2.jpg", "mirela-tarnquist", "pattern-blocks.jpg"),
    (Source.HREF, "", "students/mirelatarnquist/", "mirelatarnquist", "mirela-tarnquist-street/"),
    (Source.CAPTION, "", "Mirela Tarnquist flies a kite.", "Mirela Tarnquist", "Coach Mirela Tarnquist"),
    (Source.META, "page description", "News of Mirela Tarnquist", "Mirela Tarnquist", "Mirela and the tarn"),
    (Source.JSON_LD, "name", "Mirela Tarnquist", "Mirela Tarnquist", "Mirela Tarnquist Plumbing"),
    (Source.SCRIPT, "a string", "mirela_tarnquist", "mirela_tarnquist", "penny_drive_total"),
    (Source.COMMENT, "", "front row: Mirela Tarnquist", "Mirela Tarnquist", "Mrs. Mirela Tarnquist"),
    (Source.HIDDEN, "", "Mirela Tarnquist", "Mirela Tarnquist", "Principal Mirela Tarnquist"),
    (Source.FRAME, "", "Line leader: Mirela Tarnquist", "Mirela Tarnquist", "Nurse Mirela Tarnquist"),
    (Source.FORM, "", "Mirela Tarnquist", "Mirela Tarnquist", "will-do-list"),
    (Source.PDF, "page 2", "Griffin Pfi ery, flute", "Griffin Pfi ery", "Griffin, flute"),
    (
        Source.DOCX,
        "",
        "Tarn\u00adquist, Mirela",
        "Tarn\u00adquist, Mirela",
        "Dear Ms. Tarnquist, Mirela says hi",
    ),
    (Source.PPTX, "slide 3", "MIRELA TARNQUIST", "MIRELA TARNQUIST", "MIRELA AND TOBIAS"),
    (Source.XLSX, "cell B2 of sheet 'Roll'", "Tarnquist, Mirela J.", "Tarnquist, Mirela", "Tarnquist"),
    (
        Source.VTT,
        "at 0:04",
        "I am happy that Mirela Tarnquist came.",
        "Mirela Tarnquist",
        "My name is Mirela Tarnquist",
    ),
    (
        Source.EXIF,
        "image description",
        "Mirela Tarnquist on a swing",
        "Mirela Tarnquist",
        "Mirela on a swing",
    ),
    (
        Source.IPTC,
        "IPTC headline",
        "Mirela Tarnquist, grade 2",
        "Mirela Tarnquist",
        "Mirela Tarnquist / Getty Images",
    ),
    (Source.XMP, "person tag", "Mirela Tarnquist", "Mirela Tarnquist", "Mirela Tarnquist Park"),
    (Source.OCR, "words in the picture", "Mirela Tarnqulst", "Mirela Tarnqulst", "Corvane Ashdel"),
    (Source.ELEMENT, "", "Mirela Tarnquist", "Mirela Tarnquist", "Mirela"),
]


def test_no_source_is_left_out() -> None:
    assert {source for source, *_ in SOURCES} == set(Source)


@pytest.mark.parametrize(
    ("source", "place", "written", "words", "other"), SOURCES, ids=[str(source) for source, *_ in SOURCES]
)
def test_a_name_is_found_in_this_source_and_its_near_miss_is_not(
    source: Source, place: str, written: str, words: str, other: str
) -> None:
    def told(said: str) -> list[str]:
        found = read(text(said, source=source, place=place))
        return [each.words for each in found if each.confidence is not Confidence.REVIEW]

    assert told(written) == [words]
    assert told(other) == []


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (Source.META, "author of the page"),
        (Source.IPTC, "IPTC by-line"),
        (Source.EXIF, "artist"),
        (Source.XMP, "creator"),
    ],
)
def test_whoever_made_a_page_or_picture_is_at_most_for_a_person(source: Source, place: str) -> None:
    [one] = read(text("Corvane Ashdell", source=source, place=place)) or [None]
    assert one is None or one.confidence is Confidence.REVIEW
