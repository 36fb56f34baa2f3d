"""Weigh how a name is written: capitals, ordinary words, lists, how frequent its halves are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.names.around import WRITTEN_AS_ONE, Remark, Scene
from auditor.names.scan import Hit, Shape
from auditor.names.tokens import Token
from auditor.page import Source

_SURE_OF_ITSELF = 4
"""From so many letters on, neither half of a joined name is likely to be part of a word."""

_TOO_LONG_FOR_A_WORD = 10


def looks(scene: Scene) -> Iterator[Remark]:
    """Weigh the writing: ordinary words without capitals are words, and lists of names hold names."""
    index, found, hit, source = scene.index, scene.found, scene.hit, scene.around.where.where.source
    second = second_half(found, hit)
    junction = "" if hit.last - hit.first < 2 else found[second].before
    if "/" in junction and source is not Source.HREF:
        yield -3.0, "a slash parts the two words"
    if hit.shape is Shape.USER_NAME:
        return
    common = (hit.given in index.ordinary) + (hit.family in index.ordinary)
    as_one = (
        source in WRITTEN_AS_ONE
        or hit.shape is Shape.JOINED
        or (
            hit.last - hit.first > 1
            and not junction.isspace()
            and hit.shape in (Shape.FIRST_LAST, Shape.LAST_FIRST)
            and junction[:1] not in "\"”’')]"
        )
    )
    if not as_one and hit.shape is not Shape.CELLS:
        halves = found[hit.first : second], found[second : hit.last]
        capitals = [any(token.capital for token in half) for half in halves if half]
        if not any(capitals):
            yield -3.0 - 1.5 * common, "it is written without capitals"
        elif not all(capitals):
            yield -2.0 - 1.5 * common, "only one of the words has a capital"
    worded = common + (hit.family in scene.cues.single["place-after"] and hit.family not in index.ordinary)
    if as_one and worded:
        yield (-4.4 if worded == 2 else -1.5), "its halves are ordinary words"
    elif common == 2:
        yield (-0.5 if scene.student else -1.5), "both halves are ordinary words"
        if hit.shape is Shape.BLOCKS and not scene.student:
            yield -1.5, "they are two entries of a list"
        if scene.following is not None and scene.following.folded in scene.cues.single["person-verb"]:
            yield 1.0, "it reads on as about a person"
    elif common:
        yield -0.4, "one half is an ordinary word"
    if hit.shape is Shape.JOINED and min(len(hit.given), len(hit.family)) < _SURE_OF_ITSELF:
        if len(hit.given) + len(hit.family) < _TOO_LONG_FOR_A_WORD:
            yield -4.0, "one half is so short that the whole may be a word"
            return
        yield -1.0, "one half is short"
    if hit.shape is Shape.LAST_COMMA_FIRST and _in_prose(found, hit):
        yield -1.5, "it stands in the middle of a sentence"
    if len(scene.others) > 1:
        yield 0.7, "it stands in a list of names"
    elif hit.start == 0 and hit.end >= len(scene.around.text.rstrip(".!?,; ")):
        yield 0.5, "it stands alone"
    yield from _frequency(scene, common)


def _frequency(scene: Scene, common: int) -> Iterator[Remark]:
    index, hit = scene.index, scene.hit
    given, family = index.by_given.get(hit.given, ()), index.by_family.get(hit.family, ())
    expected = len(given) * len(family) / max(1, len(index))
    if expected < 0.05 and not common:
        yield 0.5, "the name is rare"
    elif expected > 0.3:
        yield -0.5, "both halves are frequent names"


def second_half(found: Sequence[Token], hit: Hit) -> int:
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
