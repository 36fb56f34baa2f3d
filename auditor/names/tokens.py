"""Cut a text into folded words with their places in the original; knows no names."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

from auditor.mask.spelling import Gap, spell

_SENTENCE_END = re.compile(r"[.!?…:;|•·]\s|[\[\](){}|•·\n\t—–]|\s[-–—]\s|[\"“”«»]")
_JOINT = re.compile(r"[ \u00a0._+~\-\u2010\u2011/]{1,3}")


class Token(NamedTuple):
    """Hold one piece of a word, folded to plain lower case, with its place in the original text.

    `before` is what stands between it and the piece before; `touching` is true where that is nothing
    or nothing that parts a word; `capital` where it begins with a capital, `shouted` where it has
    more than one letter and no small one. A tuple, because a text is cut into hundreds of them.
    """

    folded: str
    start: int
    end: int
    before: str
    touching: bool
    capital: bool
    shouted: bool

    @property
    def letters(self) -> bool:
        return self.folded.isalpha()

    @property
    def initial(self) -> bool:
        return len(self.folded) == 1 and self.folded.isalpha() and self.capital

    @property
    def ends_sentence(self) -> bool:
        """Tell whether something stands before this piece that parts two statements."""
        return bool(_SENTENCE_END.search(self.before))

    @property
    def comma(self) -> bool:
        """Tell whether nothing but a comma and space stand before this piece."""
        return self.before.strip() == "," and "\n" not in self.before

    @property
    def near(self) -> bool:
        """Tell whether this piece stands beside the one before it, as two parts of one name do."""
        return self.touching or self.before.isspace() or _JOINT.fullmatch(self.before) is not None


def tokens(text: str) -> tuple[Token, ...]:
    """Return the pieces of words of one text, percent signs, entities and accents undone.

    Offsets are those of `text` as it was given, whatever was decoded on the way.
    """
    spelled = spell(text)
    found: list[Token] = []
    last = 0
    for folded, first, behind, gap, _, capital in spelled.atoms:
        start, end = spelled.origin(first, behind)
        before = text[last:start]
        if before not in ("", " "):
            before = _decoded(before)
        touching = bool(found) and (gap is Gap.TOUCHING or gap is Gap.SOFT or before == "- ")
        shouted = capital and end - start > 1 and text[start:end].isupper()
        found.append(Token(folded, start, end, before, touching, capital, shouted))
        last = end
    return tuple(found)


class _Plain(dict[int, str]):
    """Fold one character at a time, each worked out once."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        kind = unicodedata.category(letter)
        folded = letter
        if kind == "Cf" or kind[0] == "M":
            folded = ""
        elif kind[0] == "L":
            atoms = spell(letter).atoms
            folded = "".join(atom.folded for atom in atoms) if atoms else letter
            folded = folded.title() if letter.isupper() else folded
        elif letter in "’‘‛ʼʻ`´′":
            folded = "'"
        self[code] = folded
        return folded


_PLAIN = _Plain((code, chr(code)) for code in range(128))
_LONGEST_JOINED = 200
"""Letters; no name, nor two in one word, is as long."""
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|&#?\w{1,31};|\\[ux][0-9A-Fa-f]{2}|</?[A-Za-z]")
_BROKEN = re.compile(r"(?<=[^\W\d_])- (?=[a-zß-ÿ])")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")


def quick_words(text: str) -> list[str]:
    """Return a text's words, accents and invisible marks dropped, as fast as can be and without places.

    They are cut like tokens; where a text is escaped in some way, the joined pieces are added.
    """
    if "- " in text and (broken := _BROKEN.sub("", text)) != text:
        return [*quick_words(broken), *quick_words(text.replace("- ", " "))]
    if text.isascii() and not _ESCAPED.search(text):
        return _WORD.findall(text)
    if not _ESCAPED.search(text):
        return _WORD.findall(text.translate(_PLAIN))
    words: list[str] = []
    joined = ""
    for atom in spell(text).atoms:
        # A word with something invisible in it is met in pieces and as a whole. Pieces without end are
        # no word: all that they begin with would be added once for each of them.
        goes_on = atom.gap in (Gap.TOUCHING, Gap.SOFT) and len(joined) < _LONGEST_JOINED
        joined = joined + atom.folded if goes_on else atom.folded
        for word in dict.fromkeys((atom.folded, joined)):
            words.append(word.capitalize() if atom.capital else word)
    return words


def _decoded(between: str) -> str:
    """Return what stands between two pieces as a reader sees it."""
    if between.isascii() and "%" not in between and "&" not in between:
        return between
    shown = html.unescape(unquote(between.replace("%25", "%")))
    return "".join(letter for letter in shown if unicodedata.category(letter) != "Cf")


def sentence(text: str, start: int, end: int, most: int = 160) -> str:
    """Return the statement around a place, at most `most` characters on either side."""
    left = max(
        (text.rfind(mark, max(0, start - most), start) for mark in (". ", "! ", "? ", "\n")), default=-1
    )
    rights = [found for mark in (". ", "! ", "? ", "\n") if (found := text.find(mark, end, end + most)) >= 0]
    first = left + 1 if left >= 0 else max(0, start - most)
    return text[first : min(rights, default=min(len(text), end + most))].strip()
