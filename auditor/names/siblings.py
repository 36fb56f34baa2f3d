"""Find first names that share the last name of a name beside them: "Ana and Leo Berg", "the Berg twins"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.names.index import Index
from auditor.names.scan import Candidate, Hit, Middle, Shape, ends_word, parts_at, starts_word
from auditor.names.tokens import Token

_COMMA = re.compile(r"^\s*(?:,|&|/|\+|,\s*&)\s*$")
_MOST = 4


def may_share(index: Index, words: Sequence[str]) -> bool:
    """Tell whether a text speaks of several children of one family, whose names may stand apart."""
    return not index.siblings.isdisjoint(words)


def siblings(index: Index, found: Sequence[Token], hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield the first names joined to a full name by commas and "and", each with that family name."""
    taken = {at for hit in hits for at in range(hit.first, hit.last)}
    for hit in hits:
        if hit.shape is Shape.FIRST_LAST:
            yield from _to_the_left(index, found, hit, taken)
        elif hit.shape is Shape.LAST_COMMA_FIRST:
            yield from _to_the_right(index, found, hit.family, hit.last, taken)
    for at, token in enumerate(found):
        if token.folded in index.siblings and at and at not in taken:
            for family, first in _family_before(index, found, at):
                if first not in taken and at + 1 < len(found):
                    yield from _to_the_right(index, found, family, at, taken, named=False)


def _to_the_left(index: Index, found: Sequence[Token], hit: Hit, taken: set[int]) -> Iterator[Hit]:
    at = hit.first
    for step in range(_MOST):
        behind = at
        if (
            at
            and found[at - 1].folded in index.joining
            and not found[at - 1].capital
            and found[at].before == " "
        ):
            behind = at - 1
        elif not at or not _COMMA.match(found[at].before) or (step == 0 and "," in found[at].before):
            return
        name = _given_before(index, found, behind, hit.family)
        if name is None or not taken.isdisjoint(range(name[1], behind)):
            return
        given, at = name
        yield _sibling(index, found, given, hit.family, at, behind)


def _to_the_right(
    index: Index, found: Sequence[Token], family: str, after: int, taken: set[int], *, named: bool = True
) -> Iterator[Hit]:
    """Yield first names behind "Berg, Ana" or "the Berg twins"; the former needs an "and"."""
    at = after if named else after + 1
    for step in range(_MOST):
        if at >= len(found) or at in taken:
            return
        if found[at].folded in index.joining and found[at].before == " ":
            at += 1
        elif named or (step and not _COMMA.match(found[at].before)):
            return
        if at >= len(found) or not found[at].capital:
            return
        parts = [(given, end) for given, end in parts_at(index, found, at, index.by_given, index.givens)]
        given, end = parts[-1] if parts else ("", at)
        longer = end < len(found) and found[end].before == " " and found[end].capital
        if not given or longer or index.by_given[given].isdisjoint(index.by_family[family]):
            return
        yield _sibling(index, found, given, family, at, end)
        at = end


def _given_before(index: Index, found: Sequence[Token], behind: int, family: str) -> tuple[str, int] | None:
    """Return the given name that ends before a token, of a student with this family name, and its start."""
    for first in range(max(0, behind - 3), behind):
        if not found[first].capital or not starts_word(found, first):
            continue
        for given, end in parts_at(index, found, first, index.by_given, index.givens):
            if end == behind and not index.by_given[given].isdisjoint(index.by_family[family]):
                return given, first
    return None


def _family_before(index: Index, found: Sequence[Token], at: int) -> Iterator[tuple[str, int]]:
    for first in range(max(0, at - 4), at):
        if found[first].capital:
            for family, end in parts_at(index, found, first, index.by_family, index.families):
                if end == at and ends_word(found, end) and found[at].before == " ":
                    yield family, first
                    return


def _sibling(index: Index, found: Sequence[Token], given: str, family: str, first: int, last: int) -> Hit:
    candidates = tuple(
        Candidate(
            number,
            index.forms[number].given[given],
            index.forms[number].family[family],
            Shape.SHARED,
            Middle.NONE,
        )
        for number in index.by_given[given] & index.by_family[family]
    )
    return Hit(found[first].start, found[last - 1].end, first, last, given, family, candidates)
