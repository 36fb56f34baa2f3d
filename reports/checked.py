"""Say what a report rests on: limits, standards, engines, criteria, changed checks; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.rule import Section
from auditor.store import ClauseEntry, SchoolReport
from reports import words
from reports.problems import BINDING_TOPIC

SEEN_BY_PROGRAM = frozenset(
    """
    1.1.1 1.2.2 1.3.1 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.12 2.1.1 2.2.1 2.2.2 2.4.1 2.4.2 2.4.4 2.5.3
    3.1.1 3.1.2 3.3.2 4.1.2
    """.split()
)
"""Criteria of which axe-core 4.14 has a rule at all (none experimental or deprecated), each in part only."""

FOR_OPERATORS = frozenset({"sandbox", "private", "proxy"})
"""Notes that concern how the check ran: named at the top of the report, not again on each page."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the night looked at, what it did not, and which criteria a program can see at all."""

    at: tuple[str, ...]
    not_at: tuple[str, ...]
    seen: tuple[ClauseEntry, ...]
    unseen: tuple[ClauseEntry, ...]


def notes(report: SchoolReport, everything: bool = True) -> list[str]:
    """Return what stands at the top of every report because it limits what the report can say."""
    loud: dict[str, None] = {}
    for night in (report.night, *report.rechecks):
        for name, text in sorted(night.notes.items(), key=lambda note: (note[0] in FOR_OPERATORS, note[0])):
            if text and (everything or name not in FOR_OPERATORS):
                loud[text] = None
    if report.night.replayed:
        loud["This night was replayed. It shows an earlier or a made-up state of the sites."] = None
    return list(loud)


def standards(report: SchoolReport) -> str:
    """Name the documents on which the rules in force rest, and the levels that are asked for."""
    topics = {rule.topic for rule in report.rules.values()}
    served = [clause for clause in report.clauses.values() if clause.topic in topics]
    documents = list(dict.fromkeys(clause.document for clause in served))
    levels = sorted({clause.level for clause in served} - {""})
    return "; ".join([*documents, *([f"levels {words.listed(levels)}"] if len(levels) > 1 else [])])


def engines(report: SchoolReport) -> str:
    """Name the engines of the night with their versions."""
    return words.listed(
        [f"{words.ENGINES.get(name, name)} {version}" for name, version in report.night.engines.items()]
    )


def looked(report: SchoolReport) -> Looked:
    """Say which kinds of check ran, and which success criteria a program looked at."""
    rules = {rule_id: rule for rule_id, rule in report.rules.items() if rule_id not in report.changes.removed}
    sections = {rule.section for rule in rules.values()}
    asked = {number for rule in rules.values() for number in rule.criteria}
    criteria: dict[str, ClauseEntry] = {}
    for clause in report.clauses.values():
        if clause.number in asked:
            criteria.setdefault(clause.number, clause)
    ordered = [criteria[number] for number in sorted(criteria, key=_as_numbers)]
    return Looked(
        at=tuple(words.LOOKED_AT[section] for section in Section if section in sections),
        not_at=tuple(words.LOOKED_AT[section] for section in Section if section not in sections),
        seen=tuple(clause for clause in ordered if clause.number in SEEN_BY_PROGRAM),
        unseen=tuple(clause for clause in ordered if clause.number not in SEEN_BY_PROGRAM),
    )


def binding(report: SchoolReport) -> list[ClauseEntry]:
    """Return the clauses that put the criteria of a standard in force, the district's first."""
    return [clause for clause in report.clauses.values() if clause.topic == BINDING_TOPIC and clause.quote]


def student_clauses(report: SchoolReport) -> list[ClauseEntry]:
    """Return every clause about student information in force, whether it was touched tonight or not.

    All of them, because the one that applies to an item may tell which student has opted out.
    """
    topics = {rule.topic for rule in report.rules.values() if rule.section is Section.PRIVACY}
    return [clause for clause in report.clauses.values() if clause.topic in topics and clause.quote]


def changes(report: SchoolReport) -> list[tuple[str, tuple[str, ...]]]:
    """Say what changed in the checks since the night before, by the rules' titles."""

    def titles(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(report.rules[rule].title if rule in report.rules else rule for rule in ids)

    told = report.changes
    names = tuple(
        f"{words.ENGINES.get(name, name)} {report.night.engines.get(name, 'is no longer used')}"
        for name in told.engines
    )
    return [
        (title, names)
        for title, names in (
            ("New checks", titles(told.added)),
            ("Checks that no longer run", titles(told.removed)),
            ("Checks with other words", titles(told.changed)),
            ("Another version of the engine", names),
        )
        if names
    ]


def _as_numbers(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
