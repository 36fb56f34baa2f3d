"""Put together what several engines say of one element under one criterion, so that a fault is told once.

Leaves out what any of it means: an observation is only kept or dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from auditor.page import Observation, Outcome

ORDER = ("axe", "alfa")
"""Whose words are told where two engines say the same; all others come after these."""


def merged(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return what is to be told, in the order in which it was observed.

    An engine's failure is dropped where an earlier engine failed the same element under the same criterion,
    and so is a doubt where any other engine failed it: the failure settles the doubt. Of two doubts the
    earlier engine's is kept.
    """
    by_element: dict[tuple[str, ...], list[tuple[int, Observation]]] = defaultdict(list)
    for at, seen in enumerate(observations):
        by_element[_element(seen)].append((at, seen))
    dropped = {at for group in by_element.values() for at in _told_already(group)}
    return tuple(seen for at, seen in enumerate(observations) if at not in dropped)


def _element(seen: Observation) -> tuple[str, ...]:
    """Name the element in words that do not depend on how an engine writes selectors."""
    return seen.frame, seen.heading, seen.place, seen.html or seen.selector


def _shared(one: Observation, other: Observation) -> bool:
    return bool(set(one.criteria) & set(other.criteria))


def _told_already(group: Sequence[tuple[int, Observation]]) -> Iterator[int]:
    if len({seen.engine for _, seen in group}) < 2:
        return
    for at, seen in group:
        others = [other for _, other in group if other.engine != seen.engine and _shared(other, seen)]
        if seen.outcome is Outcome.VIOLATION:
            others = [other for other in others if other.outcome is Outcome.VIOLATION]
            if any(_rank(other) < _rank(seen) for other in others):
                yield at
        elif any(other.outcome is Outcome.VIOLATION or _rank(other) < _rank(seen) for other in others):
            yield at


def _rank(seen: Observation) -> int:
    return ORDER.index(seen.engine) if seen.engine in ORDER else len(ORDER)
