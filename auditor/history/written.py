"""Judge new lines by what they say and by what vanished as they came; how places behave is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from auditor.history.ledger import Entry, Ledger, Span
from auditor.history.lines import Kind
from auditor.history.looks import Days
from auditor.history.relations import (
    Old,
    Relation,
    ages,
    is_today,
    month_only,
    names_day_after,
    pairs_of,
    ran_out,
    reformatted,
    relation,
    rolls_by_itself,
)
from auditor.history.words import (
    days_only,
    fold,
    is_machine_talk,
    leads_with_day,
    says_today,
    says_when_changed,
    shape,
    words,
)
from auditor.snapshot import Sort

OLD_DATES = 3
"""Different days of an earlier school year, and none of this one, that make a page last year's."""

Said = tuple[Sort, str]
"""What an item is, and in plain words why."""
NEWS: Said = (Sort.NEWS, "")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Hold one item that came, and the moments between which it did."""

    ledger: Ledger
    entry: Entry
    span: Span
    after: datetime
    seen: datetime


class Written:
    """Judge the lines that came to one site; `left` are the entries that each audit saw last."""

    def __init__(
        self, came: Sequence[Arrival], left: Mapping[tuple[str, int], Sequence[Entry]], days: Days
    ) -> None:
        self._came = came
        self._left = left
        self._days = days
        self._batches: dict[tuple[str, int], list[str]] = defaultdict(list)
        for arrival in came:
            self._batches[arrival.ledger.page, arrival.span.first].append(arrival.entry.excerpt)
        self._ages: dict[tuple[str, int], tuple[int, int]] = {}
        self._lists: dict[str, list[tuple[datetime, bool]]] = {}
        self._gone: dict[tuple[str, int], tuple[list[Old], frozenset[tuple[str, str]]]] = {}

    def judge(self, arrival: Arrival) -> Said:
        """Return whether a new line is news, noise or doubtful, by what it says."""
        excerpt = arrival.entry.excerpt
        said = fold(excerpt)
        shaped = shape(said)
        if says_when_changed(shaped):
            return Sort.NOISE, "it only says when something was changed"
        if is_machine_talk(shaped):
            return Sort.NOISE, "a counter, a countdown, the weather or a notice of ownership"
        gone, pairs = self._gone_with(arrival)
        kin, old = relation(excerpt, gone)
        if kin is Relation.EDIT or reformatted(excerpt, pairs):
            return Sort.NOISE, "words were mended or set in another way"
        if kin is Relation.YEAR:
            return Sort.NOISE, "only the year moved on"
        if kin is Relation.CUT:
            return Sort.DOUBTFUL, "a long text changed beyond what is kept of it"
        if days_only(shaped):
            return self._days_line(arrival, kin, old)
        past, present = self._ages_of(arrival)
        if past and not present:
            sure = past >= OLD_DATES
            return (Sort.NOISE if sure else Sort.DOUBTFUL), "it came with dates of an earlier school year"
        if kin is Relation.DAYS and rolls_by_itself(excerpt, arrival.after, arrival.seen, self._days):
            return Sort.DOUBTFUL, "only a date moved on, as a calendar does by itself"
        if self._rolled(arrival, old):
            why = "a list moved on when the day of its first line was over"
            return self._rolling(arrival, leads_with_day), why
        if len(words(said)) < 2:
            return Sort.DOUBTFUL, "a single word came"
        return NEWS

    def _days_line(self, arrival: Arrival, kin: Relation, old: Old | None) -> Said:
        """Judge a line that names days and nothing else, such as a heading over what repeats."""
        excerpt = arrival.entry.excerpt
        if month_only(excerpt):
            return Sort.NOISE, "it only names the month"
        if is_today(excerpt, arrival.seen, self._days):
            sure = says_today(fold(excerpt))
            return (Sort.NOISE if sure else Sort.DOUBTFUL), "it names the day on which it was read"
        if kin is Relation.DAYS:
            if old is not None and ran_out([old], arrival.after, arrival.seen, self._days):
                return self._rolling(arrival, days_only), "a list of days moved on when one was over"
            if rolls_by_itself(excerpt, arrival.after, arrival.seen, self._days):
                return Sort.DOUBTFUL, "only a date moved on, as a calendar does by itself"
            return NEWS
        return Sort.DOUBTFUL, "only a date came"

    def _rolled(self, arrival: Arrival, old: Old | None) -> bool:
        """Tell whether a line on a day to come took the stand of one whose day was just over."""
        excerpt = arrival.entry.excerpt
        if not names_day_after(excerpt, self._days.local(arrival.seen)):
            return False
        if old is not None:
            return ran_out([old], arrival.after, arrival.seen, self._days)
        return leads_with_day(shape(fold(excerpt))) and self._over_with(arrival, leads_with_day)

    def _over_with(self, arrival: Arrival, listed: Callable[[str], bool]) -> bool:
        """Tell whether a line of such a list went when its day was over, the night an item came."""
        gone, _ = self._gone_with(arrival)
        listed_gone = [each for each in gone if listed(each.shape)]
        return ran_out(listed_gone, arrival.after, arrival.seen, self._days)

    def _rolling(self, arrival: Arrival, listed: Callable[[str], bool]) -> Sort:
        """Tell a list that always moves on by itself, on days off too, from one that a person keeps.

        `listed` tells by their shapes which lines belong to such a list.
        """
        name = f"{arrival.ledger.name} {listed.__name__}"
        if name not in self._lists:
            self._lists[name] = [
                (each.seen, self._over_with(each, listed))
                for each in self._came
                if each.ledger is arrival.ledger
                and each.entry.kind is Kind.LINE
                and listed(shape(fold(each.entry.excerpt)))
                and names_day_after(each.entry.excerpt, self._days.local(each.seen))
            ]
        near = [
            (seen, rolled)
            for seen, rolled in self._lists[name]
            if abs(seen - arrival.seen) <= timedelta(days=60)
        ]
        days = [self._days.told(seen) for seen, rolled in near if rolled]
        by_itself = len(days) >= 4 and len(days) >= 0.9 * len(near)
        free = any(day.weekday() >= 5 or self._days.closed(day) for day in days)
        return Sort.NOISE if by_itself and free else Sort.DOUBTFUL

    def _gone_with(self, arrival: Arrival) -> tuple[list[Old], frozenset[tuple[str, str]]]:
        """Return the lines that vanished from the page the night an item came."""
        name = arrival.ledger.name, arrival.span.after or 0
        if name not in self._gone:
            gone = [Old.of(entry.excerpt) for entry in self._left.get(name, ()) if entry.kind is Kind.LINE]
            pairs = frozenset(pair for old in gone for pair in pairs_of(old.said))
            self._gone[name] = gone, pairs
        return self._gone[name]

    def _ages_of(self, arrival: Arrival) -> tuple[int, int]:
        """Count the old and the present dates in all that came to a page with an item."""
        name = arrival.ledger.page, arrival.span.first
        if name not in self._ages:
            self._ages[name] = ages(self._batches[name], self._days.local(arrival.seen))
        return self._ages[name]
