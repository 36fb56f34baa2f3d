"""Find cue words in a text; leaves what they mean for a name to `context`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.mask.spelling import spell
from auditor.words import Words, either
from auditor.words.lists import GRAMMAR, LISTS

_NO_WORD = re.compile(r"(?!)")
_FILLER = r"(?:(?:{role-filler}|\d+{ordinal-ending}?|[a-z]+['’]s)[\s,\-]+){0,5}"
# "our kitchen manager": what someone is to us, in up to three more words, none of which leads elsewhere.
_ONE_OF_OURS = r"{role-ours}\s+(?:(?!{role-leads-off}\b)[\w-]+\s+){0,3}"
_TO_NAME = r"\.?(?:\s+{role-favorite})?(?:\s+{role-verb})?[\s:,–—-]{1,4}$"
_NAMES_JOINED = r"(?:[\w'’-]+(?:,\s*|\s+(?:{and}|&)\s+))"

OUR_TIME = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
"""A year in which students of today may have been born."""


class Cues:
    """Hold one pattern per list of words, compiled once."""

    __slots__ = (
        "_patterns", "adult_after", "adult_before", "adults_listed", "adults_named", "born", "calendar",
        "credit_before", "figures", "job_before", "made_after", "made_by", "maker_before", "own_family",
        "pattern", "single", "small", "sons", "student_before", "thing_first", "words", "young_maker",
    )  # fmt: skip

    def __init__(self, words: Words) -> None:
        self._patterns = {name: _pattern(words.of(name)) for name in LISTS if name not in ("ordinary",)}
        self.single = {name: frozenset(_single(words.of(name))) for name in LISTS}
        """Words and no phrases; those with accents as tokens have them, too."""
        self.small = {name: frozenset(map(_folded, words.of(name))) for name in GRAMMAR}
        """The words of the lists of grammar, folded as tokens are."""
        self.calendar = self.small["calendar"]
        self.figures = frozenset(_folded(name, " ") for name in words.of("historical-figure"))
        self.born = tuple(words.of("born"))
        self.words = words
        self.pattern = _Patterns(words).__getitem__
        """Return the pattern that `Words.pattern` makes; asked for many times for every name."""
        made = words.pattern
        makers = words.of("author", "history")
        roles, lessons = "{adult-role|adult-kin}", either(makers)
        titles = either(words.of("adult-title") - makers)
        self.adult_before = made(rf"(?<!\w)(?P<role>{roles}|{titles}){_TO_NAME}")
        self.maker_before = made(rf"(?<!\w)(?:{lessons}){_TO_NAME}")
        self.young_maker = made(rf"(?<!\w){{young-maker}}(?:['’]s)?[\s-]+(?:{lessons}){_TO_NAME}")
        self.adult_after = made(
            rf"^\s*[,(–—:|•·/\-]?\s*(?:{_FILLER}|{_ONE_OF_OURS})(?P<role>{roles}|{lessons})(?!\w)(?!\s*:)"
            r"(?!\s+{role-of-a-child})"
        )
        self.student_before = made(r"(?<!\w){student}(?!\s*['’]s)(?:\W{1,3}{student-link}){0,2}\W{1,3}$")
        self.thing_first = made(r"^\s*(?:{article}\s+)?(?:[\w-]+\s+)?{thing}(?!\w)")
        self.made_by = made(
            rf"(?<!\w){{made-thing|made}}(?!\w)[^.!?]{{0,60}}?(?:\s|^){{by}}\s+{_NAMES_JOINED}{{0,5}}$"
        )
        self.made_after = made(r"^['’]s?\s+(?:[\w-]+\s+){0,2}{made-thing}(?!\w)")
        self.job_before = made(r"(?<!\w){class-job}\s*:[^.!?]{0,80}$")
        self.credit_before = made(r"(?<!\w){credit}(?:\s+{credit-link})?(?:\s+(?:19|20)\d\d)?\W{1,3}$")
        self.own_family = made(
            rf"(?<!\w){{own-family}}(?:\s+{{family-verb}})?\W{{1,3}}{_NAMES_JOINED}{{0,4}}$"
        )
        several = words.of("adult-role", "adult-kin")
        plural = either(word if word[-1] == "s" else f"{word}s" for word in several)
        adults = rf"(?<!\w)(?:{plural}|{{staff}})"
        self.adults_listed = made(rf"{adults}(?!\w)(?!['’])[^.!?\n]{{0,120}}$")
        self.adults_named = made(
            rf"{adults}(?:\s+{{staff-verb}})?\s*[:–—-]?\s*"
            r"(?:[\w'’.-]+(?:\s+[\w'’.-]+){0,2}\s*(?:,|;|&|\b{and}\b)\s*)*$"
        )
        self.sons = made(r"^\s*(?:&|{and|and-before-sound})\s+{firm-kin}\b")

    def calls_adult(self, after: str) -> bool:
        """Tell whether the words behind a name say what the adult is; "born in 2017" is said of a child."""
        found = self.adult_after.search(after)
        return found is not None and not (found["role"].startswith(self.born) and OUR_TIME.search(after))

    def has(self, name: str, text: str) -> bool:
        """Tell whether a text, in lower case, holds a word or phrase of a list."""
        return self._patterns[name].search(text) is not None

    def find(self, name: str, text: str) -> re.Match[str] | None:
        """Return the first word or phrase of a list in a text, which is in lower case."""
        return self._patterns[name].search(text)

    def all(self, name: str, text: str) -> Iterable[re.Match[str]]:
        """Yield every word or phrase of a list in a text, which is in lower case."""
        return self._patterns[name].finditer(text)


class _Patterns(dict[str, re.Pattern[str]]):
    """Look patterns up as fast as can be."""

    __slots__ = ("_words",)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, grammar: str) -> re.Pattern[str]:
        made = self[grammar] = self._words.pattern(grammar)
        return made


def _folded(word: str, between: str = "") -> str:
    return between.join(atom.folded for atom in spell(word).atoms)


def _single(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if " " not in word:
            yield word
            if not word.isascii():
                yield _folded(word)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    listed = list(words)
    return re.compile(rf"(?<!\w)(?:{either(listed)})(?!\w)") if listed else _NO_WORD
