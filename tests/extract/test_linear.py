"""Hold that hostile text takes time in proportion to its length, on its way from the page to the findings."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from auditor.checkers import names
from auditor.checkers.example_roster import EXAMPLE_ROSTER
from auditor.extract.decode import decode
from auditor.extract.gathering import Enough, Gathering
from auditor.extract.html import read_html
from auditor.extract.plain import read_calendar, read_captions, read_csv, read_rtf, read_text
from auditor.history.lines import items_of, waits_for_script
from auditor.page import Page, Source
from tests.checkers.name_pages import NIGHT, URL, judged
from tests.extract.hostile_text import PIECES, hostile, mixed

MASK = EXAMPLE_ROSTER.mask()
MEGABYTE = 1_000_000
SHORT = 12_000
TRIES = 3
"""Processor time wobbles where many share a machine: what is slow by nature is slow every time."""


def seconds(work: Callable[[str], object], text: str) -> float:
    """Return the processor time, and not the clock's, that some work on a text takes."""
    before = time.process_time()
    work(text)
    return time.process_time() - before


def assert_linear(work: Callable[[str], object], make: Callable[[int], str], length: int) -> None:
    """Hold that four times the text takes nowhere near sixteen times the time."""
    told = []
    for _ in range(TRIES):
        one, four = seconds(work, make(length)), seconds(work, make(4 * length))
        if four < 9 * one + 0.25:
            return
        told.append(f"{one:.2f} s for {length} letters and {four:.2f} s for {4 * length}")
    pytest.fail("; ".join(told))


def whole_way(text: str) -> None:
    """Take a page from its bytes to its findings, and mask all that it says."""
    content = read_html(f"<!doctype html><p>{text}".encode(), URL)
    list(items_of(content, "/week", "https://room12.example/"))
    waits_for_script(content)
    judged(names, Page(URL, "/week", 200, NIGHT, content))
    for each in content.texts:
        MASK.text(each.split)


@pytest.mark.parametrize("piece", PIECES)
def test_a_page_of_one_piece_is_judged_in_linear_time(piece: str) -> None:
    assert_linear(whole_way, lambda length: hostile(piece, length), SHORT)


def test_four_megabytes_of_all_pieces_are_read_in_linear_time() -> None:
    assert_linear(lambda text: read_html(text.encode(), URL), mixed, MEGABYTE)


@pytest.mark.parametrize("read", [read_text, read_csv, read_captions, read_calendar, read_rtf])
def test_four_megabytes_as_a_file_are_read_in_linear_time(read: Callable[[bytes, Gathering], None]) -> None:
    def work(text: str) -> None:
        try:
            read(text.encode(), Gathering(Source.BODY))
        except Enough:
            return  # as much as may be was read

    assert_linear(work, mixed, MEGABYTE)


def test_four_megabytes_of_bytes_are_decoded_in_linear_time() -> None:
    assert_linear(lambda text: decode(text.encode("utf-16-le")[1:]), mixed, MEGABYTE)
