"""Print rules and clauses from the objects that the audit itself uses; so no second text can drift."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from auditor import audit
from auditor.checkers.accessibility.coverage import COVERAGE
from auditor.checkers.accessibility.precision import FEWEST_READ, LEAST_RIGHT, hits_of
from auditor.config import Config
from auditor.engines.engine import ENGINES
from auditor.exits import Exit, Refusal
from auditor.policy import Clause, Policy, PolicyDocument, district_policy, load_policy
from auditor.policy.quoted import not_in_text, unquoted
from auditor.rule import Rule
from auditor.shipped import example

OWN = "own"
NOT_YET = "no rule of this version looks at it"
_WIDTH = 100

Served = Mapping[str, Sequence[Rule]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold what comparing a policy file with its text gave: lines to print, and how the command ends."""

    lines: tuple[str, ...]
    code: Exit


def lines(config: Config, rule_id: str = "", document: str = "") -> Iterator[str]:
    """Yield the rule book: every rule, or one in full, or the clauses of one document.

    A document need not be in force; those that come with the auditor can always be looked up.
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
    served = _by_topic([rule for _, rule in table.values()])
    if document:
        found, held = _looked_up(config, policy, document)
        yield from _clauses(held, found, served, found.id in {each.id for each in policy.documents})
        return
    for checker, rule in table.values():
        clauses = [clause.id for clause in policy.clauses_on(rule.topic, rule.id)]
        state = ", ".join(clauses) or "off: no clause in force speaks of it"
        yield f"{rule.id}  {rule.severity}  {rule.title}  [{checker}; {state}]"
    yield ""
    for entry in policy.documents:
        yield from _clauses(policy, entry, served, in_force=True)


def compared(config: Config, document: str, text: Path) -> Compared:
    """Hold every quote of a document against its text, and list what of the text no clause quotes.

    Ends with `Exit.CONFIGURATION` where a quote is not in the text word for word. Raises `Refusal`
    where there is no such document or no such text.
    """
    if not document:
        raise Refusal(Exit.USAGE, "say with --policy which document the text belongs to")
    entry, policy = _looked_up(config, district_policy(config), document)
    try:
        said = text.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = error.strerror if isinstance(error, OSError) else "it is not plain text in UTF-8"
        raise Refusal(Exit.USAGE, f"the text cannot be read ({what})", text) from None
    clauses = [clause for clause in policy.clauses if clause.document == entry.id and not clause.number]
    wrong, left = not_in_text(clauses, said), unquoted(clauses, said)
    told = [f"{entry.title} ({entry.id})"]
    told += [f"{len(clauses) - len(wrong)} of {len(clauses)} quotes stand in the text, word for word"]
    for clause in wrong:
        told += ["", f"NOT IN THE TEXT: {clause.id}, {entry.id}.toml, line {clause.line}"]
        told += _wrapped(f'"{clause.quote}"', "    ")
    told += ["", "Words of the text that no clause quotes. Read them: does one of them ask for something?"]
    for rest in left:
        told += _wrapped(f"line {rest.line}: {rest.words}", "  ")
    return Compared(tuple(told), Exit.CONFIGURATION if wrong else Exit.OK)


def _looked_up(config: Config, policy: Policy, document: str) -> tuple[PolicyDocument, Policy]:
    """Return a document, and the policy that holds it: the district's, its folder's, or a shipped one."""
    for entry in policy.documents:
        if entry.id == document:
            return entry, policy
    own, shipped = config.folder / "policies", example("config") / "policies"
    known = [entry.id for entry in policy.documents]
    others = sorted({path.stem for folder in (own, shipped) for path in folder.glob("*.toml")} - set(known))
    if document not in others:
        listed = ", ".join([*known, *others])
        raise Refusal(Exit.USAGE, f'there is no document "{document}"; there are {listed}')
    if (own / f"{document}.toml").is_file():
        held = load_policy(own, (*known, document))
    else:
        held = load_policy(shipped, sorted(path.stem for path in shipped.glob("*.toml")))
    return next(entry for entry in held.documents if entry.id == document), held


def _by_topic(rules: Sequence[Rule]) -> Served:
    served: dict[str, list[Rule]] = {}
    for rule in rules:
        served.setdefault(rule.topic, []).append(rule)
    return served


def _in_full(checker: str, rule: Rule, policy: Policy) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    yield f"checker {checker}, severity {rule.severity}, topic {rule.topic}"
    yield from _paragraph("Why it matters", rule.why)
    yield from _paragraph("How to mend it", rule.fix)
    for clause in policy.clauses_on(rule.topic, rule.id):
        where = clause.locator or f"{clause.number} {clause.handle}"
        yield from _paragraph(f"Clause {clause.id} ({clause.force}), {where}", _words_of(clause))
    for example_ in rule.examples:
        said = "finds " + ", ".join(example_.quotes) if example_.quotes else "finds nothing"
        yield f"Example ({said}){': ' + example_.why if example_.why else ''}"
        yield textwrap.indent(example_.html.strip(), "    ")


def _clauses(policy: Policy, entry: PolicyDocument, served: Served, in_force: bool) -> Iterator[str]:
    """Yield the table of one document: each clause with the rules that check it, or why none does."""
    clauses = [clause for clause in policy.clauses if clause.document == entry.id]
    checked = [clause for clause in clauses if _rules_of(clause, policy, served)]
    left = sum(bool(clause.unchecked) for clause in clauses)
    yield f"{entry.title} ({entry.id})"
    adopted = f", {entry.adopted.isoformat()}" if entry.adopted else ""
    yield f"{entry.publisher}{adopted}; {'in force' if in_force else 'not in force in this configuration'}"
    counted = f"{len(clauses)} clauses: {len(checked)} checked by rules, {left} not checked by a machine"
    more = len(clauses) - len(checked) - left
    yield counted + (f", {more} without a rule of this version" if more else "")
    for place, group in groupby(clauses, key=lambda each: each.locator or f"level {each.level}"):
        yield ""
        yield from _wrapped(place, "  ")
        for clause in group:
            yield f"    {clause.id} ({clause.force})" if not clause.number else f"    {clause.id}"
            yield from _wrapped(_words_of(clause), "        ")
            yield from _wrapped(_state(clause, policy, served), "        ")
            yield from _remarks(clause)
    yield ""


def _remarks(clause: Clause) -> Iterator[str]:
    """Yield what else the file says of a clause that is checked."""
    if clause.unchecked:
        return
    if clause.applies_to:
        yield from _wrapped(f"binds only: {', '.join(clause.applies_to)}", "        ")
    for exception in clause.exceptions:
        yield from _wrapped(f"exception: {exception}", "        ")
    for name, value in clause.settings.items():
        yield from _wrapped(f"setting {name}: {_said(value)}", "        ")
    if clause.decision:
        yield from _wrapped(f"decided: {clause.decision} ({clause.decided_by})", "        ")


def coverage(config: Config) -> Iterator[str]:
    """Yield for each success criterion of WCAG 2.0 A and AA who looks at it, what they see, and what not."""
    running = config.browser.engines
    clauses = {clause.number: clause for clause in district_policy(config).clauses if clause.number}
    versions = ", ".join(f"{name} {ENGINES[name].VERSION}".strip() for name in running)
    yield f"Engines that look at each page: {versions or 'none'}"
    if missing := [name for name in ENGINES if name not in running]:
        yield f"Left out by [browser] engines: {', '.join(missing)}; what only they see is not looked at."
    if OWN in running:
        yield (
            f"Own checks fail where {FEWEST_READ} hits on pages by strangers were read and {LEAST_RIGHT:.0%} "
            "were right; at all else a person looks."
        )
    for each in COVERAGE:
        clause = clauses.get(each.number)
        yield ""
        yield f"{each.number} {clause.handle} ({clause.level})" if clause else each.number
        for name in running:
            rules = getattr(each, name)
            if rules:
                told = ", ".join(map(_trusted, rules) if name == OWN else rules)
                yield from _wrapped(f"{name}: {told}", "  ", "      ")
        yield from _wrapped(f"sees: {each.sees}", "  ", "      ")
        yield from _wrapped(f"cannot see: {each.misses}", "  ", "      ")


def _trusted(rule: str) -> str:
    """Say of an own check whether it may call something a failure, and how often it was right."""
    read = hits_of(rule)
    fails, few = (
        "; ".join(f"{each.kind}: {each.right} of {each.read} right" for each in read if each.enough is enough)
        for enough in (True, False)
    )
    told = (f"fails; {fails}", fails), (f"a person looks; too few read, {few}", few)
    return f"{rule} ({'; '.join(text for text, there in told if there) or 'a person looks'})"


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_said(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(_said(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or '""'


def _state(clause: Clause, policy: Policy, served: Served) -> str:
    """Say which rules check a clause, or why none does."""
    if clause.unchecked:
        return f"not checked by a machine: {clause.unchecked}"
    by = _rules_of(clause, policy, served)
    return f"checked by {', '.join(by)}" if by else NOT_YET


def _rules_of(clause: Clause, policy: Policy, served: Served) -> list[str]:
    if clause.unchecked:
        return []
    found = [rule.id for rule in served.get(clause.topic, ()) if clause.carries(rule.id)]
    for criterion in policy.criteria_of(clause):
        found += [rule.id for rule in served.get(criterion.topic, ())]
    return found


def _words_of(clause: Clause) -> str:
    return clause.sentence or f'"{" ".join(clause.quote.split())}"'


def _wrapped(text: str, indent: str, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=hanging or indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _paragraph(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    yield from textwrap.wrap(text, 96, initial_indent="    ", subsequent_indent="    ")
