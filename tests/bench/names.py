"""Measure the matching of names: found, right, fooled, and CPU a page at two sizes of roster."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from auditor.checkers import names
from auditor.extract.html import read_html
from auditor.finding import Finding
from auditor.names import reader_of
from auditor.page import Page
from auditor.policy import Policy, load_policy
from auditor.snapshot import Snapshot
from auditor.words import shipped_words

_ROOT = Path(__file__).parents[2]
_NIGHT = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class NameFigures:
    """Hold what was measured; shares from 0 to 1, CPU in milliseconds."""

    students: int
    found: float
    right: float
    fooled: float
    mistaken: int
    cpu_ms_a_page: float
    index_seconds: float


def measure(students: int = 9000, seed: int = 303, sites: int = 30) -> NameFigures:
    """Lay out a bed, judge it, and time matching on ordinary pages apart from it."""
    sys.path.insert(0, str(_ROOT / "tests" / "names"))
    from bed import bed, score  # type: ignore[import-not-found]
    from bed.people import district  # type: ignore[import-not-found]

    policy = load_policy(_ROOT / "config" / "policies", ("mcps-social-media-procedures",))
    people = district(seed, students)
    started = time.process_time()
    reader_of(people.roster, shipped_words())
    index_seconds = time.process_time() - started

    def check(snapshot: Snapshot) -> Iterable[Finding]:
        return names.check(snapshot, _in_force(policy, snapshot), people.roster)

    result = score(people, bed(people, seed, sites=sites, pages=8), check)
    laid = list(_ordinary(people, seed))
    started = time.process_time()
    for snapshot in laid:
        list(check(snapshot))
    spent = time.process_time() - started
    pages = sum(len(snapshot.pages) for snapshot in laid)
    return NameFigures(
        students,
        result.recall,
        result.precision,
        result.fooled_share,
        len(result.mistaken),
        1000 * spent / pages,
        index_seconds,
    )


def _in_force(policy: Policy, snapshot: Snapshot) -> Policy:
    return policy.for_site(snapshot.site.kind, snapshot.as_of)


def _ordinary(people: object, seed: int) -> Iterator[Snapshot]:
    """Yield sites of ordinary pages: a menu, twenty paragraphs of school prose, one name."""
    rng = random.Random(seed)
    vocabulary = (
        "the students read about plants and animals this week our class will visit library please return "
        "permission slip by friday homework math page unit science writing draft bring water bottle snack "
        "field trip museum bus leaves at nine remember jacket parents welcome garden project chapter "
        "fractions geometry"
    ).split()
    chosen = [entry for entry in people.sites if entry[0].grades in ("3", "5", "7")]  # type: ignore[attr-defined]
    for site, school, _ in chosen[:10]:
        pages = []
        menu = "".join(f'<li><a href="/{word}.html">{word.title()}</a></li>' for word in vocabulary[:25])
        for number in range(20):
            prose = "".join(
                f"<p>{' '.join(rng.choices(vocabulary, k=30)).capitalize()}.</p>" for _ in range(20)
            )
            student = rng.choice(people.roster.students)  # type: ignore[attr-defined]
            url = f"{site.url}p{number}"
            html = f"<ul>{menu}</ul><h1>Week {number}</h1>{prose}<p>{student.given} {student.family} won</p>"
            pages.append(Page(url, f"/p{number}", 200, _NIGHT, read_html(html, url)))
        yield Snapshot(site, school, _NIGHT, tuple(pages))


if __name__ == "__main__":
    for size in (9000, 40000):
        print(measure(size, sites=30 if size == 9000 else 10))
