"""Tell places that change by themselves from places where a person writes, by when they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from auditor.history.ledger import Entry, Ledger, Span
from auditor.history.looks import Days, Look, Looks

NEIGHBOURHOOD = timedelta(days=30)
"""How far around a change its place is watched: a widget may move in where a teacher wrote before."""

FEWEST_CHANGES = 5
YOUNG_BEFORE, YOUNG_AFTER = 6, 3
"""Nights that a place must have been still before a change, or after it, before anyone can tell."""


@dataclass(slots=True)
class _Group:
    """Gather at which looks anything came to one place (or in one shape), and whether it replaced
    another; `lives` are the audits in which what is gone was seen first and last."""

    came: dict[int, bool] = field(default_factory=dict)
    lives: list[tuple[int, int]] = field(default_factory=list)
    first: int = 0


class Behaviour:
    """Know how each place and each shape of one ledger behaved over time.

    A shape is a line without its numbers: a counter is known by it wherever it stands. A place is
    where texts without numbers take turns, such as a quote of the day.
    """

    def __init__(self, ledger: Ledger, looks: Looks, days: Days) -> None:
        self._days = days
        self._read = [look for look in looks.all if ledger.was_read(look.audit)]
        self._order = {look.audit: number for number, look in enumerate(self._read)}
        self._told: dict[tuple[str, int], str] = {}
        entries = list(ledger.entries.values())
        self._shapes = _groups(entries, lambda entry: f"{entry.kind} {entry.shape}" if entry.shape else "")
        self._restless = {name for name, group in self._shapes.items() if self._is_restless(name, group)}
        settled = [entry for entry in entries if f"{entry.kind} {entry.shape}" not in self._restless]
        # What counts by itself was seen by its shape; its moves must not make other places look busy.
        self._places = _groups(settled, lambda entry: entry.place)
        spans = [span for entry in settled for span in entry.spans]
        self._came = Counter(span.first for span in spans if span.after is not None)
        self._went = Counter(span.last for span in spans if span.last is not None)

    def of(self, entry: Entry, span: Span) -> str:
        """Return "noise" where the place or shape changes by itself around a time, "doubtful", or ""."""
        shape = f"{entry.kind} {entry.shape}"
        if shape in self._restless:
            return "noise"
        by_shape = self._of("shape", self._shapes, shape, span.first)
        if by_shape == "noise":
            return by_shape
        by_place = self._of("place", self._places, entry.place, span.first) if entry.place else ""
        if by_place == "noise":
            by_place = self._fits_place(entry, span)
        return "noise" if by_place == "noise" else by_shape or by_place

    def _fits_place(self, entry: Entry, span: Span) -> str:
        """Tell a widget's next text from a teacher's, which took its place and stays."""
        group = self._places[entry.place]
        stood = self._nights(span.first, span.last if span.last is not None else self._read[-1].audit)
        others = [life for life in group.lives if life != (span.first, span.last)]
        lives = sorted(self._nights(first, last) for first, last in others)
        usual = lives[len(lives) // 2] if lives else 1
        if stood > 3 * usual + 1:
            return ""
        if span.last is not None or group.came.get(span.first) is None:
            return "noise"
        turns = group.came[span.first] and self._came[span.first] <= self._went[span.after or 0]
        return "noise" if turns or stood > 2 * usual else "doubtful"

    def _nights(self, first: int, last: int) -> int:
        return self._order.get(last, len(self._order)) - self._order.get(first, 0) + 1

    def _is_restless(self, name: str, group: _Group) -> bool:
        nights = sorted(group.came)
        if len(nights) < FEWEST_CHANGES:
            return False
        probes = {nights[0], nights[len(nights) // 2], nights[-1]}
        return any(self._of("shape", self._shapes, name, audit) == "noise" for audit in probes)

    def young(self, entry: Entry, span: Span) -> bool:
        """Tell whether a place in which one text took another's stand is known too short a time."""
        group = self._places.get(entry.place)
        if group is None or not group.came.get(span.first):
            return False
        before = sum(group.first <= look.audit < span.first for look in self._read)
        after = sum(look.audit > span.first for look in self._read)
        return before < YOUNG_BEFORE and after < YOUNG_AFTER

    def _of(self, sort: str, groups: dict[str, _Group], name: str, audit: int) -> str:
        group = groups.get(name)
        if group is None:
            return ""
        key = f"{sort} {name}", audit
        if key not in self._told:
            self._told[key] = self._judge(group, audit)
        return self._told[key]

    def _judge(self, group: _Group, audit: int) -> str:
        position = self._order.get(audit)
        if position is None or len(group.came) < 3:
            return ""
        moment = self._read[position].moment
        around = self._read[max(0, position - 120) : position + 120]
        near = [look for look in around if abs(look.moment - moment) <= NEIGHBOURHOOD]
        changed = [look for look in near if look.audit in group.came]
        if len(changed) < 3:
            return ""
        # What stands above a widget may push it to another place: only its time here counts.
        watched = [look for look in near if changed[0].moment <= look.moment <= changed[-1].moment]
        rate = len(changed) / len(watched)
        replaces = sum(group.came[look.audit] for look in changed) * 2 > len(changed)
        saturdays, sundays = (self._share(watched, group, weekday) for weekday in (5, 6))
        if rate >= 0.45 and saturdays[1] and sundays[1]:
            least = min(saturdays[1] / saturdays[0], sundays[1] / sundays[0])
            enough = min(saturdays[1], sundays[1]) >= (1 if replaces else 2)
            if least >= 0.45:
                return "noise" if enough and len(changed) >= FEWEST_CHANGES else "doubtful"
        if rate >= 0.6 and not (saturdays[0] and sundays[0]):
            return "doubtful"
        return self._clockwork(group, moment)

    def _share(self, watched: Sequence[Look], group: _Group, weekday: int) -> tuple[int, int]:
        """Return how many nights after such a weekday were watched, and how many brought a change."""
        nights = [look for look in watched if self._days.told(look.moment).weekday() == weekday]
        return len(nights), sum(look.audit in group.came for look in nights)

    def _clockwork(self, group: _Group, moment: datetime) -> str:
        """Tell what changes every week to the day, in closed weeks too, from a teacher's habit."""
        days = [
            self._days.told(look.moment)
            for look in self._read
            if look.audit in group.came and abs(look.moment - moment) <= 4 * NEIGHBOURHOOD
        ]
        if len(days) < FEWEST_CHANGES:
            return ""
        steps = [(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)]
        # A night on which the site was down shifts two steps; a person's habit shifts more.
        if not any(sum(step == usual for step in steps) >= 0.8 * len(steps) for usual in (7, 14)):
            return ""
        return "noise" if sum(self._closed_week(day) for day in days) >= 1 else ""

    def _closed_week(self, day: date) -> bool:
        monday = day - timedelta(days=(day.weekday() + 1) % 7) + timedelta(days=1)
        return sum(self._days.closed(monday + timedelta(days=step)) for step in range(5)) >= 4


def _groups(entries: Iterable[Entry], name_of: Callable[[Entry], str]) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    left: set[tuple[str, int]] = set()
    for entry in entries:
        left.update((name_of(entry), span.last) for span in entry.spans if span.last is not None)
    for entry in entries:
        name = name_of(entry)
        if not name:
            continue
        group = groups.setdefault(name, _Group(first=entry.spans[0].first))
        group.first = min(group.first, entry.spans[0].first)
        for span in entry.spans:
            if span.last is not None:
                group.lives.append((span.first, span.last))
            if span.after is not None:
                replaced = (name, span.after) in left
                group.came[span.first] = group.came.get(span.first, False) or replaced
    return groups
