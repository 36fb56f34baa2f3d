"""Ask the browser what suspects listen to, leaves out what a page hears for all of them at once."""

from __future__ import annotations

import re
from typing import Any, Final

from auditor.engines.tab import Tab

_HEARD: Final = frozenset(("click", "mousedown", "mouseup", "dblclick"))
_KEYS: Final = frozenset(("keydown", "keypress", "keyup"))
_CHOSEN: Final = frozenset(("change", "input", "click"))
_GROUP: Final = "auditor-listeners"
_LEAVES: Final = re.compile(
    r"\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:assign|replace)\s*\(|\.submit\s*\(|\bwindow\.open\s*\("
)


def facts(tab: Tab) -> list[Any]:
    """Return a fact for each thing that only a click reaches, and for each choice that leaves the page."""
    told: Any = tab.evaluate("auditor.own.clicks.suspects()")
    # A path through shadow roots is a list, and no selector.
    suspects = [each for each in told or [] if isinstance(each["target"], str)]
    if not suspects:
        return []
    try:
        root: Any = tab.command("DOM.getDocument", {"depth": 0})["root"]
        document = int(root["nodeId"])
        return [each for each in suspects if _acts(each, _listeners(tab, document, each["target"]))]
    finally:
        tab.command("Runtime.releaseObjectGroup", {"objectGroup": _GROUP})
        tab.command("DOM.disable", {})


def _listeners(tab: Tab, root: int, selector: str) -> list[Any]:
    found: Any = tab.command("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    if not found:
        return []
    node: Any = tab.command("DOM.resolveNode", {"nodeId": found, "objectGroup": _GROUP})["object"]
    listed: Any = tab.command("DOMDebugger.getEventListeners", {"objectId": node["objectId"]})["listeners"]
    return list(listed)


def _acts(suspect: Any, listeners: list[Any]) -> bool:
    kinds = {str(each["type"]) for each in listeners}
    if suspect["rule"] == "mouse-only-script":
        return bool(kinds & _HEARD) and not kinds & _KEYS
    return any(_LEAVES.search(_written(each)) for each in listeners if each["type"] in _CHOSEN)


def _written(listener: Any) -> str:
    """Return what is written in a listener, as the browser tells it; nothing of it is run."""
    return str((listener.get("handler") or {}).get("description", ""))[:4000]
