"""Run a night over the labelled links and print the marks: `python -m tests.beds.links [open|held_out]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.beds.links.marks import report
from tests.beds.links.rows import FOLDERS, read_rows
from tests.beds.links.run import audit_rows


def main(arguments: list[str]) -> int:
    """Audit the named halves, or both; failing rows held out are named only if that half is asked for."""
    halves = [each for each in arguments if each in FOLDERS] or [each for each in FOLDERS if read_rows(each)]
    links = read_rows(*halves)
    with tempfile.TemporaryDirectory(prefix="auditor-links-bed-") as scratch:
        run = audit_rows(links, Path(scratch), second="--once" not in arguments)
    print(report(run.judged, run.later, halves, run.figures, "" if "held_out" in arguments else "held_out"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
