"""Recognise addresses that never end and name their pattern; leaves fetching and counting pages out.

Five shapes: calendars that turn to the next month for ever, numbered pages without an end, paths
that repeat themselves, one path under many queries, one text under many addresses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from urllib.parse import parse_qsl, unquote, urlsplit

LONGEST_CALENDAR = 13
"""Steps from month to month (or day to day) in a row: a school year back or ahead, and one more."""
LONGEST_SERIES = 60
"""Steps from page number to page number in a row."""
FARTHEST_MONTHS = 18
"""How many months ahead of today a real calendar reaches."""
MOST_DATES = 60
"""Dates of one shape that were found only on pages of the same shape."""
MOST_VARIANTS = {1: 150, 2: 60}
"""Queries of one path, by how many fields they have; more fields are combinations: the fewest."""
MOST_COMBINATIONS = 40
MOST_COPIES = 5
"""Addresses of one shape that may show the same text."""
LONGEST_ADDRESS = 2_000
MOST_SEGMENTS = 24

_DIGITS = re.compile(r"\d+")
_OPAQUE = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[0-9A-Za-z_-]{16,}|[0-9a-f]{12,}", re.IGNORECASE)
_YEAR_MONTH = re.compile(
    r"(?<!\d)((?:19|20|21)\d\d)[-/_.]?(1[0-2]|0?[1-9])(?:[-/_.]?(?:3[01]|[12]\d|0?[1-9]))?(?!\d)"
)
_YEAR = frozenset(("year", "yr", "y", "jahr", "ano", "cal_year"))
_MONTH = frozenset(("month", "mon", "mo", "m", "mes", "cal_month"))


@dataclass(frozen=True, slots=True)
class Step:
    """Name where an address stands: its shape, and how many steps of this shape led to it in a row.

    `onward` is true where the page before had the same shape: such a step leads along a series
    ("older posts", "next month") and not deeper into the site.
    """

    shape: str
    row: int = 0
    onward: bool = False


class Traps:
    """Judge the addresses of one site, one after the other, in the order in which they are found."""

    def __init__(self, today: date) -> None:
        self._months_now = today.year * 12 + today.month
        self._variants: Counter[str] = Counter()
        self._dates: Counter[str] = Counter()
        self._copies: dict[tuple[str, bytes], int] = {}
        self._closed: dict[str, str] = {}

    def judge(self, url: str, before: Step | None) -> Step | str:
        """Return where an address stands, or the pattern of the trap to which it belongs.

        `before` is the step of the page on which it was found, None for a start address. The pattern
        holds no value of a query, so that it may stand in a log.
        """
        parts = urlsplit(url)
        shape = shape_of(url)
        if shape in self._closed:
            return self._closed[shape]
        if len(url) > LONGEST_ADDRESS:
            return f"addresses of more than {LONGEST_ADDRESS} characters"
        segments = [segment for segment in parts.path.split("/") if segment]
        repeated = _repeated(segments)
        if repeated:
            return f'paths that repeat "{repeated}"'
        if len(segments) > MOST_SEGMENTS:
            return f"paths of more than {MOST_SEGMENTS} folders"
        months = _months(parts.path, parts.query)
        onward = before is not None and before.shape == shape
        row = before.row + 1 if onward and before is not None else 0
        if months is not None:
            if months > self._months_now + FARTHEST_MONTHS:
                return f"calendar {shape}: more than {FARTHEST_MONTHS} months ahead"
            self._dates[shape] += onward
            if row > LONGEST_CALENDAR or self._dates[shape] > MOST_DATES:
                return f"calendar {shape}: one date leads to the next without an end"
        elif row > LONGEST_SERIES:
            return f"series {shape}: one number leads to the next without an end"
        fields = len(parse_qsl(parts.query, keep_blank_values=True))
        if fields:
            self._variants[parts.path] += 1
            most = MOST_VARIANTS.get(fields, MOST_COMBINATIONS)
            if self._variants[parts.path] > most:
                return f"queries of {shape}: more than {most}"
        return Step(shape, row, onward)

    def saw(self, url: str, lines: Iterable[str]) -> str:
        """Learn what a fetched page said; return the pattern of the trap once it was said too often.

        Lines count in any order, so that a list sorted otherwise is the same page. Where addresses of
        one shape say the same, the shape is closed; where the shapes differ, only the links of further
        copies are not worth following.
        """
        text = b"\0".join(sorted({line.encode("utf-8", "replace") for line in lines}))
        if not text:
            return ""
        digest = blake2b(text, digest_size=16).digest()
        self._copies["", digest] = self._copies.get(("", digest), 0) + 1
        shape = shape_of(url)
        if "#" in shape or "*" in shape or "?" in shape:
            self._copies[shape, digest] = self._copies.get((shape, digest), 0) + 1
            if self._copies[shape, digest] > MOST_COPIES:
                self._closed[shape] = f"{shape}: the same page under more than {MOST_COPIES} addresses"
                return self._closed[shape]
        if self._copies["", digest] > MOST_COPIES:
            return f"the same page under more than {MOST_COPIES} addresses"
        return ""

    def is_closed(self, url: str) -> str:
        """Return the pattern by which an address that already waits turned out to be a trap, else ""."""
        return self._closed.get(shape_of(url), "")


def shape_of(url: str) -> str:
    """Return an address with all that may vary taken out: "#" for numbers, "*" for ids, names of fields."""
    parts = urlsplit(url)
    segments = [
        "*" if _OPAQUE.fullmatch(segment) else _DIGITS.sub("#", segment) for segment in parts.path.split("/")
    ]
    path = "/".join(segments)[:300]
    names = sorted({name[:40] for name, _ in parse_qsl(parts.query[:4000], keep_blank_values=True)})
    return f"{path}?{'&'.join(names[:20])}" if names else path


def _repeated(segments: list[str]) -> str:
    """Return the run of segments that stands three times in a row, or one that stands five times at all."""
    words = [unquote(segment).lower() for segment in segments]
    for length in (1, 2, 3, 4):
        for start in range(len(words) - 3 * length + 1):
            run = words[start : start + length]
            if all(word.isdecimal() for word in run):
                continue  # unit 1, lesson 1, page 1
            if words[start : start + 3 * length] == run * 3:
                return "/".join(segments[start : start + length])[:60]
    for word, times in Counter(words).items():
        if times >= 5 and not word.isdecimal():
            return word[:60]
    return ""


def _months(path: str, query: str) -> int | None:
    """Return the month that an address names, counted from year 0, or None.

    A title behind the date makes it an article ("/2026/10/12/owls"), not a leaf of a calendar.
    """
    fields = {name.lower(): value for name, value in parse_qsl(query[:4000])}
    year = next((fields[name] for name in _YEAR if fields.get(name, "").isdecimal()), "")
    month = next((fields[name] for name in _MONTH if fields.get(name, "").isdecimal()), "")
    if len(year) == 4 and month and 0 < int(month[:3]) < 13:
        return int(year) * 12 + int(month)
    for value in fields.values():
        found = _YEAR_MONTH.fullmatch(value)
        if found:
            return int(found[1]) * 12 + int(found[2])
    for found in _YEAR_MONTH.finditer(path[:500]):
        rest = path[found.end() :].strip("/")
        if not re.search(r"[A-Za-z]{4}", rest.removesuffix(".html").removesuffix(".aspx")):
            return int(found[1]) * 12 + int(found[2])
    return None
