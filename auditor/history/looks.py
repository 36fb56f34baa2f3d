"""Hold on which nights a site was looked at, how well, and what kind of day came before; reads no line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from auditor.calendar import local_midnight

FREE_DAYS = 5
"""So many days off in a row are a break, in which nobody is expected to write."""
LONG_BREAK = 30
ONE_NIGHT = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Look:
    """Say how one audit saw a site (or one of its sections).

    `good` is true where everything was read in which an update could have stood; else `reason` is a
    word of `auditor.finding.Reason` and says why not. The site was read from `moment` on and for
    `seconds` at most. `root` tells the site's address by a keyed hash; `shown` is true where a browser
    showed it.
    """

    audit: int
    moment: datetime
    good: bool
    reason: str = ""
    root: str = ""
    shown: bool = False
    seconds: int = 0

    @property
    def whole(self) -> bool:
        """Tell whether every page was found, be it that a part of one could not be read."""
        return self.good or self.reason == "embed-not-read"

    @property
    def ended(self) -> datetime:
        return self.moment + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Days:
    """Know the district's clock and which days are school days.

    `why_closed` says why a day is off, "" for an ordinary one.
    """

    zone: tzinfo
    why_closed: Callable[[date], str]
    _breaks: dict[date, tuple[bool, bool]] = field(default_factory=dict)

    def told(self, after: datetime, seen: datetime) -> date:
        """Return the day to which what came between two looks is put down: that of the middle."""
        return (after + (seen - after) / 2).astimezone(self.zone).date()

    def local(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def closed(self, day: date) -> bool:
        return bool(self.why_closed(day))

    def free(self, day: date) -> bool:
        """Tell whether a day is a weekend or closed."""
        return day.weekday() >= 5 or self.closed(day)

    def in_break(self, day: date) -> bool:
        """Tell whether a day is one of at least five free days in a row."""
        return self._break(day)[0]

    def quiet(self, day: date) -> bool:
        """Tell whether nobody is expected to write on a day of a break: on its first day people still do,
        on the last ones they do again (after a long break, for two weeks)."""
        return self._break(day)[1]

    def _break(self, day: date) -> tuple[bool, bool]:
        if day not in self._breaks:
            before, after = self._reach(day, -1), self._reach(day, 1)
            length = before + after + 1
            inside = self.free(day) and length >= FREE_DAYS
            last = 14 if length > LONG_BREAK else 2
            self._breaks[day] = inside, inside and before >= 1 and after >= last
        return self._breaks[day]

    def _reach(self, day: date, step: int) -> int:
        """Count the free days next to a day on one side, as far as it matters."""
        count = 0
        while count <= LONG_BREAK and self.free(day + timedelta(days=step * (count + 1))):
            count += 1
        return count


LASTING = frozenset(("needs-script", "embed-not-read", "login-required"))
"""Reasons that do not come and go: a site of which a part cannot be read is no better for some nights."""
SHORT = 5


def trusted(looks: Sequence[Look]) -> list[Look]:
    """Return looks, none good that lies with few others between looks which a lasting reason spoiled: what
    was seen then was an error page or a notice. Of the newest looks only so many are doubted as were
    spoiled before them: after a single bad night the next good one is as good as any."""
    found = list(looks)
    start = spoiled_before = 0
    for number, look in enumerate((*found, None)):
        if look is not None and look.reason not in LASTING:
            continue
        spoiled = found[start - 1].reason if start else ""
        good = sum(each.good for each in found[start:number])
        few = SHORT if look is not None else min(SHORT, spoiled_before - 1)
        if spoiled in LASTING and 0 < good <= few:
            for each in range(start, number):
                if found[each].good:
                    found[each] = replace(found[each], good=False, reason=spoiled)
        spoiled_before = spoiled_before + 1 if start == number else 1
        start = number + 1
    return found


class Looks:
    """Hold a site's looks in order."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self.all = tuple(looks)
        self._place = {look.audit: number for number, look in enumerate(self.all)}

    def of(self, audit: int | None) -> Look | None:
        number = self._place.get(audit or 0)
        return self.all[number] if number is not None else None

    def root(self, audit: int | None) -> str:
        found = self.of(audit)
        return found.root if found is not None else ""

    def whole_until(self, audit: int | None) -> Look | None:
        """Return an audit's look, or the last one before it that saw every page."""
        number = self._place.get(audit or 0, -1)
        return next((look for look in reversed(self.all[: number + 1]) if look.whole), None)

    def good_before(self, moment: datetime) -> Look | None:
        """Return the last good look that ended at or before a moment."""
        return next((look for look in reversed(self.all) if look.good and look.ended <= moment), None)

    def good_after(self, moment: datetime) -> Look | None:
        """Return the first good look at or after a moment."""
        return next((look for look in self.all if look.good and look.moment >= moment), None)

    def between(self, first: datetime, last: datetime) -> tuple[Look, ...]:
        return tuple(look for look in self.all if first <= look.moment <= last)


def moments_of(written: str, days: Days) -> tuple[datetime, datetime] | None:
    """Return the first and last moment that a written ISO date or time may mean, None where it is none."""
    try:
        if len(written) <= 10:
            day = datetime.fromisoformat(written).date()
            return local_midnight(day, days.zone), local_midnight(day + timedelta(days=1), days.zone)
        moment = datetime.fromisoformat(written.replace(" ", "T", 1))
    except ValueError:
        return None
    exact = moment if moment.tzinfo is not None else moment.replace(tzinfo=days.zone)
    return exact, exact
