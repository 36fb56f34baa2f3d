"""Measure what following updates costs: processor time a page, growth of the store, and many nights in a row.

Sites are invented (see `pages`); half of them change every night by themselves and once a week by hand.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from auditor.night import cores
from auditor.night.lines import Follower
from auditor.store import saving
from spiders import reading
from tests.bench.pages import InventedSite, write_sites
from tests.bench.table import number, table
from tests.history.replayed import Pages, Replay
from tests.web import Response

FIRST: Final = date(2026, 9, 7)
SETTLING: Final = 7
"""Nights after which a store has all that it says once: rules, pages, the first texts."""
_BESIDE: Final = re.compile(r"<img\b[^>]*>|<link\b[^>]*>|<script\b[^>]*src=[^>]*></script>")
"""Pictures and styles are left out: reading words in pictures has a budget of its own."""
_PAGE: Final = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Cost:
    """Hold CPU milliseconds a page and night, by kind of work, and bytes that 100 still sites add a night."""

    pages: int
    nights: int
    text: float
    history: float
    writing: float
    growth: float

    @property
    def all(self) -> float:
        return self.text + self.history + self.writing


def measure(scratch: Path, sites: int, pages: int, nights: int) -> Cost:
    """Audit invented sites night after night in this process; bytes are counted with the store closed."""
    spent: Counter[str] = Counter()
    with _timed(spent), _replay(scratch / "cost", sites, pages, still=False) as run:
        run.nights(FIRST, FIRST + timedelta(days=SETTLING))
        spent.clear()
        run.nights(FIRST + timedelta(days=SETTLING + 1), FIRST + timedelta(days=SETTLING + nights))
    still = max(4, sites)
    with _replay(scratch / "growth", still, 4 * still, still=True) as run:
        run.nights(FIRST, FIRST + timedelta(days=SETTLING))
        before = _bytes(run)
        run.nights(FIRST + timedelta(days=SETTLING + 1), FIRST + timedelta(days=SETTLING + nights))
        grown = _bytes(run) - before
    each = {name: seconds * 1000 / (pages * nights) for name, seconds in spent.items()}
    return Cost(pages, nights, each["text"], each["history"], each["writing"], grown / nights / still * 100)


def report(scratch: Path, sites: int = 8, pages: int = 64, nights: int = 10) -> str:
    """Return a table of what one page and one night cost."""
    cost = measure(scratch, sites, pages, nights)
    rows = [
        ["text, ms CPU a page and night", number(cost.text, 1), ""],
        ["history and verdict", number(cost.history, 1), ""],
        ["writing them down", number(cost.writing, 1), ""],
        ["all three", number(cost.all, 1), "at most 30"],
        ["KB that 100 unchanged sites add a night", number(cost.growth / 1000, 0), "at most 1000"],
    ]
    return table([f"updates: {cost.pages} pages, {cost.nights} nights", "", "mark"], rows)


def many_nights(scratch: Path, sites: int, nights: int) -> str:
    """Return what `auditor run --as-of` over many nights without a browser costs, a process a night."""
    command = [sys.executable, "-m", "auditor", "run", "--no-browser", "--no-mail", "--as-of"]
    began, before = time.monotonic(), _children()
    halves = [before]
    with _replay(scratch / "many", sites, sites * 3, still=False) as run:
        for count in range(nights):
            when = datetime.combine(FIRST + timedelta(days=count), datetime.min.time()) + timedelta(hours=2)
            run.show(when)
            asked = [*command, f"{when:%Y-%m-%dT%H:%M}", "--config", str(run.district.config)]
            done = subprocess.run(asked, capture_output=True, text=True, timeout=1800, check=False)
            if done.returncode not in (0, 4):
                why = done.stderr.strip().rpartition("\n")[2]
                return f"{nights} nights: no figure (night {count + 1} ended with {done.returncode}: {why})"
            if count + 1 in (nights // 2, nights):
                halves.append(_children())
        store = _bytes(run)
    cpu = halves[-1] - halves[0]
    rows = [
        ["sites, nights", f"{sites}, {nights}"],
        ["minutes", number((time.monotonic() - began) / 60, 1)],
        ["CPU minutes", number(cpu / 60, 1)],
        ["CPU s a night, first half", number((halves[1] - halves[0]) / max(1, nights // 2), 1)],
        ["CPU s a night, second half", number((halves[-1] - halves[1]) / max(1, nights - nights // 2), 1)],
        ["store, MB", number(store / 1e6, 1)],
    ]
    load = f"load {os.getloadavg()[0]:.0f}" if hasattr(os, "getloadavg") else ""
    return table([f"auditor run --as-of, no browser ({load})", ""], rows)


def _replay(folder: Path, sites: int, pages: int, *, still: bool) -> Replay:
    folder.mkdir(parents=True)
    written = _sites(folder / "pages", sites, pages)
    bodies = {
        f"{site.host}{path}": _BESIDE.sub("", (site.folder / (path[1:] or "index.html")).read_text("utf-8"))
        for site in written
        for path in site.paths
    }

    def state(when: datetime) -> Pages:
        shown = {}
        for count, (address, body) in enumerate(bodies.items()):
            moving = "" if still or count % 2 else _moving(when, count)
            shown[address] = Response(200, _PAGE, body.replace("</main>", f"{moving}</main>"))
        return shown

    rows = [(site.host.partition(".")[0], f"http://{site.host}/", "elm") for site in written]
    return Replay(folder / "district", rows, state, direct=folder.name != "many")


def _sites(folder: Path, sites: int, pages: int) -> list[InventedSite]:
    """Return `sites` invented sites; the generator gives four at least, and 16 pages to each."""
    each = max(1, pages // sites)
    found: list[InventedSite] = []
    while len(found) < sites:
        # Each part has hosts and words of its own.
        part = write_sites(folder / str(len(found)), min(4, sites - len(found)) * each)
        found += [
            InventedSite(f"p{len(found)}-{site.host}", site.folder, site.paths)
            for site in part[: sites - len(found)]
        ]
    return found


def _moving(when: datetime, count: int) -> str:
    week = when.date() - timedelta(days=(when.weekday() - count) % 7)
    return (
        f"<p>Visitors: {when.toordinal() * 3 + count}</p><p>Today is {when:%A, %B} {when.day}</p>"
        f"<h3>Week of {week:%B} {week.day}</h3>"
        f"<p>Read chapter {week.toordinal() % 90} and bring {count} notes.</p>"
    )


@contextmanager
def _timed(spent: Counter[str]) -> Iterator[None]:
    """Add up processor seconds of the thread that does each kind of work."""

    def clocked(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def run(*given: Any, **named: Any) -> Any:
            began = time.thread_time()
            try:
                return work(*given, **named)
            finally:
                spent[name] += time.thread_time() - began

        return run

    with ExitStack() as stack:
        # All is done, and timed, in this process.
        stack.enter_context(patch.object(cores, "cores", lambda: 1))
        for place, attribute, name in (
            (reading, "read_html", "text"),
            (Follower, "take_note", "history"),
            (Follower, "follow", "history"),
            (saving, "write_lines", "writing"),
        ):
            work = getattr(place, attribute)
            stack.enter_context(patch.object(place, attribute, clocked(name, work)))
        yield


def _bytes(run: Replay) -> int:
    return sum(file.stat().st_size for file in run.district.var.glob("auditor.db*"))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
