"""Define documents, clauses and the policy that binds one site; leaves reading files to `reading`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from auditor.exits import Exit, Refusal
from auditor.grades import grades_in
from auditor.rule import Severity
from auditor.words import Words, shipped_words

T = TypeVar("T")

ONLY_WHEN_NAMED = frozenset({"personal", "social", "student-publication"})
"""Kinds that a clause without `applies_to` does not bind: speech there is not the district's own."""


class Force(StrEnum):
    """How strongly a clause binds, in the document's own verbs; strongest first."""

    MUST = "must"
    SHOULD = "should"
    ENCOURAGED = "encouraged"
    MAY = "may"

    @property
    def rank(self) -> int:
        return list(Force).index(self)

    @property
    def binds(self) -> bool:
        """Tell whether breaking the clause is a fault; otherwise it is advice."""
        return self in (Force.MUST, Force.SHOULD)


def severity_cap(force: Force) -> Severity:
    """Return the highest severity that a clause of this force allows.

    School procedures say "should" of their gravest duties (the names of K-8 students), so "should"
    caps nothing. What is only encouraged or allowed never rises above minor, and never counts.
    """
    return Severity.CRITICAL if force.binds else Severity.MINOR


def severity_under(force: Force, severity: Severity) -> tuple[Severity, bool]:
    """Return a rule's severity as far as a clause of this force allows it, and whether it counts."""
    return min(severity, severity_cap(force), key=lambda each: each.rank), force.binds


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """Name one document: whose it is, where it was taken from, and what its criteria are bound by.

    `kind` is procedure, standard or law; `binds_topic` is the topic of clauses that put its
    criteria in force; `standard` is the name by which such clauses choose it.
    """

    id: str
    title: str
    publisher: str
    source: str
    kind: str
    adopted: date | None = None
    binds_topic: str = ""
    standard: str = ""
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """State one requirement in the document's exact words, and whom it binds.

    `applies_to` are kinds of site; empty means all but those in ONLY_WHEN_NAMED. `rules` are the rules
    of its topic that its words carry; empty means all. `unchecked` is the reason why no machine checks
    it, else "". `number`, `handle`, `level` and `sentence` (our own
    words) are set for success criteria; `bound_by` is then the id of the clause that put the
    criterion in force. `line` is where the clause stands in its document's file.
    """

    id: str
    document: str
    topic: str
    quote: str = ""
    locator: str = ""
    force: Force = Force.MUST
    applies_to: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    unchecked: str = ""
    number: str = ""
    handle: str = ""
    level: str = ""
    sentence: str = ""
    starts: date | None = None
    ends: date | None = None
    counted_from: date | None = None
    decision: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    bound_by: str = ""
    line: int = 0

    def applies(self, kind: str) -> bool:
        """Tell whether the clause binds sites of this kind; a criterion leaves that to its binder."""
        if self.number and not self.applies_to:
            return True
        return kind in self.applies_to if self.applies_to else kind not in ONLY_WHEN_NAMED

    def speaks_of(self, grades: str) -> bool:
        """Tell whether the clause is about any of a site's grades; where either names none, it is."""
        own = grades_in(str(self.settings.get("grades", "")))
        # Who is younger still is spoken of where kindergarten is: policies count from there.
        site = {max(0, grade) for grade in grades_in(grades)}
        return not own or not site or not own.isdisjoint(site)

    def carries(self, rule: str) -> bool:
        """Tell whether the clause's words are wide enough for this rule of its topic."""
        return not self.rules or rule in self.rules

    def in_force(self, day: date) -> bool:
        """Tell whether the clause stands on this day, both ends included."""
        day = _day(day)
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)

    def counted(self, day: date) -> bool:
        """Tell whether findings under this clause count as faults on this day, or are advice."""
        return self.force.binds and (self.counted_from is None or self.counted_from <= _day(day))

    def cap(self, severity: Severity) -> Severity:
        """Return the severity, lowered to what the clause's force allows."""
        return severity_under(self.force, severity)[0]


@dataclass(frozen=True, slots=True)
class Policy:
    """Hold documents and their clauses in order; `day` is set where they are those of one site.

    `words` are the district's lists of cue words, else those that come with the auditor.
    """

    documents: tuple[PolicyDocument, ...] = ()
    clauses: tuple[Clause, ...] = ()
    day: date | None = None
    words: Words = field(default_factory=shipped_words, repr=False)
    _for_sites: dict[tuple[str, date, str], Policy] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def for_site(self, kind: str, day: date, grades: str = "") -> Policy:
        """Return the policy that binds sites of one kind on one day, criteria bound or left out.

        `grades` are those of the site, such as "9-12": a clause about other grades does not bind it.
        """
        day = _day(day)
        # Asked for every site and due date of every night, and there are only so many kinds and days.
        found = self._for_sites.get((kind, day, grades))
        if found is None:
            found = self._for_sites[kind, day, grades] = self._binding(kind, day, grades)
        return found

    def _binding(self, kind: str, day: date, grades: str) -> Policy:
        order = {clause.id: position for position, clause in enumerate(self.clauses)}
        present = [
            each
            for each in self.clauses
            if each.applies(kind) and each.in_force(day) and each.speaks_of(grades)
        ]
        documents = {document.id: document for document in self.documents}
        kept = []
        for clause in present:
            if not clause.number or clause.bound_by:
                kept.append(clause)
                continue
            document = documents[clause.document]
            binders = [each for each in present if _chooses(each, clause, document)]
            if binders:
                binders.sort(key=lambda each: (not each.counted(day), each.force.rank, order[each.id]))
                kept.append(_bound(clause, binders[0]))
        return replace(self, clauses=tuple(kept), day=day)

    def clauses_on(self, topic: str, rule: str = "") -> tuple[Clause, ...]:
        """Return the clauses on a topic that a machine may check, strongest first; of one rule, if named."""
        found = [
            each
            for each in self.clauses
            if each.topic == topic and not each.unchecked and (not rule or each.carries(rule))
        ]
        day = self.day
        found.sort(key=lambda each: (day is not None and not each.counted(day), each.force.rank))
        return tuple(found)

    def clause(self, topic: str, rule: str = "") -> Clause | None:
        """Return the strongest clause on a topic, the earliest document first; None switches rules off."""
        return next(iter(self.clauses_on(topic, rule)), None)

    def criteria_of(self, clause: Clause) -> tuple[Clause, ...]:
        """Return the success criteria that a clause puts in force; none where it binds no standard."""
        documents = {document.id: document for document in self.documents}
        return tuple(
            each for each in self.clauses if each.number and _chooses(clause, each, documents[each.document])
        )

    def setting(self, topic: str, name: str, default: T) -> T:
        """Return a setting of a topic's clauses, or the default where none states it.

        Raises Refusal with file and line where the value is of another type than the default.
        """
        for clause in self.clauses_on(topic):
            if name in clause.settings:
                value = clause.settings[name]
                if not _same_type(value, default):
                    path = next((each.path for each in self.documents if each.id == clause.document), None)
                    sentence = f'Setting "{name}" of clause "{clause.id}" must be {_type_words(default)}.'
                    raise Refusal(Exit.CONFIGURATION, sentence, path, clause.line or None)
                return value  # type: ignore[return-value]  # just compared
        return default


def _chooses(binder: Clause, criterion: Clause, document: PolicyDocument) -> bool:
    """Tell whether a clause puts a criterion of a document in force."""
    if binder.number or binder.unchecked or binder.topic != document.binds_topic:
        return False
    standards, levels = binder.settings.get("standards"), binder.settings.get("levels")
    return (
        isinstance(standards, list)
        and document.standard in standards
        and isinstance(levels, list)
        and criterion.level in levels
    )


def _bound(criterion: Clause, binder: Clause) -> Clause:
    return replace(
        criterion,
        quote=binder.quote,
        locator=binder.locator,
        force=binder.force,
        applies_to=binder.applies_to,
        exceptions=(*binder.exceptions, *criterion.exceptions),
        counted_from=binder.counted_from,
        bound_by=binder.id,
    )


def _same_type(value: object, default: object) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, float):
        return isinstance(value, int | float)
    if isinstance(default, date) and not isinstance(default, datetime):
        return isinstance(value, date) and not isinstance(value, datetime)
    if isinstance(default, tuple | list):
        return isinstance(value, list)
    if isinstance(default, Mapping):
        return isinstance(value, dict)
    return default is None or isinstance(value, type(default))


def _type_words(default: object) -> str:
    if isinstance(default, bool):
        return "true or false"
    if isinstance(default, int | float):
        return "a number"
    if isinstance(default, str):
        return "text in quotation marks"
    if isinstance(default, tuple | list):
        return "a list"
    return "a table" if isinstance(default, Mapping) else "a date"


def _day(day: date) -> date:
    """Return the calendar day; a datetime is a date to Python but does not compare with one."""
    return day.date() if isinstance(day, datetime) else day
