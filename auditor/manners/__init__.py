"""Keep crawler and browser polite with one scheduler; fetches nothing itself."""

from __future__ import annotations

from auditor.manners.scheduler import Manners
from auditor.manners.turns import HostRule, Turn, TurnCanceled

__all__ = ["HostRule", "Manners", "Turn", "TurnCanceled"]
