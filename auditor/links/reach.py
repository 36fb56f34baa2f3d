"""Say how far a visitor came from what a server answered: open, walled, gone, parked; fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from auditor.links.destination import Destination, Reach
from auditor.links.signals import Signal
from auditor.links.web_address import web_address

WALLS = frozenset({401, 402, 403, 405, 406, 407, 418, 423, 429, 451, 460, 498, 499, 999})
"""Statuses by which servers turn programs away, whatever a person would see."""


def settled(found: Destination, signals: Mapping[str, Signal]) -> Destination:
    """Return the destination with its reach read from status and words.

    What a page says can make an error a wall ("log in to continue" with status 400), and a success a
    wall ("checking your browser") or a page that is not there ("we can't find that page").
    """
    if found.status == 0 or found.reach in (Reach.LOOP, Reach.INSIDE, Reach.TLS, Reach.TIMEOUT):
        return found
    return replace(found, reach=_reach(found, signals))


def _reach(found: Destination, signals: Mapping[str, Signal]) -> Reach:
    address = web_address(found.final_url or found.url)
    says = {name: bool(signals[name].of_destination(address, found)) for name in _WORDS if name in signals}
    if found.status in WALLS or (found.status >= 400 and says.get("turned-away")):
        return Reach.WALL
    if found.status in (404, 410):
        return Reach.GONE
    if found.status >= 400:
        walled = found.status < 500 and "walled-host" in signals
        return Reach.WALL if walled and says["walled-host"] else Reach.ERROR
    if says.get("turned-away"):
        return Reach.WALL
    if says.get("not-found"):
        return Reach.SOFT_404
    return Reach.OK if found.reach is not Reach.WALL else Reach.WALL


_WORDS = ("turned-away", "not-found", "walled-host")
