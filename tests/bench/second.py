"""Measure a first night and an ordinary one after it, on which two pages in a hundred changed.

`python -m tests.bench.second 16 50 200` prints one column a number of pages; SECONDS=1800 bounds each night.
Nothing is read afresh (`refresh_days = 0`): every page that stands may stand.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.folder import write_folder
from tests.bench.one_night import Measured, measure
from tests.bench.pages import InventedSite, write_sites
from tests.bench.served import served
from tests.bench.table import number, table

FIRST, SECOND = "2026-11-04T02:00", "2026-11-05T02:00"
CHANGED: Final = 50
"""One page in so many changes between the two nights, spread over the sites."""
_NEW_LINE: Final = "<p>Please bring a seed and a cup of soil on Thursday.</p></main>"
_STEPS: Final = ("crawl", "door", "extract", "driving", "browsers", "judge", "store", "report", "rest")


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold what both nights cost; `changed` is how many pages changed between them."""

    pages: int
    changed: int
    first: Measured
    second: Measured


def measure_pair(scratch: Path, pages: int, jobs: int, seconds: float) -> Pair:
    """Run two nights on invented sites, the second with a fiftieth of the pages changed."""
    scratch.mkdir(parents=True)
    sites = write_sites(scratch / "pages", pages)
    folders = {site.host: site.folder for site in sites}
    with served(folders, scratch) as port:
        config = write_folder(scratch / "night", list(folders), port, ("axe",), pages, "refresh_days = 0")
        first = measure(config, jobs, seconds, FIRST)
    changed = _change(sites, max(1, pages // CHANGED))
    # Served anew, because what was once served is kept in mind.
    with served(folders, scratch) as again:
        hosts = config / "hosts.json"
        hosts.write_text(hosts.read_text("utf-8").replace(f":{port}", f":{again}"), "utf-8")
        second = measure(config, jobs, seconds, SECOND)
    return Pair(pages, changed, first, second)


def _change(sites: Sequence[InventedSite], count: int) -> int:
    every = [(site, path) for site in sites for path in site.paths]
    for site, path in every[5 % len(every) :: max(1, len(every) // count)][:count]:
        file = site.folder / ("index.html" if path == "/" else path[1:])
        file.write_text(file.read_text("utf-8").replace("</main>", _NEW_LINE, 1), "utf-8")
    return count


def report(scratch: Path, counts: Sequence[int], jobs: int, seconds: float) -> str:
    """Return a table of both nights for each number of pages."""
    pairs = [measure_pair(scratch / str(count), count, jobs, seconds) for count in counts]
    rows = [
        ["pages changed, shown", *(f"{each.changed}, {each.second.pages}" for each in pairs)],
        ["first night, s", *(number(sum(each.first.wall.values()), 1) for each in pairs)],
        ["second night, s", *(number(sum(each.second.wall.values()), 1) for each in pairs)],
        ["  times as fast", *(_times(sum(each.first.wall.values()), each.second.wall) for each in pairs)],
        ["first night, CPU s", *(number(_all(each.first), 1) for each in pairs)],
        ["second night, CPU s", *(number(_all(each.second), 1) for each in pairs)],
        ["  times as little", *(_times(_all(each.first), {"": _all(each.second)}) for each in pairs)],
    ]
    for step in _STEPS:
        rows.append([f"second, CPU ms a page: {step}", *(_step(each, step) for each in pairs)])
    told = table(["a second night", *(f"{each.pages} pages" for each in pairs)], rows)
    faults = [
        f"{each.pages} pages: no figure ({night.fault})."
        for each in pairs
        for night in (each.first, each.second)
        if night.fault
    ]
    return "\n".join([told, *faults])


def _all(night: Measured) -> float:
    return sum(night.cpu.values()) + night.rest


def _times(first: float, second: dict[str, float]) -> str:
    spent = sum(second.values())
    return number(first / spent, 1) if spent else "-"


def _step(pair: Pair, step: str) -> str:
    spent = pair.second.rest if step == "rest" else pair.second.cpu.get(step, 0.0)
    return number(1000 * spent / pair.pages, 1)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="auditor-second-") as folder:
        asked = [int(word) for word in sys.argv[1:]] or [16, 50, 200]
        print(report(Path(folder), asked, 0, float(os.environ.get("SECONDS") or 1800)))
