"""Judge new lines by what they say and by what vanished as they came; how places behave is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from auditor.history.clock import (
    ALL_LISTS,
    Clock,
    begins_exactly,
    dated,
    is_to_come,
    moved_to_free_week,
    ran_out,
    rolled,
    starts_now,
)
from auditor.history.ledger import Entry, Ledger, Span
from auditor.history.lines import Kind
from auditor.history.looks import Days
from auditor.history.relations import Old, Relation, is_last_years, is_misspelt, relation
from auditor.history.talk import NEWS, Said, talk_of, told_of
from auditor.history.words import (
    dates_in,
    days_only,
    leads_with_day,
    month_in,
    says_today,
    words,
)
from auditor.snapshot import Sort

MOVED_ON: Said = (Sort.DOUBTFUL, "its date moved on just when a clock moves dates: perhaps nobody did")

SHORT = 24
"""So many characters has a cell or a heading that may stand on a page several times."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Hold one item that came, the moments between which it did, and the audit in which those were seen
    last that went meanwhile."""

    ledger: Ledger
    entry: Entry
    span: Span
    after: datetime
    seen: datetime
    left: int

    @property
    def night(self) -> tuple[str, int]:
        """Name the ledger and the audit after which the item came."""
        return self.ledger.name, self.left


class Written:
    """Judge the lines that came to one site; `left` are the entries that each audit saw last."""

    def __init__(
        self, came: Sequence[Arrival], left: Mapping[tuple[str, int], Sequence[Entry]], days: Days
    ) -> None:
        self._left = left
        self._days = days
        self._batches: dict[tuple[str, int], list[Arrival]] = defaultdict(list)
        self._pages: dict[tuple[str, int], list[str]] = defaultdict(list)
        for arrival in came:
            self._pages[arrival.ledger.page, arrival.span.first].append(arrival.entry.excerpt)
            if arrival.entry.kind is Kind.LINE and arrival.span is arrival.entry.spans[0]:
                self._batches[arrival.night].append(arrival)
        self._ages: dict[tuple[str, int], tuple[bool, bool]] = {}
        self._gone: dict[tuple[str, int], list[Old]] = {}
        self._by_place: dict[str, dict[str, list[Entry]]] = {}
        self._kin: dict[tuple[str, str, int], tuple[Old, Relation, Old | None]] = {}
        self._rolls: dict[tuple[str, int], frozenset[str]] = {}
        self._clocks: dict[str, Clock] = {}

    def judge(self, arrival: Arrival) -> Said:
        """Return whether a new line is news, noise or doubtful, by what it says."""
        new, kin, old = self._relation(arrival)
        talk = talk_of(new)
        if talk is not None:
            return talk
        edited = told_of(new, kin, self._gone_with(arrival))
        if edited is not None:
            return edited
        only_days = days_only(new.shape)
        if only_days and self._is_same_day(new, arrival):
            return Sort.NOISE, "a date is written in another way"
        if only_days and month_in(new.said) is not None:
            begun = starts_now(new.said, arrival.after, arrival.seen, self._days)
            return (Sort.NOISE if begun else Sort.DOUBTFUL), "it only names the month"
        if only_days and next(dates_in(new.said, arrival.seen.date()), None) is None:
            return Sort.DOUBTFUL, "only a day of the week came"
        perhaps, surely = self._last_years(arrival)
        if perhaps:
            return (Sort.NOISE if surely else Sort.DOUBTFUL), "it came with dates of an earlier school year"
        if arrival.entry.key in self._rolling(arrival):
            listed = not only_days and self._is_listed(arrival, new)
            sort = self._clock(arrival.ledger).tell(_series(arrival, listed), arrival.seen, listed)
            if sort is Sort.DOUBTFUL and only_days and says_today(new.said):
                sort = Sort.NOISE
            if sort is not Sort.NEWS:
                return sort, MOVED_ON[1]
        if len(words(new.said)) < 2 and not only_days:
            return Sort.DOUBTFUL, "a single word came"
        return NEWS

    def _is_same_day(self, new: Old, arrival: Arrival) -> bool:
        """Tell whether a line of nothing but a date names the day of one that went, in another form or
        language."""
        gone = [old for old in self._gone_with(arrival) if days_only(old.shape)]
        near = arrival.seen.date()
        days = [named.day for named in dates_in(new.said, near)] if gone else []
        return bool(days) and any([named.day for named in dates_in(old.said, near)] == days for old in gone)

    def days_beside(self, arrival: Arrival) -> list[str]:
        """Return the day (ISO) of the only line of a date that came under the same heading, if there is one:
        blogs write it over each post."""
        if not arrival.entry.group:
            return []
        found: set[date] = set()
        for other in self._batches[arrival.night]:
            if other.entry.group == arrival.entry.group and other.entry.key not in self._rolling(arrival):
                new, _, _ = self._relation(other)
                if days_only(new.shape):
                    found.update(named.day for named in dates_in(new.said, arrival.seen.date()))
        return [day.isoformat() for day in found] if len(found) == 1 else []

    def _relation(self, arrival: Arrival) -> tuple[Old, Relation, Old | None]:
        """Return a new line, what it is to those that vanished as it came, and to which."""
        entry = arrival.entry
        name = (arrival.ledger.name, entry.key, arrival.span.first)
        if name not in self._kin:
            new = Old.of(entry.excerpt, entry.place, entry.box)
            kin, old = relation(new, self._gone_with(arrival), cut=entry.excerpt.endswith("…"))
            if kin is Relation.NONE:
                # What stood in its place may stand on the page still, as another copy.
                here = self._here_still(arrival)
                same = [each for each in here if each.place == new.place]
                if (len(same) == 1 and relation(new, same)[0] is Relation.EDIT) or is_misspelt(new, here):
                    kin, old = Relation.EDIT, None
            self._kin[name] = new, kin, old
        return self._kin[name]

    def _rolling(self, arrival: Arrival) -> frozenset[str]:
        """Return the keys of all lines of a night that the clock alone may have brought to a page."""
        if arrival.night not in self._rolls:
            batch = self._batches[arrival.night]
            self._rolls[arrival.night] = frozenset(self._by_clock(batch)) if batch else frozenset()
        return self._rolls[arrival.night]

    def _by_clock(self, batch: Sequence[Arrival]) -> Iterator[str]:
        turned: set[str] = set()
        for arrival in batch:
            new, kin, old = self._relation(arrival)
            if dated(new.said) and self._moves_now(arrival, new, old if kin is Relation.DAYS else None):
                yield arrival.entry.key
                if new.box and month_in(new.said) is not None and days_only(new.shape):
                    turned.add(new.box)
        for came in self._rolled_lists(batch):
            yield from (each.entry.key for each in came)
        # A calendar that turns its leaf shows another month's entries.
        for arrival in batch:
            if arrival.entry.box in turned:
                yield arrival.entry.key

    def _moves_now(self, arrival: Arrival, new: Old, forerunner: Old | None) -> bool:
        after, seen = arrival.after, arrival.seen
        gone = self._gone_with(arrival)
        here = [each for each in gone if each.place == new.place]
        took_a_place = forerunner is not None or here or days_only(new.shape)
        if took_a_place and starts_now(new.said, after, seen, self._days, forerunner):
            return True
        if not is_to_come(new.said, self._days.local(seen)):
            return False
        fellows = [forerunner] if forerunner is not None else []
        if forerunner is None and new.box:
            fellows += [each for each in gone if each.box == new.box]
        if forerunner is None and leads_with_day(new.shape):
            fellows += [each for each in gone if leads_with_day(each.shape)]
        return ran_out([*here, *fellows], after, seen, self._days)

    def _is_listed(self, arrival: Arrival, new: Old) -> bool:
        return bool(new.box) or leads_with_day(new.shape)

    def _clock(self, ledger: Ledger) -> Clock:
        """Return what is known of the dated lines of a page, and when they moved."""
        if ledger.name not in self._clocks:
            clock = self._clocks[ledger.name] = Clock(self._days)
            nights = [batch for name, batch in list(self._batches.items()) if name[0] == ledger.name]
            prompt = {name for batch in nights for name in self._names(self._rolled_lists(batch, late=False))}
            late = {name for batch in nights for name in self._names(self._rolled_lists(batch))} - prompt
            for arrival in (each for batch in nights for each in batch):
                new, kin, old = self._relation(arrival)
                if dated(new.said):
                    by_clock = arrival.entry.key in self._rolling(arrival)
                    exact = begins_exactly(new.said, arrival.after, arrival.seen, self._days)
                    # What is over goes from a machine's list at once; a day later somebody took it out.
                    on_time = (arrival.entry.key, arrival.span.first) not in late or self._moves_now(
                        arrival, new, old if kin is Relation.DAYS else None
                    )
                    free = exact and moved_to_free_week(new.said, old, arrival.seen, self._days)
                    for listed in (False, True):
                        names = _series(arrival, listed)
                        told = on_time if listed else exact
                        clock.note(names, arrival.after, arrival.seen, by_clock, told, free and not listed)
            for batch in nights:
                for came in self._rolled_lists(batch):
                    exact = (came[0].entry.key, came[0].span.first) in prompt
                    clock.note_rolled(_series(came[0], True), came[0].seen, exact)
        return self._clocks[ledger.name]

    @staticmethod
    def _names(lists: Iterable[Sequence[Arrival]]) -> Iterator[tuple[str, int]]:
        for came in lists:
            yield from ((each.entry.key, each.span.first) for each in came)

    def _rolled_lists(self, batch: Sequence[Arrival], late: bool = True) -> Iterator[Sequence[Arrival]]:
        """Yield what came on one night to each list that dropped as much because it was over; `late` lets it
        be a day late."""
        lists: dict[str, list[Arrival]] = defaultdict(list)
        for arrival in batch:
            if arrival.entry.box:
                lists[arrival.entry.box].append(arrival)
        if not lists:
            return
        left = [old for old in self._gone_with(batch[0]) if old.box]
        elsewhere: list[Arrival] = []
        for box, came in lists.items():
            gone = [old for old in left if old.box == box]
            if not gone:
                elsewhere += [each for each in came if dated(self._relation(each)[0].said)]
            elif self._has_rolled(came, gone, late):
                yield came
        # What stands above a list pushes it to another place: its old lines are known by the place before.
        moved = [old for old in left if old.box not in lists and dated(old.said)]
        if elsewhere and self._has_rolled(elsewhere, moved, late):
            yield elsewhere

    def _has_rolled(self, came: Sequence[Arrival], gone: Sequence[Old], late: bool) -> bool:
        new = [self._relation(each)[0] for each in came]
        forms = {leads_with_day(each.shape) for each in (*new, *gone)}
        return len(forms) == 1 and rolled(new, gone, came[0].after, came[0].seen, self._days, late)

    def _gone_with(self, arrival: Arrival) -> list[Old]:
        """Return the lines that vanished from the page the night an item came."""
        if arrival.night not in self._gone:
            self._gone[arrival.night] = [
                Old.of(entry.excerpt, entry.place, entry.box)
                for entry in self._left.get(arrival.night, ())
                if entry.kind is Kind.LINE
            ]
        return self._gone[arrival.night]

    def _here_still(self, arrival: Arrival) -> list[Old]:
        """Return the lines that stand on the page still: those in an item's place, and for a word or two
        those as long, wherever they stand: templates change, and cells say the same."""
        name, new = arrival.ledger.name, arrival.entry
        if name not in self._by_place:
            by_place = self._by_place[name] = defaultdict(list)
            for entry in arrival.ledger.entries.values():
                if entry.kind is Kind.LINE:
                    by_place[f"place {entry.place}"].append(entry)
                    if len(entry.excerpt) <= SHORT:
                        by_place[f"length {len(entry.excerpt)}"].append(entry)
        length = len(new.excerpt)
        alike = [f"length {length + more}" for more in (-1, 0, 1)] if length <= SHORT else []
        first = arrival.span.first
        return [
            Old.of(entry.excerpt, entry.place, entry.box)
            for where in (f"place {new.place}", *alike)
            for entry in self._by_place[name].get(where, ())
            if entry.key != new.key
            and any(span.first < first and (span.last or first) >= first for span in entry.spans)
        ]

    def _last_years(self, arrival: Arrival) -> tuple[bool, bool]:
        name = arrival.ledger.page, arrival.span.first
        if name not in self._ages:
            self._ages[name] = is_last_years(self._pages[name], self._days.local(arrival.seen))
        return self._ages[name]


def _series(arrival: Arrival, listed: bool) -> list[str]:
    """Name the series of dated lines to which an arrival belongs."""
    entry = arrival.entry
    if listed:
        return [f"list {entry.box}", ALL_LISTS] if entry.box else ["dated lines"]
    return [name for name in (f"shape {entry.shape}" if entry.shape else "", f"place {entry.place}") if name]
