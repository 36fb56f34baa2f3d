"""Compare a line that came with those that went the same night: an edit, a date moved on, or news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from auditor.calendar import local_midnight
from auditor.history.looks import Days
from auditor.history.words import OLDEST, dates_in, fold, names_month_only, shape, weekday_in, words

MOST_COMPARED = 120
_TYPO = 0.7
_SMALL = frozenset(
    "a an the and or of to in on at for with is are was were be it this that we our your you i "
    "el la los las un una y o de del al en con por para es son".split()
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MARK = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


class Relation(StrEnum):
    """What a new line is to one that vanished."""

    NONE = ""
    EDIT = "edit"
    DAYS = "days"
    NUMBERS = "numbers"
    YEAR = "year"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Old:
    """Hold a vanished line ready to be compared."""

    said: str
    shape: str
    words: tuple[str, ...]

    @staticmethod
    def of(excerpt: str) -> Old:
        said = fold(excerpt)
        return Old(said, shape(said), tuple(words(said)))


def relation(excerpt: str, gone: Sequence[Old]) -> tuple[Relation, Old | None]:
    """Return what a new line is to those that vanished the same night, and to which: the closest counts."""
    new = Old.of(excerpt)
    for old in gone:
        if old.said == new.said:
            return (Relation.CUT if excerpt.endswith("…") else Relation.EDIT), old
        if old.shape == new.shape and "#" in new.shape:
            return _moved(new.said, old.said), old
    here = set(new.words)
    for old in gone[:MOST_COMPARED]:
        there = set(old.words)
        if here and there and len(here & there) * 2 >= min(len(here), len(there)) and _is_edit(new, old):
            return Relation.EDIT, old
        if not (here & there) and len(new.words) <= 3 and len(old.words) <= 3 and _is_edit(new, old):
            return Relation.EDIT, old
    return Relation.NONE, None


def _moved(new: str, old: str) -> Relation:
    numbers = [(a, b) for a, b in zip(_NUMBER.findall(new), _NUMBER.findall(old), strict=False) if a != b]
    if numbers and all(_YEAR.fullmatch(a) and _YEAR.fullmatch(b) for a, b in numbers):
        same_rest = _YEAR.sub("", new) == _YEAR.sub("", old)
        return Relation.YEAR if same_rest else Relation.DAYS
    far = date(2000, 6, 1)
    days = [named.day for named in dates_in(new, far)], [named.day for named in dates_in(old, far)]
    if days[0] != days[1] or weekday_in(new) != weekday_in(old):
        return Relation.DAYS
    return Relation.NUMBERS if numbers else Relation.EDIT


def _is_edit(new: Old, old: Old) -> bool:
    """Tell a mended typing error, a word taken out or a small word put in from new information."""
    if _NUMBER.findall(new.said) != _NUMBER.findall(old.said):
        return False
    matcher = SequenceMatcher(None, old.words, new.words, autojunk=False)
    added = 0
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        before, after = old.words[i1:i2], new.words[j1:j2]
        if tag == "insert":
            added += sum(word not in _SMALL for word in after)
        elif tag == "replace":
            a, b = " ".join(before), " ".join(after)
            if not (set(after) <= _SMALL) and SequenceMatcher(None, a, b).ratio() < _TYPO:
                return False
    return added == 0 or (added == 1 and len(new.words) >= 6)


def ran_out(gone: Iterable[Old], after: datetime, seen: datetime, days: Days) -> bool:
    """Tell whether a line went the very night on which the day that it names was over.

    A list of coming events drops what is over and shows one more, without anybody's doing.
    """
    for old in gone:
        named = [each.day for each in dates_in(old.said, days.local(seen))]
        if named and after < local_midnight(max(named) + timedelta(days=1), days.zone) <= seen:
            return True
    return False


def names_day_after(excerpt: str, day: date) -> bool:
    """Tell whether a line names a day that is still to come."""
    return any(named.day > day for named in dates_in(fold(excerpt), day))


def reformatted(excerpt: str, gone: frozenset[tuple[str, str]]) -> bool:
    """Tell whether a line only says again, cut up or joined in another way, what vanished."""
    pairs = list(pairs_of(fold(excerpt)))
    return len(pairs) >= 3 and sum(pair in gone for pair in pairs) >= 0.9 * len(pairs)


def pairs_of(said: str) -> Iterable[tuple[str, str]]:
    """Yield each word or number of a folded line with the one after it."""
    marks = _MARK.findall(said)
    return zip(marks, marks[1:], strict=False)


def rolls_by_itself(excerpt: str, after: datetime, seen: datetime, days: Days) -> bool:
    """Tell whether the date that a line moved on to is one that a machine would put there that night.

    A machine shows a day, a week or a month from its first midnight on. Whoever moves a date by hand
    is early or late by that measure, sooner or later.
    """
    said = fold(excerpt)
    today = days.local(seen)
    named = [each.day for each in dates_in(said, today)]
    if named:
        first = named[0]
        starts = local_midnight(first, days.zone)
        return first == today or after < starts <= seen
    weekday = weekday_in(said)
    if weekday is not None:
        return weekday == today.weekday()
    return True


def is_today(excerpt: str, seen: datetime, days: Days) -> bool:
    """Tell whether a line names the very day on which it was read."""
    said = fold(excerpt)
    today = days.local(seen)
    named = [each.day for each in dates_in(said, today)]
    return named == [today] or (not named and weekday_in(said) == today.weekday())


def month_only(excerpt: str) -> bool:
    """Tell whether a line of days names no day, only a month or a year."""
    return names_month_only(fold(excerpt))


def ages(excerpts: Iterable[str], seen: date) -> tuple[int, int]:
    """Count the different dates that lines name: those of an earlier school year, and present ones."""
    old, present = set(), set()
    for excerpt in excerpts:
        for named in dates_in(fold(excerpt), seen):
            if named.old and seen - named.day <= OLDEST + timedelta(days=200):
                old.add(named.day)
            elif abs((seen - named.day).days) <= 60:
                present.add(named.day)
    return len(old), len(present)
