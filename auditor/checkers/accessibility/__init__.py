"""Turn what accessibility engines observed on rendered pages into findings, one rule per success criterion.

Looks at: every observation that names a success criterion which a clause in force binds, on pages that
a browser showed; that is WCAG 2.0 A and AA by the district's own clause, and the criteria that 2.1
added by the federal rule's clause, whose findings stand outside the counts before its date.
Does not look at: pages without an engine's result (they are Skipped by the visit and never good),
linked documents (`auditor.checkers.documents` does), and criteria of which nobody says anything. An
engine's best practices rest on no criterion and are left out. Parts named in the registry's
archived_paths are told apart and not counted. What several see of one element under one criterion is told
once.
Known gaps: what rests on meaning is left to a person, who is shown where to look; nothing is said about
whether an alternative text or a caption is true, and most criteria need a person beside the machine.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.checkers.accessibility.criteria import CRITERIA
from auditor.checkers.accessibility.doubting_examples import DOUBTING_EXAMPLES
from auditor.checkers.accessibility.examples import EXAMPLES
from auditor.checkers.accessibility.faults import DOUBTFUL, FAILURE_ENGINES, FAULTS
from auditor.checkers.accessibility.joining import joined
from auditor.checkers.accessibility.own_examples import OWN_EXAMPLES
from auditor.finding import Confidence, Finding
from auditor.markup import short_tag, stable_selector
from auditor.page import Location, Observation, Outcome, Page, Source
from auditor.policy import Clause, Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section
from auditor.snapshot import Snapshot, fault_of

RULES = tuple(
    Rule(
        id=f"wcag-{criterion.number}",
        topic=f"wcag-{criterion.number}",
        section=Section.ACCESS,
        severity=criterion.severity,
        title=criterion.title,
        why=criterion.why,
        fix=criterion.fix,
        examples=EXAMPLES.get(criterion.number, ())
        + OWN_EXAMPLES.get(criterion.number, ())
        + DOUBTING_EXAMPLES.get(criterion.number, ()),
        criteria=(criterion.number,),
        needs_browser=True,
    )
    for criterion in CRITERIA
)

PAGE_BY_PAGE = True
MOST_PLACES = 25
"""Elements of one page told one by one for one engine rule; one more finding counts all the rest.

A calendar with 900 faint days is one problem: with 25 places a teacher knows what to mend, and 900
findings would bury everything else. The count stays whole in `occurrences`.
"""

FEWEST_SITES = 3
"""Sites of a platform that must carry a fault before it is the template's and not the teacher's."""

OWN_MAKING = frozenset({"", "unknown", "hand-written", "other"})
"""Values of a site's platform that name no shared template."""


BY_LOOKS = frozenset({"color-contrast", "contrast-measured", "link-in-text-block"})
"""Engine rules that judge what a page looks like: they are doubtful where a style sheet did not load."""

_STYLE_SHEET = re.compile(r"\.css\b|/css\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Fault:
    """Bundle an observation with the criterion under which it is told, and what holds for its page."""

    seen: Observation
    number: str
    clause: Clause
    page: Page
    archived: bool
    unstyled: bool

    @property
    def certain(self) -> bool:
        """Tell whether an engine's word is enough to say that a criterion failed."""
        if self.unstyled and self.seen.rule in BY_LOOKS:
            return False
        trusted = self.seen.engine in FAILURE_ENGINES and self.seen.rule not in DOUBTFUL
        return self.seen.outcome is Outcome.VIOLATION and trusted


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield what engines saw: each failed element, and for each doubtful engine rule one item a page."""
    in_force = _criteria_in_force(policy)
    for page in snapshot.pages:
        if not snapshot.asks(page.key):
            continue
        archived = _is_archived(page.key, snapshot.site.archived_paths)
        unstyled = any(_STYLE_SHEET.search(address) for address in page.missing)
        certain: dict[str, list[_Fault]] = defaultdict(list)
        doubtful: dict[str, list[_Fault]] = defaultdict(list)
        for seen in joined(page.observations, policy.words):
            number = next((each for each in seen.criteria if each in in_force), "")
            if number:
                fault = _Fault(seen, number, in_force[number], page, archived, unstyled)
                (certain if fault.certain else doubtful)[seen.rule].append(fault)
        for faults in certain.values():
            yield from _failures(faults, snapshot)
        for faults in doubtful.values():
            yield _to_look_at(faults, snapshot)


def _criteria_in_force(policy: Policy) -> dict[str, Clause]:
    """Map criterion numbers to the clause that puts each in force."""
    found = {rule.criteria[0]: policy.clause(rule.topic) for rule in RULES}
    return {number: clause for number, clause in found.items() if clause is not None}


def _is_archived(key: str, prefixes: Sequence[str]) -> bool:
    """Tell whether a page lies in a part that the registry names as archive; both are page keys."""
    for prefix in prefixes:
        folder = prefix.rstrip("/")
        if key == prefix or key.startswith((f"{folder}/", f"{folder}?")):
            return True
    return False


def _failures(faults: Sequence[_Fault], snapshot: Snapshot) -> Iterator[Finding]:
    """Yield one finding an element, up to the limit, and one for all the rest."""
    seen_before: Counter[str] = Counter()
    for fault in faults[:MOST_PLACES]:
        # Two elements may look alike once volatile marks are taken out; their order tells them apart.
        target = f"{fault.seen.rule} {stable_selector(fault.seen.selector)}"
        seen_before[target] += 1
        if seen_before[target] > 1:
            target = f"{target} #{seen_before[target]}"
        yield _finding(fault, snapshot, target, _words(fault.seen), Confidence.CERTAIN)
    rest = faults[MOST_PLACES:]
    if rest:
        target = f"{rest[0].seen.rule} and more"
        message = f"{_words(rest[0].seen)} So it is at {len(rest)} more places of this page."
        finding = _finding(rest[0], snapshot, target, message, Confidence.CERTAIN)
        yield replace(finding, occurrences=len(rest), picture=None, covers="")


def _to_look_at(faults: Sequence[_Fault], snapshot: Snapshot) -> Finding:
    """Return one item for a person, who looks at a page once and not at each of its elements."""
    first = faults[0]
    places = "this place" if len(faults) == 1 else f"{len(faults)} places of this page"
    message = f"Please look at {places}. A computer cannot tell whether this is true: “{_words(first.seen)}”"
    if first.unstyled and first.seen.rule in BY_LOOKS:
        message += " A style sheet of the page did not load, so you may see other colors."
    finding = _finding(first, snapshot, f"{first.seen.rule} to look at", message, Confidence.REVIEW)
    return replace(finding, occurrences=len(faults))


def _finding(fault: _Fault, snapshot: Snapshot, target: str, message: str, confidence: Confidence) -> Finding:
    seen, page = fault.seen, fault.page
    return Finding(
        rule=f"wcag-{fault.number}",
        page=page.key,
        url=page.url,
        target=target,
        message=message,
        where=Location(
            url=seen.frame or page.url,
            source=Source.ELEMENT,
            selector=seen.selector,
            heading=seen.heading,
            place=seen.place,
        ),
        confidence=confidence,
        quote=short_tag(seen.html),
        details=_details(fault, snapshot),
        criteria=seen.criteria,
        picture=seen.picture,
        covers=seen.covers,
        page_title=page.content.title,
        counted=fault.clause.counted(snapshot.as_of) and not fault.archived,
    )


def _words(seen: Observation) -> str:
    """Say what is wrong in our own words, else in the engine's."""
    told = FAULTS.get(seen.rule) or seen.data.get("help") or seen.summary or "Something is wrong here."
    return told if told.endswith((".", "!", "?")) else f"{told}."


def _details(fault: _Fault, snapshot: Snapshot) -> Mapping[str, str]:
    seen = fault.seen
    told = {
        "engine": seen.engine,
        "engine-version": fault.page.engines.get(seen.engine, ""),
        "engine-rule": seen.rule,
        "seen-also-by": seen.data.get("second", ""),
        "impact": seen.impact,
        "contrast": _contrast(seen.data),
        "archived": "yes" if fault.archived else "",
        "platform-fault": _platform_fault(seen, snapshot),
        "left-out": seen.data.get("left-out", ""),
    }
    return {name: value for name, value in told.items() if value}


def _contrast(data: Mapping[str, str]) -> str:
    """Say how far a text's contrast is from what is needed, where the engine measured it."""
    measured, needed = data.get("contrastRatio", ""), data.get("expectedContrastRatio", "")
    return f"{measured} to 1, needed {needed.replace(':1', ' to 1')}" if measured and needed else ""


def _platform_fault(seen: Observation, snapshot: Snapshot) -> str:
    """Say "7 of 9 sites" where most sites of the platform carry the very same fault, else ""."""
    platform = snapshot.site.platform
    if platform in OWN_MAKING or seen.outcome is not Outcome.VIOLATION:
        return ""
    total = snapshot.district.sites.get(platform, 0)
    carriers = len(snapshot.district.faults.get(fault_of(platform, seen), frozenset()))
    return f"{carriers} of {total} sites" if carriers >= FEWEST_SITES and carriers * 2 > total else ""


__all__ = ["RULES", "check"]
