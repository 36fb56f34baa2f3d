"""Ask the browser which suspects listen to a click, leaves out what a page hears for all of them at once."""

from __future__ import annotations

from typing import Any, Final

from auditor.engines.tab import Tab

_HEARD: Final = frozenset(("click", "mousedown", "mouseup", "dblclick"))
_KEYS: Final = frozenset(("keydown", "keypress", "keyup"))


def facts(tab: Tab) -> list[Any]:
    """Return a fact for each thing that listens to a click itself and that the keyboard cannot get to."""
    told: Any = tab.evaluate("auditor.own.clicks.suspects()")
    # A path through shadow roots is a list, and no selector.
    suspects = [each for each in told or [] if isinstance(each["target"], str)]
    if not suspects:
        return []
    try:
        root: Any = tab.command("DOM.getDocument", {"depth": 0})["root"]
        return [each for each in suspects if _listens(tab, root["nodeId"], each["target"])]
    finally:
        tab.command("DOM.disable", {})


def _listens(tab: Tab, root: int, selector: str) -> bool:
    found: Any = tab.command("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    if not found:
        return False
    node: Any = tab.command("DOM.resolveNode", {"nodeId": found})["object"]
    listeners: Any = tab.command("DOMDebugger.getEventListeners", {"objectId": node["objectId"]})["listeners"]
    kinds = {str(each["type"]) for each in listeners}
    return bool(kinds & _HEARD) and not kinds & _KEYS
