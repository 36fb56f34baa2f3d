"""Put what PDFium finds on a page together into lines and their cells; reads no links and no notes."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw

from auditor.extract.lines import Line


def lines_of(text: Any, most: int) -> list[Line]:
    """Return the lines of a page's text as they stand on it, of `most` characters."""
    count = min(text.count_chars(), most)
    if count <= 0:
        return []
    box = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = box

    def box_of(index: int) -> tuple[float, float, float, float] | None:
        if not raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            return None
        return left.value, right.value, bottom.value, top.value

    letters = _letters(text, count)
    lines: list[Line] = []
    start = 0
    for index in range(count + 1):
        if index < count and letters[index] not in (10, 13, 2, 0xFFFE):
            continue
        stop = index
        hyphen = index < count and letters[index] in (2, 0xFFFE)
        if stop > start:
            line = _line(letters, start, stop, box_of, raw.FPDFText_GetFontSize(text, start))
            if line is not None:
                line.soft_hyphen = hyphen
                lines.append(line)
        start = index + 1
    return lines


def _letters(text: Any, count: int) -> list[int]:
    """Return the characters of a page by their index: in one call where no character counts twice."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(text, 0, count, buffer) == count + 1:
        return list(buffer)[:count]
    return [raw.FPDFText_GetUnicode(text, index) for index in range(count)]


def _line(letters: list[int], start: int, stop: int, box_of: Any, size: float) -> Line | None:
    while start < stop and letters[start] in (32, 160, 9):
        start += 1
    while stop > start and letters[stop - 1] in (32, 160, 9):
        stop -= 1
    first, last = (box_of(start), box_of(stop - 1)) if stop > start else (None, None)
    if first is None or last is None:
        return None
    height = max(first[3] - first[2], last[3] - last[2], 1.0)
    # The stated size counts before the page's own scale, which may be anything; boxes do not lie.
    scale = size if 0.6 * size <= 2.2 * height and size > 1 else height * 1.3
    pieces: list[str] = []
    piece: list[int] = []
    gaps = [number for number in range(start, stop) if letters[number] in (32, 160, 9)]
    wide = set()
    for number in gaps:
        before, after = box_of(number - 1), box_of(number + 1)
        if before is not None and after is not None and after[0] - before[1] > 1.6 * scale:
            wide.add(number)
    for number in range(start, stop):
        if number in wide:
            pieces.append(_text_of(piece))
            piece = []
        else:
            piece.append(letters[number])
    pieces.append(_text_of(piece))
    cells = [cell for cell in (piece.strip() for piece in pieces) if cell]
    if not cells:
        return None
    return Line(cells, first[0], last[1], min(first[2], last[2]), max(first[3], last[3]), scale)


def _text_of(letters: list[int]) -> str:
    text = "".join(map(chr, (letter for letter in letters if letter < 0x110000)))
    # PDFium hands characters beyond the first plane out in halves.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
