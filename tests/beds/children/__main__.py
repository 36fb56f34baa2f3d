"""Print the marks of the children's test bed: `python -m tests.beds.children [--seed S] [--sample N]`."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from .bed import build_bed
from .judge import Result, grouped, judge


def main() -> None:
    """Build the bed, run the checkers, print marks and every failing case."""
    parser = argparse.ArgumentParser(prog="python -m tests.beds.children")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--students", type=int, default=9000)
    parser.add_argument("--sample", type=int, default=None, help="at most so many pieces")
    parser.add_argument("--examples", type=int, default=4, help="examples of each kind of fault; 0 for all")
    parser.add_argument("--checkers", default="names,photos,optouts", help="which of the three to run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        bed = build_bed(Path(folder), asked.seed, asked.students, asked.sample)
        built = time.process_time()
        result = judge(bed, tuple(asked.checkers.split(",")))
        done = time.process_time()
    _print_rules(result)
    _print_look_alikes(result)
    _print_faults(result, asked.examples)
    print(f"\n{result.summary()}")
    size = f"{len(bed.roster.students)} students, {len(bed.sites)} sites, {result.pages} pages"
    print(f"{size}; CPU: {built - began:.1f} s to build, {done - built:.1f} s to read and judge")


def _print_rules(result: Result) -> None:
    print(f"{'rule':26}   due   found  review   told   right  wrong  child  due/found at review  too sure")
    for rule, m in sorted(result.rules.items()):
        told = m.right + m.wrong
        found, right = _share(m.found, m.due), _share(m.right, told)
        review = f"{m.review_due}/{m.review_found}"
        print(
            f"{rule:26}{m.due:6}{found:>8}{m.at_review:8}{told:7}{right:>8}{m.wrong:7}{m.wrong_child:7}"
            f"{review:>21}{m.too_sure:10}"
        )


def _print_look_alikes(result: Result) -> None:
    print("\nlook-alikes above review")
    for category, count in sorted(result.look_alikes.items()):
        print(f"  {category:58}{result.told[category]:4} of {count}")


def _print_faults(result: Result, examples: int) -> None:
    print("\nfaults (reason: category -> rule; count of the category's mentions)")
    for (reason, category, rule), faults in grouped(result.faults):
        whole = result.kinds[category] or result.look_alikes[category]
        print(f"\n{len(faults):4} of {whole}  {reason}: {category} -> {rule}")
        for fault in faults[: examples or None]:
            print(f"        {fault.shown}\n            {fault.got or '-'}  ({fault.url})")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


if __name__ == "__main__":
    main()
