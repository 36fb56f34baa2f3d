"""Replay simulated districts against the product and print its errors: `python -m tests.sim --seed 1`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.sim import score as scoring
from tests.sim.building import ARRANGED, build
from tests.sim.held_out import HELD_OUT
from tests.sim.replay import replay
from tests.sim.telling import told_lines


def main(arguments: list[str] | None = None) -> int:
    """Print the totals and the cells of habit and platform with errors; 1 where a teacher was wronged."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--nights", type=int, default=60)
    parser.add_argument("--rate", type=float, default=0.03, help="troubles a site and night")
    parser.add_argument("--widgets", type=int, default=4, help="most self-changing parts of a page")
    parser.add_argument("--set", choices=("open", "held-out"), default="open", help="whose habits are shown")
    parser.add_argument("--single", action="store_true", help="no pages below the first that stand still")
    parser.add_argument("--lines", action="store_true", help="print what changed over the nights of a case")
    parser.add_argument("--totals", action="store_true", help="print no single case")
    parser.add_argument("--keep", type=Path, help="folder for configuration and store, kept")
    parser.add_argument("--runner", choices=("direct", "network", "links"), default="direct")
    chosen = parser.parse_args(arguments)
    started, used = time.monotonic(), time.process_time()
    more: dict[str, Any] = {"single": chosen.single}
    if chosen.set == "held-out":
        more |= {"habits": (*HELD_OUT, *ARRANGED), "extra": HELD_OUT}
    district = build(
        chosen.seed, chosen.sites, chosen.nights, rate=chosen.rate, widgets=chosen.widgets, **more
    )
    with tempfile.TemporaryDirectory(prefix="sim-") as scratch:
        told = replay(
            district,
            chosen.keep or Path(scratch),
            network=chosen.runner != "direct",
            links=chosen.runner == "links",
        )
    result = scoring.score(district, told)
    print(f"seed {chosen.seed}: {chosen.sites} sites, {chosen.nights} nights from {district.first}")
    if chosen.totals:
        print(scoring.table(result).splitlines()[0])
        return 1 if result.false_missed or result.early else 0
    print(scoring.table(result))
    print(scoring.reasons(result, told))
    for name in ("false_missed", "early", "unfounded", "false_met", "not_found", "not_excused", "no_remark"):
        for key, truth, said in getattr(result, name):
            print(f"    {name:13}{' '.join(key):56} said {said}; was {truth.verdict}: {truth.reason}")
            if chosen.lines and name in ("false_missed", "early", "false_met", "not_found", "unfounded"):
                print("\n".join(f"        {line}" for line in told_lines(district, truth)))
                evidence = told.rows.get(key, {}).get("evidence", [])
                print("\n".join(f"        said: {each}" for each in evidence[:8]))
    print(f"{time.monotonic() - started:.0f} s, {time.process_time() - used:.0f} s of CPU")
    return 1 if result.false_missed or result.early else 0


if __name__ == "__main__":
    sys.exit(main())
