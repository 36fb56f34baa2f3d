"""Say with what the machines of a cluster visit sites, as plain data; opens nothing.

Nothing here, and nothing that is sent later, comes from the roster, the opt-outs, the keys or the
store: machines that visit cannot lose what they never had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from auditor.browser import BrowserOptions
from auditor.config.embeds import Embeds
from auditor.egress import DoorRules
from auditor.manners import HostRule


@dataclass(frozen=True, slots=True)
class Equipment:
    """Hold the rules of the door, of manners and of browsers, and how much is done at once.

    `browser` is None for a night without; `authorities` are certificates to trust besides the usual
    ones (PEM); `readers` is the number of locked-in children that read documents, `word_seconds` how
    long words in pictures are read in one night, `visits_per_browser` how many sites are under way
    for each browser. `version` is the program's: another one might see other things.
    """

    door: DoorRules
    hosts: Mapping[str, HostRule]
    browser: BrowserOptions | None
    embeds: Embeds
    version: str
    authorities: str = ""
    readers: int = 2
    word_seconds: float = 1800.0
    visits_per_browser: int = 4


@dataclass(frozen=True, slots=True)
class Ready:
    """Say how a machine stands: how many sites it can visit at once, or in one sentence why none.

    `unsandboxed` is true where its browsers run without their sandbox.
    """

    at_once: int = 0
    fault: str = ""
    unsandboxed: bool = False


def own_version() -> str:
    """Return the version of this program on this machine."""
    try:
        return version("classroom-auditor")
    except PackageNotFoundError:
        return "unknown"
