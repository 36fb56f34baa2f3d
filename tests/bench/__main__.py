"""Print what a night costs: `make bench`; many settings ask for more.

PAGES=64 pages beside a peer, SECOND=32 for a first audit and the night after it (0: none) and
DESTINATIONS=1000 places behind links (0: none) are invented, JOBS=0 browsers (one per core), SECONDS=170
bound each run, FILES=6 files of each kind are read, updates are followed on UPDATES=8 sites (0: none),
HOSTILE=0 leaves the hostile web out. ACT, SITES, DOCS, LINKS, POLICIES and HISTORY name folders from
elsewhere; PEER, GROWTH, NIGHTS=365 and AS_OF=60 measure beside a peer (which shows pages in PEER_BROWSER),
the two nights of 50, 200 and 800 pages, a year's trends, many nights in a row, and DISTRICT=600 a whole
district. Everything is served from and written to this machine, and deleted at the end.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.browser import ENGINES, available
from auditor.browser.options import find_browser
from tests.bench import (
    act,
    docs,
    extraction,
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
from tests.bench.folder import write_folder
from tests.bench.one_night import Measured, measure
from tests.bench.pages import InventedSite, write_sites
from tests.bench.peer import Peer, run_peer
from tests.bench.served import served
from tests.bench.table import megabytes, number, table

FIRST = "axe"
EVERY = "all engines"
VISIT, JUDGE, REPORT = "crawl", "check", "report"
SEVERITIES = ("critical", "serious", "moderate", "minor", "to look at")


@dataclass(frozen=True, slots=True)
class Column:
    """Name one measured night."""

    name: str
    night: Measured


def main() -> int:
    """Run what the environment asks for; returns the exit code."""
    reason = available()
    if reason is not None:
        print(reason)
        return 69
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    pages, jobs = _setting("PAGES", 64), _setting("JOBS", 0)
    seconds = float(_setting("SECONDS", 170))
    with tempfile.TemporaryDirectory(prefix="auditor-bench-") as scratch:
        _figures(Path(scratch), pages, jobs, seconds)
        if pages := _setting("SECOND", 32):
            counts = second.GROWTH if os.environ.get("GROWTH") else (pages,)
            print("\n" + second.report(Path(scratch, "second"), counts, jobs, seconds * 10))
        if folder := os.environ.get("SITES"):
            _sites(Path(scratch, "sites-from-elsewhere"), Path(folder), jobs, seconds)
        if folder := os.environ.get("ACT"):
            print("\n" + act.report(Path(folder), seconds * 5))
        if folder := os.environ.get("LINKS"):
            print("\n" + links.report(Path(folder)))
        if folder := os.environ.get("POLICIES"):
            print("\n" + policies.report(Path(folder))[0])
        if nights := _setting("NIGHTS", 0):
            print("\n" + year.report(Path(scratch, "year"), nights))
        if sites := _setting("UPDATES", 8):
            print("\n" + updates.report(Path(scratch, "updates"), sites, 8 * sites))
        if nights := _setting("AS_OF", 0):
            print("\n" + updates.many_nights(Path(scratch, "as-of"), _setting("AS_OF_SITES", 60), nights))
        if folder := os.environ.get("HISTORY"):
            print("\n" + replay.report(Path(folder), Path(scratch, "history")))
        if sites := _setting("DISTRICT", 0):
            print("\n" + whole.report(Path(scratch, "district"), sites, 3600.0))
        if _setting("HOSTILE", 1):
            print("\n" + hostile.report(Path(scratch, "hostile")))
        if destinations := _setting("DESTINATIONS", 1000):
            print("\n" + thousand.report(Path(scratch, "destinations"), destinations))
    _names()
    print("\n" + extraction.report(_setting("FILES", 6)))
    if folder := os.environ.get("DOCS"):
        print("\n" + docs.report(Path(folder), _setting("DOCS_PAGES", 0)))
    return 0


def _names() -> None:
    """Print what matching of names finds on an invented district, and what it costs."""
    print("\nNames on an invented district (full names; certain and likely)\n")
    for students in (9_000, 40_000):
        told = names.measure(students)
        print(
            f"{students:,} students: {told.found:.1%} found, {told.right:.1%} of what is told is right, "
            f"{told.fooled:.1%} of look-alikes told, {told.mistaken} taken for another, "
            f"{told.cpu_ms:.2f} ms CPU a page of {told.page_kb:.1f} KB text "
            f"({told.all_cpu_ms:.2f} with photos and opt-outs)"
        )


def _setting(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def _figures(scratch: Path, pages: int, jobs: int, seconds: float) -> None:
    """Print the table of nights, and the peer's figures beside them."""
    columns = []
    peer: Peer | None = None
    sites = write_sites(scratch / "pages", pages)
    with served({site.host: site.folder for site in sites}, scratch) as port:
        columns.append(Column(FIRST, _night(scratch / FIRST, sites, port, (FIRST,), jobs, seconds)))
        every = _night(scratch / "every", sites, port, tuple(ENGINES), jobs, seconds)
        columns.append(Column(EVERY, every))
        if os.environ.get("PEER"):
            urls = [url for site in sites for url in site.urls()]
            installed = find_browser()
            at_once = columns[0].night.jobs or jobs or 2
            browser = os.environ.get("PEER_BROWSER") or (installed.browser if installed is not None else "")
            peer = run_peer(urls, port, at_once, browser, scratch, seconds * 2)
    heads = ["", *(column.name for column in columns), *(["pa11y-ci"] if peer else [])]
    rows = [[name, *(_cell(column.night, name) for column in columns)] for name in _ROWS]
    if peer is not None:
        for row in rows:
            row.append(_peer_cell(peer, row[0]))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"A first night on invented class pages, {os.cpu_count()} cores{load}\n")
    print(table(heads, rows))
    for column in columns:
        if column.night.fault:
            print(f"\n{column.name}: no figure ({column.night.fault}).")
    _print_cost(columns)
    if peer is not None:
        _print_ratio(columns[0].night, peer)


def _night(
    target: Path, sites: Sequence[InventedSite], port: int, engines: Sequence[str], jobs: int, seconds: float
) -> Measured:
    pages = sum(len(site.paths) for site in sites)
    config = write_folder(target, [site.host for site in sites], port, engines, pages)
    return measure(config, jobs, seconds)


def _speed(night: Measured) -> float:
    return night.pages / night.wall[VISIT] if night.wall.get(VISIT) else 0.0


_ROWS = (
    "pages shown (unread)",
    "browsers",
    "pages a second, visits",
    "seconds: visits",
    "seconds: judging, reports",
    "ms a page: load until at rest",
    "ms a page: engines, pictures",
    "CPU s a page: crawl, read, door",
    "CPU s a page: browsers",
    "   of it renderers",
    "CPU s a page: driving them",
    "CPU s a page: judging",
    "CPU s a page: store, cache",
    "CPU s a page: reports",
    "CPU s a page: all",
    "pages a second, were all cores free",
    "peak memory of all processes",
    "findings",
)


def _cell(night: Measured, row: str) -> str:
    if night.fault or not night.pages:
        return "-"
    cpu = {name: spent / night.pages for name, spent in night.cpu.items()}
    judging = night.wall.get(JUDGE, 0.0) + night.wall.get(REPORT, 0.0)
    cells = (
        f"{night.pages} ({night.unread})",
        str(night.jobs),
        number(_speed(night)),
        number(night.wall.get(VISIT, 0.0), 1),
        number(judging, 1),
        number(night.load, 0),
        number(night.engines, 0),
        number(cpu["crawl"] + cpu["extract"] + cpu["door"], 3),
        number(cpu["browsers"], 3),
        number(night.roles.get("renderer", 0.0) / night.pages, 3),
        number(cpu["driving"], 3),
        number(cpu["judge"], 3),
        number(cpu["store"], 3),
        number(cpu["report"], 3),
        number(sum(cpu.values()), 3),
        number((os.cpu_count() or 1) / (sum(cpu.values()) or 1)),
        megabytes(night.peak),
        str(night.findings),
    )
    return cells[_ROWS.index(row)]


def _peer_cell(peer: Peer, row: str) -> str:
    cells = {
        "pages shown (unread)": str(peer.pages),
        "pages a second, visits": number(peer.pages / peer.wall if peer.wall else 0.0),
        "seconds: visits": number(peer.wall, 1),
        "CPU s a page: all": number(peer.cpu / peer.pages if peer.pages else 0.0, 3),
        "pages a second, were all cores free": number((os.cpu_count() or 1) * peer.pages / (peer.cpu or 1)),
        "peak memory of all processes": megabytes(peer.peak),
    }
    return cells.get(row, "-")


def _print_cost(columns: Sequence[Column]) -> None:
    """Say how many times what axe alone costs all engines and checks of a page cost its browsers."""
    spent = {each.name: each.night.cpu["browsers"] / each.night.pages for each in columns if each.night.pages}
    if FIRST in spent and EVERY in spent:
        print(
            f"\nAll engines and checks cost browsers {spent[EVERY] / spent[FIRST]:.2f} times as much as axe."
        )


def _print_ratio(night: Measured, peer: Peer) -> None:
    if peer.fault or not peer.pages or not night.pages:
        print(f"\n{peer.fault or 'No ratio, because one of the two has no figure.'}")
        return
    speed = _speed(night) / (peer.pages / peer.wall)
    work = (peer.cpu / peer.pages) / (sum(night.cpu.values()) / night.pages)
    print(
        f"\nBeside pa11y-ci with axe on the same pages: {speed:.2f} times as many pages a second, "
        f"{work:.2f} times as many for the same processor time. It need not crawl, judge or report."
    )


def _sites(scratch: Path, folder: Path, jobs: int, seconds: float) -> None:
    """Audit the sites in `folder`, each subfolder on a host of its own."""
    scratch.mkdir()
    hosts = {f"{path.name.lower()}.bench.example": path for path in sorted(folder.iterdir()) if path.is_dir()}
    with served(hosts, scratch) as port:
        night = measure(write_folder(scratch / "night", list(hosts), port, (FIRST,), 200), jobs, seconds * 2)
    print(f"\nSites from elsewhere, {len(hosts)} hosts\n")
    if night.fault:
        print(f"No figure ({night.fault}).")
        return
    rows = []
    for name, site in sorted(night.sites.items()):
        found = Counter(site.get("findings", {}))
        outcome = site["outcome"] + (f", {site['reason']}" if site["reason"] else "")
        rows.append([name, str(site["pages"]), *(str(found[each]) for each in SEVERITIES),
                     number(site["seconds"], 1), outcome])  # fmt: skip
    print(table(["site", "pages", *SEVERITIES, "seconds", "outcome"], rows))


if __name__ == "__main__":
    sys.exit(main())
