"""Say what an engine offers, and which there are; runs none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from auditor.engines import alfa, axe, own
from auditor.engines.tab import Tab
from auditor.page import Observation


class Engine(Protocol):
    """What a module in `auditor/engines` offers to be run on every page."""

    @property
    def VERSION(self) -> str:
        """Return the engine's version, as reports show it."""

    def source(self) -> str:
        """Return the script that must stand in every frame."""

    def observe(self, tab: Tab) -> tuple[Observation, ...]:
        """Return what the engine remarks on."""


ENGINES: Final[Mapping[str, Engine]] = {"axe": axe, "alfa": alfa, "own": own}
