"""Test verdicts on updates on a small simulated district: nobody is wronged, what is missed is found."""

from __future__ import annotations

import resource
from datetime import date

import pytest

from tests.sim.building import build
from tests.sim.platforms import PLATFORMS, UNREADABLE
from tests.sim.replay import replay
from tests.sim.score import Score, score, table

SITES, NIGHTS, SECONDS = 10, 40, 40.0
# It is the work that is bounded below; on a busy machine it may take longer.
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
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Score, float]:
    """Replay the district once; return the score and the seconds of CPU that it took."""
    readable = tuple(name for name in PLATFORMS if name not in UNREADABLE)
    district = build(
        6, SITES, NIGHTS, first=date(2026, 10, 17), habits=HABITS, platforms=readable, single=True
    )
    before = _cpu()
    told = replay(district, tmp_path_factory.mktemp("year"))
    return score(district, told), _cpu() - before


def _cpu() -> float:
    return sum(
        resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


def _told(entries: list[tuple[tuple[str, str, str], object, str]]) -> list[str]:
    return [f"{' '.join(key)}: said {said}" for key, _, said in entries]


def test_nobody_is_accused_wrongly_on_any_night(played: tuple[Score, float]) -> None:
    found, _ = played
    assert _told(found.false_missed + found.early + found.unfounded) == []


def test_nothing_that_moves_by_itself_or_comes_back_is_an_update(played: tuple[Score, float]) -> None:
    found, _ = played
    assert _told(found.false_met) == []


def test_what_was_missed_is_found(played: tuple[Score, float]) -> None:
    found, _ = played
    assert found.to_find >= 9
    assert found.found >= 0.95 * found.to_find, table(found)


def test_a_closed_day_is_excused_also_where_it_was_entered_late(played: tuple[Score, float]) -> None:
    found, _ = played
    assert _told(found.not_excused) == []


def test_it_takes_little_work(played: tuple[Score, float]) -> None:
    _, seconds = played
    assert seconds <= SECONDS
