"""Find cue words in a text; leaves what they mean for a name to `context`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.mask.spelling import spell
from auditor.words import LISTS, Words

_NO_WORD = re.compile(r"(?!)")
_FILLER = (
    r"(?:(?:is|was|are|be|as|our|the|a|an|your|my|their|new|school|former|retired|longtime|beloved|local|guest|head|"
    r"es|nuestra|nuestro|la|el|una|un|\d+(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|seventh|eighth|grade|"
    r"math|science|music|art|band|library|pe|reading|[a-z]+['’]s|community|building|class)[\s,\-]+){0,5}"
)


# "our kitchen manager": what someone is to us, in up to three more words, none of which leads elsewhere.
_ONE_OF_OURS = (
    r"(?:our|the|a|an|my|your|their|nuestra|nuestro|la|el)\s+"
    r"(?:(?!of\b|for\b|who\b|and\b|with\b|to\b|from\b)[\w-]+\s+){0,3}"
)
_TO_NAME = r"\.?(?:\s+(?:favorita|favorito))?(?:\s+(?:is|was|named|by|es|era|fue))?[\s:,–—-]{1,4}$"


OUR_TIME = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
"""A year in which students of today may have been born."""

BORN = ("born", "was born", "nació")


class Cues:
    """Hold one pattern per list of words, compiled once."""

    __slots__ = (
        "_patterns", "adult_after", "adult_before", "adults_listed", "adults_named", "credit_before",
        "figures", "job_before", "made_after", "made_by", "maker_before", "own_family", "single", "sons",
        "student_before", "thing_first", "young_maker",
    )  # fmt: skip

    def __init__(self, words: Words) -> None:
        self._patterns = {name: _pattern(words.of(name)) for name in LISTS if name not in ("ordinary",)}
        self.single = {name: frozenset(w for w in words.of(name) if " " not in w) for name in LISTS}
        self.figures = frozenset(
            " ".join(atom.folded for atom in spell(name).atoms) for name in words.of("historical-figure")
        )
        makers = words.of("author", "history")
        roles = _alternatives(words.of("adult-role", "adult-kin"))
        titles = _alternatives(words.of("adult-title") - makers)
        lessons = _alternatives(makers)
        self.adult_before = re.compile(rf"(?<!\w)(?P<role>{roles}|{titles}){_TO_NAME}")
        self.maker_before = re.compile(rf"(?<!\w)(?:{lessons}){_TO_NAME}")
        self.young_maker = re.compile(
            rf"(?<!\w)(?:class|classroom|student|pupil|room\s+\w+|grade\s+\w+|young|junior|our\s+own)"
            rf"(?:['’]s)?[\s-]+(?:{lessons}){_TO_NAME}"
        )
        self.adult_after = re.compile(
            rf"^\s*[,(–—:|•·/\-]?\s*(?:{_FILLER}|{_ONE_OF_OURS})(?P<role>{roles}|{lessons})(?!\w)(?!\s*:)"
            r"(?!\s+(?:writer|reporter|photographer|artist|cartoonist))"
        )
        self.student_before = re.compile(
            rf"(?<!\w)(?:{_alternatives(words.of('student'))})(?!\s*['’]s)(?:\W{{1,3}}(?:to|is|are|goes\s+to|for|our|by|a|de|para)){{0,2}}"
            r"\W{1,3}$"
        )
        self.thing_first = re.compile(
            rf"^\s*(?:(?:a|an|the|our)\s+)?(?:[\w-]+\s+)?(?:{_alternatives(words.of('thing'))})(?!\w)"
        )
        made = _alternatives(words.of("made-thing"))
        self.made_by = re.compile(
            rf"(?<!\w)(?:{made}|made|written|drawn|painted|created|designed|built|illustrated|sewn|folded)(?!\w)[^.!?]{{0,60}}?"
            r"(?:\s|^)(?:by|de|por)\s+(?:[\w'’-]+(?:,\s*|\s+(?:and|y|&)\s+)){0,5}$"
        )
        self.made_after = re.compile(rf"^['’]s?\s+(?:[\w-]+\s+){{0,2}}(?:{made})(?!\w)")
        self.job_before = re.compile(rf"(?<!\w)(?:{_alternatives(words.of('class-job'))})\s*:[^.!?]{{0,80}}$")
        self.credit_before = re.compile(
            rf"(?<!\w)(?:{_alternatives(words.of('credit'))})(?:\s+(?:to|by))?(?:\s+(?:19|20)\d\d)?\W{{1,3}}$"
        )
        self.own_family = re.compile(
            rf"(?<!\w)(?:{_alternatives(words.of('own-family'))})(?:\s+(?:is|are|named))?\W{{1,3}}"
            r"(?:[\w'’-]+(?:,\s*|\s+(?:and|y|&)\s+)){0,4}$"
        )
        plural = _alternatives(f"{word}s" for word in words.of("adult-role", "adult-kin") if word[-1] != "s")
        ready = _alternatives(word for word in words.of("adult-role", "adult-kin") if word[-1] == "s")
        self.adults_listed = re.compile(
            rf"(?<!\w)(?:{plural}|{ready}|staff|faculty)(?!\w)(?!['’])[^.!?\n]{{0,120}}$"
        )
        self.adults_named = re.compile(
            rf"(?<!\w)(?:{plural}|{ready}|staff|faculty)(?:\s+(?:are|is|include|were))?\s*[:–—-]?\s*"
            r"(?:[\w'’.-]+(?:\s+[\w'’.-]+){0,2}\s*(?:,|;|&|\band\b|\by\b)\s*)*$"
        )
        self.sons = re.compile(
            r"^\s*(?:&|and|y|e)\s+(?:sons?|daughters?|company|co|associates|partners|hijos)\b"
        )

    def calls_adult(self, after: str) -> bool:
        """Tell whether the words behind a name say what the adult is; "born in 2017" is said of a child."""
        found = self.adult_after.search(after)
        return found is not None and not (found["role"].startswith(BORN) and OUR_TIME.search(after))

    def has(self, name: str, text: str) -> bool:
        """Tell whether a text, in lower case, holds a word or phrase of a list."""
        return self._patterns[name].search(text) is not None

    def find(self, name: str, text: str) -> re.Match[str] | None:
        """Return the first word or phrase of a list in a text, which is in lower case."""
        return self._patterns[name].search(text)

    def all(self, name: str, text: str) -> Iterable[re.Match[str]]:
        """Yield every word or phrase of a list in a text, which is in lower case."""
        return self._patterns[name].finditer(text)


def _alternatives(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or "(?!)"


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    listed = list(words)
    return re.compile(rf"(?<!\w)(?:{_alternatives(listed)})(?!\w)") if listed else _NO_WORD
