"""Judge noted facts about keyboard, fields and controls: what can be reached, seen there, and acts by itself.

A fact decides by itself only where the code alone settles it; all else is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from auditor.checkers.accessibility.verdict import Judge, Verdict
from auditor.page import Observation


def _unseen(seen: Observation) -> Verdict:
    words = "When someone gets here by the keyboard, nothing on the page shows it."
    return Verdict(("2.4.7",), words, True, "pressed")


def _trap(seen: Observation) -> Verdict:
    words = "The keyboard gets in here, and neither Tab, Shift with Tab nor Escape brings it out."
    return Verdict(("2.1.2",), words, True, "pressed")


def _placeholder(seen: Observation) -> Verdict:
    words = f"The only label of this field, “{seen.data.get('words', '')}”, goes away when someone types."
    return Verdict(("3.3.2",), words)


def _mouse(seen: Observation) -> Verdict:
    words = "This answers to a click, and the keyboard cannot get to it."
    # What is empty mostly closes something, and what stands beside a control mostly helps it.
    sure = all(seen.data.get(name) == "no" for name in ("inner", "near", "empty"))
    return Verdict(("2.1.1",), words, sure, "alone")


def _change(seen: Observation) -> Verdict:
    words = "Choosing here leaves the page at once, before anyone has confirmed it."
    told = seen.data
    sure = told.get("kind") == "select" and told.get("button") == "no" and told.get("announced") == "no"
    return Verdict(("3.2.2",), words, sure, "select")


def _focus_lost(seen: Observation) -> Verdict:
    words = "This throws the keyboard out as soon as it gets here."
    return Verdict(("2.1.1", "2.4.7", "3.2.1"), words, True, "by its code")


def _focus_leaves(seen: Observation) -> Verdict:
    return Verdict(("3.2.1",), "The page changes as soon as the keyboard gets here.", True, "by its code")


CONTROLS: Final[Mapping[str, Judge]] = {
    "focus-unseen": _unseen,
    "keyboard-trap": _trap,
    "placeholder-label": _placeholder,
    "mouse-only": _mouse,
    "change-leaves": _change,
    "focus-thrown-away": _focus_lost,
    "focus-leaves": _focus_leaves,
}
