"""Learn from the browser how long recordings of speech last, plays none and judges nothing."""

from __future__ import annotations

from typing import Any

from auditor.engines.sound import letting_through
from auditor.engines.tab import Tab


def facts(tab: Tab) -> list[Any]:
    """Return a fact for each recording of speech that no words on its page seem to stand for.

    Only as much of a recording is fetched as the browser needs to know its length, through the page's own
    lane. What could not be had has no length and stays for a person.
    """
    addresses: Any = tab.evaluate("auditor.own.speech.addresses()")
    if not addresses:
        return []
    with letting_through(tab, addresses):
        found: Any = tab.evaluate("auditor.own.speech.tell()")
    if not found:
        found = tab.evaluate("auditor.own.speech.plain()")
    return found or []
