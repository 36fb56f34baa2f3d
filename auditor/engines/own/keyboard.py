"""Go through the page by real key presses, leaves out pages on which there is nothing to go to."""

from __future__ import annotations

import json
from typing import Any, Final

from auditor.engines.tab import DRAWN, SCREEN, Tab

MOST_SUSPECTS: Final = 3
MOST_PRESSES: Final = 30
_KEYS: Final = {"Tab": 9, "Escape": 27}
_SHIFT: Final = 8


def facts(tab: Tab) -> list[Any]:
    """Return a fact for each stop that does not show the keyboard, and for one that does not let it go.

    Styles are compared first; only a stop that looks the same with and without the keyboard is pressed
    to and photographed. Traps are looked for only where the page listens to keys or to focus.
    """
    told: Any = tab.evaluate(f"auditor.own.keys.begin({MOST_SUSPECTS})")
    found: list[Any] = []
    if told is None:
        return found
    try:
        if told["suspects"]:
            found += _unseen(tab, int(told["suspects"]))
        if told["listens"] and told["stops"] > 1:
            found += _trapped(tab, int(told["stops"]))
    finally:
        tab.evaluate("auditor.own.keys.end()")
    return found


def _press(tab: Tab, key: str, modifiers: int = 0) -> None:
    code = _KEYS[key]
    event = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
    tab.command("Input.dispatchKeyEvent", {"type": "keyDown", **event})
    tab.command("Input.dispatchKeyEvent", {"type": "keyUp", **event})


def _unseen(tab: Tab, suspects: int) -> list[Any]:
    tab.command("Emulation.setDeviceMetricsOverride", SCREEN)
    unseen = []
    try:
        for index in range(suspects):
            box: Any = tab.evaluate(f"auditor.own.keys.before({index})")
            if box is None:
                continue
            clear = box.pop("clear")
            without = _picture(tab, box) if clear else ""
            if _reach(tab, index):
                shown = _picture(tab, box)
                if not clear:
                    tab.evaluate("auditor.own.keys.unfocus()")
                    without = _picture(tab, box)
                if shown == without:
                    unseen.append(index)
            tab.evaluate("auditor.own.keys.after()")
    finally:
        tab.command("Emulation.setDeviceMetricsOverride", DRAWN)
    told: Any = tab.evaluate(f"auditor.own.keys.tell({json.dumps(unseen)})") if unseen else []
    return told or []


def _reach(tab: Tab, index: int) -> bool:
    """Press Tab until a suspect is reached; to the first stop of a page the way leads round its end."""
    for _ in range(2):
        _press(tab, "Tab")
        if tab.evaluate(f"auditor.own.keys.arrived({index})"):
            return True
    return False


def _picture(tab: Tab, box: dict[str, float]) -> str:
    clip = {**box, "scale": 1}
    shot = tab.command("Page.captureScreenshot", {"format": "png", "clip": clip, "optimizeForSpeed": True})
    return str(shot["data"])


def _trapped(tab: Tab, stops: int) -> list[Any]:
    """Return one fact where neither Tab, Shift and Tab nor Escape lead away from a few stops."""
    tab.evaluate("auditor.own.keys.start()")
    trail = _walk(tab, min(stops + 6, MOST_PRESSES), 0)
    circle = _circle(trail, stops)
    if not circle:
        return []
    back = _walk(tab, len(circle) * 2 + 2, _SHIFT)
    _press(tab, "Escape")
    forward = _walk(tab, len(circle) * 2 + 2, 0)
    if any(stop not in circle for stop in (*back, *forward)):
        return []
    told: Any = tab.evaluate(f"auditor.own.keys.tellTrap({min(circle)})")
    return told or []


def _walk(tab: Tab, presses: int, modifiers: int) -> list[int]:
    """Return the stops that presses lead to, -1 for none; what holds a document of its own ends the way."""
    trail: list[int] = []
    for _ in range(presses):
        _press(tab, "Tab", modifiers)
        place: Any = tab.evaluate("auditor.own.keys.at()")
        if place is None or place["holds"] or place.get("dialog"):
            return [*trail, -1]
        trail.append(int(place["stop"]))
    return trail


def _circle(trail: list[int], stops: int) -> set[int]:
    """Return the few stops between which the keyboard went round at the end of its way, if it did."""
    last = set(trail[-6:])
    if len(trail) < 6 or -1 in last or len(last) > 3 or len(last) >= stops:
        return set()
    return last
