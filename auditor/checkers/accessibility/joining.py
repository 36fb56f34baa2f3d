"""Join what engines saw with what own checks noted, and settle what the one knows of the other.

Judges no fact itself; what is said of one element twice is put together by `merging`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.checkers.accessibility.merging import merged
from auditor.checkers.accessibility.own import ENGINE, decides, judged
from auditor.engines.alfa_rules import CUT_OFF
from auditor.page import Observation, Outcome
from auditor.words import Words

_MEASURED: Final = {"contrast-measured": "color-contrast", "sound-faint": "no-autoplay-audio"}
"""What an own check measured, and the engine's rule whose doubt that settles."""

_OF_THE_KEYBOARD: Final = frozenset({"frame-focusable-content", "scrollable-region-focusable"})


def joined(observations: Sequence[Observation], lists: Words) -> tuple[Observation, ...]:
    """Return the observations with own facts judged, each fault of an element told once.

    An engine's words come before ours where both fail an element or both doubt it; a failure by either
    settles the other's doubt, and so do contrast that was measured by what is drawn and sound that was
    weighed and found silent or short. Of frames with one title an engine doubts each, and we say once that
    they differ. Text that is cut off when the page is enlarged is a failure where an engine's rule and an own
    check that decides name the same box; the word of either alone is not enough.
    """
    measured = {(_MEASURED[seen.rule], seen.selector) for seen in observations if seen.rule in _MEASURED}
    engines = [
        seen
        for seen in observations
        if seen.engine != ENGINE
        and not (seen.outcome is Outcome.INCOMPLETE and (seen.rule, seen.selector) in measured)
    ]
    cut = {(seen.frame, seen.selector): words for seen in observations if (words := _cut_off(seen, lists))}
    engines = [both for seen in engines if (both := _by_both(seen, cut)) is not None]
    own = [told for seen in observations if seen.engine == ENGINE and (told := judged(seen, lists))]
    behind = {seen.selector for seen in observations if seen.rule == "behind-dialog"}
    engines = [_doubted(seen) if _outer(seen) in behind else seen for seen in engines]
    if any(told.rule == "frames-same-name" for told in own):
        engines = [seen for seen in engines if seen.rule != "frame-title-unique"]
    return merged((*engines, *own))


def _cut_off(seen: Observation, lists: Words) -> str:
    """Return the words of an own check that saw words cut off and is sure of it, else ""."""
    return decides(seen, lists) if seen.engine == ENGINE and seen.rule == "text-cut-off" else ""


def _by_both(seen: Observation, cut: Mapping[tuple[str, str], str]) -> Observation | None:
    """Return what an engine saw; of cut off text a failure where both say so, and None elsewhere."""
    if seen.rule != CUT_OFF.id:
        return seen
    words = cut.get((seen.frame, seen.selector), "")
    told = {**seen.data, "help": words, "second": f"{ENGINE} text-cut-off"}
    return replace(seen, criteria=CUT_OFF.criteria, outcome=Outcome.VIOLATION, data=told) if words else None


def _outer(seen: Observation) -> str:
    """Return the selector of the page's own element that holds this one, or is it."""
    return seen.selector.partition(" >>> ")[0]


def _doubted(seen: Observation) -> Observation:
    """Return a fault of the keyboard as a doubt: nobody gets behind an open dialog, on purpose."""
    return replace(seen, outcome=Outcome.INCOMPLETE) if seen.rule in _OF_THE_KEYBOARD else seen
