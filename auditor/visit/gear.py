"""Say with what sites are visited, as plain data, and open it; visits none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path

from auditor.browser import BrowserOptions, BrowserPool
from auditor.config.embeds import Embeds
from auditor.egress import Door, DoorRules
from auditor.extract.documents import DocumentReader
from auditor.extract.ocr import WordBudget
from auditor.manners import HostRule, Manners
from auditor.visit import FileReaders, Visitor
from spiders.crawl import CrawlThread

WITHOUT_BROWSERS = 4
"""Pages read at a time where no browser shows any."""


@dataclass(frozen=True, slots=True)
class Gear:
    """Hold the rules of the door, of manners and of browsers, and how much is done at once.

    `browser` is None for a night without; `readers` is the number of locked-in children that read
    documents and pictures, shared by all sites under way; `word_seconds` is how long words in pictures are
    read in one night, all sites together; `visits_per_browser` is how many sites are under way for each
    browser, since most of a visit is waiting for its host.
    """

    door: DoorRules
    hosts: Mapping[str, HostRule]
    browser: BrowserOptions | None
    embeds: Embeds
    readers: int = 2
    word_seconds: float = 1800.0
    visits_per_browser: int = 4


def opened(
    gear: Gear,
    stack: ExitStack,
    *,
    ca_file: Path | None = None,
    log_path: Path | None = None,
    alone: Callable[[Manners], Callable[[str], AbstractContextManager[object]]] = lambda _: nullcontext,
) -> tuple[Visitor, int]:
    """Open all of it until `stack` ends; returns who visits, and how many sites at once.

    `ca_file` are authorities for the crawler, browsers have their own; `alone` makes of the manners what
    a `Visitor` takes by that name. Raises Refusal (69) where no browser can be had.
    """
    manners = Manners(gear.hosts)
    stack.callback(manners.close)
    door = stack.enter_context(Door(gear.door, log_path=log_path))
    crawls = stack.enter_context(CrawlThread(manners, ca_file))
    browsers = stack.enter_context(BrowserPool(gear.browser)) if gear.browser is not None else None
    files = FileReaders(stack.enter_context(DocumentReader(gear.readers)), WordBudget(gear.word_seconds))
    visitor = Visitor(door, crawls, manners, browsers, files, gear.embeds, alone(manners))
    return visitor, gear.visits_per_browser * (browsers.jobs if browsers is not None else WITHOUT_BROWSERS)
