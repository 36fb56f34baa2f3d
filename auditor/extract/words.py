"""Fold white space, take words out of slugs, strings and comments, find the sentence around a phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

CONTEXT_LENGTH: Final = 300
# Soft hyphen, zero-width space, joiners and marks, direction controls, word joiner, byte-order mark,
# variation selectors: nothing a reader sees.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_SENTENCE_END: Final = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bSra)(?<!\bSr)(?<!\bProf)"
    r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘¿¡(\[]*[^\W\d_a-zß-öø-ÿ])"
)
_CAMEL: Final = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_SEPARATORS: Final = re.compile(r"[\W_]+")
_EXTENSION: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_NAME_LIKE: Final = re.compile(r"[^\W\d_]{2}")
_HASH: Final = re.compile(r"[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_CONDITION: Final = re.compile(r"^\[if [^\]]*\]>|<!\[endif\]$")
# Every branch consumes what it starts, so that the scan is linear whatever is left unclosed.
_JS_TOKEN: Final = re.compile(
    r"/\*(?s:.*?)(?:\*/|\Z)|(?<!:)//[^\n]*|(?P<text>\"(?:[^\"\\\n]|\\(?s:.))*+[\"\\]?"
    r"|'(?:[^'\\\n]|\\(?s:.))*+['\\]?|`(?:[^`\\]|\\(?s:.))*+[`\\]?)|[{}\[\]]"
)
_JS_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|(\n)|(.))")
_JS_LETTERS: Final = {"n": "\n", "t": "\t", "r": "\n", "b": " ", "f": " ", "v": " ", "0": ""}
_JS_CODE: Final = re.compile(r"[{};=]|\w\(|\.\w+\.\w|^[.#/]\S*$|^[a-z]+(?:[-_:][a-z0-9]+)*$|^https?:\S+$|&&")


def fold(text: str) -> str:
    """Return `text` on one line: invisible characters gone, every white space (nbsp too) one space."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def two_views(parts: list[str]) -> tuple[str, str]:
    """Return the joined and the split view of text that came in `parts`, cut at each inline tag.

    Zero-width characters and soft hyphens vanish from both; a zero-width space, at which a line may
    break, is a space in the split view.
    """
    whole = "".join(parts)
    joined = fold(whole)
    if len(parts) == 1 and "\u200b" not in whole:
        return joined, joined
    split = fold(" ".join(parts).replace("\u200b", " "))
    return joined, joined if split == joined else split


def sentence(text: str, start: int, end: int) -> str:
    """Return the sentence of `text` around [start, end), at most 300 characters, cut between words."""
    left = max(0, start - CONTEXT_LENGTH)
    right = min(len(text), end + CONTEXT_LENGTH)
    first, last = left, right
    for match in _SENTENCE_END.finditer(text, left, min(right, start + 1)):
        if match.end() <= start:
            # A question belongs to what answers it: "Need more? Book me at ..."
            first, earlier = match.end(), first
            if match[0].startswith("?"):
                first = earlier
    match_after = _SENTENCE_END.search(text, end, right)
    if match_after is not None:
        last = match_after.end()
    if last - first > CONTEXT_LENGTH:
        spare = max(0, CONTEXT_LENGTH - (end - start)) // 2
        first = max(first, start - spare)
        last = min(last, first + CONTEXT_LENGTH)
    if first > 0 and text[first - 1] != " " and text[first : first + 1] != " ":
        first = text.find(" ", first, start) + 1 or first
    if last < len(text) and text[last] != " ":
        space = text.rfind(" ", end, last)
        last = space if space > first else last
    return text[first:last].strip()


def readable(slug: str) -> str:
    """Return the words that a file name or path spells: "emma-lopezArt2.jpg" is "emma lopez Art 2"."""
    return " ".join(_SEPARATORS.sub(" ", _CAMEL.sub(" ", _EXTENSION.sub("", slug))).split())


def decoded(url_part: str) -> str:
    """Return a part of an address with its percent-encoding undone, on one line."""
    return fold(unquote(url_part)) if "%" in url_part else fold(url_part)


def says_something(slug: str) -> bool:
    """Say whether a name holds letters that could be words, not just a number or a checksum."""
    return bool(_NAME_LIKE.search(_HASH.sub("", _EXTENSION.sub("", slug))))


def without_tags(text: str) -> list[str]:
    """Return `text` cut at every tag in it, for `two_views`."""
    return _TAG.split(text) if "<" in text else [text]


def comment_text(text: str) -> str:
    """Return what a comment says, without the conditions that old browsers were told."""
    return _CONDITION.sub("", text.strip())


def script_strings(code: str, most: int, data: bool = False) -> Iterator[tuple[int, str]]:
    """Yield at most `most` string literals of `code` that read like text, each with a group number.

    Strings between the same two brackets share a group: `{"first": "Emma", "last": "Lopez"}`.
    With `data` (JSON) single words count too, which in a program are names of classes and events.
    Not a JavaScript parser: a regular expression with a quote in it may hide the rest of its line.
    """
    group = found = 0
    for match in _JS_TOKEN.finditer(code):
        token = match["text"]
        if token is None:
            if match[0] in ("{", "}", "[", "]"):
                group += 1
            continue
        literal = token[1:-1] if len(token) > 1 and token[-1] == token[0] else token[1:]
        if len(literal) < 2:
            continue
        if "\\" in literal:
            literal = _JS_ESCAPE.sub(_unescape, literal)
        if not _NAME_LIKE.search(literal):
            continue
        if not data and " " not in literal.strip() and _JS_CODE.search(literal):
            continue
        found += 1
        if found > most:
            return
        yield group, literal


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else ""
    return _JS_LETTERS.get(match[5], match[5]) if match[5] else ""
