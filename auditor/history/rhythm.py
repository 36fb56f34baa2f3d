"""Know which day each night of a page stands for, and whether a series of changes keeps time like a clock."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from auditor.calendar import local_midnight
from auditor.history.ledger import Ledger
from auditor.history.looks import ONE_NIGHT, Days, Look, Looks

FEWEST_BEATS = 3
SURE_BEATS = 5
IN_BREAKS = 2
"""So many times in breaks, and no break without it."""


class Beat(StrEnum):
    """Whether changes come by the clock alone."""

    NO = ""
    PERHAPS = "perhaps"
    IN_BREAKS = "in breaks too"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Night:
    """Say what the time before one reading of a page was.

    `day` is the day to which changes are put down, None where it was more than a night; `opens` says
    what day began in that night: "school", "closed" (of Monday to Friday) or "".
    """

    audit: int
    after: datetime
    seen: datetime
    day: date | None
    saturday: bool = False
    sunday: bool = False
    school: bool = False
    quiet: bool = False
    off: bool = False
    opens: str = ""
    month_turn: bool = False


class Nights:
    """Hold the nights on which one page was read, in order."""

    def __init__(self, ledger: Ledger, looks: Looks, days: Days, known: dict[tuple[int, int], Night]) -> None:
        self.all: list[Night] = []
        before: Look | None = None
        for look in looks.all:
            if not ledger.was_read(look.audit):
                continue
            key = (before.audit if before is not None else 0, look.audit)
            night = known.get(key)
            if night is None:
                night = known[key] = _night(before, look, days)
            self.all.append(night)
            before = look
        self.place = {night.audit: number for number, night in enumerate(self.all)}
        self._seen = [night.seen for night in self.all]
        self._saturdays = _sums([night.saturday for night in self.all])
        self._sundays = _sums([night.sunday for night in self.all])
        self._quiet = _sums([night.quiet for night in self.all])
        self._school = _sums([night.school for night in self.all])

    def near(self, number: int, reach: timedelta) -> tuple[int, int]:
        """Return the first night within a time around one, and the one after the last."""
        moment = self._seen[number]
        return bisect_left(self._seen, moment - reach), bisect_right(self._seen, moment + reach)

    def counts(self, first: int, end: int) -> tuple[int, int, int, int]:
        """Count the Saturdays, Sundays, quiet days and school days among some nights."""
        found = [
            sums[end] - sums[first] for sums in (self._saturdays, self._sundays, self._quiet, self._school)
        ]
        return found[0], found[1], found[2], found[3]

    def _weekdays(self, changes: Sequence[int], replaced: bool) -> Beat:
        """Tell whether changes come on every day from Monday to Friday, closed or not."""
        if not replaced or len(changes) < FEWEST_BEATS:
            return Beat.NO
        came = set(changes)
        span = range(changes[0], changes[-1] + 1)
        school = [number in came for number in span if self.all[number].opens == "school"]
        closed = [number in came for number in span if self.all[number].opens == "closed"]
        if not school or not closed or min(_share(school), _share(closed)) < 0.8:
            return Beat.NO
        return Beat.PERHAPS

    def beat(self, changes: Sequence[int], replaced: bool) -> Beat:
        """Tell whether changes at some nights come with every week or month, in breaks too.

        `replaced` says that each time one thing took the place of another, and nothing else came. Only who
        changes with the months for long is surely a machine: posts can be written ahead, and some people
        write every Sunday whatever the calendar says.
        """
        told = (
            self._weekly(changes, 7, replaced),
            self._weekly(changes, 14, replaced),
            self._monthly(changes, replaced),
            self._weekdays(changes, replaced),
        )
        return next((each for each in told if each is not Beat.NO), Beat.NO)

    def _weekly(self, changes: Sequence[int], period: int, replaced: bool) -> Beat:
        days = {number: day.toordinal() for number in changes if (day := self.all[number].day) is not None}
        if len(days) < FEWEST_BEATS:
            return Beat.NO
        residue, hits = Counter(day % period for day in days.values()).most_common(1)[0]
        if len(days) - hits > len(days) // 8:
            return Beat.NO
        beats = [
            night
            for night in self.all[min(days) : max(days) + 1]
            if night.day is not None and night.day.toordinal() % period == residue
        ]
        came = {number for number, day in days.items() if day % period == residue}
        missed = [night for night in beats if self.place[night.audit] not in came]
        if len(missed) > len(beats) // 8 or any(night.off for night in missed):
            return Beat.NO
        in_breaks = sum(night.off for night in beats) >= IN_BREAKS and any(night.quiet for night in beats)
        if replaced and in_breaks and len(beats) >= SURE_BEATS:
            return Beat.IN_BREAKS
        # A break that passed since without a change clears the place of suspicion.
        silent = [
            night
            for night in self.all[max(days) + 1 : max(days) + 1 + 3 * period]
            if night.quiet and night.day is not None and night.day.toordinal() % period == residue
        ]
        return Beat.PERHAPS if replaced and not silent and not missed else Beat.NO

    def _monthly(self, changes: Sequence[int], replaced: bool) -> Beat:
        if len(changes) < 2 or not replaced or not all(self.all[each].month_turn for each in changes):
            return Beat.NO
        turns = [
            number
            for number in range(changes[0], changes[-1] + 1)
            if self.all[number].month_turn and self.all[number].day is not None
        ]
        if any(number not in changes for number in turns):
            return Beat.NO
        idle = sum(self.all[each].quiet or self.all[each].saturday for each in changes)
        return Beat.YES if len(changes) >= SURE_BEATS - 1 and idle >= IN_BREAKS else Beat.PERHAPS


def _night(before: Look | None, look: Look, days: Days) -> Night:
    if before is None:
        return Night(look.audit, look.moment, look.moment, None)
    after, seen = before.moment, look.ended
    first = days.local(seen).replace(day=1)
    turned = after < local_midnight(first, days.zone) <= seen
    if seen - after > ONE_NIGHT:
        return Night(look.audit, after, seen, None, month_turn=turned)
    day = days.told(after, seen)
    quiet, weekday = days.quiet(day), day.weekday()
    return Night(
        look.audit,
        after,
        seen,
        day,
        saturday=weekday == 5,
        sunday=weekday == 6,
        school=not days.free(day),
        quiet=quiet,
        off=days.in_break(day),
        opens=_opens(days.local(seen), days),
        month_turn=turned,
    )


def _opens(day: date, days: Days) -> str:
    if day.weekday() >= 5:
        return ""
    return "closed" if days.closed(day) else "school"


def _sums(flags: Sequence[bool]) -> list[int]:
    sums = [0]
    for flag in flags:
        sums.append(sums[-1] + flag)
    return sums


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags)
