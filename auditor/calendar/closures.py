"""Read from a school calendar (iCalendar, RFC 5545) which days are off; judges no site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from dateutil.rrule import rrule, rruleset, rrulestr
from icalendar import Calendar

from auditor.exits import Exit, Refusal
from auditor.words import Words, any_of, shipped_words

MOST_REPEATS = 2_000
LONGEST_CLOSURE = 120
"""Days; a longer event is a remark on the year and closes nothing."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Tell from an event's name and categories whether it closes a school, or begins or ends its year."""

    closing: re.Pattern[str]
    categories: frozenset[str]
    first_day: re.Pattern[str]
    last_day: re.Pattern[str]

    @classmethod
    def of(cls, words: Words, closing: str = "", categories: Iterable[str] = ()) -> Cues:
        """Return those of the word lists; a pattern `closing` stands in their stead, `categories` beside."""
        return cls(
            re.compile(closing, re.IGNORECASE) if closing else any_of(words.of("no-school")),
            words.of("no-school-category").union(category.casefold() for category in categories),
            any_of(words.of("first-school-day")),
            any_of(words.of("last-school-day")),
        )


@dataclass(frozen=True, slots=True)
class Closures:
    """Hold the days on which a school is closed, each with the words of its calendar.

    `terms` are school years as (first day, last day), where the calendar names both.
    """

    days: dict[date, str] = field(default_factory=dict)
    terms: tuple[tuple[date, date], ...] = ()

    def why(self, day: date) -> str:
        """Return why a day is off, "" where it is none (or only a weekend)."""
        if day in self.days:
            return self.days[day]
        if self.terms and not any(first <= day <= last for first, last in self.terms):
            before = any(last < day for _, last in self.terms)
            after = any(day < first for first, _ in self.terms)
            # Beyond the one end that the calendar names, nothing is known of next year's.
            if before or after:
                return "outside the school year"
        return ""

    def is_off(self, day: date) -> bool:
        """Tell whether nobody is expected to be at school: weekend or closed."""
        return day.weekday() >= 5 or bool(self.why(day))

    def joined(self, other: Closures) -> Closures:
        """Return the days of both; the school's own words come first."""
        return Closures({**other.days, **self.days}, self.terms or other.terms)


def read_closures(path: Path, cues: Cues | None = None) -> Closures:
    """Read one calendar file. An event closes the days it covers where its summary or one of its
    categories is among `cues` (the shipped lists' where none are given); DTEND is exclusive, repeats are
    followed, canceled events and single days taken out count for nothing.

    Raises `Refusal` (78) where the file cannot be read as a calendar.
    """
    try:
        calendar = Calendar.from_ical(path.read_bytes())
    except OSError as error:
        raise Refusal(Exit.CONFIGURATION, f"the calendar cannot be read ({error.strerror})", path) from None
    except (ValueError, IndexError, KeyError):
        raise Refusal(Exit.CONFIGURATION, "this file is no calendar (.ics)", path) from None
    cues = cues or Cues.of(shipped_words())
    events = [event for event in calendar.walk("VEVENT") if _stands(event)]
    moved = {(str(event.get("UID")), _single(event)) for event in events}
    days: dict[date, str] = {}
    first_days, last_days = [], []
    for event in events:
        try:
            spans = list(_spans(event, moved))
        except (ValueError, TypeError, KeyError, AttributeError):
            # One event that nobody can date must not cost the others.
            continue
        words = " ".join(str(event.get("SUMMARY", "")).split())
        if cues.first_day.search(words):
            first_days += [start for start, _ in spans]
        if cues.last_day.search(words):
            last_days += [start for start, _ in spans]
        if not cues.closing.search(words) and cues.categories.isdisjoint(_categories(event)):
            continue
        for start, end in spans:
            if (end - start).days <= LONGEST_CLOSURE:
                for number in range((end - start).days):
                    days.setdefault(start + timedelta(days=number), words or "closed")
    return Closures(days, tuple(_terms(sorted(first_days), sorted(last_days))))


def _stands(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() != "CANCELLED" and "DTSTART" in event


def _single(event: Any) -> date | None:
    """Return which day of a repeated event this one stands for, None where it is the event itself."""
    instance = event.get("RECURRENCE-ID")
    return _day(instance.dt) if hasattr(instance, "dt") else None


def _categories(event: Any) -> set[str]:
    written = event.get("CATEGORIES")
    lists = written if isinstance(written, list) else [written] if written is not None else []
    return {str(name).strip().casefold() for each in lists for name in getattr(each, "cats", [])}


def _spans(event: Any, moved: set[tuple[str, date | None]]) -> Iterator[tuple[date, date]]:
    """Yield the days an event covers, each time it happens, as (first day, day after the last)."""
    start = event["DTSTART"].dt
    length = _length(event, start)
    single = _single(event) is not None
    uid = str(event.get("UID"))
    for begins in [start] if single else _repeats(event, start):
        first = _day(begins)
        if not single and (uid, first) in moved:
            continue
        end = begins + length
        last = _day(end)
        # A timed event that ends at midnight, and every all-day one, does not reach into its end.
        if isinstance(end, datetime) and (end.hour, end.minute, end.second) != (0, 0, 0):
            last += timedelta(days=1)
        yield first, max(last, first + timedelta(days=1))


def _length(event: Any, start: date | datetime) -> timedelta:
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(end, datetime) and isinstance(start, datetime):
            return end.replace(tzinfo=None) - start.replace(tzinfo=None)
        return _day(end) - _day(start)
    if "DURATION" in event:
        duration: timedelta = event["DURATION"].dt
        return duration
    return timedelta() if isinstance(start, datetime) else timedelta(days=1)


def _repeats(event: Any, start: date | datetime) -> list[date | datetime]:
    if "RRULE" not in event and "RDATE" not in event:
        return [start]
    plain = _naive(start)
    dates = rruleset()
    dates.rdate(plain)
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        written = re.sub(r"(UNTIL=\d{8}(?:T\d{6})?)Z", r"\1", rule.to_ical().decode())
        parsed = rrulestr(written, dtstart=plain)
        if isinstance(parsed, rrule):
            dates.rrule(parsed)
    for name, take in (("RDATE", dates.rdate), ("EXDATE", dates.exdate)):
        given = event.get(name, [])
        for each in given if isinstance(given, list) else [given]:
            for entry in each.dts:
                take(_naive(entry.dt[0] if isinstance(entry.dt, tuple) else entry.dt))
    found: list[date | datetime] = []
    for moment in dates:
        if len(found) >= MOST_REPEATS or (moment - plain).days > 3700:
            break
        found.append(moment if isinstance(start, datetime) else moment.date())
    return found


def _naive(when: date | datetime) -> datetime:
    """Return a moment on the wall clock of whoever wrote the calendar."""
    if isinstance(when, datetime):
        return when.replace(tzinfo=None)
    return datetime(when.year, when.month, when.day)


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _terms(first_days: list[date], last_days: list[date]) -> Iterator[tuple[date, date]]:
    for first in first_days:
        last = next((day for day in last_days if first < day <= first + timedelta(days=400)), None)
        if last is not None:
            yield first, last
