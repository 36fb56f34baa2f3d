"""Define what a run is asked to do, whom it tells how far it is, and how it ended; does nothing itself."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from auditor.exits import Exit


class Step(StrEnum):
    """A part of the nightly job; the words are those of the commands.

    `FOLLOW` is the last part of a visit and has no command of its own.
    """

    VISIT = "crawl"
    FOLLOW = "links"
    JUDGE = "check"
    REPORT = "report"
    MAIL = "send"


STEPS = (Step.VISIT, Step.JUDGE, Step.REPORT, Step.MAIL)


@dataclass(frozen=True, slots=True)
class Options:
    """Hold what the command line asks of one run; empty means the usual."""

    as_of: str = ""
    only: tuple[str, ...] = ()
    sites: str = ""
    browser: bool = True
    full: bool = False
    jobs: int = 0
    replay: bool = False
    accept_roster: bool = False
    mail: bool = True
    dry_run: bool = False
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class MailOptions:
    """Hold what the command line asks of one sending: to show it only, or to let go what was held."""

    as_of: str = ""
    dry_run: bool = False
    preview: bool = False
    release: bool = False


class Progress(Protocol):
    """Is told how far a night has come."""

    def start(self, step: Step, total: int) -> None: ...

    def site(self, step: Step, site_id: str, remark: str) -> None: ...


@dataclass
class Summary:
    """Say how a run ended: what to open, what could not be audited, and the exit code."""

    code: Exit = Exit.OK
    reports: list[Path] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    mail: list[str] = field(default_factory=list)


@contextmanager
def steady_memory() -> Iterator[None]:
    """Look for unreachable cycles often, and only among what is made from now on.

    Trees of pages are such cycles: looked for rarely, they pile up with every site. To look through all that
    was loaded before, each time, took half of the time of reading visits and judging them.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 3, 0)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
