"""Find the steps that mend a fault in a site's editor, and who checked them when; turns nothing into HTML.

A file holds the steps for one rule or one fault on one platform. Its front matter says either on which day
it was checked against which public page, or that nobody has checked it yet: a report says the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from auditor.exits import Refusal
from auditor.toml_file import read_toml
from reports import words

MOST_GUIDES = 3
"""Faults of one problem that get steps of their own; a teacher reads no fourth list."""

FALLBACK = "unknown"
"""The folder that serves every platform which has no steps of its own."""

BY = {
    "vendor": "the public help of those who make the tool",
    "code": "the public code of the tool, where its menus are named",
    "how-to": "a public how-to, which is not by those who make the tool",
    "standard": "a public guide of those who write the standards of the web",
}
"""Whose page the steps were checked against, in words; the keys stand in the front matter."""

NOT_CHECKED = "Not yet checked against public help. A menu may have another name."

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Check:
    """Say on which day steps were compared with which page; `covers` is what of them, "" for all."""

    when: date
    source: str
    by: str
    covers: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Name one common fault: the file of its steps, its title, and the engine rules that see it."""

    steps: str
    title: str
    seen_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class Guide:
    """Hold the steps for one fault as they were written, with their check.

    `title` is "" where these steps serve the whole rule. `dated` is whether the file says anything about
    a check; a district's own steps may say nothing, and then a report says nothing either.
    """

    title: str
    body: str
    dated: bool = False
    check: Check | None = None

    @property
    def note(self) -> str:
        """Return the sentence on the check, without the name of the page it was made against."""
        if not self.dated:
            return ""
        if self.check is None:
            return NOT_CHECKED
        covers = f" This covers only {self.check.covers}." if self.check.covers else ""
        return f"Checked on {words.day(self.check.when)} against {BY[self.check.by]}.{covers}"

    @property
    def page(self) -> str:
        """Return the address of the page in short: its site and its last part, so that two are told apart."""
        if self.check is None:
            return ""
        address = urlsplit(self.check.source)
        parts = [part for part in address.path.split("/") if part]
        return "/".join([address.hostname or "", *["…"][: len(parts) - 1], *parts[-1:]])


def guides(folder: Path, platform: str, rule: str, seen: Mapping[str, int]) -> tuple[Guide, ...]:
    """Return the steps for what was found, the most frequent fault first, at most three.

    `folder` holds one folder a platform. `seen` counts the places at which each engine rule saw something;
    what belongs to none of the common faults gets the steps of its rule. Empty where nobody wrote any.
    """
    places: dict[str, int] = {}
    by_engine_rule = {name: fault.steps for fault in faults(folder) for name in fault.seen_by}
    for name, count in seen.items():
        steps = by_engine_rule.get(name, rule)
        places[steps] = places.get(steps, 0) + count
    titles = {fault.steps: fault.title for fault in faults(folder)}
    ranked = sorted(places or {rule: 1}, key=lambda steps: (-places.get(steps, 0), steps))
    found: dict[str, Guide] = {}
    for steps in ranked[:MOST_GUIDES]:
        guide = _guide(folder, platform, steps, titles) or _guide(folder, platform, rule, titles)
        if guide is not None:
            found.setdefault(guide.body, guide)
    return tuple(found.values())


def faults(folder: Path) -> tuple[Fault, ...]:
    """Return the common faults that have steps of their own, as `faults.toml` lists them.

    Without the file, or with one that cannot be read, each rule has one list of steps: a slip in it must
    not cost anybody the morning's report.
    """
    path = folder / "faults.toml"
    return _faults(path, path.stat().st_mtime_ns) if path.is_file() else ()


@lru_cache(maxsize=16)
def _faults(path: Path, _changed: int) -> tuple[Fault, ...]:
    try:
        rows = read_toml(path).data["fault"]
        return tuple(Fault(row["steps"], row["title"], frozenset(row["seen-by"])) for row in rows)
    except (Refusal, KeyError, TypeError):
        return ()


def _guide(folder: Path, platform: str, steps: str, titles: Mapping[str, str]) -> Guide | None:
    for name in (platform, FALLBACK):
        path = folder / name / f"{steps}.md"
        if name and path.is_file():
            return read(path, titles.get(steps, ""))
    return None


def read(path: Path, title: str = "") -> Guide:
    """Return the steps of one file; what its front matter does not say plainly counts as not checked."""
    text = path.read_text("utf-8-sig").replace("\r\n", "\n")
    front = _FRONT_MATTER.match(text)
    told = dict(line.split(": ", 1) for line in front[1].splitlines() if ": " in line) if front else {}
    return Guide(title, _FRONT_MATTER.sub("", text).strip(), "checked" in told, _check(told))


def _check(told: Mapping[str, str]) -> Check | None:
    source, by = told.get("source", "").strip(), told.get("by", "").strip()
    try:
        when = date.fromisoformat(told.get("checked", "").strip())
    except ValueError:
        return None
    if by not in BY or not source.startswith("https://"):
        return None
    return Check(when, source, by, told.get("covers", "").strip())
