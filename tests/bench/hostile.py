"""Print what a night over the hostile web takes: memory, time, pages of one host at a time."""

from __future__ import annotations

from pathlib import Path

from tests.bench.table import megabytes, number, table
from tests.hostile.canary import Canary
from tests.hostile.night import hostile_web, run_night, write_hostile_district


def report(folder: Path) -> str:
    """Run the night without and with a browser in `folder`, and return a table of both."""
    columns = []
    for name, words in (("no-browser", ["--no-browser"]), ("browser", [])):
        here = folder / name
        here.mkdir(parents=True)
        with Canary() as canary, hostile_web(canary, here) as (cases, web, authority):
            told = run_night(write_hostile_district(here / "d", cases, web, authority), *words)
            rows = told.rows("sites")
        columns.append(
            (
                f"{len(rows)} of {len(cases)}",
                str(len(canary.knocks)),
                megabytes(told.own_peak),
                megabytes(told.tree_peak),
                str(max(web.busiest.values(), default=0)),
                str(len(told.left)),
                number(told.cpu, 1),
                number(told.seconds, 1),
            )
        )
    names = (
        "sites with an outcome",
        "contacts inside",
        "peak memory of the auditor (at most 1.5 GiB)",
        "peak memory of all processes (at most 4 GiB)",
        "pages of one host at a time, at most",
        "processes and files left",
        "CPU s",
        "seconds",
    )
    rows_of = [[name, *cells] for name, *cells in zip(names, *columns, strict=True)]
    return "A night over the hostile web\n\n" + table(["", "no browser", "with browsers"], rows_of)
