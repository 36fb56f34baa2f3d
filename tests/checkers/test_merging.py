"""What two engines say of one element under one criterion is told once, and a failure settles a doubt."""

from __future__ import annotations

import pytest

from auditor.checkers.accessibility.merging import merged
from auditor.page import Observation, Outcome

FAILED, DOUBT = Outcome.VIOLATION, Outcome.INCOMPLETE


def seen(
    engine: str, rule: str, outcome: Outcome = FAILED, criterion: str = "4.1.2", **at: str
) -> Observation:
    told = {"heading": "Homework", "place": "first button", "html": "<button>", **at}
    return Observation(engine, rule, outcome, (criterion,), f"#{engine}", **told)  # type: ignore[arg-type]


CASES: tuple[tuple[str, tuple[Observation, ...], list[str]], ...] = (
    ("both fail", (seen("axe", "button-name"), seen("alfa", "sia-r12")), ["button-name"]),
    ("the order does not matter", (seen("alfa", "sia-r12"), seen("axe", "button-name")), ["button-name"]),
    (
        "one doubts, the other fails",
        (seen("axe", "button-name", DOUBT), seen("alfa", "sia-r12")),
        ["sia-r12"],
    ),
    (
        "one fails, the other doubts",
        (seen("axe", "button-name"), seen("alfa", "sia-r12", DOUBT)),
        ["button-name"],
    ),
    ("both doubt", (seen("axe", "button-name", DOUBT), seen("alfa", "sia-r12", DOUBT)), ["button-name"]),
    (
        "a probe of ours is told after both",
        (seen("axe", "button-name"), seen("own", "wordless")),
        ["button-name"],
    ),
    (
        "another element",
        (seen("axe", "button-name"), seen("alfa", "sia-r12", place="second button")),
        ["button-name", "sia-r12"],
    ),
    (
        "the same in another frame",
        (seen("axe", "button-name"), seen("alfa", "sia-r12", frame="http://forms.example/")),
        ["button-name", "sia-r12"],
    ),
    (
        "another criterion",
        (seen("axe", "button-name"), seen("alfa", "sia-r2", criterion="1.1.1")),
        ["button-name", "sia-r2"],
    ),
    (
        "two rules of one engine",
        (seen("axe", "button-name"), seen("axe", "nested-interactive")),
        ["button-name", "nested-interactive"],
    ),
)


@pytest.mark.parametrize(("observations", "rules"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_fault_is_told_once(observations: tuple[Observation, ...], rules: list[str]) -> None:
    assert [each.rule for each in merged(observations)] == rules


def test_elements_of_which_nothing_is_known_are_told_apart_by_their_selectors() -> None:
    bare = [
        Observation("axe", "label", FAILED, ("4.1.2",), "#a"),
        Observation("alfa", "sia-r8", FAILED, ("4.1.2",), "#b"),
    ]
    assert [each.rule for each in merged(bare)] == ["label", "sia-r8"]
