"""Say how often the own checks were right where they called something a failure on pages by strangers.

Holds figures and one rule: a kind of a check may fail only where people read thirty such hits outside the ACT
set and found nine of ten right. All other kinds ask a person to look. `docs/accessibility.md` tells how hits
are read and added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

FEWEST_READ: Final = 30
LEAST_RIGHT: Final = 0.9


@dataclass(frozen=True, slots=True)
class Hits:
    """Count for one kind of one rule the hits that were read, and those that were right."""

    rule: str
    kind: str
    read: int
    right: int
    on: date

    @property
    def enough(self) -> bool:
        """Tell whether enough were read, and enough of these were right."""
        return self.read >= FEWEST_READ and self.right >= LEAST_RIGHT * self.read


_NOVEMBER: Final = date(2026, 11, 22)

HITS: Final = (
    Hits("alt-empty-words", "empty", 33, 32, _NOVEMBER),
    Hits("alt-file-name", "file", 30, 30, _NOVEMBER),
    Hits("alt-file-name", "number", 34, 34, _NOVEMBER),
    Hits("audio-text", "speech", 31, 30, _NOVEMBER),
    Hits("change-leaves", "select", 38, 36, _NOVEMBER),
    Hits("contrast-measured", "over a gradient", 41, 41, _NOVEMBER),
    Hits("contrast-measured", "over something else", 7, 6, _NOVEMBER),
    Hits("focus-thrown-away", "by its code", 43, 43, _NOVEMBER),
    Hits("focus-unseen", "pressed", 47, 47, _NOVEMBER),
    Hits("header-without-cells", "over nothing", 35, 35, _NOVEMBER),
    Hits("header-without-cells", "pushed aside", 33, 33, _NOVEMBER),
    Hits("heading-words", "leftover", 36, 35, _NOVEMBER),
    Hits("link-words", "alone", 31, 31, _NOVEMBER),
    Hits("links-same-words", "alone", 2, 0, _NOVEMBER),
    Hits("links-same-words", "pictures", 43, 43, _NOVEMBER),
    Hits("mouse-only", "alone", 33, 33, _NOVEMBER),
    Hits("page-language", "letters", 30, 30, _NOVEMBER),
    Hits("page-language", "words", 30, 30, _NOVEMBER),
    Hits("picture-hidden", "canvas", 36, 36, _NOVEMBER),
    Hits("picture-hidden", "words-hidden", 6, 6, _NOVEMBER),
    Hits("sound-starts", "heard", 33, 33, _NOVEMBER),
    Hits("title-words", "file", 37, 36, _NOVEMBER),
    Hits("title-words", "leftover", 52, 52, _NOVEMBER),
)
"""By rule and kind; of one template at most three hits count."""


def hits_of(rule: str) -> tuple[Hits, ...]:
    """Return what was read of a rule, kind by kind."""
    return tuple(each for each in HITS if each.rule == rule)


def may_fail(rule: str, kind: str) -> bool:
    """Tell whether this kind of a rule is right often enough to accuse somebody."""
    return any(each.enough for each in HITS if (each.rule, each.kind) == (rule, kind))
