"""The marks of the children's bed on a small sample; `python -m tests.beds.children` runs all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .bed import build_bed
from .judge import Result, judge


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder: Path = tmp_path_factory.mktemp("children")
    return judge(build_bed(folder, seed=1, students=3000, sample=600))


def test_mentions_are_found(result: Result) -> None:
    assert result.found >= 0.97, result.summary()


def test_what_is_reported_is_right(result: Result) -> None:
    assert result.right >= 0.95, result.summary()


def test_no_child_is_taken_for_another(result: Result) -> None:
    assert [fault.shown for fault in result.faults if fault.reason == "another child"] == []


def test_look_alikes_stay_at_review(result: Result) -> None:
    assert result.look_alikes_told <= 0.03, result.summary()
