"""Gather what several sites of a school share, so that each thing is told once; renders nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.rule import Section
from auditor.store import Night, RuleEntry, SchoolReport, Status, StoredFinding
from reports import words
from reports.problems import Problem, rule_of
from reports.view import PLATFORM_FAULT, SiteView
from reports.words import FIX, State


@dataclass(frozen=True, slots=True)
class Group:
    """One rule over all sites of a school."""

    rule: RuleEntry
    state: State
    sites: tuple[tuple[SiteView, Problem], ...]

    @property
    def number(self) -> int:
        return sum(problem.number for _, problem in self.sites)

    @property
    def picture(self) -> tuple[SiteView, StoredFinding] | None:
        """Return one place of which there is a picture, to show what is meant."""
        return next(((site, problem.picture) for site, problem in self.sites if problem.picture), None)


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """One fault that a platform brings to most of its sites."""

    platform: str
    share: str
    title: str
    message: str
    sites: tuple[SiteView, ...]


@dataclass(frozen=True, slots=True)
class UnreadGroup:
    """One reason why something could not be checked, and how much at which sites."""

    sentence: str
    sites: tuple[tuple[SiteView, int, bool], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """One decision of a person about places of one rule on one site."""

    site: SiteView
    title: str
    by: str
    until: date | None
    reason: str
    numbers: tuple[str, ...]


def groups(
    sites: Sequence[SiteView], state: State, pick: Callable[[SiteView], Iterable[Problem]] | None = None
) -> list[Group]:
    """Group the problems of one state by rule, the gravest and widest first."""
    found: dict[str, list[tuple[SiteView, Problem]]] = defaultdict(list)
    for site in sites:
        for problem in site.of(state) if pick is None else pick(site):
            found[problem.rule.id].append((site, problem))
    made = [Group(entries[0][1].rule, state, _widest_first(entries)) for entries in found.values()]
    return sorted(
        made, key=lambda group: (-_severity(group), -len(group.sites), -group.number, group.rule.id)
    )


def by_section(sites: Sequence[SiteView]) -> list[tuple[Section, list[Group]]]:
    """Return what to fix soon under the report's headings."""
    order = (Section.UPDATES, Section.ACCESS, Section.LINKS, Section.CONTENT)
    found = groups(sites, FIX)
    return [
        (section, mine)
        for section in order
        if (mine := [each for each in found if each.rule.section is section])
    ]


def template_faults(sites: Sequence[SiteView]) -> list[TemplateFault]:
    """Return the faults that a platform's template brings, each told once."""
    found: dict[tuple[str, str, str], tuple[str, str, dict[str, SiteView]]] = {}
    for site in sites:
        platform = words.platform(site.facts.site.platform)
        for problem in site.platform:
            for finding in problem.findings:
                share = finding.details.get(PLATFORM_FAULT, "")
                entry = found.setdefault((platform, problem.rule.title, finding.message), (share, "", {}))
                entry[2][site.file] = site
    return [
        TemplateFault(platform, share, title, message, tuple(carriers.values()))
        for (platform, title, message), (share, _, carriers) in sorted(
            found.items(), key=lambda item: item[0]
        )
    ]


def unread_groups(sites: Sequence[SiteView]) -> list[UnreadGroup]:
    """Group what could not be checked by its reason, whole sites first."""
    found: dict[str, list[tuple[SiteView, int, bool]]] = defaultdict(list)
    for site in sites:
        if not site.unread and not site.read:
            social = site.facts.site.kind == "social"
            why = words.SOCIAL_UNREAD if social else words.why_unread(site.facts.reason)
            found[why if site.facts.outcome else "Not read yet."].append((site, 0, True))
        for _, sentence, skips in site.unread:
            found[sentence].append((site, len(skips), not site.read))
    made = [UnreadGroup(sentence, tuple(entries)) for sentence, entries in found.items()]
    return sorted(
        made,
        key=lambda group: (not any(whole for *_, whole in group.sites), -len(group.sites), group.sentence),
    )


def settled(report: SchoolReport, sites: Sequence[SiteView]) -> list[Settled]:
    """Return what a person waived, one entry for each decision on a site; see `corrections` for the wrong."""
    found: dict[tuple[str, str, str, date | None, str], tuple[SiteView, list[str]]] = {}
    for site in sites:
        for finding in site.settled:
            if finding.status is not Status.WAIVED:
                continue
            made = finding.decision
            title = rule_of(report, finding).title
            key = (
                site.file,
                title,
                made.by if made else "",
                made.until if made else None,
                made.reason if made else "",
            )
            found.setdefault(key, (site, []))[1].append(finding.id)
    return [
        Settled(site, title, by, until, reason, tuple(numbers))
        for (_, title, by, until, reason), (site, numbers) in found.items()
    ]


def looked_again(report: SchoolReport, sites: Sequence[SiteView]) -> list[tuple[Night, list[SiteView]]]:
    """Return the sites that were looked at again after the night, by that later audit."""
    return [
        (night, again)
        for night in report.rechecks
        if (again := [site for site in sites if site.facts.audit == night.id])
    ]


def _widest_first(entries: Iterable[tuple[SiteView, Problem]]) -> tuple[tuple[SiteView, Problem], ...]:
    return tuple(sorted(entries, key=lambda entry: (-entry[1].number, -entry[1].places, entry[0].name)))


def _severity(group: Group) -> int:
    return max(problem.severity for _, problem in group.sites)
