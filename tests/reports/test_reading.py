"""Hold the reports' fixed sentences to plain words: grade 8 or lower, no blame, nothing shouted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.audit import rules
from auditor.finding import Reason
from reports import words

REPORTS = Path(words.__file__).parent
TEMPLATES = sorted(path for path in (REPORTS / "templates").iterdir() if path.suffix in (".html", ".txt"))
MODULES = sorted(path for path in REPORTS.rglob("*.py") if path.name != "charts.py")
"""Modules that may say sentences of their own; the drawings hold markup."""
STEPS = sorted((REPORTS.parent / "config" / "fix_steps").rglob("*.md"))
HIGHEST_GRADE = 8.0
TERMS = {
    # terms of art and names that cannot be said otherwise count as a plain word of two syllables
    "certificate", "communications", "criterion", "criteria", "information", "website", "websites",
}  # fmt: skip


def syllables(word: str) -> int:
    """Count the syllables of an English word, roughly: groups of vowels less silent endings."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if plain in TERMS:
        return 2
    if len(plain) <= 3:
        return 1
    plain = re.sub(r"(?<=[^aeiouy])(?<!l)e$|(?<=[^aeioudt])ed$|(?<=[^aeiouscxzgh])es$", "", plain)
    return max(1, len(re.findall(r"[aeiouy]+", plain)))


def grade(sentence: str) -> float:
    """Return the Flesch-Kincaid grade of one sentence."""
    found = re.findall(r"[A-Za-z][A-Za-z'’-]*", sentence)
    return 0.39 * len(found) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


def sentences(text: str) -> Iterator[str]:
    for part in re.split(r"(?<=[.?:])\s+|\n", text):
        # shorter ones are labels and headings, of which a grade says nothing
        if len(re.findall(r"[A-Za-z]{2,}", part)) >= 5:
            yield " ".join(part.split())


def fixed_text(template: str) -> str:
    """Return what a template says itself; a name stands where a value comes in."""
    text = re.sub(r"\{%.*?%\}|\{#.*?#\}|<style.*?</style>", " ", template, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "Ann", text, flags=re.DOTALL)
    text = re.sub(r"</?(?:p|li|h\d|ul|ol|td|th|tr|caption|summary|title|dt|dd|dl|div)\b[^>]*>", "\n", text)
    return re.sub(r"<[^>]*>", "", text)


def said_by(module: Path) -> Iterator[str]:
    """Yield the texts of a module that are no docstrings; a name stands where a value comes in."""
    tree = ast.parse(module.read_text("utf-8"))
    silent: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            silent.add(node.value)
        if isinstance(node, ast.JoinedStr):
            silent.update(node.values)
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "Ann" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent:
            yield node.value


def every_sentence() -> list[str]:
    found: list[str] = []
    tables = (words.WHY_UNREAD, words.LOOKED_AT, words.SOURCES, words.SECTIONS, words.KINDS)
    for table in tables:
        for text in table.values():
            found += sentences(text)
    fixed = (
        words.STUDENT_ACT,
        words.STUDENT_WHY,
        words.STUDENT_FIX,
        words.STUDENT_ANSWER,
        *words.STUDENT_STEPS,
    )
    for text in fixed:
        found += sentences(text)
    for template in TEMPLATES:
        found += sentences(fixed_text(template.read_text("utf-8")))
    for module in MODULES:
        for text in said_by(module):
            found += sentences(text)
    for _, rule in rules().values():
        for text in (rule.title, rule.why, rule.fix):
            found += sentences(text)
    for path in STEPS:
        # What stands in code is copied and not read.
        steps = re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), flags=re.DOTALL)
        found += sentences(re.sub(r"`[^`]*`", "code", steps))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("page", 1),
        ("website", 2),
        ("picture", 2),
        ("decided", 3),
        ("computer", 3),
        ("looked", 1),
        ("able", 2),
    ],
)
def test_syllables_are_counted(word: str, number: int) -> None:
    assert syllables(word) == number


def test_a_hard_sentence_is_told_from_a_plain_one() -> None:
    assert grade("The utilization of alternative textual representations facilitates comprehension.") > 15
    assert grade("People who cannot see a picture hear its words instead.") < 6


def test_every_fixed_sentence_reads_at_grade_eight() -> None:
    said = every_sentence()
    # All templates, modules, rules and steps together: a place that is left out would show here.
    assert len(said) > 700
    hard = [f"grade {grade(each):.1f}: {each}" for each in said if grade(each) > HIGHEST_GRADE]
    assert hard == []


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    sentence = words.why_unread(str(reason))
    assert sentence == words.WHY_UNREAD[reason]
    assert sentence[0].isupper() and sentence.endswith(".")


def test_a_reason_of_a_later_version_still_reads() -> None:
    assert words.why_unread("quantum") == "It could not be read."


@pytest.mark.parametrize("path", sorted([*TEMPLATES, *REPORTS.glob("*.py")]), ids=lambda path: path.name)
def test_nothing_is_shouted_or_promised(path: Path) -> None:
    text = path.read_text("utf-8")
    said = fixed_text(text) if path.suffix != ".py" else "\n".join(re.findall(r'"[^"\n]*"', text))
    assert "!" not in said.replace("<!DOCTYPE", "").replace("!=", "")
    assert "compliant" not in text.lower()


def test_the_five_words_have_each_a_shape_of_their_own() -> None:
    assert [state.name for state in words.STATES] == [
        "Act today", "Fix soon", "Please check", "Could not check", "Good",
    ]  # fmt: skip
    assert len({state.shape for state in words.STATES}) == 5
    assert words.UNREAD.rank < words.GOOD.rank


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), ""),
        (("A",), "A"),
        (("A", "B"), "A and B"),
        (("A", "B", "C"), "A, B and C"),
        (("A", "B", "C", "D"), "A, B and 2 more"),
    ],
)
def test_lists_are_said_as_people_say_them(names: tuple[str, ...], said: str) -> None:
    assert words.listed(names) == said
