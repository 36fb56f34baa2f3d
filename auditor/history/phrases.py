"""Know lines of one widget by the words that they share, wherever they stand; judges none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from auditor.history.ledger import Entry
from auditor.history.lines import Kind
from auditor.history.words import fold, words

FEWEST_LINES = 5
FEWEST_REFRAIN = 3
_LABEL = re.compile(r"([^\W\d_]+(?: [^\W\d_]+){0,4}): .")

Refrain = tuple[tuple[str, ...], tuple[str, ...]]
"""The words with which the lines of a widget begin and end ("Did you know? ...")."""


def label_of(entry: Entry) -> str:
    """Return the words before a line's colon ("Fact of the week: ..."), by which it is known wherever it
    stands; "" for none."""
    found = _LABEL.match(fold(entry.excerpt)) if entry.kind is Kind.LINE else None
    return f"label {found[1]}" if found is not None else ""


def is_refrain(said: str, refrains: Iterable[Refrain]) -> bool:
    """Tell whether a folded line begins and ends as a widget's lines do."""
    here = words(said)
    return any(
        len(here) >= len(first) + len(last)
        and tuple(here[: len(first)]) == first
        and tuple(here[len(here) - len(last) :]) == last
        for first, last in refrains
    )


def refrain_of(texts: Iterable[str]) -> Refrain | None:
    """Return the words with which most of a widget's lines begin, and those with which they end."""
    said = [words(fold(text)) for text in texts]
    starts = Counter(tuple(each[:2]) for each in said if len(each) >= FEWEST_REFRAIN)
    if len(said) < FEWEST_LINES or not starts:
        return None
    start, count = starts.most_common(1)[0]
    if count < 0.7 * len(said):
        return None
    alike = [each for each in said if tuple(each[:2]) == start]
    first = _shared(alike)
    last = _shared([each[: len(first) - 1 if first else None : -1] for each in alike])[::-1]
    return (first, last) if len(first) + len(last) >= FEWEST_REFRAIN else None


def _shared(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    found = []
    for column in zip(*lists, strict=False):
        if len(set(column)) > 1:
            break
        found.append(column[0])
    return tuple(found)
