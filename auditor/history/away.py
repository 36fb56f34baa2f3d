"""Tell nights on which a page stood empty or showed a notice ("back soon") from what its owner did to it."""

from __future__ import annotations

from collections import Counter

from auditor.history.ledger import Ledger
from auditor.history.looks import Looks

FEWEST_LINES = 5
FEW = 3
"""So few lines have most notices."""
KEPT = 0.2
BACK = 0.8
ALTERNATES = 6
STILL_AWAY = 14
"""So many looks long an emptied page is taken for one that will come back."""


def away(ledger: Ledger, looks: Looks) -> tuple[dict[int, int], frozenset[int]]:
    """Return the audits in which much of a page was gone that came back later, each with the last audit
    before that; and those in which next to nothing stood there.

    A page that was left with next to nothing a short time ago is taken for one that will come back.
    """
    found: dict[int, int] = {}
    empty: set[int] = set()
    read = [look.audit for look in looks.all if ledger.was_read(look.audit)]
    order = {audit: number for number, audit in enumerate(read)}
    went = Counter(
        span.last for entry in ledger.entries.values() for span in entry.spans if span.last is not None
    )
    every = ledger.entries.values()
    later = {span.first for entry in every for span in entry.spans if span.after is not None}
    for last, lost in went.items():
        number = order.get(last or 0)
        if number is None or number + 1 >= len(read) or lost < FEWEST_LINES:
            continue
        back, kept, came = _fate(ledger, last or 0, read[number + 1])
        hollow = kept <= KEPT * (kept + lost)
        returned, when = max(((count, -audit) for audit, count in back.items()), default=(0, 0))
        if returned >= BACK * lost:
            end = order.get(-when, len(read))
        elif hollow and came <= max(FEW, KEPT * lost):
            # As long as nobody writes on it, it is a notice ("This account is suspended").
            since = [order[audit] for audit in later if order.get(audit, 0) > number + 1]
            if since and len(read) - number - 1 > STILL_AWAY:
                continue
            end = len(read)
        else:
            continue
        nights = read[number + 1 : end]
        for audit in nights:
            found[audit] = min(found.get(audit, last or 0), last or 0)
        if hollow:
            empty.update(nights)
    if len(empty) > ALTERNATES and 2 * len(empty) > len(read):
        # Two pages that take turns, in two languages say: what came to either of them nobody can tell.
        return found, frozenset(read)
    return found, frozenset(empty)


def _fate(ledger: Ledger, last: int, following: int) -> tuple[Counter[int], int, int]:
    """Return when what was seen last in an audit came back, how much stayed, and how much came instead."""
    back: Counter[int] = Counter()
    kept = came = 0
    for entry in ledger.entries.values():
        for number, span in enumerate(entry.spans):
            if span.last == last and number + 1 < len(entry.spans):
                back[entry.spans[number + 1].first] += 1
            elif span.first <= last and (span.last is None or span.last >= following):
                kept += 1
            elif span.first == following:
                came += 1
    return back, kept, came
