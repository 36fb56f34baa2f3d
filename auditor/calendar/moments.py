"""Turn what people write as local times into moments, and moments into school days; knows no rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from auditor.exits import Exit, Refusal


def local_moment(written: str, zone: ZoneInfo) -> datetime:
    """Return the moment of a local time such as "2026-10-28T02:00" in the district's zone.

    A time that does not exist (clocks go forward) moves forward; one that comes twice is the first.
    Raises `ValueError` with one sentence.
    """
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(f'"{written}" is no date and time; write one such as 2026-10-28T02:00') from None
    if moment.tzinfo is not None:
        return moment.astimezone(zone)
    # Through UTC and back: what the zone skips lands as much later as the clock jumped.
    return moment.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def moment_of(written: str, zone: ZoneInfo, real: datetime) -> datetime:
    """Return the moment that `--as-of` names, the present one where it is empty. Raises `Refusal` (64)."""
    if not written:
        return real.astimezone(zone)
    try:
        return local_moment(written, zone)
    except ValueError as error:
        raise Refusal(Exit.USAGE, str(error)) from None


def local_midnight(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day begins; where midnight does not exist, the first moment after."""
    return datetime.combine(day, time(), zone).astimezone(UTC).astimezone(zone)


def in_words(day: date) -> str:
    """Return a day as people say it: "Tuesday, November 3, 2026"."""
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def day_of(moment: datetime, zone: tzinfo) -> date:
    """Return the local date of a moment."""
    return moment.astimezone(zone).date()
