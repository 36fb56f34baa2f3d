"""Make paragraphs, cells and headings of printed lines by where they stand; knows no file format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from auditor.extract.gathering import Gathering
from auditor.extract.words import fold
from auditor.page import Source

_HYPHENS: Final = "-\u2010\u00ad"
_HEADING_FACTOR: Final = 1.18
_LONGEST_HEADING: Final = 160
_LONG_LINE: Final = 45
_DENSE: Final = 4


@dataclass(slots=True)
class Line:
    """Hold one printed line: its cells, its box in points (origin below), the size of its letters.

    `soft_hyphen` is true where a word goes on in the next line without its hyphen being among the letters.
    """

    cells: list[str]
    left: float
    right: float
    bottom: float
    top: float
    size: float
    soft_hyphen: bool = False

    @property
    def text(self) -> str:
        """Return the whole line."""
        return " ".join(self.cells)


def write_lines(lines: list[Line], place: str, found: Gathering, source: Source | None = None) -> None:
    """Write the lines of one page: wrapped lines become one text, cells one row, large type a heading.

    A line was wrapped where the first word of the next would not have fitted behind it; else its
    end was meant, as in a list of names. In a list the longest line looks wrapped too, so that a
    short line needs a second sign: it goes on in small letters, or others end at the same edge.
    """
    body = _body_size(lines)
    block: list[Line] = []
    rows = 0
    for number, line in enumerate(lines):
        if len(line.cells) > 1:
            _write_block(block, place, found, body, source)
            block = []
            rows += 1
            row = f"{place} row {rows}"
            for column, cell in enumerate(line.cells):
                found.say(cell, f"{place}, column {column + 1} of a row", row=row, source=source)
            continue
        if block and not _goes_on(block, line, *_right_edge(lines, number)):
            _write_block(block, place, found, body, source)
            block = []
        block.append(line)
    _write_block(block, place, found, body, source)


def _right_edge(lines: list[Line], number: int) -> tuple[float, int]:
    """Return how far the lines around reach that begin near where this one does, and how many reach it."""
    line = lines[number]
    near = lines[max(0, number - 12) : number + 12]
    rights = [
        other.right for other in near if len(other.cells) == 1 and abs(other.left - line.left) < 3 * line.size
    ]
    edge = max(rights, default=line.right)
    return edge, sum(right > edge - 4 * line.size for right in rights)


def _goes_on(block: list[Line], line: Line, edge: float, reaching: int) -> bool:
    last = block[-1]
    size = max(last.size, line.size, 1.0)
    if abs(last.size - line.size) > 0.12 * size:
        return False
    # Below, and not further than a line and a half: gaps are paragraphs, upwards is another column.
    step = last.bottom - line.bottom
    if not 0 < step < 1.9 * size or line.left > last.right or line.right < last.left:
        return False
    if last.soft_hyphen or _hyphenated(last.text):
        return True
    first = line.text.split(" ", 1)[0]
    letters = max(1, len(line.text))
    word = (line.right - line.left) / letters * (len(first) + 1)
    if last.right + word <= edge - 0.2 * size:
        return False
    return first[:1].islower() or last.text[-1:] == "," or len(last.text) >= _LONG_LINE or reaching >= _DENSE


def _hyphenated(text: str) -> bool:
    return len(text) > 2 and text[-1] in _HYPHENS and text[-2].isalpha()


def _write_block(block: list[Line], place: str, found: Gathering, body: float, source: Source | None) -> None:
    if not block:
        return
    joined, split = "", ""
    glue = ""
    for number, line in enumerate(block):
        text = line.text
        soft = line.soft_hyphen or text.endswith("\u00ad")
        hyphen = soft or (_hyphenated(text) and number + 1 < len(block))
        stem = text.rstrip(_HYPHENS) if hyphen else text
        joined += glue + stem
        split += glue + stem
        glue = " "
        if hyphen and number + 1 < len(block):
            glue = ""
            goes_on = block[number + 1].text[:1]
            # "Hernan-dez" lost its hyphen to the line; "Smith-Jones" had it before.
            if goes_on.islower():
                split += "-"
            else:
                joined += "-"
        elif hyphen:
            joined += "-"
            split += "-"
    joined, split = fold(joined), fold(split)
    level = 0
    if block[0].size > _HEADING_FACTOR * body and len(joined) <= _LONGEST_HEADING:
        ratio = block[0].size / body
        level = 1 if ratio > 1.7 else 2 if ratio > 1.35 else 3
    found.say(joined, place, split=split, level=level, source=source)


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0
