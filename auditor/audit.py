"""Run every checker over one snapshot; pure: no network, clock, file or log line inside."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType
from typing import Protocol, cast

import auditor.checkers
from auditor.exits import Exit, Refusal, Refusals
from auditor.finding import Finding, Reason, Skipped, Stage
from auditor.policy import Policy, severity_under
from auditor.roster import Roster
from auditor.rule import Rule
from auditor.snapshot import Snapshot


class Checker(Protocol):
    """A module with these two names; there is nothing to inherit from."""

    RULES: tuple[Rule, ...]

    def check(self, snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterable[Finding]:
        """Yield what violates a rule."""
        ...


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Hold what the checkers say of one site.

    `rules_run` are the rules that really looked; a rule that failed is not among them, and closes
    nothing. `rules_off` are those that no clause in force asks of a site of this kind.
    """

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    rules_run: frozenset[str]
    rules_off: frozenset[str]


@cache
def checkers() -> tuple[tuple[str, Checker], ...]:
    """Find every checker by scanning the folder; returns (name, module), by name."""
    found: list[tuple[str, Checker]] = []
    for entry in sorted(pkgutil.iter_modules(auditor.checkers.__path__), key=lambda entry: entry.name):
        module: ModuleType = importlib.import_module(f"auditor.checkers.{entry.name}")
        if hasattr(module, "RULES") and hasattr(module, "check"):
            found.append((entry.name, cast(Checker, module)))
    return tuple(found)


def rules(among: Sequence[tuple[str, Checker]] | None = None) -> dict[str, tuple[str, Rule]]:
    """Map every rule id to its checker's name and the rule; two rules with one id are refused."""
    table: dict[str, tuple[str, Rule]] = {}
    for name, checker in checkers() if among is None else among:
        for rule in checker.RULES:
            if rule.id in table:
                raise ValueError(f"the rule {rule.id} is defined in {table[rule.id][0]} and {name}")
            table[rule.id] = (name, rule)
    return table


def selected(only: Sequence[str], disabled: Sequence[str] = ()) -> frozenset[str]:
    """Return the rule ids that `only` names (rules or checkers; empty means all) less the disabled.

    Raises `ValueError` with one sentence for a name that is neither.
    """
    table = rules()
    names = {name for name, _ in checkers()}
    for word in (*only, *disabled):
        if word not in table and word not in names:
            raise ValueError(f'there is no rule or checker "{word}"; `auditor rules` lists them')
    picked = {rule for rule, (name, _) in table.items() if not only or rule in only or name in only}
    return frozenset(rule for rule in picked if rule not in disabled and table[rule][0] not in disabled)


def refuse_unknown(policy: Policy, link_rules: Collection[str]) -> None:
    """Refuse clauses that name rules of their topic, or link rules, that do not exist.

    A misspelt name would switch a rule off and nobody would hear of it. Raises `Refusals` (78) with
    file and line.
    """
    table = rules()
    paths = {document.id: document.path for document in policy.documents}
    faults = []
    for clause in policy.clauses:
        named = clause.settings.get("link_rules")
        links = named if isinstance(named, list) else []
        unknown = [name for name in clause.rules if name not in table or table[name][1].topic != clause.topic]
        unknown += [str(name) for name in links if name not in link_rules]
        for name in unknown:
            sentence = f'Clause "{clause.id}" names "{name}", which is no rule on "{clause.topic}".'
            path = paths.get(clause.document)
            faults.append(Refusal(Exit.CONFIGURATION, sentence, path, clause.line or None))
    if faults:
        raise Refusals(tuple(faults))


def page_by_page(checker: Checker) -> bool:
    """Tell whether a checker judges each page by itself, and leaves out those that nobody asks about.

    A checker says so by `PAGE_BY_PAGE = True`; one that does not is run over everything every night. By it
    a checker promises two things. It yields findings of a page (or of a file, under the first page that
    leads to it) only where `snapshot.asks(key)`, and of the site as a whole only where `snapshot.asks("")`:
    for all others those of the last audit stand. And what it says of a page rests on nothing but what
    `auditor.night.unchanged.Inputs` digests: the page as served and shown with its observations, its files,
    what stands behind its links and how many sites lead there, how many sites share its template's faults,
    the policy, the roster, the registry and the configuration; never on other pages of the site, the
    history, due dates or the time of day. A probe of an engine needs no more than this: what it observed is
    part of the page as it was shown.
    """
    return bool(getattr(checker, "PAGE_BY_PAGE", False))


def audit(
    snapshot: Snapshot,
    policy: Policy,
    roster: Roster,
    only: frozenset[str] | None = None,
    among: Sequence[tuple[str, Checker]] | None = None,
) -> Verdicts:
    """Judge one site: every rule whose topic a clause in force speaks of, for a site of its kind.

    A checker that fails is Skipped with its rules and changes nothing for another.
    """
    in_force = policy.for_site(snapshot.site.kind, snapshot.as_of.date(), snapshot.site.grades)
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    rules_run: set[str] = set()
    rules_off: set[str] = set()
    for name, checker in checkers() if among is None else among:
        asked = {rule.id: rule for rule in checker.RULES if in_force.clause(rule.topic, rule.id) is not None}
        rules_off.update(rule.id for rule in checker.RULES if rule.id not in asked)
        on = {rule_id: rule for rule_id, rule in asked.items() if only is None or rule_id in only}
        unanswerable = [rule.id for rule in on.values() if rule.needs_roster and not roster.loaded]
        if unanswerable:
            skipped.append(Skipped(Stage.CHECK, Reason.NO_ROSTER, rules=tuple(unanswerable)))
        active = {rule_id: rule for rule_id, rule in on.items() if rule_id not in unanswerable}
        if not active:
            continue
        if snapshot.asked == frozenset() and page_by_page(checker):
            rules_run.update(active)
            continue
        try:
            findings.extend(_settle(checker.check(snapshot, in_force, roster), name, active, in_force))
        except Exception as error:
            # The text of an error may quote the page, so only its kind is told.
            remark = f"the check stopped ({type(error).__name__})"
            skipped.append(Skipped(Stage.CHECK, Reason.CANCELED, detail=remark, rules=tuple(active)))
        else:
            rules_run.update(active)
    return Verdicts(tuple(findings), tuple(skipped), frozenset(rules_run), frozenset(rules_off))


def _settle(
    found: Iterable[Finding], checker: str, active: dict[str, Rule], policy: Policy
) -> Iterator[Finding]:
    """Give each finding its clause and the severity that the clause's force allows."""
    for finding in list(found):
        rule = active.get(finding.rule)
        if rule is None:
            continue
        clause = policy.clause(rule.topic, rule.id)
        if clause is None:
            continue
        severity, counted = severity_under(clause.force, rule.severity)
        yield replace(
            finding,
            checker=checker,
            clause=clause.id,
            severity=severity,
            counted=finding.counted and counted,
        )
