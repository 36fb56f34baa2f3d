"""Decide whether a site met a due date, from intervals between good looks; accuses in no doubt.

`met` needs something new inside the window; `missed` needs good looks on both sides of the window, and
between them nothing new, nothing doubtful and nothing unread. Everything else is unknown, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from auditor.calendar import Window, in_words, local_midnight
from auditor.history.looks import ONE_NIGHT, Days, Look, Looks
from auditor.snapshot import Change, Deadline, DueVerdict, Evidence, Sort

MOST_EVIDENCE = 5
MOSTLY, NEARLY_ALL = 0.75, 0.9
"""The share of a night, and of a longer time, that must lie in the window where it reaches over an edge."""
DUE_DAY_SLACK = timedelta(hours=30)
"""How long after a window the first good look may come where the due date itself was not looked at."""

BEFORE_SLACK = timedelta(days=10)
"""How long before a window the last good look may lie: over a longer time much may come and go unseen."""

_REASONS = {
    "needs-script": "a script fills the site, and no browser ran it",
    "embed-not-read": "a calendar or another part from elsewhere could not be read",
    "login-required": "a part of the site asks visitors to sign in",
    "robots": "a part of the site asks not to be read",
    "redirect": "the site has moved to another address",
    "no-history": "nobody had looked at the site before the window",
}


class Side(StrEnum):
    """Where an interval lies, seen from a window."""

    BEFORE = "before"
    INSIDE = "inside"
    AFTER = "after"
    ACROSS = "across"


def side_of(change: Change, window: Window) -> Side:
    """Return where the interval of a change lies.

    One night over an edge counts as inside where at least three quarters of it are: most of all the one
    that begins before the end of the due date and ends at the audit after it. A longer time must lie
    inside but for hours.
    """
    after, seen = change.after, change.seen
    if after == seen:
        return Side.INSIDE if seen in window else Side.BEFORE if seen < window.opens else Side.AFTER
    if seen <= window.opens:
        return Side.BEFORE
    if after >= window.closes:
        return Side.AFTER
    overlap = min(seen, window.closes) - max(after, window.opens)
    enough = MOSTLY if seen - after <= ONE_NIGHT else NEARLY_ALL
    if overlap >= enough * (seen - after):
        return Side.INSIDE
    return Side.ACROSS


@dataclass(frozen=True, slots=True)
class Record:
    """Hold what is known of one site or section: its looks, everything that came, what was dated.

    `dated` are the dates (first and last moment, and words) that stood beside items on the very first
    look; they alone can tell what was posted before it.
    """

    section: str
    looks: Looks
    changes: Sequence[Change]
    dated: Sequence[tuple[datetime, datetime, str]] = ()


def decide(
    record: Record, window: Window, others: Sequence[Window], days: Days, excused: str = ""
) -> Deadline:
    """Return the verdict for one due date; `others` are the neighbouring windows, for late updates.

    `excused` says why nobody asks for an update, "" where somebody does.
    """
    section, due = record.section, window.due
    if excused:
        return Deadline(section, due, DueVerdict.EXCUSED, (Evidence("closed", due, excused),))
    sides: dict[Side, list[Change]] = {side: [] for side in Side}
    for change in record.changes:
        if change.sort is not Sort.NOISE:
            sides[side_of(change, window)].append(change)
    inside = [change for change in sides[Side.INSIDE] if change.sort is Sort.NEWS]
    if inside:
        return Deadline(section, due, DueVerdict.MET, tuple(_told(inside, days)))
    why = _doubt(record, window, sides, days)
    proof = _dated(record, window)
    if why and proof:
        return Deadline(section, due, DueVerdict.MET, proof)
    aside = tuple(_aside(record, window, others, days))
    if why:
        return Deadline(section, due, DueVerdict.UNKNOWN, (why, *aside))
    return Deadline(section, due, DueVerdict.MISSED, aside)


def _doubt(record: Record, window: Window, sides: dict[Side, list[Change]], days: Days) -> Evidence | None:
    """Return why nobody can say that nothing new came, None where everybody can."""
    looks = record.looks
    left, right = looks.good_before(window.opens), looks.good_after(window.closes)
    if left is None:
        early = [look for look in looks.all if look.moment <= window.opens]
        return _unread(early[-1].reason if early else "no-history", window, early[-1:], days)
    if left.moment < window.opens - BEFORE_SLACK:
        bad = [look for look in looks.between(left.moment, window.opens) if not look.good]
        return _unread(bad[-1].reason if bad else "no look for long", window, bad[-1:], days)
    if right is None:
        since = [look for look in looks.all if look.moment >= window.closes]
        reason = since[-1].reason if since else "no look since"
        return _unread(reason, window, since[-1:], days)
    if left.root != right.root:
        return Evidence("moved", window.due, "the site moved to another address around this date")
    across = [change for change in sides[Side.ACROSS] if change.sort is Sort.NEWS]
    if across:
        words = f"something new came, and nobody can say whether in time: {_words(across[0], days)}"
        return Evidence("edge", days.told(across[0].after, across[0].seen), words)
    doubtful = [*sides[Side.INSIDE], *sides[Side.ACROSS]]
    if doubtful:
        words = f"{doubtful[0].why}: {_words(doubtful[0], days)}"
        return Evidence("doubtful", days.told(doubtful[0].after, doubtful[0].seen), words)
    if right.moment > window.closes + DUE_DAY_SLACK:
        due_day = local_midnight(window.due, days.zone)
        on_the_day = [look for look in looks.between(due_day, window.closes) if look.good]
        if not on_the_day:
            bad = [look for look in looks.between(due_day, right.moment) if not look.good]
            return _unread(bad[0].reason if bad else "no look on that day", window, bad[:1], days)
    return None


def _unread(reason: str, window: Window, looks: Sequence[Look], days: Days) -> Evidence:
    day = days.local(looks[0].moment) if looks else window.due
    words = _REASONS.get(reason, f"the site could not be read as a whole ({reason})")
    return Evidence("not-read" if reason != "no-history" else "no-history", day, words)


def _dated(record: Record, window: Window) -> tuple[Evidence, ...]:
    """Return dates, found on the first look, that prove a posting inside the window."""
    proofs = [
        Evidence("dated", first.date(), words)
        for first, last, words in record.dated
        if window.opens <= first and last <= window.closes
    ]
    return tuple(proofs[:MOST_EVIDENCE])


def _told(changes: Iterable[Change], days: Days) -> list[Evidence]:
    found = sorted(changes, key=lambda change: (change.kind != "new-line", -len(change.words.split())))
    return [
        Evidence(each.kind, days.told(each.after, each.seen), _words(each, days))
        for each in found[:MOST_EVIDENCE]
    ]


def _words(change: Change, days: Days) -> str:
    after, seen = change.after.astimezone(days.zone), change.seen.astimezone(days.zone)
    if change.stated:
        return f"{change.words} (dated {in_words(seen)})"
    return f"{change.words} (first seen on {in_words(seen)}; not there on {in_words(after)})"


def _aside(record: Record, window: Window, others: Sequence[Window], days: Days) -> Iterable[Evidence]:
    """Yield what speaks for the teacher all the same: late updates, updates on other days, the last one."""
    news = [change for change in record.changes if change.sort is Sort.NEWS]
    following = next((each.opens for each in others if each.due > window.due), None)
    late = [
        change
        for change in news
        if side_of(change, window) is Side.AFTER
        and (following is None or change.seen <= following or change.after < following)
        and change.seen - window.closes <= timedelta(days=31)
    ]
    if late:
        yield Evidence("late", days.told(late[0].after, late[0].seen), _words(late[0], days))
    windows = (window, *others)
    month = (window.due.year, window.due.month)
    elsewhere: dict[date, Change] = {}
    for change in news:
        day = days.told(change.after, change.seen)
        if (day.year, day.month) == month and not any(
            side_of(change, each) is Side.INSIDE for each in windows
        ):
            elsewhere.setdefault(day, change)
    eve = window.opens.astimezone(days.zone).date() - timedelta(days=1)
    just_before = [change for change in news if days.told(change.after, change.seen) == eve]
    if len(elsewhere) >= 2:
        told = ", ".join(f"{day:%B} {day.day}" for day in sorted(elsewhere))
        yield Evidence("other-days", min(elsewhere), f"new items came on other days: {told}; please check")
    elif just_before:
        words = _words(just_before[-1], days)
        yield Evidence("other-days", eve, f"posted just before the window: {words}; please check")
    earlier = [change for change in news if side_of(change, window) is Side.BEFORE]
    if earlier:
        yield Evidence("last", days.told(earlier[-1].after, earlier[-1].seen), _words(earlier[-1], days))


def school_days_since(last: date, today: date, days: Days, excused: Iterable[tuple[date, date]]) -> int:
    """Count the days after `last` up to `today` that were neither closed nor excused."""
    spans = list(excused)
    return sum(
        not days.closed(day) and not any(first <= day <= end for first, end in spans)
        for number in range(1, max(0, (today - last).days) + 1)
        for day in [last + timedelta(days=number)]
    )
