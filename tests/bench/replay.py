"""Replay a real site's dated states night by night and tell what came; HISTORY=DIR names the states.

The folder holds one folder a day (YYYY-MM-DD) with the pages as they stood at its end. Every night in
between is audited as well, by the same command as any night.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from auditor.extract.html import read_html
from auditor.history import Kind, items_of
from auditor.night import judging
from auditor.page import Content
from auditor.snapshot import Change, Sort
from spiders.signs import is_soft_404
from tests.bench.table import table
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


def _content(folder: Path, page: str) -> Content:
    return read_html((folder / page).read_bytes(), f"http://{HOST}/{page}")


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
    lost = pages - linked(now)
    gone = {page for page in pages - lost if is_soft_404(_content(now, page))}
    told = [f"no page links to {', '.join(sorted(lost))}"] if lost else []
    told += [f"{', '.join(sorted(gone))} says that it is not there"] if gone else []
    if rest := pages - lost - gone:
        told.append(f"known or mended lines on {', '.join(sorted(rest))}")
    if told:
        return "; ".join(told)
    return "lines were only taken out" if went else "only code that visitors do not read changed"


def replay(folder: Path, output: Path) -> tuple[list[Told], list[dict[str, Any]]]:
    """Audit every night from the first state to two nights after the last one; return what came, and the
    verdicts."""
    known = states(folder)
    days = list(known)

    def state(when: datetime) -> Pages:
        before = [day for day in days if day < when.date()]
        return pages_of(known[before[-1]]) if before else {}

    told: list[Told] = []
    follow = judging.Follower.follow

    def listening(self: judging.Follower, *given: Any) -> judging.Followed:
        followed = follow(self, *given)
        told.append(Told(self.night.date, followed.changes))
        return followed

    with patch.object(judging.Follower, "follow", listening):
        sites = [("class", f"http://{HOST}/", "elm")]
        with Replay(output, sites, state, direct=True, updates_only=True) as run:
            run.nights(days[0] + timedelta(days=1), days[-1] + timedelta(days=2))
            return told, run.export()


def report(folder: Path, output: Path) -> str:
    """Return a table of a real site's dated states: what each told, and what the nights between told.

    `folder` holds the states, or one folder that does.
    """
    inside = [each for each in sorted(folder.iterdir()) if each.is_dir()]
    if len(inside) == 1:
        folder = inside[0]
    known = states(folder)
    days = list(known)
    told, verdicts = replay(folder, output)
    rows, between = [], 0
    for night in told:
        posted = night.day - timedelta(days=1)
        if posted not in known:
            between += bool(night.changes)
            if night.changes:
                rows.append([str(night.day), "NO STATE", _quote(night.changes)])
            continue
        at = days.index(posted)
        sorts = {sort: sum(each.sort is sort for each in night.changes) for sort in Sort}
        words = ", ".join(f"{count} {sort}" for sort, count in sorts.items() if count)
        why = explained(known[days[at - 1]] if at else None, known[posted])
        rows.append([str(posted), words or "explained", _quote(night.changes) if words else why])
    rows.append(["nights between", str(len(told) - len(known)), f"{between} of them told anything"])
    rows += [[f"due {row['due']}", row["verdict"], _first(row["evidence"])] for row in verdicts]
    return table(["a real site's states", "", ""], rows)


def _quote(changes: Sequence[Change]) -> str:
    first = min(changes, key=lambda each: (each.sort is not Sort.NEWS, each.kind != "new-line"))
    return f"{first.kind} on {first.page}: {first.words[:50]}{f' ({first.why})' if first.why else ''}"


def _first(evidence: Sequence[dict[str, str]]) -> str:
    return evidence[0]["detail"][:100] if evidence else ""


def main() -> int:
    """Print the table for HISTORY."""
    with tempfile.TemporaryDirectory() as output:
        print(report(Path(os.environ["HISTORY"]), Path(output, "district")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
