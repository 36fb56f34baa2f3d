"""Name the exit codes and the refusal that carries one; leaves printing to the command line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path


class Exit(IntEnum):
    """Exit codes that schedulers and scripts rely on; when several apply, the greatest wins."""

    OK = 0
    SITES_UNREAD = 3
    MAIL_HELD = 4
    USAGE = 64
    UNAVAILABLE = 69
    STORAGE = 74
    BUSY = 75
    CONFIGURATION = 78


@dataclass
class Refusal(Exception):
    """Stop the program with one clear sentence for the person who can mend the cause.

    `sentence` says what is wrong and what to do; `path` and `line` (1-based) say where.
    """

    code: Exit
    sentence: str
    path: Path | None = None
    line: int | None = None

    def __post_init__(self) -> None:
        # A cell may hold line breaks; quoted in a sentence, they would look like another fault.
        self.sentence = " ".join(self.sentence.split())

    def __str__(self) -> str:
        if self.path is None:
            return self.sentence
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.sentence}"


@dataclass
class Refusals(Exception):
    """Carry every fault found in one reading, so that a person mends them in one go."""

    faults: tuple[Refusal, ...]

    @property
    def code(self) -> Exit:
        return max(fault.code for fault in self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)
