"""Say with what the machines of a cluster visit sites, as plain data; opens nothing.

Nothing here, and nothing that is sent later, comes from the roster, the opt-outs, the keys or the
store: machines that visit cannot lose what they never had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from auditor.visit.gear import Gear


@dataclass(frozen=True, slots=True)
class Equipment:
    """Hold the gear of a machine, and what it must have in common with the one that sends it out.

    `version` is the program's: another one might see other things. `authorities` are certificates to
    trust besides the usual ones (PEM), because paths of one machine mean nothing on another. `words` are
    the lists by which the district's pages are read (see `auditor.words`).
    """

    gear: Gear
    version: str
    authorities: str = ""
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


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
