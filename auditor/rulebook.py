"""Print rules and clauses from the objects that the audit itself uses; so no second text can drift."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from auditor import audit
from auditor.config import Config
from auditor.exits import Exit, Refusal
from auditor.policy import Clause, Policy, district_policy
from auditor.rule import Rule

NOT_YET = "no rule of this version looks at it"


def lines(config: Config, rule_id: str = "", document: str = "") -> Iterator[str]:
    """Yield the rule book: every rule, or one in full, or the clauses of one document.

    Raises `Refusal` (64) for an id that does not exist.
    """
    policy = district_policy(config)
    table = audit.rules()
    if rule_id:
        if rule_id not in table:
            raise Refusal(Exit.USAGE, f'there is no rule "{rule_id}"; `auditor rules` lists them')
        checker, rule = table[rule_id]
        yield from _in_full(checker, rule, policy)
        return
    known = [entry.id for entry in policy.documents]
    if document and document not in known:
        raise Refusal(Exit.USAGE, f'there is no document "{document}"; there are {", ".join(known)}')
    if not document:
        for checker, rule in table.values():
            clauses = [clause.id for clause in policy.clauses if clause.topic == rule.topic]
            state = ", ".join(clauses) or "off: no clause in force speaks of it"
            yield f"{rule.id}  {rule.severity}  {rule.title}  [{checker}; {state}]"
        yield ""
    yield from _clauses(policy, [rule for _, rule in table.values()], document)


def _in_full(checker: str, rule: Rule, policy: Policy) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    yield f"checker {checker}, severity {rule.severity}"
    yield from _paragraph("Why it matters", rule.why)
    yield from _paragraph("How to mend it", rule.fix)
    for clause in policy.clauses:
        if clause.topic == rule.topic:
            yield from _paragraph(f"Clause {clause.id} ({clause.force}), {clause.locator}", _words_of(clause))
    for example in rule.examples:
        said = "finds " + ", ".join(example.quotes) if example.quotes else "finds nothing"
        yield f"Example ({said}){': ' + example.why if example.why else ''}"
        yield textwrap.indent(example.html.strip(), "    ")


def _clauses(policy: Policy, rules: list[Rule], document: str) -> Iterator[str]:
    served: dict[str, list[str]] = {}
    for rule in rules:
        served.setdefault(rule.topic, []).append(rule.id)
    for entry in policy.documents:
        if document and entry.id != document:
            continue
        yield f"{entry.title} ({entry.id})"
        for clause in policy.clauses:
            if clause.document != entry.id:
                continue
            yield f"  {clause.id} ({clause.force}): {_words_of(clause)}"
            yield f"      {_state(clause, policy, served)}"
        yield ""




def _state(clause: Clause, policy: Policy, served: dict[str, list[str]]) -> str:
    """Say which rules check a clause, or why none does."""
    if clause.unchecked:
        return f"not checked by a machine: {clause.unchecked}"
    by = list(served.get(clause.topic, ()))
    for criterion in policy.criteria_of(clause):
        by += served.get(criterion.topic, ())
    return f"checked by {', '.join(by)}" if by else NOT_YET


def _words_of(clause: Clause) -> str:
    return clause.sentence or f'"{" ".join(clause.quote.split())}"'


def _paragraph(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    yield from textwrap.wrap(text, 96, initial_indent="    ", subsequent_indent="    ")
