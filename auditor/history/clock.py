"""Tell dates that a machine moves on from dates that a person moves, by when they move; finds no news."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from auditor.calendar import local_midnight
from auditor.history.looks import ONE_NIGHT, Days
from auditor.history.relations import Old
from auditor.history.words import dates_in, month_in, weekday_in
from auditor.snapshot import Sort

DAYS, WEEKS, MONTHS = frozenset((1, 2, 3)), frozenset((7, 14)), frozenset((28, 29, 30, 31))
"""By how many days a machine moves a date on: over a weekend, or by weeks and months."""
IDLE_MOVES = 2
LIST_MOVES = 4
SURE_ROLLS = 5
ALL_LISTS = "all lists"
"""Names the series of all lists of a page: a new template moves a list to another place."""
RARELY = 4
"""Where a machine moves dates, so many times fewer may come on other nights: an old copy shows them late."""


@dataclass(slots=True)
class _Series:
    """Gather the dated lines of one sort that came to a page: the nights on which a machine could have
    moved them on ("quiet" or "saturday" where nobody was expected to write, "free week" where the line then
    named a week without school), and those on which none could.

    `rolled` are nights on which a list dropped what was over and showed as much of what is to come; true
    where it did so just then, and not a day late as old copies do, and people.
    """

    by_clock: dict[datetime, str] = field(default_factory=dict)
    exact: set[datetime] = field(default_factory=set)
    by_hand: set[datetime] = field(default_factory=set)
    rolled: dict[datetime, bool] = field(default_factory=dict)

    @property
    def by_hand_alone(self) -> set[datetime]:
        return self.by_hand - self.by_clock.keys()

    def keeps_time(self, seen: datetime, listed: bool) -> bool:
        """Tell whether lines move by themselves: on days as well on which nobody writes, or lists with the
        end of every event.

        Week by week is not enough: many people write on Sunday evenings, others every afternoon.
        """
        kept = list(self.by_clock.values())
        if "free week" in kept and len(kept) >= LIST_MOVES and not self.by_hand:
            return True  # who writes what week it is leaves out those without school
        idle = kept.count("quiet")
        if len({moment.weekday() for moment in self.by_clock}) >= 3:
            # Who always writes on Saturdays writes on hardly another day.
            idle += list(self.by_clock.values()).count("saturday")
        if idle >= IDLE_MOVES and (not listed or len(self.by_clock) >= LIST_MOVES):
            return True
        return listed and self.rolls_on(seen)

    def rolls_on(self, seen: datetime) -> bool:
        """Tell whether a list rolled on one night, as it mostly does."""
        prompt = sorted(moment for moment, exact in self.rolled.items() if exact)
        others = len((self.by_hand | self.by_clock.keys()) - set(prompt))
        often = len(prompt) >= max(SURE_ROLLS, RARELY * others)
        return often and seen in self.rolled and _is_nobodys_hours(prompt)


class Clock:
    """Know for the dated lines of one page and view whether a clock moves them."""

    def __init__(self, days: Days) -> None:
        self._days = days
        self._series: dict[str, _Series] = defaultdict(_Series)

    def note(
        self,
        names: Iterable[str],
        after: datetime,
        seen: datetime,
        by_clock: bool,
        exact: bool,
        free_week: bool = False,
    ) -> None:
        """Remember that a dated line came to places or in shapes of these names; `exact` says that the very
        day which it names began just then: a day before, people move dates as well. `free_week` says that
        it moved on by a week, to one without school."""
        if seen - after > ONE_NIGHT:
            return
        day = self._days.told(after, seen)
        idle = "quiet" if self._days.quiet(day) else "saturday" if day.weekday() == 5 else ""
        if free_week:
            idle = "free week"
        for name in names:
            if by_clock:
                self._series[name].by_clock[seen] = idle if exact else ""
                if exact:
                    self._series[name].exact.add(seen)
            else:
                self._series[name].by_hand.add(seen)

    def note_rolled(self, names: Iterable[str], seen: datetime, exact: bool) -> None:
        """Remember a night on which lists of these names rolled on; `exact` says that they were not late."""
        for name in names:
            rolled = self._series[name].rolled
            rolled[seen] = exact or rolled.get(seen, False)

    def tell(self, names: Sequence[str], seen: datetime, listed: bool) -> Sort:
        """Return what a line is that a machine could have moved on: noise where one does, news where such
        lines also move at other times, else doubtful.

        `listed` is true for lists of events, into which people put more at any time.
        """
        told = Sort.DOUBTFUL
        for name in names:
            series = self._series.get(name, _Series())
            if not listed and RARELY * len(series.by_hand_alone) > len(series.by_clock):
                told = Sort.NEWS
            elif series.rolls_on(seen) if name == ALL_LISTS else series.keeps_time(seen, listed):
                return Sort.NOISE
        return told


def _is_nobodys_hours(moves: Sequence[datetime]) -> bool:
    """Tell whether some nights follow each other as events do, and not as people write: day by day but for
    weekends, or week by week."""
    odd = 0
    for before, later in zip(moves, moves[1:], strict=False):
        step = (later - before + timedelta(hours=12)).days
        over_a_weekend = step <= 4 and later.weekday() < before.weekday()
        odd += step not in (1, 7, 14) and not over_a_weekend
    return 2 * odd >= len(moves) - 1 and len({move.weekday() for move in moves}) >= 3


def dated(said: str) -> bool:
    """Tell whether a line names a day or a month."""
    near = date(2000, 6, 1)
    return (
        next(dates_in(said, near), None) is not None or weekday_in(said) is not None or bool(month_in(said))
    )


def starts_now(said: str, after: datetime, seen: datetime, days: Days, old: Old | None = None) -> bool:
    """Tell whether what a line names begins just then: a machine shows a day, week or month from its
    first midnight on.

    A line whose forerunner `old` had been out of date for a while was moved by a person.
    """
    today = days.local(seen)

    def begins(day: date) -> bool:
        return after < local_midnight(day, days.zone) <= seen

    first = _first_day(said, today)
    if first is None:
        weekday, month = weekday_in(said), month_in(said)
        if weekday is not None:
            return weekday == today.weekday()
        return month == today.month and begins(today.replace(day=1))
    before = _first_day(old.said, today) if old is not None else None
    step = (first - before).days if before is not None else 1
    if step in WEEKS and any(begins(first - timedelta(days=(first.weekday() + back) % 7)) for back in (0, 1)):
        return True
    if step in MONTHS and begins(first.replace(day=1)):
        return True
    if step not in DAYS and step not in WEEKS and step not in MONTHS and seen - after <= ONE_NIGHT:
        return False
    return first == today or begins(first)


def begins_exactly(said: str, after: datetime, seen: datetime, days: Days) -> bool:
    """Tell whether the first day that a line names began between two looks; true where it names none."""
    first = _first_day(said, days.local(seen))
    return first is None or after < local_midnight(first, days.zone) <= seen


def moved_to_free_week(said: str, old: Old | None, seen: datetime, days: Days) -> bool:
    """Tell whether a date was moved on by one or two weeks, to the beginning of a week without school."""
    today = days.local(seen)
    first = _first_day(said, today)
    before = _first_day(old.said, today) if old is not None else None
    if first is None or before is None or (first - before).days not in WEEKS:
        return False
    monday = first + timedelta(days=(7 - first.weekday()) % 7 if first.weekday() >= 5 else 0)
    return all(days.free(monday + timedelta(days=number)) for number in range(5 - monday.weekday()))


def _first_day(said: str, near: date) -> date | None:
    return next((named.day for named in dates_in(said, near)), None)


def ran_out(gone: Iterable[Old], after: datetime, seen: datetime, days: Days) -> bool:
    """Tell whether a line went the very night on which the day that it names was over.

    A list of coming events drops what is over and shows one more, without anybody's doing.
    """
    for old in gone:
        named = [each.day for each in dates_in(old.said, days.local(seen))]
        if named and after < local_midnight(max(named) + timedelta(days=1), days.zone) <= seen:
            return True
    return False


def rolled(
    came: Sequence[Old], gone: Sequence[Old], after: datetime, seen: datetime, days: Days, late: bool = True
) -> bool:
    """Tell whether a list dropped what was over and showed as many lines of what is to come.

    A copy that was a day old may show it a night `late`.
    """
    if not came or len(came) != len(gone):
        return False
    since = after - ONE_NIGHT if late else after
    over = all(ran_out([old], since, seen, days) for old in gone)
    return over and all(is_to_come(new.said, days.local(seen)) for new in came)


def is_to_come(said: str, day: date) -> bool:
    """Tell whether a line names a day that is not yet over."""
    return any(named.day >= day for named in dates_in(said, day))
