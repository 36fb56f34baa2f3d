"""Replay a real site's dated states night by night and tell what came; HISTORY=DIR names the states.

The folder holds one folder a day (YYYY-MM-DD) with the pages as they stood at its end. Every night in
between is audited as well, by the same command as any night.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from auditor.extract.html import read_html
from auditor.history import Kind, items_of
from auditor.night import judging
from auditor.snapshot import Change, Sort
from tests.history.replayed import Pages, Replay
from tests.web import Response

HOST = "class.example"


@dataclass(frozen=True)
class Told:
    """Hold what one night told of the site."""

    day: date
    changes: tuple[Change, ...]


def states(folder: Path) -> dict[date, Path]:
    """Return the dated folders in order."""
    return {date.fromisoformat(each.name): each for each in sorted(folder.iterdir()) if each.is_dir()}


def pages_of(folder: Path) -> Pages:
    """Return every page of one state by address."""
    found: dict[str, Response] = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            kind = "text/html; charset=utf-8" if file.suffix in (".html", ".htm") else "text/plain"
            answer = Response(200, {"Content-Type": kind}, file.read_bytes())
            found[f"{HOST}/{file.relative_to(folder)}"] = answer
            if file.name == "index.html":
                found[f"{HOST}/{str(file.relative_to(folder)).removesuffix('index.html')}"] = answer
    return found


def visible(folder: Path) -> set[str]:
    """Return what visitors read on all pages of a state, and the pages themselves that a link leads to."""
    said: set[str] = set()
    for file in sorted(folder.rglob("*.html")):
        key = f"/{file.relative_to(folder)}"
        content = read_html(file.read_bytes(), f"http://{HOST}{key}")
        said |= {
            f"{key} {item.said}"
            for item in items_of(content, key, f"http://{HOST}/")
            if item.kind is Kind.LINE
        }
    return said


def linked(folder: Path) -> set[str]:
    """Return the files of a state that some page links to."""
    text = "".join(file.read_text("utf-8", "replace") for file in sorted(folder.rglob("*.html")))
    return {file.name for file in folder.rglob("*.html") if file.name in text or file.name == "index.html"}


def explained(before: Path | None, now: Path) -> str:
    """Say why a state told nothing new: what went, what no link leads to, or what only machines read."""
    if before is None:
        return "the first state: nothing to compare it with"
    came, went = visible(now) - visible(before), visible(before) - visible(now)
    pages = {line.split(" ", 1)[0].strip("/") for line in came}
    lost = sorted(pages - linked(now))
    if came and lost and not pages - set(lost):
        return f"no page links to {', '.join(lost)}"
    if came:
        return f"known or mended lines on {', '.join(sorted(pages))}"
    return "lines were only taken out" if went else "only code that visitors do not read changed"


def replay(folder: Path, output: Path) -> Iterator[Told]:
    """Audit every night from the first state to two nights after the last one; yield what came."""
    known = states(folder)
    days = list(known)

    def state(when: datetime) -> Pages:
        before = [day for day in days if day < when.date()]
        return pages_of(known[before[-1]]) if before else {}

    told: list[Told] = []
    original = judging.Follower.follow

    def listening(self: judging.Follower, site: object, visit: object) -> judging.Followed:
        followed = original(self, site, visit)  # type: ignore[arg-type]
        told.append(Told(self.night.date, followed.changes))
        return followed

    judging.Follower.follow = listening  # type: ignore[method-assign,assignment]
    try:
        with Replay(output, [("class", f"http://{HOST}/", "elm")], state) as run:
            run.nights(days[0] + timedelta(days=1), days[-1] + timedelta(days=2))
            rows = run.export()
    finally:
        judging.Follower.follow = original  # type: ignore[method-assign]
    yield from told
    for row in rows:
        print(row["due"], row["verdict"], [each["kind"] for each in row["evidence"]])


def main() -> int:
    """Print what each night told; returns 1 where a night without a new state told anything."""
    folder = Path(os.environ["HISTORY"])
    known = states(folder)
    started = time.monotonic()
    wrong = 0
    with tempfile.TemporaryDirectory() as output:
        for night in replay(folder, Path(output)):
            posted = night.day - timedelta(days=1)
            if posted not in known and not night.changes:
                continue
            kinds = {sort: [each for each in night.changes if each.sort is sort] for sort in Sort}
            print(posted, "state" if posted in known else "NO STATE", end=": ")
            told = ", ".join(f"{len(found)} {sort}" for sort, found in kinds.items() if found)
            days = list(known)
            at = days.index(posted) if posted in known else 0
            print(told or explained(known[days[at - 1]] if at else None, known[posted]))
            wrong += posted not in known
            for change in night.changes[:6]:
                print(
                    f"    {change.sort:9}{change.kind:12}{change.page:22}{change.words[:60]!r} {change.why}"
                )
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{time.monotonic() - started:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU; wrong: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
