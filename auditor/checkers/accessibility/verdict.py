"""Hold what a noted fact amounts to; judges none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auditor.page import Observation


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say what a fact amounts to; the first criterion that a clause binds tells it."""

    criteria: tuple[str, ...]
    words: str
    failed: bool = False


Judge = Callable[[Observation], Verdict | None]
