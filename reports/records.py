"""Write the records clerks' own list of student items, with scope and student; for nobody else's eyes.

A student stands in it by the number that the school's own system gives, never by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.config import Config
from auditor.private_files import make_private, write_private
from auditor.rule import Section
from auditor.store import StoredFinding
from reports import render


@dataclass(frozen=True, slots=True)
class Item:
    """Show one student item to a records clerk."""

    finding: StoredFinding
    title: str
    scope: str
    student: str
    website: str


def write(
    found: Iterable[StoredFinding],
    titles: Mapping[str, str],
    schools: Mapping[str, str],
    websites: Mapping[str, str],
    students: Mapping[str, str],
    config: Config,
    today: date,
    notes: Sequence[str] = (),
) -> Path:
    """Write the list of one night into `records/DATE` (0700, 0600) and return its path.

    `students` maps the keyed hashes of findings to roster numbers, empty where no roster was read;
    `titles` names rules, `schools` schools and `websites` sites by their ids.
    """
    items = [
        Item(
            each,
            titles.get(each.rule, each.rule),
            _scope(each.rule),
            students.get(each.student, ""),
            websites.get(each.site, each.site),
        )
        for each in found
        if each.section is Section.PRIVACY and each.status.standing
    ]
    by_school: dict[str, list[Item]] = {}
    for item in items:
        by_school.setdefault(schools.get(item.finding.school, item.finding.school), []).append(item)
    folder = config.var / "records" / today.isoformat()
    make_private(folder)
    page = render.html(
        "records.html",
        css=render.stylesheet(),
        district=config.district,
        today=today,
        schools=sorted(by_school.items(), key=lambda each: each[0].casefold()),
        total=len(items),
        notes=notes,
    )
    write_private(folder / "index.html", page.encode("utf-8"))
    return folder / "index.html"


def _scope(rule: str) -> str:
    """Return the scope of the form on which an opt-out rule rests, "" for the others."""
    return rule.removeprefix("opt-out-").partition("-")[0].upper() if rule.startswith("opt-out-") else ""
