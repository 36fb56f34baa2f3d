"""The clicks that mend each rule on links and updates, for every editor: there, numbered, short and plain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.checkers.links import RULES

STEPS = Path(__file__).parents[2] / "config" / "fix_steps"
PLATFORMS = ("wordpress", "google-sites", "finalsite", "weebly", "hand-written", "unknown")
UPDATES = ["missed-update", "site-stale", "curriculum-link-missing"]
"""Rules on updates that name something to do; where other days suit a class, a person decides."""
LONGEST = 24
"""Words of one sentence; a reader of grade 8 follows that."""


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("rule", [rule.id for rule in RULES] + UPDATES)
def test_each_rule_has_its_steps_on_each_platform(rule: str, platform: str) -> None:
    text = (STEPS / platform / f"{rule}.md").read_text("utf-8")
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    told = dict(line.split(": ", 1) for line in front.splitlines())
    assert (told["rule"], told["platform"]) == (rule, platform)
    assert told["checked"]
    steps = body.strip().splitlines()
    assert [step.split(". ")[0] for step in steps] == [str(number) for number in range(1, len(steps) + 1)]
    assert 4 <= len(steps) <= 7
    for sentence in re.split(r"(?<=[.:])\s+", " ".join(step.split(". ", 1)[1] for step in steps)):
        assert len(sentence.split()) <= LONGEST, sentence
    assert "!" not in body
