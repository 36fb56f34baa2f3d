"""Tell places that change by themselves from places where a person writes, by when they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from auditor.history.ledger import Entry, Ledger, Span
from auditor.history.lines import Kind
from auditor.history.looks import Days, Looks
from auditor.history.pace import BY_ITSELF, EARLY, FEWEST_CHANGES, NEIGHBOURHOOD, Pace, Spot, Told
from auditor.history.phrases import label_of, refrain_of
from auditor.history.rhythm import Beat, Night, Nights
from auditor.history.spread import DISTRICT, TOLD
from auditor.history.words import fold, names_a_series
from auditor.snapshot import Sort

YOUNG_BEFORE, YOUNG_AFTER = 6, 3
"""Nights that a place must have been still before a change, or after it, before anyone can tell."""
TORN_NIGHTS = 2
SHARED_NIGHTS, SHARED_SHARE = 3, 0.6
RESTLESS_SHARE = 0.3
FED_SHARE, MOSTLY_FED = 0.8, 0.66
MOSTLY_LINKS = 0.9

_EVEN = "this place changes on weekends and school days alike, as a feed does"
_BEATS = "this place changes by the week or month, as a clock does"
_COUNTS = "it counts days"
_COMES_AND_GOES = "it is shown to some visitors and not to others"
_LISTED = "it stands in a list of which much changes by itself, as a feed does"
FEED = "this place shows what sites of other schools show"


OF_ITSELF = frozenset((BY_ITSELF, _EVEN, _BEATS, _COUNTS, _COMES_AND_GOES, _LISTED, FEED))
"""Why a place is no person's."""


class Spots:
    """Know how each place and each shape of one ledger behaved over time.

    A shape is a line without its numbers: a counter is known by it wherever it stands. A place is
    where texts without numbers take turns, such as a quote of the day.
    """

    def __init__(self, ledger: Ledger, looks: Looks, days: Days, known: dict[tuple[int, int], Night]) -> None:
        self._nights = Nights(ledger, looks, days, known)
        self._pace = Pace(self._nights)
        self._torn = ledger.torn
        self._told: dict[tuple[str, int], Told] = {}
        every = ledger.entries.values()
        # Most of a page stands as it stood when it was first read, and tells nothing.
        entries = [entry for entry in every if len(entry.spans) > 1 or _moved(entry.spans[0])]
        self._shapes = self._spots(
            entries, lambda entry: f"{entry.kind} {entry.shape}" if entry.shape else ""
        )
        for spot in self._shapes.values():
            spot.counting = self._pace.counting(spot)
        self.restless = {name for name, spot in self._shapes.items() if self._is_restless(spot)}
        settled = [entry for entry in entries if f"{entry.kind} {entry.shape}" not in self.restless]
        # What counts by itself was seen by its shape; its moves must not make other places look busy.
        self._places = self._spots(settled, lambda entry: entry.place)
        for entry in every:
            stood = self._places.get(entry.place)
            if stood is not None and f"{entry.kind} {entry.shape}" not in self.restless:
                stood.first = min(stood.first, entry.spans[0].first)
        self._labels = self._spots(settled, label_of)
        self._lists = self._lists_by_themselves(every) if self.restless else frozenset()
        spans = [span for entry in settled for span in entry.spans]
        self._came = Counter(span.first for span in spans if span.after is not None)
        self._went = Counter(span.last for span in spans if span.last is not None)
        busy = {name for name, spot in self._places.items() if self._is_restless(spot)}
        calm = [entry for entry in settled if entry.place not in busy]
        spans = [span for entry in calm for span in entry.spans]
        self._came_apart = Counter(span.first for span in spans if span.after is not None)
        self._groups = self._spots(settled, lambda entry: entry.group)
        self._boxes = self._spots(calm, lambda entry: f"{entry.kind} {entry.group}" if entry.group else "")
        # A teacher's row has a date of its own beside the words that others use too.
        self._shared_groups = _fed(settled, FED_SHARE)
        self._fed_groups = _fed([entry for entry in calm if entry.spread != DISTRICT], MOSTLY_FED)
        self._fed = frozenset(entry.place for entry in settled if entry.spread in (DISTRICT, TOLD))
        self._shared = {
            kind: {(fold(e.excerpt), e.spans[0].first) for e in settled if e.spread and e.kind is kind}
            for kind in (Kind.LINE, Kind.LINK)
        }
        self._settled = settled
        self._links: dict[str, float] | None = None
        self.refrains = frozenset(
            refrain for name in busy if (refrain := refrain_of(self._places[name].said.values()))
        )

    def of(self, entry: Entry, span: Span) -> tuple[Sort, str] | None:
        """Return that the place or shape of an arrival changes by itself, or may do so; else None."""
        shape = f"{entry.kind} {entry.shape}"
        if shape in self.restless:
            return Sort.NOISE, BY_ITSELF
        if len(self._torn.get(entry.key, ())) >= TORN_NIGHTS:
            return Sort.NOISE, _COMES_AND_GOES
        if self._is_torn(entry, span):
            # A teacher's line that came to such a place stays.
            return (Sort.NOISE, BY_ITSELF) if span.last is not None else (Sort.DOUBTFUL, EARLY)
        told: list[Told] = [self._of("shape", self._shapes, shape, span.first)]
        if entry.place:
            by_place = self._of("place", self._places, entry.place, span.first)
            told.append(self._fitting(by_place, entry, span))
        label = label_of(entry)
        told.append(self._of("label", self._labels, label, span.first))
        box = self._boxes.get(f"{entry.kind} {entry.group}")
        here = [self._places.get(entry.place), self._labels.get(label)]
        around: list[Spot | None] = []
        if entry.group in self._shared_groups:
            around.append(self._groups.get(entry.group))
        if entry.spread and entry.group in self._fed_groups:
            around.append(box)
        # What no other site showed may be the school's own, and what stands beside a feed under one heading,
        # where no post of the feed ever stood, may be a teacher's in words that others use too: not so where
        # the same words lead to the same address on other sites.
        theirs = entry.place in self._fed or self._leads_where_others_do(entry, span)
        if any(map(self._is_feed, here)) or (any(map(self._is_feed, around)) and theirs):
            told.append((Sort.NOISE if entry.spread else Sort.DOUBTFUL, FEED))
        elif any(map(self._is_feed, around)):
            told.append((Sort.DOUBTFUL, FEED))
        if box is not None and self._is_even(box, span.first):
            headlines = self._pace.surely_evenly(box) and self._leads_off(entry.group)
            told.append((Sort.NOISE if headlines else Sort.DOUBTFUL, _EVEN))
        if entry.box in self._lists:
            told.append((Sort.DOUBTFUL, _LISTED))
        found: list[tuple[Sort, str]] = [each for each in told if each]
        if not found and self._is_young(entry, span):
            return Sort.DOUBTFUL, EARLY
        sure = [each for each in found if each[0] is Sort.NOISE]
        return next(iter((*sure, *found)), None)

    def _leads_off(self, group: str) -> bool:
        """Tell whether nearly all that came under a heading leads to other sites."""
        if self._links is None:
            self._links = _shares_of_links(self._settled)
        return self._links.get(group, 0) >= MOSTLY_LINKS

    def _leads_where_others_do(self, entry: Entry, span: Span) -> bool:
        """Tell whether other schools' sites got a line that night, and a link of the same words too."""
        name = fold(entry.excerpt), span.first
        return all(name in shared for shared in self._shared.values())

    def _is_feed(self, spot: Spot | None) -> bool:
        """Tell what mostly shows the words that sites of other schools got the same night, on days as well
        on which teachers who write alike by hand hardly do."""
        if spot is None or len(spot.shared) < max(SHARED_NIGHTS, SHARED_SHARE * len(spot.came)):
            return False
        if len(spot.told) >= SHARED_NIGHTS and spot.told == spot.shared:
            return True  # night after night the posts of other people
        nights = [self._nights.all[number] for number in spot.at]
        shared = [night for night in nights if night.audit in spot.shared]
        idle = sum(night.saturday or night.quiet for night in shared)
        return 2 * idle + sum(night.sunday for night in shared) >= 2

    def _is_even(self, box: Spot, audit: int) -> bool:
        """Tell whether what comes under one heading, wherever in it, takes the stand of what was there, and
        comes on days as well on which hardly anybody writes."""
        number = self._nights.place.get(audit)
        if number is None or 2 * sum(box.came.values()) < len(box.came):
            return False
        return self._pace.evenly(box, number)

    def is_noise(self, entry: Entry) -> bool:
        """Tell whether what came last to an item's place changes by itself."""
        told = self.of(entry, entry.spans[-1])
        return told is not None and told[0] is Sort.NOISE

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
        return told if turns else (Sort.DOUBTFUL, EARLY)

    def _stood(self, span: Span) -> int:
        place = self._nights.place
        last = place.get(span.last, len(place)) if span.last is not None else len(place) - 1
        return last - place.get(span.first, 0) + 1

    def _is_restless(self, spot: Spot) -> bool:
        if spot.counting is Sort.NOISE:
            return True
        if len(spot.at) < FEWEST_CHANGES:
            return False
        probes = (spot.at[0], spot.at[len(spot.at) // 2], spot.at[-1])
        return any(self._pace.often(spot, number) == (Sort.NOISE, BY_ITSELF) for number in probes)

    def _is_young(self, entry: Entry, span: Span) -> bool:
        """Tell whether a place in which one text took another's stand is known too short a time."""
        spot = self._places.get(entry.place)
        if spot is None or not spot.came.get(span.first):
            return False
        place = self._nights.place
        now = place.get(span.first, 0)
        before = now - place.get(spot.first, now)
        return before < YOUNG_BEFORE and len(place) - 1 - now < YOUNG_AFTER

    def _of(self, sort: str, spots: dict[str, Spot], name: str, audit: int) -> Told:
        spot = spots.get(name)
        number = self._nights.place.get(audit)
        if spot is None or number is None or len(spot.at) < 2:
            return None
        key = f"{sort} {name}", audit
        if key not in self._told:
            self._told[key] = self._judge(spot, number)
        return self._told[key]

    def _judge(self, spot: Spot, number: int) -> Told:
        often = self._pace.often(spot, number)
        if often is not None:
            return often
        if spot.counting is not None:
            return spot.counting, _COUNTS
        if spot.beat is None:
            spot.beat = self._nights.beat(spot.at, self._alone(spot))
        if spot.beat is not Beat.NO:
            # Who writes on every Sunday, whatever the calendar says, does not call it the fact of the week.
            named = spot.beat is Beat.IN_BREAKS and all(map(names_a_series, spot.said.values()))
            return (Sort.NOISE if named or spot.beat is Beat.YES else Sort.DOUBTFUL), _BEATS
        return (Sort.DOUBTFUL, _EVEN) if self._pace.evenly(spot, number) else None

    def _alone(self, spot: Spot) -> bool:
        """Tell whether mostly one thing took another's place, and nothing else came to the page."""
        audits = [self._nights.all[number].audit for number in spot.at]
        alone = sum(spot.came[audit] and self._came_apart[audit] <= 2 for audit in audits)
        return alone >= 0.75 * len(audits)

    def _spots(self, entries: Iterable[Entry], name_of: Callable[[Entry], str]) -> dict[str, Spot]:
        spots: dict[str, Spot] = {}
        left: set[tuple[str, int]] = set()
        named = [(name, entry) for entry in entries if (name := name_of(entry))]
        for name, entry in named:
            left.update((name, span.last) for span in entry.spans if span.last is not None)
        for name, entry in named:
            spot = spots.setdefault(name, Spot(first=entry.spans[0].first))
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
                    if entry.spread == TOLD:
                        spot.told.add(span.first)
        place = self._nights.place
        for spot in spots.values():
            spot.lives.sort()
            spot.at = sorted(place[audit] for audit in spot.came if audit in place)
        return spots


def _moved(span: Span) -> bool:
    return span.after is not None or span.last is not None


def _shares_of_links(entries: Iterable[Entry]) -> dict[str, float]:
    """Return by heading which share of the lines that came under it lead to other sites, as headlines do."""
    came = [entry for entry in entries if entry.group and entry.spans[0].after is not None]
    links = {(entry.excerpt, entry.spans[0].first) for entry in came if entry.kind is Kind.LINK}
    lines = Counter(entry.group for entry in came if entry.kind is Kind.LINE)
    leading = Counter(
        entry.group
        for entry in came
        if entry.kind is Kind.LINE and (entry.excerpt, entry.spans[0].first) in links
    )
    return {group: leading[group] / count for group, count in lines.items()}


def _fed(entries: Iterable[Entry], share: float) -> frozenset[str]:
    """Return the headings under which so large a share of what came was shown by others the same night."""
    came = [entry for entry in entries if entry.group and entry.spans[0].after is not None]
    lines, shared = Counter(e.group for e in came), Counter(e.group for e in came if e.spread)
    return frozenset(name for name, count in shared.items() if count >= share * lines[name])
