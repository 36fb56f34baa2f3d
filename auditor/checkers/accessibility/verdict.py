"""Hold what a judge says of a noted fact, and read numbers from such a fact; judges nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auditor.page import Observation
from auditor.words import Words


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say what a fact amounts to; the first criterion that a clause binds tells it.

    `failed` says that the fact decides by itself. Whether the report may call it a failure is another
    matter: that takes figures of `precision` for this `kind` of the rule.
    """

    criteria: tuple[str, ...]
    words: str
    failed: bool = False
    kind: str = ""


Judge = Callable[[Observation], Verdict | None]
WordJudge = Callable[[Observation, Words], Verdict | None]
"""Judges that ask the lists of cue words, too."""


def number(seen: Observation, name: str) -> int:
    """Return a counted figure of a fact, 0 where it is missing."""
    told = seen.data.get(name, "")
    return int(told) if told.isdecimal() else 0


def share(seen: Observation, name: str) -> float:
    """Return a measured share of a fact, 0 where it is missing."""
    try:
        return float(seen.data.get(name, ""))
    except ValueError:
        return 0.0
