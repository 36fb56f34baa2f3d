"""Find obscenities, slurs and insults in what a site says.

Looks at: every text that visitors read, alternative texts and linked files, by a short list of whole words;
an insult counts only where somebody is called so. Letters written as signs ("sh1t") are read.
Does not look at: words that have a plain meaning too, such as names, animals and places; tone.
Known gaps: innuendo; languages other than English and Spanish; words in pictures that were not read. Words of
literature, of history and of lessons about words are for a person to look at.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checkers.offense import offenses
from auditor.checkers.statements import (
    SHOWN,
    Statement,
    at_most_review,
    each_once,
    finding,
    laid_out,
    sentences,
)
from auditor.finding import Confidence, Finding
from auditor.links.phrases import folded
from auditor.page import Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Example, Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="language-offensive",
        topic="respectful-language",
        section=Section.CONTENT,
        severity=Severity.SERIOUS,
        title="Offensive words",
        why="A class page speaks for the school. Insults, slurs and obscene words hurt readers.",
        fix="Take the words off the page or say it in another way. Words of a book may stay where a lesson "
        "needs them.",
        examples=(
            Example("<p>What a bunch of assholes.</p>", ("What a bunch of assholes.",)),
            Example("<p>This is bull$hit, folks.</p>", ("This is bull$hit, folks.",), "letters as signs"),
            Example("<p>Those parents are idiots.</p>", ("Those parents are idiots.",), "an insult"),
            Example("<p>Our rivals are a bunch of losers!</p>", ("Our rivals are a bunch of losers!",)),
            Example("<p>Ellos son unos idiotas.</p>", ("Ellos son unos idiotas.",), "Spanish"),
            Example("<p>Pen pals in Scunthorpe and Essex assess the class bass.</p>", (), "parts of words"),
            Example("<p>Dickens, Hancock and Moby Dick; a cocktail of shiitake.</p>", (), "names and food"),
            Example("<p>There are no stupid questions.</p>", (), "nobody is called so"),
            Example("<p>What if someone calls you stupid? Bullying hurts.</p>", (), "a lesson"),
            Example("<p>Mary rode to Bethlehem on an ass. A hen and a cock.</p>", (), "animals"),
            Example("<p>Plant pussy willows and rake with a hoe.</p>", (), "plants and tools"),
            Example("<p>Fire retardant gear; growth was retarded by cold.</p>", (), "plain meanings"),
            Example("<p>Rate the hotel **** or 5*5=25.</p>", (), "stars"),
        ),
    ),
)
PAGE_BY_PAGE = True
_ASIDE = frozenset((Source.ALT, Source.TITLE, Source.LABEL, Source.FILE_NAME))
_READ = SHOWN | _ASIDE


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each sentence with such words on a page."""
    yield from each_once(_found(snapshot, policy))


def _found(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    known = offenses(policy)
    for sheet in laid_out(snapshot):
        for text in sheet.texts:
            if text.where.source not in _READ or not known.glance(folded(text.joined)):
                continue
            for words in sentences(text.joined, policy.words):
                said = Statement(sheet, text, words, folded(words))
                told = known.told(said.low, said.heading)
                if told is None:
                    continue
                aside = text.where.source not in SHOWN
                doubt = aside or at_most_review(snapshot, policy, said)
                yield finding(
                    "language-offensive",
                    said,
                    f"This sentence has {_WHAT[told.kind]}.",
                    Confidence.REVIEW if doubt else told.confidence,
                    details={"kind": told.kind, "words": told.words},
                )


_WHAT = {"obscenity": "an obscene word", "slur": "a slur", "insult": "an insult"}

__all__ = ["RULES", "check"]
