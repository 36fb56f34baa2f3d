"""Count names told on prose that names no student: documentation served from loopback and crawled for real.

`python -m tests.bench.docs [DIR]` reads HTML pages below DIR (the environment's DOCS, else the folder where
Debian's packages put theirs), DOCS_PAGES of them (0: all), and judges them as class sites over invented
rosters of 9,000 students. What is told above review is printed with its quote. No browser is used.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote

from auditor.audit import audit, rules
from auditor.config import load_config
from auditor.egress import Door, DoorRules
from auditor.finding import Confidence, Finding
from auditor.manners import HostRule, Manners
from auditor.page import Text
from auditor.policy import Policy, load_policy
from auditor.registry import School, Site
from auditor.roster import OptOut, Roster, Student
from auditor.snapshot import Snapshot
from auditor.visit import SiteJob, SiteVisit, Visitor
from spiders.crawl import CrawlThread
from spiders.job import CrawlLimits
from tests.bench.served import ROOT, served
from tests.bench.table import number, table

FOLDER: Final = "/usr/share/doc"
MOST_ALLOWED: Final = 5.0
"""Findings above review for 1,000 pages of prose, at most."""
STUDENTS: Final = 9_000
NIGHT: Final = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
_SUFFIXES: Final = (".html", ".htm", ".xhtml")
_LARGEST: Final = 3_000_000
_SMALLEST: Final = 400
_EACH_SITE: Final = 200
_INDEX: Final = "<!doctype html><html lang=en><title>Pages</title><h1>Pages</h1><ul>{}</ul></html>"
_ONE_OPTED_OUT_OF: Final = 50
_CHECKERS: Final = ("names", "optouts", "photos")


@dataclass(frozen=True, slots=True)
class Told:
    """Name one finding above review: for people who read it, quote and all."""

    rule: str
    confidence: str
    page: str
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class DocFigures:
    """Hold what one roster made of the pages; CPU in milliseconds a page."""

    roster: str
    pages: int
    told: tuple[Told, ...]
    review: int
    cpu_ms_a_page: float

    @property
    def rate(self) -> float:
        """Return findings above review for 1,000 pages."""
        return 1000 * len(self.told) / self.pages if self.pages else 0.0


def collect(folder: Path, most: int) -> list[Path]:
    """Return HTML pages below `folder`, each content once, packages and languages in turn."""
    groups: dict[tuple[str, ...], list[Path]] = defaultdict(list)
    for at, folders, files in os.walk(folder):
        folders.sort()
        here = Path(at)
        for name in sorted(files):
            path = here / name
            if name.lower().endswith(_SUFFIXES) and path.is_file():
                groups[here.relative_to(folder).parts[:3]].append(path)
    chosen: list[Path] = []
    seen: set[bytes] = set()
    waiting = [iter(group) for _, group in sorted(groups.items())]
    while waiting and (not most or len(chosen) < most):
        left = []
        for group in waiting:
            for path in group:
                if not _SMALLEST <= path.stat().st_size <= _LARGEST:
                    continue
                digest = hashlib.sha256(path.read_bytes()).digest()
                if digest not in seen:
                    seen.add(digest)
                    chosen.append(path)
                    left.append(group)
                    break
        waiting = left
    return chosen[:most] if most else chosen


def lay_out(pages: Sequence[Path], folder: Path, scratch: Path) -> dict[str, Path]:
    """Copy pages into folders to be served, `_EACH_SITE` a host, each behind a page of links."""
    hosts: dict[str, Path] = {}
    for start in range(0, len(pages), _EACH_SITE):
        host = f"docs{start // _EACH_SITE:03d}.bench.example"
        target = hosts[host] = scratch / host
        items = []
        for path in sorted(pages[start : start + _EACH_SITE]):
            below = path.relative_to(folder)
            (target / below).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / below)
            items.append(f'<li><a href="/{escape(quote(str(below)))}">{len(items) + 1}</a></li>')
        target.joinpath("index.html").write_text(_INDEX.format("".join(items)), "utf-8")
    return hosts


def visits(hosts: Iterable[str], sites: Sequence[Site], port: int) -> Iterator[SiteVisit]:
    """Crawl each host as one of the sites, without a browser."""
    with ExitStack() as stack:
        names = list(hosts)
        manners = Manners(default=HostRule(delay=0.0, concurrent=4))
        stack.callback(manners.close)
        door = stack.enter_context(Door(DoorRules(hosts=dict.fromkeys(names, f"127.0.0.1:{port}"))))
        crawls = stack.enter_context(CrawlThread(manners))
        visitor = Visitor(door, crawls, manners, None)
        limits = CrawlLimits(pages=_EACH_SITE + 1, seconds=600, assets=False)
        for host, site in zip(names, sites, strict=False):
            served_as = replace(site, url=f"http://{host}/")
            yield visitor.visit(SiteJob(served_as, NIGHT, limits, "AuditorBench/1.0", browser=False))


def judge(name: str, roster: Roster, seen: Sequence[tuple[SiteVisit, Site, School]]) -> DocFigures:
    """Judge what was read over one roster; `seen` are visits with the site and school they stand for."""
    policy = load_policy(ROOT / "config" / "policies", documents())
    only = frozenset(rule for rule, (checker, _) in rules().items() if checker in _CHECKERS)
    told: list[Told] = []
    review = pages = 0
    started = time.process_time()
    for visit, site, school in seen:
        pages += len(visit.pages)
        for finding in _findings(visit, site, school, policy, roster, only):
            if finding.rule == "photo-consent":
                continue  # one a site, whatever the roster
            if finding.confidence is Confidence.REVIEW:
                review += 1
            else:
                why = "; ".join(f"{key}: {value}" for key, value in finding.details.items())
                quoted = _quote(finding, visit)
                told.append(Told(finding.rule, str(finding.confidence), finding.url, quoted, why))
    spent = time.process_time() - started
    return DocFigures(name, pages, tuple(told), review, 1000 * spent / max(1, pages))


def _findings(
    visit: SiteVisit, site: Site, school: School, policy: Policy, roster: Roster, only: frozenset[str]
) -> tuple[Finding, ...]:
    snapshot = Snapshot(replace(site, url=visit.url), school, NIGHT, visit.pages, visit.documents)
    return audit(snapshot, policy, roster, only).findings


def _quote(finding: Finding, visit: SiteVisit) -> str:
    """Return the text in which a finding stands, since nobody on these pages is a student."""
    page = next((page for page in visit.pages if page.key == finding.page), None)
    texts: tuple[Text, ...] = page.content.texts if page is not None else ()
    whole = next((text.joined for text in texts if text.where == finding.where), "")
    at = f"[{finding.where.source}, {finding.where.place}]"
    return f"{finding.quote} {at}" + (f" <- {whole[:300]}" if whole and whole != finding.quote else "")


def documents() -> tuple[str, ...]:
    return tuple(sorted(load_config(ROOT / "config").policies.documents))


def rosters(seed: int = 404) -> Iterator[tuple[str, Roster, tuple[tuple[Site, School], ...]]]:
    """Yield rosters with class sites of theirs: invented names, and names that half the world bears."""
    sys.path.insert(0, str(ROOT / "tests" / "names"))
    from bed.people import district  # type: ignore[import-not-found]

    people = district(seed, STUDENTS)
    young = [(site, school) for site, school, _ in people.sites if site.grades in ("2", "3", "4", "5", "7")]
    rng = random.Random(seed)
    yield "invented", _opted_out(people.roster, rng), tuple(young)
    common = tuple(_common(student, rng) for student in people.roster.students)
    yield "common", _opted_out(replace(people.roster, students=common), rng), tuple(young)


def _common(student: Student, rng: random.Random) -> Student:
    """Return a student with a first name and surnames that very many people bear."""
    family = rng.choice(_FAMILY)
    if rng.random() < 0.12:
        family = f"{family}{rng.choice((' ', '-'))}{rng.choice(_FAMILY)}"
    middle = rng.choice(_GIVEN) if student.middle else ""
    return replace(student, given=rng.choice(_GIVEN), middle=middle, family=family, preferred="", username="")


def _opted_out(roster: Roster, rng: random.Random) -> Roster:
    chosen = rng.sample(roster.students, len(roster.students) // _ONE_OPTED_OUT_OF)
    rows = tuple(
        OptOut((student.sourced_id,), rng.choice("ABC"), line) for line, student in enumerate(chosen, start=2)
    )
    return replace(roster, optouts=rows)


# Plain English and Spanish names, written down by heart.
_GIVEN: Final = (
    "James Mary John Linda Robert Susan David Karen Michael Nancy William Lisa Thomas Betty Daniel "
    "Helen Paul Sandra Mark Donna George Carol Steven Ruth Kevin Sharon Brian Laura Edward Sarah "
    "Anthony Kimberly Jason Jessica Jeff Emily Ryan Emma Eric Olivia Adam Sophia Ben Anna Peter Grace "
    "Martin Rose Andrew Julia Simon Alice Jack Amy Oscar Claire Frank Irene Victor Diana Carlos Maria "
    "Juan Ana Luis Carmen Jose Elena Miguel Rosa Pedro Sofia Jorge Lucia Diego Isabel Antonio Teresa "
    "Rafael Marta Manuel Pilar Javier Gloria Pablo Eva Will April Hope May Jordan Hunter Faith Dawn "
    "Chase Joy Max Art Bill Rob Drew Sky River Autumn Victoria"
).split()
_FAMILY: Final = (
    "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Martin "
    "Jackson White Thompson Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill "
    "Green Adams Baker Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards "
    "Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy Bailey Cooper Cox Howard Ward "
    "Peterson Gray James Watson Brooks Kelly Price Bennett Wood Ross Henderson Coleman Jenkins Perry "
    "Powell Long Hughes Fisher Graham Stone Hunt Black Knight Rice Day Garcia Martinez Rodriguez "
    "Lopez Gonzalez Hernandez Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz Cruz Reyes "
    "Morales Ortiz Ramos Ruiz Mendoza Castillo Vargas Romero Soto Vega Flores Leon Campos Prado Page "
    "Park Power Field Banks Lane Major Case Best Small Strong Love Key Code Main Link Lee Li Ng Do Le"
).split()


def measure(folder: Path, most: int) -> Iterator[DocFigures]:
    """Serve, crawl and judge; yields one figure for each roster."""
    pages = collect(folder, most)
    if not pages:
        return
    with tempfile.TemporaryDirectory(prefix="auditor-docs-") as held:
        scratch = Path(held)
        hosts = lay_out(pages, folder, scratch)
        with served(hosts, scratch) as port:
            seen: list[SiteVisit] = []
            for name, roster, places in rosters():
                seen = seen or list(visits(hosts, [site for site, _ in places], port))
                told = [(visit, site, school) for visit, (site, school) in zip(seen, places, strict=False)]
                yield judge(name, roster, told)


def report(folder: Path, most: int) -> str:
    """Return figures and findings in plain text."""
    figures = list(measure(folder, most))
    if not figures:
        return f"Prose without students: no HTML pages below {folder}; DOCS=DIR names another folder."
    rows = [
        [each.roster, str(each.pages), str(len(each.told)), number(each.rate, 1), str(each.review),
         number(each.cpu_ms_a_page, 1)]
        for each in figures
    ]  # fmt: skip
    heads = ["roster", "pages", "told", "for 1,000 pages", "to look at", "CPU ms a page"]
    lines = [
        f"Prose without students, {STUDENTS:,} on the roster (above review; {MOST_ALLOWED:.0f} allowed)",
        "",
        table(heads, rows),
    ]
    for each in figures:
        for told in each.told:
            lines.append(f"  {each.roster}, {told.rule}, {told.confidence}: {told.quote}")
            lines.append(f"      {told.page} ({told.why})")
    return "\n".join(lines)


def main() -> None:
    """Print the report on what the command line or the environment names."""
    named = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("DOCS") or FOLDER
    print(report(Path(named), int(os.environ.get("DOCS_PAGES") or 0)))


if __name__ == "__main__":
    main()
