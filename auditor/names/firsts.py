"""Find first names that stand alone and fit students of the page's own class or school."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.names.around import WRITTEN_AS_ONE, title_case
from auditor.names.context import stranger
from auditor.names.cues import Cues
from auditor.names.place import Locale, Nearness
from auditor.names.scan import ends_word, parts_at
from auditor.names.skim import Skimmer, has_capital
from auditor.names.tokens import Token, sentence
from auditor.page import Text

_WORD = re.compile(r"\w+")
_DAY = re.compile(r"^[\s,.]{0,3}\d")
_AND_THE = r"^\s+(?:{and}|&)\s+{theirs}\s+[A-ZÁÉÍÓÚÑ]"
_LISTED = r"^\s*(?:,|;|&|{and}|,\s*{and})\s*$"


@dataclass(frozen=True, slots=True)
class FirstName:
    """State that a first name stands alone: `numbers` are the students whom it fits nearest to the page.

    `doubtful` is true where the name is a word or part of a title as likely as it is a child's.
    """

    numbers: tuple[int, ...] = field(repr=False)
    words: str = field(repr=False)
    start: int
    end: int
    nearness: Nearness
    doubtful: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Hold where a first name stands: from token `at` to before token `after`."""

    skimmer: Skimmer
    cues: Cues
    locale: Locale
    view: str = field(repr=False)
    found: Sequence[Token] = field(repr=False)
    at: int
    after: int
    given: str = field(repr=False)
    as_one: bool

    @property
    def leading(self) -> Token | None:
        """The word directly before, in the same statement ("Ms. Hale" is one)."""
        token = self.found[self.at]
        before = self.found[self.at - 1] if self.at else None
        if before is None or not token.near:
            return None
        short = token.before in (". ", ".") and len(before.folded) <= 4
        return before if short or not token.ends_sentence else None

    @property
    def following(self) -> Token | None:
        """The word directly behind, in the same statement."""
        if self.after >= len(self.found):
            return None
        token = self.found[self.after]
        return token if token.near and not token.ends_sentence and token.letters else None


def first_names(skimmer: Skimmer, cues: Cues, locale: Locale, text: Text) -> Iterator[FirstName]:
    """Yield the first names in a text that fit a student of the class, else of the school."""
    view = text.joined
    as_one = text.where.source in WRITTEN_AS_ONE
    marks = skimmer.of(view).marks
    if any(word in locale.starts and (as_one or has_capital(view, word)) for _, word, _ in marks):
        yield from _in_tokens(skimmer, cues, locale, view, as_one)


def _in_tokens(skimmer: Skimmer, cues: Cues, locale: Locale, view: str, as_one: bool) -> Iterator[FirstName]:
    index, found = skimmer.index, skimmer.tokens(view)
    behind = 0
    for at in range(len(found)):
        if at < behind or not (found[at].capital or as_one):
            continue
        parts = list(parts_at(index, found, at, index.by_given, index.givens))
        if not parts:
            continue
        given, after = parts[-1]
        numbers = locale.class_given.get(given) or locale.by_given.get(given)
        if not numbers or not ends_word(found, after):
            continue
        place = _Place(skimmer, cues, locale, view, found, at, after, given, as_one)
        if not _alone(place) or _another(place):
            continue
        behind = after
        start, end = found[at].start, found[after - 1].end
        near = Nearness.CLASS if given in locale.class_given else Nearness.SCHOOL
        yield FirstName(tuple(numbers), view[start:end], start, end, near, _doubtful(place))


def _alone(place: _Place) -> bool:
    """Tell a first name from half of somebody's full name, or of a place's."""
    index, single = place.skimmer.index, place.cues.single
    before, follows = place.leading, place.following
    if before is not None:
        if any(before.folded in single[each] for each in ("adult-title", "adult-kin", "place-before")):
            return False
        if before.capital and before.folded in index.by_given and not place.as_one:
            return False
    if follows is None or _possessive(follows):
        return True
    capital = follows.capital or place.as_one
    if capital and len(follows.folded) > 1 and follows.folded in index.by_family:
        return False
    if capital and (follows.folded in single["place-after"] or follows.folded in single["business-after"]):
        return False
    if follows.capital and len(follows.folded) > 1 and not place.as_one:
        return title_case(place.found)
    return True


def _another(place: _Place) -> bool:
    """Tell whether the word is a month, a town or the like here, and no name."""
    before, follows = place.leading, place.following
    small, calendar = place.cues.small, place.cues.calendar
    lead, next_word = (each.folded if each is not None else "" for each in (before, follows))
    rest = place.view[place.found[place.after - 1].end :]
    if follows is not None and follows.capital and place.given in place.cues.single["adult-title"]:
        return True
    if lead in small["not-of-a-person"] and before is not None and not before.initial:
        return True
    starts = place.at == 0 or place.found[place.at].ends_sentence or _all_capitals(place.found)
    if place.given in small["also-verb"] and next_word in small["first-goes-on"] and starts:
        return follows is not None and not follows.capital
    if place.given in calendar:
        # A single letter behind a name is an initial: "June Y."
        joined = len(next_word) > 1 and next_word in small["and-or"]
        dated = _DAY.match(rest) or next_word in calendar or joined
        two_before = place.found[place.at - 2].folded if place.at > 1 else ""
        listed = lead in calendar or (lead in small["and-or"] and two_before in calendar)
        return bool(dated) or lead in small["in-time"] or listed
    if place.given in place.cues.single["place-name"]:
        return (
            lead in small["in-space"]
            or lead in small["of-a-place"]
            or any(_is_place(place, at) for at in (place.at - 1, place.after))
        )
    return False


def _is_place(place: _Place, at: int) -> bool:
    """Tell whether another place stands beside, in a list or as a state ("Phoenix, Arizona", "Salem, OR")."""
    if not 0 <= at < len(place.found):
        return False
    token = place.found[at]
    between = place.found[max(at, place.at)].before
    state = token.shouted and len(token.folded) == 2
    return place.cues.pattern(_LISTED).match(between) is not None and (
        state or token.folded in place.cues.single["place-name"]
    )


def _doubtful(place: _Place) -> bool:
    """Tell whether the name may be an ordinary word, part of a title, or somebody else's."""
    found, after = place.found, place.after
    index, follows = place.skimmer.index, place.following
    small, calendar = place.cues.small, place.cues.calendar
    rest = place.view[found[after - 1].end :]
    if place.cues.pattern(_AND_THE).match(rest) or place.cues.calls_adult(rest.casefold()):
        return True
    if follows is not None and _possessive(follows):
        owned = found[after + 1] if after + 1 < len(found) else None
        if owned is not None and owned.capital and owned.before == " " and not _all_capitals(found):
            return True
    elif (
        follows is not None and follows.capital and not place.as_one and stranger(index, place.cues, follows)
    ):
        return True
    said = sentence(place.view, found[place.at].start, found[after - 1].end).casefold()
    if place.cues.has("author", said) and not place.cues.has("student", said):
        return True
    if place.given not in index.ordinary and place.given not in place.cues.single["place-name"]:
        return False
    if follows is not None and follows.folded in place.cues.single["person-verb"] - small["no-deed"]:
        return False
    before = place.leading
    if follows is not None and (follows.folded in small["of-a-word"] or follows.capital) and not place.as_one:
        return True
    if place.given in calendar and calendar.intersection(_WORD.findall(said)) - {place.given}:
        return True
    if place.cues.has("class-pet", said):
        return True
    worded = before is not None and (
        before.folded in small["of"] or (before.capital and before.folded in index.ordinary)
    )
    if worded and not place.as_one:
        return True
    if follows is not None and place.given not in small["also-verb"] and _of_a_child(place.cues, follows):
        return False
    if _among_classmates(place):
        return False
    return place.at == 0 or found[place.at].ends_sentence or _all_capitals(found)


def _of_a_child(cues: Cues, token: Token) -> bool:
    """Tell whether a word goes on as after a child's name: "at the zoo", "painted a kite"."""
    return not token.capital and (
        token.folded in cues.small["of-a-child-with"] or token.folded.endswith("ed")
    )


def _among_classmates(place: _Place) -> bool:
    """Tell whether a first name of the same class stands beside it in a list."""
    given = place.locale.class_given
    for at, joint in ((place.at - 1, place.at), (place.after, place.after)):
        if 0 <= at < len(place.found) and joint < len(place.found):
            other = place.found[at].folded
            if (
                place.cues.pattern(_LISTED).match(place.found[joint].before)
                and other in given
                and other not in place.skimmer.index.ordinary
            ):
                return True
    return False


def _possessive(token: Token) -> bool:
    return token.touching and token.before != ""


def _all_capitals(found: Sequence[Token]) -> bool:
    longer = [token for token in found if token.letters and len(token.folded) > 1]
    return sum(token.capital for token in longer) >= 0.8 * len(longer)
