"""Measure a first night on invented class pages, with axe alone and with all engines, or beside a peer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.browser import ENGINES
from auditor.browser.options import find_browser
from tests.bench.folder import write_folder
from tests.bench.one_night import Measured, measure
from tests.bench.pages import InventedSite, write_sites
from tests.bench.peer import Peer, run_peer
from tests.bench.served import served
from tests.bench.table import megabytes, number, table

FIRST = "axe"
EVERY = "all engines"
VISIT, JUDGE, REPORT = "crawl", "check", "report"


@dataclass(frozen=True, slots=True)
class Column:
    """Name one measured night."""

    name: str
    night: Measured


def report(scratch: Path, pages: int, jobs: int, seconds: float, *, peer: bool = False) -> str:
    """Return the table of nights, and the peer's figures beside them."""
    scratch.mkdir()
    columns = []
    beside: Peer | None = None
    sites = write_sites(scratch / "pages", pages)
    with served({site.host: site.folder for site in sites}, scratch) as port:
        columns.append(Column(FIRST, _night(scratch / FIRST, sites, port, (FIRST,), jobs, seconds)))
        every = _night(scratch / "every", sites, port, tuple(ENGINES), jobs, seconds)
        columns.append(Column(EVERY, every))
        if peer:
            urls = [url for site in sites for url in site.urls()]
            installed = find_browser()
            at_once = columns[0].night.jobs or jobs or 2
            browser = os.environ.get("PEER_BROWSER") or (installed.browser if installed is not None else "")
            beside = run_peer(urls, port, at_once, browser, scratch, seconds * 2)
    heads = ["", *(column.name for column in columns), *(["pa11y-ci"] if beside else [])]
    rows = [[name, *(_cell(column.night, name) for column in columns)] for name in _ROWS]
    if beside is not None:
        for row in rows:
            row.append(_peer_cell(beside, row[0]))
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    told = [f"A first night on invented class pages, {os.cpu_count()} cores{load}", table(heads, rows)]
    told += [f"{each.name}: no figure ({each.night.fault})." for each in columns if each.night.fault]
    told += _cost(columns)
    if beside is not None:
        told.append(_ratio(columns[0].night, beside))
    return "\n\n".join(told)


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


def _cost(columns: Sequence[Column]) -> list[str]:
    """Say how many times what axe alone costs all engines and checks of a page cost its browsers."""
    spent = {each.name: each.night.cpu["browsers"] / each.night.pages for each in columns if each.night.pages}
    if not spent.get(FIRST) or EVERY not in spent:
        return []
    return [f"All engines and checks cost browsers {spent[EVERY] / spent[FIRST]:.2f} times as much as axe."]


def _ratio(night: Measured, peer: Peer) -> str:
    if peer.fault or not peer.pages or not night.pages:
        return peer.fault or "No ratio, because one of the two has no figure."
    speed = _speed(night) / (peer.pages / peer.wall)
    work = (peer.cpu / peer.pages) / (sum(night.cpu.values()) / night.pages)
    return (
        f"Beside pa11y-ci with axe on the same pages: {speed:.2f} times as many pages a second, "
        f"{work:.2f} times as many for the same processor time. It need not crawl, judge or report."
    )
