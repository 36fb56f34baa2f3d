"""Find every full name, joined name and user name in one text, whoever they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from auditor.names.forms import Part
from auditor.names.index import Index
from auditor.names.scan import ORDER, Candidate, Hit, Shape, in_one_word, pairs
from auditor.names.tokens import Token

_USER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._+\-]{2,63}(?=@)|\b[A-Za-z][A-Za-z._\-]{2,40}\d{1,6}\b")


def hits(index: Index, text: str, found: Sequence[Token]) -> tuple[Hit, ...]:
    """Return the names in a text and its tokens that do not overlap, in order."""
    return settle((*pairs(index, found), *in_one_word(index, found), *user_names(index, text, found)))


def settle(found: Iterable[Hit]) -> tuple[Hit, ...]:
    """Join hits at one place, and of those that overlap keep the surer form and the longer one."""
    places: dict[tuple[int, int], Hit] = {}
    for hit in found:
        place = hit.first, hit.last
        before = places.get(place)
        if before is None:
            places[place] = hit
            continue
        best = {each.number: each for each in (*before.candidates, *hit.candidates)}
        for each in before.candidates:
            if _fit(each) <= _fit(best[each.number]):
                best[each.number] = each
        surer = before if ORDER[before.shape] <= ORDER[hit.shape] else hit
        places[place] = replace(surer, candidates=tuple(best.values()))
    taken: list[Hit] = []
    for hit in sorted(
        places.values(), key=lambda each: (ORDER[each.shape], each.first - each.last, each.first)
    ):
        if all(hit.last <= other.first or other.last <= hit.first for other in taken):
            taken.append(hit)
    return tuple(sorted(taken, key=lambda each: each.first))


def _fit(candidate: Candidate) -> tuple[int, int, int]:
    parts = list(Part)
    return ORDER[candidate.shape], parts.index(candidate.family), parts.index(candidate.given)


def has_user_name(index: Index, text: str) -> bool:
    """Tell whether a user name or an address that the roster holds stands in a text."""
    return any(each.group().casefold() in index.user_names for each in _USER_NAME.finditer(text))


def user_names(index: Index, text: str, found: Sequence[Token]) -> Iterator[Hit]:
    """Yield the user names and addresses that the roster itself holds."""
    if not index.user_names:
        return
    for written in _USER_NAME.finditer(text):
        number = index.user_names.get(written.group().casefold())
        if number is None:
            continue
        inside = [at for at, each in enumerate(found) if written.start() <= each.start < written.end()]
        if not inside:
            continue
        forms = index.forms[number]
        given = next(iter(forms.given), "")
        family = next(iter(forms.family), "")
        candidate = Candidate(number, Part.WHOLE, Part.WHOLE, Shape.USER_NAME)
        yield Hit(written.start(), written.end(), inside[0], inside[-1] + 1, given, family, (candidate,))
