"""Print what a night costs: `make bench`; settings ask for more or less.

PAGES=64 pages beside a peer, SECOND=32 for a first audit and the night after it and DESTINATIONS=1000 places
behind links are invented, JOBS=0 browsers (one per core), SECONDS=170 bound each run, FILES=6 files of each
kind are read, updates are followed on UPDATES=8 sites, HOSTILE=1 is a night over a hostile web, and NAMES=1
looks for names; 0 leaves any of these out. ACT, SITES, DOCS (DOCS_PAGES of them), LINKS, POLICIES and HISTORY
name folders from elsewhere; PEER, GROWTH, NIGHTS=365 and AS_OF=60 (on AS_OF_SITES=60) measure beside a peer
(which shows pages in PEER_BROWSER), the two nights of 50, 200 and 800 pages, a year's trends, many nights in
a row, and DISTRICT=600 a whole district. What is left out is said at the end. Everything is served from and
written to this machine, and deleted at the end.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.browser import available
from auditor.exits import Exit
from tests.bench import (
    act,
    docs,
    elsewhere,
    extraction,
    first,
    hostile,
    links,
    names,
    policies,
    replay,
    second,
    thousand,
    updates,
    whole,
    year,
)


@dataclass(frozen=True, slots=True)
class Part:
    """Say what one part of the bench measures, by which setting it is asked for, and how it is done.

    `report` is given a folder that does not exist yet.
    """

    setting: str
    about: str
    asked: bool
    report: Callable[[Path], str]


def main() -> int:
    """Run what the environment asks for; returns the exit code."""
    reason = available()
    if reason is not None:
        print(reason)
        return Exit.UNAVAILABLE
    try:
        parts = list(_parts())
    except ValueError as fault:
        print(fault)
        return Exit.USAGE
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="auditor-bench-") as scratch:
        for part in parts:
            if part.asked:
                print(part.report(Path(scratch, part.setting.lower())) + "\n", flush=True)
    left_out = [f"{part.about} ({part.setting})" for part in parts if not part.asked]
    if left_out:
        print(f"Left out: {', '.join(left_out)}.")
    return Exit.OK


def _parts() -> Iterator[Part]:
    """Yield every part in order; raises `ValueError` for a setting that means nothing."""
    jobs, seconds = _number("JOBS", 0), float(_number("SECONDS", 170))
    peer, growth = _wanted("PEER"), _wanted("GROWTH")
    some, most = _number("AS_OF_SITES", 60), _number("DOCS_PAGES", 0)
    yield _sized(
        "PAGES", 64, "a first night", lambda here, pages: first.report(here, pages, jobs, seconds, peer=peer)
    )
    yield _sized(
        "SECOND", 32, "the night after it",
        lambda here, pages: second.report(here, second.GROWTH if growth else (pages,), jobs, seconds * 10),
    )  # fmt: skip
    yield _outside(
        "SITES", "websites from elsewhere",
        lambda here, folder: elsewhere.report(here, folder, jobs, seconds * 2),
    )  # fmt: skip
    yield _outside("ACT", "cases of W3C", lambda _, folder: act.report(folder, seconds * 5))
    yield _outside("LINKS", "labelled links", lambda _, folder: links.report(folder))
    yield _outside("POLICIES", "texts of policies", lambda _, folder: policies.report(folder)[0])
    yield _sized("NIGHTS", 0, "a year's trends", year.report)
    yield _sized("UPDATES", 8, "updates", lambda here, sites: updates.report(here, sites, 8 * sites))
    yield _sized(
        "AS_OF", 0, "many nights in a row", lambda here, nights: updates.many_nights(here, some, nights)
    )
    yield _outside("HISTORY", "a website's history", lambda here, folder: replay.report(folder, here))
    yield _sized("DISTRICT", 0, "a whole district", lambda here, sites: whole.report(here, sites, 3600.0))
    yield _sized("HOSTILE", 1, "a hostile web", lambda here, _: hostile.report(here))
    yield _sized("DESTINATIONS", 1000, "places behind links", thousand.report)
    yield _sized("NAMES", 1, "names", lambda *_: names.report())
    yield _sized("FILES", 6, "files and pages", lambda _, count: extraction.report(count))
    yield _outside("DOCS", "prose without students", lambda _, folder: docs.report(folder, most))


def _sized(setting: str, size: int, about: str, report: Callable[[Path, int], str]) -> Part:
    """Return a part that is as large as its setting says, and left out at 0."""
    count = _number(setting, size)
    return Part(setting, about, count > 0, lambda here: report(here, count))


def _outside(setting: str, about: str, report: Callable[[Path, Path], str]) -> Part:
    """Return a part that reads a folder from elsewhere, and is left out where none is named."""
    folder = os.environ.get(setting, "")
    if folder and not Path(folder).is_dir():
        raise ValueError(f"{setting}={folder}: there is no such folder")
    return Part(setting, about, bool(folder), lambda here: report(here, Path(folder)))


def _number(setting: str, default: int) -> int:
    written = os.environ.get(setting) or str(default)
    if not written.isdecimal():
        raise ValueError(f"{setting}={written}: this must be a number")
    return int(written)


def _wanted(setting: str) -> bool:
    return os.environ.get(setting, "") not in ("", "0")


if __name__ == "__main__":
    sys.exit(main())
