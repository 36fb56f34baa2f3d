"""Say how a school stands in two sentences, and what to do first; report and mail say it alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditor.finding import Confidence
from auditor.registry import Person
from auditor.store import SchoolReport, Status, StoredFinding
from reports import words
from reports.items import Item, counted, item_of
from reports.problems import Problem
from reports.taken_back import is_taken_back
from reports.view import SiteView, is_platform_fault
from reports.words import ACT, FIX, UNREAD, State

MOST_FIRST = 3


@dataclass(frozen=True, slots=True)
class First:
    """One of the at most three things to do first."""

    act: str
    who: str
    why: str
    link: str
    state: State


def answer(report: SchoolReport, sites: Sequence[SiteView]) -> tuple[str, str]:
    """Return the two sentences that begin report and mail: how it stands, and what changed."""
    return _standing(sites), _change(report, sites)


def _standing(sites: Sequence[SiteView]) -> str:
    if not sites:
        return "No website of this school is registered."
    need = sum(site.state in (ACT, FIX) for site in sites)
    unread = sum(site.state is UNREAD for site in sites)
    total = words.count(len(sites), "website")
    if unread == len(sites):
        return (
            "The one website could not be fully checked."
            if unread == 1
            else f"None of the {total} could be fully checked."
        )
    also = f", and {unread} could not be fully checked" if unread else ""
    if need:
        return f"{need} of {total} {'needs' if need == 1 else 'need'} action{also}."
    if len(sites) == 1:
        return "The one website needs no action."
    return f"None of the {total} needs action{also}."


def _change(report: SchoolReport, sites: Sequence[SiteView]) -> str:
    if report.baseline or report.previous is None:
        return "This is the first check, so nothing is called new."
    counts, when = counted(report.findings), words.day(report.previous.date)
    # What stands on a site that was never read before is a beginning and no change.
    first = {site.facts.site.site_id for site in sites if site.facts.baseline}
    new = counted(finding for finding in report.findings if finding.site not in first).new
    fixed = counts.fixed - _taken_back(report)
    parts = [
        *([f"{words.count(new, 'problem')} {'is' if new == 1 else 'are'} new"] if new else []),
        *([f"{fixed} {'is' if fixed == 1 else 'are'} fixed"] if fixed > 0 else []),
        *([f"{counts.reopened} came back"] if counts.reopened else []),
    ]
    return f"Since {when}, {words.listed(parts)}." if parts else f"Nothing has changed since {when}."


def _taken_back(report: SchoolReport) -> int:
    """Count the problems that went without anybody having fixed anything."""
    here = {(f.site, f.rule, f.page) for f in report.findings if f.status.standing}
    gone = {
        (f.site, f.rule, f.page)
        for f in report.findings
        if f.status is Status.FIXED and f.counted and is_taken_back(report, f)
    }
    return len(gone - here)


def totals(report: SchoolReport) -> list[str]:
    """Say how many problems stand and of which kinds; the parts add up to the whole."""
    kinds: dict[Item, str] = {}
    order = ("act", "fix", "platform", "disputed")
    for finding in report.findings:
        if not finding.status.standing or not finding.counted or finding.confidence is Confidence.REVIEW:
            continue
        item, kind = item_of(finding), _kind(finding)
        kinds[item] = min(kinds.get(item, kind), kind, key=order.index)
    number = {kind: sum(found == kind for found in kinds.values()) for kind in order}
    told = {
        "act": "for today",
        "fix": "to fix soon",
        "platform": "from a template (not yours to fix)",
        "disputed": "that someone says is wrong",
    }
    parts = [f"{number[kind]:,} {told[kind]}" for kind in order if number[kind]]
    counts = counted(report.findings)
    problems = words.count(counts.problems, "problem stands", "problems stand")
    sentences = [problems + (f": {words.listed(parts, most=4)}" if parts else "") + "."]
    if counts.review:
        sentences.append(
            words.count(counts.review, "more item is", "more items are") + " for a person to look at."
        )
    if counts.waived:
        sentences.append(words.count(counts.waived, "item is", "items are") + " waived and not counted.")
    return sentences


def _kind(finding: StoredFinding) -> str:
    if finding.status is Status.DISPUTED:
        return "disputed"
    if is_platform_fault(finding):
        return "platform"
    return "act" if finding.section.value == "act-today" else "fix"


def first_things(report: SchoolReport, sites: Sequence[SiteView]) -> list[First]:
    """Pick at most three things to do first, the most urgent of each site; each another kind if it can be."""
    ranked = sorted(
        ((site, problem) for site in sites for problem in site.of(ACT, FIX)),
        key=lambda pair: (
            pair[1].state.rank,
            -pair[1].severity,
            -pair[1].number,
            -pair[1].places,
            pair[0].name,
            pair[1].rule.id,
        ),
    )
    chosen: list[tuple[SiteView, Problem]] = []
    for another_kind in (True, False):
        for site, problem in ranked:
            taken = any(site is other for other, _ in chosen)
            same = any(problem.rule.id == other.rule.id for _, other in chosen)
            if len(chosen) < MOST_FIRST and not taken and not (same and another_kind):
                chosen.append((site, problem))
    clerk = records_clerk(report)
    ordered = sorted(chosen, key=lambda pair: ranked.index(pair))
    return [_first(site, problem, clerk) for site, problem in ordered]


def _first(site: SiteView, problem: Problem, clerk: str) -> First:
    where = words.count(problem.pages, "page")
    title = words.lower_first(problem.rule.title)
    if problem.private:
        act = f"Ask {clerk}{',' * (',' in clerk)} whether this may stay: {title}"
        who = f"{site.name}: {words.count(problem.number, 'item')} on {where}."
    else:
        act = f"Ask {site.owners} to fix this: {title}"
        often = f"{words.count(problem.places, 'place')} on " if problem.places != problem.pages else ""
        often = words.due_dates(problem.dues) if problem.dues else f"{often}{where}"
        known_as = words.upper_first(site.name.removeprefix(site.owners).lstrip(", "))
        who = f"{known_as}: {often}." if known_as else words.upper_first(f"{often}.")
    return First(act, who, problem.rule.why, f"{site.file}#{problem.anchor}", problem.state)


def records_clerk(report: SchoolReport) -> str:
    """Name who confirms what concerns a student: the records clerk, by name where one is registered."""
    names = [person.name for person in in_office(report, "records", report.night.date)]
    return f"the records clerk, {words.listed(names)}" if names else "the records clerk"


def principals(report: SchoolReport) -> str:
    """Name the principal of that day, with whom an acting one stands in for."""
    return words.listed(
        [
            person.name + (f" (acting for {person.acting_for})" if person.acting_for else "")
            for person in in_office(report, "principal", report.night.date)
        ]
    )


def in_office(report: SchoolReport, role: str, day: date) -> list[Person]:
    """Return who holds a role at the school on a day."""
    return [
        person
        for person in report.people
        if person.role == role
        and (person.start is None or person.start <= day)
        and (person.end is None or day <= person.end)
    ]


def tally(sites: Sequence[SiteView]) -> list[tuple[State, int]]:
    """Count the sites under each of the five words."""
    return [(state, sum(site.state is state for site in sites)) for state in words.STATES]


__all__ = ["First", "answer", "first_things", "in_office", "principals", "records_clerk", "tally", "totals"]
