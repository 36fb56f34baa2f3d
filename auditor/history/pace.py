"""Tell by its nights whether what comes to one place comes by itself; knows no lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from auditor.history.rhythm import Beat, Nights
from auditor.history.words import days_only, fold, shape
from auditor.snapshot import Sort

NEIGHBOURHOOD = timedelta(days=30)
"""How far around a change its place is watched: a widget may move in where a teacher wrote before."""
WIDER = timedelta(days=140)
"""The same for places that change now and then."""

FEWEST_CHANGES = 5
FEWEST_NOW_AND_THEN = 8
OFTEN = 0.45
FEWEST_FOR_MONTHS, STEADY, STEADY_WEEKENDS = 25, 0.4, 0.35
"""How many changes over months, on which share of nights and of the days of weekends, show a machine."""
FEWEST_FOR_SURE, NEARLY, EVEN, FEWEST_IN_BREAKS = 30, 0.9, 0.6, 3
"""How many changes, which share of them in another's stand, how even, and with how many due in breaks, are
nobody's hours."""
FEWEST_COUNTS, MANY_COUNTS = 3, 10
_NUMBER = re.compile(r"\d{1,9}")

BY_ITSELF = "this place changes by itself"
EARLY = "this place may change by itself; it is too early to tell"

Told = tuple[Sort, str] | None


@dataclass(slots=True)
class Spot:
    """Gather at which nights anything came to one place (or in one shape), and whether it replaced
    another; `lives` say for how many nights stood what is gone, `shared` and `told` on which nights it was
    what sites of other schools got, and what named another site's owner."""

    came: dict[int, bool] = field(default_factory=dict)
    lives: list[int] = field(default_factory=list)
    shared: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)
    first: int = 0
    at: list[int] = field(default_factory=list)
    beat: Beat | None = None
    said: dict[int, str] = field(default_factory=dict)
    counting: Sort | None = None


class Pace:
    """Tell how often the places of one page change, and on which days."""

    def __init__(self, nights: Nights) -> None:
        self._nights = nights

    def counting(self, spot: Spot) -> Sort | None:
        """Tell a number that moves by one with every day or every school day ("Day 45 of 180")."""
        steps = [
            (self._nights.all[number], _numbers(spot.said[self._nights.all[number].audit]))
            for number in spot.at
        ]
        if len(steps) < FEWEST_COUNTS:
            return None
        in_step = 0
        for (before, old), (now, new) in zip(steps, steps[1:], strict=False):
            moved = [abs(b - a) for a, b in zip(old, new, strict=False) if a != b]
            first, last = self._nights.place[before.audit] + 1, self._nights.place[now.audit] + 1
            school = self._nights.counts(first, last)[3]
            apart = (now.seen.date() - before.seen.date()).days
            in_step += len(moved) == 1 and moved[0] in (school, apart)
        if in_step < 0.9 * (len(steps) - 1):
            return None
        # "Lesson 45" moves with every school day as well, by a teacher's hand.
        idle = sum(night.saturday or night.sunday or night.quiet for night, _ in steps)
        counts_days = idle >= 2 or days_only(shape(fold(spot.said[steps[-1][0].audit])))
        return Sort.NOISE if len(steps) >= MANY_COUNTS and counts_days else Sort.DOUBTFUL

    def often(self, spot: Spot, number: int) -> Told:
        """Tell what changes on many nights, on weekends as well."""
        if self._steadily(spot, number):
            return Sort.NOISE, BY_ITSELF
        near = self._within(spot, number, NEIGHBOURHOOD)
        if len(near) < 3:
            return None
        # What stands above a widget may push it to another place: only its time here counts.
        watched = near[-1] + 1 - near[0]
        if len(near) < OFTEN * watched:
            return None
        saturdays, sundays, _, _ = self._nights.counts(near[0], near[-1] + 1)
        nights = [self._nights.all[each] for each in near]
        came = sum(each.saturday for each in nights), sum(each.sunday for each in nights)
        if not saturdays or not sundays:
            return (Sort.DOUBTFUL, EARLY) if len(near) >= 0.6 * watched else None
        if min(came[0] / saturdays, came[1] / sundays) < OFTEN:
            also = self._also_on_weekends(near, came, saturdays + sundays)
            return (Sort.DOUBTFUL, EARLY) if also else None
        replaces = 2 * sum(spot.came[each.audit] for each in nights) > len(near)
        # Some people keep a diary; a page that only grows is nobody's machine.
        sure = replaces and len(near) >= FEWEST_CHANGES and min(came) >= 1
        return (Sort.NOISE, BY_ITSELF) if sure else (Sort.DOUBTFUL, EARLY)

    def _steadily(self, spot: Spot, number: int) -> bool:
        """Tell what changed for months nearly as often on Saturdays and Sundays as on any day, one thing
        for another: chance makes a month of such a place look quieter than it is."""
        near = self._within(spot, number, WIDER)
        if len(near) < FEWEST_FOR_MONTHS or len(near) < STEADY * (near[-1] + 1 - near[0]):
            return False
        saturdays, sundays, _, _ = self._nights.counts(near[0], near[-1] + 1)
        nights = [self._nights.all[each] for each in near]
        if sum(each.saturday for each in nights) < STEADY_WEEKENDS * saturdays:
            return False
        if sum(each.sunday for each in nights) < STEADY_WEEKENDS * sundays:
            return False
        return 2 * sum(spot.came[each.audit] for each in nights) > len(near)

    def _also_on_weekends(self, near: Sequence[int], came: tuple[int, int], weekends: int) -> bool:
        """Tell what comes on weekends half as often as on other days: hardly anybody keeps such hours."""
        others = (len(near) - sum(came)) / max(1, near[-1] + 1 - near[0] - weekends)
        return min(came) >= 1 and sum(came) >= 4 and sum(came) / weekends >= 0.45 * others

    def evenly(self, spot: Spot, number: int) -> bool:
        """Tell what comes now and then, on weekends and in breaks as often as on school days: a feed's
        posts, or those of somebody who writes whenever there is time."""
        near = self._within(spot, number, WIDER)
        if len(near) < FEWEST_NOW_AND_THEN:
            return False
        saturdays, sundays, quiet, school = self._nights.counts(near[0], near[-1] + 1)
        nights = [self._nights.all[each] for each in near]
        on_school_days = sum(each.school for each in nights)
        if not school or not on_school_days:
            return False
        rate = on_school_days / school
        for came, chances in (
            (sum(each.saturday for each in nights), saturdays),
            (sum(each.sunday for each in nights), sundays),
        ):
            if came < 2 or not 0.5 * rate * chances <= came <= 3 * rate * chances:
                return False
        in_breaks, expected = sum(each.quiet for each in nights), rate * quiet
        # A break that passed almost without a change clears the place.
        return expected < 2.5 or in_breaks > 0.25 * expected

    def surely_evenly(self, spot: Spot) -> bool:
        """Tell what came so often, one thing for another and on weekends and in breaks nearly as on school
        days, that hardly a person keeps such hours."""
        if len(spot.at) < FEWEST_FOR_SURE or sum(spot.came.values()) < NEARLY * len(spot.came):
            return False
        saturdays, sundays, quiet, school = self._nights.counts(spot.at[0], spot.at[-1] + 1)
        nights = [self._nights.all[each] for each in spot.at]
        came = sum(each.saturday for each in nights), sum(each.sunday for each in nights)
        on_school_days = sum(each.school for each in nights)
        if not school or not on_school_days or min(came) < 2:
            return False
        rate = on_school_days / school
        if sum(came) < EVEN * rate * (saturdays + sundays) or rate * quiet < FEWEST_IN_BREAKS:
            return False
        return sum(each.quiet for each in nights) >= EVEN * rate * quiet

    def _within(self, spot: Spot, number: int, reach: timedelta) -> list[int]:
        first, end = self._nights.near(number, reach)
        return spot.at[bisect_left(spot.at, first) : bisect_left(spot.at, end)]


def _numbers(said: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(said)]
