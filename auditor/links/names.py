"""Recognise that an address or a title names somebody of the staff or a school; knows only given names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from auditor.words import either, in_force, of_words

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Names:
    """Hold the patterns of some people's names: as spoken, as run together in user names, as in titles."""

    spoken: re.Pattern[str]
    together: re.Pattern[str]
    titled: re.Pattern[str]

    def in_text(self, text: str) -> str:
        """Return the words in which a text names somebody ("ms. orr", "r. orr"), "" for none."""
        hit = self.spoken.search(_plain(text))
        return hit[0] if hit else ""

    def in_slug(self, parts: Sequence[str]) -> str:
        """Return the part of an address (a user name, a label of a host) that spells a name, "" for none."""
        for part in parts:
            for text in dict.fromkeys((part, _CAMEL.sub(" ", part))):
                if self.together.search(re.sub(r"[^a-z0-9]+", " ", _plain(text))):
                    return part
        return ""

    def in_title(self, title: str) -> str:
        """Return a family name and what it stands before in a title ("Berg Piano"), "" for none."""
        hit = self.titled.search(_plain(title))
        return hit[0] if hit else ""


@of_words
@lru_cache(maxsize=4096)
def names_of(people: tuple[str, ...], tails: tuple[str, ...], alone: bool) -> Names:
    """Return the patterns of full names; `tails` are words that follow a name on a person's own page.

    `alone` says that a family name counts without a given name or a title, where such a word follows it.
    That is for those who keep the site: of a whole district's staff somebody is called Young, White or
    Price, and half of the web is named after them.
    """
    spoken: list[str] = []
    together: list[str] = []
    families: list[str] = []
    honorific = either(_honorifics())
    tail = "|".join(sorted(map(re.escape, tails), key=len, reverse=True)) or "(?!)"
    for name in people:
        given, family = _parts(name)
        if not family:
            continue
        last = re.escape(family)
        spoken.append(rf"(?:{honorific})\.?\s+{last}")
        together.append(rf"(?:{honorific})\s?{last}s?")
        if given:
            first, initial = re.escape(given), re.escape(given[0])
            spoken.append(rf"{first}\s+(?:\w\.?\s+)?{last}")
            spoken.append(rf"{initial}\.\s?{last}")
            together.append(rf"{first}\s?{last}|{last}\s?{first}")
            if len(family) >= 3:
                together.append(rf"{initial}\s?{last}")
        if alone:
            families.append(last)
    more = rf"(?:\s?(?:{tail}|\d+))"
    whole = rf"|^(?:{'|'.join(families)})s?{more}+$" if families else ""
    return Names(
        re.compile("|".join(rf"(?<!\w)(?:{each})(?:'?s)?(?!\w)" for each in spoken)) if spoken else _NEVER,
        re.compile(rf"(?<![a-z0-9])(?:{'|'.join(together)}){more}*(?![a-z0-9]){whole}")
        if together
        else _NEVER,
        re.compile(rf"(?<!\w)(?:{'|'.join(families)})(?:'?s)?\s+(?:{tail})(?!\w)") if families else _NEVER,
    )


def family_in(owner: str, people: Sequence[str]) -> str:
    """Return a family name of at least four letters that is a word of a user name ("PenrosePottery")."""
    words = set(re.findall(r"[a-z]+", _plain(_CAMEL.sub(" ", owner))))
    families = (_parts(name)[1] for name in people)
    return next((family for family in families if len(family) >= 4 and family in words), "")


@dataclass(frozen=True, slots=True)
class SchoolNames:
    """Hold the patterns of what tells a district's schools from others."""

    spoken: re.Pattern[str]
    together: re.Pattern[str]

    def in_text(self, text: str) -> str:
        """Return the word of a school's name in a folded text, "" for none."""
        hit = self.spoken.search(text)
        return hit[0] if hit else ""

    def in_slug(self, parts: Sequence[str]) -> str:
        """Return a school's name at the head of a part of an address, before a school's word, "" for none."""
        for part in parts:
            if hit := self.together.search(re.sub(r"[^a-z0-9]", "", _plain(part))):
                return hit[0]
        return ""


@of_words
@lru_cache(maxsize=8)
def school_names(schools: tuple[str, ...]) -> SchoolNames:
    """Return the patterns of schools' names; words that many schools share do not count."""
    words = {word for school in schools for word in re.findall(r"[^\W\d_]{5,}", _plain(school))}
    plain = set(map(_plain, in_force().of("school-plain")))
    told = "|".join(sorted(words - plain))
    if not told:
        return SchoolNames(_NEVER, _NEVER)
    # Of a school's name the plain words tell it from no other.
    after = either((*plain, *map(_plain, in_force().of("school-after"))))
    return SchoolNames(re.compile(rf"(?<!\w)(?:{told})(?!\w)"), re.compile(rf"^(?:{told})(?:{after}|$)"))


@of_words
@cache
def _honorifics() -> frozenset[str]:
    return frozenset(map(_plain, in_force().of("honorific")))


def _parts(name: str) -> tuple[str, str]:
    words = [word for word in re.findall(r"[^\W\d_][^\W\d_'-]*", _plain(name)) if word not in _honorifics()]
    if not words:
        return "", ""
    return ("" if len(words) == 1 else words[0]), words[-1]


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
