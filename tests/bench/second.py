"""Measure a first audit and the night after it, on which two pages in a hundred changed, in one table.

`python -m tests.bench.second 50 200 800` prints one column a number of pages, and the last of them once more
with everything read afresh within seven nights; SECONDS=1800 bounds each night. In the other columns nothing
is read afresh (`refresh_days = 0`): every page that stands may stand.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.folder import write_folder
from tests.bench.one_night import Measured, measure
from tests.bench.pages import InventedSite, write_sites
from tests.bench.served import served
from tests.bench.table import megabytes, number, table

FIRST, SECOND = "2026-11-04T02:00", "2026-11-05T02:00"
GROWTH: Final = (50, 200, 800)
CHANGED: Final = 50
"""One page in so many changes between the two nights, spread over the sites."""
SEVEN: Final = 7
_MARKS: Final = "Marks for 800 pages: 25 times as fast, 5 times with refresh_days = 7."
_NEW_LINE: Final = "<p>Please bring a seed and a cup of soil on Thursday.</p></main>"
_STEPS: Final = ("crawl", "door", "extract", "driving", "browsers", "judge", "store", "report", "rest")


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold what both nights cost; `changed` is how many pages changed between them."""

    pages: int
    refresh_days: int
    changed: int
    first: Measured
    second: Measured

    @property
    def name(self) -> str:
        again = f", refresh {self.refresh_days}" if self.refresh_days else ""
        return f"{self.pages} pages{again}"


def measure_pair(scratch: Path, pages: int, jobs: int, seconds: float, refresh_days: int = 0) -> Pair:
    """Run two nights on invented sites, the second with a fiftieth of the pages changed."""
    scratch.mkdir(parents=True)
    sites = write_sites(scratch / "pages", pages)
    folders = {site.host: site.folder for site in sites}
    with served(folders, scratch) as port:
        more = f"refresh_days = {refresh_days}"
        config = write_folder(scratch / "night", list(folders), port, ("axe",), pages, more)
        first = measure(config, jobs, seconds, FIRST)
    changed = _change(sites, max(1, pages // CHANGED))
    # Served anew, because what was once served is kept in mind.
    with served(folders, scratch) as again:
        hosts = config / "hosts.json"
        hosts.write_text(hosts.read_text("utf-8").replace(f":{port}", f":{again}"), "utf-8")
        second = measure(config, jobs, seconds, SECOND)
    return Pair(pages, refresh_days, changed, first, second)


def _change(sites: Sequence[InventedSite], count: int) -> int:
    every = [(site, path) for site in sites for path in site.paths]
    for site, path in every[5 % len(every) :: max(1, len(every) // count)][:count]:
        file = site.folder / ("index.html" if path == "/" else path[1:])
        file.write_text(file.read_text("utf-8").replace("</main>", _NEW_LINE, 1), "utf-8")
    return count


def report(scratch: Path, counts: Sequence[int], jobs: int, seconds: float) -> str:
    """Return one table of both nights: speed, cost by stage, memory, and how they grow with the pages."""
    pairs = [measure_pair(scratch / str(count), count, jobs, seconds) for count in counts]
    pairs.append(measure_pair(scratch / "seven", counts[-1], jobs, seconds, SEVEN))
    return told(pairs)


def told(pairs: Sequence[Pair]) -> str:
    """Write the table; growth is told against the first column."""
    base = pairs[0]

    def row(name: str, cell: Callable[[Pair], str]) -> list[str]:
        return [name, *(cell(each) for each in pairs)]

    rows = [row("pages changed between the nights", lambda each: str(each.changed))]
    for night, of in (("first", _first), ("second", _second)):
        rows += [
            row(f"{night}: pages shown", lambda each, of=of: str(of(each).pages)),
            row(f"{night}: seconds", lambda each, of=of: number(_wall(of(each)), 1)),
            row(f"{night}: pages a second", lambda each, of=of: number(_ratio(each.pages, _wall(of(each))))),
            row(f"{night}: CPU ms a page", lambda each, of=of: number(_cost(each, of), 1)),
            *(
                row(f"   {step}", lambda each, of=of, step=step: number(_step(each, of, step), 1))
                for step in _STEPS
            ),
            row("   against the first column", lambda each, of=of: _grown(_cost(each, of), _cost(base, of))),
            row(f"{night}: memory of all", lambda each, of=of: megabytes(of(each).peak)),
            row(f"{night}: memory of the auditor", lambda each, of=of: megabytes(of(each).own)),
            row("   against the first column", lambda each, of=of: _grown(of(each).own, of(base).own)),
        ]
    rows += [
        row("times as fast", lambda each: number(_ratio(_wall(each.first), _wall(each.second)), 1)),
        row("times as little CPU", lambda each: number(_ratio(_cost(each, _first), _cost(each, _second)), 1)),
    ]
    faults = [
        f"{each.name}: no figure ({night.fault})."
        for each in pairs
        for night in (each.first, each.second)
        if night.fault
    ]
    heads = ["a first audit, and the night after it", *(each.name for each in pairs)]
    return "\n".join([table(heads, rows), _MARKS, *faults])


Of = Callable[[Pair], Measured]


def _first(pair: Pair) -> Measured:
    return pair.first


def _second(pair: Pair) -> Measured:
    return pair.second


def _wall(night: Measured) -> float:
    return sum(night.wall.values())


def _cost(pair: Pair, of: Of) -> float:
    """Return processor time in milliseconds a page of the district, shown or not."""
    return sum(_step(pair, of, step) for step in _STEPS)


def _step(pair: Pair, of: Of, step: str) -> float:
    night = of(pair)
    spent = night.rest if step == "rest" else night.cpu.get(step, 0.0)
    return 1000 * spent / pair.pages


def _ratio(one: float, other: float) -> float:
    return one / other if other else 0.0


def _grown(now: float, base: float) -> str:
    return f"{100 * (now - base) / base:+.0f}%" if now and base else "-"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="auditor-second-") as folder:
        asked = [int(word) for word in sys.argv[1:]] or list(GROWTH)
        print(report(Path(folder), asked, 0, float(os.environ.get("SECONDS") or 1800)))
