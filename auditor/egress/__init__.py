"""Be the one door to the network for crawler and browser alike; leaves manners to the scheduler."""

from __future__ import annotations

from auditor.egress.dialing import Resolver
from auditor.egress.door import Door
from auditor.egress.lane import Lane
from auditor.egress.rules import (
    Contact,
    DoorRules,
    LaneLimits,
    Outcome,
    PageTraffic,
    RefusedHost,
)

__all__ = [
    "Contact",
    "Door",
    "DoorRules",
    "Lane",
    "LaneLimits",
    "Outcome",
    "PageTraffic",
    "RefusedHost",
    "Resolver",
]
