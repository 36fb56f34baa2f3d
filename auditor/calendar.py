"""Turn what people write as local times into moments; due dates and windows come on top of this."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def local_moment(written: str, zone: ZoneInfo) -> datetime:
    """Return the moment of a local time such as "2026-10-28T02:00" in the district's zone.

    A time that does not exist (clocks go forward) moves forward; one that comes twice is the first.
    Raises `ValueError` with one sentence.
    """
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(
            f'"{written}" is no date and time; write one such as 2026-10-28T02:00'
        ) from None
    if moment.tzinfo is not None:
        return moment.astimezone(zone)
    # Through UTC and back: what the zone skips lands as much later as the clock jumped.
    return moment.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)
