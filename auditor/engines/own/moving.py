"""Watch for some seconds what goes on by itself, leaves out pages on which nothing suggests it."""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakKeyDictionary

from auditor.engines.tab import Tab

MOST_PAGES: Final = 3
MOST_PLAIN: Final = 8
"""Pages of one tab, which shows one site, that are waited for: a carousel stands on the first or on all.
More where something was seen to move already."""

_waited: WeakKeyDictionary[Tab, int] = WeakKeyDictionary()


def facts(tab: Tab) -> list[Any]:
    """Return a fact for each part that still moved or changed some seconds after the page came to rest.

    The time that other engines took counts: only the rest of about six seconds is waited for.
    """
    told: Any = tab.evaluate("auditor.own.moving.left()")
    if told is None:
        return []
    if told["left"] > 0:
        count = _waited.get(tab, 0)
        if count >= (MOST_PLAIN if told["plain"] else MOST_PAGES):
            return []
        _waited[tab] = count + 1
        tab.evaluate(f"auditor.own.moving.wait({int(told['left'])})")
    found: Any = tab.evaluate("auditor.own.moving.tell()")
    return found or []
