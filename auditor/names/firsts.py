"""Find first names that stand alone and fit students of the page's own class or school."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.names.around import WRITTEN_AS_ONE
from auditor.names.cues import Cues
from auditor.names.index import Index
from auditor.names.place import Locale, Nearness
from auditor.names.scan import ends_word, parts_at
from auditor.names.skim import Skimmer, has_capital
from auditor.names.tokens import Token
from auditor.page import Text

_GOES_ON = frozenset(
    "you we the your i it they this that be to there our all a an my he she these those everyone anyone "
    "please not for in on at of as if".split()
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december sunday monday "
    "tuesday wednesday thursday friday saturday".split()
)
_DAY = re.compile(r"^[\s,.]{0,3}\d")


@dataclass(frozen=True, slots=True)
class FirstName:
    """State that a first name stands alone: `numbers` are the students whom it fits nearest to the page.

    `doubtful` is true where the name is an ordinary word at a place where words have capitals anyway.
    """

    numbers: tuple[int, ...] = field(repr=False)
    words: str = field(repr=False)
    start: int
    end: int
    nearness: Nearness
    doubtful: bool


def first_names(skimmer: Skimmer, cues: Cues, locale: Locale, text: Text) -> Iterator[FirstName]:
    """Yield the first names in a text that fit a student of the class, else of the school."""
    view = text.joined
    as_one = text.where.source in WRITTEN_AS_ONE
    for _, word, _ in skimmer.of(view).marks:
        if word in locale.starts and (as_one or has_capital(view, word)):
            yield from _in_tokens(skimmer.index, cues, locale, text, view, skimmer.tokens(view))
            return


def _in_tokens(
    index: Index, cues: Cues, locale: Locale, text: Text, view: str, found: Sequence[Token]
) -> Iterator[FirstName]:
    as_one = text.where.source in WRITTEN_AS_ONE
    behind = 0
    for at in range(len(found)):
        if at < behind:
            continue
        parts = list(parts_at(index, found, at, index.by_given, index.givens))
        if not parts:
            continue
        given, after = parts[-1]
        numbers = locale.class_given.get(given) or locale.by_given.get(given)
        if not numbers or not (found[at].capital or as_one):
            continue
        if not ends_word(found, after) or not _alone(index, cues, found, at, after, as_one):
            continue
        doubt = _doubt(index, view, found, at, after, given)
        if doubt is None:
            continue
        behind = after
        near = Nearness.CLASS if given in locale.class_given else Nearness.SCHOOL
        yield FirstName(
            tuple(numbers),
            view[found[at].start : found[after - 1].end],
            found[at].start,
            found[after - 1].end,
            near,
            doubt,
        )


def _alone(index: Index, cues: Cues, found: Sequence[Token], at: int, after: int, as_one: bool) -> bool:
    """Tell a first name from half of somebody's full name."""
    if at and found[at].near and not found[at].ends_sentence:
        before = found[at - 1]
        if before.folded in cues.single["adult-title"] or (before.folded in cues.single["adult-kin"]):
            return False
        if before.capital and before.folded in index.by_given and not as_one:
            return False
    elif at and found[at].before in (". ", ".") and found[at - 1].folded in cues.single["adult-title"]:
        return False
    if after < len(found):
        follows = found[after]
        if follows.touching and follows.before:
            return True  # a possessive
        if follows.near and not follows.ends_sentence and follows.letters:
            if follows.folded in index.by_family and (follows.capital or as_one) and len(follows.folded) > 1:
                return False
            if follows.folded in cues.single["place-after"] and follows.capital:
                return False
            if follows.capital and len(follows.folded) > 1 and not as_one and not _listed(found):
                return False
    return True


def _listed(found: Sequence[Token]) -> bool:
    longer = [token for token in found if token.letters and len(token.folded) > 1]
    return sum(token.capital for token in longer) >= 0.8 * len(longer)


def _doubt(index: Index, view: str, found: Sequence[Token], at: int, after: int, given: str) -> bool | None:
    """Return None for a word that is no name here, else whether it may be an ordinary word."""
    if given not in index.ordinary:
        return False
    follows = found[after].folded if after < len(found) and not found[after].ends_sentence else ""
    if follows in _GOES_ON and not found[after].capital:
        return None
    if given in _MONTHS and (
        _DAY.match(view[found[after - 1].end :]) or follows in _MONTHS or follows in ("and", "or")
    ):
        return None
    starts = at == 0 or found[at].ends_sentence
    return starts or _listed(found)
