"""The table of who looks at which criterion: whole, true to the engines, and plain."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from auditor.browser import BrowserOptions, BrowserPool, available
from auditor.checkers import navigation, shown_pictures
from auditor.checkers.accessibility import RULES
from auditor.checkers.accessibility.coverage import COVERAGE, NOBODY
from auditor.checkers.accessibility.own import JUDGES
from auditor.checkers.accessibility.precision import HITS
from auditor.config import load_config
from auditor.engines.alfa_rules import WANTED
from auditor.engines.axe import OPTIONS, criteria
from auditor.rulebook import coverage
from tests.invented_web import InventedWeb

CONFIG = Path(__file__).parents[2] / "config"
STANDARD = tomllib.loads((CONFIG / "policies" / "wcag-2.0.toml").read_text("utf-8"))["clause"]
BY_NUMBER = {each.number: each for each in COVERAGE}


def test_each_criterion_of_wcag_2_0_a_and_aa_has_its_row_in_the_order_of_the_standard() -> None:
    numbers = [clause["number"] for clause in STANDARD if clause["level"] in ("A", "AA")]
    assert [each.number for each in COVERAGE] == numbers
    assert len(numbers) == 38
    assert set(BY_NUMBER) <= {rule.criteria[0] for rule in RULES}


def test_whoever_looks_sees_something_and_a_person_is_needed_everywhere() -> None:
    for each in COVERAGE:
        looked = bool(each.axe or each.alfa or each.own)
        assert looked == (each.sees != NOBODY and not each.sees.startswith("Nothing by itself")), each.number
        assert each.misses.endswith(".") and each.sees.endswith("."), each.number
        assert each.misses not in (NOBODY, ""), each.number


def test_alfas_rules_stand_where_their_criteria_say() -> None:
    for wanted in WANTED:
        assert [each.number for each in COVERAGE if wanted.id in each.alfa] == sorted(wanted.criteria)


@pytest.mark.browser
def test_axes_rules_are_those_that_it_runs() -> None:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    options = BrowserOptions(jobs=1, engines=("axe",), pictures=False)
    with InventedWeb({}) as web, BrowserPool(options) as pool, pool.session(web.proxy) as session:
        web.pages = {"room12.example/": "<!DOCTYPE html><html lang=en><title>A</title><h1>A</h1>"}
        assert session.render("http://room12.example/").failure is None
        assert session._tab is not None
        tags: Any = OPTIONS["runOnly"]
        told: Any = session._tab.evaluate(
            f"axe.getRules({tags['values']!r}).map(({{ruleId, tags}}) => [ruleId, tags])"
        )
    running: dict[str, set[str]] = {}
    for rule, words in told:
        for number in criteria(words):
            running.setdefault(number, set()).add(rule)
    assert {n: rules for n, rules in running.items() if n in BY_NUMBER} == {
        number: set(each.axe) for number, each in BY_NUMBER.items() if each.axe
    }


def test_the_rule_book_prints_it_with_versions_and_says_what_is_left_out(tmp_path: Path) -> None:
    settings = load_config(CONFIG)
    lines = list(coverage(settings))
    assert lines[0].startswith("Engines that look at each page: axe 4.")
    assert "1.1.1 Non-text Content (A)" in lines
    at = lines.index("1.1.1 Non-text Content (A)")
    assert lines[at + 1].startswith("  axe: ") and "image-alt" in lines[at + 1]
    assert [line for line in lines if line.startswith("  sees: Nothing by machine.")]
    assert not [line for line in lines if "compliant" in line.lower()]
    alone = settings.browser.model_copy(update={"engines": ["axe"]})
    fewer = list(coverage(settings.model_copy(update={"browser": alone})))
    assert "alfa" in fewer[1] and fewer[1].startswith("Left out by [browser] engines: ")
    assert not [line for line in fewer[2:] if line.startswith("  alfa:")]


def test_our_own_checks_stand_where_their_verdicts_say() -> None:
    others = {rule.id: rule.criteria for checker in (navigation, shown_pictures) for rule in checker.RULES}
    assert {rule for each in COVERAGE for rule in each.own} == set(JUDGES) | set(others)
    for name, numbers in others.items():
        assert tuple(each.number for each in COVERAGE if name in each.own) == numbers, name


def test_the_rule_book_says_which_own_checks_fail_and_how_often_they_were_right() -> None:
    lines = list(coverage(load_config(CONFIG)))
    assert "Own checks fail where 30 hits on pages by strangers were read and 90% were right" in lines[1]
    told = " ".join(line.strip() for line in lines)
    for each in HITS:
        rate = f"{each.kind}: {each.right} of {each.read} right"
        assert f"{each.rule} (fails; " in told or f"{each.rule} (a person looks; too few read, " in told
        assert rate in told, rate
    assert "keyboard-trap (a person looks)" in told
    assert "over a gradient: 41 of 41 right; a person looks; too few read, over something else" in told
    assert f"mouse-only (fails; {next(each.kind for each in HITS if each.rule == 'mouse-only')}: " in told
