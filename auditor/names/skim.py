"""Skim texts: most hold no word that could be part of a student's name, and need no closer look.

A page is hundreds of words, of which a handful matter. So a text is cut into words by the fastest means
there are, a word is asked for once in a night, and a text that stands on every page of a site is skimmed
once. Nothing is decided here; what a text may hold is looked at in its tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from auditor.mask.spelling import spell
from auditor.names.index import FAMILY, GIVEN, JOINED, Index
from auditor.names.tokens import quick_words, tokens
from auditor.page import Text

_MANY_ROLES = 50
"""Words of names in one text from which on they are looked for all at once."""
_MOST_WORDS = 300_000
_MOST_TEXTS = 50_000
_REACH = 6
_ESCAPES = re.compile(r"%[0-9A-Fa-f]{2}|&#?\w{1,31};|\\[ux][0-9A-Fa-f]{2}|</?[A-Za-z]")
_BROKEN = re.compile(r"[^\W\d_]- [a-zß-ÿ]")
_CODEC = "cp1252"  # one byte a letter, and all that most Western pages hold


def _byte_tables() -> tuple[bytes, bytes, bytes]:
    """Return two tables over bytes, folded letters and shapes, and the bytes that neither can tell.

    A shape is "a" for a small letter, "A" for a capital, "0" for a digit, "." for itself, else a space.
    """
    folded, shape, odd = bytearray(b" " * 256), bytearray(b" " * 256), set()
    for code in range(256):
        letter = bytes((code,)).decode(_CODEC, "ignore")
        if not letter or letter.isspace() or letter == "_":
            continue
        atoms = spell(letter).atoms
        plain = "".join(atom.folded for atom in atoms)
        if letter == "\xad" or len(plain) > 1 or not plain.isascii():
            odd.add(code)
        elif letter.isdigit():
            shape[code] = ord("0")
        elif atoms:
            folded[code] = ord(plain)
            shape[code] = ord("A" if atoms[0].capital else "a")
        elif letter == ".":
            shape[code] = ord(".")
    return bytes(folded), bytes(shape), bytes(odd)


_FOLDED, _SHAPE, _ODD = _byte_tables()


@dataclass(frozen=True, slots=True)
class Skim:
    """Hold what a glance at a text shows.

    `words` are its words, folded; `marks` the places of those that begin somebody's name, with the word
    and its role (see `Index.role`). `named` tells whether both halves of one student's name stand near
    each other, `user` whether a user name of the roster stands there, `handles` whether it speaks of
    addresses or user names, `initials` whether two letters with points stand together.
    """

    words: Sequence[str] = field(default=(), repr=False)
    marks: Sequence[tuple[int, str, int]] = field(default=(), repr=False)
    named: bool = False
    user: bool = False
    handles: bool = False
    initials: bool = False

    def near(self, place: int) -> tuple[str, str]:
        """Return the words before and behind a place, "" where there is none."""
        words = self.words
        return words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""


NOTHING = Skim()


class Skimmer:
    """Skim texts for the names of one index, and remember what was skimmed, in memory only."""

    __slots__ = ("_plain", "_texts", "index", "tokens")

    def __init__(self, index: Index) -> None:
        self.index = index
        self._plain: set[str] = set()
        self._texts: dict[str, Skim] = {}
        self.tokens = lru_cache(maxsize=4096)(tokens)
        """Return a text's tokens (see `auditor.names.tokens`); those of the last texts are remembered."""

    def of(self, text: str) -> Skim:
        """Return what a glance at a text shows; never less than a closer look would find."""
        known = self._texts.get(text)
        if known is None:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
            known = self._texts[text] = self._skim(text)
        return known

    def marked(self, texts: Iterable[Text]) -> list[int]:
        """Return the places of those texts that may hold something of a name in any of their views."""
        known, of = self._texts.get, self.of
        found = []
        for place, text in enumerate(texts):
            joined, split = text.joined, text.split
            if (known(joined) or of(joined)) is not NOTHING or (
                split != joined and (known(split) or of(split)) is not NOTHING
            ):
                found.append(place)
        return found

    def _skim(self, text: str) -> Skim:
        low, shape = _folded(text)
        words = low.split()
        asked = set(words)
        asked -= self._plain
        marks: Sequence[tuple[int, str, int]] = ()
        plain: Set[str] = frozenset()
        if asked:
            roles = {word: self.index.role(word) for word in asked}
            if 0 in roles.values():
                self._remember(word for word, role in roles.items() if not role)
                roles = {word: role for word, role in roles.items() if role}
            plain = self._plainly_written(text, roles)
            marks = _marks(words, roles) if len(plain) < len(roles) else ()
        at_sign = "@" in text
        handles = at_sign or "user" in low or "login" in low
        user = bool(self.index.user_names) and (at_sign or b"a0" in shape or b"A0" in shape)
        initials = b"A.A." in shape or b"A. A." in shape
        if not (marks or handles or user or initials):
            return NOTHING
        return Skim(words, marks, self._named(marks, plain), user, handles, initials)

    def _remember(self, words: Iterable[str]) -> None:
        """Remember words that begin nobody's name."""
        if len(self._plain) > _MOST_WORDS:
            self._plain.clear()
        self._plain.update(words)

    def _plainly_written(self, text: str, words: Iterable[str]) -> Set[str]:
        """Return the ordinary words that have no capital in prose: "we will page you" names nobody."""
        ordinary = self.index.ordinary.intersection(words)
        if not ordinary or " " not in text or text.islower():
            return frozenset()
        return {word for word in ordinary if not has_capital(text, word)}

    def _named(self, marks: Sequence[tuple[int, str, int]], plain: Set[str]) -> bool:
        """Tell whether two words near each other may be both halves of one student's name."""
        for number, (at, word, role) in enumerate(marks):
            if role & JOINED:
                return True
            for before in range(number - 1, -1, -1):
                place, other, was = marks[before]
                if at - place > _REACH:
                    break
                if word in plain and other in plain:
                    continue
                if (was & GIVEN and role & FAMILY and self._one_has_both(other, word)) or (
                    was & FAMILY and role & GIVEN and self._one_has_both(word, other)
                ):
                    return True
        return False

    def _one_has_both(self, given: str, family: str) -> bool:
        """Tell whether one student may have both names; pieces of longer names may always be."""
        inner = self.index.inner
        if given in inner or family in inner:
            return True
        ones, others = self.index.by_given.get(given), self.index.by_family.get(family)
        return ones is None or others is None or not ones.isdisjoint(others)


def _folded(text: str) -> tuple[str, bytes]:
    """Return a text's folded words with spaces between, and its shape, in a few passes over its bytes."""
    try:
        raw = text.encode("ascii") if text.isascii() else text.encode(_CODEC)
    except UnicodeEncodeError:
        return _folded_with_care(text)
    shape = raw.translate(_SHAPE)
    if (
        b"aA" in shape
        or b"AAa" in shape
        or (not text.isascii() and len(raw.translate(None, _ODD)) < len(raw))
        or ("- " in text and _BROKEN.search(text))
        or (("%" in text or "&" in text or "<" in text or "\\" in text) and _ESCAPES.search(text))
    ):
        return _folded_with_care(text)
    return raw.translate(_FOLDED).decode("ascii"), shape


def _folded_with_care(text: str) -> tuple[str, bytes]:
    """Fold a text with escapes, camel case, broken words or letters from elsewhere."""
    words = " ".join(quick_words(text)).casefold()
    return words, text.encode(_CODEC, "replace").translate(_SHAPE)


def _marks(words: Sequence[str], roles: Mapping[str, int]) -> Sequence[tuple[int, str, int]]:
    """Return where the words with a role stand, in order."""
    if len(roles) > _MANY_ROLES:
        # Looking for each by itself would go through a long list of names once for each of them.
        return [(at, word, roles[word]) for at, word in enumerate(words) if word in roles]
    marks: list[tuple[int, str, int]] = []
    for word, role in roles.items():
        at = -1
        for _ in range(words.count(word)):
            at = words.index(word, at + 1)
            marks.append((at, word, role))
    return sorted(marks)


@lru_cache(maxsize=4096)
def has_capital(text: str, word: str) -> bool:
    """Tell whether a folded word may stand in a text with a capital; true where accents hide the answer.

    Remembered, because a text that says one name ten thousand times is asked about it each time.
    """
    if word.capitalize() in text or word.upper() in text:
        return True
    return not text.isascii() and word not in text
