"""Measure the matching of names: found, right, fooled, and CPU a page at two sizes of roster."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from auditor.checkers import names, optouts, photos
from auditor.extract.html import read_html
from auditor.finding import Finding
from auditor.names import reader_of
from auditor.page import Page
from auditor.policy import Policy, load_policy
from auditor.roster import OptOut, Roster
from auditor.snapshot import Snapshot
from tests.bench.class_pages import class_pages
from tests.names.bed import bed, score
from tests.names.bed.people import District, district

_ROOT = Path(__file__).parents[2]
_NIGHT = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)


RUNS = 5
"""How often the same pages are timed; the least counts, because others use the machine too."""


@dataclass(frozen=True, slots=True)
class NameFigures:
    """Hold what was measured; shares from 0 to 1, CPU in milliseconds.

    `cpu_ms` is that of finding names on an ordinary page, `all_cpu_ms` that of all rules about students;
    `page_kb` is the text on such a page.
    """

    students: int
    found: float
    right: float
    fooled: float
    mistaken: int
    cpu_ms: float
    all_cpu_ms: float
    page_kb: float


def report() -> str:
    """Return what matching of names finds on an invented district, and what it costs, at two sizes."""
    told = ["Names on an invented district (full names; certain and likely)", ""]
    for students in (9_000, 40_000):
        figures = measure(students)
        told.append(
            f"{students:,} students: {figures.found:.1%} found, "
            f"{figures.right:.1%} of what is told is right, {figures.fooled:.1%} of look-alikes told, "
            f"{figures.mistaken} taken for another, {figures.cpu_ms:.2f} ms CPU a page of "
            f"{figures.page_kb:.1f} KB text "
            f"({figures.all_cpu_ms:.2f} with photos and opt-outs)"
        )
    return "\n".join(told)


def measure(students: int = 9000, seed: int = 303, sites: int = 30) -> NameFigures:
    """Lay out a bed, judge it, and time matching on ordinary pages apart from it."""
    policy = load_policy(_ROOT / "config" / "policies", ("mcps-social-media-procedures",))
    people = district(seed, students)

    def check(snapshot: Snapshot) -> Iterable[Finding]:
        return names.check(snapshot, _in_force(policy, snapshot), people.roster)

    result = score(people, bed(people, seed, sites=sites, pages=8), check)
    laid = list(_ordinary(people, seed))
    pages = [page for snapshot in laid for page in snapshot.pages]
    cpu, more = min(_timed(laid, policy, people.roster) for _ in range(RUNS))
    said = sum(len(text.joined) for page in pages for text in page.content.texts)
    return NameFigures(
        students,
        result.recall,
        result.precision,
        result.fooled_share,
        len(result.mistaken),
        1000 * cpu / len(pages),
        1000 * more / len(pages),
        said / len(pages) / 1024,
    )


def _timed(laid: Sequence[Snapshot], policy: Policy, roster: Roster) -> tuple[float, float]:
    """Return the CPU seconds of finding names, and of all rules about students, nothing remembered."""
    roster = replace(roster, optouts=_some_forms(roster), scope_a_includes=("phone", "voice"))
    reader_of(roster, policy.words)
    fresh = [replace(snapshot) for snapshot in laid]
    spent = []
    for checker in (names, optouts, photos):
        started = time.process_time()
        for snapshot in fresh:
            list(checker.check(snapshot, _in_force(policy, snapshot), roster))
        spent.append(time.process_time() - started)
    return spent[0], sum(spent)


def _some_forms(roster: Roster) -> tuple[OptOut, ...]:
    """Return a form for every twenty-fifth student, which is what districts have."""
    return tuple(
        OptOut((student.sourced_id,), "ABC"[line % 3], line)
        for line, student in enumerate(roster.students[::25], 2)
    )


def _in_force(policy: Policy, snapshot: Snapshot) -> Policy:
    return policy.for_site(snapshot.site.kind, snapshot.as_of)


def _ordinary(people: District, seed: int) -> Iterator[Snapshot]:
    """Yield ten class sites of twenty ordinary pages each."""
    everyone = {student.sourced_id: student for student in people.roster.students}
    chosen = [entry for entry in people.sites if entry[0].grades in ("3", "5", "7")]
    for number, (site, school, members) in enumerate(chosen[:10]):
        pages = []
        laid = class_pages([everyone[each] for each in members], 20, seed + number)
        for at, html in enumerate(laid):
            url = f"{site.url}p{at}"
            pages.append(Page(url, f"/p{at}", 200, _NIGHT, read_html(html, url)))
        yield Snapshot(site, school, _NIGHT, tuple(pages))


if __name__ == "__main__":
    for size in (9000, 40000):
        print(measure(size, sites=30 if size == 9000 else 10))
