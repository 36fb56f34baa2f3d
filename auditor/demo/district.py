"""Audit the invented district Cedar Valley once; its sites lie in `serving`, its settings in `folder`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from auditor import night
from auditor.demo.folder import write_configuration
from auditor.demo.serving import Demo, serve
from auditor.exits import Exit

__all__ = ["AS_OF", "UNREAD", "Demo", "opened", "run", "serve", "write_configuration"]

AS_OF = "2026-11-04T02:00"
"""The night after the first Tuesday of November: two due dates have passed within ten days."""

EARLIER = ("2026-10-21T02:00", "2026-10-23T02:00", "2026-10-28T02:00", "2026-10-30T02:00")
"""Nights before it, around both due dates: only who was read before and after can have missed one."""

UNREAD = frozenset({"tamarack-7-ivers", "tamarack-pe-brandt", "cvhs-algebra-lund", "cvhs-spanish-vidal"})
"""Sites that nobody can read: one is down, one has moved away, two ask visitors to sign in."""


READ_AND_JUDGE = (night.Step.VISIT, night.Step.JUDGE)


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Demo, Path]]:
    """Serve the district and write it below `folder`; gives the server and the configuration folder."""
    with serve() as demo:
        yield demo, write_configuration(folder, demo)


@dataclass
class _Lines:
    """Tell on standard error how far the night has come."""

    total: int = 0
    done: int = 0

    def start(self, step: night.Step, total: int) -> None:
        self.total, self.done = total, 0

    def site(self, step: night.Step, site_id: str, remark: str) -> None:
        self.done += 1
        print(f"  {step} {self.done}/{self.total}  {site_id}  {remark}", file=sys.stderr)


def run(folder: Path, *, jobs: int = 0, browser: bool = True) -> Exit:
    """Audit the district on the night of `AS_OF` and print what to open.

    Returns `Exit.OK` where no other sites than those in `UNREAD` could not be read: so it should be.
    """
    with opened(folder) as (demo, config):
        for earlier in EARLIER:
            print(f"Night of {earlier[:10]}, without a browser", file=sys.stderr)
            demo.show(datetime.fromisoformat(earlier).date() - timedelta(days=1))
            night.run(config, night.Options(as_of=earlier, browser=False), READ_AND_JUDGE, _Lines())
        print(f"Night of {AS_OF[:10]}", file=sys.stderr)
        demo.show(datetime.fromisoformat(AS_OF).date() - timedelta(days=1))
        options = night.Options(as_of=AS_OF, browser=browser, jobs=jobs)
        summary = night.run(config, options, night.STEPS, _Lines())
        page = night.write_trends(config)
    for remark in summary.remarks:
        print(remark)
    print("Cedar Valley, an invented district, was audited as of Wednesday, November 4, 2026. Open:")
    for path in summary.reports:
        print(f"  {path}")
    print(f"  {page}")
    for line in summary.mail:
        print(line)
    if summary.code is Exit.SITES_UNREAD and summary.unread.keys() <= UNREAD:
        print(
            "Some of its sites cannot be read, as it should be: one is down, one moved, two ask to sign in."
        )
        return Exit.OK
    return summary.code
