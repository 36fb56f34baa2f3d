"""Kill twenty nights at random moments and print what became of each: `python -m tests.killed [SEED]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.killed.small_town import SmallTown
from tests.killed.strikes import AUDITOR, BROWSER, DRIVER, RENDERER, faults, plan, strike, undisturbed

SEED = 20261104
PARTS = (
    (10, False, (AUDITOR,)),
    (4, True, (AUDITOR,)),
    (6, True, (DRIVER, BROWSER, RENDERER)),
)


def main() -> int:
    """Strike twenty times and return how many strikes did harm."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    wanted = {AUDITOR, DRIVER, BROWSER, RENDERER} if len(sys.argv) < 3 else set(sys.argv[2].split(","))
    harmed = 0
    head = "killed    with        at                        stored  first  again  unsure  harm"
    print(f" #  {head}", flush=True)
    number = 0
    with tempfile.TemporaryDirectory() as folder, SmallTown(Path(folder)) as town:
        calm = {}
        for count, browser, whom in PARTS:
            if wanted.isdisjoint(whom):
                continue
            if browser not in calm:
                calm[browser] = undisturbed(town, browser=browser)
            results, lines = calm[browser]
            for chosen in plan(seed + number, count, lines, browser=browser, whom=whom):
                number += 1
                told = strike(town, chosen, f"d{number}")
                harm = faults(told, results)
                harmed += bool(harm)
                way = "browser" if browser else "no browser"
                at = f"{told.moment} +{chosen.seconds:.2f} s" + ("" if told.hit else " (over)")
                print(
                    f"{number:2}  {chosen.whom:8}  {way:12}{at:26} {told.stored:4}/10  {told.first!s:>5}"
                    f"  {told.again.code:5}  {told.unsure:6}  {'; '.join(harm) or 'none'}",
                    flush=True,
                )
    print(f"{number} kills, {harmed} did harm")
    return min(harmed, 1)


if __name__ == "__main__":
    sys.exit(main())
