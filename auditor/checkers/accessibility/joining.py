"""Join what engines saw with what own checks noted, so that a fault is told once; judges no fact itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from auditor.checkers.accessibility.own import ENGINE, judged
from auditor.page import Observation, Outcome

_OF_THE_KEYBOARD: Final = frozenset({"frame-focusable-content", "scrollable-region-focusable"})


def joined(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return the observations with own facts judged, each fault of an element told once.

    An engine's words come before ours where both fail an element or both doubt it; a failure by either
    settles the other's doubt, and so does contrast that was measured by what is drawn. Of frames with one
    title an engine doubts each, and we say once that they differ.
    """
    measured = {seen.selector for seen in observations if seen.rule == "contrast-measured"}
    engines = [
        seen
        for seen in observations
        if seen.engine != ENGINE and not (_doubts_contrast(seen) and seen.selector in measured)
    ]
    own = [told for seen in observations if seen.engine == ENGINE and (told := judged(seen)) is not None]
    behind = {seen.selector for seen in observations if seen.rule == "behind-dialog"}
    engines = [_doubted(seen) if _outer(seen) in behind else seen for seen in engines]
    by_element: dict[tuple[str, str], list[Observation]] = {}
    for seen in engines:
        by_element.setdefault((seen.frame, seen.selector), []).append(seen)
    settled: set[int] = set()
    if any(told.rule == "frames-same-name" for told in own):
        settled.update(id(seen) for seen in engines if seen.rule == "frame-title-unique")
    # We tell what those frames are, so that their doubts do not stand before our word.
    frames = frozenset(settled)
    kept: list[Observation] = []
    for told in own:
        others = [
            seen
            for seen in by_element.get((told.frame, told.selector), ())
            if set(seen.criteria) & set(told.criteria) and id(seen) not in frames
        ]
        failed = told.outcome is Outcome.VIOLATION
        if any(seen.outcome is Outcome.VIOLATION or not failed for seen in others):
            continue
        settled.update(id(seen) for seen in others)
        kept.append(told)
    return (*(seen for seen in engines if id(seen) not in settled), *kept)


def _outer(seen: Observation) -> str:
    """Return the selector of the page's own element that holds this one, or is it."""
    return seen.selector.partition(" >>> ")[0]


def _doubted(seen: Observation) -> Observation:
    """Return a fault of the keyboard as a doubt: nobody gets behind an open dialog, on purpose."""
    return replace(seen, outcome=Outcome.INCOMPLETE) if seen.rule in _OF_THE_KEYBOARD else seen


def _doubts_contrast(seen: Observation) -> bool:
    return seen.rule == "color-contrast" and seen.outcome is Outcome.INCOMPLETE
