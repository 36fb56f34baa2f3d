"""Bundle a site's findings into problems with their places, in the order of urgency; renders nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from markupsafe import Markup

from auditor.finding import Confidence
from auditor.registry import Site
from auditor.rule import Section, Severity
from auditor.store import ClauseEntry, RuleEntry, SchoolReport, Status, StoredFinding
from reports import render, words
from reports.items import Item, item_of, items_in
from reports.places import PagePlaces, due_of, pages_of, places_in
from reports.steps import Guide, guides
from reports.words import ACT, CHECK, FIX, State

MOST_PAGES = 60
BINDING_TOPIC = "web-accessibility"
"""Topic of the sentence by which a district or a law puts the criteria of a standard in force."""

STUDENT = RuleEntry(
    id="student-information",
    title=words.STUDENT_TITLE,
    why=words.STUDENT_WHY,
    fix=words.STUDENT_FIX,
    severity=Severity.CRITICAL,
    section=Section.PRIVACY,
    topic="",
)
"""Stands for every rule about a student, because the rule's own name may tell who has opted out."""


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """What a problem rests on: `sentence` in our words, `quote` in the document's."""

    title: str = ""
    sentence: str = ""
    quote: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule on one site: what is wrong, how often, and how to fix it there.

    `unsure` are further places of the same rule at which a person must look; `told` is true where
    the steps stand beside another problem of the same site already.
    """

    rule: RuleEntry
    state: State
    findings: tuple[StoredFinding, ...]
    guides: tuple[Guide, ...] = ()
    clause: ClauseWords = ClauseWords()
    unsure: tuple[StoredFinding, ...] = ()
    told: bool = False
    _pages: list[tuple[PagePlaces, ...]] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def steps(self) -> Markup:
        """Return the steps as HTML, "" where there are none."""
        return render.fix_steps(self.guides)

    @property
    def anchor(self) -> str:
        return f"{self.rule.id.replace('.', '-')}-{self.state.css}"

    @property
    def number(self) -> int:
        """Return the number of items: pairs of rule and page, about students places."""
        return len(items_in(self.findings))

    @property
    def new(self) -> int:
        """Return how many of them were not there the night before."""
        lives: dict[Item, set[Status]] = defaultdict(set)
        for finding in self.findings:
            lives[item_of(finding)].add(finding.life)
        return sum(seen == {Status.NEW} for seen in lives.values())

    @property
    def pages(self) -> int:
        return len({finding.page for finding in self.findings})

    @property
    def places(self) -> int:
        return places_in(self.findings)

    @property
    def dues(self) -> tuple[date, ...]:
        """Return the due dates of which this is told, the last one first; none where it is of places."""
        found = [due_of(finding) for finding in self.findings]
        return tuple(sorted(set(filter(None, found)), reverse=True)) if all(found) else ()

    @property
    def unsure_places(self) -> int:
        """Return at how many more places a person must look."""
        both = places_in((*self.findings, *self.unsure))
        return both - self.places

    @property
    def private(self) -> bool:
        return self.rule.section is Section.PRIVACY

    def doubts(self, spot: Iterable[StoredFinding]) -> bool:
        """Tell whether nothing sure stands at a spot: what is told of the others is not said of it."""
        return all(any(each is one for one in self.unsure) for each in spot)

    @property
    def severity(self) -> int:
        return max(finding.severity.rank for finding in self.findings)

    @property
    def picture(self) -> StoredFinding | None:
        """Return the place of which the picture shows most."""
        shown = [each for page in self.by_page for each in page.shown if _size(each)]
        return max(shown, key=_size, default=None)

    @property
    def by_page(self) -> tuple[PagePlaces, ...]:
        """Return the pages with the places to show, the fullest page first."""
        if not self._pages:
            self._pages.append(pages_of((*self.findings, *self.unsure)))
        return self._pages[0]


def problems(
    report: SchoolReport, findings: Iterable[StoredFinding], site: Site, steps: Path
) -> tuple[Problem, ...]:
    """Return the problems that these findings of one site make; `steps` is the folder of fix steps."""
    found: dict[tuple[str, State], list[StoredFinding]] = defaultdict(list)
    for finding in findings:
        found[_rule_of(report, finding).id, state_of(finding)].append(finding)
    made = []
    for (rule_id, state), mine in found.items():
        sure = next((found[rule_id, each] for each in (ACT, FIX) if (rule_id, each) in found), [])
        if state is CHECK and sure:
            # What a page tells of one problem is told together: what is doubtful there as well.
            known = {finding.page for finding in sure}
            mine = [finding for finding in mine if finding.page not in known]
        if mine:
            made.append(_problem(report, state, mine, site, steps, told=state is CHECK and bool(sure)))
    for place, problem in enumerate(made):
        doubtful = found.get((problem.rule.id, CHECK), []) if problem.state is not CHECK else []
        known = {finding.page for finding in problem.findings}
        unsure = tuple(each for each in doubtful if each.page in known)
        made[place] = replace(problem, unsure=unsure)
    return tuple(sorted(made, key=urgency))


def state_of(finding: StoredFinding) -> State:
    """Return the word under which a standing finding is told."""
    if finding.confidence is Confidence.REVIEW or finding.status is Status.DISPUTED or not finding.counted:
        return CHECK
    return ACT if finding.section is Section.PRIVACY else FIX


def urgency(problem: Problem) -> tuple[int, int, int, str]:
    """Return what sorts problems: state, severity, number of places."""
    return problem.state.rank, -problem.severity, -problem.places, problem.rule.id


def rule_of(report: SchoolReport, finding: StoredFinding) -> RuleEntry:
    """Return the words for a finding's rule, one and the same for all about students."""
    return _rule_of(report, finding)


def clause_words(report: SchoolReport, finding: StoredFinding) -> ClauseWords:
    """Return what a finding rests on: the criterion in our words, and the sentence that binds it."""
    clause = report.clauses.get(finding.clause)
    if clause is None:
        return ClauseWords()
    if clause.quote:
        return ClauseWords(quote=clause.quote, source=_source(clause))
    binding = [each for each in report.clauses.values() if each.topic == BINDING_TOPIC]
    own = [each for each in binding if each.document == clause.document]
    # Outside the counts it is the law that speaks, not yet the district; the law is named last.
    bound = (own or binding[: 1 if finding.counted else None])[-1:]
    return ClauseWords(
        title=" ".join(filter(None, (clause.number, clause.handle)))
        + (f" (level {clause.level})" * bool(clause.level)),
        sentence=clause.sentence,
        quote=bound[0].quote if bound else "",
        source=_source(bound[0]) if bound else clause.document,
    )


def _source(clause: ClauseEntry) -> str:
    return ", ".join(filter(None, (clause.document, clause.locator)))


def _rule_of(report: SchoolReport, finding: StoredFinding) -> RuleEntry:
    if finding.section is Section.PRIVACY:
        return STUDENT
    rule = report.rules.get(finding.rule)
    if rule is not None:
        return rule
    # A rule that no stored night explains any more: its message still says what is wrong.
    return RuleEntry(finding.rule, finding.message, "", "", finding.severity, finding.section, "")


def _problem(
    report: SchoolReport, state: State, found: Sequence[StoredFinding], site: Site, steps: Path, told: bool
) -> Problem:
    rule = _rule_of(report, found[0])
    private = rule is STUDENT
    return Problem(
        rule=rule,
        state=state,
        findings=tuple(found),
        guides=() if private or told else guides(steps, site.platform, rule.id, _seen_by(found)),
        clause=ClauseWords() if private else clause_words(report, found[0]),
        told=told,
    )


def _seen_by(found: Iterable[StoredFinding]) -> Counter[str]:
    """Count the places at which each engine rule saw something; "" where no engine was asked."""
    seen: Counter[str] = Counter()
    for finding in found:
        seen[finding.details.get("engine-rule", "")] += finding.occurrences
    return seen


def _size(finding: StoredFinding) -> int:
    """Return the size of a finding's picture in bytes: a few lines of text take more than an empty box."""
    try:
        return finding.picture.stat().st_size if finding.picture is not None else 0
    except OSError:
        return 0
