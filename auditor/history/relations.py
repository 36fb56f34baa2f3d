"""Compare a line that came with those that went the same night: an edit, a date moved on, or news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache

from auditor.history.words import dates_in, fold, shape, weekday_in, words
from auditor.words import in_force, of_words
from auditor.words.lists import LISTS, PHRASES

MOST_COMPARED = 120
_ALIKE = 0.7
_LEFT = 0.6
"""The share of a line that must stay where words were only taken out of it: less is another line."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT_WORD = 6
_MARK = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


class Relation(StrEnum):
    """What a new line is to one that vanished."""

    NONE = ""
    EDIT = "edit"
    LIKE = "like"
    DAYS = "days"
    NUMBERS = "numbers"
    YEAR = "year"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Old:
    """Hold a vanished line ready to be compared; `place` and `box` say where it stood."""

    said: str
    shape: str
    words: tuple[str, ...]
    place: str = ""
    box: str = ""

    @staticmethod
    def of(excerpt: str, place: str = "", box: str = "") -> Old:
        said = fold(excerpt)
        return Old(said, shape(said), tuple(words(said)), place, box)


@of_words
@cache
def _known_words() -> frozenset[str]:
    words = in_force().of(*(LISTS | PHRASES))
    return frozenset(word for phrase in words for word in phrase.split())


@of_words
@cache
def _small_words() -> frozenset[str]:
    return in_force().of("small-word")


def relation(new: Old, gone: Sequence[Old], cut: bool = False) -> tuple[Relation, Old | None]:
    """Return what a new line is to those that vanished the same night, and to which: the closest counts.

    `cut` says that the line goes on beyond what is kept of it.
    """
    for old in gone:
        if old.said == new.said:
            return (Relation.CUT if cut else Relation.EDIT), old
    for old in sorted(gone, key=lambda each: each.place != new.place):
        if old.shape == new.shape and "#" in new.shape:
            return _moved(new.said, old.said), old
    here = set(new.words)
    found: tuple[Relation, Old | None] = (Relation.NONE, None)
    for old in gone[:MOST_COMPARED]:
        there = set(old.words)
        shared = len(here & there)
        alike = here and there and 2 * shared >= min(len(here), len(there))
        if alike or (not shared and len(new.words) <= 3 and len(old.words) <= 3):
            edited = _edited(new, old)
            if edited is Relation.EDIT:
                return edited, old
            if edited is Relation.LIKE:
                found = edited, old
    return found


def _moved(new: str, old: str) -> Relation:
    numbers = [(a, b) for a, b in zip(_NUMBER.findall(new), _NUMBER.findall(old), strict=False) if a != b]
    if numbers and all(_YEAR.fullmatch(a) and _YEAR.fullmatch(b) for a, b in numbers):
        same_rest = _YEAR.sub("", new) == _YEAR.sub("", old)
        return Relation.YEAR if same_rest else Relation.DAYS
    far = date(2000, 6, 1)
    days = [named.day for named in dates_in(new, far)], [named.day for named in dates_in(old, far)]
    if days[0] != days[1] or weekday_in(new) != weekday_in(old):
        return Relation.DAYS
    return Relation.NUMBERS if numbers else Relation.DAYS


def _edited(new: Old, old: Old) -> Relation:
    """Tell a mended typing error, a word taken out or a small word put in from new information.

    Words that are alike and no slip of the pen ("seven", "eleven") leave it open.
    """
    if "".join(_NUMBER.findall(new.said)) != "".join(_NUMBER.findall(old.said)):
        return Relation.NONE
    told = Relation.EDIT if len(new.words) >= _LEFT * len(old.words) else Relation.LIKE
    matcher = SequenceMatcher(None, old.words, new.words, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        before, after = old.words[i1:i2], new.words[j1:j2]
        if tag == "insert" and not _small_words().issuperset(after):
            return Relation.NONE
        if tag != "replace" or _small_words().issuperset(after):
            continue
        if len(before) == len(after) and all(map(_is_slip, before, after)):
            # "Plants" may be mended to "planets", and may be last month's lesson.
            if any(map(_are_both_words, before, after)):
                told = Relation.LIKE
            continue
        if _is_slip("".join(before), "".join(after)):
            continue
        if SequenceMatcher(None, " ".join(before), " ".join(after)).ratio() < _ALIKE:
            return Relation.NONE
        told = Relation.LIKE
    return told


def _are_both_words(before: str, after: str) -> bool:
    """Tell whether a word that looks mended was one: both are known, or short with one letter exchanged."""
    if before == after or sorted(before) == sorted(after):
        return False
    if len(before) == len(after) < _SHORT_WORD:
        return True
    return before in _known_words() and after in _known_words()


def is_misspelt(new: Old, standing: Iterable[Old]) -> bool:
    """Tell whether a line is one that stands, but for a slip of the pen in its words."""
    return any(
        len(new.words) == len(old.words)
        and new.said != old.said
        and _NUMBER.findall(new.said) == _NUMBER.findall(old.said)
        and all(map(_is_slip, old.words, new.words))
        for old in standing
    )


def _is_slip(before: str, after: str) -> bool:
    """Tell whether one word is the other with a slip of the pen: a letter more, less or wrong inside it,
    two that changed places; in a long word two of these."""
    if before == after:
        return True
    if sorted(before) == sorted(after) and sum(map(str.__ne__, before, after)) == 2:
        return True
    if abs(len(before) - len(after)) > 2:
        return False
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    differing = max(len(before), len(after)) - sum(block.size for block in blocks)
    long = min(len(before), len(after)) >= 8
    return before[0] == after[0] and min(len(before), len(after)) >= 4 and differing <= (2 if long else 1)


def reformatted(said: str, gone: Sequence[Old]) -> bool:
    """Tell whether a line only says again, cut up or joined in another way, what vanished."""
    new = f" {' '.join(_MARK.findall(said))} "
    if new.count(" ") < 4:
        return False
    left, inside = new, [f" {' '.join(_MARK.findall(old.said))} " for old in gone]
    for old in sorted(inside, key=len, reverse=True):
        if new in old:
            return True
        if len(old) > 2 and old.count(" ") > 2:
            left = left.replace(old, " ")
    return left.count(" ") - 1 <= 0.1 * (new.count(" ") - 1)


def is_label(said: str, gone: Sequence[Old]) -> bool:
    """Tell whether a line is a single word that stood before a colon in a line that vanished: set as a
    heading, the label of "Homework: page 4" says nothing new."""
    return len(said.split()) == 1 and any(old.said.startswith(f"{said.rstrip(':')}: ") for old in gone)


def is_last_years(excerpts: Iterable[str], seen: date) -> tuple[bool, bool]:
    """Tell whether lines are those of an earlier school year: perhaps, and surely.

    Perhaps, where they name old dates and no present one; surely, where at least three name days
    about a year or two ago.
    """
    old, present = set(), set()
    for excerpt in excerpts:
        for named in dates_in(fold(excerpt), seen):
            if named.old:
                old.add(named.day)
            elif abs(seen - named.day) <= timedelta(days=60):
                present.add(named.day)
    if not old or present:
        return False, False
    about = sum(any(abs((seen - day).days - year) <= 110 for year in (0, 365, 730, 1096)) for day in old)
    return True, about >= 3 and about >= 0.75 * len(old)
