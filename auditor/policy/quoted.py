"""Hold the quotes of a policy file against the text they were taken from; judges no clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.policy.clauses import Clause

LEFT_OUT = " … "
"""Stands in a quote where words of the text are left out, such as other items of a list."""

LINK_MARK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
"""A text copied from a web page may carry its links as [words](address); people read the words."""

_ITEM_MARKS = frozenset("-–—•*·▪◦‣o")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_WORD = re.compile(r"[^\W\d_]{3}")
_BLANK = re.compile(r"\n[ \t\r\f]*\n|\t")


@dataclass(frozen=True, slots=True)
class Unquoted:
    """Hold words of the text that no clause quotes; `line` is the line on which they begin."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class _Token:
    words: str
    line: int
    opens: bool


def not_in_text(clauses: Sequence[Clause], text: str) -> list[Clause]:
    """Return the clauses whose quotes do not stand word for word in the text.

    Line breaks, tabs, marks of list items and the addresses of links do not count; `LEFT_OUT` in a
    quote stands for words left out. A quote that binds a criterion belongs to another clause.
    """
    whole = f" {' '.join(token.words for token in _tokens(text))} "
    return [
        clause
        for clause in clauses
        if clause.quote and not all(f" {part} " in whole for part in _parts(clause.quote))
    ]


def unquoted(clauses: Sequence[Clause], text: str) -> list[Unquoted]:
    """Return what no clause quotes, sentence by sentence in the order of the text, for a person to read."""
    tokens = _tokens(text)
    covered = [False] * len(tokens)
    parts = {tuple(part.split()) for clause in clauses for part in _parts(clause.quote)} - {()}
    firsts: dict[str, list[tuple[str, ...]]] = {}
    for part in parts:
        firsts.setdefault(part[0], []).append(part)
    words = [token.words for token in tokens]
    for at, word in enumerate(words):
        for part in firsts.get(word, ()):
            if tuple(words[at : at + len(part)]) == part:
                covered[at : at + len(part)] = [True] * len(part)
    return list(_sentences(tokens, covered))


def _sentences(tokens: Sequence[_Token], covered: Sequence[bool]) -> Iterator[Unquoted]:
    held: list[_Token] = []
    for token, quoted in zip(tokens, covered, strict=True):
        if held and (quoted or token.opens):
            yield from _told(held)
            held = []
        if quoted:
            continue
        held.append(token)
        if _SENTENCE_END.search(token.words):
            yield from _told(held)
            held = []
    yield from _told(held)


def _told(held: Sequence[_Token]) -> Iterator[Unquoted]:
    words = " ".join(token.words for token in held)
    if _WORD.search(words):
        yield Unquoted(held[0].line, words)


def _tokens(text: str) -> list[_Token]:
    """Split a text into words; `opens` marks those behind a blank line, a tab or the mark of an item."""
    text = LINK_MARK.sub(r"\1", text)
    found: list[_Token] = []
    opens, end, line = True, 0, 1
    for match in re.finditer(r"\S+", text):
        between = text[end : match.start()]
        line += between.count("\n")
        opens = opens or _BLANK.search(between) is not None
        end = match.end()
        if match[0] in _ITEM_MARKS:
            opens = opens or "\n" in between
            continue
        found.append(_Token(match[0], line, opens))
        opens = False
    return found


def _parts(quote: str) -> list[str]:
    return [" ".join(token.words for token in _tokens(part)) for part in quote.split(LEFT_OUT)]
