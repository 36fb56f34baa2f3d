"""Fold a text into comparable pieces of words and remember where each stood; knows no names."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "junior"))
_PARTICLES = frozenset(
    (
        "al", "ap", "ben", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos",
        "du", "el", "ibn", "la", "las", "le", "los", "mac", "mc", "san", "st", "ter", "van", "von",
    )
)  # fmt: skip
_PLACEHOLDERS = frozenset(("lnu", "fnu", "nln", "nfn", "nmn", "unknown"))
_SOFT = "\u200b"
# Letters that no Unicode decomposition turns into plain ones.
_PLAIN = str.maketrans(
    {
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "Ħ": "H",
        "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T", "ĸ": "k",
    }
)  # fmt: skip
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_APOSTROPHES = "'’‘‛ʼʻ`´′"
_ESCAPED = re.compile(
    r"(?P<percent>(?:%(?:25)*[0-9A-Fa-f]{2})+)"
    r"|(?P<entity>&(?:#[xX]?[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<script>\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9]{0,9}\s{0,5}/?>)"
)
_STRANGE = re.compile(r"[^\x00-\x7f]")
_UNUSUAL = re.compile(r"[%&\\<]|[^\x00-\x7f]")
_AMBIGUOUS = re.compile(r"[%\\<]")
_PERCENT = re.compile(r"%(?:25)*([0-9A-Fa-f]{2})")
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_ATOM = re.compile(
    rf"\[student\]|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[{_IDEOGRAPHS}]|[^\W\d_A-Za-z{_IDEOGRAPHS}]+"
)
_SOFT_GAP = re.compile(rf"[{_APOSTROPHES}{_SOFT}]+|-{_SOFT}*[ \t]*\r?\n[ \t]*")
_PLAIN_GAP = re.compile(rf"[\s\-_.+~/{_APOSTROPHES}{_SOFT}]+")


class Gap(Enum):
    """What stands before a piece of a word: nothing, what does not part a word, a joint, or more."""

    TOUCHING = 0
    SOFT = 1
    PLAIN = 2
    OTHER = 3


class Atom(NamedTuple):
    """Hold one piece of a word: folded to plain lower case, with its place in the decoded text.

    Words are cut at case changes and between letters and digits, so that "EmmaLee2" is three pieces.
    A tuple, because a text is cut into hundreds of them.
    """

    folded: str
    start: int
    end: int
    gap: Gap
    spaced: bool
    capital: bool

    @property
    def letters(self) -> bool:
        return self.folded.isalpha()


@dataclass(frozen=True, slots=True)
class Spelled:
    """Hold a decoded text's pieces, and for each decoded character where it came from."""

    atoms: tuple[Atom, ...]
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original text from which decoded characters `start` to `end` came."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def views(text: str) -> Iterator[Spelled]:
    """Yield the text as decoded, and as written where "100%Ada" could be read either way."""
    yield spell(text)
    if _AMBIGUOUS.search(text):
        yield spell(text, as_written=True)


def spell(text: str, as_written: bool = False) -> Spelled:
    """Decode percent signs, entities, script escapes and bare tags, and cut the rest into pieces.

    With `as_written` only entities are decoded. Accents, marks and invisible characters are dropped.
    """
    if not _UNUSUAL.search(text):
        return Spelled(tuple(_atoms(text)))
    decoded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(letters: str, start: int, end: int) -> None:
        if not letters and ends and ends[-1] == start:
            ends[-1] = end  # an accent of its own belongs to the letter before it
        for letter in letters:
            decoded.append(letter)
            starts.append(start)
            ends.append(end)

    def put_plain(start: int, end: int) -> None:
        for strange in _STRANGE.finditer(text, start, end):
            put_ascii(start, strange.start())
            start = strange.end()
            put(_plain(strange.group()), strange.start(), start)
        put_ascii(start, end)

    def put_ascii(start: int, end: int) -> None:
        decoded.append(text[start:end])
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))

    at = 0
    for escaped in _ESCAPED.finditer(text):
        if as_written and escaped.lastgroup != "entity":
            continue
        put_plain(at, escaped.start())
        at = escaped.end()
        match escaped.lastgroup:
            case "percent":
                for letter, start, end in _percent(escaped.group(), escaped.start()):
                    put(_plain(letter), start, end)
            case "tag":
                put(_SOFT, escaped.start(), at)
            case "script":
                put(_plain(chr(int(escaped.group()[2:], 16))), escaped.start(), at)
            case _:
                meant = html.unescape(escaped.group())
                if meant == escaped.group():
                    put_plain(escaped.start(), at)
                else:
                    put("".join(map(_plain, meant)), escaped.start(), at)
    put_plain(at, len(text))
    return Spelled(tuple(_atoms("".join(decoded))), tuple(starts), tuple(ends))


def part_forms(name: str) -> dict[str, set[int]]:
    """Return the folded forms under which a given or family name goes, and where each may be broken.

    "O'Brien" is "obrien", breakable after the o. "García-López" is "garcialopez", "garcia" and
    "lopez"; "de la Cruz" is "delacruz" and "cruz". Suffixes (Jr., III) and placeholders are dropped.
    """
    forms: dict[str, set[int]] = {}
    for spelling in dict.fromkeys((name, name.casefold().translate(_SPELLED_OUT))):
        # In the second spelling case is lost: it only matters where letters were spelled out.
        if spelling == name or spelling != name.casefold():
            for form, places in _forms(spelling):
                forms.setdefault(form, set()).update(places)
    return forms


def _forms(name: str) -> Iterator[tuple[str, set[int]]]:
    words: list[list[str]] = []
    for atom in spell(name, as_written=True).atoms:
        if not atom.letters:
            continue
        if words and atom.gap in (Gap.TOUCHING, Gap.SOFT):
            words[-1].append(atom.folded)
        else:
            words.append([atom.folded])
    while len(words) > 1 and "".join(words[-1]) in SUFFIXES:
        words.pop()
    if not words or all("".join(word) in _PLACEHOLDERS for word in words):
        return
    yield _joined([atom for word in words for atom in word])
    if len(words) == 1:
        return
    prefix: list[str] = []
    for word in words:
        whole = "".join(word)
        if whole in _PARTICLES:
            prefix += word
            continue
        if len(whole) > 1:
            yield _joined(word)
        if prefix:
            yield _joined(prefix + word)
        prefix = []


def _joined(atoms: list[str]) -> tuple[str, set[int]]:
    places, length = set(), 0
    for atom in atoms[:-1]:
        length += len(atom)
        places.add(length)
    return "".join(atoms), places


def _atoms(text: str) -> Iterator[Atom]:
    end = 0
    for found in _ATOM.finditer(text):
        written = found.group()
        # What is masked already parts names and is none itself.
        folded = "\x00" if written[0] == "[" else written.casefold()
        between = text[end : found.start()]
        gap, spaced = _gap(between) if len(between) < 4 else _gap.__wrapped__(between)
        yield Atom(folded, found.start(), found.end(), gap, spaced, written[0].isupper())
        end = found.end()


@lru_cache(maxsize=4096)
def _gap(between: str) -> tuple[Gap, bool]:
    if not between:
        return Gap.TOUCHING, False
    spaced = any(map(str.isspace, between))
    if _SOFT_GAP.fullmatch(between):
        return Gap.SOFT, spaced
    return (Gap.PLAIN if _PLAIN_GAP.fullmatch(between) else Gap.OTHER), spaced


@lru_cache(maxsize=65536)
def _plain(letter: str) -> str:
    """Return a character without accents; "" for a mark that belongs to the letter before it."""
    if letter.isascii():
        return letter
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return _SOFT
    if kind[0] == "M":
        return ""
    if "\uac00" <= letter <= "\ud7a3":  # Korean syllables are letters, not letters with accents
        return letter
    apart = unicodedata.normalize("NFKD", letter).translate(_PLAIN)
    # A letter stays one word, also where its parts are set apart by a dot or an apostrophe (as in U+013F).
    wanted = str.isalnum if letter.isalpha() else _no_mark
    return "".join(part for part in apart if wanted(part))


def _no_mark(part: str) -> bool:
    return unicodedata.category(part)[0] != "M"


def _percent(run: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Yield each character of a percent-encoded run with the range that spells it."""
    escapes = list(_PERCENT.finditer(run))
    encoded = bytes(int(escape[1], 16) for escape in escapes)
    position = 0
    while position < len(encoded):
        for size in (1, 2, 3, 4):
            try:
                letter = encoded[position : position + size].decode()
            except UnicodeDecodeError:
                continue
            break
        else:
            size, letter = 1, chr(encoded[position])
        size = min(size, len(encoded) - position)
        yield letter, at + escapes[position].start(), at + escapes[position + size - 1].end()
        position += size
