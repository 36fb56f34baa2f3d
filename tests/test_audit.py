"""What the audit adds to a checker's findings: the clause, its cap, and what a failed check means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from auditor import audit as audits
from auditor.finding import Confidence, Finding, Reason, Skipped, Stage
from auditor.page import Location
from auditor.policy import Clause, Force, Policy, PolicyDocument
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

SNAPSHOT = Snapshot(
    site=Site("r12", "https://elm.example/", "elm"),
    school=School("elm", "Elm Street School"),
    as_of=datetime(2026, 11, 4, 9, 0, tzinfo=UTC),
)
RULE = Rule("two-spaces", "spacing", Section.CONTENT, Severity.SERIOUS, "Two spaces", "Why.", "Fix.")
NAMED = replace(RULE, id="a-name", topic="names", needs_roster=True)
FOUND = Finding(
    "two-spaces", "/", "https://elm.example/", "a  b", "Two spaces.", Location(""), Confidence.CERTAIN
)


def policy(force: Force = Force.MUST, applies_to: tuple[str, ...] = (), topic: str = "spacing") -> Policy:
    clause = Clause("one-1", "one", topic, "No two spaces.", "Page 1", force, applies_to)
    return Policy((PolicyDocument("one", "One", "Us", "one.pdf", "procedure"),), (clause,))


def checker(found: Iterable[Finding] = (FOUND,), rules: tuple[Rule, ...] = (RULE,)) -> audits.Checker:
    return SimpleNamespace(RULES=rules, check=lambda *_: found)  # type: ignore[return-value]


def judge(checkers: list[tuple[str, audits.Checker]], under: Policy) -> audits.Verdicts:
    return audits.audit(SNAPSHOT, under, Roster.absent("none"), among=checkers)


@pytest.mark.parametrize(
    ("force", "severity", "counted"),
    [
        (Force.MUST, Severity.SERIOUS, True),
        (Force.SHOULD, Severity.SERIOUS, True),
        (Force.ENCOURAGED, Severity.MINOR, False),
        (Force.MAY, Severity.MINOR, False),
    ],
)
def test_force_caps_severity(force: Force, severity: Severity, counted: bool) -> None:
    finding = judge([("spacing", checker())], policy(force)).findings[0]
    assert (finding.severity, finding.counted) == (severity, counted)
    assert (finding.clause, finding.checker) == ("one-1", "spacing")


@pytest.mark.parametrize(
    ("why", "under"),
    [
        ("no clause", Policy((), ())),
        ("a clause on something else", policy(topic="hyphens")),
        ("a clause for other sites", policy(applies_to=("club",))),
    ],
)
def test_no_clause_no_finding(why: str, under: Policy) -> None:
    verdicts = judge([("spacing", checker())], under)
    assert verdicts.findings == ()
    assert verdicts.rules_run == frozenset()


def test_a_clause_that_has_ended_binds_nobody() -> None:
    under = policy()
    ended = replace(under, clauses=(replace(under.clauses[0], ends=date(2026, 11, 3)),))
    assert judge([("spacing", checker())], ended).findings == ()


def test_a_checker_that_fails_is_skipped_alone() -> None:
    def broken() -> Iterable[Finding]:
        yield FOUND
        raise KeyError("Quinn Example")

    other = replace(RULE, id="three-spaces")
    verdicts = judge(
        [
            ("broken", checker(broken())),
            ("whole", checker((replace(FOUND, rule="three-spaces"),), (other,))),
        ],
        policy(),
    )
    assert [finding.rule for finding in verdicts.findings] == ["three-spaces"]
    assert verdicts.rules_run == {"three-spaces"}
    assert verdicts.skipped == (
        Skipped(Stage.CHECK, Reason.CANCELED, detail="the check stopped (KeyError)", rules=("two-spaces",)),
    )


def test_without_a_roster_name_rules_are_skipped_and_the_rest_run() -> None:
    clauses = (*policy().clauses, replace(policy().clauses[0], id="one-2", topic="names"))
    verdicts = judge([("both", checker(rules=(RULE, NAMED)))], replace(policy(), clauses=clauses))
    assert verdicts.skipped == (Skipped(Stage.CHECK, Reason.NO_ROSTER, rules=("a-name",)),)
    assert verdicts.rules_run == {"two-spaces"}


def test_only_keeps_other_rules_out() -> None:
    verdicts = audits.audit(
        SNAPSHOT, policy(), Roster.absent("none"), frozenset({"else"}), [("spacing", checker())]
    )
    assert verdicts.rules_run == frozenset()


def test_two_rules_with_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two-spaces is defined in one and two"):
        audits.rules([("one", checker()), ("two", checker())])


def test_every_rule_on_board_has_its_words() -> None:
    for _, rule in audits.rules().values():
        for text in (rule.title, rule.why, rule.fix):
            assert text.strip().endswith((".", "?")) or text == rule.title, rule.id
        assert rule.id == rule.id.lower()
        assert " " not in rule.id


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match='no rule or checker "wcag-9"'):
        audits.selected(["wcag-9"])
