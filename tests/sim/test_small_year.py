"""Test verdicts on updates on a small simulated district: nobody is wronged, what is missed is found."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sim.building import build
from tests.sim.platforms import PLATFORMS, UNREADABLE
from tests.sim.replay import replay
from tests.sim.score import Score, score, table

SITES, NIGHTS = 10, 40
pytestmark = pytest.mark.timeout(600)
HABITS = (
    "never",
    "tuesday-23:20",
    "in-place",
    "restores",
    "every-third",
    "next-morning",
    "table-row",
    "deletes",
    "daily-homework",
    "new-pdf",
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Score:
    """Replay the district once and return the score."""
    readable = tuple(name for name in PLATFORMS if name not in UNREADABLE)
    district = build(
        6, SITES, NIGHTS, first=date(2026, 10, 17), habits=HABITS, platforms=readable, single=True
    )
    return score(district, replay(district, tmp_path_factory.mktemp("year")))


def _told(entries: list[tuple[tuple[str, str, str], object, str]]) -> list[str]:
    return [f"{' '.join(key)}: said {said}" for key, _, said in entries]


def test_nobody_is_accused_wrongly_on_any_night(played: Score) -> None:
    found = played
    assert _told(found.false_missed + found.early + found.unfounded) == []


def test_nothing_that_moves_by_itself_or_comes_back_is_an_update(played: Score) -> None:
    found = played
    assert _told(found.false_met) == []


def test_what_was_missed_is_found(played: Score) -> None:
    found = played
    assert found.to_find >= 9
    assert found.found >= 0.95 * found.to_find, table(found)


def test_a_closed_day_is_excused_also_where_it_was_entered_late(played: Score) -> None:
    found = played
    assert _told(found.not_excused) == []
