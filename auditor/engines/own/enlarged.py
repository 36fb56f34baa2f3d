"""Look at the page at twice its size, as a narrow screen shows it, leaves out what has room to grow."""

from __future__ import annotations

from typing import Any, Final

from auditor.engines.tab import DRAWN, Tab

TWICE: Final = {**DRAWN, "width": 640, "height": 450}
"""The screen as a page sees it that is enlarged to 200 %: half as wide and half as high."""


def facts(tab: Tab) -> list[Any]:
    """Return a fact for each box that cuts words off when the page is enlarged to 200 %.

    The page is laid out anew only where some box could cut words off, and as it was afterwards.
    """
    if not tab.evaluate("auditor.own.zoom.begin()"):
        return []
    tab.command("Emulation.setDeviceMetricsOverride", TWICE)
    try:
        if not tab.evaluate("auditor.own.zoom.look()"):
            return []
    finally:
        tab.command("Emulation.setDeviceMetricsOverride", DRAWN)
    told: Any = tab.evaluate("auditor.own.zoom.tell()")
    return told or []
