"""Define what a rule is: its id for ever, the topic it rests on, its words, and examples that are tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters, in the words of the field; ordered by `rank`."""

    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Section(StrEnum):
    """Under which of the report's headings a rule's findings stand."""

    PRIVACY = "act-today"
    UPDATES = "updates"
    ACCESS = "access"
    LINKS = "links"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Example:
    """Show what a rule finds: `html` is audited as a page and must yield exactly `quotes`.

    A quote is the finding's quoted text, or for an element its selector. No quotes: a near miss
    that must yield nothing. `engine` marks an example that needs a real browser. `before` is the
    page as it was a night earlier; `destination` is (final address, title, text) behind its link.
    """

    html: str
    quotes: tuple[str, ...] = ()
    why: str = ""
    engine: bool = False
    before: str | None = None
    destination: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Define one kind of violation; it speaks only where a clause in force has the same `topic`.

    `id` is kebab-case and never changes; `title`, `why` and `fix` are plain sentences for readers
    who are not engineers; `criteria` are the WCAG numbers it serves, where it serves any. A rule `by_person`
    asks a person to look where no program may: it rests on what people noted, whatever could be read.
    """

    id: str
    topic: str
    section: Section
    severity: Severity
    title: str
    why: str
    fix: str
    examples: tuple[Example, ...] = ()
    criteria: tuple[str, ...] = ()
    needs_browser: bool = False
    needs_roster: bool = False
    by_person: bool = False
