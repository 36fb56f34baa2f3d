"""Find full names in one text, whoever's page it is on; judges neither who nor whether it matters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.mask.spelling import SUFFIXES
from auditor.names.forms import Part
from auditor.names.index import FAMILY, GIVEN, JOINED, Index, joined_cuts
from auditor.names.tokens import Token

_OPENS = re.compile(r" ?[\"“‘'(\[]")
_CLOSES = re.compile(r"[\"”’')\]] ")
_MOST_BETWEEN = 3
_ENDINGS = SUFFIXES - {"junior", "sr"}  # "Junior Varsity", "Sr. Lopez"


class Shape(StrEnum):
    """How the two halves of a name stand to each other; the words go into the evidence."""

    FIRST_LAST = "first and last name"
    LAST_COMMA_FIRST = "last name, comma, first name"
    JOINED = "both names written as one word"
    USER_NAME = "a user name"
    CELLS = "first and last name in neighboring cells"
    BLOCKS = "first and last name in neighboring lines"
    CAPITALS_FIRST = "last name in capitals, first name"
    SHARED = "first name, beside a last name that several share"
    LAST_FIRST = "last name first"
    INITIAL_LAST = "first initial and last name"


class Middle(StrEnum):
    """What stands between the halves."""

    NONE = ""
    KNOWN = "with the middle name of the roster"
    INITIAL = "with an initial between"
    OTHER_INITIAL = "with another initial than the roster's"
    UNKNOWN = "with another word between"
    OTHER = "with another middle name than the roster's"


ORDER = {shape: rank for rank, shape in enumerate(Shape)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Say how one student's name fits a written one; `number` is the place in the index."""

    number: int
    given: Part
    family: Part
    shape: Shape
    middle: Middle = Middle.NONE


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold one place where a full name may stand: `start` and `end` in the text, whoever it may be.

    `first` and `last` are positions of tokens, `last` the one behind. `given` and `family` are the
    folded halves, for asking how ordinary they are.
    """

    start: int
    end: int
    first: int
    last: int
    given: str
    family: str
    candidates: tuple[Candidate, ...]

    @property
    def shape(self) -> Shape:
        return min((each.shape for each in self.candidates), key=ORDER.__getitem__)


def parts_at(
    index: Index, found: Sequence[Token], at: int, side: Mapping[str, object], longest: int
) -> Iterator[tuple[str, int]]:
    """Yield each name of one side that starts at a token, with the position behind it."""
    if at >= len(found) or not starts_word(found, at):
        return
    joined = ""
    for position in range(at, len(found)):
        token = found[position]
        if (
            position > at
            and not token.touching
            and (joined not in index.inner or not _adjoins(found, position))
        ):
            return
        joined += token.folded
        if len(joined) > longest:
            return
        if joined in side and ends_word(found, position + 1):
            yield joined, position + 1


def starts_word(found: Sequence[Token], at: int) -> bool:
    """Tell whether a word, or a new word in camel case, starts at a token."""
    token = found[at]
    if not token.touching or not found[at - 1].letters:
        return True
    return token.before == "" and token.capital


def ends_word(found: Sequence[Token], after: int) -> bool:
    """Tell whether a word ends before the token `after`: also before a possessive, a digit, a capital."""
    if after >= len(found):
        return True
    token = found[after]
    if not token.touching or not token.letters:
        return True
    if token.before == "":
        return token.capital and not (token.shouted and found[after - 1].shouted)
    return token.folded == "s" or token.before == "- "


def _adjoins(found: Sequence[Token], at: int) -> bool:
    """Tell whether a token stands beside the one before as parts of one name do ("J. Smith" too)."""
    token = found[at]
    if not token.near:
        return False
    if token.ends_sentence:
        return len(found[at - 1].folded) == 1 or found[at - 1].folded in ("st", "jr", "sr")
    return True


def pairs(index: Index, found: Sequence[Token]) -> Iterator[Hit]:
    """Yield names whose halves stand side by side, either one first."""
    for at, token in enumerate(found):
        # A word in several pieces may be a name of which the first piece tells nothing.
        in_pieces = at + 1 < len(found) and found[at + 1].touching
        role = GIVEN | FAMILY if in_pieces else index.role(token.folded)
        if role & GIVEN:
            for given, after in parts_at(index, found, at, index.by_given, index.givens):
                yield from _family_after(index, found, at, given, after)
        if role & FAMILY:
            for family, after in parts_at(index, found, at, index.by_family, index.families):
                yield from _given_after(index, found, at, family, after)


def _family_after(index: Index, found: Sequence[Token], at: int, given: str, after: int) -> Iterator[Hit]:
    """Yield "First Last" with what may stand between: middle names and initials."""
    between: list[Token] = []
    position = after
    for _ in range(_MOST_BETWEEN + 1):
        if position >= len(found):
            return
        if _OPENS.fullmatch(found[position].before) and position == after:
            # A nickname in quotation marks or brackets: 'William "Liam" Long'.
            ahead = range(position + 1, min(position + 3, len(found)))
            closed = next((each for each in ahead if _CLOSES.fullmatch(found[each].before)), 0)
            if not closed:
                return
            position = closed
            for family, end in parts_at(index, found, position, index.by_family, index.families):
                both = index.by_given[given] & index.by_family[family]
                if both:
                    yield _hit(index, found, at, end, given, family, both, Shape.FIRST_LAST, ())
            return
        if not _adjoins(found, position):
            return
        for family, end in parts_at(index, found, position, index.by_family, index.families):
            both = index.by_given[given] & index.by_family[family]
            if both:
                yield _hit(index, found, at, end, given, family, both, Shape.FIRST_LAST, between)
        token = found[position]
        if not _may_stand_between(index, token, found[at], between):
            return
        between = [*between, token]
        position += 1


def _given_after(index: Index, found: Sequence[Token], at: int, family: str, after: int) -> Iterator[Hit]:
    """Yield "Last, First" and "Last First"."""
    while after < len(found) and found[after].folded in SUFFIXES and found[after].before in (" ", ", "):
        after += 1
    if after >= len(found):
        return
    if found[after].comma or found[after].before == "., ":
        shape = Shape.LAST_COMMA_FIRST
    elif _adjoins(found, after):
        shape = Shape.LAST_FIRST
    else:
        return
    shouted = shape is Shape.LAST_FIRST and all(token.shouted for token in found[at:after])
    for given, end in parts_at(index, found, after, index.by_given, index.givens):
        both = index.by_given[given] & index.by_family[family]
        if both and shouted and not found[after].shouted:
            yield _hit(index, found, at, end, given, family, both, Shape.CAPITALS_FIRST, ())
        elif both:
            yield _hit(index, found, at, end, given, family, both, shape, ())
    yield from _given_last(index, found, at, family, after, shape)


def _given_last(
    index: Index, found: Sequence[Token], at: int, family: str, after: int, shape: Shape
) -> Iterator[Hit]:
    """Yield "Last Middle First", where the word between is the student's own middle name ("Le Van Minh")."""
    if after + 1 >= len(found) or not _adjoins(found, after + 1) or len(found[after].folded) < 2:
        return
    middle = found[after].folded
    for given, end in parts_at(index, found, after + 1, index.by_given, index.givens):
        both = [
            number
            for number in index.by_given[given] & index.by_family[family]
            if middle in index.forms[number].middle
        ]
        if both:
            yield _hit(index, found, at, end, given, family, both, shape, found[after : after + 1])


def _may_stand_between(index: Index, token: Token, first: Token, between: Sequence[Token]) -> bool:
    if not token.letters or len(between) >= _MOST_BETWEEN or token.folded in SUFFIXES:
        return False
    if len(token.folded) == 1:
        return token.capital or not first.capital
    words = sum(len(each.folded) > 1 for each in between)
    in_a_slug = not token.before.isspace() and not token.touching
    return words < 1 and (token.capital or in_a_slug) and token.folded not in index.joining


def _hit(
    index: Index,
    found: Sequence[Token],
    first: int,
    last: int,
    given: str,
    family: str,
    numbers: Iterable[int],
    shape: Shape,
    between: Sequence[Token],
) -> Hit:
    candidates = tuple(
        Candidate(
            number,
            index.forms[number].given[given],
            index.forms[number].family[family],
            shape,
            _middle(index, number, between),
        )
        for number in numbers
    )
    last = _with_ending(found, last) if shape is Shape.FIRST_LAST else last
    return Hit(found[first].start, found[last - 1].end, first, last, given, family, candidates)


def _with_ending(found: Sequence[Token], last: int) -> int:
    """Return the position behind "Jr." or "III" where one follows a name."""
    if last < len(found) and found[last].folded in _ENDINGS and found[last].before in (" ", ", "):
        return last + 1
    return last


def _middle(index: Index, number: int, between: Sequence[Token]) -> Middle:
    if not between:
        return Middle.NONE
    forms = index.forms[number]
    words = [token.folded for token in between]
    own = (*forms.middle, *forms.given, *forms.family)
    if all(len(word) > 1 and word in own for word in words) or "".join(words) in forms.middle:
        return Middle.KNOWN
    if all(len(word) == 1 for word in words):
        if not forms.middle:
            return Middle.INITIAL
        return Middle.KNOWN if words[0] in {name[0] for name in own} else Middle.OTHER_INITIAL
    return Middle.OTHER if forms.middle else Middle.UNKNOWN


def in_one_word(index: Index, found: Sequence[Token]) -> Iterator[Hit]:
    """Yield words that are both names in one ("emmasmith")."""
    for at, token in enumerate(found):
        if len(token.folded) < 5 or not index.role(token.folded) & JOINED:
            continue
        if not starts_word(found, at) or not ends_word(found, at + 1):
            continue
        for given, family, numbers in joined_cuts(index, token.folded):
            yield _hit(index, found, at, at + 1, given, family, numbers, Shape.JOINED, ())
