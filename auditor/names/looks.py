"""Weigh how a name is written: capitals, ordinary words, lists, how frequent its halves are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.names.around import CALENDAR, WRITTEN_AS_ONE, Around, Remark
from auditor.names.cues import Cues
from auditor.names.index import Index
from auditor.names.scan import Hit, Shape
from auditor.names.tokens import Token
from auditor.page import Source

_INSIDE = re.compile(r"(?<!\w)(?:at|in|to|near|visit|from|through|across|around|on)\s+(?:the\s+)?$")


def looks(
    index: Index,
    cues: Cues,
    around: Around,
    found: Sequence[Token],
    hit: Hit,
    before: str,
    student: bool,
    others: Sequence[Hit],
) -> Iterator[Remark]:
    """Weigh the writing: ordinary words without capitals are words, and lists of names hold names."""
    second = _second_half(found, hit)
    halves = found[hit.first : second], found[second : hit.last]
    capitals = [any(token.capital for token in half) for half in halves if half]
    common = (hit.given in index.ordinary) + (hit.family in index.ordinary)
    as_one = around.where.where.source in WRITTEN_AS_ONE or hit.shape in (Shape.JOINED, Shape.USER_NAME)
    junction = "" if hit.last - hit.first < 2 else found[second].before
    as_one = as_one or (
        hit.last - hit.first > 1
        and not junction.isspace()
        and hit.shape in (Shape.FIRST_LAST, Shape.LAST_FIRST)
        and junction[:1] not in "\"”’')]"
    )
    if "/" in junction and around.where.where.source is not Source.HREF:
        yield -3.0, "a slash parts the two words"
    if hit.shape is Shape.USER_NAME:
        return
    if not as_one and hit.shape is not Shape.CELLS:
        if not any(capitals):
            yield -3.0 - 1.5 * common, "it is written without capitals"
        elif not all(capitals):
            yield -2.0 - 1.5 * common, "only one of the words has a capital"
    if as_one and common:
        yield -1.5 * common, "its halves are ordinary words"
    elif common == 2:
        yield (-0.5 if student else -1.5), "both halves are ordinary words"
        acts = hit.last < len(found) and found[hit.last].folded in cues.single["person-verb"]
        if acts:
            yield 1.0, "it reads on as about a person"
        elif hit.family in cues.single["place-after"] and not student:
            yield -2.2, "its second word is one for places"
        if _INSIDE.search(before[-20:]):
            yield -2.0, "it reads as the name of a place"
    elif common:
        yield -0.4, "one half is an ordinary word"
    if hit.given in CALENDAR and hit.family in CALENDAR:
        yield -3.0, "both halves are words of the calendar"
    if hit.shape is Shape.JOINED and min(len(hit.given), len(hit.family)) < 4:
        yield -1.5, "one half is short"
    if hit.shape is Shape.LAST_COMMA_FIRST and _in_prose(found, hit):
        yield -2.0, "it stands in the middle of a sentence"
    if len(others) > 1:
        yield 0.7, "it stands in a list of names"
    elif hit.start == 0 and hit.end >= len(around.text.rstrip(".!?,; ")):
        yield 0.5, "it stands alone"
    expected = (
        len(index.by_given.get(hit.given, ())) * len(index.by_family.get(hit.family, ())) / max(1, len(index))
    )
    if expected < 0.05 and not common:
        yield 0.5, "the name is rare"
    elif expected > 0.3:
        yield -0.5, "both halves are frequent names"


def _second_half(found: Sequence[Token], hit: Hit) -> int:
    """Return the token at which the later half of a name starts."""
    joined = ""
    for at in range(hit.last - 1, hit.first, -1):
        joined = found[at].folded + joined
        if joined in (hit.given, hit.family):
            return at
    return max(hit.first, hit.last - 1)


def _in_prose(found: Sequence[Token], hit: Hit) -> bool:
    left = hit.first > 0 and found[hit.first].before == " " and not found[hit.first - 1].capital
    right = hit.last < len(found) and found[hit.last].before == " " and not found[hit.last].capital
    return left and right
