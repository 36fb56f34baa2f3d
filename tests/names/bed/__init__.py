"""Lay out pages on which every name and every trap is known, and count what a checker makes of them."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from auditor.extract.html import read_html
from auditor.finding import Confidence, Finding
from auditor.page import Page
from auditor.roster import Student
from auditor.snapshot import Snapshot

from .people import District
from .writing import HITS, NEAR_ONLY, TRAPS, full

NIGHT = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
FILLER = (
    "Homework this week is page 31 and a book log.",
    "Please bring a water bottle and a hat on Thursday.",
    "We will power through our unit on plants and start on fractions.",
    "Picture day is in April, May is the month of the book fair.",
    "The library is open from eight until four.",
    "Mark your calendars for the winter concert in the gym.",
    "Grant money paid for new park benches and a rose garden.",
    "Read for twenty minutes and hunt for long vowels.",
    "Our spelling words are stone, hill, brown, river and young.",
)


@dataclass(frozen=True)
class Planted:
    """Say what stands on a page: `real` is a mention to be found, else it only looks like one."""

    page: str
    student: str
    form: str
    real: bool
    near: str


@dataclass
class Score:
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    fooled: Counter[str] = field(default_factory=Counter)
    resisted: Counter[str] = field(default_factory=Counter)
    reported: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    mistaken: list[tuple[str, str]] = field(default_factory=list)
    ambiguous: int = 0
    misses: list[tuple[Planted, str]] = field(default_factory=list)
    fools: list[tuple[Planted, Finding]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        total = self.found.total() + self.missed.total()
        return self.found.total() / total if total else 1.0

    @property
    def precision(self) -> float:
        return 1 - (len(self.wrong) + self.fooled.total()) / max(1, self.reported)

    @property
    def fooled_share(self) -> float:
        total = self.fooled.total() + self.resisted.total()
        return self.fooled.total() / total if total else 0.0


def bed(
    district: District, seed: int = 11, sites: int = 60, pages: int = 8
) -> Iterator[tuple[Snapshot, list[Planted], list[str]]]:
    """Yield one site after the other with what was planted on its pages."""
    rng = random.Random(seed)
    everyone = {student.sourced_id: student for student in district.roster.students}
    k8 = [student for student in everyone.values() if student.is_k8]
    twice = Counter(full(student) for student in everyone.values())
    chosen = [entry for entry in district.sites if int(entry[0].grades.replace("K", "0")) <= 8]
    for site, school, members in rng.sample(chosen, min(sites, len(chosen))):
        of_school = [student for student in k8 if school.school_id in student.school_ids]
        laid, planted, bodies = [], [], []
        for number in range(pages):
            key = f"/week-{number}"
            parts = [f"<p>{line}</p>" for line in rng.sample(FILLER, 4)]
            used: set[str] = set()
            for writers, real, count in ((HITS, True, 3), (TRAPS, False, 2)):
                for form in rng.sample(sorted(writers), count):
                    for _ in range(60):
                        chance = rng.random()
                        near = "class" if chance < 0.55 else "school" if chance < 0.85 else "far"
                        pool = (
                            [everyone[each] for each in members]
                            if near == "class"
                            else of_school
                            if near == "school"
                            else k8
                        )
                        if form in NEAR_ONLY and near == "far":
                            continue
                        student = rng.choice(pool)
                        if full(student) in used or (twice[full(student)] > 1 and not real):
                            continue
                        if real and near == "far" and twice[full(student)] > 1:
                            continue  # a namesake of this school would rightly be preferred
                        if real and student.sourced_id in district.twins:
                            continue
                        html = writers[form](rng, student)
                        if html is None:
                            continue
                        used.add(full(student))
                        parts.append(html)
                        planted.append(Planted(key, student.sourced_id, form, real, near))
                        break
            rng.shuffle(parts)
            head = f"<!doctype html><html lang=en><title>Week {number}</title>"
            body = f"{head}<body><h1>Room 12</h1>{''.join(parts)}</body></html>"
            url = f"{site.url}week-{number}"
            laid.append(Page(url, key, 200, NIGHT, read_html(body, url)))
            bodies.append(body)
        yield Snapshot(site, school, NIGHT, tuple(laid)), planted, bodies


def score(
    district: District,
    laid: Iterable[tuple[Snapshot, list[Planted], list[str]]],
    check: Callable[[Snapshot], Iterable[Finding]],
    rules: frozenset[str] = frozenset({"k8-full-name", "k8-partial-name"}),
) -> Score:
    """Count what a checker finds of what was planted, and what else it says."""
    result = Score()
    same: dict[str, set[str]] = defaultdict(set)
    for student in district.roster.students:
        same[full(student)].add(student.sourced_id)
    who: dict[str, Student] = {student.sourced_id: student for student in district.roster.students}
    for snapshot, planted, _ in laid:
        told: dict[tuple[str, str], Finding] = {}
        for finding in check(snapshot):
            if finding.rule not in rules or finding.confidence is Confidence.REVIEW:
                continue
            result.reported += 1
            for identity in finding.target.split()[:-1]:
                told[finding.page, identity] = finding
        real = {(each.page, each.student): each for each in planted if each.real}
        known = set(real)
        for each in planted:
            finding = told.get((each.page, each.student))
            if each.real:
                (result.found if finding else result.missed)[each.form] += 1
                if finding is None:
                    result.misses.append((each, snapshot.site.site_id))
                elif not finding.student:
                    result.ambiguous += 1
            elif (each.page, each.student) not in real:
                (result.fooled if finding else result.resisted)[each.form] += 1
                if finding is not None:
                    result.fools.append((each, finding))
                known.add((each.page, each.student))
        for (page, identity), finding in told.items():
            if any((page, each) in known for each in finding.target.split()[:-1]):
                continue
            twins = same[full(who[identity])]
            if any((page, twin) in real for twin in twins):
                result.mistaken.append((page, identity))
            result.wrong.append((full(who[identity]), f"{finding.quote} <{finding.details.get('why', '')}>"))
    return result


__all__ = ["Planted", "Score", "bed", "score"]
