"""Tell obscenities, slurs and insults in a sentence; leaves to others whose words they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from auditor.checkers.statements import cues, says
from auditor.finding import Confidence
from auditor.links.phrases import Phrases, phrases
from auditor.policy import Policy

_DOUBTFUL = "obscenity-doubtful"
_DISGUISED = re.compile(r"(?<![\w@$./])(?=[\w@$!]*[a-z])(?=[\w@$!]*[@$0134!])[\w@$!]{4,14}(?![\w@./])")
_PLAIN = str.maketrans("@$0134!", "asoieai")
_PLAIN_AS_L = str.maketrans("@$0134!", "asoleal")
_STARS = re.compile(r"(?<![\w*])(?:[a-z]\*{2,3}(?:[a-z]|hole)?|[a-z]{1,2}\*[a-z]{1,2})(?![\w*])")


@dataclass(frozen=True, slots=True)
class Offense:
    """State what is offensive: `words` as they stand, `kind` one of obscenity, slur and insult."""

    kind: str
    words: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Offenses:
    """Know which words offend; `any` are all of them, for a first glance."""

    any: Phrases
    obscenity: Phrases
    doubtful: frozenset[str]
    slur: Phrases
    insult: Phrases
    phrase: Phrases
    lesson: Phrases
    said_of: re.Pattern[str]

    def glance(self, low: str) -> bool:
        """Tell whether a folded text may hold anything of the kind; most texts do not."""
        return bool(says(self.any, low)) or "*" in low or _DISGUISED.search(low) is not None

    def told(self, low: str, heading: str = "") -> Offense | None:
        """Return what offends in a folded sentence; a lesson about words is for a person to look at."""
        lesson = bool(says(self.lesson, low) or says(self.lesson, heading))
        plain = _DISGUISED.sub(lambda found: self._undisguised(found[0]), low)
        for kind, wanted in (("obscenity", self.obscenity), ("slur", self.slur)):
            hit = says(wanted, plain)
            if hit:
                return Offense(kind, hit, Confidence.REVIEW if lesson else Confidence.LIKELY)
        if lesson:
            return None
        starred = next((each[0] for each in _STARS.finditer(low) if each[0] in self.doubtful), "")
        hit = starred or says(phrases(_without_stars(self.doubtful)), low)
        if hit:
            return Offense("obscenity", hit, Confidence.REVIEW)
        hit = says(self.phrase, low)
        if not hit and says(self.insult, low):
            found = self.said_of.search(low)
            hit = found[0] if found else ""
        return Offense("insult", hit, Confidence.REVIEW) if hit else None

    def _undisguised(self, word: str) -> str:
        for table in (_PLAIN, _PLAIN_AS_L):
            plain = word.translate(table)
            if self.obscenity.fill(plain) or self.slur.fill(plain):
                return plain
        return word


def offenses(policy: Policy) -> Offenses:
    """Return the finder of offensive language with the district's words."""
    words = policy.words
    return Offenses(
        any=phrases(_without_stars(words.of("obscenity", "slur", "insult", "insult-phrase", _DOUBTFUL))),
        obscenity=cues(policy, "obscenity"),
        doubtful=words.of(_DOUBTFUL),
        slur=cues(policy, "slur"),
        insult=cues(policy, "insult"),
        phrase=cues(policy, "insult-phrase"),
        lesson=cues(policy, "offense-lesson"),
        said_of=_said_of(words.of("insult-of"), words.of("insult")),
    )


@lru_cache(maxsize=8)
def _without_stars(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(each for each in words if "*" not in each))


@lru_cache(maxsize=8)
def _said_of(whom: frozenset[str], insults: frozenset[str]) -> re.Pattern[str]:
    of, are = (
        "|".join(re.escape(each).replace(r"\*", r"\w*") for each in sorted(listed, key=len, reverse=True))
        for listed in (whom, insults)
    )
    return re.compile(
        rf"(?<!\w)(?:{of})(?:\s+(?:are|is|were|was|act|acts|look|looks|es|son|eres|era|eran)|'re|'s)\s+"
        r"(?:(?:all|just|such|so|really|an?|the|una?|unos|complete|total|bunch of|too|very|muy|tan)\s+){0,3}"
        rf"(?:(?!not\b|never\b|no\b)\w+\s+)?(?:{are})(?!\w)"
    )
