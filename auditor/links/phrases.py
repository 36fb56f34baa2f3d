"""Find many phrases in short texts, quickly: only phrases whose first word occurs are looked for at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_TOKEN = re.compile(r"\S+")
_FIRST = re.compile(r"\w+")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_NUMBER = r"[$€£]?\d+(?:[.,]\d+)*[km]?"


@lru_cache(maxsize=8_192)
def folded(text: str) -> str:
    """Return a text as phrases are matched against it."""
    return " ".join(text.translate(_APOSTROPHES).split()).casefold()


@lru_cache(maxsize=8_192)
def _words(text: str) -> frozenset[str]:
    return frozenset(_FIRST.findall(text))


class Phrases:
    """Hold phrases that are looked for together.

    In a phrase `*` stands for the rest of a word, `#` for a number or a price, `...` for at most four
    words; everything else stands for itself, whole words only.
    """

    def __init__(self, written: tuple[str, ...]) -> None:
        self._by_word: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._by_stem: dict[str, list[re.Pattern[str]]] = {}
        rest: list[str] = []
        for phrase in written:
            text = folded(phrase)
            first = _FIRST.match(text)
            if first is None:
                rest.append(_pattern(text))
            elif text.startswith("*", first.end()):
                self._by_stem.setdefault(first[0], []).append(re.compile(_pattern(text)))
            else:
                plain = text if text == first[0] else ""
                self._by_word.setdefault(first[0], []).append((plain, re.compile(_pattern(text))))
        # Phrases that begin with a number or a sign have no first word.
        self._rest = re.compile("|".join(f"(?:{each})" for each in rest)) if rest else None

    def find(self, text: str) -> tuple[str, ...]:
        """Return the phrases found in a folded text, as they stand there, each once."""
        return _found(self, text)

    def search(self, text: str) -> Iterator[str]:
        """Yield what `find` returns, without remembering it."""
        words = _words(text)
        for word in words & self._by_word.keys():
            for plain, pattern in self._by_word[word]:
                if plain:
                    yield plain
                elif hit := pattern.search(text):
                    yield hit[0]
        for stem, patterns in self._by_stem.items():
            if stem in text:
                for pattern in patterns:
                    if hit := pattern.search(text):
                        yield hit[0]
        if self._rest is not None:
            for found in self._rest.finditer(text):
                yield found[0]

    def fill(self, text: str) -> bool:
        """Tell whether a folded text is one of the phrases and nothing else."""
        return text in self.find(text)

    def first(self, text: str) -> str:
        """Return the longest phrase found, "" for none."""
        return max(self.find(text), key=lambda hit: (len(hit), hit), default="")


@lru_cache(maxsize=8_192)
def _found(wanted: Phrases, text: str) -> tuple[str, ...]:
    # Menus and favourite sites stand on a thousand pages: the same few texts come again and again.
    return tuple(dict.fromkeys(wanted.search(text)))


@lru_cache(maxsize=4096)
def phrases(written: tuple[str, ...]) -> Phrases:
    """Return phrases ready to be looked for."""
    return Phrases(written)


def _pattern(text: str) -> str:
    parts: list[str] = []
    gap = False
    for part in _TOKEN.findall(text):
        if part == "...":
            parts.append(r"(?:\W+\w+){0,4}?\W+")
            gap = True
            continue
        if parts and not gap:
            parts.append(r"\s+")
        gap = False
        parts.append(re.escape(part).replace(r"\*", r"[\w'-]*").replace(r"\#", _NUMBER))
    # Edges hold only beside letters: "$#" begins with a sign, "% off" as well.
    before = r"(?<!\w)" if re.match(r"[\w#*]", text[:1]) else ""
    after = r"(?!\w)" if re.match(r"[\w#*]", text[-1:]) else ""
    return f"{before}{''.join(parts)}{after}"
