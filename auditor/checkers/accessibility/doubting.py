"""Judge noted facts that no machine can settle: each becomes one place for a person to look at, or nothing.

Leaves out whatever a fact alone decides (see `own`): nothing here is a failure, however plain it looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from auditor.checkers.accessibility.verdict import Judge, Verdict
from auditor.page import Observation

_GOES_ON: Final[Mapping[str, str]] = {
    "carousel": "One picture or text after the other is shown here, and no button stops it.",
    "words": "The words here change by themselves, and no button stops them.",
    "place": "This moves or blinks by itself for more than five seconds, and no button stops it.",
}


def _goes_on(seen: Observation) -> Verdict | None:
    """A clock, a countdown and a counter change their digits alone: their time is what they tell."""
    if seen.data.get("kind") == "flash":
        return Verdict(("2.3.1", "2.2.2"), "This flashes more than three times a second.")
    words = _GOES_ON.get(seen.data.get("kind", ""))
    return Verdict(("2.2.2",), words) if words and seen.data.get("control") == "no" else None


def _player(seen: Observation) -> Verdict:
    slides = seen.data.get("kind") == "slides"
    told = "Embedded slides go on by themselves." if slides else "An embedded video starts by itself."
    return Verdict(("2.2.2",), told)


def _color(seen: Observation) -> Verdict:
    words = f"“{seen.data.get('words', '')}” tells things apart by their color, and nothing else marks them."
    return Verdict(("1.4.1", "1.3.3"), words)


def _heading(seen: Observation) -> Verdict:
    count = seen.data.get("count", "1")
    first = f"“{seen.data.get('words', '')}”"
    if count == "1":
        return Verdict(("1.3.1",), f"{first} looks like a heading and is not marked as one.")
    return Verdict(("1.3.1",), f"{first} and {int(count) - 1} more look like headings and are not marked so.")


def _time(seen: Observation) -> Verdict:
    return Verdict(("2.2.1",), f"After {seen.data.get('seconds', '')} seconds this page moves on by itself.")


def _mouse(seen: Observation) -> Verdict:
    words = f"“{seen.data.get('words', '')}” answers to a click, and the keyboard may not get to it."
    return Verdict(("2.1.1",), words)


def _change(seen: Observation) -> Verdict:
    words = "Choosing here may leave the page at once, before anyone has confirmed it."
    return Verdict(("3.2.2",), words)


JUDGES: Final[Mapping[str, Judge]] = {
    "goes-on-by-itself": _goes_on,
    "player-starts": _player,
    "color-alone": _color,
    "heading-drawn": _heading,
    "time-limit": _time,
    "mouse-only-script": _mouse,
    "change-leaves-script": _change,
}
