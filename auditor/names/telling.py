"""Put mentions into findings: one a student and page, with its best evidence, told without the name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.finding import Confidence, Finding
from auditor.mask import MARK
from auditor.names.sheets import Sheet
from auditor.page import Location
from auditor.roster import Student

RANK = {Confidence.REVIEW: 0, Confidence.LIKELY: 1, Confidence.CERTAIN: 2}
_LONGEST_QUOTE = 220
MENTION = "mention"
"""The detail that names the exact words to be masked, one a line; it is never kept."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold one place at which a rule is broken, before places of one student are put together.

    `kind` tells two findings about one student and rule apart; `others` are places of other
    students' names in `view`, which are hidden in the quote; `words` and `more` are the exact words
    that must be masked, `more` alone where `masked` is false.
    """

    rule: str
    kind: str
    students: tuple[Student, ...] = field(repr=False)
    confidence: Confidence
    message: str
    why: tuple[str, ...]
    view: str = field(repr=False)
    start: int
    end: int
    where: Location = field(repr=False)
    sheet: Sheet = field(repr=False)
    others: tuple[tuple[int, int], ...] = ()
    more: tuple[str, ...] = field(default=(), repr=False)
    masked: bool = True
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return self.view[self.start : self.end]


def findings(seen: Iterable[Seen]) -> Iterator[Finding]:
    """Yield one finding for each rule, page, student and kind, told by its strongest place."""
    groups: dict[tuple[str, str, tuple[str, ...], str], list[Seen]] = defaultdict(list)
    for each in seen:
        ids = tuple(sorted(student.sourced_id for student in each.students))
        groups[each.rule, each.sheet.key, ids, each.kind].append(each)
    for (rule, page, ids, kind), places in groups.items():
        best = max(places, key=lambda each: RANK[each.confidence])
        sources = list(dict.fromkeys(str(each.where.source) for each in places))
        details = {
            MENTION: "\n".join(_own_words(places)),
            "why": "; ".join(best.why),
            "form": kind,
            "sources": ", ".join(sources),
            **best.details,
        }
        if len(ids) > 1:
            details["candidates"] = str(len(ids))
        yield Finding(
            rule=rule,
            page=page,
            url=best.sheet.url,
            target=f"{' '.join(ids)} {kind}".strip(),
            message=best.message,
            where=best.where,
            confidence=best.confidence,
            quote=quoted(best.view, best.start, best.end, best.others),
            occurrences=len(places),
            details={name: value for name, value in details.items() if value},
            student=ids[0] if len(ids) == 1 else "",
            page_title=best.sheet.title,
        )


def _own_words(places: Sequence[Seen]) -> Iterable[str]:
    """Return every word that means the student on this page, each to be masked wherever it is told."""
    words: dict[str, None] = {}
    for each in places:
        words.update(dict.fromkeys((each.words, *each.more) if each.masked else each.more))
        for student in each.students:
            words.update(dict.fromkeys(filter(None, (student.given, student.preferred))))
    return [word for word in words if any(map(str.isalnum, word))]


def quoted(view: str, start: int, end: int, others: Sequence[tuple[int, int]] = ()) -> str:
    """Return the words around a place, other students' names already hidden."""
    left = max(0, start - _LONGEST_QUOTE // 2)
    right = min(len(view), max(end + _LONGEST_QUOTE // 2, left + _LONGEST_QUOTE))
    if left:
        left = view.find(" ", left, start) + 1 or start
    if right < len(view):
        right = max(view.rfind(" ", end, right), end)
    said = view[left:right]
    for first, last in sorted(set(others), reverse=True):
        apart = last <= start or end <= first
        if apart and left <= first and last <= right:
            said = said[: first - left] + MARK + said[last - left :]
    return said.strip()


def weaker(one: Confidence, other: Confidence) -> Confidence:
    """Return the less sure of two."""
    return min(one, other, key=RANK.__getitem__)
