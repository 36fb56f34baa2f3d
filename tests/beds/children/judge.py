"""Run the real checkers over the bed and hold what they say against the labels; changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from auditor.audit import audit, selected
from auditor.finding import Confidence, Finding
from auditor.policy import load_policy

from .bed import Bed, LabelledPage, snapshots
from .labels import Case, Truth

POLICIES = Path(__file__).parents[3] / "config" / "policies"
NOT_OF_A_STUDENT = frozenset({"photo-consent", "photo-location"})


@dataclass(slots=True)
class Marks:
    """Count for one rule: mentions that must be reported, and what was reported."""

    due: int = 0
    found: int = 0
    at_review: int = 0
    review_due: int = 0
    review_found: int = 0
    right: int = 0
    wrong: int = 0
    wrong_child: int = 0
    too_sure: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Tell one thing that went wrong: `reason` in few words, the piece, and what was said."""

    reason: str
    rule: str
    category: str
    shown: str
    got: str
    url: str


@dataclass(slots=True)
class Result:
    """Hold the marks of a run."""

    rules: dict[str, Marks] = field(default_factory=lambda: defaultdict(Marks))
    look_alikes: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    pages: int = 0
    on: frozenset[str] = frozenset()

    @property
    def found(self) -> float:
        return sum(m.found for m in self.rules.values()) / max(1, sum(m.due for m in self.rules.values()))

    @property
    def right(self) -> float:
        told = sum(m.right + m.wrong for m in self.rules.values())
        return sum(m.right for m in self.rules.values()) / max(1, told)

    @property
    def wrong_children(self) -> int:
        return sum(m.wrong_child for m in self.rules.values())

    @property
    def look_alikes_told(self) -> float:
        return sum(self.told.values()) / max(1, sum(self.look_alikes.values()))

    def summary(self) -> str:
        """Return the marks in one line."""
        return (
            f"found {self.found:.2%}, right {self.right:.2%}, "
            f"children taken for another {self.wrong_children}, "
            f"look-alikes above review {self.look_alikes_told:.2%} of {sum(self.look_alikes.values())}, "
            f"surer than the clause's table {sum(m.too_sure for m in self.rules.values())}"
        )


def judge(bed: Bed, checkers: tuple[str, ...] = ("names", "photos", "optouts")) -> Result:
    """Judge every site of the bed as a night does, and count.

    A finding is right where a label of its page names its student and one of its rules, or allows the
    rule beside it. A finding without a student counts for each candidate. Everything else that is
    certain or likely is wrong; of these, a finding that names another child than the words mean is
    a wrong child. Review is counted apart and is never wrong.
    """
    policy = load_policy(POLICIES, ("mcps-social-media-procedures",))
    only = selected(checkers) - NOT_OF_A_STUDENT
    result = Result(on=only)
    for labelled, snapshot in snapshots(bed):
        verdicts = audit(snapshot, policy, bed.roster, only=only)
        if verdicts.skipped:
            raise RuntimeError(f"a check stopped: {verdicts.skipped}")
        by_page: dict[str, list[Finding]] = defaultdict(list)
        for finding in verdicts.findings:
            if finding.rule not in NOT_OF_A_STUDENT:
                by_page[finding.page].append(finding)
        for page in labelled.pages:
            result.pages += 1
            _page(result, page, by_page.pop(page.key, []))
        for findings in by_page.values():
            raise RuntimeError(f"findings on a page that the bed has not: {findings[0].page}")
    return result


def people_of(finding: Finding) -> frozenset[str]:
    """Return whom a finding may mean: its student, or all candidates."""
    if finding.student:
        return frozenset({finding.student})
    return frozenset(word for word in finding.target.split() if word.startswith("stu-"))


def _page(result: Result, page: LabelledPage, findings: list[Finding]) -> None:
    used: set[int] = set()
    told_cases: set[int] = set()
    for case in page.cases:
        for truth in case.truths:
            result.kinds[case.category] += truth.scored
            _truth(result, page, case, truth, findings, used)
        for n, finding in enumerate(findings):
            here = people_of(finding) & {truth.student for truth in case.truths}
            open_rules = case.may | {
                rule for truth in case.truths if not truth.scored for rule in truth.rules
            }
            if n not in used and here and finding.rule in open_rules:
                used.add(n)
    for n, finding in enumerate(findings):
        if n in used or finding.confidence is Confidence.REVIEW:
            continue
        owner = next(
            ((i, case) for i, case in enumerate(page.cases) if people_of(finding) & case.students), None
        )
        if owner is None:
            owner = next(((i, case) for i, case in enumerate(page.cases) if _said(finding, case)), None)
        marks = result.rules[finding.rule]
        marks.wrong += 1
        case = owner[1] if owner else Case("words of the page")
        meant = {truth.student for truth in case.truths}
        if meant and not people_of(finding) & meant:
            marks.wrong_child += 1
            reason = "another child"
        elif meant:
            reason = "a rule that should not speak"
        else:
            reason = "look-alike reported"
            if owner:
                told_cases.add(owner[0])
        result.faults.append(Fault(reason, finding.rule, case.category, case.shown, _told(finding), page.url))
    for i, case in enumerate(page.cases):
        if not case.truths:
            result.look_alikes[case.category] += 1
            result.told[case.category] += i in told_cases


def _truth(
    result: Result, page: LabelledPage, case: Case, truth: Truth, findings: list[Finding], used: set[int]
) -> None:
    hits = [
        (n, f) for n, f in enumerate(findings)
        if f.rule in truth.rules and truth.student in people_of(f)
    ]  # fmt: skip
    used.update(n for n, _ in hits)
    rule = sorted(truth.rules)[0] if len(truth.rules) == 1 or not hits else hits[0][1].rule
    if not truth.scored or not truth.rules & result.on:
        return
    marks = result.rules[rule]
    sure = [f for _, f in hits if f.confidence is not Confidence.REVIEW]
    marks.right += len(sure)
    if truth.level == "report":
        marks.due += 1
        marks.found += bool(sure)
        marks.at_review += bool(hits) and not sure
    else:
        marks.review_due += 1
        marks.review_found += bool(hits)
    if truth.cap and sure:
        marks.too_sure += 1
        result.faults.append(
            Fault("surer than the clause's table", rule, case.category, case.shown, _told(sure[0]), page.url)
        )
    if not hits or (truth.level == "report" and not sure):
        reason = "only review" if hits else "missed"
        got = _told(hits[0][1]) if hits else ""
        result.faults.append(Fault(reason, rule, case.category, case.shown, got, page.url))
    elif not any(f.student for _, f in hits):
        result.faults.append(
            Fault("not told apart", rule, case.category, case.shown, _told(hits[0][1]), page.url)
        )


def _said(finding: Finding, case: Case) -> bool:
    words = finding.details.get("mention", finding.quote).split("\n")
    return any(word and word in case.shown for word in words)


def _told(finding: Finding) -> str:
    mention = finding.details.get("mention", finding.quote).replace("\n", " | ")
    return f"{finding.confidence} [{mention}] {finding.where.source}: {finding.details.get('why', '')}"


def grouped(faults: list[Fault]) -> Iterator[tuple[tuple[str, str, str], list[Fault]]]:
    """Yield faults by reason, category and rule, the gravest reason and the largest group first."""
    order = (
        "another child",
        "look-alike reported",
        "a rule that should not speak",
        "surer than the clause's table",
        "missed",
        "only review",
        "not told apart",
    )
    groups: dict[tuple[str, str, str], list[Fault]] = defaultdict(list)
    for fault in faults:
        groups[fault.reason, fault.category, fault.rule].append(fault)
    yield from sorted(groups.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]), item[0]))
