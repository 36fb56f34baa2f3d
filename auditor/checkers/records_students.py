"""Find schoolwork, health and conduct told of students whom the roster names; judges no clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.checkers.records_tables import ScoreTables
from auditor.checkers.statements import cues, says
from auditor.finding import Confidence
from auditor.links.phrases import Phrases, folded
from auditor.names import Nearness
from auditor.names.survey import Read, Survey
from auditor.names.telling import Seen, weaker
from auditor.names.tokens import sentence
from auditor.page import Source, Text
from auditor.policy import Policy

_SCORE = (
    r"(?<![\d.])\d{1,3}(?:\.\d{1,2})?\s?(?:%|{percent}\b)|"
    r"(?<![\d/])\d{1,3}\s?/\s?\d{1,3}(?![\d/])|(?<!\d)\d{1,3} {out-of} \d{1,3}(?!\d)|"
    r"(?i:\b{mark-before}\s+)[ABCDF][+\-–]?(?![\w'’])(?!\s[A-Z])|"
    r"(?i:\b{mark-average}\b(?:\s*(?:{mark-average-link}|:))?\s*)[0-4]\.\d"
)
_NOT_READ = frozenset(
    (Source.SCRIPT, Source.HREF, Source.FILE_NAME, Source.JSON_LD, Source.EXIF, Source.IPTC, Source.XMP)
)
_LONGEST_LISTED = 90
_PLAIN_HEAD = re.compile(r"[^\w/'&-]+")
_PLAN_OF = re.compile(r"['’]s\s+(?:IEP|504)(?!\w)")
_FILLED = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Matter:
    """Say how one kind of record is told: in a sentence, in a heading over names, in a column.

    `sure` phrases speak of a student's record, `weak` ones of lessons and news as well; `unless` are
    phrases of sentences that speak of something else.
    """

    rule: str
    kind: str
    message: str
    sure: Phrases
    weak: Phrases
    head: Phrases
    unless: Phrases

    def told(self, low: str) -> Confidence | None:
        """Return how surely a folded sentence with a name in it tells such a record."""
        if says(self.unless, low):
            return None
        if says(self.sure, low):
            return Confidence.LIKELY
        return Confidence.REVIEW if says(self.weak, low) else None

    def heads(self, heading: str) -> bool:
        """Tell whether a heading over names says so, and says little else."""
        low = _PLAIN_HEAD.sub(" ", folded(heading)).strip()
        hit = says(self.head, low)
        return bool(hit) and 2 * len(hit) >= len(low)


def matters(policy: Policy) -> tuple[Matter, ...]:
    """Return the kinds of record that are told in words."""
    nothing = Phrases(())
    return (
        Matter(
            "record-health",
            "health or special education",
            "This tells of the health or the special education of a student who is named.",
            cues(policy, "record-health"),
            cues(policy, "record-health-weak"),
            cues(policy, "record-health-head"),
            cues(policy, "record-health-not"),
        ),
        Matter(
            "record-discipline",
            "discipline",
            "This tells of discipline of a student who is named.",
            cues(policy, "record-discipline"),
            nothing,
            cues(policy, "record-discipline-head"),
            cues(policy, "record-discipline-not"),
        ),
        Matter(
            "record-grade",
            "schoolwork",
            "This tells how a student who is named stands in schoolwork.",
            nothing,
            cues(policy, "record-standing-said"),
            cues(policy, "record-standing"),
            cues(policy, "record-score-not"),
        ),
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """Know how a mark for schoolwork is told in a sentence."""

    score: re.Pattern[str]
    cue: Phrases
    unless: Phrases

    def told(self, words: str, low: str) -> Confidence | None:
        """Return how surely a sentence with a name in it gives that student's mark."""
        if not self.score.search(words) or not says(self.cue, low) or says(self.unless, low):
            return None
        return Confidence.LIKELY


def marks(policy: Policy) -> Marks:
    """Return what tells marks, with the district's words."""
    score = policy.words.pattern(_SCORE)
    return Marks(score, cues(policy, "record-score-cue"), cues(policy, "record-score-not"))


def named_students(done: Survey, page: Read, text: Text) -> list[Seen]:
    """Return the students named in a text: by full name, or by a first name of the page's own class."""
    found = []
    for mention in page.mentions:
        if mention.text is not text:
            continue
        one = len(mention.numbers) == 1
        found.append(done.seen(page, mention, mention.confidence if one else Confidence.REVIEW))
    for first in done.first_names(page, text):
        plain = not first.doubtful or _PLAN_OF.match(text.joined[first.end :])
        if first.nearness is Nearness.CLASS and len(first.numbers) == 1 and plain:
            found.append(
                Seen(
                    rule="",
                    kind="",
                    students=(done.student(first.numbers[0]),),
                    confidence=Confidence.LIKELY,
                    message="",
                    why=("a first name that fits one student of this class",),
                    view=text.joined,
                    start=first.start,
                    end=first.end,
                    where=text.where,
                    sheet=page.sheet,
                )
            )
    places = [(each.start, each.end) for each in found if each.view is text.joined]
    return [
        replace(each, others=tuple(place for place in places if place != (each.start, each.end)))
        for each in found
    ]


def told_of(
    done: Survey, page: Read, tables: ScoreTables, given: Marks, kinds: tuple[Matter, ...]
) -> Iterator[Seen]:
    """Yield what a page tells of students who are named on it."""
    for text in page.marked:
        if text.where.source in _NOT_READ:
            continue
        named = named_students(done, page, text)
        for seen in named:
            yield from _in_words(seen, text, given, kinds)
            yield from _in_row(page, seen, text, tables, kinds)
            if len(text.joined) <= _LONGEST_LISTED:
                yield from _under_heading(seen, text, kinds)


def _in_words(seen: Seen, text: Text, given: Marks, kinds: tuple[Matter, ...]) -> Iterator[Seen]:
    said = sentence(seen.view, seen.start, seen.end) if seen.view is text.joined else text.joined
    low = folded(said)
    sure = given.told(said, low)
    if sure is not None:
        yield _as(seen, "record-grade", "mark", "This gives a mark of a student who is named.", sure)
    for matter in kinds:
        sure = matter.told(low)
        if sure is not None:
            yield _as(seen, matter.rule, matter.kind, matter.message, sure)


def _under_heading(seen: Seen, text: Text, kinds: tuple[Matter, ...]) -> Iterator[Seen]:
    for matter in kinds:
        if text.where.heading and matter.heads(text.where.heading):
            yield _as(seen, matter.rule, matter.kind, matter.message, Confidence.LIKELY)


def _in_row(
    page: Read, seen: Seen, text: Text, tables: ScoreTables, kinds: tuple[Matter, ...]
) -> Iterator[Seen]:
    heads = [folded(head).strip(" :.") for head in page.grid.heads(text)]
    if any(tables.play.fill(head) for head in heads):
        return
    for cell in page.grid.beside(text):
        head = folded(page.grid.head(cell)).strip(" :.")
        said = cell.joined.strip()
        if not head or not _FILLED.search(said) or folded(said) in tables.nothing:
            continue
        if tables.is_score(said, head):
            yield _as(
                seen,
                "record-grade",
                "mark",
                "This gives a mark of a student who is named.",
                Confidence.LIKELY,
            )
        for matter in kinds:
            if matter.rule != "record-grade" and matter.heads(head):
                yield _as(seen, matter.rule, matter.kind, matter.message, Confidence.LIKELY)


def _as(seen: Seen, rule: str, kind: str, message: str, sure: Confidence) -> Seen:
    return replace(seen, rule=rule, kind=kind, message=message, confidence=weaker(seen.confidence, sure))
