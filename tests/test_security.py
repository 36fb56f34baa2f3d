"""Every promise of SECURITY.md names the tests that hold it, and they are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")


def rows() -> list[tuple[str, list[str]]]:
    """Return each promise with the test files that it names."""
    cells = [line.strip("| ").split(" | ") for line in TEXT.splitlines() if line.startswith("| **")]
    return [(cell[0], re.findall(r"`(tests/[^`]+)`", cell[-1])) for cell in cells]


def test_every_promise_names_tests_that_are_there() -> None:
    promises = rows()
    assert len(promises) >= 13
    assert [promise for promise, tests in promises if not tests] == []
    named = {name for _, tests in promises for name in tests}
    assert sorted(name for name in named if not (ROOT / name).is_file()) == []


def test_what_is_not_covered_is_said() -> None:
    assert "## What is not covered" in TEXT and "## Reporting" in TEXT
