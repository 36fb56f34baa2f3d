"""Tell places that change by themselves from places where a person writes, by when they change."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from auditor.history.ledger import Entry, Ledger, Span
from auditor.history.lines import Kind
from auditor.history.looks import Days, Looks
from auditor.history.rhythm import Beat, Night, Nights
from auditor.history.words import fold, words
from auditor.snapshot import Sort

NEIGHBOURHOOD = timedelta(days=30)
"""How far around a change its place is watched: a widget may move in where a teacher wrote before."""
WIDER = timedelta(days=140)
"""The same for places that change now and then."""

FEWEST_CHANGES = 5
FEWEST_NOW_AND_THEN = 8
OFTEN = 0.45
YOUNG_BEFORE, YOUNG_AFTER = 6, 3
"""Nights that a place must have been still before a change, or after it, before anyone can tell."""
TORN_NIGHTS = 2
SHARED_NIGHTS, SHARED_SHARE = 3, 0.6
RESTLESS_SHARE = 0.3
FEWEST_COUNTS, MANY_COUNTS = 3, 10
FEWEST_REFRAIN = 3
_LABEL = re.compile(r"([^\W\d_]+(?: [^\W\d_]+){0,4}): .")
_NUMBER = re.compile(r"\d{1,9}")

_BY_ITSELF = "this place changes by itself"
_EARLY = "this place may change by itself; it is too early to tell"
_EVEN = "this place changes on weekends and school days alike, as a feed does"
_BEATS = "this place changes by the week or month, as a clock does"
_COUNTS = "it counts days"
_COMES_AND_GOES = "it is shown to some visitors and not to others"
_LISTED = "it stands in a list of which much changes by itself, as a feed does"
_FEED = "this place shows what sites of other schools show"


OF_ITSELF = frozenset((_BY_ITSELF, _EVEN, _BEATS, _COUNTS, _COMES_AND_GOES, _LISTED, _FEED))
"""Why a place is no person's."""

Told = tuple[Sort, str] | None
Refrain = tuple[tuple[str, ...], tuple[str, ...]]
"""The words with which the lines of a widget begin and end ("Did you know? ...")."""


@dataclass(slots=True)
class _Spot:
    """Gather at which nights anything came to one place (or in one shape), and whether it replaced
    another; `lives` say for how many nights stood what is gone."""

    came: dict[int, bool] = field(default_factory=dict)
    lives: list[int] = field(default_factory=list)
    shared: set[int] = field(default_factory=set)
    first: int = 0
    at: list[int] = field(default_factory=list)
    beat: Beat | None = None
    said: dict[int, str] = field(default_factory=dict)
    counting: Sort | None = None


class Spots:
    """Know how each place and each shape of one ledger behaved over time.

    A shape is a line without its numbers: a counter is known by it wherever it stands. A place is
    where texts without numbers take turns, such as a quote of the day.
    """

    def __init__(self, ledger: Ledger, looks: Looks, days: Days, known: dict[tuple[int, int], Night]) -> None:
        self._nights = Nights(ledger, looks, days, known)
        self._torn = ledger.torn
        self._told: dict[tuple[str, int], Told] = {}
        entries = list(ledger.entries.values())
        self._shapes = self._spots(
            entries, lambda entry: f"{entry.kind} {entry.shape}" if entry.shape else ""
        )
        for spot in self._shapes.values():
            spot.counting = self._counting(spot)
        self.restless = {name for name, spot in self._shapes.items() if self._is_restless(spot)}
        settled = [entry for entry in entries if f"{entry.kind} {entry.shape}" not in self.restless]
        # What counts by itself was seen by its shape; its moves must not make other places look busy.
        self._places = self._spots(settled, lambda entry: entry.place)
        self._labels = self._spots(settled, _label)
        self._groups = self._spots(settled, lambda entry: entry.group)
        self._lists = self._lists_by_themselves(entries)
        spans = [span for entry in settled for span in entry.spans]
        self._came = Counter(span.first for span in spans if span.after is not None)
        self._went = Counter(span.last for span in spans if span.last is not None)
        busy = {name for name, spot in self._places.items() if self._is_restless(spot)}
        spans = [span for entry in settled if entry.place not in busy for span in entry.spans]
        self._came_apart = Counter(span.first for span in spans if span.after is not None)
        self.refrains = frozenset(
            refrain for name in busy if (refrain := _refrain(self._places[name].said.values()))
        )

    def of(self, entry: Entry, span: Span) -> tuple[Sort, str] | None:
        """Return that the place or shape of an arrival changes by itself, or may do so; else None."""
        shape = f"{entry.kind} {entry.shape}"
        if shape in self.restless:
            return Sort.NOISE, _BY_ITSELF
        if len(self._torn.get(entry.key, ())) >= TORN_NIGHTS:
            return Sort.NOISE, _COMES_AND_GOES
        if self._is_torn(entry, span):
            # A teacher's line that came to such a place stays.
            return (Sort.NOISE, _BY_ITSELF) if span.last is not None else (Sort.DOUBTFUL, _EARLY)
        told: list[Told] = [self._of("shape", self._shapes, shape, span.first)]
        if entry.place:
            by_place = self._of("place", self._places, entry.place, span.first)
            told.append(self._fitting(by_place, entry, span))
        label = _label(entry)
        told.append(self._of("label", self._labels, label, span.first))
        known = self._places.get(entry.place), self._labels.get(label), self._groups.get(entry.group)
        if any(map(_is_feed, known)):
            # What no other site showed may be the school's own.
            told.append((Sort.NOISE if entry.spread else Sort.DOUBTFUL, _FEED))
        if entry.box in self._lists:
            told.append((Sort.DOUBTFUL, _LISTED))
        found: list[tuple[Sort, str]] = [each for each in told if each]
        if not found and self._is_young(entry, span):
            return Sort.DOUBTFUL, _EARLY
        sure = [each for each in found if each[0] is Sort.NOISE]
        return next(iter((*sure, *found)), None)

    def _lists_by_themselves(self, entries: Iterable[Entry]) -> frozenset[str]:
        """Return the lists in which many lines change by themselves: ages, handles, counts of votes."""
        standing = [entry for entry in entries if entry.box and entry.standing and entry.kind is Kind.LINE]
        lines = Counter(entry.box for entry in standing)
        restless = Counter(entry.box for entry in standing if f"{entry.kind} {entry.shape}" in self.restless)
        return frozenset(box for box, count in restless.items() if count >= RESTLESS_SHARE * lines[box])

    def _is_torn(self, entry: Entry, span: Span) -> bool:
        """Tell whether a text is one of those that stood at a place where two readings differed."""
        nights = self._torn.get(entry.place, [])
        if not entry.place or len(nights) < TORN_NIGHTS:
            return False
        return self._stood(span) <= 2 and abs(nights[-1] - span.first) <= 2 * NEIGHBOURHOOD.days

    def _fitting(self, told: Told, entry: Entry, span: Span) -> Told:
        """Tell a widget's next text from a teacher's, which took its place and stays."""
        if told is None or told[0] is not Sort.NOISE:
            return told
        spot = self._places[entry.place]
        stood = self._stood(span)
        usual = spot.lives[len(spot.lives) // 2] if spot.lives else 1
        if stood > 3 * usual + 1:
            return None
        if span.last is not None or spot.came.get(span.first) is None:
            return told
        # Where more came than went, the widget may have moved down and this be a teacher's.
        turns = spot.came[span.first] and self._came[span.first] <= self._went[span.after or 0]
        return told if turns else (Sort.DOUBTFUL, _EARLY)

    def _stood(self, span: Span) -> int:
        place = self._nights.place
        last = place.get(span.last, len(place)) if span.last is not None else len(place) - 1
        return last - place.get(span.first, 0) + 1

    def _is_restless(self, spot: _Spot) -> bool:
        if spot.counting is Sort.NOISE:
            return True
        if len(spot.at) < FEWEST_CHANGES:
            return False
        probes = (spot.at[0], spot.at[len(spot.at) // 2], spot.at[-1])
        return any(self._often(spot, number) == (Sort.NOISE, _BY_ITSELF) for number in probes)

    def _counting(self, spot: _Spot) -> Sort | None:
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
        return Sort.NOISE if len(steps) >= MANY_COUNTS else Sort.DOUBTFUL

    def _is_young(self, entry: Entry, span: Span) -> bool:
        """Tell whether a place in which one text took another's stand is known too short a time."""
        spot = self._places.get(entry.place)
        if spot is None or not spot.came.get(span.first):
            return False
        place = self._nights.place
        now = place.get(span.first, 0)
        before = now - place.get(spot.first, now)
        return before < YOUNG_BEFORE and len(place) - 1 - now < YOUNG_AFTER

    def _of(self, sort: str, spots: dict[str, _Spot], name: str, audit: int) -> Told:
        spot = spots.get(name)
        number = self._nights.place.get(audit)
        if spot is None or number is None or len(spot.at) < 2:
            return None
        key = f"{sort} {name}", audit
        if key not in self._told:
            self._told[key] = self._judge(spot, number)
        return self._told[key]

    def _judge(self, spot: _Spot, number: int) -> Told:
        often = self._often(spot, number)
        if often is not None:
            return often
        if spot.counting is not None:
            return spot.counting, _COUNTS
        if spot.beat is None:
            spot.beat = self._nights.beat(spot.at, self._alone(spot))
        if spot.beat is not Beat.NO:
            return (Sort.NOISE if spot.beat is Beat.YES else Sort.DOUBTFUL), _BEATS
        evenly = self._evenly(spot, number)
        return (evenly, _EVEN) if evenly is not None else None

    def _often(self, spot: _Spot, number: int) -> Told:
        """Tell what changes on many nights, on weekends as well."""
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
            return (Sort.DOUBTFUL, _EARLY) if len(near) >= 0.6 * watched else None
        if min(came[0] / saturdays, came[1] / sundays) < OFTEN:
            also = self._also_on_weekends(near, came, saturdays + sundays)
            return (Sort.DOUBTFUL, _EARLY) if also else None
        replaces = 2 * sum(spot.came[each.audit] for each in nights) > len(near)
        enough = min(came) >= (1 if replaces else 2)
        sure = enough and len(near) >= FEWEST_CHANGES
        return (Sort.NOISE, _BY_ITSELF) if sure else (Sort.DOUBTFUL, _EARLY)

    def _also_on_weekends(self, near: Sequence[int], came: tuple[int, int], weekends: int) -> bool:
        """Tell what comes on weekends half as often as on other days: hardly anybody keeps such hours."""
        others = (len(near) - sum(came)) / max(1, near[-1] + 1 - near[0] - weekends)
        return min(came) >= 1 and sum(came) >= 4 and sum(came) / weekends >= 0.45 * others

    def _evenly(self, spot: _Spot, number: int) -> Sort | None:
        """Tell what comes now and then, on weekends and in breaks as often as on school days."""
        near = self._within(spot, number, WIDER)
        if len(near) < FEWEST_NOW_AND_THEN:
            return None
        saturdays, sundays, quiet, school = self._nights.counts(near[0], near[-1] + 1)
        nights = [self._nights.all[each] for each in near]
        on_school_days = sum(each.school for each in nights)
        if not school or not on_school_days:
            return None
        rate = on_school_days / school
        for came, chances in (
            (sum(each.saturday for each in nights), saturdays),
            (sum(each.sunday for each in nights), sundays),
        ):
            if came < 2 or not 0.5 * rate * chances <= came <= 3 * rate * chances:
                return None
        in_breaks, expected = sum(each.quiet for each in nights), rate * quiet
        if expected >= 2.5 and in_breaks <= 0.25 * expected:
            return None  # a break that passed almost without a change clears the place
        sure = in_breaks >= 4 and in_breaks >= 0.5 * expected and len(near) >= 2 * FEWEST_NOW_AND_THEN
        return Sort.NOISE if sure and self._alone(spot) else Sort.DOUBTFUL

    def _alone(self, spot: _Spot) -> bool:
        """Tell whether mostly one thing took another's place, and nothing else came to the page."""
        audits = [self._nights.all[number].audit for number in spot.at]
        alone = sum(spot.came[audit] and self._came_apart[audit] <= 2 for audit in audits)
        return alone >= 0.75 * len(audits)

    def _within(self, spot: _Spot, number: int, reach: timedelta) -> list[int]:
        first, end = self._nights.near(number, reach)
        return spot.at[bisect_left(spot.at, first) : bisect_left(spot.at, end)]

    def _spots(self, entries: Iterable[Entry], name_of: Callable[[Entry], str]) -> dict[str, _Spot]:
        spots: dict[str, _Spot] = {}
        left: set[tuple[str, int]] = set()
        named = [(name, entry) for entry in entries if (name := name_of(entry))]
        for name, entry in named:
            left.update((name, span.last) for span in entry.spans if span.last is not None)
        for name, entry in named:
            spot = spots.setdefault(name, _Spot(first=entry.spans[0].first))
            spot.first = min(spot.first, entry.spans[0].first)
            for span in entry.spans:
                if span.last is not None:
                    spot.lives.append(self._stood(span))
                if span.after is not None:
                    replaced = (name, span.after) in left
                    spot.came[span.first] = spot.came.get(span.first, False) or replaced
                    spot.said[span.first] = entry.excerpt
                    if entry.spread:
                        spot.shared.add(span.first)
        place = self._nights.place
        for spot in spots.values():
            spot.lives.sort()
            spot.at = sorted(place[audit] for audit in spot.came if audit in place)
        return spots


def _is_feed(spot: _Spot | None) -> bool:
    """Tell what mostly shows the words that sites of other schools got the same night."""
    return spot is not None and len(spot.shared) >= max(SHARED_NIGHTS, SHARED_SHARE * len(spot.came))


def _label(entry: Entry) -> str:
    """Return the words before a line's colon ("Fact of the week: ..."), by which it is known wherever it
    stands; "" for none."""
    found = _LABEL.match(fold(entry.excerpt)) if entry.kind is Kind.LINE else None
    return f"label {found[1]}" if found is not None else ""


def is_refrain(said: str, refrains: Iterable[Refrain]) -> bool:
    """Tell whether a folded line begins and ends as a widget's lines do."""
    here = words(said)
    return any(
        len(here) >= len(first) + len(last)
        and tuple(here[: len(first)]) == first
        and tuple(here[len(here) - len(last) :]) == last
        for first, last in refrains
    )


def _refrain(texts: Iterable[str]) -> Refrain | None:
    """Return the words with which most of a widget's lines begin, and those with which they end."""
    said = [words(fold(text)) for text in texts]
    starts = Counter(tuple(each[:2]) for each in said if len(each) >= FEWEST_REFRAIN)
    if len(said) < FEWEST_CHANGES or not starts:
        return None
    start, count = starts.most_common(1)[0]
    if count < 0.7 * len(said):
        return None
    alike = [each for each in said if tuple(each[:2]) == start]
    first = _shared(alike)
    last = _shared([each[: len(first) - 1 if first else None : -1] for each in alike])[::-1]
    return (first, last) if len(first) + len(last) >= FEWEST_REFRAIN else None


def _shared(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    found = []
    for column in zip(*lists, strict=False):
        if len(set(column)) > 1:
            break
        found.append(column[0])
    return tuple(found)


def _numbers(said: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(said)]
