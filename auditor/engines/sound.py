"""Have sound that starts by itself weighed before anybody judges it; plays nothing and judges nothing.

Media are kept from pages, because no other check needs their bytes. Of sound that starts by itself one
thing matters: whether more than three seconds of it can be heard. Where that is not so, axe need not ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from auditor.engines.tab import MEDIA, Tab

MOST_ADDRESS: Final = 2_000


def source() -> str:
    """Return the script that weighs; it must stand in the auditor's world of each document."""
    return Path(__file__).with_suffix(".js").read_text("utf-8")


def weigh(tab: Tab) -> None:
    """Tell axe and the own checks, in our own world alone, how long sound lasts that starts by itself.

    Only files of at most 3 MB in all are fetched, through the page's own lane. Meanwhile files of the same
    kind are let through to the page, too, which plays none. What could not be had stays for a person.
    """
    addresses: Any = tab.evaluate("auditor.sound.addresses()")
    if not addresses:
        return
    with letting_through(tab, addresses):
        tab.evaluate("auditor.sound.weigh()")


@contextmanager
def letting_through(tab: Tab, addresses: Sequence[str]) -> Iterator[None]:
    """Let media of the kinds of these addresses through for a while, and none afterwards."""
    kept = [
        pattern
        for pattern in MEDIA
        if not any(fnmatchcase(address[:MOST_ADDRESS], _literal(pattern)) for address in addresses)
    ]
    tab.command("Network.setBlockedURLs", {"urls": kept})
    try:
        yield
    finally:
        tab.command("Network.setBlockedURLs", {"urls": list(MEDIA)})


def _literal(pattern: str) -> str:
    """Return DevTools' pattern, in which only the star stands for other signs, as fnmatch reads it."""
    return re.sub(r"[?\[]", r"[\g<0>]", pattern)


__all__ = ["letting_through", "source", "weigh"]
