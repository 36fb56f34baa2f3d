"""Hold on which nights a site was looked at, how well, and what kind of day came before; reads no line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Look:
    """Say how one audit saw a site (or one of its sections).

    `good` is true where everything was read in which an update could have stood; else `reason` is a
    word of `auditor.finding.Reason` and says why not. `root` tells the site's address by a keyed
    hash; `shown` is true where a browser showed it.
    """

    audit: int
    moment: datetime
    good: bool
    reason: str = ""
    root: str = ""
    shown: bool = False

    @property
    def whole(self) -> bool:
        """Tell whether every page was found, be it that a part of one could not be read."""
        return self.good or self.reason == "embed-not-read"


@dataclass(frozen=True, slots=True)
class Days:
    """Know the district's clock and which days are school days.

    `why_closed` says why a day is off, "" for an ordinary one; what an audit before `small_hours`
    o'clock finds is told as of the day before.
    """

    zone: tzinfo
    why_closed: Callable[[date], str]
    small_hours: int = 5

    def told(self, moment: datetime) -> date:
        """Return the day to which what an audit at `moment` finds is put down."""
        return (moment.astimezone(self.zone) - timedelta(hours=self.small_hours)).date()

    def local(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def closed(self, day: date) -> bool:
        return bool(self.why_closed(day))


class Looks:
    """Hold a site's looks in order."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self.all = tuple(looks)
        self._by_audit = {look.audit: look for look in self.all}

    def moment(self, audit: int) -> datetime | None:
        found = self._by_audit.get(audit)
        return found.moment if found is not None else None

    def root(self, audit: int) -> str:
        found = self._by_audit.get(audit)
        return found.root if found is not None else ""

    def good_before(self, moment: datetime) -> Look | None:
        """Return the last good look at or before a moment."""
        return next((look for look in reversed(self.all) if look.good and look.moment <= moment), None)

    def good_after(self, moment: datetime) -> Look | None:
        """Return the first good look at or after a moment."""
        return next((look for look in self.all if look.good and look.moment >= moment), None)

    def between(self, first: datetime, last: datetime) -> tuple[Look, ...]:
        return tuple(look for look in self.all if first <= look.moment <= last)
