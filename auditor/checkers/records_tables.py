"""Find tables and lists in which scores stand beside students' names or numbers; knows no roster."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.checkers.statements import cues, says
from auditor.links.phrases import Phrases, folded
from auditor.names.grid import Grid
from auditor.names.sheets import Sheet
from auditor.page import Text
from auditor.policy import Policy

LEAST_ROWS = 3
"""Rows from which on a table is one of students; fewer may be an example of how to read one."""
LEAST_LINES = 4

_SCORE = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,2})?\s?%|\d{1,3}(?:\.\d)?\s?/\s?\d{1,3}|1?\d{1,2}(?:\.\d{1,2})?|[ABCDF][+\-–]?)"
)
_LEVEL = re.compile(r"(?:K|PK|TK|KG|0?[1-9]|1[0-2])")
_NUMBER = re.compile(r"#?\s?(?:\d{3,10}|[A-Z]{1,3}-?\d{2,6})")
_PERSON = re.compile(r"[^\W\d_][\w'’.-]*(?:,?\s+[^\W\d_][\w'’.-]*){0,3}")
_LINE = re.compile(
    r"^\s*#?(?P<number>\d{4,9})\b[\s:.,–—|-]+(?:.{0,40}?[\s:–—|-])?"
    r"(?:\d{1,3}(?:\.\d{1,2})?\s?%|\d{1,3}\s?/\s?\d{2,3}|[ABCDF][+\-–]?)\s*$"
)
DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Scores:
    """Hold one row of scores: the cell that says whose they are, and those that hold them.

    `by` is "name" or "number"; `heading` that of the first score's column; `rows` counts like rows of
    the same table; `secret` is true where the numbers are codes that only their owners may know.
    """

    who: Text = field(repr=False)
    by: str
    heading: str
    first: Text = field(repr=False)
    rows: int = 1
    secret: bool = False


@dataclass(frozen=True, slots=True)
class ScoreTables:
    """Know by which headings tables of scores are told."""

    score: Phrases
    number: Phrases
    student: Phrases
    play: Phrases
    cue: Phrases
    nothing: frozenset[str]

    def rows(self, sheet: Sheet, grid: Grid) -> Iterator[Scores]:
        """Yield the first row of each table of scores by number, and every row of one by name."""
        tables: dict[tuple[str, ...], list[Scores]] = defaultdict(list)
        seen: set[tuple[str, str, str]] = set()
        for text in sheet.texts:
            key = text.where.document, text.where.url, text.row
            if not text.row or key in seen:
                continue
            seen.add(key)
            cells = grid.row(text)
            heads = tuple(_plain(grid.head(cell)) for cell in cells)
            row = self._row(cells, heads)
            if row is not None:
                tables[(row.by, text.where.document, *heads)].append(row)
        for rows in tables.values():
            if len(rows) < LEAST_ROWS:
                continue
            told = rows[:1] if rows[0].by == "number" else rows
            yield from (
                Scores(each.who, each.by, each.heading, each.first, len(rows), each.secret) for each in told
            )

    def lines(self, sheet: Sheet) -> Text | None:
        """Return the first of several lines that begin with a number and end with a score."""
        found = [text for text in sheet.texts if not text.row and _LINE.match(text.joined)]
        if len({_LINE.match(text.joined)["number"] for text in found}) < LEAST_LINES:  # type: ignore[index]
            return None
        around = folded(" ".join((found[0].where.heading, sheet.title, *_before(sheet, found[0]))))
        return found[0] if says(self.cue, around) or says(self.score, around) else None

    def _row(self, cells: object, heads: tuple[str, ...]) -> Scores | None:
        listed: list[Text] = list(cells)  # type: ignore[call-overload]
        if len(listed) < 2 or not any(heads) or any(self.play.fill(head) for head in heads if head):
            return None
        scores = [
            (cell, head)
            for cell, head in zip(listed, heads, strict=True)
            if head and self.is_score(cell.joined, head)
        ]
        if not scores:
            return None
        for cell, head in zip(listed, heads, strict=True):
            said = cell.joined.strip()
            if self.number.fill(head) and _NUMBER.fullmatch(said):
                secret = "secret" in head or "code" in head or "pin" in head.split()
                return Scores(cell, "number", scores[0][1], scores[0][0], secret=secret)
        for cell, head in zip(listed, heads, strict=True):
            if self.student.fill(head) and _PERSON.fullmatch(cell.joined.strip()):
                return Scores(cell, "name", scores[0][1], scores[0][0])
        return None

    def is_score(self, value: str, head: str) -> bool:
        """Tell whether a cell under a heading is a mark: under "Grade", 1 to 12 is a level."""
        said = value.strip()
        if not _SCORE.fullmatch(said) or self.number.fill(head):
            return False
        if head in ("grade", "grades", "gr", "grado"):
            return not _LEVEL.fullmatch(said)
        return bool(says(self.score, head))


def score_tables(policy: Policy) -> ScoreTables:
    """Return the finder of score tables with the district's words."""
    return ScoreTables(
        cues(policy, "record-score-head"),
        cues(policy, "record-number-head"),
        cues(policy, "record-student-head"),
        cues(policy, "record-play-head"),
        cues(policy, "record-score-cue"),
        policy.words.of("nothing"),
    )


def without_digits(words: str) -> str:
    """Return words with every digit hidden, so that a report does not repeat a number."""
    return DIGIT.sub("#", words)


def _plain(head: str) -> str:
    return folded(head).strip(" :.")


def _before(sheet: Sheet, text: Text) -> list[str]:
    at = next(place for place, each in enumerate(sheet.texts) if each is text)
    return [each.joined for each in sheet.texts[max(0, at - 4) : at]]
