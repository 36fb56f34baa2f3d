"""Lay out what a site's pages say, sentence by sentence, for checkers that judge words; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from auditor.finding import Confidence, Finding
from auditor.links.phrases import Phrases, folded, phrases
from auditor.names.sheets import Sheet, sheets
from auditor.names.telling import RANK
from auditor.page import Document, Page, Source, Text
from auditor.policy import Policy
from auditor.snapshot import Snapshot
from auditor.words import Words

IN_FILES = frozenset((Source.PDF, Source.DOCX, Source.PPTX, Source.XLSX, Source.OCR, Source.VTT))
SHOWN = IN_FILES | {Source.BODY, Source.HEADING, Source.CELL, Source.CAPTION, Source.FRAME}
"""What a visitor reads: not what stands in code, names of files and settings of forms."""

_LONGEST_QUOTE = 240
_AROUND = 160
_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+(?=[\"“‘(¿¡]?[A-Z0-9ÁÉÍÓÚÑ])")
_NO_END = r"(?i)(?:^|[\s(])(?:{abbreviation}|[a-z])\.$"
_WORD = re.compile(r"\S+")
_ADDRESS = re.compile(r"(?<=\S)@(?=\S)|https?://|www\.|(?<=\S)\.\w{2,63}/", re.IGNORECASE)
_STUDENT_WORK = (
    r"(?i)(?<!\w){pupils-work-of}s?['’]?\s+{pupils-work|pupils-essay}(?!\w)"
    r"|(?<!\w){work-by}(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Hold one sentence of one text; `low` is it folded, as phrases are matched (see `auditor.links`)."""

    sheet: Sheet = field(repr=False)
    text: Text = field(repr=False)
    words: str = field(repr=False)
    low: str = field(repr=False)

    @property
    def heading(self) -> str:
        """Return the heading above, folded."""
        return folded(self.text.where.heading)

    @property
    def around(self) -> str:
        """Return the sentence with what stands before and behind it in its block, folded."""
        block = self.text.joined
        at = max(block.find(self.words), 0)
        return folded(block[max(0, at - _AROUND) : at + len(self.words) + _AROUND])


def laid_out(snapshot: Snapshot) -> tuple[Sheet, ...]:
    """Return the pages and files that are to be judged, laid out once for all who ask."""
    return snapshot.once(_asked, snapshot.pages, snapshot.documents, snapshot.asked)


def _asked(
    pages: tuple[Page, ...], documents: tuple[Document, ...], asked: frozenset[str] | None
) -> tuple[Sheet, ...]:
    return tuple(sheet for sheet in sheets(pages, documents) if asked is None or sheet.key in asked)


def cues(policy: Policy, *lists: str) -> Phrases:
    """Return the phrases of some of the district's lists of words."""
    return phrases(tuple(sorted(policy.words.of(*lists))))


def says(wanted: Phrases, low: str) -> str:
    """Return the longest phrase that stands in a folded text, "" for none."""
    return max(wanted.search(low), key=lambda hit: (len(hit), hit), default="")


def statements(
    snapshot: Snapshot, policy: Policy, *lists: str, sources: frozenset[Source] = SHOWN
) -> Iterator[tuple[Statement, str]]:
    """Yield each sentence in which a phrase of these lists stands, with the longest of them there."""
    wanted = cues(policy, *lists)
    for sheet in laid_out(snapshot):
        for text in sheet.texts:
            if text.where.source not in sources or not says(wanted, folded(text.joined)):
                continue
            for words in sentences(text.joined, policy.words):
                low = heard(words)
                hit = says(wanted, low)
                if hit:
                    yield Statement(sheet, text, words, low), hit


def heard(words: str) -> str:
    """Return words folded and without the addresses among them, which speak of nothing."""
    if "@" in words or "/" in words or "www." in words:
        # Word by word: a page may be one word without end.
        words = _WORD.sub(lambda word: " " if _ADDRESS.search(word[0]) else word[0], words)
    return folded(words)


def sentences(text: str, words: Words) -> Iterator[str]:
    """Yield the sentences of a text; titles and initials end none."""
    start, goes_on = 0, words.pattern(_NO_END)
    for found in _END.finditer(text):
        if goes_on.search(text[start : found.start()]):
            continue
        yield text[start : found.start()].strip()
        start = found.end()
    rest = text[start:].strip()
    if rest:
        yield rest


def at_most_review(snapshot: Snapshot, policy: Policy, statement: Statement) -> bool:
    """Tell whether what is said here is a student's own speech, which nobody is accused of."""
    if snapshot.site.kind == "student-publication":
        return True
    said = f"{statement.text.where.heading}\n{statement.text.joined[:200]}"
    return policy.words.pattern(_STUDENT_WORK).search(said) is not None


def finding(
    rule: str,
    statement: Statement,
    message: str,
    confidence: Confidence,
    *,
    quote: str = "",
    target: str = "",
    details: Mapping[str, str] | None = None,
) -> Finding:
    """Return a finding at a sentence; without `target` the sentence itself is what it is known by."""
    sheet = statement.sheet
    return Finding(
        rule=rule,
        page=sheet.key,
        url=sheet.url,
        target=target or statement.low[:300],
        message=message,
        where=statement.text.where,
        confidence=confidence,
        quote=quote or shortened(statement.words),
        details=dict(details or {}),
        page_title=sheet.title,
    )


def shortened(words: str) -> str:
    """Return words cut at a space where they are long."""
    if len(words) <= _LONGEST_QUOTE:
        return words
    return words[:_LONGEST_QUOTE].rpartition(" ")[0] + " …"


def each_once(found: Iterable[Finding]) -> Iterator[Finding]:
    """Join what is found more than once on a page; the surer finding tells it."""
    kept: dict[tuple[str, str, str], Finding] = {}
    for each in found:
        key = each.rule, each.page, each.target
        first = kept.get(key)
        if first is None:
            kept[key] = each
            continue
        best = each if RANK[each.confidence] > RANK[first.confidence] else first
        kept[key] = replace(best, occurrences=first.occurrences + each.occurrences)
    yield from kept.values()
