"""Put together what several engines say of one element under one criterion, so that a fault is told once.

Leaves out what any of it means: an observation is only kept or dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from auditor.page import Observation, Outcome

ORDER = ("axe", "alfa")
"""Whose words are told where two engines say the same; all others come after these."""


def merged(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return what is to be told, in the order in which it was observed.

    An engine's failure is dropped where an earlier engine failed the same element under the same criterion,
    and so is a doubt where any other engine failed it: the failure settles the doubt. Of two doubts the
    earlier engine's is kept.
    """
    by_mark: dict[tuple[str, ...], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for seen in observations:
        for mark in _marks(seen):
            by_mark[mark][seen.engine].append(seen)

    def others(seen: Observation) -> Iterator[Observation]:
        for mark in _marks(seen):
            for engine, found in by_mark[mark].items():
                if engine != seen.engine:
                    yield from (each for each in found if set(each.criteria) & set(seen.criteria))

    return tuple(seen for seen in observations if not _is_told(seen, others(seen)))


def _marks(seen: Observation) -> Iterator[tuple[str, ...]]:
    """Yield by what an element is known: each engine writes selectors in its own way, or in the same."""
    yield seen.frame, seen.selector
    if seen.html:
        yield seen.frame, seen.heading, seen.place, seen.html


def _is_told(seen: Observation, others: Iterable[Observation]) -> bool:
    """Tell whether others say as much of the same element."""
    failed = seen.outcome is Outcome.VIOLATION
    return any(
        _rank(other) < _rank(seen) if failed == (other.outcome is Outcome.VIOLATION) else not failed
        for other in others
    )


def _rank(seen: Observation) -> int:
    return ORDER.index(seen.engine) if seen.engine in ORDER else len(ORDER)
