"""Local times on ordinary days and on both nights when clocks change."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from auditor.calendar import local_moment

DENVER = ZoneInfo("America/Denver")


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-10-28T02:00", "2026-10-28T08:00:00+00:00"),
        ("2026-11-03T23:20", "2026-11-04T06:20:00+00:00"),
        ("2026-03-08T02:30", "2026-03-08T09:30:00+00:00"),  # does not exist: an hour later
        ("2026-11-01T01:30", "2026-11-01T07:30:00+00:00"),  # comes twice: the first
        ("2026-10-28T08:00+00:00", "2026-10-28T08:00:00+00:00"),
        ("2026-10-28", "2026-10-28T06:00:00+00:00"),
    ],
)
def test_local_moment(written: str, utc: str) -> None:
    moment = local_moment(written, DENVER)
    assert moment.astimezone(ZoneInfo("UTC")).isoformat() == utc
    assert moment.tzinfo is DENVER


def test_the_skipped_hour_reads_as_the_next() -> None:
    assert local_moment("2026-03-08T02:30", DENVER).strftime("%H:%M") == "03:30"


@pytest.mark.parametrize("written", ["tonight", "2026-13-01T02:00", "28.10.2026", ""])
def test_no_time(written: str) -> None:
    with pytest.raises(ValueError, match="is no date and time"):
        local_moment(written, DENVER)
